/* unions.c: unions of players, games of some of the players, and payoffs read back from a result. */
#include <math.h>
#include <string.h>

#include "solver/coop/values.h"

cm_status cm_unions_read(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const cm_lists *lists, cm_unions *unions)
{
    size_t used = 0, n = tu->n;
    *unions = (cm_unions){ .first = CM_NEW(ctx, arena, n + 1, size_t), .member = CM_NEW(ctx, arena, n, size_t), .of = CM_NEW(ctx, arena, n, size_t) };
    if (unions->first == NULL || unions->member == NULL || unions->of == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) unions->of[i] = n;
    for (size_t k = 0; k < lists->count; k++) {
        if (lists->first[k] == lists->first[k + 1]) continue;
        unions->first[unions->count] = used;
        for (size_t m = lists->first[k]; m < lists->first[k + 1]; m++) {
            size_t i = lists->item[m];
            if (unions->of[i] < n) return cm_fail(ctx, CM_E_INPUT, "player '%s' is named twice in 'unions'; each player belongs to one union", tu->player[i]);
            unions->of[i] = unions->count;
            unions->member[used++] = i;
        }
        unions->count++;
    }
    for (size_t i = 0; i < n; i++) {
        if (unions->of[i] < n) continue;
        unions->first[unions->count] = used;
        unions->of[i] = unions->count++;
        unions->member[used++] = i;
    }
    unions->first[unions->count] = used;
    return CM_OK;
}

uint32_t *cm_subsets(cm_ctx *ctx, cm_arena *arena, const size_t *member, size_t count)
{
    uint32_t *mask = CM_NEW(ctx, arena, (size_t)1 << count, uint32_t);
    for (size_t b = 0; mask != NULL && b < count; b++) {
        size_t bit = (size_t)1 << b;
        for (size_t s = 0; s < bit; s++) mask[s + bit] = mask[s] | (uint32_t)1 << member[b];
    }
    return mask;
}

cm_status cm_subgame(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const size_t *member, size_t count, cm_tu *sub)
{
    uint32_t *mask = cm_subsets(ctx, arena, member, count);
    const char **player = CM_NEW(ctx, arena, count, const char *);
    double *worth;
    cm_status status;
    if (mask == NULL || player == NULL) return ctx->status;
    for (size_t b = 0; b < count; b++) player[b] = tu->player[member[b]];
    status = cm_tu_init(ctx, arena, count, player, &worth, sub);
    if (status != CM_OK) return status;
    for (size_t s = 0; s < (size_t)1 << count; s++) worth[s] = tu->worth[mask[s]];
    sub->exact = tu->exact;
    return CM_OK;
}

cm_status cm_column_read(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const char *name, const char *column, double *x)
{
    const cm_table *table = cm_result_find(result, name);
    if (table == NULL || table->nrows != tu->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no table '%s' of %zu rows", name, tu->n);
    for (size_t i = 0; i < tu->n; i++) {
        cm_value player = cm_table_get(table, i, "player"), value = cm_table_get(table, i, column);
        if (player.kind != CM_TEXT || strcmp(player.as.text, tu->player[i]) != 0 || value.kind != CM_NUMBER || !isfinite(value.as.number)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: no %s of player '%s'", column, tu->player[i]);
        }
        x[i] = value.as.number;
    }
    return CM_OK;
}

void cm_texts_read(const cm_tu *tu, const cm_result *result, const char *name, const char *column, const char **text)
{
    const cm_table *table = cm_result_find(result, name);
    for (size_t i = 0; i < tu->n; i++) {
        cm_value value = table != NULL && i < table->nrows ? cm_table_get(table, i, column) : cm_none();
        text[i] = value.kind == CM_TEXT ? value.as.text : NULL;
    }
}

cm_status cm_total_check(cm_ctx *ctx, const cm_result *result, double total, double scale)
{
    const cm_value *value = cm_result_get(result, "total");
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - total) <= ctx->tol.cert * scale) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the total is %.12g", total);
}

bool cm_coalition_read(const cm_tu *tu, const char *text, uint32_t *mask)
{
    *mask = 0;
    if (*text++ != '{') return false;
    while (*text != '}') {
        size_t length = strcspn(text, ",}"), i = 0;
        while (i < tu->n && !(strlen(tu->player[i]) == length && strncmp(text, tu->player[i], length) == 0 && !(*mask >> i & 1u))) i++;
        if (i == tu->n) return false;
        *mask |= (uint32_t)1 << i;
        text += length;
        if (text[0] == ',' && text[1] == ' ') text += 2;
    }
    return text[1] == '\0';
}

void cm_payoffs_given(const cm_tu *tu, const cm_numbers *given, double *x)
{
    for (size_t i = 0; i < tu->n; i++) x[i] = given->count > 0 ? given->at[i] : tu->worth[((size_t)1 << tu->n) - 1] / (double)tu->n;
}

double cm_gets(const cm_tu *tu, const double *x, uint32_t mask)
{
    double sum = 0;
    for (size_t i = 0; i < tu->n; i++) {
        if (mask >> i & 1u) sum += x[i];
    }
    return sum;
}
