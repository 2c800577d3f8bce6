/* kinds.h: members of a vote that nothing tells apart are of one kind, and who is in favour is then a number a kind.
 *
 * Two members are of one kind when every threshold of the rule gives them the same weight (cm_vote_alike).  A
 * profile took[0 .. count-1] says how many of each kind are in favour; it stands for the product of the
 * binomials C(size, took) of coalitions.  The Security Council has 2 kinds and 66 profiles for its 32768
 * coalitions. */
#ifndef CM_SOLVER_VOTING_KINDS_H
#define CM_SOLVER_VOTING_KINDS_H

#include "solver/base/mem.h"
#include "solver/base/rat.h"
#include "solver/base/table.h"
#include "solver/game/tu.h"
#include "solver/game/vote.h"

typedef struct cm_kinds {
    const cm_vote *vote;
    size_t count;
    size_t *of;                  /* n: each member's kind */
    size_t *first, *member;      /* kind j: member[first[j]] .. member[first[j + 1] - 1] */
    double profiles;             /* how many there are */
} cm_kinds;

/* Kinds with the heaviest first (by the sum over thresholds of weight / total), members in their order. */
cm_status cm_kinds_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_kinds *kinds);

/* Every member a kind of its own, for certificates that go through coalitions one by one; profiles is not set. */
cm_status cm_kinds_single(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_kinds *kinds);

static inline size_t cm_kinds_size(const cm_kinds *kinds, size_t j) { return kinds->first[j + 1] - kinds->first[j]; }

/* in[n]: the first took[j] members of each kind. */
void cm_kinds_mark(const cm_kinds *kinds, const size_t *took, unsigned char *in);

/* How many coalitions a profile stands for. */
void cm_kinds_coalitions(const cm_kinds *kinds, const size_t *took, cm_rat *out);

/* The rule under which a coalition wins when those outside it cannot win without it: quotas q become
 * total - q + 1, `all` becomes `any`.  Its minimal winning coalitions are the minimal blocking ones. */
cm_status cm_vote_dual(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_vote *dual);

/* Each profile in which a coalition wins and nobody can be spared, once; those with more of the heavy kinds come
 * first.  `each` returns false to end the walk. *complete is false when it ended it, or after ctx->work_limit steps.
 * Fails with: CM_E_MEMORY, CM_E_INTERRUPT.  Cost: the losing profiles that can still win, at most. */
typedef bool (*cm_minimal_fn)(void *data, const size_t *took);
cm_status cm_kinds_minimal(cm_ctx *ctx, const cm_kinds *kinds, cm_minimal_fn each, void *data, bool *complete);

/* Concepts name coalitions: CM_E_INPUT where the vote has no names.  *names is a game of these players for
 * cm_tu_coalition_name and _read. */
cm_status cm_voting_names(cm_ctx *ctx, const cm_vote *vote, cm_tu *names);

/* A whole number: an integer where 64 bits hold it, else its digits. */
cm_value cm_voting_whole(cm_ctx *ctx, cm_arena *arena, const cm_rat *a);
/* Such a value back; false when it is none. */
bool cm_voting_whole_read(const cm_value *value, cm_rat *out);

#endif
