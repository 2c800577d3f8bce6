/* power_check.h: the certificate of the concept power. */
#ifndef CM_SOLVER_VOTING_POWER_CHECK_H
#define CM_SOLVER_VOTING_POWER_CHECK_H

#include "solver/concept.h"

/* Reads the printed result back and counts again (power_recount.c). */
cm_status cm_power_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
