/* excess.h: looking through all coalitions for those that are given least.
 *
 * The excess of a coalition at payoffs x is worth(S) - x(S): what it could gain by walking out.  One look
 * reads the 2^n worths once, at some 0.7 nanoseconds each: the payoffs of a coalition are the sum of two
 * numbers from small tables, and a block of 4096 coalitions is skipped when its largest excess is below
 * what is asked for.  Coalitions whose payoff is settled (span.h) can be left out.
 *
 * With `each` not 0, the excess is worth(S) - x(S) - each |S|: per-capita excesses are compared so. */
#ifndef CM_SOLVER_COOP_EXCESS_H
#define CM_SOLVER_COOP_EXCESS_H

#include "solver/coop/span.h"
#include "solver/game/tu.h"

typedef struct cm_excess {
    const cm_tu *tu;                 /* dense */
    size_t n, low;                   /* `low` players make a block of 2^low coalitions */
    double *below, *above;           /* payoffs of the low and of the high players' coalitions */
    uint64_t *hash_below, *hash_above;   /* of span.h; the second negated */
    bool filtered;                   /* leave out coalitions in the span */
} cm_excess;

typedef struct cm_found {
    uint32_t mask;
    double excess;
} cm_found;

/* Room for a dense game; one workspace a thread. CM_E_MEMORY. */
cm_status cm_excess_init(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_excess *work);

/* The payoffs (n) of the looks to come. O(2^(n/2)). */
void cm_excess_payoffs(cm_excess *work, const double *x, double each);

/* Leave out what is in the span (and so nobody and everybody, once the latter is in it); NULL: nothing. */
void cm_excess_leave_out(cm_excess *work, const cm_span *span);

/* The at most `most` coalitions with the largest excesses above `bar`, largest first (ties: lowest mask);
 * nobody and everybody are never among them.  Returns their number. */
size_t cm_excess_worst(cm_excess *work, double bar, size_t most, cm_found *found);

/* All coalitions (but nobody and everybody) with an excess of at least `bar`, in the order of masks, as
 * long as there is room; returns how many there are. */
size_t cm_excess_all(cm_excess *work, double bar, size_t room, uint32_t *mask);

/* Excess of one coalition. */
double cm_excess_of(const cm_excess *work, uint32_t mask);

#endif
