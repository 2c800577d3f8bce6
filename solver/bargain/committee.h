/* committee.h: search by a committee: what the concept and its certificate both know. */
#ifndef CM_SOLVER_BARGAIN_COMMITTEE_H
#define CM_SOLVER_BARGAIN_COMMITTEE_H

#include "solver/bargain/headcount.h"
#include "solver/game/game.h"

typedef struct cm_committee_params {
    const char *distribution;
    double a, b;
    long within;
} cm_committee_params;

/* Members vote for a proposal that is worth more to them than going on, which is worth
 * (1 - patience) outside - cost + patience V. */
typedef struct cm_committee {
    cm_headcount heads;
    double a, b;                      /* of the beta distribution of a proposal's worth */
    double wait;                      /* (1 - patience) outside - cost */
    double scale;
} cm_committee;

cm_status cm_committee_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_committee *committee);

/* By quadrature and logarithms of binomials: what a round is worth to a member when all vote for what is worth
 * more than `threshold` and `quota` are needed, and the chance that a proposal passes.  CM_E_NUMERIC. */
cm_status cm_committee_again(cm_ctx *ctx, const cm_committee *c, size_t quota, double threshold, double *value, double *passes);

cm_status cm_committee_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
