/* shapley_effects.h: an output's variance divided among inputs that may depend on one another.
 *
 * What a set J of inputs is worth is c(J) = E[Var(y | all inputs outside J)]: the variance that is left when
 * everything else is known.  The effect of an input is its Shapley value in that game, so effects are never
 * negative, and add up to Var(y), however inputs depend.  Of independent inputs the effect lies between the
 * first-order and the total index.
 *
 * Dependence: the inputs' normal scores have the given correlations (a Gaussian copula); each input by itself is
 * uniform on 0 .. 1.  Of every set, `outer` points of the others are drawn, and for each three points of the set
 * given them.  Intervals: percentiles of the bootstrap over the outer points.
 *
 * Cost: (2^k - 2) outer 3 + 12 outer runs of the model.
 * Source: A. B. Owen, "Sobol' indices and Shapley value", SIAM/ASA J. Uncertain. Quantif. 2 (2014) 245-251;
 * E. Song, B. L. Nelson and J. Staum, "Shapley effects for global sensitivity analysis: theory and computation",
 * SIAM/ASA J. Uncertain. Quantif. 4 (2016) 1060-1083, whose cost c(J) and three inner points these are; every set is
 * estimated once, as in B. Broto, F. Bachoc and M. Depecker, "Variance reduction for estimation of Shapley effects and
 * adaptation to unknown input distribution", SIAM/ASA J. Uncertain. Quantif. 8 (2020) 693-716. */
#ifndef CM_SOLVER_STAT_SHAPLEY_EFFECTS_H
#define CM_SOLVER_STAT_SHAPLEY_EFFECTS_H

#include <stdint.h>

#include "solver/stat/unit_model.h"

enum { CM_SHAPLEY_MOST = 8 };                /* inputs: all 2^k sets are looked at */

typedef struct cm_shapley_effect {
    double share, low, high;                 /* of the variance */
} cm_shapley_effect;

/* correlation: k x k, of normal scores, 1 on the diagonal; NULL: independent inputs.  effect: k of them.
 * Fails as the model; CM_E_INPUT for fewer than 2 outer points, or correlations that no inputs can have
 * (the matrix is not positive definite); CM_E_LIMIT for more than CM_SHAPLEY_MOST inputs; CM_E_INTERRUPT;
 * CM_E_MEMORY. */
cm_status cm_shapley_effects(cm_ctx *ctx, const cm_unit_model *model, const double *correlation, size_t outer, uint64_t seed, double confidence,
                             cm_shapley_effect *effect, double *mean, double *variance);

/* Are there normal scores with these correlations? */
cm_status cm_correlation_check(cm_ctx *ctx, const double *correlation, size_t k);

#endif
