/* svg.c: an SVG of gnuplot's or dot's as it may stand in a page.
 *
 * Tags are copied one by one: only shapes and texts pass, ids are made our own (several pictures stand in one page), groups that
 * draw nothing go, titles (of each curve, for tooltips) and filters go, black becomes the colour of the page's text. */
#include <stdlib.h>
#include <string.h>

#include "cli/figure.h"
#include "cli/html.h"

typedef struct cleaner {
    const char *in;
    FILE *out;
    const char *id;
    char *text;                        /* what was written so far */
    size_t length;
    long open[256];                    /* where the groups that are open begin, -1 for one that holds something */
    size_t depth;
    bool bad;
} cleaner;

static const char *const shapes[] = { "g", "defs", "path", "rect", "circle", "use", "text", "tspan", "polygon", "polyline", "ellipse", "line", NULL };

static bool one_of(const char *name, size_t length, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strlen(*list) == length && strncmp(*list, name, length) == 0) return true;
    }
    return false;
}

static bool is(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(name, word, length) == 0;
}

/* Black, in whatever words. */
static bool black(const char *value, size_t length)
{
    static const char *const words[] = { "black", "#000000", "rgb(0,0,0)", "rgb(0, 0, 0)", "rgb(  0,   0,   0)", NULL };
    return one_of(value, length, words);
}

static bool starts(const char *name, size_t length, const char *word)
{
    return length >= strlen(word) && strncmp(name, word, strlen(word)) == 0;
}

static void put_attribute(cleaner *c, const char *name, size_t n, const char *value, size_t v)
{
    bool link = is(name, n, "xlink:href") || is(name, n, "href");
    if (starts(name, n, "xmlns") || is(name, n, "class") || is(name, n, "xml:space")) return;
    if (is(name, n, "color") && (black(value, v) || is(value, v, "white"))) return;      /* texts in such groups are black all the same */
    if (starts(name, n, "on") || is(name, n, "style") || (link && (v == 0 || *value != '#')) || memchr(value, '<', v) != NULL) {
        c->bad = true;
        return;
    }
    (void)fprintf(c->out, " %.*s=\"", link ? 4 : (int)n, link ? "href" : name);
    if (is(name, n, "id")) (void)fprintf(c->out, "%s-", c->id);
    if (link) {
        (void)fprintf(c->out, "#%s-", c->id);
        value++;
        v--;
    }
    if (black(value, v)) (void)fputs("currentColor", c->out);
    else for (size_t k = 0; k < v; k++) (void)(value[k] == '"' ? fputs("&quot;", c->out) : fputc(value[k], c->out));
    (void)fputc('"', c->out);
}

/* The attributes of the tag that `in` is in, up to its ">" or "/>". */
static void attributes(cleaner *c)
{
    for (;;) {
        const char *name, *value;
        size_t n, v;
        char quote;
        c->in += strspn(c->in, " \t\r\n");
        if (*c->in == '>' || *c->in == '/' || *c->in == '\0') return;
        name = c->in;
        n = strcspn(name, " \t\r\n=>/");
        c->in += n;
        c->in += strspn(c->in, " \t\r\n");
        quote = *c->in == '=' ? c->in[1 + strspn(c->in + 1, " \t\r\n")] : '\0';
        if (n == 0 || (quote != '"' && quote != '\'')) {
            c->bad = true;
            return;
        }
        value = strchr(c->in, quote) + 1;
        if (strchr(value, quote) == NULL) {
            c->bad = true;
            return;
        }
        v = (size_t)(strchr(value, quote) - value);
        put_attribute(c, name, n, value, v);
        c->in = value + v + 1;
    }
}

/* Past the end of an element that is left out with all that is in it. */
static void leave_out(cleaner *c, const char *name, size_t n)
{
    const char *end = c->in;
    const char *close = strchr(end, '>');
    if (close != NULL && close > end && close[-1] == '/') {
        c->in = close + 1;
        return;
    }
    while ((end = strstr(end, "</")) != NULL && strncmp(end + 2, name, n) != 0) end += 2;
    end = end != NULL ? strchr(end, '>') : NULL;
    if (end == NULL) c->bad = true;
    else c->in = end + 1;
}

static void open_tag(cleaner *c, const char *name, size_t n)
{
    static const char *const left_out[] = { "title", "desc", "filter", NULL };
    bool group = is(name, n, "g"), whole;
    if (one_of(name, n, left_out)) {
        leave_out(c, name, n);
        return;
    }
    if (!one_of(name, n, shapes) || (group && c->depth == sizeof c->open / sizeof c->open[0])) {
        c->bad = true;
        return;
    }
    if (!group) {
        for (size_t k = 0; k < c->depth; k++) c->open[k] = -1;
    } else c->open[c->depth++] = ftell(c->out);
    (void)fprintf(c->out, "<%.*s", (int)n, name);
    attributes(c);
    whole = *c->in == '/';
    c->in += whole;
    if (*c->in++ != '>') c->bad = true;
    (void)fputs(whole ? "/>" : ">", c->out);
    if (whole && group) c->depth--;
}

static void close_tag(cleaner *c, const char *name, size_t n)
{
    const char *end = strchr(name, '>');
    if (end == NULL || !one_of(name, n, shapes)) {
        c->bad = true;
        return;
    }
    c->in = end + 1;
    if (is(name, n, "g")) {
        if (c->depth == 0) {
            c->bad = true;
            return;
        }
        if (c->open[--c->depth] >= 0) {                 /* it draws nothing */
            (void)fseek(c->out, c->open[c->depth], SEEK_SET);
            return;
        }
    }
    (void)fprintf(c->out, "</%.*s>", (int)n, name);
    if (is(name, n, "g") || is(name, n, "text")) (void)fputc('\n', c->out);
}

/* The picture's size, from the root's viewBox. */
static bool root(cleaner *c, double *width, double *height)
{
    const char *start = strstr(c->in, "<svg"), *box = start != NULL ? strstr(start, "viewBox=\"") : NULL, *end = start != NULL ? strchr(start, '>') : NULL;
    char *after;
    double number[4];
    if (end == NULL || box == NULL || box > end) return false;
    box += strlen("viewBox=\"");
    for (int k = 0; k < 4; k++) {
        number[k] = strtod(box, &after);
        if (after == box) return false;
        box = after + (*after == ',');
    }
    *width = number[2];
    *height = number[3];
    c->in = end + 1;
    return true;
}

static void step(cleaner *c)
{
    const char *next = c->in, *end;
    bool closing;
    size_t n;
    if (*next != '<') {
        size_t length = strcspn(next, "<");
        if (strspn(next, " \t\r\n") < length) (void)fwrite(next, 1, length, c->out);
        c->in += length;
        return;
    }
    if (next[1] == '!' || next[1] == '?') {
        end = strstr(next, strncmp(next, "<!--", 4) == 0 ? "-->" : ">");
        if (end == NULL) c->bad = true;
        else c->in = strchr(end, '>') + 1;
        return;
    }
    closing = next[1] == '/';
    next += closing ? 2 : 1;
    n = strcspn(next, " \t\r\n/>");
    c->in = next + n;
    if (closing) close_tag(c, next, n);
    else open_tag(c, next, n);
}

char *cm_svg_clean(cm_ctx *ctx, cm_arena *arena, const char *svg, const char *id, const char *title, const char *says, const char *lang, bool alone)
{
    cleaner c = { .in = svg, .id = id };
    double width, height;
    char *copy = NULL;
    if (!root(&c, &width, &height)) return NULL;
    c.out = open_memstream(&c.text, &c.length);
    if (c.out == NULL) return NULL;
    if (alone) (void)fprintf(c.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
    else (void)fputs("<svg", c.out);
    (void)fprintf(c.out, " width=\"%g\" height=\"%g\"", width, height);
    if (alone) (void)fprintf(c.out, " lang=\"%s\"", lang);
    (void)fprintf(c.out, " viewBox=\"0 0 %g %g\" role=\"img\" aria-labelledby=\"%s-title %s-desc\">\n<title id=\"%s-title\">", width, height, id, id, id);
    cm_html_text(c.out, title);
    (void)fprintf(c.out, "</title>\n<desc id=\"%s-desc\">", id);
    cm_html_text(c.out, says);
    (void)fputs("</desc>\n", c.out);
    while (!c.bad && *c.in != '\0' && strncmp(c.in, "</svg", 5) != 0) step(&c);
    if (c.depth != 0 || *c.in == '\0') c.bad = true;
    (void)fputs("</svg>\n", c.out);
    if (fclose(c.out) == 0 && !c.bad) copy = cm_strndup(ctx, arena, c.text, c.length);      /* up to where it was last written: groups were taken back */
    free(c.text);
    return copy;
}
