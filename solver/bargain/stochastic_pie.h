/* stochastic_pie.h: bargaining over a surplus that changes from round to round: what the concept and its
 * certificate both know. */
#ifndef CM_SOLVER_BARGAIN_STOCHASTIC_PIE_H
#define CM_SOLVER_BARGAIN_STOCHASTIC_PIE_H

#include "solver/base/param.h"
#include "solver/bargain/headcount.h"
#include "solver/game/game.h"

enum { CM_PIE_STATES = 12 };

typedef struct cm_pie_params {
    double low, high, growth;
    cm_numbers values, probabilities, transitions;
    long within;
} cm_pie_params;

/* In state k the surplus is value[k]; the next state is j with probability next[k * K + j]; start[k] in the first
 * round.  states 0: even on [low, high] in each round.  `patience` is a round's discount times growth, `wait` what a
 * round without agreement brings all members together. */
typedef struct cm_pie {
    cm_headcount heads;
    double share, patience, wait, low, high, scale;
    size_t states;
    double value[CM_PIE_STATES], start[CM_PIE_STATES], next[CM_PIE_STATES * CM_PIE_STATES];
} cm_pie;

/* What happens when the states of `agree` (bits) and no others are agreed in. */
typedef struct cm_pie_plan {
    unsigned agree;
    double going_on[CM_PIE_STATES];   /* what all members have in a state when nothing is agreed in it */
    double worth;                     /* to all, before the first round */
    double rounds, agreement;         /* rounds: infinite when agreement is below 1 */
    double agreed_surplus, agreed_going_on;       /* on average where it is agreed, 0 when never */
} cm_pie_plan;

cm_status cm_pie_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_pie *pie);

/* False when the plan's worth is not finite. */
bool cm_pie_follow(const cm_pie *pie, unsigned agree, cm_pie_plan *plan);

cm_status cm_pie_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
