/* win_set_check.c: the boundary printed, stretch by stretch.
 *
 * Two ideals change places in height at most once in less than half a turn.  So if nobody is above the member
 * named at one end of a stretch and below it at the other, nobody passes it between: then the coalition above it
 * in the middle is the one above it all along.  The area is added up from triangles and segments of circles. */
#include <gsl/gsl_math.h>
#include <string.h>

#include "solver/spatial/tangents.h"
#include "solver/spatial/win_set.h"

typedef struct judge {
    cm_ctx *ctx;
    const cm_metric *metric;
    const cm_table *table;
    cm_tally above;
    double q[2];
} judge;

static size_t member_of(const cm_spatial *game, const char *id)
{
    size_t i = 0;
    while (i < game->n && strcmp(game->player[i], id) != 0) i++;
    return i;
}

static double number_at(const judge *j, size_t row, const char *column)
{
    cm_value value = cm_table_get(j->table, row, column);
    return value.kind == CM_NUMBER ? value.as.number : NAN;
}

/* The row's point lies at its angle, and on the circle of `member` through q. */
static bool on_circle(const judge *j, size_t row, size_t member, double *p)
{
    const cm_metric *metric = j->metric;
    const double *a = metric->point + 2 * member, *q = j->q;
    double angle = number_at(j, row, "angle") * M_PI / 180, far = number_at(j, row, "distance") / metric->unit;
    double near = j->ctx->tol.cert * (1 + hypot(q[0], q[1]));
    for (size_t k = 0; k < 2; k++) {
        double value = number_at(j, row, k == 0 ? "x" : "y");
        p[k] = cm_metric_coordinate(metric, k, value);
    }
    if (!(fabs(p[0] - q[0] - far * cos(angle)) <= near && fabs(p[1] - q[1] - far * sin(angle)) <= near)) return false;
    return far >= 0 && fabs(hypot(p[0] - a[0], p[1] - a[1]) - hypot(q[0] - a[0], q[1] - a[1])) <= near;
}

/* Nobody passes `member` between the angles, and it is the one with whom those above it win. */
static bool decides(judge *j, size_t member, double from, double to)
{
    const double *at = j->metric->point;
    double u[2] = { cos((from + to) / 2), sin((from + to) / 2) }, tie = 2 * j->ctx->tol.abs;
    bool alone;
    cm_tally_clear(&j->above);
    for (size_t i = 0; i < j->metric->n; i++) {
        double x = at[2 * i] - at[2 * member], y = at[2 * i + 1] - at[2 * member + 1];
        double first = x * cos(from) + y * sin(from), last = x * cos(to) + y * sin(to);
        if (fmin(first, last) < -tie && fmax(first, last) > tie) return false;
        if (x * u[0] + y * u[1] > tie) cm_tally_add(&j->above, i, 1);
    }
    alone = cm_tally_wins(&j->above);
    for (size_t i = 0; i < j->metric->n; i++) {
        double off = (at[2 * i] - at[2 * member]) * u[0] + (at[2 * i + 1] - at[2 * member + 1]) * u[1];
        if (fabs(off) <= tie) cm_tally_add(&j->above, i, 1);
    }
    return !alone && cm_tally_wins(&j->above);
}

/* From row to row + 1: what lies between the two rays, and how wide it is; nothing where another arc begins. */
static cm_status check_step(judge *j, size_t row, double *area, double *width, double *reach)
{
    const cm_spatial *game = j->metric->game;
    cm_value mine = cm_table_get(j->table, row, "player"), next = cm_table_get(j->table, row + 1, "player");
    cm_value arc = cm_table_get(j->table, row, "arc"), on = cm_table_get(j->table, row + 1, "arc");
    double from = number_at(j, row, "angle") * M_PI / 180, to = number_at(j, row + 1, "angle") * M_PI / 180, p[2], r[2];
    const double *a, *q = j->q;
    double radius, chord, bow;
    size_t member;
    if (mine.kind != CM_TEXT || next.kind != CM_TEXT || arc.kind != CM_INTEGER || on.kind != CM_INTEGER || !(from >= 0 && to <= 2 * M_PI + j->ctx->tol.abs) || !(from <= to)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: row %zu of the boundary is no step onward", row + 1);
    }
    if (arc.as.integer != on.as.integer) return CM_OK;
    member = member_of(game, mine.as.text);
    if (member == game->n || !on_circle(j, row, member, p) || !on_circle(j, row + 1, member, r)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: '%s' is not indifferent at row %zu", mine.as.text, row + 1);
    }
    if (to - from > M_PI_2 + j->ctx->tol.abs || !decides(j, member, from, to)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: '%s' does not decide from %.9g to %.9g degrees", mine.as.text,
                       from * 180 / M_PI, to * 180 / M_PI);
    }
    a = j->metric->point + 2 * member;
    radius = hypot(a[0] - q[0], a[1] - q[1]);
    chord = 2 * (to - from);                                  /* an angle at the rim is half of that at the centre */
    bow = radius * radius / 2 * (chord - sin(chord));
    *area += ((p[0] - q[0]) * (r[1] - q[1]) - (p[1] - q[1]) * (r[0] - q[0])) / 2 + bow;
    *width += to - from;
    *reach = fmax(*reach, cos(atan2(a[1] - q[1], a[0] - q[0]) - (from + to) / 2) >= cos((to - from) / 2) ? 2 * radius : 0);
    *reach = fmax(*reach, fmax(hypot(p[0] - q[0], p[1] - q[1]), hypot(r[0] - q[0], r[1] - q[1])));
    return CM_OK;
}

static cm_status compare(judge *j, double area, double extent, double found_area, double found_extent)
{
    double unit = j->metric->unit, scale = 1 + j->q[0] * j->q[0] + j->q[1] * j->q[1], off = j->ctx->tol.cert * scale;
    if (!(fabs(area / cm_metric_volume(j->metric) - found_area) <= off)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: the area is %.12g, not %.12g", found_area * cm_metric_volume(j->metric), area);
    }
    if (!(fabs(extent / unit - found_extent) <= off)) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: it reaches %.12g far, not %.12g", found_extent * unit, extent);
    }
    return CM_OK;
}

static cm_status check_plane(judge *j, double area, double extent, bool empty)
{
    double beyond, blocked, found = 0, width = 0, reach = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_tangents_sweep(j->ctx, j->metric, j->q, empty ? 2 * j->ctx->tol.abs : 0, &beyond, &blocked));
    for (size_t row = 0; !empty && j->table != NULL && row + 1 < j->table->nrows; row++) {
        CM_TRY(check_step(j, row, &found, &width, &reach));
    }
    if (!(fabs(beyond - width) <= j->ctx->tol.cert)) {
        CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: something wins in %.9g degrees, not in %.9g", beyond * 180 / M_PI,
                         width * 180 / M_PI));
    }
    status = compare(j, area, extent, found, reach);
out:
    return status;
}

/* The intervals' ends against the votes: just inside wins, just outside does not. */
static bool wins_at(judge *j, double x)
{
    cm_tally_clear(&j->above);
    for (size_t i = 0; i < j->metric->n; i++) {
        if (fabs(x - j->metric->point[i]) < fabs(j->q[0] - j->metric->point[i])) cm_tally_add(&j->above, i, 1);
    }
    return cm_tally_wins(&j->above);
}

static cm_status check_line(judge *j, double area, double extent)
{
    double found = 0, reach = 0, little = j->ctx->tol.cert * (1 + fabs(j->q[0])), q = j->q[0];
    bool side[2] = { false, false };
    if (j->table == NULL) return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: no intervals");
    for (size_t row = 0; row < j->table->nrows; row++) {
        double low = cm_metric_coordinate(j->metric, 0, number_at(j, row, "low"));
        double high = cm_metric_coordinate(j->metric, 0, number_at(j, row, "high"));
        bool right = low + high > 2 * q;
        double end = right ? high : low, in = right ? -little : little;
        if (!(fabs((right ? low : high) - q) <= little) || side[right] || (high - low > 2 * little && !wins_at(j, end + in)) || wins_at(j, end - in)) {
            return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: votes do not change at the ends of interval %zu", row + 1);
        }
        side[right] = true;
        found += high - low;
        reach = fmax(reach, high - low);
    }
    if ((!side[0] && wins_at(j, q - little)) || (!side[1] && wins_at(j, q + little))) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: an interval is missing");
    }
    return compare(j, area, extent, found, reach);
}

cm_status cm_win_set_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_value *area = cm_result_get(result, "area"), *extent = cm_result_get(result, "extent");
    const cm_value *empty = cm_result_get(result, "empty");
    const double *policy;
    cm_arena scratch = { NULL };
    cm_metric metric;
    judge j = { .ctx = ctx, .metric = &metric };
    cm_status status = CM_OK;
    CM_TRY(cm_win_point(ctx, &game->as.spatial, params, &policy));
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "win-set", &metric));
    CM_TRY(cm_tally_init(ctx, &scratch, game->as.spatial.vote, &j.above));
    if (area == NULL || area->kind != CM_NUMBER || extent == NULL || extent->kind != CM_NUMBER || empty == NULL ||
        empty->kind != CM_TRUTH || empty->as.truth != !(extent->as.number > 0)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no win set is given"));
    }
    cm_metric_into(&metric, policy, j.q);
    j.table = cm_result_find(result, metric.d == 2 ? "boundary" : "intervals");
    if (metric.d == 2) CM_TRY(check_plane(&j, area->as.number, extent->as.number, empty->as.truth));
    if (metric.d == 1) CM_TRY(check_line(&j, area->as.number, extent->as.number));
out:
    cm_arena_free(&scratch);
    return status;
}
