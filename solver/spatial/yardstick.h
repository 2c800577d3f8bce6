/* yardstick.h: a spatial negotiation as points in one space in which everybody's utility falls with distance.
 *
 * Where all members weigh the issues in the same proportions s_k, a member likes x the better the nearer x is
 * to its ideal in the distance sqrt(sum_k s_k (x_k - a_k)^2).  Stretching issue k by the root of s_k makes it
 * the ordinary distance, quadratic and euclidean utility alike.  The stretches are scaled so that their product
 * is 1: areas are then those of the issues themselves, and saliences that are all equal change nothing.  With
 * one live issue every utility falls with the plain distance, whatever the saliences.
 *
 * Inside, points are moved and scaled so that the ideals lie around 0 at a distance of at most 1: tolerances
 * need no scale there.  Issues without weight for anybody are left out. */
#ifndef CM_SOLVER_SPATIAL_YARDSTICK_H
#define CM_SOLVER_SPATIAL_YARDSTICK_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/game/spatial.h"

typedef struct cm_yardstick {
    const cm_spatial *game;
    size_t n, d;                 /* members, live issues */
    size_t *issue;               /* d: live issues in increasing order */
    double *stretch, *origin;    /* d */
    double unit;                 /* length 1 inside is this much outside */
    double *at;                  /* n x d: ideals inside */
} cm_yardstick;

/* `concept` is the subject of the sentences; at most `most` live issues.
 * Fails with: CM_E_DOMAIN for city-block utility or unlike saliences on several issues, for red lines, for a
 * member or a game without weights, for more than `most` live issues; CM_E_MEMORY. */
cm_status cm_yardstick_init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const char *concept, size_t most,
                         cm_yardstick *metric);

/* From a policy (all issues) to a point inside (d numbers), and back, live issue by live issue. */
void cm_yardstick_place(const cm_yardstick *metric, const double *policy, double *point);
double cm_yardstick_policy(const cm_yardstick *metric, size_t k, double coordinate);

#endif
