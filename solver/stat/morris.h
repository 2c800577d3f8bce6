/* morris.h: screening by elementary effects: what one input does, seen from many places.
 *
 * A trajectory starts at a random point of the grid {0, 1/3, 2/3, 1}^k and moves one input after the
 * other, in random order, by 2/3.  The elementary effect of an input is the change of the output over
 * the change of the input, so it is in units of the output per range of the input.
 *
 *   mean      mu: the effect on average; opposite effects cancel
 *   absolute  mu*: the average size of the effect: how much the input matters
 *   spread    sigma: how much the effect differs from place to place: interactions, or a curve
 *   error     the standard error of mean
 *
 * Cost: trajectories (k + 1) runs of the model.
 * Source: M. D. Morris, "Factorial sampling plans for preliminary computational experiments",
 * Technometrics 33 (1991) 161-174; mu*: F. Campolongo, J. Cariboni and A. Saltelli, "An effective
 * screening design for sensitivity analysis of large models", Environ. Model. Softw. 22 (2007) 1509-1518. */
#ifndef CM_SOLVER_STAT_MORRIS_H
#define CM_SOLVER_STAT_MORRIS_H

#include <stdint.h>

#include "solver/stat/unit_model.h"

typedef struct cm_morris {
    double mean, absolute, spread, error;
} cm_morris;

/* out: k of them. trajectories >= 2.  Fails as the model; CM_E_INPUT for fewer than two trajectories;
 * CM_E_INTERRUPT; CM_E_MEMORY. */
cm_status cm_morris_screen(cm_ctx *ctx, const cm_unit_model *model, size_t trajectories, uint64_t seed, cm_morris *out);

#endif
