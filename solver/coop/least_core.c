/* least_core.c: the concept least-core: the smallest sacrifice that keeps all coalitions in.
 *
 * Definition: the x with x(N) = worth(N) at which the largest excess worth(S) - x(S), over all S but nobody
 * and everybody, is as small as it can be.  It is never empty and rarely a single point: one of its points
 * is given.  See core.c for the proofs, the large games, and sources. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/balance.h"
#include "solver/coop/votecore.h"

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    cm_least_core lc = { .x = NULL };
    const char *exact = NULL;
    cm_status status = CM_OK;
    (void)params;
    if (tu->worth == NULL) return cm_votecore_run(ctx, tu, false, result);
    if (tu->n == 1) return cm_fail(ctx, CM_E_DOMAIN, "the least core of one player: there is no coalition that could complain");
    CM_TRY(cm_least_core_solve(ctx, &scratch, tu, &lc));
    if (lc.proven) exact = cm_rat_text(ctx, result->arena, &lc.epsilon_exact);
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_number(lc.epsilon)));
    CM_TRY(cm_result_set(ctx, result, "exact", exact != NULL ? cm_text(exact) : cm_none()));
    CM_TRY(cm_result_note(ctx, result, "One point of the least core; there may be others (the nucleolus is always one). The weights show that no division does better."));
    CM_TRY(cm_payoff_print(ctx, result, "payoffs", tu, lc.x, lc.proven ? lc.x_exact : NULL));
    CM_TRY(cm_balance_print(ctx, result, tu, lc.mask, lc.weight, lc.proven ? lc.weight_exact : NULL, lc.nweights));
out:
    cm_least_core_free(&lc, tu->n);
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    (void)params;
    if (tu->worth == NULL) return cm_votecore_check(ctx, tu, false, result);
    return cm_leastcore_check(ctx, tu, result, "payoffs");
}

static const char *const summary_names[] = { "total", "least_core_value", "exact", NULL };

extern const cm_concept cm_concept_least_core;
const cm_concept cm_concept_least_core = {
    .name = "least-core",
    .title = "Least core", .title_zh = "最小核",
    .about = "A division under which the coalition with the strongest reason to walk out has as little reason as possible.",
    .about_zh = "一种分配：使最有理由退出的联盟的退出理由尽可能小。",
    .formula = "argmin over x with x(N) = worth(N) of max over S of worth(S) - x(S)",
    .source = "M. Maschler, B. Peleg, L. S. Shapley, Geometric properties of the kernel, nucleolus, and related solution concepts, Mathematics of Operations Research 4 "
              "(1979) 303-338",
    .certificate = "the largest excess at the printed payoffs, over all coalitions, equals the bound that the printed balanced weights prove",
    .summary = summary_names, .takes = CM_GAME_TU, .run = run, .check = check
};
