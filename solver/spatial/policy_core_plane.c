/* policy_core_plane.c: half-planes of the core in two dimensions, and what they leave.
 *
 * Directions are visited in the order of their angles, so that the members' order along one is nearly their order
 * along the next. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/spatial/policy_core.h"

static int by_angle(const void *a, const void *b)
{
    const cm_halfplane *left = a, *right = b;
    double one = atan2(left->u[1], left->u[0]), other = atan2(right->u[1], right->u[0]);
    return (one > other) - (one < other);
}

cm_status cm_policy_core_halfplanes(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_halfplane **half, size_t *count)
{
    static const double axis[4][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
    size_t n = metric->n, m = 0;
    cm_halfplane *list = CM_NEW(ctx, arena, n * (n - 1) + 4, cm_halfplane);
    if (list == NULL) return ctx->status;
    for (size_t k = 0; k < 4; k++) memcpy(list[m++].u, axis[k], sizeof axis[k]);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            const double *a = metric->point + 2 * i, *b = metric->point + 2 * j;
            double x = a[1] - b[1], y = b[0] - a[0], length = hypot(x, y);
            if (!(length > ctx->tol.abs)) continue;
            list[m++] = (cm_halfplane){ .u = { x / length, y / length } };
            list[m++] = (cm_halfplane){ .u = { -x / length, -y / length } };
        }
    }
    qsort(list, m, sizeof *list, by_angle);
    for (size_t p = 0; p < m; p++) {
        if (p % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped at direction %zu of %zu", p, m);
        list[p].reach = cm_metric_reach(metric, list[p].u);
    }
    *half = list;
    *count = m;
    return CM_OK;
}

static double ahead(const cm_halfplane *half, const double *x, double slack)
{
    return half->u[0] * x[0] + half->u[1] * x[1] - half->reach + slack;
}

/* What is left of the polygon in from; its corners go to `to`. */
static size_t cut(const cm_halfplane *half, double slack, const double *from, size_t count, double *to)
{
    size_t kept = 0;
    for (size_t p = 0; p < count; p++) {
        const double *a = from + 2 * p, *b = from + 2 * ((p + 1) % count);
        double at_a = ahead(half, a, slack), at_b = ahead(half, b, slack);
        if (at_a >= 0) memcpy(to + 2 * kept++, a, 2 * sizeof *a);
        if (!((at_a > 0 && at_b < 0) || (at_a < 0 && at_b > 0))) continue;
        for (size_t k = 0; k < 2; k++) to[2 * kept + k] = a[k] + at_a / (at_a - at_b) * (b[k] - a[k]);
        kept++;
    }
    return kept;
}

static double apart(const double *a, const double *b)
{
    return hypot(a[0] - b[0], a[1] - b[1]);
}

/* Neighbours that are one point, and corners on the straight line between their neighbours, go. */
static size_t tidy(double *corner, size_t count, double merge)
{
    bool changed = true;
    while (changed && count > 1) {
        changed = false;
        for (size_t p = 0; p < count && count > 1; p++) {
            const double *a = corner + 2 * ((p + count - 1) % count), *b = corner + 2 * p;
            const double *c = corner + 2 * ((p + 1) % count);
            double bend = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
            bool straight = count > 2 && apart(a, c) > merge && fabs(bend) <= merge * apart(a, c);
            if (apart(a, b) > merge && !straight) continue;
            memmove(corner + 2 * p, corner + 2 * (p + 1), (count - p - 1) * 2 * sizeof *corner);
            count--;
            changed = true;
            break;
        }
    }
    return count;
}

cm_status cm_policy_core_clip(cm_ctx *ctx, cm_arena *arena, const cm_halfplane *half, size_t count, double slack,
                              double merge, double **corner, size_t *corners)
{
    static const double box[] = { -2, -2, 2, -2, 2, 2, -2, 2 };
    double *now = CM_NEW(ctx, arena, 2 * (count + 8), double), *next = CM_NEW(ctx, arena, 2 * (count + 8), double);
    size_t left = 4;
    if (now == NULL || next == NULL) return ctx->status;
    memcpy(now, box, sizeof box);
    for (size_t p = 0; p < count && left > 0; p++) {
        double worst = 0, *swap = now;
        for (size_t c = 0; c < left; c++) worst = fmin(worst, ahead(&half[p], now + 2 * c, slack));
        if (worst >= -16 * DBL_EPSILON) continue;
        left = cut(&half[p], slack, now, left, next);
        now = next;
        next = swap;
    }
    *corner = now;
    *corners = tidy(now, left, merge);
    return CM_OK;
}
