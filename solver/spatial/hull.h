/* hull.h: does some direction please everyone so far?  Consensus, one member at a time.
 *
 * Gradients g_1, g_2, ... in R^d are added one by one.  A direction that pleases all of them exists
 * if and only if 0 lies outside their convex hull (Gordan).  With the gradients scaled to unit length
 * (which is done here) the state is
 *   CM_HULL_MOVABLE   a unit u has g_i.u > edge for all i; edge is ctx->tol.edge
 *   CM_HULL_EDGE      none has, but a unit u hurts nobody: g_i.u >= -edge for all i
 *   CM_HULL_STUCK     0 lies inside the hull: every u hurts somebody
 * States go one way only: movable, edge, stuck.  A zero gradient is never pleased.
 *
 * How: a direction that pleases all so far is kept; a gradient that it pleases as well costs one dot
 * product.  Otherwise the point of the hull nearest to 0 is sought from where the last search ended
 * (wolfe.h), and the search stops at the first direction that pleases all.  In one dimension the two
 * signs seen are kept, in two the two outermost gradients: O(1) a member.
 *
 * Cost: expected O(d) a gradient that changes nothing, O(nd + d^2) a step of a repair; nothing is
 * allocated after cm_hull_init, and nothing at all is done once stuck.
 * Source: J. G. Wendel, "A problem in geometric probability", Math. Scand. 11 (1962) 109-111, for
 * the chance; P. Wolfe, "Finding the nearest point in a polytope", Math. Programming 11 (1976)
 * 128-149, for the method. */
#ifndef CM_SOLVER_SPATIAL_HULL_H
#define CM_SOLVER_SPATIAL_HULL_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/spatial/wolfe.h"

typedef enum cm_hull_state { CM_HULL_MOVABLE, CM_HULL_EDGE, CM_HULL_STUCK } cm_hull_state;

typedef struct cm_hull {
    size_t d, room;              /* dimension; the most gradients it can hold */
    size_t n, scaled;            /* gradients added so far; how many of the first are of unit length */
    cm_hull_state state;
    double edge;                 /* ctx->tol.edge */
    double *g;                   /* room x d; of unit length, or zero, before a search */
    double *u;                   /* d: pleases all when movable, hurts nobody at the edge */
    bool outer;                  /* d = 2: low and high are the outermost gradients */
    size_t low, high;
    cm_wolfe near;               /* the nearest point of the hull */
    cm_wolfe face;               /* the same within the face that 0 lies on */
    double *basis, *spare;       /* d x d each, for the edge */
    double *shade;               /* room x d: the gradients seen within the face */
    size_t *whose;               /* room: whose shades */
    size_t *frame;               /* 2d+2: with frame_weight, a positive spanning set when stuck */
    double *frame_weight;
    size_t nframe;
} cm_hull;

/* A hull of dimension d >= 1 for at most `room` gradients, all memory from the arena.
 * Fails with: CM_E_MEMORY. */
cm_status cm_hull_init(cm_ctx *ctx, cm_arena *arena, size_t d, size_t room, cm_hull *hull);

/* Forget all gradients. */
void cm_hull_reset(cm_hull *hull);

/* Add a gradient (d numbers, of any length) and say how things stand.  At most `room` are added
 * between two resets; those added once stuck are counted but not kept. */
cm_hull_state cm_hull_add(cm_hull *hull, const double *g);

/* Movable: a unit direction u (d numbers) that pleases all.  Edge: one that hurts nobody.  False when
 * stuck. */
bool cm_hull_direction(const cm_hull *hull, double *u);

/* Movable: the direction that pleases the least pleased the most, max over unit u of min g_i.u (the
 * distance of 0 from the hull), and that number; -1 when not movable. */
double cm_hull_widest(cm_hull *hull, double *u);

/* Not movable: convex weights of at most d+1 members with |sum weight g_member| <= edge (up to
 * rounding; g of unit length).  Returns how many; 0 when movable. */
size_t cm_hull_weights(const cm_hull *hull, size_t *member, double *weight);

/* Stuck: positive weights, sum 1, of at most 2d members whose gradients span R^d, with
 * sum weight g_member = 0: every direction hurts one of them.  Returns how many; 0 when not stuck. */
size_t cm_hull_frame(const cm_hull *hull, size_t *member, double *weight);

#endif
