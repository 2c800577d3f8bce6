/* waves_limit.c: infinitely many members: where a spread comes to rest, and where its low rest point vanishes.
 *
 * Everybody sees everybody: the least x with x = s + (1 - s) F(x), s the share that begins; F is convex below its mean
 * and concave above, so that each side has one candidate.  With thresholds spread by sd the two lower rest points meet
 * where sd = (1 - s) phi(z), Phi(z) - z phi(z) = (m - s) / (1 - s).  Random contacts, of a mean z (Gleeson and Cahalane):
 *   q = s + (1 - s) sum_{j,l} Pr[j] Pr[l] F(j / (j + l + 1)),   share = s + (1 - s) sum_{j,l} Pr[j] Pr[l] F(j / (j + l)),
 * j and l Poisson of means z q and z (1 - q), by iteration from s up; for means up to CM_CASCADE_CONTACTS.  Branching: sum_k k (k - 1) Pr[k] (F(1 / k) - F(0)) / z: above 1 one
 * adopter starts a spread through a share of all (Watts).
 *
 * Source: M. Granovetter, "Threshold models of collective behavior", American Journal of Sociology 83 (1978)
 * 1420-1443; J. P. Gleeson, D. J. Cahalane, "Seed size strongly affects cascades on random networks", Physical Review
 * E 75 (2007) 056103. */
#include "solver/norms/cascade.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "solver/base/root.h"

enum { WAVES = 200000 };

static double begins(const cm_cascade_params *p)
{
    return (double)p->seeds / (double)p->members;
}

static double excess_of(const cm_cascade_params *p, double x)
{
    double s = begins(p);
    return s + (1 - s) * cm_threshold_law(p, x) - x;
}

static double excess(double x, void *data)
{
    return excess_of(data, x);
}

static cm_status root(cm_ctx *ctx, double (*function)(double, void *), const void *data, double low, double high, double *x)
{
    union { const void *in; void *out; } same = { data };                           /* GSL hands data on as not constant */
    return cm_root(ctx, function, same.out, low, high, 0, "cascade: a rest point", x);
}

static cm_status everybody(cm_ctx *ctx, const cm_cascade_params *p, double *share)
{
    double s = begins(p), mean = fmin(fmax(p->mean, 0), 1), steepest = (1 - s) * gsl_ran_gaussian_pdf(0, p->sd), low = 0;
    if (!(p->sd > 0)) {
        *share = s >= p->mean ? 1 : s;
        return CM_OK;
    }
    if (s >= 1) {
        *share = 1;
        return CM_OK;
    }
    if (!(excess_of(p, 0) > 0)) {
        *share = 0;
        return CM_OK;
    }
    if (steepest > 1) low = fmin(fmax(p->mean - p->sd * sqrt(2 * log(steepest)), 0), mean);    /* where the excess is least below the mean */
    else low = mean;
    if (excess_of(p, low) <= 0) return root(ctx, excess, p, 0, low, share);
    return root(ctx, excess, p, low, 1, share);
}

static double law_at(const cm_cascade_params *p, size_t hits, size_t degree)
{
    return cm_threshold_law(p, degree > 0 ? (double)hits / (double)degree : 0);
}

static size_t most_contacts(const cm_cascade_params *p)
{
    return (size_t)(p->degree + 12 * sqrt(p->degree) + 24);
}

static double poisson(unsigned k, double mean)
{
    return mean > 0 ? gsl_ran_poisson_pdf(k, mean) : k == 0 ? 1 : 0;
}

typedef struct mix {
    size_t most;
    double *law;                         /* F(j / d): rows of d = 0 .. 2 most + 1 */
    double *in, *out;                    /* chances of j contacts that have adopted, and of l others */
} mix;

static cm_status open_mix(cm_ctx *ctx, cm_arena *arena, const cm_cascade_params *p, mix *m)
{
    size_t rows;
    m->most = most_contacts(p);
    rows = 2 * m->most + 2;
    m->law = CM_NEW(ctx, arena, rows * (m->most + 1), double);
    m->in = CM_NEW(ctx, arena, m->most + 1, double);
    m->out = CM_NEW(ctx, arena, m->most + 1, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t d = 0; d < rows; d++) {
        for (size_t j = 0; j <= m->most && j <= d; j++) m->law[d * (m->most + 1) + j] = law_at(p, j, d);
    }
    return CM_OK;
}

/* Contacts that have adopted and others are independent Poisson numbers of means z q and z (1 - q); `more`: others besides. */
static double around(const cm_cascade_params *p, mix *m, size_t more, double q)
{
    double sum = 0;
    for (size_t j = 0; j <= m->most; j++) {
        m->in[j] = poisson((unsigned)j, p->degree * q);
        m->out[j] = poisson((unsigned)j, p->degree * (1 - q));
    }
    for (size_t j = 0; j <= m->most; j++) {
        double part = 0;
        for (size_t l = 0; l <= m->most && m->in[j] > 0; l++) part += m->out[l] * m->law[(j + l + more) * (m->most + 1) + j];
        sum += m->in[j] * part;
    }
    return sum;
}

static cm_status random_contacts(cm_ctx *ctx, const cm_cascade_params *p, double *reached, double *share)
{
    double s = begins(p), q = s, next = s;
    cm_arena scratch = { NULL };
    mix m;
    cm_status status;
    CM_TRY(open_mix(ctx, &scratch, p, &m));
    for (int k = 0; k < WAVES; k++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        next = s + (1 - s) * around(p, &m, 1, q);
        if (!(next - q > 4 * DBL_EPSILON * next)) break;
        q = next;
    }
    *reached = q;
    *share = s + (1 - s) * around(p, &m, 0, q);
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_spread_limit(cm_ctx *ctx, const cm_cascade_params *p, double *reached, double *share)
{
    *reached = 0;
    return strcmp(p->network, "all") == 0 ? everybody(ctx, p, share) : random_contacts(ctx, p, reached, share);
}

static double tangency(double z, void *data)
{
    return gsl_cdf_ugaussian_P(z) - z * gsl_ran_ugaussian_pdf(z) - *(const double *)data;
}

cm_status cm_spread_critical(cm_ctx *ctx, const cm_cascade_params *p, double *sd)
{
    double s = begins(p), level = s < 1 ? (p->mean - s) / (1 - s) : 0, z = 0, low = -1;
    cm_status status = CM_OK;
    *sd = HUGE_VAL;
    if (!(level > 0 && level < 0.5)) return CM_OK;
    while (tangency(low, &level) > 0) low *= 2;
    CM_TRY(root(ctx, tangency, &level, low, 0, &z));
    *sd = (1 - s) * gsl_ran_ugaussian_pdf(z);
out:
    return status;
}

double cm_spread_branching(const cm_cascade_params *p)
{
    double sum = 0;
    for (size_t k = 0; k <= most_contacts(p); k++) sum += poisson((unsigned)k, p->degree) * (law_at(p, 1, k + 2) - law_at(p, 0, k + 2));
    return p->degree * sum;
}
