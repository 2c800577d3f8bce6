/* uncovered.h: the policies that no other covers.
 *
 * A policy y covers x when y beats x and whatever beats y beats x as well: choosing y is then better, whatever may be
 * proposed later.  In the plane W(y) and W(x), what beats y and x, are made of rays (win_set.h), so that W(y) lies
 * within W(x) when its boundary does.  The set has no closed form: a grid is laid over the hull of the ideals (what is
 * outside is worse for all than something inside, and so covered), and each of its points is tried against every
 * other, and against the centres of the yolk: exactly (covering.h), after a few directions that reject most. */
#ifndef CM_SOLVER_SPATIAL_UNCOVERED_H
#define CM_SOLVER_SPATIAL_UNCOVERED_H

#include "solver/concept.h"

typedef struct cm_uncovered_params {
    long cells;
} cm_uncovered_params;

cm_status cm_uncovered_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_uncovered;

#endif
