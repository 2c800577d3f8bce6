#!/bin/sh
# What `comity check` says of each broken file: word for word, caret for caret.
#
#   GOLDEN_UPDATE=1 sh tests/test_broken.sh      takes the words as they are now: read the difference before keeping it
set -u
comity=${COMITY:-build/comity}
folder=tests/broken
out=$(mktemp) || exit 1
err=$(mktemp) || exit 1
trap 'rm -f "$out" "$err"' EXIT
failed=0
count=0

report() {
    if [ "$2" -eq 0 ]; then
        printf '[       OK ] %s\n' "$1"
    else
        printf '[  FAILED  ] %s\n' "$1"
        failed=1
    fi
}

for file in "$folder"/*.cfg "$folder"/*.nfg "$folder"/*.efg; do
    expected=${file%.?fg}.expected
    name=$(basename "${file%.?fg}" | tr -c 'a-z0-9\n' '_')
    "$comity" check "$file" >"$out" 2>"$err"
    status=$?
    if [ "${GOLDEN_UPDATE:-0}" = 1 ]; then
        cp "$err" "$expected"
        continue
    fi
    good=0
    if [ "$status" -ne 1 ]; then
        printf '%s: exit status %d in place of 1\n' "$file" "$status"
        good=1
    fi
    if [ -s "$out" ]; then
        printf '%s: mistakes belong on standard error\n' "$file"
        good=1
    fi
    if ! diff -u "$expected" "$err"; then good=1; fi
    report "broken_$name" "$good"
    count=$((count + 1))
done
[ "${GOLDEN_UPDATE:-0}" = 1 ] && exit 0

stray=0
for expected in "$folder"/*.expected; do
    base=${expected%.expected}
    [ -e "$base.cfg" ] || [ -e "$base.nfg" ] || [ -e "$base.efg" ] || { printf '%s: of no file\n' "$expected"; stray=1; }
done
report every_expectation_has_its_file "$stray"
[ "$count" -ge 150 ]
report there_are_enough_broken_files $?

# Several files at once: all are checked, the mistakes of each are told.
"$comity" check "$folder/key-player.cfg" "$folder/quota-votes.cfg" >"$out" 2>"$err"
status=$?
[ "$status" -eq 1 ] && [ "$(grep -c ' error: ' "$err")" -eq 2 ]
report mistakes_of_several_files_are_all_told $?

# Nothing is computed from a file with mistakes.
"$comity" run "$folder/ideal-outside.cfg" >"$out" 2>"$err"
status=$?
[ "$status" -eq 1 ] && [ ! -s "$out" ]
report nothing_is_computed_from_a_broken_file $?
exit "$failed"
