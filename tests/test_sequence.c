/* test_sequence.c: equilibria in sequence form: published games, limits. */
#include "tests/support/grown_world.h"

extern const cm_concept cm_concept_sequence;

static const char *const raise_fold[] = { "Raise", "Fold" }, *const meet_pass[] = { "Meet", "Pass" }, *const heads_tails[] = { "H", "T" };
static const char *const letters[] = { "a", "b", "c", "d" };

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
    grown_world w;
    (void)state;
    grown_open(&w);
    poker(&w.g);
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    for (size_t k = 0; k < 6; k++) assert_string_equal(grown_text(&w, "equilibria", k, "exact"), expected[k]);
    assert_string_equal(grown_text(&w, "payoffs", 0, "exact"), "1/3");
    assert_string_equal(grown_text(&w, "payoffs", 1, "exact"), "-1/3");
    assert_string_equal(cm_result_get(&w.result, "exact")->as.text, "1/3");
    assert_string_equal(cm_result_get(&w.result, "method")->as.text, "linear programme");
    assert_false(cm_result_get(&w.result, "complete")->as.truth);
    assert_true(w.result.certified);
    grown_close(&w);
}

/* Other bluffs pay the first as much, and both are paid what is printed: only the other's best reply tells. */
static void test_other_bluffs_are_refused(void **state)
{
    static const char *const bluff[] = { "0", "1/2" }, *const rest[] = { "1", "1/2" };
    static const char *const sentence[] = { "certificate: 'Bob' would get 0 by its best reply, not -0.333333333333", "certificate: 'Bob' would get -0.25 by its best reply, not -0.333333333333" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        grown_world w;
        cm_value *cell;
        grown_open(&w);
        poker(&w.g);
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        cell = &cm_result_find(&w.result, "equilibria")->cell[2 * 7 + 4];
        cell[0] = cm_number(k == 0 ? 0 : 0.5);
        cell[1] = cm_text(bluff[k]);
        cell[7] = cm_number(k == 0 ? 1 : 0.5);
        cell[8] = cm_text(rest[k]);
        assert_int_equal(cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
        assert_string_equal(w.ctx.message, sentence[k]);
        grown_close(&w);
    }
}

/* Payoffs of the second player that are three times as large: the same play, but no longer a programme. */
static void test_poker_between_unlike_stakes_goes_by_pivots(void **state)
{
    static const char *const expected[] = { "1", "0", "1/3", "2/3", "2/3", "1/3" };
    grown_world w;
    (void)state;
    grown_open(&w);
    poker(&w.g);
    for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
        w.g.exact[o][1].num *= 3;
        w.g.payoff[o][1] *= 3;
    }
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    for (size_t k = 0; k < 6; k++) assert_string_equal(grown_text(&w, "equilibria", k, "exact"), expected[k]);
    assert_string_equal(grown_text(&w, "payoffs", 1, "exact"), "-1");
    assert_string_equal(cm_result_get(&w.result, "method")->as.text, "complementary pivoting");
    assert_null(cm_result_get(&w.result, "value"));
    grown_close(&w);
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
        grown_world w;
        double jack, king;
        grown_open(&w);
        kuhn(&w.g);
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            w.g.exact[o][1].num *= stakes;
            w.g.payoff[o][1] *= stakes;
        }
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        assert_string_equal(grown_text(&w, "payoffs", 0, "exact"), "-1/18");
        assert_string_equal(grown_text(&w, "payoffs", 1, "exact"), stakes == 1 ? "1/18" : "1/9");
        jack = grown_number(&w, "equilibria", 1, "probability");       /* bets with the least card: at most 1/3 */
        king = grown_number(&w, "equilibria", 5, "probability");       /* and three times as often with the highest */
        assert_true(jack <= 1 / 3.0);
        assert_close(king, 3 * jack, 1e-12);
        assert_string_equal(grown_text(&w, "equilibria", 13, "exact"), "1/3");                 /* Bob bluffs with the least card */
        assert_string_equal(grown_text(&w, "equilibria", 21, "exact"), "1/3");                 /* and calls with the middle one */
        grown_close(&w);
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
    grown_world w;
    (void)state;
    grown_open(&w);
    pennies(&w.g);
    assert_int_equal(w.g.efg.nnodes, 31);
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    assert_string_equal(grown_text(&w, "equilibria", 0, "exact"), "1/2");
    assert_string_equal(grown_text(&w, "equilibria", 10, "exact"), "1/2");
    assert_string_equal(grown_text(&w, "payoffs", 0, "exact"), "0");
    assert_int_equal(cm_result_get(&w.result, "sequences")->as.integer, 22);
    grown_close(&w);
}

/* K. Bagwell, "Commitment and observability in games", Games and Economic Behavior 8 (1995) 271-280: a leader who is
 * seen rightly with 99/100.  Three equilibria, which pay (4, 4), (489/98, 201/100) and (393/98, 397/100). */
static void test_imperfectly_observed_commitment(void **state)
{
    static const char *const sc[] = { "S", "C" }, *const known[] = { "4", "489/98", "393/98" }, *const other[] = { "4", "201/100", "397/100" };
    grown_world w;
    size_t which = 3;
    (void)state;
    grown_open(&w);
    grown_move(&w.g, 0, 0, "leader", 2, sc);
    for (int64_t a = 0; a < 2; a++) {
        grown_chance(&w.g, 2, sc, a == 0 ? (cm_frac[]){ { 99, 100 }, { 1, 100 } } : (cm_frac[]){ { 1, 100 }, { 99, 100 } });
        for (size_t seen = 0; seen < 2; seen++) {
            grown_move(&w.g, 1, 1 + seen, seen == 0 ? "sees S" : "sees C", 2, sc);
            grown_end(&w.g, a == 0 ? 5 : 6, a == 0 ? 2 : 3);
            grown_end(&w.g, a == 0 ? 3 : 4, a == 0 ? 1 : 4);
        }
    }
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    for (size_t k = 0; k < 3; k++) {
        if (strcmp(grown_text(&w, "payoffs", 0, "exact"), known[k]) == 0) which = k;
    }
    assert_true(which < 3);
    assert_string_equal(grown_text(&w, "payoffs", 1, "exact"), other[which]);
    grown_close(&w);
}

/* R. Selten's chain store of one market: out, or in and then a fight or not. */
static void test_entry(void **state)
{
    static const char *const in[] = { "out", "in" }, *const fight[] = { "fight", "yield" };
    grown_world w;
    (void)state;
    grown_open(&w);
    grown_move(&w.g, 0, 0, "entrant", 2, in);
    grown_end(&w.g, 1, 5);
    grown_move(&w.g, 1, 1, "store", 2, fight);
    grown_end(&w.g, 0, 0);
    grown_end(&w.g, 2, 2);
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    assert_true(strcmp(grown_text(&w, "payoffs", 0, "exact"), "2") == 0 || strcmp(grown_text(&w, "payoffs", 0, "exact"), "1") == 0);
    grown_close(&w);
}

static void test_computed_payoffs_have_no_fractions(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    poker(&w.g);
    for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
        w.g.outcome[o].exact = NULL;
        for (size_t i = 0; i < 2; i++) w.g.payoff[o][i] = sqrt(2) * w.g.payoff[o][i];
    }
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    assert_int_equal(cm_table_get(cm_result_find(&w.result, "equilibria"), 0, "exact").kind, CM_NONE);
    assert_close(grown_number(&w, "payoffs", 0, "value"), sqrt(2) / 3, 1e-12);
    grown_close(&w);
}

static void test_what_it_does_not_take(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    grown_begin(&w.g, 3);
    grown_end(&w.g, 1, 2);
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "'sequence' takes games of two players, not of 3");
    grown_close(&w);
    grown_open(&w);
    grown_move(&w.g, 0, 0, "", 2, letters);
    for (int a = 0; a < 2; a++) {
        grown_move(&w.g, 0, 1, "", 2, letters);
        grown_end(&w.g, 1, 0);
        grown_end(&w.g, 0, 1);
    }
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "a player forgets what it knew or did: the sequence form needs perfect recall");
    grown_close(&w);
    grown_open(&w);
    kuhn(&w.g);
    w.ctx.work_limit = 100;
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "13 sequences of 'Ann' and 13 of 'Bob' make more pairs than the limit of work allows: the game is too large for this method");
    grown_close(&w);
}

/* Nobody moves but chance. */
static void test_a_game_without_moves(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 4 }, { 3, 4 } });
    grown_end(&w.g, 4, 0);
    grown_end(&w.g, 0, 4);
    assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
    assert_string_equal(grown_text(&w, "payoffs", 0, "exact"), "1");
    grown_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (int stakes = 1; stakes <= 2; stakes++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            grown_world w;
            grown_open(&w);
            poker(&w.g);
            for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
                w.g.exact[o][1].num *= stakes;
                w.g.payoff[o][1] *= stakes;
            }
            w.ctx.alloc_budget = k;
            status = grown_solve(&w, &cm_concept_sequence);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            grown_close(&w);
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
        cmocka_unit_test(test_computed_payoffs_have_no_fractions),
        cmocka_unit_test(test_what_it_does_not_take),
        cmocka_unit_test(test_a_game_without_moves),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
