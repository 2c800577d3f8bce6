/* utilitarian.c: the greatest sum of gains, subject to nobody losing.
 *
 * Definition: the policy with the greatest sum_i p_i g_i(y), among those at which no gain is negative
 * unless individual_rationality = false.  Unlike the product it compares the members' utilities.
 *
 * Summary and tables: see bargain_print.c.  Cost: n + 2 concave programmes.
 * Fails with: CM_E_INPUT for weights that are all 0; CM_E_NUMERIC; CM_E_INTERRUPT; CM_E_MEMORY.
 * Source: J. C. Harsanyi, "Cardinal welfare, individualistic ethics, and interpersonal comparisons of
 * utility", Journal of Political Economy 63 (1955) 309-321. */
#include <string.h>

#include "solver/bargain/bargain.h"

typedef struct params_of {
    cm_numbers weights, disagreement;
    const char *power;
    bool individual_rationality;
} params_of;

static cm_bargain_terms terms_of(const void *params)
{
    const params_of *own = params;
    return (cm_bargain_terms){ .weights = own->weights,
                               .disagreement = own->disagreement,
                               .capability = own->power != NULL && strcmp(own->power, "capability") == 0,
                               .losers = !own->individual_rationality };
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_bargain_terms terms = terms_of(params);
    return cm_bargain_run(ctx, &game->as.spatial, CM_BARGAIN_SUM, &terms, result);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_bargain_terms terms = terms_of(params);
    return cm_bargain_check(ctx, &game->as.spatial, CM_BARGAIN_SUM, &terms, result);
}

static const char *const powers[] = { "equal", "capability", NULL };

static const cm_param param[] = {
    { .name = "weights",
      .kind = CM_PARAM_BY_PLAYER,
      .offset = offsetof(params_of, weights),
      .low = 0,
      .high = CM_NUM_LARGEST,
      .about = "How much each member's gain weighs; equal when absent.",
      .about_zh = "各成员收益的权重；未给出时相等。" },
    { .name = "power",
      .kind = CM_PARAM_WORD,
      .offset = offsetof(params_of, power),
      .fallback = 0,
      .words = powers,
      .about = "Where no weights are given: equal ones, or the members' capabilities.",
      .about_zh = "未给出权重时：权重相等，或取各成员的能力。" },
    { .name = "disagreement",
      .kind = CM_PARAM_BY_PLAYER,
      .offset = offsetof(params_of, disagreement),
      .low = 1,
      .high = 0,
      .about = "Each member's utility without agreement; when absent that of the status quo plus what it has "
               "outside.",
      .about_zh = "各成员在没有协议时的效用；未给出时为现状的效用加上其外部所得。" },
    { .name = "individual_rationality",
      .kind = CM_PARAM_TRUTH,
      .offset = offsetof(params_of, individual_rationality),
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
    .params_size = sizeof(params_of),
    .run = run,
    .check = check,
};
