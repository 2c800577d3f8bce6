/* pictures.h: --figure: a report's figures as files for a paper. */
#ifndef CM_CLI_PICTURES_H
#define CM_CLI_PICTURES_H

#include "cli/report.h"

/* What is wrong with the --figure options, in a sentence; NULL when nothing is (or none was given). */
const char *cm_pictures_mistake(cm_ctx *ctx, cm_arena *arena, const cm_options *options);

/* Draw and write them, as --figure [NAME=]PATH says; what cannot be drawn is told.  The exit status comes back. */
int cm_pictures_save(cm_ctx *ctx, const cm_options *options, const cm_report *report);

#endif
