/* outcome.h: what certificates of this room read of a printed result, and hold against what they found. */
#ifndef CM_SOLVER_FORUM_OUTCOME_H
#define CM_SOLVER_FORUM_OUTCOME_H

#include <string.h>

#include "solver/base/printed.h"

/* A number of the summary, or none where there is none to give.  CM_E_NUMERIC. */
static inline cm_status cm_outcome_maybe(cm_ctx *ctx, const cm_result *result, const char *name, bool there, double want)
{
    cm_value got = cm_printed_value(result, name);
    if (!there) return got.kind == CM_NONE ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is given where there is none", name);
    return cm_printed_near(ctx, got, want, name, 1);
}

/* A printed word is `want`.  CM_E_NUMERIC. */
static inline cm_status cm_outcome_word(cm_ctx *ctx, cm_value got, const char *want, const char *what)
{
    if (got.kind == CM_TEXT && strcmp(got.as.text, want) == 0) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is '%s', not '%s'", what, want, got.kind == CM_TEXT ? got.as.text : "none");
}

#endif
