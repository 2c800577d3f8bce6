/* reread.h: what certificates of this room read of a printed result and hold against what they found. */
#ifndef CM_SOLVER_ACTION_REREAD_H
#define CM_SOLVER_ACTION_REREAD_H

#include <math.h>
#include <string.h>

#include "solver/base/table.h"

/* A number, a whole number, or a truth as 0 or 1; NaN for anything else. */
static inline double cm_reread_number(cm_value v)
{
    if (v.kind == CM_NUMBER) return v.as.number;
    if (v.kind == CM_INTEGER) return (double)v.as.integer;
    return v.kind == CM_TRUTH ? (v.as.truth ? 1 : 0) : NAN;
}

/* A value is `want`, up to the tolerance of certificates in units of `scale`; a `want` of NaN: it is none.  CM_E_NUMERIC. */
static inline cm_status cm_reread_value(cm_ctx *ctx, cm_value got, double want, double scale, const char *what)
{
    double x = cm_reread_number(got);
    if (isnan(want) ? got.kind == CM_NONE : fabs(x - want) <= ctx->tol.cert * fmax(scale, fabs(want))) return CM_OK;
    if (isnan(want)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is said, and there is none", what);
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", what, want, x);
}

/* The same of a value of the summary, which has to be there. */
static inline cm_status cm_reread_near(cm_ctx *ctx, const cm_result *result, const char *name, double want, double scale)
{
    const cm_value *v = cm_result_get(result, name);
    if (v == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no %s", name);
    return cm_reread_value(ctx, *v, want, scale, name);
}

/* The number of the summary; NaN when there is none. */
static inline double cm_reread_get(const cm_result *result, const char *name)
{
    const cm_value *v = cm_result_get(result, name);
    return v != NULL ? cm_reread_number(*v) : NAN;
}

static inline double cm_reread_cell(const cm_table *table, size_t row, const char *column)
{
    return cm_reread_number(cm_table_get(table, row, column));
}

/* The table, of so many rows.  CM_E_NUMERIC. */
static inline cm_status cm_reread_table(cm_ctx *ctx, const cm_result *result, const char *name, size_t rows, const cm_table **table)
{
    *table = cm_result_find(result, name);
    if (*table != NULL && (*table)->nrows == rows) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has not %zu rows", name, rows);
}

/* A word of the summary.  CM_E_NUMERIC. */
static inline cm_status cm_reread_word(cm_ctx *ctx, const cm_result *result, const char *name, const char *want)
{
    const cm_value *v = cm_result_get(result, name);
    if (v != NULL && v->kind == CM_TEXT && strcmp(v->as.text, want) == 0) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is \"%s\"", name, want);
}

/* A truth of the summary.  CM_E_NUMERIC. */
static inline cm_status cm_reread_truth(cm_ctx *ctx, const cm_result *result, const char *name, bool want)
{
    const cm_value *v = cm_result_get(result, name);
    if (v != NULL && v->kind == CM_TRUTH && v->as.truth == want) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %s", name, want ? "true" : "false");
}

#endif
