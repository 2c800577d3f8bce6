#!/bin/sh
# The documents' examples: each scenario in them is checked and run, each command is typed (tests/support/documents.sh).
#
# Commands run in a folder that holds the document's files and the shipped ones.  Claims look at 100 worlds, to be quick,
# where a command does not say how many.
set -u
# shellcheck source=tests/support/documents.sh
. tests/support/documents.sh

for document in README.md README.zh.md docs/format.md docs/manual.md docs/manual.zh.md; do
    word=$(basename "$document" .md | tr 'A-Z.' 'a-z_')
    folder=$work/$word
    mkdir "$folder"
    ln -s "$root/configs" "$folder/configs"
    if [ ! -f "$document" ]; then
        failed "test_${word}_is_there" "$document is missing"
        continue
    fi
    extract "$document" "$folder"
    if [ -s "$folder/.scenarios" ]; then
        check_scenarios "test_scenarios_of_${word}_run" "$folder"
    elif [ "${document#docs/manual}" = "$document" ]; then
        failed "test_scenarios_of_${word}_run" "$document holds no whole scenario"
    fi
    [ -s "$folder/.commands" ] && check_commands "test_commands_of_${word}_work" "$folder"
done

# Whatever the registers have, the description of the format names.
name=test_the_format_names_every_concept_model_form_and_measure
missing=""
for kind in concepts models forms measures; do
    for word in $("$COMITY" list "$kind" | awk '{ print $1 }'); do
        grep -q "[\`\"]$word[\`\"]" "$root/docs/format.md" || missing="$missing $word"
    done
done
if [ -z "$missing" ]; then passed "$name"; else failed "$name" "docs/format.md lacks:$missing"; fi

# The manual is what the program says now, to the digits that another machine has too.
name=test_the_manual_is_what_the_program_says
if ! sh "$root/docs/manual.sh" "$work" >"$work/errors" 2>&1; then
    failed "$name" "$(cat "$work/errors")"
elif difference=$(diff "$root/docs/manual.md" "$work/manual.md" && diff "$root/docs/manual.zh.md" "$work/manual.zh.md"); then
    passed "$name"
else
    failed "$name" "$difference
make manual writes it anew"
fi

# The mistake that both READMEs show is told in those words.
name=test_the_first_mistake_is_told_as_the_readmes_show
missing=""
for document in README.md README.zh.md; do
    folder=$work/$(basename "$document" .md | tr 'A-Z.' 'a-z_')
    sed 's/salience = { data/saliance = { data/' "$folder/three.cfg" >"$work/three.cfg"
    said=$(cd "$work" && "$COMITY" check three.cfg 2>&1) && missing="$missing$document: no mistake is told. "
    printf '%s\n' "$said" | while IFS= read -r line; do
        grep -qF -- "$line" "$document" || printf '%s lacks: %s\n' "$document" "$line"
    done >"$work/lacks"
    missing=$missing$(cat "$work/lacks")
done
if [ -z "$missing" ]; then passed "$name"; else failed "$name" "$missing"; fi

[ "$failures" -eq 0 ]
