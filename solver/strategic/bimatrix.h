/* bimatrix.h: a game of two players in whole numbers, the same for either.
 *
 * For player p, exact[p] and whole[p] have its own strategies as rows and the other's as columns:
 * count[p] x count[1-p].  exact are the payoffs; whole are other payoffs with the same best replies: of each
 * column its least entry is taken off, all are multiplied by one number, and 1 is added; small are the
 * same in 64 bits, NULL when one of them is 2^31 or more. */
#ifndef CM_SOLVER_STRATEGIC_BIMATRIX_H
#define CM_SOLVER_STRATEGIC_BIMATRIX_H

#include "solver/base/rat.h"
#include "solver/game/game.h"

typedef struct cm_bimatrix {
    size_t count[2];
    cm_rat *exact[2], *whole[2];
    int64_t *small[2];
} cm_bimatrix;

/* Fails with: CM_E_DOMAIN unless there are two players; CM_E_MEMORY.  Free in any case. */
cm_status cm_bimatrix_init(cm_ctx *ctx, const cm_nfg *nfg, cm_bimatrix *game);
void cm_bimatrix_free(cm_bimatrix *game);

/* What own strategy `own` of player p is paid when the other plays `other`. */
static inline const cm_rat *cm_bimatrix_at(const cm_bimatrix *game, size_t p, size_t own, size_t other)
{
    return &game->exact[p][own * game->count[1 - p] + other];
}

/* Is each of a pair of pure strategies a best reply to the other? */
bool cm_bimatrix_is_equilibrium(const cm_bimatrix *game, size_t first, size_t second);

/* What strategy `own` of p is paid against a mixture of the other (whole: in the other payoffs). */
void cm_bimatrix_against(const cm_bimatrix *game, size_t p, bool whole, size_t own, const cm_rat *mix, cm_rat *paid);

#endif
