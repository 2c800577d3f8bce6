/* nash_product.c: the bargain that maximises the weighted product of gains.
 *
 * Definition: of the policies at which everybody gains, the one with the greatest product of
 * g_i(y)^(p_i).  No member's unit of utility matters.  With saliences it is the salience-weighted Nash
 * solution.  The gains are unique; with quadratic and euclidean utility, so is the policy wherever
 * somebody cares.  Where not all can gain at once, `gain` is false and SQ stays.
 *
 * Summary and tables: see bargain_print.c.  Cost: n + 2 concave programmes of O(n d^2 + d^3) a step.
 * Fails with: CM_E_INPUT for weights that are all 0; CM_E_NUMERIC; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: J. F. Nash, "The bargaining problem", Econometrica 18 (1950) 155-162; G. Schneider, D. Finke,
 * S. Bailer, "Bargaining power in the European Union", Political Studies 58 (2010) 85-103. */
#include "solver/bargain/bargain_concept.h"

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_NASH, params, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_NASH, params, result);
}

static const cm_param param[] = {
    CM_BARGAIN_PARAM_WEIGHTS("How much each member's gain weighs; equal when absent.", "各成员收益的权重；未给出时相等。"),
    CM_BARGAIN_PARAM_POWER,
    CM_BARGAIN_PARAM_DISAGREEMENT,
};

const cm_concept cm_concept_nash_product = {
    .name = "nash-product",
    .title = "Nash bargaining solution",
    .title_zh = "纳什议价解",
    .about = "The agreement at which the product of everybody's gains is greatest: no one can be given one "
             "per cent more without the others together losing at least as many per cent.",
    .about_zh = "使各方收益之积最大的协议：若有一方收益增加百分之一，其余各方合计至少减少同样的百分比。",
    .formula = "max over y of prod_i [u_i(y) - d_i]^(p_i), all u_i(y) > d_i",
    .source = "J. F. Nash, \"The bargaining problem\", Econometrica 18 (1950) 155-162; G. Schneider, D. "
              "Finke, S. Bailer, "
              "\"Bargaining power in the European Union\", Political Studies 58 (2010) 85-103",
    .certificate = "the gains weighted by p_i / gain_i are nowhere greater in sum than at the printed policy, which "
                   "bounds every product; each ideal gain is bounded by prices of the others' consent",
    .summary = cm_bargain_summary,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_bargain_params),
    .run = run,
    .check = check,
};
