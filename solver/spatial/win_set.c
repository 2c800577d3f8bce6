/* win_set.c: what beats the status quo, or another point: its area, its reach, its outline. */
#include "solver/spatial/win_set.h"

#include <gsl/gsl_math.h>

bool cm_win_part(const cm_metric *metric, const cm_arc *arc, const double *q, cm_arc *part)
{
    double x = metric->point[2 * arc->member] - q[0], y = metric->point[2 * arc->member + 1] - q[1], middle = atan2(y, x);
    if (x == 0 && y == 0) return false;
    /* the half turn around the ideal's direction that the arc may meet; an arc is at most a quarter turn */
    while (middle < (arc->from + arc->to) / 2 - M_PI) middle += 2 * M_PI;
    while (middle > (arc->from + arc->to) / 2 + M_PI) middle -= 2 * M_PI;
    part->from = fmax(arc->from, middle - M_PI_2);
    part->to = fmin(arc->to, middle + M_PI_2);
    part->member = arc->member;
    return part->from < part->to;
}

/* Half the integral of R^2, R = 2 D cos(angle - middle). */
static double part_area(const cm_metric *metric, const cm_arc *part, const double *q)
{
    double x = metric->point[2 * part->member] - q[0], y = metric->point[2 * part->member + 1] - q[1], middle = atan2(y, x);
    double width = part->to - part->from;
    return (x * x + y * y) * (width + sin(width) * cos(part->from + part->to - 2 * middle));
}

double cm_win_area(const cm_metric *metric, const cm_turning *turning, const double *q)
{
    double area = 0;
    cm_arc part;
    for (size_t k = 0; k < turning->count; k++) {
        if (cm_win_part(metric, &turning->arc[k], q, &part)) area += part_area(metric, &part, q);
    }
    return area;
}

cm_status cm_win_point(cm_ctx *ctx, const cm_spatial *game, const cm_win_set_params *params, const double **policy)
{
    *policy = game->status_quo;
    if (params->point.count == 0) return CM_OK;
    *policy = params->point.at;
    if (params->point.count == game->d) return CM_OK;
    return cm_fail(ctx, CM_E_INPUT, "win-set: 'point' has %zu numbers for %zu issues", params->point.count, game->d);
}

static cm_status write_point(cm_ctx *ctx, const cm_metric *metric, const double *q, double angle, const cm_arc *arc,
                             int64_t number, cm_result *result, cm_table *table)
{
    const double *a = metric->point + 2 * arc->member;
    double u[2] = { cos(angle), sin(angle) }, r = 2 * fmax(0, (a[0] - q[0]) * u[0] + (a[1] - q[1]) * u[1]);
    cm_value row[] = { cm_number(angle * 180 / M_PI), cm_number(r * metric->unit),
                       cm_number(cm_metric_value(metric, 0, q[0] + r * u[0])),
                       cm_number(cm_metric_value(metric, 1, q[1] + r * u[1])),
                       cm_integer(number), cm_text(metric->game->player[arc->member]) };
    return cm_table_row(ctx, result, table, row);
}

/* Each arc from corner to corner, with points between so that they stand at most a turn / points apart. */
static cm_status write_boundary(cm_ctx *ctx, const cm_metric *metric, const cm_turning *turning, const double *q,
                                long points, cm_result *result)
{
    static const char *const columns[] = { "angle", "distance", "x", "y", "arc", "player", NULL };
    cm_table *table;
    cm_arc part;
    int64_t number = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "boundary", columns, &table));
    for (size_t k = 0; k < turning->count; k++) {
        double steps;
        if (!cm_win_part(metric, &turning->arc[k], q, &part)) continue;
        if (!(part.to - part.from > ctx->tol.abs)) continue;
        number++;
        steps = ceil((part.to - part.from) * (double)points / (2 * M_PI));
        for (double j = 0; j <= steps; j++) {
            double angle = part.from + (part.to - part.from) * (j / steps);
            CM_TRY(write_point(ctx, metric, q, angle, &part, number, result, table));
        }
    }
out:
    return status;
}

static cm_status write_plane(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, const double *q, long points,
                             cm_result *result, double *area, double *extent)
{
    cm_turning turning;
    cm_status status = CM_OK;
    CM_TRY(cm_turning_find(ctx, scratch, metric, &turning));
    *area = cm_win_area(metric, &turning, q);
    for (size_t k = 0; k < turning.count; k++) {
        double reach;
        (void)cm_arc_peak(&turning.arc[k], metric->point + 2 * turning.arc[k].member, q, &reach);
        *extent = fmax(*extent, 2 * reach);
    }
    if (*extent > ctx->tol.abs) CM_TRY(write_boundary(ctx, metric, &turning, q, points, result));
out:
    return status;
}

/* On one issue: at most one interval on either side of the point, open at both ends. */
static cm_status write_line(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, double q, cm_result *result,
                            double *area, double *extent)
{
    static const char *const columns[] = { "low", "high", "player", NULL };
    cm_pivot *pivot = cm_pivot_new(ctx, scratch, metric);
    cm_table *table;
    cm_status status = CM_OK;
    if (pivot == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "intervals", columns, &table));
    for (int side = -1; side <= 1; side += 2) {
        double u[1] = { side }, end, reach;
        size_t member;
        reach = 2 * (cm_pivot_along(pivot, u, &member) - side * q);
        if (!(reach > ctx->tol.abs)) continue;
        end = q + side * reach;
        *area += reach;
        *extent = fmax(*extent, reach);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(cm_metric_value(metric, 0, fmin(q, end))),
            cm_number(cm_metric_value(metric, 0, fmax(q, end))), cm_text(metric->game->player[member]) }));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_win_set_params *given = params;
    const double *policy;
    double q[2], area = 0, extent = 0;
    bool empty;
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_status status = CM_OK;
    CM_TRY(cm_win_point(ctx, &game->as.spatial, given, &policy));
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "win-set", &metric));
    cm_metric_into(&metric, policy, q);
    if (metric.d == 2) CM_TRY(write_plane(ctx, &scratch, &metric, q, given->points, result, &area, &extent));
    if (metric.d == 1) CM_TRY(write_line(ctx, &scratch, &metric, q[0], result, &area, &extent));
    empty = !(extent > ctx->tol.abs);
    CM_TRY(cm_result_set(ctx, result, "area", cm_number(empty ? 0 : area * cm_metric_volume(&metric))));
    CM_TRY(cm_result_set(ctx, result, "extent", cm_number(empty ? 0 : extent * metric.unit)));
    CM_TRY(cm_result_set(ctx, result, "empty", cm_truth(empty)));
    if (empty) CM_TRY(cm_result_note(ctx, result, "Nothing beats the point: it lies in the core."));
    if (!empty && metric.d == 2) {
        CM_TRY(cm_result_note(ctx, result, "Each row of the boundary names the member who is indifferent there: on the inner side it "
                                           "completes the coalition that wins."));
    }
    if (game->as.spatial.agenda != CM_PACKAGE) CM_TRY(cm_result_note(ctx, result, "Votes on whole packages are meant, not issue by issue."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "area", "extent", "empty", NULL };
static const cm_param params[] = {
    { .name = "point", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_win_set_params, point), .low = 1, .high = 0,
      .about = "The policy that is to be beaten, a number for each issue in the order of the file; the status quo unless told.",
      .about_zh = "被挑战的政策，按文件中议题的次序各给一个数；未给出时为现状。" },
    { .name = "points", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_win_set_params, points), .fallback = 360, .low = 1, .high = 100000,
      .about = "At least how many points a full turn of the boundary has, besides its corners.", .about_zh = "边界一整圈除角点外至少列出多少个点。" },
};

const cm_concept cm_concept_win_set = {
    .name = "win-set",
    .title = "Win set",
    .title_zh = "获胜集",
    .about = "Which policies would win a vote against the status quo or another given point: how large that set is and how far "
             "it reaches.",
    .about_zh = "哪些政策能在表决中击败现状（或另一给定点）：这一集合有多大、伸展到多远。",
    .formula = "W(q) = { x : {i : |x - a_i| < |q - a_i|} wins }; area = 1/2 Int R(u)^2, R(u) = 2 max(0, W(u) - q.u), extent = max R",
    .source = "R. D. McKelvey, \"Intransitivities in multidimensional voting models and some implications for agenda control\", "
              "Journal of Economic Theory 12 (1976) 472-482",
    .certificate = "along each stretch of the boundary nobody else passes the member named, and those above it win only with it; "
                   "chords and sectors add up to the area; a sweep finds as wide an angle in which something wins",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_win_set_params),
    .run = run,
    .check = cm_win_set_check,
};
