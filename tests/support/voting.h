/* voting.h: votes for tests: one threshold, the Security Council, and rules drawn from the whole algebra. */
#ifndef CM_TESTS_SUPPORT_VOTING_H
#define CM_TESTS_SUPPORT_VOTING_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { VOTING_MOST = 200, VOTING_NODES = 8 };

typedef struct voting {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    cm_game game;
    cm_result result;
    cm_vote_node node[VOTING_NODES];
    int64_t weight[VOTING_NODES][VOTING_MOST];
    char name[VOTING_MOST][8];
    const char *player[VOTING_MOST];
} voting;

/* A vote of n members without nodes yet, named M1, M2, ...; `index` addresses its draws. */
cm_vote *voting_open(voting *v, size_t n, uint64_t index);
void voting_close(voting *v);
/* Node k asks for a quota of these weights (NULL: 1 each), or of weights that the node has already. */
void voting_threshold(voting *v, size_t k, int64_t quota, const int64_t *weight);
/* Node k asks for all or any of `count` nodes from `child` on. */
void voting_join(voting *v, size_t k, cm_vote_kind kind, size_t child, size_t count);

void voting_quota(voting *v, size_t n, int64_t quota);
void voting_weighted(voting *v, size_t n, int64_t quota, const int64_t *weight);
void voting_security_council(voting *v);                  /* 15 members, the first 5 with a veto, 9 votes */
void voting_drawn(voting *v, size_t n, uint64_t index);   /* thresholds, `all` and `any` of some, nested */

cm_status voting_solve(voting *v, const cm_concept *concept, const void *params);
/* The certificate alone, of what the result now says. */
cm_status voting_check(voting *v, const cm_concept *concept, const void *params);
/* However few allocations succeed, it says so and leaves nothing behind, on a drawn rule; more than `least` are made. */
void voting_runs_out_of_memory(const cm_concept *concept, const void *params, size_t n, uint64_t index, long least);

int64_t voting_integer(const voting *v, const char *name);
bool voting_truth(const voting *v, const char *name);
double voting_number(const voting *v, const char *name);
bool voting_wins(const voting *v, uint32_t mask);

#endif
