/* pure.c: all equilibria in pure strategies.
 *
 * Definition: a combination of strategies at which nobody gains by changing its own strategy alone:
 * u_i(s) >= u_i(k, s_-i) for each player i and each of its strategies k.  There may be none, one or many.
 * An equilibrium is strict when every change loses: then small doubts about the payoffs do not unsettle it.
 *
 * Found along lines: for each player and each combination of the others, the cells that pay the player most
 * survive.  Cost: O(cells x players).
 *
 * Source: J. F. Nash, "Equilibrium points in n-person games", Proc. National Academy of Sciences 36 (1950)
 * 48-49. */
#include <stdint.h>
#include <stdlib.h>

#include "solver/concept.h"
#include "solver/strategic/cells.h"

enum { ALIVE = 1, STRICT = 2 };

typedef struct pure_params {
    long list;
} pure_params;

/* Of the line of cells that player i moves along from `first`, only the best stay; a best that is not alone
 * is not strict. */
static void thin_line(const cm_ctx *ctx, const cm_nfg *nfg, double scale, size_t i, size_t first, size_t stride, unsigned char *mark)
{
    size_t best = first, ties = 0;
    for (size_t k = 1; k < nfg->count[i]; k++) {
        if (cm_cells_compare(ctx, nfg, scale, i, first + k * stride, best) > 0) best = first + k * stride;
    }
    for (size_t k = 0; k < nfg->count[i]; k++) ties += cm_cells_compare(ctx, nfg, scale, i, first + k * stride, best) == 0;
    for (size_t k = 0; k < nfg->count[i]; k++) {
        size_t cell = first + k * stride;
        if (cm_cells_compare(ctx, nfg, scale, i, cell, best) < 0) mark[cell] = 0;
        else if (ties > 1) mark[cell] &= (unsigned char)~STRICT;
    }
}

static cm_status mark_cells(cm_ctx *ctx, const cm_nfg *nfg, unsigned char *mark)
{
    double scale = cm_cells_scale(nfg);
    for (size_t cell = 0; cell < nfg->cells; cell++) mark[cell] = ALIVE | STRICT;
    for (size_t i = 0; i < nfg->n; i++) {
        size_t stride = cm_cells_stride(nfg, i);
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while pure equilibria were looked for");
        for (size_t first = 0; first < nfg->cells; first++) {
            if (first / stride % nfg->count[i] == 0) thin_line(ctx, nfg, scale, i, first, stride, mark);
        }
    }
    return CM_OK;
}

static cm_status list_one(cm_ctx *ctx, const cm_nfg *nfg, size_t cell, size_t number, bool strict, cm_result *result, cm_table *equilibria, cm_table *payoffs)
{
    cm_status status = CM_OK;
    for (size_t i = 0, rest = cell; i < nfg->n; rest /= nfg->count[i], i++) {
        cm_value row[] = { cm_integer((int64_t)number), cm_text(nfg->player[i]), cm_text(nfg->strategy[i][rest % nfg->count[i]]), cm_number(1), cm_text("1") };
        cm_value pay[] = { cm_integer((int64_t)number), cm_text(nfg->player[i]), cm_number(nfg->payoff[cell * nfg->n + i]), cm_cells_exact(ctx, result->arena, nfg, i, cell), cm_truth(strict) };
        CM_TRY(cm_table_row(ctx, result, equilibria, row));
        CM_TRY(cm_table_row(ctx, result, payoffs, pay));
    }
    status = ctx->status;
out:
    return status;
}

static cm_status explain(cm_ctx *ctx, cm_result *result, size_t count, size_t strict, size_t listed)
{
    const char *text = NULL;
    if (count == 0) return cm_result_note(ctx, result, "None: at every combination of strategies somebody would rather have chosen otherwise. In mixed strategies there is always an equilibrium.");
    if (count > 1) {
        text = cm_format(ctx, result->arena, "There are %zu: which one is played is not settled by payoffs alone, but by history, salience or talk.", count);
        if (text == NULL || cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    }
    if (strict < count) {
        if (cm_result_note(ctx, result, "Where strict is no, somebody loses nothing by doing something else: the equilibrium asks it to choose what it has no reason to prefer.") != CM_OK) return ctx->status;
    }
    if (listed == count) return CM_OK;
    text = cm_format(ctx, result->arena, "The first %zu are listed; models.pure.list lists more.", listed);
    return text != NULL ? cm_result_note(ctx, result, text) : ctx->status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "equilibrium", "player", "strategy", "probability", "exact", NULL };
    static const char *const paid[] = { "equilibrium", "player", "value", "exact", "strict", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    size_t most = (size_t)((const pure_params *)params)->list, count = 0, strict = 0;
    cm_arena scratch = { NULL };
    unsigned char *mark = CM_NEW(ctx, &scratch, nfg->cells, unsigned char);
    cm_table *equilibria, *payoffs;
    cm_status status = CM_OK;
    if (mark == NULL) CM_TRY(ctx->status);
    CM_TRY(mark_cells(ctx, nfg, mark));
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &equilibria));
    CM_TRY(cm_result_table(ctx, result, "payoffs", paid, &payoffs));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        if (!(mark[cell] & ALIVE)) continue;
        if (++count <= most) CM_TRY(list_one(ctx, nfg, cell, count, (mark[cell] & STRICT) != 0, result, equilibria, payoffs));
        strict += (mark[cell] & STRICT) != 0;
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)count)));
    CM_TRY(cm_result_set(ctx, result, "strict", cm_integer((int64_t)strict)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(count <= most)));
    CM_TRY(explain(ctx, result, count, strict, count < most ? count : most));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate: cell by cell, each against its own neighbours, and the listed ones by their names ----- */

/* The cell that n rows of the table name; SIZE_MAX when they name none. */
static size_t cell_named(const cm_nfg *nfg, const cm_table *table, size_t first, int64_t number)
{
    size_t cell = 0, stride = 1;
    if (first + nfg->n > table->nrows) return SIZE_MAX;
    for (size_t i = 0; i < nfg->n; stride *= nfg->count[i], i++) {
        cm_value name = cm_table_get(table, first + i, "strategy"), who = cm_table_get(table, first + i, "player"), at = cm_table_get(table, first + i, "equilibrium"),
                 share = cm_table_get(table, first + i, "probability");
        size_t k = cm_cells_strategy(nfg, i, &name);
        if (k == SIZE_MAX || cm_cells_player(nfg, &who) == SIZE_MAX || at.kind != CM_INTEGER || at.as.integer != number) return SIZE_MAX;
        if (share.kind != CM_NUMBER || share.as.number < 1 || share.as.number > 1) return SIZE_MAX;
        cell += k * stride;
    }
    return cell;
}

static cm_status check_listed(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, double scale, size_t *listed)
{
    const cm_table *table = cm_result_find(result, "equilibria"), *payoffs = cm_result_find(result, "payoffs");
    size_t before = 0;
    *listed = 0;
    if (table == NULL || payoffs == NULL || payoffs->nrows != table->nrows) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a table is missing");
    for (size_t row = 0; row < table->nrows; row += nfg->n, ++*listed) {
        size_t cell = cell_named(nfg, table, row, (int64_t)*listed + 1);
        int tempted = cell != SIZE_MAX ? cm_cells_temptation(ctx, nfg, scale, cell) : 1;
        if (cell == SIZE_MAX || (*listed > 0 && cell <= before)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is no combination of strategies of its own", *listed + 1);
        if (tempted > 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at equilibrium %zu somebody gains by a change", *listed + 1);
        for (size_t i = 0; i < nfg->n; i++) {
            cm_value value = cm_table_get(payoffs, row + i, "value"), strict = cm_table_get(payoffs, row + i, "strict");
            if (value.kind != CM_NUMBER || value.as.number < nfg->payoff[cell * nfg->n + i] || value.as.number > nfg->payoff[cell * nfg->n + i]) {
                return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu does not pay '%s' what was printed", *listed + 1, nfg->player[i]);
            }
            if (strict.kind != CM_TRUTH || strict.as.truth != (tempted < 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is %sstrict", *listed + 1, tempted < 0 ? "" : "not ");
        }
        before = cell;
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_value *count = cm_result_get(result, "count"), *strict = cm_result_get(result, "strict"), *complete = cm_result_get(result, "complete");
    double scale = cm_cells_scale(nfg);
    size_t listed, found = 0, sharp = 0;
    cm_status status = check_listed(ctx, nfg, result, scale, &listed);
    (void)params;
    if (status != CM_OK) return status;
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        int tempted = cm_cells_temptation(ctx, nfg, scale, cell);
        if (cell % 4096 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while pure equilibria were checked");
        found += tempted <= 0;
        sharp += tempted < 0;
    }
    if (count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)found) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there are %zu equilibria", found);
    if (strict == NULL || strict->kind != CM_INTEGER || strict->as.integer != (int64_t)sharp) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu equilibria are strict", sharp);
    if (complete == NULL || complete->kind != CM_TRUTH || complete->as.truth != (listed == found)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu of %zu equilibria are listed", listed, found);
    return CM_OK;
}

static const char *const summary_names[] = { "count", "strict", "complete", NULL };
static const cm_param params[] = {
    { "list", CM_PARAM_INTEGER, offsetof(pure_params, list), 1000, 1, 1000000, NULL, "So many equilibria are listed at most; all are counted.", "最多列出的均衡个数；计数不受此限。" },
};

extern const cm_concept cm_concept_pure;
const cm_concept cm_concept_pure = {
    .name = "pure",
    .title = "Equilibria in pure strategies",
    .title_zh = "纯策略均衡",
    .about = "The combinations of strategies at which nobody would do better by changing its own strategy alone.",
    .about_zh = "没有任何行为体能够仅凭改变自己的策略而获益的策略组合。",
    .formula = "s with u_i(s) >= u_i(k, s_-i) for each player i and each strategy k of i; strict: > for each other k",
    .source = "J. F. Nash, \"Equilibrium points in n-person games\", Proceedings of the National Academy of Sciences 36 (1950) 48-49",
    .certificate = "each combination, compared with every change of one player, is an equilibrium exactly when it was counted; those listed pay what was printed",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = params, .nparams = 1, .params_size = sizeof(pure_params),
    .run = run,
    .check = check,
};
