/* test_banks_duggan_turns.c: policies on one issue, proposed in the order of the list. */
#include "solver/bargain/banks_duggan.h"

#include "tests/support/policy_world.h"

static cm_status solve(policy_world *w)
{
    return policy_solve(w, &cm_concept_banks_duggan, NULL);
}

/* Two in turns under consensus, ideals 0 and 1, status quo s < 0: each asks for what leaves the other just content.
 * With y1 <= y2 and both bounds binding, (1 - y1)^2 = (1 - d)(1 - s)^2 + d (1 - y2)^2 and y2^2 = (1 - d) s^2 + d y1^2.
 * At d = .9, s = -.5 this is solved here by repeated substitution. */
static void test_two_in_turns_have_their_equations(void **state)
{
    policy_world w;
    double y1 = 0, y2 = 1, d = 0.9, s = -0.5;
    (void)state;
    for (int k = 0; k < 2000; k++) {
        y1 = fmax(0, 1 - sqrt((1 - d) * (1 - s) * (1 - s) + d * (1 - y2) * (1 - y2)));
        y2 = fmin(1, sqrt((1 - d) * s * s + d * y1 * y1));
    }
    policy_open(&w, 2, (double[]){ 0, 1 }, s, d, 2);
    w.protocol.kind = CM_ROTATION;
    policy_wire(&w);
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(cm_result_get(&w.result, "equilibria")->as.integer, 1);
    assert_close(policy_number(&w, "proposals", 0, "value"), y1, 1e-8);
    assert_close(policy_number(&w, "proposals", 1, "value"), y2, 1e-8);
    assert_close(policy_value(&w, "policy"), y1, 1e-8);
    policy_close(&w);
}

/* When turns have no end they are what turns before a far deadline begin with. */
static void test_turns_without_end_are_the_limit_of_deadlines(void **state)
{
    size_t alone = 0;
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        policy_world w;
        double y, here;
        policy_random(&w, t, 2 + t % 5, "limit");
        for (size_t i = 0; i < w.protocol.n; i++) w.patience[i] = w.patience[0], w.recognition[i] = 1 / (double)w.protocol.n;
        w.protocol.kind = CM_ROTATION;
        policy_wire(&w);
        assert_int_equal(solve(&w), CM_OK);
        assert_true(cm_result_get(&w.result, "equilibria")->as.integer > 0);
        y = policy_value(&w, "policy");
        if (cm_result_get(&w.result, "equilibria")->as.integer == 1) {
            w.game.as.protocol.rounds = 400 * w.protocol.n;
            assert_int_equal(policy_solve(&w, cm_concept_find("agenda-setting"), NULL), CM_OK);
            here = policy_value(&w, "policy");
            assert_close(y, here, 1e-6);
            alone++;
        }
        policy_close(&w);
    }
    assert_true(alone > 30);
}

static void test_turns_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        double by = t % 2 == 0 ? 1e-4 : -1e-4;
        policy_random(&w, t, 2 + t % 6, "turns");
        for (size_t i = 0; i < w.protocol.n; i++) w.recognition[i] = 1 / (double)w.protocol.n;
        if (t % 2 == 0) {
            for (size_t i = 0; i < w.protocol.n; i++) w.patience[i] = w.patience[0];
        }
        w.protocol.kind = CM_ROTATION;
        policy_wire(&w);
        assert_int_equal(solve(&w), CM_OK);
        if (t % 2 == 0) assert_true(cm_result_get(&w.result, "equilibria")->as.integer > 0);
        if (cm_result_get(&w.result, "equilibria")->as.integer > 0) {
            policy_refuses(&w, &cm_concept_banks_duggan, "votes", w.protocol.n, "waiting", by);
            policy_refuses(&w, &cm_concept_banks_duggan, "gains", 0, "gain", by);
            if (t % 2 == 0) policy_refuses(&w, &cm_concept_banks_duggan, "proposals", 1, "value", by);
            policy_refuses_kind(&w, &cm_concept_banks_duggan);
            policy_refuses_shares(&w, &cm_concept_banks_duggan, by);
        }
        policy_close(&w);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, -1, 0.9, 2);
        w.game.as.protocol.kind = CM_ROTATION;
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
        cmocka_unit_test(test_two_in_turns_have_their_equations),
        cmocka_unit_test(test_turns_without_end_are_the_limit_of_deadlines),
        cmocka_unit_test(test_turns_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
