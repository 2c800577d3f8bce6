/* yolk.c: the smallest ball that every median strip, or every median line, meets. */
#include "solver/spatial/yolk.h"

#include <gsl/gsl_math.h>
#include <string.h>

#include "solver/base/lp.h"

enum { FIRST = 8, ROUNDS = 400 };

typedef struct search {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_turning *turning;
    const cm_metric *metric;
    cm_lp *lp;
    cm_touch *row;               /* one a row of the programme; weight is not used */
    size_t nrows, room;
    double *missed, *angle;      /* one an arc: by how much the ball falls short of the worst angle, and that angle */
} search;

/* radius + side c.u >= side W(u). */
static cm_status add_row(search *s, double angle, int side, size_t member)
{
    const double *a = s->metric->point + 2 * member;
    double u[2] = { cos(angle), sin(angle) }, row[3] = { side * u[0], side * u[1], 1 };
    cm_touch *more = cm_grow(s->ctx, s->arena, s->row, s->nrows, &s->room, sizeof *more);
    if (more == NULL) return s->ctx->status;
    s->row = more;
    s->row[s->nrows++] = (cm_touch){ .angle = angle, .side = side, .member = member };
    return cm_lp_row(s->ctx, s->lp, row, side * (a[0] * u[0] + a[1] * u[1]), HUGE_VAL);
}

static cm_status first_rows(search *s, bool lines)
{
    size_t k = 0;
    cm_status status = CM_OK;
    for (size_t j = 0; j < FIRST; j++) {
        double angle = 2 * M_PI * (double)j / FIRST;
        while (s->turning->arc[k].to < angle) k++;
        CM_TRY(add_row(s, angle, 1, s->turning->arc[k].member));
        if (lines) CM_TRY(add_row(s, angle, -1, s->turning->arc[k].member));
    }
out:
    return status;
}

/* How far the farthest line of one side is from c; a row for every line that is farther than those around it
 * and than `value` by more than the slack. */
static cm_status separate(search *s, const double *c, int side, double value, double *farthest)
{
    const cm_turning *turning = s->turning;
    size_t count = turning->count, worst = 0;
    double enough = value + s->ctx->tol.slack / 2;
    cm_status status = CM_OK;
    for (size_t k = 0; k < count; k++) {
        const double *a = s->metric->point + 2 * turning->arc[k].member;
        s->angle[k] = cm_arc_peak(&turning->arc[k], side > 0 ? a : c, side > 0 ? c : a, &s->missed[k]);
        if (s->missed[k] > s->missed[worst]) worst = k;
    }
    for (size_t k = 0; k < count; k++) {
        bool peak = s->missed[k] >= s->missed[(k + count - 1) % count] && s->missed[k] > s->missed[(k + 1) % count];
        if ((peak || k == worst) && s->missed[k] > enough) {
            CM_TRY(add_row(s, s->angle[k], side, turning->arc[k].member));
        }
    }
    *farthest = fmax(*farthest, s->missed[worst]);
out:
    return status;
}

/* The rows that hold the programme up, with their prices as weights. */
static cm_status keep_touching(search *s, const double *dual, cm_yolk *yolk)
{
    double sum = 0;
    yolk->touch = CM_NEW(s->ctx, s->arena, s->nrows, cm_touch);
    yolk->ntouch = 0;
    if (yolk->touch == NULL) return s->ctx->status;
    for (size_t r = 0; r < s->nrows; r++) sum += fabs(dual[r]);
    for (size_t r = 0; r < s->nrows; r++) {
        double weight = fabs(dual[r]) / sum;
        if (weight <= s->ctx->tol.abs) continue;
        s->row[r].weight = weight;
        yolk->touch[yolk->ntouch++] = s->row[r];
    }
    return CM_OK;
}

static cm_status close_in(search *s, bool lines, cm_yolk *yolk)
{
    double x[3] = { 0, 0, 0 }, value = 0;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    for (size_t round = 0; round < ROUNDS; round++) {
        double farthest = -HUGE_VAL, *dual = CM_NEW(s->ctx, s->arena, s->nrows, double);
        if (dual == NULL) return s->ctx->status;
        CM_TRY(cm_lp_solve(s->ctx, s->lp, &answer, x, &value, dual));
        if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(s->ctx, CM_E_NUMERIC, "yolk: the programme has no optimum"));
        CM_TRY(keep_touching(s, dual, yolk));
        CM_TRY(separate(s, x, 1, value, &farthest));
        if (lines) CM_TRY(separate(s, x, -1, value, &farthest));
        memcpy(yolk->centre, x, sizeof yolk->centre);
        yolk->radius = farthest;
        if (farthest - value <= s->ctx->tol.slack) return CM_OK;
        if (cm_stopped(s->ctx)) CM_LEAVE(cm_fail(s->ctx, CM_E_INTERRUPT, "yolk: stopped after %zu rounds", round));
    }
    status = cm_fail(s->ctx, CM_E_NUMERIC, "yolk: after %d rounds the radius is still between %.12g and %.12g", ROUNDS,
                     value * s->metric->unit, yolk->radius * s->metric->unit);
out:
    return status;
}

/* One issue: the strip goes from W(1) to -W(-1), and its middle is the centre. */
static cm_status on_a_line(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, bool lines, cm_yolk *yolk)
{
    cm_pivot *pivot = cm_pivot_new(ctx, arena, metric);
    double up[1] = { 1 }, down[1] = { -1 }, above, below;
    cm_touch touch[2] = { { .angle = 0, .weight = 0.5 }, { .angle = M_PI, .weight = 0.5 } };
    yolk->touch = CM_NEW(ctx, arena, 2, cm_touch);
    if (pivot == NULL || yolk->touch == NULL) return ctx->status;
    above = cm_pivot_along(pivot, up, &touch[0].member);
    below = cm_pivot_along(pivot, down, &touch[1].member);
    yolk->centre[0] = (above - below) / 2;
    yolk->centre[1] = 0;
    yolk->radius = (above + below) / 2;
    touch[0].side = touch[1].side = lines && yolk->radius < 0 ? -1 : 1;
    if (lines) yolk->radius = fabs(yolk->radius);
    yolk->ntouch = 2;
    memcpy(yolk->touch, touch, sizeof touch);
    return CM_OK;
}

cm_status cm_yolk_find(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, const cm_turning *turning, bool lines,
                       cm_yolk *yolk)
{
    search s = { .ctx = ctx, .arena = arena, .turning = turning, .metric = metric };
    cm_status status = CM_OK;
    if (metric->d == 1) return on_a_line(ctx, arena, metric, lines, yolk);
    s.missed = CM_NEW(ctx, arena, turning->count, double);
    s.angle = CM_NEW(ctx, arena, turning->count, double);
    if (s.missed == NULL || s.angle == NULL) return ctx->status;
    s.lp = cm_lp_new(ctx, 3, false);
    if (s.lp == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_lp_column(ctx, s.lp, 2, 1, -HUGE_VAL, HUGE_VAL, false));
    CM_TRY(first_rows(&s, lines));
    CM_TRY(close_in(&s, lines, yolk));
out:
    cm_lp_free(s.lp);
    return status;
}

static cm_status write_touching(cm_ctx *ctx, const cm_metric *metric, const cm_yolk *yolk, cm_result *result)
{
    static const char *const columns[] = { "player", "angle", "side", "weight", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "touching", columns, &table));
    for (size_t j = 0; j < yolk->ntouch; j++) {
        const cm_touch *touch = &yolk->touch[j];
        cm_value row[] = { cm_text(metric->game->player[touch->member]), cm_number(touch->angle * 180 / M_PI),
                           cm_text(touch->side > 0 ? "beyond" : "short"), cm_number(touch->weight) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status write_notes(cm_ctx *ctx, const cm_metric *metric, const cm_yolk *yolk, double radius, bool lines,
                             cm_result *result)
{
    const char *text;
    if (radius > 0 && !lines) {
        text = cm_format(ctx, result->arena,
                         "A policy that beats another is at most %.6g (twice the radius) further from the centre than it: "
                         "one vote cannot lead farther astray.", 2 * radius);
    } else if (radius > 0) {
        text = cm_format(ctx, result->arena, "No policy farther than %.6g (four times the radius) from the centre is uncovered.", 4 * radius);
    } else if (lines) {
        text = "All median lines meet in one point.";
    } else if (metric->d == 1 && yolk->radius < 0) {
        text = cm_format(ctx, result->arena, "Nothing beats any point from %.6g to %.6g: they are the core; the middle is given.",
                         cm_metric_value(metric, 0, yolk->centre[0] + yolk->radius),
                         cm_metric_value(metric, 0, yolk->centre[0] - yolk->radius));
    } else {
        text = "Nothing beats the centre: it lies in the core, so the ball is a point. Where the core is larger, the "
               "point given is the deepest in it.";
    }
    if (text == NULL) return ctx->status;
    return cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_yolk_params *given = params;
    bool lines = strcmp(given->meets, "lines") == 0;
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_turning turning = { 0, NULL };
    cm_yolk yolk;
    double radius;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "yolk", &metric));
    if (metric.d == 2) CM_TRY(cm_turning_find(ctx, &scratch, &metric, &turning));
    CM_TRY(cm_yolk_find(ctx, &scratch, &metric, &turning, lines, &yolk));
    radius = yolk.radius > ctx->tol.slack ? yolk.radius * metric.unit : 0;
    CM_TRY(cm_result_set(ctx, result, "radius", cm_number(radius)));
    CM_TRY(cm_result_set(ctx, result, "core", lines ? cm_none() : cm_truth(!(radius > 0))));
    CM_TRY(cm_metric_print(ctx, &metric, yolk.centre, "centre", result));
    if (radius > 0) CM_TRY(write_touching(ctx, &metric, &yolk, result));
    CM_TRY(write_notes(ctx, &metric, &yolk, radius, lines, result));
    if (game->as.spatial.agenda != CM_PACKAGE) CM_TRY(cm_result_note(ctx, result, "Votes on whole packages are meant, not issue by issue."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "radius", "core", NULL };
static const char *const meets[] = { "strips", "lines", NULL };
static const cm_param params[] = {
    { .name = "meets", .kind = CM_PARAM_WORD, .offset = offsetof(cm_yolk_params, meets), .words = meets,
      .about = "What the ball has to meet where there is a strip of median lines: strips (one line of each strip) or lines (all of them).",
      .about_zh = "中位线成带时圆须触及什么：strips（每条带中至少一条线）或 lines（带中的每一条线）。" },
};

const cm_concept cm_concept_yolk = {
    .name = "yolk",
    .title = "Yolk",
    .title_zh = "蛋黄（中位球）",
    .about = "The centre of the members' wishes and how far votes can stray from it: the smallest ball met by every line that "
             "leaves no winning coalition on either side.",
    .about_zh = "各成员意愿的中心，以及表决能偏离它多远：与每条“两侧都没有获胜联盟”的直线相交的最小的球。",
    .formula = "radius = min over c of max over |u| = 1 of W(u) - c.u, W(u) = the greatest t with {i: a_i.u >= t} winning; lines: "
               "of |W(u) - c.u|",
    .source = "R. D. McKelvey, \"Covering, dominance, and institution-free properties of social choice\", American Journal of "
              "Political Science 30 (1986) 283-314; R. E. Stone, C. A. Tovey, \"Limiting median lines do not suffice to "
              "determine the yolk\", Social Choice and Welfare 9 (1992) 33-35",
    .certificate = "no winning coalition lies wholly beyond the ball, whatever its tangent (a sweep of tangents); weights of "
                   "the lines touched cancel, and prove that no smaller ball meets them",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_yolk_params),
    .run = run,
    .check = cm_yolk_check,
};
