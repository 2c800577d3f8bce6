/* package_deals.h: a package beside issues alone: what the concept and its certificate both know. */
#ifndef CM_SOLVER_BARGAIN_PACKAGE_DEALS_H
#define CM_SOLVER_BARGAIN_PACKAGE_DEALS_H

#include "solver/bargain/bargain_concept.h"

typedef struct cm_two_ways {
    cm_spatial game; /* without what members have outside */
    cm_bargain_terms terms;
    cm_bargain_kind kind;
    cm_bargain whole;
    double *package, *alone; /* d */
    bool gain, *moves;       /* d */
} cm_two_ways;

/* Fails with: CM_E_INPUT for weights that are all 0; CM_E_MEMORY. */
cm_status cm_package_open(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_package_params *params, cm_two_ways *out);

/* One of the d + 1 bargains: all issues, or issue only - 1 alone. */
cm_status cm_package_solve(cm_ctx *ctx, cm_arena *arena, const cm_two_ways *deal, size_t only, cm_bargain *bargain,
                           cm_bargain_terms *terms, cm_bargain_answer *answer);

cm_status cm_package_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
