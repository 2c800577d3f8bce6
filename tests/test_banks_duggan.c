/* test_banks_duggan.c: policies proposed in rounds, one issue. */
#include "solver/bargain/banks_duggan.h"

#include "solver/base/rng.h"
#include "tests/support/policy_world.h"

static cm_status solve(policy_world *w)
{
    return policy_solve(w, &cm_concept_banks_duggan, NULL);
}

/* Ideals -1, 0, 1, majority: r^2 = (1 - d) s^2 / (1 - 2d/3) while r <= 1, else (1 - d) s^2 + 2d/3. */
static void test_three_members_have_the_closed_form(void **state)
{
    static const double delta[] = { 0.1, 0.5, 0.8, 0.9, 0.95, 0.99 }, away[] = { 0.5, 1, 2 };
    static const double published[] = { 0.866025, 0.654654, 0.5, 0.369274, 0.171499 };
    (void)state;
    for (size_t a = 0; a < 6; a++) {
        for (size_t b = 0; b < 3; b++) {
            policy_world w;
            double d = delta[a], s = away[b], r = sqrt((1 - d) * s * s / (1 - 2 * d / 3)), wide = sqrt((1 - d) * s * s + 2 * d / 3);
            policy_open(&w, 3, (double[]){ -1, 0, 1 }, s, d, 2);
            assert_int_equal(solve(&w), CM_OK);
            if (r > 1) r = wide;
            assert_close(policy_number(&w, "acceptance", 0, "low"), -r, 1e-9);
            assert_close(policy_number(&w, "acceptance", 0, "high"), r, 1e-9);
            assert_close(policy_number(&w, "proposals", 0, "value"), -fmin(r, 1), 1e-9);
            assert_close(policy_number(&w, "proposals", 1, "value"), 0, 1e-9);
            if (b == 1 && a > 0) assert_close(r, published[a - 1], 1e-6);
            assert_non_null(strstr(w.result.note->value.as.text, "no other stationary equilibrium"));
            assert_true(cm_result_get(&w.result, "complete")->as.truth);
            policy_close(&w);
        }
    }
}

/* Solved on a grid of policies by value iteration: five digits. */
static void test_five_members_under_three_rules(void **state)
{
    static const double low[] = { 0.26952, 0.32155, 0.14821 }, high[] = { 0.73048, 0.44117, 0.17117 }, mean[] = { 0.480, 0.393, 0.167 };
    (void)state;
    for (int64_t quota = 3; quota <= 5; quota++) {
        policy_world w;
        policy_open(&w, 5, (double[]){ 0.1, 0.3, 0.5, 0.6, 0.9 }, 0, 0.9, quota);
        assert_int_equal(solve(&w), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), low[quota - 3], 2e-5);
        assert_close(policy_number(&w, "acceptance", 0, "high"), high[quota - 3], 2e-5);
        assert_close(policy_value(&w, "policy"), mean[quota - 3], 5e-4);
        policy_close(&w);
    }
}

static void test_a_veto_holds_the_majority_back(void **state)
{
    static const double low[] = { 0.14460, 0.44186 }, high[] = { 0.16964, 0.68484 };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        policy_world w;
        policy_open(&w, 5, (double[]){ 0.1, 0.3, 0.5, 0.6, 0.9 }, 0, 0.9, 3);
        policy_veto(&w, k == 0 ? 0 : 4, 3);
        assert_int_equal(solve(&w), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), low[k], 1.1e-5);
        assert_close(policy_number(&w, "acceptance", 0, "high"), high[k], 1.1e-5);
        policy_close(&w);
    }
}

/* Unanimity, computed by a second program: the limit is not Nash's solution of three, but Nash's solution of
 * the two extremes, each with the recognition of all on its side (Imai and Salonen 2000; Cardona and
 * Ponsati 2007): .2, .1, .12554. */
static void test_under_unanimity_allies_are_recognition(void **state)
{
    static const double thirds[] = { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, ally[] = { 0.6, 0.2, 0.2 };
    static const double half[] = { 0.5, 0.5 }, more[] = { 0.7, 0.3 }, fifths[] = { 0.2, 0.2, 0.2, 0.2, 0.2 };
    static const struct {
        size_t n;
        double ideal[5];
        const double *p;
        double delta, low, high, status_quo;
    } row[] = {
        { 2, { 0, 1, 0 }, half, 0.5, -0.20935624256655339, 0.40824829046389915, -0.5 },
        { 2, { 0, 1, 0 }, half, 0.9, 0.04581766517289554, 0.21719143754620374, -0.5 },
        { 2, { 0, 1, 0 }, half, 0.999, 0.1331083217572846, 0.13484037069876523, -0.5 },
        { 3, { 0, 0.2, 1 }, thirds, 0.9, 0.08022759623881404, 0.2358296605587816, -0.5 },
        { 3, { 0, 0.2, 1 }, thirds, 0.999, 0.19851758915877793, 0.20004974890024663, -0.5 },
        { 3, { 0, 0.2, 1 }, ally, 0.9, 0.00354485775303115, 0.1976691745731082, -0.5 },
        { 3, { 0, 0.2, 1 }, ally, 0.999, 0.0990314947121782, 0.1010311413063282, -0.5 },
        { 2, { 0, 1 }, more, 0.5, -0.23774556157647098, 0.38348249442372795, -0.5 },
        { 2, { 0, 1 }, more, 0.9, -0.017012827827504573, 0.18505830254945738, -0.5 },
        { 2, { 0, 1 }, more, 0.99, 0.058605254214982194, 0.08331811088979248, -0.5 },
        { 2, { 0, 1 }, more, 0.999, 0.06925031969171136, 0.07173387419417689, -0.5 },
        { 3, { 0, 0.5, 1 }, thirds, 0.5, -0.48815033124682583, 0.806225774829884, -1 },
        { 3, { 0, 0.5, 1 }, thirds, 0.9, 0.11494942509444706, 0.505631163001662, -1 },
        { 3, { 0, 0.5, 1 }, thirds, 0.999, 0.3311994284854688, 0.33519941984688817, -1 },
        { 5, { 0, 0.3, 0.6, 0.8, 1 }, fifths, 0.5, -0.04272430904108937, 0.18257418583509943, -0.2 },
        { 5, { 0, 0.3, 0.6, 0.8, 1 }, fifths, 0.9, 0.09211213060243006, 0.1404995682346464, -0.2 },
        { 5, { 0, 0.3, 0.6, 0.8, 1 }, fifths, 0.999, 0.12521730378401374, 0.1257000072782159, -0.2 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        policy_world w;
        policy_open(&w, row[k].n, row[k].ideal, row[k].status_quo, row[k].delta, (int64_t)row[k].n);
        memcpy(w.recognition, row[k].p, row[k].n * sizeof(double));
        assert_int_equal(solve(&w), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), row[k].low, 1e-8);
        assert_close(policy_number(&w, "acceptance", 0, "high"), row[k].high, 1e-8);
        policy_close(&w);
    }
}

static void test_a_status_quo_in_the_core_stays(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, 0.3, 0.9, 3);
    assert_int_equal(solve(&w), CM_OK);
    for (size_t i = 0; i < 3; i++) assert_close(policy_number(&w, "proposals", i, "value"), 0.3, 0);
    assert_close(policy_value(&w, "distance"), 0, 0);
    assert_non_null(strstr(w.result.note->value.as.text, "Gridlock"));
    assert_close(policy_value(&w, "agreement"), 0, 0);       /* to leave things as they are is not to agree */
    assert_close(policy_value(&w, "within"), 0, 0);
    assert_close(policy_value(&w, "rounds"), 1, 0);
    policy_refuses_shares(&w, &cm_concept_banks_duggan, 1);
    w.protocol.kind = CM_ROTATION;
    policy_wire(&w);
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "distance"), 0, 1e-12);
    assert_close(policy_value(&w, "agreement"), 0, 0);
    assert_close(policy_value(&w, "within"), 0, 0);
    policy_close(&w);
}

/* Where somebody who has to agree is content with what holds, only that passes; without its veto something else does. */
static void test_an_agreement_changes_something(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 2, (double[]){ 1, 0 }, 0, 0.9, 2);
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 0, 0);
    policy_close(&w);
    policy_open(&w, 3, (double[]){ 1, 0.5, 0 }, 0, 0.5, 2);  /* the median accepts what is within r < 1/2 of it; all ask for more than 0 */
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 1, 0);
    assert_close(policy_value(&w, "within"), 1, 0);
    policy_close(&w);
    policy_open(&w, 3, (double[]){ 1, 0.5, 0 }, 0, 0.5, 2);  /* by the last one's veto only the status quo passes */
    policy_veto(&w, 2, 2);
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 0, 0);
    policy_close(&w);
}

/* A round that costs c makes the median give way: r^2 = ((1 - d) s^2 + c) / (1 - 2d/3) while r <= 1. */
static void test_a_costly_round_widens_what_passes(void **state)
{
    policy_world w;
    double r = sqrt((0.1 + 0.05) / (1 - 0.6));
    (void)state;
    policy_open(&w, 3, (double[]){ -1, 0, 1 }, 1, 0.9, 2);
    w.game.as.protocol.cost = 0.05;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_number(&w, "acceptance", 0, "low"), -r, 1e-9);
    assert_close(policy_number(&w, "proposals", 2, "value"), r, 1e-9);
    policy_close(&w);
}

/* Red lines that leave nothing to agree on, not even what holds now. */
static void test_red_lines_may_leave_nothing(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 2, (double[]){ 0, 1 }, -0.5, 0.9, 2);
    w.red_low[0] = -1, w.red_high[0] = 0.1, w.red_low[1] = 0.2, w.red_high[1] = 2;
    w.spatial.red_low = w.red_low, w.spatial.red_high = w.red_high;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 0, 0);
    assert_int_equal(cm_result_get(&w.result, "rounds")->kind, CM_NONE);
    w.red_low[1] = 0.05;                                     /* now there is something: .05 to .1 */
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 1, 0);
    assert_close(policy_number(&w, "acceptance", 0, "low"), 0.05, 1e-12);
    assert_close(policy_number(&w, "acceptance", 0, "high"), 0.1, 1e-12);
    policy_close(&w);
}

/* A second implementation: policies on a grid, values iterated from the status quo, votes counted. */
static void by_grid(const policy_world *w, double *low, double *high)
{
    enum { CELLS = 4000 };
    size_t n = w->protocol.n;
    double v[POLICY_MOST], y[POLICY_MOST];
    for (size_t j = 0; j < n; j++) v[j] = cm_spatial_utility(&w->spatial, j, w->spatial.status_quo);
    for (int round = 0; round < 400; round++) {
        for (size_t i = 0; i < n; i++) y[i] = NAN;
        *low = HUGE_VAL, *high = -HUGE_VAL;
        for (int c = 0; c <= CELLS; c++) {
            double x = -1 + 3.0 * c / CELLS;
            unsigned char in[POLICY_MOST];
            for (size_t j = 0; j < n; j++) in[j] = cm_spatial_utility(&w->spatial, j, &x) >= v[j];
            if (!cm_vote_wins(&w->vote, in)) continue;
            *low = fmin(*low, x), *high = fmax(*high, x);
            for (size_t i = 0; i < n; i++) {
                if (isnan(y[i]) || fabs(x - w->ideal[i]) < fabs(y[i] - w->ideal[i])) y[i] = x;
            }
        }
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++) sum += w->recognition[i] * cm_spatial_utility(&w->spatial, j, &y[i]);
            v[j] = (1 - w->patience[j]) * cm_spatial_utility(&w->spatial, j, w->spatial.status_quo) + w->patience[j] * sum;
        }
    }
}

static void test_a_grid_of_policies_gives_the_same(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 30; t++) {
        policy_world w;
        double low, high;
        policy_random(&w, t, 3 + t % 4, "grid");
        for (size_t i = 0; i < w.protocol.n; i++) w.patience[i] = 0.6;
        w.sq[0] = -0.5;
        assert_int_equal(solve(&w), CM_OK);
        if (cm_result_get(&w.result, "equilibria")->as.integer == 1) {
            by_grid(&w, &low, &high);
            assert_close(policy_number(&w, "acceptance", 0, "high"), high, 5e-3);
            if (low > -0.99) assert_close(policy_number(&w, "acceptance", 0, "low"), low, 5e-3);
        }
        policy_close(&w);
    }
}

static void test_the_certificate_holds_for_any_rule_and_utility(void **state)
{
    size_t none = 0, delayed = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        policy_world w;
        policy_random(&w, t, 2 + t % 9, "any");
        assert_int_equal(solve(&w), CM_OK);
        assert_true(w.result.certified);
        none += cm_result_get(&w.result, "equilibria")->as.integer == 0;
        if (cm_result_get(&w.result, "equilibria")->as.integer > 0 && policy_value(&w, "within") < 1) {
            delayed++;
            assert_non_null(w.result.note);
        }
        policy_close(&w);
    }
    assert_true(none <= 8);
    assert_true(delayed > 0);                                /* patience differs */
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        double by = t % 2 == 0 ? 1e-4 : -1e-4;
        policy_random(&w, t, 2 + t % 6, "near");
        for (size_t i = 0; i < w.protocol.n; i++) w.patience[i] = w.patience[0];
        assert_int_equal(solve(&w), CM_OK);
        policy_refuses(&w, &cm_concept_banks_duggan, "proposals", 0, "value", by);
        policy_refuses(&w, &cm_concept_banks_duggan, "acceptance", 0, "low", by);
        policy_refuses(&w, &cm_concept_banks_duggan, "gains", 0, "gain", by);
        policy_refuses(&w, &cm_concept_banks_duggan, "votes", 0, "waiting", by);
        policy_refuses_kind(&w, &cm_concept_banks_duggan);
        policy_refuses_shares(&w, &cm_concept_banks_duggan, by);
        policy_close(&w);
    }
}

static void test_turning_moving_and_scaling_move_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        double ideal[POLICY_MOST], value[POLICY_MOST];
        size_t n = 3 + t % 5;
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "moved", t);
        for (size_t i = 0; i < n; i++) ideal[i] = cm_rng_unit(&rng);
        policy_open(&w, n, ideal, -0.3, 0.8, (int64_t)(n / 2 + 1));
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) value[i] = policy_number(&w, "proposals", i, "value");
        policy_close(&w);
        policy_open(&w, n, ideal, 5 + 3 * 0.3, 0.8, (int64_t)(n / 2 + 1));
        for (size_t i = 0; i < n; i++) w.ideal[n - 1 - i] = 5 - 3 * ideal[i];
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) assert_close(policy_number(&w, "proposals", n - 1 - i, "value"), 5 - 3 * value[i], 1e-7);
        policy_close(&w);
    }
}

static void test_other_talks_are_refused(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, -1, 0.9, 2);
    w.game.as.protocol.rounds = 4;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "talks end after round 4, and banks-duggan is about talks without a deadline");
    w.game.as.protocol.rounds = 0;
    w.game.as.protocol.kind = CM_ROTATION;
    w.spatial.d = 2;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "members propose in turn on 2 issues, and banks-duggan takes turns on one issue only");
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
        cmocka_unit_test(test_three_members_have_the_closed_form),
        cmocka_unit_test(test_five_members_under_three_rules),
        cmocka_unit_test(test_a_veto_holds_the_majority_back),
        cmocka_unit_test(test_under_unanimity_allies_are_recognition),
        cmocka_unit_test(test_a_status_quo_in_the_core_stays),
        cmocka_unit_test(test_an_agreement_changes_something),
        cmocka_unit_test(test_a_costly_round_widens_what_passes),
        cmocka_unit_test(test_red_lines_may_leave_nothing),
        cmocka_unit_test(test_a_grid_of_policies_gives_the_same),
        cmocka_unit_test(test_the_certificate_holds_for_any_rule_and_utility),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_turning_moving_and_scaling_move_it_along),
        cmocka_unit_test(test_other_talks_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
