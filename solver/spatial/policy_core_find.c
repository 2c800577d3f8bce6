/* policy_core_find.c: the core where members share a metric, or the half-spaces that leave none: on a line, in the plane
 * by all half-planes that matter, in space by cuts where they are needed. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/spatial/minnorm.h"
#include "solver/spatial/planehull.h"
#include "solver/spatial/policy_core.h"

enum { MOST_CUTS = 2000 };

/* --- the programme: as far inside all half-spaces as can be ------------------------------------------------ */

typedef struct cuts {
    size_t d, count, room;
    double *row;                 /* count x (d + 1): the normal, and how far it reaches */
} cuts;

static cm_status add_cut(cm_ctx *ctx, cm_arena *arena, cuts *list, const double *u, double reach)
{
    size_t d = list->d;
    double *row = cm_grow(ctx, arena, list->row, list->count, &list->room, (d + 1) * sizeof *row);
    if (row == NULL) return ctx->status;
    list->row = row;
    row += list->count++ * (d + 1);
    memcpy(row, u, d * sizeof *u);
    row[d] = reach;
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
        memcpy(row, list->row + r * (d + 1), d * sizeof *row);
        row[d] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, list->row[r * (d + 1) + d], HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &found, best, inside, dual));
    if (found != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the programme of %zu half-spaces has no answer", list->count));
    memcpy(x, best, d * sizeof *x);
out:
    cm_lp_free(lp);
    return status;
}

/* The half-spaces that hold the optimum: with weights that add up to 1 their normals cancel. */
static cm_status keep_proof(cm_ctx *ctx, cm_arena *arena, const cuts *list, const double *dual, cm_policy_core_answer *found)
{
    size_t d = list->d;
    double sum = 0;
    found->u = CM_NEW(ctx, arena, list->count * d, double);
    found->reach = CM_NEW(ctx, arena, list->count, double);
    found->weight = CM_NEW(ctx, arena, list->count, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t r = 0; r < list->count; r++) {
        if (!(fabs(dual[r]) > ctx->tol.abs)) continue;
        memcpy(found->u + found->rows * d, list->row + r * (d + 1), d * sizeof *found->u);
        found->reach[found->rows] = list->row[r * (d + 1) + d];
        found->weight[found->rows++] = fabs(dual[r]);
        sum += fabs(dual[r]);
    }
    for (size_t r = 0; r < found->rows; r++) found->weight[r] /= sum;
    return CM_OK;
}

/* --- one issue, two issues ---------------------------------------------------------------------------------- */

static cm_status solve_line(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_policy_core_answer *found)
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
    if (found->empty) {
        found->centre = found->corner;
        found->centre[0] = (low + high) / 2;
    } else {
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

/* Between two neighbours one member sets the reach, and its ideal a is where the two lines meet: of the half-planes
 * there x misses most that with its normal along a - x.  All follow from the neighbours unless they are moved out. */
static bool missed_between(const cm_ctx *ctx, const cm_halfplane *one, const cm_halfplane *two, const double *x, double *u)
{
    double turn = one->u[0] * two->u[1] - one->u[1] * two->u[0], length;
    if (!(turn > ctx->tol.edge)) return false;
    u[0] = (one->reach * two->u[1] - two->reach * one->u[1]) / turn - x[0];
    u[1] = (two->reach * one->u[0] - one->reach * two->u[0]) / turn - x[1];
    length = hypot(u[0], u[1]);
    if (!(length > 0)) return false;
    u[0] /= length, u[1] /= length;
    return one->u[0] * u[1] > one->u[1] * u[0] && u[0] * two->u[1] > u[1] * two->u[0];
}

/* The half-plane between two of the list that x misses by most; false when none by more than it may. */
static bool worst_between(const cm_ctx *ctx, cm_metric *metric, const cm_halfplane *half, size_t count, const double *x,
                          double inside, cm_halfplane *worst)
{
    double most = ctx->tol.slack;
    for (size_t p = 0; p < count; p++) {
        cm_halfplane h;
        double missed;
        if (!missed_between(ctx, &half[p], &half[(p + 1) % count], x, h.u)) continue;
        h.reach = cm_metric_reach(metric, h.u);
        missed = h.reach + inside - h.u[0] * x[0] - h.u[1] * x[1];
        if (missed > most) most = missed, *worst = h;
    }
    return most > ctx->tol.slack;
}

/* Half-planes come into the programme as they are missed. */
static cm_status deepest_in_plane(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, const cm_halfplane *half, size_t count,
                                  double *x, cm_policy_core_answer *found)
{
    cuts list = { .d = 2 };
    double inside = 0, *dual = CM_NEW(ctx, arena, count + 4 + MOST_CUTS, double);
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
        if (worst == count) {
            cm_halfplane between;
            if (!(-inside > ctx->tol.cert) || list.count >= count + MOST_CUTS) break;
            if (!worst_between(ctx, metric, half, count, x, inside, &between)) break;
            CM_TRY(add_cut(ctx, arena, &list, between.u, between.reach));
            continue;
        }
        used[worst] = 1;
        CM_TRY(add_cut(ctx, arena, &list, half[worst].u, half[worst].reach));
    }
    found->shift = -inside;
    CM_TRY(keep_proof(ctx, arena, &list, dual, found));
out:
    return status;
}

static cm_status solve_plane(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_policy_core_answer *found)
{
    cm_halfplane *half;
    size_t count;
    double x[2];
    cm_status status = CM_OK;
    CM_TRY(cm_policy_core_halfplanes(ctx, arena, metric, &half, &count));
    CM_TRY(deepest_in_plane(ctx, arena, metric, half, count, x, found));
    found->decided = found->measured = true;
    found->empty = found->shift > ctx->tol.cert;
    if (found->empty) {
        found->centre = CM_NEW(ctx, arena, 2, double);
        if (found->centre == NULL) return ctx->status;
        memcpy(found->centre, x, sizeof x);
    }
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

static cm_status solve_space(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_policy_core_answer *found)
{
    const cm_spatial *game = metric->game;
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

cm_status cm_policy_core_find(cm_ctx *ctx, cm_arena *arena, cm_metric *metric, cm_policy_core_answer *found)
{
    if (metric->d == 1) return solve_line(ctx, arena, metric, found);
    if (metric->d == 2) return solve_plane(ctx, arena, metric, found);
    return solve_space(ctx, arena, metric, found);
}
