/* indifference.h: which mixture over some replies leaves a player indifferent among the strategies that it
 * uses, and gives it nothing better to do?
 *
 * Given the strategies in use of player p and a set of replies of the other, look for mixtures y >= 0 of
 * those replies against which all strategies in use are best.  With as many independent equations as unknowns
 * there is at most one.
 *
 * Cost: eliminating a matrix of |use| - 1 rows and |replies| columns in whole numbers; most candidates fail
 * sooner, because another strategy is better against every one of the replies. */
#ifndef CM_SOLVER_STRATEGIC_INDIFFERENCE_H
#define CM_SOLVER_STRATEGIC_INDIFFERENCE_H

#include "solver/strategic/bimatrix.h"

typedef enum cm_indifferent { CM_INDIFFERENT_NONE, CM_INDIFFERENT_ONE, CM_INDIFFERENT_MANY } cm_indifferent;

typedef struct cm_indifference {
    const cm_bimatrix *game;
    size_t p;                        /* who must be indifferent */
    size_t words;                    /* of a set of replies */
    uint64_t *better;                /* count[p]^2 sets: the replies against which the second strategy is better than the first */
    size_t *use, *reply, *pivot;     /* lists, and the column in which a row is solved */
    size_t free;                     /* of the last answer MANY: how many more equations would leave one mixture */
    void *small, *large;             /* work in 64 and 128 bits */
    cm_rat *work;                    /* in any size */
    cm_arena arena;
} cm_indifference;

/* Free in any case. CM_E_MEMORY. */
cm_status cm_indifference_init(cm_ctx *ctx, const cm_bimatrix *game, size_t p, cm_indifference *solver);
void cm_indifference_free(cm_indifference *solver);

/* Sets in words of 64 bits.  y: all count[1-p] of the other's probabilities, set when the answer is ONE.
 * MANY: the equations leave more than one mixture, of which none may be at least 0. */
cm_indifferent cm_indifference_solve(cm_indifference *solver, const uint64_t *use, const uint64_t *replies, cm_rat *y);

#endif
