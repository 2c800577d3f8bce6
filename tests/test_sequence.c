/* test_sequence.c: equilibria in sequence form. */
#include "solver/concept.h"

#include "solver/base/rng.h"
#include "tests/support/grown.h"

extern const cm_concept cm_concept_sequence;

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_result result;
    grown g;
} world;

static const char *const raise_fold[] = { "Raise", "Fold" }, *const meet_pass[] = { "Meet", "Pass" }, *const heads_tails[] = { "H", "T" };
static const char *const letters[] = { "a", "b", "c", "d" };

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    grown_begin(&w->g, 2);
}

static cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, &cm_concept_sequence, grown_game(&w->g), NULL, &w->result);
}

static void end_world(world *w) { cm_arena_free(&w->arena); }

static const char *fraction(const world *w, const char *table, size_t row)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, "exact");
    assert_int_equal(value.kind, CM_TEXT);
    return value.as.text;
}

static double number(const world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

/* R. Myerson, Game Theory: Analysis of Conflict (1991), figure 2.1: with the high card the first always raises, with
 * the low one it bluffs with 1/3; the second meets with 2/3; the value is 1/3. */
static void poker(grown *g)
{
    static const char *const cards[] = { "Red", "Black" };
    grown_chance(g, 2, cards, (cm_frac[]){ { 1, 2 }, { 1, 2 } });
    grown_move(g, 0, 0, "red", 2, raise_fold);
    grown_move(g, 1, 2, "raised", 2, meet_pass);
    grown_end(g, 2, -2);
    grown_end(g, 1, -1);
    grown_end(g, 1, -1);
    grown_move(g, 0, 1, "black", 2, raise_fold);
    grown_move(g, 1, 2, "raised", 2, meet_pass);
    grown_end(g, -2, 2);
    grown_end(g, 1, -1);
    grown_end(g, -1, 1);
}

static void test_simple_poker_of_myerson(void **state)
{
    static const char *const expected[] = { "1", "0", "1/3", "2/3", "2/3", "1/3" };
    world w;
    (void)state;
    open_world(&w);
    poker(&w.g);
    assert_int_equal(solve(&w), CM_OK);
    for (size_t k = 0; k < 6; k++) assert_string_equal(fraction(&w, "equilibria", k), expected[k]);
    assert_string_equal(fraction(&w, "payoffs", 0), "1/3");
    assert_string_equal(fraction(&w, "payoffs", 1), "-1/3");
    assert_string_equal(cm_result_get(&w.result, "exact")->as.text, "1/3");
    assert_string_equal(cm_result_get(&w.result, "method")->as.text, "linear programme");
    assert_false(cm_result_get(&w.result, "complete")->as.truth);
    assert_true(w.result.certified);
    end_world(&w);
}

/* Other bluffs pay the first as much, and both are paid what is printed: only the other's best reply tells. */
static void test_other_bluffs_are_refused(void **state)
{
    static const char *const bluff[] = { "0", "1/2" }, *const rest[] = { "1", "1/2" };
    static const char *const sentence[] = { "certificate: 'Bob' would get 0 by its best reply, not -0.333333333333", "certificate: 'Bob' would get -0.25 by its best reply, not -0.333333333333" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        world w;
        cm_value *cell;
        open_world(&w);
        poker(&w.g);
        assert_int_equal(solve(&w), CM_OK);
        cell = &cm_result_find(&w.result, "equilibria")->cell[2 * 7 + 4];
        cell[0] = cm_number(k == 0 ? 0 : 0.5);
        cell[1] = cm_text(bluff[k]);
        cell[7] = cm_number(k == 0 ? 1 : 0.5);
        cell[8] = cm_text(rest[k]);
        assert_int_equal(cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
        assert_string_equal(w.ctx.message, sentence[k]);
        end_world(&w);
    }
}

/* Payoffs of the second player that are three times as large: the same play, but no longer a programme. */
static void test_poker_between_unlike_stakes_goes_by_pivots(void **state)
{
    static const char *const expected[] = { "1", "0", "1/3", "2/3", "2/3", "1/3" };
    world w;
    (void)state;
    open_world(&w);
    poker(&w.g);
    for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
        w.g.exact[o][1].num *= 3;
        w.g.payoff[o][1] *= 3;
    }
    assert_int_equal(solve(&w), CM_OK);
    for (size_t k = 0; k < 6; k++) assert_string_equal(fraction(&w, "equilibria", k), expected[k]);
    assert_string_equal(fraction(&w, "payoffs", 1), "-1");
    assert_string_equal(cm_result_get(&w.result, "method")->as.text, "complementary pivoting");
    assert_null(cm_result_get(&w.result, "value"));
    end_world(&w);
}

/* H. W. Kuhn, "A simplified two-person poker", Contributions to the Theory of Games I (1950) 97-103: the value is
 * -1/18.  Cards 0 1 2; sets: Ann's card at first, Ann's card after check and bet, Bob's after a check, after a bet. */
static void kuhn(grown *g)
{
    static const char *const deals[] = { "01", "02", "10", "12", "20", "21" };
    static const char *const opening[] = { "check", "bet" }, *const answer[] = { "fold", "call" };
    grown_chance(g, 6, deals, (cm_frac[]){ { 1, 6 }, { 1, 6 }, { 1, 6 }, { 1, 6 }, { 1, 6 }, { 1, 6 } });
    for (size_t k = 0; k < 6; k++) {
        size_t a = (size_t)(deals[k][0] - '0'), b = (size_t)(deals[k][1] - '0');
        int64_t win = a > b ? 1 : -1;
        grown_move(g, 0, a, "", 2, opening);
        grown_move(g, 1, 6 + b, "", 2, opening);
        grown_end(g, win, -win);
        grown_move(g, 0, 3 + a, "", 2, answer);
        grown_end(g, -1, 1);
        grown_end(g, 2 * win, -2 * win);
        grown_move(g, 1, 9 + b, "", 2, answer);
        grown_end(g, 1, -1);
        grown_end(g, 2 * win, -2 * win);
    }
}

static void test_kuhn_poker_is_worth_minus_one_eighteenth(void **state)
{
    (void)state;
    for (int stakes = 1; stakes <= 2; stakes++) {
        world w;
        double jack, king;
        open_world(&w);
        kuhn(&w.g);
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            w.g.exact[o][1].num *= stakes;
            w.g.payoff[o][1] *= stakes;
        }
        assert_int_equal(solve(&w), CM_OK);
        assert_string_equal(fraction(&w, "payoffs", 0), "-1/18");
        assert_string_equal(fraction(&w, "payoffs", 1), stakes == 1 ? "1/18" : "1/9");
        jack = number(&w, "equilibria", 1, "probability");       /* bets with the least card: at most 1/3 */
        king = number(&w, "equilibria", 5, "probability");       /* and three times as often with the highest */
        assert_true(jack <= 1 / 3.0);
        assert_close(king, 3 * jack, 1e-12);
        assert_string_equal(fraction(&w, "equilibria", 13), "1/3");                 /* Bob bluffs with the least card */
        assert_string_equal(fraction(&w, "equilibria", 21), "1/3");                 /* and calls with the middle one */
        end_world(&w);
    }
}

/* Gambit's two stages of matching pennies (contrib/games/2smp.efg), with outcomes inside the tree: each stage is
 * played half and half on the path, and is worth 0. */
static void pennies(grown *g)
{
    size_t v;
    grown_move(g, 0, 0, "", 2, heads_tails);
    for (size_t a = 0; a < 2; a++) {
        grown_move(g, 1, 5, "", 2, heads_tails);
        for (size_t b = 0; b < 2; b++) {
            int64_t won = a == b ? 1 : -1;
            size_t stage = 1 + 2 * a + b;
            v = g->efg.nnodes;
            grown_move(g, 0, stage, "", 2, heads_tails);
            grown_pay(g, v, (int64_t[]){ won, -won }, 1);
            for (size_t c = 0; c < 2; c++) {
                grown_move(g, 1, 5 + stage, "", 2, heads_tails);
                for (size_t d = 0; d < 2; d++) grown_end(g, c == d ? 1 : -1, c == d ? -1 : 1);
            }
        }
    }
}

static void test_two_stages_of_matching_pennies(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    pennies(&w.g);
    assert_int_equal(w.g.efg.nnodes, 31);
    assert_int_equal(solve(&w), CM_OK);
    assert_string_equal(fraction(&w, "equilibria", 0), "1/2");
    assert_string_equal(fraction(&w, "equilibria", 10), "1/2");
    assert_string_equal(fraction(&w, "payoffs", 0), "0");
    assert_int_equal(cm_result_get(&w.result, "sequences")->as.integer, 22);
    end_world(&w);
}

/* K. Bagwell, "Commitment and observability in games", Games and Economic Behavior 8 (1995) 271-280: a leader who is
 * seen rightly with 99/100.  Three equilibria, which pay (4, 4), (489/98, 201/100) and (393/98, 397/100). */
static void test_imperfectly_observed_commitment(void **state)
{
    static const char *const sc[] = { "S", "C" }, *const known[] = { "4", "489/98", "393/98" }, *const other[] = { "4", "201/100", "397/100" };
    world w;
    size_t which = 3;
    (void)state;
    open_world(&w);
    grown_move(&w.g, 0, 0, "leader", 2, sc);
    for (int64_t a = 0; a < 2; a++) {
        grown_chance(&w.g, 2, sc, a == 0 ? (cm_frac[]){ { 99, 100 }, { 1, 100 } } : (cm_frac[]){ { 1, 100 }, { 99, 100 } });
        for (size_t seen = 0; seen < 2; seen++) {
            grown_move(&w.g, 1, 1 + seen, seen == 0 ? "sees S" : "sees C", 2, sc);
            grown_end(&w.g, a == 0 ? 5 : 6, a == 0 ? 2 : 3);
            grown_end(&w.g, a == 0 ? 3 : 4, a == 0 ? 1 : 4);
        }
    }
    assert_int_equal(solve(&w), CM_OK);
    for (size_t k = 0; k < 3; k++) {
        if (strcmp(fraction(&w, "payoffs", 0), known[k]) == 0) which = k;
    }
    assert_true(which < 3);
    assert_string_equal(fraction(&w, "payoffs", 1), other[which]);
    end_world(&w);
}

/* R. Selten's chain store of one market: out, or in and then a fight or not. */
static void test_entry(void **state)
{
    static const char *const in[] = { "out", "in" }, *const fight[] = { "fight", "yield" };
    world w;
    (void)state;
    open_world(&w);
    grown_move(&w.g, 0, 0, "entrant", 2, in);
    grown_end(&w.g, 1, 5);
    grown_move(&w.g, 1, 1, "store", 2, fight);
    grown_end(&w.g, 0, 0);
    grown_end(&w.g, 2, 2);
    assert_int_equal(solve(&w), CM_OK);
    assert_true(strcmp(fraction(&w, "payoffs", 0), "2") == 0 || strcmp(fraction(&w, "payoffs", 0), "1") == 0);
    end_world(&w);
}

/* A random tree with perfect recall: Ann moves, chance, Bob (who sees a part), Ann again (who sees what Bob did or
 * not), with ends here and there. */
static void random_tree(grown *g, cm_rng *rng, bool opposed, int64_t range)
{
    size_t m = 2 + cm_rng_below(rng, 2), k = 2 + cm_rng_below(rng, 2), hides = cm_rng_below(rng, 2), blind = cm_rng_below(rng, 2);
    size_t seen = hides ? 1 : m, later = 1 + seen;
    grown_chance(g, 2, letters, (cm_frac[]){ { 1, 3 }, { 2, 3 } });
    for (size_t c = 0; c < 2; c++) {
        grown_move(g, 0, 0, "", m, letters);
        for (size_t a = 0; a < m; a++) {
            grown_move(g, 1, 1 + (hides ? 0 : a), "", k, letters);
            for (size_t b = 0; b < k; b++) {
                bool more = a > 0;
                size_t h = later + (a - 1) * (blind ? 1 : k) + (blind ? 0 : b);
                if (more) grown_move(g, 0, h, "", 2, letters);
                for (size_t e = 0; e < (more ? 2u : 1u); e++) {
                    int64_t u = (int64_t)cm_rng_below(rng, (uint64_t)range) - range / 2, v = (int64_t)cm_rng_below(rng, (uint64_t)range) - range / 2;
                    grown_end(g, u, opposed ? 2 - u : v);
                }
            }
        }
    }
}

static void test_random_games_are_solved_and_near_misses_refused(void **state)
{
    size_t refused = 0, mixed = 0;
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        world w;
        cm_rng rng;
        cm_table *table;
        cm_rng_init(&rng, support_seed(), "sequence", k);
        open_world(&w);
        random_tree(&w.g, &rng, k % 3 == 0, k % 5 == 0 ? 3 : 12);          /* small ranges make ties */
        assert_true(cm_efg_perfect_recall(&w.g.efg));
        assert_int_equal(solve(&w), CM_OK);
        table = cm_result_find(&w.result, "equilibria");
        for (size_t r = 0; r + 1 < table->nrows; r++) {
            cm_value *cell = &table->cell[r * table->ncolumns + 4], *next = cell + table->ncolumns;
            cm_value old[4] = { cell[0], cell[1], next[0], next[1] };
            if (strcmp(cell[-2].as.text, next[-2].as.text) != 0 || !cell[2].as.truth) continue;
            if (cell->as.number > 0 && cell->as.number < 1) mixed++;
            cell[0] = next[0] = cm_number(0.5);
            cell[1] = next[1] = cm_text("1/2");
            if (fabs(old[0].as.number + old[2].as.number - 1) > 1e-12 || old[0].as.number == 0.5) {
                memcpy(cell, old, 2 * sizeof *old);
                memcpy(next, old + 2, 2 * sizeof *old);
                continue;
            }
            if (cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result) != CM_OK) refused++;
            cm_ctx_clear(&w.ctx);
            memcpy(cell, old, 2 * sizeof *old);
            memcpy(next, old + 2, 2 * sizeof *old);
        }
        assert_int_equal(cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result), CM_OK);
        end_world(&w);
    }
    assert_true(refused > 200);
    assert_true(mixed > 20);
}

/* The programme and the pivots share no code: opposed interests in other units go by pivots, and the value agrees.
 * Opposed interests have one value, whichever player is asked first. */
static void test_pivots_find_the_value_of_the_programme(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 100; k++) {
        world w;
        cm_rng rng;
        double value;
        cm_rng_init(&rng, support_seed(), "sequence", 1000 + k);
        open_world(&w);
        random_tree(&w.g, &rng, true, 12);
        assert_int_equal(solve(&w), CM_OK);
        assert_string_equal(cm_result_get(&w.result, "method")->as.text, "linear programme");
        value = number(&w, "payoffs", 0, "value");
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            w.g.exact[o][1] = (cm_frac){ 7 * w.g.exact[o][1].num - 3, 1 };
            w.g.payoff[o][1] = 7 * w.g.payoff[o][1] - 3;
        }
        assert_int_equal(solve(&w), CM_OK);
        assert_close(number(&w, "payoffs", 0, "value"), value, 1e-12);
        assert_close(number(&w, "payoffs", 1, "value"), 7 * (2 - value) - 3, 1e-11);
        end_world(&w);
    }
}

/* Players change places: the value turns round. */
static void test_changing_places_turns_the_value(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 50; k++) {
        world w;
        cm_rng rng;
        double value;
        cm_rng_init(&rng, support_seed(), "sequence", 2000 + k);
        open_world(&w);
        random_tree(&w.g, &rng, true, 9);
        assert_int_equal(solve(&w), CM_OK);
        value = number(&w, "payoffs", 0, "value");
        for (size_t h = 0; h < w.g.efg.nsets; h++) w.g.set[h].player = 1 - w.g.set[h].player;
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            cm_frac first = w.g.exact[o][0];
            w.g.exact[o][0] = w.g.exact[o][1];
            w.g.exact[o][1] = first;
            w.g.payoff[o][0] = cm_frac_value(w.g.exact[o][0]);
            w.g.payoff[o][1] = cm_frac_value(first);
        }
        assert_int_equal(solve(&w), CM_OK);
        assert_close(number(&w, "payoffs", 1, "value"), value, 1e-12);
        end_world(&w);
    }
}

static void test_computed_payoffs_have_no_fractions(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    poker(&w.g);
    for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
        w.g.outcome[o].exact = NULL;
        for (size_t i = 0; i < 2; i++) w.g.payoff[o][i] = sqrt(2) * w.g.payoff[o][i];
    }
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(cm_table_get(cm_result_find(&w.result, "equilibria"), 0, "exact").kind, CM_NONE);
    assert_close(number(&w, "payoffs", 0, "value"), sqrt(2) / 3, 1e-12);
    end_world(&w);
}

static void test_what_it_does_not_take(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    grown_begin(&w.g, 3);
    grown_end(&w.g, 1, 2);
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "'sequence' takes games of two players, not of 3");
    end_world(&w);
    open_world(&w);
    grown_move(&w.g, 0, 0, "", 2, letters);
    for (int a = 0; a < 2; a++) {
        grown_move(&w.g, 0, 1, "", 2, letters);
        grown_end(&w.g, 1, 0);
        grown_end(&w.g, 0, 1);
    }
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "a player forgets what it knew or did: the sequence form needs perfect recall");
    end_world(&w);
    open_world(&w);
    kuhn(&w.g);
    w.ctx.work_limit = 100;
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "13 sequences of 'Ann' and 13 of 'Bob' make more pairs than the limit of work allows: the game is too large for this method");
    end_world(&w);
}

/* Nobody moves but chance. */
static void test_a_game_without_moves(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 4 }, { 3, 4 } });
    grown_end(&w.g, 4, 0);
    grown_end(&w.g, 0, 4);
    assert_int_equal(solve(&w), CM_OK);
    assert_string_equal(fraction(&w, "payoffs", 0), "1");
    end_world(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (int stakes = 1; stakes <= 2; stakes++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            world w;
            open_world(&w);
            poker(&w.g);
            for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
                w.g.exact[o][1].num *= stakes;
                w.g.payoff[o][1] *= stakes;
            }
            w.ctx.alloc_budget = k;
            status = solve(&w);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            end_world(&w);
        }
        assert_true(k > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simple_poker_of_myerson),
        cmocka_unit_test(test_other_bluffs_are_refused),
        cmocka_unit_test(test_poker_between_unlike_stakes_goes_by_pivots),
        cmocka_unit_test(test_kuhn_poker_is_worth_minus_one_eighteenth),
        cmocka_unit_test(test_two_stages_of_matching_pennies),
        cmocka_unit_test(test_imperfectly_observed_commitment),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_random_games_are_solved_and_near_misses_refused),
        cmocka_unit_test(test_pivots_find_the_value_of_the_programme),
        cmocka_unit_test(test_changing_places_turns_the_value),
        cmocka_unit_test(test_computed_payoffs_have_no_fractions),
        cmocka_unit_test(test_what_it_does_not_take),
        cmocka_unit_test(test_a_game_without_moves),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
