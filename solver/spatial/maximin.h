/* maximin.h: the best least of several quadratic gains.
 *
 * Definition: maximise over low <= v <= high the least over i of
 *     f_i(v) = b_i + sum_k (2 g_ik v_k - s_ik v_k^2),   s >= 0,
 * a concave programme.  Its dual: over weights w >= 0 with sum 1, the least of
 *     U(w) = sum_i w_i b_i + sum_k max over low_k <= v_k <= high_k of 2 G_k v_k - S_k v_k^2,
 *     G = sum_i w_i g_i,  S = sum_i w_i s_i.
 * Both are plain sums, so any v and any w bound the answer: least f_i(v) <= answer <= U(w).
 *
 * The caller fills n, d, g, s, b, low and high, in units that make the numbers about 1, and reads v,
 * w, lower and upper.  No call allocates.
 *
 * Source: S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 11.7 (primal-dual methods). */
#ifndef CM_SOLVER_SPATIAL_MAXIMIN_H
#define CM_SOLVER_SPATIAL_MAXIMIN_H

#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef struct cm_maximin {
    size_t n, d;                 /* of this problem, within the workspace; d may be 0 */
    double *g, *s, *b;           /* n x d, n x d, n */
    double *low, *high;          /* d, low < high, may be infinite */
    double *v, *w;               /* out: d, n */
    double lower, upper;         /* out: the least f_i(v), and U(w) */
    double *c, *slope, *at, *share, *step_share, *rise, *bend;    /* scratch */
    double *mean, *step, *matrix, *bound, *step_bound;
    double t, step_t, mu;
    size_t m, *from;             /* members in use, and where they came from */
} cm_maximin;

cm_status cm_maximin_init(cm_ctx *ctx, cm_arena *arena, size_t n, size_t d, cm_maximin *work);

/* Fails with: CM_E_NUMERIC when lower and upper stay further apart than ctx->tol.abs (numbers of
 * about 1 are assumed).
 * Cost: some 5 to 15 rounds of O(n d), each of some 15 steps of O(m d^2 + d^3) with m about 3 d. */
cm_status cm_maximin_solve(cm_ctx *ctx, cm_maximin *work);

#endif
