/* csv.c: a table of players, or of cases, from a CSV file.  The only file that knows libcsv.
 *
 * libcsv tells what a cell holds but not where it is, so it is fed byte by byte, and the place of the
 * first byte since the last comma or line end is kept. */
#include "cli/csv.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/encoding.h"
#include "cli/scan.h"

struct cell {
    const char *text;
    cm_place place;
};

enum column_kind { COLUMN_BAD, COLUMN_ID, COLUMN_TEXT, COLUMN_NUMBER, COLUMN_FREE };

struct column {
    enum column_kind kind;
    const char *group;                 /* NULL: the player itself */
    const char *name;
};

struct table {
    cm_scan scan;                      /* for its memory, its mistakes and its sources */
    const cm_file *file;
    cm_node *players, **end;
    struct cell *cell;                 /* of the row being read */
    size_t cells, room;
    struct column *column;
    size_t columns;                    /* 0: the header was not read yet */
    bool without_id;
    bool plain;                        /* rows of cases: every column is free, and none is an id */
    cm_names ids;
    size_t at, line_start, start;      /* this byte; the first of its line; the first of the cell */
    int line, start_line;
    size_t start_line_start;
    bool fresh;                        /* nothing of the cell was seen yet */
};

static void note(struct table *t, const struct cell *cell, const char *replace, const char *hint, const char *what)
{
    cm_scan_note(&t->scan, cell->place, replace, hint, what, cm_scan_shown(&t->scan, cell->text));
}

/* --- columns ---------------------------------------------------------------------------------- */

static struct column column_of(struct table *t, const struct cell *cell)
{
    static const char *const texts[] = { "name", "name_zh", "kind", NULL };
    static const char *const numbers[] = { "capability", "patience", "outside", NULL };
    static const char *const groups[] = { "ideal", "salience", NULL };
    struct column column = { COLUMN_FREE, "column", cell->text };
    const char *dot = strchr(cell->text, '.'), *meant;
    char *head;

    if (t->plain) column.group = NULL;
    else if (strcmp(cell->text, "id") == 0) return (struct column){ COLUMN_ID, NULL, NULL };
    if (*cell->text == '\0') {
        note(t, cell, NULL, "write a name into the first row", "a column has no name");
        column.kind = COLUMN_BAD;
        return column;
    }
    if (t->plain) return column;
    for (size_t i = 0; texts[i] != NULL; i++) {
        if (strcmp(cell->text, texts[i]) == 0) return (struct column){ COLUMN_TEXT, NULL, texts[i] };
    }
    for (size_t i = 0; numbers[i] != NULL; i++) {
        if (strcmp(cell->text, numbers[i]) == 0) return (struct column){ COLUMN_NUMBER, NULL, numbers[i] };
    }
    if (dot == NULL) return column;
    head = cm_strndup(t->scan.ctx, t->scan.arena, cell->text, (size_t)(dot - cell->text));
    if (head == NULL) {
        t->scan.starved = true;
        return column;
    }
    for (size_t i = 0; groups[i] != NULL; i++) {
        if (strcmp(head, groups[i]) != 0) continue;
        column = (struct column){ COLUMN_NUMBER, groups[i], dot + 1 };
        if (cm_name_well_formed(dot + 1)) return column;
        note(t, cell, NULL, "after the dot stands the id of an issue: a letter, then letters, digits, _ or -",
             "the column '%s' names no issue");
        column.kind = COLUMN_BAD;
        return column;
    }
    meant = cm_nearest_word(head, groups);
    if (meant != NULL) {
        const char *hint = cm_format(t->scan.ctx, t->scan.arena, "did you mean '%s%s'?", meant, dot);
        note(t, cell, NULL, hint, "unknown column '%s'");
        column.kind = COLUMN_BAD;
    }
    return column;
}

static void read_header(struct table *t)
{
    cm_names names = { NULL, 0, 0 };
    bool id = false;
    t->column = CM_NEW(t->scan.ctx, t->scan.arena, t->cells, struct column);
    if (t->column == NULL) {
        t->scan.starved = true;
        return;
    }
    t->columns = t->cells;
    for (size_t i = 0; i < t->cells; i++) {
        const struct cell *cell = &t->cell[i];
        t->column[i] = column_of(t, cell);
        if (t->column[i].kind == COLUMN_ID) id = true;
        if (t->column[i].kind != COLUMN_BAD
            && cm_names_meet(t->scan.ctx, t->scan.arena, &names, 0, cell->text, cell->place) != NULL) {
            note(t, cell, NULL, "keep one of the two", "the column '%s' is given twice");
            t->column[i].kind = COLUMN_BAD;
        }
    }
    if (!id && !t->plain) {
        static const char *const want[] = { "id", NULL };
        const struct cell *first = &t->cell[0];
        const char *hint = "one column, with 'id' in the first row, holds the players' ids";
        for (size_t i = 0; i < t->cells; i++) {
            if (cm_nearest_word(t->cell[i].text, want) == NULL) continue;
            first = &t->cell[i];
            hint = "did you mean 'id'?";
            break;
        }
        cm_scan_note(&t->scan, first->place, NULL, hint, "the table has no column 'id'");
        t->without_id = true;
    }
}

/* --- rows ------------------------------------------------------------------------------------- */

static cm_node *new_node(struct table *t, cm_node *parent, cm_node_kind kind, const char *name, cm_place place)
{
    cm_node *node = cm_node_new(t->scan.ctx, t->scan.arena, kind, name);
    if (node == NULL) {
        t->scan.starved = true;
        return NULL;
    }
    node->place = node->value_place = place;
    if (parent != NULL) cm_node_append(parent, node);
    return node;
}

static void set_cell(struct table *t, cm_node *player, const struct column *column, const struct cell *cell)
{
    cm_node_kind kind = CM_NODE_TEXT;
    int64_t integer = 0;
    double number = 0;
    cm_frac share;
    cm_node *node, *parent = player;

    if (column->kind != COLUMN_TEXT && !cm_scan_number(cell->text, &kind, &integer, &number)) {
        kind = CM_NODE_TEXT;
        if (column->kind == COLUMN_NUMBER && !cm_frac_parse(cell->text, &share)) {
            note(t, cell, NULL, strchr(cell->text, '%') != NULL ? "write a share as a number: 0.5 for 50%"
                 : strchr(cell->text, ',') != NULL ? "a decimal point is a point, not a comma" : NULL,
                 "'%s' is no number");
            return;
        }
    }
    if (column->group != NULL) {
        parent = cm_node_child(player, column->group);
        if (parent == NULL) parent = new_node(t, player, CM_NODE_GROUP, column->group, cell->place);
        if (parent == NULL) return;
    }
    node = new_node(t, parent, kind, column->name, cell->place);
    if (node == NULL) return;
    node->integer = integer;
    node->number = number;
    if (kind == CM_NODE_TEXT) node->text = cell->text;
}

static void add_row(struct table *t, const char *name, cm_place place)
{
    cm_node *row = new_node(t, NULL, CM_NODE_GROUP, name, place);
    if (row == NULL) return;
    row->parent = t->players;
    *t->end = row;
    t->end = &row->next;
    for (size_t i = 0; i < t->cells; i++) {
        enum column_kind kind = t->column[i].kind;
        if (kind == COLUMN_BAD || kind == COLUMN_ID || *t->cell[i].text == '\0') continue;
        set_cell(t, row, &t->column[i], &t->cell[i]);
    }
}

static void read_row(struct table *t)
{
    const struct cell *id = NULL;
    const cm_place *met;
    size_t filled = 0;

    for (size_t i = 0; i < t->cells; i++) filled += *t->cell[i].text != '\0';
    if (filled == 0) return;                       /* spreadsheets leave such rows */
    if (t->columns == 0) {
        read_header(t);
        return;
    }
    if (t->cells != t->columns) {
        cm_place place = t->cells > t->columns ? t->cell[t->columns].place : t->cell[0].place;
        cm_scan_note(&t->scan, place, NULL, t->cells > t->columns ? "a cell that holds a comma stands in quotes" : NULL,
                     "this row has %zu cells, and the first row has %zu", t->cells, t->columns);
        if (t->cells > t->columns) t->cells = t->columns;
    }
    if (t->without_id) return;
    for (size_t i = 0; i < t->cells; i++) {
        if (t->column[i].kind == COLUMN_ID) id = &t->cell[i];
    }
    if (t->plain) {
        add_row(t, NULL, t->cell[0].place);
        return;
    }
    if (id == NULL || *id->text == '\0') {
        if (id != NULL) note(t, id, NULL, NULL, "this row has no id");
        return;
    }
    if (!cm_name_well_formed(id->text)) {
        note(t, id, NULL, "an id is a letter (a to z) followed by letters, digits, _ or -", "'%s' cannot be an id");
        return;
    }
    met = cm_names_meet(t->scan.ctx, t->scan.arena, &t->ids, 0, id->text, id->place);
    if (t->ids.slot == NULL) t->scan.starved = true;
    if (met != NULL) {
        cm_scan_note(&t->scan, id->place, NULL, "keep one of the two", "the id '%s' is given twice: first at line %d",
                     cm_scan_shown(&t->scan, id->text), met->line);
        return;
    }
    add_row(t, id->text, id->place);
}

/* --- libcsv's side ---------------------------------------------------------------------------- */

static void got_cell(void *bytes, size_t length, void *data)
{
    struct table *t = data;
    const char *text = bytes != NULL ? bytes : "";
    char *copy = CM_NEW(t->scan.ctx, t->scan.arena, length + 1, char);
    struct cell *cell = cm_grow(t->scan.ctx, t->scan.arena, t->cell, t->cells, &t->room, sizeof *cell);
    if (cell != NULL) t->cell = cell;
    if (copy == NULL || cell == NULL) {
        t->scan.starved = true;
        return;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        copy[i] = text[i] == CM_SCAN_GONE || (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f ? '?' : text[i];
    }
    if (t->fresh) {
        t->start = t->at;
        t->start_line = t->line;
        t->start_line_start = t->line_start;
    }
    cell = &t->cell[t->cells++];
    cell->text = copy;
    cell->place.file = t->file->source.file;
    cell->place.line = t->start_line;
    cell->place.column = (int)(t->start - t->start_line_start) + 1;
    cell->place.length = t->at > t->start ? (int)(t->at - t->start) : 1;
    t->fresh = true;
}

static void got_row(int end, void *data)
{
    struct table *t = data;
    (void)end;
    if (!t->scan.starved) read_row(t);
    t->cells = 0;
}

/* The parser stumbled over a quote: report it where its cell begins, and go on after that line. */
static void resume(struct table *t, struct csv_parser *parser, bool at_end)
{
    cm_place place = { t->file->source.file, t->start_line, (int)(t->start - t->start_line_start) + 1, 1 };
    bool unclosed = at_end || t->line > t->start_line;
    cm_scan_note(&t->scan, place, NULL, unclosed ? "write \" where the cell ends" : "a quote within a cell is doubled, and the cell stands in quotes: \"a \"\"b\"\" c\"",
                 unclosed ? "the quote that starts here is never closed" : "a quote stands within a cell");
    csv_free(parser);
    (void)csv_init(parser, CSV_STRICT | CSV_STRICT_FINI);
    t->at = t->start;
    while (t->at < t->file->source.length && t->file->clean[t->at] != '\n' && t->file->clean[t->at] != '\r') t->at++;
    t->line = t->start_line;
    t->line_start = t->start_line_start;
    t->cells = 0;
    t->fresh = true;
}

static void parse(struct table *t)
{
    const char *text = t->file->clean;
    size_t length = t->file->source.length;
    struct csv_parser parser;
    (void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    t->line = t->start_line = 1;
    t->fresh = true;
    while (!t->scan.starved && t->scan.mistakes <= CM_SCAN_MISTAKES) {
        char c;
        if (t->at == length) {
            if (csv_fini(&parser, got_cell, got_row, t) == 0) break;
            if (csv_error(&parser) != CSV_EPARSE) t->scan.starved = true;
            else resume(t, &parser, true);
            if (t->at == length) break;
        }
        c = text[t->at];
        if (t->fresh && strchr(" \t\r\n,", c) == NULL) {
            t->fresh = false;
            t->start = t->at;
            t->start_line = t->line;
            t->start_line_start = t->line_start;
        }
        if (csv_parse(&parser, text + t->at, 1, got_cell, got_row, t) != 1) {
            if (csv_error(&parser) != CSV_EPARSE) t->scan.starved = true;
            else resume(t, &parser, false);
            continue;
        }
        t->at++;
        if (c == '\n' || (c == '\r' && !(t->at < length && text[t->at] == '\n'))) {
            t->line++;
            t->line_start = t->at;
        }
    }
    csv_free(&parser);
}

/* --- the file --------------------------------------------------------------------------------- */

/* In UTF-8, without a byte-order mark; what it is otherwise is a mistake that cm_source_take tells. */
static cm_status take_file(struct table *t, const char *path, const char *text, size_t length)
{
    if (cm_encoding_guess(text, length) == CM_ENCODING_GB18030) {
        char *converted;
        cm_status status = cm_encoding_from_gb18030(t->scan.ctx, t->scan.arena, text, length, &converted, &length);
        if (status != CM_OK) return status;
        text = converted;
        if (text == NULL) return cm_fail(t->scan.ctx, CM_E_MEMORY, "no memory to convert '%s'", path);
    }
    if (length >= 3 && memcmp(text, CM_BOM, 3) == 0) {
        text += 3;
        length -= 3;
    }
    t->file = cm_source_take(&t->scan, path, text, length);
    return t->file != NULL ? CM_OK : CM_E_MEMORY;
}

static cm_status read_file(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, cm_diags *diags, bool plain,
                           cm_node **players, cm_source **sources)
{
    struct table table = { .file = NULL, .plain = plain };
    const char *why = NULL;
    char *path, *text = NULL;
    size_t length = 0;
    struct stat status;
    cm_status taken;

    *players = NULL;
    cm_scan_init(&table.scan, ctx, arena, diags);
    if (sources != NULL) {
        table.scan.sources_end = sources;
        while (*table.scan.sources_end != NULL) table.scan.sources_end = &(*table.scan.sources_end)->next;
    }
    path = cm_source_path(ctx, arena, at.file, file);
    table.players = cm_node_new(ctx, arena, plain ? CM_NODE_LIST : CM_NODE_GROUP, NULL);
    if (path == NULL || table.players == NULL) return CM_E_MEMORY;
    table.players->place = table.players->value_place = at;
    table.end = &table.players->child;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        why = cm_format(ctx, arena, "'%s' is no regular file", path);
    } else {
        text = cm_source_read(ctx, arena, path, &length, &why);
    }
    if (text == NULL) {
        if (why == NULL) return CM_E_MEMORY;
        cm_scan_note(&table.scan, at, NULL, "the path is relative to the folder of the scenario file", "%s", why);
        return cm_scan_status(&table.scan);
    }
    taken = take_file(&table, path, text, length);
    if (taken != CM_OK) return taken;
    parse(&table);
    if (!table.scan.starved && table.columns == 0 && table.scan.mistakes == 0) {
        cm_place place = { table.file->source.file, 1, 1, 1 };
        cm_scan_note(&table.scan, place, NULL, plain ? "its first row names the columns: case,size,outcome,..." : "its first row names the columns: id,name,ideal.law,...", "the table is empty");
    }
    if (!table.scan.starved) *players = table.players;
    return cm_scan_status(&table.scan);
}

cm_status cm_csv_players(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, cm_diags *diags,
                         cm_node **players, cm_source **sources)
{
    return read_file(ctx, arena, file, at, diags, false, players, sources);
}

cm_status cm_csv_cases(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, cm_diags *diags, cm_node **cases,
                       cm_source **sources)
{
    return read_file(ctx, arena, file, at, diags, true, cases, sources);
}
