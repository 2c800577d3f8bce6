/* newton.h: the greatest value of a concave log-likelihood, and what it says of one coefficient.
 *
 * Newton's method with halved steps; the profile of a coefficient is the likelihood at its best when that
 * coefficient is held.  A likelihood without a greatest value, or with a coefficient that the data do not
 * tell apart from others, is an answer (cm_fit_end), not a failure.
 *
 * Fails with: CM_E_MEMORY, CM_E_INTERRUPT, CM_E_NUMERIC when GSL gives no root.
 * Source: D. J. Venzon, S. H. Moolgavkar, "A method for computing profile-likelihood-based confidence
 * intervals", Appl. Statist. 37 (1988) 87-94. */
#ifndef CM_SOLVER_STAT_NEWTON_H
#define CM_SOLVER_STAT_NEWTON_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef enum cm_fit_end {
    CM_FIT_DONE,
    CM_FIT_COLLINEAR,       /* columns of the design are combinations of others */
    CM_FIT_UNBOUNDED        /* the likelihood grows without end */
} cm_fit_end;

/* at: value, score (p) and information (p x p) at beta; score and information may be NULL. */
typedef struct cm_likelihood {
    size_t p;
    void *data;
    void (*at)(void *data, const double *beta, double *value, double *score, double *information);
} cm_likelihood;

/* From beta (p, in and out) to the maximum with coefficient `held` as it is (held = p: none held).
 * covariance (p x p, may be NULL) is the inverse of the information there; with one held, not set. */
cm_status cm_newton_maximise(cm_ctx *ctx, const cm_likelihood *likelihood, size_t held, double *beta, double *value,
                             double *covariance, cm_fit_end *end);

typedef struct cm_profile {
    double ratio, p;        /* likelihood ratio against 0, and its p by chi squared */
    double low, high;       /* infinite where the likelihood never falls that far */
} cm_profile;

/* The profile of coefficient j around the maximum `beta`, where the likelihood is `value` and j's standard
 * error is `se`; the interval is of level 1 - alpha. */
cm_status cm_newton_profile(cm_ctx *ctx, const cm_likelihood *likelihood, size_t j, const double *beta, double value,
                            double se, double alpha, cm_profile *profile);

#endif
