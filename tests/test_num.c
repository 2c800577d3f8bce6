/* test_num.c: exact fractions, and when two numbers are equal. */
#include "solver/base/num.h"

#include <stdio.h>

#include "solver/base/rng.h"
#include "tests/support/support.h"

static void is(cm_frac a, int64_t num, int64_t den)
{
    assert_int_equal(a.num, num);
    assert_int_equal(a.den, den);
}

static cm_frac made(int64_t num, int64_t den)
{
    cm_frac a = { 0, 0 };
    assert_true(cm_frac_make(num, den, &a));
    return a;
}

static cm_frac from(double x)
{
    cm_frac a = { 0, 0 };
    assert_true(cm_frac_from_double(x, &a));
    return a;
}

static void test_a_double_means_the_decimal_that_was_typed(void **state)
{
    cm_frac product;
    (void)state;
    is(from(0.55), 11, 20);
    is(from(0.1), 1, 10);
    is(from(2.0 / 3), 3333333333333333, 5000000000000000);
    is(from(-1e-3), -1, 1000);
    is(from(0), 0, 1);
    is(from(-0.0), 0, 1);
    is(from(1e15), 1000000000000000, 1);
    is(from(0.1 + 0.2), 30000000000000004 / 4, 100000000000000000 / 4);
    assert_true(cm_frac_mul(from(0.55), made(20, 1), &product));
    assert_int_equal(cm_frac_ceil(product), 11);             /* in doubles 0.55 * 20 is above 11 */
    assert_true(ceil(0.55 * 20) == 11 || ceil(0.55 * 20) == 12);
}

static void test_numbers_without_a_short_decimal_are_refused(void **state)
{
    const double wrong[] = { (double)NAN, HUGE_VAL, -HUGE_VAL, 1e300, 5e-324, 1e-19 };
    cm_frac a = { 7, 9 };
    (void)state;
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) assert_false(cm_frac_from_double(wrong[k], &a));
    is(a, 7, 9);
}

static void test_texts(void **state)
{
    const struct { const char *text; int64_t num, den; } good[] = {
        { "2/3", 2, 3 }, { "0.55", 11, 20 }, { "1e-3", 1, 1000 }, { "-7", -7, 1 }, { " 4 / 6 ", 2, 3 }, { "+.5", 1, 2 },
        { "5.", 5, 1 }, { "1E+2", 100, 1 }, { "0.5/0.25", 2, 1 }, { "-1/-2", 1, 2 }, { "0e300", 0, 1 },
        { "9223372036854775807", INT64_MAX, 1 },
    };
    const char *const bad[] = { "", " ", ".", "-", "1/0", "1/", "/2", "1.5.2", "1 2", "1e", "1e 5", "1e+", "0x10", "nan",
                                "inf", "1/2/3", "9223372036854775808", "50%", "1,5", "1e400", "1e999999999999999999999",
                                "0.00000000000000000001", "123456789012345678901234567890123456789012345678" };
    cm_frac a;
    (void)state;
    for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
        if (!cm_frac_parse(good[k].text, &a)) fail_msg("'%s' was refused", good[k].text);
        is(a, good[k].num, good[k].den);
    }
    a = (cm_frac){ 7, 9 };
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        if (cm_frac_parse(bad[k], &a)) fail_msg("'%s' was taken", bad[k]);
    }
    is(a, 7, 9);
}

static void test_a_decimal_survives_the_way_through_a_double(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "decimals", 0);
    for (int t = 0; t < 20000; t++) {
        char text[40];
        cm_frac a, b;
        long digits = (long)cm_rng_below(&rng, 1000000000), places = (long)cm_rng_below(&rng, 9);
        (void)snprintf(text, sizeof text, "%lde-%ld", digits, places);
        assert_true(cm_frac_parse(text, &a));
        assert_true(cm_frac_from_double(strtod(text, NULL), &b));
        assert_int_equal(cm_frac_compare(a, b), 0);
        assert_close(cm_frac_value(a), strtod(text, NULL), 0);
    }
}

static void test_arithmetic_is_exact_and_refuses_what_does_not_fit(void **state)
{
    cm_rng rng;
    cm_frac a, huge = { INT64_MAX, 1 }, tiny = { 1, INT64_MAX };
    (void)state;
    cm_rng_init(&rng, support_seed(), "fractions", 0);
    for (int t = 0; t < 20000; t++) {
        cm_frac x = made((int64_t)cm_rng_below(&rng, 2001) - 1000, 1 + (int64_t)cm_rng_below(&rng, 1000));
        cm_frac y = made((int64_t)cm_rng_below(&rng, 2001) - 1000, 1 + (int64_t)cm_rng_below(&rng, 1000)), z;
        assert_true(cm_frac_add(x, y, &z));
        assert_int_equal(z.num * (x.den * y.den), (x.num * y.den + y.num * x.den) * z.den);
        assert_true(cm_frac_sub(z, y, &z));
        assert_int_equal(cm_frac_compare(z, x), 0);
        assert_true(cm_frac_mul(x, y, &z));
        if (y.num != 0) {
            assert_true(cm_frac_div(z, y, &z));
            assert_int_equal(cm_frac_compare(z, x), 0);
        }
        assert_int_equal(cm_frac_compare(x, y), (x.num * y.den > y.num * x.den) - (x.num * y.den < y.num * x.den));
        assert_int_equal(cm_frac_floor(x), (int64_t)floor((double)x.num / (double)x.den));
        assert_int_equal(cm_frac_ceil(x), (int64_t)ceil((double)x.num / (double)x.den));
    }
    assert_false(cm_frac_mul(huge, huge, &a));
    assert_false(cm_frac_add(huge, huge, &a));
    assert_false(cm_frac_add(tiny, (cm_frac){ 1, INT64_MAX - 1 }, &a));
    assert_false(cm_frac_div(huge, (cm_frac){ 0, 1 }, &a));
    assert_false(cm_frac_make(1, 0, &a));
    assert_true(cm_frac_mul(huge, tiny, &a));
    is(a, 1, 1);
    is(made(6, -4), -3, 2);
    is(made(0, -4), 0, 1);
    assert_int_equal(cm_frac_floor(made(-3, 2)), -2);
    assert_int_equal(cm_frac_ceil(made(-3, 2)), -1);
    assert_int_equal(cm_frac_compare(huge, (cm_frac){ INT64_MAX - 1, 1 }), 1);
}

static void test_close(void **state)
{
    cm_tol tol = cm_tol_default();
    (void)state;
    assert_true(tol.abs > 0 && tol.rel > 0 && tol.edge > 0 && tol.cert >= tol.abs);
    assert_true(cm_close(&tol, 1, 1));
    assert_true(cm_close(&tol, 1, 1 + tol.abs));
    assert_true(cm_close(&tol, 1 + tol.abs, 1));
    assert_false(cm_close(&tol, 1, 1 + 3 * tol.abs));
    assert_true(cm_close(&tol, 1e12, 1e12 * (1 + tol.rel / 2)));
    assert_false(cm_close(&tol, 1e12, 1e12 * (1 + 2 * tol.rel)));
    assert_true(cm_close(&tol, HUGE_VAL, HUGE_VAL));
    assert_false(cm_close(&tol, HUGE_VAL, -HUGE_VAL));
    assert_false(cm_close(&tol, HUGE_VAL, 1e308));
    assert_false(cm_close(&tol, (double)NAN, (double)NAN));
    assert_false(cm_close(&tol, -1.7e308, 1.7e308));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_double_means_the_decimal_that_was_typed),
        cmocka_unit_test(test_numbers_without_a_short_decimal_are_refused),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_a_decimal_survives_the_way_through_a_double),
        cmocka_unit_test(test_arithmetic_is_exact_and_refuses_what_does_not_fit),
        cmocka_unit_test(test_close),
    };
    return RUN_TESTS(tests);
}
