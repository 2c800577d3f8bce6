#!/bin/sh
# `comity check --expect`: a student's file against a teacher's expectations, met and not met, and mistakes in both.
# shellcheck disable=SC2016,SC2317
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh

cat >student.cfg <<'END'
comity = 1;
title = "A student's";
parameters = { h = 0.1; };
issues = { data = { name = "Data"; }; };
status_quo = { data = "h * 2"; };
players = { A = { ideal = { data = 0.9; }; }; B = { ideal = { data = 0.4; }; }; };
venues = { talks = { rule = { type = "consensus"; }; }; vote = { rule = { type = "majority"; }; }; };
solve = ( { concept = "gridlock"; venue = "talks"; } );
END
cat >game.cfg <<'END'
comity = 1;
title = "Three and a treasure";
game = { form = "coalitional"; players = ("A", "B", "C"); worth = ( { of = ("A", "B"); is = 90; }, { of = ("A", "C"); is = 80; }, { of = ("B", "C"); is = 70; }, { of = ("A", "B", "C"); is = 120; } ); };
END
cat >claim.cfg <<'END'
comity = 1;
title = "Wendel, small";
population = { size = 12; dimensions = 1; blocs = { all = { ideal = { dist = "normal"; mean = 0; sd = 1; }; }; }; };
venues = { club = { members = { size = 3; }; rule = { type = "consensus"; }; }; };
claim = {
  statement = "Smaller venues agree more easily"; venue = "club"; measures = ("agreement", "depth");
  vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 12); },
           { path = "venues.club.rule"; label = "rule"; variants = ( { id = "consensus"; to = { type = "consensus"; }; }, { id = "majority"; to = { type = "majority"; }; } ); } );
  expect = { direction = "decreasing"; along = "members"; within = ("rule"); };
  draws = 2000;
};
END
# several models of the same claim
sed 's/measures = ("agreement", "depth");/models = ( { id = "exists"; measure = "agreement"; }, { id = "deep"; measure = "depth"; } );/; /label = "rule"/d; s/(2, 12); },/(2, 12); } );/; s/ within = ("rule");//' claim.cfg >models.cfg

# expect NAME EXPECTATION...: a file of expectations.
expect() {
    file=$1
    shift
    { printf 'comity = 1;\nexpect = (\n'; printf '%s\n' "$*"; printf ');\n'; } >"$file"
}
# one NAME STATUS STUDENT EXPECTATION: held against it.
one() {
    test=$1
    want=$2
    student=$3
    shift 3
    expect one.cfg "$@"
    status "$test" "$want" "$comity" check --quiet --expect one.cfg "$student"
}
met() { one "$1_is_met" 0 "$2" "$3"; }
unmet() {
    one "$1_is_not_met" 3 "$2" "$3"
    check "$1_says_what_was_found" grep -qF -- "$4" out
}
mistaken() {
    one "$1_is_a_mistake" 1 "$2" "$3"
    check "$1_leaves_stdout_empty" empty out
    check "$1_is_told_exactly" grep -qF -- "error: $4" err
}

# ---- concepts: summaries ----
met truth student.cfg '{ concept = "gridlock"; venue = "talks"; summary = { movable = true; largest_coalition = 2; }; }'
unmet truth student.cfg '{ concept = "gridlock"; venue = "talks"; summary = { movable = false; }; }' 'found   movable = yes'
met what_the_file_does_not_ask_for student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = 0.04; }; }'
met every_venue student.cfg '{ concept = "gridlock"; summary = { movable = true; }; }'
unmet one_venue_of_two student.cfg '{ concept = "gridlock"; summary = { needed = 2; }; }, { concept = "depth"; summary = { depth = 0.05; }; }' 'found   at talks: depth = 0.04, at vote: depth = 0.04'
met a_range student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = (0.03, 0.05); }; }'
unmet a_range student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = (0.05, 0.06); }; }' 'wanted  depth = 0.05 to 0.06'
met a_fraction student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = "1/25"; }; }'
met an_expression student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = "0.2 ^ 2"; }; }'
met within_takes_what_is_near student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = 0.05; }; within = 0.011; }'
unmet within_leaves_what_is_not student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = 0.05; }; within = 0.009; }' 'wanted  depth = 0.05 (within 0.009)'
unmet a_millionth_more student.cfg '{ concept = "depth"; venue = "talks"; summary = { depth = 0.040002; }; }' 'found   depth = 0.04'
met a_word game.cfg '{ concept = "core"; summary = { empty = false; }; }'
unmet a_text_where_a_number_is game.cfg '{ concept = "nucleolus"; summary = { total = "much"; }; }' 'found   total = 120'

# ---- tables ----
met a_cell game.cfg '{ concept = "shapley"; table = "payoffs"; where = { player = "A"; }; column = "value"; is = 45; }'
unmet a_cell game.cfg '{ concept = "shapley"; table = "payoffs"; where = { player = "A"; }; column = "value"; is = 50; within = 0.01; }' 'found   value = 45'
met a_fraction_in_text game.cfg '{ concept = "shapley"; table = "payoffs"; where = { player = "B"; }; column = "exact"; is = 40; }'
met every_row game.cfg '{ concept = "shapley"; table = "payoffs"; column = "value"; is = (35, 45); }'
unmet every_row game.cfg '{ concept = "shapley"; table = "payoffs"; column = "value"; is = (36, 45); }' 'found   value = 35'
met rows game.cfg '{ concept = "shapley"; table = "payoffs"; rows = 3; }'
met rows_between game.cfg '{ concept = "shapley"; table = "payoffs"; where = { value = (40, 50); }; rows = (2, 3); }'
unmet rows game.cfg '{ concept = "shapley"; table = "payoffs"; where = { value = (40, 50); }; rows = 3; }' 'found   rows: 2'
unmet no_row game.cfg '{ concept = "shapley"; table = "payoffs"; where = { player = "Z"; }; column = "value"; is = 1; }' 'found   no such row'
unmet no_table game.cfg '{ concept = "shapley"; table = "point"; rows = 1; }' 'found   the answer has no such table: point'

# ---- what a file cannot answer is not met, with the reason ----
unmet an_unknown_venue student.cfg '{ concept = "gridlock"; venue = "forum"; summary = { movable = true; }; }' "no answer: there is no venue 'forum'"
unmet another_kind_of_game game.cfg '{ concept = "gridlock"; summary = { movable = true; }; }' "no answer: 'gridlock' is about"
unmet no_claim student.cfg '{ claim = true; verdict = "supported"; }' 'the file has no claim'

# ---- settings ----
met a_setting student.cfg '{ setting = "status_quo.data"; is = 0.2; }'
met a_setting_of_words student.cfg '{ setting = "venues.talks.rule.type"; is = "consensus"; }'
unmet a_setting student.cfg '{ setting = "status_quo.data"; is = (0.3, 0.9); }' 'found   status_quo.data = 0.2'
unmet a_setting_that_is_not_there student.cfg '{ setting = "players.A.patience"; is = 0.9; }' 'found   players.A.patience = nothing'
expect one.cfg '{ setting = "status_quo.data"; is = 0.6; }, { concept = "gridlock"; venue = "talks"; summary = { movable = false; }; }'
status a_setting_of_the_command_line_counts 0 "$comity" check --set status_quo.data=0.6 --expect one.cfg student.cfg

# ---- claims ----
met a_verdict claim.cfg '{ claim = true; verdict = "conditional"; basis = "sampled"; }'
unmet a_verdict claim.cfg '{ claim = true; verdict = "supported"; }' 'found   verdict = conditional'
met a_regime_by_its_label claim.cfg '{ claim = true; table = "verdicts"; where = { rule = "consensus"; }; column = "verdict"; is = "supported"; }'
met a_cell_of_a_claim claim.cfg '{ claim = true; table = "cells"; where = { members = 2; rule = "consensus"; }; column = "mean"; is = 0.5; within = 0.05; }'
met another_measure claim.cfg '{ claim = true; measure = "depth"; table = "verdicts"; rows = 2; }'
unmet a_measure_that_it_lacks claim.cfg '{ claim = true; measure = "spread"; verdict = "supported"; }' 'the claim has no such measure: spread'
unmet a_model_of_one claim.cfg '{ claim = true; model = "exists"; verdict = "supported"; }' 'the claim has one model alone'
unmet an_axis_that_it_lacks claim.cfg '{ claim = true; table = "verdicts"; where = { region = "north"; }; column = "verdict"; is = "supported"; }' 'the claim varies nothing of the name: region'
mistaken a_column_that_verdicts_lack claim.cfg '{ claim = true; table = "verdicts"; where = { rule = "majority"; }; column = "verdit"; is = "supported"; }' "the table 'verdicts' has no column 'verdit'"
met the_joint_verdict models.cfg '{ claim = true; verdict = "supported"; }'
met one_model models.cfg '{ claim = true; model = "deep"; verdict = "supported"; }'
unmet no_such_model models.cfg '{ claim = true; model = "wide"; verdict = "supported"; }' 'the claim has no such model: wide'
unmet a_table_of_several_models models.cfg '{ claim = true; table = "cells"; rows = 2; }' 'the claim has several models'

# ---- mistakes of the teacher's ----
mistaken an_unknown_concept student.cfg '{ concept = "gridlok"; summary = { movable = true; }; }' "'gridlok' is no concept"
check an_unknown_concept_is_guessed says "did you mean 'gridlock'?" err
mistaken an_unknown_value student.cfg '{ concept = "gridlock"; summary = { movabel = true; }; }' "the summary of 'gridlock' has no 'movabel'"
check an_unknown_value_has_its_place says '^one.cfg:3:37: ' err
mistaken an_unknown_column game.cfg '{ concept = "shapley"; table = "payoffs"; column = "valu"; is = 1; }' "the table 'payoffs' has no column 'valu'"
mistaken an_unknown_column_of_where game.cfg '{ concept = "shapley"; table = "payoffs"; where = { who = "A"; }; rows = 1; }' "the table 'payoffs' has no column 'who'"
check the_columns_are_listed says 'it has player, value' err
mistaken an_unknown_model student.cfg '{ concept = "core"; model = "gians"; summary = { empty = true; }; }' "'gians' is no model"
mistaken an_unknown_verdict claim.cfg '{ claim = true; verdict = "suported"; }' "'expect.0.verdict' is \"suported\", which is none of its words"
mistaken an_unknown_setting student.cfg '{ setting = "status_qou.data"; is = 1; }' "'status_qou.data' is no setting of a scenario"
mistaken an_unknown_key student.cfg '{ concept = "depth"; sumary = { depth = 1; }; }' "unknown setting 'expect.0.sumary'"
mistaken nothing_to_look_at student.cfg '{ name = "nothing"; }' 'this expectation does not say of what'
mistaken nothing_expected student.cfg '{ concept = "depth"; }' 'this expectation does not say what is expected'
mistaken two_subjects student.cfg '{ concept = "depth"; claim = true; verdict = "supported"; }' 'an expectation is of one thing'
mistaken a_column_without_a_table student.cfg '{ concept = "depth"; column = "value"; is = 1; }' "'where', 'column', 'rows' and 'is' are about a table, and none is named"
mistaken a_column_without_a_value game.cfg '{ concept = "shapley"; table = "payoffs"; column = "value"; }' "'column' and 'is' go together"
mistaken a_table_alone game.cfg '{ concept = "shapley"; table = "payoffs"; }' 'what the table should hold is missing'
mistaken a_range_upside_down student.cfg '{ concept = "depth"; summary = { depth = (2, 1); }; }' "'depth' goes from 2 to 1, and so nothing lies between"
mistaken a_group_for_a_value student.cfg '{ concept = "depth"; summary = { depth = { x = 1; }; }; }' "'depth' is a group { }, but must be a value"
mistaken a_negative_within student.cfg '{ concept = "depth"; summary = { depth = 1; }; within = -1; }' "'expect.0.within' is -1, out of its range"
mistaken a_verdict_of_a_concept student.cfg '{ concept = "depth"; verdict = "supported"; }' "'verdict' is of a claim"
mistaken a_setting_without_a_value student.cfg '{ setting = "status_quo.data"; }' 'what the setting should be is missing'
mistaken no_expectation student.cfg '' "'expect' is empty"
printf 'expect = ( { claim = true; verdict = "supported"; } );\n' >one.cfg
status a_file_without_a_version 1 "$comity" check --expect one.cfg student.cfg
expect two.cfg '{ concept = "gridlok"; summary = { a = 1; }; }, { setting = "x"; is = 1; }, { concept = "depth"; }'
status several_mistakes 1 "$comity" check --expect two.cfg student.cfg
check all_mistakes_are_told [ "$(grep -c ' error: ' err)" -eq 3 ]
status a_scenario_is_no_expectation 1 "$comity" check --expect student.cfg student.cfg

# ---- mistakes of the student's, files that are not there, options ----
expect one.cfg '{ concept = "gridlock"; summary = { movable = true; }; }'
sed 's/ideal = { data = 0.9; }/ideel = { data = 0.9; }/' student.cfg >wrong.cfg
status a_student_with_mistakes 1 "$comity" check --expect one.cfg wrong.cfg
check the_mistakes_are_told says "unknown setting 'players.A.ideel'" err
check nothing_is_met_then says '0 of 1 expectations met' out
status a_student_that_is_not_there 4 "$comity" check --expect one.cfg nowhere.cfg
status expectations_that_are_not_there 4 "$comity" check --expect nowhere.cfg student.cfg
status no_student 2 "$comity" check --expect one.cfg
status an_option_that_does_not_go_with_it 2 "$comity" check --expect one.cfg --concept depth student.cfg
status a_run_does_not_mark 2 "$comity" run --expect one.cfg student.cfg
status a_format_that_does_not_go_with_it 2 "$comity" check --expect one.cfg --format json student.cfg
status the_worst_of_several 3 "$comity" check --set status_quo.data=0.6 --expect one.cfg student.cfg student.cfg
status mistakes_among_several 3 "$comity" check --set status_quo.data=0.6 --expect one.cfg wrong.cfg student.cfg
check both_are_told [ "$(grep -c 'expectations met' out)" -eq 2 ]

# ---- what is written ----
expect one.cfg '{ name = "It moves"; name_zh = "可以改变"; concept = "gridlock"; venue = "talks"; summary = { movable = true; }; },
                { concept = "depth"; venue = "talks"; summary = { depth = 0.5; }; within = 0.01; hint = "Look at B."; hint_zh = "看看 B。"; }'
"$comity" check --expect one.cfg student.cfg >out
cat >wanted <<'END'
student.cfg
  met       It moves
            wanted  movable = yes
            found   movable = yes
  not met   depth at talks
            wanted  depth = 0.5 (within 0.01)
            found   depth = 0.04
            hint    Look at B.
  1 of 2 expectations met
END
check the_text_is_as_the_manual_says diff wanted out
"$comity" check --lang zh --expect one.cfg student.cfg >out
cat >wanted <<'END'
student.cfg
  达到      可以改变
            要求    movable = 是
            得到    movable = 是
  未达到    depth（talks）
            要求    depth = 0.5（误差 0.01 以内）
            得到    depth = 0.04
            提示    看看 B。
  达到 1 项，共 2 项要求
END
check the_text_in_chinese diff wanted out
"$comity" check --format csv --expect one.cfg student.cfg student.cfg >out
cat >wanted <<'END'
file,expectation,name,met,wanted,found
student.cfg,1,It moves,true,movable = yes,movable = yes
student.cfg,2,depth,false,depth = 0.5 (within 0.01),depth = 0.04
student.cfg,1,It moves,true,movable = yes,movable = yes
student.cfg,2,depth,false,depth = 0.5 (within 0.01),depth = 0.04
END
check the_table_for_a_class diff wanted out
"$comity" check --format csv --expect one.cfg -o marks.csv student.cfg student.cfg >out
check a_table_goes_into_a_file cmp -s wanted marks.csv
check nothing_is_printed_then empty out
"$comity" --help >out
check help_names_expectations says '--expect' out

exit "$failed"
