/* simulate.h: running a claim's cells over its draws, on all cores, with the same sums on any number.
 *
 * Draws come in blocks of CM_BLOCK; a block's sums are added to the total in the order of the blocks,
 * whichever thread computed them.  Memory does not grow with the draws. */
#ifndef CM_MODELS_SIMULATE_H
#define CM_MODELS_SIMULATE_H

#include "models/claim.h"

enum { CM_BLOCK = 64 };

/* A difference between two sets of cells, as a mean over pairs: second[i] - first[i]. */
typedef struct cm_contrast {
    const size_t *first, *second;
    size_t npairs;
    bool theorem;                    /* with measures that fall: never positive in any draw */
} cm_contrast;

typedef struct cm_sums {
    double *sum, *square;            /* nmeasures x ncells */
    double *largest;                 /* nmeasures: the largest size in any cell and draw */
    double *edge, *brief;            /* ncells: draws on a knife edge; with too few players */
    double *difference, *square_difference, *above, *below;     /* nmeasures x ncontrasts */
    uint64_t *first_above, *first_below;                        /* the same: the first draw; UINT64_MAX: none */
    double *product;                 /* 2^k x 2^k: of the first measure over the explanation's cells */
    double draws;
} cm_sums;

typedef void (*cm_progress_fn)(void *data, uint64_t done, uint64_t total);

typedef struct cm_simulate_options {
    uint64_t seed, draws;
    int threads;                     /* 0: all cores */
    cm_progress_fn progress;         /* NULL: none; called by one thread at a time */
    void *progress_data;
} cm_simulate_options;

/* All sums of the claim's cells and of `ncontrasts` contrasts.
 * Fails with: whatever a line fails with (of the first draw that fails); CM_E_NUMERIC when a draw
 * contradicts a theorem; CM_E_INTERRUPT when asked to stop, the sums then hold the blocks done. */
cm_status cm_simulate(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrast *contrast,
                       size_t ncontrasts, const cm_simulate_options *options, cm_sums *total);

#endif
