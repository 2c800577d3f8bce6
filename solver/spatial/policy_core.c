/* policy_core.c: policies that no winning coalition would leave, for any rule.
 *
 * Definition: x is in the core when no policy is preferred to x by every member of some winning coalition.
 *
 * With one issue it is an interval; with two a polygon, cut out by finitely many half-planes (policy_core.h).  With
 * more, cuts are made where they are needed: a policy that the cuts so far leave, as far inside them as can be, is
 * tested; where a coalition would leave it, the hull of that coalition's ideals gives the next cut.  The least shift is
 * max over x of min over u of u.x - h(u), turned round: by how much every half-space has to be moved out for
 * something to be left.  On two issues that takes more than the half-planes that matter: a half-plane between two of
 * them, moved out, need not follow from the two, moved out (so with limiting median lines and the yolk).  Like the radius of the yolk, which it is where it is positive, it is told in the length that
 * agrees with areas: saliences scaled so that their product is 1.  Half-spaces are in the issues' own units.
 *
 * Where saliences differ in kind between members there is no common metric, and indifference curves are no circles:
 * then single policies are tested, which is exact for any saliences, and no corners are given.
 *
 * Cost: one issue O(n log n); two O(n^3) additions and comparisons at most; more: a test of a policy (halfspace.h)
 * and a linear programme a cut.
 * Source: R. D. McKelvey, N. Schofield, "Generalized symmetry conditions at a core point", Econometrica 55 (1987)
 * 923-933; J. Greenberg, "Consistent majority rules over compact sets of alternatives", Econometrica 47 (1979)
 * 627-636. */
#include "solver/spatial/policy_core.h"

static cm_status print_corners(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game,
                               const cm_metric *metric, const cm_policy_core_answer *found)
{
    static const char *const columns[] = { "corner", "issue", "value", NULL };
    static const char *const point[] = { "issue", "value", NULL };
    bool one = metric->d > 2;
    double *policy = CM_NEW(ctx, arena, game->d, double);
    cm_table *table;
    cm_status status = CM_OK;
    if (policy == NULL) return ctx->status;
    CM_TRY(cm_result_table(ctx, result, one ? "point" : "corners", one ? point : columns, &table));
    for (size_t c = 0; c < found->corners; c++) {
        cm_metric_back(metric, found->corner + c * metric->d, policy);
        for (size_t j = 0; j < metric->d; j++) {
            size_t k = metric->issue[j];
            cm_value row[] = { cm_integer((int64_t)c + 1), cm_text(game->issue[k]), cm_number(policy[k]) };
            CM_TRY(cm_table_row(ctx, result, table, one ? row + 1 : row));
        }
    }
out:
    return status;
}

/* Half-spaces in the units of the issues: sum_k direction_k x_k >= at_least. */
static cm_status print_proof(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const cm_metric *metric,
                             const cm_policy_core_answer *found)
{
    static const char *const columns[] = { "halfspace", "issue", "direction", "at_least", "weight", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    if (found->rows == 0) return CM_OK;
    CM_TRY(cm_result_table(ctx, result, "proof", columns, &table));
    for (size_t r = 0; r < found->rows; r++) {
        const double *u = found->u + r * metric->d;
        double least = metric->size * found->reach[r];
        for (size_t j = 0; j < metric->d; j++) least += u[j] * metric->factor[j] * metric->centre[j];
        for (size_t j = 0; j < metric->d; j++) {
            cm_value row[] = { cm_integer((int64_t)r + 1), cm_text(game->issue[metric->issue[j]]),
                               cm_number(u[j] * metric->factor[j]), j == 0 ? cm_number(least) : cm_none(),
                               j == 0 ? cm_number(found->weight[r]) : cm_none() };
            CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

static cm_status note(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const cm_metric *metric, const cm_policy_core_answer *found)
{
    const char *text = "Saliences differ in kind between members, or are those of city blocks: the status quo (and "
                       "'point') are tested exactly, and no corners are given.";
    if (found->everything) {
        text = "Those who care for any of the issues cannot decide anything: every policy is in the core.";
    } else if (found->decided && found->empty) {
        text = "Whatever is agreed, some winning coalition would rather have something else: decisions can always be "
               "undone. The half-spaces of 'proof' are each insisted on by a winning coalition and have no policy in "
               "common.";
    } else if (found->decided && metric->d > 2) {
        text = "More than two issues: one policy of the core is given, not all of it.";
    } else if (found->decided) {
        text = "Once a policy of this set is agreed, no winning coalition can gain by replacing it.";
    } else if (metric->common) {
        text = "The search for a policy that nothing beats ended without an answer: the core is empty or very thin.";
    }
    if (cm_result_note(ctx, result, text) != CM_OK) return ctx->status;
    if (found->empty && metric->d > 2 && cm_result_note(ctx, result, "More than two issues: 'shift' is by how much the half-spaces of 'proof' miss each other; all of them together may by more.") != CM_OK) return ctx->status;
    if (game->red_low == NULL) return CM_OK;
    return cm_result_note(ctx, result, "Red lines are not looked at here: preferences alone decide.");
}

static cm_status print(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game, const cm_metric *metric,
                       const cm_policy_core_answer *found)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "empty", found->decided ? cm_truth(found->empty) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "area", found->measured ? cm_number(found->area * cm_metric_volume(metric)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "shift", found->decided ? cm_number(found->shift * metric->unit) : cm_none()));
    if (found->corners > 0) CM_TRY(print_corners(ctx, arena, result, game, metric, found));
    if (found->centre != NULL) CM_TRY(cm_metric_print(ctx, metric, found->centre, "centre", result));
    CM_TRY(print_proof(ctx, result, game, metric, found));
    CM_TRY(note(ctx, result, game, metric, found));
out:
    return status;
}

static cm_status test_policies(cm_ctx *ctx, const cm_spatial *game, const cm_policy_core_params *p, cm_result *result,
                               bool *any)
{
    bool beaten;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_beaten(ctx, game, game->status_quo, &beaten, NULL, NULL));
    CM_TRY(cm_result_set(ctx, result, "contains_status_quo", cm_truth(!beaten)));
    *any = !beaten;
    if (p->point.count > 0) {
        CM_TRY(cm_metric_beaten(ctx, game, p->point.at, &beaten, NULL, NULL));
        *any = *any || !beaten;
    }
    CM_TRY(cm_result_set(ctx, result, "contains_point", p->point.count > 0 ? cm_truth(!beaten) : cm_none()));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_policy_core_params *p = params;
    cm_arena scratch = { NULL };
    cm_policy_core_answer found = { .decided = false };
    bool any;
    cm_metric metric;
    cm_status status = CM_OK;
    if (p->point.count > 0) CM_TRY(cm_metric_need_policy(ctx, spatial, p->point.count, "point"));
    CM_TRY(cm_metric_init(ctx, &scratch, spatial, &metric));
    CM_TRY(test_policies(ctx, spatial, p, result, &any));
    found.everything = metric.d == 0 || !cm_metric_decides(&metric);
    if (found.everything) found.decided = true;
    else if (!metric.common) found.decided = any;
    else CM_TRY(cm_policy_core_find(ctx, &scratch, &metric, &found));
    CM_TRY(print(ctx, &scratch, result, spatial, &metric, &found));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "empty", "area", "shift", "contains_status_quo", "contains_point", NULL };

static const cm_param param[] = {
    { .name = "point", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_policy_core_params, point), .low = 1, .high = 0,
      .about = "A policy, one number an issue, that is tested besides the status quo.",
      .about_zh = "除现状外另行检验的一项政策，每个议题一个数。" },
};

const cm_concept cm_concept_policy_core = {
    .name = "policy-core",
    .title = "Core of policies",
    .title_zh = "政策核",
    .about = "Policies that last: once one of them is agreed, no coalition that could decide would all rather have "
             "something else.",
    .about_zh = "能够持久的政策：一旦达成，任何足以作出决定的联盟都不会一致更愿意换成别的政策。",
    .formula = "intersection over all directions u of {x: u.x >= h(u)}, h(u) = the largest t for which {i: u.a_i >= t} "
               "wins",
    .source = "R. D. McKelvey, N. Schofield, \"Generalized symmetry conditions at a core point\", Econometrica 55 (1987) "
              "923-933; J. Greenberg, \"Consistent majority rules over compact sets of alternatives\", Econometrica 47 "
              "(1979) 627-636",
    .certificate = "beyond every edge some winning coalition would come back, and just inside every corner no step "
                   "pleases one; empty: each half-space of the proof is insisted on by a winning coalition, and weights "
                   "show that they have no policy in common; from the centre none is farther than the shift",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_policy_core_params),
    .run = run,
    .check = cm_policy_core_check,
};
