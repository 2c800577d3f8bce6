#!/bin/sh
# docs/arguments.md and its Chinese twin say what the program finds now, and no row of the two texts is without a file.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

verdict() {
    if [ "$2" -eq 0 ]; then
        printf '[       OK ] %s\n' "$1"
    else
        printf '[  FAILED  ] %s\n' "$1"
        failures=$((failures + 1))
    fi
}

name=test_every_argument_has_a_file_and_two_models
printf '[ RUN      ] %s\n' "$name"
missing=0
for row in a01 a02 a03 a04 a05 a06 a07 a08 a09 a10 a11 a12 a13 a14 a15 a16 a17 a18 a19 a20 a21 \
        b01 b02 b03 b04 b05 b06 b07 b08 b09 b10 b11 b12 b13; do
    set -- configs/article/"$row"-*.cfg
    if [ ! -f "$1" ]; then
        printf '%s has no file in configs/article\n' "$row"
        missing=1
    elif ! grep -q -E 'models = \(|rivals = \(' "$@"; then
        printf '%s has neither models nor rivals\n' "$row"
        missing=1
    fi
done
verdict "$name" "$missing"

name=test_the_pages_of_arguments_say_what_the_program_finds
printf '[ RUN      ] %s\n' "$name"
differ=0
sh docs/arguments.sh "$work" 2>"$work/errors" || { cat "$work/errors"; differ=1; }
for page in arguments.md arguments.zh.md; do
    diff -u "docs/$page" "$work/$page" || { printf 'make arguments writes docs/%s anew\n' "$page"; differ=1; }
done
verdict "$name" "$differ"

[ "$failures" -eq 0 ]
