/* crossing.h: for certificates: does what beats one point reach out of what beats another?  By all circles, in the plane.
 *
 * What beats x ends on circles around the ideals through x: on that of member i, where those who like a place better
 * than x do not win without i and do with i.  Where y beats x, what beats y begins inside what beats x, and is made of
 * rays from y: it lies within it if and only if it nowhere meets that boundary.  Each circle is walked once round; who
 * likes a place better than x, and than y, changes where it meets another circle.  Neither directions nor pivots are
 * needed, so that nothing of turning.h is.  Cost: O(n^2 log n) for all, then O(n^2) a question, and n for each arc. */
#ifndef CM_SOLVER_SPATIAL_CROSSING_H
#define CM_SOLVER_SPATIAL_CROSSING_H

#include "solver/spatial/metric.h"

typedef struct cm_crossing cm_crossing;      /* a workspace */

cm_crossing *cm_crossing_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric);   /* NULL with CM_E_MEMORY */

/* Does y beat x?  By counting votes. */
bool cm_crossing_beats(cm_crossing *crossing, const double *y, const double *x);

/* y beats x.  `clearly`: somewhere on the boundary of what beats x, on more than a sliver of it, a place beats y by more
 * than rounding; otherwise: on any part of it one beats y, or fails by rounding alone. */
bool cm_crossing_found(cm_crossing *crossing, const double *y, const double *x, bool clearly);

#endif
