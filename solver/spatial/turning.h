/* turning.h: who decides, direction by direction.
 *
 * Along a direction u let the members come in by falling a_i.u, until those who are in win.  The one with whom
 * they first win is the pivot of u, and W(u) = a_pivot.u the height of the rule: some coalition that wins has
 * all of its ideals at a_i.u >= W(u), and none has all of them above.  A policy x can be beaten by a step along u
 * if and only if x.u < W(u), and then by every step shorter than 2 (W(u) - x.u): everything here follows from W.
 *
 * In the plane W is the sinusoid of one ideal on each of finitely many arcs of angles.  They are found by
 * turning u once round: the pivot can only change where another ideal passes it, so from each such passing the
 * next is the least of n angles, and at it only those tied with the pivot are ordered anew.
 * Cost: O(n log n) a passing.  Passings of a simple majority's pivot are at most O(n^{4/3}) (a k-level), in
 * effect about n; of any rule O(n^2).  In each passing the state is found from the ideals, so that errors do not
 * add up: W is right to ctx->tol.abs.
 * Source: T. K. Dey, "Improved bounds for planar k-sets and related problems", Discrete & Computational
 * Geometry 19 (1998) 373-382, for the number of passings. */
#ifndef CM_SOLVER_SPATIAL_TURNING_H
#define CM_SOLVER_SPATIAL_TURNING_H

#include "solver/spatial/metric.h"

/* On angles from .. to (0 <= from < to <= 2 pi, at most a quarter turn) the pivot is `member`, and nobody passes it. */
typedef struct cm_arc {
    double from, to;
    size_t member;
} cm_arc;

typedef struct cm_turning {
    size_t count;
    cm_arc *arc;                 /* in increasing order, from 0 to 2 pi without a gap */
} cm_turning;

/* metric->d is 2.  Fails with: CM_E_LIMIT, CM_E_INTERRUPT, CM_E_MEMORY. */
cm_status cm_turning_find(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, cm_turning *turning);

/* The angle within the arc at which (a - c).u is greatest, and that greatest value; a and c are points of the
 * plane. */
double cm_arc_peak(const cm_arc *arc, const double *a, const double *c, double *value);

/* W along one direction u (d numbers), by sorting; any d. */
typedef struct cm_pivot cm_pivot;
cm_pivot *cm_pivot_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric);   /* NULL with CM_E_MEMORY */
double cm_pivot_along(cm_pivot *pivot, const double *u, size_t *member);

#endif
