/* table.h: the shape in which every result leaves: named values and flat tables.
 *
 * Rows are lists of cells, one a column.  A cell or value that was not computed is CM_NONE. */
#ifndef CM_SOLVER_BASE_TABLE_H
#define CM_SOLVER_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef enum cm_value_kind { CM_NONE, CM_TEXT, CM_NUMBER, CM_INTEGER, CM_TRUTH } cm_value_kind;

typedef struct cm_value {
    cm_value_kind kind;
    union {
        const char *text;
        double number;
        int64_t integer;
        bool truth;
    } as;
} cm_value;

static inline cm_value cm_none(void) { return (cm_value){ .kind = CM_NONE }; }
static inline cm_value cm_text(const char *t) { return (cm_value){ .kind = CM_TEXT, .as.text = t }; }
static inline cm_value cm_number(double x) { return (cm_value){ .kind = CM_NUMBER, .as.number = x }; }
static inline cm_value cm_integer(int64_t i) { return (cm_value){ .kind = CM_INTEGER, .as.integer = i }; }
static inline cm_value cm_truth(bool t) { return (cm_value){ .kind = CM_TRUTH, .as.truth = t }; }
/* "-2/3", "7" in `arena`; CM_NONE with CM_E_MEMORY in ctx. */
cm_value cm_fraction(cm_ctx *ctx, cm_arena *arena, cm_frac x);

typedef struct cm_table {
    const char *name;
    const char *const *column;        /* names, ncolumns of them */
    size_t ncolumns, nrows, room;
    cm_value *cell;                   /* nrows x ncolumns, row after row */
    struct cm_table *next;
} cm_table;

typedef struct cm_named {
    const char *name;
    cm_value value;
    struct cm_named *next;
} cm_named;

/* What a concept says.  All memory is the arena's. */
typedef struct cm_result {
    cm_arena *arena;
    cm_named *summary, *last_summary;
    cm_table *table, *last_table;
    cm_named *note, *last_note;       /* sentences for the reader, in order; value.as.text; _zh twins none */
    bool certified;
} cm_result;

void cm_result_init(cm_result *result, cm_arena *arena);

/* Names and texts are kept as pointers: constants, or texts of the same arena. */
cm_status cm_result_set(cm_ctx *ctx, cm_result *result, const char *name, cm_value value);
cm_status cm_result_note(cm_ctx *ctx, cm_result *result, const char *text);
/* columns: NULL-terminated list of constants. */
cm_status cm_result_table(cm_ctx *ctx, cm_result *result, const char *name, const char *const *columns,
                          cm_table **table);
/* A row of ncolumns values, copied. */
cm_status cm_table_row(cm_ctx *ctx, cm_result *result, cm_table *table, const cm_value *row);

/* NULL when absent. */
const cm_value *cm_result_get(const cm_result *result, const char *name);
cm_table *cm_result_find(const cm_result *result, const char *table);
/* The cell of a row under a column's name; a CM_NONE value when there is no such column. */
cm_value cm_table_get(const cm_table *table, size_t row, const char *column);

bool cm_table_has(const cm_table *table, const char *column);

#endif
