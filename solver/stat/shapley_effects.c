/* shapley_effects.c: conditional points by Cholesky's factor with the known inputs first: then fresh deviates for
 * the last rows alone are draws given the first. */
#include "solver/stat/shapley_effects.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/base/mem.h"
#include "solver/base/rng.h"
#include "solver/stat/bootstrap.h"

enum { INNER = 3, WHOLE = 12 };      /* points of a set given the others; of the whole, in units of `outer` */

typedef struct division {
    const cm_unit_model *model;
    const double *correlation;
    size_t k, outer;
    double *left;                    /* 2^k x outer: the variance that was left at each outer point */
    double *whole;                   /* WHOLE * outer outputs */
    double *factor, *deviate, *u, *worth, *replication;
    size_t *order;
} division;

/* The factor of the correlations of inputs in `order`, in d->factor. */
static cm_status factorise(cm_ctx *ctx, const double *correlation, const size_t *order, size_t k, double *factor)
{
    gsl_matrix_view view = gsl_matrix_view_array(factor, k, k);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) factor[i * k + j] = correlation != NULL ? correlation[order[i] * k + order[j]] : (double)(i == j);
    }
    for (size_t i = 0; i < k; i++) {
        if (!(fabs(factor[i * k + i] - 1) <= ctx->tol.abs)) return cm_fail(ctx, CM_E_INPUT, "the correlation of an input with itself is %g, not 1", factor[i * k + i]);
    }
    if (gsl_linalg_cholesky_decomp1(&view.matrix) != GSL_SUCCESS) return cm_fail(ctx, CM_E_INPUT, "no inputs can have these correlations: their matrix is not positive definite");
    for (size_t i = 0; i < k; i++) {
        if (!(factor[i * k + i] > ctx->tol.slack)) return cm_fail(ctx, CM_E_INPUT, "no inputs can have these correlations: their matrix is not positive definite");
    }
    return CM_OK;
}

cm_status cm_correlation_check(cm_ctx *ctx, const double *correlation, size_t k)
{
    cm_arena arena = { NULL };
    double *factor = CM_NEW(ctx, &arena, k * k, double);
    size_t *order = CM_NEW(ctx, &arena, k, size_t);
    cm_status status = ctx->status;
    if (status != CM_OK) goto out;
    for (size_t i = 0; i < k; i++) order[i] = i;
    CM_TRY(factorise(ctx, correlation, order, k, factor));
out:
    cm_arena_free(&arena);
    return status;
}

/* Fresh deviates from place `from` on, and the output there. */
static cm_status draw(cm_ctx *ctx, division *d, cm_rng *rng, size_t from, double *y)
{
    for (size_t i = from; i < d->k; i++) d->deviate[i] = gsl_cdf_ugaussian_Pinv(cm_rng_unit(rng));
    for (size_t i = 0; i < d->k; i++) {
        double z = 0;
        for (size_t j = 0; j <= i; j++) z += d->factor[i * d->k + j] * d->deviate[j];
        d->u[d->order[i]] = gsl_cdf_ugaussian_P(z);
    }
    return d->model->at(d->model->data, ctx, d->u, y);
}

static cm_status run_set(cm_ctx *ctx, division *d, unsigned set, uint64_t seed)
{
    size_t known = 0, at = 0;
    cm_rng rng;
    cm_status status = CM_OK;
    for (int in = 0; in <= 1; in++) {
        for (size_t i = 0; i < d->k; i++) {
            if ((int)(set >> i & 1) == in) d->order[at++] = i;
        }
        if (in == 0) known = at;
    }
    CM_TRY(factorise(ctx, d->correlation, d->order, d->k, d->factor));
    cm_rng_init(&rng, seed, "shapley-effects", set);
    for (size_t o = 0; o < d->outer; o++) {
        double y[INNER], mean = 0, square = 0;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted while dividing the variance"));
        for (size_t t = 0; t < INNER; t++) {
            CM_TRY(draw(ctx, d, &rng, t == 0 ? 0 : known, &y[t]));
            mean += y[t] / INNER;
        }
        for (size_t t = 0; t < INNER; t++) square += (y[t] - mean) * (y[t] - mean);
        d->left[set * d->outer + o] = square / (INNER - 1);
    }
out:
    return status;
}

static cm_status run_whole(cm_ctx *ctx, division *d, uint64_t seed)
{
    cm_rng rng;
    cm_status status = CM_OK;
    for (size_t i = 0; i < d->k; i++) d->order[i] = i;
    CM_TRY(factorise(ctx, d->correlation, d->order, d->k, d->factor));
    cm_rng_init(&rng, seed, "shapley-effects", 0);
    for (size_t t = 0; t < WHOLE * d->outer; t++) CM_TRY(draw(ctx, d, &rng, 0, &d->whole[t]));
out:
    return status;
}

/* Mean of `n` numbers, or of a resample when rng is given; and their variance. */
static double average(const double *x, size_t n, cm_rng *rng, double *variance)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        double value = x[rng != NULL ? (size_t)cm_rng_below(rng, n) : i], off = value - mean;
        mean += off / (double)(i + 1);
        square += off * (value - mean);
    }
    if (variance != NULL) *variance = square / (double)(n - 1);
    return mean;
}

/* Shares of all inputs, at stride `stride`. */
static void divide(division *d, cm_rng *rng, double *mean, double *variance, double *share, size_t stride)
{
    unsigned all = (1U << d->k) - 1;
    *mean = average(d->whole, WHOLE * d->outer, rng, variance);
    d->worth[0] = 0;
    d->worth[all] = *variance;
    for (unsigned set = 1; set < all; set++) d->worth[set] = average(d->left + set * d->outer, d->outer, rng, NULL);
    for (size_t i = 0; i < d->k; i++) {
        double sum = 0;
        for (unsigned set = 0; set <= all; set++) {
            double choose = 1;               /* C(k-1, |set|) */
            size_t size = 0;
            if (set >> i & 1) continue;
            for (unsigned rest = set; rest != 0; rest &= rest - 1) size++;
            for (size_t j = 0; j < size; j++) choose = choose * (double)(d->k - 1 - j) / (double)(j + 1);
            sum += (d->worth[set | 1U << i] - d->worth[set]) / choose;
        }
        share[i * stride] = *variance > 0 ? sum / (double)d->k / *variance : 0;
    }
}

static cm_status division_init(cm_ctx *ctx, cm_arena *arena, division *d)
{
    size_t k = d->k;
    d->left = CM_NEW(ctx, arena, ((size_t)1 << k) * d->outer, double);
    d->whole = CM_NEW(ctx, arena, WHOLE * d->outer, double);
    d->factor = CM_NEW(ctx, arena, k * k, double);
    d->deviate = CM_NEW(ctx, arena, k, double);
    d->u = CM_NEW(ctx, arena, k, double);
    d->worth = CM_NEW(ctx, arena, (size_t)1 << k, double);
    d->replication = CM_NEW(ctx, arena, k * CM_BOOTSTRAP, double);
    d->order = CM_NEW(ctx, arena, k, size_t);
    return ctx->status;
}

cm_status cm_shapley_effects(cm_ctx *ctx, const cm_unit_model *model, const double *correlation, size_t outer, uint64_t seed, double confidence,
                             cm_shapley_effect *effect, double *mean, double *variance)
{
    cm_arena arena = { NULL };
    division d = { .model = model, .correlation = correlation, .k = model->k, .outer = outer };
    double share[CM_SHAPLEY_MOST], ignored_mean, ignored;
    cm_rng rng;
    cm_status status = CM_OK;
    if (outer < 2) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "dividing the variance needs at least 2 points for each set of inputs, not %zu", outer));
    if (d.k > CM_SHAPLEY_MOST) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the variance is divided among at most %d inputs, not %zu: screen first", CM_SHAPLEY_MOST, d.k));
    CM_TRY(division_init(ctx, &arena, &d));
    CM_TRY(run_whole(ctx, &d, seed));
    for (unsigned set = 1; set + 1 < 1U << d.k; set++) CM_TRY(run_set(ctx, &d, set, seed));
    divide(&d, NULL, mean, variance, share, 1);
    cm_rng_init(&rng, seed, "shapley-bootstrap", 0);
    for (size_t t = 0; t < CM_BOOTSTRAP; t++) divide(&d, &rng, &ignored_mean, &ignored, d.replication + t, CM_BOOTSTRAP);
    for (size_t i = 0; i < d.k; i++) {
        effect[i].share = share[i];
        cm_bootstrap_interval(d.replication + i * CM_BOOTSTRAP, confidence, &effect[i].low, &effect[i].high);
    }
out:
    cm_arena_free(&arena);
    return status;
}
