/* stats.c: intervals; GSL has the quantiles. */
#include "models/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

static bool fits(double x, double u, double a, double b)
{
    return x > 0 && x < 1 && fabs(gsl_cdf_beta_P(x, a, b) - u) <= 1e-9 * fmin(u, 1 - u);
}

double cm_beta_quantile(double u, double a, double b)
{
    double low = 0, high = 1, x = a + b < 1e5 ? gsl_cdf_beta_Pinv(u, a, b) : NAN;      /* it does not end for u = 0.025, a = b = 1e6 */
    if (fits(x, u, a, b)) return x;
    for (int i = 0; i < 1100 && high - low > 1e-15 * high; i++) {
        x = low + (high - low) / 2;
        /* The smaller of the two tails is the one that keeps its digits. */
        double tail = u < 0.5 ? gsl_cdf_beta_P(x, a, b) : gsl_cdf_beta_Q(x, a, b);
        if (isnan(tail)) return NAN;
        if (u < 0.5 ? tail < u : tail > 1 - u) low = x;
        else high = x;
    }
    return low + (high - low) / 2;
}

cm_interval cm_wilson(double hits, double n, double alpha)
{
    double z = gsl_cdf_ugaussian_Qinv(alpha / 2), p = hits / n, z2 = z * z / n;
    double centre = (p + z2 / 2) / (1 + z2), half = sqrt(z2 * (p * (1 - p) + z2 / 4)) / (1 + z2);
    cm_interval interval = { fmax(0, centre - half), fmin(1, centre + half) };
    if (hits <= 0) interval.low = 0;
    if (hits >= n) interval.high = 1;
    return interval;
}

cm_interval cm_clopper_pearson(double hits, double n, double alpha)
{
    cm_interval interval = { 0, 1 };
    if (hits > 0) interval.low = cm_beta_quantile(alpha / 2, hits, n - hits + 1);
    if (hits < n) interval.high = cm_beta_quantile(1 - alpha / 2, hits + 1, n - hits);
    /* Of millions GSL does not even know the distribution: there the score interval, corrected for continuity, is the same. */
    if (isnan(interval.low)) interval.low = cm_wilson(hits - 0.5, n, alpha).low;
    if (isnan(interval.high)) interval.high = cm_wilson(hits + 0.5, n, alpha).high;
    return interval;
}

cm_interval cm_paired_shares(double both, double first, double second, double n, double alpha)
{
    double neither = n - both - first - second;
    double a = both + first, b = second + neither, c = both + second, e = first + neither;
    double p1 = a / n, p2 = c / n, product = a * b * c * e, phi = 0;
    cm_interval one = cm_wilson(a, n, alpha), two = cm_wilson(c, n, alpha), interval;
    double l1 = p1 - one.low, u1 = one.high - p1, l2 = p2 - two.low, u2 = two.high - p2, down, up;
    if (product > 0) {
        /* Newcombe's continuity correction of the correlation. */
        double cross = both * neither - first * second;
        if (cross > n / 2) cross -= n / 2;
        else if (cross >= 0) cross = 0;
        phi = cross / sqrt(product);
    }
    down = l1 * l1 - 2 * phi * l1 * u2 + u2 * u2;
    up = l2 * l2 - 2 * phi * l2 * u1 + u1 * u1;
    interval.low = p1 - p2 - sqrt(fmax(0, down));
    interval.high = p1 - p2 + sqrt(fmax(0, up));
    return interval;
}

cm_interval cm_mean_interval(double sum, double squares, double n, double alpha, double least, double most)
{
    double mean = sum / n, variance = n > 1 ? fmax(0, (squares - sum * mean) / (n - 1)) : 0, half = 0;
    cm_interval interval;
    if (variance > 0) half = gsl_cdf_tdist_Qinv(alpha / 2, n - 1) * sqrt(variance / n);
    interval.low = mean - half;
    interval.high = mean + half;
    if (!(variance > 0)) {
        double unseen = 1 - pow(alpha / 2, 1 / n);       /* a share of draws that n draws may well have missed */
        interval.low = mean - unseen * fmax(0, mean - least);
        interval.high = mean + unseen * fmax(0, most - mean);
    }
    return interval;
}
