/* kalai_smorodinsky.c: everybody gets the same share of the most it could gain.
 *
 * Definition: the ideal gain of a member is its greatest gain at a policy where nobody loses; the
 * solution gives all the greatest equal share of it.  Of more than two members some may still be
 * given more while the others keep theirs, and are: the shares are the lexicographic maximin.
 *
 * Summary and tables: see bargain_print.c.  Cost: up to 2 n + 1 concave programmes.
 * Fails with: CM_E_NUMERIC; CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: E. Kalai, M. Smorodinsky, "Other solutions to Nash's bargaining problem", Econometrica 43
 * (1975) 513-518; H. Imai, "Individual monotonicity and lexicographic maxmin solution", Econometrica 51
 * (1983) 389-401. */
#include "solver/bargain/bargain_concept.h"

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_SMORODINSKY, params, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_SMORODINSKY, params, result);
}

static const cm_param param[] = {
    CM_BARGAIN_PARAM_DISAGREEMENT,
};

const cm_concept cm_concept_kalai_smorodinsky = {
    .name = "kalai-smorodinsky",
    .title = "Kalai-Smorodinsky solution",
    .title_zh = "卡莱—斯莫罗丁斯基解",
    .about = "The agreement that gives everybody the same share of the most it could have got while nobody loses.",
    .about_zh = "各方都得到其在无人受损条件下最大可能收益的同一比例的协议。",
    .formula = "lexicographic max over y of min over i of [u_i(y) - d_i] / ideal_i",
    .source = "E. Kalai, M. Smorodinsky, \"Other solutions to Nash's bargaining problem\", Econometrica 43 "
              "(1975) 513-518; "
              "H. Imai, \"Individual monotonicity and lexicographic maxmin solution\", Econometrica 51 "
              "(1983) 389-401",
    .certificate = "each stage's weights prove that no policy gives those not yet settled a greater least "
                   "share; each ideal gain is bounded by prices of the others' consent",
    .summary = cm_bargain_summary,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_bargain_params),
    .run = run,
    .check = check,
};
