/* square_root.h: Penrose's square-root rule: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_SQUARE_ROOT_H
#define CM_SOLVER_VOTING_SQUARE_ROOT_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum {
    CM_ROOT_FIRST = 50, CM_ROOT_LAST = 80,                /* per cent: quotas of the table */
    CM_ROOT_PROFILES = 1 << 18, CM_ROOT_TOTAL = 10000000  /* the venue's own rule: by profile, or one threshold of this total */
};

typedef struct cm_root_params {
    cm_numbers population;
    long votes;
} cm_root_params;

/* Shares of the roots, and whole votes that are proportional to them; *total of the votes.  No population given: all are equal.
 * CM_E_INPUT when all are 0. */
cm_status cm_root_weights(cm_ctx *ctx, const cm_root_params *params, size_t n, double *share, int64_t *vote, int64_t *total);

/* The quota in votes of a share of all. */
int64_t cm_root_quota(double share, int64_t total);

/* Is the power under the venue's own rule reckoned?  *one: by its one threshold. */
bool cm_root_own(const cm_kinds *kinds, bool *one);

cm_status cm_square_root_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
