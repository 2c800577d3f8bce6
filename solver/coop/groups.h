/* groups.h: inside the concept `hedonic`: its parameters and its search, shared with its certificate. */
#ifndef CM_SOLVER_COOP_GROUPS_H
#define CM_SOLVER_COOP_GROUPS_H

#include "solver/base/table.h"
#include "solver/game/game.h"

enum { CM_GROUPS_MOST = 10 };        /* players: there are 115 975 partitions of ten */

typedef struct cm_groups_params {
    long most;                       /* stable partitions that are listed */
} cm_groups_params;

/* What every group is worth to each of its members, u[S * n + i], as whole multiples of a unit when the game
 * allows it; i prefers a to b when a > b + edge (edge is 0 for whole numbers). */
typedef struct cm_groups {
    size_t n;
    double *u, unit, edge;
} cm_groups;

cm_status cm_groups_weigh(cm_ctx *ctx, cm_arena *arena, const cm_hedonic *game, cm_groups *groups);

/* The certificate. */
cm_status cm_groups_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
