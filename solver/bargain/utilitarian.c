/* utilitarian.c: the greatest sum of gains, subject to nobody losing.
 *
 * Definition: the policy with the greatest sum_i p_i g_i(y), among those at which no gain is negative
 * unless individual_rationality = false.  Unlike the product it compares the members' utilities.
 *
 * Summary and tables: see bargain_print.c.  Cost: n + 2 concave programmes.
 * Fails with: CM_E_INPUT for weights that are all 0; CM_E_NUMERIC; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: J. C. Harsanyi, "Cardinal welfare, individualistic ethics, and interpersonal comparisons of
 * utility", Journal of Political Economy 63 (1955) 309-321. */
#include "solver/bargain/bargain_concept.h"

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_SUM, params, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_SUM, params, result);
}

static const cm_param param[] = {
    CM_BARGAIN_PARAM_WEIGHTS("How much each member's gain weighs; equal when absent.", "各成员收益的权重；未给出时相等。"),
    CM_BARGAIN_PARAM_POWER,
    CM_BARGAIN_PARAM_DISAGREEMENT,
    { .name = "individual_rationality",
      .kind = CM_PARAM_TRUTH,
      .offset = offsetof(cm_bargain_params, individual_rationality),
      .fallback = 1,
      .about = "Whether nobody may lose.",
      .about_zh = "是否要求无人受损。" },
};

const cm_concept cm_concept_utilitarian = {
    .name = "utilitarian",
    .title = "Utilitarian agreement",
    .title_zh = "功利主义协议",
    .about = "The agreement at which the sum of everybody's gains is greatest, among those that make nobody "
             "worse off.",
    .about_zh = "在无人受损的协议中，使各方收益之和最大的协议。",
    .formula = "max over y of sum_i p_i [u_i(y) - d_i], all u_i(y) >= d_i",
    .source = "J. C. Harsanyi, \"Cardinal welfare, individualistic ethics, and interpersonal comparisons of "
              "utility\", Journal "
              "of Political Economy 63 (1955) 309-321",
    .certificate = "prices of the members' consent, added to their weights, bound the sum of the gains of "
                   "every policy by that of the printed one",
    .summary = cm_bargain_summary,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_bargain_params),
    .run = run,
    .check = check,
};
