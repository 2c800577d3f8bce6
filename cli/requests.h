/* requests.h: what a run is to compute: the file's `solve` list, or --concept and --venue. */
#ifndef CM_CLI_REQUESTS_H
#define CM_CLI_REQUESTS_H

#include "cli/load.h"

/* Fills file->request.  Mistakes of the file go to file->diags; CM_E_INPUT for a --concept or --venue
 * that cannot be used. */
cm_status cm_requests_read(cm_ctx *ctx, cm_file *file, const cm_load_options *options);

/* Report that a node's word is no concept, with the nearest one. */
void cm_concept_unknown(cm_ctx *ctx, cm_diags *diags, const cm_node *word);

#endif
