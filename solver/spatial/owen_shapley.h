/* owen_shapley.h: power where positions count: the certificate of the concept. */
#ifndef CM_SOLVER_SPATIAL_OWEN_SHAPLEY_H
#define CM_SOLVER_SPATIAL_OWEN_SHAPLEY_H

#include "solver/concept.h"

cm_status cm_owen_shapley_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
