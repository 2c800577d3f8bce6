/* play.h: the same payoffs from first principles, for certificates: no closed form of pfg.c is used.
 *
 * Each coalition answers the others by its first-order condition, and what all provide together is found
 * by bisection; a leader's gain is walked through the followers' answers.  A listed worth is looked up by
 * who stands with whom, pair by pair. */
#ifndef CM_SOLVER_COLLECTIVE_PLAY_H
#define CM_SOLVER_COLLECTIVE_PLAY_H

#include "solver/base/table.h"
#include "solver/game/pfg.h"

/* pay: n, of an organisation as cm_pfg_payoffs takes it.  O(n) a step of bisection. */
void cm_play(const cm_pfg *pfg, const size_t *block, size_t lead, double *pay);

/* The same for the agreement of a coalition, or of the first `size` players; block: n, workspace. */
void cm_play_agreement(const cm_pfg *pfg, uint32_t mask, size_t *block, double *pay);
void cm_play_agreement_of_size(const cm_pfg *pfg, size_t size, size_t *block, double *pay);

/* Is the printed value the share of the gap between `alone` and `all` that `at` closes?  None where there
 * is no gap; within tol.cert of the numbers' size, at least `scale`. */
bool cm_play_gap_is(const cm_ctx *ctx, cm_value value, double scale, double at, double alone, double all);

#endif
