/* logistic.h: how the chance of an outcome goes with the columns of a design, by logistic regression.
 *
 * log(P/(1-P)) = x b.  Maximum likelihood by Newton; where some combination of columns separates the outcomes
 * (found exactly, as a linear programme) the likelihood has no maximum, and Firth's penalty log det(I)/2 is
 * added, which always has one.  p and intervals are of the (penalised) likelihood ratio; Wald's p beside it.
 *
 * Fails with: CM_E_DOMAIN when the outcome does not vary; CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT.
 * Source: D. Firth, "Bias reduction of maximum likelihood estimates", Biometrika 80 (1993) 27-38; G. Heinze,
 * M. Schemper, "A solution to the problem of separation in logistic regression", Statist. Med. 21 (2002)
 * 2409-2419; K. Konis, Linear Programming Algorithms for Detecting Separated Data (thesis, Oxford 2007). */
#ifndef CM_SOLVER_STAT_LOGISTIC_H
#define CM_SOLVER_STAT_LOGISTIC_H

#include "solver/stat/newton.h"

typedef struct cm_logistic {
    cm_fit_end end;             /* CM_FIT_DONE, or CM_FIT_COLLINEAR: nothing else is set then */
    bool separated;             /* Firth's penalty was used */
    double *beta, *se, *wald_p; /* p */
    double value;               /* of the (penalised) log-likelihood */
    cm_profile first;           /* of coefficient 1, the first after the constant */
} cm_logistic;

/* x: n x p, row after row, its first column 1, p >= 2.  All memory is the arena's. */
cm_status cm_logistic_fit(cm_ctx *ctx, cm_arena *arena, size_t n, size_t p, const double *x, const bool *outcome,
                          double alpha, cm_logistic *fit);

#endif
