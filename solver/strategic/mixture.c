/* mixture.c: tables of mixed strategies, out and in again. */
#include "solver/strategic/mixture.h"

#include <math.h>
#include <string.h>

cm_status cm_mixture_tables(cm_ctx *ctx, cm_result *result, cm_table **equilibria, cm_table **payoffs)
{
    static const char *const equilibrium_columns[] = { "equilibrium", "player", "strategy", "probability", "exact", NULL };
    static const char *const payoff_columns[] = { "equilibrium", "player", "value", "exact", NULL };
    cm_status status = cm_result_table(ctx, result, "equilibria", equilibrium_columns, equilibria);
    return status == CM_OK ? cm_result_table(ctx, result, "payoffs", payoff_columns, payoffs) : status;
}

cm_status cm_mixture_exact(cm_ctx *ctx, cm_result *result, const cm_nfg *nfg, const cm_rat *a, cm_value *value)
{
    const char *text = cm_rat_sign(a) == 0 ? "0" : NULL;
    *value = cm_none();
    if (nfg->exact == NULL) return CM_OK;
    if (text == NULL) text = cm_rat_text(ctx, result->arena, a);
    *value = cm_text(text);
    return text == NULL ? ctx->status : CM_OK;
}

/* A mixture times one number, so that it is whole: sums of whole numbers need no common denominators. */
static cm_rat *whole_of(cm_ctx *ctx, const cm_rat *mix, size_t count, cm_rat *total)
{
    cm_rat *whole = cm_rats_new(ctx, count);
    cm_rat_set_ratio(total, 0, 1);
    if (whole == NULL) return NULL;
    for (size_t k = 0; k < count; k++) cm_rat_set(&whole[k], &mix[k]);
    cm_rats_primitive(whole, count);
    for (size_t k = 0; k < count; k++) cm_rat_add(total, total, &whole[k]);
    return whole;
}

/* What player p's mixture is paid, and in paid[k], unless NULL, how much more its strategy k is. */
static cm_status pay(cm_ctx *ctx, const cm_bimatrix *game, size_t p, const cm_rat *const mix[2], cm_rat *value, cm_rat *more)
{
    size_t own = game->count[p], other = game->count[1 - p];
    cm_rat total[2] = { { 0, 0 }, { 0, 0 } }, one = { 0, 0 };
    cm_rat *mine = whole_of(ctx, mix[p], own, &total[0]), *theirs = whole_of(ctx, mix[1 - p], other, &total[1]);
    cm_rat_set_ratio(value, 0, 1);
    for (size_t k = 0; k < own && mine != NULL && theirs != NULL; k++) {
        cm_rat *paid = more == NULL ? &one : &more[k];
        if (more == NULL && cm_rat_sign(&mine[k]) == 0) continue;
        cm_bimatrix_against(game, p, false, k, theirs, paid);
        cm_rat_add_mul(value, paid, &mine[k]);
    }
    for (size_t k = 0; k < own && more != NULL && ctx->status == CM_OK; k++) {
        cm_rat_mul(&more[k], &more[k], &total[0]);
        cm_rat_sub(&more[k], &more[k], value);
        if (cm_rat_sign(&more[k]) <= 0) continue;                 /* how much less does not matter */
        cm_rat_div(&more[k], &more[k], &total[0]);
        cm_rat_div(&more[k], &more[k], &total[1]);
    }
    cm_rat_mul(&total[0], &total[0], &total[1]);
    if (ctx->status == CM_OK) cm_rat_div(value, value, &total[0]);
    cm_rats_free(mine, mine == NULL ? 0 : own);
    cm_rats_free(theirs, theirs == NULL ? 0 : other);
    cm_rat_clear(&total[0]);
    cm_rat_clear(&total[1]);
    cm_rat_clear(&one);
    return ctx->status;
}

static cm_status write_player(cm_ctx *ctx, cm_result *result, const cm_nfg *nfg, size_t e, size_t p, const cm_rat *mix, cm_table *table)
{
    cm_status status = CM_OK;
    for (size_t k = 0; k < nfg->count[p]; k++) {
        cm_value row[] = { cm_integer((int64_t)e + 1), cm_text(nfg->player[p]), cm_text(nfg->strategy[p][k]),
                           cm_number(cm_rat_sign(&mix[k]) == 0 ? 0 : cm_rat_value(&mix[k])), cm_none() };
        CM_TRY(cm_mixture_exact(ctx, result, nfg, &mix[k], &row[4]));
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

cm_status cm_mixture_write(cm_ctx *ctx, cm_result *result, const cm_nfg *nfg, const cm_bimatrix *game, size_t e,
                           const cm_rat *const mix[2], cm_table *equilibria, cm_table *payoffs)
{
    cm_rat value = { 0, 0 };
    cm_status status = CM_OK;
    for (size_t p = 0; p < 2; p++) {
        cm_value row[] = { cm_integer((int64_t)e + 1), cm_text(nfg->player[p]), cm_none(), cm_none() };
        CM_TRY(write_player(ctx, result, nfg, e, p, mix[p], equilibria));
        CM_TRY(pay(ctx, game, p, mix, &value, NULL));
        row[2] = cm_number(cm_rat_value(&value));
        CM_TRY(cm_mixture_exact(ctx, result, nfg, &value, &row[3]));
        CM_TRY(cm_table_row(ctx, result, payoffs, row));
    }
out:
    cm_rat_clear(&value);
    return status;
}

cm_status cm_mixture_count(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, size_t *count)
{
    const cm_table *equilibria = cm_result_find(result, "equilibria"), *payoffs = cm_result_find(result, "payoffs");
    size_t rows = nfg->count[0] + nfg->count[1];
    if (equilibria == NULL || payoffs == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no table of equilibria");
    *count = payoffs->nrows / 2;
    if (payoffs->nrows != 2 * *count || equilibria->nrows != *count * rows) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu probabilities for %zu payoffs", equilibria->nrows, payoffs->nrows);
    }
    return CM_OK;
}

/* The largest payoff, as a unit for what may be missed. */
static double scale_of(const cm_nfg *nfg)
{
    double scale = 0;
    for (size_t k = 0; k < nfg->cells * 2; k++) scale = fmax(scale, fabs(nfg->payoff[k]));
    return scale;
}

/* Number and fraction of a row are one; the fraction counts where there is one. */
static cm_status read_cell(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, size_t row, const char *column, cm_rat *to)
{
    cm_value number = cm_table_get(table, row, column), exact = cm_table_get(table, row, "exact");
    if (number.kind != CM_NUMBER || !cm_rat_set_double(to, number.as.number)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of '%s' has no %s", row + 1, table->name, column);
    }
    if (nfg->exact == NULL) return CM_OK;
    if (exact.kind != CM_TEXT || !cm_rat_set_text(to, exact.as.text) || fabs(cm_rat_value(to) - number.as.number) > 0) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: in row %zu of '%s' the number %.17g and the fraction '%s' differ", row + 1, table->name,
                       number.as.number, exact.kind == CM_TEXT ? exact.as.text : "");
    }
    return CM_OK;
}

static cm_status read_player(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, size_t e, size_t p, cm_rat *mix)
{
    size_t first = e * (nfg->count[0] + nfg->count[1]) + (p == 0 ? 0 : nfg->count[0]);
    cm_rat sum = { 0, 0 };
    double off;
    cm_status status = CM_OK;
    for (size_t k = 0; k < nfg->count[p]; k++) {
        cm_value number = cm_table_get(table, first + k, "equilibrium"), player = cm_table_get(table, first + k, "player");
        cm_value strategy = cm_table_get(table, first + k, "strategy");
        if (number.kind != CM_INTEGER || number.as.integer != (int64_t)e + 1 || player.kind != CM_TEXT || strategy.kind != CM_TEXT ||
            strcmp(player.as.text, nfg->player[p]) != 0 || strcmp(strategy.as.text, nfg->strategy[p][k]) != 0) {
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of 'equilibria' is not about '%s' of '%s'", first + k + 1, nfg->strategy[p][k], nfg->player[p]));
        }
        CM_TRY(read_cell(ctx, nfg, table, first + k, "probability", &mix[k]));
        if (cm_rat_sign(&mix[k]) < 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the probability of '%s' is %.12g", nfg->strategy[p][k], cm_rat_value(&mix[k])));
        cm_rat_add(&sum, &sum, &mix[k]);
    }
    off = fabs(cm_rat_value(&sum) - 1);
    if (!(nfg->exact != NULL ? off <= 0 : off <= ctx->tol.cert)) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the probabilities of '%s' in equilibrium %zu add up to %.17g", nfg->player[p], e + 1, cm_rat_value(&sum)));
    }
out:
    cm_rat_clear(&sum);
    return status;
}

cm_status cm_mixture_read(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, const cm_result *result, size_t e, cm_rat *const mix[2])
{
    const cm_table *equilibria = cm_result_find(result, "equilibria"), *payoffs = cm_result_find(result, "payoffs");
    const cm_rat *const read[2] = { mix[0], mix[1] };
    cm_rat value = { 0, 0 }, printed = { 0, 0 };
    cm_status status = CM_OK;
    for (size_t p = 0; p < 2; p++) CM_TRY(read_player(ctx, nfg, equilibria, e, p, mix[p]));
    for (size_t p = 0; p < 2; p++) {
        CM_TRY(pay(ctx, game, p, read, &value, NULL));
        CM_TRY(read_cell(ctx, nfg, payoffs, e * 2 + p, "value", &printed));
        cm_rat_sub(&printed, &printed, &value);
        if (nfg->exact != NULL ? cm_rat_sign(&printed) != 0 : !(fabs(cm_rat_value(&printed)) <= ctx->tol.cert * scale_of(nfg))) {
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu pays '%s' %.12g", e + 1, nfg->player[p], cm_rat_value(&value)));
        }
    }
out:
    cm_rat_clear(&value);
    cm_rat_clear(&printed);
    return status;
}

cm_status cm_mixture_judge(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, size_t e, const cm_rat *const mix[2])
{
    double allowed = nfg->exact != NULL ? 0 : ctx->tol.cert * scale_of(nfg);
    size_t room = game->count[0] + game->count[1];
    cm_rat value = { 0, 0 }, *more = cm_rats_new(ctx, room);
    cm_status status = CM_OK;
    if (more == NULL) CM_TRY(ctx->status);
    for (size_t p = 0; p < 2; p++) {
        CM_TRY(pay(ctx, game, p, mix, &value, more));
        for (size_t k = 0; k < game->count[p]; k++) {
            if (cm_rat_sign(&more[k]) <= 0 || cm_rat_value(&more[k]) <= allowed) continue;
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu '%s' gains %.12g by '%s'", e + 1, nfg->player[p], cm_rat_value(&more[k]), nfg->strategy[p][k]));
        }
    }
out:
    cm_rats_free(more, more == NULL ? 0 : room);
    cm_rat_clear(&value);
    return status;
}
