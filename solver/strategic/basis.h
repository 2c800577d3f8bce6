/* basis.h: a basis of { z >= 0 : A z <= 1 } in whole numbers of any size, and lexicographic pivots.
 *
 * The right sides are moved by e, e^2, .. so that every pivot is determined, whatever A is. */
#ifndef CM_SOLVER_STRATEGIC_BASIS_H
#define CM_SOLVER_STRATEGIC_BASIS_H

#include "solver/base/rat.h"

typedef struct cm_basis {
    size_t rows, columns;            /* A is rows x columns, of whole numbers of at least 1 */
    cm_rat *t, *spare;               /* rows x (columns + 1), the right side last */
    cm_rat det;
    size_t *basic, *cobasic;         /* variables: z 0 .. columns-1, then the slacks */
} cm_basis;

/* z = 0.  Free in any case.  CM_E_MEMORY. */
cm_status cm_basis_init(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_basis *basis);
cm_status cm_basis_copy(cm_ctx *ctx, const cm_basis *from, cm_basis *basis);
void cm_basis_free(cm_basis *basis);

/* Let a cobasic variable enter; the one that leaves is returned. O(rows * columns). */
size_t cm_basis_enter(cm_basis *basis, size_t variable);
bool cm_basis_is_cobasic(const cm_basis *basis, size_t variable);
/* z over its sum; z must not be 0. */
void cm_basis_mix(const cm_basis *basis, cm_rat *mix);

#endif
