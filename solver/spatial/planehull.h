/* planehull.h: the convex hull of points in the plane.
 *
 * Source: A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Information Processing
 * Letters 9 (1979) 216-219. */
#ifndef CM_SOLVER_SPATIAL_PLANEHULL_H
#define CM_SOLVER_SPATIAL_PLANEHULL_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

/* Indices of the corners of n points (n x 2, n >= 1), anticlockwise; corner has room for n + 1.  A point that is within
 * ctx->tol.abs of the line between its neighbours is no corner (numbers of about 1 are assumed).  O(n log n).
 * CM_E_MEMORY. */
cm_status cm_planehull(cm_ctx *ctx, const double *point, size_t n, size_t *corner, size_t *corners);

/* Is x within the hull, or within `slack` of it on each edge's side? */
bool cm_planehull_holds(const double *point, const size_t *corner, size_t corners, const double *x, double slack);

/* The area of a polygon, from its corners anticlockwise; corner: their indices, or NULL: all in the order of `point`. */
double cm_planehull_area(const double *point, const size_t *corner, size_t corners);

#endif
