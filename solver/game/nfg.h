/* nfg.h: a game in normal form: everybody chooses a strategy at once, and each combination pays.
 *
 * Cells are numbered with the first player's strategy running fastest: the cell of strategies s is
 * s[0] + count[0] * (s[1] + count[1] * (s[2] + ...)), as in Gambit's files. */
#ifndef CM_SOLVER_GAME_NFG_H
#define CM_SOLVER_GAME_NFG_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/base/num.h"

typedef struct cm_nfg {
    size_t n;                                  /* players */
    const size_t *count;                       /* n: strategies of each, at least 1 */
    size_t cells;                              /* their product */
    const double *payoff;                      /* cells x n */
    const cm_frac *exact;                      /* cells x n, the same as fractions; NULL: some are computed numbers */
    const char *const *player;                 /* n */
    const char *const *const *strategy;        /* n lists of names, count[i] each */
} cm_nfg;

enum { CM_NFG_MOST = 1 << 24 };                /* cells x players */

/* Shapes; every payoff finite and at most CM_NUM_LARGEST in size; exact, where there, the same numbers.
 * CM_E_INPUT with the cell and the number; CM_E_LIMIT for too many cells. */
cm_status cm_nfg_validate(cm_ctx *ctx, const cm_nfg *nfg);

/* The number of cells; false when it is more than CM_NFG_MOST / n. */
bool cm_nfg_cells(const size_t *count, size_t n, size_t *cells);

/* The strategies of a cell (n), and the cell of strategies. O(n). */
void cm_nfg_profile(const cm_nfg *nfg, size_t cell, size_t *strategy);
size_t cm_nfg_cell(const cm_nfg *nfg, const size_t *strategy);

/* "(join, stay)" in `arena`; NULL with CM_E_MEMORY. */
const char *cm_nfg_profile_text(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t cell);

/* What strategy k of player i pays it against the others' mixtures: mix holds the players' probabilities one
 * after another, sum of count numbers.  O(cells * n). */
double cm_nfg_against(const cm_nfg *nfg, const double *mix, size_t i, size_t k);

#endif
