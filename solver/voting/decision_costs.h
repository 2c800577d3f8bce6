/* decision_costs.h: external and decision costs: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_DECISION_COSTS_H
#define CM_SOLVER_VOTING_DECISION_COSTS_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum { CM_COSTS_PROFILES = 1 << 18, CM_COSTS_EXACT = 60 };       /* of the venue's own rule; members whose fractions are written out */

typedef struct cm_costs_params {
    double support, harm, cost, external, deciding;
} cm_costs_params;

cm_status cm_decision_costs_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
