/* world.h: one draw of a scenario's world: who wants what, and who has what power.
 *
 * Draw r of a seed is a function of (r, player, issue) alone: player k of draw r is the same whatever
 * the venue, its size or its rule, and whatever else was drawn.  Players are drawn when asked for. */
#ifndef CM_MODELS_WORLD_H
#define CM_MODELS_WORLD_H

#include "models/scenario.h"
#include "solver/base/rng.h"

typedef struct cm_world {
    const cm_scenario *s;
    uint64_t draw;
    bool random;                     /* anything is drawn at all */
    bool simple;                     /* independent normal positions, fixed saliences */
    bool moved;                      /* the scenario has a shift, and this draw is one of those that are moved */
    cm_stream position, common, attribute, weight, pick, side;
    double *ideal, *salience;        /* n x d */
    double *capability;              /* n; all of them after cm_world_capability */
    size_t *bloc;                    /* n; NULL for given players */
    size_t *rank;                    /* nblocs: scratch for zipf */
    double *shared;                  /* nblocs x d (population) or d (doubt): deviates in common */
    uint64_t *placed, *blocked;      /* n: draw + 1 once the player's positions, its bloc, are drawn */
    uint64_t shared_of, capability_of;
    double capability_total;
} cm_world;

cm_status cm_world_init(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, uint64_t seed, cm_world *world);

/* Go to a draw. */
void cm_world_start(cm_world *world, uint64_t draw);

/* Player i's ideal point (d numbers); its saliences are then in world->salience too. */
const double *cm_world_ideal(cm_world *world, size_t i);

/* The bloc of a drawn player. */
size_t cm_world_bloc(cm_world *world, size_t i);

/* By how much log density of player i's positions on these issues is larger as they are moved than as
 * they are described; of a scenario with a shift. */
double cm_world_likelier(cm_world *world, size_t i, const size_t *issue, size_t nissues);

/* All capabilities (n numbers); the total is then in capability_total. */
const double *cm_world_capability(cm_world *world);

#endif
