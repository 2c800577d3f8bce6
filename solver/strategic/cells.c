/* cells.c: comparing, showing and finding again what stands in a normal form. */
#include "solver/strategic/cells.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

double cm_cells_scale(const cm_nfg *nfg)
{
    double scale = 0;
    for (size_t k = 0; k < nfg->cells * nfg->n; k++) scale = fmax(scale, fabs(nfg->payoff[k]));
    return scale;
}

int cm_cells_compare(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t i, size_t a, size_t b)
{
    double left = nfg->payoff[a * nfg->n + i], right = nfg->payoff[b * nfg->n + i];
    if (nfg->exact != NULL) return cm_frac_compare(nfg->exact[a * nfg->n + i], nfg->exact[b * nfg->n + i]);
    if (fabs(left - right) <= ctx->tol.abs * scale + ctx->tol.rel * fmax(fabs(left), fabs(right))) return 0;
    return left < right ? -1 : 1;
}

cm_value cm_cells_exact(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t i, size_t cell)
{
    return nfg->exact != NULL ? cm_fraction(ctx, arena, nfg->exact[cell * nfg->n + i]) : cm_none();
}

size_t cm_cells_stride(const cm_nfg *nfg, size_t i)
{
    size_t stride = 1;
    for (size_t j = 0; j < i; j++) stride *= nfg->count[j];
    return stride;
}

void cm_cells_span(const cm_nfg *nfg, size_t i, double *low, double *high)
{
    *low = HUGE_VAL, *high = -HUGE_VAL;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        *low = fmin(*low, nfg->payoff[cell * nfg->n + i]);
        *high = fmax(*high, nfg->payoff[cell * nfg->n + i]);
    }
}

size_t cm_cells_find(cm_ctx *ctx, const cm_nfg *nfg, const cm_value *profile)
{
    cm_arena scratch = { NULL };
    size_t found = SIZE_MAX;
    for (size_t cell = 0; cell < nfg->cells && found == SIZE_MAX && profile->kind == CM_TEXT; cell++) {
        const char *text = cm_nfg_profile_text(ctx, &scratch, nfg, cell);
        if (text == NULL) break;
        if (strcmp(text, profile->as.text) == 0) found = cell;
        cm_arena_free(&scratch);
    }
    cm_arena_free(&scratch);
    return found;
}

static size_t find(const char *const *name, size_t count, const cm_value *text)
{
    for (size_t k = 0; text->kind == CM_TEXT && k < count; k++) {
        if (strcmp(name[k], text->as.text) == 0) return k;
    }
    return SIZE_MAX;
}

size_t cm_cells_strategy(const cm_nfg *nfg, size_t i, const cm_value *name)
{
    return find(nfg->strategy[i], nfg->count[i], name);
}

size_t cm_cells_player(const cm_nfg *nfg, const cm_value *name)
{
    return find(nfg->player, nfg->n, name);
}

int cm_cells_temptation(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t cell)
{
    int most = -1;
    for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
        size_t own = cell / stride % nfg->count[i];
        for (size_t k = 0; k < nfg->count[i]; k++) {
            int change = k == own ? -1 : cm_cells_compare(ctx, nfg, scale, i, cell - own * stride + k * stride, cell);
            if (change > 0) return 1;
            if (change > most) most = change;
        }
    }
    return most;
}
