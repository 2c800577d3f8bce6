/* test_moving_status_quo.c: what is decided today is the status quo of tomorrow. */
#include "solver/bargain/agenda_setting.h"
#include "tests/support/moving_world.h"

static const double *drawn(uint64_t seed, uint64_t t, size_t n, double *ideal, double *sq)
{
    cm_rng rng;
    cm_rng_init(&rng, seed, "moving", t);
    for (size_t i = 0; i < n; i++) ideal[i] = cm_rng_unit(&rng);
    *sq = 1.6 * cm_rng_unit(&rng) - 0.3;
    return ideal;
}

static double median(const double *ideal, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t below = 0;
        for (size_t j = 0; j < n; j++) below += ideal[j] < ideal[i];
        if (below == n / 2) return ideal[i];
    }
    fail();
    return NAN;
}

/* Romer and Rosenthal (1979): status quo 1, median 4, a bureau at 10 that alone proposes gets 7; that nothing is final
 * changes nothing, for from 7 it cannot go on, and nobody else proposes. */
static void test_a_lone_setter_gets_as_far_as_in_one_round(void **state)
{
    (void)state;
    for (size_t rounds = 0; rounds <= 4; rounds++) {
        policy_world w;
        cm_moving_params params = moving_asked(10);
        policy_open(&w, 5, (double[]){ 2, 3, 4, 5, 10 }, 1, 0.9, 3);
        w.game.as.protocol.kind = CM_SETTER;
        w.game.as.protocol.setter = 4;
        w.game.as.protocol.rounds = rounds;
        memset(w.recognition, 0, sizeof w.recognition);
        w.recognition[4] = 1;
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_close(policy_value(&w, "policy"), 7, 1e-12);
        assert_close(policy_number(&w, "proposals", 0, "value"), 7, 1e-12);
        if (rounds == 0) assert_close(policy_value(&w, "settled"), 1, 1e-12);
        policy_close(&w);
    }
}

/* The last round is that of a status quo that returns: with one round both games are the same, up to the grid. */
static void test_one_round_is_that_of_a_fixed_status_quo(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(401);
        double ideal[POLICY_MOST], sq, fixed;
        size_t n = 3 + t % 5;
        (void)drawn(support_seed(), t, n, ideal, &sq);
        policy_open(&w, n, ideal, sq, 0.8, (int64_t)(n / 2 + 1 + t % 2));
        w.game.as.protocol.rounds = 1;
        assert_int_equal(policy_solve(&w, &cm_concept_agenda_setting, NULL), CM_OK);
        fixed = policy_value(&w, "policy");
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_close(policy_value(&w, "policy"), fixed, 1.0 / 200);
        policy_close(&w);
    }
}

/* Baron (1996): one issue, losses that rise with the distance, a simple majority of an odd number: the median's ideal
 * is where the status quo comes to rest, at the latest when the median proposes. */
static void test_a_majority_comes_to_rest_at_the_median(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(31);
        double ideal[POLICY_MOST], sq, gap;
        size_t n = 3 + 2 * (t % 5);
        (void)drawn(support_seed(), t, n, ideal, &sq);
        policy_open(&w, n, ideal, sq, t % 2 == 0 ? 0.9 : 0.6, (int64_t)(n / 2 + 1));
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_true(policy_truth(&w, "found"));
        gap = HUGE_VAL;
        for (int64_t x = 0; x < policy_whole(&w, "policies"); x++) {
            double off = fabs(policy_number(&w, "policies", (size_t)x, "value") - median(ideal, n));
            if (off > 1e-12) gap = fmin(gap, off);
        }
        /* losses of a policy nearer than this are a tie with none */
        if (gap > 1e-4) {
            assert_true(policy_truth(&w, "rests"));
            assert_close(policy_value(&w, "policy"), median(ideal, n), 1e-9);
            assert_close(policy_value(&w, "to_median"), 0, 1e-9);
        }
        assert_close(policy_value(&w, "to_median"), 0, 1e-4);
        assert_true(policy_value(&w, "settled") <= (double)n + 1e-9);
        policy_close(&w);
    }
}

/* Under consensus nothing between the outermost ideals can be changed against the will of all. */
static void test_consensus_keeps_what_somebody_likes_best(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 30; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(31);
        double ideal[POLICY_MOST], sq;
        size_t n = 2 + t % 6;
        (void)drawn(support_seed(), t, n, ideal, &sq);
        policy_open(&w, n, ideal, ideal[0], 0.9, (int64_t)n);
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        if (policy_whole(&w, "cycle") == 1) {
            assert_close(policy_value(&w, "moves"), 0, 0);
            assert_true(policy_is_none(&w, "rounds"));
            assert_close(policy_value(&w, "settled"), 0, 0);
            assert_close(policy_value(&w, "distance"), 0, 0);
        }
        policy_close(&w);
    }
}

/* A second implementation, for a deadline: values by policy, round by round, without a grid of its own. */
typedef struct naive {
    const policy_world *w;
    size_t n, k;
    const double *policy;
    double tie;
    double value[2][64][POLICY_MOST];
    int to[64][POLICY_MOST];
} naive;

static double have(const naive *o, size_t i, size_t x)
{
    double delta = o->w->patience[i];
    return (1 - delta) * cm_spatial_utility(&o->w->spatial, i, &o->policy[x]) + delta * o->value[1][x][i];
}

static bool carried(const naive *o, size_t q, size_t x)
{
    int64_t votes = 0;
    for (size_t i = 0; i < o->n; i++) votes += have(o, i, x) > have(o, i, q) - o->tie ? o->w->vote.node[0].weight[i] : 0;
    return votes >= o->w->vote.node[0].quota;
}

static void one_round(naive *o)
{
    for (size_t q = 0; q < o->k; q++) {
        for (size_t j = 0; j < o->n; j++) {
            size_t best = q;
            for (size_t x = 0; x < o->k; x++) {
                double more = have(o, j, x) - have(o, j, best);
                bool nearer = fabs(o->policy[x] - o->policy[q]) < fabs(o->policy[best] - o->policy[q]);
                if (carried(o, q, x) && (more > o->tie || (more > -o->tie && nearer))) best = x;
            }
            o->to[q][j] = (int)best;
        }
    }
    for (size_t q = 0; q < o->k; q++) {
        for (size_t i = 0; i < o->n; i++) {
            o->value[0][q][i] = 0;
            for (size_t j = 0; j < o->n; j++) o->value[0][q][i] += o->w->recognition[j] * have(o, i, (size_t)o->to[q][j]);
        }
    }
    memcpy(o->value[1], o->value[0], sizeof o->value[0]);
}

static void test_a_naive_solver_agrees_until_a_deadline(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        policy_world w;
        naive o;
        cm_moving_params params = moving_asked(9);
        double policy[64];
        size_t rounds = 1 + t % 4, sq = 0;
        policy_random(&w, t, 2 + t % 5, "naive");
        w.game.as.protocol.rounds = rounds;
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        o = (naive){ .w = &w, .n = w.protocol.n, .k = (size_t)policy_whole(&w, "policies"), .policy = policy };
        assert_true(o.k <= 64);
        for (size_t x = 0; x < o.k; x++) {
            policy[x] = policy_number(&w, "policies", x, "value");
            if (fabs(policy[x] - w.sq[0]) <= 0) sq = x;
            for (size_t i = 0; i < o.n; i++) {
                o.value[1][x][i] = cm_spatial_utility(&w.spatial, i, &policy[x]);
                o.tie = fmax(o.tie, -1e-9 * o.value[1][x][i]);
            }
        }
        for (size_t r = 0; r < rounds; r++) one_round(&o);
        for (size_t i = 0; i < o.n; i++) assert_close(policy_number(&w, "gains", i, "gain"), o.value[1][sq][i] - cm_spatial_utility(&w.spatial, i, w.sq), 1e-7);
        policy_close(&w);
    }
}

static void test_far_deadlines_are_no_deadline(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 30; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(21);
        double ideal[POLICY_MOST], sq, gain;
        size_t n = 3 + 2 * (t % 3);
        (void)drawn(support_seed(), t, n, ideal, &sq);
        policy_open(&w, n, ideal, sq, 0.7, (int64_t)(n / 2 + 1));
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        gain = policy_number(&w, "gains", 0, "gain");
        assert_int_equal(policy_whole(&w, "cycle"), 1);
        w.game.as.protocol.rounds = 70;
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_close(policy_number(&w, "gains", 0, "gain"), gain, 1e-7);
        policy_close(&w);
    }
}

/* Five of seven decide; found from a fixed seed: plans that go round. */
static void test_plans_may_go_round(void **state)
{
    size_t cycles = 0;
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(31);
        double ideal[POLICY_MOST], sq;
        (void)drawn(1, t, 7, ideal, &sq);
        policy_open(&w, 7, ideal, sq, 0.9, 5);
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_true(policy_truth(&w, "found"));
        if (policy_whole(&w, "cycle") > 1) {
            assert_non_null(strstr(w.result.note->value.as.text, "The plans found go round in a cycle of"));
            cycles++;
        }
        policy_close(&w);
    }
    assert_in_range(cycles, 1, 20);
}

static void test_names_units_and_order_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        cm_moving_params params = moving_asked(17);
        double ideal[POLICY_MOST], other[POLICY_MOST], sq, policy, settled, gain;
        size_t n = 3 + t % 5;
        (void)drawn(support_seed(), 1000 + t, n, ideal, &sq);
        policy_open(&w, n, ideal, sq, 0.9, (int64_t)(n / 2 + 1));
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        policy = policy_value(&w, "policy"), settled = policy_value(&w, "settled"), gain = policy_number(&w, "gains", 0, "gain");
        policy_close(&w);
        for (size_t i = 0; i < n; i++) other[n - 1 - i] = 5 + 3 * ideal[i];
        policy_open(&w, n, other, 5 + 3 * sq, 0.9, (int64_t)(n / 2 + 1));
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_close(policy_value(&w, "policy"), 5 + 3 * policy, 1e-7);
        assert_close(policy_value(&w, "settled"), settled, 1e-7);
        assert_close(policy_number(&w, "gains", n - 1, "gain"), 9 * gain, 1e-7);
        policy_close(&w);
    }
}

static void test_other_talks_are_refused(void **state)
{
    policy_world w;
    cm_moving_params params = moving_asked(11);
    (void)state;
    policy_open(&w, 2, (double[]){ 0, 1 }, -1, 0.9, 2);
    w.spatial.d = 3;
    assert_int_equal(moving_solve(&w, &params), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "moving-status-quo is for one issue or two, and there are 3");
    cm_ctx_clear(&w.ctx);
    w.spatial.d = 1;
    w.game.as.protocol.kind = CM_ROTATION;
    assert_int_equal(moving_solve(&w, &params), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "members propose in turn, and moving-status-quo without a deadline is about proposers who are drawn or fixed");
    cm_ctx_clear(&w.ctx);
    w.game.as.protocol.rounds = 3;
    w.ctx.work_limit = 100;
    assert_int_equal(moving_solve(&w, &params), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "14 policies and 2 members are more than the limit of 100 steps allows; a smaller grid is faster");
    policy_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        cm_moving_params params = moving_asked(4);
        params.compare = true;
        policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, -1, 0.9, 2);
        w.ctx.alloc_budget = k;
        status = moving_solve(&w, &params);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        policy_close(&w);
    }
    assert_true(k > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lone_setter_gets_as_far_as_in_one_round),
        cmocka_unit_test(test_one_round_is_that_of_a_fixed_status_quo),
        cmocka_unit_test(test_a_majority_comes_to_rest_at_the_median),
        cmocka_unit_test(test_consensus_keeps_what_somebody_likes_best),
        cmocka_unit_test(test_a_naive_solver_agrees_until_a_deadline),
        cmocka_unit_test(test_far_deadlines_are_no_deadline),
        cmocka_unit_test(test_plans_may_go_round),
        cmocka_unit_test(test_names_units_and_order_do_not_matter),
        cmocka_unit_test(test_other_talks_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
