/* win_set.h: the policies that beat a point.
 *
 * From the point q the policy q + t u beats it if and only if 0 < t < R(u) = 2 (W(u) - q.u) (turning.h): the win
 * set is made of rays from q.  On an arc of a turning R is the chord through q of the circle around the pivot's
 * ideal, so that area and extent are closed forms. */
#ifndef CM_SOLVER_SPATIAL_WIN_SET_H
#define CM_SOLVER_SPATIAL_WIN_SET_H

#include "solver/concept.h"
#include "solver/spatial/turning.h"

/* The part of an arc on which R > 0; false when there is none.  q: 2 numbers inside the metric. */
bool cm_win_part(const cm_metric *metric, const cm_arc *arc, const double *q, cm_arc *part);

/* The area of the win set of q, inside the metric (unit^2 of it are the issues' own). O(arcs). */
double cm_win_area(const cm_metric *metric, const cm_turning *turning, const double *q);

typedef struct cm_win_set_params {
    cm_numbers point;            /* a number for each issue; none: the status quo */
    long points;
} cm_win_set_params;

/* The point that is asked about, as a policy (all issues).
 * Fails with: CM_E_INPUT when it has not one number for each issue. */
cm_status cm_win_point(cm_ctx *ctx, const cm_spatial *game, const cm_win_set_params *params, const double **policy);

cm_status cm_win_set_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_win_set;

#endif
