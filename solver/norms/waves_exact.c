/* waves_exact.c: all chances of a spread in a small population in which everybody sees everybody.
 *
 * After a wave, (a, b) is all that matters: b have adopted, a of them before the last wave.  Thresholds of the others
 * are above a/n; of these n - b each follows with (F(b/n) - F(a/n)) / (1 - F(a/n)), independently.  All terms are
 * positive: nothing cancels.  Work: n^3 a wave. */
#include "solver/norms/cascade.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

typedef struct waves {
    size_t n;
    double *now, *next;                  /* (n + 1)^2: chance of (a, b); before the first wave a is 0 */
    double *choose;                      /* ln(n over k) of small numbers: (n + 1)^2 */
    double *law;                         /* F(k / n) */
} waves;

/* Of those in (a, b), all that can follow; `stays`: the chance that nobody does is added to it. */
static double follow(waves *w, size_t a, size_t b, bool first, double chance, double *gain, double *stays)
{
    size_t n = w->n, left = n - b;
    double below = first ? 0 : w->law[a], p = below < 1 ? (w->law[b] - below) / (1 - below) : 0, yes = log(p), no = log1p(-p), moved = 0;
    for (size_t m = 0; m <= left; m++) {
        double term;
        if ((m > 0 && !(p > 0)) || (m < left && !(p < 1))) continue;
        term = chance * exp(w->choose[left * (n + 1) + m] + (m > 0 ? (double)m * yes : 0) + (m < left ? (double)(left - m) * no : 0));
        if (m == 0) *stays += term;
        if (m == 0) continue;
        w->next[b * (n + 1) + b + m] += term;
        *gain += term * (double)m;
        moved += term;
    }
    return moved;
}

static cm_status open_waves(cm_spread *s, waves *w)
{
    size_t n = s->n, side = n + 1;
    *w = (waves){ .n = n, .now = CM_NEW(s->ctx, s->arena, side * side, double), .next = CM_NEW(s->ctx, s->arena, side * side, double),
                  .choose = CM_NEW(s->ctx, s->arena, side * side, double), .law = CM_NEW(s->ctx, s->arena, side, double) };
    if (s->ctx->status != CM_OK) return s->ctx->status;
    for (size_t k = 0; k <= n; k++) {
        w->law[k] = cm_threshold_law(s->p, (double)k / (double)n);
        for (size_t m = 0; m <= k; m++) w->choose[k * side + m] = gsl_sf_lnchoose((unsigned)k, (unsigned)m);
    }
    return CM_OK;
}

cm_status cm_spread_exact(cm_spread *s, double *size)
{
    size_t n = s->n, side = n + 1;
    bool alive = true;
    waves w;
    cm_status status;
    CM_TRY(open_waves(s, &w));
    memset(size, 0, side * sizeof *size);
    CM_TRY(cm_spread_room(s, 0));
    s->gain[0] = (double)s->seeds;
    for (size_t t = 1; alive; t++) {
        double *swap = w.now, moved = 0, gain = 0;
        alive = false;
        if (cm_stopped(s->ctx)) CM_LEAVE(cm_fail(s->ctx, CM_E_INTERRUPT, "interrupted"));
        memset(w.next, 0, side * side * sizeof *w.next);
        for (size_t a = 0; a <= n; a++) {
            for (size_t b = a; b <= n; b++) {
                double chance = t > 1 ? w.now[a * side + b] : a == 0 && b == s->seeds ? 1 : 0, on;
                if (!(chance > 0)) continue;
                on = follow(&w, a, b, t == 1, chance, &gain, &size[b]);
                moved += on;
                alive = alive || on > 0;
            }
        }
        w.now = w.next;
        w.next = swap;
        if (!alive) break;
        CM_TRY(cm_spread_room(s, t));
        s->gain[t] = gain;
        s->moving[t] = moved;
    }
out:
    return status;
}
