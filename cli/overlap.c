/* overlap.c: each pair of lines is compared once, in the order in which they are drawn. */
#include "cli/overlap.h"

#include <math.h>

static bool coincide(const double *a, const double *b, size_t m, double near)
{
    size_t shared = 0;
    bool before = false;
    for (size_t k = 0; k < m; k++) {
        bool now = fabs(a[k] - b[k]) <= near;
        shared += now && before;
        before = now;
    }
    return 2 * shared + 1 >= m;
}

cm_overlap *cm_overlaps(cm_ctx *ctx, cm_arena *arena, const double *height, const size_t *panel, size_t n, size_t m, double near)
{
    cm_overlap *over = CM_NEW(ctx, arena, n, cm_overlap);
    for (size_t r = 0; over != NULL && r < n; r++) {
        over[r] = (cm_overlap){ 0, false };
        for (size_t q = 0; q < r; q++) {
            if (panel[q] != panel[r] || !coincide(height + r * m, height + q * m, m, near)) continue;
            over[q].covered = true;
            if (over[r].beneath <= over[q].beneath) over[r].beneath = over[q].beneath + 1;
        }
    }
    return over;
}
