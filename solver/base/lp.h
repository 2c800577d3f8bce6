/* lp.h: linear and integer programmes.  lp.c is the only file that knows GLPK.
 *
 * Maximise or minimise c.x subject to rows low <= a.x <= high and bounds on x; infinities (HUGE_VAL)
 * leave a side open.  Every number is checked (GLPK calls NaN optimal).  An infeasible or unbounded
 * programme is an answer, not an error.
 *
 * GLPK keeps an environment a thread: call cm_lp_thread_end() when a thread that solved one ends. */
#ifndef CM_SOLVER_BASE_LP_H
#define CM_SOLVER_BASE_LP_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"

typedef enum cm_lp_answer { CM_LP_OPTIMAL, CM_LP_INFEASIBLE, CM_LP_UNBOUNDED } cm_lp_answer;

typedef struct cm_lp cm_lp;

/* A programme with `columns` variables, all free, costs 0. NULL with CM_E_MEMORY or CM_E_NUMERIC. */
cm_lp *cm_lp_new(cm_ctx *ctx, size_t columns, bool maximise);
void cm_lp_free(cm_lp *lp);

/* Cost and bounds of variable j; `integer` makes it a whole number. */
cm_status cm_lp_column(cm_ctx *ctx, cm_lp *lp, size_t j, double cost, double low, double high, bool integer);

/* A row with `columns` dense coefficients. */
cm_status cm_lp_row(cm_ctx *ctx, cm_lp *lp, const double *coefficient, double low, double high);

/* Solve. x (columns numbers, may be NULL), value and dual (one a row, may be NULL; zero for integer
 * programmes) are set when the answer is CM_LP_OPTIMAL.
 * Fails with: CM_E_NUMERIC when GLPK gives no answer; CM_E_INPUT for NaN or crossed bounds. */
cm_status cm_lp_solve(cm_ctx *ctx, cm_lp *lp, cm_lp_answer *answer, double *x, double *value, double *dual);

/* What exact.c needs: the programme as it was given, and the basis of the last solve. */
typedef enum cm_lp_place { CM_LP_BASIC, CM_LP_AT_LOW, CM_LP_AT_HIGH, CM_LP_AT_ZERO } cm_lp_place;

size_t cm_lp_columns(const cm_lp *lp);
size_t cm_lp_rows(const cm_lp *lp);
bool cm_lp_maximises(const cm_lp *lp);
/* False when no solve of this programme ended with an optimal basis. */
bool cm_lp_has_basis(const cm_lp *lp);
cm_lp_place cm_lp_column_get(const cm_lp *lp, size_t j, double *cost, double *low, double *high);
/* The row's entries: *length of them, in `column` and `value` (room for all columns). */
cm_lp_place cm_lp_row_get(const cm_lp *lp, size_t r, size_t *index, double *value, size_t *length, double *low, double *high);

void cm_lp_thread_end(void);

/* The version of GLPK. */
const char *cm_lp_library(void);

#endif
