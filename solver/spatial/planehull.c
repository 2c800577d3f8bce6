/* planehull.c: Andrew's chains: points from left to right, kept while they turn left. */
#include "solver/spatial/planehull.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct spot {
    double x, y;
    size_t index;
} spot;

static int by_place(const void *a, const void *b)
{
    const spot *left = a, *right = b;
    if (left->x < right->x || left->x > right->x) return left->x < right->x ? -1 : 1;
    return (left->y > right->y) - (left->y < right->y);
}

/* How far c is to the left of the line from a to b. */
static double left_of(const double *a, const double *b, const double *c)
{
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    double cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    return length > 0 ? cross / length : 0;
}

cm_status cm_planehull(cm_ctx *ctx, const double *point, size_t n, size_t *corner, size_t *corners)
{
    cm_arena scratch = { NULL };
    spot *sorted = CM_NEW(ctx, &scratch, n, spot);
    size_t m = 0, base;
    if (sorted == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) sorted[i] = (spot){ point[2 * i], point[2 * i + 1], i };
    qsort(sorted, n, sizeof *sorted, by_place);
    for (int pass = 0; pass < 2; pass++) {
        base = m;
        for (size_t p = 0; p < n; p++) {
            size_t i = sorted[pass == 0 ? p : n - 1 - p].index;
            const double *x = point + 2 * i;
            while (m > base && hypot(point[2 * corner[m - 1]] - x[0], point[2 * corner[m - 1] + 1] - x[1]) <= ctx->tol.abs) m--;
            while (m >= base + 2 && !(left_of(point + 2 * corner[m - 2], point + 2 * corner[m - 1], x) > ctx->tol.abs)) m--;
            corner[m++] = i;
        }
        m--;                                              /* the last one begins the other chain */
    }
    *corners = m > 0 ? m : 1;
    cm_arena_free(&scratch);
    return CM_OK;
}

bool cm_planehull_holds(const double *point, const size_t *corner, size_t corners, const double *x, double slack)
{
    const double *first = point + 2 * corner[0];
    if (corners == 1) return hypot(x[0] - first[0], x[1] - first[1]) <= slack;
    for (size_t c = 0; c < corners; c++) {
        const double *a = point + 2 * corner[c], *b = point + 2 * corner[(c + 1) % corners];
        if (left_of(a, b, x) < -slack) return false;
    }
    if (corners > 2) return true;
    {
        const double *b = point + 2 * corner[1];
        double along = (x[0] - first[0]) * (b[0] - first[0]) + (x[1] - first[1]) * (b[1] - first[1]);
        double square = (b[0] - first[0]) * (b[0] - first[0]) + (b[1] - first[1]) * (b[1] - first[1]);
        return along >= -slack * sqrt(square) && along <= square + slack * sqrt(square);
    }
}

double cm_planehull_area(const double *point, const size_t *corner, size_t corners)
{
    double twice = 0;
    for (size_t c = 1; c + 1 < corners; c++) {
        const double *o = point + 2 * (corner == NULL ? 0 : corner[0]), *a = point + 2 * (corner == NULL ? c : corner[c]);
        const double *b = point + 2 * (corner == NULL ? c + 1 : corner[c + 1]);
        twice += (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    }
    return twice / 2;
}
