/* contrasts.c: which cells are compared, and where the comparison is a theorem.
 *
 * Theorem: if one venue's members are a subset of another's, with the same mandate, agenda and world,
 * and both decide by consensus, then whatever all of the larger prefer to the status quo all of the
 * smaller prefer too; so agreement and depth never rise from the smaller to the larger, in any draw. */
#include <string.h>

#include "models/judge_inside.h"

static size_t regimes_of(const cm_claim *claim)
{
    size_t count = 1;
    for (size_t a = 0; a < claim->naxes; a++) {
        if (claim->axis[a].within) count *= claim->axis[a].nlevels;
    }
    return count;
}

/* The r-th choice of levels on the axes in `within` (or, with `pooled`, on those that are averaged over). */
static void choose(const cm_claim *claim, size_t r, bool pooled, size_t *at)
{
    for (size_t a = claim->naxes; a-- > 0;) {
        if (a == claim->along || claim->axis[a].within == pooled) continue;
        at[a] = r % claim->axis[a].nlevels;
        r /= claim->axis[a].nlevels;
    }
}

static bool nested_consensus(const cm_claim *claim, const cm_contrast *contrast)
{
    for (size_t i = 0; i < contrast->npairs; i++) {
        const cm_cell *a = &claim->cell[contrast->first[i]], *b = &claim->cell[contrast->second[i]];
        bool nested = a->line == b->line && a->size > 0 && b->size > 0 && a->size <= b->size;
        if (!nested || !a->consensus || !b->consensus) return false;
        if (a->text != NULL && memcmp(a->text, b->text, a->venue->nissues * sizeof *a->text) != 0) return false;
    }
    return true;
}

static cm_status fill(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan, size_t regime,
                      size_t from, size_t to, cm_contrast *contrast)
{
    size_t *first = CM_NEW(ctx, arena, plan->npooled, size_t), *second = CM_NEW(ctx, arena, plan->npooled, size_t);
    size_t at[CM_MOST_AXES];
    if (first == NULL || second == NULL) return ctx->status;
    memcpy(at, plan->at[regime], sizeof at);
    for (size_t i = 0; i < plan->npooled; i++) {
        choose(claim, i, true, at);
        at[claim->along] = from;
        first[i] = cm_claim_cell(claim, at);
        at[claim->along] = to;
        second[i] = cm_claim_cell(claim, at);
    }
    *contrast = (cm_contrast){ first, second, plan->npooled, false };
    contrast->theorem = nested_consensus(claim, contrast);
    return CM_OK;
}

enum { MOST_LEVELS = 64 };               /* beyond, neighbours alone: pairs grow with the square */

/* Every pair of levels but the ends, shorter steps first. */
static void list_pairs(cm_contrasts *plan, size_t levels)
{
    size_t longest = levels <= MOST_LEVELS ? levels : 2;
    for (size_t length = 1; length + 1 < levels && length < longest; length++) {
        for (size_t from = 0; from + length < levels; from++) {
            plan->pair[plan->npairs][0] = from;
            plan->pair[plan->npairs++][1] = from + length;
        }
    }
}

cm_status cm_contrasts_plan(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, cm_contrasts *plan)
{
    size_t levels = claim->axis[claim->along].nlevels, each;
    cm_status status = CM_OK;
    memset(plan, 0, sizeof *plan);
    plan->nregimes = regimes_of(claim);
    plan->pair = cm_alloc(ctx, arena, levels <= MOST_LEVELS ? levels * (levels - 1) / 2 : levels, sizeof *plan->pair);
    if (plan->pair == NULL) return ctx->status;
    list_pairs(plan, levels);
    plan->npooled = claim->ngrid / plan->nregimes / levels;
    each = 1 + plan->npairs;
    plan->count = plan->nregimes * each;
    plan->contrast = CM_NEW(ctx, arena, plan->count, cm_contrast);
    plan->at = cm_alloc(ctx, arena, plan->nregimes, sizeof *plan->at);
    plan->theorem = CM_NEW(ctx, arena, plan->nregimes, bool);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t r = 0; r < plan->nregimes; r++) {
        cm_contrast *contrast = plan->contrast + r * each;
        choose(claim, r, false, plan->at[r]);
        CM_TRY(fill(ctx, arena, claim, plan, r, 0, levels - 1, &contrast[0]));
        plan->theorem[r] = contrast[0].theorem;
        for (size_t k = 0; k < plan->npairs; k++) {
            CM_TRY(fill(ctx, arena, claim, plan, r, plan->pair[k][0], plan->pair[k][1], &contrast[1 + k]));
            plan->theorem[r] = plan->theorem[r] && contrast[1 + k].theorem;
        }
    }
out:
    return status;
}
