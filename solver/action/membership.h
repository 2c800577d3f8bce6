/* membership.h: networks and who joins them: what the concept and its certificate both know. */
#ifndef CM_SOLVER_ACTION_MEMBERSHIP_H
#define CM_SOLVER_ACTION_MEMBERSHIP_H

#include "solver/concept.h"

typedef struct cm_membership_params {
    double benefit, elasticity, cost, divide, connected;
    long founders;
} cm_membership_params;

/* What it costs member i to join. */
double cm_membership_cost(const cm_membership_params *p, const cm_protocol *venue, size_t i);

cm_status cm_membership_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_membership;

#endif
