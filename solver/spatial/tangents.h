/* tangents.h: which coalitions lie beyond a ball, tangent by tangent: the certificate of what turning.h finds.
 *
 * Given a centre c and a radius r >= 0, member i lies beyond the tangent with outward normal u when
 * (a_i - c).u > r.  In the plane that is an arc of angles around the direction of a_i, of half-width
 * acos(r / |a_i - c|).  A sweep over the 2n ends meets every coalition that lies beyond some tangent; no ideal is
 * ever compared with another.  Cost: O(n log n). */
#ifndef CM_SOLVER_SPATIAL_TANGENTS_H
#define CM_SOLVER_SPATIAL_TANGENTS_H

#include "solver/spatial/metric.h"

/* metric->d 1 or 2.
 *   beyond   out: the measure of the angles at which those beyond win (d = 1: the number of such directions)
 *   blocked  out: the measure of those at which the others do not win
 * Either is 0 or more; an end met by rounding alone counts for nothing.  Fails with: CM_E_MEMORY. */
cm_status cm_tangents_sweep(cm_ctx *ctx, const cm_metric *metric, const double *c, double r, double *beyond,
                            double *blocked);

#endif
