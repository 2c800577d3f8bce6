/* test_lp.c: linear and integer programmes: textbook answers, duality, failures. */
#include "solver/base/lp.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 8 };

static cm_ctx ctx;

static int start(void **state)
{
    (void)state;
    cm_ctx_init(&ctx);
    return 0;
}

static int end(void **state)
{
    (void)state;
    cm_lp_thread_end();
    return 0;
}

/* maximise c.x, x >= 0, one row a "less than". */
static cm_lp *make(size_t n, const double *c, bool integer)
{
    cm_lp *lp = cm_lp_new(&ctx, n, true);
    assert_non_null(lp);
    for (size_t j = 0; j < n; j++) assert_int_equal(cm_lp_column(&ctx, lp, j, c[j], 0, HUGE_VAL, integer), CM_OK);
    return lp;
}

/* The Wyndor Glass example of Hillier and Lieberman, Introduction to Operations Research, ch. 3:
 * x = (2, 6), value 36, duals (0, 3/2, 1). */
static void test_the_glass_works(void **state)
{
    cm_lp *lp = make(2, (double[]){ 3, 5 }, false);
    cm_lp_answer answer;
    double x[2], value, dual[3];
    (void)state;
    assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 1, 0 }, -HUGE_VAL, 4), CM_OK);
    assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 0, 2 }, -HUGE_VAL, 12), CM_OK);
    assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 3, 2 }, -HUGE_VAL, 18), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, dual), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    assert_close(value, 36, 1e-12);
    assert_close(x[0], 2, 1e-12);
    assert_close(x[1], 6, 1e-12);
    assert_close(dual[0], 0, 1e-12);
    assert_close(dual[1], 1.5, 1e-12);
    assert_close(dual[2], 1, 1e-12);
    /* a row more, from the basis of the last answer */
    assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 1, 1 }, -HUGE_VAL, 7), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
    assert_close(value, 33, 1e-12);
    cm_lp_free(lp);
}

static void test_infeasible_and_unbounded_are_told_apart(void **state)
{
    (void)state;
    for (int integer = 0; integer < 2; integer++) {
        cm_lp_answer answer;
        cm_lp *lp = make(2, (double[]){ 1, 1 }, integer != 0);
        assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 1, -1 }, 0, 0), CM_OK);
        assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, NULL, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_UNBOUNDED);
        assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 1, 0 }, 1, HUGE_VAL), CM_OK);
        assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 0, 1 }, -HUGE_VAL, 0.5), CM_OK);
        assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, NULL, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_INFEASIBLE);
        cm_lp_free(lp);
    }
}

static void test_no_rows_and_no_columns(void **state)
{
    cm_lp_answer answer;
    double x[2], value;
    cm_lp *lp = cm_lp_new(&ctx, 0, false);
    (void)state;
    assert_non_null(lp);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    lp = cm_lp_new(&ctx, 2, false);
    assert_int_equal(cm_lp_column(&ctx, lp, 0, 1, -2, 5, false), CM_OK);
    assert_int_equal(cm_lp_column(&ctx, lp, 1, -1, -2, 5, false), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
    assert_close(value, -7, 0);
    assert_int_equal(cm_lp_column(&ctx, lp, 1, 0, -HUGE_VAL, HUGE_VAL, false), CM_OK);
    assert_int_equal(cm_lp_column(&ctx, lp, 0, 1, -HUGE_VAL, HUGE_VAL, false), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_UNBOUNDED);
    cm_lp_free(lp);
}

/* A knapsack whose relaxation rounds to the wrong answer; all 2^n by hand. */
static void test_integer_programmes_against_enumeration(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        cm_rng rng;
        cm_lp *lp;
        cm_lp_answer answer;
        double worth[MOST], weight[MOST], x[MOST], value, best = 0, sum = 0, room;
        cm_rng_init(&rng, support_seed(), "knapsack", t);
        lp = cm_lp_new(&ctx, MOST, true);
        for (size_t j = 0; j < MOST; j++) {
            worth[j] = 1 + (double)cm_rng_below(&rng, 30);
            weight[j] = 1 + (double)cm_rng_below(&rng, 30);
            sum += weight[j];
            assert_int_equal(cm_lp_column(&ctx, lp, j, worth[j], -0.5, 1.9, true), CM_OK);
        }
        room = floor(sum / 2);
        for (unsigned set = 0; set < 1u << MOST; set++) {
            double load = 0, gain = 0;
            for (size_t j = 0; j < MOST; j++) {
                if ((set >> j & 1) != 0) load += weight[j], gain += worth[j];
            }
            if (load <= room) best = fmax(best, gain);
        }
        assert_int_equal(cm_lp_row(&ctx, lp, weight, -HUGE_VAL, room), CM_OK);
        assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        assert_close(value, best, 1e-9);
        for (size_t j = 0; j < MOST; j++) assert_true(x[j] == 0 || x[j] == 1);
        cm_lp_free(lp);
    }
}

static void test_a_whole_number_between_close_bounds(void **state)
{
    cm_lp_answer answer;
    cm_lp *lp = cm_lp_new(&ctx, 1, true);
    (void)state;
    assert_int_equal(cm_lp_column(&ctx, lp, 0, 1, 0.2, 0.8, true), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, NULL, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_INFEASIBLE);
    cm_lp_free(lp);
    lp = cm_lp_new(&ctx, 2, true);                        /* 2 x = 2 y + 1: the relaxation has solutions */
    assert_int_equal(cm_lp_column(&ctx, lp, 0, 1, 0, 50, true), CM_OK);
    assert_int_equal(cm_lp_column(&ctx, lp, 1, 1, 0, 50, true), CM_OK);
    assert_int_equal(cm_lp_row(&ctx, lp, (double[]){ 2, -2 }, 1, 1), CM_OK);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, NULL, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_INFEASIBLE);
    cm_lp_free(lp);
}

/* max c.x, A x <= b, x >= 0 against its dual min b.y, A'y >= c, y >= 0, and against the printed duals. */
static void test_strong_duality_on_random_programmes(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        cm_rng rng;
        cm_lp *primal, *dual;
        cm_lp_answer answer;
        double a[MOST][MOST], b[MOST], c[MOST], y[MOST], high, low, sum = 0;
        cm_rng_init(&rng, support_seed(), "duality", t);
        primal = cm_lp_new(&ctx, MOST, true);
        dual = cm_lp_new(&ctx, MOST, false);
        for (size_t i = 0; i < MOST; i++) {
            b[i] = cm_rng_unit(&rng) * 5;
            c[i] = cm_rng_unit(&rng);
            for (size_t j = 0; j < MOST; j++) a[i][j] = cm_rng_unit(&rng);
            assert_int_equal(cm_lp_column(&ctx, primal, i, c[i], 0, HUGE_VAL, false), CM_OK);
            assert_int_equal(cm_lp_column(&ctx, dual, i, b[i], 0, HUGE_VAL, false), CM_OK);
        }
        for (size_t i = 0; i < MOST; i++) {
            double column[MOST];
            for (size_t j = 0; j < MOST; j++) column[j] = a[j][i];
            assert_int_equal(cm_lp_row(&ctx, primal, a[i], -HUGE_VAL, b[i]), CM_OK);
            assert_int_equal(cm_lp_row(&ctx, dual, column, c[i], HUGE_VAL), CM_OK);
        }
        assert_int_equal(cm_lp_solve(&ctx, primal, &answer, NULL, &low, y), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        assert_int_equal(cm_lp_solve(&ctx, dual, &answer, NULL, &high, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        assert_close(low, high, 1e-9);
        for (size_t i = 0; i < MOST; i++) {
            assert_true(y[i] >= -1e-9);
            sum += y[i] * b[i];
        }
        assert_close(sum, low, 1e-9);
        cm_lp_free(primal);
        cm_lp_free(dual);
    }
}

static void refused(cm_status status, cm_status expected, const char *sentence)
{
    assert_int_equal(status, expected);
    assert_string_equal(ctx.message, sentence);
    cm_ctx_clear(&ctx);
}

static void test_numbers_that_are_none_are_refused(void **state)
{
    const double nan_value = (double)NAN;
    cm_lp *lp = cm_lp_new(&ctx, 2, true);
    (void)state;
    refused(cm_lp_column(&ctx, lp, 0, nan_value, 0, 1, false), CM_E_INPUT, "the cost of variable 0 is nan");
    refused(cm_lp_column(&ctx, lp, 1, 0, 2, 1, false), CM_E_INPUT,
            "variable 1 of a programme cannot lie between 2 and 1");
    refused(cm_lp_column(&ctx, lp, 2, 0, 0, 1, false), CM_E_INPUT, "variable 2 of a programme with 2");
    refused(cm_lp_row(&ctx, lp, (double[]){ 1, HUGE_VAL }, 0, 1), CM_E_INPUT, "coefficient 1 of row 0 is inf");
    refused(cm_lp_row(&ctx, lp, (double[]){ 1, 1 }, nan_value, 1), CM_E_INPUT,
            "row 0 of a programme cannot lie between nan and 1");
    refused(cm_lp_row(&ctx, lp, (double[]){ 1, 1 }, HUGE_VAL, HUGE_VAL), CM_E_INPUT,
            "row 0 of a programme cannot lie between inf and inf");
    cm_lp_free(lp);
    cm_lp_free(NULL);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (long k = 0;; k++) {
        cm_lp *lp;
        cm_lp_answer answer;
        double x[20], row[20];
        cm_status status = CM_OK;
        cm_ctx_init(&ctx);
        ctx.alloc_budget = k;
        lp = cm_lp_new(&ctx, 20, true);
        for (size_t j = 0; lp != NULL && j < 20; j++) {
            (void)cm_lp_column(&ctx, lp, j, 1, 0, 3, false);
            row[j] = 1;
        }
        for (int r = 0; lp != NULL && status == CM_OK && r < 20; r++) status = cm_lp_row(&ctx, lp, row, 0, 7 + r);
        if (lp != NULL && status == CM_OK) status = cm_lp_solve(&ctx, lp, &answer, x, NULL, NULL);
        cm_lp_free(lp);
        if (lp != NULL && status == CM_OK) {
            assert_true(k > 5);
            break;
        }
        assert_int_equal(ctx.status, CM_E_MEMORY);
    }
    cm_ctx_init(&ctx);
}

/* Degenerate by construction: many equal rows through the optimum. */
static void test_degenerate_programmes_end(void **state)
{
    cm_lp_answer answer;
    double x[3], value;
    cm_lp *lp = make(3, (double[]){ 1, 1, 1 }, false);
    (void)state;
    for (int r = 0; r < 300; r++) {
        double row[3] = { 1 + r % 3, 1 + r % 5, 1 + r % 7 };
        assert_int_equal(cm_lp_row(&ctx, lp, row, -HUGE_VAL, row[0] + row[1] + row[2]), CM_OK);
    }
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    assert_close(value, 3, 1e-9);
    cm_lp_free(lp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_glass_works),
        cmocka_unit_test(test_infeasible_and_unbounded_are_told_apart),
        cmocka_unit_test(test_no_rows_and_no_columns),
        cmocka_unit_test(test_integer_programmes_against_enumeration),
        cmocka_unit_test(test_a_whole_number_between_close_bounds),
        cmocka_unit_test(test_strong_duality_on_random_programmes),
        cmocka_unit_test(test_numbers_that_are_none_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
        cmocka_unit_test(test_degenerate_programmes_end),
    };
    return support_end(cmocka_run_group_tests(tests, start, end));
}
