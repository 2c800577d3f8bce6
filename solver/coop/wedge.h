/* wedge.h: inside the concept `wedge`: the cheapest set of members without whom a circle fails. */
#ifndef CM_SOLVER_COOP_WEDGE_H
#define CM_SOLVER_COOP_WEDGE_H

#include "solver/base/param.h"
#include "solver/base/table.h"
#include "solver/game/game.h"

enum { CM_WEDGE_MOST = 32 };         /* members */

typedef struct cm_wedge_params {
    cm_numbers surplus;              /* of each member; empty: equal shares of `total` */
    double total;
} cm_wedge_params;

/* The circle: weights, and what must be drawn out of it so that the rest misses the quota. */
typedef struct cm_circle {
    size_t n;
    const int64_t *weight;
    int64_t need;                    /* total - quota + 1 */
    double surplus[CM_WEDGE_MOST], total;
} cm_circle;

/* CM_E_DOMAIN where the game is not weights and a quota; CM_E_LIMIT for more than 32 members. */
cm_status cm_circle_read(cm_ctx *ctx, const cm_tu *tu, const cm_wedge_params *params, cm_circle *circle);

/* The least sum of cost[i] over sets of weight >= need, and such a set; costs >= 0.  Sums of whole numbers below
 * 2^53 are exact.  O(n times the number of efficient pairs of weight and cost). */
cm_status cm_circle_split(cm_ctx *ctx, const cm_circle *circle, const double *cost, double *least, uint32_t *who);

/* The certificate. */
cm_status cm_wedge_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
