/* attrition.h: wars of attrition: what the concept and its certificate both know. */
#ifndef CM_SOLVER_BARGAIN_ATTRITION_H
#define CM_SOLVER_BARGAIN_ATTRITION_H

#include "solver/base/table.h"
#include "solver/game/game.h"

typedef enum cm_war_kind { CM_WAR_VOLUNTEER, CM_WAR_CONCESSION, CM_WAR_EXIT } cm_war_kind;

typedef struct cm_attrition_params {
    const char *kind;
    double benefit, low, high;
    long within;
} cm_attrition_params;

/* Types are even on [low, high]: what acting costs (volunteer), or what winning is worth. */
typedef struct cm_war {
    cm_war_kind kind;
    size_t n;
    double low, high, benefit, rate, cost;      /* rate: of discounting, a round; cost: of a round */
} cm_war;

cm_status cm_war_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_war *war);
/* What a type of the printed table gains at most by another's time. CM_E_NUMERIC, CM_E_MEMORY. */
cm_status cm_war_deviation(cm_ctx *ctx, const cm_war *war, const cm_table *types, double *largest);

cm_status cm_war_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
