/* gambit_scan.c: tokens with line and column, names, and a small table of numbers.
 *
 * A quote inside a text is written \"; any other backslash stands for itself. */
#include "cli/gambit_scan.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/encoding.h"

enum { LONGEST_NUMBER = 400, MOST_BAD_BYTES = 20 };

void cm_gscan_init(cm_gscan *s, cm_ctx *ctx, cm_arena *arena, cm_diags *diags, const char *file, const char *text, size_t length)
{
    *s = (cm_gscan){ .ctx = ctx, .arena = arena, .diags = diags, .file = file, .source = text, .length = length, .line = 1 };
    if (length >= 3 && memcmp(text, CM_BOM, 3) == 0) s->at = s->line_start = 3;
    cm_gscan_next(s);
}

size_t cm_gscan_left(const cm_gscan *s)
{
    return s->length - s->at;
}

static void end_of_line(cm_gscan *s)
{
    if (s->source[s->at] == '\r' && s->at + 1 < s->length && s->source[s->at + 1] == '\n') s->at++;
    s->line++;
    s->line_start = s->at + 1;
}

static void skip_blanks(cm_gscan *s)
{
    for (; s->at < s->length; s->at++) {
        char c = s->source[s->at];
        if (c == '\n' || c == '\r') end_of_line(s);
        else if (c != ' ' && c != '\t' && c != '\f' && c != '\v') return;
    }
}

/* A name of one line, in UTF-8: what would break tables is a blank. */
static void clean(cm_gscan *s, char *text, size_t length)
{
    size_t bad = 0;
    for (size_t i = 0; i < length;) {
        size_t step = cm_utf8_step(text + i, length - i);
        if (step == 0) {
            bad++;
            text[i] = '?';
            step = 1;
        } else if ((unsigned char)text[i] < ' ' || text[i] == 127) text[i] = ' ';
        i += step;
    }
    if (bad > 0 && s->diags->count < MOST_BAD_BYTES) {
        cm_diag_add(s->diags, s->place, NULL, "save the file as UTF-8", "this text is not in UTF-8");
    }
}

static void read_text(cm_gscan *s)
{
    size_t start = s->at + 1, end = start, used = 0;
    char *text;
    while (end < s->length && s->source[end] != '"') end += s->source[end] == '\\' && end + 1 < s->length && s->source[end + 1] == '"' ? 2 : 1;
    s->token = CM_G_BAD;
    s->place.length = 1;
    if (end >= s->length) {
        cm_diag_add(s->diags, s->place, NULL, "add the closing quote; a quote inside a text is written \\\"", "this text is not closed before the end of the file");
        s->at = s->length;
        return;
    }
    if ((text = CM_NEW(s->ctx, s->arena, end - start + 1, char)) == NULL) return;
    for (s->at = start; s->at < end; s->at++) {
        if (s->source[s->at] == '\\' && s->source[s->at + 1] == '"' && s->at + 1 < end) s->at++;
        text[used++] = s->source[s->at];
        if (s->source[s->at] == '\n' || s->source[s->at] == '\r') end_of_line(s);
    }
    s->at = end + 1;
    clean(s, text, used);
    s->text = text;
    s->token = CM_G_TEXT;
}

static const char *after_digits(const char *p)
{
    while (isdigit((unsigned char)*p)) p++;
    return p;
}

/* [+-] digits [. digits] [e digits]; where it ends, NULL when it is none. */
static const char *decimal(const char *p)
{
    const char *digits;
    bool any;
    if (*p == '+' || *p == '-') p++;
    digits = p;
    p = after_digits(p);
    any = p > digits;
    if (*p == '.') {
        digits = ++p;
        p = after_digits(p);
        any = any || p > digits;
    }
    if (!any) return NULL;
    if (*p == 'e' || *p == 'E') {
        p += p[1] == '+' || p[1] == '-' ? 2 : 1;
        if (!isdigit((unsigned char)*p)) return NULL;
        p = after_digits(p);
    }
    return p;
}

static void read_number(cm_gscan *s, const char *text)
{
    const char *end = decimal(text);
    double above, below = 1;
    s->token = CM_G_NUMBER;
    s->fits = cm_frac_parse(text, &s->exact);
    if (s->fits) {
        s->number = cm_frac_value(s->exact);
        return;
    }
    above = end != NULL ? strtod(text, NULL) : 0;
    if (end != NULL && *end == '/') {
        const char *under = end + 1;
        end = decimal(under);
        below = end != NULL ? strtod(under, NULL) : 0;
    }
    if (end != NULL && *end == '\0' && fabs(below) > 0) {
        s->number = above / below;
        return;
    }
    s->token = CM_G_BAD;
    cm_diag_add(s->diags, s->place, NULL, "numbers are written 3, -2.5, 1e-3 or 1/3", end != NULL && *end == '\0' ? "'%s' divides by 0" : "'%s' is no number", text);
}

static void read_plain(cm_gscan *s)
{
    size_t start = s->at, length;
    while (s->at < s->length && (isalnum((unsigned char)s->source[s->at]) || memchr("+-./_", s->source[s->at], 5) != NULL)) s->at++;
    length = s->at - start;
    s->place.length = (int)(length < 200 ? length : 200);
    s->text = cm_strndup(s->ctx, s->arena, s->source + start, length < LONGEST_NUMBER ? length : LONGEST_NUMBER);
    s->token = CM_G_BAD;
    if (s->text == NULL) return;
    if (isalpha((unsigned char)s->text[0]) || s->text[0] == '_') s->token = CM_G_WORD;
    else read_number(s, s->text);
}

void cm_gscan_next(cm_gscan *s)
{
    unsigned char c;
    skip_blanks(s);
    s->place = (cm_place){ s->file, s->line, (int)(s->at - s->line_start) + 1, 1 };
    s->token = CM_G_END;
    s->text = "";
    if (s->at == s->length) return;
    c = (unsigned char)s->source[s->at];
    if (c == '"') {
        read_text(s);
        return;
    }
    if (isalnum(c) || c == '+' || c == '-' || c == '.' || c == '_') {
        read_plain(s);
        return;
    }
    s->at++;
    s->token = c == '{' ? CM_G_OPEN : c == '}' ? CM_G_CLOSE : c == ',' ? CM_G_COMMA : CM_G_BAD;
    if (s->token != CM_G_BAD) return;
    if (c == 0) cm_diag_add(s->diags, s->place, NULL, "save the file as plain text in UTF-8", "here stands a NUL byte: this is not a text file");
    else if (isprint(c)) cm_diag_add(s->diags, s->place, "", "remove it, or put it into quotes", "'%c' means nothing here", c);
    else cm_diag_add(s->diags, s->place, NULL, "only names in quotes may have other letters", "the byte 0x%02X means nothing here", c);
}

const char *cm_gscan_words(cm_gscan *s)
{
    switch (s->token) {
    case CM_G_END: return "the end of the file";
    case CM_G_WORD: return cm_format(s->ctx, &s->diags->arena, "'%.60s'", s->text);
    case CM_G_NUMBER: return cm_format(s->ctx, &s->diags->arena, "the number %.60s", s->text);
    case CM_G_TEXT: return cm_format(s->ctx, &s->diags->arena, "the text \"%.*s\"", (int)(strlen(s->text) < 40 ? strlen(s->text) : strcspn(s->text, " ")), s->text);
    case CM_G_OPEN: return "{";
    case CM_G_CLOSE: return "}";
    case CM_G_COMMA: return "a comma";
    case CM_G_BAD: break;
    }
    return "what cannot be read";
}

bool cm_gscan_take(cm_gscan *s, cm_gtoken token, const char *expected, const char *hint)
{
    if (s->token == token) {
        cm_gscan_next(s);
        return true;
    }
    if (s->token != CM_G_BAD) cm_diag_add(s->diags, s->place, NULL, hint, "here %s is expected, not %s", expected, cm_gscan_words(s));
    return false;
}

bool cm_gscan_whole(cm_gscan *s, int64_t low, const char *what, int64_t *value)
{
    if (s->token == CM_G_NUMBER && s->fits && s->exact.den == 1 && s->exact.num >= low) {
        *value = s->exact.num;
        cm_gscan_next(s);
        return true;
    }
    if (s->token != CM_G_BAD) {
        cm_diag_add(s->diags, s->place, NULL, cm_format(s->ctx, &s->diags->arena, "write a whole number of at least %lld", (long long)low), "here %s is expected, not %s", what,
                    cm_gscan_words(s));
    }
    return false;
}

bool cm_gscan_payoff(cm_gscan *s, double *value, cm_frac *exact, bool *fits)
{
    while (s->token == CM_G_COMMA) cm_gscan_next(s);
    if (s->token == CM_G_NUMBER && !(fabs(s->number) <= CM_NUM_LARGEST)) {
        cm_diag_add(s->diags, s->place, NULL, "divide all payoffs by the same number", "the number %.40s is too large to be reckoned with", s->text);
        return false;
    }
    *value = s->number;
    *exact = s->exact;
    *fits = *fits && s->fits;
    return cm_gscan_take(s, CM_G_NUMBER, "a number", "numbers are written 3, -2.5, 1e-3 or 1/3");
}

/* --- names ------------------------------------------------------------------------------------------ */

typedef struct named {
    const char *text;
    size_t index;
} named;

static int by_text(const void *a, const void *b)
{
    const named *left = a, *right = b;
    int order = strcmp(left->text, right->text);
    if (order != 0) return order;
    return (left->index > right->index) - (left->index < right->index);
}

/* One round: of equal names the later ones get a number.  *changed when there were any. */
static bool tell_apart(cm_ctx *ctx, cm_arena *arena, named *order, const char **name, size_t count, bool *changed)
{
    *changed = false;
    for (size_t i = 0; i < count; i++) order[i] = (named){ name[i], i };
    qsort(order, count, sizeof *order, by_text);
    for (size_t i = 1, same = 1; i < count; i++) {
        same = strcmp(order[i].text, order[i - 1].text) == 0 ? same + 1 : 1;
        if (same == 1) continue;
        name[order[i].index] = cm_format(ctx, arena, "%s#%zu", order[i].text, same);
        if (name[order[i].index] == NULL) return false;
        *changed = true;
    }
    return true;
}

bool cm_names_settle(cm_ctx *ctx, cm_arena *arena, const char **name, size_t count)
{
    cm_arena scratch = { NULL };
    named *order = CM_NEW(ctx, &scratch, count + 1, named);
    bool good = order != NULL, changed = true;
    for (size_t i = 0; good && i < count; i++) {
        if (name[i][0] == '\0') good = (name[i] = cm_format(ctx, arena, "%zu", i + 1)) != NULL;
    }
    while (good && changed) good = tell_apart(ctx, arena, order, name, count, &changed);
    cm_arena_free(&scratch);
    return good;
}

bool cm_gscan_names(cm_gscan *s, const char *what, const char *const **name, size_t *count)
{
    const char **list = NULL;
    size_t room = 0;
    *count = 0;
    if (!cm_gscan_take(s, CM_G_OPEN, cm_format(s->ctx, &s->diags->arena, "{ with %s", what), "write them in quotes, between { and }")) return false;
    for (; s->token == CM_G_TEXT; cm_gscan_next(s)) {
        if (*count == room && (list = cm_grow(s->ctx, s->arena, list, *count, &room, sizeof *list)) == NULL) return false;
        list[(*count)++] = s->text;
    }
    if (!cm_gscan_take(s, CM_G_CLOSE, cm_format(s->ctx, &s->diags->arena, "} behind %s", what), "write them in quotes, between { and }")) return false;
    *name = list;
    return *count == 0 || cm_names_settle(s->ctx, s->arena, list, *count);
}

/* --- a table of numbers ----------------------------------------------------------------------------- */

struct cm_gslot {
    int64_t a, b;
    size_t value;
    bool used;
};

static struct cm_gslot *find(const cm_gmap *map, int64_t a, int64_t b)
{
    uint64_t hash = ((uint64_t)a * 0x9E3779B97F4A7C15u) ^ ((uint64_t)b * 0xC2B2AE3D27D4EB4Fu);
    size_t at = (size_t)(hash ^ hash >> 29) & (map->room - 1);
    while (map->slot[at].used && (map->slot[at].a != a || map->slot[at].b != b)) at = (at + 1) & (map->room - 1);
    return &map->slot[at];
}

static bool make_room(cm_ctx *ctx, cm_arena *arena, cm_gmap *map)
{
    cm_gmap larger = { NULL, map->count, map->room > 0 ? 2 * map->room : 64 };
    if (2 * map->count < map->room) return true;
    if ((larger.slot = CM_NEW(ctx, arena, larger.room, struct cm_gslot)) == NULL) return false;
    for (size_t k = 0; k < map->room; k++) {
        if (map->slot[k].used) *find(&larger, map->slot[k].a, map->slot[k].b) = map->slot[k];
    }
    *map = larger;
    return true;
}

bool cm_gmap_put(cm_ctx *ctx, cm_arena *arena, cm_gmap *map, int64_t a, int64_t b, size_t fresh, size_t *value, bool *known)
{
    struct cm_gslot *slot;
    if (!make_room(ctx, arena, map)) return false;
    slot = find(map, a, b);
    *known = slot->used;
    if (!slot->used) {
        *slot = (struct cm_gslot){ a, b, fresh, true };
        map->count++;
    }
    *value = slot->value;
    return true;
}
