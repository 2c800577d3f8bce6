/* people.c: members who differ in one number, and reading printed results. */
#include "solver/action/people.h"

cm_status cm_people_fill(cm_ctx *ctx, const char *concept, const char *what, long members, double mean, double spread, const cm_numbers *list, double *x)
{
    size_t n = (size_t)members;
    if (list != NULL && list->count > 0 && list->count != n) return cm_fail(ctx, CM_E_INPUT, "%s: %zu %s for %zu members", concept, list->count, what, n);
    for (size_t i = 0; i < n; i++) {
        if (list != NULL && list->count > 0) x[i] = list->at[i];
        else x[i] = spread > 0 ? mean * (1 - spread + 2 * spread * (double)(i + 1) / (double)(n + 1)) : mean;
    }
    return CM_OK;
}

static cm_status near(cm_ctx *ctx, const char *name, cm_value value, double want, double scale)
{
    double got = cm_reread_number(value);
    if (isnan(want) ? value.kind == CM_NONE : fabs(got - want) <= ctx->tol.cert * scale) return CM_OK;
    if (isnan(want)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, and there is none", name, got);
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, want, got);
}

cm_status cm_said_near(cm_ctx *ctx, const cm_result *result, const char *name, double want, double scale)
{
    const cm_value *value = cm_result_get(result, name);
    if (value == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no %s", name);
    return near(ctx, name, *value, want, scale);
}

cm_status cm_said_cell(cm_ctx *ctx, const cm_table *table, size_t row, const char *column, double want, double scale)
{
    return near(ctx, column, cm_table_get(table, row, column), want, scale);
}
