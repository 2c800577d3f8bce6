/* copeland.c: the strong point: the policy that fewest others beat.
 *
 * Definition: the policy whose win set has the least area (a Copeland winner where policies are infinitely many).
 * The area of the win set of q is 2 Int max(0, W(u) - q.u)^2 over the angles (turning.h): convex in q, and
 * strictly so where something beats q.  Where of any two opposite camps one wins, W(-u) = -W(u) and it is
 * Int (W(u) - q.u)^2, least at q = (1/pi) Int W(u) u = sum_i share_i a_i, share_i the part of all directions in
 * which i is the pivot: the value of Owen and Shapley.  From there Newton's method takes the other rules to their
 * least area, by closed forms on each arc.  If the core is not empty its deepest point is given.
 * On one issue win sets have lengths, and the strong point is the middle of the medians.
 *
 * Summary: area, core.  Tables: point (issue, value); shares (player, share).
 * Fails with: CM_E_DOMAIN as metric.h; CM_E_NUMERIC; CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY.
 * Cost: that of a turning, and a few passes over its arcs. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multiroots.h>
#include <string.h>

#include "solver/spatial/copeland.h"
#include "solver/spatial/win_set.h"
#include "solver/spatial/yolk.h"

enum { STEPS = 100 };

typedef struct slope {
    const cm_metric *metric;
    const cm_turning *turning;
} slope;

/* Int u u' over an arc: xx, xy, yy. */
static void moments(const cm_arc *arc, double *m)
{
    double width = arc->to - arc->from, sine = sin(width), sum = arc->from + arc->to;
    m[0] = (width + sine * cos(sum)) / 2;
    m[1] = sine * sin(sum) / 2;
    m[2] = (width - sine * cos(sum)) / 2;
}

/* A quarter of the area's gradient, -Int (W - q.u) u over W > q.u, and of its second derivative, Int u u'. */
static int slope_at(const gsl_vector *x, void *data, gsl_vector *f, gsl_matrix *jacobian)
{
    const slope *s = data;
    double q[2] = { gsl_vector_get(x, 0), gsl_vector_get(x, 1) }, g[2] = { 0, 0 }, h[3] = { 0, 0, 0 }, m[3];
    cm_arc part;
    for (size_t k = 0; k < s->turning->count; k++) {
        const double *a = s->metric->point + 2 * s->turning->arc[k].member;
        if (!cm_win_part(s->metric, &s->turning->arc[k], q, &part)) continue;
        moments(&part, m);
        g[0] -= m[0] * (a[0] - q[0]) + m[1] * (a[1] - q[1]);
        g[1] -= m[1] * (a[0] - q[0]) + m[2] * (a[1] - q[1]);
        for (size_t j = 0; j < 3; j++) h[j] += m[j];
    }
    for (size_t j = 0; f != NULL && j < 2; j++) gsl_vector_set(f, j, g[j]);
    for (size_t j = 0; jacobian != NULL && j < 4; j++) gsl_matrix_set(jacobian, j / 2, j % 2, h[j / 2 + j % 2]);
    return GSL_SUCCESS;
}

static int slope_f(const gsl_vector *x, void *data, gsl_vector *f) { return slope_at(x, data, f, NULL); }
static int slope_df(const gsl_vector *x, void *data, gsl_matrix *j) { return slope_at(x, data, NULL, j); }

/* Newton's method from q; q is set. */
static cm_status descend(cm_ctx *ctx, const cm_metric *metric, const cm_turning *turning, double *q)
{
    slope data = { metric, turning };
    gsl_multiroot_function_fdf function = { slope_f, slope_df, slope_at, 2, &data };
    gsl_multiroot_fdfsolver *solver = gsl_multiroot_fdfsolver_alloc(gsl_multiroot_fdfsolver_gnewton, 2);
    gsl_vector *start = gsl_vector_alloc(2);
    int answer = GSL_CONTINUE;
    cm_status status = CM_OK;
    if (solver == NULL || start == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory"));
    gsl_vector_set(start, 0, q[0]);
    gsl_vector_set(start, 1, q[1]);
    if (gsl_multiroot_fdfsolver_set(solver, &function, start) != GSL_SUCCESS) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "copeland: the area has no slope at the start"));
    }
    for (int step = 0; step < STEPS && answer == GSL_CONTINUE; step++) {
        answer = gsl_multiroot_test_residual(solver->f, ctx->tol.abs * ctx->tol.rel);
        if (answer == GSL_CONTINUE && gsl_multiroot_fdfsolver_iterate(solver) != GSL_SUCCESS) break;
    }
    /* rounding may end it earlier: it is level enough then, or it failed */
    if (gsl_multiroot_test_residual(solver->f, ctx->tol.abs) != GSL_SUCCESS) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "copeland: the slope of the area is still %.3g",
                         hypot(gsl_vector_get(solver->f, 0), gsl_vector_get(solver->f, 1))));
    }
    q[0] = gsl_vector_get(solver->x, 0);
    q[1] = gsl_vector_get(solver->x, 1);
out:
    if (start != NULL) gsl_vector_free(start);
    if (solver != NULL) gsl_multiroot_fdfsolver_free(solver);
    return status;
}

static cm_status in_the_plane(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, double *share, double *q,
                              double *area, bool *core)
{
    cm_turning turning;
    cm_yolk yolk;
    cm_status status = CM_OK;
    CM_TRY(cm_turning_find(ctx, scratch, metric, &turning));
    CM_TRY(cm_yolk_find(ctx, scratch, metric, &turning, false, &yolk));
    q[0] = q[1] = 0;
    for (size_t k = 0; k < turning.count; k++) {
        const cm_arc *arc = &turning.arc[k];
        double part = (arc->to - arc->from) / (2 * M_PI);
        share[arc->member] += part;
        for (size_t j = 0; j < 2; j++) q[j] += part * metric->point[2 * arc->member + j];
    }
    *core = !(yolk.radius > ctx->tol.slack);
    if (*core) {
        memcpy(q, yolk.centre, 2 * sizeof *q);
        *area = 0;
    } else {
        CM_TRY(descend(ctx, metric, &turning, q));
        *area = cm_win_area(metric, &turning, q);
    }
out:
    return status;
}

/* The lengths to the right and to the left of q are 2 max(0, W(1) - q) and 2 max(0, W(-1) + q). */
static cm_status on_a_line(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, double *share, double *q,
                           double *area, bool *core)
{
    cm_pivot *pivot = cm_pivot_new(ctx, scratch, metric);
    double up[1] = { 1 }, down[1] = { -1 }, above, below;
    size_t member;
    if (pivot == NULL) return ctx->status;
    above = cm_pivot_along(pivot, up, &member);
    share[member] += 0.5;
    below = cm_pivot_along(pivot, down, &member);
    share[member] += 0.5;
    q[0] = (above - below) / 2;
    *core = !(above + below > ctx->tol.slack);
    *area = *core ? 0 : 2 * (above + below);
    return CM_OK;
}

static cm_status write(cm_ctx *ctx, const cm_metric *metric, const double *q, const double *share, cm_result *result)
{
    static const char *const shares[] = { "player", "share", NULL };
    const cm_spatial *game = metric->game;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_print(ctx, metric, q, "point", result));
    CM_TRY(cm_result_table(ctx, result, "shares", shares, &table));
    for (size_t i = 0; i < game->n; i++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->player[i]), cm_number(share[i]) }));
    }
out:
    return status;
}

static bool coincide(const cm_metric *metric)
{
    for (size_t i = 0; i < metric->n; i++) {
        for (size_t j = i + 1; j < metric->n; j++) {
            if (memcmp(metric->point + i * metric->d, metric->point + j * metric->d, metric->d * sizeof *metric->point) == 0) return true;
        }
    }
    return false;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_metric metric;
    double q[2], area = 0, *share = CM_NEW(ctx, &scratch, game->as.spatial.n, double);
    bool core = false;
    cm_status status = CM_OK;
    (void)params;
    if (share == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "copeland", &metric));
    if (metric.d == 2) CM_TRY(in_the_plane(ctx, &scratch, &metric, share, q, &area, &core));
    else CM_TRY(on_a_line(ctx, &scratch, &metric, share, q, &area, &core));
    CM_TRY(cm_result_set(ctx, result, "area", cm_number(area * cm_metric_volume(&metric))));
    CM_TRY(cm_result_set(ctx, result, "core", cm_truth(core)));
    CM_TRY(write(ctx, &metric, q, share, result));
    if (core) {
        CM_TRY(cm_result_note(ctx, result, "Nothing beats the point: it lies in the core. Every other point of the core, if there is one, is as "
                                           "strong; the deepest is given."));
    } else if (metric.d == 1) {
        CM_TRY(cm_result_note(ctx, result, "Two disjoint camps can win: every point between them is beaten by as much; the middle is given."));
    } else {
        CM_TRY(cm_result_note(ctx, result, "A share is the part of all directions of change in which the member is the one whose vote decides."));
    }
    if (coincide(&metric)) CM_TRY(cm_result_note(ctx, result, "Of members with the same ideal the first in the file comes in first."));
    if (game->as.spatial.agenda != CM_PACKAGE) CM_TRY(cm_result_note(ctx, result, "Votes on whole packages are meant, not issue by issue."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "area", "core", NULL };

const cm_concept cm_concept_copeland = {
    .name = "copeland",
    .title = "Strong point",
    .title_zh = "强点（科普兰赢家）",
    .about = "The policy that the fewest others can beat in a vote, and how often each member's vote is the one that decides.",
    .about_zh = "在表决中能被最少的其他政策击败的那一政策，以及各成员的一票成为决定性一票的频率。",
    .formula = "argmin over q of area of W(q); for an odd simple majority sum_i share_i a_i, share_i = part of directions u with "
               "a_i.u = W(u)",
    .source = "G. Owen, L. S. Shapley, \"Optimal location of candidates in ideological space\", International Journal of Game Theory "
              "18 (1989) 339-356",
    .certificate = "each member's share found again from the half turns in which every other member is above it; on the arcs "
                   "found so the area, by quadrature, is the one printed and its slope is zero: the area is convex",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = cm_copeland_check,
};
