/* sums.c: adding up. */
#include "models/sums.h"

#include <math.h>
#include <string.h>

static double *take(double **at, size_t count)
{
    double *own = *at;
    *at += count;
    return own;
}

cm_status cm_sums_init(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, size_t ncontrasts, cm_sums *sums)
{
    size_t cells = claim->nmeasures * claim->ncells, contrasts = claim->nmeasures * ncontrasts, products = claim->nexplained * claim->nexplained;
    size_t controls = claim->control ? 2 * claim->ncells + cells + 5 * ncontrasts + 2 * contrasts : 0;
    double *at;
    *sums = (cm_sums){ .ncells = cells, .ncontrasts = contrasts, .maxed = claim->nmeasures };
    sums->added = 2 * cells + 2 * claim->ncells + 4 * contrasts + products + controls;
    sums->count = sums->added + sums->maxed + 2 * contrasts;
    at = sums->flat = CM_NEW(ctx, arena, sums->count, double);
    sums->variation = CM_NEW(ctx, arena, contrasts, double);
    sums->cell_variation = CM_NEW(ctx, arena, cells, double);
    if (ctx->status != CM_OK) return ctx->status;
    sums->sum = take(&at, cells);
    sums->square = take(&at, cells);
    sums->edge = take(&at, claim->ncells);
    sums->brief = take(&at, claim->ncells);
    sums->difference = take(&at, contrasts);
    sums->square_difference = take(&at, contrasts);
    sums->above = take(&at, contrasts);
    sums->below = take(&at, contrasts);
    sums->product = take(&at, products);
    if (controls > 0) {
        sums->control = take(&at, claim->ncells);
        sums->control_square = take(&at, claim->ncells);
        sums->control_product = take(&at, cells);
        sums->pair_control = take(&at, 5 * ncontrasts);
        sums->pair_product = take(&at, 2 * contrasts);
    }
    sums->largest = take(&at, sums->maxed);
    sums->first_above = take(&at, contrasts);
    sums->first_below = take(&at, contrasts);
    cm_sums_clear(sums);
    return CM_OK;
}

void cm_sums_clear(cm_sums *sums)
{
    if (sums->added > 0) memset(sums->flat, 0, (sums->added + sums->maxed) * sizeof(double));
    for (size_t i = sums->added + sums->maxed; i < sums->count; i++) sums->flat[i] = HUGE_VAL;
    if (sums->ncontrasts > 0) memset(sums->variation, 0, sums->ncontrasts * sizeof(double));
    if (sums->ncells > 0) memset(sums->cell_variation, 0, sums->ncells * sizeof(double));
    sums->draws = 0;
}

static void add(cm_sums *to, const cm_sums *from)
{
    size_t minima = to->added + to->maxed;
    for (size_t i = 0; i < to->added; i++) to->flat[i] += from->flat[i];
    for (size_t i = to->added; i < minima; i++) to->flat[i] = fmax(to->flat[i], from->flat[i]);
    for (size_t i = minima; i < to->count; i++) to->flat[i] = fmin(to->flat[i], from->flat[i]);
    to->draws += from->draws;
}

/* The sum of (x - c)^2 over a batch, c being the mean of what came before it. */
static void add_variation(double *variation, const double *sum, const double *square, const double *before, double drawn, double draws, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double centre = drawn > 0 ? before[i] / drawn : 0;
        variation[i] += fmax(0, square[i] - 2 * centre * sum[i] + draws * centre * centre);
    }
}

void cm_sums_absorb(cm_sums *total, const cm_sums *batch)
{
    add_variation(total->variation, batch->difference, batch->square_difference, total->difference, total->draws, batch->draws, total->ncontrasts);
    add_variation(total->cell_variation, batch->sum, batch->square, total->sum, total->draws, batch->draws, total->ncells);
    add(total, batch);
}
