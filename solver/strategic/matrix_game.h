/* matrix_game.h: the value of a matrix of payments from the column player to the row player, and mixtures that
 * secure it, in fractions. */
#ifndef CM_SOLVER_STRATEGIC_MATRIX_GAME_H
#define CM_SOLVER_STRATEGIC_MATRIX_GAME_H

#include "solver/base/rat.h"

/* a: rows x columns.  x, y: one probability a row, a column.
 *
 * A linear programme finds the strategies in use in floating point, and its basis is solved in fractions; where that
 * is not the optimum, the simplex method starts anew in whole numbers.
 *
 * Fails with: CM_E_MEMORY, CM_E_NUMERIC when GLPK gives no answer, CM_E_INTERRUPT. */
cm_status cm_matrix_game_solve(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_rat *x, cm_rat *y, cm_rat *value);

/* The second way alone: max sum z, A z <= 1, z >= 0 for A moved to at least 1, by pivots with Bland's rule. */
cm_status cm_matrix_game_pivot(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_rat *x, cm_rat *y, cm_rat *value);

/* Do x and y secure the same? Then that is the value.  Exact. */
bool cm_matrix_game_holds(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, const cm_rat *x, const cm_rat *y, cm_rat *value);

#endif
