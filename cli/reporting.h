/* reporting.h: what a file asks for, computed: its solve list, its claim and the claim's rivals. */
#ifndef CM_CLI_REPORTING_H
#define CM_CLI_REPORTING_H

#include "cli/command.h"
#include "cli/part.h"
#include "cli/report.h"

/* Fill the report of a file (report->file and ->seed are set).  Batches of its claim are taken from the
 * parts, new ones go into the first; NULL: none.  What fails is told and recorded; the exit status comes
 * back. */
int cm_report_compute(cm_ctx *ctx, const cm_options *options, cm_file *file, cm_part *part, size_t nparts, cm_report *report);

/* Is there anything to write? */
bool cm_report_says(const cm_report *report);

#endif
