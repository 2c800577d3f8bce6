/* judging.h: the claim of a file, judged under its model or models: here, from a checkpoint, or from parts
 * that other machines computed. */
#ifndef CM_CLI_JUDGING_H
#define CM_CLI_JUDGING_H

#include "cli/load.h"
#include "cli/part.h"

/* Where each draw of a claim goes: as cm_keep, of one model after the other. */
typedef struct cm_draw_keep {
    void *data;
    bool (*draw)(void *data, size_t model, size_t batch, uint64_t draw, const double *value);
    bool (*end)(void *data, size_t model, size_t batch);
} cm_draw_keep;

typedef struct cm_judging {
    cm_file *file;
    uint64_t seed, draws;            /* draws 0: as the claim says */
    int threads;
    bool quiet, seeded;              /* seeded: the seed is not the file's own */
    cm_part *part;                   /* batches are taken from these, new ones go into the first; NULL: none */
    size_t nparts;
    const cm_draw_keep *keep;        /* NULL: draws are only added up */
} cm_judging;

/* A file's claim is judged under this many models: one, unless it names several; 0 without a claim. */
size_t cm_judging_models(const cm_file *file);
cm_claim *cm_judging_model(const cm_file *file, size_t model);

/* What a part says of the run that it belongs to. */
cm_status cm_judging_head(cm_ctx *ctx, const cm_judging *j, size_t part, size_t parts, cm_part_head *head);

/* The draws that a model's part will have in the end, at most. */
uint64_t cm_judging_draws(const cm_judging *j, size_t model);

/* Judge: *judgement is set for a claim with one model, *family for one with several. */
cm_status cm_judging_all(cm_ctx *ctx, const cm_judging *j, cm_judgement **judgement, cm_family_report **family);

/* Only compute this part's batches into j->part[0]. */
cm_status cm_judging_part(cm_ctx *ctx, const cm_judging *j, size_t part, size_t parts);

#endif
