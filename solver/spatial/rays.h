/* rays.h: who can win along a direction, found from the rays: the certificate of what halfspace.h finds.
 *
 * The cells of a central arrangement that spans R^r are pointed cones: each has a ray, a direction
 * normal to r-1 independent gradients.  Near a ray v those with g.v > 0 stay pleased, and those with
 * g.v = 0 form the same problem in r-1 dimensions.  So all rays are enumerated, as null vectors of r-1
 * gradients by elimination, both signs, and where those who are not hurt could win, the problem of
 * those who are indifferent is solved in the same way.  If nobody can win on the closed side of any ray
 * then no direction makes anyone win.  Shares nothing with the walk over flats (arrangement.h).
 *
 * Unit gradients g, n x d, or zero. Answers are in *proof. Fail with: CM_E_MEMORY; CM_E_INTERRUPT. */
#ifndef CM_SOLVER_SPATIAL_RAYS_H
#define CM_SOLVER_SPATIAL_RAYS_H

#include "solver/base/ctx.h"
#include "solver/game/vote.h"

/* NO: it is proven that no direction does.  YES: one was found.  UNSETTLED: too much work. */
typedef enum cm_proof { CM_PROOF_NO, CM_PROOF_YES, CM_PROOF_UNSETTLED } cm_proof;

/* Products of two vectors that the enumeration takes (general position). */
double cm_rays_estimate(size_t n, size_t d);

/* Does {i: g_i.u > 0} win for some u?  At most `budget` products. */
cm_status cm_rays_open(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, double budget,
                       cm_proof *proof);

/* Does {i: g_i.u >= 0} win for some u != 0 in R^d? */
cm_status cm_rays_closed(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, double budget,
                         cm_proof *proof);

#endif
