/* covering.h: does what beats one point lie within what beats another?  Exactly, in the plane.
 *
 * On an arc of a turning the boundary of W(y) is part of the circle around the pivot's ideal through y.  On that
 * circle member i likes z better than x on one arc of angles around the point nearest to its ideal: a sweep over the
 * ends of these arcs meets every coalition that prefers some z of the boundary to x.
 *
 * W(y) lies within the closure of W(x) if and only if its boundary does: every petal of W(y) is a closed curve, and
 * W(x), made of rays, has no hole.  Cost: O(arcs n log n) at most. */
#ifndef CM_SOLVER_SPATIAL_COVERING_H
#define CM_SOLVER_SPATIAL_COVERING_H

#include "solver/spatial/turning.h"

typedef struct cm_covering cm_covering;      /* a workspace */

cm_covering *cm_covering_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, const cm_turning *turning);

/* Does all of the boundary of W(y) beat x, but for ties within ctx->tol.abs? */
bool cm_covering_inside(cm_covering *covering, const double *y, const double *x);

#endif
