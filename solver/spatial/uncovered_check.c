/* uncovered_check.c: coverings tried again by counting votes, in other directions. */
#include <gsl/gsl_math.h>
#include <stdlib.h>

#include "solver/spatial/covering.h"
#include "solver/spatial/tangents.h"
#include "solver/spatial/uncovered.h"
#include "solver/spatial/yolk.h"

enum { LOOKS = 97 };             /* directions, none of which the search has */

typedef struct jury {
    cm_ctx *ctx;
    const cm_metric *metric;
    const cm_table *table;
    cm_tally tally;
    const cm_turning *turning;
    double u[LOOKS][2], height[LOOKS];
    cm_covering *covering;
    double *angle;               /* n */
} jury;

static bool read_point(const jury *j, size_t row, const char *x, const char *y, double *p)
{
    for (size_t k = 0; k < 2; k++) {
        cm_value value = cm_table_get(j->table, row, k == 0 ? x : y);
        if (value.kind != CM_NUMBER || !isfinite(value.as.number)) return false;
        p[k] = cm_metric_coordinate(j->metric, k, value.as.number);
    }
    return true;
}

static bool beats(jury *j, const double *z, const double *x)
{
    const double *at = j->metric->point;
    cm_tally_clear(&j->tally);
    for (size_t i = 0; i < j->metric->n; i++, at += 2) {
        if (hypot(z[0] - at[0], z[1] - at[1]) < hypot(x[0] - at[0], x[1] - at[1])) cm_tally_add(&j->tally, i, 1);
    }
    return cm_tally_wins(&j->tally);
}

static bool beaten_there(jury *j, const double *y, const double *x, const double *u, double reach)
{
    double z[2] = { y[0] + reach * u[0], y[1] + reach * u[1] };
    return reach <= j->ctx->tol.cert || beats(j, z, x);
}

/* Does y beat x, and does what stands just inside the boundary of what beats y?  All arcs are looked at where they
 * reach farthest, for thin petals.  Then the other way round: nothing on the boundary of what beats x beats y. */
static bool covers(jury *j, const double *y, const double *x)
{
    double part = 1 - j->ctx->tol.cert;
    if (!beats(j, y, x)) return false;
    for (size_t k = 0; k < LOOKS; k++) {
        double reach = j->height[k] - y[0] * j->u[k][0] - y[1] * j->u[k][1];
        if (!beaten_there(j, y, x, j->u[k], 2 * part * reach)) return false;
    }
    for (size_t k = 0; k < j->turning->count; k++) {
        const cm_arc *arc = &j->turning->arc[k];
        const double *a = j->metric->point + 2 * arc->member;
        double reach, peak = cm_arc_peak(arc, a, y, &reach), u[2] = { cos(peak), sin(peak) };
        if (!beaten_there(j, y, x, u, 2 * part * reach)) return false;
    }
    return !cm_covering_meets(j->covering, x, y);
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* From a point of the hull no half turn is without an ideal. */
static bool in_hull(jury *j, const double *p)
{
    size_t count = 0;
    double gap;
    for (size_t i = 0; i < j->metric->n; i++) {
        double x = j->metric->point[2 * i] - p[0], y = j->metric->point[2 * i + 1] - p[1];
        if (hypot(x, y) <= j->ctx->tol.cert) return true;
        j->angle[count++] = atan2(y, x);
    }
    qsort(j->angle, count, sizeof *j->angle, by_size);
    gap = j->angle[0] + 2 * M_PI - j->angle[count - 1];
    for (size_t k = 1; k < count; k++) gap = fmax(gap, j->angle[k] - j->angle[k - 1]);
    return gap <= M_PI * (1 + j->ctx->tol.cert);
}

/* The area of the hull by wrapping: from the lowest ideal, always the next with all others to the left. */
static double wrap(const cm_metric *metric)
{
    const double *at = metric->point;
    size_t first = 0, here, steps = 0;
    double area = 0;
    for (size_t i = 1; i < metric->n; i++) {
        if (at[2 * i + 1] < at[2 * first + 1] || (at[2 * i + 1] == at[2 * first + 1] && at[2 * i] < at[2 * first])) first = i;
    }
    here = first;
    do {
        size_t next = here;
        for (size_t i = 0; i < metric->n; i++) {
            double ax = at[2 * next] - at[2 * here], ay = at[2 * next + 1] - at[2 * here + 1];
            double bx = at[2 * i] - at[2 * here], by = at[2 * i + 1] - at[2 * here + 1], turn = ax * by - ay * bx;
            if (next == here || turn < 0 || (turn == 0 && hypot(bx, by) > hypot(ax, ay))) next = i;
        }
        area += (at[2 * here] * at[2 * next + 1] - at[2 * here + 1] * at[2 * next]) / 2;
        here = next;
    } while (here != first && ++steps < metric->n && !(at[2 * here] == at[2 * first] && at[2 * here + 1] == at[2 * first + 1]));
    return area;
}

static bool is_covered(const jury *j, size_t row)
{
    cm_value covered = cm_table_get(j->table, row, "covered");
    return covered.kind == CM_TRUTH && covered.as.truth;
}

static cm_status check_row(jury *j, size_t row, const cm_yolk *yolk)
{
    double x[2], y[2];
    if (!read_point(j, row, "x", "y", x) || !in_hull(j, x)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is not in the hull of the ideals", row + 1);
    }
    if (is_covered(j, row)) {
        if (read_point(j, row, "by_x", "by_y", y) && covers(j, y, x)) return CM_OK;
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is not covered as is said", row + 1);
    }
    if (hypot(x[0] - yolk->centre[0], x[1] - yolk->centre[1]) > 4 * yolk->radius + j->ctx->tol.cert) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu lies beyond four radii of the yolk", row + 1);
    }
    for (size_t other = row == 0 ? 0 : row - 1; other <= row + 1 && other < j->table->nrows; other++) {
        if (is_covered(j, other) && read_point(j, other, "by_x", "by_y", y) && beats(j, y, x) && !cm_covering_meets(j->covering, x, y)) {
            return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is covered as point %zu is", row + 1, other + 1);
        }
    }
    return CM_OK;
}

static cm_status compare(cm_ctx *ctx, const cm_result *result, const char *name, double expected, double scale)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - expected) <= ctx->tol.cert * scale) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the %s is %.12g", name, expected);
}

/* Cells with a neighbour of the other kind: the width of a cell is the least distance of two points. */
static double count_edge(const jury *j, double *step)
{
    size_t edge = 0, rows = j->table->nrows;
    double a[2], b[2];
    *step = HUGE_VAL;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < rows; i++) {
            bool unlike = false;
            (void)read_point(j, i, "x", "y", a);
            for (size_t k = 0; k < rows && !unlike; k++) {
                double far = HUGE_VAL;
                if (k != i && read_point(j, k, "x", "y", b)) far = hypot(a[0] - b[0], a[1] - b[1]);
                if (pass == 0) *step = fmin(*step, far);
                else unlike = far < 1.2 * *step && is_covered(j, i) != is_covered(j, k);
            }
            edge += unlike;
        }
    }
    return (double)edge;
}

static cm_status check_plane(jury *j, cm_arena *scratch, const cm_result *result)
{
    cm_turning turning;
    cm_yolk yolk;
    cm_pivot *pivot = cm_pivot_new(j->ctx, scratch, j->metric);
    double open = 0, share, step, edge, unit = cm_metric_volume(j->metric), hull = wrap(j->metric);
    cm_status status = CM_OK;
    j->turning = &turning;
    j->angle = CM_NEW(j->ctx, scratch, j->metric->n, double);
    if (pivot == NULL || j->angle == NULL) CM_TRY(j->ctx->status);
    if (j->table == NULL) CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: no points"));
    CM_TRY(cm_turning_find(j->ctx, scratch, j->metric, &turning));
    CM_TRY(cm_yolk_find(j->ctx, scratch, j->metric, &turning, true, &yolk));
    j->covering = cm_covering_new(j->ctx, scratch, j->metric, &turning);
    if (j->covering == NULL) CM_TRY(j->ctx->status);
    for (size_t k = 0; k < LOOKS; k++) {
        j->u[k][0] = cos(2 * M_PI * ((double)k + M_LN2) / LOOKS);      /* in no symmetry of the ideals */
        j->u[k][1] = sin(2 * M_PI * ((double)k + M_LN2) / LOOKS);
        j->height[k] = cm_pivot_along(pivot, j->u[k], NULL);
    }
    for (size_t row = 0; row < j->table->nrows; row++) {
        CM_TRY(check_row(j, row, &yolk));
        open += !is_covered(j, row);
        if (cm_stopped(j->ctx)) CM_LEAVE(cm_fail(j->ctx, CM_E_INTERRUPT, "uncovered: stopped while checking"));
    }
    share = j->table->nrows > 0 ? open / (double)j->table->nrows : 0;
    edge = count_edge(j, &step);
    CM_TRY(compare(j->ctx, result, "share", share, 1));
    CM_TRY(compare(j->ctx, result, "area", share * hull * unit, unit));
    CM_TRY(compare(j->ctx, result, "edge", edge > 0 ? edge * step * step * unit : 0, unit));
    CM_TRY(compare(j->ctx, result, "bound", 4 * yolk.radius * j->metric->unit, j->metric->unit));
out:
    return status;
}

/* Nothing beats either end, and something beats what is just outside. */
static cm_status check_line(jury *j, const cm_result *result)
{
    double little = j->ctx->tol.cert, out[2], end[2], beyond, blocked;
    cm_status status = CM_OK;
    if (j->table == NULL || j->table->nrows != 1) return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: no interval");
    for (size_t k = 0; k < 2; k++) {
        cm_value value = cm_table_get(j->table, 0, k == 0 ? "low" : "high");
        if (value.kind != CM_NUMBER) return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: no interval");
        end[k] = cm_metric_coordinate(j->metric, 0, value.as.number);
        out[k] = end[k] + (k == 0 ? -little : little);
        CM_TRY(cm_tangents_sweep(j->ctx, j->metric, &end[k], little, &beyond, &blocked));
        if (beyond > 0) CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: something beats %.12g", value.as.number));
        CM_TRY(cm_tangents_sweep(j->ctx, j->metric, &out[k], 0, &beyond, &blocked));
        if (!(beyond > 0)) CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: nothing beats what is beyond %.12g", value.as.number));
    }
    CM_TRY(compare(j->ctx, result, "area", (end[1] - end[0]) * j->metric->unit, j->metric->unit));
    CM_TRY(compare(j->ctx, result, "bound", 2 * (end[1] - end[0]) * j->metric->unit, j->metric->unit));
    CM_TRY(compare(j->ctx, result, "edge", 0, 1));
out:
    return status;
}

cm_status cm_uncovered_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_metric metric;
    jury j = { .ctx = ctx, .metric = &metric };
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "uncovered", &metric));
    CM_TRY(cm_tally_init(ctx, &scratch, game->as.spatial.vote, &j.tally));
    j.table = cm_result_find(result, metric.d == 2 ? "points" : "intervals");
    if (metric.d == 2) CM_TRY(check_plane(&j, &scratch, result));
    if (metric.d == 1) CM_TRY(check_line(&j, result));
out:
    cm_arena_free(&scratch);
    return status;
}
