/* wolfe.c: the nearest point by an active set.
 *
 * A point enters when the current direction pleases it least; the weights then move towards those of
 * the nearest point of the affine hull, and points whose weight falls to zero leave.  The distance
 * falls strictly, so no set of points comes twice.  The columns in use are kept as M = Q R: entering
 * is one orthogonalisation (done twice, as rounding asks), leaving a row of Givens rotations. */
#include "solver/spatial/wolfe.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

cm_status cm_wolfe_init(cm_ctx *ctx, cm_arena *arena, size_t room, cm_wolfe *wolfe)
{
    size_t side = room + 1;
    double *block = CM_NEW(ctx, arena, 2 * side * side + 5 * side, double);
    wolfe->use = CM_NEW(ctx, arena, side, size_t);
    if (block == NULL || wolfe->use == NULL) return ctx->status;
    wolfe->room = room;
    wolfe->edge = ctx->tol.edge;
    wolfe->q = block;
    wolfe->r = wolfe->q + side * side;
    wolfe->v = wolfe->r + side * side;
    wolfe->z = wolfe->v + side;
    wolfe->c = wolfe->z + side;
    wolfe->rho = wolfe->c + side;
    wolfe->u = wolfe->rho + side;
    cm_wolfe_reset(wolfe, room);
    return CM_OK;
}

void cm_wolfe_reset(cm_wolfe *wolfe, size_t d)
{
    assert(d <= wolfe->room);
    wolfe->d = d;
    wolfe->m = 0;
    wolfe->distance = 0;
}

/* Take out of x its parts along the rows of Q; add those parts to part when it is not NULL. */
static void orthogonalise(const cm_wolfe *wolfe, double *x, double *part)
{
    size_t side = wolfe->d + 1;
    for (size_t j = 0; j < wolfe->m; j++) {
        const double *q = wolfe->q + j * side;
        double along = cm_dot(q, x, side);
        for (size_t k = 0; k < side; k++) x[k] -= along * q[k];
        if (part != NULL) part[j] += along;
    }
}

/* Point `which` comes into use with weight 0; false when it depends on those in use. */
static bool enter(cm_wolfe *wolfe, const double *p, size_t which)
{
    size_t side = wolfe->d + 1, m = wolfe->m;
    double *q, *r, length;
    if (m == side) return false;
    q = wolfe->q + m * side;
    r = wolfe->r + m * side;
    q[0] = 1;
    memcpy(q + 1, p + which * wolfe->d, wolfe->d * sizeof *q);
    for (size_t j = 0; j < m; j++) r[j] = 0;
    orthogonalise(wolfe, q, r);
    orthogonalise(wolfe, q, r);
    length = sqrt(cm_dot(q, q, side));
    if (!(length > 8 * DBL_EPSILON)) return false;
    for (size_t k = 0; k < side; k++) q[k] /= length;
    r[m] = length;
    wolfe->use[m] = which;
    wolfe->v[m] = 0;
    wolfe->m = m + 1;
    return true;
}

/* The point in place j goes out of use: its column leaves R, and rotations of neighbouring rows make
 * R triangular again. */
static void leave(cm_wolfe *wolfe, size_t j)
{
    size_t side = wolfe->d + 1, m = wolfe->m - 1;
    for (size_t i = j; i < m; i++) {
        memcpy(wolfe->r + i * side, wolfe->r + (i + 1) * side, (i + 2) * sizeof(double));
        wolfe->use[i] = wolfe->use[i + 1];
        wolfe->v[i] = wolfe->v[i + 1];
    }
    for (size_t k = j; k < m; k++) {
        double *column = wolfe->r + k * side, *q = wolfe->q + k * side;
        double length = hypot(column[k], column[k + 1]);
        double c = column[k] / length, s = column[k + 1] / length;
        for (size_t i = k; i < m; i++) {
            double *x = wolfe->r + i * side + k, up = c * x[0] + s * x[1];
            x[1] = c * x[1] - s * x[0];
            x[0] = up;
        }
        for (size_t i = 0; i < side; i++) {
            double up = c * q[i] + s * q[i + side];
            q[i + side] = c * q[i + side] - s * q[i];
            q[i] = up;
        }
    }
    wolfe->m = m;
}

/* z: the weights, of any sign, of the nearest point of the affine hull: R z = Q' e_1. */
static void affine_weights(cm_wolfe *wolfe)
{
    size_t side = wolfe->d + 1;
    for (size_t j = wolfe->m; j-- > 0;) {
        double sum = wolfe->q[j * side];
        for (size_t i = j + 1; i < wolfe->m; i++) sum -= wolfe->r[i * side + j] * wolfe->z[i];
        wolfe->z[j] = sum / wolfe->r[j * side + j];
    }
}

/* Set distance and u from the residual e_1 - Q Q' e_1.  It is projected once more at unit length:
 * with rho = (rho_0, -rho_1) orthogonal to every (1, p_i), p_i.rho_1 = rho_0 to the last digit. */
static void set_direction(cm_wolfe *wolfe)
{
    size_t side = wolfe->d + 1;
    double *rho = wolfe->rho, length;
    wolfe->distance = 0;
    if (wolfe->m == side) return;
    memset(rho, 0, side * sizeof *rho);
    rho[0] = 1;
    orthogonalise(wolfe, rho, NULL);
    length = sqrt(cm_dot(rho, rho, side));
    if (!(length > 8 * DBL_EPSILON * (double)side)) return;
    for (size_t k = 0; k < side; k++) rho[k] /= length;
    orthogonalise(wolfe, rho, NULL);
    length = sqrt(cm_dot(rho + 1, rho + 1, wolfe->d));
    if (!(length > 0)) return;
    wolfe->distance = rho[0] / length;
    for (size_t k = 0; k < wolfe->d; k++) wolfe->u[k] = -rho[k + 1] / length;
}

/* Move the weights to those of the nearest point of the affine hull, dropping points whose weight
 * falls to zero on the way.  False when the newcomer would be the first to go: rounding, no progress. */
static bool settle_weights(cm_wolfe *wolfe)
{
    bool fresh = true;
    for (;;) {
        size_t first = wolfe->m;
        double step = 1;
        affine_weights(wolfe);
        if (fresh && !(wolfe->z[wolfe->m - 1] > 0)) {
            leave(wolfe, wolfe->m - 1);
            return false;
        }
        fresh = false;
        for (size_t j = 0; j < wolfe->m; j++) {
            double until;
            if (wolfe->z[j] > 0) continue;
            until = wolfe->v[j] / (wolfe->v[j] - wolfe->z[j]);
            if (first == wolfe->m || until < step) {
                step = until;
                first = j;
            }
        }
        if (first == wolfe->m) {
            memcpy(wolfe->v, wolfe->z, wolfe->m * sizeof *wolfe->v);
            return true;
        }
        for (size_t j = 0; j < wolfe->m; j++) wolfe->v[j] += step * (wolfe->z[j] - wolfe->v[j]);
        wolfe->v[first] = 0;
        for (size_t j = wolfe->m; j-- > 0;) {
            if (!(wolfe->v[j] > 0)) leave(wolfe, j);
        }
    }
}

static size_t least_pleased(const cm_wolfe *wolfe, const double *p, size_t n, double *least)
{
    size_t worst = 0;
    *least = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double pleased = cm_dot(p + i * wolfe->d, wolfe->u, wolfe->d);
        if (pleased < *least) {
            *least = pleased;
            worst = i;
        }
    }
    return worst;
}

bool cm_wolfe_search(cm_wolfe *wolfe, const double *p, size_t n, bool nearest)
{
    const double slack = 8 * DBL_EPSILON * (double)(wolfe->d + 1);
    /* The distance falls with every entry; the limit only stops a circle that rounding could make. */
    size_t entries = 64 * (wolfe->d + 1) + n;
    if (wolfe->m == 0 && n > 0) {
        (void)enter(wolfe, p, n - 1);
        (void)settle_weights(wolfe);
    }
    for (;;) {
        double least;
        size_t worst;
        set_direction(wolfe);
        if (!(wolfe->distance > wolfe->edge)) return false;
        worst = least_pleased(wolfe, p, n, &least);
        if (least > wolfe->edge && (!nearest || least >= wolfe->distance - slack)) return true;
        if (least >= wolfe->distance - slack || entries-- == 0) return least > wolfe->edge;
        if (!enter(wolfe, p, worst) || !settle_weights(wolfe)) {
            set_direction(wolfe);
            return least > wolfe->edge;
        }
    }
}
