/* depth.h: how much a venue can give its worst-off member over the status quo.
 *
 * Depth of consensus.  Definition: max over policies y of the least over all members i of
 * u_i(y) - u_i(SQ); never negative, for SQ itself can be kept.  With quadratic utility and common
 * saliences it is the squared distance of SQ from the convex hull of the ideal points, in the metric
 * of the saliences, attained at SQ's projection on the hull; in general it is a concave maximin, with
 * the dual (a_i - q = o_i)
 *     min over w >= 0, sum w = 1 of  sum_k (sum_i w_i s_ik o_ik)^2 / (sum_i w_i s_ik).
 * Whether an agreement exists and how deep it is are two questions: a venue may agree often and
 * on little.
 *
 * Depth of a rule.  Definition: the best least gain that some winning coalition can give its own
 * members.  With common unit saliences (scale the issues first) it is
 *     (max over unit u of h(u))_+^2,  h(u) = the largest t with {i: o_i.u >= t} winning.
 *
 * offset: n x d numbers o_i = a_i - q; salience: n x d, >= 0, or NULL: all 1; low, high: d offsets that
 * the policy must stay between, in every member's name, or both NULL.
 *
 * A workspace serves any number of calls with up to its n members and d issues; only the city-block
 * call allocates.  One workspace a thread.
 *
 * Source: P. Wolfe, "Finding the nearest point in a polytope", Math. Programming 11 (1976) 128-149. */
#ifndef CM_SOLVER_SPATIAL_DEPTH_H
#define CM_SOLVER_SPATIAL_DEPTH_H

#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/concept.h"
#include "solver/game/spatial.h"
#include "solver/game/vote.h"
#include "solver/spatial/maximin.h"
#include "solver/spatial/minnorm.h"

typedef struct cm_depth_work {
    size_t n, d;                 /* room */
    double *v;                   /* out: the best policy as an offset from SQ, d */
    double *w;                   /* out: the dual's weights, n */
    bool projected;              /* out: v is SQ's projection on the hull, depth = |v|^2 */
    double scale;                /* out: the largest loss at SQ, quadratic */
    cm_minnorm nearest;
    cm_maximin gain;
    double *scaled, *unit, *pin, *top, *bottom;    /* scratch: n x d, d, 2 d, n, n */
    size_t *issue, *order;                   /* d, n */
    unsigned char *in;                       /* n */
} cm_depth_work;

cm_status cm_depth_work_init(cm_ctx *ctx, cm_arena *arena, size_t n, size_t d, cm_depth_work *work);

/* The depth of consensus, quadratic. point_offset: d, may be NULL; weight: n, may be NULL.
 * Fails with: CM_E_INPUT for numbers that are not finite; CM_E_NUMERIC.
 * Cost: n = 193, d <= 3: 2 to 4 microseconds with common saliences, 5 to 45 without. */
cm_status cm_depth_consensus(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, double *depth, double *point_offset, double *weight);

/* The depth of a rule for n members, common unit saliences, quadratic; exact for d = 1 and d = 2, and
 * for consensus in any d.
 * Fails with: CM_E_DOMAIN for d >= 3 and a rule that is not consensus; CM_E_INPUT.
 * Cost: d = 2: some 50 to 200 passes over the members. */
cm_status cm_depth_rule(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                        const cm_vote *vote, double *depth);

/* The parts of the concept: v and w in the workspace, the depth in *depth. */
cm_status cm_depth_quadratic(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth);
cm_status cm_depth_euclidean(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth);
cm_status cm_depth_cityblock(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth);

/* What the least gain of a policy cannot exceed, by weak duality from weights w (n, sum 1); for
 * euclidean utility by the slope of the weighted gain at the policy y (d).  Never negative.  Exact
 * at an optimal pair. */
double cm_depth_upper(const cm_ctx *ctx, const cm_spatial *game, const double *y, const double *w);

/* The certificate, from the printed result alone. CM_E_NUMERIC with the first number that is off. */
cm_status cm_depth_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

/* Issue k of a game by itself, with saliences and red lines, its arrays in `arena`. */
cm_status cm_depth_single(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, size_t k, cm_spatial *single);

/* The interval that all members' red lines leave on issue k; infinite sides are open. */
void cm_depth_red(const cm_spatial *game, size_t k, double *low, double *high);

extern const cm_concept cm_concept_depth;

#endif
