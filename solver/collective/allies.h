/* allies.h: inside the concept `allies`: the model that its certificate shares. */
#ifndef CM_SOLVER_COLLECTIVE_ALLIES_H
#define CM_SOLVER_COLLECTIVE_ALLIES_H

#include "solver/base/param.h"
#include "solver/base/table.h"
#include "solver/game/game.h"

typedef struct cm_allies_params {
    cm_numbers dependence, cost;     /* of each ally */
    double growth;                   /* what each other member adds to a member's gain */
    double bonus;                    /* what a member gains once there are `threshold` members */
    long threshold;                  /* 0: never */
    double credible;                 /* share of the dependence that can be withdrawn from all at once */
    double budget;
} cm_allies_params;

typedef struct cm_allies {
    size_t n;
    const cm_allies_params *p;
    double edge;                     /* gains closer to 0 than this are 0: such an ally joins */
} cm_allies;

/* CM_E_INPUT without a dependence and a cost for each ally. */
cm_status cm_allies_read(cm_ctx *ctx, const cm_allies_params *params, cm_allies *allies);

/* What a member gains from the circle being of m members, itself among them. */
double cm_allies_circle(const cm_allies *allies, size_t m);

/* What ally i lacks to join when it will be the m-th: cost less dependence less the circle's gain. */
double cm_allies_lack(const cm_allies *allies, size_t i, size_t m);

/* The certificate. */
cm_status cm_allies_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
