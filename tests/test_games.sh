#!/bin/sh
# Strategic games on the command line: Gambit's files run, checked, shown and converted; exit statuses.
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh

cat >pd.nfg <<'END'
NFG 1 R "A dilemma" { "Player 1" "中国" }
{ { "c" "d" } { "c" "d" } }
"from memory"
{ { "" 2.5, 5/2 } { "" 5, 0 } { "" 0, 5 } { "" 1, 1 } }
1 2 3 4
END
cat >horse.efg <<'END'
EFG 2 R "Horse" { "1" "2" "3" }
p "" 1 1 "" { "R" "L" } 0
p "" 2 1 "" { "R" "L" } 0
t "" 1 "" { 1 1 1 }
p "" 3 1 "" { "R" "L" } 0
t "" 2 "" { 4 4 0 }
t "" 3 "" { 0 0 1 }
p "" 3 1 0
t "" 4 "" { 3 2 2 }
t "" 5 "" { 0 0 0 }
END

status a_normal_form_runs 0 "$comity" run pd.nfg
check it_has_its_title says '^A dilemma$' out
check the_usual_questions_are_asked says '\[pure, certified\]' out
status a_tree_runs 0 "$comity" run horse.efg
check a_tree_as_a_normal_form_says_so says 'turned into its reduced normal form, 8' out
status concepts_can_be_named 0 "$comity" run horse.efg --concept dominance,pareto
check both_answer says '\[pareto, certified\]' out
status parameters_can_be_set 0 "$comity" run pd.nfg --concept dominance --set models.dominance.by=strict
status a_wrong_parameter_is_told 1 "$comity" run pd.nfg --concept dominance --set models.dominance.by=strong
status another_kind_of_concept_is_refused 2 "$comity" run pd.nfg --concept nucleolus
status a_game_is_checked 0 "$comity" check pd.nfg horse.efg
check and_found_good says 'pd.nfg: no mistakes' out
status a_table_is_shown 0 "$comity" show pd.nfg
check decimals_are_fractions says '5/2' out
check best_replies_have_stars says '5\*, 0' out
check where_it_comes_from_is_shown says 'from memory' out
status a_tree_is_shown_in_chinese 0 "$comity" show --lang zh horse.efg
check its_sets_are_told says '信息集' out

# Failure is never exit status 0.
head -c 120 pd.nfg >short.nfg
status a_file_cut_short_is_a_mistake 1 "$comity" run short.nfg
check the_place_is_told says 'short.nfg:4:' err
check nothing_is_printed empty out
status no_file_is_told 4 "$comity" run none.nfg
sed 's/p "" 3 1 0/p "" 3 1 "" { "R" "M" } 0/' horse.efg >mixed.efg
status sets_that_mix_actions_are_a_mistake 1 "$comity" check mixed.efg
check the_line_of_the_first_is_told says 'information set 1 of 3 had other moves on line 5' err

# What all payoffs have in common is no reason to go round in circles, or to answer less exactly.
cat >common.nfg <<'END'
NFG 1 R "a million each, and a thousandth more or less" { "1" "2" } { 5 3 }
999999999/1000 999999999/1000 999999999/1000 999999999/1000 999999999/1000 999999999/1000 1000000001/1000 999999999/1000 1000000 999999999/1000
1000000 1000000 1000000 999999999/1000 1000000001/1000 999999999/1000 1000000001/1000 1000000001/1000 1000000001/1000 999999999/1000
1000000001/1000 1000000001/1000 1000000001/1000 1000000001/1000 1000000001/1000 1000000 999999999/1000 1000000 1000000001/1000 999999999/1000
END
for concept in dominance correlated coarse-correlated qre replicator; do
    status "a_million_more_is_answered_by_$(printf '%s' "$concept" | tr - _)" 0 timeout -k 1 60 "$comity" run common.nfg --concept "$concept"
done

# One player, and one who does not know its own last move: the usual questions still have answers.
printf 'NFG 1 R "alone" { "A" } { 3 } 2.5, 2, 5/2' >alone.nfg
status one_player_is_a_game 0 "$comity" run alone.nfg
check both_that_are_best_are_told says 'count: 2' out
check a_half_is_not_cut_off says '5/2' out
cat >absent.efg <<'END'
EFG 2 R "an absent-minded driver" { "Driver" }
p "" 1 1 "" { "exit" "on" } 0
t "" 1 "" { 0 }
p "" 1 1 "" { "exit" "on" } 0
t "" 2 "" { 4 }
t "" 3 "" { 1 }
END
status who_forgets_is_answered 0 "$comity" run absent.efg
check by_pure_strategies says 'on  *1' out
status asked_for_it_is_refused 3 "$comity" run absent.efg --concept backward

# Conversions: there and back, and every way to the same answer.
status to_a_scenario 0 "$comity" convert pd.nfg pd.cfg
check ids_are_made says 'Player_1' pd.cfg
status the_scenario_runs 0 "$comity" run pd.cfg
status to_a_tree 0 "$comity" convert pd.cfg pd.efg
status from_the_tree_back 0 "$comity" convert pd.efg again.nfg
status and_to_a_scenario_again 0 "$comity" convert again.nfg again.cfg
check nothing_was_lost cmp -s pd.cfg again.cfg
status a_tree_to_a_scenario 0 "$comity" convert horse.efg horse.cfg
status and_back 0 "$comity" convert horse.cfg back.efg
status and_there 0 "$comity" convert back.efg back.cfg
check a_tree_keeps_its_shape cmp -s horse.cfg back.cfg
status a_tree_to_a_normal_form 0 "$comity" convert horse.efg horse.nfg
for file in horse.efg horse.nfg horse.cfg back.efg; do
    "$comity" run --format csv --concept pure "$file" 2>/dev/null | grep -v '^note' | tail -n 12 | sed 's/[^,]*\.[enc][fg]*//; s/Player_//; s/P\([123]\)/\1/' >"rows.$file"
    check "the_same_equilibria_in_$(printf '%s' "$file" | tr . _)" cmp -s rows.horse.efg "rows.$file"
done

# What a file says beside its game: kept where there is a place for it, told where there is none.
check names_are_kept_beside_ids says 'Player_1 = { name = "Player 1"; };' pd.cfg
check nothing_lost_is_not_told says '{ "Player 1" "中国" }' again.nfg
cat >full.cfg <<'END'
comity = 1;
title_zh = "囚徒";
seed = 7;
players = { A = { name = "Ann"; name_zh = "安"; }; B = {}; };
parameters = { half = 0.5; };
issues = { law = {}; };
game = { form = "normal"; players = ("A", "B"); strategies = { A = ("l", "r"); B = ("x"); };
         payoffs = ( { when = ("l", "x"); pay = ("half", 1); }, { when = ("r", "x"); pay = (2, 1); } ); };
models = { replicator = { seed = 3; }; };
solve = ( { concept = "pure"; } );
END
"$comity" explain replicator | grep -q ' seed' || sed -i 's/replicator = { seed = 3; }/backward = { most = 3; }/' full.cfg
status a_full_scenario_to_another 0 "$comity" convert full.cfg kept.cfg
check what_has_no_place_is_told cmp -s err - <<'END'
comity: kept.cfg: has no place for all that full.cfg says; the game is there, and left out is: issues
END
check parameters_of_concepts_are_kept says '^models = ' kept.cfg
check and_the_numbers_that_they_use says '^parameters = ' kept.cfg
check the_seed_is_kept says '^seed = 7;' kept.cfg
check names_of_players_are_kept says 'name_zh = "安"' kept.cfg
status what_was_kept_reads 0 "$comity" check kept.cfg
status a_full_scenario_to_a_matrix 0 "$comity" convert full.cfg full.nfg
check a_matrix_has_less_room says 'left out is: title_zh, seed, players, parameters, issues, models, solve$' err
status a_matrix_to_a_tree 0 "$comity" convert full.nfg full.efg
check which_is_told_of_scenarios_alone empty err
cat >named.cfg <<'END'
comity = 1;
game = { form = "extensive"; players = ("A", "B"); nodes = (
  { at = "start"; player = "A"; actions = ("l", "r"); to = ("left", "right"); },
  { at = "left"; player = "B"; set = "dark"; actions = ("x", "y"); to = ("e1", "e2"); },
  { at = "right"; player = "B"; set = "dark"; actions = ("x", "y"); to = ("e3", "e4"); },
  { at = "e1"; pay = (1, 1); }, { at = "e2"; pay = (0, 0); }, { at = "e3"; pay = (0, 0); }, { at = "e4"; pay = (1, 1); } ); };
END
status sets_are_shown 0 "$comity" show named.cfg
check by_their_names says "B moves, not knowing where in its set 'dark' it is" out
check also_where_it_is_known says "A moves (at 'start')" out

status a_scenario_without_such_a_game_is_refused 1 "$comity" convert "$root/configs/classics/talmud.cfg" x.nfg
status an_unknown_kind_of_file_is_refused 2 "$comity" convert pd.nfg pd.txt
status two_names_are_needed 2 "$comity" convert pd.nfg

# Beside a scenario.
printf 'comity = 1;\ngame = { form = "normal"; file = "pd.nfg"; };\nsolve = ( { concept = "pure"; } );\n' >beside.cfg
status a_game_beside_a_scenario_runs 0 "$comity" run beside.cfg
printf 'comity = 1;\ngame = { form = "normal"; file = "horse.efg"; };\n' >other.cfg
status the_wrong_form_is_a_mistake 1 "$comity" check other.cfg
check the_right_one_is_told says 'write form = "extensive";' err
printf 'comity = 1;\ngame = { form = "normal"; file = "pd.nfg"; players = ("A", "B"); };\n' >both.cfg
status players_beside_a_file_are_a_mistake 1 "$comity" check both.cfg
check they_are_named says "'players' stands beside 'file'" err
printf 'comity = 1;\ngame = { form = "normal"; file = "nowhere.nfg"; };\n' >nowhere.cfg
status a_file_that_is_not_there_is_a_mistake 1 "$comity" check nowhere.cfg
printf 'comity = 1;\ngame = { form = "normal"; file = "short.nfg"; };\n' >cut.cfg
status mistakes_beside_are_told_with_their_file 1 "$comity" check cut.cfg
check with_the_line says 'short.nfg:4:' err

# A thousand moves in a row: paths are written from their end, or all of them would fill the square of the tree.
awk 'BEGIN { print "EFG 2 R \"deep\" { \"A\" \"B\" }"; for (i = 1; i <= 1000; i++) printf "p \"\" 1 %d \"\" { \"l\" \"r\" } 0\nt \"\" %d \"\" { 1 %d }\n", i, i, i; print "t \"\" 0" }' >deep.efg
case $comity in
    */asan/*) limit=unlimited ;;                     # shadow memory is no memory of the program's
    *) limit=400000 ;;
esac
status a_deep_tree_runs_in_little_memory 0 sh -c "ulimit -v $limit; exec '$comity' run --concept backward deep.efg"
check its_paths_are_shortened grep -q '#900 *\.\.\., r, r' out

[ "$failed" -eq 0 ]
