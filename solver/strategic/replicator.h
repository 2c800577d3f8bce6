/* replicator.h: what the paths of shares and their certificate share: parameters, the start, and the grid of times. */
#ifndef CM_SOLVER_STRATEGIC_REPLICATOR_H
#define CM_SOLVER_STRATEGIC_REPLICATOR_H

#include "solver/concept.h"

typedef struct cm_replicator_params {
    cm_numbers start;            /* shares of all strategies, player after player; none: all alike */
    const char *rule;            /* "replicator", "logit" */
    double time, lambda;
    long points;
} cm_replicator_params;

/* Shares at the start (sum of counts numbers), each player's adding up to 1.
 * Fails with: CM_E_INPUT for a wrong number of them, or shares that add up to nothing. */
cm_status cm_replicator_start(cm_ctx *ctx, const cm_nfg *nfg, const cm_replicator_params *p, double *x);

/* All strategies together. */
size_t cm_replicator_total(const cm_nfg *nfg);

/* The largest range of one player's payoffs (where they hardly differ, what rounding of them may look like); how fast
 * shares may move at all under the rule. */
double cm_replicator_range(const cm_ctx *ctx, const cm_nfg *nfg);
double cm_replicator_pace(const cm_ctx *ctx, const cm_nfg *nfg, const cm_replicator_params *p);

/* The certificate, from the printed result alone. CM_E_NUMERIC with the first number that is off. */
cm_status cm_replicator_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_replicator;

#endif
