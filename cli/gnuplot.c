/* gnuplot.c: figures drawn by gnuplot, trees by dot: the frame of every script, and what becomes of the picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "cli/child.h"
#include "cli/figure.h"
#include "cli/layout.h"

/* Colours that are told apart by eyes of all kinds, on white and on black (M. Okabe and K. Ito, "Color universal design", 2008). */
static const char *const colours[] = { "'#0072b2'", "'#d55e00'", "'#009e73'", "'#cc79a7'", "'#b8860b'", "'#56b4e9'", "'#7f7f7f'", "'#8a5a44'" };

const char *cm_plot_colour(size_t k)
{
    return colours[k % (sizeof colours / sizeof colours[0])];
}

int cm_plot_mark(size_t k)
{
    return 5 + 2 * (int)(k % 4);
}

/* The bytes of a text's next character that may stand in a picture, 0 at its end or after `left` columns. */
static int next_character(const char *text, size_t *left, bool *control)
{
    ucs4_t c;
    int bytes, width;
    if (*text == '\0') return 0;
    bytes = u8_strmbtouc(&c, (const uint8_t *)text);
    *control = bytes <= 0 || c < 0x20 || (c >= 0x7f && c < 0xa0);
    if (bytes <= 0) bytes = 1;
    width = *control ? 1 : uc_width(c, "UTF-8");
    if (width < 0) width = 0;
    if ((size_t)width > *left) return 0;
    *left -= (size_t)width;
    return bytes;
}

/* Each of `swap` is a character and what stands for it. */
static void put_text(FILE *out, const char *text, size_t most, const char *const *swap)
{
    size_t left = most;
    bool control = false;
    for (int bytes; (bytes = next_character(text, &left, &control)) > 0; text += bytes) {
        const char *const *own = swap;
        while (*own != NULL && **own != *text) own++;
        if (control) (void)fputc(' ', out);
        else if (*own != NULL) (void)fputs(*own + 1, out);
        else (void)fwrite(text, 1, (size_t)bytes, out);
    }
    if (*text != '\0') (void)fputs("…", out);
}

void cm_plot_text(FILE *out, const char *text, size_t most)
{
    static const char *const swap[] = { "'’", NULL };              /* a doubled quote at a text's beginning confuses gnuplot 5.4 */
    (void)fputc('\'', out);
    put_text(out, text, most, swap);
    (void)fputc('\'', out);
}

void cm_plot_tic(FILE *out, const char *text, size_t most)
{
    static const char *const swap[] = { "'’", "%%%", NULL };       /* the names of tics are formats */
    (void)fputc('\'', out);
    put_text(out, text, most, swap);
    (void)fputc('\'', out);
}

/* Bytes of the longest beginning of at most `most` columns that ends before a space, or where two wide characters meet; 0: the whole fits,
 * or there is no such place. */
static size_t line_length(const char *text, size_t most)
{
    size_t left = most, at = 0, found = 0;
    bool control = false, wide = false;
    for (int bytes; (bytes = next_character(text + at, &left, &control)) > 0; at += (size_t)bytes) {
        bool now = bytes > 2;
        if (at > 0 && (text[at] == ' ' || (now && wide))) found = at;
        wide = now;
    }
    if (text[at] == '\0') return 0;
    return text[at] == ' ' || (wide && (unsigned char)text[at] >= 0xE0) ? at : found;
}

void cm_plot_lines(FILE *out, const char *text, size_t most, size_t lines)
{
    char line[256];
    size_t length;
    while (lines-- > 1 && (length = line_length(text, most)) > 0 && length < sizeof line) {
        memcpy(line, text, length);
        line[length] = '\0';
        cm_plot_text(out, line, most);
        (void)fputs(".\"\\n\".", out);
        text += length + (text[length] == ' ');
    }
    cm_plot_text(out, text, most);
}

void cm_dot_text(FILE *out, const char *text, size_t most)
{
    static const char *const swap[] = { "\"\\\"", "\\\\\\", "&&amp;", NULL };
    put_text(out, text, most, swap);
}

void cm_plot_number(FILE *out, double x)
{
    if (isfinite(x)) (void)fprintf(out, " %.9g", x == 0 ? 0 : x);
    else (void)fputs(" ?", out);
}

/* ---- legends ---- */

enum { MARK = 42, LEGEND_ROW = 22, LEGEND_TEXT = 34 };

/* Pixels of an entry: its mark, its text, and room after it. */
static double entry_width(const char *text)
{
    size_t columns = cm_width(text);
    return MARK + 7.7 * (double)(columns < LEGEND_TEXT ? columns : LEGEND_TEXT);
}

/* How many entries from `first` on fit into a row, and how wide they are. */
static size_t fit(const char *const *text, size_t n, size_t first, unsigned width, double *used)
{
    size_t k = first;
    *used = 0;
    while (k < n && (k == first || *used + entry_width(text[k]) <= width)) *used += entry_width(text[k++]);
    return k - first;
}

unsigned cm_legend_height(const char *const *text, size_t n, unsigned width)
{
    unsigned rows = 0;
    double used;
    for (size_t k = 0; k < n; rows++) k += fit(text, n, k, width, &used);
    return rows > 0 ? rows * LEGEND_ROW + 8 : 0;
}

void cm_plot_legend(FILE *out, const char *const *text, size_t n, unsigned width, unsigned height)
{
    double y = cm_legend_height(text, n, width) - 8 - LEGEND_ROW / 2.0, used;
    for (size_t k = 0; k < n; y -= LEGEND_ROW) {
        size_t count = fit(text, n, k, width, &used);
        double x = (width - used) / 2 + 8;
        for (size_t i = 0; i < count; i++, k++) {
            (void)fputs("set label ", out);
            cm_plot_text(out, text[k], LEGEND_TEXT);
            (void)fprintf(out, " at screen %.4f,screen %.4f left offset char 1.2,char -0.22 point lc rgb %s pt %d ps 1.1\n", x / width, y / height, cm_plot_colour(k), cm_plot_mark(k));
            x += entry_width(text[k]);
        }
    }
}

bool cm_picture_kind_of(const char *path, cm_picture_kind *kind)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr(name, '.');
    static const char *const ending[] = { ".svg", ".pdf", ".png" };
    static const cm_picture_kind meant[] = { CM_PICTURE_SVG, CM_PICTURE_PDF, CM_PICTURE_PNG };
    for (size_t k = 0; dot != NULL && dot > name && k < 3; k++) {
        if (strcmp(dot, ending[k]) != 0) continue;
        *kind = meant[k];
        return true;
    }
    return false;
}

/* What every plot has: no shell, no markup in texts, two axes, faint lines, black for what the page paints in its own colour. */
static const char *frame(cm_ctx *ctx, cm_arena *arena, const cm_figure *figure, bool zh, cm_picture_kind kind)
{
    static const char common[] = "set encoding utf8\nset datafile missing '?'\nset border 3 lw 0.7 lc rgb '#7f7f7f'\nset tics nomirror scale 0.6 tc rgb 'black'\n"
                                 "set grid y lt 1 lw 0.5 lc rgb '#9a9a9a' dt (2,4)\nunset key\nset style fill transparent solid 0.8 noborder\n";
    const char *terminal;
    double inches_x = figure->width / 96.0, inches_y = figure->height / 96.0;
    if (kind == CM_PICTURE_PDF) terminal = cm_format(ctx, arena, "pdfcairo noenhanced color size %.4fin,%.4fin font 'sans-serif,14' fontscale 0.56 lw 1.2 pointscale 0.8", inches_x, inches_y);
    else if (kind == CM_PICTURE_PNG) terminal = cm_format(ctx, arena, "pngcairo noenhanced color size %u,%u font 'sans-serif,14' fontscale 1.5 lw 2 pointscale 1.6 background rgb 'white'", 2 * figure->width, 2 * figure->height);
    else terminal = cm_format(ctx, arena, "svg noenhanced size %u,%u dynamic font 'sans-serif,14' lw 1", figure->width, figure->height);
    if (terminal == NULL) return NULL;
    return cm_format(ctx, arena, "set terminal %s\n%s%s\n", terminal, common, figure->script[zh]);
}

static const char *lines_of(cm_ctx *ctx, cm_arena *arena, const char *err)
{
    size_t length = 0;
    while (*err == '\n' || *err == ' ') err++;
    while (length < 200 && err[length] != '\0') length++;
    while (length > 0 && ((unsigned char)err[length] & 0xC0) == 0x80) length--;
    char *text = cm_strndup(ctx, arena, err, length);
    for (char *c = text; c != NULL && *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r' || *c == '\t') *c = ' ';
    }
    return text != NULL ? text : "";
}

static char *run(cm_ctx *ctx, cm_arena *arena, const cm_figure *figure, bool zh, cm_picture_kind kind, size_t *length, const char **why, bool *absent)
{
    static const char *const dot_kind[] = { "-Tsvg", "-Tsvg", "-Tpdf", "-Tpng" };
    const char *const plot[] = { "gnuplot", "-d", "-", NULL }, *const dot[] = { "dot", dot_kind[kind], kind == CM_PICTURE_PNG ? "-Gdpi=192" : "-Gdpi=72", NULL };
    const char *script = figure->tree ? figure->script[zh] : frame(ctx, arena, figure, zh, kind);
    char *out = NULL, *err = NULL;
    cm_child_end end = script == NULL ? CM_CHILD_FAILED : cm_child_run(ctx, arena, figure->tree ? dot : plot, script, &out, length, &err);
    *absent = end == CM_CHILD_ABSENT;
    if (end == CM_CHILD_DONE && *length > 0) return out;
    *why = *absent ? (figure->tree ? "trees are drawn by dot: apt-get install graphviz" : "figures are drawn by gnuplot: apt-get install gnuplot-nox")
                   : cm_format(ctx, arena, "%s did not draw it: %s", figure->tree ? "dot" : "gnuplot", err != NULL && *err != '\0' ? lines_of(ctx, arena, err) : "it said nothing");
    return NULL;
}

/* The day a PDF was made becomes the first of 1970, digit for digit: the same figure is the same bytes. */
static void forget_date(char *pdf, size_t length)
{
    static const char key[] = "Date (D:", day[] = "19700101000000";
    size_t k = sizeof key - 1, d = sizeof day - 1;
    for (size_t i = 0; i + k + d < length; i++) {
        if (memcmp(pdf + i, key, k) == 0) memcpy(pdf + i + k, day, d);
    }
}

char *cm_figure_draw(cm_ctx *ctx, cm_arena *arena, const cm_figure *figure, bool zh, cm_picture_kind kind, size_t *length, const char **why, bool *absent)
{
    char *picture = run(ctx, arena, figure, zh, kind, length, why, absent), *clean;
    const char *id;
    if (picture != NULL && kind == CM_PICTURE_PDF) forget_date(picture, *length);
    if (picture == NULL || kind == CM_PICTURE_PDF || kind == CM_PICTURE_PNG) return picture;
    id = cm_format(ctx, arena, "%s-%s", figure->name, zh ? "zh" : "en");
    clean = id != NULL ? cm_svg_clean(ctx, arena, picture, id, figure->title[zh], figure->says[zh], zh ? "zh" : "en", kind == CM_PICTURE_SVG) : NULL;
    if (clean == NULL) *why = "what was drawn is no plain picture";
    else *length = strlen(clean);
    return clean;
}
