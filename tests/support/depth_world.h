/* depth_world.h: a spatial game and its depth, for the tests of depth. */
#ifndef CM_TESTS_SUPPORT_DEPTH_WORLD_H
#define CM_TESTS_SUPPORT_DEPTH_WORLD_H

#include "solver/base/rng.h"
#include "solver/spatial/depth.h"

enum { MOST = 40, WIDE = 5 };

typedef struct depth_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[MOST * WIDE], salience[MOST * WIDE], low[MOST * WIDE], high[MOST * WIDE], sq[WIDE];
    const char *player[MOST], *issue[WIDE];
    cm_vote vote;
    cm_game game;
} depth_world;

/* Empty, with the stream `name` of this index. */
void depth_open(depth_world *w, const char *name, uint64_t index);

void depth_close(depth_world *w);

/* n members, d issues, all arrays of the world, decided by consensus; saliences and red lines are left out. */
cm_spatial *depth_set(depth_world *w, size_t n, size_t d, cm_utility utility);

/* A random game: a common pull away from SQ, so that some have a deep consensus and some none.  Saliences
 * and red lines are drawn into the world, and left out of the game. */
cm_spatial *depth_random(depth_world *w, size_t most_n, size_t most_d);

/* The game takes the red lines of the world. */
void depth_take_red_lines(depth_world *w);

/* The concept with its certificate; fails the test with the sentence when that fails. */
cm_result depth_solve(depth_world *w);

/* A number of the summary. */
double depth_number(const cm_result *result, const char *name);

/* The depth alone: of the game; and of consensus among n members with these offsets from SQ and saliences. */
double depth_solved(depth_world *w);
double depth_of_consensus(depth_world *w, cm_depth_work *work, size_t n, size_t d, const double *offset, const double *s);

#endif
