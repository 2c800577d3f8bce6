/* private.h: a public good under private information: what the concept and its certificate both know. */
#ifndef CM_SOLVER_BARGAIN_PRIVATE_H
#define CM_SOLVER_BARGAIN_PRIVATE_H

#include "solver/base/table.h"
#include "solver/game/game.h"

typedef struct cm_private_params {
    const char *costs;
    double cost;
} cm_private_params;

/* The whole cost of the good for these members. */
double cm_private_cost(const cm_private_params *params, size_t n);

/* The chance that at least the venue's quota of members would each pay an equal share; none when the rule does not
 * count heads. */
cm_value cm_private_posted(const cm_vote *vote, double share);

cm_status cm_private_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
