/* show_game.h: games in normal and extensive form, to be read by eye. */
#ifndef CM_CLI_SHOW_GAME_H
#define CM_CLI_SHOW_GAME_H

#include <stdbool.h>
#include <stdio.h>

#include "solver/game/game.h"

/* A table of payoffs where two play (best replies with a star), a list otherwise; a tree as indented words.
 * Large games are only counted. */
void cm_show_strategic(cm_ctx *ctx, const cm_game *game, FILE *out, bool chinese);

#endif
