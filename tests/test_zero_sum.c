/* test_zero_sum.c: the value of games of conflict, in fractions. */
#include "solver/strategic/zero_sum.h"

#include "solver/base/rat.h"
#include "solver/strategic/matrix_game.h"
#include "solver/strategic/nash.h"
#include "tests/support/bimatrix_given.h"

static void oppose(two *t, int64_t sum)
{
    for (size_t i = 0; i < t->count[0]; i++) {
        for (size_t j = 0; j < t->count[1]; j++) two_set(t, 1, i, j, sum * two_get(t, 0, i, j).den - two_get(t, 0, i, j).num, two_get(t, 0, i, j).den);
    }
}

static const char *exact_value(two *t) { return cm_result_get(&t->result, "exact")->as.text; }

/* O'Neill's game: -1/5 by (2/5, 1/5, 1/5, 1/5) on either side.  B. O'Neill, Proc. National Academy of Sciences 84 (1987)
 * 2106-2109.  Stone, scissors, paper by hand. */
static void test_published_values(void **state)
{
    two t;
    (void)state;
    two_from(&t, 4, 4, (int64_t[]){ 1, -1, -1, -1, -1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1, -1 }, (int64_t[16]){ 0 }, 1);
    oppose(&t, 0);
    two_good(&t, &cm_concept_zero_sum);
    assert_string_equal(exact_value(&t), "-1/5");
    assert_close(cm_result_get(&t.result, "value")->as.number, -0.2, 0);
    assert_true(two_truth(&t, "complete"));
    assert_string_equal(two_mixes(&t, 0), "2/5 1/5 1/5 1/5 | 2/5 1/5 1/5 1/5");
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 0, 1, -2, -1, 0, 3, 2, -3, 0 }, (int64_t[9]){ 0 }, 1);
    oppose(&t, 0);
    two_good(&t, &cm_concept_zero_sum);
    assert_string_equal(two_mixes(&t, 0), "1/2 1/3 1/6 | 1/2 1/3 1/6");
    assert_string_equal(exact_value(&t), "0");
    two_close(&t);
}

/* A constant sum of 4 with a continuum of optimal mixtures: worth 2, and not called the only ones. */
static void test_a_constant_sum_is_recognised(void **state)
{
    two t;
    (void)state;
    two_from(&t, 4, 4, (int64_t[]){ 3, 1, 2, 2, 1, 3, 2, 2, 2, 2, 1, 3, 2, 2, 3, 1 }, (int64_t[16]){ 0 }, 1);
    oppose(&t, 4);
    two_good(&t, &cm_concept_zero_sum);
    assert_string_equal(exact_value(&t), "2");
    assert_close(cm_result_get(&t.result, "sum")->as.number, 4, 0);
    assert_false(two_truth(&t, "complete"));
    assert_non_null(strstr(t.result.note->value.as.text, "may be optimal too"));
    two_close(&t);
}

static void test_pivots_in_whole_numbers_find_the_same_value(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        size_t m = 1 + g % 9, n = 1 + g / 9 % 9;
        uint64_t top = g % 3 == 0 ? 2 : g % 3 == 1 ? 1000 : UINT64_C(1000000000000000);
        cm_rat *a = calloc(81, sizeof *a), *x = calloc(9, sizeof *x), *y = calloc(9, sizeof *y), value = { 0, 0 };
        two t;
        assert_true(a != NULL && x != NULL && y != NULL);
        two_random(&t, m, n, top, "matrix", g);
        oppose(&t, (int64_t)(g % 5));
        two_good(&t, &cm_concept_zero_sum);
        for (size_t e = 0; e < m * n; e++) cm_rat_set_ratio(&a[e], two_get(&t, 0, e / n, e % n).num, 1);
        assert_int_equal(cm_matrix_game_pivot(&t.ctx, a, m, n, x, y, &value), CM_OK);
        assert_string_equal(cm_rat_text(&t.ctx, &t.arena, &value), exact_value(&t));
        cm_rats_free(a, 81);
        cm_rats_free(x, 9);
        cm_rats_free(y, 9);
        cm_rat_clear(&value);
        two_close(&t);
    }
}

/* Where it says that the mixtures are the only ones, there is one extreme equilibrium. */
static void test_nash_agrees_on_which_mixtures_are_the_only_ones(void **state)
{
    size_t only = 0, many = 0;
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        const char *mixes;
        bool alone;
        two t;
        two_random(&t, 2 + g % 4, 2 + g / 4 % 4, g % 2 == 0 ? 1 : 50, "alone", g);
        oppose(&t, 0);
        two_good(&t, &cm_concept_zero_sum);
        alone = two_truth(&t, "complete");
        mixes = two_mixes(&t, 0);
        two_good(&t, &cm_concept_nash);
        assert_true(two_has(&t, mixes));
        assert_int_equal(two_integer(&t, "components"), 1);
        if (alone) assert_int_equal(two_integer(&t, "count"), 1);
        only += alone;
        many += two_integer(&t, "count") > 1;
        two_close(&t);
    }
    assert_true(only > 60 && many > 60);
}

static void test_turning_the_table_turns_the_value(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 50; g++) {
        two t, other;
        size_t m = 2 + g % 6, n = 2 + g / 6 % 6;
        cm_rat a = { 0, 0 }, b = { 0, 0 };
        two_random(&t, m, n, 1000, "turned", g);
        oppose(&t, 0);
        two_open(&other, n, m);
        for (size_t e = 0; e < m * n; e++) two_set(&other, 0, e % n, e / n, -2 * two_get(&t, 0, e / n, e % n).num - 3, 1);
        oppose(&other, 7);
        two_good(&t, &cm_concept_zero_sum);
        two_good(&other, &cm_concept_zero_sum);
        assert_true(cm_rat_set_text(&a, exact_value(&t)) && cm_rat_set_text(&b, exact_value(&other)));
        assert_close(-2 * cm_rat_value(&a) - 3, cm_rat_value(&b), 1e-9);
        cm_rat_clear(&a);
        cm_rat_clear(&b);
        two_close(&t);
        two_close(&other);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        two t;
        cm_value *value;
        cm_table *table;
        two_random(&t, 3 + g % 3, 3, 1000, "misses", g);
        oppose(&t, 0);
        two_good(&t, &cm_concept_zero_sum);
        value = &t.result.summary->value;
        value->as.number += 1e-9;
        assert_int_equal(cm_concept_zero_sum.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        cm_ctx_clear(&t.ctx);
        two_good(&t, &cm_concept_zero_sum);
        table = cm_result_find(&t.result, "equilibria");
        for (size_t k = 0; k < t.count[0]; k++) {                            /* a pure strategy that gains nothing is optimal only in a saddle */
            table->cell[k * 5 + 3] = cm_number(k == 0);
            table->cell[k * 5 + 4] = cm_text(k == 0 ? "1" : "0");
        }
        if (cm_concept_zero_sum.check(&t.ctx, &t.game, NULL, &t.result) == CM_OK) assert_true(strncmp(two_mixes(&t, 0), "1 0", 3) == 0);
        two_close(&t);
    }
}

static void test_failures_are_named(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 1, 2, 3, 4 }, (int64_t[]){ -1, -2, -3, 0 }, 1);
    assert_int_equal(two_solve(&t, &cm_concept_zero_sum), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "the payoffs add up to 4 in (r2, c2), but to 0 in the first combination: 'zero-sum' is for games in which one wins "
                                       "what the other loses");
    two_close(&t);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        two t;
        two_random(&t, 4, 3, 1000, "memory", 1);
        oppose(&t, 0);
        t.ctx.alloc_budget = k;
        status = two_solve(&t, &cm_concept_zero_sum);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        two_close(&t);
    }
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_values),
        cmocka_unit_test(test_a_constant_sum_is_recognised),
        cmocka_unit_test(test_pivots_in_whole_numbers_find_the_same_value),
        cmocka_unit_test(test_nash_agrees_on_which_mixtures_are_the_only_ones),
        cmocka_unit_test(test_turning_the_table_turns_the_value),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_are_named),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
