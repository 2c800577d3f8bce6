/* inquiry_inside.h: what boundaries, regions and sensitivities share; not for others. */
#ifndef CM_MODELS_INQUIRY_INSIDE_H
#define CM_MODELS_INQUIRY_INSIDE_H

#include "models/inquiry.h"

typedef struct cm_inquirer {
    cm_ctx *ctx;
    cm_arena *arena;                 /* of the findings */
    const cm_node *root;
    const cm_claim *claim;
    cm_simulate_options run;         /* of a point */
    cm_progress_fn progress;
    void *progress_data;
    uint64_t done, expected;
} cm_inquirer;

/* Judge the claim at a point; the judgement's memory is `scratch`'s. */
cm_status cm_inquire(cm_inquirer *q, cm_arena *scratch, const cm_point *point, cm_judgement *judgement);

/* Judge it at n points of k changes each, the points over threads.  `place` writes the changes of a point, `take` keeps what
 * is wanted of its judgement: called once for each, in any order, by any thread.  The error of the first point that fails is
 * the one told. */
cm_status cm_inquire_all(cm_inquirer *q, size_t n, size_t k, void (*place)(void *data, size_t point, cm_change *change),
                         void (*take)(void *data, size_t point, const cm_judgement *judgement), void *data);

/* A sentence in both languages; NULL (no memory) is passed over. */
void cm_finding_say(cm_finding *finding, const char *words, const char *words_zh);

cm_status cm_boundary_answer(cm_inquirer *q, const cm_boundary_ask *ask, cm_finding *finding);
cm_status cm_region_answer(cm_inquirer *q, const cm_region_ask *ask, cm_finding *finding);
cm_status cm_sensitivity_answer(cm_inquirer *q, const cm_sensitivity_ask *ask, cm_finding *finding);

/* What would have to be true for the verdict to turn: one input at a time, and the nearest point.  `u`, `verdict`:
 * npoints already judged.  Adds tables "turns" and "nearest", and sentences. */
cm_status cm_turn_answer(cm_inquirer *q, const cm_input *input, size_t ninputs, const double *u, const cm_verdict *verdict, size_t npoints,
                         cm_finding *finding);

/* A map of verdicts over the first two inputs (u: n x k), for either language. */
cm_status cm_region_map(cm_inquirer *q, const cm_input *input, size_t k, const double *u, const cm_verdict *verdict, size_t n, cm_finding *finding);

#endif
