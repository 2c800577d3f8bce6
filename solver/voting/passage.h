/* passage.h: how likely a venue is to agree: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_PASSAGE_H
#define CM_SOLVER_VOTING_PASSAGE_H

#include "solver/concept.h"
#include "solver/voting/count.h"

enum { CM_PASSAGE_BRUTE = 14, CM_PASSAGE_NODES = 1 << 19 };        /* voters of whom every combination is looked at; nodes of the diagram */

typedef struct cm_passage_params {
    double yes, correlation;
    cm_numbers each;
    const char *shock;
    cm_lists blocs;
} cm_passage_params;

/* Who votes: members alone, and blocs as one.  vote is over the voters. */
typedef struct cm_voters {
    size_t count;
    size_t *of;                      /* each member's voter */
    double *yes, *bound;             /* each voter's chance of yes; the quantile of it (shock "normal") */
    cm_vote vote;
} cm_voters;

/* Fails with: CM_E_INPUT when a member is in two blocs; CM_E_DOMAIN when chances differ and the shock is "beta"; CM_E_MEMORY. */
cm_status cm_voters_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_passage_params *params, cm_voters *voters);

/* Points of the common factor and their weights, which add up to 1; `finer`: other points and more of them.  CM_E_MEMORY. */
typedef struct cm_factor {
    size_t count;
    double *at, *weight;
} cm_factor;
cm_status cm_factor_points(cm_ctx *ctx, cm_arena *arena, const cm_voters *voters, const cm_passage_params *params, bool finer, cm_factor *factor);

/* p[v]: every voter's chance of yes where the factor is x. */
void cm_voters_given(const cm_voters *voters, const cm_passage_params *params, double x, double *p);

/* What comes of it: the chance to pass; for voter v that it is decisive, and that it passes and v says yes. */
typedef struct cm_passage {
    double passes, *decisive, *both;
} cm_passage;

cm_status cm_passage_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
