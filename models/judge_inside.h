/* judge_inside.h: what the parts of the judge share; not for others. */
#ifndef CM_MODELS_JUDGE_INSIDE_H
#define CM_MODELS_JUDGE_INSIDE_H

#include "models/judge.h"

/* Regimes of a claim and their contrasts: for each regime the end-to-end one, then every other ordered
 * pair of levels of `along` (a trend cut into small steps is a trend all the same; of more than 64
 * levels, neighbours alone). */
typedef struct cm_contrasts {
    cm_contrast *contrast;
    size_t count, nregimes, npairs, npooled;
    size_t (*pair)[2];               /* npairs: from, to */
    size_t (*at)[CM_MOST_AXES];      /* levels of each regime */
    bool *theorem;                   /* of each regime: nested venues under consensus */
} cm_contrasts;

cm_status cm_contrasts_plan(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, cm_contrasts *plan);

/* Cells, contrasts and verdicts of every measure from the sums. */
cm_status cm_judge_measures(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan, const cm_sums *sums, cm_judgement *judgement);

/* The sentence that says why; English and Chinese. */
cm_status cm_judge_words(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, cm_measure_report *report);

cm_status cm_judge_explain(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_sums *sums,
                           cm_judgement *judgement);

/* Run the concept with its certificate on a sample of draws and hold the sweep's answers against it. */
cm_status cm_judge_audit(cm_ctx *ctx, const cm_claim *claim, const cm_simulate_options *options, uint64_t *sampled);

/* Write a draw against the claim as a scenario file into judgement->counterexample, if there was one. */
cm_status cm_judge_counter(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan,
                           const cm_simulate_options *options, cm_judgement *judgement);

#endif
