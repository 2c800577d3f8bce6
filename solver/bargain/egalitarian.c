/* egalitarian.c: the least gain is as great as can be, then the next, and so on.
 *
 * Definition: the lexicographic maximin of the gains.  Where all gains can be equal at the greatest
 * least gain and none can rise alone, all are equal.  The least gain is the depth of consensus.
 *
 * Summary and tables: see bargain_print.c.  Cost: up to 2 n + 1 concave programmes.
 * Fails with: CM_E_NUMERIC; CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: E. Kalai, "Proportional solutions to bargaining situations: interpersonal utility
 * comparisons", Econometrica 45 (1977) 1623-1630. */
#include "solver/bargain/bargain_concept.h"

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_EGAL, params, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_EGAL, params, result);
}

static const cm_param param[] = {
    CM_BARGAIN_PARAM_DISAGREEMENT,
};

const cm_concept cm_concept_egalitarian = {
    .name = "egalitarian",
    .title = "Egalitarian solution",
    .title_zh = "平等主义解",
    .about = "The agreement at which the one who gains least gains as much as possible, then the next, and so on.",
    .about_zh = "使受益最少者的收益尽可能大、其次者亦然、依此类推的协议。",
    .formula = "lexicographic max over y of the gains u_i(y) - d_i, the least first",
    .source = "E. Kalai, \"Proportional solutions to bargaining situations: interpersonal utility "
              "comparisons\", Econometrica "
              "45 (1977) 1623-1630",
    .certificate = "each stage's weights prove that no policy gives those not yet settled a greater least "
                   "gain; each ideal gain is bounded by prices of the others' consent",
    .summary = cm_bargain_summary,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_bargain_params),
    .run = run,
    .check = check,
};
