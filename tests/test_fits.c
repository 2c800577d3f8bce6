/* test_fits.c: logistic regression and Cox's proportional hazards.
 *
 * Numbers marked R are of R 4.2.2 with survival 3.5.3 (glm, coxph, cox.zph). */
#include "tests/support/support.h"

#include <gsl/gsl_errno.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/stat/cox.h"
#include "solver/stat/logistic.h"

static cm_ctx ctx;
static cm_arena arena;

static int fresh(void **state)
{
    (void)state;
    (void)gsl_set_error_handler_off();
    cm_ctx_init(&ctx);
    arena = (cm_arena){ NULL };
    return 0;
}

static int done(void **state)
{
    (void)state;
    cm_arena_free(&arena);
    return 0;
}

/* ---- logistic ---- */

/* O-rings of 23 shuttle flights by temperature: S. R. Dalal, E. B. Fowlkes, B. Hoadley, J. Amer. Statist.
 * Assoc. 84 (1989) 945-957. */
static const double temperature[] = { 66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58 };
static const bool damaged[] = { 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1 };

static void test_the_shuttles_rings_fail_in_the_cold(void **state)
{
    double x[23 * 3];
    cm_logistic fit;
    (void)state;
    for (size_t i = 0; i < 23; i++) {
        x[2 * i] = 1;
        x[2 * i + 1] = temperature[i];
    }
    assert_int_equal(cm_logistic_fit(&ctx, &arena, 23, 2, x, damaged, 0.05, &fit), CM_OK);
    assert_int_equal(fit.end, CM_FIT_DONE);
    assert_false(fit.separated);
    assert_close(fit.beta[0], 15.0429016477, 1e-6);
    assert_close(fit.beta[1], -0.2321627442, 1e-8);
    assert_close(fit.se[1], 0.1082364295, 1e-7);
    assert_close(fit.wald_p[1], 0.03195609531, 1e-6);
    assert_close(fit.value, -10.15759634, 1e-7);
    assert_close(fit.first.ratio, 7.95196, 1e-5);
    assert_close(fit.first.p, 0.0048035, 1e-6);
    assert_close(fit.first.low, -0.51547, 1e-3);
    assert_close(fit.first.high, -0.06082, 1e-4);
    for (size_t i = 0; i < 23; i++) {
        x[3 * i] = 1;
        x[3 * i + 1] = temperature[i];
        x[3 * i + 2] = (double)(i % 2);
    }
    assert_int_equal(cm_logistic_fit(&ctx, &arena, 23, 3, x, damaged, 0.05, &fit), CM_OK);
    assert_close(fit.beta[1], -0.2390370631, 1e-8);
    assert_close(fit.beta[2], 0.3502891931, 1e-7);
    assert_close(fit.first.ratio, 7.9431313, 1e-6);
}

/* With a constant and one mark Firth's estimate is the logarithm of the odds ratio with 1/2 added to each cell. */
static void test_separation_is_found_and_firths_estimate_is_known(void **state)
{
    cm_rng rng;
    size_t separations = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "separated", 0);
    for (int round = 0; round < 200; round++) {
        size_t n = 0, cell[4];
        double x[2 * 40], expected;
        bool outcome[40];
        cm_logistic fit;
        for (size_t k = 0; k < 4; k++) cell[k] = k == 0 || k == 3 ? 1 + cm_rng_below(&rng, 8) : cm_rng_below(&rng, 3);
        for (size_t k = 0; k < 4; k++) {
            for (size_t i = 0; i < cell[k]; i++) {
                x[2 * n] = 1;
                x[2 * n + 1] = k < 2;
                outcome[n++] = k % 2 == 0;
            }
        }
        assert_int_equal(cm_logistic_fit(&ctx, &arena, n, 2, x, outcome, 0.05, &fit), CM_OK);
        assert_int_equal(fit.end, CM_FIT_DONE);
        assert_int_equal(fit.separated, cell[1] == 0 || cell[2] == 0);
        expected = fit.separated ? log(((double)cell[0] + 0.5) * ((double)cell[3] + 0.5) / (((double)cell[1] + 0.5) * ((double)cell[2] + 0.5)))
                                 : log((double)(cell[0] * cell[3]) / (double)(cell[1] * cell[2]));
        assert_close(fit.beta[1], expected, 1e-6 * (1 + fabs(expected)));
        assert_true(fit.first.low < fit.beta[1] && fit.beta[1] < fit.first.high);
        separations += fit.separated;
    }
    assert_in_range(separations, 20, 180);
}

static void test_a_column_that_repeats_another_is_collinear(void **state)
{
    double x[23 * 3];
    bool same[23] = { false };
    cm_logistic fit;
    (void)state;
    for (size_t i = 0; i < 23; i++) {
        x[3 * i] = 1;
        x[3 * i + 1] = temperature[i];
        x[3 * i + 2] = 2 * temperature[i] - 7;
    }
    assert_int_equal(cm_logistic_fit(&ctx, &arena, 23, 3, x, damaged, 0.05, &fit), CM_OK);
    assert_int_equal(fit.end, CM_FIT_COLLINEAR);
    assert_int_equal(cm_logistic_fit(&ctx, &arena, 23, 3, x, same, 0.05, &fit), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "the outcome is the same in all 23 cases");
}

/* ---- Cox ---- */

/* Weeks of remission, 6-MP and placebo: E. J. Freireich et al., Blood 21 (1963) 699-716; Cox's own example. */
static const double weeks[] = { 6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23 };
static const bool relapsed[] = { 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

static void test_freireichs_patients_by_both_ways_of_ties(void **state)
{
    double x[42];
    cm_cox fit;
    (void)state;
    for (size_t i = 0; i < 42; i++) x[i] = i >= 21;
    assert_int_equal(cm_cox_fit(&ctx, &arena, 42, 1, x, weeks, relapsed, CM_EFRON, 0.05, &fit), CM_OK);
    assert_close(fit.beta[0], 1.572125149, 1e-7);
    assert_close(fit.se[0], 0.4123967177, 1e-7);
    assert_close(fit.null_value, -93.18427000, 1e-7);
    assert_close(fit.value, -85.00842458, 1e-7);
    assert_close(fit.first.ratio, 2 * (93.18427000 - 85.00842458), 1e-6);
    assert_close(fit.first.low, 0.7950593703, 1e-5);
    assert_close(fit.first.high, 2.4308331080, 1e-5);
    assert_int_equal(cm_cox_fit(&ctx, &arena, 42, 1, x, weeks, relapsed, CM_BRESLOW, 0.05, &fit), CM_OK);
    assert_close(fit.beta[0], 1.509191413, 1e-7);
    assert_close(fit.se[0], 0.4095644064, 1e-7);
    assert_close(fit.value, -86.37962207, 1e-7);
}

static void test_two_columns_and_the_test_of_proportionality(void **state)
{
    double x[84];
    cm_cox fit;
    (void)state;
    for (size_t i = 0; i < 42; i++) {
        x[2 * i] = i >= 21;
        x[2 * i + 1] = (double)((i + 1) * 7 % 10);
    }
    assert_int_equal(cm_cox_fit(&ctx, &arena, 42, 2, x, weeks, relapsed, CM_EFRON, 0.05, &fit), CM_OK);
    assert_close(fit.beta[0], 1.571698404878, 1e-7);
    assert_close(fit.beta[1], -0.003413333515, 1e-7);
    assert_close(fit.se[1], 0.06618115701, 1e-7);
    assert_close(fit.first.ratio, 2 * (93.17744273 - 85.00709481), 1e-6);
    assert_close(fit.proportional[0], 0.0231386842124, 1e-6);
    assert_close(fit.proportional[1], 0.0002261246933, 1e-6);
    assert_close(fit.proportional_p[0], 0.8790969829, 1e-6);
    assert_close(fit.concordance, 0.69565217391, 1e-9);
    assert_int_equal(cm_cox_fit(&ctx, &arena, 42, 2, x, weeks, relapsed, CM_BRESLOW, 0.05, &fit), CM_OK);
    assert_close(fit.beta[0], 1.508751883743, 1e-7);
}

/* Without ties: the partial likelihood written out, and its slope by differences. */
static void test_the_maximum_is_one(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "cox", 0);
    for (int round = 0; round < 200; round++) {
        double x[30], time[30], value[3], turned[30];
        bool ended[30];
        cm_cox fit, back;
        for (size_t i = 0; i < 30; i++) {
            x[i] = (double)cm_rng_below(&rng, 9);
            time[i] = -log(cm_rng_unit(&rng)) * exp(-0.1 * x[i]);
            ended[i] = cm_rng_unit(&rng) < 0.7;
            turned[i] = 4 - 2 * x[i];
        }
        ended[0] = true;
        assert_int_equal(cm_cox_fit(&ctx, &arena, 30, 1, x, time, ended, CM_EFRON, 0.05, &fit), CM_OK);
        assert_int_equal(fit.end, CM_FIT_DONE);
        for (int k = 0; k < 3; k++) {
            double b = fit.beta[0] + 1e-3 * (k - 1);
            value[k] = 0;
            for (size_t i = 0; i < 30; i++) {
                double sum = 0;
                for (size_t j = 0; j < 30; j++) sum += time[j] >= time[i] ? exp(b * x[j]) : 0;
                if (ended[i]) value[k] += b * x[i] - log(sum);
            }
        }
        assert_close(fit.value, value[1], 1e-8);
        assert_true(value[1] >= value[0] && value[1] >= value[2]);
        assert_close(1 / sqrt((2 * value[1] - value[0] - value[2]) * 1e6), fit.se[0], 1e-3 * fit.se[0]);
        assert_int_equal(cm_cox_fit(&ctx, &arena, 30, 1, turned, time, ended, CM_EFRON, 0.05, &back), CM_OK);
        assert_close(back.beta[0], -fit.beta[0] / 2, 1e-7);
        assert_close(back.first.p, fit.first.p, 1e-7);
        assert_close(back.first.low, -fit.first.high / 2, 1e-6);
    }
}

static void test_order_without_exception_has_no_maximum(void **state)
{
    static const double x[] = { 1, 2, 3, 4, 5, 6 }, time[] = { 6, 5, 4, 3, 2, 1 }, flat[] = { 2, 2, 2, 2, 2, 2 };
    static const bool all[] = { 1, 1, 1, 1, 1, 1 }, none[] = { 0, 0, 0, 0, 0, 0 };
    cm_cox fit;
    (void)state;
    assert_int_equal(cm_cox_fit(&ctx, &arena, 6, 1, x, time, all, CM_EFRON, 0.05, &fit), CM_OK);
    assert_int_equal(fit.end, CM_FIT_UNBOUNDED);
    assert_int_equal(cm_cox_fit(&ctx, &arena, 6, 1, flat, time, all, CM_EFRON, 0.05, &fit), CM_OK);
    assert_int_equal(fit.end, CM_FIT_COLLINEAR);
    assert_int_equal(cm_cox_fit(&ctx, &arena, 6, 1, x, time, none, CM_EFRON, 0.05, &fit), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "none of 6 cases has ended");
}

static void test_memory_that_ends_is_told(void **state)
{
    double x[84];
    size_t failed = 0;
    (void)state;
    for (size_t i = 0; i < 42; i++) {
        x[2 * i] = 1;
        x[2 * i + 1] = (double)((i + 1) * 7 % 10);
    }
    for (long k = 0; k < 60; k++) {
        cm_arena own = { NULL };
        cm_logistic fit;
        cm_cox cox;
        cm_status status;
        cm_ctx_init(&ctx);
        ctx.alloc_budget = k;
        status = k % 2 == 0 ? cm_logistic_fit(&ctx, &own, 42, 2, x, relapsed, 0.05, &fit) : cm_cox_fit(&ctx, &own, 42, 1, x + 42, weeks, relapsed, CM_EFRON, 0.05, &cox);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        failed += status == CM_E_MEMORY;
        cm_arena_free(&own);
    }
    assert_true(failed >= 20);
    cm_lp_thread_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_shuttles_rings_fail_in_the_cold, fresh, done),
        cmocka_unit_test_setup_teardown(test_separation_is_found_and_firths_estimate_is_known, fresh, done),
        cmocka_unit_test_setup_teardown(test_a_column_that_repeats_another_is_collinear, fresh, done),
        cmocka_unit_test_setup_teardown(test_freireichs_patients_by_both_ways_of_ties, fresh, done),
        cmocka_unit_test_setup_teardown(test_two_columns_and_the_test_of_proportionality, fresh, done),
        cmocka_unit_test_setup_teardown(test_the_maximum_is_one, fresh, done),
        cmocka_unit_test_setup_teardown(test_order_without_exception_has_no_maximum, fresh, done),
        cmocka_unit_test_setup_teardown(test_memory_that_ends_is_told, fresh, done),
    };
    return RUN_TESTS(tests);
}
