/* compromise.c: weighted means and medians, issue by issue. */
#include "solver/spatial/compromise.h"

#include <math.h>
#include <stdlib.h>

typedef struct pull {
    double place, weight;
} pull;

static double weight_of(const cm_spatial *game, size_t i, size_t k)
{
    double c = game->capability == NULL ? 1 : game->capability[i];
    return c * cm_spatial_salience(game, i, k);
}

static int by_place(const void *a, const void *b)
{
    const pull *left = a, *right = b;
    return (left->place > right->place) - (left->place < right->place);
}

/* The first place at which the weight so far reaches half. */
static double lower_median(const pull *p, size_t n, double half)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += p[i].weight;
        if (p[i].weight > 0 && sum >= half) return p[i].place;
    }
    return p[n - 1].place;
}

static double upper_median(const pull *p, size_t n, double half)
{
    double sum = 0;
    for (size_t i = n; i-- > 0;) {
        sum += p[i].weight;
        if (p[i].weight > 0 && sum >= half) return p[i].place;
    }
    return p[0].place;
}

/* Mean and both medians of issue k; false when no weight is on it. */
static bool settle(const cm_ctx *ctx, const cm_spatial *game, size_t k, pull *p, double *mean, double *low, double *high)
{
    double total = 0, half;
    *mean = 0;
    for (size_t i = 0; i < game->n; i++) {
        p[i] = (pull){ game->ideal[i * game->d + k], weight_of(game, i, k) };
        total += p[i].weight;
    }
    if (!(total > 0)) return false;
    for (size_t i = 0; i < game->n; i++) *mean += p[i].weight / total * p[i].place;
    qsort(p, game->n, sizeof *p, by_place);
    half = total / 2 * (1 - ctx->tol.rel);
    *low = lower_median(p, game->n, half);
    *high = upper_median(p, game->n, half);
    return true;
}

/* The weighted sum of squared distances on issue k from x. */
static double loss_on(const cm_spatial *game, size_t k, double x)
{
    double loss = 0;
    for (size_t i = 0; i < game->n; i++) {
        double off = game->ideal[i * game->d + k] - x;
        loss += weight_of(game, i, k) * off * off;
    }
    return loss;
}

static cm_status note_interval(cm_ctx *ctx, cm_result *result, const char *issue, double low, double high)
{
    char *text = cm_format(ctx, result->arena,
                           "On '%s' every point from %g to %g is a weighted median; the middle is given.", issue, low,
                           high);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status note_empty(cm_ctx *ctx, cm_result *result, const char *issue)
{
    char *text = cm_format(ctx, result->arena, "Nobody attaches weight to '%s': it has no compromise.", issue);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run_issue(cm_ctx *ctx, const cm_spatial *game, size_t k, pull *p, cm_result *result, cm_table *table,
                           double *loss)
{
    double mean, low, high;
    cm_value row[] = { cm_text(game->issue[k]), cm_none(), cm_none() };
    cm_status status = CM_OK;
    if (settle(ctx, game, k, p, &mean, &low, &high)) {
        row[1] = cm_number(mean);
        row[2] = cm_number(low + (high - low) / 2);
        *loss += loss_on(game, k, mean);
        if (low < high) status = note_interval(ctx, result, game->issue[k], low, high);
    } else {
        status = note_empty(ctx, result, game->issue[k]);
    }
    return status == CM_OK ? cm_table_row(ctx, result, table, row) : status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "issue", "mean", "median", NULL };
    const cm_spatial *spatial = &game->as.spatial;
    cm_arena scratch = { NULL };
    cm_table *table;
    double loss = 0, at_sq = 0;
    pull *p = CM_NEW(ctx, &scratch, spatial->n, pull);
    cm_status status = CM_OK;
    (void)params;
    if (p == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "point", columns, &table));
    for (size_t k = 0; k < spatial->d; k++) {
        CM_TRY(run_issue(ctx, spatial, k, p, result, table, &loss));
        at_sq += loss_on(spatial, k, spatial->status_quo[k]);
    }
    CM_TRY(cm_result_set(ctx, result, "loss", cm_number(loss)));
    CM_TRY(cm_result_set(ctx, result, "loss_at_sq", cm_number(at_sq)));
out:
    cm_arena_free(&scratch);
    return status;
}

/* The weights on either side of the two points, and the pull that is left at the mean. */
static cm_status check_issue(cm_ctx *ctx, const cm_spatial *game, size_t k, double mean, double median)
{
    double total = 0, below = 0, above = 0, left = 0, size = 0;
    for (size_t i = 0; i < game->n; i++) {
        double a = game->ideal[i * game->d + k], w = weight_of(game, i, k);
        total += w;
        left += w * (a - mean);
        size = fmax(size, fabs(a));
        if (a < median) below += w;
        if (a > median) above += w;
    }
    if (!(fabs(left) <= ctx->tol.abs * total * size)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: at %.12g on '%s' the members pull by %.3g, not by 0", mean,
                       game->issue[k], left);
    }
    if (!(below <= total / 2 * (1 + 2 * ctx->tol.rel) && above <= total / 2 * (1 + 2 * ctx->tol.rel))) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g on '%s' has %g of weight %g below and %g above", median,
                       game->issue[k], below, total, above);
    }
    return CM_OK;
}

static cm_status check_loss(cm_ctx *ctx, const cm_result *result, const char *name, double expected, double scale)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - expected) <= ctx->tol.abs * scale) {
        return CM_OK;
    }
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the %s is %.12g", name, expected);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_table *table = cm_result_find(result, "point");
    double loss = 0, at_sq = 0;
    cm_status status = CM_OK;
    (void)params;
    if (table == NULL || table->nrows != spatial->d) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no point");
    for (size_t k = 0; k < spatial->d; k++) {
        cm_value mean = cm_table_get(table, k, "mean"), median = cm_table_get(table, k, "median");
        double total = 0;
        for (size_t i = 0; i < spatial->n; i++) total += weight_of(spatial, i, k);
        at_sq += loss_on(spatial, k, spatial->status_quo[k]);
        if (!(total > 0) && mean.kind == CM_NONE && median.kind == CM_NONE) continue;
        if (!(total > 0) || mean.kind != CM_NUMBER || median.kind != CM_NUMBER) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has weight %g", spatial->issue[k], total);
        }
        CM_TRY(check_issue(ctx, spatial, k, mean.as.number, median.as.number));
        loss += loss_on(spatial, k, mean.as.number);
    }
    CM_TRY(check_loss(ctx, result, "loss", loss, fmax(loss, at_sq)));
    CM_TRY(check_loss(ctx, result, "loss_at_sq", at_sq, at_sq));
out:
    return status;
}

static const char *const summary_names[] = { "loss", "loss_at_sq", NULL };

const cm_concept cm_concept_compromise = {
    .name = "compromise",
    .title = "Weighted compromise",
    .title_zh = "加权妥协",
    .about = "Where members settle when each pulls on each issue with its capability times its salience: the weighted "
             "mean, and the weighted median beside it.",
    .about_zh = "各成员在每个议题上以“能力×重视程度”为权重相互拉扯时的落点：加权平均数，并列出加权中位数。",
    .formula = "mean_k = sum_i c_i s_ik a_ik / sum_i c_i s_ik; median_k: at most half of the weight c_i s_ik on either "
               "side",
    .source = "C. H. Achen, \"Institutional realism and bargaining models\", in R. Thomson et al. (eds.), The European "
              "Union Decides, Cambridge University Press (2006)",
    .certificate = "on each issue the weighted pulls at the mean add up to zero, and at most half of the weight is on "
                   "either side of the median",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .run = run,
    .check = check,
};
