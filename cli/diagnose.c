/* diagnose.c: errors that teach: place, excerpt, caret, hint.
 *
 * A line is laid out as cells, one a character: what is shown for it, and how many columns that
 * takes.  The carets are the same cells again, as blanks before the place and as ^~~~ under it. */
#include "cli/diagnose.h"

#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "cli/encoding.h"

enum {
    LEFT = 50,              /* columns shown before the place when a line is long */
    WIDEST = 100            /* columns shown of a line */
};

/* A character of a line. */
struct cell {
    const char *text;
    size_t bytes;
    int columns;            /* 0 for what combines with the character before; a tab counts as 1 */
    bool hex;               /* shown as \xNN */
};

static struct cell cell_at(const char *text, size_t left)
{
    struct cell cell = { text, cm_utf8_step(text, left), 1, false };
    unsigned char byte = (unsigned char)*text;
    ucs4_t code;
    if (byte == '\t') return cell;
    if (cell.bytes == 0 || byte < 0x20 || byte == 0x7f) {
        cell.bytes = 1;
        cell.hex = true;
    } else if (byte >= 0x80) {
        (void)u8_mbtoucr(&code, (const uint8_t *)text, left);
        cell.columns = uc_width(code, "UTF-8");
        if (cell.columns < 0) cell.hex = true;             /* C1 control characters */
    }
    if (cell.hex) cell.columns = 4 * (int)cell.bytes;
    return cell;
}

static void put_cell(FILE *out, struct cell cell)
{
    for (size_t i = 0; i < cell.bytes; i++) {
        if (cell.hex) (void)fprintf(out, "\\x%02X", (unsigned)(unsigned char)cell.text[i]);
        else (void)fputc(cell.text[i], out);
    }
}

/* Text of a message: control bytes must not reach a terminal. */
static void put_text(FILE *out, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        struct cell cell = cell_at(text, left);
        if (*text == '\t') cell.hex = true;
        put_cell(out, cell);
        text += cell.bytes;
        left -= cell.bytes;
    }
}

/* Where the lines of a source begin; mistakes are sorted, so that it mostly goes on from the last. */
struct finder {
    const cm_source *source;
    int line;
    size_t at;
};

static bool find_line(struct finder *finder, const cm_source *sources, const cm_place *place, size_t *end)
{
    const cm_source *source = sources;
    const char *text;
    if (place->line <= 0 || place->file == NULL) return false;
    while (source != NULL && strcmp(source->file, place->file) != 0) source = source->next;
    if (source == NULL) return false;
    if (source != finder->source || place->line < finder->line) {
        finder->source = source;
        finder->line = 1;
        finder->at = 0;
    }
    text = source->text;
    while (finder->line < place->line && finder->at < source->length) {
        char c = text[finder->at++];
        if (c == '\n' || (c == '\r' && !(finder->at < source->length && text[finder->at] == '\n'))) finder->line++;
    }
    if (finder->line != place->line) return false;
    *end = finder->at;
    while (*end < source->length && text[*end] != '\n' && text[*end] != '\r') (*end)++;
    return true;
}

/* Columns of text[from .. to). */
static int columns_of(const char *text, size_t from, size_t to)
{
    int columns = 0;
    while (from < to) {
        struct cell cell = cell_at(text + from, to - from);
        columns += cell.columns;
        from += cell.bytes;
    }
    return columns;
}

/* The first offset to be shown, so that `caret` is not too far to the right. */
static size_t first_shown(const char *text, size_t start, size_t caret, size_t end)
{
    size_t from = start;
    int before = columns_of(text, start, caret);
    if (before + 1 <= WIDEST && columns_of(text, start, end) <= WIDEST) return start;
    while (from < caret && before > LEFT) {
        struct cell cell = cell_at(text + from, caret - from);
        before -= cell.columns;
        from += cell.bytes;
    }
    return from;
}

static void excerpt(FILE *out, const char *text, size_t start, size_t end, const cm_place *place, bool colour)
{
    size_t caret = start + (size_t)(place->column > 0 ? place->column - 1 : 0);
    size_t last = caret + (size_t)(place->length > 0 ? place->length : 1), from, to;
    int columns = 0;

    if (caret > end) caret = end;
    if (last > end) last = end;
    from = first_shown(text, start, caret, end);
    (void)fprintf(out, "%5d | %s", place->line, from > start ? "..." : "");
    for (to = from; to < end;) {
        struct cell cell = cell_at(text + to, end - to);
        if (columns + cell.columns > WIDEST) break;
        columns += cell.columns;
        put_cell(out, cell);
        to += cell.bytes;
    }
    (void)fprintf(out, "%s\n", to < end ? "..." : "");
    if (place->column <= 0) return;
    (void)fprintf(out, "      | %s", from > start ? "   " : "");
    for (size_t at = from; at < caret;) {
        struct cell cell = cell_at(text + at, caret - at);
        for (int i = 0; i < cell.columns; i++) (void)fputc(*cell.text == '\t' ? '\t' : ' ', out);
        at += cell.bytes;
    }
    columns = columns_of(text, caret, last < to ? last : to > caret ? to : caret);
    (void)fprintf(out, "%s^", colour ? "\033[1;32m" : "");
    for (int i = 1; i < columns; i++) (void)fputc('~', out);
    (void)fprintf(out, "%s\n", colour ? "\033[0m" : "");
}

void cm_diagnose(FILE *out, const cm_diags *diags, const cm_source *sources, bool colour)
{
    struct finder finder = { NULL, 1, 0 };
    for (size_t i = 0; i < diags->count; i++) {
        const cm_diag *diag = &diags->item[i];
        const cm_place *place = &diag->place;
        size_t end;
        if (colour) (void)fputs("\033[1m", out);
        if (place->file != NULL) {
            put_text(out, place->file);
            (void)fputc(':', out);
            if (place->line > 0) (void)fprintf(out, "%d:", place->line);
            if (place->line > 0 && place->column > 0) (void)fprintf(out, "%d:", place->column);
            (void)fputc(' ', out);
        }
        (void)fprintf(out, "%serror:%s ", colour ? "\033[31m" : "", colour ? "\033[0m" : "");
        put_text(out, diag->message);
        (void)fputc('\n', out);
        if (find_line(&finder, sources, place, &end)) {
            excerpt(out, finder.source->text, finder.at, end, place, colour);
        }
        if (diag->hint != NULL) {
            (void)fputs("      = ", out);
            put_text(out, diag->hint);
            (void)fputc('\n', out);
        }
    }
}
