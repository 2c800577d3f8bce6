/* bargain_concept.c: from what a file sets to a bargain that is solved, printed, and proven. */
#include "solver/bargain/bargain_concept.h"

#include <string.h>

const char *const cm_bargain_powers[] = { "equal", "capability", NULL };

cm_bargain_terms cm_bargain_terms_of(const cm_bargain_params *params)
{
    return (cm_bargain_terms){ .weights = params->weights,
                               .disagreement = params->disagreement,
                               .capability = params->power != NULL && strcmp(params->power, "capability") == 0 };
}

static cm_bargain_terms asked_for(cm_bargain_kind kind, const cm_bargain_params *params)
{
    cm_bargain_terms terms = cm_bargain_terms_of(params);
    terms.losers = kind == CM_BARGAIN_SUM && !params->individual_rationality;
    return terms;
}

cm_status cm_bargain_run(cm_ctx *ctx, const cm_spatial *game, cm_bargain_kind kind, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_bargain bargain;
    cm_bargain_answer answer;
    cm_bargain_terms terms = asked_for(kind, params);
    const double *p = cm_bargain_weights(ctx, &scratch, game, &terms);
    cm_status status = CM_OK;
    if (p == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_bargain_open(ctx, &scratch, game, &terms, &bargain));
    CM_TRY(cm_bargain_solve(ctx, &scratch, &bargain, kind, &terms, &answer));
    CM_TRY(cm_bargain_print(ctx, result, &bargain, p, &answer));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_bargain_check(cm_ctx *ctx, const cm_spatial *game, cm_bargain_kind kind, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_bargain bargain;
    cm_bargain_answer answer;
    cm_bargain_terms terms = asked_for(kind, params);
    const double *p = cm_bargain_weights(ctx, &scratch, game, &terms);
    cm_status status = CM_OK;
    if (p == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_bargain_open(ctx, &scratch, game, &terms, &bargain));
    CM_TRY(cm_bargain_answer_new(ctx, &scratch, &bargain, &answer));
    CM_TRY(cm_bargain_read(ctx, &bargain, result, &answer));
    CM_TRY(cm_bargain_recount(ctx, &bargain, p, result, &answer));
    CM_TRY(cm_bargain_prove(ctx, &scratch, &bargain, kind, &terms, &answer));
out:
    cm_arena_free(&scratch);
    return status;
}
