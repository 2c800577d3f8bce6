/* minnorm.c: Wolfe's active-set method.
 *
 * A corral is a set of affinely independent points whose affine hull has its nearest point inside
 * their convex hull.  Each cycle adds the point that is furthest below the hyperplane through x, and
 * drops points until what is left is a corral again; |x| falls strictly, so no corral comes twice and
 * the method ends.  The nearest point of an affine hull is a least-squares problem in the differences
 * from one of the points, solved by orthogonalisation (twice, as rounding asks): normal equations
 * would lose half of the digits when the origin is close to the hull, the case of interest. */
#include "solver/spatial/minnorm.h"

#include <float.h>
#include <math.h>

cm_status cm_minnorm_init(cm_ctx *ctx, cm_arena *arena, size_t d, cm_minnorm *work)
{
    work->d = d;
    work->count = 0;
    work->x = CM_NEW(ctx, arena, d, double);
    work->point = CM_NEW(ctx, arena, d + 2, size_t);
    work->weight = CM_NEW(ctx, arena, d + 2, double);
    work->q = CM_NEW(ctx, arena, (d + 2) * d, double);
    work->r = CM_NEW(ctx, arena, (d + 2) * (d + 2), double);
    work->y = CM_NEW(ctx, arena, d + 2, double);
    if (work->x == NULL || work->point == NULL || work->weight == NULL || work->q == NULL || work->r == NULL ||
        work->y == NULL) {
        return ctx->status;
    }
    return CM_OK;
}

/* Take from v its part along each of `count` unit vectors; add those parts to `part`. */
static void orthogonalise(size_t d, size_t count, const double *q, double *v, double *part)
{
    for (size_t j = 0; j < count; j++) {
        double along = cm_dot(q + j * d, v, d);
        part[j] += along;
        for (size_t k = 0; k < d; k++) v[k] -= along * q[j * d + k];
    }
}

/* Weights y (sum 1, of any sign) of the nearest point of the affine hull of the corral.  False when
 * the points are affinely dependent. */
static bool affine_nearest(cm_minnorm *work, size_t d, const double *point)
{
    const double *base = point + work->point[0] * d;
    size_t m = work->count - 1;
    double *r = work->r, *residual = work->q + m * d, *y = work->y;
    for (size_t j = 0; j < m; j++) {
        double *q = work->q + j * d, *part = r + j * m, size, length;
        for (size_t k = 0; k < d; k++) q[k] = point[work->point[j + 1] * d + k] - base[k];
        size = sqrt(cm_dot(q, q, d));
        for (size_t k = 0; k < m; k++) part[k] = 0;
        orthogonalise(d, j, work->q, q, part);
        orthogonalise(d, j, work->q, q, part);
        length = sqrt(cm_dot(q, q, d));
        if (!(length > 4 * DBL_EPSILON * size)) return false;
        part[j] = length;
        for (size_t k = 0; k < d; k++) q[k] /= length;
    }
    for (size_t k = 0; k < d; k++) residual[k] = -base[k];
    for (size_t j = 0; j <= m; j++) y[j] = 0;
    orthogonalise(d, m, work->q, residual, y + 1);
    orthogonalise(d, m, work->q, residual, y + 1);
    y[0] = 1;
    for (size_t j = m; j-- > 0;) {
        for (size_t later = j + 1; later < m; later++) y[j + 1] -= r[later * m + j] * y[later + 1];
        y[j + 1] /= r[j * m + j];
        y[0] -= y[j + 1];
    }
    return true;
}

/* From the weights towards y until one of them is zero; that point leaves. */
static void move_and_drop(cm_minnorm *work)
{
    size_t kept = 0, first = work->count;
    double step = 2;
    for (size_t j = 0; j < work->count; j++) {
        if (work->y[j] > 0) continue;
        double until = work->weight[j] > 0 ? work->weight[j] / (work->weight[j] - work->y[j]) : 0;
        if (until < step) {
            step = until;
            first = j;
        }
    }
    for (size_t j = 0; j < work->count; j++) {
        double weight = work->weight[j] + step * (work->y[j] - work->weight[j]);
        if (j == first || weight <= 0) continue;
        work->weight[kept] = weight;
        work->point[kept++] = work->point[j];
    }
    work->count = kept;
}

static void set_x(cm_minnorm *work, size_t d, const double *point)
{
    for (size_t k = 0; k < d; k++) work->x[k] = 0;
    for (size_t j = 0; j < work->count; j++) {
        for (size_t k = 0; k < d; k++) work->x[k] += work->weight[j] * point[work->point[j] * d + k];
    }
}

/* Drop points until the nearest point of the affine hull is inside; false when they are dependent. */
static bool make_corral(cm_minnorm *work, size_t d, const double *point)
{
    while (affine_nearest(work, d, point)) {
        bool inside = true;
        for (size_t j = 0; j < work->count; j++) inside = inside && work->y[j] > 0;
        if (inside) {
            for (size_t j = 0; j < work->count; j++) work->weight[j] = work->y[j];
            set_x(work, d, point);
            return true;
        }
        move_and_drop(work);
    }
    return false;
}

static size_t lowest(size_t n, size_t d, const double *point, const double *x, double *least)
{
    size_t at = 0;
    *least = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double along = cm_dot(point + i * d, x, d);
        if (along < *least) {
            *least = along;
            at = i;
        }
    }
    return at;
}

/* The shortest point, as the first corral; its length and that of the longest. */
static double start(cm_minnorm *work, size_t n, size_t d, const double *point)
{
    double shortest = HUGE_VAL, longest = 0;
    for (size_t i = 0; i < n; i++) {
        double square = cm_dot(point + i * d, point + i * d, d);
        if (square > longest) longest = square;
        if (square < shortest) {
            shortest = square;
            work->point[0] = i;
        }
    }
    work->count = 1;
    work->weight[0] = 1;
    set_x(work, d, point);
    return sqrt(longest);
}

static bool in_corral(const cm_minnorm *work, size_t i)
{
    for (size_t j = 0; j < work->count; j++) {
        if (work->point[j] == i) return true;
    }
    return false;
}

cm_status cm_minnorm_find(cm_ctx *ctx, cm_minnorm *work, size_t n, size_t d, const double *point)
{
    double longest = start(work, n, d, point), square = cm_dot(work->x, work->x, d);
    const double origin = ctx->tol.edge * longest;
    for (size_t cycle = 0; cycle < 100 * (n + d); cycle++) {
        double least, before = square;
        size_t next;
        if (square <= origin * origin) {
            for (size_t k = 0; k < d; k++) work->x[k] = 0;
            return CM_OK;
        }
        next = lowest(n, d, point, work->x, &least);
        if (least >= square - 4 * DBL_EPSILON * longest * sqrt(square) || in_corral(work, next)) return CM_OK;
        work->point[work->count] = next;
        work->weight[work->count++] = 0;
        if (!make_corral(work, d, point)) {
            set_x(work, d, point);
            return CM_OK;
        }
        square = cm_dot(work->x, work->x, d);
        if (square >= before) return CM_OK;
    }
    return cm_fail(ctx, CM_E_NUMERIC, "the nearest point of %zu ideal points was not found", n);
}
