/* banzhaf.c: the Banzhaf value of a coalitional game.
 *
 * Definition: what a player adds on average, when every coalition of the others is equally likely:
 *   value_i = 2^(1-n) sum over S without i of (v(S + i) - v(S)).
 * The values need not add up to worth(N); `normalised` is scaled so that they do, and is none when they add up
 * to 0.
 *
 * Summary: total (of the values).  Table: payoffs (player, value, exact, normalised).
 * Fails with: CM_E_LIMIT for games that are not dense; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(2^n).
 * Sources: J. F. Banzhaf, "Weighted voting doesn't work", Rutgers Law Review 19 (1965) 317-343; G. Owen,
 * "Multilinear extensions and the Banzhaf value", Naval Research Logistics Quarterly 22 (1975) 741-750.
 * Certificate: P. L. Hammer, R. Holzman, "Approximations of pseudo-Boolean functions; applications to game
 * theory", Zeitschrift fuer Operations Research 36 (1992) 3-21: the values are the slopes of the linear function
 * nearest to v in least squares. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

static int64_t of_coalitions(size_t n, size_t s)
{
    (void)s;
    return INT64_C(1) << (n - 1);
}

static int64_t of_dividends(size_t size)
{
    return INT64_C(1) << (size - 1);
}

/* False when the values add up to nothing that could be scaled. */
static bool scaled(const cm_ctx *ctx, const cm_tu *tu, const double *x, double *total, double *factor)
{
    *total = 0;
    for (size_t i = 0; i < tu->n; i++) *total += x[i];
    if (fabs(*total) <= ctx->tol.abs * cm_tu_scale(tu)) return false;
    *factor = tu->worth[((size_t)1 << tu->n) - 1] / *total;
    return true;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "exact", "normalised", NULL };
    const cm_tu *tu = &game->as.tu;
    cm_payoffs payoffs;
    cm_table *table;
    double total, factor = 0;
    bool some;
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Banzhaf value"));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    CM_TRY(cm_value_by_sizes(ctx, result->arena, tu, of_coalitions, &payoffs));
    some = scaled(ctx, tu, payoffs.x, &total, &factor);
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(payoffs.x[i]), payoffs.exact != NULL ? cm_text(payoffs.exact[i]) : cm_none(),
                           some ? cm_number(payoffs.x[i] * factor) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(total)));
    CM_TRY(cm_result_note(ctx, result, "The values measure influence; they need not add up to what everybody together is worth. The normalised ones do."));
out:
    return status;
}

static cm_status check_normalised(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const double *x)
{
    double normalised[CM_TU_MOST], total, factor = 0, sum = 0, scale = cm_tu_scale(tu);
    if (!scaled(ctx, tu, x, &total, &factor)) return CM_OK;
    if (cm_column_read(ctx, tu, result, "payoffs", "normalised", normalised) != CM_OK) return ctx->status;
    for (size_t i = 0; i < tu->n; i++) {
        sum += normalised[i];
        if (!(fabs(normalised[i] * total - x[i] * tu->worth[((size_t)1 << tu->n) - 1]) <= ctx->tol.cert * scale * scale)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g of '%s' is not in proportion to its value", normalised[i], tu->player[i]);
        }
    }
    if (fabs(sum - tu->worth[((size_t)1 << tu->n) - 1]) <= ctx->tol.cert * fmax(scale, fabs(factor) * scale)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the normalised values add up to %.12g", sum);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST], pull[CM_TU_MOST], weight[CM_TU_MOST + 1], total, sum = 0, scale;
    const char *exact[CM_TU_MOST];
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Banzhaf value"));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    scale = cm_tu_scale(tu);
    for (size_t s = 0; s <= tu->n; s++) weight[s] = 1;
    cm_pulls(tu->worth, tu->n, x, weight, pull, &total);
    for (size_t i = 0; i < tu->n; i++) {
        /* what is left of v after x does not lean towards i; the constant cancels */
        double error = ldexp(2 * pull[i] - total, 1 - (int)tu->n);
        sum += x[i];
        if (!(fabs(error) <= ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: by least squares '%s' has %.12g, not %.12g", tu->player[i], x[i] + error, x[i]));
    }
    CM_TRY(cm_total_check(ctx, result, sum, scale));
    CM_TRY(check_normalised(ctx, tu, result, x));
    cm_texts_read(tu, result, "payoffs", "exact", exact);
    CM_TRY(cm_dividends_check(ctx, tu, of_dividends, exact));
out:
    return status;
}

static const char *const summary_names[] = { "total", NULL };

extern const cm_concept cm_concept_banzhaf_value;
const cm_concept cm_concept_banzhaf_value = {
    .name = "banzhaf-value",
    .title = "Banzhaf value",
    .title_zh = "班扎夫值",
    .about = "What each player adds on average, when every coalition of the others is equally likely.",
    .about_zh = "若其他行为体组成的各联盟等可能，各行为体平均增加多少价值。",
    .formula = "value_i = 2^(1-n) sum over S without i of (v(S + i) - v(S))",
    .source = "J. F. Banzhaf, \"Weighted voting doesn't work\", Rutgers Law Review 19 (1965) 317-343; G. Owen, \"Multilinear extensions and the "
              "Banzhaf value\", Naval Research Logistics Quarterly 22 (1975) 741-750",
    .certificate = "the values are the slopes of the linear function nearest to the worths in least squares; fractions are added up again from "
                   "the coalitions' dividends",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .run = run,
    .check = check,
};
