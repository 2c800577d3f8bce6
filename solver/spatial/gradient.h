/* gradient.h: what each member would gain or lose by a small step away from the status quo.
 *
 * With q the status quo, a_i the ideal and s_i the saliences of member i, its utility rises fastest in
 * the direction
 *   quadratic, euclidean   g_ik = s_ik (a_ik - q_k)
 *   cityblock              g_ik = s_ik sign(a_ik - q_k)
 * scaled to unit length.  Member i gains by some small step along u if and only if g_i.u > 0: every
 * utility is concave, so u_i(q + tu) - u_i(q) <= t g_i.u (up to a positive factor) for t > 0, and the
 * two sides agree to first order.  A member whose gradient is zero has its ideal at the status quo,
 * or cares for none of the issues: it never gains.
 *
 * A difference a - q counts as zero when it is below ctx->tol.abs of the largest difference that any
 * member has on that issue, or is rounding of a and q themselves.
 * An issue for which nobody's salience is positive is dead: it is left out of the space of directions.
 *
 * Red lines do not matter when the status quo lies strictly inside everyone's: if a text x is
 * accepted, so is q + t(x - q) for every small t (concavity), and small steps stay inside. */
#ifndef CM_SOLVER_SPATIAL_GRADIENT_H
#define CM_SOLVER_SPATIAL_GRADIENT_H

#include "solver/base/ctx.h"
#include "solver/game/spatial.h"

/* The live issues in increasing order: issue has room for game->d; their number is returned. */
size_t cm_gradient_live(const cm_spatial *game, size_t *issue);

/* Is the status quo strictly inside everyone's red lines?
 * Fails with: CM_E_DOMAIN, naming player, issue and figures, when it is on or outside one. */
cm_status cm_gradient_inside(cm_ctx *ctx, const cm_spatial *game);

/* Unit gradients on the live issues (as found by cm_gradient_live).
 *
 *   g   out, n x live, rows of length 1 or 0
 *
 * Fails with: CM_E_DOMAIN, naming player and issue, when a city-block utility has its kink at the
 * status quo (a_ik = q_k and s_ik > 0): there is no gradient then.
 * Cost: O(n live); allocates nothing. */
cm_status cm_gradient_fill(cm_ctx *ctx, const cm_spatial *game, const size_t *issue, size_t live,
                           double *g);

/* The same for issue k by itself: g[i] is +1, 0 or -1, what member i wants of the issue.  Kinks do no
 * harm here: at its ideal a member loses on either side. */
void cm_gradient_issue(const cm_ctx *ctx, const cm_spatial *game, size_t k, double *g);

#endif
