/* vote.h: a simple voting game: which coalitions can decide.
 *
 * A rule is a tree.  A leaf is a threshold: the weights of those in favour must add up to the quota.
 * Inner nodes ask for all, or for any, of their children.  Consensus is a threshold at the number of
 * members, a veto a threshold at the number of the vetoers, a chamber a threshold over its own
 * members: nothing is special-cased.  Weights and quotas are whole numbers (fractions are scaled),
 * so that who wins is never a matter of rounding.  Every game is monotone: more in favour never hurts. */
#ifndef CM_SOLVER_GAME_VOTE_H
#define CM_SOLVER_GAME_VOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

/* How a threshold counts where members may abstain (cast.h): a share num/den of the weight that is cast for or
 * against, more than it where `strict`; den 0: the quota itself, whoever votes.  `silent`: also met where nobody votes. */
typedef struct cm_vote_share {
    int64_t num, den;
    bool strict, silent;
} cm_vote_share;

typedef enum cm_vote_kind { CM_VOTE_THRESHOLD, CM_VOTE_ALL, CM_VOTE_ANY } cm_vote_kind;

typedef struct cm_vote_node {
    cm_vote_kind kind;
    const int64_t *weight;       /* THRESHOLD: n weights >= 0 */
    int64_t quota, total;        /* THRESHOLD: 1 <= quota <= total = the sum of the weights */
    bool counts;                 /* THRESHOLD: every weight is 0 or 1 */
    size_t child, nchildren;     /* ALL, ANY: indices child .. child+nchildren-1, all above this node's */
    cm_vote_share share;         /* THRESHOLD: zeroed where an abstention counts as a no */
} cm_vote_node;

typedef struct cm_vote {
    size_t n;                    /* players 0 .. n-1 */
    size_t nnodes;
    const cm_vote_node *node;    /* node[0] is the root */
    const char *const *player;   /* n ids; NULL where nobody is named */
    int64_t quorum;              /* members who have to be there; 0: none.  Looked at by cast.h alone */
} cm_vote;

/* At least `quota` of n players, in `arena`.  CM_E_INPUT when quota is not in 1..n. */
cm_status cm_vote_quota(cm_ctx *ctx, cm_arena *arena, size_t n, int64_t quota, cm_vote *vote);

/* Shapes and ranges as the struct says; totals below 2^53.  CM_E_INPUT with the offending number. */
cm_status cm_vote_validate(cm_ctx *ctx, const cm_vote *vote);

/* Does the coalition {i : in[i] != 0} win?  O(n * thresholds). */
bool cm_vote_wins(const cm_vote *vote, const unsigned char *in);

/* True when no threshold gives the two players different weights: exchanging them changes nothing. */
bool cm_vote_alike(const cm_vote *vote, size_t i, size_t j);

/* True when the rule is one threshold that counts heads over all n players; *quota is then set. */
bool cm_vote_is_quota(const cm_vote *vote, int64_t *quota);

/* True when the only winning coalition is everybody.
 */
bool cm_vote_is_consensus(const cm_vote *vote);

/* A tally that follows a coalition as players come and go; O(thresholds) a change. */
typedef struct cm_tally {
    const cm_vote *vote;
    int64_t *sum;                /* one a node */
    bool *won;                   /* one a node, scratch */
} cm_tally;

cm_status cm_tally_init(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_tally *tally);
void cm_tally_clear(cm_tally *tally);
void cm_tally_add(cm_tally *tally, size_t player, int sign);     /* sign +1 joins, -1 leaves */
bool cm_tally_wins(cm_tally *tally);

#endif
