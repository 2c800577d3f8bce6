/* test_root.c: zeros of functions of one number. */
#include "solver/base/root.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "tests/support/support.h"

static double cubic(double x, void *data)
{
    const double *a = data;
    return x * x * x - *a;
}

static void test_cube_roots_to_the_last_digits(void **state)
{
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    for (double a = 1e-9; a < 1e9; a *= 7) {
        double x;
        assert_int_equal(cm_root(&ctx, cubic, &a, 0, 1 + a, 0, "a cube root", &x), CM_OK);
        assert_close(x, cbrt(a), 1e-14 * cbrt(a));
    }
}

static void test_an_end_may_be_the_root(void **state)
{
    double a = 8, x;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_root(&ctx, cubic, &a, 2, 5, 0, "a cube root", &x), CM_OK);
    assert_close(x, 2, 0);
    assert_int_equal(cm_root(&ctx, cubic, &a, -1, 2, 0, "a cube root", &x), CM_OK);
    assert_close(x, 2, 0);
}

static void test_a_root_at_0_is_found_where_no_digits_are_asked_for(void **state)
{
    double a = 0, x;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_root(&ctx, cubic, &a, -1, 1.5, 0, "a cube root", &x), CM_OK);
    assert_close(x, 0, 1e-12);
}

/* Its sign follows from how often it was asked. */
static double wild(double x, void *data)
{
    size_t *asked = data;
    (void)x;
    return ++*asked % 2 == 0 ? 1 : -1;
}

static void test_an_erratic_function_ends_the_search_between_the_ends(void **state)
{
    size_t asked = 0;
    double x;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_root(&ctx, wild, &asked, 0.5, 2, 0, "nothing", &x), CM_OK);
    assert_true(x >= 0.5 && x <= 2 && asked < 2000);
}

static void test_ends_of_one_sign_are_refused_by_name(void **state)
{
    double a = 8, x;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_root(&ctx, cubic, &a, 3, 5, 0, "a cube root", &x), CM_E_NUMERIC);
    assert_string_equal(ctx.message, "a cube root is missed: invalid argument supplied by user");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cube_roots_to_the_last_digits),
        cmocka_unit_test(test_an_end_may_be_the_root),
        cmocka_unit_test(test_a_root_at_0_is_found_where_no_digits_are_asked_for),
        cmocka_unit_test(test_an_erratic_function_ends_the_search_between_the_ends),
        cmocka_unit_test(test_ends_of_one_sign_are_refused_by_name),
    };
    (void)gsl_set_error_handler_off();
    return RUN_TESTS(tests);
}
