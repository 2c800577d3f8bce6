/* core.c: the concept core: can all be kept together so that no coalition does better alone?
 *
 * Definition: the core is the set of x with x(N) = worth(N) and x(S) >= worth(S) for every coalition S.  The
 * least-core value is the smallest epsilon for which some x gives every coalition but nobody and everybody at
 * least worth(S) - epsilon: the core is empty exactly when it is above 0.
 *
 * Proof of emptiness: balanced coalitions that claim more than there is.  Proof of the contrary: a point.
 * Both are exact where the worths are; where they are computed numbers and the value is next to 0, the
 * answer is that it is too close to call.  For few players the corners of the core are listed.
 *
 * Large simple games (more than CM_TU_MOST players) go by the cheapest winning coalition (votecore.h).
 *
 * Fails with: CM_E_NUMERIC; CM_E_LIMIT for rules whose cheapest coalition is too hard to find; CM_E_MEMORY.
 * Cost: some dozen looks through the 2^n worths; n = 22 tenths of a second.
 * Source: D. B. Gillies, "Solutions to general non-zero-sum games", Annals of Math. Studies 40 (1959) 47-85;
 * M. Maschler, B. Peleg, L. S. Shapley, "Geometric properties of the kernel, nucleolus, and related solution
 * concepts", Math. Oper. Res. 4 (1979) 303-338 (least core). */
#include <math.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/coop/balance.h"
#include "solver/coop/corners.h"
#include "solver/coop/votecore.h"

static double worth_of_all(const cm_tu *tu) { return tu->worth[((size_t)1 << tu->n) - 1]; }

static cm_status note(cm_ctx *ctx, cm_result *result, const cm_tu *tu, const cm_least_core *lc, cm_value empty)
{
    double claim = 0, all = worth_of_all(tu);
    const char *text;
    for (size_t k = 0; k < lc->nweights; k++) claim += lc->weight[k] * tu->worth[lc->mask[k]];
    if (empty.kind == CM_NONE) {
        text = cm_format(ctx, result->arena, "Too close to call: the least-core value is %.3g, and the worths are computed numbers. A small change of them decides it.", lc->epsilon);
    } else if (empty.as.truth) {
        text = cm_format(ctx, result->arena, "No division satisfies everybody. With the weights below every player is counted once, and these coalitions together claim %.6g, "
                         "%.3g more than there is. At best the worst-off coalition lacks %.6g.", claim, claim - all, lc->epsilon);
    } else if (!(lc->epsilon < -ctx->tol.abs * cm_tu_scale(tu))) {
        text = "The point below satisfies every coalition, some only just: the weights show that no division leaves all of them more than they have by themselves.";
    } else {
        text = cm_format(ctx, result->arena, "The point below satisfies every coalition: at least %.6g more than it has by itself. The weights show that no division leaves the "
                         "worst-off coalition more.", 0 - lc->epsilon);
    }
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status print(cm_ctx *ctx, cm_result *result, const cm_tu *tu, const cm_least_core *lc)
{
    cm_value empty = cm_least_core_balanced(ctx, tu, lc);
    const char *exact = lc->proven ? cm_rat_text(ctx, result->arena, &lc->epsilon_exact) : NULL;
    cm_status status = CM_OK;
    if (empty.kind == CM_TRUTH) empty.as.truth = !empty.as.truth;
    CM_TRY(cm_result_set(ctx, result, "empty", empty));
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_number(lc->epsilon)));
    CM_TRY(cm_result_set(ctx, result, "exact", exact != NULL ? cm_text(exact) : cm_none()));
    CM_TRY(note(ctx, result, tu, lc, empty));
    CM_TRY(cm_balance_print(ctx, result, tu, lc->mask, lc->weight, lc->proven ? lc->weight_exact : NULL, lc->nweights));
    CM_TRY(cm_payoff_print(ctx, result, empty.kind == CM_TRUTH && !empty.as.truth ? "point" : "nearest", tu, lc->x, lc->proven ? lc->x_exact : NULL));
    if (empty.kind == CM_TRUTH && !empty.as.truth && lc->proven) CM_TRY(cm_corners_print(ctx, result, tu));
out:
    return status;
}

/* One player: there is nobody to walk out. */
static cm_status print_single(cm_ctx *ctx, cm_result *result, const cm_tu *tu)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "empty", cm_truth(false)));
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_none()));
    CM_TRY(cm_result_set(ctx, result, "exact", cm_none()));
    CM_TRY(cm_payoff_print(ctx, result, "point", tu, &tu->worth[1], NULL));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    cm_least_core lc = { .x = NULL };
    cm_status status = CM_OK;
    (void)params;
    if (tu->worth == NULL) return cm_votecore_run(ctx, tu, true, result);
    if (tu->n == 1) return print_single(ctx, result, tu);
    CM_TRY(cm_least_core_solve(ctx, &scratch, tu, &lc));
    CM_TRY(print(ctx, result, tu, &lc));
out:
    cm_least_core_free(&lc, tu->n);
    cm_arena_free(&scratch);
    return status;
}

static cm_status check_value(cm_ctx *ctx, const cm_result *result, const cm_tu *tu, const char *point, double *value)
{
    const cm_value *printed = cm_result_get(result, "least_core_value");
    if (printed == NULL || printed->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no least-core value");
    *value = printed->as.number;
    return cm_leastcore_check(ctx, tu, result, point);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *empty = cm_result_get(result, "empty"), *exact = cm_result_get(result, "exact");
    double value = 0, slack;
    cm_rat bound = { 0, 0 };
    int sign;
    cm_status status = CM_OK;
    (void)params;
    if (tu->worth == NULL) return cm_votecore_check(ctx, tu, true, result);
    if (empty == NULL || (tu->n == 1 && empty->kind != CM_TRUTH)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no word on whether the core is empty");
    if (tu->n == 1) return empty->as.truth ? cm_fail(ctx, CM_E_NUMERIC, "certificate: one player alone has a core") : CM_OK;
    CM_TRY(check_value(ctx, result, tu, empty->kind == CM_TRUTH && !empty->as.truth ? "point" : "nearest", &value));
    slack = ctx->tol.cert * cm_tu_scale(tu);
    if (exact != NULL && exact->kind == CM_TEXT && cm_payoff_fraction(exact->as.text, &bound)) {
        sign = cm_rat_sign(&bound);
    } else {
        sign = value > slack ? 1 : value < -slack ? -1 : 0;
        if (sign == 0 && empty->kind == CM_TRUTH) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a value of %.3g is too close to 0 to decide", value));
        if (sign == 0) goto out;
    }
    if (empty->kind != CM_TRUTH || empty->as.truth != (sign > 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the core is %s, by a least-core value of %.12g", sign > 0 ? "empty" : "not empty", value));
    CM_TRY(cm_corners_check(ctx, result, tu));
out:
    cm_rat_clear(&bound);
    return status;
}

static const char *const summary_names[] = { "empty", "least_core_value", "exact", "total", "corners", NULL };

extern const cm_concept cm_concept_core;
const cm_concept cm_concept_core = {
    .name = "core",
    .title = "Core", .title_zh = "核心",
    .about = "Whether what all achieve together can be divided so that no group would do better by itself.",
    .about_zh = "全体合作的成果能否这样分配：任何一个集团单独行动都不会得到更多。",
    .formula = "{ x : x(N) = worth(N), x(S) >= worth(S) for every S }; empty exactly when min over x of max over S of worth(S) - x(S) is above 0",
    .source = "D. B. Gillies, Solutions to general non-zero-sum games, Annals of Mathematics Studies 40 (1959) 47-85; L. S. Shapley, On balanced sets and cores, Naval "
              "Research Logistics Quarterly 14 (1967) 453-460",
    .certificate = "empty: the printed weights count every player once and claim more than there is; not empty: no coalition has more than the printed point gives it; the "
                   "least-core value lies between the bound by the weights and that by the payoffs, which are equal; in fractions where the worths are exact",
    .summary = summary_names, .takes = CM_GAME_TU, .run = run, .check = check
};
