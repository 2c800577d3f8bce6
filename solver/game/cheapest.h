/* cheapest.h: the cheapest coalition that wins under a rule, at a price for each member.
 *
 * One threshold is a knapsack of those left out: leave out the most valuable set of players whose weight the
 * rule can spare, by dynamic programming over the weight spared; kinds of players that do not differ in weight are
 * taken most expensive first.  Any other rule is an integer programme with a variable for each node of its
 * tree.
 *
 * Source: E. Balas, E. Zemel, Oper. Res. 28 (1980) 1130-1154, for the knapsack by complement. */
#ifndef CM_SOLVER_GAME_CHEAPEST_H
#define CM_SOLVER_GAME_CHEAPEST_H

#include <stdbool.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/game/vote.h"

typedef struct cm_cheapest {
    const cm_vote *vote;
    bool threshold;                  /* one threshold whose table is small enough */
    int64_t spare, unit;             /* weight that can be left out; what all weights are multiples of */
    double *best;                    /* spare / unit + 1 */
    unsigned char *taken;            /* n x (spare / unit + 1) bits */
} cm_cheapest;

/* Room for a rule; one workspace a thread. CM_E_MEMORY. */
cm_status cm_cheapest_init(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_cheapest *work);

/* in: n marks of a winning coalition of least price among all; price: n numbers >= 0.
 * Fails with: CM_E_NUMERIC when the integer programme is not solved; CM_E_INTERRUPT.
 * Cost: threshold: n x spare / unit additions. */
cm_status cm_cheapest_find(cm_ctx *ctx, cm_cheapest *work, const double *price, unsigned char *in, double *total);

/* The least price of a winning coalition at whole prices, by another way: the least price of each weight, from
 * below.  Thresholds only: false for other rules, or when the table would be too large. */
cm_status cm_cheapest_whole(cm_ctx *ctx, const cm_vote *vote, const int64_t *price, bool *found, int64_t *total);

#endif
