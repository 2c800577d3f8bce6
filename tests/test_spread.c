/* test_spread.c: quantiles of the spreads invert their distributions. */
#include "models/spread.h"

#include <gsl/gsl_cdf.h>

#include "tests/support/given.h"
#include "tests/support/support.h"

static void test_quantiles_invert_the_distribution(void **state)
{
    static const char *const spreads[] = {
        "{ dist = \"normal\"; mean = -2; sd = 3; }", "{ dist = \"uniform\"; low = -1; high = 4; }", "{ dist = \"beta\"; a = 0.5; b = 4; }",
        "{ dist = \"beta\"; a = 2; b = 2; low = -3; high = -1; }", "{ dist = \"triangular\"; low = 0; mode = 1; high = 5; }",
        "{ dist = \"triangular\"; low = 0; mode = 0; high = 5; }", "{ dist = \"triangular\"; low = 0; mode = 5; high = 5; }",
        "{ dist = \"lognormal\"; mean = 1; sd = 0.7; }",
    };
    (void)state;
    for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; i++) {
        cm_spread spread;
        double before = -HUGE_VAL;
        given g;
        given_good(&g, "issues = { a = { range = (-100, 100); }; }; status_quo = { a = 0; }; population = { size = 1; blocs = { b = { ideal = { a = %s; }; }; }; };", spreads[i]);
        spread = g.s.bloc[0].ideal[0];
        for (double u = .001; u < 1; u += .0313) {
            double x = cm_spread_quantile(&spread, u);
            assert_close(cm_spread_below(&spread, x), u, 1e-9);
            assert_close(cm_spread_from_normal(&spread, gsl_cdf_ugaussian_Pinv(u)), x, 1e-9 * (1 + fabs(x)));
            assert_true(x > before);
            before = x;
        }
        given_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles_invert_the_distribution),
    };
    return RUN_TESTS(tests);
}
