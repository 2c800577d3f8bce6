/* signalling.h: games in extensive form that are signalling games: chance draws the sender's type, the sender, who
 * knows it, sends a message or ends the game, and the receiver, who sees the message alone, replies. */
#ifndef CM_SOLVER_STRATEGIC_SIGNALLING_H
#define CM_SOLVER_STRATEGIC_SIGNALLING_H

#include "solver/strategic/treeplay.h"

typedef struct cm_signalling {
    const cm_efg *efg;
    size_t sender, types, messages;  /* messages that are answered: sets of the receiver */
    size_t *start;                   /* types: the sender's node of each */
    size_t *set;                     /* messages: the receiver's sets */
    size_t *index;                   /* nsets: the message of a set, SIZE_MAX for the sender's */
    size_t *option;                  /* types x messages: the action of the type that sends it; SIZE_MAX: it cannot */
    cm_rat *prior;                   /* types */
    cm_rat *value[2];                /* nnodes: what each player gets after a node where nobody moves any more */
    cm_arena arena;
} cm_signalling;

/* Close in any case.  Fails with: CM_E_DOMAIN, in a sentence, when the game has another shape; CM_E_MEMORY. */
cm_status cm_signalling_open(cm_ctx *ctx, const cm_treeplay *t, cm_signalling *s);
void cm_signalling_close(cm_signalling *s);

/* The node after action a of type t; the message sent there, SIZE_MAX when the game ends without the receiver. */
size_t cm_signalling_after(const cm_signalling *s, size_t t, size_t a);
size_t cm_signalling_message(const cm_signalling *s, size_t t, size_t a);
/* What player i gets when type t sends message m, which it can, and the reply is r. */
const cm_rat *cm_signalling_get(const cm_signalling *s, size_t i, size_t t, size_t m, size_t r);
size_t cm_signalling_replies(const cm_signalling *s, size_t m);

/* The beliefs after message m, over those of the types that `in` names which can send it, under which reply r is best:
 * a polytope, whose corners are found exactly.  *any: there are some; then low, high (types numbers, the least and the
 * largest belief in each type) and middle (the mean of the corners) are set.
 * Cost: corners of k types and R replies are sought among (k + R - 1 choose k - 1) systems.
 * Fails with: CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY. */
typedef struct cm_beliefs {
    bool any;
    cm_rat *low, *high, *middle;     /* types each */
} cm_beliefs;
cm_status cm_signalling_beliefs(cm_ctx *ctx, const cm_signalling *s, size_t m, const bool *in, size_t r, cm_beliefs *beliefs);

/* The intuitive criterion of Cho and Kreps, for what each type gets (types numbers) and the messages sent: *breaks is the
 * type, and *by the message, that fails it; SIZE_MAX when it holds. */
cm_status cm_signalling_intuitive(cm_ctx *ctx, const cm_signalling *s, const cm_rat *gets, const bool *sent, size_t *breaks, size_t *by);

#endif
