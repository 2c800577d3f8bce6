/* yolk.h: the smallest ball that every median strip meets.
 *
 * A median hyperplane of a rule has no winning coalition strictly on either side.  Those with normal u are
 * x.u = t for W(u) <= t <= -W(-u) (turning.h): a strip, one hyperplane wide when of any two opposite camps one
 * wins (simple majority, n odd), wider for larger quotas and even n, and empty when two disjoint camps may win.
 *   strips   the smallest ball that reaches, in each direction u, the half-space x.u >= W(u):
 *                radius = min over c of max over u of W(u) - c.u
 *            (the strip's far side is the condition for -u).  The half-spaces together are the core: the radius is
 *            0 if and only if the core is not empty.  A policy that beats another is less than 2 radius further from
 *            the centre than it.
 *   lines    the smallest ball that reaches every median hyperplane, not only one of each strip:
 *                radius = min over c of max over u of |W(u) - c.u|
 *            The uncovered set lies within 4 radius of this centre.
 * For a simple majority of an odd number both are the yolk as it was first defined.
 *
 * In the plane it is a linear programme in c and radius with a row for each angle.  Rows are added as they are
 * missed: on each arc of a turning the most missed angle is known in closed form, so that what is left missing at
 * the end is known too.  Looking at lines through two ideals alone is not enough (Stone and Tovey).
 * Fails with: CM_E_NUMERIC when the rows do not close in; CM_E_MEMORY; CM_E_INTERRUPT.
 * Cost: a few dozen passes over the arcs, and as many programmes of three columns. */
#ifndef CM_SOLVER_SPATIAL_YOLK_H
#define CM_SOLVER_SPATIAL_YOLK_H

#include "solver/concept.h"
#include "solver/spatial/turning.h"

/* A hyperplane that the ball just touches; with weights that add up to 1, sum weight side u = 0 and
 * sum weight side W(u) = radius: no smaller ball can do. */
typedef struct cm_touch {
    double angle, weight;        /* of u, in radians */
    int side;                    /* 1: W(u) - c.u = radius; -1: c.u - W(u) = radius */
    size_t member;               /* the pivot */
} cm_touch;

typedef struct cm_yolk {
    double radius;               /* in units of the metric; below 0: the core reaches that far around the centre */
    double centre[2];
    size_t ntouch;
    cm_touch *touch;
} cm_yolk;

typedef struct cm_yolk_params {
    const char *meets;           /* "strips" or "lines" */
} cm_yolk_params;

/* turning: NULL when metric->d is 1. */
cm_status cm_yolk_find(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, const cm_turning *turning, bool lines,
                       cm_yolk *yolk);

cm_status cm_yolk_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_yolk;

#endif
