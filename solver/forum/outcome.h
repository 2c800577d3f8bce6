/* outcome.h: what certificates of this room read of a printed result, and hold against what they found. */
#ifndef CM_SOLVER_FORUM_OUTCOME_H
#define CM_SOLVER_FORUM_OUTCOME_H

#include <math.h>
#include <string.h>

#include "solver/base/table.h"

/* A value of the summary; none when it is not there. */
static inline cm_value cm_outcome_value(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL ? *value : cm_none();
}

/* A printed number or whole number is `want`, up to the tolerance of certificates; `at` says which of several it is.  CM_E_NUMERIC. */
static inline cm_status cm_outcome_near(cm_ctx *ctx, cm_value got, double want, const char *what, size_t at)
{
    double x = got.kind == CM_NUMBER ? got.as.number : got.kind == CM_INTEGER ? (double)got.as.integer : NAN;
    if (fabs(x - want) <= ctx->tol.cert * fmax(1, fabs(want))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s (%zu) is %.12g, not %.12g", what, at, want, x);
}

/* A number of the summary, or none where there is none to give.  CM_E_NUMERIC. */
static inline cm_status cm_outcome_maybe(cm_ctx *ctx, const cm_result *result, const char *name, bool there, double want)
{
    cm_value got = cm_outcome_value(result, name);
    if (!there) return got.kind == CM_NONE ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is given where there is none", name);
    return cm_outcome_near(ctx, got, want, name, 1);
}

/* A printed word is `want`.  CM_E_NUMERIC. */
static inline cm_status cm_outcome_word(cm_ctx *ctx, cm_value got, const char *want, const char *what)
{
    if (got.kind == CM_TEXT && strcmp(got.as.text, want) == 0) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is '%s', not '%s'", what, want, got.kind == CM_TEXT ? got.as.text : "none");
}

#endif
