/* root.c: where a function of one number is zero: GSL's bracketing solver, told when to stop.
 *
 * Source: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4. */
#include "solver/base/root.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

enum { STEPS = 400 };

cm_status cm_root(cm_ctx *ctx, double (*f)(double x, void *data), void *data, double low, double high, double absolute, const char *what, double *x)
{
    gsl_function function = { f, data };
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    bool near = false;
    int code;
    if (solver == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a search of a root");
    code = gsl_root_fsolver_set(solver, &function, low, high);
    for (int k = 0; code == GSL_SUCCESS && !near && k < STEPS; k++) {
        code = gsl_root_fsolver_iterate(solver);
        near = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), absolute, 4 * DBL_EPSILON) == GSL_SUCCESS;
    }
    /* A root at 0 has no last digits: there the steps end with what is left of the interval. */
    if (code == GSL_SUCCESS && gsl_root_fsolver_x_upper(solver) - gsl_root_fsolver_x_lower(solver) > DBL_EPSILON * (high - low) && !near) code = GSL_EMAXITER;
    *x = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "%s is missed: %s", what, gsl_strerror(code));
}
