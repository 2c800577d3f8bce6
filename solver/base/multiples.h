/* multiples.h: a row of decimals as whole multiples of one unit, so that their sums are compared exactly. */
#ifndef CM_SOLVER_BASE_MULTIPLES_H
#define CM_SOLVER_BASE_MULTIPLES_H

#include "solver/base/ctx.h"

/* whole[i] = x[i] * unit, a whole number, for the least such unit; every sum of `terms` of them stays below
 * 2^53 and is exact.  *fits is false, and x is copied, when there is no such unit.  CM_E_MEMORY. */
cm_status cm_multiples_of(cm_ctx *ctx, const double *x, size_t count, size_t terms, double *whole, double *unit, bool *fits);

#endif
