/* openness.h: research that spills over: what the concept and its certificate both know. */
#ifndef CM_SOLVER_ACTION_OPENNESS_H
#define CM_SOLVER_ACTION_OPENNESS_H

#include "solver/concept.h"

typedef struct cm_openness_params {
    double research_cost, spillover, cooperation, guarded, open, demand;
} cm_openness_params;

/* The certificate, from the printed result alone.  CM_E_NUMERIC. */
cm_status cm_openness_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_openness;

#endif
