/* closed_pool.h: inside the concept `baron-ferejohn`: the kinds of members, and what coalitions a proposer of each kind
 * may buy, told by how many of each kind are in. */
#ifndef CM_SOLVER_BARGAIN_CLOSED_POOL_H
#define CM_SOLVER_BARGAIN_CLOSED_POOL_H

#include "solver/bargain/closed.h"

/* Members of one kind may be exchanged: same recognition, patience and outside option, same place in the rule. */
typedef struct cm_pool {
    const cm_protocol *p;
    size_t n, kinds;
    size_t *of, *size, *first;       /* n: the kind; kinds: how many, and the first of them */
    double *recognition, *patience;  /* kinds: of each of its members */
    size_t types, room;
    size_t *proposer;                /* types: the kind that proposes */
    double *others;                  /* types x kinds: how many others of each kind it buys */
} cm_pool;

/* The kinds, without coalitions.  CM_E_MEMORY. */
cm_status cm_pool_kinds(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_pool *pool);

/* The kinds, and for each the minimal winning coalitions with one of it.
 * Fails with: CM_E_MEMORY; CM_E_LIMIT when ctx->work_limit does not let all be tried. */
cm_status cm_pool_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_pool *pool);
cm_status cm_pool_list(cm_ctx *ctx, cm_arena *arena, cm_pool *pool);

/* One more coalition that a proposer of kind a may buy: count[k] of each kind, one of kind a among them. */
cm_status cm_pool_add(cm_ctx *ctx, cm_arena *arena, cm_pool *pool, size_t a, const size_t *count);

/* How many coalitions there are by kind, winning or not. */
double cm_pool_size(const cm_pool *pool);

/* What type t costs at a price for each kind. */
double cm_pool_cost(const cm_pool *pool, size_t t, const double *price);

/* A mixture over the types becomes purchases, and partners where there were none: a type that leaves out some of a kind
 * is bought in turns, each of the kind as often. */
cm_status cm_pool_purchases(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, const double *mixture, cm_closed *closed);

/* The same in a new `closed`, with the values of the kinds. */
cm_status cm_pool_expand(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, const double *value, const double *mixture, cm_closed *closed);

/* One stationary equilibrium when proposers may buy the coalitions of the pool alone: values of the kinds, chances of the
 * types, what each kind's cheapest costs.  *found: false when the path of smoothed choices cannot be followed to its end.
 * Fails with: CM_E_MEMORY; CM_E_INTERRUPT. */
cm_status cm_closed_on_pool(cm_ctx *ctx, const cm_pool *pool, double *value, double *mixture, double *cost, bool *found);

#endif
