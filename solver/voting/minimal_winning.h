/* minimal_winning.h: minimal winning coalitions: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_MINIMAL_WINNING_H
#define CM_SOLVER_VOTING_MINIMAL_WINNING_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum { CM_MINIMAL_SCANNED = 1 << 27 };        /* profiles above which nothing is counted: the certificate looks at each */

typedef struct cm_minimal_params {
    long most;
} cm_minimal_params;

cm_status cm_minimal_winning_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
