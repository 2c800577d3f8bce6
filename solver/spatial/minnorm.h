/* minnorm.h: the point of a convex hull that is nearest to the origin.
 *
 * Definition: argmin |x| over x = sum_j w_j p_j with w >= 0, sum w = 1.
 *
 * A workspace serves any number of calls with up to its n points in up to its d dimensions, without
 * allocating.
 *
 * Source: P. Wolfe, "Finding the nearest point in a polytope", Math. Programming 11 (1976) 128-149. */
#ifndef CM_SOLVER_SPATIAL_MINNORM_H
#define CM_SOLVER_SPATIAL_MINNORM_H

#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef struct cm_minnorm {
    size_t d;                    /* dimensions there is room for */
    double *x;                   /* out: the nearest point, d numbers */
    size_t count;                /* out: points that span it, at most d + 1 */
    size_t *point;               /* out: their indices */
    double *weight;              /* out: their weights, > 0, sum 1 */
    double *q, *r, *y;           /* scratch: (d+1) x d, (d+1) x (d+1), d+1 */
} cm_minnorm;

cm_status cm_minnorm_init(cm_ctx *ctx, cm_arena *arena, size_t d, cm_minnorm *work);

/* point: n x d finite numbers, n >= 1, d within the workspace.  A point within ctx->tol.edge of the
 * origin, in units of the longest point, is the origin exactly.
 * Fails with: CM_E_NUMERIC when rounding keeps the method from ending.
 * Cost: O(n d) a cycle, some d to 3 d cycles, and O(d^3) in each. */
cm_status cm_minnorm_find(cm_ctx *ctx, cm_minnorm *work, size_t n, size_t d, const double *point);

#endif
