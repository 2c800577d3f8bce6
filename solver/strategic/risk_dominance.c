/* risk_dominance.c: of two equilibria, which is the safer bet?
 *
 * Definition: of two pure equilibria (i, j) and (k, l) with other strategies for both players, the first
 * risk-dominates the second when the product of what each player loses by leaving it alone is larger:
 * (a_ij - a_kj)(b_ij - b_il) > (a_kl - a_il)(b_kl - b_kj).  In a game of two strategies each this is the comparison of
 * Harsanyi and Selten; in larger games it is made pair by pair, as if the rest did not exist, and need not be transitive.
 *
 * Summary: count (strict pure equilibria), dominant (the one that risk-dominates every other, or "none").
 * Table: pairs: first, second, product_first, product_second, dominant (the safer profile, or "neither").
 * Fails with: CM_E_DOMAIN for other than two players; CM_E_MEMORY.  Cost: O(q^2), q equilibria. */
#include "solver/strategic/risk_dominance.h"

#include <math.h>
#include <string.h>

#include "solver/strategic/bimatrix.h"
#include "solver/strategic/cells.h"

typedef struct profiles {
    size_t count, *i, *j, *wins;
    const char **text;
} profiles;

/* What player p loses when it leaves `own` for `instead` against `other`. */
static void loss(const cm_bimatrix *game, size_t p, size_t own, size_t instead, size_t other, cm_rat *out)
{
    cm_rat_sub(out, cm_bimatrix_at(game, p, own, other), cm_bimatrix_at(game, p, instead, other));
}

static bool is_strict(const cm_bimatrix *game, size_t i, size_t j)
{
    bool strict = cm_bimatrix_is_equilibrium(game, i, j);
    for (size_t k = 0; strict && k < game->count[0]; k++) strict = k == i || cm_rat_compare(cm_bimatrix_at(game, 0, k, j), cm_bimatrix_at(game, 0, i, j)) < 0;
    for (size_t l = 0; strict && l < game->count[1]; l++) strict = l == j || cm_rat_compare(cm_bimatrix_at(game, 1, l, i), cm_bimatrix_at(game, 1, j, i)) < 0;
    return strict;
}

static cm_status find_profiles(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, cm_arena *scratch, cm_arena *kept, profiles *all)
{
    size_t most = nfg->count[0] < nfg->count[1] ? nfg->count[0] : nfg->count[1], *lists = CM_NEW(ctx, scratch, 3 * most, size_t);
    all->text = CM_NEW(ctx, scratch, most, const char *);
    if (lists == NULL || all->text == NULL) return ctx->status;
    all->count = 0;
    all->i = lists, all->j = lists + most, all->wins = lists + 2 * most;
    for (size_t cell = 0; cell < nfg->cells; cell++) {               /* strict ones: at most one a row */
        size_t i = cell % nfg->count[0], j = cell / nfg->count[0];
        if (!is_strict(game, i, j)) continue;
        all->i[all->count] = i;
        all->j[all->count] = j;
        all->text[all->count] = cm_nfg_profile_text(ctx, kept, nfg, cell);
        if (all->text[all->count++] == NULL) return ctx->status;
    }
    return CM_OK;
}

static cm_status write_pair(cm_ctx *ctx, const cm_bimatrix *game, profiles *all, size_t a, size_t b, cm_result *result, cm_table *table)
{
    cm_rat first[2] = { { 0, 0 }, { 0, 0 } }, second[2] = { { 0, 0 }, { 0, 0 } };
    cm_value row[] = { cm_text(all->text[a]), cm_text(all->text[b]), cm_none(), cm_none(), cm_text("neither") };
    cm_status status;
    int sign;
    for (size_t p = 0; p < 2; p++) {
        const size_t *own = p == 0 ? all->i : all->j, *other = p == 0 ? all->j : all->i;
        loss(game, p, own[a], own[b], other[a], &first[p]);
        loss(game, p, own[b], own[a], other[b], &second[p]);
    }
    cm_rat_mul(&first[0], &first[0], &first[1]);
    cm_rat_mul(&second[0], &second[0], &second[1]);
    sign = cm_rat_compare(&first[0], &second[0]);
    row[2] = cm_number(cm_rat_value(&first[0]));
    row[3] = cm_number(cm_rat_value(&second[0]));
    if (sign != 0) row[4] = sign > 0 ? row[0] : row[1];
    all->wins[a] += sign > 0;
    all->wins[b] += sign < 0;
    status = cm_table_row(ctx, result, table, row);
    for (size_t p = 0; p < 2; p++) {
        cm_rat_clear(&first[p]);
        cm_rat_clear(&second[p]);
    }
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "first", "second", "product_first", "product_second", "dominant", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    cm_bimatrix bimatrix;
    cm_arena scratch = { NULL };
    profiles all = { .count = 0 };
    const char *dominant = "none";
    cm_table *table;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(find_profiles(ctx, nfg, &bimatrix, &scratch, result->arena, &all));
    CM_TRY(cm_result_table(ctx, result, "pairs", columns, &table));
    for (size_t a = 0; a < all.count; a++) {
        for (size_t b = a + 1; b < all.count; b++) CM_TRY(write_pair(ctx, &bimatrix, &all, a, b, result, table));
    }
    for (size_t a = 0; a < all.count; a++) {
        if (all.wins[a] + 1 == all.count) dominant = all.text[a];
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)all.count)));
    CM_TRY(cm_result_set(ctx, result, "dominant", cm_text(dominant)));
    if (all.count == 0) CM_TRY(cm_result_note(ctx, result, "There is no strict equilibrium in pure strategies to compare."));
    if (all.count == 1) CM_TRY(cm_result_note(ctx, result, "There is one strict equilibrium in pure strategies, and nothing to compare it with."));
out:
    cm_bimatrix_free(&bimatrix);
    cm_arena_free(&scratch);
    return status;
}

/* By the other characterisation: the beliefs in the first equilibrium from which on each player keeps to it add up to
 * less than 1 exactly when it is the safer one. */
static cm_status check_pair(cm_ctx *ctx, const cm_bimatrix *game, profiles *all, size_t a, size_t b, const cm_table *table, size_t row)
{
    cm_value said = cm_table_get(table, row, "dominant");
    cm_rat sum = { 0, 0 }, here = { 0, 0 }, there = { 0, 0 }, one = { 1, 1 };
    const char *right = "neither";
    int sign;
    for (size_t p = 0; p < 2; p++) {
        const size_t *own = p == 0 ? all->i : all->j, *other = p == 0 ? all->j : all->i;
        loss(game, p, own[a], own[b], other[a], &here);
        loss(game, p, own[b], own[a], other[b], &there);
        cm_rat_add(&here, &here, &there);
        cm_rat_div(&there, &there, &here);
        cm_rat_add(&sum, &sum, &there);
    }
    sign = cm_rat_compare(&sum, &one);
    all->wins[a] += sign < 0;
    all->wins[b] += sign > 0;
    if (sign != 0) right = sign < 0 ? all->text[a] : all->text[b];
    cm_rat_clear(&sum);
    cm_rat_clear(&here);
    cm_rat_clear(&there);
    if (said.kind == CM_TEXT && strcmp(said.as.text, right) == 0) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: of %s and %s the safer is %s", all->text[a], all->text[b], right);
}

/* What each loses by leaving profile a alone for its part of b, multiplied: cell by cell. */
static double product(const cm_nfg *nfg, const profiles *all, size_t a, size_t b)
{
    size_t rows = nfg->count[0], at = all->i[a] + rows * all->j[a], first = all->i[b] + rows * all->j[a], second = all->i[a] + rows * all->j[b];
    return (nfg->payoff[2 * at] - nfg->payoff[2 * first]) * (nfg->payoff[2 * at + 1] - nfg->payoff[2 * second + 1]);
}

/* The row is of this pair, with its products. */
static cm_status check_row(cm_ctx *ctx, const cm_nfg *nfg, const profiles *all, size_t a, size_t b, const cm_table *table, size_t row)
{
    double scale = cm_cells_scale(nfg), slack = ctx->tol.cert * scale * scale, left = product(nfg, all, a, b), right = product(nfg, all, b, a);
    cm_value first = cm_table_get(table, row, "first"), second = cm_table_get(table, row, "second");
    cm_value is = cm_table_get(table, row, "product_first"), other = cm_table_get(table, row, "product_second");
    if (first.kind != CM_TEXT || second.kind != CM_TEXT || strcmp(first.as.text, all->text[a]) != 0 || strcmp(second.as.text, all->text[b]) != 0) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu does not compare %s with %s", row + 1, all->text[a], all->text[b]);
    }
    if (is.kind == CM_NUMBER && other.kind == CM_NUMBER && fabs(is.as.number - left) <= slack && fabs(other.as.number - right) <= slack) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the products of %s and %s are %.12g and %.12g", all->text[a], all->text[b], left, right);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *table = cm_result_find(result, "pairs");
    const cm_value *count = cm_result_get(result, "count"), *dominant = cm_result_get(result, "dominant");
    cm_bimatrix bimatrix;
    cm_arena scratch = { NULL };
    profiles all = { .count = 0 };
    size_t row = 0;
    const char *best = "none";
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(find_profiles(ctx, nfg, &bimatrix, &scratch, &scratch, &all));
    if (table == NULL || count == NULL || dominant == NULL || count->as.integer != (int64_t)all.count || table->nrows != all.count * (all.count - (all.count > 0)) / 2) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there are %zu strict equilibria", all.count));
    }
    for (size_t a = 0; a < all.count; a++) {
        for (size_t b = a + 1; b < all.count; b++, row++) {
            CM_TRY(check_row(ctx, nfg, &all, a, b, table, row));
            CM_TRY(check_pair(ctx, &bimatrix, &all, a, b, table, row));
        }
    }
    for (size_t a = 0; a < all.count; a++) {
        if (all.wins[a] + 1 == all.count) best = all.text[a];
    }
    if (strcmp(dominant->as.text, best) != 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the safest equilibrium is %s", best));
out:
    cm_bimatrix_free(&bimatrix);
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "count", "dominant", NULL };

const cm_concept cm_concept_risk_dominance = {
    .name = "risk-dominance",
    .title = "Risk dominance",
    .title_zh = "风险占优",
    .about = "Which of several stable outcomes of two players is the safer bet when neither is sure what the other will do.",
    .about_zh = "当双方都不确定对方会怎么做时，几个稳定结果中哪一个是更稳妥的选择。",
    .formula = "(a_ij - a_kj)(b_ij - b_il) > (a_kl - a_il)(b_kl - b_kj)",
    .source = "J. C. Harsanyi, R. Selten, A General Theory of Equilibrium Selection in Games, MIT Press (1988), chapter 5",
    .certificate = "the beliefs from which on each player keeps to the safer profile of a pair add up to less than 1; every strict equilibrium is compared, and products are formed anew from payoffs",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
