/* vote_properties.h: properties of a vote: what the concept, its search for weights and its certificate know. */
#ifndef CM_SOLVER_VOTING_VOTE_PROPERTIES_H
#define CM_SOLVER_VOTING_VOTE_PROPERTIES_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum { CM_VOTE_PROFILES = 1 << 17, CM_TRADE_MOST = 500 };

/* Members that can stand in for each other, best first: class k: member[first[k]] .. member[first[k + 1] - 1].
 * took[k] of each in a profile of classes. */
typedef struct cm_classes {
    size_t count;
    size_t *first, *member, *of;
} cm_classes;

/* Profiles of classes: minimal winning ones and maximal losing ones, row after row. */
typedef struct cm_edge {
    size_t nwin, nlose;
    const size_t *win, *lose;        /* nwin x count, nlose x count */
} cm_edge;

/* Either whole weights: all of `win` get at least the quota, all of `lose` less; or a trade: so many of each of
 * win and of lose, as many of one as of the other, that together have at least as many of each class on the losing
 * side.  Neither where no exact one was found. */
typedef struct cm_weighing {
    bool weighted, traded;
    int64_t *weight, quota;          /* count */
    int64_t *from_win, *from_lose;   /* nwin, nlose */
} cm_weighing;

/* Fails with: CM_E_NUMERIC when GLPK gives no answer; CM_E_MEMORY. */
cm_status cm_weighing_find(cm_ctx *ctx, cm_arena *arena, const cm_classes *classes, const cm_edge *edge, cm_weighing *out);

cm_status cm_vote_properties_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
