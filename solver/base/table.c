/* table.c: results as named values and flat tables. */
#include "solver/base/table.h"

#include <string.h>

cm_value cm_fraction(cm_ctx *ctx, cm_arena *arena, cm_frac x)
{
    const char *text = cm_format(ctx, arena, x.den == 1 ? "%lld" : "%lld/%lld", (long long)x.num, (long long)x.den);
    return text != NULL ? cm_text(text) : cm_none();
}

void cm_result_init(cm_result *result, cm_arena *arena)
{
    memset(result, 0, sizeof *result);
    result->arena = arena;
}

static cm_status append(cm_ctx *ctx, cm_result *result, cm_named **head, cm_named **last,
                        const char *name, cm_value value)
{
    cm_named *entry = CM_NEW(ctx, result->arena, 1, cm_named);
    if (entry == NULL) return ctx->status;
    entry->name = name;
    entry->value = value;
    if (*last != NULL) (*last)->next = entry;
    else *head = entry;
    *last = entry;
    return CM_OK;
}

cm_status cm_result_set(cm_ctx *ctx, cm_result *result, const char *name, cm_value value)
{
    return append(ctx, result, &result->summary, &result->last_summary, name, value);
}

cm_status cm_result_note(cm_ctx *ctx, cm_result *result, const char *text)
{
    return append(ctx, result, &result->note, &result->last_note, "note", cm_text(text));
}

cm_status cm_result_table(cm_ctx *ctx, cm_result *result, const char *name, const char *const *columns,
                          cm_table **table)
{
    cm_table *made = CM_NEW(ctx, result->arena, 1, cm_table);
    if (made == NULL) return ctx->status;
    made->name = name;
    made->column = columns;
    while (columns[made->ncolumns] != NULL) made->ncolumns++;
    if (result->last_table != NULL) result->last_table->next = made;
    else result->table = made;
    result->last_table = made;
    *table = made;
    return CM_OK;
}

cm_status cm_table_row(cm_ctx *ctx, cm_result *result, cm_table *table, const cm_value *row)
{
    cm_value *cells = cm_grow(ctx, result->arena, table->cell, table->nrows, &table->room,
                              table->ncolumns * sizeof *row);
    if (cells == NULL) return ctx->status;
    table->cell = cells;
    memcpy(cells + table->nrows * table->ncolumns, row, table->ncolumns * sizeof *row);
    table->nrows++;
    return CM_OK;
}

const cm_value *cm_result_get(const cm_result *result, const char *name)
{
    for (const cm_named *entry = result->summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return &entry->value;
    }
    return NULL;
}

cm_table *cm_result_find(const cm_result *result, const char *name)
{
    for (cm_table *table = result->table; table != NULL; table = table->next) {
        if (strcmp(table->name, name) == 0) return table;
    }
    return NULL;
}

bool cm_table_has(const cm_table *table, const char *column)
{
    for (size_t j = 0; j < table->ncolumns; j++) {
        if (strcmp(table->column[j], column) == 0) return true;
    }
    return false;
}

cm_value cm_table_get(const cm_table *table, size_t row, const char *column)
{
    for (size_t j = 0; j < table->ncolumns && row < table->nrows; j++) {
        if (strcmp(table->column[j], column) == 0) return table->cell[row * table->ncolumns + j];
    }
    return cm_none();
}
