/* test_setter.c: a single take-it-or-leave-it offer. */
#include "tests/support/policy_world.h"

extern const cm_concept cm_concept_setter;

/* The same world, seen as a negotiation without a protocol. */
static cm_status solve(policy_world *w)
{
    w->game = (cm_game){ .kind = CM_GAME_SPATIAL };
    w->game.as.spatial = w->spatial;
    return policy_solve(w, &cm_concept_setter, NULL);
}

/* Romer and Rosenthal's budget: the median at 4 and the reversion 1 give a setter at 10 the budget 7, and
 * one at 5 its 5; with the reversion 0 it is 8. A reversion at the median stays. */
static void test_the_worse_the_reversion_the_more_the_setter_gets(void **state)
{
    static const double sq[] = { 1, 0, 4, 3 }, high[] = { 7, 8, 4, 5 };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        policy_world w;
        policy_open(&w, 5, (double[]){ 2, 3, 4, 5, 10 }, sq[k], 0.9, 3);
        assert_int_equal(solve(&w), CM_OK);
        assert_close(policy_number(&w, "outcomes", 4, "value"), high[k], 1e-12);
        assert_close(policy_number(&w, "outcomes", 3, "value"), fmin(high[k], 5), 1e-12);
        assert_close(policy_value(&w, "highest"), high[k], 1e-12);
        assert_int_equal(cm_result_get(&w.result, "moves")->as.integer, k == 2 ? 0 : k == 3 ? 3 : 5);
        policy_close(&w);
    }
}

static void test_without_a_change_the_note_says_so(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ 0, 1, 2 }, 0.5, 0.9, 3);
    assert_int_equal(solve(&w), CM_OK);
    assert_string_equal(w.result.note->value.as.text, "Whoever makes the offer, the status quo stays: nobody can propose a change that it wants and that passes.");
    policy_close(&w);
}

/* Every policy of a grid is put to the vote; utilities are compared, not distances. */
static double by_grid(const policy_world *w, size_t i, size_t cells)
{
    double best = cm_spatial_utility(&w->spatial, i, w->sq), at = w->sq[0];
    for (size_t c = 0; c <= cells; c++) {
        double x = -2 + 5.0 * (double)c / (double)cells, mine = cm_spatial_utility(&w->spatial, i, &x);
        unsigned char in[POLICY_MOST];
        if (mine <= best) continue;
        for (size_t j = 0; j < w->spatial.n; j++) in[j] = cm_spatial_utility(&w->spatial, j, &x) >= cm_spatial_utility(&w->spatial, j, w->sq);
        if (!cm_vote_wins(&w->vote, in)) continue;
        best = mine, at = x;
    }
    return at;
}

static void test_a_grid_of_policies_gives_the_same(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        policy_random(&w, t, 2 + t % 9, "setter");
        assert_int_equal(solve(&w), CM_OK);
        assert_true(w.result.certified);
        for (size_t i = 0; i < w.spatial.n; i++) {
            double a = w.ideal[i];
            assert_close(fabs(policy_number(&w, "outcomes", i, "value") - a), fabs(by_grid(&w, i, 5000) - a), 1.1e-3);
        }
        policy_close(&w);
    }
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const column[] = { "value", "gain" };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        policy_random(&w, t, 2 + t % 9, "setter");
        assert_int_equal(solve(&w), CM_OK);
        for (size_t k = 0; k < 2; k++) {
            double *cell = policy_cell(&w, "outcomes", t % w.spatial.n, column[k]), right = *cell;
            *cell += t % 2 == 0 ? 1e-4 : -1e-4;
            assert_int_equal(cm_concept_setter.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *cell = right;
        }
        cm_result_find(&w.result, "outcomes")->cell[3].as.integer += 1;
        assert_int_equal(cm_concept_setter.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        policy_close(&w);
    }
}

static void test_turning_moving_and_scaling_move_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        double value[POLICY_MOST];
        size_t n = 2 + t % 9;
        policy_random(&w, t, n, "turned");
        w.spatial.salience = NULL;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) {
            value[i] = policy_number(&w, "outcomes", i, "value");
            w.ideal[i] = 5 - 3 * w.ideal[i];
        }
        w.sq[0] = 5 - 3 * w.sq[0];
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) assert_close(policy_number(&w, "outcomes", i, "value"), 5 - 3 * value[i], 1e-9);
        policy_close(&w);
    }
}

static void test_red_lines_hold_a_vote_back(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ 4, 4, 10 }, 0, 0.9, 2);
    w.red_high[0] = 5, w.red_high[1] = 6;
    w.spatial.red_low = w.red_low, w.spatial.red_high = w.red_high;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_number(&w, "outcomes", 2, "value"), 6, 1e-12);
    policy_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, -1, 0.9, 2);
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        policy_close(&w);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_worse_the_reversion_the_more_the_setter_gets),
        cmocka_unit_test(test_without_a_change_the_note_says_so),
        cmocka_unit_test(test_a_grid_of_policies_gives_the_same),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_turning_moving_and_scaling_move_it_along),
        cmocka_unit_test(test_red_lines_hold_a_vote_back),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
