/* diagnose.h: errors that teach: place, excerpt, caret, hint. */
#ifndef CM_CLI_DIAGNOSE_H
#define CM_CLI_DIAGNOSE_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/config.h"
#include "models/diag.h"

/* Print every mistake of a (sorted) list, in the form
 *     typos.cfg:35:11: error: unknown setting 'players.ALP.saliance'
 *        35 |           saliance = { catch = 3; }; patience = 0.95; };
 *           |           ^~~~~~~~
 *           = did you mean 'salience'?
 * Carets stand under the bytes meant whatever the display width of what stands before (CJK is two
 * columns wide, tabs are kept); long lines are cut around the place; control bytes are shown as
 * \xNN.  Colour when `colour`. */
void cm_diagnose(FILE *out, const cm_diags *diags, const cm_source *sources, bool colour);

#endif
