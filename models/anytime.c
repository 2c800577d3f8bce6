/* anytime.c: boundaries that a sum of noise never crosses, but with probability alpha. */
#include "models/anytime.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

static const double NARROWEST = 500;     /* the variation at which the boundary is about as low as one can be */

typedef struct mixture {
    double variation, range, rho, alpha;
} mixture;

/* Of the gamma distribution of this shape, log P(X <= x); for large shapes, where GSL gives up, by Wilson and Hilferty. */
static double log_gamma_P(double x, double shape)
{
    return log(shape < 1e5 ? gsl_cdf_gamma_P(x, shape, 1) : gsl_cdf_ugaussian_P(3 * sqrt(shape) * (cbrt(x / shape) - 1 + 1 / (9 * shape))));
}

/* The logarithm of the mixture martingale at a sum s, less log(1 / alpha): proposition 9 of Howard et al. */
static double excess(double s, void *params)
{
    const mixture *m = params;
    double c2 = m->range * m->range, a = m->rho / c2, b = (m->variation + m->rho) / c2, x = (m->range * s + m->variation + m->rho) / c2;
    return a * log(a) - gsl_sf_lngamma(a) - log_gamma_P(a, a) + gsl_sf_lngamma(b) + log_gamma_P(x, b) - b * log(x) +
           (m->range * s + m->variation) / c2 + log(m->alpha);
}

/* The sum that is crossed at any time with at most alpha, on one side; HUGE_VAL when it cannot be found. */
static double boundary(double variation, double range, double alpha)
{
    double x = -2 * log(alpha), low = 0, high = sqrt(variation + NARROWEST) * 4 + range;
    mixture m = { variation, range, NARROWEST / (x + log(1 + x)), alpha };
    gsl_function f = { excess, &m };
    gsl_root_fsolver *solver;
    int status = GSL_CONTINUE;
    while (isfinite(high) && !(excess(high, &m) > 0)) high *= 2;
    solver = isfinite(high) ? gsl_root_fsolver_alloc(gsl_root_fsolver_brent) : NULL;
    if (solver == NULL) return HUGE_VAL;
    if (gsl_root_fsolver_set(solver, &f, low, high) != GSL_SUCCESS) status = GSL_FAILURE;
    for (int i = 0; i < 200 && status == GSL_CONTINUE; i++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
        status = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-9, 1e-9);
    }
    high = status == GSL_SUCCESS ? gsl_root_fsolver_x_upper(solver) : HUGE_VAL;
    gsl_root_fsolver_free(solver);
    return high;
}

cm_interval cm_anytime_bounded(double sum, double variation, double n, double alpha, double range)
{
    double half = boundary(variation, range, alpha / 2) / n;
    return (cm_interval){ sum / n - half, sum / n + half };
}

double cm_anytime_errors(double n, double alpha, double aim)
{
    double rho, x;
    if (!(aim > 0)) return gsl_cdf_ugaussian_Qinv(alpha / 2);
    rho = sqrt((-2 * log(alpha) + log(-2 * log(alpha)) + 1) / aim);
    x = n * rho * rho;
    return sqrt(2 * (x + 1) / x * log(sqrt(x + 1) / alpha));
}
