/* zero_sum.c: games of pure conflict: what one wins the other loses, up to a constant.
 *
 * Definition: the value v is the most that the first player can secure whatever the other does, max_x min_j (x'A)_j,
 * and the least to which the second can hold it, min_y max_i (Ay)_i: they are equal.  Mixtures that secure it are
 * optimal, and every pair of optimal mixtures is an equilibrium.
 *
 * Summary: value (of the first player), exact (the same as a fraction), sum (what the payoffs of every combination
 * add up to), count (1: one pair of mixtures is given), complete (true when it is shown to be the only pair).
 * Tables: equilibria, payoffs (mixture.h).
 * Fails with: CM_E_DOMAIN when the payoffs do not always add up to the same number, or not for two players;
 * CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT.
 * Cost: matrix_game.h. */
#include "solver/strategic/zero_sum.h"

#include <math.h>
#include <string.h>

#include "solver/strategic/matrix_game.h"
#include "solver/strategic/mixture.h"

static cm_status refuse_sum(cm_ctx *ctx, const cm_nfg *nfg, size_t cell, const cm_rat *other, const cm_rat *sum)
{
    cm_arena scratch = { NULL };
    const char *profile = cm_nfg_profile_text(ctx, &scratch, nfg, cell);
    if (profile != NULL) {
        (void)cm_fail(ctx, CM_E_DOMAIN, "the payoffs add up to %g in %s, but to %g in the first combination: 'zero-sum' is for games in which one wins "
                      "what the other loses", cm_rat_value(other), profile, cm_rat_value(sum));
    }
    cm_arena_free(&scratch);
    return ctx->status;
}

/* What the payoffs of every combination add up to. */
static cm_status common_sum(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, cm_rat *sum)
{
    cm_rat other = { 0, 0 };
    cm_status status = CM_OK;
    cm_rat_add(sum, cm_bimatrix_at(game, 0, 0, 0), cm_bimatrix_at(game, 1, 0, 0));
    for (size_t cell = 0; cell < nfg->cells && status == CM_OK; cell++) {
        size_t i = cell % nfg->count[0], j = cell / nfg->count[0];
        cm_rat_add(&other, cm_bimatrix_at(game, 0, i, j), cm_bimatrix_at(game, 1, j, i));
        if (cm_rat_compare(&other, sum) == 0) continue;
        if (nfg->exact == NULL && cm_close(&ctx->tol, cm_rat_value(&other), cm_rat_value(sum))) continue;
        status = refuse_sum(ctx, nfg, cell, &other, sum);
    }
    cm_rat_clear(&other);
    return status;
}

/* The rank of the rows `use` and columns `tight` of a, fraction-free; work is as large as a. */
static size_t rank_within(const cm_rat *a, size_t stride, const size_t *use, size_t uses, const size_t *tight, size_t tights, cm_rat *work)
{
    cm_rat last = { 1, 1 };
    size_t rank = 0, wide = uses;
    for (size_t r = 0; r + 1 < tights; r++) {                   /* ties between columns: their differences */
        for (size_t c = 0; c < uses; c++) cm_rat_sub(&work[r * wide + c], &a[use[c] * stride + tight[r + 1]], &a[use[c] * stride + tight[0]]);
    }
    for (size_t c = 0; c < wide && rank + 1 < tights; c++) {
        size_t r = rank;
        while (r + 1 < tights && cm_rat_sign(&work[r * wide + c]) == 0) r++;
        if (r + 1 == tights) continue;
        for (size_t k = 0; k < wide && r != rank; k++) {
            cm_rat swap = work[r * wide + k];
            work[r * wide + k] = work[rank * wide + k];
            work[rank * wide + k] = swap;
        }
        for (r = rank + 1; r + 1 < tights; r++) {
            for (size_t k = c + 1; k < wide; k++) cm_rat_cross(&work[r * wide + k], &work[rank * wide + c], &work[r * wide + k], &work[r * wide + c], &work[rank * wide + k], &last);
        }
        cm_rat_set(&last, &work[rank * wide + c]);
        rank++;
    }
    cm_rat_clear(&last);
    return rank;
}

/* Every optimal mixture of p uses only best replies of p to the other's optimal mixture, and makes the strategies
 * that the other uses equally good.  When that leaves one mixture it is the only one.  (When it does not,
 * there may be one all the same.) */
static cm_status only_one(cm_ctx *ctx, const cm_bimatrix *game, size_t p, const cm_rat *const mix[2], cm_rat *work, bool *only)
{
    cm_arena scratch = { NULL };
    size_t *best = CM_NEW(ctx, &scratch, game->count[p], size_t), *used = CM_NEW(ctx, &scratch, game->count[1 - p], size_t), nbest = 0, nused = 0;
    cm_rat *paid = cm_rats_new(ctx, game->count[p]), *whole = cm_rats_new(ctx, game->count[1 - p]);
    cm_status status = CM_OK;
    size_t top = 0;
    if (best == NULL || used == NULL || paid == NULL || whole == NULL) CM_TRY(ctx->status);
    for (size_t j = 0; j < game->count[1 - p]; j++) cm_rat_set(&whole[j], &mix[1 - p][j]);
    cm_rats_primitive(whole, game->count[1 - p]);
    for (size_t k = 0; k < game->count[p]; k++) {
        cm_bimatrix_against(game, p, true, k, whole, &paid[k]);
        if (cm_rat_compare(&paid[k], &paid[top]) > 0) top = k;
    }
    for (size_t k = 0; k < game->count[p]; k++) {
        if (cm_rat_compare(&paid[k], &paid[top]) == 0) best[nbest++] = k;
    }
    for (size_t j = 0; j < game->count[1 - p]; j++) {
        if (cm_rat_sign(&mix[1 - p][j]) > 0) used[nused++] = j;
    }
    *only = nbest == 1 || (nbest <= nused && rank_within(game->whole[p], game->count[1 - p], best, nbest, used, nused, work) + 1 == nbest);
out:
    cm_rats_free(paid, paid == NULL ? 0 : game->count[p]);
    cm_rats_free(whole, whole == NULL ? 0 : game->count[1 - p]);
    cm_arena_free(&scratch);
    return status;
}

static cm_status write_value(cm_ctx *ctx, const cm_nfg *nfg, const cm_rat *value, const cm_rat *sum, bool only, cm_result *result)
{
    cm_value exact;
    cm_status status = CM_OK;
    CM_TRY(cm_mixture_exact(ctx, result, nfg, value, &exact));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(cm_rat_value(value))));
    CM_TRY(cm_result_set(ctx, result, "exact", exact));
    CM_TRY(cm_result_set(ctx, result, "sum", cm_number(cm_rat_value(sum))));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(1)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(only)));
    CM_TRY(cm_result_note(ctx, result, only ? "These are the only optimal mixtures."
                                            : "Other mixtures may be optimal too; all are worth the same. 'nash' lists them in small games."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    cm_bimatrix bimatrix;
    cm_rat *mix[2] = { NULL, NULL }, *work = NULL, value = { 0, 0 }, sum = { 0, 0 };
    cm_table *equilibria, *payoffs;
    bool only[2];
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(common_sum(ctx, nfg, &bimatrix, &sum));
    for (size_t p = 0; p < 2; p++) mix[p] = cm_rats_new(ctx, nfg->count[p]);
    work = cm_rats_new(ctx, nfg->cells);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(cm_matrix_game_solve(ctx, bimatrix.exact[0], nfg->count[0], nfg->count[1], mix[0], mix[1], &value));
    for (size_t p = 0; p < 2; p++) CM_TRY(only_one(ctx, &bimatrix, p, (const cm_rat *const *)mix, work, &only[p]));
    CM_TRY(write_value(ctx, nfg, &value, &sum, only[0] && only[1], result));
    CM_TRY(cm_mixture_tables(ctx, result, &equilibria, &payoffs));
    CM_TRY(cm_mixture_write(ctx, result, nfg, &bimatrix, 0, (const cm_rat *const *)mix, equilibria, payoffs));
out:
    for (size_t p = 0; p < 2; p++) cm_rats_free(mix[p], mix[p] == NULL ? 0 : nfg->count[p]);
    cm_rats_free(work, work == NULL ? 0 : nfg->cells);
    cm_rat_clear(&value);
    cm_rat_clear(&sum);
    cm_bimatrix_free(&bimatrix);
    return status;
}

/* Two mixtures that are best replies to each other prove both of each other's optimality. */
static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_value *value = cm_result_get(result, "value"), *exact = cm_result_get(result, "exact");
    cm_value paid, fraction;
    cm_bimatrix bimatrix;
    cm_rat *mix[2] = { NULL, NULL };
    size_t count = 0;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    for (size_t p = 0; p < 2; p++) mix[p] = cm_rats_new(ctx, nfg->count[p]);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(cm_mixture_count(ctx, nfg, result, &count));
    if (count != 1 || value == NULL || exact == NULL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu pairs of mixtures", count));
    CM_TRY(cm_mixture_read(ctx, nfg, &bimatrix, result, 0, mix));
    CM_TRY(cm_mixture_judge(ctx, nfg, &bimatrix, 0, (const cm_rat *const *)mix));
    paid = cm_table_get(cm_result_find(result, "payoffs"), 0, "value");
    fraction = cm_table_get(cm_result_find(result, "payoffs"), 0, "exact");
    if (value->kind != CM_NUMBER || fabs(value->as.number - paid.as.number) > 0 || exact->kind != fraction.kind ||
        (exact->kind == CM_TEXT && strcmp(exact->as.text, fraction.as.text) != 0)) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the value is %.12g", paid.as.number));
    }
out:
    for (size_t p = 0; p < 2; p++) cm_rats_free(mix[p], mix[p] == NULL ? 0 : nfg->count[p]);
    cm_bimatrix_free(&bimatrix);
    return status;
}

static const char *const summary_names[] = { "value", "exact", "sum", "count", "complete", NULL };

const cm_concept cm_concept_zero_sum = {
    .name = "zero-sum",
    .title = "Value of a game of conflict",
    .title_zh = "零和博弈的值",
    .about = "When one side wins what the other loses: what the first can be sure of on average, and how each should mix its choices to secure it.",
    .about_zh = "当一方所得即另一方所失时：第一方平均能保证得到多少，以及双方应如何混合选择来保证这一结果。",
    .formula = "v = max_x min_j (x'A)_j = min_y max_i (Ay)_i",
    .source = "J. von Neumann, \"Zur Theorie der Gesellschaftsspiele\", Mathematische Annalen 100 (1928) 295-320; G. B. Dantzig, \"A proof of the "
              "equivalence of the programming problem and the game problem\", in T. C. Koopmans (ed.), Activity Analysis of Production and Allocation, Wiley (1951) 330-335",
    .certificate = "no strategy of either player does better against the other's printed mixture, in fractions, so that both secure the value",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
