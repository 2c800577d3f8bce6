/* game.h: a game of any representation: a tag and a union by value. */
#ifndef CM_SOLVER_GAME_GAME_H
#define CM_SOLVER_GAME_GAME_H

#include "solver/game/spatial.h"
#include "solver/game/vote.h"

typedef enum cm_game_kind { CM_GAME_VOTE, CM_GAME_SPATIAL } cm_game_kind;

typedef struct cm_game {
    cm_game_kind kind;
    union {
        cm_vote vote;
        cm_spatial spatial;
    } as;
} cm_game;

/* A word for a kind: "vote", "spatial". */
const char *cm_game_kind_word(cm_game_kind kind);
cm_status cm_game_validate(cm_ctx *ctx, const cm_game *game);

#endif
