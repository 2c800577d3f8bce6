/* plans.h: from the extensive form of a game to its normal form, and back.
 *
 * A plan says what a player does at each of its information sets that its own earlier moves leave
 * reachable.  Choosing plans once and for all, before anything is played, is the reduced normal form:
 * strategies that differ only where the player never comes are one.  Where a player forgets what it did
 * (no perfect recall) some may still be the same; that changes no answer. */
#ifndef CM_SOLVER_GAME_PLANS_H
#define CM_SOLVER_GAME_PLANS_H

#include "solver/game/efg.h"
#include "solver/game/nfg.h"

/* The plans of one player: plan k's action at its j-th set is action[k * nsets + j], SIZE_MAX where it
 * never comes. */
typedef struct cm_plans {
    size_t nsets, count;
    const size_t *set;               /* nsets: of efg->set, in the order of their first nodes */
    const size_t *action;            /* count x nsets */
} cm_plans;

/* The plans of every player: n of them in `arena`, first actions first.
 * Fails with: CM_E_LIMIT when they are too many to be written out; CM_E_MEMORY. */
cm_status cm_efg_plans(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_plans **plans);

/* The reduced normal form: strategies are plans, named by their actions ("in/fight", and "out/" with a star where the player never comes); payoffs are
 * expected ones where chance moves, exact when the tree's are and the fractions fit.
 * Fails with: CM_E_LIMIT (the sentence says how many combinations); CM_E_MEMORY; CM_E_INTERRUPT.
 * Cost: O(cells x nodes). */
cm_status cm_efg_normal(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_nfg *nfg);

/* Everybody moves once, in the order of the players, and nobody sees what others did.
 * Fails with: CM_E_LIMIT when the tree has more than CM_EFG_MOST nodes; CM_E_MEMORY. */
cm_status cm_nfg_extensive(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_efg *efg);

#endif
