/* balls.h: on two or three issues, which policies pass when each member knows what waiting is worth to it.
 *
 * Where all members weigh the issues against each other alike (saliences s_jk = c_j w_k) and losses are quadratic
 * or euclidean, what member j accepts is a ball around its ideal in the metric sum_k w_k (x_k - y_k)^2.  The best
 * policy for member i among those that a winning coalition accepts is held up by at most d of its members: it is the
 * point nearest to i's ideal among the common points of at most d spheres.  So all such points are tried, with
 * whoever accepts them: no coalition is ever listed, and any rule will do.
 *
 * Points are in units of the metric: z_k = sqrt(w_k) (x_k - SQ_k). */
#ifndef CM_SOLVER_BARGAIN_BALLS_H
#define CM_SOLVER_BARGAIN_BALLS_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

enum { CM_BALLS_WIDE = 3, CM_BALLS_TIES = 8 };

/* What a proposal is held up by: nobody (the proposer's ideal), or the spheres of up to d members, and on which
 * side of the plane through their centres it lies where d of them leave two points. */
typedef struct cm_prop {
    size_t count, member[CM_BALLS_WIDE];
    int side;
} cm_prop;

typedef struct cm_ball_point {
    cm_prop prop;
    double z[CM_BALLS_WIDE];
} cm_ball_point;

typedef struct cm_balls {
    const cm_protocol *p;
    const cm_spatial *s;
    size_t n, d;
    double weight[CM_BALLS_WIDE];    /* w_k */
    double *factor;                  /* n: c_j */
    double *centre;                  /* n x d */
    double *radius;                  /* n: of what each accepts */
    double scale, utility_scale;     /* the span of ideals and status quo; the largest loss at an ideal or there */
    double near;                     /* points closer than this are one */
    unsigned char *in;               /* n, scratch */
    cm_ball_point *corner;           /* held up by d members, and passed */
    size_t corners, room;
} cm_balls;

/* Can this game be treated so?  CM_E_DOMAIN with a sentence that begins with the concept's name. */
cm_status cm_balls_fit(cm_ctx *ctx, const cm_protocol *protocol, const char *concept);

/* Fails with: CM_E_MEMORY. */
cm_status cm_balls_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_balls *balls);

/* What each accepts when waiting is worth v (n), and the corners.  O(n^(d+1)). */
void cm_balls_set(cm_balls *balls, const double *v);
void cm_balls_set_radii(cm_balls *balls, const double *v);        /* without the corners; O(n) */

bool cm_balls_pass(cm_balls *balls, const double *z);
double cm_balls_distance(const cm_balls *balls, size_t i, const double *z);
double cm_balls_utility(const cm_balls *balls, size_t i, const double *z);

/* The point held up so for proposer i; false when there is none. */
bool cm_balls_point(const cm_balls *balls, size_t i, const cm_prop *prop, double *z);

/* What is best for i among all that passes, with what is at most `tie` farther from its ideal: at most
 * CM_BALLS_TIES points, the nearest first, no two of them closer than `near`.  0: nothing passes. */
size_t cm_balls_best(cm_balls *balls, size_t i, double tie, cm_ball_point *best);

/* Is the status quo in the core: does no winning coalition find a direction that all its members like?  It is
 * enough to try the points nearest to 0 of the flats through up to d of the directions to the ideals. */
bool cm_balls_core(const cm_ctx *ctx, cm_balls *balls);

/* Between policies and points. */
void cm_balls_to(const cm_balls *balls, const double *policy, double *z);
void cm_balls_from(const cm_balls *balls, const double *z, double *policy);

#endif
