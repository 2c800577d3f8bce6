#!/bin/sh
# The command line: exit statuses, streams, formats, options.
# shellcheck disable=SC2016,SC2317
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh

# ---- templates: each is written, checks, runs, and is not overwritten ----
for template in negotiation claim vote; do
    status "new_writes_${template}" 0 "$comity" new "$template" --from "$template"
    status "template_${template}_has_no_mistakes" 0 "$comity" check "$template.cfg"
    status "template_${template}_runs" 0 "$comity" run --quiet --draws 200 "$template.cfg"
    check "template_${template}_gives_results" filled out
    status "template_${template}_is_shown" 0 "$comity" show "$template.cfg"
    status "template_${template}_is_shown_in_chinese" 0 "$comity" show --lang zh "$template.cfg"
    cp "$template.cfg" kept
    status "new_does_not_overwrite_${template}" 4 "$comity" new "$template" --from "$template"
    check "overwriting_${template}_left_it_alone" cmp -s kept "$template.cfg"
done
status new_takes_a_name_with_cfg 0 "$comity" new named.cfg
check new_does_not_double_the_ending [ -f named.cfg ]
status new_of_an_unknown_template 2 "$comity" new other --from nothing
status new_without_a_name 2 "$comity" new
status new_in_a_folder_that_is_not_there 4 "$comity" new nowhere/mine

# ---- a screen: long tables are cut short there, and nowhere else ----
if command -v script >/dev/null 2>&1; then
    cat >many.cfg <<'END'
comity = 1;
players = { A = {}; B = {}; C = {}; D = {}; E = {}; F = {}; G = {}; H = {}; I = {}; J = {}; K = {}; L = {}; M = {}; N = {}; O = {}; P = {}; Q = {}; R = {}; S = {}; T = {}; U = {}; V = {}; W = {}; X = {}; Y = {}; Z = {}; };
venues = { hall = { rule = { type = "majority"; }; }; };
solve = ( { concept = "power"; } );
END
    script -qec "'$comity' run many.cfg" /dev/null >screen 2>&1
    check a_long_table_is_cut_short_on_a_screen grep -q '2 more rows' screen
    status a_long_table_is_whole_in_a_pipe 0 "$comity" run many.cfg
    check a_pipe_has_every_row grep -qE '^    Z ' out
else
    skip a_long_table_is_cut_short_on_a_screen "there is no script (bsdutils), which plays a screen"
fi

# ---- exit statuses ----
printf 'comity = 1;\nplayers = { A = { patiense = 1; }; };\n' >mistake.cfg
status no_command 2 "$comity"
status an_unknown_command 2 "$comity" rnu negotiation.cfg
check an_unknown_command_is_guessed says "did you mean 'run'" err
status a_file_in_place_of_a_command 2 "$comity" negotiation.cfg
check a_file_in_place_of_a_command_is_explained says 'comity run negotiation.cfg' err
status an_unknown_option 2 "$comity" run --colour negotiation.cfg
status run_without_a_file 2 "$comity" run
status check_without_a_file 2 "$comity" check
status show_without_a_file 2 "$comity" show
status an_unknown_format 2 "$comity" run --format pdf negotiation.cfg
status an_unknown_language 2 "$comity" run --lang xx negotiation.cfg
status draws_that_are_no_number 2 "$comity" run --draws many claim.cfg
status no_draws_at_all 2 "$comity" run --draws 0 claim.cfg
status negative_threads 2 "$comity" run --threads -1 claim.cfg
status an_unknown_concept 2 "$comity" run --concept happiness negotiation.cfg
status an_unknown_venue 2 "$comity" run --venue nowhere negotiation.cfg
status a_mistake_in_a_file 1 "$comity" run mistake.cfg
check a_mistake_leaves_stdout_empty empty out
status a_file_that_is_not_there 4 "$comity" run nowhere.cfg
check a_missing_file_is_named says 'nowhere.cfg' err
status a_folder_in_place_of_a_file 4 "$comity" run .
status checking_a_folder 4 "$comity" check .
status checking_a_missing_file 4 "$comity" check nowhere.cfg
status version_is_told 0 "$comity" --version
status help_is_given 0 "$comity" --help
check help_names_the_commands says 'explain NAME' out

# a city-block utility has a kink at the status quo where somebody's ideal stands there
status no_answer 3 "$comity" run --concept gridlock --set utility.form=cityblock --set players.A.ideal.law=0.3 negotiation.cfg
check no_answer_says_why filled err

# ---- several files: all are tried, the worst status wins, JSON is an array ----
status the_worst_status_wins 4 "$comity" run --quiet negotiation.cfg nowhere.cfg mistake.cfg vote.cfg
check all_files_are_tried says 'voting body' out
status the_order_does_not_matter 4 "$comity" check nowhere.cfg mistake.cfg negotiation.cfg
status good_files_with_a_mistaken_one 1 "$comity" check negotiation.cfg mistake.cfg vote.cfg
check the_good_ones_are_told says 'vote.cfg: no mistakes' out

# ---- the same bytes for any number of threads ----
for format in text json csv md; do
    "$comity" run --quiet --draws 500 --threads 1 --format "$format" claim.cfg negotiation.cfg >one 2>/dev/null
    same=0
    for threads in 2 7; do
        "$comity" run --quiet --draws 500 --threads "$threads" --format "$format" claim.cfg negotiation.cfg >many 2>/dev/null
        cmp -s one many || same=1
    done
    check "the_same_${format}_on_any_number_of_threads" [ "$same" -eq 0 ]
    check "some_${format}_is_written" filled one
done
"$comity" run --quiet --draws 500 --seed 5 --format csv claim.cfg >five 2>/dev/null
"$comity" run --quiet --draws 500 --seed 6 --format csv claim.cfg >six 2>/dev/null
"$comity" run --quiet --draws 500 --set seed=5 --format csv claim.cfg >seed5 2>/dev/null
if cmp -s five six; then bad another_seed_gives_other_numbers; else ok another_seed_gives_other_numbers; fi
check a_seed_may_be_set_in_the_file cmp -s five seed5

# ---- streams ----
"$comity" run --draws 500 claim.cfg >out 2>err
check stderr_is_silent_without_a_terminal empty err
"$comity" run --quiet --draws 500 claim.cfg >quiet 2>err
check quiet_changes_no_result cmp -s out quiet
"$comity" run --quiet --draws 500 -o file claim.cfg >out 2>err
check with_o_stdout_is_empty empty out
check with_o_the_file_has_the_results cmp -s file quiet
status a_folder_in_place_of_an_output 4 "$comity" run -o . claim.cfg
printf 'old\n' >kept_output
status an_input_that_is_not_there_with_o 4 "$comity" run -o kept_output nowhere_at_all.cfg
check a_failed_run_leaves_the_old_output says '^old$' kept_output
cp negotiation.cfg same.cfg
status output_over_its_own_input 0 "$comity" run --quiet -o same.cfg same.cfg
check the_input_was_read_first says 'A negotiation of mine' same.cfg
check no_temporary_file_is_left [ "$(find . -name '*.cfg.??????' | wc -l)" -eq 0 ]
if [ -w /dev/full ]; then
    "$comity" run --quiet negotiation.cfg >/dev/full 2>err
    check a_full_disk_is_told [ $? -eq 4 ]
    "$comity" list concepts >/dev/full 2>err
    check a_full_disk_is_told_by_list [ $? -eq 4 ]
    "$comity" explain format >/dev/full 2>err
    check a_full_disk_is_told_by_explain [ $? -eq 4 ]
    "$comity" check negotiation.cfg >/dev/full 2>err
    check a_full_disk_is_told_by_check [ $? -eq 4 ]
    "$comity" show negotiation.cfg >/dev/full 2>err
    check a_full_disk_is_told_by_show [ $? -eq 4 ]
    status a_full_disk_behind_o 4 "$comity" run --quiet -o /dev/full negotiation.cfg
else
    skip a_full_disk_is_told 'there is no /dev/full'
fi
if grep -q "$(printf '\033')" quiet; then bad no_colour_in_a_file; else ok no_colour_in_a_file; fi
if command -v script >/dev/null 2>&1 && script -qec 'test -t 1' /dev/null >/dev/null 2>&1 </dev/null; then
    NO_COLOR=1 script -qec "'$comity' check mistake.cfg" /dev/null >plain 2>/dev/null </dev/null
    env -u NO_COLOR script -qec "'$comity' check mistake.cfg" /dev/null >colour 2>/dev/null </dev/null
    if grep -q "$(printf '\033')" plain; then bad no_color_is_respected; else ok no_color_is_respected; fi
    check a_terminal_gets_colour grep -q "$(printf '\033')" colour
else
    skip no_color_is_respected 'script(1) is not here, or has no terminal to give'
fi

# ---- list and explain ----
for what in concepts models rules measures formats; do
    status "list_${what}" 0 "$comity" list "$what"
    cut -d' ' -f1 out >names
    check "list_${what}_gives_names_first" sh -c '! grep -vqE "^[a-z][a-z0-9-]*$" names && [ -s names ]'
    check "list_${what}_is_sorted" sh -c 'LC_ALL=C sort -cu names'
    status "list_${what}_in_chinese" 0 "$comity" list "$what" --lang zh
    explained=0
    while read -r name; do
        for lang in en zh; do
            "$comity" explain --lang "$lang" "$name" >out 2>err || { cat err; explained=1; }
            [ -s out ] || explained=1
        done
    done <names
    check "each_of_${what}_is_explained" [ "$explained" -eq 0 ]
done
status list_of_nothing 2 "$comity" list
status list_of_something_else 2 "$comity" list venues
status explain_format 0 "$comity" explain format
check explain_format_names_settings says 'smallest_effect' out
status explain_a_setting 0 "$comity" explain patience
check explain_says_where_a_setting_stands says 'players.ID.patience' out
status explain_a_setting_by_its_path 0 "$comity" explain members.size
check explain_a_path_leaves_out_others sh -c '! grep -q "population.size" out'
status explain_a_value_of_a_summary 0 "$comity" explain unions.largest_gain
check explain_shows_whose_value_it_is says '^unions: ' out
status explain_a_value_of_several 0 "$comity" explain largest
check explain_lists_whose_value_it_is says 'stable-agreement' out
status explain_everything_as_markdown 0 "$comity" explain --format md
check the_reference_has_settings says '`smallest_effect`' out
status explain_in_a_format_that_is_none_of_its 2 "$comity" explain --format csv power
status explain_something_unknown 2 "$comity" explain gridlok
check explain_guesses says "did you mean 'gridlock'" err
status explain_a_word_that_is_no_name 2 "$comity" explain nash-bargaining
check explain_says_what_speaks_of_it says nash-product err
status explain_a_word_in_chinese 2 "$comity" explain 谈判 --lang zh
check explain_finds_chinese says bargaining-set err
status explain_a_concept_on_votes 0 "$comity" explain power
check explain_names_forms_that_are_votes says 'or given (forms apex, weighted)' out
for form in $(sed -n 's/.*given (forms \(.*\))/\1/p' out | tr -d ,); do
    { echo 'comity = 1; title = "A vote";'; "$comity" explain "$form" | sed -n 's/^  game = /game = /p'; } >"$form.cfg"
    status "votes_of_the_form_${form}_are_counted" 0 "$comity" run --concept power "$form.cfg"
done
status explain_nothing 2 "$comity" explain

# ---- settings ----
status set_a_number 0 "$comity" show --set players.A.capability=7.5 negotiation.cfg
check a_set_number_is_shown says 'capability 7.5' out
status set_a_fraction 0 "$comity" show --set 'players.A.capability="5/2"' negotiation.cfg
check a_set_fraction_is_shown says 'capability 2.5' out
status set_words 0 "$comity" show --set 'title=Other words, with commas' negotiation.cfg
check set_words_are_shown says 'Other words, with commas' out
status set_a_group 0 "$comity" show --set 'venues.forum.rule={ type = "quota"; votes = 2; }' negotiation.cfg
check a_set_group_is_shown says 'at least 2 votes' out
status set_a_list 0 "$comity" show --set 'venues.forum.members=("A", "C")' negotiation.cfg
check a_set_list_is_shown says 'members (2): A C' out
status set_something_new 0 "$comity" show --set players.B.patience=0.75 negotiation.cfg
check something_new_is_shown says 'patience 0.75' out
status set_twice 0 "$comity" show --set title=one --set title=two negotiation.cfg
check the_last_setting_wins says '^two' out
status set_an_unknown_path 2 "$comity" run --set players.A.power=2 negotiation.cfg
status set_an_unknown_id 2 "$comity" run --set players.Z.capability=2 negotiation.cfg
status set_an_unknown_parameter 2 "$comity" run --set parameters.h=2 negotiation.cfg
status set_without_a_value 2 "$comity" run --set players.A.capability negotiation.cfg
status set_nothing 2 "$comity" run --set =3 negotiation.cfg
status set_below_a_number 2 "$comity" run --set players.A.capability.x=3 negotiation.cfg
status set_a_value_of_a_wrong_type 1 "$comity" run --set players.A.capability=much negotiation.cfg
check a_wrong_value_is_told says 'much' err
status set_a_value_out_of_range 1 "$comity" check --set players.A.patience=2 negotiation.cfg
check a_value_out_of_range_is_told says 'players.A.patience' err

# ---- only some of it ----
status one_concept 0 "$comity" run --concept compromise --venue forum --format csv negotiation.cfg
check one_concept_alone sh -c 'grep -q "^compromise\." out && ! grep -q "^gridlock\." out'
status two_concepts 0 "$comity" run --concept gridlock,compromise --format csv negotiation.cfg
check two_concepts_at_both_venues sh -c 'grep -q "^gridlock\..*,vote," out && grep -q "^compromise\..*,forum," out'
status one_venue 0 "$comity" run --venue vote --format csv negotiation.cfg
check one_venue_alone sh -c 'grep -q ",vote," out && ! grep -q ",forum," out'

# ---- formats ----
"$comity" run --quiet --draws 300 --format csv claim.cfg >cells 2>/dev/null
check csv_has_a_header sh -c 'head -1 cells | grep -q "^venues.club.members.size,venues.club.rule,mean,low,high,draws"'
check csv_has_one_row_a_cell [ "$(wc -l <cells)" -eq 11 ]
check csv_rows_are_equally_long sh -c '[ "$(awk -F, "{ print NF }" cells | sort -u | wc -l)" -eq 1 ]'
check csv_has_no_comments sh -c '! grep -q "^#" cells'
"$comity" run --quiet --draws 300 --format json claim.cfg >one.json 2>/dev/null
"$comity" run --quiet --draws 300 --format json claim.cfg negotiation.cfg mistake.cfg >many.json 2>/dev/null
"$comity" run --quiet --format json mistake.cfg nowhere.cfg >none.json 2>/dev/null
if command -v python3 >/dev/null 2>&1; then
    check json_of_a_claim python3 -c '
import json
r = json.load(open("one.json"))
c = r["claim"]
assert r["comity"] and r["file"] == "claim.cfg" and r["seed"] == 1 and r["results"] == []
assert c["measure"] == "agreement" and c["verdict"] in ("supported", "reversed", "conditional", "no effect", "undecided")
assert c["basis"] in ("theorem", "exact", "sampled") and c["because"] and len(c["cells"]) == 10
for cell in c["cells"]:
    assert cell["low"] <= cell["mean"] <= cell["high"] and cell["draws"] == 300
    assert cell["venues.club.rule"] in ("consensus", "twothirds") and cell["venues.club.members.size"] in (2, 5, 10, 25, 50)
'
    check json_of_several_files_is_an_array python3 -c '
import json
r = json.load(open("many.json"))
assert [x["file"] for x in r] == ["claim.cfg", "negotiation.cfg"]
for answer in r[1]["results"]:
    assert answer["certified"] is True and answer["concept"] and answer["venue"] and answer["summary"] is not None
    for rows in answer["tables"].values():
        assert isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
'
    check json_of_broken_files_is_an_empty_array python3 -c '
import json
assert json.load(open("none.json")) == []
'
else
    skip json_of_a_claim 'python3 is not here'
fi
status markdown_of_a_claim 0 "$comity" run --quiet --draws 300 --format md claim.cfg
check markdown_has_tables says '^| venues.club.members.size |' out
sed 's/^title = "[^"]*"/title = "[a](http:\/\/b) *c* <d> | `e`"/' claim.cfg >marked.cfg
status a_page_of_a_title_with_marks 0 "$comity" run --quiet --draws 50 --format page marked.cfg
check marks_of_a_title_are_no_markup says '\\\[a](http://b) \\\*c\\\* \\<d> \\| ' out
status markdown_of_several_files 0 "$comity" run --quiet --draws 300 --format md claim.cfg vote.cfg
check markdown_of_several_files_is_one_table says '^| file | claim | verdict' out
status a_claim_in_chinese 0 "$comity" run --quiet --draws 300 --lang zh claim.cfg
check chinese_is_chinese says '小场所更容易达成协议' out

# ---- counterexamples run ----
status a_counterexample_is_written 0 "$comity" run --quiet --draws 300 --counterexample counter.cfg --set 'claim.expect.direction=increasing' claim.cfg
check a_counterexample_is_there filled counter.cfg
status a_counterexample_has_no_mistakes 0 "$comity" check counter.cfg
status a_counterexample_runs 0 "$comity" run --format csv counter.cfg
check a_counterexample_shows_both_venues sh -c 'grep -q "gridlock.summary,counter.cfg,before,,movable,true" out && grep -q "gridlock.summary,counter.cfg,after,,movable,false" out'

# ---- rivals ----
sed 's/  draws = 2000;/  draws = 200; rivals = ("claim.cfg");/' claim.cfg >with-rival.cfg
status a_rival_is_judged_too 0 "$comity" run --quiet --draws 200 with-rival.cfg
check a_rival_is_named says 'claim.cfg' out
status a_rival_on_a_page 0 "$comity" run --quiet --draws 200 --lang zh --format page with-rival.cfg
check a_rival_on_a_chinese_page_has_its_chinese_title says '我的论断：' out
mkdir sub
cp with-rival.cfg claim.cfg sub
status a_rival_is_beside_its_file 0 "$comity" run --quiet --draws 200 sub/with-rival.cfg
sed 's/claim.cfg/nowhere.cfg/' with-rival.cfg >without-rival.cfg
sed 's/("claim.cfg")/"claim.cfg"/' with-rival.cfg >one-rival.cfg
status a_rival_without_a_list 0 "$comity" run --quiet --draws 200 one-rival.cfg
check a_rival_without_a_list_is_judged says 'claim.cfg' out
status a_rival_that_is_not_there 4 "$comity" run --quiet --draws 200 without-rival.cfg

# ---- interrupts ----
"$comity" run --quiet --draws 100000000 claim.cfg >out 2>err &
child=$!
sleep 1
kill -INT "$child" 2>/dev/null
wait "$child"
got=$?
# A shell without job control starts its background jobs deaf to interrupts; the program listens anyway.
check an_interrupt_ends_it [ "$got" -eq 130 ]
check an_interrupt_is_told says 'interrupted' err

cd "$root" || exit 1
exit "$failed"
