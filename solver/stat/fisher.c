/* fisher.c: see fisher.h.  Probabilities by logarithms; what is monotone in the odds ratio by bisection on
 * its logarithm. */
#include "solver/stat/fisher.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>

typedef struct table {
    size_t least, most, first, second, hits;       /* range of a; sizes of the two rows; first column's total */
} table;

static double log_weight(const table *t, size_t a)
{
    return gsl_sf_lnchoose((unsigned)t->first, (unsigned)a) + gsl_sf_lnchoose((unsigned)t->second, (unsigned)(t->hits - a));
}

/* With log odds ratio `slope`: P(A <= a), P(A >= a), and the mean of A. */
static void tails(const table *t, size_t at, double slope, double *down, double *up, double *mean)
{
    double peak = -HUGE_VAL, total = 0;
    *down = *up = *mean = 0;
    for (size_t a = t->least; a <= t->most; a++) peak = fmax(peak, log_weight(t, a) + slope * (double)a);
    for (size_t a = t->least; a <= t->most; a++) {
        double w = exp(log_weight(t, a) + slope * (double)a - peak);
        total += w;
        if (a <= at) *down += w;
        if (a >= at) *up += w;
        *mean += w * (double)a;
    }
    *down /= total;
    *up /= total;
    *mean /= total;
}

typedef enum wanted { TAIL_DOWN, TAIL_UP, MEAN } wanted;

static double measure(const table *t, size_t a, double slope, wanted what)
{
    double down, up, mean;
    tails(t, a, slope, &down, &up, &mean);
    return what == TAIL_DOWN ? -down : what == TAIL_UP ? up : mean;
}

/* The log odds ratio at which a measure that grows with it reaches `goal`. */
static double reach(const cm_ctx *ctx, const table *t, size_t a, wanted what, double goal)
{
    double low = -1, high = 1;
    while (measure(t, a, low, what) > goal) low *= 2;
    while (measure(t, a, high, what) < goal) high *= 2;
    while (high - low > ctx->tol.abs * fmax(1, fabs(low))) {
        double middle = low + (high - low) / 2;
        if (measure(t, a, middle, what) < goal) low = middle;
        else high = middle;
    }
    return low + (high - low) / 2;
}

/* The two-sided p of one table, and the probability of tables exactly as likely. */
static double two_sided(const cm_ctx *ctx, const table *t, size_t at, double all, double *equal)
{
    double seen = log_weight(t, at), p = 0;
    *equal = 0;
    for (size_t a = t->least; a <= t->most; a++) {
        double w = log_weight(t, a);
        if (w > seen + ctx->tol.cert) continue;
        p += exp(w - all);
        if (w > seen - ctx->tol.cert) *equal += exp(w - all);
    }
    return fmin(1, p);
}

cm_status cm_fisher_test(cm_ctx *ctx, const size_t cell[4], double alpha, cm_fisher *out)
{
    table t = { .first = cell[0] + cell[1], .second = cell[2] + cell[3], .hits = cell[0] + cell[2] };
    size_t n = t.first + t.second, a = cell[0];
    double all, equal, ignored;
    if (t.first == 0 || t.second == 0 || t.hits == 0 || t.hits == n) {
        return cm_fail(ctx, CM_E_DOMAIN, "a table with an empty row or column (%zu, %zu; %zu, %zu) compares nothing", cell[0], cell[1], cell[2], cell[3]);
    }
    t.least = t.hits > t.second ? t.hits - t.second : 0;
    t.most = t.hits < t.first ? t.hits : t.first;
    all = gsl_sf_lnchoose((unsigned)n, (unsigned)t.hits);
    out->p = two_sided(ctx, &t, a, all, &equal);
    out->midp = out->p - equal / 2;
    out->least = 1;
    for (size_t b = t.least; b <= t.most; b++) out->least = fmin(out->least, two_sided(ctx, &t, b, all, &ignored));
    out->odds = a == t.least ? 0 : a == t.most ? HUGE_VAL : exp(reach(ctx, &t, a, MEAN, (double)a));
    out->low = a == t.least ? 0 : exp(reach(ctx, &t, a, TAIL_UP, alpha / 2));
    out->high = a == t.most ? HUGE_VAL : exp(reach(ctx, &t, a, TAIL_DOWN, -alpha / 2));
    return CM_OK;
}
