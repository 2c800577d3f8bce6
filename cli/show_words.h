/* show_words.h: a file in words, with its defaults filled in. */
#ifndef CM_CLI_SHOW_WORDS_H
#define CM_CLI_SHOW_WORDS_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/load.h"

/* Issues, players, venues, game, claim of a file without mistakes; not its title and its `about`. */
void cm_show_words(cm_ctx *ctx, const cm_file *file, FILE *out, bool chinese);

#endif
