/* egalitarian.c: the least gain is as great as can be, then the next, and so on.
 *
 * Definition: the lexicographic maximin of the gains.  Where all gains can be equal at the greatest
 * least gain and none can rise alone, all are equal.  The least gain is the depth of consensus.
 *
 * Summary and tables: see bargain_print.c.  Cost: up to 2 n + 1 concave programmes.
 * Fails with: CM_E_NUMERIC; CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: E. Kalai, "Proportional solutions to bargaining situations: interpersonal utility
 * comparisons", Econometrica 45 (1977) 1623-1630. */
#include "solver/bargain/bargain.h"

typedef struct params_of {
    cm_numbers disagreement;
} params_of;

static cm_bargain_terms terms_of(const void *params)
{
    const params_of *own = params;
    return (cm_bargain_terms){ .disagreement = own->disagreement };
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_bargain_terms terms = terms_of(params);
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_EGAL, &terms, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_bargain_terms terms = terms_of(params);
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_EGAL, &terms, result);
}

static const cm_param param[] = {
    { .name = "disagreement",
      .kind = CM_PARAM_BY_PLAYER,
      .offset = offsetof(params_of, disagreement),
      .low = 1,
      .high = 0,
      .about = "Each member's utility without agreement; when absent that of the status quo plus what it has "
               "outside.",
      .about_zh = "各成员在没有协议时的效用；未给出时为现状的效用加上其外部所得。" },
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
    .params_size = sizeof(params_of),
    .run = run,
    .check = check,
};
