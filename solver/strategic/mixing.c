/* mixing.c: payoffs against mixtures, by summing out one player at a time.
 *
 * The last player's strategy is the slowest index, so that players are summed out from the last down: the sums run
 * over blocks that lie side by side.  A player that is kept stays as an axis. */
#include "solver/strategic/mixing.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

double cm_payoff_range(const cm_ctx *ctx, const cm_nfg *nfg, size_t player)
{
    double low = HUGE_VAL, high = -HUGE_VAL, size;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        double u = nfg->payoff[cell * nfg->n + player];
        low = fmin(low, u);
        high = fmax(high, u);
    }
    size = fmax(fabs(low), fabs(high)) * ctx->tol.rel;
    return fmax(high - low, size);
}

cm_status cm_payoffs_above(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_nfg *level, double *least)
{
    double *payoff = CM_NEW(ctx, arena, nfg->cells * nfg->n, double);
    if (payoff == NULL) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) {
        least[i] = HUGE_VAL;
        for (size_t cell = 0; cell < nfg->cells; cell++) least[i] = fmin(least[i], nfg->payoff[cell * nfg->n + i]);
        for (size_t cell = 0; cell < nfg->cells; cell++) payoff[cell * nfg->n + i] = nfg->payoff[cell * nfg->n + i] - least[i];
    }
    *level = *nfg;
    level->payoff = payoff;
    level->exact = NULL;
    return CM_OK;
}

cm_status cm_mixing_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_mixing *m)
{
    cm_nfg level;
    size_t at = 0;
    *m = (cm_mixing){ .nfg = nfg, .first = CM_NEW(ctx, arena, nfg->n + 1, size_t), .payoff = CM_NEW(ctx, arena, nfg->n, double *), .least = CM_NEW(ctx, arena, nfg->n, double) };
    if (ctx->status != CM_OK || cm_payoffs_above(ctx, arena, nfg, &level, m->least) != CM_OK) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) {
        m->first[i] = m->total;
        m->total += nfg->count[i];
        m->unit = fmax(m->unit, cm_payoff_range(ctx, nfg, i));
    }
    m->first[nfg->n] = m->total;
    if (!(m->unit > 0)) m->unit = 1;
    m->player = CM_NEW(ctx, arena, m->total, size_t);
    for (size_t b = 0; b < 2; b++) m->work[b] = CM_NEW(ctx, arena, nfg->cells, double);
    for (size_t i = 0; i < nfg->n && ctx->status == CM_OK; i++) {
        m->payoff[i] = CM_NEW(ctx, arena, nfg->cells, double);
        for (size_t k = 0; k < nfg->count[i]; k++) m->player[at++] = i;
        for (size_t cell = 0; m->payoff[i] != NULL && cell < nfg->cells; cell++) m->payoff[i][cell] = level.payoff[cell * nfg->n + i] / m->unit;
    }
    return ctx->status;
}

/* out[a + inner c] = sum over s of p[s] in[a + inner (s + count c)]. */
static void sum_out(const double *in, size_t inner, size_t count, size_t outer, const double *p, double *out)
{
    for (size_t c = 0; c < outer; c++) {
        double *to = out + inner * c;
        const double *from = in + inner * count * c;
        for (size_t a = 0; a < inner; a++) to[a] = p[0] * from[a];
        for (size_t s = 1; s < count; s++) {
            for (size_t a = 0; a < inner; a++) to[a] += p[s] * from[a + inner * s];
        }
    }
}

/* Sum out all players but `keep` and `also` (SIZE_MAX: nobody).  The answer has the lower of the two fastest. */
static const double *summed(cm_mixing *m, const double *mix, const double *block, size_t keep, size_t also)
{
    const cm_nfg *nfg = m->nfg;
    size_t inner = nfg->cells, outer = 1, which = 0;
    const double *at = block;
    for (size_t j = nfg->n; j-- > 0;) {
        inner /= nfg->count[j];
        if (j == keep || j == also) {
            outer *= nfg->count[j];
            continue;
        }
        sum_out(at, inner, nfg->count[j], outer, mix + m->first[j], m->work[which]);
        at = m->work[which];
        which = 1 - which;
    }
    return at;
}

void cm_mixing_values(cm_mixing *m, const double *mix, double *value)
{
    for (size_t i = 0; i < m->nfg->n; i++) {
        memcpy(value + m->first[i], summed(m, mix, m->payoff[i], i, SIZE_MAX), m->nfg->count[i] * sizeof *value);
    }
}

void cm_mixing_slopes(cm_mixing *m, const double *mix, double *slope)
{
    const size_t *count = m->nfg->count;
    memset(slope, 0, m->total * m->total * sizeof *slope);
    for (size_t i = 0; i < m->nfg->n; i++) {
        for (size_t j = 0; j < m->nfg->n; j++) {
            const double *pair;
            if (j == i) continue;
            pair = summed(m, mix, m->payoff[i], i, j);
            for (size_t a = 0; a < count[i]; a++) {
                for (size_t b = 0; b < count[j]; b++) {
                    slope[(m->first[i] + a) * m->total + m->first[j] + b] = i < j ? pair[a + count[i] * b] : pair[b + count[j] * a];
                }
            }
        }
    }
}

double cm_mixing_regret(const cm_mixing *m, const double *mix, const double *value)
{
    double worst = 0;
    for (size_t i = 0; i < m->nfg->n; i++) {
        double best = -HUGE_VAL, gets = 0;
        for (size_t r = m->first[i]; r < m->first[i + 1]; r++) best = fmax(best, value[r]);
        for (size_t r = m->first[i]; r < m->first[i + 1]; r++) gets += mix[r] * (best - value[r]);
        worst = fmax(worst, gets);
    }
    return worst;
}

const char *cm_label(cm_ctx *ctx, cm_arena *arena, const char *const *names, size_t count, size_t k)
{
    bool clear = names[k][0] != '\0';
    for (size_t other = 0; clear && other < count; other++) clear = other == k || strcmp(names[other], names[k]) != 0;
    return clear ? names[k] : cm_format(ctx, arena, "%s#%zu", names[k], k + 1);
}

const char *cm_strategy_label(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t player, size_t k)
{
    return cm_label(ctx, arena, nfg->strategy[player], nfg->count[player], k);
}
