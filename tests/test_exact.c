/* test_exact.c: fractions, and programmes solved in them. */
#include <float.h>
#include <stdio.h>

#include "solver/base/exact.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

static void expect_text(double x, const char *want)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_rat r = { 0, 0 };
    cm_ctx_init(&ctx);
    assert_true(cm_rat_set_double(&r, x));
    assert_string_equal(cm_rat_text(&ctx, &arena, &r), want);
    assert_true(cm_rat_value(&r) <= x && cm_rat_value(&r) >= x);
    cm_rat_clear(&r);
    cm_arena_free(&arena);
}

static void test_a_double_means_the_fraction_one_would_write(void **state)
{
    cm_rat r = { 0, 0 };
    (void)state;
    expect_text(0, "0");
    expect_text(0.55, "11/20");
    expect_text(-2.5, "-5/2");
    expect_text(1. / 3, "1/3");
    expect_text(200. / 3, "200/3");
    expect_text(-1. / 7, "-1/7");
    expect_text(0.1 + 0.2, "415716888680356/1385722962267853");      /* no short decimal: the simplest that reads back */
    expect_text(1e22, "10000000000000000000000");
    expect_text(1e-5, "1/100000");
    assert_false(cm_rat_set_double(&r, NAN));
    assert_false(cm_rat_set_double(&r, HUGE_VAL));
    cm_rat_clear(&r);
}

static void test_every_double_comes_back(void **state)
{
    cm_rng rng;
    cm_rat r = { 0, 0 };
    (void)state;
    cm_rng_init(&rng, support_seed(), "doubles", 0);
    for (int k = 0; k < 20000; k++) {
        uint64_t word = cm_rng_next(&rng);
        double x;
        memcpy(&x, &word, sizeof x);
        if (!isfinite(x) || fabs(x) > 1e300 || fabs(x) < DBL_MIN) continue;
        if (k % 2 == 0) x = ldexp(frexp(x, &(int){ 0 }), (int)(word % 60) - 30);
        assert_true(cm_rat_set_double(&r, x));
        assert_true(cm_rat_value(&r) <= x && cm_rat_value(&r) >= x);
    }
    cm_rat_clear(&r);
}

static void test_sums_and_products_are_exact(void **state)
{
    cm_rat a = { 0, 0 }, b = { 0, 0 }, sum = { 0, 0 };
    (void)state;
    for (int64_t k = 1; k <= 60; k++) {                        /* 1/2 + 1/6 + 1/12 + ... = 60/61 */
        cm_rat_set_ratio(&a, 1, k * (k + 1));
        cm_rat_add(&sum, &sum, &a);
    }
    cm_rat_set_ratio(&a, 60, 61);
    assert_int_equal(cm_rat_compare(&sum, &a), 0);
    cm_rat_set_ratio(&b, 61, 60);
    cm_rat_mul(&a, &sum, &b);
    cm_rat_set_ratio(&b, 1, 1);
    assert_int_equal(cm_rat_compare(&a, &b), 0);
    cm_rat_sub(&a, &a, &b);
    assert_int_equal(cm_rat_sign(&a), 0);
    cm_rat_clear(&a);
    cm_rat_clear(&b);
    cm_rat_clear(&sum);
}

/* Hilbert's matrix of order 12: doubles lose every digit. */
static void test_equations_that_doubles_cannot_solve(void **state)
{
    enum { N = 12 };
    cm_ctx ctx;
    cm_rat *a, *b, *x, one = { 0, 0 };
    (void)state;
    cm_ctx_init(&ctx);
    a = cm_rats_new(&ctx, N * N);
    b = cm_rats_new(&ctx, N);
    x = cm_rats_new(&ctx, N);
    cm_rat_set_ratio(&one, 1, 1);
    for (int64_t i = 0; i < N; i++) {
        for (int64_t j = 0; j < N; j++) {
            cm_rat_set_ratio(&a[i * N + j], 1, i + j + 1);
            cm_rat_add(&b[i], &b[i], &a[i * N + j]);
        }
    }
    assert_true(cm_rat_solve(a, N, b, x));
    for (size_t i = 0; i < N; i++) assert_int_equal(cm_rat_compare(&x[i], &one), 0);
    for (size_t j = 0; j < N; j++) cm_rat_set(&a[N + j], &a[j]);           /* two equal rows */
    assert_false(cm_rat_solve(a, N, b, x));
    cm_rats_free(a, N * N);
    cm_rats_free(b, N);
    cm_rats_free(x, N);
    cm_rat_clear(&one);
}

static void test_small_denominators_are_found(void **state)
{
    cm_ctx ctx;
    cm_rat *a;
    int64_t whole[3], denominator;
    (void)state;
    cm_ctx_init(&ctx);
    a = cm_rats_new(&ctx, 3);
    cm_rat_set_ratio(&a[0], 1, 6);
    cm_rat_set_ratio(&a[1], -3, 4);
    assert_true(cm_rats_whole(a, 3, whole, &denominator));
    assert_int_equal(denominator, 12);
    assert_int_equal(whole[0], 2);
    assert_int_equal(whole[1], -9);
    assert_int_equal(whole[2], 0);
    cm_rat_set_ratio(&a[2], 1, (int64_t)1 << 50);
    assert_false(cm_rats_whole(a, 3, whole, &denominator));
    cm_rats_free(a, 3);
}

/* A random programme with a bounded optimum: max c.x, A x <= b, 0 <= x <= 9. */
static cm_lp *random_programme(cm_ctx *ctx, cm_rng *rng, size_t n, size_t m, double *right)
{
    cm_lp *lp = cm_lp_new(ctx, n, true);
    double row[8];
    for (size_t j = 0; j < n; j++) assert_int_equal(cm_lp_column(ctx, lp, j, (double)cm_rng_below(rng, 20) / 10, 0, 9, false), CM_OK);
    for (size_t r = 0; r < m; r++) {
        for (size_t j = 0; j < n; j++) row[j] = (double)cm_rng_below(rng, 10) / 3;
        right[r] = (double)(5 + cm_rng_below(rng, 50)) / 7;
        assert_int_equal(cm_lp_row(ctx, lp, row, -HUGE_VAL, right[r]), CM_OK);
    }
    return lp;
}

static void test_programmes_come_out_in_fractions(void **state)
{
    cm_rng rng;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    cm_rng_init(&rng, support_seed(), "programmes", 0);
    for (size_t k = 0; k < 300; k++) {
        size_t n = 1 + k % 6, m = 1 + k % 9;
        double right[9], value, x[6];
        cm_lp *lp = random_programme(&ctx, &rng, n, m, right);
        cm_lp_answer answer;
        cm_exact exact;
        bool proven;
        assert_int_equal(cm_lp_solve(&ctx, lp, &answer, x, &value, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        assert_int_equal(cm_exact_solve(&ctx, lp, NULL, NULL, &exact, &proven), CM_OK);
        assert_true(proven);
        assert_close(cm_rat_value(&exact.value), value, 1e-8);
        for (size_t j = 0; j < n; j++) assert_close(cm_rat_value(&exact.x[j]), x[j], 1e-7);
        cm_exact_free(&exact);
        cm_lp_free(lp);
    }
}

/* The basis of one programme is not proven for another: numbers behind the rows that move the optimum. */
static void test_a_basis_that_is_not_optimal_is_not_proven(void **state)
{
    cm_ctx ctx;
    cm_lp *lp;
    cm_lp_answer answer;
    cm_exact exact;
    cm_rat *right;
    bool proven;
    const double one[] = { 1, 0 }, both[] = { 1, 1 };
    (void)state;
    cm_ctx_init(&ctx);
    lp = cm_lp_new(&ctx, 2, true);
    assert_int_equal(cm_lp_column(&ctx, lp, 0, 2, 0, HUGE_VAL, false), CM_OK);
    assert_int_equal(cm_lp_column(&ctx, lp, 1, 1, 0, HUGE_VAL, false), CM_OK);
    assert_int_equal(cm_lp_row(&ctx, lp, one, -HUGE_VAL, 1), CM_OK);
    assert_int_equal(cm_lp_row(&ctx, lp, both, -HUGE_VAL, 3), CM_OK);
    assert_int_equal(cm_exact_solve(&ctx, lp, NULL, NULL, &exact, &proven), CM_OK);
    assert_false(proven);                                      /* never solved */
    cm_exact_free(&exact);
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, NULL, NULL), CM_OK);
    right = cm_rats_new(&ctx, 2);
    cm_rat_set_ratio(&right[0], 1, 1);
    cm_rat_set_ratio(&right[1], 3, 1);
    assert_int_equal(cm_exact_solve(&ctx, lp, right, NULL, &exact, &proven), CM_OK);
    assert_true(proven);
    assert_close(cm_rat_value(&exact.value), 4, 0);
    assert_close(cm_rat_value(&exact.dual[0]), 1, 0);
    cm_exact_free(&exact);
    cm_rat_set_ratio(&right[1], 1, 2);                         /* x = (1, -1/2) is no solution any more */
    assert_int_equal(cm_exact_solve(&ctx, lp, right, NULL, &exact, &proven), CM_OK);
    assert_false(proven);
    cm_exact_free(&exact);
    assert_int_equal(cm_lp_column(&ctx, lp, 1, 3, 0, HUGE_VAL, false), CM_OK);      /* now x = (0, 3) is better */
    assert_int_equal(cm_exact_solve(&ctx, lp, NULL, NULL, &exact, &proven), CM_OK);
    assert_false(proven);
    cm_exact_free(&exact);
    cm_rats_free(right, 2);
    cm_lp_free(lp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_double_means_the_fraction_one_would_write),
        cmocka_unit_test(test_every_double_comes_back),
        cmocka_unit_test(test_sums_and_products_are_exact),
        cmocka_unit_test(test_equations_that_doubles_cannot_solve),
        cmocka_unit_test(test_small_denominators_are_found),
        cmocka_unit_test(test_programmes_come_out_in_fractions),
        cmocka_unit_test(test_a_basis_that_is_not_optimal_is_not_proven),
    };
    return RUN_TESTS(tests);
}
