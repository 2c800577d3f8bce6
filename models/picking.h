/* picking.h: who sits in a venue: members picked from the world, one after the other, so that smaller
 * venues of one draw are subsets of larger ones.
 *
 *   random     any order of those they are picked from, each equally likely
 *   nearest    a random one first, then the others by the distance of their ideal points from its
 *   largest    by capability
 *   same-bloc  a random player's bloc, its members in random order
 * A list of members is taken in the order of the players.  When there are fewer players than members
 * asked for (blocs vary by draw), all of them are taken. */
#ifndef CM_MODELS_PICKING_H
#define CM_MODELS_PICKING_H

#include "models/world.h"

typedef struct cm_ranked {
    double key;
    size_t player;
} cm_ranked;

typedef struct cm_picker {
    const cm_members *members;
    size_t *order;               /* candidates; the first `taken` are in their final order */
    size_t count, taken;
    size_t *fixed, nfixed;       /* candidates when they do not vary by draw; else nfixed is 0 */
    cm_ranked *ranked;           /* n: scratch for sorting */
    cm_world *world;
    size_t block;                /* the words at hand are of this block, from 1; 0: of none */
    uint64_t word[4];
} cm_picker;

cm_status cm_picker_init(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_members *members,
                         cm_picker *picker);

/* Begin the order of world's draw. */
void cm_picker_start(cm_picker *picker, cm_world *world);

/* The k-th member (0, 1, ...), or SIZE_MAX when there is none. O(1) a new member. */
size_t cm_picker_get(cm_picker *picker, size_t k);

#endif
