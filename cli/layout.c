/* layout.c: widths by libunistring, which needs no locale. */
#include "cli/layout.h"

#include <math.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "cli/notes.h"

size_t cm_width(const char *text)
{
    int width = u8_strwidth((const uint8_t *)text, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

static void spaces(FILE *out, size_t count)
{
    while (count-- > 0) (void)fputc(' ', out);
}

void cm_pad(FILE *out, const char *text, size_t width, bool right)
{
    size_t own = cm_width(text), fill = width > own ? width - own : 0;
    if (right) spaces(out, fill);
    (void)fputs(text, out);
    if (!right) spaces(out, fill);
}

/* No line begins with the one kind of character, or ends with the other. */
static bool closes(ucs4_t c)
{
    static const ucs4_t marks[] = { 0x3002, 0xff0c, 0xff1b, 0xff1a, 0xff1f, 0xff01, 0x3001, 0xff09, 0x300b, 0x300d, 0x300f, 0x201d, 0x2019, 0x2026 };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (marks[i] == c) return true;
    }
    return false;
}

static bool opens(ucs4_t c)
{
    return c == 0xff08 || c == 0x300a || c == 0x300c || c == 0x300e || c == 0x201c || c == 0x2018;
}

/* Bytes of the next piece that must stay together: a word with the space before it, or one wide character; marks that close
 * stay with what they follow, those that open with what follows them. */
static size_t piece(const char *text, size_t *columns)
{
    size_t length = 0;
    bool ends = false, holds = false;
    *columns = 0;
    while (text[length] != '\0') {
        ucs4_t c;
        int bytes = u8_strmbtouc(&c, (const uint8_t *)text + length), width;
        if (bytes <= 0) bytes = 1;
        width = uc_width(c, "UTF-8");
        if (length > 0 && !holds && !closes(c) && (c == ' ' || c == '\n' || width == 2 || ends)) break;
        length += (size_t)bytes;
        *columns += width > 0 ? (size_t)width : 0;
        if (c == '\n') break;
        holds = opens(c);
        ends = width == 2 || (ends && closes(c));
    }
    return length;
}

void cm_wrap(FILE *out, const char *text, size_t indent, size_t width)
{
    size_t column = 0;
    spaces(out, indent);
    while (*text != '\0') {
        size_t columns, length = piece(text, &columns);
        if (*text == '\n' || (column > 0 && column + columns > width - indent)) {
            (void)fputc('\n', out);
            spaces(out, indent);
            column = 0;
            if (*text == '\n' || *text == ' ') {
                text++;
                continue;
            }
        }
        (void)fwrite(text, 1, length, out);
        column += columns;
        text += length;
    }
    (void)fputc('\n', out);
}

void cm_print_table(const cm_style *style, const cm_table *table, size_t indent)
{
    size_t width[64] = { 0 }, columns = table->ncolumns < 64 ? table->ncolumns : 64;
    size_t shown = style->screen && table->nrows > CM_SCREEN_ROWS + 1 ? CM_SCREEN_ROWS : table->nrows;
    char buffer[64];
    for (size_t j = 0; j < columns; j++) width[j] = cm_width(table->column[j]);
    for (size_t i = 0; i < table->nrows; i++) {
        for (size_t j = 0; j < columns; j++) {
            size_t own = cm_width(cm_value_text(&table->cell[i * table->ncolumns + j], buffer, sizeof buffer, style->chinese));
            if (own > width[j]) width[j] = own;
        }
    }
    for (size_t i = 0; i <= shown; i++) {
        spaces(style->out, indent);
        for (size_t j = 0; j < columns; j++) {
            const cm_value *value = i > 0 ? &table->cell[(i - 1) * table->ncolumns + j] : NULL;
            bool number = table->nrows > 0 && table->cell[j].kind != CM_TEXT && table->cell[j].kind != CM_TRUTH;
            bool last = j + 1 == columns && !number;
            const char *text = value != NULL ? cm_value_text(value, buffer, sizeof buffer, style->chinese) : table->column[j];
            if (j > 0) spaces(style->out, 2);
            cm_pad(style->out, text, last ? 0 : width[j], number);
        }
        (void)fputc('\n', style->out);
    }
    if (shown == table->nrows) return;
    spaces(style->out, indent);
    (void)fprintf(style->out, style->chinese ? "……另有 %zu 行；写入文件或管道时全部列出（-o FILE，或 | less）\n" : "... and %zu more rows; all of them go to a file or a pipe (-o FILE, or | less)\n", table->nrows - shown);
}

const char *cm_spark(double x, double most)
{
    static const char *const block[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    double share = most > 0 ? x / most : 0;
    long i = lround(fmin(1, fmax(0, share)) * 7);
    return block[i];
}

const char *cm_in_language(const cm_style *s, const char *en, const char *zh)
{
    return s->chinese && zh != NULL ? zh : en;
}

void cm_bold(const cm_style *s, const char *text)
{
    (void)fprintf(s->out, s->colour ? "\033[1m%s\033[0m" : "%s", text);
}

void cm_heading(const cm_style *s, const char *text)
{
    cm_bold(s, text);
    (void)fputc('\n', s->out);
}

void cm_put_markdown(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("|<[*`\\", *text) != NULL) (void)fputc('\\', out);
        (void)fputc(*text == '\n' ? ' ' : *text, out);
    }
}

const char *cm_note_said(const cm_style *s, const char *note, char **own)
{
    *own = s->chinese ? cm_note_in_chinese(note) : NULL;
    return *own != NULL ? *own : note;
}
