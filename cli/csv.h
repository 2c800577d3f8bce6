/* csv.h: a table of players, or of cases, from a CSV file, in UTF-8 or GB18030, as a tree. */
#ifndef CM_CLI_CSV_H
#define CM_CLI_CSV_H

#include "cli/config.h"

/* Read `file` (relative to the folder of the node's own file) into a group of players keyed by the
 * column `id`: a header row is required; a column "ideal.law" becomes the setting law of the group ideal;
 * name, name_zh, kind become text; ideal.*, salience.*, capability, patience, outside numbers (an
 * empty cell leaves the setting out); other columns are kept as text, or as numbers where they read as
 * one, under `column.<name>`.  Each node's place is the row and column of its cell.
 * Mistakes (no id column, id twice, id of a wrong form, a cell that should be a number, a row too
 * short or long, bytes that are neither UTF-8 nor GB18030, an unclosed quote) go to diags.  A fraction
 * ("2/3") in a column of numbers is kept as a text, as in a scenario file.  The file is put at the end
 * of *sources.
 *
 * Fails with: CM_E_MEMORY.  A file that cannot be opened is a mistake at `at`. */
cm_status cm_csv_players(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, cm_diags *diags,
                         cm_node **players, cm_source **sources);

/* The same for a table of cases: a list of groups, one a row, with the columns as settings: numbers where
 * they read as one, texts otherwise, nothing where a cell is empty. */
cm_status cm_csv_cases(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, cm_diags *diags, cm_node **cases,
                       cm_source **sources);

#endif
