/* correlated_check.c: the certificate of correlated equilibria, from the printed tables alone.
 *
 * For any multipliers y >= 0 every distribution p that satisfies the incentives has
 *     goal(p) <= goal(p) + sum_r y_r incentive_r(p) <= max over cells of (goal(cell) + sum_r y_r incentive_r(cell)),
 * so that the largest cell bounds all equilibria.  The egalitarian goal is at most any weighing of the payoffs. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/strategic/correlated.h"
#include "solver/strategic/mixing.h"

typedef struct proof {
    const cm_nfg *nfg;
    bool coarse;
    const cm_result *result;
    double *p, *bound;               /* cells */
    size_t *profile;                 /* n */
    double *range, all;              /* n; their sum */
    double rounding;                 /* what sums of payoffs may be off by rounding alone */
    cm_arena *arena;
} proof;

/* The strategy with this label; count[i] when there is none. */
static size_t strategy_of(cm_ctx *ctx, const proof *c, size_t i, cm_value label)
{
    for (size_t k = 0; label.kind == CM_TEXT && k < c->nfg->count[i]; k++) {
        const char *text = cm_strategy_label(ctx, c->arena, c->nfg, i, k);
        if (text != NULL && strcmp(text, label.as.text) == 0) return k;
    }
    return c->nfg->count[i];
}

static size_t player_of(const cm_nfg *nfg, cm_value id)
{
    for (size_t i = 0; id.kind == CM_TEXT && i < nfg->n; i++) {
        if (strcmp(nfg->player[i], id.as.text) == 0) return i;
    }
    return nfg->n;
}

static cm_status read_distribution(cm_ctx *ctx, const proof *c, const char *goal)
{
    bool main = strcmp(goal, "welfare") == 0;
    const cm_table *table = cm_result_find(c->result, main ? "distribution" : "others");
    double sum = 0;
    memset(c->p, 0, c->nfg->cells * sizeof *c->p);
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value word = cm_table_get(table, r, "goal"), cell = cm_table_get(table, r, "cell"), p = cm_table_get(table, r, "probability"), text = cm_table_get(table, r, "profile");
        const char *expected;
        if (!main && (word.kind != CM_TEXT || strcmp(word.as.text, goal) != 0)) continue;
        if (cell.kind != CM_INTEGER || cell.as.integer < 1 || (size_t)cell.as.integer > c->nfg->cells || p.kind != CM_NUMBER || !(p.as.number >= 0) || text.kind != CM_TEXT) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu for '%s' is no chance of a combination", r + 1, goal);
        }
        expected = cm_nfg_profile_text(ctx, c->arena, c->nfg, (size_t)cell.as.integer - 1);
        if (expected == NULL) return ctx->status;
        if (strcmp(expected, text.as.text) != 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: combination %zu is %s, not %s", (size_t)cell.as.integer, expected, text.as.text);
        c->p[cell.as.integer - 1] += p.as.number;
        sum += p.as.number;
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the chances for '%s' add up to %.12g", goal, sum);
    return CM_OK;
}

/* What playing l for k (everything, when coarse) brings player i, added up over the cells that are drawn. */
static double gain(const proof *c, size_t i, size_t k, size_t l)
{
    double sum = 0;
    for (size_t cell = 0; cell < c->nfg->cells; cell++) {
        if (!(c->p[cell] > 0)) continue;
        cm_nfg_profile(c->nfg, cell, c->profile);
        if (!c->coarse && c->profile[i] != k) continue;
        c->profile[i] = l;
        sum += c->p[cell] * (c->nfg->payoff[cm_nfg_cell(c->nfg, c->profile) * c->nfg->n + i] - c->nfg->payoff[cell * c->nfg->n + i]);
    }
    return sum;
}

static cm_status check_incentives(cm_ctx *ctx, const proof *c, const char *goal)
{
    for (size_t i = 0; i < c->nfg->n; i++) {
        for (size_t k = 0; k < (c->coarse ? 1 : c->nfg->count[i]); k++) {
            for (size_t l = 0; l < c->nfg->count[i]; l++) {
                double more = gain(c, i, k, l);
                if (more <= ctx->tol.cert * c->range[i]) continue;
                return cm_fail(ctx, CM_E_NUMERIC, "certificate: in the distribution for '%s', '%s' gains %.3g by playing '%s'", goal, c->nfg->player[i], more, c->nfg->strategy[i][l]);
            }
        }
    }
    return CM_OK;
}

/* Add y times an incentive to the bound of each cell. */
static void add_incentive(const proof *c, size_t i, size_t k, size_t l, double y)
{
    for (size_t cell = 0; cell < c->nfg->cells; cell++) {
        cm_nfg_profile(c->nfg, cell, c->profile);
        if (!c->coarse && c->profile[i] != k) continue;
        c->profile[i] = l;
        c->bound[cell] += y * (c->nfg->payoff[cell * c->nfg->n + i] - c->nfg->payoff[cm_nfg_cell(c->nfg, c->profile) * c->nfg->n + i]);
    }
}

static cm_status add_multipliers(cm_ctx *ctx, const proof *c, const char *goal, bool weighs, double *weights)
{
    const cm_table *table = cm_result_find(c->result, "multipliers");
    *weights = 0;
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value word = cm_table_get(table, r, "goal"), plays = cm_table_get(table, r, "plays"), instead = cm_table_get(table, r, "instead"), y = cm_table_get(table, r, "multiplier");
        size_t i = player_of(c->nfg, cm_table_get(table, r, "player")), k, l;
        if (word.kind != CM_TEXT || strcmp(word.as.text, goal) != 0) continue;
        if (i == c->nfg->n || y.kind != CM_NUMBER || !(y.as.number >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: multiplier %zu is none", r + 1);
        if (weighs && instead.kind == CM_NONE) {
            for (size_t cell = 0; cell < c->nfg->cells; cell++) c->bound[cell] += y.as.number * c->nfg->payoff[cell * c->nfg->n + i];
            *weights += y.as.number;
            continue;
        }
        k = strategy_of(ctx, c, i, plays);
        l = strategy_of(ctx, c, i, instead);
        if (ctx->status != CM_OK) return ctx->status;
        if (l == c->nfg->count[i] || (!c->coarse && k == c->nfg->count[i])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: multiplier %zu names no strategies of '%s'", r + 1, c->nfg->player[i]);
        add_incentive(c, i, k, l, y.as.number);
    }
    return CM_OK;
}

static double payoff_of(const proof *c, size_t i)
{
    double sum = 0;
    for (size_t cell = c->nfg->cells; cell-- > 0;) sum += c->p[cell] * c->nfg->payoff[cell * c->nfg->n + i];
    return sum;
}

/* The goal of a player and its sign: what the cells' bound starts from, and what the distribution gives. */
static double start(const proof *c, size_t goal)
{
    double value = goal == CM_GOAL_EGALITARIAN ? HUGE_VAL : 0, sign = goal >= CM_GOAL_RANGES && goal % 2 == 0 ? -1 : 1;
    memset(c->bound, 0, c->nfg->cells * sizeof *c->bound);
    for (size_t i = 0; i < c->nfg->n; i++) {
        double u = payoff_of(c, i);
        bool counts = goal == CM_GOAL_WELFARE || (goal >= CM_GOAL_RANGES && (goal - CM_GOAL_RANGES) / 2 == i);
        if (goal == CM_GOAL_EGALITARIAN) value = fmin(value, u);
        else if (counts) value += sign * u;
        for (size_t cell = 0; counts && cell < c->nfg->cells; cell++) c->bound[cell] += sign * c->nfg->payoff[cell * c->nfg->n + i];
    }
    return value;
}

static cm_status printed(cm_ctx *ctx, const proof *c, size_t goal, double *value)
{
    const cm_table *range = cm_result_find(c->result, "range");
    const cm_value *summary = cm_result_get(c->result, goal == CM_GOAL_WELFARE ? "welfare" : "egalitarian");
    cm_value v = cm_none();
    if (goal < CM_GOAL_RANGES) v = summary != NULL ? *summary : cm_none();
    else if (range != NULL && range->nrows == c->nfg->n) v = cm_table_get(range, (goal - CM_GOAL_RANGES) / 2, goal % 2 == 0 ? "low" : "high");
    if (v.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a goal's value is missing");
    *value = goal >= CM_GOAL_RANGES && goal % 2 == 0 ? -v.as.number : v.as.number;
    return CM_OK;
}

static cm_status check_goal(cm_ctx *ctx, const proof *c, size_t goal)
{
    const char *word = cm_correlated_goal(ctx, c->arena, c->nfg, goal);
    double value, said = 0, weights = 0, most = -HUGE_VAL, near = ctx->tol.cert * c->all + c->rounding;
    cm_status status = CM_OK;
    if (word == NULL) CM_TRY(ctx->status);
    CM_TRY(printed(ctx, c, goal, &said));
    CM_TRY(read_distribution(ctx, c, word));
    CM_TRY(check_incentives(ctx, c, word));
    value = start(c, goal);
    if (!(fabs(value - said) <= near)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the distribution for '%s' gives %.12g, not %.12g", word, value, said));
    CM_TRY(add_multipliers(ctx, c, word, goal == CM_GOAL_EGALITARIAN, &weights));
    if (goal == CM_GOAL_EGALITARIAN && !(fabs(weights - 1) <= ctx->tol.cert)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights of the players add up to %.12g", weights));
    for (size_t cell = 0; cell < c->nfg->cells; cell++) most = fmax(most, c->bound[cell]);
    if (goal == CM_GOAL_EGALITARIAN) most /= weights;                               /* it bounds the least payoff this often */
    if (!(most <= said + near)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is proven up to %.12g, not %.12g", word, fabs(most), fabs(said)));
out:
    return status;
}

cm_status cm_correlated_check(cm_ctx *ctx, const cm_nfg *nfg, bool coarse, const cm_result *result)
{
    cm_arena scratch = { NULL };
    proof c = { .nfg = nfg, .coarse = coarse, .result = result, .arena = &scratch };
    cm_status status;
    c.p = CM_NEW(ctx, &scratch, nfg->cells, double);
    c.bound = CM_NEW(ctx, &scratch, nfg->cells, double);
    c.profile = CM_NEW(ctx, &scratch, nfg->n, size_t);
    c.range = CM_NEW(ctx, &scratch, nfg->n, double);
    CM_TRY(ctx->status);
    for (size_t i = 0; i < nfg->n; i++) {
        c.range[i] = cm_payoff_range(ctx, nfg, i);
        c.all += c.range[i];
    }
    for (size_t k = 0; k < nfg->cells * nfg->n; k++) c.rounding = fmax(c.rounding, fabs(nfg->payoff[k]) * 64 * (double)(nfg->cells + nfg->n) * DBL_EPSILON);
    for (size_t goal = 0; goal < CM_GOAL_RANGES + 2 * nfg->n; goal++) CM_TRY(check_goal(ctx, &c, goal));
    CM_TRY(ctx->status);
out:
    cm_arena_free(&scratch);
    return status;
}
