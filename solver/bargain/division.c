/* division.c: the summary of a surplus that is divided at once. */
#include "solver/bargain/division.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const sure[] = { "rounds", "agreement", "within", "captured", "efficiency" };
enum { SURE = sizeof sure / sizeof sure[0] };

static int ascending(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* By ranks. */
cm_status cm_division_inequality(cm_ctx *ctx, const double *value, size_t n, cm_value *share)
{
    cm_arena scratch = { NULL };
    double sum = 0, total = 0, *sorted = CM_NEW(ctx, &scratch, n, double);
    if (sorted == NULL) return ctx->status;
    memcpy(sorted, value, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, ascending);
    for (size_t i = 0; i < n; i++) {
        sum += (2 * (double)(i + 1) - (double)n - 1) * sorted[i];
        total += sorted[i];
    }
    *share = sorted[0] >= -ctx->tol.abs && total > 0 ? cm_number(fmax(0, sum / ((double)n * total))) : cm_none();
    cm_arena_free(&scratch);
    return CM_OK;
}

cm_status cm_division_summary(cm_ctx *ctx, const double *value, size_t n, double gain, cm_result *result)
{
    cm_value share;
    cm_status status;
    CM_TRY(cm_division_inequality(ctx, value, n, &share));
    for (size_t k = 0; k < SURE; k++) CM_TRY(cm_result_set(ctx, result, sure[k], cm_number(1)));
    CM_TRY(cm_result_set(ctx, result, "inequality", share));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(gain)));
out:
    return status;
}

static cm_status check_number(cm_ctx *ctx, const cm_result *result, const char *name, double expected)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - expected) <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g", name, expected);
}

/* Half the mean difference between two values, as a share of their mean. */
static double gini(const double *value, size_t n)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        total += value[i];
        for (size_t j = 0; j < n; j++) sum += fabs(value[i] - value[j]);
    }
    return sum / (2 * (double)n * total);
}

cm_status cm_division_check(cm_ctx *ctx, const cm_result *result, const double *value, size_t n, double gain)
{
    double sum = 0;
    cm_status status;
    for (size_t i = 0; i < n; i++) sum += value[i];
    if (!(fabs(sum - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the values add up to %.12g, not to 1", sum));
    if (!(gain <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a deviation gains %.3g", gain));
    CM_TRY(check_number(ctx, result, "largest_deviation", gain));
    CM_TRY(check_number(ctx, result, "inequality", gini(value, n)));
    for (size_t k = 0; k < SURE; k++) CM_TRY(check_number(ctx, result, sure[k], 1));
out:
    return status;
}

cm_status cm_division_read(cm_ctx *ctx, const cm_result *result, const cm_protocol *p, const char *column, double *x)
{
    const cm_table *table = cm_result_find(result, "values");
    if (table == NULL || table->nrows != p->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no values");
    for (size_t i = 0; i < p->n; i++) {
        cm_value player = cm_table_get(table, i, "player"), value = cm_table_get(table, i, column);
        if (player.kind != CM_TEXT || strcmp(player.as.text, p->player[i]) != 0 || value.kind != CM_NUMBER || !isfinite(value.as.number)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' of '%s' is not there", column, p->player[i]);
        }
        x[i] = value.as.number;
    }
    return CM_OK;
}
