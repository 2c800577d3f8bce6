/* tu.h: a coalitional game with transferable worth: what each set of players can secure for itself.
 *
 * Two forms.  Dense: the worth of each of the 2^n coalitions, at the coalition's mask (player i is bit
 * i); worth[0] is 0.  Simple: a vote, of any number of players, whose winning coalitions have worth 1.  A
 * simple game of few players is dense as well, so that every concept can treat it. */
#ifndef CM_SOLVER_GAME_TU_H
#define CM_SOLVER_GAME_TU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/game/vote.h"

enum { CM_TU_MOST = 26 };            /* players of a dense game: 2^26 doubles are 512 MiB */

typedef struct cm_tu {
    size_t n;
    const double *worth;             /* 2^n, or NULL: a simple game only */
    const cm_vote *vote;             /* of a simple game; NULL otherwise */
    bool exact;                      /* every worth is the fraction it means (cm_rat_set_double), not the
                                      * rounded result of a computation */
    const char *const *player;       /* n ids */
    const char *about;               /* what a coalition's worth is, in a sentence; may be NULL */
} cm_tu;

/* Shapes; every worth finite and below 1e100 in size, so that sums do not overflow; worth[0] is 0.
 * CM_E_INPUT with the coalition and the number. */
cm_status cm_tu_validate(cm_ctx *ctx, const cm_tu *tu);

/* A dense game over `n` players with room for its worths, all 0, which the caller fills in.
 * Fails with: CM_E_LIMIT for more than CM_TU_MOST players; CM_E_MEMORY. */
cm_status cm_tu_init(cm_ctx *ctx, cm_arena *arena, size_t n, const char *const *player, double **worth, cm_tu *tu);

/* The simple game of a vote; dense too for up to CM_TU_MOST players.  The vote has to outlive it.
 * O(2^n * thresholds) where it is dense.  CM_E_MEMORY. */
cm_status cm_tu_from_vote(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const char *const *player, cm_tu *tu);

/* A concept that needs every worth says so: CM_E_LIMIT when the game is not dense, with `concept` in the
 * sentence. */
cm_status cm_tu_require_dense(cm_ctx *ctx, const cm_tu *tu, const char *concept);

/* sum[mask] = the payoffs of the coalition's members added up, for masks of `bits` players from `first`:
 * two such tables, of 2^12 and the rest, give x(S) with one addition.  O(2^bits). */
void cm_tu_sums(const double *x, size_t first, size_t bits, double *sum);

/* The least scale of the game's numbers: max |worth|, 1 for a game of zeros; for simple games 1. */
double cm_tu_scale(const cm_tu *tu);

/* "{A, B, C}" in `arena`, from n marks or from a mask of up to 32 players; NULL with CM_E_MEMORY. */
const char *cm_tu_coalition_name(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const unsigned char *in);
const char *cm_tu_coalition_text(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, uint32_t mask);

/* Such a text back to n marks; false when it is none of the game's. */
bool cm_tu_coalition_read(const cm_tu *tu, const char *text, unsigned char *in);

#endif
