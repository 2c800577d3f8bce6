/* test_multiples.c: decimals as whole multiples of one unit. */
#include "solver/base/multiples.h"

#include "tests/support/support.h"

static void test_decimals_and_thirds_have_a_common_unit(void **state)
{
    const double x[] = { 0.1, -0.25, 1.0 / 3, 7, 0 };
    double whole[5], unit;
    bool fits;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_multiples_of(&ctx, x, 5, 100, whole, &unit, &fits), CM_OK);
    assert_true(fits);
    assert_close(unit, 60, 0);
    assert_close(whole[0], 6, 0);
    assert_close(whole[1], -15, 0);
    assert_close(whole[2], 20, 0);
    assert_close(whole[3], 420, 0);
    assert_close(whole[4], 0, 0);
}

/* 2^52 fits by itself, a sum of two no longer; nor do two units that have nothing in common, nor what is no number. */
static void test_what_does_not_fit_is_copied(void **state)
{
    const double large[] = { 0x1p51 }, apart[] = { 1e-9, 1.0 / 999999937 }, none[] = { NAN };
    double whole[2] = { 0, 0 }, unit;
    bool fits;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_multiples_of(&ctx, large, 1, 1, whole, &unit, &fits), CM_OK);
    assert_true(fits);
    assert_int_equal(cm_multiples_of(&ctx, large, 1, 4, whole, &unit, &fits), CM_OK);
    assert_false(fits);
    assert_close(whole[0], 0x1p51, 0);
    assert_int_equal(cm_multiples_of(&ctx, apart, 2, 1, whole, &unit, &fits), CM_OK);
    assert_false(fits);
    assert_close(unit, 1, 0);
    assert_close(whole[1], apart[1], 0);
    assert_int_equal(cm_multiples_of(&ctx, none, 1, 1, whole, &unit, &fits), CM_OK);
    assert_false(fits);
}

static void test_each_allocation_may_fail(void **state)
{
    const double x[] = { 0.5, 0.25 };
    double whole[2], unit;
    bool fits;
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        cm_ctx ctx;
        cm_ctx_init(&ctx);
        ctx.alloc_budget = k;
        status = cm_multiples_of(&ctx, x, 2, 2, whole, &unit, &fits);
    }
    assert_int_equal(status, CM_OK);
    assert_true(k > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals_and_thirds_have_a_common_unit),
        cmocka_unit_test(test_what_does_not_fit_is_copied),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
