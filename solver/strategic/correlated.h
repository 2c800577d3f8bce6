/* correlated.h: play that a mediator coordinates: what its two concepts share, and their certificate.
 *
 * Distributions p over combinations of strategies that nobody gains by leaving:
 *   correlated: when told to play k, no other strategy l pays more:
 *       sum over s with s_i = k of p(s) (u_i(s) - u_i(l, s_-i)) >= 0     for each i, k, l;
 *   coarse: committing to l before anything is told does not pay more:
 *       sum over s of p(s) (u_i(s) - u_i(l, s_-i)) >= 0                  for each i, l.
 * Each goal (the largest sum of payoffs, the largest least payoff, the least and largest payoff of each player) is a
 * linear programme over them. */
#ifndef CM_SOLVER_STRATEGIC_CORRELATED_H
#define CM_SOLVER_STRATEGIC_CORRELATED_H

#include "solver/concept.h"

/* Words for goals in the tables: "welfare", "egalitarian", "ID low", "ID high". */
const char *cm_correlated_goal(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t goal);
enum { CM_GOAL_WELFARE, CM_GOAL_EGALITARIAN, CM_GOAL_RANGES };      /* then low and high of each player */

/* From the printed tables: each goal's distribution is one (probabilities, incentives added up cell by cell), gives
 * what is printed, and by the printed multipliers nothing better exists (weak duality).
 * Cost: O(goals * (rows + multipliers) * cells). */
cm_status cm_correlated_check(cm_ctx *ctx, const cm_nfg *nfg, bool coarse, const cm_result *result);

extern const cm_concept cm_concept_correlated, cm_concept_coarse_correlated;

#endif
