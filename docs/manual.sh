#!/bin/sh
# Writes manual.md and manual.zh.md: the first steps by hand (docs/manual/), the reference from the program's registers, an
# example of each concept run now.
#
#   sh docs/manual.sh DIR           into DIR; `make manual` says docs
set -eu
COMITY=${COMITY:-build/comity}
into=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A shipped file that the concept answers: one that asks for it, else the first small one of the right kind.
example_of() {
    for file in $(grep -lE "concept = \"$1\"" configs/classics/*.cfg configs/lessons/*.cfg configs/venues/*.cfg configs/claims/*.cfg 2>/dev/null) \
            configs/lessons/two-states-one-issue.cfg configs/classics/gloves.cfg configs/classics/chicken.cfg configs/classics/selten-horse.cfg \
            configs/classics/entry-deterrence.cfg configs/classics/apex.cfg configs/venues/unsc.cfg configs/classics/mckelvey.cfg \
            $(grep -lE "\"$1\.[a-z_]+\"" configs/claims/*.cfg configs/article/*.cfg 2>/dev/null) configs/classics/*.cfg; do
        if "$COMITY" run --quiet "$file" --concept "$1" >"$work/answer" 2>/dev/null; then
            printf '%s\n' "$file"
            return
        fi
    done
    echo "docs/manual.sh: no shipped file has an example of $1" >&2
    exit 1
}

"$COMITY" list concepts | awk '{ print $1 }' >"$work/concepts"
while read -r concept; do
    example_of "$concept" >"$work/$concept.file"
done <"$work/concepts"

# reference LANG WORD: what the program explains, with each concept's example after it.
reference() {
    "$COMITY" explain --format md --lang "$1" >"$work/reference"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            '## '*) example ; section=${section:-0} ; section=$((section + 1)) ;;
            '### '*) example ; [ "$section" -eq 1 ] && { concept=${line#\#\#\# }; } ;;
        esac
        printf '%s\n' "$line"
    done <"$work/reference"
}

# The example of the concept whose entry ends here, at most 16 lines of it.
example() {
    [ -n "${concept:-}" ] || return 0
    file=$(cat "$work/$concept.file")
    printf '**%s.** `comity run %s --concept %s`\n\n```text\n' "$word" "$file" "$concept"
    "$COMITY" run --quiet "$file" --concept "$concept" --lang "$lang" | awk 'NR <= 16 { sub(/ +$/, ""); print } END { if (NR > 16) print "..." }'
    printf '```\n\n'
    concept=
}

for lang in en zh; do
    section=0
    case $lang in
        en) twin= word=Example ;;
        zh) twin=.zh word=例子 ;;
    esac
    { cat "docs/manual/first-steps$twin.md"; echo; reference "$lang"; echo; cat "docs/manual/citing$twin.md"; } >"$into/manual$twin.md"
done
