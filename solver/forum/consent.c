/* consent.c: binomial and beta-binomial chances. */
#include "solver/forum/consent.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

static double just(size_t n, size_t k, double a, double b)
{
    double in = (double)k, out = (double)(n - k);
    return exp(gsl_sf_lnchoose((unsigned)n, (unsigned)k) + gsl_sf_lnbeta(a + in, b + out) - gsl_sf_lnbeta(a, b));
}

double cm_consent_chance(size_t n, size_t needed, double mean, double rho)
{
    double s = rho > 0 ? 1 / rho - 1 : 0, sum = 0;
    if (needed == 0 || !(mean < 1)) return 1;
    if (!(mean > 0) || needed > n) return 0;
    if (!(rho > 0)) return needed == n ? pow(mean, (double)n) : gsl_cdf_binomial_Q((unsigned)needed - 1, mean, (unsigned)n);
    if (!(rho < 1)) return mean;
    if (2 * needed > n) {
        for (size_t k = n; k >= needed; k--) sum += just(n, k, mean * s, (1 - mean) * s);
        return fmin(1, sum);
    }
    for (size_t k = 0; k < needed; k++) sum += just(n, k, mean * s, (1 - mean) * s);
    return fmax(0, 1 - sum);
}

double cm_consent_exactly(size_t n, size_t k, double mean, double rho)
{
    if (!(mean > 0)) return k == 0 ? 1 : 0;
    if (!(mean < 1)) return k == n ? 1 : 0;
    if (rho > 0) return just(n, k, mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1));
    return gsl_ran_binomial_pdf((unsigned)k, mean, (unsigned)n);
}

size_t cm_consent_votes(const cm_tol *tol, size_t n, double share)
{
    double votes = ceil(share * (double)n - tol->abs * (double)n);
    return votes > 1 ? (size_t)votes : 1;
}

void cm_consent_next(double *yes, size_t n, double mean, double rho)
{
    double before = 0;
    for (size_t k = 0; k <= n + 1; k++) {
        double now = k <= n ? yes[k] : 0, next = (mean * (1 - rho) + rho * (double)k) / (1 - rho + rho * (double)n);
        yes[k] = now * (1 - next) + before;
        before = now * next;
    }
}
