/* open_rule.h: inside the concept `open-rule`: what is on the floor, and what it is worth to each. */
#ifndef CM_SOLVER_BARGAIN_OPEN_RULE_H
#define CM_SOLVER_BARGAIN_OPEN_RULE_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

/* At the start of a session, a proposal on the floor: what each role gets when it passes, and is worth then. */
enum { CM_FLOOR_PROPOSER, CM_FLOOR_PARTNER, CM_FLOOR_LEFT_OUT, CM_FLOOR_ROLES };

typedef struct cm_floor {
    double patience;
    size_t partners;                 /* 1 or 2: how many are paid for moving the question */
    double excludes;                 /* chance that an amendment by one left out pays nothing to whom it replaces */
    double share[CM_FLOOR_ROLES], value[CM_FLOOR_ROLES];
} cm_floor;

typedef struct cm_open_rule_params {
    long within_rounds;
} cm_open_rule_params;

/* The largest gain of one deviation from the strategies that `floor` describes. */
double cm_open_rule_deviation(const cm_floor *floor, double expected);

cm_status cm_open_rule_check(cm_ctx *ctx, const cm_protocol *p, const cm_open_rule_params *params, const cm_result *result);

#endif
