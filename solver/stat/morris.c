/* morris.c: trajectories, and sums of their elementary effects. */
#include "solver/stat/morris.h"

#include <math.h>
#include <string.h>

#include "solver/base/mem.h"
#include "solver/base/rng.h"

enum { LEVELS = 4 };

typedef struct walk {
    double *u, *seen, *next;         /* where the trajectory is; where the model looked; and after the step */
    size_t *order;
    double *sum, *square, *size;     /* of each input's effects */
} walk;

static void start(cm_rng *rng, size_t k, walk *w)
{
    for (size_t i = 0; i < k; i++) {
        size_t j = (size_t)cm_rng_below(rng, i + 1);
        w->u[i] = (double)cm_rng_below(rng, LEVELS) / (LEVELS - 1);
        w->order[i] = w->order[j];
        w->order[j] = i;
    }
}

static cm_status trajectory(cm_ctx *ctx, const cm_unit_model *model, cm_rng *rng, walk *w)
{
    const double step = LEVELS / (2.0 * (LEVELS - 1));
    double before, after;
    cm_status status = CM_OK;
    start(rng, model->k, w);
    memcpy(w->seen, w->u, model->k * sizeof(double));
    CM_TRY(model->at(model->data, ctx, w->seen, &before));
    for (size_t t = 0; t < model->k; t++) {
        size_t i = w->order[t];
        double moved, effect;
        w->u[i] += w->u[i] < 0.5 ? step : -step;
        memcpy(w->next, w->u, model->k * sizeof(double));
        CM_TRY(model->at(model->data, ctx, w->next, &after));
        moved = w->next[i] - w->seen[i];
        effect = moved > 0 || moved < 0 ? (after - before) / moved : 0;      /* an input with one value only */
        w->sum[i] += effect;
        w->square[i] += effect * effect;
        w->size[i] += fabs(effect);
        memcpy(w->seen, w->next, model->k * sizeof(double));
        before = after;
    }
out:
    return status;
}

cm_status cm_morris_screen(cm_ctx *ctx, const cm_unit_model *model, size_t trajectories, uint64_t seed, cm_morris *out)
{
    cm_arena arena = { NULL };
    cm_rng rng;
    size_t k = model->k;
    double n = (double)trajectories;
    walk w = { CM_NEW(ctx, &arena, k, double), CM_NEW(ctx, &arena, k, double), CM_NEW(ctx, &arena, k, double), CM_NEW(ctx, &arena, k, size_t),
               CM_NEW(ctx, &arena, k, double), CM_NEW(ctx, &arena, k, double), CM_NEW(ctx, &arena, k, double) };
    cm_status status = ctx->status;
    if (status != CM_OK) goto out;
    if (trajectories < 2) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "screening needs at least 2 trajectories, not %zu", trajectories));
    cm_rng_init(&rng, seed, "morris", 0);
    for (size_t t = 0; t < trajectories; t++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted after %zu of %zu trajectories", t, trajectories));
        CM_TRY(trajectory(ctx, model, &rng, &w));
    }
    for (size_t i = 0; i < k; i++) {
        double mean = w.sum[i] / n, variance = fmax(0, (w.square[i] - w.sum[i] * mean) / (n - 1));
        if (variance <= ctx->tol.rel * w.square[i] / n) variance = 0;        /* rounding alone */
        out[i] = (cm_morris){ mean, w.size[i] / n, sqrt(variance), sqrt(variance / n) };
    }
out:
    cm_arena_free(&arena);
    return status;
}
