/* sequence_form.h: the sequence form of a game of two players in extensive form.
 *
 * A sequence of a player is what it did on the way to a node: nothing, or a last own action, which under perfect
 * recall tells all before it.  A plan gives each sequence the probability that the player does its part of it:
 * the empty one 1, and the actions of a set together as much as the sequence before the set. */
#ifndef CM_SOLVER_STRATEGIC_SEQUENCE_FORM_H
#define CM_SOLVER_STRATEGIC_SEQUENCE_FORM_H

#include "solver/strategic/treeplay.h"

typedef struct cm_seqform {
    size_t count[2];                 /* sequences of each player; 0 is the empty one */
    size_t nsets[2];
    size_t *set[2];                  /* nsets: the sets of each player, those before others first */
    size_t *before[2], *first[2];    /* nsets: the sequence before each, and its first own sequence */
    cm_rat *pay[2];                  /* count[0] x count[1]: payoffs times chance, summed over the ends that a pair allows */
    cm_rat *weight;                  /* count[0] x count[1]: chance alone */
    cm_arena arena;
} cm_seqform;

/* Close in any case.  Fails with: CM_E_MEMORY; CM_E_LIMIT when the matrix is larger than ctx->work_limit allows. */
cm_status cm_seqform_open(cm_ctx *ctx, cm_treeplay *t, cm_seqform *s);
void cm_seqform_close(cm_seqform *s);

/* Plans (count[0] and count[1] numbers) of one equilibrium of a game whose payoffs add up to the same at every end,
 * by a linear programme; *proven tells whether it is proven in fractions, and only then the plans are of use. */
cm_status cm_seqform_programme(cm_ctx *ctx, const cm_seqform *s, const cm_efg *efg, cm_rat *const plan[2], bool *proven);
/* Plans of one equilibrium by Lemke's algorithm, in fractions, with lexicographic pivots.
 * Fails with: CM_E_LIMIT, CM_E_INTERRUPT, CM_E_MEMORY. */
cm_status cm_seqform_lemke(cm_ctx *ctx, const cm_seqform *s, const cm_treeplay *t, cm_rat *const plan[2]);

#endif
