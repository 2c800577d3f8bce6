/* surplus.h: the most that a player could gain without another: s_ij = max of v(S) - x(S) over coalitions S
 * with i and without j. */
#ifndef CM_SOLVER_COOP_SURPLUS_H
#define CM_SOLVER_COOP_SURPLUS_H

#include "solver/game/tu.h"

enum { CM_SURPLUS_PLAYERS = 20 };

/* n x n, 0 on the diagonal. */
typedef struct cm_surplus {
    double s[CM_SURPLUS_PLAYERS * CM_SURPLUS_PLAYERS];
    uint32_t at[CM_SURPLUS_PLAYERS * CM_SURPLUS_PLAYERS];      /* a coalition that reaches it */
} cm_surplus;

/* All of them in one pass.  O(2^n) and a step for each improvement: at worst O(n^2 2^n). */
void cm_surplus_find(const cm_tu *tu, const double *x, cm_surplus *out);

/* A point of the prekernel, from x on (n numbers that add up to worth(N)): s_ij = s_ji to within `near`.  *gap
 * is what is left.
 * Fails with: CM_E_LIMIT when ctx->work_limit is reached before; CM_E_INTERRUPT. */
cm_status cm_prekernel_find(cm_ctx *ctx, const cm_tu *tu, double near, double *x, double *gap);

#endif
