/* bargain_kinks.c: gains and slopes in units of the box, with kinks rounded off and directions of their own.
 *
 * Euclidean: v_k = sqrt(s_k) (y_k - a_k) over the member's unit, one r for all issues.  City-block:
 * v_k = (y_k - a_k) over the box's width, an r for each issue.  Quadratic utility has no kinks. */
#include <math.h>

#include "solver/bargain/bargain_kinks.h"

/* v, dv/dx and the coefficients of member i; r comes after. */
static void set_offsets(cm_ascent *a, size_t i)
{
    const cm_spatial *game = a->b->game;
    double unit = a->b->unit[i];
    for (size_t k = 0; k < a->d; k++) {
        size_t at = i * a->d + k;
        double s = cm_spatial_salience(game, i, k), off = a->y[k] - game->ideal[at], w = cm_width(a, k);
        if (game->utility == CM_EUCLIDEAN) {
            a->off[at] = sqrt(s) * off / unit;
            a->turn[at] = a->pull[at] = sqrt(s) * w / unit;
        } else {
            a->off[at] = w > 0 ? off / w : 0;
            a->turn[at] = w > 0 ? 1 : 0;
            a->pull[at] = s * w / unit;
        }
    }
}

/* r, and the gain with its kinks rounded off, in its unit. */
static void set_sizes(cm_ascent *a, size_t i)
{
    const cm_spatial *game = a->b->game;
    double sum = a->blur * a->blur, loss = 0;
    for (size_t k = 0; k < a->d; k++) {
        size_t at = i * a->d + k;
        sum += a->off[at] * a->off[at];
        a->size[at] = hypot(a->off[at], a->blur);
        if (cm_width(a, k) > 0) loss += a->pull[at] * a->size[at];
        else loss += cm_spatial_salience(game, i, k) * fabs(a->y[k] - game->ideal[at]) / a->b->unit[i];
    }
    for (size_t k = 0; k < a->d && game->utility == CM_EUCLIDEAN; k++) a->size[i * a->d + k] = loss = sqrt(sum);
    a->gain[i] = -loss - a->b->base[i] / a->b->unit[i];
}

void cm_bargain_evaluate(cm_ascent *a, double *z)
{
    const double *u = cm_of_u(a, z);
    for (size_t k = 0; k < a->d; k++) a->y[k] = a->b->low[k] + z[k] * cm_width(a, k);
    for (size_t i = 0; i < a->n; i++) {
        if (a->bent) {
            set_offsets(a, i);
            set_sizes(a, i);
        } else {
            cm_bargain_slope(a->b, i, a->y, 0, a->slope + i * a->d);
            a->gain[i] = cm_bargain_gain(a->b, i, a->y) / a->b->unit[i];
        }
        for (size_t at = i * a->d; at < (i + 1) * a->d; at++) {
            if (a->bent) a->slope[at] = -a->pull[at] * u[at];
            else a->slope[at] *= cm_width(a, at % a->d) / a->b->unit[i];
            a->tangent[at] = a->bent ? -a->pull[at] * a->off[at] / a->size[at] : a->slope[at];
        }
    }
}

void cm_bargain_bend(cm_ascent *a, size_t i, double weight)
{
    const double *u = cm_of_u(a, a->z) + i * a->d, *left = cm_of_u(a, a->left) + i * a->d;
    size_t m = a->d + 1;
    for (size_t k = 0; k < a->d; k++) {
        size_t at = i * a->d + k;
        double w = cm_width(a, k), part;
        if (!(w > 0)) continue;
        if (!a->bent) {
            a->matrix[k * m + k] += weight * 2 * cm_spatial_salience(a->b->game, i, k) * w * w / a->b->unit[i];
            continue;
        }
        part = weight * a->pull[at] / a->size[at];
        a->right[k] -= part * left[k];
        a->matrix[k * m + k] += part * a->turn[at];
        for (size_t l = 0; l < a->d; l++) {
            size_t to = i * a->d + l;
            if (l != k && a->b->game->utility == CM_CITYBLOCK) continue;
            a->matrix[k * m + l] -= part * u[k] * a->off[to] * a->turn[to] / a->size[at];
        }
    }
}

/* du = (dv - u (v.dv) / r + v - r u) / r. */
void cm_bargain_turn(cm_ascent *a)
{
    const double *u = cm_of_u(a, a->z), *left = cm_of_u(a, a->left);
    double *step = cm_of_u(a, a->step);
    for (size_t i = 0; i < a->n; i++) {
        double along = 0;
        for (size_t k = 0; k < a->d; k++) along += a->off[i * a->d + k] * a->turn[i * a->d + k] * a->step[k];
        for (size_t k = 0; k < a->d; k++) {
            size_t at = i * a->d + k;
            if (a->b->game->utility == CM_CITYBLOCK) along = a->off[at] * a->turn[at] * a->step[k];
            step[at] = (a->turn[at] * a->step[k] - u[at] * along / a->size[at] + left[at]) / a->size[at];
        }
    }
}

void cm_bargain_shorten(const cm_ascent *a, double *z)
{
    double *u = cm_of_u(a, z);
    for (size_t i = 0; i < a->n && a->bent; i++) {
        double length = 0;
        for (size_t k = 0; k < a->d; k++) length = hypot(length, u[i * a->d + k]);
        for (size_t k = 0; k < a->d; k++) {
            if (a->b->game->utility == CM_CITYBLOCK) length = fabs(u[i * a->d + k]);
            if (length > 1) u[i * a->d + k] /= length;
        }
    }
}
