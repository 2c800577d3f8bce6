/* sweep.h: all cells of an arrangement in the plane, by turning a direction once round.
 *
 * Internal to halfspace.c.  With the lines sorted by angle, the direction u starts just before the
 * first of them is met; as it passes the normal of line k the members on one side of the line lose and
 * those on the other gain.  Half a turn is enough for counts: at -u those are pleased who are hurt at u.
 * Cost: O(m log m), in effect O(m) for lines that do not crowd together. */
#ifndef CM_SOLVER_SPATIAL_SWEEP_H
#define CM_SOLVER_SPATIAL_SWEEP_H

#include "solver/spatial/arrangement.h"

/* Sweep flat[level], of dimension 2; those chosen above it are in flat[1] .. flat[level-1].  Sets best,
 * found, and in when keep. */
void cm_sweep(cm_halfspace *space, size_t level);

/* The coalition in trial: is there a direction that pleases its members by more than the edge?  It
 * replaces in when so. */
bool cm_sweep_accept(cm_halfspace *space);

#endif
