/* pareto_set.c: policies that cannot be changed without somebody losing.
 *
 * Where all members share a metric (metric.h) they are the convex hull of the ideal points.  Its corners are ideals; the
 * status quo lies inside, or at a distance from the nearest of them, which is a weighted mean of ideals (minnorm.h).
 * Where saliences differ in kind the set is not a polytope, and is not listed: whether the status quo is in it is
 * tested by gradients, exactly for any saliences.
 *
 * Cost: O(n log n) for two issues; for more, a nearest point of the other ideals' hull for each member.
 * Source: C. R. Plott, "A notion of equilibrium and its possibility under majority rule", American Economic Review 57
 * (1967) 787-806 (gradients); P. Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11 (1976)
 * 128-149. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/concept.h"
#include "solver/spatial/metric.h"
#include "solver/spatial/minnorm.h"
#include "solver/spatial/planehull.h"

typedef struct answer {
    size_t *corner, corners;     /* of the metric's members */
    double area;                 /* of the metric; d = 1, 2 */
    double *nearest, distance;
    size_t count, *point;        /* the mean that the nearest is */
    double *weight;
} answer;

static cm_status find_nearest(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric, answer *found)
{
    size_t n = metric->n, d = metric->d;
    double *offset = CM_NEW(ctx, arena, n * d, double), *quo = CM_NEW(ctx, arena, d, double);
    cm_minnorm near;
    cm_status status = CM_OK;
    if (offset == NULL || quo == NULL) return ctx->status;
    cm_metric_into(metric, game->status_quo, quo);
    for (size_t j = 0; j < n * d; j++) offset[j] = metric->point[j] - quo[j % d];
    CM_TRY(cm_minnorm_init(ctx, arena, d, &near));
    CM_TRY(cm_minnorm_find(ctx, &near, n, d, offset));
    for (size_t k = 0; k < d; k++) {
        found->distance += near.x[k] * near.x[k];
        near.x[k] += quo[k];
    }
    found->distance = sqrt(found->distance);
    found->nearest = near.x;
    found->count = near.count;
    found->point = near.point;
    found->weight = near.weight;
out:
    return status;
}

/* Is member i's ideal off the hull of the others'?  Of equal ideals the first counts. */
static cm_status is_corner(cm_ctx *ctx, const cm_metric *metric, cm_minnorm *near, double *offset, size_t i, bool *corner)
{
    size_t m = 0, d = metric->d;
    double square = 0;
    for (size_t j = 0; j < metric->n; j++) {
        double far = 0;
        for (size_t k = 0; k < d; k++) {
            offset[m * d + k] = metric->point[j * d + k] - metric->point[i * d + k];
            far += offset[m * d + k] * offset[m * d + k];
        }
        if (far > ctx->tol.abs * ctx->tol.abs) m++;
        else if (j < i) return CM_OK;
    }
    *corner = m == 0;
    if (m == 0) return CM_OK;
    if (cm_minnorm_find(ctx, near, m, d, offset) != CM_OK) return ctx->status;
    for (size_t k = 0; k < d; k++) square += near->x[k] * near->x[k];
    *corner = sqrt(square) > ctx->tol.cert;
    return CM_OK;
}

static cm_status find_corners(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, answer *found)
{
    size_t n = metric->n, d = metric->d;
    double *offset = CM_NEW(ctx, arena, n * d, double);
    cm_minnorm near;
    cm_status status = CM_OK;
    found->corner = CM_NEW(ctx, arena, n + 1, size_t);
    if (offset == NULL || found->corner == NULL) return ctx->status;
    if (d == 2) {
        CM_TRY(cm_planehull(ctx, metric->point, n, found->corner, &found->corners));
        found->area = cm_planehull_area(metric->point, found->corner, found->corners);
        return CM_OK;
    }
    CM_TRY(cm_minnorm_init(ctx, arena, d, &near));
    for (size_t i = 0; i < n; i++) {
        bool corner = false;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped at member %zu of %zu", i, n));
        CM_TRY(is_corner(ctx, metric, &near, offset, i, &corner));
        if (corner) found->corner[found->corners++] = i;
    }
    if (d == 1 && found->corners == 2) found->area = fabs(metric->point[found->corner[0]] - metric->point[found->corner[1]]);
out:
    return status;
}

static cm_status print_corners(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const cm_metric *metric,
                               const answer *found)
{
    static const char *const columns[] = { "corner", "player", "issue", "value", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "corners", columns, &table));
    for (size_t c = 0; c < found->corners; c++) {
        size_t i = metric->member[found->corner[c]];
        for (size_t j = 0; j < metric->d; j++) {
            size_t k = metric->issue[j];
            CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)c + 1), cm_text(game->player[i]),
                                                                  cm_text(game->issue[k]), cm_number(game->ideal[i * game->d + k]) }));
        }
    }
out:
    return status;
}

static cm_status print_nearest(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game,
                               const cm_metric *metric, const answer *found)
{
    static const char *const where[] = { "issue", "value", NULL }, *const whose[] = { "player", "weight", NULL };
    double *policy = CM_NEW(ctx, arena, game->d, double);
    cm_table *table;
    cm_status status = CM_OK;
    if (policy == NULL) return ctx->status;
    cm_metric_back(metric, found->nearest, policy);
    CM_TRY(cm_result_table(ctx, result, "nearest", where, &table));
    for (size_t j = 0; j < metric->d; j++) {
        size_t k = metric->issue[j];
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->issue[k]), cm_number(policy[k]) }));
    }
    CM_TRY(cm_result_table(ctx, result, "weights", whose, &table));
    for (size_t p = 0; p < found->count; p++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->player[metric->member[found->point[p]]]), cm_number(found->weight[p]) }));
    }
out:
    return status;
}

static cm_status note(cm_ctx *ctx, cm_result *result, const cm_spatial *game, bool common, bool inside)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_note(ctx, result, inside ? "The status quo cannot be changed without somebody losing."
                                              : "Some policy is better than the status quo for everybody who cares."));
    if (!common) {
        CM_TRY(cm_result_note(ctx, result, "Saliences differ in kind between members, or are those of city blocks: the set "
                                           "is no polytope of ideals, and only the status quo is tested."));
    }
    if (game->red_low != NULL) CM_TRY(cm_result_note(ctx, result, "Red lines are not looked at here: preferences alone decide."));
out:
    return status;
}

/* The members who care, as a game of their own under consensus: its status quo is beaten when all gain. */
static cm_status all_gain(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric, bool *gain)
{
    size_t n = metric->n, d = game->d;
    double *ideal = CM_NEW(ctx, arena, n * d, double), *salience = CM_NEW(ctx, arena, n * d, double);
    cm_spatial those = *game;
    cm_vote vote;
    cm_status status = CM_OK;
    if (ideal == NULL || salience == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        memcpy(ideal + i * d, game->ideal + metric->member[i] * d, d * sizeof *ideal);
        for (size_t k = 0; k < d; k++) salience[i * d + k] = cm_spatial_salience(game, metric->member[i], k);
    }
    CM_TRY(cm_vote_quota(ctx, arena, n, (int64_t)n, &vote));
    those.n = n;
    those.ideal = ideal;
    those.salience = salience;
    those.vote = &vote;
    CM_TRY(cm_metric_beaten(ctx, &those, game->status_quo, gain, NULL, NULL));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    cm_metric metric;
    answer found = { .corners = 0 };
    bool inside;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_metric_init(ctx, &scratch, spatial, &metric));
    if (metric.n == 0) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "nobody cares for any issue: every policy is as good as any other"));
    if (metric.common) {
        CM_TRY(find_corners(ctx, &scratch, &metric, &found));
        CM_TRY(find_nearest(ctx, &scratch, spatial, &metric, &found));
        inside = !(found.distance > ctx->tol.abs);
    } else {
        CM_TRY(all_gain(ctx, &scratch, spatial, &metric, &inside));
        inside = !inside;
    }
    CM_TRY(cm_result_set(ctx, result, "corners", metric.common ? cm_integer((int64_t)found.corners) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "area", metric.common && metric.d <= 2 ? cm_number(found.area * cm_metric_volume(&metric)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "contains_status_quo", cm_truth(inside)));
    CM_TRY(cm_result_set(ctx, result, "distance", metric.common ? cm_number(inside ? 0 : found.distance * metric.size) : cm_none()));
    if (metric.common) {
        CM_TRY(print_corners(ctx, result, spatial, &metric, &found));
        CM_TRY(print_nearest(ctx, &scratch, result, spatial, &metric, &found));
    }
    CM_TRY(note(ctx, result, spatial, metric.common, inside));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ---------------------------------------------------------------------------------------- */

static size_t member_of(const cm_spatial *game, const cm_metric *metric, cm_value name)
{
    for (size_t i = 0; name.kind == CM_TEXT && i < metric->n; i++) {
        if (strcmp(name.as.text, game->player[metric->member[i]]) == 0) return i;
    }
    return metric->n;
}

/* The nearest policy is the weighted mean, and nobody's ideal is nearer the status quo than the plane through it. */
static cm_status check_nearest(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric,
                               const cm_result *result)
{
    const cm_table *where = cm_result_find(result, "nearest"), *whose = cm_result_find(result, "weights");
    const cm_value *distance = cm_result_get(result, "distance"), *inside = cm_result_get(result, "contains_status_quo");
    size_t d = metric->d;
    double *mean = CM_NEW(ctx, arena, d, double), *policy = CM_NEW(ctx, arena, game->d, double), *quo = CM_NEW(ctx, arena, d, double);
    double total = 0, square = 0, scale = 1;
    if (ctx->status != CM_OK) return ctx->status;
    if (where == NULL || whose == NULL || where->nrows != d) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no nearest policy");
    for (size_t r = 0; r < whose->nrows; r++) {
        size_t i = member_of(game, metric, cm_table_get(whose, r, "player"));
        double weight = cm_table_get(whose, r, "weight").as.number;
        if (i == metric->n || !(weight >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: weight %zu is nobody's", r + 1);
        total += weight;
        for (size_t k = 0; k < d; k++) mean[k] += weight * metric->point[i * d + k];
    }
    for (size_t j = 0; j < d; j++) policy[metric->issue[j]] = cm_table_get(where, j, "value").as.number;
    cm_metric_into(metric, game->status_quo, quo);
    for (size_t k = 0; k < d; k++) scale = fmax(scale, fabs(quo[k]));
    {
        double *x = CM_NEW(ctx, arena, d, double);
        if (x == NULL) return ctx->status;
        cm_metric_into(metric, policy, x);
        for (size_t k = 0; k < d; k++) {
            if (!(fabs(x[k] - mean[k]) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the nearest policy is not the mean of the weights");
            square += (mean[k] - quo[k]) * (mean[k] - quo[k]);
        }
    }
    if (!(fabs(total - 1) <= ctx->tol.cert) || !(fabs(sqrt(square) * metric->size - distance->as.number) <= ctx->tol.cert * scale * metric->size)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the status quo is %.12g away", sqrt(square) * metric->size);
    }
    for (size_t i = 0; i < metric->n; i++) {
        double ahead = 0;
        for (size_t k = 0; k < d; k++) ahead += (quo[k] - mean[k]) * (metric->point[i * d + k] - mean[k]);
        if (ahead > ctx->tol.cert * scale * scale) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the ideal of '%s' leads nearer", game->player[metric->member[i]]);
        }
    }
    if (inside->as.truth == (distance->as.number > 0)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether the status quo is in it is wrong");
    }
    return CM_OK;
}

/* In each of many directions the corners reach as far as anybody does, and on two issues each is an ideal and a bend. */
static cm_status check_corners(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric,
                               const cm_result *result)
{
    enum { DIRECTIONS = 64 };
    const cm_table *table = cm_result_find(result, "corners");
    const cm_value *count = cm_result_get(result, "corners"), *area = cm_result_get(result, "area");
    size_t d = metric->d, m = table == NULL ? 0 : table->nrows / d, *who = CM_NEW(ctx, arena, m + 1, size_t);
    double *u = CM_NEW(ctx, arena, d, double), mine = 0, unit = cm_metric_volume(metric);
    if (who == NULL || u == NULL) return ctx->status;
    if (m == 0 || count->kind != CM_INTEGER || count->as.integer != (int64_t)m) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there are %zu corners", m);
    for (size_t c = 0; c < m; c++) {
        who[c] = member_of(game, metric, cm_table_get(table, c * d, "player"));
        if (who[c] == metric->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: corner %zu is nobody's ideal", c + 1);
        for (size_t j = 0; j < d; j++) {
            double a = game->ideal[metric->member[who[c]] * game->d + metric->issue[j]];
            if (!cm_close(&ctx->tol, cm_table_get(table, c * d + j, "value").as.number, a)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: corner %zu is nobody's ideal", c + 1);
        }
    }
    for (size_t t = 0; t < DIRECTIONS; t++) {
        double all = -HUGE_VAL, those = -HUGE_VAL;
        for (size_t k = 0; k < d; k++) u[k] = sin((double)(t + 1) * (double)(2 * k + 1) + (double)k);
        for (size_t i = 0; i < metric->n; i++) {
            double at = 0;
            for (size_t k = 0; k < d; k++) at += u[k] * metric->point[i * d + k];
            all = fmax(all, at);
            for (size_t c = 0; c < m; c++) those = who[c] == i ? fmax(those, at) : those;
        }
        if (those < all - ctx->tol.cert) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a corner is missing");
    }
    if (d > 2) return CM_OK;
    for (size_t c = 0; d == 2 && c < m; c++) {
        const double *a = metric->point + 2 * who[c], *b = metric->point + 2 * who[(c + 1) % m];
        mine += (a[0] + b[0]) * (b[1] - a[1]) / 2;
        for (size_t i = 0; m > 1 && i < metric->n; i++) {
            const double *x = metric->point + 2 * i;
            double cross = (b[0] - a[0]) * (x[1] - a[1]) - (b[1] - a[1]) * (x[0] - a[0]);
            if (cross < -ctx->tol.cert) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is outside the corners", game->player[metric->member[i]]);
        }
    }
    if (d == 1) mine = m == 2 ? fabs(metric->point[who[0]] - metric->point[who[1]]) : 0;
    if (area->kind != CM_NUMBER || !(fabs(area->as.number / unit - mine) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the area is %.12g", mine * unit);
    return CM_OK;
}

/* The most that one step within a box gives to everybody, by a linear programme: a row each. */
static cm_status check_other(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_metric *metric, bool inside)
{
    size_t d = game->d;
    double *row = CM_NEW(ctx, arena, d + 1, double), most = 0;
    cm_lp *lp = cm_lp_new(ctx, d + 1, true);
    cm_lp_answer found;
    cm_status status = CM_OK;
    if (row == NULL || lp == NULL) CM_LEAVE(ctx->status);
    for (size_t k = 0; k < d; k++) CM_TRY(cm_lp_column(ctx, lp, k, 0, -1, 1, false));
    CM_TRY(cm_lp_column(ctx, lp, d, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t i = 0; i < metric->n; i++) {
        double length = 0;
        for (size_t k = 0; k < d; k++) {
            size_t at = metric->member[i] * d + k;
            double off = game->ideal[at] - game->status_quo[k], s = game->salience == NULL ? 1 : game->salience[at];
            row[k] = s * (game->utility == CM_CITYBLOCK ? (off > 0) - (off < 0) : off);
            length = fmax(length, fabs(row[k]));
        }
        for (size_t k = 0; length > 0 && k < d; k++) row[k] /= length;
        row[d] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &found, NULL, &most, NULL));
    if (inside ? most > ctx->tol.cert : most < ctx->tol.edge) {
        status = cm_fail(ctx, CM_E_NUMERIC, "certificate: one step gives everybody %.3g", most);
    }
out:
    cm_lp_free(lp);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_value *inside = cm_result_get(result, "contains_status_quo");
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_status status = CM_OK;
    (void)params;
    if (inside == NULL || inside->kind != CM_TRUTH || cm_result_get(result, "corners") == NULL || cm_result_get(result, "area") == NULL ||
        cm_result_get(result, "distance") == NULL) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing is claimed");
    }
    CM_TRY(cm_metric_init(ctx, &scratch, spatial, &metric));
    if (metric.common) {
        CM_TRY(check_corners(ctx, &scratch, spatial, &metric, result));
        CM_TRY(check_nearest(ctx, &scratch, spatial, &metric, result));
    } else {
        CM_TRY(check_other(ctx, &scratch, spatial, &metric, inside->as.truth));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "corners", "area", "contains_status_quo", "distance", NULL };

extern const cm_concept cm_concept_pareto_set;
const cm_concept cm_concept_pareto_set = {
    .name = "pareto-set",
    .title = "Pareto set of policies",
    .title_zh = "政策的帕累托集",
    .about = "Policies that cannot be changed without somebody losing, whether the status quo is one of them, and how far "
             "it is from them.",
    .about_zh = "任何改动都会使某人受损的政策有哪些，现状是否在其中，离它们有多远。",
    .formula = "the convex hull of {a_i} where all members share one metric; x with 0 in the hull of the gradients in general",
    .source = "C. R. Plott, \"A notion of equilibrium and its possibility under majority rule\", American Economic Review 57 "
              "(1967) 787-806; P. Wolfe, \"Finding the nearest point in a polytope\", Mathematical Programming 11 (1976) "
              "128-149",
    .certificate = "each corner is an ideal, no ideal is beyond the corners, and the nearest policy is the printed mean of "
                   "ideals beyond which no ideal lies; for other saliences, a linear programme says how much "
                   "one step can give everybody",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = check,
};
