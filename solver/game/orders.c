/* orders.c: random orders of joining, and what a count says of a chance. */
#include "solver/game/orders.h"

#include <math.h>

#include "solver/base/rng.h"

/* Players are drawn one by one, and only until the pivot is found. */
static size_t pivot_of(cm_tally *tally, cm_rng *rng, size_t *order, size_t n, bool leaving)
{
    int sign = leaving ? -1 : 1;
    size_t k = 0, pivot = n;
    while (pivot == n) {
        size_t at = k + cm_rng_below(rng, n - k), chosen = order[at];
        order[at] = order[k];
        order[k++] = chosen;
        cm_tally_add(tally, chosen, sign);
        if (cm_tally_wins(tally) != leaving) pivot = chosen;
    }
    while (k > 0) cm_tally_add(tally, order[--k], -sign);
    return pivot;
}

cm_status cm_orders_count(cm_ctx *ctx, const cm_vote *vote, uint64_t seed, long orders, bool leaving, double *pivots)
{
    cm_arena scratch = { NULL };
    size_t *order = CM_NEW(ctx, &scratch, vote->n, size_t);
    cm_tally tally;
    cm_status status = CM_OK;
    if (order == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tally_init(ctx, &scratch, vote, &tally));
    cm_tally_clear(&tally);
    for (size_t i = 0; i < vote->n; i++) {
        pivots[i] = 0;
        if (leaving) cm_tally_add(&tally, i, 1);
    }
    for (long t = 0; t < orders; t++) {
        cm_rng rng;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        for (size_t i = 0; i < vote->n; i++) order[i] = i;         /* so that each order is the same whatever came before */
        cm_rng_init(&rng, seed, leaving ? "leaving" : "joining", (uint64_t)t);
        pivots[pivot_of(&tally, &rng, order, vote->n, leaving)]++;
    }
out:
    cm_arena_free(&scratch);
    return status;
}

double cm_share_distance(double q, double p)
{
    double d = 0;
    if (q > 0) d += p > 0 ? q * log(q / p) : HUGE_VAL;
    if (q < 1) d += p < 1 ? (1 - q) * (log1p(-q) - log1p(-p)) : HUGE_VAL;
    return d;
}

/* The distance grows from q to `end`; halving ends when the two sides are neighbours. */
static double edge(double q, double end, double most)
{
    double in = q, out = end;
    if (!(cm_share_distance(q, end) > most)) return end;
    for (;;) {
        double middle = in + (out - in) / 2;
        if (!(fabs(middle - in) > 0 && fabs(middle - out) > 0)) return out;
        if (cm_share_distance(q, middle) > most) out = middle;
        else in = middle;
    }
}

void cm_share_interval(double hits, double n, double miss, double *low, double *high)
{
    double most = log(1 / miss) / n;
    *low = edge(hits / n, 0, most);
    *high = edge(hits / n, 1, most);
}
