/* repeated.h: inside the concept `repeated`: a public good provided round after round. */
#ifndef CM_SOLVER_ACTION_REPEATED_H
#define CM_SOLVER_ACTION_REPEATED_H

#include <stdbool.h>

#include "solver/base/table.h"
#include "solver/game/game.h"

/* Groups looked at for the largest that lasts; rounds of punishment that are as good as all. */
enum { CM_REPEATED_LARGEST = 1000, CM_REPEATED_LONGEST = 1000000 };

typedef struct cm_repeated_params {
    long members;
    double benefit, base, rivalry, cost, patience, false_alarm, detection;
    long punishment;                     /* rounds; 0: for ever */
} cm_repeated_params;

/* The certificate. */
cm_status cm_repeated_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
