/* cox.h: what makes it take longer, when some are still pending: Cox's proportional hazards.
 *
 * The rate at which a case ends at time t, if it has not ended, is h(t) exp(x b), whatever h.  Partial
 * likelihood by Newton, ties by Efron's way (or Breslow's).  Whether the effect is the same at all times is
 * tested by Grambsch and Therneau's score test of b + c g(t), g one less the Kaplan-Meier curve just before
 * t.  Concordance: of two cases of which one is known to have ended first, how often the fit says so.
 *
 * Fails with: CM_E_DOMAIN when no case ends; CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT.  Cost: O(n p^2) a
 * step, O(n^2) for the concordance.
 * Source: D. R. Cox, "Regression models and life-tables", J. Roy. Statist. Soc. B 34 (1972) 187-220; B. Efron,
 * J. Amer. Statist. Assoc. 72 (1977) 557-565; P. M. Grambsch, T. M. Therneau, Biometrika 81 (1994) 515-526. */
#ifndef CM_SOLVER_STAT_COX_H
#define CM_SOLVER_STAT_COX_H

#include "solver/stat/newton.h"

typedef struct cm_cox {
    cm_fit_end end;                         /* not CM_FIT_DONE: nothing else is set */
    double *beta, *se, *wald_p;             /* p */
    double *proportional, *proportional_p;  /* p: chi squared of one degree, and its p */
    double value, null_value;               /* of the log partial likelihood: at beta, at 0 */
    double concordance;
    cm_profile first;                       /* of the first coefficient */
} cm_cox;

typedef enum cm_cox_ties { CM_EFRON, CM_BRESLOW } cm_cox_ties;

/* x: n x p, row after row, no constant; `ended` is false for those still pending at `time`. */
cm_status cm_cox_fit(cm_ctx *ctx, cm_arena *arena, size_t n, size_t p, const double *x, const double *time, const bool *ended,
                     cm_cox_ties ties, double alpha, cm_cox *fit);

#endif
