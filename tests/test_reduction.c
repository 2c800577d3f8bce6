/* test_reduction.c: smaller errors from the same draws, against what plain draws come to. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "models/judge.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

/* Members of one bloc, `mean` standard deviations from the status quo on the first issue. */
#define ONE "population = { size = 30; dimensions = 1; blocs = { w = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = %s; sd = 1; }; }; }; }; };"
#define TWO "population = { size = 30; dimensions = 2; blocs = { a = { weight = 2; ideal = { issue1 = { dist = \"normal\"; mean = %s; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; }; };" \
            " b = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = 0.2; sd = 0.7; }; issue2 = { dist = \"normal\"; mean = 0.4; sd = 1.2; }; }; }; }; };"
#define THREE "population = { size = 30; dimensions = 3; blocs = { w = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = %s; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; };" \
              " issue3 = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; }; };"
#define CLAIM " venues = { club = { members = { size = 5; pick = \"random\"; }; rule = { type = \"consensus\"; }; }; };" \
              " claim = { statement = \"x\"; venue = \"club\"; measure = \"agreement\"; vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (%s); } );" \
              " expect = { direction = \"decreasing\"; along = \"members\"; smallest_effect = 0.01; }; draws = %s; %s };"

static void judge(given *g, cm_arena *arena, uint64_t seed, int threads, cm_judgement *j)
{
    cm_simulate_options options = { .seed = seed, .draws = g->claim.draws, .threads = threads };
    if (cm_judge(&g->ctx, arena, &g->claim, &options, j) != CM_OK) fail_msg("%s", g->ctx.message);
}

static double one_side(double mean, int n)
{
    return pow(gsl_cdf_ugaussian_P(mean), n) + pow(gsl_cdf_ugaussian_Q(mean), n);
}

static void test_one_issue_is_known_without_drawing(void **state)
{
    given g;
    cm_judgement j;
    (void)state;
    given_good(&g, ONE CLAIM, "0.7", "2, 5, 12", "500", "reduce = \"control\";");
    judge(&g, &g.arena, 1, 2, &j);
    for (int k = 0; k < 3; k++) {
        int n = k == 0 ? 2 : k == 1 ? 5 : 12;
        assert_close(j.measure[0].cell[k].mean, one_side(0.7, n), 1e-9);
        assert_true(j.measure[0].cell[k].exact);
    }
    assert_close(j.measure[0].regime[0].end.effect, one_side(0.7, 12) - one_side(0.7, 2), 1e-9);
    assert_int_equal(j.measure[0].basis, CM_BY_EXACT);
    given_free(&g);
}

/* Of a mixture of blocs: the closed form against plain draws of the same claim. */
static void test_two_issues_of_a_mixture_agree_with_plain_draws(void **state)
{
    given known, plain;
    cm_judgement a, b;
    (void)state;
    given_good(&known, TWO CLAIM, "0.9", "3, 6, 15", "100", "reduce = \"control\";");
    given_good(&plain, TWO CLAIM, "0.9", "3, 6, 15", "40000", "");
    judge(&known, &known.arena, 1, 2, &a);
    judge(&plain, &plain.arena, support_seed(), 2, &b);
    for (int k = 0; k < 3; k++) {
        double p = a.measure[0].cell[k].mean;
        assert_true(a.measure[0].cell[k].exact);
        assert_true(fabs(p - b.measure[0].cell[k].mean) < 5 * sqrt(p * (1 - p) / 40000));
    }
    given_free(&known);
    given_free(&plain);
}

/* Three issues have no closed form, but each issue by itself has: the interval shrinks and still covers. */
static void test_controls_of_three_issues_shrink_intervals_that_cover(void **state)
{
    given g, truth;
    cm_judgement j, far;
    double mean, gain = 0;
    int missed = 0;
    (void)state;
    given_good(&truth, THREE CLAIM, "0.9", "3, 9", "200000", "");
    judge(&truth, &truth.arena, support_seed() + 77777, 2, &far);
    mean = far.measure[0].regime[0].end.effect;
    given_good(&g, THREE CLAIM, "0.9", "3, 9", "600", "reduce = \"control\";");
    for (uint64_t seed = 0; seed < 200; seed++) {
        cm_arena scratch = { NULL };
        judge(&g, &scratch, support_seed() + seed, 1, &j);
        missed += mean < j.measure[0].regime[0].end.low || mean > j.measure[0].regime[0].end.high;
        gain += j.measure[0].regime[0].end.reduction / 200;
        cm_arena_free(&scratch);
    }
    print_message("missed %d of 200 at 95 per cent; variance smaller by a factor of %.2f\n", missed, gain);
    assert_true(missed <= 22);
    assert_true(gain > 1.02);
    given_free(&g);
    given_free(&truth);
}

/* Rare agreement: 12 members around a status quo in their middle, 2^-11 = 0.000488, and far fewer draws than that. */
static void test_what_is_rare_is_seen_and_weighed(void **state)
{
    given g;
    cm_judgement j;
    double sum = 0, half = 0;
    int missed = 0;
    (void)state;
    given_good(&g, ONE CLAIM, "0", "8, 12", "2000", "importance = { shift = { issue1 = 1.5; }; };");
    for (uint64_t seed = 0; seed < 200; seed++) {
        cm_arena scratch = { NULL };
        judge(&g, &scratch, support_seed() + seed, 1, &j);
        sum += j.measure[0].cell[1].mean / 200;
        half += (j.measure[0].cell[1].high - j.measure[0].cell[1].low) / 400;
        missed += pow(2, -11) < j.measure[0].cell[1].low || pow(2, -11) > j.measure[0].cell[1].high;
        assert_true(isnan(j.measure[0].regime[0].end.against));
        cm_arena_free(&scratch);
    }
    print_message("mean %.3g of %.3g; half an interval %.2g, of a plain share %.2g\n", sum, pow(2, -11), half, 1.96 * sqrt(pow(2, -11) / 2000));
    /* half of the chance is on the side away from the shift, where it is seen as rarely as before */
    assert_true(fabs(sum - pow(2, -11)) < 5 * sqrt(pow(2, -11) / (2000.0 * 200)));
    given_free(&g);
}

/* A given text half a unit above the status quo, to members half a unit below it: eight accept with chance
 * Phi(-3/4)^8 = 7e-6, and 40000 plain draws would most likely see none. */
static void test_a_chance_of_seven_in_a_million_is_found(void **state)
{
    double rare = pow(gsl_cdf_ugaussian_P(-0.75), 8), sum = 0;
    given g;
    (void)state;
    given_good(&g, ONE CLAIM, "-0.5", "4, 8", "40000", "event = \"given-text\"; text = { issue1 = 0.5; }; importance = { shift = { issue1 = 1.5; }; };");
    for (uint64_t seed = 0; seed < 20; seed++) {
        cm_judgement j;
        cm_arena scratch = { NULL };
        judge(&g, &scratch, support_seed() + seed, 2, &j);
        assert_true(fabs(j.measure[0].cell[1].mean - rare) < 0.9 * rare);
        assert_true(j.measure[0].cell[1].effective > 0);
        sum += j.measure[0].cell[1].mean / 20;
        cm_arena_free(&scratch);
    }
    print_message("mean %.4g of %.4g\n", sum, rare);
    assert_true(fabs(sum - rare) < 0.17 * rare);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_issue_is_known_without_drawing),
        cmocka_unit_test(test_two_issues_of_a_mixture_agree_with_plain_draws),
        cmocka_unit_test(test_controls_of_three_issues_shrink_intervals_that_cover),
        cmocka_unit_test(test_what_is_rare_is_seen_and_weighed),
        cmocka_unit_test(test_a_chance_of_seven_in_a_million_is_found),
    };
    return RUN_TESTS(tests);
}
