#!/bin/sh
# The lessons: each command in them is run and prints what is shown below it, in both languages alike; each exercise's
# expectations are met by its solution, and not by the file that it begins with.
# shellcheck disable=SC2016
set -u
# shellcheck source=tests/support/documents.sh
. tests/support/documents.sh

# says_what_it_shows NAME DOCUMENT: run in one folder, in order, so that a command may use what another left.
says_what_it_shows() {
    folder=$work/$1
    mkdir "$folder" "$folder/here"
    ln -s "$root/configs" "$folder/here/configs"
    shown "$2" "$folder"
    wrong=""
    number=1
    while [ -f "$folder/$number.command" ]; do
        line=$(cat "$folder/$number.command")
        (cd "$folder/here" && sh -c "$line") >"$folder/$number.printed" 2>&1
        status=$?
        if [ -f "$folder/$number.shown" ]; then
            lacks=$(compare "$folder/$number.shown" "$folder/$number.printed") || wrong="$wrong$line: $lacks
"
        fi
        case $line in *--expect*) ;; *) [ "$status" -eq 0 ] || wrong="$wrong$line: exit status $status
" ;; esac
        number=$((number + 1))
    done
    [ "$number" -gt 1 ] || wrong="no command"
    if [ -z "$wrong" ]; then passed "$1"; else failed "$1" "$2: $wrong"; fi
}

# The commands of both languages, but for the language itself.
same_commands() {
    sed -n '/^```sh/,/^```/{/^comity /p;}' "$2" | sed 's/ --lang zh//' >"$work/en"
    sed -n '/^```sh/,/^```/{/^comity /p;}' "$3" | sed 's/ --lang zh//' >"$work/zh"
    if differs=$(diff "$work/en" "$work/zh"); then passed "$1"; else failed "$1" "$3: $differs"; fi
}

lessons=0
for english in docs/lessons/README.md docs/lessons/[0-9]-*.md docs/lessons/solutions/[0-9]-*.md; do
    case $english in *.zh.md) continue ;; esac
    chinese=${english%.md}.zh.md
    word=$(printf '%s' "${english#docs/}" | sed 's/\.md$//' | tr '[:upper:]' '[:lower:]' | tr -c 'a-z0-9' '_')
    says_what_it_shows "test_${word}_prints_what_it_shows" "$english"
    if [ -f "$chinese" ]; then
        says_what_it_shows "test_${word}_in_chinese_prints_what_it_shows" "$chinese"
        same_commands "test_${word}_has_the_same_commands_in_both_languages" "$english" "$chinese"
    else
        failed "test_${word}_is_there_in_chinese" "$chinese is missing"
    fi
    lessons=$((lessons + 1))
done
if [ "$lessons" -eq 13 ]; then passed test_there_are_six_lessons_with_their_solutions_and_a_list; else failed test_there_are_six_lessons_with_their_solutions_and_a_list "$lessons documents"; fi

# ---- exercises ----
for expected in configs/lessons/expect/*.cfg; do
    exercise=$(basename "$expected" .cfg)
    word=$(printf '%s' "$exercise" | tr - _)
    solution=$(grep -h "^comity check --expect $expected " docs/lessons/solutions/"${exercise%-*}"-*[a-z].md | grep -v -e '--lang zh' | head -n 1)
    if [ -z "$solution" ]; then
        failed "test_exercise_${word}_has_a_solution" "$expected: no solution is held against it"
        continue
    fi
    if said=$(sh -c "$solution" 2>&1); then passed "test_exercise_${word}_is_met_by_its_solution"; else failed "test_exercise_${word}_is_met_by_its_solution" "$said"; fi
    given=$(printf '%s' "$solution" | sed "s/ --set '[^']*'//g; s/ --set [^ ]*//g")
    said=$(sh -c "$given" 2>&1)
    if [ $? -eq 3 ]; then passed "test_exercise_${word}_is_not_met_before"; else failed "test_exercise_${word}_is_not_met_before" "$given: $said"; fi
done

# ---- the comparison refuses ----
refuses() {
    printf '%s\n' "$2" >"$work/shown"
    printf '%s\n' "$3" >"$work/printed"
    if compare "$work/shown" "$work/printed" >/dev/null; then failed "$1" "'$2' is taken for '$3'"; else passed "$1"; fi
}
takes() {
    printf '%s\n' "$2" >"$work/shown"
    printf '%s\n' "$3" >"$work/printed"
    if compare "$work/shown" "$work/printed" >/dev/null; then passed "$1"; else failed "$1" "'$2' is not taken for '$3'"; fi
}
takes test_fewer_digits_are_enough '  A  0.69' '    A   0.689655'
takes test_a_number_in_brackets 'changes by -0.03 (-0.05 to -0.02)' 'changes by -0.034 (-0.046 to -0.024)'
takes test_lines_may_be_left_out 'three' 'one
two
three'
refuses test_another_digit '  A  0.68' '    A   0.689655'
refuses test_another_word '  A  0.69' '    B   0.69'
refuses test_another_order 'two
one' 'one
two'
refuses test_a_line_that_is_not_there 'three' 'two'
refuses test_a_word_more 'movable: no' 'movable: no, not at all'

[ "$failures" -eq 0 ]
