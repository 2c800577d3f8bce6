/* policy_core.h: policies that no winning coalition would leave.  Internal to the concept and its check. */
#ifndef CM_SOLVER_SPATIAL_POLICY_CORE_H
#define CM_SOLVER_SPATIAL_POLICY_CORE_H

#include "solver/concept.h"
#include "solver/spatial/metric.h"

typedef struct cm_policy_core_params {
    cm_numbers point;            /* a policy to be tested besides the status quo; or none */
} cm_policy_core_params;

typedef struct cm_policy_core_answer {
    bool decided;                /* empty is known */
    bool empty, everything, inner;      /* inner: it has an inside */
    bool measured;               /* area is known */
    double area, shift;
    double *centre;              /* d <= 2 and empty: the policy that every half-space holds when moved out by shift */
    size_t corners, rows;
    double *corner;              /* corners x d, of the metric */
    double *u, *reach, *weight;  /* rows of the proof: rows x d, rows, rows */
} cm_policy_core_answer;

/* metric->common, and those who care decide.  Arrays are in `arena`.
 * Fails with: CM_E_NUMERIC, CM_E_INTERRUPT, CM_E_LIMIT, CM_E_MEMORY. */
cm_status cm_policy_core_find(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_policy_core_answer *found);

/* A half-plane u.x >= reach that the core lies in. */
typedef struct cm_halfplane {
    double u[2], reach;
} cm_halfplane;

/* Every half-plane that matters, d = 2: normals to the lines through two members' ideals, on both sides, and the four
 * axes.  Between two neighbours of these the member who sets the reach is the same, so that its half-planes follow
 * from the two.  In `arena`; O(n^3 + n^2 log n) at worst, in effect O(n^3) additions. */
cm_status cm_policy_core_halfplanes(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_halfplane **half, size_t *count);

/* The corners (2 numbers each, anticlockwise) of what the half-planes leave of the members' box, when each is moved
 * out by `slack`; corners closer than `merge` are one.  corner is in `arena`. */
cm_status cm_policy_core_clip(cm_ctx *ctx, cm_arena *arena, const cm_halfplane *half, size_t count, double slack,
                              double merge, double **corner, size_t *corners);

/* The certificate, from what was printed. */
cm_status cm_policy_core_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_policy_core;

#endif
