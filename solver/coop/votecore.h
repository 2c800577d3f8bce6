/* votecore.h: the least core of a simple game of any number of players.
 *
 * A coalition that wins is worth 1, one that does not 0.  Unless only everybody together wins (then the least
 * core is the equal split, with -1/n), some payoffs of the least core are not negative and its value is not
 * either: take x_i < 0 from those with more, which no winning coalition notices, for with the negative
 * players it still wins.  So
 *     min epsilon  subject to  x(S) >= 1 - epsilon for every winning S but everybody,  x(N) = 1,  x >= 0,
 * whose rows are written as they are violated: the cheapest winning coalition at prices x (cheapest.h).
 * Players with the same weights everywhere are one kind, and get the same.
 *
 * Source: E. Elkind, L. A. Goldberg, P. W. Goldberg, M. Wooldridge, "On the computational complexity of
 * weighted voting games", Annals of Math. and Artificial Intelligence 56 (2009) 109-131. */
#ifndef CM_SOLVER_COOP_VOTECORE_H
#define CM_SOLVER_COOP_VOTECORE_H

#include "solver/base/table.h"
#include "solver/game/tu.h"

/* Print as the concept core (`core`) or least-core. CM_E_LIMIT as cheapest.h; CM_E_NUMERIC; CM_E_MEMORY. */
cm_status cm_votecore_run(cm_ctx *ctx, const cm_tu *tu, bool core, cm_result *result);

/* From what was printed: the weighted coalitions win and count nobody more than once, which bounds the value
 * from below; the cheapest winning coalition, found anew in whole numbers, bounds it from above. */
cm_status cm_votecore_check(cm_ctx *ctx, const cm_tu *tu, bool core, const cm_result *result);

#endif
