/* yolk_check.c: the ball printed reaches every strip, and no smaller one does.
 *
 * Reaching is a sweep of tangents; that no smaller ball does follows from the weights in the table: for any
 * centre c the largest of side (W(u) - c.u) is at least their weighted mean, in which c cancels. */
#include <gsl/gsl_math.h>
#include <string.h>

#include "solver/spatial/tangents.h"
#include "solver/spatial/yolk.h"

/* The ball a little larger: nobody can win beyond it; nor, for lines, block. */
static cm_status check_reach(cm_ctx *ctx, const cm_metric *metric, const double *centre, double radius, bool lines)
{
    double beyond, blocked, larger = radius / metric->unit + ctx->tol.cert;
    cm_status status = cm_tangents_sweep(ctx, metric, centre, larger, &beyond, &blocked);
    if (status != CM_OK) return status;
    if (beyond > ctx->tol.abs) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: beyond a ball of radius %.12g a coalition wins", radius);
    }
    if (lines && blocked > ctx->tol.abs) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: a ball of radius %.12g misses a median line", radius);
    }
    return CM_OK;
}

static cm_status check_weights(cm_ctx *ctx, const cm_metric *metric, const cm_table *table, double radius, bool lines,
                               cm_pivot *pivot)
{
    double sum = 0, cancel[2] = { 0, 0 }, bound = 0;
    if (table == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no line touches the ball");
    for (size_t j = 0; j < table->nrows; j++) {
        cm_value angle = cm_table_get(table, j, "angle"), weight = cm_table_get(table, j, "weight");
        cm_value side = cm_table_get(table, j, "side");
        double u[2], w;
        if (angle.kind != CM_NUMBER || weight.kind != CM_NUMBER || side.kind != CM_TEXT || !(weight.as.number >= 0)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the lines touched is no line with a weight", j + 1);
        }
        if (!lines && strcmp(side.as.text, "beyond") != 0) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: a strip's far side is given as its near one");
        }
        u[0] = cos(angle.as.number * M_PI / 180);
        u[1] = sin(angle.as.number * M_PI / 180);
        w = weight.as.number * (strcmp(side.as.text, "beyond") == 0 ? 1 : -1);
        sum += weight.as.number;
        for (size_t k = 0; k < metric->d; k++) cancel[k] += w * u[k];
        bound += w * cm_pivot_along(pivot, u, NULL);
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert && hypot(cancel[0], cancel[1]) <= ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: weights add up to %.12g, directions to %.3g, not to 1 and 0", sum,
                       hypot(cancel[0], cancel[1]));
    }
    if (!(bound >= radius / metric->unit - ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the lines touched ask for a radius of %.12g, not %.12g",
                       bound * metric->unit, radius);
    }
    return CM_OK;
}

cm_status cm_yolk_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_yolk_params *given = params;
    bool lines = strcmp(given->meets, "lines") == 0;
    const cm_value *radius = cm_result_get(result, "radius"), *core = cm_result_get(result, "core");
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_pivot *pivot;
    double centre[2];
    cm_status status = CM_OK;
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "yolk", &metric));
    pivot = cm_pivot_new(ctx, &scratch, &metric);
    if (pivot == NULL) CM_TRY(ctx->status);
    if (radius == NULL || radius->kind != CM_NUMBER || !(radius->as.number >= 0) || core == NULL ||
        !cm_metric_read(&metric, result, "centre", centre)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no ball is given"));
    }
    if (!lines && (core->kind != CM_TRUTH || core->as.truth != !(radius->as.number > 0))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the core is empty if and only if the radius, %.12g, is not 0",
                         radius->as.number));
    }
    CM_TRY(check_reach(ctx, &metric, centre, radius->as.number, lines));
    if (radius->as.number > 0) {
        CM_TRY(check_weights(ctx, &metric, cm_result_find(result, "touching"), radius->as.number, lines, pivot));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
