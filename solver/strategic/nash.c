/* nash.c: all equilibria of a game of two players.
 *
 * Definition: mixtures x, y such that no strategy pays its player more against the other's mixture than the mixture
 * does.  All extreme equilibria are listed; every equilibrium is a mixture of those in one subset.
 *
 * Summary: count (extreme equilibria), complete (false when the search was cut short), components, subsets,
 * degenerate (an equilibrium has more best replies than strategies in use).
 * Tables: equilibria and payoffs (mixture.h); subsets: subset, component, equilibrium: a row for each extreme
 * equilibrium of each maximal Nash subset.
 * More than two players: nash_several.c; one: nash_alone.c.
 * Fails with: CM_E_LIMIT when ctx->work_limit came before the first
 * equilibrium; CM_E_INTERRUPT; CM_E_MEMORY.
 * Cost: extreme.h; 15 x 15 a tenth of a second.
 * Sources: extreme.h. */
#include "solver/strategic/nash.h"

#include <string.h>

#include "solver/strategic/extreme.h"
#include "solver/strategic/mixture.h"

/* Has player p more best replies than strategies in use? */
static bool has_spare_reply(const cm_bimatrix *game, size_t p, const cm_rat *const mix[2])
{
    size_t used = 0, best = 0;
    cm_rat most = { 0, 0 }, paid = { 0, 0 };
    for (size_t k = 0; k < game->count[p]; k++) {
        int sign;
        used += cm_rat_sign(&mix[p][k]) > 0;
        cm_bimatrix_against(game, p, true, k, mix[1 - p], &paid);
        sign = k == 0 ? 1 : cm_rat_compare(&paid, &most);
        if (sign > 0) best = 1;
        else if (sign == 0) best++;
        if (sign > 0) cm_rat_set(&most, &paid);
    }
    cm_rat_clear(&most);
    cm_rat_clear(&paid);
    return best > used;
}

typedef struct listing {
    cm_ctx *ctx;
    cm_result *result;
    cm_table *table;
    const size_t *component;
    int64_t subsets;
    bool continuum;
} listing;

static cm_status list_subset(void *data, const size_t *equilibrium, size_t count)
{
    listing *l = data;
    cm_status status = CM_OK;
    l->subsets++;
    l->continuum = l->continuum || count > 1;
    for (size_t i = 0; i < count; i++) {
        cm_value row[] = { cm_integer(l->subsets), cm_integer((int64_t)l->component[equilibrium[i]] + 1), cm_integer((int64_t)equilibrium[i] + 1) };
        CM_TRY(cm_table_row(l->ctx, l->result, l->table, row));
    }
out:
    return status;
}

static cm_status write_equilibria(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, const cm_extreme *all, cm_result *result, bool *degenerate)
{
    cm_table *equilibria, *payoffs;
    cm_status status = CM_OK;
    *degenerate = false;
    CM_TRY(cm_mixture_tables(ctx, result, &equilibria, &payoffs));
    for (size_t e = 0; e < all->count; e++) {
        const cm_rat *const mix[2] = { all->mix[0][all->pair[e][0]], all->mix[1][all->pair[e][1]] };
        CM_TRY(cm_mixture_write(ctx, result, nfg, game, e, mix, equilibria, payoffs));
        *degenerate = *degenerate || has_spare_reply(game, 0, mix) || has_spare_reply(game, 1, mix);
    }
out:
    return status;
}

static cm_status write_subsets(cm_ctx *ctx, const cm_extreme *all, cm_result *result, bool *complete, bool *continuum)
{
    static const char *const columns[] = { "subset", "component", "equilibrium", NULL };
    cm_arena scratch = { NULL };
    size_t *component = CM_NEW(ctx, &scratch, all->count, size_t), components;
    listing l = { .ctx = ctx, .result = result, .component = component };
    cm_status status = CM_OK;
    if (component == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "subsets", columns, &l.table));
    CM_TRY(cm_extreme_components(ctx, all, component, &components));
    CM_TRY(cm_extreme_subsets(ctx, all, component, components, list_subset, &l, complete));
    CM_TRY(cm_result_set(ctx, result, "components", cm_integer((int64_t)components)));
    CM_TRY(cm_result_set(ctx, result, "subsets", cm_integer(l.subsets)));
    *continuum = l.continuum;
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status write_notes(cm_ctx *ctx, cm_result *result, const cm_extreme *all, bool complete, bool continuum, bool degenerate)
{
    const char *note = NULL;
    if (all->full) {
        note = cm_format(ctx, result->arena, "There are more equilibria than the %zu listed; a list of all would be too long.", all->count);
        if (note == NULL) return ctx->status;
    } else if (!complete) {
        note = cm_format(ctx, result->arena, "The search was cut short after %.3g steps: there may be more equilibria than these.", all->steps);
        if (note == NULL) return ctx->status;
    } else if (continuum) {
        note = "There are infinitely many equilibria: within each subset any mixture of the first player's strategies that are listed goes with any "
               "mixture of the second player's.";
    } else if (all->count == 1) {
        note = "It is the only equilibrium.";
    } else if (!degenerate) {
        note = "These are all; that their number is odd is no chance: in games without ties it always is.";
    } else {
        note = "These are all.";
    }
    return cm_result_note(ctx, result, note);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    cm_bimatrix bimatrix;
    cm_extreme all = { .count = 0 };
    bool whole = true, continuum = false, degenerate = false;
    cm_status status = CM_OK;
    (void)params;
    if (nfg->n == 1) return cm_nash_alone(ctx, nfg, result);
    if (nfg->n > 2) return cm_nash_several(ctx, nfg, result);
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(cm_extreme_find(ctx, &bimatrix, &all));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)all.count)));
    CM_TRY(write_equilibria(ctx, nfg, &bimatrix, &all, result, &degenerate));
    CM_TRY(write_subsets(ctx, &all, result, &whole, &continuum));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(all.complete && whole)));
    CM_TRY(cm_result_set(ctx, result, "degenerate", cm_truth(degenerate)));
    CM_TRY(write_notes(ctx, result, &all, all.complete && whole, continuum, degenerate));
out:
    cm_extreme_free(&all);
    cm_bimatrix_free(&bimatrix);
    return status;
}

static const char *const summary_names[] = { "count", "complete", "components", "subsets", "degenerate", NULL };

const cm_concept cm_concept_nash = {
    .name = "nash",
    .title = "Nash equilibria",
    .title_zh = "纳什均衡",
    .about = "All the ways in which the players can choose, each at random if need be, so that nobody gains by choosing otherwise alone.",
    .about_zh = "各行为体分别选择（必要时随机选择），使任何一方单独改变选择都得不到好处的全部方式。",
    .formula = "(x, y) with x_i > 0 only if (Ay)_i = max_k (Ay)_k, and y_j > 0 only if (B'x)_j = max_k (B'x)_k; all pairs of vertices; more players likewise, all "
               "isolated equilibria",
    .source = "J. F. Nash, \"Non-cooperative games\", Annals of Mathematics 54 (1951) 286-295; D. Avis, G. D. Rosenberg, R. Savani, "
              "B. von Stengel, \"Enumeration of Nash equilibria for two-player games\", Economic Theory 42 (2010) 9-37",
    .certificate = "in each equilibrium no strategy pays more than the mixture, in fractions; each mixture is a vertex; no equilibrium is listed twice; "
                   "subsets are interchangeable; without ties the number is odd and the indices add up to 1; more players: what each strategy pays against the "
                   "printed mixtures is added up anew",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = cm_nash_check,
};
