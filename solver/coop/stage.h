/* stage.h: one linear programme of the nucleolus: make the largest open excess as small as it can be.
 *
 *     min epsilon  subject to  x(S) + c(S) epsilon >= worth(S)   for every coalition S that is not settled,
 *                              x(S) = worth(S) - c(S) epsilon_k   for those settled at level k,
 *                              x(N) = worth(N),  and x_i >= worth({i}) where imputations are asked for,
 *
 * with c(S) = 1, or |S| per capita.  The first stage is the least core.  Of the 2^n rows only those are
 * written that some solution violated: a look through all coalitions (excess.h) finds them. */
#ifndef CM_SOLVER_COOP_STAGE_H
#define CM_SOLVER_COOP_STAGE_H

#include "solver/base/exact.h"
#include "solver/coop/excess.h"

typedef struct cm_settled {
    uint32_t mask;
    size_t level;                    /* SIZE_MAX: a player at its bound, x_i = worth({i}) */
} cm_settled;

typedef struct cm_stages {
    const cm_tu *tu;
    bool per_capita, imputations;
    double scale;                    /* a power of two: worths are divided by it in the programme */
    cm_excess look;
    cm_span span;                    /* of the settled coalitions, with everybody */
    cm_settled *settled;             /* those that bind with a positive price: one equation each */
    size_t nsettled, settled_room;
    double *level;                   /* epsilon of each stage, in the game's units */
    size_t nlevels;
    uint32_t *row;                   /* coalitions of the rows of the last programme; the first nequal are equations */
    double *price;                   /* their duals */
    size_t nrows, row_room, nequal, looks, solves;
    cm_lp *lp;                       /* of the last stage */
    double *x;                       /* n, of the last stage, in the game's units */
    double *bound_price;             /* n: reduced costs of x_i >= worth({i}) */
    cm_arena *arena;
} cm_stages;

/* A dense game of at least two players. CM_E_MEMORY. */
cm_status cm_stages_init(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, bool per_capita, bool imputations, cm_stages *stages);

/* Solve the next stage: x, price, bound_price and level[nlevels - 1] are set; nothing is settled yet.
 * Fails with: CM_E_NUMERIC when GLPK gives up; CM_E_INTERRUPT. */
cm_status cm_stages_solve(cm_ctx *ctx, cm_stages *stages);

/* Settle the coalitions and bounds that bind with a positive price. CM_E_NUMERIC when there are none. */
cm_status cm_stages_settle(cm_ctx *ctx, cm_stages *stages);

/* Go on until every payoff is settled. */
cm_status cm_stages_finish(cm_ctx *ctx, cm_stages *stages);

void cm_stages_free(cm_stages *stages);

#endif
