/* passing_gains.c: of what members gain on one issue: the share of what could be had, and how unequal it is. */
#include <math.h>

#include "solver/bargain/passing.h"

/* A sum of concave utilities is largest at an ideal or, quadratic, at their weighted mean. */
static double attainable(const cm_passing *passing)
{
    const cm_spatial *s = passing->protocol->spatial;
    double weights = 0, mean = 0, most = 0, sq = s->status_quo[0];
    for (size_t i = 0; i < s->n; i++) {
        double weight = cm_spatial_salience(s, i, 0);
        weights += weight;
        mean += weight * s->ideal[i];
    }
    for (size_t k = 0; k <= s->n; k++) {
        double x = k < s->n ? s->ideal[k] : weights > 0 ? mean / weights : sq, sum = 0;
        for (size_t j = 0; j < s->n; j++) sum += cm_passing_utility(passing, j, x) - cm_passing_utility(passing, j, sq);
        most = fmax(most, sum);
    }
    return most;
}

cm_status cm_passing_gains_set(cm_ctx *ctx, const cm_passing *passing, const double *gain, cm_result *result)
{
    size_t n = passing->protocol->n;
    double total = 0, apart = 0, least = 0, most = attainable(passing), zero = ctx->tol.abs * passing->utility_scale;
    cm_status status;
    for (size_t i = 0; i < n; i++) {
        total += gain[i];
        least = fmin(least, gain[i]);
        for (size_t j = 0; j < n; j++) apart += fabs(gain[i] - gain[j]);
    }
    CM_TRY(cm_result_set(ctx, result, "captured", most > zero ? cm_number(total / most) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "inequality", total > zero && least >= -zero ? cm_number(apart / (2 * (double)n * total)) : cm_none()));
out:
    return status;
}
