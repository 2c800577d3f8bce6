/* fisher.h: is what happened in two groups of cases the same?  Exact, given how many there are of each.
 *
 * Of a table { a, b; c, d } with the margins held, a has the hypergeometric distribution.  Two-sided p: all
 * tables that are no likelier than the one seen; mid-p counts half of those exactly as likely.  The odds
 * ratio is the conditional maximum likelihood estimate, its interval inverts two one-sided tests.
 *
 * Fails with: CM_E_DOMAIN when a margin is empty; CM_E_NUMERIC.
 * Source: R. A. Fisher, "The logic of inductive inference", J. Roy. Statist. Soc. 98 (1935) 39-82;
 * J. Cornfield, "A statistical problem arising from retrospective studies", Proc. Third Berkeley Symp. 4
 * (1956) 135-148. */
#ifndef CM_SOLVER_STAT_FISHER_H
#define CM_SOLVER_STAT_FISHER_H

#include <stddef.h>

#include "solver/base/ctx.h"

typedef struct cm_fisher {
    double p, midp;
    double least;               /* the least two-sided p that some table with these margins gives */
    double odds, low, high;     /* (a d) / (b c) in kind; 0 or infinite where the table is at an end */
} cm_fisher;

/* cell: a, b, c, d; the interval is of level 1 - alpha.  Cost: O(least margin). */
cm_status cm_fisher_test(cm_ctx *ctx, const size_t cell[4], double alpha, cm_fisher *out);

#endif
