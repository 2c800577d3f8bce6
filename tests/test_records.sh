#!/bin/sh
# Records on the command line: beside a model's verdict they change nothing of it, and alone they need no negotiation.
set -u
COMITY=${COMITY:-build/comity}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

report() {
    printf '[ RUN      ] %s\n' "$1"
    if [ "$2" -eq 0 ]; then
        printf '[       OK ] %s\n' "$1"
    else
        printf '[  FAILED  ] %s\n' "$1"
        failures=$((failures + 1))
    fi
}

record='observed = ( { id = "seen"; source = "made up"; outcome = "ok";
  cases = ( { size = 3; ok = true; }, { size = 4; ok = true; }, { size = 9; ok = false; }, { size = 12; ok = true; }, { size = 20; ok = false; } ); } );'
cp configs/claims/wendel.cfg "$work/without.cfg"
awk -v record="$record" '{ print } /^claim = \{/ { print record }' "$work/without.cfg" >"$work/with.cfg"

"$COMITY" run -q "$work/without.cfg" --draws 50 --format csv >"$work/without.csv"
"$COMITY" run -q "$work/with.cfg" --draws 50 --format csv >"$work/with.csv"
[ -s "$work/with.csv" ] && cmp -s "$work/without.csv" "$work/with.csv"
report a_record_leaves_the_cells_as_they_are $?

"$COMITY" run -q "$work/without.cfg" --draws 50 >"$work/without.txt"
"$COMITY" run -q "$work/with.cfg" --draws 50 >"$work/with.txt"
lines=$(wc -l <"$work/without.txt")
head -n "$lines" "$work/with.txt" | cmp -s - "$work/without.txt"
report a_record_leaves_the_models_words_as_they_are $?
grep -q '^Record: seen  \[seen\]$' "$work/with.txt" && grep -q '^  does not tell$' "$work/with.txt"
report a_record_stands_below_the_models_verdict $?
grep -q 'neither stands for the other' "$work/with.txt"
report a_record_and_a_model_are_told_apart $?

"$COMITY" run -q "$work/with.cfg" --draws 50 --format json >"$work/with.json"
grep -q '"evidence": \[' "$work/with.json" && grep -q '"exact": "3/10"' "$work/with.json" && grep -q '"direction": "decreasing"' "$work/with.json"
report a_record_takes_the_claims_direction $?

"$COMITY" run -q configs/claims/evidence-experts.cfg configs/claims/evidence-treaties.cfg --format md >"$work/table.md"
[ "$(wc -l <"$work/table.md")" -eq 4 ] && grep -q '| groups: does not tell; appointed: does not tell | record |' "$work/table.md" &&
    grep -q '| treaties: consistent with the claim | record |' "$work/table.md"
report records_alone_are_rows_of_the_table_of_verdicts $?

"$COMITY" run -q configs/claims/evidence-experts.cfg --format csv >"$work/alone.csv"
grep -q '^groups.fits,configs/claims/evidence-experts.cfg,,1,exact,19/28$' "$work/alone.csv"
report records_alone_are_tables_of_csv $?

"$COMITY" run -q configs/claims/evidence-rounds.cfg --seed 1 >"$work/one" && "$COMITY" run -q configs/claims/evidence-rounds.cfg --seed 2 >"$work/two" && cmp -s "$work/one" "$work/two"
report what_is_counted_does_not_depend_on_the_seed $?

printf 'size,ok,when\n3,true,before\n4,true,after\n9,false,before\n"12",yes,after\n,,\n20,no,after\n' >"$work/cases.csv"
printf 'comity = 1;\nclaim = { statement = "s"; observed = ( { id = "t"; source = "made up"; cases_from = "cases.csv"; outcome = "ok"; control = "when"; direction = "decreasing"; } ); };\n' >"$work/table.cfg"
"$COMITY" run -q "$work/table.cfg" >"$work/table.txt" && grep -q 'when  *5  *3' "$work/table.txt"
report cases_come_from_a_table_of_csv $?
sed 's/9,false/nine,false/' "$work/cases.csv" >"$work/broken" && mv "$work/broken" "$work/cases.csv"
"$COMITY" check "$work/table.cfg" 2>"$work/errors"
[ $? -eq 1 ] && grep -q 'cases.csv:4:1: error: case number 3: .size. is "nine", but must be a number of members, at least 1' "$work/errors"
report a_mistake_in_a_table_is_told_at_its_cell $?

[ "$failures" -eq 0 ]
