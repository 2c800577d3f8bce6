/* game.h: a game of any representation: a tag and a union by value. */
#ifndef CM_SOLVER_GAME_GAME_H
#define CM_SOLVER_GAME_GAME_H

#include "solver/game/efg.h"
#include "solver/game/hedonic.h"
#include "solver/game/nfg.h"
#include "solver/game/pfg.h"
#include "solver/game/protocol.h"
#include "solver/game/spatial.h"
#include "solver/game/tu.h"
#include "solver/game/vote.h"

typedef enum cm_game_kind {
    CM_GAME_NONE,            /* a concept whose parameters are all that it needs */
    CM_GAME_VOTE,
    CM_GAME_SPATIAL,
    CM_GAME_TU,
    CM_GAME_HEDONIC,
    CM_GAME_PFG,             /* partition function: agreements with outsiders */
    CM_GAME_NFG,             /* normal form */
    CM_GAME_EFG,             /* extensive form */
    CM_GAME_SURPLUS,         /* a protocol that divides a surplus of 1 */
    CM_GAME_POLICY           /* a protocol that chooses a policy */
} cm_game_kind;

/* Who a concept's parameters are about, where the file names players; zeroed: nobody. */
typedef struct cm_named_players {
    size_t n;
    const char *const *player;
} cm_named_players;

typedef struct cm_game {
    cm_game_kind kind;
    union {
        cm_named_players none;
        cm_vote vote;
        cm_spatial spatial;
        cm_tu tu;
        cm_hedonic hedonic;
        cm_pfg pfg;
        cm_nfg nfg;
        cm_efg efg;
        cm_protocol protocol;    /* SURPLUS, POLICY */
    } as;
} cm_game;

/* A word for a kind: "vote", "spatial", "coalitional", "hedonic", "partition", "normal-form", "extensive-form", "surplus", "policy". */
const char *cm_game_kind_word(cm_game_kind kind);
/* The ids of the game's players, *n of them; NULL and 0 where the game does not name them. */
const char *const *cm_game_players(const cm_game *game, size_t *n);
cm_status cm_game_validate(cm_ctx *ctx, const cm_game *game);

#endif
