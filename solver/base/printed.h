/* printed.h: what certificates read of a printed result, and hold against what they found. */
#ifndef CM_SOLVER_BASE_PRINTED_H
#define CM_SOLVER_BASE_PRINTED_H

#include <math.h>

#include "solver/base/table.h"

/* A value of the summary; none when it is not there. */
static inline cm_value cm_printed_value(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL ? *value : cm_none();
}

/* A printed number or whole number is `want`, up to the tolerance of certificates; `at` says which of several it is.  CM_E_NUMERIC. */
static inline cm_status cm_printed_near(cm_ctx *ctx, cm_value got, double want, const char *what, size_t at)
{
    double x = got.kind == CM_NUMBER ? got.as.number : got.kind == CM_INTEGER ? (double)got.as.integer : NAN;
    if (fabs(x - want) <= ctx->tol.cert * fmax(1, fabs(want))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s (%zu) is %.12g, not %.12g", what, at, want, x);
}

/* A column of places: 1 to `count`, each `each` times, and over again.  CM_E_NUMERIC. */
static inline cm_status cm_printed_places(cm_ctx *ctx, const cm_table *table, const char *column, size_t each, size_t count)
{
    cm_status status = CM_OK;
    for (size_t r = 0; r < table->nrows && status == CM_OK; r++) status = cm_printed_near(ctx, cm_table_get(table, r, column), (double)(r / each % count) + 1, column, r + 1);
    return status;
}

#endif
