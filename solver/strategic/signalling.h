/* signalling.h: games in which chance draws the sender's type, the sender sends a message, and a receiver who sees
 * the message alone answers: what `sequential` and its certificate share. */
#ifndef CM_SOLVER_STRATEGIC_SIGNALLING_H
#define CM_SOLVER_STRATEGIC_SIGNALLING_H

#include "solver/concept.h"

typedef struct cm_sequential_params {
    long most;                       /* assessments listed at most */
} cm_sequential_params;

typedef struct cm_signalling {
    const cm_efg *efg;
    size_t types, sender, receiver;  /* receiver: SIZE_MAX when nobody answers */
    const size_t *node;              /* types: the sender's nodes, those of the root */
    double *prior;                   /* types */
    double *range;                   /* n: of payoffs */
    double *pays;                    /* nnodes x n, at ends */
} cm_signalling;

/* CM_E_DOMAIN with the node that makes it another game; CM_E_MEMORY. */
cm_status cm_signalling_init(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_signalling *g);

/* Messages of a type, and where message m leads: a node of the receiver or an end. */
size_t cm_signalling_messages(const cm_signalling *g, size_t type);
size_t cm_signalling_to(const cm_signalling *g, size_t type, size_t m);
/* What `player` gets when the type sends m and the receiver's sets answer by `answer`. */
double cm_signalling_pays(const cm_signalling *g, size_t type, size_t m, const size_t *answer, size_t player);
/* The type whose message leads to this node of the receiver. */
size_t cm_signalling_type(const cm_signalling *g, size_t node);

cm_status cm_signalling_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result);

extern const cm_concept cm_concept_sequential;

#endif
