/* gridlock.h: can the status quo move?
 *
 * Definition: some policy is preferred to the status quo by every member of some winning coalition.
 * With concave utilities that is so if and only if for some direction u those who gain by a small step
 * along it, {i: g_i.u > 0} (gradient.h), win the vote.  The agenda says which directions are put to
 * the vote: a package any in the live issues; issue by issue any single issue, up or down; all or
 * nothing every live issue, each by a vote of its own.
 *
 * A gain must exceed the edge, ctx->tol.edge for unit g and u, so that "movable" is robust.  When the
 * status quo is not movable but for some direction those who are not hurt, {i: g_i.u >= -edge}, would
 * win, the answer is a knife edge ("boundary"): an arbitrarily small change of what members want could
 * turn it.
 *
 * For sweeps over many draws, which need no tables, use the parts:
 *   nested consensus     cm_hull_reset, then cm_hull_add member by member; stop drawing when it is not
 *                        CM_HULL_MOVABLE: larger venues that contain these members cannot move either
 *   all quotas at once   cm_halfspace_count (no coalition asked for): quota q can move iff q <= most
 *   weighted quotas      cm_halfspace_weight: the same for weights
 *   any other rule       cm_halfspace_wins
 *   single issues        cm_gradient_issue and cm_vote_wins on the two sides
 * with gradients from cm_gradient_fill, or drawn directly: for saliences of 1 a gradient is the ideal
 * point less the status quo, and no scaling to unit length is needed.  None of these allocate. */
#ifndef CM_SOLVER_SPATIAL_GRIDLOCK_H
#define CM_SOLVER_SPATIAL_GRIDLOCK_H

#include "solver/concept.h"

/* The certificate, from what was printed; see the concept's own words in gridlock.c.
 * Fails with: CM_E_NUMERIC, the claim that does not hold in the sentence; CM_E_LIMIT when a bound would
 * take too much work; CM_E_MEMORY; CM_E_INTERRUPT. */
cm_status cm_gridlock_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

/* The same for agendas that vote on single issues. */
cm_status cm_gridlock_check_issues(cm_ctx *ctx, const cm_spatial *game, const cm_result *result);

/* How many products of vectors the certificate may take. */
double cm_gridlock_budget(const cm_ctx *ctx);

extern const cm_concept cm_concept_gridlock;

#endif
