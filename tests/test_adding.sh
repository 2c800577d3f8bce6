#!/bin/sh
# The concept that docs/adding.md shows: it compiles without a warning, solves a game, refuses wrong
# answers, and becomes a concept of the program by its file and one row.
set -u
COMITY=${COMITY:-build/comity}
CC=${CC:-cc}
build=$(dirname "$COMITY")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
case $build in
    */asan) variant="-fsanitize=address,undefined" ;;
    */coverage) variant=--coverage ;;
    *) variant="" ;;
esac
libraries=$(MAKEFLAGS='' make -pn 2>/dev/null | sed -n 's/^LDLIBS := //p')
[ -n "$libraries" ] || libraries="-lglpk -lgsl -lgslcblas -lconfig -ljansson -lunistring -lcsv -lm"

# verdict NAME STATUS LOG
verdict() {
    printf '[ RUN      ] %s\n' "$1"
    if [ "$2" -eq 0 ]; then
        printf '[       OK ] %s\n' "$1"
    else
        cat "$3"
        printf '[  FAILED  ] %s\n' "$1"
        failures=$((failures + 1))
    fi
}

# What the Makefile built from the sources in these folders.
objects() { find "$@" -name '*.c' | sed "s|^|$build/|; s|c\$|o|"; }

mkdir -p "$work/solver/spatial"
awk '/^```c$/ { on = 1; next } /^```/ { on = 0 } on' docs/adding.md >"$work/solver/spatial/nearest.c"

cat >"$work/main.c" <<'END'
#include <stdio.h>
#include <string.h>

#include "solver/concept.h"

extern const cm_concept cm_concept_nearest;

/* A at (0.9, 0.8) with saliences 1 and 4, B at (0.6, 0.1), C at (0.5, 0.9); status quo (0.5, 0.5). */
int main(int argc, char **argv)
{
    static const double ideal[] = { 0.9, 0.8, 0.6, 0.1, 0.5, 0.9 }, salience[] = { 1, 4, 1, 1, 1, 1 }, quo[] = { 0.5, 0.5 };
    static const char *const player[] = { "A", "B", "C" }, *const issue[] = { "law", "data" };
    cm_arena arena = { NULL };
    cm_vote vote;
    cm_ctx ctx;
    cm_game game = { .kind = CM_GAME_SPATIAL };
    cm_result result;
    int bad = 0;
    cm_ctx_init(&ctx);
    if (cm_vote_quota(&ctx, &arena, 3, 3, &vote) != CM_OK) return 1;
    game.as.spatial = (cm_spatial){ .n = 3, .d = 2, .ideal = ideal, .salience = salience, .status_quo = quo,
                                    .vote = &vote, .player = player, .issue = issue };
    cm_result_init(&result, &arena);
    if (cm_concept_solve(&ctx, &cm_concept_nearest, &game, NULL, &result) != CM_OK) {
        (void)printf("%s\n", ctx.message);
        bad = 1;
    } else if (argc > 1 && strcmp(argv[1], "wrong") == 0) {
        for (cm_named *entry = result.summary; entry != NULL; entry = entry->next) {
            cm_value right = entry->value;
            entry->value = right.kind == CM_TEXT ? cm_text("B") : cm_number(right.as.number * 1.001);
            if (cm_concept_nearest.check(&ctx, &game, NULL, &result) != CM_E_NUMERIC) {
                (void)printf("a wrong '%s' passes the check\n", entry->name);
                bad = 1;
            }
            cm_ctx_clear(&ctx);
            entry->value = right;
        }
    } else {
        const char *name = cm_result_get(&result, "player")->as.text;
        double distance = cm_result_get(&result, "distance")->as.number;
        bad = !result.certified || strcmp(name, "C") != 0 || distance < 0.3999999 || distance > 0.4000001;
        (void)printf("%s at %g\n", name, distance);
    }
    cm_arena_free(&arena);
    return bad;
}
END

# shellcheck disable=SC2046,SC2086
{
    $CC $flags $variant -I. -c -o "$work/nearest.o" "$work/solver/spatial/nearest.c" >"$work/log" 2>&1
    verdict test_the_template_compiles_without_a_warning $? "$work/log"

    $CC $flags $variant -I. -fopenmp -o "$work/main" "$work/main.c" "$work/nearest.o" \
        $(objects solver) $libraries >"$work/log" 2>&1 && "$work/main" >"$work/log" 2>&1
    verdict test_the_template_solves_a_game $? "$work/log"
    "$work/main" wrong >"$work/log" 2>&1
    verdict test_its_check_refuses_wrong_answers $? "$work/log"

    # The file and the row: concept.c sees the longer register, all else is linked as it was built.
    { cat solver/concepts.def; echo 'CM_CONCEPT(nearest)'; } | LC_ALL=C sort >"$work/solver/concepts.def"
    cp solver/concept.c "$work/solver/concept.c"
    $CC $flags $variant -I"$work" -I. -c -o "$work/concept.o" "$work/solver/concept.c" >"$work/log" 2>&1 &&
        $CC $variant -fopenmp -o "$work/comity" "$work/concept.o" "$work/nearest.o" \
            $(objects solver models cli | grep -v '/solver/concept\.o$') $libraries >"$work/log" 2>&1 &&
        "$work/comity" explain nearest >"$work/log" 2>&1 &&
        "$work/comity" run configs/lessons/three-states-two-issues.cfg --concept nearest --venue package >"$work/log" 2>&1 &&
        grep -q 'player: C' "$work/log"
    verdict test_one_row_makes_it_a_concept_of_the_program $? "$work/log"
}

[ "$failures" -eq 0 ]
