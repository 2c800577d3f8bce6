/* branching.h: nobody can win along any direction: proof by branching on who is left out.
 *
 * Where gradients cancel out with positive weights, no direction pleases all of their members: one of
 * them is left out of any coalition that a direction pleases.  Branch on which; a branch ends when the
 * others can no longer win without those left out, or when all of the few must be in.  Each branch has
 * at most d+1 sons (2d for closed half-spaces, where the gradients must span R^d as well), so that
 * near-unanimous rules are settled in any dimension.  The weights come from hull.h and are verified
 * here, so the proof does not rest on the search that found them.
 *
 * Cost: at most (d+1)^b hulls of n gradients, b the number that can be left out without losing. */
#ifndef CM_SOLVER_SPATIAL_BRANCHING_H
#define CM_SOLVER_SPATIAL_BRANCHING_H

#include "solver/base/ctx.h"
#include "solver/game/vote.h"
#include "solver/spatial/rays.h"

/* Does {i: g_i.u > 0} (closed: >= 0, for u != 0) win for some u in R^d?  Unit gradients g, n x d, or
 * zero; at most `budget` products of two vectors.
 * Fails with: CM_E_MEMORY; CM_E_INTERRUPT. */
cm_status cm_branching(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, bool closed,
                       double budget, cm_proof *proof);

/* Do the weights (of m members, > 0, sum 1) make it impossible that a unit u has g_i.u > edge for all of
 * them?  |sum w g| <= edge does. */
bool cm_branching_cancels(const cm_ctx *ctx, const double *g, size_t d, const size_t *member,
                          const double *weight, size_t m);

/* ... that a unit u has g_i.u >= -edge for all of them?  From the weights each |g_i.u| is at most
 * (|sum w g| + edge) / w_i; a triangular system of independent g_i bounds every part of u by that, and a
 * bound below 1 is impossible.  scratch: d x (d + 1) numbers. */
bool cm_branching_encloses(const cm_ctx *ctx, const double *g, size_t d, const size_t *member,
                           const double *weight, size_t m, double *scratch);

#endif
