/* test_nash.c: the concept nash for two players: published games, near misses, limits.
 *
 * Figures: the games come with Gambit's collection (H.-M. Winkels, 1979; M. Todd's inaccessible equilibria; J. Nau
 * et al., 2004; B. O'Neill, 1987); counts were found alike by its enumeration of extreme points and by lrslib's. */
#include "tests/support/nash_expected.h"

static void test_battle_of_the_sexes(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 3, 0, 0, 2 }, (int64_t[]){ 2, 0, 0, 3 }, 1);
    nash_expect(&t, 3, 3, 3, false);
    assert_string_equal(two_mixes(&t, 0), "1 0 | 1 0");
    assert_string_equal(two_mixes(&t, 1), "3/5 2/5 | 2/5 3/5");
    assert_string_equal(two_mixes(&t, 2), "0 1 | 0 1");
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 2, "exact").as.text, "6/5");
    assert_close(cm_table_get(cm_result_find(&t.result, "payoffs"), 3, "value").as.number, 1.2, 0);
    assert_non_null(strstr(t.result.note->value.as.text, "odd is no chance"));
    two_close(&t);
}

static void test_published_games_have_their_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 4, 4, (int64_t[]){ 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4 }, (int64_t[]){ 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 7 }, 1);
    nash_expect(&t, 15, 15, 15, false);
    assert_true(two_has(&t, "14/25 0 7/25 4/25 | 4/19 0 12/19 3/19"));
    two_close(&t);
    two_from(&t, 4, 4, (int64_t[]){ 1, -1, -1, -1, -1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1, -1 },
             (int64_t[]){ -1, 1, 1, 1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, -1, 1 }, 1);
    nash_expect(&t, 1, 1, 1, false);
    assert_string_equal(two_mixes(&t, 0), "2/5 1/5 1/5 1/5 | 2/5 1/5 1/5 1/5");
    two_close(&t);
    two_from(&t, 5, 3, (int64_t[]){ 8, -4, 8, 6, 1, 6, 12, 0, 0, 0, 0, 12, 0, 4, 0 }, (int64_t[]){ 4, 0, 0, 0, 0, 4, 0, 4, 0, 0, 4, 0, 0, 1, 0 }, 1);
    nash_expect(&t, 3, 3, 3, false);
    assert_true(two_has(&t, "1/3 1/3 1/3 0 0 | 8/21 2/7 1/3") && two_has(&t, "1/3 1/3 0 1/3 0 | 1/3 2/7 8/21") && two_has(&t, "0 0 0 0 1 | 0 1 0"));
    two_close(&t);
}

/* Reduced normal forms of trees: K. Bagwell, Games Econ. Behav. 8 (1995) 271-280, noise 1/100; the centipede of four moves,
 * R. D. McKelvey, T. R. Palfrey, Econometrica 60 (1992) 803-836, in tenths. */
static void test_published_trees_have_their_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 4, (int64_t[]){ 500, 498, 302, 300, 600, 402, 598, 400 }, (int64_t[]){ 200, 199, 101, 100, 300, 399, 301, 400 }, 100);
    nash_expect(&t, 3, 3, 3, false);
    assert_true(two_has(&t, "99/100 1/100 | 24/49 25/49 0 0") && two_has(&t, "1/100 99/100 | 0 25/49 0 24/49") && two_has(&t, "0 1 | 0 0 0 1"));
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 0, "exact").as.text, "489/98");
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 1, "exact").as.text, "201/100");
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 8, 8, 8, 4, 32, 32, 4, 16, 128 }, (int64_t[]){ 2, 2, 2, 16, 8, 8, 16, 64, 32 }, 10);
    nash_expect(&t, 4, 1, 1, true);
    assert_true(two_has(&t, "1 0 0 | 1 0 0") && two_has(&t, "1 0 0 | 30/31 0 1/31") && two_has(&t, "1 0 0 | 6/7 1/7 0") && two_has(&t, "1 0 0 | 6/7 6/49 1/49"));
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 0, "exact").as.text, "4/5");
    two_close(&t);
}

static void test_ties_give_sets_of_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 6, 2, (int64_t[]){ 2, 6, 2, 6, 6, 2, 6, 2, 5, 5, 5, 5 }, (int64_t[]){ 2, 4, 0, -2, -4, 4, 8, -2, -2, 12, 12, -2 }, 2);
    nash_expect(&t, 12, 1, 7, true);
    assert_true(two_has(&t, "0 7/8 0 0 1/8 0 | 1/4 3/4") && two_has(&t, "0 0 7/11 0 0 4/11 | 3/4 1/4"));
    two_close(&t);
    two_from(&t, 4, 4, (int64_t[]){ 3, 1, 2, 2, 1, 3, 2, 2, 2, 2, 1, 3, 2, 2, 3, 1 }, (int64_t[]){ 1, 3, 2, 2, 3, 1, 2, 2, 2, 2, 3, 1, 2, 2, 1, 3 }, 1);
    nash_expect(&t, 4, 1, 1, true);
    assert_non_null(strstr(t.result.note->value.as.text, "infinitely many"));
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 1, 3, 2, 2, 2, 2, 3, 1, 2 }, (int64_t[]){ 1, 2, 3, 3, 2, 1, 2, 2, 2 }, 1);
    nash_expect(&t, 6, 1, 3, true);
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 4, 0, 0, 2, 3, 2, 0, 0, 4 }, (int64_t[]){ 0, 0, 4, 1, 3, 1, 4, 0, 0 }, 1);
    nash_expect(&t, 3, 2, 2, true);
    two_close(&t);
}

static void expect_refused(two *t, const char *part)
{
    assert_int_equal(cm_concept_nash.check(&t->ctx, &t->game, NULL, &t->result), CM_E_NUMERIC);
    if (strstr(t->ctx.message, part) == NULL) print_error("'%s' is not in '%s'\n", part, t->ctx.message);
    assert_non_null(strstr(t->ctx.message, part));
    cm_ctx_clear(&t->ctx);
}

static cm_value *cell(two *t, const char *table, size_t row, size_t column)
{
    cm_table *found = cm_result_find(&t->result, table);
    return &found->cell[row * found->ncolumns + column];
}

static void test_near_misses_are_refused(void **state)
{
    two t;
    cm_value keep;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 3, 0, 0, 2 }, (int64_t[]){ 2, 0, 0, 3 }, 1);
    two_good(&t, &cm_concept_nash);
    for (size_t row = 4; row < 8; row++) {                                  /* the mixed one */
        keep = *cell(&t, "equilibria", row, 4);
        *cell(&t, "equilibria", row, 4) = cm_text("2000001/5000000");
        *cell(&t, "equilibria", row, 3) = cm_number(0.4000002);
        expect_refused(&t, "add up to");
        *cell(&t, "equilibria", row, 4) = keep;
        expect_refused(&t, "differ");
        *cell(&t, "equilibria", row, 3) = cm_number(strcmp(keep.as.text, "2/5") == 0 ? 0.4 : 0.6);
    }
    *cell(&t, "payoffs", 2, 3) = cm_text("1");
    *cell(&t, "payoffs", 2, 2) = cm_number(1);
    expect_refused(&t, "pays 'Row'");
    two_good(&t, &cm_concept_nash);
    for (size_t row = 0; row < 4; row++) {                                  /* the second three times */
        for (size_t column = 3; column < 5; column++) *cell(&t, "equilibria", 8 + row, column) = *cell(&t, "equilibria", 4 + row, column);
    }
    for (size_t column = 2; column < 4; column++) {
        *cell(&t, "payoffs", 4, column) = *cell(&t, "payoffs", 2, column);
        *cell(&t, "payoffs", 5, column) = *cell(&t, "payoffs", 3, column);
    }
    expect_refused(&t, "are the same");
    two_good(&t, &cm_concept_nash);
    cm_result_find(&t.result, "equilibria")->nrows = 8;                      /* the last is missing */
    cm_result_find(&t.result, "payoffs")->nrows = 4;
    cm_result_find(&t.result, "subsets")->nrows = 2;
    expect_refused(&t, "listed");
    t.result.summary->value = cm_integer(2);
    expect_refused(&t, "indices of 2 equilibria add up to 0");
    two_close(&t);
}

/* An equilibrium between two others is one, but not extreme. */
static void test_a_mixture_of_equilibria_is_not_listed_as_one(void **state)
{
    two t;
    (void)state;
    two_from(&t, 1, 2, (int64_t[]){ 1, 2 }, (int64_t[]){ 0, 0 }, 1);
    two_good(&t, &cm_concept_nash);
    *cell(&t, "equilibria", 1, 4) = *cell(&t, "equilibria", 2, 4) = cm_text("1/2");
    *cell(&t, "equilibria", 1, 3) = *cell(&t, "equilibria", 2, 3) = cm_number(0.5);
    *cell(&t, "payoffs", 0, 3) = cm_text("3/2");
    *cell(&t, "payoffs", 0, 2) = cm_number(1.5);
    expect_refused(&t, "lies between others");
    two_good(&t, &cm_concept_nash);
    cm_result_find(&t.result, "subsets")->nrows = 1;
    expect_refused(&t, "in no subset");
    two_close(&t);
}

static void test_random_profiles_are_refused(void **state)
{
    size_t refused = 0;
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        two t;
        two_random(&t, 2 + g % 4, 2 + g / 4 % 4, 1000, "wrong", g);
        two_good(&t, &cm_concept_nash);
        for (size_t k = 0; k < t.count[0]; k++) {                           /* the first plays another pure strategy */
            bool one = k == (size_t)(g % t.count[0]);
            *cell(&t, "equilibria", k, 4) = cm_text(one ? "1" : "0");
            *cell(&t, "equilibria", k, 3) = cm_number(one);
        }
        if (cm_concept_nash.check(&t.ctx, &t.game, NULL, &t.result) == CM_E_NUMERIC) refused++;
        two_close(&t);
    }
    assert_true(refused > 130);                                             /* some were so already */
}

static void test_failures_are_named(void **state)
{
    static const char *const names[1] = { "A" };
    static const size_t counts[1] = { 1 };
    two t;
    volatile sig_atomic_t stop = 1;
    (void)state;
    two_open(&t, 1, 1);
    t.game.as.nfg.n = 1;
    t.game.as.nfg.count = counts;
    t.game.as.nfg.player = names;
    t.game.as.nfg.payoff = (double[1]){ 0 };
    t.game.as.nfg.exact = NULL;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_OK);              /* one player: the best that there is */
    two_close(&t);
    two_open(&t, 9, 9);                                                     /* one runs after the other: no pure equilibrium */
    for (size_t k = 0; k < 81; k++) {
        two_set(&t, 0, k / 9, k % 9, k / 9 == k % 9, 1);
        two_set(&t, 1, k / 9, k % 9, (k / 9 + 1) % 9 == k % 9, 1);
    }
    t.ctx.work_limit = 50;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "no equilibrium was found within 50 steps; the game of 9 by 9 strategies is too large to enumerate; lemke-howson finds some");
    two_close(&t);
    two_random(&t, 9, 9, 1000, "limit", 1);
    t.ctx.work_limit = 60000;                                               /* some, and the answer says so */
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_OK);
    assert_false(two_truth(&t, "complete"));
    assert_non_null(strstr(t.result.note->value.as.text, "cut short"));
    two_close(&t);
    two_random(&t, 13, 13, 1000, "limit", 2);
    t.ctx.stop = &stop;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_E_INTERRUPT);
    two_close(&t);
}

static void test_each_allocation_may_fail(void **state)
{
    for (uint64_t which = 0; which < 2; which++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        (void)state;
        for (; status == CM_E_MEMORY; k++) {
            two t;
            two_random(&t, 4, 3, which == 0 ? 1000 : 1, "memory", which);
            t.ctx.alloc_budget = k;
            status = two_solve(&t, &cm_concept_nash);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            two_close(&t);
        }
        assert_true(k > 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_battle_of_the_sexes),
        cmocka_unit_test(test_published_games_have_their_equilibria),
        cmocka_unit_test(test_published_trees_have_their_equilibria),
        cmocka_unit_test(test_ties_give_sets_of_equilibria),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_mixture_of_equilibria_is_not_listed_as_one),
        cmocka_unit_test(test_random_profiles_are_refused),
        cmocka_unit_test(test_failures_are_named),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
