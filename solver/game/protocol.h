/* protocol.h: how a venue bargains: who decides, who proposes, how patient each is, what a round costs,
 * and until when.
 *
 * Bargaining goes in rounds.  In each somebody is recognised and proposes; those in favour win or do
 * not, by the vote; without a decision everybody waits a round, which is worth patience[i] of what
 * comes after it to member i, and costs it `cost`.  What is bargained over is a surplus to divide
 * (spatial is NULL) or a policy (spatial's ideals and status quo). */
#ifndef CM_SOLVER_GAME_PROTOCOL_H
#define CM_SOLVER_GAME_PROTOCOL_H

#include "solver/base/ctx.h"
#include "solver/game/spatial.h"
#include "solver/game/vote.h"

typedef enum cm_recognition {
    CM_DRAWN,                        /* member i with probability recognition[i], anew each round */
    CM_ROTATION,                     /* in the order of members, the first of them first */
    CM_SETTER                        /* always the same: member `setter` */
} cm_recognition;

typedef struct cm_protocol {
    size_t n;                        /* members, >= 1 */
    const char *const *player;       /* n ids */
    cm_vote vote;                    /* over the same members */
    cm_recognition kind;
    const double *recognition;       /* n, >= 0, add up to 1 (rotation: 1/n each; setter: 1 for it) */
    size_t setter;
    const double *patience;          /* n, each in (0, 1) */
    const double *outside;           /* n: what each has when nothing is ever agreed; NULL: 0 each */
    const double *capability;        /* n, > 0; NULL: 1 each */
    double cost;                     /* >= 0: a member's, for each round after which talks go on */
    size_t rounds;                   /* the last round; 0: no deadline */
    const cm_spatial *spatial;       /* NULL: a surplus is divided */
} cm_protocol;

/* Shapes and ranges as the struct says.  CM_E_INPUT with the offending number. */
cm_status cm_protocol_validate(cm_ctx *ctx, const cm_protocol *protocol);

/* True when all members have the same patience. */
bool cm_protocol_even_patience(const cm_protocol *protocol);

#endif
