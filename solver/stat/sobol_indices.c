/* sobol_indices.c: the points, the runs, the estimators and their bootstrap. */
#include "solver/stat/sobol_indices.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <string.h>

#include "solver/base/mem.h"
#include "solver/base/rng.h"
#include "solver/stat/bootstrap.h"

typedef struct design {
    const cm_unit_model *model;
    size_t rows, k;
    double *point;                   /* rows x 2k: A, then B */
    double *a, *b, *mixed;           /* outputs: rows, rows, k x rows */
    double *u, *replication;
    size_t *pick;                    /* rows: a resample */
} design;

static cm_status place_points(cm_ctx *ctx, design *d, uint64_t seed)
{
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)(2 * d->k));
    cm_rng rng;
    double shift[2 * CM_SOBOL_MOST];
    if (sequence == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a sequence of points");
    cm_rng_init(&rng, seed, "sobol-shift", 0);
    for (size_t j = 0; j < 2 * d->k; j++) shift[j] = cm_rng_unit(&rng);
    for (size_t r = 0; r < d->rows; r++) {
        double *row = d->point + r * 2 * d->k;
        (void)gsl_qrng_get(sequence, row);
        for (size_t j = 0; j < 2 * d->k; j++) row[j] = row[j] + shift[j] < 1 ? row[j] + shift[j] : row[j] + shift[j] - 1;
    }
    gsl_qrng_free(sequence);
    return CM_OK;
}

/* The run at a row of A (which == k + 1: of B), with column `which` from B when which < k. */
static cm_status run_one(cm_ctx *ctx, design *d, size_t r, size_t which, double *y)
{
    const double *row = d->point + r * 2 * d->k;
    for (size_t j = 0; j < d->k; j++) d->u[j] = which == d->k + 1 || which == j ? row[d->k + j] : row[j];
    return d->model->at(d->model->data, ctx, d->u, y);
}

static cm_status run_all(cm_ctx *ctx, design *d)
{
    cm_status status = CM_OK;
    for (size_t r = 0; r < d->rows; r++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %zu of %zu rows of points", r, d->rows));
        CM_TRY(run_one(ctx, d, r, d->k, &d->a[r]));
        CM_TRY(run_one(ctx, d, r, d->k + 1, &d->b[r]));
        for (size_t i = 0; i < d->k; i++) CM_TRY(run_one(ctx, d, r, i, &d->mixed[i * d->rows + r]));
    }
out:
    return status;
}

/* Over the picked rows (NULL: all); outputs are taken from their mean, which steadies Saltelli's estimator. */
static void moments(const design *d, const size_t *pick, double *mean, double *variance)
{
    double sum = 0, square = 0, n = 2 * (double)d->rows;
    for (size_t r = 0; r < d->rows; r++) {
        size_t at = pick != NULL ? pick[r] : r;
        sum += d->a[at] + d->b[at];
    }
    *mean = sum / n;
    for (size_t r = 0; r < d->rows; r++) {
        size_t at = pick != NULL ? pick[r] : r;
        square += (d->a[at] - *mean) * (d->a[at] - *mean) + (d->b[at] - *mean) * (d->b[at] - *mean);
    }
    *variance = square / n;
}

static void estimate(const design *d, const size_t *pick, size_t i, double mean, double variance, double *first, double *total)
{
    const double *mixed = d->mixed + i * d->rows;
    double together = 0, apart = 0, n = (double)d->rows;
    for (size_t r = 0; r < d->rows; r++) {
        size_t at = pick != NULL ? pick[r] : r;
        together += (d->b[at] - mean) * (mixed[at] - d->a[at]);
        apart += (d->a[at] - mixed[at]) * (d->a[at] - mixed[at]);
    }
    *first = variance > 0 ? together / n / variance : 0;
    *total = variance > 0 ? apart / (2 * n) / variance : 0;
}

static void intervals(design *d, uint64_t seed, double confidence, cm_sobol_index *index)
{
    cm_rng rng;
    cm_rng_init(&rng, seed, "sobol-bootstrap", 0);
    for (size_t t = 0; t < CM_BOOTSTRAP; t++) {
        double mean, variance;
        for (size_t r = 0; r < d->rows; r++) d->pick[r] = (size_t)cm_rng_below(&rng, d->rows);
        moments(d, d->pick, &mean, &variance);
        for (size_t i = 0; i < d->k; i++) {
            estimate(d, d->pick, i, mean, variance, &d->replication[2 * i * CM_BOOTSTRAP + t], &d->replication[(2 * i + 1) * CM_BOOTSTRAP + t]);
        }
    }
    for (size_t i = 0; i < d->k; i++) {
        cm_bootstrap_interval(d->replication + 2 * i * CM_BOOTSTRAP, confidence, &index[i].first_low, &index[i].first_high);
        cm_bootstrap_interval(d->replication + (2 * i + 1) * CM_BOOTSTRAP, confidence, &index[i].total_low, &index[i].total_high);
    }
}

cm_status cm_sobol_indices(cm_ctx *ctx, const cm_unit_model *model, size_t rows, uint64_t seed, double confidence, cm_sobol_index *index,
                           double *mean, double *variance)
{
    cm_arena arena = { NULL };
    size_t k = model->k;
    design d = { .model = model, .rows = rows, .k = k };
    cm_status status = CM_OK;
    if (rows < 2) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "shares of variance need at least 2 rows of points, not %zu", rows));
    if (k > CM_SOBOL_MOST) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "shares of variance are for at most %d inputs, not %zu: screen first", CM_SOBOL_MOST, k));
    d.point = CM_NEW(ctx, &arena, rows * 2 * k, double);
    d.a = CM_NEW(ctx, &arena, rows, double);
    d.b = CM_NEW(ctx, &arena, rows, double);
    d.mixed = CM_NEW(ctx, &arena, rows * k, double);
    d.u = CM_NEW(ctx, &arena, k, double);
    d.replication = CM_NEW(ctx, &arena, 2 * k * CM_BOOTSTRAP, double);
    d.pick = CM_NEW(ctx, &arena, rows, size_t);
    CM_TRY(ctx->status);
    CM_TRY(place_points(ctx, &d, seed));
    CM_TRY(run_all(ctx, &d));
    moments(&d, NULL, mean, variance);
    for (size_t i = 0; i < k; i++) estimate(&d, NULL, i, *mean, *variance, &index[i].first, &index[i].total);
    intervals(&d, seed, confidence, index);
out:
    cm_arena_free(&arena);
    return status;
}
