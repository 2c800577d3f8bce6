/* sobol_indices.h: which share of an output's variance each input accounts for, inputs being independent
 * and uniform on 0 .. 1.
 *
 *   first   Var(E[y | u_i]) / Var(y): the part that goes if the input becomes known; the first-order index
 *   total   E[Var(y | all others)] / Var(y): the part that stays if everything else becomes known, that
 *           is first with all interactions of the input
 *
 * Two sets of `rows` points, A and B, from one Sobol sequence in 2k dimensions with a random shift, and for
 * each input the points of A with that column from B.  Estimators: Saltelli's for first, Jansen's for total.
 * Intervals: percentiles of the bootstrap over rows; points of a Sobol sequence are more even than
 * independent ones, so they are wide rather than narrow.  Estimates may fall a little below 0 or above 1.
 *
 * Cost: rows (k + 2) runs of the model.
 * Source: I. M. Sobol', "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
 * estimates", Math. Comput. Simul. 55 (2001) 271-280; M. J. W. Jansen, "Analysis of variance designs for model
 * output", Comput. Phys. Commun. 117 (1999) 35-43; A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and
 * S. Tarantola, "Variance based sensitivity analysis of model output", Comput. Phys. Commun. 181 (2010) 259-270. */
#ifndef CM_SOLVER_STAT_SOBOL_INDICES_H
#define CM_SOLVER_STAT_SOBOL_INDICES_H

#include <stdint.h>

#include "solver/stat/unit_model.h"

enum { CM_SOBOL_MOST = 20 };                 /* inputs: GSL's sequence has 40 dimensions */

typedef struct cm_sobol_index {
    double first, first_low, first_high, total, total_low, total_high;
} cm_sobol_index;

/* index: k of them; *mean and *variance are the output's (an output that never changes has indices 0).
 * Fails as the model; CM_E_INPUT for fewer than 2 rows; CM_E_LIMIT for more than CM_SOBOL_MOST inputs;
 * CM_E_INTERRUPT; CM_E_MEMORY. */
cm_status cm_sobol_indices(cm_ctx *ctx, const cm_unit_model *model, size_t rows, uint64_t seed, double confidence, cm_sobol_index *index,
                           double *mean, double *variance);

#endif
