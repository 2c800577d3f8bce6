/* test_depth_laws.c: the depth of consensus over random profiles, against published averages and integrals.
 *
 * Published figures: mean gain of independent Monte Carlo runs, with their standard errors (Euclidean
 * quadratic loss, Gaussian ideal points; shift = distance of their mean from the status quo). */
#include "tests/support/support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "solver/base/rng.h"
#include "solver/spatial/depth.h"
#include "tests/support/depth_world.h"
#include "tests/support/normal.h"

typedef struct law {
    size_t n, d;
    double shift, gain, error;
} law;

/* Mean gain of our own draws, and its standard error. */
static double sample(const law *l, size_t draws, double *error)
{
    cm_arena arena = { NULL };
    cm_depth_work work;
    cm_stream stream = cm_stream_make(support_seed(), "depth laws");
    double sum = 0, squares = 0, *offset;
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_depth_work_init(&ctx, &arena, l->n, l->d, &work), CM_OK);
    offset = CM_NEW(&ctx, &arena, l->n * l->d, double);
    assert_non_null(offset);
    for (size_t r = 0; r < draws; r++) {
        double depth;
        for (size_t i = 0; i < l->n; i++) {
            for (size_t k = 0; k < l->d; k++) {
                offset[i * l->d + k] = gsl_cdf_ugaussian_Pinv(cm_stream_unit(&stream, r, i, k)) + (k == 0 ? l->shift : 0);
            }
        }
        assert_int_equal(cm_depth_consensus(&ctx, &work, l->n, l->d, offset, NULL, &depth, NULL, NULL), CM_OK);
        sum += depth;
        squares += depth * depth;
    }
    cm_arena_free(&arena);
    *error = sqrt(fmax(0, squares / (double)draws - sum * sum / (double)(draws * draws)) / (double)draws);
    return sum / (double)draws;
}

static void hold(const law *laws, size_t count, size_t draws)
{
    for (size_t i = 0; i < count; i++) {
        double error, mean = sample(&laws[i], draws, &error);
        assert_close(mean, laws[i].gain, 4.5 * hypot(error, laws[i].error));
    }
}

/* The status quo at the mean of the ideal points: gains are per issue times the issues. */
static void test_depth_around_the_status_quo(void **state)
{
    static const law laws[] = {
        { 3, 2, 0, 2 * 0.0960361, 2 * 0.00712 },  { 5, 2, 0, 2 * 0.0179716, 2 * 0.00259 },
        { 5, 10, 0, 10 * 0.1271465, 10 * 0.00295 }, { 10, 10, 0, 10 * 0.0277691, 10 * 0.000874 },
        { 10, 40, 0, 40 * 0.0782411, 40 * 0.000799 }, { 25, 40, 0, 40 * 0.0183752, 40 * 0.000237 },
    };
    (void)state;
    hold(laws, sizeof laws / sizeof laws[0], 2000);
}

static void test_depth_when_all_share_a_direction(void **state)
{
    static const law laws[] = {
        { 2, 2, 1, 1.1836140, 0.0728 }, { 5, 2, 1, 0.2479772, 0.0189 }, { 10, 2, 1, 0.0519303, 0.00634 },
        { 2, 2, 2, 3.5061389, 0.1301 }, { 5, 2, 2, 1.5204744, 0.0672 }, { 25, 2, 2, 0.2296471, 0.0157 },
        { 5, 2, 3, 4.3117865, 0.1262 }, { 25, 2, 3, 1.7018531, 0.0533 }, { 100, 2, 3, 0.5572973, 0.0244 },
    };
    (void)state;
    hold(laws, sizeof laws / sizeof laws[0], 4000);
}

/* For n <= d the hull is a simplex whose affine hull misses the origin by chi-squared with d-n+1 degrees
 * of freedom over n; the hull is no nearer. */
static void test_depth_is_at_least_that_of_the_affine_hull(void **state)
{
    static const law wide = { 10, 40, 0, 0, 0 };
    double error, mean = sample(&wide, 2000, &error);
    (void)state;
    assert_true(mean > 31.0 / 10 - 4.5 * error);
    assert_true(mean < 1.05 * 31.0 / 10);
}

/* ---- standard normal ideals around the status quo ---- */

static double tail_power(double t, void *n)
{
    return 2 * *(double *)n * t * t * gsl_ran_ugaussian_pdf(t) * pow(gsl_cdf_ugaussian_Q(t), *(double *)n - 1);
}

static double exact_depth(double n)
{
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(200);
    gsl_function f = { tail_power, &n };
    double value = 0, error;
    assert_non_null(space);
    assert_int_equal(gsl_integration_qagiu(&f, 0, 0, 1e-10, 200, space, &value, &error), 0);
    gsl_integration_workspace_free(space);
    return value;
}

/* Mean depth of n standard normal ideals around SQ in d dimensions. */
static double sampled_depth(size_t n, size_t d, long draws, double *se)
{
    depth_world w;
    cm_depth_work work;
    double sum = 0, squares = 0;
    depth_open(&w, "normal", n * 100 + d);
    assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, d, &work), CM_OK);
    for (long t = 0; t < draws; t++) {
        double depth;
        for (size_t j = 0; j < n * d; j++) w.ideal[j] = support_normal(&w.rng);
        depth = depth_of_consensus(&w, &work, n, d, w.ideal, NULL);
        sum += depth;
        squares += depth * depth;
    }
    depth_close(&w);
    *se = sqrt((squares / (double)draws - sum * sum / (double)draws / (double)draws) / (double)draws);
    return sum / (double)draws;
}

/* The integral 2 n Int t^2 phi(t) (1 - Phi(t))^(n-1) dt: the square of the extreme of n normal
 * numbers of one sign.  Its values to 7 digits were found by quadrature in another language. */
static void test_mean_depth_on_one_issue_is_the_integral(void **state)
{
    const double known[][2] = { { 2, .18169011 }, { 3, .04819962 }, { 5, .005192332 }, { 10, 4.824944e-5 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        double se, mean;
        assert_close(exact_depth(known[k][0]) / known[k][1], 1, 1e-6);
        if (k == 3) continue;
        mean = sampled_depth((size_t)known[k][0], 1, 200000, &se);
        assert_close(mean, known[k][1], 4.5 * se);
    }
}

/* Sampled before with another method (sequential quadratic programming), 600 draws: mean depth an
 * issue, standard error. */
static void test_mean_depth_of_packages_agrees_with_earlier_samples(void **state)
{
    const double known[][4] = { { 2, 2, .28325, .01458 }, { 3, 2, .09604, .00713 }, { 5, 2, .01797, .00260 } };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double se, mean = sampled_depth((size_t)known[k][0], (size_t)known[k][1], 100000, &se) / known[k][1];
        assert_close(mean, known[k][2], 4 * known[k][3] + 4 * se);
    }
}

/* For n <= d the nearest point of the affine hull of standard normal points has squared length
 * chi2(d-n+1)/n, and the hull is no nearer. */
static void test_few_members_and_many_issues_share_the_chi_square(void **state)
{
    double se, mean = sampled_depth(2, 5, 100000, &se);
    (void)state;
    assert_true(mean > (5 - 2 + 1) / 2.0);
    assert_true(mean < (5 - 2 + 1) / 2.0 * 1.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth_around_the_status_quo),
        cmocka_unit_test(test_depth_when_all_share_a_direction),
        cmocka_unit_test(test_depth_is_at_least_that_of_the_affine_hull),
        cmocka_unit_test(test_mean_depth_on_one_issue_is_the_integral),
        cmocka_unit_test(test_mean_depth_of_packages_agrees_with_earlier_samples),
        cmocka_unit_test(test_few_members_and_many_issues_share_the_chi_square),
    };
    return RUN_TESTS(tests);
}
