/* evidence.c: see evidence.h: fits without controls, with each, with all; then the words. */
#include "models/evidence.h"

cm_status cm_evidence_weigh(cm_ctx *ctx, cm_arena *arena, const cm_observed *observed, uint64_t seed, cm_evidence *evidence)
{
    size_t k = observed->ncontrols, vary = 0;
    cm_status status = CM_OK;
    for (size_t j = 0; j < k; j++) vary += cm_control_varies(observed, j);
    *evidence = (cm_evidence){ .observed = observed, .nfits = vary > 1 ? k + 2 : k + 1 };
    evidence->fit = CM_NEW(ctx, arena, evidence->nfits, cm_record_fit);
    if (evidence->fit == NULL) return ctx->status;
    CM_TRY(cm_evidence_fit(ctx, arena, observed, 0, seed, &evidence->fit[0]));
    for (size_t j = 0; j < k; j++) CM_TRY(cm_evidence_fit(ctx, arena, observed, 1u << j, seed, &evidence->fit[j + 1]));
    if (vary > 1) CM_TRY(cm_evidence_fit(ctx, arena, observed, (1u << k) - 1, seed, &evidence->fit[k + 1]));
    evidence->ended = evidence->fit[0].events;
    CM_TRY(cm_evidence_confound(ctx, arena, evidence));
    CM_TRY(cm_evidence_say(ctx, arena, evidence));
out:
    return status;
}
