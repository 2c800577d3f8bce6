/* passing.c: one sweep over the ends of what members accept. */
#include "solver/bargain/passing.h"

#include <math.h>
#include <stdlib.h>

cm_value cm_passing_end_of(double at)
{
    return isfinite(at) ? cm_number(at) : cm_none();
}

bool cm_passing_moves(const cm_passing *passing, double policy)
{
    return fabs(policy - passing->protocol->spatial->status_quo[0]) > passing->rounding;
}

double cm_passing_utility(const cm_passing *passing, size_t i, double policy)
{
    return cm_spatial_utility(passing->protocol->spatial, i, &policy);
}

static void measure(cm_passing *passing)
{
    const cm_spatial *s = passing->protocol->spatial;
    double low = s->status_quo[0], high = low, most = 0;
    for (size_t i = 0; i < s->n; i++) {
        low = fmin(low, s->ideal[i]);
        high = fmax(high, s->ideal[i]);
    }
    passing->scale = high > low ? high - low : 1;
    for (size_t i = 0; i < s->n; i++) {
        most = fmax(most, fmax(-cm_passing_utility(passing, i, low), -cm_passing_utility(passing, i, high)));
    }
    passing->utility_scale = most > 0 ? most : 1;
}

cm_status cm_passing_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_passing *passing)
{
    *passing = (cm_passing){ .protocol = protocol };
    passing->end = CM_NEW(ctx, arena, 2 * protocol->n, cm_passing_end);
    passing->low = CM_NEW(ctx, arena, protocol->n + 1, double);
    passing->high = CM_NEW(ctx, arena, protocol->n + 1, double);
    if (ctx->status != CM_OK) return ctx->status;
    measure(passing);
    passing->rounding = ctx->tol.abs * passing->scale;
    return cm_tally_init(ctx, arena, &protocol->vote, &passing->tally);
}

void cm_passing_own(const cm_protocol *protocol, size_t i, double value, double *low, double *high)
{
    const cm_spatial *s = protocol->spatial;
    double weight = cm_spatial_salience(s, i, 0), loss = fmax(-value, 0), reach = HUGE_VAL;
    if (weight > 0 && s->utility == CM_QUADRATIC) reach = sqrt(loss / weight);
    if (weight > 0 && s->utility == CM_EUCLIDEAN) reach = loss / sqrt(weight);
    if (weight > 0 && s->utility == CM_CITYBLOCK) reach = loss / weight;
    *low = s->ideal[i] - reach;
    *high = s->ideal[i] + reach;
    if (s->red_low == NULL) return;
    *low = fmax(*low, s->red_low[i]);
    *high = fmin(*high, s->red_high[i]);
}

/* At the same place those who begin to accept come first: intervals are closed. */
static int by_place(const void *a, const void *b)
{
    const cm_passing_end *left = a, *right = b;
    if (left->at < right->at || left->at > right->at) return left->at < right->at ? -1 : 1;
    if (left->opens != right->opens) return left->opens ? -1 : 1;
    return (left->member > right->member) - (left->member < right->member);
}

/* Right ends are moved out by the rounding to be sorted, and reported where they are. */
void cm_passing_find(cm_passing *passing, const double *v)
{
    const cm_protocol *p = passing->protocol;
    size_t ends = 0;
    bool wins = false;
    for (size_t i = 0; i < p->n; i++) {
        double low, high;
        cm_passing_own(p, i, v[i], &low, &high);
        if (low > high) continue;
        passing->end[ends++] = (cm_passing_end){ low, i, true };
        passing->end[ends++] = (cm_passing_end){ high + passing->rounding, i, false };
    }
    qsort(passing->end, ends, sizeof *passing->end, by_place);
    cm_tally_clear(&passing->tally);
    passing->count = 0;
    for (size_t k = 0; k < ends; k++) {
        const cm_passing_end *end = &passing->end[k];
        cm_tally_add(&passing->tally, end->member, end->opens ? 1 : -1);
        if (cm_tally_wins(&passing->tally) == wins) continue;
        wins = !wins;
        if (wins) {
            passing->low[passing->count] = end->at;
        } else {
            double low = passing->low[passing->count], high = end->at - passing->rounding;
            if (high < low) passing->low[passing->count] = high = high + (low - high) / 2;
            passing->high[passing->count++] = high;
        }
    }
}

bool cm_passing_best(const cm_passing *passing, size_t i, double *policy)
{
    double ideal = passing->protocol->spatial->ideal[i], least = HUGE_VAL;
    for (size_t k = 0; k < passing->count; k++) {
        double nearest = fmin(fmax(ideal, passing->low[k]), passing->high[k]);
        if (fabs(nearest - ideal) >= least) continue;
        least = fabs(nearest - ideal);
        *policy = nearest;
    }
    return passing->count > 0;
}
