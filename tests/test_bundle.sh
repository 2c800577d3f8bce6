#!/bin/sh
# A folder of results: what is in it, that it runs again to the same bytes, and that nothing is lost on the way.
# shellcheck disable=SC2016,SC2317
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh
unset SOURCE_DATE_EPOCH

mkdir -p sub/data
cat >sub/claim.cfg <<'END'
comity = 1;
title = "A folder";
@include "world.inc"
players_from = "data/states.csv";
claim = {
  id = "A6"; statement = "Smaller venues agree more easily"; statement_zh = "场所越小，越容易达成协议"; venue = "club"; measures = ("agreement", "depth");
  vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 4, 9); },
           { path = "venues.club.rule"; label = "rule"; variants = ( { id = "consensus"; to = { type = "consensus"; }; }, { id = "majority"; to = { type = "majority"; }; } ); } );
  expect = { direction = "decreasing"; along = "members"; within = ("rule"); };
  draws = 301;
};
END
cat >sub/world.inc <<'END'
issues = { law = { range = (-2.0, 2.0); }; money = { range = (-2.0, 2.0); }; };
status_quo = { law = 0.0; money = 0.0; };
venues = { club = { members = { size = 5; }; rule = { type = "consensus"; }; }; };
END
cat >sub/data/states.csv <<'END'
id,name,ideal.law,ideal.money
P,First,1,0.5
Q,Second,-1,0.25
R,Third,0.75,1.5
S,Fourth,1.25,-0.5
T,Fifth,0.5,0.125
U,Sixth,-0.25,1
V,Seventh,2,0.5
W,Eighth,0.5,-1
X,Ninth,1,1
Y,Tenth,0.25,-0.75
END
cat >models.cfg <<'END'
comity = 1;
population = { size = 20; dimensions = 2; blocs = { w = { weight = 1; ideal = { issue1 = { dist = "normal"; mean = 0.6; sd = 1; }; issue2 = { dist = "normal"; mean = 0.2; sd = 1; }; }; }; }; };
venues = { club = { members = { size = 5; }; rule = { type = "consensus"; }; }; };
claim = {
  statement = "Smaller venues agree more easily"; venue = "club"; models = ( { id = "exists"; measure = "agreement"; }, { id = "how-much"; measure = "depth"; draws = 100; } );
  vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 9); } );
  expect = { direction = "decreasing"; along = "members"; };
  draws = 200;
};
END
cat >game.cfg <<'END'
comity = 1;
title = "Gloves";
players = { L = {}; R = {}; S = {}; };
game = { form = "coalitional"; worth_from = "worth.txt"; };
solve = ( { concept = "shapley"; } );
END
printf '0\n0\n1\n0\n1\n0\n1\n' >worth.txt

lists() { (cd "$1" && find . -type f | sort | sed 's|^\./||' | tr '\n' ' '); }

# ---- what is in it ----
status a_folder_is_written 0 "$comity" run --quiet --save-draws -o res/ sub/claim.cfg
check it_holds_what_it_should [ "$(lists res)" = 'REPLICATION.md analysis.R analysis.do cells.csv codebook.csv draws.csv inputs/claim.cfg inputs/data/states.csv inputs/world.inc manifest.json report.md report.txt steps.csv verdict.json verdicts.csv ' ]
check inputs_are_as_they_were cmp -s sub/data/states.csv res/inputs/data/states.csv
check nothing_is_left_beside_it [ "$(find . -maxdepth 1 -name 'res*' | wc -l)" -eq 1 ]
"$comity" run --quiet sub/claim.cfg >whole.txt
check the_report_is_the_run_s cmp -s whole.txt res/report.txt
"$comity" run --quiet --format json sub/claim.cfg | sed 's|"sub/claim.cfg"|"inputs/claim.cfg"|' >whole.json
check the_verdict_is_the_run_s cmp -s whole.json res/verdict.json
check cells_have_a_row_each [ "$(wc -l <res/cells.csv)" -eq 13 ]
check cells_begin_with_measure_and_cell says '^measure,cell,venues.club.members.size,venues.club.rule,mean,low,high,draws' res/cells.csv
check verdicts_have_a_row_each [ "$(wc -l <res/verdicts.csv)" -eq 5 ]
check draws_have_a_row_each [ "$(wc -l <res/draws.csv)" -eq $((301 * 6 + 1)) ]
check draws_begin_with_cell_draw_seed says '^cell,draw,seed,agreement,depth$' res/draws.csv
# The draws add up to the cells: the mean of each cell anew.
awk -F, 'FNR == 1 { next } NR == FNR { if ($1 == "agreement") mean[$2] = $5; next } { sum[$1] += $4; n[$1]++ }
    END { for (c in mean) { k++; d = sum[c] / n[c] - mean[c]; if (d > 1e-12 || d < -1e-12) exit 1 } exit k != 6 }' res/cells.csv res/draws.csv
check draws_add_up_to_the_cells [ $? -eq 0 ]
# Every column of every table is in the codebook, and says something in both languages.
described() {
    for table in "$1"/*.csv; do
        name=$(basename "$table")
        for column in $(head -1 "$table" | tr ',' ' '); do
            grep -q "^$name,$column,[a-z ]*,[^,]*,..*,..*" "$1/codebook.csv" || { [ "$name" = codebook.csv ] || { printf '%s of %s\n' "$column" "$name"; return 1; }; }
        done
    done
}
check every_column_is_described described res
check no_column_is_described_by_default [ "$(grep -c 'as in the table of this name' res/codebook.csv)" -eq 0 ]
hashed() {
    sed -n '/"inputs"/,$p' "$1/manifest.json" | awk -F'"' '/"path"/ { path = $4 } /"sha256"/ { print $4 "  " path }' >sums
    [ -s sums ] && (cd "$1" && sha256sum -c --quiet ../sums)
}
check hashes_are_those_of_sha256sum hashed res
for word in '"seed": 1' '"GSL": ' '"GLPK": ' '"libconfig": ' '"compiler": ' '"smallest_effect": ' '"confidence": 0.95'; do
    check "the_manifest_says_$(printf '%s' "$word" | tr -cd 'a-zA-Z_')" says "$word" res/manifest.json
done
check without_a_clock [ "$(grep -c '"date"' res/manifest.json)" -eq 0 ]
for heading in Overview 'Data Availability and Provenance Statements' 'Dataset list' 'Computational requirements' 'Controlled Randomness' 'Description of programs' 'Instructions to Replicators' 'List of tables and programs' References; do
    check "the_guide_has_$(printf '%s' "$heading" | tr ' ' _)" says "^##* $heading" res/REPLICATION.md
done
no_path() { ! grep -rqF "$work" "$1"; }
check no_path_of_the_machine_is_in_it no_path res

if command -v Rscript >/dev/null 2>&1; then
    r_runs() { (cd "$1" && Rscript --vanilla analysis.R) >r.txt 2>&1; }
    check the_r_script_runs r_runs res
    check the_r_script_prints_the_verdicts says 'supported' r.txt
    check the_r_script_draws filled res/figures.pdf
    status a_figure_is_no_difference 0 "$comity" replicate res
else
    skip the_r_script_runs "there is no Rscript"
fi

# ---- again ----
status it_runs_again_to_the_same_bytes 0 "$comity" replicate res
"$comity" replicate res/ >said
check every_file_is_the_same [ "$(grep -c '^same ' said)" -eq 14 ]
mkdir elsewhere && cp -r res elsewhere/moved
status it_runs_anywhere 0 sh -c 'cd elsewhere/moved && "$1" replicate .' - "$comity"
status in_chinese_it_is_the_same 0 "$comity" replicate --lang zh res
"$comity" replicate --lang zh res >said
check in_chinese_it_says_so says '^相同' said
for threads in 1 2 5; do
    "$comity" run --quiet --save-draws --threads "$threads" -o "by$threads/" sub/claim.cfg
    check "on_${threads}_threads_it_is_the_same" diff -r -x figures.pdf res "by$threads"
done
"$comity" run --quiet -o plain/ sub/claim.cfg
sed 's/draws = 301;/precision = 0.2; at_most = 20000;/' sub/claim.cfg >sub/soon.cfg
for threads in 1 3; do
    rm -rf "soon$threads"
    status "a_run_that_knows_enough_on_$threads" 0 "$comity" run --quiet --save-draws --threads "$threads" -o "soon$threads/" sub/soon.cfg
done
check a_run_that_knows_enough_has_the_draws_it_looked_at [ "$(wc -l <soon1/draws.csv)" -eq $((6 * $(awk -F, 'NR == 2 { print $8 }' soon1/cells.csv) + 1)) ]
check a_run_that_knows_enough_stopped [ "$(wc -l <soon1/draws.csv)" -lt 120001 ]
check a_run_that_knows_enough_is_the_same diff -r soon1 soon3
check draws_only_on_request [ ! -e plain/draws.csv ]

rm -rf touched; cp -r res touched; printf ' ' >>touched/cells.csv
status a_touched_table_is_a_difference 3 "$comity" replicate touched
"$comity" replicate touched >said
check a_touched_table_is_named says '^changed *cells.csv' said
check the_others_are_the_same says '^same *verdicts.csv' said
rm -rf touched; cp -r res touched; rm touched/steps.csv
status a_missing_table_is_a_difference 3 "$comity" replicate touched
"$comity" replicate touched >said
check a_missing_table_is_named says '^missing *steps.csv' said
rm -rf touched; cp -r res touched; sed -i 's/-1,0.25/-1,0.5/' touched/inputs/data/states.csv
status a_touched_input_is_a_difference 3 "$comity" replicate touched
"$comity" replicate touched >said
check a_touched_input_is_named says '^changed *inputs/data/states.csv' said
rm -rf touched; cp -r res touched; sed -i 's/"GSL": "[^"]*"/"GSL": "1.0"/' touched/manifest.json
status another_library_is_no_difference 0 "$comity" replicate touched
"$comity" replicate touched >said
check another_library_is_told says '^version *GSL: 1.0, ' said
rm -rf touched; cp -r res touched; rm touched/inputs/world.inc
status a_missing_input 1 "$comity" replicate touched

# ---- settings, several models, games, languages ----
status settings_go_with_it 0 "$comity" run --quiet --seed 7 --draws 50 --set venues.club.members.size=7 --lang zh -o set/ sub/claim.cfg
check settings_are_kept says '"seed": 7' set/manifest.json
check the_report_is_chinese says '成立\|论断' set/report.txt
status settings_run_again 0 "$comity" replicate set
status several_models 0 "$comity" run --quiet --save-draws -o several/ models.cfg
check several_models_have_a_column says '^model,measure,cell' several/cells.csv
check draws_of_several_models says '^how-much,2,99,1,,' several/draws.csv
check several_models_are_described described several
status several_models_run_again 0 "$comity" replicate several
status a_game 0 "$comity" run --quiet -o game/ game.cfg
check a_game_has_results [ "$(lists game)" = 'REPLICATION.md analysis.R analysis.do codebook.csv inputs/game.cfg inputs/worth.txt manifest.json report.md report.txt result.json results.csv ' ]
check a_game_is_described described game
status a_game_runs_again 0 "$comity" replicate game
if command -v Rscript >/dev/null 2>&1; then
    check the_r_script_of_several_models_runs r_runs several
    check the_r_script_of_a_game_runs r_runs game
    check the_r_script_of_a_game_prints says 'shapley.summary' r.txt
fi
SOURCE_DATE_EPOCH=86400 "$comity" run --quiet -o dated/ game.cfg
check a_date_that_is_given says '"date": "1970-01-02T00:00:00Z"' dated/manifest.json
mkdir -p deep/er && cp sub/claim.cfg deep/er/ && sed -i 's|@include "world.inc"|@include "../../sub/world.inc"|; s|data/states.csv|../../sub/data/states.csv|' deep/er/claim.cfg
status inputs_above_the_scenario 0 "$comity" run --quiet -o above/ deep/er/claim.cfg
check inputs_above_keep_their_place [ -e above/inputs/deep/er/claim.cfg ] && [ -e above/inputs/sub/world.inc ]
status inputs_above_run_again 0 "$comity" replicate above

# Boundaries, regions, sensitivities and records have tables of their own.
for asked in boundary-large-venues region-rule-and-interest sensitivity-screen sensitivity-together sensitivity-shares evidence-treaties evidence-directives; do
    rm -rf asked
    status "${asked}_fills_a_folder" 0 "$comity" run --quiet --draws 20 -o asked/ "$root/configs/claims/$asked.cfg"
    check "${asked}_has_tables" [ -n "$(ls asked/*_*.csv)" ]
    check "${asked}_is_described" described asked
    check "${asked}_has_no_column_by_default" [ "$(grep -c 'as in the table of this name' asked/codebook.csv)" -eq 0 ]
    status "${asked}_runs_again" 0 "$comity" replicate asked
    if command -v Rscript >/dev/null 2>&1; then check "${asked}_has_a_script_that_runs" r_runs asked; fi
done
check records_go_with_it filled asked/inputs/evidence-directives.csv

# ---- the hypothesis ----
"$comity" run --quiet -o hyp/ sub/claim.cfg
sed 's/draws = 301/draws = 302/; s/label = "members"/label_zh = "成员"; label = "members"/; s/title = "A folder"/title = "Other words"/' sub/claim.cfg >sub/words.cfg
status other_words_and_draws_are_no_change 0 "$comity" run --quiet -o hyp/ sub/words.cfg
check other_words_are_not_flagged empty err
check one_hypothesis_so_far says '"hypothesis_changed_from": null' hyp/manifest.json
sed 's/direction = "decreasing"/direction = "increasing"/' sub/claim.cfg >sub/turned.cfg
first=$(awk -F'"' '/"hypotheses"/ { on = 1 } on && /"sha256"/ { print $4; exit }' hyp/manifest.json)
status another_hypothesis_still_runs 0 "$comity" run --quiet -o hyp/ sub/turned.cfg
check another_hypothesis_is_told says 'the hypothesis is not that of the run before' err
check another_hypothesis_is_in_the_report says 'the hypothesis was changed after earlier results had been seen' hyp/report.txt
check another_hypothesis_is_in_the_markdown says 'the hypothesis was changed' hyp/report.md
check another_hypothesis_is_in_the_guide says 'The hypothesis was changed' hyp/REPLICATION.md
check another_hypothesis_is_in_the_manifest says "\"hypothesis_changed_from\": \"$first\"" hyp/manifest.json
status the_flag_is_replicated 0 "$comity" replicate hyp
status running_again_does_not_wash_it_off 0 "$comity" run --quiet -o hyp/ sub/turned.cfg
check the_flag_stays says 'the hypothesis was changed' hyp/report.txt
status back_to_the_first 0 "$comity" run --quiet --lang zh -o hyp/ sub/claim.cfg
check the_chain_has_three [ "$(sed -n '/"hypotheses"/,/^  \]/p' hyp/manifest.json | grep -c '"sha256"')" -eq 3 ]
check the_flag_in_chinese says '假说被改动过' hyp/report.txt
status a_smaller_effect_is_a_change 0 "$comity" run --quiet --set claim.expect.smallest_effect=0.2 -o hyp/ sub/claim.cfg
check a_smaller_effect_is_told says 'not that of the run before' err

status a_draw_against_the_claim 0 "$comity" run --quiet --set claim.expect.direction=increasing -o against/ sub/claim.cfg
check a_draw_against_the_claim_is_in_the_folder filled against/counterexample.cfg
status it_runs_by_itself 0 "$comity" run --quiet against/counterexample.cfg
check it_is_in_the_guide says 'counterexample.cfg.*a draw against the claim' against/REPLICATION.md
sed 's/  id = "A6";/  rivals = ("data\/..\/turned.cfg"); id = "A6";/' sub/claim.cfg >sub/rival.cfg
status a_rival 0 "$comity" run --quiet -o rival/ sub/rival.cfg
check a_rival_goes_with_it filled rival/inputs/turned.cfg
check a_rival_has_a_table says '^agreement,data/../turned.cfg,' rival/rivals.csv
check a_rival_is_described described rival
status a_rival_runs_again 0 "$comity" replicate rival

# ---- nothing is lost ----
mkdir own && echo mine >own/thesis.txt
status a_folder_that_is_not_ours 4 "$comity" run --quiet -o own game.cfg
check a_folder_that_is_not_ours_is_told says 'is not empty, and not a folder of results' err
check a_folder_that_is_not_ours_is_as_it_was [ "$(lists own)" = 'thesis.txt ' ]
mkdir empty
status an_empty_folder 0 "$comity" run --quiet -o empty game.cfg
check an_empty_folder_is_filled filled empty/manifest.json
echo mine >empty/notes.txt && echo '# mine' >>empty/analysis.R
status a_folder_is_replaced 0 "$comity" run --quiet -o empty game.cfg
check what_was_added_is_kept says mine empty/notes.txt
check what_was_changed_is_kept says '# mine' empty/analysis.R.kept1
check what_was_kept_is_told says 'kept as empty/analysis.R.kept1' err
check nothing_else_is_left [ "$(find . -maxdepth 1 -name 'empty*' | wc -l)" -eq 1 ]
cp -r res before
full() { ( trap '' XFSZ; ulimit -f 40; "$@" ); }
status a_full_disk 4 full "$comity" run --quiet --save-draws --seed 9 -o res/ sub/claim.cfg
check a_full_disk_is_told says 'cannot be kept\|File too large' err
check a_full_disk_leaves_the_old_folder diff -r before res
check a_full_disk_leaves_nothing_else [ "$(find . -maxdepth 1 -name 'res*' | wc -l)" -eq 1 ]
"$comity" run --quiet --draws 100000000 -o res/ sub/claim.cfg 2>err &
child=$!
sleep 1
kill -INT "$child" 2>/dev/null
wait "$child"
check an_interrupt_ends_with_its_status [ $? -eq 130 ]
check an_interrupt_says_what_to_do says 'nothing was changed; --resume goes on from here' err
check an_interrupt_leaves_the_old_folder diff -r before res
check an_interrupt_leaves_a_checkpoint filled res.part
rm -rf res.part
"$comity" run --quiet --draws 400000 -o long/ sub/claim.cfg
timeout -s KILL 0.6 "$comity" run --quiet --draws 400000 -o killed/ sub/claim.cfg >/dev/null 2>&1
if [ -s killed.part ] && [ ! -e killed ]; then
    status a_killed_run_goes_on 0 "$comity" run --quiet --resume --draws 400000 -o killed/ sub/claim.cfg
    check a_killed_run_ends_the_same diff -r long killed
    check a_killed_run_s_checkpoint_is_gone [ ! -e killed.part ]
else
    skip a_killed_run_goes_on "the machine was too fast or too slow for the run to be killed in the middle"
fi

# ---- what cannot be done ----
status two_files_into_a_folder 2 "$comity" run -o x/ game.cfg sub/claim.cfg
status a_format_into_a_folder 2 "$comity" run --format json -o x/ game.cfg
status draws_without_a_folder 2 "$comity" run --save-draws sub/claim.cfg
status draws_into_a_file 2 "$comity" run --save-draws -o x.txt sub/claim.cfg
status draws_of_a_part 2 "$comity" run --save-draws --shard 1/2 -o x sub/claim.cfg
status draws_resumed 2 "$comity" run --save-draws --resume -o x/ sub/claim.cfg
status draws_without_a_claim 2 "$comity" run --save-draws -o x/ game.cfg
check nothing_was_made [ ! -e x ]
status a_folder_nowhere 4 "$comity" run -o no/where/ game.cfg
status the_folder_one_is_in 4 "$comity" run -o ./ game.cfg
status a_file_for_a_folder 4 "$comity" run -o game.cfg/ game.cfg
status a_scenario_with_a_mistake 1 "$comity" run -o x/ worth.txt
sed "s|worth.txt|$work/worth.txt|" game.cfg >absolute.cfg
status a_path_of_this_machine 4 "$comity" run -o x/ absolute.cfg
check a_path_of_this_machine_is_told says 'a folder of results runs anywhere' err
sed "s|\"world.inc\"|\"$work/sub/world.inc\"|" sub/claim.cfg >sub/absolute.cfg
status an_include_of_this_machine 4 "$comity" run -o x/ sub/absolute.cfg
status a_file_by_set 4 "$comity" run --set players_from=sub/data/states.csv -o x/ sub/claim.cfg
check still_nothing_was_made [ "$(find . -maxdepth 1 -name 'x*' | wc -l)" -eq 0 ]
status replicating_nothing 2 "$comity" replicate
status replicating_two 2 "$comity" replicate res plain
status replicating_with_a_seed 2 "$comity" replicate --seed 3 res
status replicating_what_is_not_there 4 "$comity" replicate nowhere
status replicating_another_folder 4 "$comity" replicate own
mkdir -p forged && printf '{ "manifest": 1, "comity": "0", "scenario": "../../secret", "inputs": [], "outputs": [] }\n' >forged/manifest.json
status a_manifest_that_leads_out 4 "$comity" replicate forged

cd "$root" || exit 1
exit "$failed"
