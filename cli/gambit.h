/* gambit.h: games in Gambit's files: .nfg (normal form, both bodies) and .efg (extensive form).
 *
 * Format: R. D. McKelvey, A. M. McLennan, T. L. Turocy, "Gambit: The package for computation in game
 * theory", its page "Game representation formats".  Numbers are read as the fractions that they write:
 * 2.5 is 5/2.  What a file leaves without a name gets its number; of equal names of one list the later
 * ones get #2, #3, ...  A byte-order mark and any ends of lines are fine. */
#ifndef CM_CLI_GAMBIT_H
#define CM_CLI_GAMBIT_H

#include <stdio.h>

#include "cli/config.h"
#include "solver/game/game.h"

typedef struct cm_gambit {
    const char *title, *comment;       /* "" where there is none */
    cm_game game;                      /* of kind CM_GAME_NONE when there were mistakes */
} cm_gambit;

/* Does the name end in .nfg or .efg? */
bool cm_gambit_named(const char *file);

/* Read a file, named from the folder of `beside` (NULL: as it is); mistakes go to diags, with line and column.  `sources` (may be NULL) gets the file put before
 * what it lists.  Fails with: CM_E_IO, one sentence; CM_E_MEMORY. */
cm_status cm_gambit_read(cm_ctx *ctx, cm_arena *arena, const char *beside, const char *file, cm_diags *diags, cm_source **sources, cm_gambit *out);

/* The same of a text in memory. */
cm_status cm_gambit_read_text(cm_ctx *ctx, cm_arena *arena, const char *name, const char *text, size_t length, cm_diags *diags, cm_gambit *out);

/* Write a game so that reading it gives the same game again; comment may be NULL. */
void cm_gambit_write(FILE *out, const char *title, const char *comment, const cm_game *game);

#endif
