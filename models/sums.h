/* sums.h: what the draws of a claim add up to: all that a verdict is read from.
 *
 * Draws come in batches.  A batch's sums are added to the total in the order of the batches, whoever
 * computed them; so the total is the same bytes for any number of threads, parts and machines. */
#ifndef CM_MODELS_SUMS_H
#define CM_MODELS_SUMS_H

#include "models/claim.h"

typedef struct cm_sums {
    double *sum, *square;            /* nmeasures x ncells */
    double *largest;                 /* nmeasures: the largest size in any cell and draw */
    double *edge, *brief;            /* ncells: draws on a knife edge; with too few players */
    double *difference, *square_difference, *above, *below;     /* nmeasures x ncontrasts */
    double *first_above, *first_below;                          /* the same: the first draw; HUGE_VAL: none */
    double *product;                 /* 2^k x 2^k: of the first measure over the explanation's cells */
    double *control, *control_square;                /* of a claim with controls: ncells */
    double *control_product;                         /* nmeasures x ncells: with the measure */
    double *pair_control;                            /* (ncontrasts of one measure) x 5: first, second, their squares and product */
    double *pair_product;                            /* nmeasures x ncontrasts x 2: the difference with the first and with the second */
    double *variation;               /* nmeasures x ncontrasts, of totals: squares about the mean known before each batch */
    double *cell_variation;          /* nmeasures x ncells, likewise */
    double draws;
    double *flat;                    /* all of the above but draws and the variations, in one piece of `count` */
    size_t count, added, maxed;      /* the first `added` of it add up, then `maxed` are maxima, the rest are minima */
    size_t ncells, ncontrasts;       /* both times measures */
} cm_sums;

/* Zeroed sums for a claim with so many contrasts.  CM_E_MEMORY. */
cm_status cm_sums_init(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, size_t ncontrasts, cm_sums *sums);
void cm_sums_clear(cm_sums *sums);

/* Add the next batch to a total, the variations as well. */
void cm_sums_absorb(cm_sums *total, const cm_sums *batch);

#endif
