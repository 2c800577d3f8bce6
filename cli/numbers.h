/* numbers.h: the file of numbers behind `worth_from`. */
#ifndef CM_CLI_NUMBERS_H
#define CM_CLI_NUMBERS_H

#include "cli/config.h"
#include "models/form.h"

/* Read the numbers of the file (one a line, or parted by spaces or commas; `#` begins a comment) behind
 * a leading 0, so that number k is the worth of the coalition with mask k, for a game of n players.  The
 * path is relative to the file of `at`.  What is no number, no finite number, too large, or one too many is
 * a mistake with its line; so is a file that cannot be read.  numbers->read tells whether all went well.
 * The file is read in pieces: memory is the numbers' own, 2^n x 8 bytes.
 * Fails with: CM_E_MEMORY. */
cm_status cm_worths_read(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, size_t n, cm_diags *diags,
                         cm_outside_numbers *numbers);

#endif
