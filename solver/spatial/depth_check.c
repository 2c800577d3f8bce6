/* depth_check.c: the certificate of a depth of consensus: a policy from below, weights from above.
 *
 * Whatever the method, a policy's least gain is a lower bound, and the weighted sum of the gains,
 * maximised over all policies, an upper one.  That maximum splits by issues: a parabola for quadratic
 * utility, a weighted median for city-block; for euclidean utility the concave sum is bounded by its
 * slope at the printed policy, over the region in which nobody loses. */
#include <math.h>

#include "solver/spatial/depth.h"

void cm_depth_red(const cm_spatial *game, size_t k, double *low, double *high)
{
    *low = -HUGE_VAL;
    *high = HUGE_VAL;
    for (size_t i = 0; game->red_low != NULL && i < game->n; i++) {
        *low = fmax(*low, game->red_low[i * game->d + k]);
        *high = fmin(*high, game->red_high[i * game->d + k]);
    }
}

static double quadratic_issue(const cm_spatial *game, size_t k, const double *w, double low, double high)
{
    double q = game->status_quo[k], pull = 0, bend = 0, v;
    for (size_t i = 0; i < game->n; i++) {
        bend += w[i] * cm_spatial_salience(game, i, k);
        pull += w[i] * cm_spatial_salience(game, i, k) * (game->ideal[i * game->d + k] - q);
    }
    if (!(bend > 0)) return 0;
    v = fmin(fmax(pull / bend, low - q), high - q);
    return (2 * pull - bend * v) * v;
}

/* The best of the candidates: each member's ideal on the issue, moved into the red lines. */
static double cityblock_issue(const cm_spatial *game, size_t k, const double *w, double low, double high)
{
    double q = game->status_quo[k], best = -HUGE_VAL;
    for (size_t c = 0; c < game->n; c++) {
        double y = fmin(fmax(game->ideal[c * game->d + k], low), high), sum = 0;
        for (size_t i = 0; i < game->n; i++) {
            double a = game->ideal[i * game->d + k];
            sum += w[i] * cm_spatial_salience(game, i, k) * (fabs(q - a) - fabs(y - a));
        }
        best = fmax(best, sum);
    }
    return best;
}

/* How far from y a policy can be on issue k while nobody is worse off than at SQ. */
static double reach(const cm_spatial *game, size_t k, const double *y)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < game->n; i++) {
        double s = cm_spatial_salience(game, i, k), loss = -cm_spatial_utility(game, i, game->status_quo);
        if (s > 0) least = fmin(least, fabs(y[k] - game->ideal[i * game->d + k]) + loss / sqrt(s));
    }
    return least;
}

/* The weighted slope at y on issue k of all members but one; a member at its ideal adds none. */
static double slope_without(const cm_spatial *game, size_t k, const double *y, const double *w, size_t one)
{
    double slope = 0;
    for (size_t i = 0; i < game->n; i++) {
        double loss = w[i] > 0 && i != one ? -cm_spatial_utility(game, i, y) : 0;
        if (loss > 0) slope += w[i] * cm_spatial_salience(game, i, k) * (game->ideal[i * game->d + k] - y[k]) / loss;
    }
    return slope;
}

/* How far a policy that nobody loses by can follow the slope on issue k. */
static double room(const cm_spatial *game, size_t k, const double *y, double slope)
{
    double low, high;
    cm_depth_red(game, k, &low, &high);
    return fmax(0, fmin(reach(game, k, y), slope > 0 ? high - y[k] : y[k] - low));
}

/* The weighted gain is at most its tangent.  For one member, |S^(1/2) (z - a)| is replaced by any
 * u.S^(1/2) (z - a) with |u| <= 1, and u chosen to cancel the slope of the others: near its ideal a
 * member's own slope is badly known, and at its ideal there is none. */
static double tangent(const cm_ctx *ctx, const cm_spatial *game, const double *y, const double *w, size_t one)
{
    double upper = 0, size = 0, share;
    const double *a = game->ideal + one * game->d;
    for (size_t i = 0; i < game->n; i++) {
        upper -= w[i] * cm_spatial_utility(game, i, game->status_quo);
        if (i != one) upper += w[i] * cm_spatial_utility(game, i, y);
    }
    for (size_t k = 0; k < game->d; k++) {
        double slope = slope_without(game, k, y, w, one), s = cm_spatial_salience(game, one, k);
        bool free = room(game, k, y, slope) > ctx->tol.cert * reach(game, k, y);
        if (s > 0 && w[one] > 0 && free) size += slope * slope / s / w[one] / w[one];
    }
    share = size > 1 ? 1 / sqrt(size) : 1;
    for (size_t k = 0; k < game->d; k++) {
        double slope = slope_without(game, k, y, w, one), far = room(game, k, y, slope);
        if (cm_spatial_salience(game, one, k) > 0 && w[one] > 0 && far > ctx->tol.cert * reach(game, k, y)) {
            upper -= share * slope * (y[k] - a[k]);
            slope -= share * slope;
        }
        if (slope != 0) upper += fabs(slope) * far;
    }
    return upper;
}

static double euclidean_upper(const cm_ctx *ctx, const cm_spatial *game, const double *y, const double *w)
{
    double upper = 0, least = HUGE_VAL;
    size_t nearest = 0;
    for (size_t i = 0; i < game->n; i++) {
        double loss = -cm_spatial_utility(game, i, y);
        upper += w[i] * (-loss - cm_spatial_utility(game, i, game->status_quo));
        if (w[i] > 0 && loss < least) {
            least = loss;
            nearest = i;
        }
    }
    for (size_t k = 0; k < game->d; k++) {
        double slope = slope_without(game, k, y, w, game->n);
        if (slope != 0) upper += fabs(slope) * room(game, k, y, slope);
    }
    return fmax(0, fmin(upper, tangent(ctx, game, y, w, nearest)));
}

double cm_depth_upper(const cm_ctx *ctx, const cm_spatial *game, const double *y, const double *w)
{
    double upper = 0, low, high;
    for (size_t k = 0; k < game->d; k++) {
        cm_depth_red(game, k, &low, &high);
        if (low > high) return 0;
        if (game->utility == CM_QUADRATIC) upper += quadratic_issue(game, k, w, low, high);
        if (game->utility == CM_CITYBLOCK) upper += cityblock_issue(game, k, w, low, high);
    }
    return game->utility == CM_EUCLIDEAN ? euclidean_upper(ctx, game, y, w) : fmax(0, upper);
}

cm_status cm_depth_single(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, size_t k, cm_spatial *single)
{
    size_t n = game->n, d = game->d;
    double *column = CM_NEW(ctx, arena, 4 * n, double);
    if (column == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        column[i] = game->ideal[i * d + k];
        column[n + i] = cm_spatial_salience(game, i, k);
        column[2 * n + i] = game->red_low == NULL ? -HUGE_VAL : game->red_low[i * d + k];
        column[3 * n + i] = game->red_low == NULL ? HUGE_VAL : game->red_high[i * d + k];
    }
    *single = *game;
    single->d = 1;
    single->ideal = column;
    single->salience = column + n;
    single->status_quo = game->status_quo + k;
    single->red_low = column + 2 * n;
    single->red_high = column + 3 * n;
    single->issue = game->issue == NULL ? NULL : game->issue + k;
    return CM_OK;
}

/* A number of the result; NaN, which no comparison passes, when it is not there. */
static double cell(const cm_table *table, size_t row, const char *column)
{
    cm_value value = table == NULL ? cm_none() : cm_table_get(table, row, column);
    return value.kind == CM_NUMBER ? value.as.number : (double)NAN;
}

static double summary(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_NUMBER ? value->as.number : (double)NAN;
}

static double scale_of(const cm_spatial *game)
{
    double scale = 0;
    for (size_t i = 0; i < game->n; i++) scale = fmax(scale, -cm_spatial_utility(game, i, game->status_quo));
    return scale;
}

static bool stays(const cm_spatial *game, const double *y)
{
    for (size_t k = 0; k < game->d; k++) {
        if (y[k] != game->status_quo[k]) return false;
    }
    return true;
}

/* Is y open to everybody, by the red lines?  SQ is: it is there already. */
static cm_status check_red(cm_ctx *ctx, const cm_spatial *game, const double *y)
{
    for (size_t k = 0; k < game->d && !stays(game, y); k++) {
        double low, high, slack;
        cm_depth_red(game, k, &low, &high);
        slack = ctx->tol.cert * fmax(fabs(y[k]), fabs(game->status_quo[k]));
        if (!(y[k] >= low - slack && y[k] <= high + slack)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the policy %.9g on issue %zu is outside red lines", y[k], k);
        }
    }
    return CM_OK;
}

/* One package: the policy's least gain, the weights, and that the bounds meet. */
static cm_status check_pair(cm_ctx *ctx, const cm_spatial *game, const double *y, const double *w, double depth,
                            double upper)
{
    double scale = scale_of(game), sum = 0, least = HUGE_VAL, bound;
    for (size_t i = 0; i < game->n; i++) {
        double gain = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        least = fmin(least, gain);
        sum += w[i];
        if (!(w[i] >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the weight of member %zu is %g", i, w[i]);
    }
    if (!(fabs(sum - 1) <= ctx->tol.abs)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights add up to %.12g, not 1", sum);
    }
    if (!(depth >= 0 && fabs(least - depth) <= ctx->tol.abs * scale)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the least gain is %.12g, not %.12g", least, depth);
    }
    bound = cm_depth_upper(ctx, game, y, w);
    if (!(fabs(bound - upper) <= ctx->tol.abs * scale && fabs(bound - depth) <= ctx->tol.cert * scale)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights bound the depth by %.12g, printed %.12g for %.12g",
                       bound, upper, depth);
    }
    return check_red(ctx, game, y);
}

static cm_status check_gains(cm_ctx *ctx, const cm_spatial *game, const double *y, const cm_result *result)
{
    const cm_table *gains = cm_result_find(result, "gains");
    double scale = scale_of(game);
    for (size_t i = 0; i < game->n; i++) {
        double gain = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        if (!(fabs(gain - cell(gains, i, "value")) <= ctx->tol.abs * scale)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gains %.12g, not %.12g", i, gain,
                           cell(gains, i, "value"));
        }
    }
    return CM_OK;
}

/* Each issue by itself, and what follows for the whole. */
static cm_status check_issues(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, const double *y, double *w,
                              const cm_result *result)
{
    const cm_table *issues = cm_result_find(result, "issues"), *weights = cm_result_find(result, "weights");
    double sum = 0, scale = scale_of(game);
    bool all = true;
    cm_status status = CM_OK;
    for (size_t k = 0; k < game->d; k++) {
        cm_spatial single;
        double own = cell(issues, k, "value"), depth = cell(issues, k, "depth");
        CM_TRY(cm_depth_single(ctx, scratch, game, k, &single));
        for (size_t i = 0; i < game->n; i++) w[i] = cell(weights, k * game->n + i, "weight");
        CM_TRY(check_pair(ctx, &single, &own, w, depth, cell(issues, k, "upper")));
        sum += depth;
        all = all && depth > 0;
    }
    all = all || game->agenda == CM_ISSUE_BY_ISSUE;
    if (!(fabs((all ? sum : 0) - summary(result, "depth")) <= ctx->tol.abs * scale)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the issues' depths give %.12g", all ? sum : 0);
    }
    for (size_t k = 0; k < game->d; k++) {
        double expected = all ? cell(issues, k, "value") : game->status_quo[k];
        if (!(y[k] == expected)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: issue %zu is settled at %.12g, not %.12g", k, y[k], expected);
        }
    }
out:
    return status;
}

static cm_status check_distance(cm_ctx *ctx, const cm_spatial *game, const cm_result *result)
{
    const cm_value *distance = cm_result_get(result, "distance");
    double depth = summary(result, "depth");
    if (distance == NULL || distance->kind == CM_NONE) return CM_OK;
    if (fabs(distance->as.number * distance->as.number - depth) <= ctx->tol.abs * scale_of(game)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the distance %.12g is not the root of %.12g", distance->as.number,
                   depth);
}

cm_status cm_depth_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_table *point = cm_result_find(result, "point"), *weights = cm_result_find(result, "weights");
    cm_arena scratch = { NULL };
    double *y = CM_NEW(ctx, &scratch, spatial->d, double), *w = CM_NEW(ctx, &scratch, spatial->n, double);
    cm_status status = CM_OK;
    (void)params;
    if (y == NULL || w == NULL) CM_TRY(ctx->status);
    for (size_t k = 0; k < spatial->d; k++) y[k] = cell(point, k, "value");
    CM_TRY(check_gains(ctx, spatial, y, result));
    CM_TRY(check_distance(ctx, spatial, result));
    if (spatial->agenda == CM_PACKAGE) {
        for (size_t i = 0; i < spatial->n; i++) w[i] = cell(weights, i, "weight");
        CM_TRY(check_pair(ctx, spatial, y, w, summary(result, "depth"), summary(result, "upper")));
    } else {
        CM_TRY(check_issues(ctx, &scratch, spatial, y, w, result));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
