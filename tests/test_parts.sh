#!/bin/sh
# One claim on many machines: parts, checkpoints and their faults.  All give the bytes of one run.
# shellcheck disable=SC2016,SC2317
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh

cat >claim.cfg <<'END'
comity = 1;
title = "Parts";
population = { size = 30; dimensions = 2; blocs = { w = { weight = 1; ideal = { issue1 = { dist = "normal"; mean = 0.6; sd = 1; }; issue2 = { dist = "normal"; mean = 0.2; sd = 1; }; }; }; }; };
venues = { club = { members = { size = 5; }; rule = { type = "consensus"; }; }; };
claim = {
  statement = "Smaller venues agree more easily"; venue = "club"; measures = ("agreement", "depth");
  vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 4, 9, 15); },
           { path = "venues.club.rule"; label = "rule"; variants = ( { id = "consensus"; to = { type = "consensus"; }; }, { id = "majority"; to = { type = "majority"; }; } ); } );
  expect = { direction = "decreasing"; along = "members"; within = ("rule"); };
  draws = 3001;
  explain = { from = { id = "few"; set = ( { path = "venues.club.members.size"; to = 3; } ); }; to = { id = "many"; set = ( { path = "venues.club.members.size"; to = 12; }, { path = "venues.club.rule"; to = { type = "quota"; share = "2/3"; }; } ); };
              channels = ("members", "rule"); };
};
END
sed 's/measures = ("agreement", "depth");/models = ( { id = "exists"; measure = "agreement"; }, { id = "how-much"; measure = "depth"; draws = 700; } );/; /explain/,/channels/d' claim.cfg | sed 's/vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 4, 9, 15); },/vary = ( { path = "venues.club.members.size"; label = "members"; values = (2, 9); } );/; /label = "rule"/d; s/within = ("rule"); //' >models.cfg

whole() {
    "$comity" run --quiet --format json --threads "$2" --seed 5 "$1" >"$3"
}
parts() {
    for i in $(seq "$2"); do
        "$comity" run --quiet --shard "$i/$2" -o "part$i" --seed 5 --threads $((1 + i % 2)) "$1" || return 1
    done
    # shellcheck disable=SC2046
    "$comity" merge --quiet --format json $(seq "$2" | sed 's/^/part/' | sort -r) >"$3"
}
for file in claim models; do
    status "${file}_runs_whole" 0 whole "$file.cfg" 1 whole.json
    whole "$file.cfg" 2 two.json
    check "${file}_is_the_same_on_two_threads" cmp -s whole.json two.json
    for n in 1 3 8; do
        status "${file}_in_${n}_parts" 0 parts "$file.cfg" "$n" parts.json
        check "${file}_in_${n}_parts_is_the_same" cmp -s whole.json parts.json
    done
done

# ---- a run that is killed goes on from its last batch ----
"$comity" run --quiet --format json --draws 60000 claim.cfg >full.json
killed() {
    rm -f out.json out.json.part
    timeout -s KILL "$1" "$comity" run --quiet --format json --draws 60000 -o out.json claim.cfg >/dev/null 2>&1
    [ -s out.json.part ]
}
for after in 0.1 0.3 0.6; do
    name=$(printf '%s' "$after" | tr . _)
    if killed "$after"; then
        check "killed_after_${name}_leaves_no_output" [ ! -e out.json ]
        [ "$after" = 0.3 ] && truncate -s -777 out.json.part
        status "killed_after_${name}_goes_on" 0 "$comity" run --quiet --resume --format json --draws 60000 -o out.json claim.cfg
        check "killed_after_${name}_ends_the_same" cmp -s full.json out.json
        check "killed_after_${name}_is_tidied" [ ! -e out.json.part ]
    else
        skip "killed_after_${name}" "the machine was too fast or too slow for the run to be killed in the middle"
    fi
done
"$comity" run --quiet --shard 1/2 -o half --draws 60000 claim.cfg
"$comity" run --quiet --shard 2/2 -o other --draws 60000 claim.cfg
truncate -s 150000 half
status an_unfinished_part_is_not_merged 1 "$comity" merge half other
check an_unfinished_part_is_told says 'this part is not done: .* batches are missing' err
status an_unfinished_part_goes_on 0 "$comity" run --quiet --resume --shard 1/2 -o half --draws 60000 claim.cfg
status then_it_is_merged 0 "$comity" merge --quiet --format json half other
check then_it_is_the_same cmp -s full.json out

# ---- a disk that is full: a part ends whole, a checkpoint is given up and the run goes on ----
full() {
    ( trap '' XFSZ; ulimit -f 200; "$@" )
}
status a_part_on_a_full_disk 4 full "$comity" run --quiet --shard 1/1 -o tight --draws 60000 claim.cfg
check a_part_on_a_full_disk_says_what_to_do says 'run again with --resume' err
status a_part_from_a_full_disk_goes_on 0 "$comity" run --quiet --resume --shard 1/1 -o tight --draws 60000 claim.cfg
"$comity" merge --quiet --format json tight >out
check a_part_from_a_full_disk_ends_the_same cmp -s full.json out
status a_checkpoint_on_a_full_disk 0 full "$comity" run --quiet --format json --draws 60000 -o out.json claim.cfg
check a_checkpoint_on_a_full_disk_is_told says 'cannot be resumed' err
check a_checkpoint_on_a_full_disk_ends_the_same cmp -s full.json out.json

# ---- parts that do not belong together, or are damaged ----
for i in 1 2 3; do "$comity" run --quiet --shard "$i/3" -o "part$i" claim.cfg; done
"$comity" run --quiet --shard 3/3 --seed 8 -o alien claim.cfg
status a_part_that_is_missing 1 "$comity" merge part1 part3
check a_part_that_is_missing_is_named says 'part 2 of 3 is not there: compute it with --shard 2/3' err
status a_part_twice 1 "$comity" merge part1 part2 part3 part2
check a_part_twice_is_named says 'part 2 of 3 is there twice' err
status a_part_of_another_run 1 "$comity" merge part1 part2 alien
check a_part_of_another_run_is_named says 'alien: it is not of the run of part1' err
status a_scenario_is_no_part 1 "$comity" merge claim.cfg
check a_scenario_is_no_part_is_told says 'no part of a claim' err
status a_part_that_is_not_there 4 "$comity" merge nowhere
cp part1 damaged
printf 'x' | dd of=damaged bs=1 seek=40 conv=notrunc 2>/dev/null
status a_damaged_head 1 "$comity" merge damaged part2 part3
cp part1 damaged
printf 'xxxxxxxx' | dd of=damaged bs=1 seek=$(($(wc -c <part1) - 4000)) conv=notrunc 2>/dev/null
status a_damaged_batch 1 "$comity" merge damaged part2 part3
head -c 30 part1 >short
status a_head_that_ends_early 1 "$comity" merge short part2 part3
: >nothing
status an_empty_part 1 "$comity" merge nothing
status resuming_another_run 1 "$comity" run --quiet --resume --shard 1/3 --seed 4 -o part1 claim.cfg
check resuming_another_run_is_told says 'it is of another run' err
status resuming_another_part 1 "$comity" run --quiet --resume --shard 2/3 -o part1 claim.cfg

# ---- the command line ----
status a_shard_without_an_output 2 "$comity" run --shard 1/3 claim.cfg
status a_shard_of_nothing 2 "$comity" run --shard 0/3 -o x claim.cfg
status a_shard_past_the_last 2 "$comity" run --shard 4/3 -o x claim.cfg
status a_shard_that_is_no_share 2 "$comity" run --shard one/two -o x claim.cfg
status a_shard_with_a_tail 2 "$comity" run --shard 1/3x -o x claim.cfg
status a_shard_of_two_files 2 "$comity" run --shard 1/3 -o x claim.cfg models.cfg
status a_shard_with_a_format 2 "$comity" run --shard 1/3 --format json -o x claim.cfg
status resume_without_an_output 2 "$comity" run --resume claim.cfg
status merge_of_nothing 2 "$comity" merge
status merge_with_a_seed 2 "$comity" merge --seed 3 part1 part2 part3
status merge_with_an_unknown_format 2 "$comity" merge --format pdf part1
printf 'comity = 1;\nplayers = { A = {}; };\n' >plain.cfg
status a_shard_of_a_file_without_a_claim 2 "$comity" run --shard 1/3 -o x plain.cfg

# ---- what is known when somebody says stop ----
"$comity" run --quiet --format json --draws 100000000 claim.cfg >out 2>err &
child=$!
sleep 1
kill -INT "$child" 2>/dev/null
wait "$child"
check an_interrupt_ends_with_its_status [ "$?" -eq 130 ]
check an_interrupt_says_so says 'interrupted: what is known so far is written' err
check an_interrupt_leaves_what_is_known says '"interrupted": true' out

# ---- MPI, where this build has it ----
mpi=$(dirname "$comity")/mpi/comity
if [ -x "$mpi" ] && command -v mpirun >/dev/null 2>&1; then
    whole claim.cfg 1 whole.json
    for n in 1 4; do
        status "${n}_processes" 0 mpirun --allow-run-as-root --oversubscribe -n "$n" "$mpi" run --quiet --format json --seed 5 claim.cfg
        check "${n}_processes_are_the_same" cmp -s whole.json out
    done
else
    skip several_processes "there is no build/mpi/comity (make MPI=1, with libopenmpi-dev)"
fi

cd "$root" || exit 1
exit "$failed"
