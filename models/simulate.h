/* simulate.h: running a claim's cells over its draws, on all cores.  Memory does not grow with the draws. */
#ifndef CM_MODELS_SIMULATE_H
#define CM_MODELS_SIMULATE_H

#include "models/batches.h"
#include "models/sums.h"

/* A difference between two sets of cells, as a mean over pairs: second[i] - first[i]. */
typedef struct cm_contrast {
    const size_t *first, *second;
    size_t npairs;
    bool theorem;                    /* with measures that fall: never positive in any draw */
} cm_contrast;

typedef void (*cm_progress_fn)(void *data, uint64_t done, uint64_t total);

/* Where each draw goes: value[m * ncells + c] of measure m in cell c.  `draw` is called by the thread that computes the
 * batch, in the order of its draws, and so for several batches at once; `end` by one thread at a time, in the order of
 * the batches, for those that count.  False: it cannot be kept, and the run ends. */
typedef struct cm_keep {
    void *data;
    bool (*draw)(void *data, size_t batch, uint64_t draw, const double *value);
    bool (*end)(void *data, size_t batch);
} cm_keep;

/* Where batches are kept: a part of a claim, a checkpoint.  Called by one thread at a time, in order. */
typedef struct cm_store {
    void *data;
    bool (*have)(void *data, size_t batch);
    cm_status (*load)(cm_ctx *ctx, void *data, size_t batch, cm_sums *sums);
    cm_status (*save)(cm_ctx *ctx, void *data, size_t batch, const cm_sums *sums);
} cm_store;

typedef struct cm_simulate_options {
    uint64_t seed, draws;
    int threads;                     /* 0: all cores */
    cm_progress_fn progress;         /* NULL: none; called by one thread at a time */
    void *progress_data;
    size_t part, parts;              /* this part of so many, from 0; parts 0 or 1: all of it */
    const cm_store *store;           /* NULL: nothing is kept */
    const cm_keep *keep;             /* NULL: draws are only added up; those of batches that the store has are not passed on */
    bool (*enough)(void *data, const cm_sums *total);      /* NULL: all draws; asked after each batch */
    void *enough_data;
} cm_simulate_options;

/* All sums of the claim's cells and of `ncontrasts` contrasts.
 * Fails with: whatever a line fails with (of the first draw that fails); CM_E_NUMERIC when a draw
 * contradicts a theorem; what the store fails with; CM_E_IO when a draw cannot be kept; CM_E_INTERRUPT when asked to stop: the sums then hold
 * the draws done. */
cm_status cm_simulate(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrast *contrast,
                       size_t ncontrasts, const cm_simulate_options *options, cm_sums *total);

#endif
