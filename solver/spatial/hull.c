/* hull.c: consensus, one gradient at a time.
 *
 * In the plane the gradients that one direction pleases lie within less than a half turn, between
 * two outermost ones, low and high (anticlockwise from low to high); their bisector pleases the least
 * pleased the most.  A newcomer between the two changes nothing; another becomes the new low or high,
 * or shows that nothing pleases all: then, once, the general method takes over and decides. */
#include "solver/spatial/hull.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/hullface.h"

cm_status cm_hull_init(cm_ctx *ctx, cm_arena *arena, size_t d, size_t room, cm_hull *hull)
{
    cm_status status = CM_OK;
    memset(hull, 0, sizeof *hull);
    hull->d = d;
    hull->room = room;
    hull->edge = ctx->tol.edge;
    hull->g = CM_NEW(ctx, arena, room * d, double);
    hull->shade = CM_NEW(ctx, arena, room * d, double);
    hull->whose = CM_NEW(ctx, arena, room, size_t);
    hull->u = CM_NEW(ctx, arena, d, double);
    hull->basis = CM_NEW(ctx, arena, d * d, double);
    hull->spare = CM_NEW(ctx, arena, d * d, double);
    hull->frame = CM_NEW(ctx, arena, 2 * d + 2, size_t);
    hull->frame_weight = CM_NEW(ctx, arena, 2 * d + 2, double);
    CM_TRY(ctx->status);
    CM_TRY(cm_wolfe_init(ctx, arena, d, &hull->near));
    CM_TRY(cm_wolfe_init(ctx, arena, d, &hull->face));
    cm_hull_reset(hull);
out:
    return status;
}

void cm_hull_reset(cm_hull *hull)
{
    hull->n = hull->scaled = 0;
    hull->state = CM_HULL_MOVABLE;
    hull->outer = hull->d == 2;
    hull->low = hull->high = 0;
    hull->nframe = 0;
    cm_wolfe_reset(&hull->near, hull->d);
    memset(hull->u, 0, hull->d * sizeof *hull->u);
    hull->u[0] = 1;
}

/* Copy g at unit length; squares of very large or small numbers are avoided by a second try. */
static void keep(const double *g, size_t d, double *p)
{
    double square = cm_dot(g, g, d), length;
    if (!isnormal(square)) {
        double largest = 0;
        for (size_t k = 0; k < d; k++) largest = fmax(largest, fabs(g[k]));
        for (size_t k = 0; k < d; k++) p[k] = largest > 0 ? g[k] / largest : 0;
        if (!(largest > 0)) return;
        length = sqrt(cm_dot(p, p, d));
        for (size_t k = 0; k < d; k++) p[k] /= length;
        return;
    }
    length = 1 / sqrt(square);
    for (size_t k = 0; k < d; k++) p[k] = g[k] * length;
}

/* Bring the rows that were kept as they came to unit length. */
static void scale_rows(cm_hull *hull)
{
    for (; hull->scaled < hull->n; hull->scaled++) {
        double *p = hull->g + hull->scaled * hull->d;
        keep(p, hull->d, p);
    }
}

/* Search for a direction that pleases all from where the last search ended. */
static cm_hull_state repair(cm_hull *hull)
{
    hull->outer = false;
    scale_rows(hull);
    if (cm_wolfe_search(&hull->near, hull->g, hull->n, false)) {
        memcpy(hull->u, hull->near.u, hull->d * sizeof *hull->u);
        return hull->state = CM_HULL_MOVABLE;
    }
    return hull->state = cm_hullface_settle(hull);
}

static double cross(const double *a, const double *b)
{
    return a[0] * b[1] - a[1] * b[0];
}

/* The newest gradient p in the plane. */
static cm_hull_state add_planar(cm_hull *hull, const double *p)
{
    const double *low = hull->g + 2 * hull->low, *high = hull->g + 2 * hull->high;
    double ahead = cm_dot(p, hull->u, 2), x, y, length;
    if (ahead > 0 && cross(low, p) >= 0 && cross(p, high) >= 0) return CM_HULL_MOVABLE;
    if (cross(hull->u, p) > 0) {
        if (!(cross(low, p) > 0)) return repair(hull);
        hull->high = hull->n - 1;
        high = p;
    } else {
        if (!(cross(p, high) > 0)) return repair(hull);
        hull->low = hull->n - 1;
        low = p;
    }
    /* The sum of the two, or the normal of their difference: whichever does not cancel out. */
    if (cm_dot(low, high, 2) > 0) {
        x = low[0] + high[0];
        y = low[1] + high[1];
    } else {
        x = high[1] - low[1];
        y = low[0] - high[0];
    }
    length = sqrt(x * x + y * y);
    hull->u[0] = x / length;
    hull->u[1] = y / length;
    return cm_dot(low, hull->u, 2) > hull->edge && cm_dot(high, hull->u, 2) > hull->edge ? CM_HULL_MOVABLE : repair(hull);
}

cm_hull_state cm_hull_add(cm_hull *hull, const double *g)
{
    size_t d = hull->d;
    double *p;
    if (hull->state == CM_HULL_STUCK) {
        hull->n++;
        return CM_HULL_STUCK;
    }
    assert(hull->n < hull->room);
    p = hull->g + hull->n * d;
    if (hull->state == CM_HULL_MOVABLE && !hull->outer && hull->n > 0) {
        /* The usual case, without a root or a division: unit length is needed only by a search. */
        double ahead = cm_dot(g, hull->u, d), square = cm_dot(g, g, d);
        if (ahead > 0 && isnormal(square) && ahead * ahead > hull->edge * hull->edge * square) {
            memcpy(p, g, d * sizeof *p);
            hull->n++;
            return CM_HULL_MOVABLE;
        }
    }
    keep(g, d, p);
    hull->n++;
    if (hull->state == CM_HULL_EDGE) {
        if (cm_dot(p, hull->u, d) >= -hull->edge) return CM_HULL_EDGE;
        return hull->state = cm_hullface_settle(hull);
    }
    if (hull->n == 1 && cm_dot(p, p, d) > 0) {
        memcpy(hull->u, p, d * sizeof *p);
        return CM_HULL_MOVABLE;
    }
    if (hull->outer && hull->n > 1) return add_planar(hull, p);
    if (cm_dot(p, hull->u, d) > hull->edge) return CM_HULL_MOVABLE;
    return repair(hull);
}

bool cm_hull_direction(const cm_hull *hull, double *u)
{
    if (hull->state == CM_HULL_STUCK) return false;
    memcpy(u, hull->u, hull->d * sizeof *u);
    return true;
}

double cm_hull_widest(cm_hull *hull, double *u)
{
    if (hull->state != CM_HULL_MOVABLE) return -1;
    scale_rows(hull);
    if (hull->n > 0 && cm_wolfe_search(&hull->near, hull->g, hull->n, true)) {
        memcpy(hull->u, hull->near.u, hull->d * sizeof *u);
    }
    memcpy(u, hull->u, hull->d * sizeof *u);
    return hull->n > 0 ? hull->near.distance : 1;
}

size_t cm_hull_weights(const cm_hull *hull, size_t *member, double *weight)
{
    double sum = 0;
    if (hull->state == CM_HULL_MOVABLE) return 0;
    for (size_t j = 0; j < hull->near.m; j++) sum += hull->near.v[j];
    for (size_t j = 0; j < hull->near.m; j++) {
        member[j] = hull->near.use[j];
        weight[j] = hull->near.v[j] / sum;
    }
    return hull->near.m;
}

size_t cm_hull_frame(const cm_hull *hull, size_t *member, double *weight)
{
    if (hull->state != CM_HULL_STUCK) return 0;
    memcpy(member, hull->frame, hull->nframe * sizeof *member);
    memcpy(weight, hull->frame_weight, hull->nframe * sizeof *weight);
    return hull->nframe;
}
