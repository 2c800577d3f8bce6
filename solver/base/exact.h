/* exact.h: a linear programme's answer over the rationals.
 *
 * Floating point finds a basis; here it is solved again in fractions, and held against every row, bound
 * and reduced cost.  What passes is not an approximation: it is the programme's optimum, with its dual as
 * the proof.  The numbers of the programme are the fractions that they mean (cm_rat_set_double). */
#ifndef CM_SOLVER_BASE_EXACT_H
#define CM_SOLVER_BASE_EXACT_H

#include "solver/base/lp.h"
#include "solver/base/rat.h"

typedef struct cm_exact {
    size_t ncolumns, nrows;
    cm_rat *x;                       /* ncolumns */
    cm_rat *dual;                    /* nrows; of a minimum: >= 0 where the row's lower side binds */
    cm_rat value;
} cm_exact;

/* Solve the last basis of a programme without whole variables exactly.  *proven tells whether it is
 * optimal; when it is not (floating point stopped next to the optimum, or there is no basis) the numbers
 * are of no use, and that is no error.  Free in any case.
 * Fails with: CM_E_MEMORY.
 * Cost: O(k^3) on numbers that grow, k basic variables; k = 25 a millisecond. */
cm_status cm_exact_solve(cm_ctx *ctx, const cm_lp *lp, const cm_rat *right, const cm_rat *bound, cm_exact *exact, bool *proven);
void cm_exact_free(cm_exact *exact);

#endif
