/* root.h: where a function of one number is zero. */
#ifndef CM_SOLVER_BASE_ROOT_H
#define CM_SOLVER_BASE_ROOT_H

#include "solver/base/ctx.h"

/* By R. P. Brent's method, between low and high, at which f is of opposite signs or zero: to within `absolute` and the last
 * digits of *x.  f may write to data.  Fails with: CM_E_MEMORY; CM_E_NUMERIC, "WHAT is missed", where the signs are not so. */
cm_status cm_root(cm_ctx *ctx, double (*f)(double x, void *data), void *data, double low, double high, double absolute, const char *what, double *x);

#endif
