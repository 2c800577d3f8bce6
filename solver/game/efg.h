/* efg.h: a game in extensive form: a tree of moves, by players and by chance, with information sets.
 *
 * Node 0 is the root.  Payoffs of outcomes along a path add up, as in Gambit's files (an outcome may stand at
 * any node).  A player at a node of an information set does not know at which of its nodes it is: all nodes of
 * a set are the same player's and have the same actions. */
#ifndef CM_SOLVER_GAME_EFG_H
#define CM_SOLVER_GAME_EFG_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/base/num.h"

typedef enum cm_efg_kind { CM_EFG_END, CM_EFG_CHANCE, CM_EFG_MOVE } cm_efg_kind;

typedef struct cm_efg_node {
    cm_efg_kind kind;
    size_t set;                      /* CHANCE: of `chance`; MOVE: of `set` */
    size_t parent, action;           /* the move that led here; SIZE_MAX at the root */
    const size_t *child;             /* one a move: nodes, all with higher numbers */
    size_t outcome;                  /* SIZE_MAX: none */
    const char *name;                /* may be "" */
} cm_efg_node;

typedef struct cm_efg_set {          /* an information set of a player, or the moves of chance at some nodes */
    size_t player;                   /* SIZE_MAX for chance */
    size_t nactions, nnodes;
    const char *const *action;       /* names */
    const size_t *node;              /* its nodes */
    const cm_frac *probability;      /* chance: nactions, above or equal 0, sum 1; NULL otherwise */
    const char *name;                /* may be "" */
} cm_efg_set;

typedef struct cm_efg_outcome {
    const char *name;
    const double *payoff;            /* n */
    const cm_frac *exact;            /* n, or NULL: computed numbers */
} cm_efg_outcome;

typedef struct cm_efg {
    size_t n, nnodes, nsets, nchance, noutcomes;
    const char *const *player;
    const cm_efg_node *node;
    const cm_efg_set *set, *chance;
    const cm_efg_outcome *outcome;
} cm_efg;

enum { CM_EFG_MOST = 1 << 22 };      /* nodes */

/* A tree: every node but the root is the child of its parent by its action, once; sets of one player with the same
 * actions at each node; probabilities exactly add up to 1; payoffs finite and at most CM_NUM_LARGEST in size.
 * CM_E_INPUT with the node, set or number. O(size). */
cm_status cm_efg_validate(cm_ctx *ctx, const cm_efg *efg);

/* Every information set is one node: everybody always knows where it is. */
bool cm_efg_perfect_information(const cm_efg *efg);

/* Nobody forgets what it knew or did: all nodes of a set have the same own sets and actions before them.
 * O(nodes * depth). */
bool cm_efg_perfect_recall(const cm_efg *efg);

/* Payoffs of an end (n): outcomes from the root added up. O(depth * n). */
void cm_efg_payoff(const cm_efg *efg, size_t node, double *payoff);

#endif
