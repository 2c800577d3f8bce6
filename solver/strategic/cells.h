/* cells.h: what concepts on the normal form share: comparing payoffs, and showing them.
 *
 * Payoffs that are fractions are compared as such; computed ones are equal within the tolerances, on the
 * scale of the game. */
#ifndef CM_SOLVER_STRATEGIC_CELLS_H
#define CM_SOLVER_STRATEGIC_CELLS_H

#include "solver/base/table.h"
#include "solver/game/nfg.h"

/* The largest payoff in size; the scale of tolerances. */
double cm_cells_scale(const cm_nfg *nfg);

/* Of two payoffs of player i, in two cells: -1, 0, 1. */
int cm_cells_compare(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t i, size_t a, size_t b);

/* The payoff of a cell as a fraction in a text; CM_NONE where it is a computed number.  CM_E_MEMORY shows in ctx. */
cm_value cm_cells_exact(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t i, size_t cell);

/* The cells between neighbouring strategies of player i: the counts of the players before it. */
size_t cm_cells_stride(const cm_nfg *nfg, size_t i);

/* The least and the largest payoff of player i. */
void cm_cells_span(const cm_nfg *nfg, size_t i, double *low, double *high);

/* The cell of a printed combination, looked for among all; SIZE_MAX when there is none. CM_E_MEMORY shows in ctx. */
size_t cm_cells_find(cm_ctx *ctx, const cm_nfg *nfg, const cm_value *profile);

/* The index of a name among strategies of player i, of a player; SIZE_MAX when there is none. */
size_t cm_cells_strategy(const cm_nfg *nfg, size_t i, const cm_value *name);
size_t cm_cells_player(const cm_nfg *nfg, const cm_value *name);

/* The best change of one player's strategy from a cell: -1: every one loses, 0: some keep its payoff, 1: some gain.
 * Up to 0 the cell is an equilibrium. */
int cm_cells_temptation(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t cell);

#endif
