/* orders.h: the Shapley value of a simple game of many players, by random orders of joining.
 *
 * In each order one player is pivotal: the first with whom those so far win.  The value is its chance to
 * be that one. */
#ifndef CM_SOLVER_GAME_ORDERS_H
#define CM_SOLVER_GAME_ORDERS_H

#include "solver/game/vote.h"

/* How often each of the vote's n players was pivotal in `orders` orders, in pivots (n numbers).  `leaving`:
 * players leave everybody one by one, and the pivot is the first without whom the rest lose; the chances
 * are the same, the orders others.
 * O(orders * n * nodes).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_orders_count(cm_ctx *ctx, const cm_vote *vote, uint64_t seed, long orders, bool leaving, double *pivots);

/* The interval of shares that `hits` of n draws leave possible, when each side may be missed with a chance
 * of at most `miss`: n KL(hits/n, p) <= ln(1/miss).  It holds for any n; W. Hoeffding, "Probability
 * inequalities for sums of bounded random variables", J. American Statistical Association 58 (1963) 13-30, (2.1). */
void cm_share_interval(double hits, double n, double miss, double *low, double *high);

/* KL(q, p) = q ln(q/p) + (1-q) ln((1-q)/(1-p)). */
double cm_share_distance(double q, double p);

#endif
