/* copeland.h: the strong point, and its certificate. */
#ifndef CM_SOLVER_SPATIAL_COPELAND_H
#define CM_SOLVER_SPATIAL_COPELAND_H

#include "solver/concept.h"

cm_status cm_copeland_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_copeland;

#endif
