/* nash_alone.c: the concept nash for one player: whatever is best, and every mixture of it.
 *
 * The extreme equilibria are the best strategies themselves; they are one subset and one component.  Printed as those of
 * two players are (mixture.h, nash.c).  The certificate sorts nothing: it compares each strategy's payoff with that of
 * the first one listed, as fractions where payoffs are some, and asks that all equal ones are listed and no others.
 * Source: nash.c.  Cost: O(strategies^2) for the table of which every row names one probability. */
#include <string.h>

#include "solver/strategic/mixture.h"
#include "solver/strategic/nash.h"

/* The order of what strategies a and b pay. */
static int compare(const cm_nfg *nfg, size_t a, size_t b)
{
    if (nfg->exact != NULL) return cm_frac_compare(nfg->exact[a], nfg->exact[b]);
    return (nfg->payoff[a] > nfg->payoff[b]) - (nfg->payoff[a] < nfg->payoff[b]);
}

static cm_status write_one(cm_ctx *ctx, const cm_nfg *nfg, size_t best, int64_t number, cm_result *result, cm_table *const table[3])
{
    bool exact = nfg->exact != NULL;
    cm_rat paid = { 0, 0 };
    cm_value text = cm_none();
    cm_status status = CM_OK;
    for (size_t k = 0; k < nfg->count[0]; k++) {
        CM_TRY(cm_table_row(ctx, result, table[0], (cm_value[]){ cm_integer(number), cm_text(nfg->player[0]), cm_text(nfg->strategy[0][k]), cm_number(k == best ? 1 : 0),
                                                               exact ? cm_text(k == best ? "1" : "0") : cm_none() }));
    }
    if (exact) cm_rat_set_ratio(&paid, nfg->exact[best].num, nfg->exact[best].den);
    if (exact) CM_TRY(cm_mixture_exact(ctx, result, nfg, &paid, &text));
    CM_TRY(cm_table_row(ctx, result, table[1], (cm_value[]){ cm_integer(number), cm_text(nfg->player[0]), cm_number(nfg->payoff[best]), text }));
    CM_TRY(cm_table_row(ctx, result, table[2], (cm_value[]){ cm_integer(1), cm_integer(1), cm_integer(number) }));
out:
    cm_rat_clear(&paid);
    return status;
}

cm_status cm_nash_alone(cm_ctx *ctx, const cm_nfg *nfg, cm_result *result)
{
    static const char *const columns[] = { "subset", "component", "equilibrium", NULL };
    cm_table *table[3];
    size_t best = 0;
    int64_t count = 0;
    cm_status status = CM_OK;
    for (size_t k = 1; k < nfg->count[0]; k++) best = compare(nfg, k, best) > 0 ? k : best;
    CM_TRY(cm_mixture_tables(ctx, result, &table[0], &table[1]));
    CM_TRY(cm_result_table(ctx, result, "subsets", columns, &table[2]));
    for (size_t k = 0; k < nfg->count[0]; k++) {
        if (compare(nfg, k, best) == 0) CM_TRY(write_one(ctx, nfg, k, ++count, result, table));
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(count)));
    CM_TRY(cm_result_set(ctx, result, "components", cm_integer(1)));
    CM_TRY(cm_result_set(ctx, result, "subsets", cm_integer(1)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(true)));
    CM_TRY(cm_result_set(ctx, result, "degenerate", cm_truth(count > 1)));
    CM_TRY(cm_result_note(ctx, result, count == 1 ? "There is nobody else: the player does what is best." : "There is nobody else: these are the best, and any mixture of them is as good."));
out:
    return status;
}

/* The strategy that equilibrium e plays; its rows stand in the order of the strategies. */
static cm_status read_one(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, size_t e, size_t *played)
{
    const cm_table *table = cm_result_find(result, "equilibria"), *payoffs = cm_result_find(result, "payoffs"), *subsets = cm_result_find(result, "subsets");
    cm_value value = cm_table_get(payoffs, e, "value"), in = cm_table_get(subsets, e, "equilibrium");
    double sum = 0;
    *played = nfg->count[0];
    for (size_t k = 0; k < nfg->count[0]; k++) {
        cm_value p = cm_table_get(table, e * nfg->count[0] + k, "probability"), name = cm_table_get(table, e * nfg->count[0] + k, "strategy");
        if (p.kind != CM_NUMBER || name.kind != CM_TEXT || strcmp(name.as.text, nfg->strategy[0][k]) != 0 || p.as.number < 0) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu has no probability of '%s'", e + 1, nfg->strategy[0][k]);
        }
        if (p.as.number >= 1) *played = k;
        sum += p.as.number;
    }
    if (*played == nfg->count[0] || sum > 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu plays no strategy for sure", e + 1);
    if (value.kind != CM_NUMBER || !cm_close(&ctx->tol, value.as.number, nfg->payoff[*played])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu pays %.12g", e + 1, nfg->payoff[*played]);
    if (in.kind != CM_INTEGER || in.as.integer != (int64_t)e + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is in no subset", e + 1);
    return CM_OK;
}

static cm_status is_number(cm_ctx *ctx, const cm_result *result, const char *name, size_t wanted)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_INTEGER && value->as.integer == (int64_t)wanted) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not %zu", name, wanted);
}

static cm_status check_shape(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, size_t *count)
{
    const cm_table *equilibria = cm_result_find(result, "equilibria"), *payoffs = cm_result_find(result, "payoffs"), *subsets = cm_result_find(result, "subsets");
    const cm_value *ties = cm_result_get(result, "degenerate");
    cm_status status = CM_OK;
    if (equilibria == NULL || payoffs == NULL || subsets == NULL || payoffs->nrows == 0 || equilibria->nrows != payoffs->nrows * nfg->count[0] || subsets->nrows != payoffs->nrows) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the tables do not hold the same equilibria"));
    }
    *count = payoffs->nrows;
    CM_TRY(is_number(ctx, result, "count", *count));
    CM_TRY(is_number(ctx, result, "components", 1));
    CM_TRY(is_number(ctx, result, "subsets", 1));
    if (ties == NULL || ties->kind != CM_TRUTH || ties->as.truth != (*count > 1)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the game has %s", *count > 1 ? "ties" : "no ties"));
out:
    return status;
}

cm_status cm_nash_alone_check(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result)
{
    size_t count = 0, first = 0, played = 0, e = 0;
    cm_status status = CM_OK;
    CM_TRY(check_shape(ctx, nfg, result, &count));
    CM_TRY(read_one(ctx, nfg, result, 0, &first));
    CM_TRY(read_one(ctx, nfg, result, 0, &played));
    for (size_t k = 0; k < nfg->count[0]; k++) {
        int sign = compare(nfg, k, first);
        bool listed = e < count && played == k;
        if (sign > 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gains by '%s'", nfg->player[0], nfg->strategy[0][k]));
        if (listed != (sign == 0)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, listed ? "certificate: '%s' is not best" : "certificate: '%s' is as good, and not listed in its place", nfg->strategy[0][k]));
        if (listed && ++e < count) CM_TRY(read_one(ctx, nfg, result, e, &played));
    }
    if (e != count) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is listed twice or out of order", e + 1));
out:
    return status;
}
