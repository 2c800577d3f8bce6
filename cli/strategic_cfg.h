/* strategic_cfg.h: a game in normal or extensive form as a scenario file. */
#ifndef CM_CLI_STRATEGIC_CFG_H
#define CM_CLI_STRATEGIC_CFG_H

#include "models/node.h"
#include "solver/game/game.h"

/* The text of a file that reads back as the game: title, about and solve are those of `root`.  Players are
 * called by ids: what is none becomes one ("Player 1" is Player_1), and equal ones are told apart. */
cm_status cm_strategic_cfg(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_game *game, const char **text);

#endif
