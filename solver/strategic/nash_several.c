/* nash_several.c: the concept nash for more than two players: printing what many.h found, and judging it.
 *
 * The certificate knows nothing of supports and boxes: it adds up over all combinations what each strategy pays
 * against the printed mixtures, and where the list is said to be complete and no player is indifferent to a
 * strategy that it does not use, asks for an odd number of equilibria (R. Wilson, SIAM J. Appl. Math. 21 (1971)
 * 80-87). */
#include <math.h>
#include <string.h>

#include "solver/strategic/many.h"
#include "solver/strategic/nash.h"

static cm_status write_one(cm_ctx *ctx, const cm_nfg *nfg, const cm_nash_list *list, size_t e, cm_result *result, cm_table *equilibria, cm_table *payoffs)
{
    const double *mix = list->mix + e * list->total;
    cm_status status = CM_OK;
    for (size_t i = 0, at = 0; i < nfg->n; i++) {
        double value = 0;
        for (size_t k = 0; k < nfg->count[i]; k++, at++) {
            bool pure = !(list->off[e] > 0) && (mix[at] <= 0 || mix[at] >= 1);
            if (mix[at] > 0) value += mix[at] * cm_nfg_against(nfg, mix, i, k);
            CM_TRY(cm_table_row(ctx, result, equilibria, (cm_value[]){ cm_integer((int64_t)e + 1), cm_text(nfg->player[i]), cm_text(nfg->strategy[i][k]), cm_number(mix[at]),
                                                                     pure ? cm_text(mix[at] > 0 ? "1" : "0") : cm_none(), cm_number(list->off[e]), cm_truth(list->proven[e]) }));
        }
        CM_TRY(cm_table_row(ctx, result, payoffs, (cm_value[]){ cm_integer((int64_t)e + 1), cm_text(nfg->player[i]), cm_number(value) }));
    }
out:
    return status;
}

static cm_status write_note(cm_ctx *ctx, const cm_nash_list *list, cm_result *result)
{
    const char *note;
    if (list->complete && list->count == 1) note = "It is the only equilibrium: every other choice of strategies in use was ruled out.";
    else if (list->complete) note = "These are all: every other choice of strategies in use was ruled out.";
    else if (list->cut) {
        note = cm_format(ctx, result->arena, "There may be others, in mixtures: the game is so large that only %zu choices of strategies in use were looked at, all pure ones first.", list->supports);
    } else note = cm_format(ctx, result->arena, "There may be others: of %zu choices of strategies in use %zu could not be decided. %s", list->supports, list->open, list->why != NULL ? list->why : "");
    return note == NULL ? ctx->status : cm_result_note(ctx, result, note);
}

cm_status cm_nash_several(cm_ctx *ctx, const cm_nfg *nfg, cm_result *result)
{
    static const char *const equilibrium_columns[] = { "equilibrium", "player", "strategy", "probability", "exact", "off", "proven", NULL };
    static const char *const payoff_columns[] = { "equilibrium", "player", "value", NULL };
    cm_arena scratch = { NULL };
    cm_nash_list list;
    cm_table *equilibria, *payoffs;
    cm_status status = CM_OK;
    CM_TRY(cm_nash_many(ctx, &scratch, nfg, &list));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)list.count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(list.complete)));
    CM_TRY(cm_result_set(ctx, result, "components", cm_none()));
    CM_TRY(cm_result_set(ctx, result, "subsets", cm_none()));
    CM_TRY(cm_result_set(ctx, result, "degenerate", cm_none()));
    CM_TRY(write_note(ctx, &list, result));
    CM_TRY(cm_result_table(ctx, result, "equilibria", equilibrium_columns, &equilibria));
    CM_TRY(cm_result_table(ctx, result, "payoffs", payoff_columns, &payoffs));
    for (size_t e = 0; e < list.count; e++) CM_TRY(write_one(ctx, nfg, &list, e, result, equilibria, payoffs));
out:
    cm_arena_free(&scratch);
    return status;
}

typedef struct reading {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    const cm_table *equilibria, *payoffs;
    size_t count, total;
    double *mix, scale;              /* count x total */
    bool tie;                        /* somebody is indifferent to a strategy out of use, or may be */
} reading;

static cm_status read_mix(reading *r, size_t e)
{
    double *mix = r->mix + e * r->total;
    for (size_t i = 0, at = 0; i < r->nfg->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < r->nfg->count[i]; k++, at++) {
            cm_value number = cm_table_get(r->equilibria, e * r->total + at, "equilibrium"), p = cm_table_get(r->equilibria, e * r->total + at, "probability");
            cm_value name = cm_table_get(r->equilibria, e * r->total + at, "strategy");
            if (number.kind != CM_INTEGER || number.as.integer != (int64_t)e + 1 || p.kind != CM_NUMBER || !(p.as.number >= 0) || name.kind != CM_TEXT ||
                strcmp(name.as.text, r->nfg->strategy[i][k]) != 0) {
                return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: equilibrium %zu has no probability of '%s' of '%s'", e + 1, r->nfg->strategy[i][k], r->nfg->player[i]);
            }
            sum += mix[at] = p.as.number;
        }
        if (fabs(sum - 1) > r->ctx->tol.cert) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu the probabilities of '%s' add up to %.12g", e + 1, r->nfg->player[i], sum);
    }
    return CM_OK;
}

static cm_status judge(reading *r, size_t e)
{
    const double *mix = r->mix + e * r->total;
    double slack = r->ctx->tol.cert * r->scale;
    for (size_t i = 0, at = 0; i < r->nfg->n; at += r->nfg->count[i], i++) {
        cm_value printed = cm_table_get(r->payoffs, e * r->nfg->n + i, "value");
        double value = 0;
        for (size_t k = 0; k < r->nfg->count[i]; k++) value += mix[at + k] > 0 ? mix[at + k] * cm_nfg_against(r->nfg, mix, i, k) : 0;
        if (printed.kind != CM_NUMBER || fabs(printed.as.number - value) > slack) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: equilibrium %zu pays '%s' %.12g", e + 1, r->nfg->player[i], value);
        for (size_t k = 0; k < r->nfg->count[i]; k++) {
            double more = cm_nfg_against(r->nfg, mix, i, k) - value;
            if (more > slack) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu '%s' gains %.3g by '%s'", e + 1, r->nfg->player[i], more, r->nfg->strategy[i][k]);
            r->tie = r->tie || (!(mix[at + k] > 0) && more > -slack);
        }
    }
    for (size_t f = 0; f < e; f++) {
        double apart = 0;
        for (size_t k = 0; k < r->total; k++) apart = fmax(apart, fabs(mix[k] - r->mix[f * r->total + k]));
        if (apart <= r->ctx->tol.abs) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: equilibria %zu and %zu are the same", f + 1, e + 1);
    }
    return CM_OK;
}

cm_status cm_nash_several_check(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result)
{
    const cm_value *count = cm_result_get(result, "count"), *complete = cm_result_get(result, "complete");
    reading r = { .ctx = ctx, .nfg = nfg, .equilibria = cm_result_find(result, "equilibria"), .payoffs = cm_result_find(result, "payoffs") };
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    for (size_t i = 0; i < nfg->n; i++) r.total += nfg->count[i];
    for (size_t k = 0; k < nfg->cells * nfg->n; k++) r.scale = fmax(r.scale, fabs(nfg->payoff[k]));
    if (r.scale <= 0) r.scale = 1;
    if (count == NULL || complete == NULL || complete->kind != CM_TRUTH || r.equilibria == NULL || r.payoffs == NULL || count->as.integer < 0 ||
        r.equilibria->nrows != (size_t)count->as.integer * r.total || r.payoffs->nrows != (size_t)count->as.integer * nfg->n) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the tables do not hold as many equilibria as were counted"));
    }
    r.count = (size_t)count->as.integer;
    r.mix = CM_NEW(ctx, &scratch, r.count * r.total, double);
    if (r.mix == NULL) CM_LEAVE(ctx->status);
    for (size_t e = 0; e < r.count; e++) {
        CM_TRY(read_mix(&r, e));
        CM_TRY(judge(&r, e));
    }
    if (complete->as.truth && !r.tie && r.count % 2 == 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu equilibria without ties, an even number, cannot be all", r.count));
out:
    cm_arena_free(&scratch);
    return status;
}
