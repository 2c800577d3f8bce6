/* pareto.c: the combinations of strategies that cannot be improved for somebody without harm to another.
 *
 * Definition: a combination is dominated by another that pays nobody less and somebody more; those that are not
 * dominated are efficient.  Equilibria that are dominated are what a dilemma is.
 *
 * Combinations are sorted by the sum of payoffs, so that only those before one can dominate it; against efficient
 * ones alone.  Cost: O(cells x efficient cells x players); the certificate O(cells^2 x players).
 *
 * Source: V. Pareto, "Manuel d'economie politique" (1909), chapter 6; R. D. Luce, H. Raiffa, "Games and Decisions"
 * (1957). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/strategic/cells.h"

typedef struct pareto_params {
    long list;
} pareto_params;

typedef struct ranked {
    double sum;
    size_t cell;
} ranked;

static int by_sum(const void *a, const void *b)
{
    const ranked *left = a, *right = b;
    if (left->sum > right->sum || left->sum < right->sum) return left->sum > right->sum ? -1 : 1;
    return (left->cell > right->cell) - (left->cell < right->cell);
}

/* Does cell a pay nobody less than cell b and somebody more? */
static bool improves(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t a, size_t b)
{
    bool more = false;
    for (size_t i = 0; i < nfg->n; i++) {
        int order = cm_cells_compare(ctx, nfg, scale, i, a, b);
        if (order < 0) return false;
        more = more || order > 0;
    }
    return more;
}

/* by[cell]: an efficient cell that dominates it; SIZE_MAX where there is none. */
static cm_status rank_cells(cm_ctx *ctx, cm_arena *scratch, const cm_nfg *nfg, size_t *by)
{
    double scale = cm_cells_scale(nfg);
    ranked *order = CM_NEW(ctx, scratch, nfg->cells, ranked);
    size_t *efficient = CM_NEW(ctx, scratch, nfg->cells, size_t), count = 0;
    if (order == NULL || efficient == NULL) return ctx->status;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        order[cell].cell = cell;
        for (size_t i = 0; i < nfg->n; i++) order[cell].sum += nfg->payoff[cell * nfg->n + i];
    }
    qsort(order, nfg->cells, sizeof *order, by_sum);
    for (size_t r = 0; r < nfg->cells; r++) {
        size_t cell = order[r].cell;
        by[cell] = SIZE_MAX;
        for (size_t e = 0; e < count && by[cell] == SIZE_MAX; e++) {
            if (improves(ctx, nfg, scale, efficient[e], cell)) by[cell] = efficient[e];
        }
        if (by[cell] == SIZE_MAX) efficient[count++] = cell;
        if (r % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while efficient outcomes were sought");
    }
    /* Sums are rounded: where two are equal the better cell may stand behind. */
    for (size_t e = 0; e < count; e++) {
        for (size_t f = 0; f < count && by[efficient[e]] == SIZE_MAX; f++) {
            if (improves(ctx, nfg, scale, efficient[f], efficient[e])) by[efficient[e]] = efficient[f];
        }
    }
    return CM_OK;
}

static cm_status list_one(cm_ctx *ctx, const cm_nfg *nfg, size_t cell, size_t number, cm_result *result, cm_table *table)
{
    cm_status status = CM_OK;
    for (size_t i = 0, rest = cell; i < nfg->n; rest /= nfg->count[i], i++) {
        cm_value row[] = { cm_integer((int64_t)number), cm_text(nfg->player[i]), cm_text(nfg->strategy[i][rest % nfg->count[i]]), cm_number(nfg->payoff[cell * nfg->n + i]),
                           cm_cells_exact(ctx, result->arena, nfg, i, cell) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    status = ctx->status;
out:
    return status;
}

/* The dilemmas: equilibria that everybody would leave together. */
static cm_status list_dilemmas(cm_ctx *ctx, const cm_nfg *nfg, const size_t *by, size_t most, cm_result *result, size_t *dilemmas)
{
    static const char *const columns[] = { "equilibrium", "better", NULL };
    double scale = cm_cells_scale(nfg);
    cm_table *table;
    cm_status status;
    *dilemmas = 0;
    CM_TRY(cm_result_table(ctx, result, "dilemmas", columns, &table));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        const char *here, *there;
        if (by[cell] == SIZE_MAX || cm_cells_temptation(ctx, nfg, scale, cell) > 0 || ++*dilemmas > most) continue;
        here = cm_nfg_profile_text(ctx, result->arena, nfg, cell);
        there = cm_nfg_profile_text(ctx, result->arena, nfg, by[cell]);
        if (here == NULL || there == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(here), cm_text(there) }));
    }
    if (*dilemmas == 1) {
        const char *note = cm_format(ctx, result->arena, "The equilibrium %s is worse for somebody, and better for nobody, than %s: what each does for itself is not what they would agree on.",
                                     table->cell[0].as.text, table->cell[1].as.text);
        CM_TRY(note != NULL ? cm_result_note(ctx, result, note) : ctx->status);
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "outcome", "player", "strategy", "value", "exact", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    size_t most = (size_t)((const pareto_params *)params)->list, count = 0, dilemmas;
    cm_arena scratch = { NULL };
    size_t *by = CM_NEW(ctx, &scratch, nfg->cells, size_t);
    cm_table *table;
    cm_status status = CM_OK;
    if (by == NULL) CM_TRY(ctx->status);
    /* The certificate compares all pairs. */
    if ((double)nfg->cells * (double)nfg->cells * (double)nfg->n > ctx->work_limit) {
        CM_TRY(cm_fail(ctx, CM_E_LIMIT, "%zu combinations of strategies are too many to be compared with each other", nfg->cells));
    }
    CM_TRY(rank_cells(ctx, &scratch, nfg, by));
    CM_TRY(cm_result_table(ctx, result, "efficient", columns, &table));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        if (by[cell] == SIZE_MAX && ++count <= most) CM_TRY(list_one(ctx, nfg, cell, count, result, table));
    }
    CM_TRY(list_dilemmas(ctx, nfg, by, most, result, &dilemmas));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(count <= most)));
    CM_TRY(cm_result_set(ctx, result, "dilemmas", cm_integer((int64_t)dilemmas)));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate: every cell against every other, and the listed ones by their names --------------------- */

static bool undominated(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t cell)
{
    for (size_t other = 0; other < nfg->cells; other++) {
        if (improves(ctx, nfg, scale, other, cell)) return false;
    }
    return true;
}

/* The listed cells, marked in `listed`. */
static cm_status read_listed(cm_ctx *ctx, const cm_nfg *nfg, const cm_table *table, unsigned char *listed)
{
    for (size_t row = 0; row + nfg->n <= table->nrows; row += nfg->n) {
        size_t cell = 0;
        for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
            cm_value name = cm_table_get(table, row + i, "strategy");
            size_t k = cm_cells_strategy(nfg, i, &name);
            if (k == SIZE_MAX) return cm_fail(ctx, CM_E_NUMERIC, "certificate: outcome %zu has no strategy of '%s'", row / nfg->n + 1, nfg->player[i]);
            cell += k * stride;
        }
        for (size_t i = 0; i < nfg->n; i++) {
            cm_value value = cm_table_get(table, row + i, "value");
            if (value.kind != CM_NUMBER || value.as.number < nfg->payoff[cell * nfg->n + i] || value.as.number > nfg->payoff[cell * nfg->n + i]) {
                return cm_fail(ctx, CM_E_NUMERIC, "certificate: outcome %zu does not pay '%s' what was printed", row / nfg->n + 1, nfg->player[i]);
            }
        }
        listed[cell] = 1;
    }
    return table->nrows % nfg->n == 0 ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: an outcome is cut short");
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *table = cm_result_find(result, "efficient");
    const cm_value *count = cm_result_get(result, "count"), *complete = cm_result_get(result, "complete"), *dilemmas = cm_result_get(result, "dilemmas");
    double scale = cm_cells_scale(nfg);
    cm_arena scratch = { NULL };
    unsigned char *listed = CM_NEW(ctx, &scratch, nfg->cells, unsigned char);
    size_t found = 0, named = 0, worse = 0;
    cm_status status = CM_OK;
    (void)params;
    if (listed == NULL || table == NULL || count == NULL || complete == NULL || dilemmas == NULL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: a table or value is missing"));
    CM_TRY(read_listed(ctx, nfg, table, listed));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        bool good = undominated(ctx, nfg, scale, cell);
        if (listed[cell] && !good) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: combination %zu is listed, but another is better for all", cell + 1));
        if (cell % 64 == 0 && cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted while efficient outcomes were checked"));
        found += good;
        named += listed[cell];
        worse += !good && cm_cells_temptation(ctx, nfg, scale, cell) <= 0;
    }
    if (count->as.integer != (int64_t)found) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu outcomes are efficient", found));
    if (complete->as.truth != (named == found) || named * nfg->n != table->nrows) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu of %zu efficient outcomes are listed", named, found));
    if (dilemmas->as.integer != (int64_t)worse) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu equilibria are inefficient", worse));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "count", "complete", "dilemmas", NULL };
static const cm_param params[] = {
    { "list", CM_PARAM_INTEGER, offsetof(pareto_params, list), 1000, 1, 1000000, NULL, "So many outcomes are listed at most; all are counted.", "最多列出的结果个数；计数不受此限。" },
};

extern const cm_concept cm_concept_pareto;
const cm_concept cm_concept_pareto = {
    .name = "pareto",
    .title = "Efficient outcomes of a game",
    .title_zh = "博弈的有效率结果",
    .about = "The combinations of strategies that nothing else improves for somebody without harm to somebody else, and the equilibria that fall short of them.",
    .about_zh = "无法在不损害任何人的前提下使某人获益的策略组合，以及达不到这一点的均衡。",
    .formula = "s such that no s' has u_i(s') >= u_i(s) for all players i, and > for one of them",
    .source = "V. Pareto, \"Manuel d'economie politique\" (1909), chapter 6; R. D. Luce, H. Raiffa, \"Games and Decisions\" (1957)",
    .certificate = "each combination is compared with every other: those listed are dominated by none, and as many as counted are",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = params, .nparams = 1, .params_size = sizeof(pareto_params),
    .run = run,
    .check = check,
};
