/* test_depth_laws.c: the depth of consensus over random profiles, against published averages.
 *
 * Figures: mean gain of independent Monte Carlo runs, with their standard errors (Euclidean quadratic
 * loss, Gaussian ideal points; shift = distance of their mean from the status quo). */
#include "tests/support/support.h"

#include <gsl/gsl_cdf.h>

#include "solver/base/rng.h"
#include "solver/spatial/depth.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth_around_the_status_quo),
        cmocka_unit_test(test_depth_when_all_share_a_direction),
        cmocka_unit_test(test_depth_is_at_least_that_of_the_affine_hull),
    };
    return RUN_TESTS(tests);
}
