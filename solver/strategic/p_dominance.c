/* p_dominance.c: how sure of the other must one be to stick to an equilibrium?
 *
 * Definition: a pure equilibrium (i, j) is (p, q)-dominant when i is best for the first player whenever it believes in j
 * with probability p or more, however the rest is spread, and j for the second whenever it believes in i with q.  For
 * each equilibrium the least p and q are given; the larger of them is the p of p-dominance.  The lower it is,
 * the less trust the equilibrium needs; at most 1/2 it is chosen where payoffs are slightly uncertain.
 *
 * Each alternative k and each other strategy l of the opponent ask p (a_ij - a_kj) >= (1 - p) (a_kl - a_il).
 *
 * Summary: count (pure equilibria), dominant (the profile that needs at most 1/2, "none" or "several").
 * Table: profiles: profile, player, strategy, p, exact: two rows a profile.
 * Fails with: CM_E_DOMAIN for other than two players; CM_E_MEMORY.  Cost: O(m n) for each equilibrium. */
#include "solver/strategic/p_dominance.h"

#include <math.h>
#include <string.h>

#include "solver/strategic/mixture.h"

/* The least belief of player p in the other's strategy j at which its strategy i is best. */
static void least_belief(const cm_bimatrix *game, size_t p, size_t i, size_t j, cm_rat *least)
{
    cm_rat loss = { 0, 0 }, gain = { 0, 0 };
    cm_rat_set_ratio(least, 0, 1);
    for (size_t k = 0; k < game->count[p]; k++) {
        cm_rat_sub(&loss, cm_bimatrix_at(game, p, i, j), cm_bimatrix_at(game, p, k, j));
        for (size_t l = 0; l < game->count[1 - p]; l++) {
            if (l == j) continue;
            cm_rat_sub(&gain, cm_bimatrix_at(game, p, k, l), cm_bimatrix_at(game, p, i, l));
            if (cm_rat_sign(&gain) <= 0) continue;
            {
                cm_rat both = { 0, 0 };
                cm_rat_add(&both, &loss, &gain);
                cm_rat_div(&gain, &gain, &both);
                cm_rat_clear(&both);
            }
            if (cm_rat_compare(&gain, least) > 0) cm_rat_set(least, &gain);
        }
    }
    cm_rat_clear(&loss);
    cm_rat_clear(&gain);
}

static cm_status write_profile(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, size_t i, size_t j, cm_result *result, cm_table *table, bool *dominant)
{
    const size_t at[2] = { i, j };
    const char *profile = cm_nfg_profile_text(ctx, result->arena, nfg, i + nfg->count[0] * j);
    cm_rat least = { 0, 0 }, half = { 1, 2 };
    cm_status status = CM_OK;
    *dominant = true;
    if (profile == NULL) CM_TRY(ctx->status);
    for (size_t p = 0; p < 2; p++) {
        cm_value row[] = { cm_text(profile), cm_text(nfg->player[p]), cm_text(nfg->strategy[p][at[p]]), cm_none(), cm_none() };
        least_belief(game, p, at[p], at[1 - p], &least);
        *dominant = *dominant && cm_rat_compare(&least, &half) <= 0;
        row[3] = cm_number(cm_rat_value(&least));
        CM_TRY(cm_mixture_exact(ctx, result, nfg, &least, &row[4]));
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    cm_rat_clear(&least);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "profile", "player", "strategy", "p", "exact", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    cm_bimatrix bimatrix;
    const char *dominant = "none";
    int64_t count = 0, dominating = 0;
    cm_table *table;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(cm_result_table(ctx, result, "profiles", columns, &table));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        size_t i = cell % nfg->count[0], j = cell / nfg->count[0];
        bool low;
        if (!cm_bimatrix_is_equilibrium(&bimatrix, i, j)) continue;
        CM_TRY(write_profile(ctx, nfg, &bimatrix, i, j, result, table, &low));
        count++;
        dominating += low;
        if (low) dominant = cm_table_get(table, table->nrows - 1, "profile").as.text;
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(count)));
    CM_TRY(cm_result_set(ctx, result, "dominant", cm_text(dominating > 1 ? "several" : dominant)));
    if (count == 0) CM_TRY(cm_result_note(ctx, result, "There is no equilibrium in pure strategies."));
out:
    cm_bimatrix_free(&bimatrix);
    return status;
}

/* What k gains on i at belief p in j and the rest in l. */
static void gain_at(const cm_bimatrix *game, size_t player, size_t i, size_t k, size_t j, size_t l, const cm_rat *p, cm_rat *gain)
{
    cm_rat rest = { 1, 1 }, off = { 0, 0 };
    cm_rat_sub(&rest, &rest, p);
    cm_rat_sub(&off, cm_bimatrix_at(game, player, k, j), cm_bimatrix_at(game, player, i, j));
    cm_rat_mul(gain, &off, p);
    cm_rat_sub(&off, cm_bimatrix_at(game, player, k, l), cm_bimatrix_at(game, player, i, l));
    cm_rat_add_mul(gain, &off, &rest);
    cm_rat_clear(&rest);
    cm_rat_clear(&off);
}

/* At the printed belief nothing gains, and, unless it is 0, something is as good that would gain if nobody were
 * trusted: at any lower belief it gains. */
static cm_status check_row(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, size_t player, size_t i, size_t j, const cm_table *table, size_t row)
{
    cm_value number = cm_table_get(table, row, "p"), exact = cm_table_get(table, row, "exact"), strategy = cm_table_get(table, row, "strategy");
    cm_rat p = { 0, 0 }, gain = { 0, 0 }, none = { 0, 0 };
    double most = -HUGE_VAL, scale = 0, allowed;
    bool binds = false;
    cm_status status = CM_OK;
    if (number.kind != CM_NUMBER || !(number.as.number >= 0 && number.as.number <= 1) || strategy.kind != CM_TEXT || strcmp(strategy.as.text, nfg->strategy[player][i]) != 0) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no belief in '%s'", row + 1, nfg->strategy[player][i]));
    }
    (void)cm_rat_set_double(&p, number.as.number);
    if (exact.kind == CM_TEXT && (!cm_rat_set_text(&p, exact.as.text) || fabs(cm_rat_value(&p) - number.as.number) > 0)) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g and '%s' differ", number.as.number, exact.as.text));
    }
    for (size_t k = 0; k < 2 * nfg->cells; k++) scale = fmax(scale, fabs(nfg->payoff[k]));
    allowed = exact.kind == CM_TEXT ? 0 : ctx->tol.cert * scale;
    for (size_t k = 0; k < nfg->count[player]; k++) {
        for (size_t l = 0; l < nfg->count[1 - player]; l++) {
            double here;
            if (k == i || l == j) continue;
            gain_at(game, player, i, k, j, l, &p, &gain);
            here = cm_rat_value(&gain);
            most = fmax(most, here);
            gain_at(game, player, i, k, j, l, &none, &gain);
            binds = binds || (fabs(here) <= allowed && cm_rat_sign(&gain) > 0);
        }
    }
    if (most > allowed || (cm_rat_sign(&p) > 0 && !binds)) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not the least belief from which on '%s' is best", number.as.number, nfg->strategy[player][i]));
    }
out:
    cm_rat_clear(&p);
    cm_rat_clear(&gain);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *table = cm_result_find(result, "profiles");
    const cm_value *count = cm_result_get(result, "count");
    cm_bimatrix bimatrix;
    size_t rows = 0, low = 0;
    const cm_value *dominant = cm_result_get(result, "dominant");
    const char *right = "none";
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        size_t i = cell % nfg->count[0], j = cell / nfg->count[0];
        if (!cm_bimatrix_is_equilibrium(&bimatrix, i, j)) continue;
        if (table == NULL || rows + 2 > table->nrows) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: an equilibrium by '%s' is not listed", nfg->strategy[0][i]));
        CM_TRY(check_row(ctx, nfg, &bimatrix, 0, i, j, table, rows++));
        CM_TRY(check_row(ctx, nfg, &bimatrix, 1, j, i, table, rows++));
        if (cm_table_get(table, rows - 1, "p").as.number > 0.5 || cm_table_get(table, rows - 2, "p").as.number > 0.5) continue;
        right = ++low > 1 ? "several" : cm_table_get(table, rows - 1, "profile").as.text;
    }
    if (count == NULL || table == NULL || count->as.integer * 2 != (int64_t)rows || table->nrows != rows) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there are %zu pure equilibria", rows / 2));
    }
    if (dominant == NULL || strcmp(dominant->as.text, right) != 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: a trust of 1/2 is enough for %s", right));
out:
    cm_bimatrix_free(&bimatrix);
    return status;
}

static const char *const summary_names[] = { "count", "dominant", NULL };

const cm_concept cm_concept_p_dominance = {
    .name = "p-dominance",
    .title = "Trust that an equilibrium needs",
    .title_zh = "均衡所需的信任",
    .about = "How likely each of two players must hold it that the other does its part, for keeping to an agreed choice to be best for sure.",
    .about_zh = "两个参与者各自须以多大概率相信对方会履行其份，坚持约定的选择才必定是最优的。",
    .formula = "least p with p (a_ij - a_kj) + (1-p) (a_il - a_kl) >= 0 for all k and all l other than j",
    .source = "S. Morris, R. Rob, H. S. Shin, \"p-dominance and belief potential\", Econometrica 63 (1995) 145-157",
    .certificate = "at the printed belief no other choice gains however the rest is spread, and at any lower one something gains; every pure equilibrium is listed",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
