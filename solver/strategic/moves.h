/* moves.h: what concepts on paths of play share: is a change of one's strategy a gain, and how it is shown.
 *
 * Payoffs that are fractions are compared as such; computed ones are equal within the tolerances, in units of the
 * range of the player's payoffs. */
#ifndef CM_SOLVER_STRATEGIC_MOVES_H
#define CM_SOLVER_STRATEGIC_MOVES_H

#include "solver/base/table.h"
#include "solver/game/nfg.h"

typedef struct cm_moves {
    const cm_nfg *nfg;
    double *slack;               /* n: changes up to this are none (cm_moves_slack) */
    size_t *stride;              /* n: cells between neighbouring strategies */
} cm_moves;

/* Fails with: CM_E_MEMORY; CM_E_DOMAIN when two players, or two strategies of one, have the same name. */
cm_status cm_moves_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_moves *moves);

/* Up to what change of its payoff each player is as well off: within the tolerances on the range of its payoffs, none
 * at all where they are fractions. n numbers in `arena`; NULL with CM_E_MEMORY. */
double *cm_moves_slack(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg);

/* What player i thinks of going from cell a to cell b: -1 worse, 0 the same, 1 better. */
int cm_moves_sign(const cm_moves *moves, size_t i, size_t a, size_t b);

/* The cell when player i takes strategy k instead; the strategy it has in a cell. */
static inline size_t cm_moves_own(const cm_moves *moves, size_t i, size_t cell)
{
    return cell / moves->stride[i] % moves->nfg->count[i];
}

static inline size_t cm_moves_to(const cm_moves *moves, size_t i, size_t cell, size_t k)
{
    return cell - cm_moves_own(moves, i, cell) * moves->stride[i] + k * moves->stride[i];
}

/* The first strategy that pays player i most against the others of a cell; the one it has when that is as good. */
size_t cm_moves_best(const cm_moves *moves, size_t i, size_t cell);

/* A row (step, player, strategy, gain, exact, outcome): player i goes from cell a to cell b; i = n: the start, b. */
cm_status cm_moves_row(cm_ctx *ctx, cm_result *result, cm_table *table, const cm_nfg *nfg, size_t step, size_t i, size_t a, size_t b);

extern const char *const cm_moves_columns[];

/* For certificates: a printed path of such rows, read back by names.  The cell after each row (nrows numbers), who
 * moved (nrows; n in row 0).  `weak`: some steps may bring nothing; otherwise every one is a gain.
 * Fails with: CM_E_NUMERIC when a row is no single change, or its gain is not what payoffs say. */
cm_status cm_moves_read(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, bool weak, size_t *cell, size_t *mover);

#endif
