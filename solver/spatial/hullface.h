/* hullface.h: nothing pleases everybody: does some direction at least hurt nobody?
 *
 * Internal to hull.c.  When 0 is in the hull with positive weights on some gradients, a direction that
 * hurts nobody must leave each of those as it is: it is orthogonal to their span.  So the others are
 * looked at within the orthogonal complement, as a smaller problem of the same kind: a direction that
 * pleases all who are not indifferent there hurts nobody (the edge); if there is none, further
 * gradients join the span; when the span is everything, 0 is inside the hull (stuck).
 * A vertex whose opposite face passes within the edge tolerance of 0 does not count as needed. */
#ifndef CM_SOLVER_SPATIAL_HULLFACE_H
#define CM_SOLVER_SPATIAL_HULLFACE_H

#include "solver/spatial/hull.h"

/* The hull's search has just failed, or the direction of its edge has: CM_HULL_EDGE with hull->u set, or
 * CM_HULL_STUCK with the frame set.  Cost: at most d searches in falling dimensions. */
cm_hull_state cm_hullface_settle(cm_hull *hull);

#endif
