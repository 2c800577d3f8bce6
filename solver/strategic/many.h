/* many.h: all isolated Nash equilibria of a game of several players.
 *
 * Every support is taken in turn, small and even ones first.  On each the indifference equations are solved in boxes
 * (enclose.h), so that a list that is said to be complete is proven: each equilibrium exists and is alone in its box,
 * and there is no other one anywhere.  Pure equilibria are decided by comparing payoffs, exactly.
 *
 * Sources: J. Dickhaut, T. Kaplan, "A program for finding Nash equilibria", Mathematica J. 1 (1991) 87-93; R. Porter,
 * E. Nudelman, Y. Shoham, "Simple search methods for finding a Nash equilibrium", Games Econ. Behav. 63 (2008)
 * 642-662. */
#ifndef CM_SOLVER_STRATEGIC_MANY_H
#define CM_SOLVER_STRATEGIC_MANY_H

#include "solver/concept.h"

typedef struct cm_nash_list {
    size_t count, total;
    double *mix;                     /* count x total: the players' probabilities one after another */
    double *off;                     /* count: how far each probability may be off, at most */
    bool *proven;                    /* count: an equilibrium for sure; false: unless a tie off its support goes the wrong way */
    bool complete;                   /* there is no other */
    bool cut;                        /* not all supports were looked at: too many, or too much work */
    size_t supports, open;           /* looked at; undecided */
    const char *why;                 /* a sentence on the first undecided support; NULL when complete */
} cm_nash_list;

/* Equilibria of a game of n >= 2 players, smallest supports first, all memory in `arena`.
 * All pure ones in any case; where ctx->work_limit cuts the others short the list is not complete.
 * Fails with: CM_E_DOMAIN for one player; CM_E_LIMIT when it is cut short before the first equilibrium;
 * CM_E_INTERRUPT; CM_E_MEMORY.
 * Cost: 2^strategies supports; a random game of three players with three strategies each takes some hundredths of a
 * second, of five with two some tenths. */
cm_status cm_nash_many(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_nash_list *list);

#endif
