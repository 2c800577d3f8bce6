/* wedge_check.c: the certificate of the concept `wedge`: by trying all sets, or an integer programme. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/coop/partition.h"
#include "solver/coop/wedge.h"

static cm_status by_sets(cm_ctx *ctx, const cm_circle *circle, const double *cost, double *least)
{
    *least = HUGE_VAL;
    for (uint32_t s = 1; s < 1u << circle->n; s++) {
        int64_t weight = 0;
        double sum = 0;
        for (size_t i = 0; i < circle->n; i++) {
            if (!(s >> i & 1u)) continue;
            weight += circle->weight[i];
            sum += cost[i];
        }
        if (weight >= circle->need) *least = fmin(*least, sum);
    }
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "stopped during the certificate") : CM_OK;
}

static cm_status by_programme(cm_ctx *ctx, const cm_circle *circle, const double *cost, double *least)
{
    cm_lp *lp = cm_lp_new(ctx, circle->n, false);
    double row[CM_WEDGE_MOST];
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL) return ctx->status;
    for (size_t i = 0; i < circle->n; i++) {
        CM_TRY(cm_lp_column(ctx, lp, i, cost[i], 0, 1, true));
        row[i] = (double)circle->weight[i];
    }
    CM_TRY(cm_lp_row(ctx, lp, row, (double)circle->need, HUGE_VAL));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, least, NULL));
    if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the integer programme of %zu members was not solved", circle->n));
out:
    cm_lp_free(lp);
    return status;
}

static cm_status split(cm_ctx *ctx, const cm_circle *circle, const double *cost, double *least)
{
    return circle->n <= 20 ? by_sets(ctx, circle, cost, least) : by_programme(ctx, circle, cost, least);
}

static bool number(const cm_result *result, const char *name, double *x)
{
    const cm_value *value = cm_result_get(result, name);
    if (value == NULL || value->kind != CM_NUMBER) return false;
    *x = value->as.number;
    return true;
}

/* Those drawn out suffice, and their surpluses are the cost. */
static cm_status check_defectors(cm_ctx *ctx, const cm_tu *tu, const cm_circle *circle, const cm_result *result, double cost, double edge)
{
    const cm_table *table = cm_result_find(result, "defectors");
    uint32_t seen = 0;
    int64_t weight = 0;
    double sum = 0;
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value player = cm_table_get(table, r, "player");
        size_t i = 0;
        while (i < tu->n && (player.kind != CM_TEXT || strcmp(tu->player[i], player.as.text) != 0 || (seen >> i & 1u))) i++;
        if (i == tu->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the defectors is no further member", r + 1);
        seen |= 1u << i;
        weight += circle->weight[i];
        sum += circle->surplus[i];
    }
    if (weight < circle->need) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the circle loses weight %lld and still has its quota", (long long)weight);
    if (!(fabs(sum - cost) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the defectors cost %.12g", sum);
    return CM_OK;
}

/* The lottery: a member is bought with a chance of at most the value, so that no division costs the splitter more. */
static cm_status check_attacks(cm_ctx *ctx, const cm_tu *tu, const cm_circle *circle, const cm_result *result, double share)
{
    const cm_table *table = cm_result_find(result, "attacks");
    double bought[CM_WEDGE_MOST] = { 0 }, sum = 0;
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value chance = cm_table_get(table, r, "chance");
        int64_t weight = 0;
        uint32_t who;
        if (!cm_group_read(cm_table_get(table, r, "coalition"), tu->player, tu->n, &who) || chance.kind != CM_NUMBER || !(chance.as.number >= 0)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: attack %zu cannot be read", r + 1);
        }
        for (size_t i = 0; i < tu->n; i++) {
            if (!(who >> i & 1u)) continue;
            weight += circle->weight[i];
            bought[i] += chance.as.number;
        }
        if (weight < circle->need) return cm_fail(ctx, CM_E_NUMERIC, "certificate: attack %zu leaves the circle its quota", r + 1);
        sum += chance.as.number;
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the chances of the attacks add up to %.12g", sum);
    for (size_t i = 0; i < tu->n; i++) {
        if (!(bought[i] <= share + ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is bought with chance %.12g", tu->player[i], bought[i]);
    }
    return CM_OK;
}

static cm_status check_division(cm_ctx *ctx, const cm_tu *tu, const cm_circle *circle, const cm_result *result, double best, double edge)
{
    const cm_table *table = cm_result_find(result, "defence");
    double division[CM_WEDGE_MOST], sum = 0, least;
    cm_status status;
    if (table == NULL || table->nrows != tu->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no division of the surplus");
    for (size_t i = 0; i < tu->n; i++) {
        cm_value x = cm_table_get(table, i, "best");
        if (x.kind != CM_NUMBER || !(x.as.number >= -edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has no share", tu->player[i]);
        sum += division[i] = x.as.number;
    }
    if (!(fabs(sum - circle->total) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the division adds up to %.12g, not %.12g", sum, circle->total);
    status = split(ctx, circle, division, &least);
    if (status != CM_OK) return status;
    if (!(fabs(least - best) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the division is split for %.12g", least);
    return CM_OK;
}

static cm_status check_exact(cm_ctx *ctx, const cm_result *result, double share)
{
    const cm_value *exact = cm_result_get(result, "exact");
    cm_frac value;
    if (exact == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing is said of the exact share");
    if (exact->kind == CM_NONE) return CM_OK;
    if (exact->kind == CM_TEXT && cm_frac_parse(exact->as.text, &value) && fabs(cm_frac_value(value) - share) <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the exact share is not %.12g", share);
}

cm_status cm_wedge_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_circle circle;
    double cost = 0, best = 0, share = 0, least, edge;
    cm_status status = CM_OK;
    CM_TRY(cm_circle_read(ctx, tu, params, &circle));
    edge = ctx->tol.cert * circle.total;
    if (!number(result, "cost", &cost) || !number(result, "best_defence", &best) || !number(result, "best_share", &share)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no cost, or no best defence"));
    }
    CM_TRY(split(ctx, &circle, circle.surplus, &least));
    if (!(fabs(least - cost) <= edge)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the circle is split for %.12g, not %.12g", least, cost));
    if (!(fabs(share * circle.total - best) <= edge)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g of %.12g is not %.12g", share, circle.total, best));
    CM_TRY(check_defectors(ctx, tu, &circle, result, cost, edge));
    CM_TRY(check_division(ctx, tu, &circle, result, best, edge));
    CM_TRY(check_attacks(ctx, tu, &circle, result, share));
    CM_TRY(check_exact(ctx, result, share));
out:
    return status;
}
