/* nfg.c: games in normal form: cells, strategies, and what they pay. */
#include "solver/game/nfg.h"

#include <math.h>
#include <string.h>

bool cm_nfg_cells(const size_t *count, size_t n, size_t *cells)
{
    *cells = 1;
    for (size_t i = 0; i < n; i++) {
        if (count[i] == 0 || count[i] > CM_NFG_MOST / *cells / n) return false;
        *cells *= count[i];
    }
    return true;
}

void cm_nfg_profile(const cm_nfg *nfg, size_t cell, size_t *strategy)
{
    for (size_t i = 0; i < nfg->n; i++) {
        strategy[i] = cell % nfg->count[i];
        cell /= nfg->count[i];
    }
}

size_t cm_nfg_cell(const cm_nfg *nfg, const size_t *strategy)
{
    size_t cell = 0;
    for (size_t i = nfg->n; i-- > 0;) cell = cell * nfg->count[i] + strategy[i];
    return cell;
}

const char *cm_nfg_profile_text(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t cell)
{
    size_t length = 3, used = 1;
    char *text;
    for (size_t i = 0, rest = cell; i < nfg->n; rest /= nfg->count[i], i++) length += strlen(nfg->strategy[i][rest % nfg->count[i]]) + 2;
    text = CM_NEW(ctx, arena, length, char);
    if (text == NULL) return NULL;
    text[0] = '(';
    for (size_t i = 0; i < nfg->n; cell /= nfg->count[i], i++) {
        const char *name = nfg->strategy[i][cell % nfg->count[i]];
        if (i > 0) {
            memcpy(text + used, ", ", 2);
            used += 2;
        }
        memcpy(text + used, name, strlen(name));
        used += strlen(name);
    }
    text[used] = ')';
    return text;
}

cm_status cm_nfg_validate(cm_ctx *ctx, const cm_nfg *nfg)
{
    size_t cells;
    if (nfg->n == 0) return cm_fail(ctx, CM_E_INPUT, "a game in normal form needs players");
    if (!cm_nfg_cells(nfg->count, nfg->n, &cells)) return cm_fail(ctx, CM_E_LIMIT, "the strategies have more combinations than can be written out");
    if (cells != nfg->cells) return cm_fail(ctx, CM_E_INPUT, "%zu payoffs for %zu combinations of strategies", nfg->cells, cells);
    for (size_t k = 0; k < cells * nfg->n; k++) {
        if (!(fabs(nfg->payoff[k]) <= CM_NUM_LARGEST)) {
            return cm_fail(ctx, CM_E_INPUT, "the payoff of '%s' in combination %zu is %g, which cannot be reckoned with", nfg->player[k % nfg->n], k / nfg->n + 1, nfg->payoff[k]);
        }
        if (nfg->exact != NULL && fabs(cm_frac_value(nfg->exact[k]) - nfg->payoff[k]) > 0) {
            return cm_fail(ctx, CM_E_INPUT, "the payoff of '%s' in combination %zu is %g and another fraction", nfg->player[k % nfg->n], k / nfg->n + 1, nfg->payoff[k]);
        }
    }
    return CM_OK;
}

double cm_nfg_against(const cm_nfg *nfg, const double *mix, size_t i, size_t k)
{
    double sum = 0;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        double weight = 1;
        const double *p = mix;
        for (size_t j = 0, rest = cell; j < nfg->n && weight > 0; p += nfg->count[j], rest /= nfg->count[j], j++) {
            size_t s = rest % nfg->count[j];
            if (j == i) weight *= s == k ? 1 : 0;
            else weight *= p[s];
        }
        if (weight > 0) sum += weight * nfg->payoff[cell * nfg->n + i];
    }
    return sum;
}
