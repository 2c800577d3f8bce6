/* bundle_tables.c: the tables of a folder of results as CSV files. */
#include <string.h>

#include "cli/bundle.h"

/* ---- tables of all measures and models in one file ---- */

typedef struct piece {
    const char *model, *of;          /* of: its measure or record */
    cm_result tables;
} piece;

typedef struct stack {
    cm_bundle *b;
    const char *name, *file, *by;    /* of the table, of its file; of the column that says what a piece is of */
    const piece *piece;
    size_t npieces;
    const char **column;             /* of any piece's table, in order */
    cm_value_kind *kind;             /* of what stands in it */
    size_t ncolumns;
    bool models, cells;              /* there is a column of them */
} stack;

enum { MOST_COLUMNS = 128, MOST_TABLES = 64 };

/* One kind for a column: numbers and whole numbers are numbers; text takes all. */
static cm_value_kind join(cm_value_kind a, cm_value_kind b)
{
    if (a == b || b == CM_NONE) return a;
    if (a == CM_NONE) return b;
    if ((a == CM_NUMBER && b == CM_INTEGER) || (a == CM_INTEGER && b == CM_NUMBER)) return CM_NUMBER;
    return CM_TEXT;
}

static void gather(stack *s, const cm_table *table)
{
    for (size_t j = 0; j < table->ncolumns; j++) {
        size_t at = 0;
        while (at < s->ncolumns && strcmp(s->column[at], table->column[j]) != 0) at++;
        if (at == MOST_COLUMNS) continue;
        if (at == s->ncolumns) s->column[s->ncolumns++] = table->column[j];
        for (size_t i = 0; i < table->nrows; i++) s->kind[at] = join(s->kind[at], table->cell[i * table->ncolumns + j].kind);
    }
}

static void put(FILE *out, bool first, cm_value value)
{
    if (!first) (void)fputc(',', out);
    cm_csv_put(out, &value);
}

static void write_rows(const stack *s, FILE *out, const piece *p, const cm_table *table)
{
    for (size_t i = 0; i < table->nrows; i++) {
        if (s->models) put(out, true, cm_text(p->model));
        put(out, !s->models, cm_text(p->of));
        if (s->cells) put(out, false, cm_integer((int64_t)i + 1));
        for (size_t j = 0; j < s->ncolumns; j++) put(out, false, cm_table_get(table, i, s->column[j]));
        (void)fputc('\n', out);
    }
}

static const char *type_of(cm_value_kind kind)
{
    static const char *const words[] = { [CM_NONE] = "empty", [CM_TEXT] = "text", [CM_NUMBER] = "number", [CM_INTEGER] = "integer", [CM_TRUTH] = "true or false" };
    return words[kind];
}

/* The names in the file: an axis called like a column that is put before all tables is told apart. */
static bool name_columns(const stack *s, cm_header *header)
{
    cm_bundle *b = s->b;
    header->column = CM_NEW(b->ctx, b->arena, s->ncolumns + 3, const char *);
    if (header->column == NULL) return false;
    if (s->models) header->column[header->n++] = "model";
    header->column[header->n++] = s->by;
    if (s->cells) header->column[header->n++] = "cell";
    for (size_t j = 0; j < s->ncolumns; j++) {
        const char *column = s->column[j];
        if (strcmp(column, s->by) == 0 || (s->cells && strcmp(column, "cell") == 0) || (s->models && strcmp(column, "model") == 0)) column = cm_format(b->ctx, b->arena, "axis.%s", column);
        header->column[header->n++] = column;
    }
    return b->ctx->status == CM_OK;
}

static void write_head(const stack *s, FILE *out)
{
    cm_bundle *b = s->b;
    cm_header header = { NULL, 0 };
    size_t before;
    if (!name_columns(s, &header)) return;
    before = header.n - s->ncolumns;
    for (size_t j = 0; j < header.n; j++) {
        put(out, j == 0, cm_text(header.column[j]));
        cm_bundle_column(b, s->file, header.column[j], j >= before ? type_of(s->kind[j - before]) : strcmp(header.column[j], "cell") == 0 ? "integer" : "text");
    }
    (void)fputc('\n', out);
    if (s->cells) b->cells = header;
    if (strcmp(s->file, "verdicts.csv") == 0) b->verdicts = header;
}

static void write_stack(stack *s)
{
    cm_bundle *b = s->b;
    FILE *out;
    s->column = CM_NEW(b->ctx, b->arena, MOST_COLUMNS, const char *);
    s->kind = CM_NEW(b->ctx, b->arena, MOST_COLUMNS, cm_value_kind);
    s->cells = strcmp(s->file, "cells.csv") == 0;
    if (b->ctx->status != CM_OK) return;
    for (size_t k = 0; k < s->npieces; k++) {
        const cm_table *table = cm_result_find(&s->piece[k].tables, s->name);
        if (table != NULL) gather(s, table);
    }
    out = cm_bundle_open(b, s->file);
    if (out == NULL) return;
    write_head(s, out);
    for (size_t k = 0; k < s->npieces; k++) {
        const cm_table *table = cm_result_find(&s->piece[k].tables, s->name);
        if (table != NULL) write_rows(s, out, &s->piece[k], table);
    }
    cm_bundle_close(b, s->file, out);
}

/* Every table that any piece has becomes one file, its name after `prefix`. */
static void write_stacks(cm_bundle *b, const piece *all, size_t n, const char *prefix, const char *by, bool models)
{
    const char *done[MOST_TABLES];
    size_t ndone = 0;
    for (size_t k = 0; k < n; k++) {
        for (const cm_table *table = all[k].tables.table; table != NULL; table = table->next) {
            stack s = { .b = b, .name = table->name, .by = by, .file = cm_format(b->ctx, b->arena, "%s%s.csv", prefix, table->name), .piece = all, .npieces = n, .models = models };
            size_t seen = 0;
            while (seen < ndone && strcmp(done[seen], table->name) != 0) seen++;
            if (seen < ndone || ndone == MOST_TABLES || s.file == NULL) continue;
            done[ndone++] = table->name;
            write_stack(&s);
        }
    }
}

static void write_claim(cm_bundle *b, const cm_report *report)
{
    size_t models = cm_judging_models(b->file), n = 0;
    piece *all = CM_NEW(b->ctx, b->arena, models * CM_MOST_MEASURES, piece);
    for (size_t k = 0; all != NULL && k < models; k++) {
        cm_report one = report->family != NULL ? cm_report_model(report, k) : *report;
        for (size_t m = 0; m < one.judgement->claim->nmeasures; m++) {
            all[n] = (piece){ .model = report->family != NULL ? report->family->family->model[k].id : NULL, .of = one.judgement->measure[m].measure->name };
            if (cm_claim_tabulate(b->ctx, b->arena, &one, m, &all[n].tables) != CM_OK) return;
            n++;
        }
    }
    if (all != NULL) write_stacks(b, all, n, "", "measure", report->family != NULL);
}

/* Boundaries, regions and sensitivities, which are of the first measure; records. */
static void write_rest(cm_bundle *b, const cm_report *report)
{
    piece *all = CM_NEW(b->ctx, b->arena, report->nevidence + 1, piece);
    if (all == NULL) return;
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) {
        const cm_finding *finding = &report->findings->item[i];
        const char *prefix = cm_format(b->ctx, b->arena, "%s_", finding->key);
        piece one = { .of = report->judgement->measure[0].measure->name, .tables = finding->result };
        if (prefix != NULL) write_stacks(b, &one, 1, prefix, "measure", false);
    }
    for (size_t i = 0; i < report->nevidence; i++) {
        all[i].of = report->evidence[i].observed->id;
        if (cm_evidence_tabulate(b->ctx, b->arena, &report->evidence[i], &all[i].tables) != CM_OK) return;
    }
    write_stacks(b, all, report->nevidence, "record_", "record", false);
}

void cm_bundle_tables(cm_bundle *b, const cm_report *report)
{
    static const char *const columns[] = { "table", "file", "venue", "row", "column", "value" };
    cm_report answers = *report;
    cm_style style = { .count = 1 };
    if (report->judgement != NULL || report->family != NULL) write_claim(b, report);
    write_rest(b, report);
    if (report->nanswers == 0) return;
    answers.judgement = NULL;
    answers.family = NULL;
    answers.nevidence = 0;
    style.out = cm_bundle_open(b, "results.csv");
    if (style.out == NULL) return;
    cm_writer_find("csv")->write(&style, &answers, 0);
    for (size_t j = 0; j < 6; j++) cm_bundle_column(b, "results.csv", columns[j], strcmp(columns[j], "row") == 0 ? "integer" : "text");
    cm_bundle_close(b, "results.csv", style.out);
}
