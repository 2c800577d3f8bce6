/* test_anytime.c: intervals that hold at all sample sizes, and claims that stop when they know. */
#include <math.h>
#include <stdio.h>

#include <gsl/gsl_errno.h>

#include "models/anytime.h"
#include "models/judge.h"
#include "solver/base/rng.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

/* Looks at every hundredth of 4000 coins of this bias, predictions being the mean before: does any interval miss? */
static bool ever_missed(uint64_t seed, double bias, double alpha, double *last_width)
{
    double sum = 0, square = 0, variation = 0;
    bool missed = false;
    cm_rng rng;
    cm_rng_init(&rng, seed, "coins", 0);
    for (int n = 1; n <= 4000; n++) {
        double x = cm_rng_unit(&rng) < bias, centre = n > 1 ? sum / (n - 1) : 0;
        variation += (x - centre) * (x - centre);
        sum += x;
        square += x * x;
        if (n % 100 == 0) {
            cm_interval i = cm_anytime_bounded(sum, variation, n, alpha, 1);
            missed = missed || bias < i.low || bias > i.high;
            *last_width = i.high - i.low;
        }
    }
    return missed;
}

static void test_intervals_of_coins_hold_at_all_looks(void **state)
{
    double width = 0;
    (void)state;
    for (int k = 0; k < 3; k++) {
        double bias = k == 0 ? 0.5 : k == 1 ? 0.05 : 0.9;
        int missed = 0;
        for (uint64_t seed = 0; seed < 1000; seed++) missed += ever_missed(support_seed() + seed, bias, 0.1, &width);
        assert_true(missed <= 100 + 3 * 10);
        /* wider than for one look, and not twice as wide */
        assert_true(width > 2 * 1.645 * sqrt(bias * (1 - bias) / 4000) && width < 4 * 1.645 * sqrt(bias * (1 - bias) / 4000) + 0.01);
    }
}

/* The normal mixture that the boundary tends to: sqrt((v + rho) log((v + rho) / (4 alpha^2 rho))) on one side. */
static void test_the_boundary_tends_to_that_of_a_normal_mixture(void **state)
{
    (void)state;
    (void)gsl_set_error_handler_off();
    for (double v = 1e4; v < 1e9; v *= 10) {
        double alpha = 0.025, x = -2 * log(alpha), rho = 500 / (x + log(1 + x));
        cm_interval i = cm_anytime_bounded(0, v, 1, 2 * alpha, 0.01);
        assert_close(i.high / sqrt((v + rho) * log((v + rho) / (4 * alpha * alpha * rho))), 1, 0.01);
        assert_close(i.low, -i.high, 1e-9);
    }
}

static void test_means_without_a_bound_hold_at_all_looks(void **state)
{
    int missed = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 600; seed++) {
        double sum = 0, square = 0;
        bool out = false;
        cm_rng rng;
        cm_rng_init(&rng, support_seed() + seed, "waits", 0);
        for (int n = 1; n <= 3000; n++) {
            double x = -log(cm_rng_unit(&rng));
            sum += x;
            square += x * x;
            if (n >= 200 && n % 50 == 0) out = out || fabs(sum / n - 1) > cm_anytime_errors(n, 0.1, 500) * sqrt((square / n - sum / n * sum / n) / n);
        }
        missed += out;
    }
    assert_true(missed <= 60 + 3 * 8);
    assert_close(cm_anytime_errors(1000, 0.05, 0), 1.959964, 1e-5);
}

/* Under consensus with the status quo in the middle n members agree with probability 2^(1-n): from 2 to 3 it
 * falls by exactly 1/4. */
#define CLAIM "population = { size = 10; dimensions = 1; blocs = { w = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; }; };" \
              " venues = { club = { members = { size = 5; }; rule = { type = \"consensus\"; }; }; };" \
              " claim = { statement = \"x\"; venue = \"club\"; measure = \"agreement\"; vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 3); } );" \
              " expect = { direction = \"%s\"; along = \"members\"; smallest_effect = %s; }; %s };"

typedef struct tally {
    int verdicts[5];
    double draws;
} tally;

static tally run_many(int claims, const char *direction, const char *smallest, const char *stopping)
{
    tally t = { { 0 }, 0 };
    given g;
    given_good(&g, CLAIM, direction, smallest, stopping);
    for (int k = 0; k < claims; k++) {
        cm_judgement j;
        cm_arena scratch = { NULL };
        cm_simulate_options options = { .seed = support_seed() + (uint64_t)k, .draws = g.claim.draws, .threads = 1 };
        if (cm_judge(&g.ctx, &scratch, &g.claim, &options, &j) != CM_OK) fail_msg("%s", g.ctx.message);
        t.verdicts[j.measure[0].verdict]++;
        t.draws += (double)j.draws;
        cm_arena_free(&scratch);
    }
    given_free(&g);
    t.draws /= claims;
    return t;
}

/* The hardest truth: the effect is exactly the smallest that matters, so that "supported" is wrong. */
static void test_a_thousand_claims_are_wrongly_decided_no_more_often_than_stated(void **state)
{
    tally supported = run_many(500, "decreasing", "0.25", "precision = 0.0001; until = \"decided\"; at_most = 4096;");
    tally reversed = run_many(500, "increasing", "0.25", "precision = 0.0001; until = \"decided\"; at_most = 4096;");
    (void)state;
    assert_true(supported.verdicts[CM_SUPPORTED] <= 25 + 15);
    assert_true(reversed.verdicts[CM_REVERSED] <= 25 + 15);
    assert_int_equal(supported.verdicts[CM_REVERSED], 0);
    assert_int_equal(reversed.verdicts[CM_SUPPORTED], 0);
}

/* Against the number that a fixed design with the same error needs to tell 0.25 from 0.2: more than it, but the
 * same order; and far fewer than a design made for 0.2 against 0.21. */
static void test_an_easy_claim_is_decided_soon(void **state)
{
    tally t = run_many(100, "decreasing", "0.2", "precision = 0.0001; until = \"decided\"; at_most = 65536;");
    double fixed = 0.1875 * (1.96 + 1.645) * (1.96 + 1.645) / 0.0025;
    (void)state;
    assert_int_equal(t.verdicts[CM_SUPPORTED], 100);
    print_message("draws to decide: %.0f on average; a fixed design: %.0f\n", t.draws, fixed);
    assert_true(t.draws < 4 * fixed);
}

static void test_a_precision_is_reached(void **state)
{
    given g;
    cm_judgement j;
    (void)state;
    given_good(&g, CLAIM, "decreasing", "0.05", "precision = 0.02;");
    cm_simulate_options options = { .seed = 3, .draws = g.claim.draws, .threads = 2 };
    assert_int_equal(cm_judge(&g.ctx, &g.arena, &g.claim, &options, &j), CM_OK);
    assert_true(j.draws < g.claim.draws);
    assert_true((j.measure[0].regime[0].end.high - j.measure[0].regime[0].end.low) / 2 <= 0.02);
    assert_true(j.measure[0].regime[0].end.low < -0.25 && j.measure[0].regime[0].end.high > -0.25);
    given_free(&g);
}

static void test_what_cannot_be_decided_ends_at_the_limit(void **state)
{
    tally t = run_many(3, "decreasing", "0.25", "precision = 0.0001; until = \"decided\"; at_most = 1000;");
    (void)state;
    assert_close(t.draws, 1000, 0);
    assert_int_equal(t.verdicts[CM_UNDECIDED], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_of_coins_hold_at_all_looks),
        cmocka_unit_test(test_the_boundary_tends_to_that_of_a_normal_mixture),
        cmocka_unit_test(test_means_without_a_bound_hold_at_all_looks),
        cmocka_unit_test(test_a_thousand_claims_are_wrongly_decided_no_more_often_than_stated),
        cmocka_unit_test(test_an_easy_claim_is_decided_soon),
        cmocka_unit_test(test_a_precision_is_reached),
        cmocka_unit_test(test_what_cannot_be_decided_ends_at_the_limit),
    };
    return RUN_TESTS(tests);
}
