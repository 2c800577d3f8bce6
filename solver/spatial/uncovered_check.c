/* uncovered_check.c: coverings tried again circle by circle (crossing.h), the grid laid again, and the bound taken from a
 * yolk that brings its own certificate. */
#include <gsl/gsl_math.h>
#include <stdlib.h>

#include "solver/spatial/crossing.h"
#include "solver/spatial/tangents.h"
#include "solver/spatial/uncovered.h"
#include "solver/spatial/yolk.h"

typedef struct jury {
    cm_ctx *ctx;
    const cm_game *game;
    const cm_metric *metric;
    const cm_table *table;
    cm_crossing *crossing;
    double centre[2], radius;    /* of the yolk of all median lines */
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

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* From a point of the hull no half turn is without an ideal.  `near`: nor where it is moved by so much. */
static bool in_hull(jury *j, const double *p, double near)
{
    size_t count = 0;
    double gap;
    for (size_t i = 0; i < j->metric->n; i++) {
        double x = j->metric->point[2 * i] - p[0], y = j->metric->point[2 * i + 1] - p[1];
        if (hypot(x, y) <= fabs(near)) return near > 0;
        j->angle[count++] = atan2(y, x);
    }
    qsort(j->angle, count, sizeof *j->angle, by_size);
    gap = j->angle[0] + 2 * M_PI - j->angle[count - 1];
    for (size_t k = 1; k < count; k++) gap = fmax(gap, j->angle[k] - j->angle[k - 1]);
    return gap <= M_PI * (1 + near);
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

static cm_status check_row(jury *j, size_t row)
{
    double x[2], y[2];
    if (!read_point(j, row, "x", "y", x) || !in_hull(j, x, j->ctx->tol.cert)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is not in the hull of the ideals", row + 1);
    }
    if (is_covered(j, row)) {
        bool said = read_point(j, row, "by_x", "by_y", y) && cm_crossing_beats(j->crossing, y, x);
        if (said && !cm_crossing_found(j->crossing, y, x, true)) return CM_OK;
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is not covered as is said", row + 1);
    }
    if (hypot(x[0] - j->centre[0], x[1] - j->centre[1]) > 4 * j->radius + j->ctx->tol.cert) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu lies beyond four radii of the yolk", row + 1);
    }
    for (size_t other = row == 0 ? 0 : row - 1; other <= row + 1 && other < j->table->nrows; other++) {
        if (!is_covered(j, other) || !read_point(j, other, "by_x", "by_y", y) || !cm_crossing_beats(j->crossing, y, x)) continue;
        if (cm_crossing_found(j->crossing, y, x, false)) continue;
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: point %zu is covered as point %zu is", row + 1, other + 1);
    }
    return CM_OK;
}

/* The middles of the cells, symmetric about the middle of the rectangle: no row may be missing, none too many. */
static cm_status check_grid(jury *j, long cells)
{
    double low[2] = { HUGE_VAL, HUGE_VAL }, high[2] = { -HUGE_VAL, -HUGE_VAL }, step, near = j->ctx->tol.cert;
    size_t across[2], least = 0, most = 0;
    for (size_t i = 0; i < 2 * j->metric->n; i++) {
        low[i % 2] = fmin(low[i % 2], j->metric->point[i]);
        high[i % 2] = fmax(high[i % 2], j->metric->point[i]);
    }
    step = fmax(high[0] - low[0], high[1] - low[1]) / (double)cells;
    for (size_t k = 0; k < 2; k++) {
        for (across[k] = 1; (double)across[k] * step < (high[k] - low[k]) * (1 - j->ctx->tol.rel);) across[k]++;
    }
    for (size_t b = 0; b < across[1]; b++) {
        for (size_t a = 0; a < across[0]; a++) {
            double p[2] = { (low[0] + high[0]) / 2 + ((double)a - (double)(across[0] - 1) / 2) * step,
                            (low[1] + high[1]) / 2 + ((double)b - (double)(across[1] - 1) / 2) * step };
            least += in_hull(j, p, -near);
            most += in_hull(j, p, near);
        }
    }
    if (j->table->nrows >= least && j->table->nrows <= most) return CM_OK;
    return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: the grid has %zu points in the hull, not %zu", most, j->table->nrows);
}

static cm_status find_yolk(jury *j, cm_arena *scratch)
{
    const cm_yolk_params lines = { "lines" };
    cm_game game = *j->game;
    cm_result result;
    cm_status status;
    cm_result_init(&result, scratch);
    CM_TRY(cm_concept_solve(j->ctx, &cm_concept_yolk, &game, &lines, &result));
    j->radius = cm_result_get(&result, "radius")->as.number / j->metric->unit;
    (void)cm_metric_read(j->metric, &result, "centre", j->centre);
out:
    return status;
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

static cm_status check_plane(jury *j, cm_arena *scratch, const cm_result *result, long cells)
{
    double open = 0, share, step, edge, unit = cm_metric_volume(j->metric), hull = wrap(j->metric);
    cm_status status = CM_OK;
    j->angle = CM_NEW(j->ctx, scratch, j->metric->n, double);
    j->crossing = cm_crossing_new(j->ctx, scratch, j->metric);
    if (j->crossing == NULL || j->angle == NULL) CM_TRY(j->ctx->status);
    if (j->table == NULL) CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: no points"));
    CM_TRY(check_grid(j, cells));
    CM_TRY(find_yolk(j, scratch));
    for (size_t row = 0; row < j->table->nrows; row++) {
        CM_TRY(check_row(j, row));
        open += !is_covered(j, row);
        if (cm_stopped(j->ctx)) CM_LEAVE(cm_fail(j->ctx, CM_E_INTERRUPT, "uncovered: stopped while checking"));
    }
    share = j->table->nrows > 0 ? open / (double)j->table->nrows : 0;
    edge = count_edge(j, &step);
    CM_TRY(compare(j->ctx, result, "share", share, 1));
    CM_TRY(compare(j->ctx, result, "area", share * hull * unit, unit));
    CM_TRY(compare(j->ctx, result, "edge", edge > 0 ? edge * step * step * unit : 0, unit));
    CM_TRY(compare(j->ctx, result, "bound", 4 * j->radius * j->metric->unit, j->metric->unit));
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
    const cm_uncovered_params *given = params;
    cm_arena scratch = { NULL };
    cm_metric metric;
    jury j = { .ctx = ctx, .game = game, .metric = &metric };
    cm_status status = CM_OK;
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "uncovered", &metric));
    j.table = cm_result_find(result, metric.d == 2 ? "points" : "intervals");
    if (metric.d == 2) CM_TRY(check_plane(&j, &scratch, result, given->cells));
    if (metric.d == 1) CM_TRY(check_line(&j, result));
out:
    cm_arena_free(&scratch);
    return status;
}
