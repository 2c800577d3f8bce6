/* scenario.h: the negotiation in the words of its parties: players, issues, status quo, venues.
 *
 * Read from a tree whose shape is right (schema.h).  All memory is the arena's; texts and nodes are
 * the tree's, which has to outlive the scenario. */
#ifndef CM_MODELS_SCENARIO_H
#define CM_MODELS_SCENARIO_H

#include "models/node.h"
#include "models/spread.h"
#include "solver/base/coalition.h"
#include "solver/game/spatial.h"

typedef struct cm_issue {
    const char *id;
    const cm_node *node;              /* NULL for issues of population.dimensions */
    double low, high;                 /* ends of the scale; infinite where it has none */
} cm_issue;

typedef struct cm_player {
    const char *id;
    const cm_node *node;              /* NULL for drawn players */
    double patience, outside;         /* NaN where not given */
} cm_player;

/* A set of players, some named, some by the bloc they are drawn from. */
typedef struct cm_who {
    cm_coalition player;              /* those named, of n */
    cm_coalition bloc;                /* the blocs named, of nblocs */
} cm_who;

typedef enum cm_pick { CM_PICK_RANDOM, CM_PICK_NEAREST, CM_PICK_LARGEST, CM_PICK_SAME_BLOC } cm_pick;

typedef struct cm_members {
    bool picked;                      /* false: `who` are the members */
    cm_who who;                       /* picked: those they are picked from */
    size_t size;                      /* picked: how many */
    cm_pick pick;
} cm_members;

typedef struct cm_venue {
    const char *id;
    const cm_node *node;
    cm_members members;
    size_t *issue, nissues;           /* the mandate, in the scenario's order */
    const cm_node *rule;              /* NULL for a venue of parts */
    size_t *part, nparts;             /* venues that act side by side (indices); 0: an ordinary venue */
    cm_agenda agenda;
    bool binds_all;
    double cost;                      /* a member's, of a round */
    size_t rounds;                    /* the last one; 0: no deadline */
} cm_venue;

typedef struct cm_bloc {
    const char *id;
    double weight, below;             /* its share, and the shares of the blocs before it */
    cm_spread *ideal, *salience;      /* one an issue */
    cm_spread capability;
} cm_bloc;

typedef struct cm_scenario {
    const cm_node *root, *parameters;
    size_t n, d, nvenues, nblocs;
    cm_issue *issue;
    cm_player *player;
    cm_venue *venue;
    cm_bloc *bloc;                    /* of a population; nblocs is 0 for given players */
    double *status_quo;               /* d, NaN where not given */
    double *ideal, *salience;         /* n x d of given players, NaN where an ideal is not given */
    double *capability;               /* n of given players */
    double *red_low, *red_high;       /* n x d, or both NULL */
    cm_utility utility;
    double within;                    /* population: share of the variance common to a bloc */
    bool truncate;                    /* population: draws are cut at the issues' ranges */
    double doubt_sd, doubt_common;    /* uncertainty around given ideals; sd 0: none */
    uint64_t seed;
    const double *shift;              /* d: worlds are drawn, every other one, with positions moved by so many standard deviations; NULL: none */
} cm_scenario;

/* Mistakes of meaning (ids not defined, numbers out of an issue's range, rules that can never be met)
 * go to diags; the scenario is usable only when there were none.  `root` must have passed the schema.
 * Fails with: CM_E_MEMORY. */
cm_status cm_scenario_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_scenario *scenario);

/* NULL when there is none. */
const cm_venue *cm_scenario_venue(const cm_scenario *scenario, const char *id);

/* Read a list of ids (players, groups, blocs), or one id, into a set; unknown ids are mistakes. */
cm_status cm_who_read(cm_ctx *ctx, cm_arena *arena, const cm_scenario *scenario, const cm_node *ids, cm_diags *diags,
                      cm_who *who);

/* Does a spatial concept have all that it needs of the venue's players: ideals and status quo on each
 * issue of the mandate?  What is missing goes to diags. */
void cm_scenario_require_spatial(cm_ctx *ctx, const cm_scenario *scenario, const cm_venue *venue, cm_diags *diags);

/* True when anything about the world is drawn (a population, doubt). */
bool cm_scenario_is_random(const cm_scenario *scenario);

#endif
