/* scan_string.c: quoted texts, and where those end that nobody closed.
 *
 * A text may run over lines, as libconfig has it.  But a line end before the closing quote is mostly
 * a quote that was forgotten: so it is when what stands between looks like settings, or when nothing
 * that may follow a text follows it.  Then the text ends with its line. */
#include <stdio.h>
#include <string.h>

#include "cli/encoding.h"
#include "cli/scan.h"

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

char *cm_scan_quote(cm_scan *scan, const char *text, size_t length)
{
    char *quoted = CM_NEW(scan->ctx, scan->arena, 2 * length + 3, char);
    size_t used = 0;
    if (quoted == NULL) {
        scan->starved = true;
        return NULL;
    }
    quoted[used++] = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\') quoted[used++] = '\\';
        quoted[used++] = text[i];
    }
    quoted[used] = '"';
    return quoted;
}

/* A byte that cannot be kept in a text. */
static void note_control(cm_cursor *cursor, size_t at, size_t length, unsigned byte)
{
    char hint[64];
    (void)snprintf(hint, sizeof hint, byte == 0 ? "delete it" : "delete it, or write \\x%02X", byte);
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, at, length), "", hint,
                 "there is a control byte (0x%02X) in a text", byte);
}

/* The bytes of a text as libconfig is to read them: its own escapes are kept, a backslash before
 * anything else is doubled (libconfig keeps it, too), line ends and tabs become escapes.  The cursor
 * goes on to `to`. */
static const char *escaped_body(cm_cursor *cursor, size_t to, bool *wrong)
{
    size_t used = 0;
    char *body = CM_NEW(cursor->scan->ctx, cursor->scan->arena, 2 * (to - cursor->at) + 1, char);
    if (body == NULL) {
        cursor->scan->starved = true;
        return "";
    }
    while (cursor->at < to) {
        const char *text = cursor->text + cursor->at;
        size_t left = to - cursor->at;
        char c = *text;
        if (c == '\\' && left > 1 && strchr("nrtf\\\"", text[1]) != NULL && text[1] != '\0') {
            body[used++] = c;
            body[used++] = text[1];
            cursor->at += 2;
        } else if (c == '\\' && left > 3 && text[1] == 'x' && is_hex(text[2]) && is_hex(text[3])) {
            if (text[2] == '0' && text[3] == '0') {
                note_control(cursor, cursor->at, 4, 0);
                *wrong = true;
            } else {
                memcpy(body + used, text, 4);
                used += 4;
            }
            cursor->at += 4;
        } else if (c == '\n' || c == '\r') {
            body[used++] = '\\';
            body[used++] = 'n';
            cm_cursor_line_end(cursor);
        } else if (c == '\t' || c == '"' || c == '\\') {
            body[used++] = '\\';
            body[used++] = c == '\t' ? 't' : c;
            cursor->at++;
        } else if (c == CM_SCAN_GONE) {
            body[used++] = '?';
            cursor->at++;
        } else if (((unsigned char)c < 0x20 && c != '\f') || c == 0x7f) {
            note_control(cursor, cursor->at, 1, (unsigned char)c);
            *wrong = true;
            cursor->at++;
        } else {
            body[used++] = c;
            cursor->at++;
        }
    }
    return body;
}

/* A string token from the cursor to `to`, with its body between the marks. */
static void put_string(cm_cursor *cursor, size_t mark, size_t body_end, size_t to, bool wrong)
{
    cm_token *token = cm_cursor_token(cursor, CM_TOKEN_STRING, '\0', to - cursor->at);
    size_t index = cursor->scan->count - 1;
    const char *body;
    if (token == NULL) {
        cursor->at = to;
        return;
    }
    cursor->at += mark;
    body = escaped_body(cursor, body_end, &wrong);
    cursor->scan->token[index].text = body;
    cursor->scan->token[index].wrong = wrong;
    cm_cursor_go(cursor, to);
}

/* True when nothing but the end of a setting, or a comment, stands between `at` and the line's end. */
static bool ends_setting(const char *text, size_t at, size_t end)
{
    for (; at < end; at++) {
        if (text[at] == '#' || (text[at] == '/' && at + 1 < end && (text[at + 1] == '/' || text[at + 1] == '*'))) {
            return true;
        }
        if (strchr(" \t;,)}]", text[at]) == NULL) return false;
    }
    return true;
}

/* True when text[from .. to) holds, after its first line, a line that looks like a setting. */
static bool holds_setting(const char *text, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        size_t word;
        if (text[at] != '\n' && text[at] != '\r') continue;
        for (word = at + 1; word < to && is_blank(text[word]);) word++;
        at = word;
        while (word < to && (is_hex(text[word]) || (text[word] >= 'g' && text[word] <= 'z')
                             || (text[word] >= 'G' && text[word] <= 'Z') || text[word] == '_' || text[word] == '-')) {
            word++;
        }
        if (word == at) {
            at--;
            continue;
        }
        at = word - 1;
        while (word < to && is_blank(text[word])) word++;
        if (word < to && text[word] == '=') return true;
    }
    return false;
}

/* The offset of the quote that closes the text at the cursor, or 0. */
static size_t closing_quote(cm_cursor *cursor)
{
    const char *text = cursor->text;
    size_t at = cursor->at + 1, line_end = cm_cursor_rest(cursor), after;
    while (at < cursor->end && text[at] != '"') at += text[at] == '\\' && at + 1 < cursor->end ? 2 : 1;
    if (at >= cursor->end) return 0;
    if (at < line_end) return at;
    if (holds_setting(text, cursor->at, at)) return 0;
    for (after = at + 1; after < cursor->end && is_blank(text[after]);) after++;
    if (after == cursor->end || strchr(";,)}]\"#/\r\n", text[after]) != NULL) return at;
    return 0;
}

/* Where the text at the cursor was meant to end, within its line; *mark is the length of a
 * full-width quotation mark that closes it there. */
static size_t guess_end(cm_cursor *cursor, size_t *mark)
{
    const char *text = cursor->text;
    size_t line_end = cm_cursor_rest(cursor), start = cursor->at + 1, end = line_end;
    int open[3] = { 0, 0, 0 };
    cm_wide wide;

    *mark = 0;
    for (size_t at = start, step; at < line_end; at += step) {
        step = cm_wide_at(text + at, line_end - at, &wide);
        if (wide.kind == CM_WIDE_QUOTE && wide.ascii == '"' && ends_setting(text, at + step, line_end)) {
            *mark = step;
            return at;
        }
    }
    for (size_t at = start; at < line_end; at++) {
        if (text[at] == ';' && ends_setting(text, at, line_end)) {
            end = at;
            break;
        }
    }
    for (size_t at = start; at < end; at++) {
        static const char brackets[] = "()[]{}";
        const char *bracket = text[at] != '\0' ? strchr(brackets, text[at]) : NULL;
        if (bracket != NULL) open[(bracket - brackets) / 2] += (bracket - brackets) % 2 == 0 ? 1 : -1;
    }
    while (end > start) {
        static const char closers[] = ")]}";
        char c = text[end - 1];
        const char *closer = c != '\0' ? strchr(closers, c) : NULL;
        if (closer != NULL && open[closer - closers] >= 0) break;     /* opened within the text */
        if (closer != NULL) open[closer - closers]++;
        else if (!is_blank(c) && c != ';' && c != ',') break;
        end--;
    }
    return end;
}

void cm_scan_string(cm_cursor *cursor)
{
    size_t close = closing_quote(cursor), end, mark;
    char *closed;
    if (close != 0) {
        put_string(cursor, 1, close, close + 1, false);
        return;
    }
    end = guess_end(cursor, &mark);
    closed = cm_format(cursor->scan->ctx, cursor->scan->arena, "%.*s\"", (int)(end - cursor->at),
                       cursor->text + cursor->at);
    if (closed == NULL) cursor->scan->starved = true;
    if (closed != NULL && strchr(closed, (unsigned char)CM_SCAN_GONE) != NULL) closed = NULL;
    if (closed != NULL && end > cursor->at + 1 && closed[strlen(closed) - 2] == '\\') closed = NULL;
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, end + mark - cursor->at), closed,
                 mark != 0 ? "close it with a plain \"" : "write \" where it ends",
                 "the text that starts here is never closed");
    put_string(cursor, 1, end, end + mark, true);
}

bool cm_scan_odd_string(cm_cursor *cursor, size_t mark_length)
{
    enum { FARTHEST = 4096 };              /* so that a line of nothing but marks is read in linear time */
    const char *text = cursor->text;
    size_t at = cursor->at + mark_length, end = cm_cursor_rest(cursor), step;
    bool single = text[cursor->at] == '\'';
    cm_wide first, wide;
    char *quoted;

    (void)cm_wide_at(text + cursor->at, cursor->end - cursor->at, &first);
    if (end > at + FARTHEST) end = at + FARTHEST;
    for (; at < end; at += step) {
        step = cm_wide_at(text + at, end - at, &wide);
        if (single ? text[at] == '\'' : wide.kind == CM_WIDE_QUOTE && wide.ascii == first.ascii) break;
        if (!single && text[at] == '"' && ends_setting(text, at + 1, end)) break;
    }
    if (at >= end) {
        if (single || first.ascii != '"') return false;
        /* An opening mark and nothing else: the text ends where a forgotten quote would be. */
        size_t last, mark;
        cm_cursor inner = *cursor;
        inner.at += mark_length - 1;
        last = guess_end(&inner, &mark);
        quoted = cm_scan_quote(cursor->scan, text + cursor->at + mark_length, last - cursor->at - mark_length);
        cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, last - cursor->at),
                     quoted != NULL && strchr(quoted, (unsigned char)CM_SCAN_GONE) == NULL ? quoted : NULL,
                     "a text stands between plain quotes: \" and \"", "a full-width quotation mark starts a text that is never closed");
        put_string(cursor, mark_length, last, last, true);
        return true;
    }
    quoted = cm_scan_quote(cursor->scan, text + cursor->at + mark_length, at - cursor->at - mark_length);
    if (quoted != NULL && strchr(quoted, (unsigned char)CM_SCAN_GONE) != NULL) quoted = NULL;
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, at + step - cursor->at), quoted,
                 "a text stands between plain quotes: \" and \"",
                 single ? "a text stands in single quotes" : "a text stands in full-width quotation marks");
    put_string(cursor, mark_length, at, at + step, true);
    return true;
}
