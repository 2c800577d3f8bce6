/* policy_core.c: policies that no winning coalition would leave, for any rule.
 *
 * Definition: x is in the core when no policy is preferred to x by every member of some winning coalition.
 *
 * With one issue it is an interval; with two a polygon, cut out by finitely many half-planes (policy_core.h).  With
 * more, cuts are made where they are needed: a policy that the cuts so far leave, as far inside them as can be, is
 * tested; where a coalition would leave it, the hull of that coalition's ideals gives the next cut.  The least shift is
 * max over x of min over u of u.x - h(u), turned round: by how much every half-space has to be moved out for
 * something to be left.
 *
 * Where saliences differ in kind between members there is no common metric, and indifference curves are no circles:
 * then single policies are tested, which is exact for any saliences, and no corners are given.
 *
 * Cost: one issue O(n log n); two O(n^3) additions and comparisons at most; more: a test of a policy (halfspace.h)
 * and a linear programme a cut.
 * Source: R. D. McKelvey, N. Schofield, "Generalized symmetry conditions at a core point", Econometrica 55 (1987)
 * 923-933; J. Greenberg, "Consistent majority rules over compact sets of alternatives", Econometrica 47 (1979)
 * 627-636. */
#include "solver/spatial/policy_core.h"

#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/spatial/minnorm.h"
#include "solver/spatial/planehull.h"

enum { MOST_CUTS = 2000 };

typedef struct answer {
    bool decided;                /* empty is known */
    bool empty, everything, inner;      /* inner: it has an inside */
    bool measured;               /* area is known */
    double area, shift;
    size_t corners, rows;
    double *corner;              /* corners x d, of the metric */
    double *u, *reach, *weight;  /* rows of the proof: rows x d, rows, rows */
} answer;

/* --- the programme: as far inside all half-spaces as can be ------------------------------------------------ */

typedef struct cuts {
    size_t d, count, room;
    double *u, *reach;
} cuts;

static cm_status add_cut(cm_ctx *ctx, cm_arena *arena, cuts *list, const double *u, double reach)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : 2 * list->room;
        double *normal = CM_NEW(ctx, arena, room * list->d, double), *far = CM_NEW(ctx, arena, room, double);
        if (normal == NULL || far == NULL) return ctx->status;
        if (list->count > 0) {
            memcpy(normal, list->u, list->count * list->d * sizeof *normal);
            memcpy(far, list->reach, list->count * sizeof *far);
        }
        list->u = normal;
        list->reach = far;
        list->room = room;
    }
    memcpy(list->u + list->count * list->d, u, list->d * sizeof *u);
    list->reach[list->count++] = reach;
    return CM_OK;
}

/* The four, six ... sides of the box. */
static cm_status start_cuts(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cuts *list)
{
    double *u = CM_NEW(ctx, arena, metric->d, double);
    cm_status status = CM_OK;
    if (u == NULL) return ctx->status;
    for (size_t k = 0; k < 2 * metric->d && status == CM_OK; k++) {
        memset(u, 0, metric->d * sizeof *u);
        u[k / 2] = k % 2 == 0 ? 1 : -1;
        status = add_cut(ctx, arena, list, u, cm_metric_reach(metric, u));
    }
    return status;
}

/* x (d) and *inside maximise the least of u.x - reach; dual: one a cut. */
static cm_status deepest(cm_ctx *ctx, cm_arena *arena, const cuts *list, double *x, double *inside, double *dual)
{
    size_t d = list->d;
    double *row = CM_NEW(ctx, arena, d + 1, double), *best = CM_NEW(ctx, arena, d + 1, double);
    cm_lp *lp = cm_lp_new(ctx, d + 1, true);
    cm_lp_answer found;
    cm_status status = CM_OK;
    if (row == NULL || best == NULL || lp == NULL) CM_LEAVE(ctx->status);
    /* the box of the ideals has size 1: no optimum is near these bounds, which keep GLPK from wandering off */
    for (size_t k = 0; k < d; k++) CM_TRY(cm_lp_column(ctx, lp, k, 0, -8, 8, false));
    CM_TRY(cm_lp_column(ctx, lp, d, 1, -8, 8, false));
    for (size_t r = 0; r < list->count; r++) {
        memcpy(row, list->u + r * d, d * sizeof *row);
        row[d] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, list->reach[r], HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &found, best, inside, dual));
    if (found != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the programme of %zu half-spaces has no answer", list->count));
    memcpy(x, best, d * sizeof *x);
out:
    cm_lp_free(lp);
    return status;
}

/* The half-spaces that hold the optimum: with weights that add up to 1 their normals cancel. */
static cm_status keep_proof(cm_ctx *ctx, cm_arena *arena, const cuts *list, const double *dual, answer *found)
{
    size_t d = list->d;
    double sum = 0;
    found->u = CM_NEW(ctx, arena, list->count * d, double);
    found->reach = CM_NEW(ctx, arena, list->count, double);
    found->weight = CM_NEW(ctx, arena, list->count, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t r = 0; r < list->count; r++) {
        if (!(fabs(dual[r]) > ctx->tol.abs)) continue;
        memcpy(found->u + found->rows * d, list->u + r * d, d * sizeof *list->u);
        found->reach[found->rows] = list->reach[r];
        found->weight[found->rows++] = fabs(dual[r]);
        sum += fabs(dual[r]);
    }
    for (size_t r = 0; r < found->rows; r++) found->weight[r] /= sum;
    return CM_OK;
}

/* --- one issue, two issues ---------------------------------------------------------------------------------- */

static cm_status solve_line(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, answer *found)
{
    double up = 1, down = -1, low = cm_metric_reach(metric, &up), high = -cm_metric_reach(metric, &down);
    found->corner = CM_NEW(ctx, arena, 2, double);
    found->u = CM_NEW(ctx, arena, 2, double);
    found->reach = CM_NEW(ctx, arena, 2, double);
    found->weight = CM_NEW(ctx, arena, 2, double);
    if (ctx->status != CM_OK) return ctx->status;
    found->decided = found->measured = true;
    found->empty = low > high + ctx->tol.abs;
    found->shift = found->empty ? (low - high) / 2 : 0;
    found->inner = high > low + ctx->tol.abs;
    found->area = found->inner ? high - low : 0;
    if (!found->empty) {
        found->corners = found->inner ? 2 : 1;
        found->corner[0] = low;
        found->corner[1] = high;
    }
    if (found->inner) return CM_OK;
    found->rows = 2;
    found->u[0] = up, found->u[1] = down;
    found->reach[0] = low, found->reach[1] = -high;
    found->weight[0] = found->weight[1] = 0.5;
    return CM_OK;
}

/* Half-planes come into the programme as they are missed. */
static cm_status deepest_in_plane(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, const cm_halfplane *half, size_t count,
                                  double *x, answer *found)
{
    cuts list = { .d = 2 };
    double inside = 0, *dual = CM_NEW(ctx, arena, count + 4, double);
    unsigned char *used = CM_NEW(ctx, arena, count, unsigned char);
    cm_status status = CM_OK;
    if (dual == NULL || used == NULL) return ctx->status;
    CM_TRY(start_cuts(ctx, arena, metric, &list));
    for (;;) {
        size_t worst = count;
        double most = ctx->tol.abs;
        CM_TRY(deepest(ctx, arena, &list, x, &inside, dual));
        for (size_t p = 0; p < count; p++) {
            double missed = half[p].reach + inside - half[p].u[0] * x[0] - half[p].u[1] * x[1];
            if (!used[p] && missed > most) most = missed, worst = p;
        }
        if (worst == count) break;
        used[worst] = 1;
        CM_TRY(add_cut(ctx, arena, &list, half[worst].u, half[worst].reach));
    }
    found->shift = -inside;
    CM_TRY(keep_proof(ctx, arena, &list, dual, found));
out:
    return status;
}

static cm_status solve_plane(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, answer *found)
{
    cm_halfplane *half;
    size_t count;
    double x[2];
    cm_status status = CM_OK;
    CM_TRY(cm_policy_core_halfplanes(ctx, arena, metric, &half, &count));
    CM_TRY(deepest_in_plane(ctx, arena, metric, half, count, x, found));
    found->decided = found->measured = true;
    found->empty = found->shift > ctx->tol.cert;
    found->inner = found->shift < -ctx->tol.cert;
    if (found->inner) {
        found->rows = 0;
        CM_TRY(cm_policy_core_clip(ctx, arena, half, count, 0, ctx->tol.abs, &found->corner, &found->corners));
        found->area = cm_planehull_area(found->corner, NULL, found->corners);
    } else if (!found->empty) {
        double slack = fmax(found->shift, 0) + ctx->tol.abs;
        CM_TRY(cm_policy_core_clip(ctx, arena, half, count, slack, sqrt(ctx->tol.abs), &found->corner, &found->corners));
        if (found->corners <= 1) memcpy(found->corner, x, sizeof x);
        if (found->corners == 0) found->corners = 1;
    }
    if (!found->empty) found->shift = 0;
out:
    return status;
}

/* --- more issues --------------------------------------------------------------------------------------------- */

/* Where the coalition `in` would leave x: the half-space that holds its hull and is furthest from x. */
static cm_status cut_off(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, const unsigned char *in, const double *x,
                         cuts *list)
{
    size_t d = metric->d, m = 0;
    double *offset = CM_NEW(ctx, arena, metric->n * d, double), length = 0;
    cm_minnorm near;
    cm_status status = CM_OK;
    if (offset == NULL) return ctx->status;
    CM_TRY(cm_minnorm_init(ctx, arena, d, &near));
    for (size_t i = 0; i < metric->n; i++) {
        if (!in[metric->member[i]]) continue;
        for (size_t k = 0; k < d; k++) offset[m * d + k] = metric->point[i * d + k] - x[k];
        m++;
    }
    CM_TRY(cm_minnorm_find(ctx, &near, m, d, offset));
    for (size_t k = 0; k < d; k++) length += near.x[k] * near.x[k];
    length = sqrt(length);
    if (!(length > 0)) return CM_OK;
    for (size_t k = 0; k < d; k++) near.x[k] /= length;
    CM_TRY(add_cut(ctx, arena, list, near.x, cm_metric_reach(metric, near.x)));
out:
    return status;
}

static cm_status solve_space(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric, answer *found)
{
    size_t d = metric->d;
    cuts list = { .d = d };
    double *x = CM_NEW(ctx, arena, d, double), *policy = CM_NEW(ctx, arena, game->d, double), inside = 0;
    double *dual = CM_NEW(ctx, arena, MOST_CUTS + 2 * d + 1, double);
    unsigned char *in = CM_NEW(ctx, arena, game->n, unsigned char);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) return ctx->status;
    memcpy(policy, game->status_quo, game->d * sizeof *policy);
    CM_TRY(start_cuts(ctx, arena, metric, &list));
    while (list.count < MOST_CUTS) {
        cm_arena round = { NULL };
        size_t before = list.count;
        bool beaten = false;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped after %zu cuts", list.count));
        status = deepest(ctx, &round, &list, x, &inside, dual);
        if (status == CM_OK && inside >= -ctx->tol.cert) {
            cm_metric_back(metric, x, policy);
            status = cm_metric_beaten(ctx, game, policy, &beaten, NULL, in);
        }
        cm_arena_free(&round);
        if (status != CM_OK) goto out;
        if (inside < -ctx->tol.cert) {
            found->decided = found->empty = true;
            found->shift = -inside;
            CM_TRY(keep_proof(ctx, arena, &list, dual, found));
            break;
        }
        if (beaten) CM_TRY(cut_off(ctx, arena, metric, in, x, &list));
        if (!beaten || list.count == before) {
            found->decided = !beaten;
            found->corner = x;
            found->corners = beaten ? 0 : 1;
            break;
        }
    }
out:
    return status;
}

/* --- what is printed ------------------------------------------------------------------------------------------ */

static cm_status print_corners(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game,
                               const cm_metric *metric, const answer *found)
{
    static const char *const columns[] = { "corner", "issue", "value", NULL };
    static const char *const point[] = { "issue", "value", NULL };
    bool one = metric->d > 2;
    double *policy = CM_NEW(ctx, arena, game->d, double);
    cm_table *table;
    cm_status status = CM_OK;
    if (policy == NULL) return ctx->status;
    CM_TRY(cm_result_table(ctx, result, one ? "point" : "corners", one ? point : columns, &table));
    for (size_t c = 0; c < found->corners; c++) {
        cm_metric_back(metric, found->corner + c * metric->d, policy);
        for (size_t j = 0; j < metric->d; j++) {
            size_t k = metric->issue[j];
            cm_value row[] = { cm_integer((int64_t)c + 1), cm_text(game->issue[k]), cm_number(policy[k]) };
            CM_TRY(cm_table_row(ctx, result, table, one ? row + 1 : row));
        }
    }
out:
    return status;
}

/* Half-spaces in the units of the issues: sum_k direction_k x_k >= at_least. */
static cm_status print_proof(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const cm_metric *metric,
                             const answer *found)
{
    static const char *const columns[] = { "halfspace", "issue", "direction", "at_least", "weight", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    if (found->rows == 0) return CM_OK;
    CM_TRY(cm_result_table(ctx, result, "proof", columns, &table));
    for (size_t r = 0; r < found->rows; r++) {
        const double *u = found->u + r * metric->d;
        double least = metric->size * found->reach[r];
        for (size_t j = 0; j < metric->d; j++) least += u[j] * metric->factor[j] * metric->centre[j];
        for (size_t j = 0; j < metric->d; j++) {
            cm_value row[] = { cm_integer((int64_t)r + 1), cm_text(game->issue[metric->issue[j]]),
                               cm_number(u[j] * metric->factor[j]), j == 0 ? cm_number(least) : cm_none(),
                               j == 0 ? cm_number(found->weight[r]) : cm_none() };
            CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

static cm_status note(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const cm_metric *metric, const answer *found)
{
    const char *text = "Saliences differ in kind between members, or are those of city blocks: the status quo (and "
                       "'point') are tested exactly, and no corners are given.";
    if (found->everything) {
        text = "Those who care for any of the issues cannot decide anything: every policy is in the core.";
    } else if (found->decided && found->empty) {
        text = "Whatever is agreed, some winning coalition would rather have something else: decisions can always be "
               "undone. The half-spaces of 'proof' are each insisted on by a winning coalition and have no policy in "
               "common.";
    } else if (found->decided && metric->d > 2) {
        text = "More than two issues: one policy of the core is given, not all of it.";
    } else if (found->decided) {
        text = "Once a policy of this set is agreed, no winning coalition can gain by replacing it.";
    } else if (metric->common) {
        text = "The search for a policy that nothing beats ended without an answer: the core is empty or very thin.";
    }
    if (cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    if (game->red_low == NULL) return CM_OK;
    return cm_result_note(ctx, result, "Red lines are not looked at here: preferences alone decide.");
}

static cm_status print(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game, const cm_metric *metric,
                       const answer *found)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "empty", found->decided ? cm_truth(found->empty) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "area", found->measured ? cm_number(found->area * cm_metric_volume(metric)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "shift", found->decided ? cm_number(found->shift * metric->size) : cm_none()));
    if (found->corners > 0) CM_TRY(print_corners(ctx, arena, result, game, metric, found));
    CM_TRY(print_proof(ctx, result, game, metric, found));
    CM_TRY(note(ctx, result, game, metric, found));
out:
    return status;
}

static cm_status test_policies(cm_ctx *ctx, const cm_spatial *game, const cm_policy_core_params *p, cm_result *result,
                               bool *any)
{
    bool beaten;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_beaten(ctx, game, game->status_quo, &beaten, NULL, NULL));
    CM_TRY(cm_result_set(ctx, result, "contains_status_quo", cm_truth(!beaten)));
    *any = !beaten;
    if (p->point.count > 0) {
        CM_TRY(cm_metric_beaten(ctx, game, p->point.at, &beaten, NULL, NULL));
        *any = *any || !beaten;
    }
    CM_TRY(cm_result_set(ctx, result, "contains_point", p->point.count > 0 ? cm_truth(!beaten) : cm_none()));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_policy_core_params *p = params;
    cm_arena scratch = { NULL };
    answer found = { .decided = false };
    bool any;
    cm_metric metric;
    cm_status status = CM_OK;
    if (p->point.count > 0) CM_TRY(cm_metric_need_policy(ctx, spatial, p->point.count, "point"));
    CM_TRY(cm_metric_init(ctx, &scratch, spatial, &metric));
    CM_TRY(test_policies(ctx, spatial, p, result, &any));
    found.everything = metric.d == 0 || !cm_metric_decides(&metric);
    if (found.everything) found.decided = true;
    else if (!metric.common) found.decided = any;
    else if (metric.d == 1) CM_TRY(solve_line(ctx, &scratch, &metric, &found));
    else if (metric.d == 2) CM_TRY(solve_plane(ctx, &scratch, &metric, &found));
    else CM_TRY(solve_space(ctx, &scratch, spatial, &metric, &found));
    CM_TRY(print(ctx, &scratch, result, spatial, &metric, &found));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "empty", "area", "shift", "contains_status_quo", "contains_point", NULL };

static const cm_param param[] = {
    { .name = "point", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_policy_core_params, point), .low = 1, .high = 0,
      .about = "A policy, one number an issue, that is tested besides the status quo.",
      .about_zh = "除现状外另行检验的一项政策，每个议题一个数。" },
};

const cm_concept cm_concept_policy_core = {
    .name = "policy-core",
    .title = "Core of policies",
    .title_zh = "政策核",
    .about = "Policies that last: once one of them is agreed, no coalition that could decide would all rather have "
             "something else.",
    .about_zh = "能够持久的政策：一旦达成，任何足以作出决定的联盟都不会一致更愿意换成别的政策。",
    .formula = "intersection over all directions u of {x: u.x >= h(u)}, h(u) = the largest t for which {i: u.a_i >= t} "
               "wins",
    .source = "R. D. McKelvey, N. Schofield, \"Generalized symmetry conditions at a core point\", Econometrica 55 (1987) "
              "923-933; J. Greenberg, \"Consistent majority rules over compact sets of alternatives\", Econometrica 47 "
              "(1979) 627-636",
    .certificate = "beyond every edge some winning coalition would come back, and just inside every corner no step "
                   "pleases one; empty: each half-space of the proof is insisted on by a winning coalition, and weights "
                   "show that they have no policy in common",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_policy_core_params),
    .run = run,
    .check = cm_policy_core_check,
};
