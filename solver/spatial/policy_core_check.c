/* policy_core_check.c: the certificate of a core of policies, from what was printed.
 *
 * The core is convex, and so is what is printed: it is all of the core when just inside each corner no step pleases a
 * winning coalition, and when beyond each edge one would come back.  Policies are tested by the concept of gridlock
 * with its own certificate; edges and half-spaces by adding up votes. */
#include <math.h>
#include <string.h>

#include "solver/spatial/gridlock.h"
#include "solver/spatial/policy_core.h"
#include "solver/spatial/tangents.h"

/* Would somebody leave x?  As a status quo of its own. */
static cm_status leaves(cm_ctx *ctx, const cm_spatial *game, const double *x, bool *left)
{
    cm_arena arena = { NULL };
    cm_game here = { .kind = CM_GAME_SPATIAL, .as.spatial = *game };
    const cm_value *movable;
    cm_result result;
    cm_status status = CM_OK;
    here.as.spatial.status_quo = x;
    here.as.spatial.agenda = CM_PACKAGE;
    here.as.spatial.red_low = here.as.spatial.red_high = NULL;
    cm_result_init(&result, &arena);
    CM_TRY(cm_concept_solve(ctx, &cm_concept_gridlock, &here, NULL, &result));
    movable = cm_result_get(&result, "movable");
    *left = movable->as.truth;
out:
    cm_arena_free(&arena);
    return status;
}

/* The same on a single issue, where a city-block utility may have its kink: by what a small step does to utilities. */
static bool leaves_line(const cm_ctx *ctx, const cm_spatial *game, const cm_metric *metric, unsigned char *in, double x)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        memset(in, 0, game->n);
        for (size_t i = 0; i < metric->n; i++) {
            in[metric->member[i]] = sign * (metric->point[i] - x) > ctx->tol.cert;
        }
        if (cm_vote_wins(game->vote, in)) return true;
    }
    return false;
}

static cm_status claim_of(cm_ctx *ctx, const cm_spatial *game, cm_metric *metric, const cm_result *result,
                          const char *name, const double *policy)
{
    const cm_value *value = cm_result_get(result, name);
    bool left = false;
    double x;
    cm_status status = CM_OK;
    if (value == NULL || value->kind != CM_TRUTH) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no '%s'", name);
    if (metric->d == 1) {
        cm_metric_into(metric, policy, &x);
        left = leaves_line(ctx, game, metric, metric->in, x);
    } else {
        CM_TRY(leaves(ctx, game, policy, &left));
    }
    if (left == value->as.truth) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %s, and a winning coalition %s leave", name,
                       value->as.truth ? "true" : "false", left ? "would" : "would not");
    }
out:
    return status;
}

/* Rows p d .. of a table of (corner, issue, value) as points of the metric. */
static double *read_corners(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric,
                            const cm_table *table, size_t *count)
{
    double *x = CM_NEW(ctx, arena, table->nrows + 1, double), *policy = CM_NEW(ctx, arena, game->d, double);
    if (x == NULL || policy == NULL) return NULL;
    *count = table->nrows / metric->d;
    for (size_t r = 0; r < *count * metric->d; r++) {
        cm_value value = cm_table_get(table, r, "value");
        if (value.kind != CM_NUMBER) return NULL;
        policy[metric->issue[r % metric->d]] = value.as.number;
        if (r % metric->d == metric->d - 1) cm_metric_into(metric, policy, x + r + 1 - metric->d);
    }
    return x;
}

/* Just inside each corner nobody would leave. */
static cm_status check_inside(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric, const double *x,
                              size_t count)
{
    double *at = CM_NEW(ctx, arena, metric->d, double), *policy = CM_NEW(ctx, arena, game->d, double);
    cm_ctx loose = *ctx;
    cm_status status = CM_OK;
    if (at == NULL || policy == NULL) return ctx->status;
    memcpy(policy, game->status_quo, game->d * sizeof *policy);
    loose.tol.edge = sqrt(ctx->tol.abs);
    for (size_t c = 0; c < count; c++) {
        bool left;
        for (size_t k = 0; k < metric->d; k++) {
            double mean = 0;
            for (size_t e = 0; e < count; e++) mean += x[e * metric->d + k] / (double)count;
            at[k] = x[c * metric->d + k] + sqrt(ctx->tol.abs) * (mean - x[c * metric->d + k]);
        }
        cm_metric_back(metric, at, policy);
        if (metric->d == 1) left = leaves_line(ctx, game, metric, metric->in, at[0]);
        else if ((status = cm_metric_beaten(&loose, game, policy, &left, NULL, NULL)) != CM_OK) break;
        if (left) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a winning coalition would leave corner %zu", c + 1);
    }
    if (status != CM_OK && ctx->status == CM_OK) return cm_fail(ctx, status, "%s", loose.message);
    return status;
}

static cm_status check_edges(cm_ctx *ctx, const cm_spatial *game, cm_metric *metric, const double *x, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        const double *a = x + 2 * c, *b = x + 2 * ((c + 1) % count);
        double length = hypot(b[0] - a[0], b[1] - a[1]), u[2];
        if (!(length > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: corner %zu stands twice", c + 1);
        u[0] = (a[1] - b[1]) / length, u[1] = (b[0] - a[0]) / length;
        if (!cm_metric_wins(metric, game->vote, u, u[0] * a[0] + u[1] * a[1] - ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the core goes on beyond the edge from corner %zu", c + 1);
        }
    }
    return CM_OK;
}

/* Each half-space is insisted on; weights cancel the normals and prove the shift. */
static cm_status check_proof(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric,
                             const cm_table *proof, double shift)
{
    size_t d = metric->d, rows = proof == NULL ? 0 : proof->nrows / d;
    double *u = CM_NEW(ctx, arena, d, double), *sum = CM_NEW(ctx, arena, d, double), total = 0, height = 0;
    if (u == NULL || sum == NULL) return ctx->status;
    for (size_t r = 0; r < rows; r++) {
        cm_value least = cm_table_get(proof, r * d, "at_least"), weight = cm_table_get(proof, r * d, "weight");
        double reach;
        if (least.kind != CM_NUMBER || weight.kind != CM_NUMBER || weight.as.number < 0) break;
        reach = least.as.number;
        for (size_t k = 0; k < d; k++) {
            u[k] = cm_table_get(proof, r * d + k, "direction").as.number / metric->factor[k];
            reach -= u[k] * metric->factor[k] * metric->centre[k];
            sum[k] += weight.as.number * u[k];
        }
        reach /= metric->size;
        if (!cm_metric_wins(metric, game->vote, u, reach - ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: no winning coalition insists on half-space %zu", r + 1);
        }
        total += weight.as.number;
        height += weight.as.number * reach;
    }
    for (size_t k = 0; k < d; k++) {
        if (fabs(sum[k]) > ctx->tol.cert) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the normals do not cancel");
    }
    if (!(fabs(total - 1) <= ctx->tol.cert) || !(fabs(height - shift / metric->unit) <= 4 * ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the half-spaces prove a shift of %.12g, not %.12g",
                       height * metric->unit, shift);
    }
    return CM_OK;
}

/* Beyond a ball around the centre, a little wider than the shift, nobody wins: tangent by tangent. */
static cm_status check_centre(cm_ctx *ctx, const cm_metric *metric, const cm_result *result, double shift)
{
    double x[2], beyond, blocked;
    cm_status status = CM_OK;
    if (metric->d > 2) return CM_OK;
    if (!cm_metric_read(metric, result, "centre", x)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no centre");
    CM_TRY(cm_tangents_sweep(ctx, metric, x, shift / metric->unit + ctx->tol.cert, &beyond, &blocked));
    if (beyond > ctx->tol.abs) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a winning coalition insists on more than %.12g from the centre", shift);
out:
    return status;
}

/* By the directions and lengths of the edges as seen from the origin of the metric. */
static cm_status check_area(cm_ctx *ctx, const cm_metric *metric, const double *x, size_t count, const cm_result *result)
{
    const cm_value *area = cm_result_get(result, "area");
    double mine = 0, unit = cm_metric_volume(metric);
    if (metric->d == 1) mine = count == 2 ? x[1] - x[0] : 0;
    for (size_t c = 0; metric->d == 2 && c < count; c++) {
        const double *a = x + 2 * c, *b = x + 2 * ((c + 1) % count);
        mine += (a[0] + b[0]) * (b[1] - a[1]) / 2;
    }
    if (area == NULL || area->kind != CM_NUMBER || !(fabs(area->as.number / unit - mine) <= ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the corners leave an area of %.12g", mine * unit);
    }
    return CM_OK;
}

static cm_status check_common(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric,
                              const cm_result *result)
{
    const cm_value *empty = cm_result_get(result, "empty"), *shift = cm_result_get(result, "shift");
    const cm_table *corners = cm_result_find(result, metric->d > 2 ? "point" : "corners");
    double *x;
    size_t count = 0;
    cm_status status = CM_OK;
    if (empty == NULL || shift == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing is claimed");
    if (empty->kind != CM_TRUTH) return CM_OK;
    if (shift->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no shift");
    if (empty->as.truth) {
        if (!(shift->as.number > 0) || corners != NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: empty, and not");
        CM_TRY(check_centre(ctx, metric, result, shift->as.number));
        return check_proof(ctx, arena, game, metric, cm_result_find(result, "proof"), shift->as.number);
    }
    if (corners == NULL || (x = read_corners(ctx, arena, game, metric, corners, &count)) == NULL || count == 0 ||
        shift->as.number > 0) {
        return ctx->status != CM_OK ? ctx->status : cm_fail(ctx, CM_E_NUMERIC, "certificate: no corner is given");
    }
    CM_TRY(check_inside(ctx, arena, game, metric, x, count));
    if (metric->d > 2) return CM_OK;
    CM_TRY(check_area(ctx, metric, x, count, result));
    if (metric->d == 1) {
        double up = 1, down = -1;
        if (!cm_metric_wins(metric, game->vote, &up, x[0] - ctx->tol.cert) ||
            !cm_metric_wins(metric, game->vote, &down, -x[count - 1] - ctx->tol.cert)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the core goes on beyond its ends"));
        }
    } else if (count > 2) {
        CM_TRY(check_edges(ctx, game, metric, x, count));
    } else {
        CM_TRY(check_proof(ctx, arena, game, metric, cm_result_find(result, "proof"), 0));
    }
out:
    return status;
}

cm_status cm_policy_core_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_policy_core_params *p = params;
    cm_arena scratch = { NULL };
    cm_metric metric;
    const cm_value *empty = cm_result_get(result, "empty");
    bool any = false;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_init(ctx, &scratch, spatial, &metric));
    if (metric.d == 0 || !cm_metric_decides(&metric)) {
        if (empty == NULL || empty->kind != CM_TRUTH || empty->as.truth) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: nobody decides, and the core is said to be empty"));
        }
        goto out;
    }
    CM_TRY(claim_of(ctx, spatial, &metric, result, "contains_status_quo", spatial->status_quo));
    any = cm_result_get(result, "contains_status_quo")->as.truth;
    if (p->point.count > 0) {
        CM_TRY(claim_of(ctx, spatial, &metric, result, "contains_point", p->point.at));
        any = any || cm_result_get(result, "contains_point")->as.truth;
    }
    if (any && (empty == NULL || (empty->kind == CM_TRUTH && empty->as.truth))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a policy is in the core, and it is said to be empty"));
    }
    if (metric.common) CM_TRY(check_common(ctx, &scratch, spatial, &metric, result));
out:
    cm_arena_free(&scratch);
    return status;
}
