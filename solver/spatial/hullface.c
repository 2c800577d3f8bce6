/* hullface.c: the face of the hull that 0 lies on, by dimensions falling.
 *
 * `basis` holds orthonormal rows of the directions still open (those that leave the frame as it is);
 * `shade` the gradients seen in those directions, at unit length. */
#include "solver/spatial/hullface.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Take from x its parts along `rows` orthonormal rows, twice; the length that is left. */
static double strip(const double *row, size_t rows, double *x, size_t d)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t j = 0; j < rows; j++) {
            double along = cm_dot(row + j * d, x, d);
            for (size_t k = 0; k < d; k++) x[k] -= along * row[j * d + k];
        }
    }
    return sqrt(cm_dot(x, x, d));
}

/* How far 0 is from the face opposite the point in place j: its share of the weight times its height,
 * which is 1 / |gradient of that share| = 1 / |row j of the pseudo-inverse of M = Q R|. */
static double face_distance(cm_wolfe *w, size_t j, double total)
{
    size_t side = w->d + 1;
    double *x = w->z, *y = w->rho;
    for (size_t k = 0; k < side; k++) y[k] = 0;
    for (size_t k = 0; k < w->m; k++) {
        double sum = k == j ? 1 : 0;
        for (size_t i = j; i < k; i++) sum -= w->r[k * side + i] * x[i];
        x[k] = k < j ? 0 : sum / w->r[k * side + k];
        for (size_t i = 1; i < side; i++) y[i] += x[k] * w->q[k * side + i];
    }
    return w->v[j] / total / sqrt(cm_dot(y + 1, y + 1, w->d));
}

/* The points in use that are needed, into the frame with their weights; whose[] gives the gradient of
 * each shade, NULL for the gradients themselves.  A zero gradient spans nothing: it is left out, and
 * with it any that only rounding put beside it.  Of others, at least one is taken. */
static void take_needed(cm_hull *hull, cm_wolfe *w, const size_t *whose)
{
    double total = 0;
    size_t heaviest = 0, before = hull->nframe;
    for (size_t j = 0; j < w->m; j++) {
        const double *g = hull->g + (whose == NULL ? w->use[j] : whose[w->use[j]]) * hull->d;
        if (!(cm_dot(g, g, hull->d) > 0)) return;
        total += w->v[j];
        if (w->v[j] > w->v[heaviest]) heaviest = j;
    }
    for (size_t j = 0; j < w->m; j++) {
        if (!(face_distance(w, j, total) > hull->edge) || hull->nframe == 2 * hull->d) continue;
        hull->frame[hull->nframe] = whose == NULL ? w->use[j] : whose[w->use[j]];
        hull->frame_weight[hull->nframe++] = w->v[j] / total;
    }
    if (hull->nframe == before && before < 2 * hull->d) {
        hull->frame[before] = whose == NULL ? w->use[heaviest] : whose[w->use[heaviest]];
        hull->frame_weight[hull->nframe++] = 1;
    }
}

/* basis: first the span of the frame, of dimension `most` at most, then its complement; returns the
 * dimension of the span.  Those that cancel out up to the edge only span one dimension less than they
 * are: the longest remainders are taken, and the last is rounding. */
static size_t split_space(cm_hull *hull, size_t most)
{
    size_t d = hull->d, rows = 0, span;
    while (rows < most) {
        double *row = hull->basis + rows * d, *x = hull->spare, longest = 0, length;
        for (size_t j = 0; j < hull->nframe; j++) {
            memcpy(x, hull->g + hull->frame[j] * d, d * sizeof *x);
            length = strip(hull->basis, rows, x, d);
            if (!(length > longest)) continue;
            longest = length;
            memcpy(row, x, d * sizeof *x);
        }
        if (!(longest > hull->edge)) break;
        for (size_t k = 0; k < d; k++) row[k] /= longest;
        rows++;
    }
    span = rows;
    while (rows < d) {
        double *row = hull->basis + rows * d, best = -1, length;
        size_t axis = 0;
        for (size_t k = 0; k < d; k++) {
            double left = 1;
            for (size_t j = 0; j < rows; j++) left -= hull->basis[j * d + k] * hull->basis[j * d + k];
            if (left > best) {
                best = left;
                axis = k;
            }
        }
        for (size_t k = 0; k < d; k++) row[k] = k == axis ? 1 : 0;
        length = strip(hull->basis, rows, row, d);
        for (size_t k = 0; k < d; k++) row[k] /= length;
        rows++;
    }
    return span;
}

/* The gradients seen in the `open` directions `row`, at unit length; those that vanish are left out.
 * Returns how many are left. */
static size_t cast_shades(cm_hull *hull, const double *row, size_t open)
{
    size_t d = hull->d, count = 0;
    for (size_t i = 0; i < hull->n; i++) {
        double *shade = hull->shade + count * open, length = 0;
        for (size_t k = 0; k < open; k++) shade[k] = cm_dot(row + k * d, hull->g + i * d, d);
        length = sqrt(cm_dot(shade, shade, open));
        if (!(length > hull->edge)) continue;
        for (size_t k = 0; k < open; k++) shade[k] /= length;
        hull->whose[count++] = i;
    }
    return count;
}

/* Solve (sum over `old` members of the frame of g g' + sum over the open rows of b b') x = y in place
 * of y, by Cholesky's factors in `spare`; the matrix is positive since the two span R^d. */
static void solve_frame(cm_hull *hull, size_t old, const double *row, size_t open, double *y)
{
    size_t d = hull->d;
    double *a = hull->spare;
    memset(a, 0, d * d * sizeof *a);
    for (size_t j = 0; j < old + open; j++) {
        const double *g = j < old ? hull->g + hull->frame[j] * d : row + (j - old) * d;
        for (size_t k = 0; k < d; k++) {
            for (size_t i = 0; i <= k; i++) a[k * d + i] += g[k] * g[i];
        }
    }
    for (size_t k = 0; k < d; k++) {
        for (size_t i = 0; i <= k; i++) {
            double left = a[k * d + i] - cm_dot(a + k * d, a + i * d, i);
            a[k * d + i] = i == k ? sqrt(fmax(left, DBL_EPSILON)) : left / a[i * d + i];
        }
        y[k] = (y[k] - cm_dot(a + k * d, y, k)) / a[k * d + k];
    }
    for (size_t k = d; k-- > 0;) {
        y[k] /= a[k * d + k];
        for (size_t i = 0; i < k; i++) y[i] -= a[k * d + i] * y[k];
    }
}

/* The first `old` members of the frame span a space and cancel out with their weights; the later ones
 * cancel out only up to that space (their weights are for shades).  Weigh all so that all cancel out:
 * what is left over is made up for by the old ones, with enough of their own balance added to keep all
 * weights positive. */
static void balance_frame(cm_hull *hull, size_t old, const double *row, size_t open)
{
    size_t d = hull->d, all = hull->nframe;
    double *x = hull->shade, *w = hull->frame_weight, need = 0, sum = 0;
    memset(x, 0, d * sizeof *x);
    for (size_t j = old; j < all; j++) {
        const double *g = hull->g + hull->frame[j] * d;
        double length = 0;
        for (size_t k = 0; k < open; k++) {
            double part = cm_dot(row + k * d, g, d);
            length += part * part;
        }
        w[j] /= sqrt(length);
        for (size_t k = 0; k < d; k++) x[k] -= w[j] * g[k];
    }
    solve_frame(hull, old, row, open, x);
    for (size_t j = 0; j < old; j++) {
        double extra = cm_dot(x, hull->g + hull->frame[j] * d, d);
        need = fmax(need, 1 / (double)d - extra / w[j]);
    }
    for (size_t j = 0; j < old; j++) w[j] = need * w[j] + cm_dot(x, hull->g + hull->frame[j] * d, d);
    for (size_t j = 0; j < all; j++) sum += w[j];
    for (size_t j = 0; j < all; j++) w[j] /= sum;
}

cm_hull_state cm_hullface_settle(cm_hull *hull)
{
    size_t d = hull->d, span, open, count, old, most = 0;
    cm_wolfe *w = &hull->near;
    const size_t *whose = NULL;
    hull->nframe = 0;
    for (size_t level = 0; level <= d; level++) {
        const double *row;
        old = hull->nframe;
        take_needed(hull, w, whose);
        /* Before the basis changes: it is that of the shades. */
        if (level > 0) balance_frame(hull, old, hull->basis + (d - w->d) * d, w->d);
        most += hull->nframe - old > 1 ? hull->nframe - old - 1 : hull->nframe - old;
        span = split_space(hull, most < d ? most : d);
        if (span == d) return CM_HULL_STUCK;
        open = d - span;
        row = hull->basis + span * d;
        memcpy(hull->u, row, d * sizeof *row);
        count = cast_shades(hull, row, open);
        if (count == 0) return CM_HULL_EDGE;
        w = &hull->face;
        whose = hull->whose;
        cm_wolfe_reset(w, open);
        if (!cm_wolfe_search(w, hull->shade, count, false)) continue;
        memset(hull->u, 0, d * sizeof *hull->u);
        for (size_t k = 0; k < open; k++) {
            for (size_t i = 0; i < d; i++) hull->u[i] += w->u[k] * row[k * d + i];
        }
        return CM_HULL_EDGE;
    }
    return CM_HULL_EDGE;
}
