/* test_lemke_howson.c: paths between equilibria.  Figures: M. Todd's game, of which two equilibria are not reached, and a
 * coordination game of four by four, all of whose fifteen are. */
#include "solver/strategic/lemke_howson.h"

#include "solver/strategic/nash.h"
#include "tests/support/bimatrix_given.h"

static void test_two_of_todds_equilibria_are_not_reached(void **state)
{
    two t;
    (void)state;
    two_from(&t, 5, 3, (int64_t[]){ 8, -4, 8, 6, 1, 6, 12, 0, 0, 0, 0, 12, 0, 4, 0 }, (int64_t[]){ 4, 0, 0, 0, 0, 4, 0, 4, 0, 0, 4, 0, 0, 1, 0 }, 1);
    two_good(&t, &cm_concept_lemke_howson);
    assert_int_equal(two_integer(&t, "count"), 1);
    assert_string_equal(two_mixes(&t, 0), "0 0 0 0 1 | 0 1 0");
    assert_int_equal(two_integer(&t, "paths"), 16);
    assert_false(two_truth(&t, "complete"));
    two_close(&t);
}

static void test_all_equilibria_of_a_coordination_game_are_reached(void **state)
{
    two t;
    (void)state;
    two_from(&t, 4, 4, (int64_t[]){ 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4 }, (int64_t[]){ 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 7 }, 1);
    two_good(&t, &cm_concept_lemke_howson);
    assert_int_equal(two_integer(&t, "count"), 15);
    assert_int_equal(two_integer(&t, "paths"), 16 * 8);
    two_close(&t);
}

/* What is reached is extreme: 'nash' has it; without ties their number is odd. */
static void test_nash_has_what_is_reached(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 250; g++) {
        const char *mixes[64];
        size_t count;
        two t;
        two_random(&t, 1 + g % 5, 1 + g / 5 % 5, g % 2 == 0 ? 2 : 1000, "reach", g);
        two_good(&t, &cm_concept_lemke_howson);
        count = (size_t)two_integer(&t, "count");
        assert_true(count < 64);
        for (size_t e = 0; e < count; e++) mixes[e] = two_mixes(&t, e);
        two_good(&t, &cm_concept_nash);
        for (size_t e = 0; e < count; e++) assert_true(two_has(&t, mixes[e]));
        assert_true(two_truth(&t, "degenerate") || count % 2 == 1);
        two_close(&t);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        two t;
        cm_table *paths;
        two_random(&t, 3, 3, 1000, "refuse", g);
        two_good(&t, &cm_concept_lemke_howson);
        paths = cm_result_find(&t.result, "paths");
        paths->cell[(g % 6) * 5 + 3] = cm_integer(0);                       /* a path from nowhere back to nowhere */
        assert_int_equal(cm_concept_lemke_howson.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        cm_ctx_clear(&t.ctx);
        two_good(&t, &cm_concept_lemke_howson);
        cm_result_find(&t.result, "payoffs")->cell[2].as.number += 1e-6;
        assert_int_equal(cm_concept_lemke_howson.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        two_close(&t);
    }
}

static void test_failures_are_named(void **state)
{
    two t;
    (void)state;
    two_random(&t, 6, 6, 1000, "limit", 1);
    t.ctx.work_limit = 3000;
    assert_int_equal(two_solve(&t, &cm_concept_lemke_howson), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "paths between equilibria took more than 3e+03 steps; 0 equilibria had been reached");
    two_close(&t);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        two t;
        two_random(&t, 3, 3, 1000, "memory", 1);
        t.ctx.alloc_budget = k;
        status = two_solve(&t, &cm_concept_lemke_howson);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        two_close(&t);
    }
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_of_todds_equilibria_are_not_reached),
        cmocka_unit_test(test_all_equilibria_of_a_coordination_game_are_reached),
        cmocka_unit_test(test_nash_has_what_is_reached),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_are_named),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
