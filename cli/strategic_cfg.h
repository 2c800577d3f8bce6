/* strategic_cfg.h: a game in normal or extensive form as a scenario file. */
#ifndef CM_CLI_STRATEGIC_CFG_H
#define CM_CLI_STRATEGIC_CFG_H

#include "models/node.h"
#include "solver/game/game.h"

/* The text of a file that reads back as the game: title, about, names of players, the requests about the game and the
 * parameters of concepts are those of `root`.  Players are called by ids: what is none becomes one ("Player 1" is
 * Player_1, with that name), and equal ones are told apart. */
cm_status cm_strategic_cfg(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_game *game, const char **text);

/* For Gambit's files, which know one name for each player: the names of `root` in place of the ids, where the ids come
 * back from them. */
cm_status cm_strategic_names(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_game *game);

/* The settings of `root` that the new file of `game` has no place for, "issues, venues"; "" when there are none; NULL with
 * CM_E_MEMORY. */
const char *cm_strategic_lost(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_game *game, bool gambit);

#endif
