/* members.h: members with gradients and a search for them, for the tests of halfspaces and of rays. */
#ifndef CM_TESTS_SUPPORT_MEMBERS_H
#define CM_TESTS_SUPPORT_MEMBERS_H

#include "solver/base/rng.h"
#include "solver/spatial/halfspace.h"

enum { MOST = 193, WIDE = 6, NODES = 4 };

typedef struct members {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    cm_halfspace *space;
    size_t n, d;
    double g[MOST * WIDE], u[WIDE];      /* g: n x d */
    unsigned char in[MOST];
    int64_t weight[NODES][MOST];
    cm_vote_node node[NODES];
    cm_vote vote;
} members;

/* n members without gradients on d issues, and the stream of this index. */
void members_begin(members *m, size_t n, size_t d, uint64_t index);

void members_end(members *m);

/* Scale each gradient to length one; none stays none. */
void members_unit(members *m);

/* Begin with random gradients of length one, at most `most` members: continuous; on lattices of 3 and 5 a
 * side; at both ends of every scale; half of the members of the last kind indifferent to the last issue. */
void members_random(members *m, uint64_t index, size_t most);

/* The most that one direction pleases. */
int64_t members_most(members *m);

/* Does direction m->u please member i? */
bool members_pleased(const members *m, size_t i);

#endif
