/* scan.c: the tokens of a scenario file, with includes spliced in.
 *
 * Knows libconfig's signs and blanks, and everything else that people type in their place.  What it
 * reports it also mends, so that the grammar (scan_mend.c) sees only tokens. */
#include "cli/scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void cm_scan_init(cm_scan *scan, cm_ctx *ctx, cm_arena *arena, cm_diags *diags)
{
    memset(scan, 0, sizeof *scan);
    scan->ctx = ctx;
    scan->arena = arena;
    scan->diags = diags;
    scan->sources_end = &scan->sources;
}

void cm_scan_note(cm_scan *scan, cm_place place, const char *replace, const char *hint,
                  const char *format, ...)
{
    char message[1024];
    size_t before = scan->diags->count;
    va_list args;
    if (scan->mistakes > CM_SCAN_MISTAKES) return;
    va_start(args, format);
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (scan->mistakes++ == CM_SCAN_MISTAKES) {
        cm_diag_add(scan->diags, place, NULL, "mend the ones before it first",
                    "there are more than %d mistakes, and this one and others are not told", CM_SCAN_MISTAKES);
    } else {
        cm_diag_add(scan->diags, place, replace, hint, "%s", message);
    }
    if (scan->diags->count == before) scan->starved = true;
}

cm_status cm_scan_status(const cm_scan *scan)
{
    return scan->starved ? CM_E_MEMORY : CM_OK;
}

/* --- the cursor ------------------------------------------------------------------------------- */

cm_place cm_cursor_place(const cm_cursor *cursor, size_t from, size_t length)
{
    cm_place place = { cursor->file->source.file, cursor->line, (int)(from - cursor->line_start) + 1, (int)length };
    return place;
}

size_t cm_cursor_rest(cm_cursor *cursor)
{
    if (cursor->rest_line != cursor->line) {       /* once a line: lines can be long */
        size_t at = cursor->at;
        while (at < cursor->end && cursor->text[at] != '\n' && cursor->text[at] != '\r') at++;
        cursor->rest = at;
        cursor->rest_line = cursor->line;
    }
    return cursor->rest;
}

void cm_cursor_line_end(cm_cursor *cursor)
{
    if (cursor->text[cursor->at] == '\r') {
        if (cursor->at + 1 < cursor->end && cursor->text[cursor->at + 1] == '\n') {
            cursor->at++;
        } else if (!cursor->file->old_ends) {
            cursor->file->old_ends = true;
            cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, 1), NULL,
                         "save the file with line feeds: tr '\\r' '\\n' < old.cfg > new.cfg",
                         "the line ends in a lone carriage return");
        }
    }
    cursor->at++;
    cursor->line++;
    cursor->line_start = cursor->at;
    cursor->indent = 0;
}

void cm_cursor_go(cm_cursor *cursor, size_t to)
{
    while (cursor->at < to) {
        if (cursor->text[cursor->at] == '\n' || cursor->text[cursor->at] == '\r') cm_cursor_line_end(cursor);
        else cursor->at++;
    }
}

cm_token *cm_cursor_token(cm_cursor *cursor, cm_token_kind kind, char sign, size_t length)
{
    cm_scan *scan = cursor->scan;
    cm_token *token = cm_grow(scan->ctx, scan->arena, scan->token, scan->count, &scan->room, sizeof *token);
    if (token == NULL) {
        scan->starved = true;
        return NULL;
    }
    scan->token = token;
    token = &scan->token[scan->count++];
    memset(token, 0, sizeof *token);
    token->kind = kind;
    token->sign = sign;
    token->file = cursor->file;
    token->offset = cursor->at;
    token->place = cm_cursor_place(cursor, cursor->at, length);
    token->first = cursor->indent == 0;
    if (token->first) cursor->indent = token->place.column;
    token->indent = cursor->indent;
    token->text = "";
    return token;
}

/* --- words and signs -------------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'
        || c == '+' || c == '.' || c == '*';
}

/* Bytes of the word's next character, 0 at its end; *c is its ASCII twin, NUL when it has none. */
static size_t word_step(const cm_cursor *cursor, size_t at, char *c, cm_wide *wide)
{
    const char *text = cursor->text + at;
    size_t step;
    if (at >= cursor->end) return 0;
    *c = '\0';
    wide->kind = CM_WIDE_PLAIN;
    if (is_word_byte(*text)) {
        *c = *text;
        return 1;
    }
    if (*text == CM_SCAN_GONE) return 1;
    if (*text == '\'' && at > cursor->at) return 1;            /* an apostrophe */
    if ((unsigned char)*text < 0x80) return 0;
    step = cm_wide_at(text, cursor->end - at, wide);
    if (wide->kind == CM_WIDE_SPACE || (wide->kind == CM_WIDE_QUOTE && wide->ascii != '\'')) return 0;
    if (wide->kind == CM_WIDE_QUOTE) return at > cursor->at ? step : 0;
    if (wide->kind == CM_WIDE_SIGN) {
        if (!is_word_byte(wide->ascii)) return 0;
        *c = wide->ascii;
    }
    return step;
}

static void scan_word(cm_cursor *cursor)
{
    cm_scan *scan = cursor->scan;
    size_t end = cursor->at, step, used = 0;
    bool odd = false, all_gone = true;
    char c, *word;
    cm_wide wide;
    cm_token *token;

    while ((step = word_step(cursor, end, &c, &wide)) != 0) {
        if (cursor->text[end] != CM_SCAN_GONE) all_gone = false;
        end += step;
    }
    if (all_gone) {                       /* bytes that were reported already, and nothing else */
        cursor->at = end;
        return;
    }
    word = CM_NEW(scan->ctx, scan->arena, end - cursor->at + 1, char);
    token = word != NULL ? cm_cursor_token(cursor, CM_TOKEN_WORD, '\0', end - cursor->at) : NULL;
    if (token == NULL) {
        scan->starved = true;
        cursor->at = end;
        return;
    }
    for (size_t at = cursor->at; at < end; at += step) {
        step = word_step(cursor, at, &c, &wide);
        if (wide.kind == CM_WIDE_SIGN || wide.kind == CM_WIDE_NOTHING) odd = true;
        if (cursor->text[at] == CM_SCAN_GONE) token->wrong = true;
        else if (c != '\0') word[used++] = c;
        else if (wide.kind != CM_WIDE_NOTHING) {
            memcpy(word + used, cursor->text + at, step);
            used += step;
        }
    }
    token->text = word;
    token->wide = odd;
    cursor->at = end;
}

/* One sign, `length` bytes long, that is or stands for the ASCII character c. */
static void scan_sign(cm_cursor *cursor, char c, size_t length, bool wide)
{
    static const char signs[] = "([{)]}=:;,";
    static const cm_token_kind kinds[] = {
        CM_TOKEN_OPEN, CM_TOKEN_OPEN, CM_TOKEN_OPEN, CM_TOKEN_CLOSE, CM_TOKEN_CLOSE, CM_TOKEN_CLOSE,
        CM_TOKEN_EQUALS, CM_TOKEN_EQUALS, CM_TOKEN_SEMICOLON, CM_TOKEN_COMMA
    };
    const char *sign = strchr(signs, c);
    cm_token *token = cm_cursor_token(cursor, sign != NULL ? kinds[sign - signs] : CM_TOKEN_JUNK, c, length);
    if (token != NULL) {
        char *text = CM_NEW(cursor->scan->ctx, cursor->scan->arena, 2, char);
        if (text == NULL) cursor->scan->starved = true;
        else text[0] = c;
        token->text = text != NULL ? text : "";
        token->wide = wide;
    }
    cursor->at += length;
}

/* A run of one kind of characters that are not to be seen where they stand. */
static void scan_run(cm_cursor *cursor, cm_wide first)
{
    size_t end = cursor->at, step = 0;
    cm_wide wide = first;
    char name[48];
    do {
        end += step;
        if (end >= cursor->end) break;
        step = cm_wide_at(cursor->text + end, cursor->end - end, &wide);
    } while (wide.kind == first.kind && wide.code == first.code);
    (void)snprintf(name, sizeof name, "%s%s(U+%04X)", first.name != NULL ? first.name : "odd space",
                   " ", first.code);
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, end - cursor->at),
                 first.kind == CM_WIDE_SPACE ? " " : "",
                 first.kind == CM_WIDE_SPACE ? "write a plain space" : "delete it (nothing is seen there)",
                 "there is %s %s outside of quotes", strchr("aeiou", name[0]) != NULL ? "an" : "a", name);
    cursor->at = end;
}

static void scan_wide(cm_cursor *cursor)
{
    cm_wide wide;
    size_t step = cm_wide_at(cursor->text + cursor->at, cursor->end - cursor->at, &wide);
    switch (wide.kind) {
    case CM_WIDE_SPACE:
    case CM_WIDE_NOTHING:
        scan_run(cursor, wide);
        break;
    case CM_WIDE_QUOTE:
        if (!cm_scan_odd_string(cursor, step)) scan_sign(cursor, '"', step, true);
        break;
    case CM_WIDE_SIGN:
        if (is_word_byte(wide.ascii)) scan_word(cursor);
        else scan_sign(cursor, wide.ascii, step, true);
        break;
    case CM_WIDE_PLAIN:
        scan_word(cursor);
        break;
    }
}

static void scan_control(cm_cursor *cursor)
{
    size_t end = cursor->at;
    unsigned byte = (unsigned char)cursor->text[end];
    while (end < cursor->end && (unsigned char)cursor->text[end] == byte) end++;
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, end - cursor->at), "", "delete it",
                 "there is a control byte (0x%02X)", byte);
    cursor->at = end;
}

/* --- comments --------------------------------------------------------------------------------- */

/* The end of the comment that begins at the cursor, or 0.  Another beginning of a comment on a later
 * line, before the end, means that this one has none: it would swallow what stands between. */
static size_t comment_end(cm_cursor *cursor)
{
    bool later_line = false, blank = true;
    for (size_t at = cursor->at + 2; at + 1 < cursor->end; at++) {
        const char *c = cursor->text + at;
        if (c[0] == '*' && c[1] == '/') return at + 2;
        if (c[0] == '/' && c[1] == '*' && later_line && blank) return 0;
        if (c[0] == '\n' || c[0] == '\r') later_line = blank = true;
        else if (c[0] != ' ' && c[0] != '\t') blank = false;
    }
    cursor->endless = true;
    return 0;
}

static void scan_comment(cm_cursor *cursor)
{
    size_t end = cursor->endless ? 0 : comment_end(cursor);
    if (end != 0) {
        cm_cursor_go(cursor, end);
        return;
    }
    /* Take its own line for the comment: what follows is then still read. */
    end = cm_cursor_rest(cursor);
    while (end > cursor->at + 2 && strchr(" \t;", cursor->text[end - 1]) != NULL) end--;
    char *closed = cm_format(cursor->scan->ctx, cursor->scan->arena, "%.*s */", (int)(end - cursor->at),
                             cursor->text + cursor->at);
    if (closed == NULL) cursor->scan->starved = true;
    cm_scan_note(cursor->scan, cm_cursor_place(cursor, cursor->at, end - cursor->at), closed,
                 "write */ where it ends, or begin each of its lines with //",
                 "the comment that starts here is never closed");
    cursor->at = cm_cursor_rest(cursor);
}

/* --- all -------------------------------------------------------------------------------------- */

static void scan_tokens(cm_cursor *cursor, const cm_chain *chain)
{
    while (cursor->at < cursor->end && !cursor->scan->starved) {
        char c = cursor->text[cursor->at];
        char next = cursor->at + 1 < cursor->end ? cursor->text[cursor->at + 1] : '\0';
        if (c == '\n' || c == '\r') cm_cursor_line_end(cursor);
        else if (c == ' ' || c == '\t' || c == '\f' || c == '\v') cursor->at++;
        else if (c == '#' || (c == '/' && next == '/')) cursor->at = cm_cursor_rest(cursor);
        else if (c == '/' && next == '*') scan_comment(cursor);
        else if (c == '"') cm_scan_string(cursor);
        else if (c == '\'') {
            if (!cm_scan_odd_string(cursor, 1)) scan_sign(cursor, c, 1, false);
        }
        else if (c == '@' && cm_scan_include(cursor, chain)) continue;
        else if (is_word_byte(c) || c == CM_SCAN_GONE) scan_word(cursor);
        else if ((unsigned char)c >= 0x80) scan_wide(cursor);
        else if ((unsigned char)c < 0x20 || c == 0x7f) scan_control(cursor);
        else scan_sign(cursor, c, 1, false);
    }
}

void cm_scan_tokens(cm_scan *scan, cm_file *file, const cm_chain *outer)
{
    cm_chain chain = { file, outer, outer != NULL ? outer->depth + 1 : 0 };
    cm_cursor cursor = { .scan = scan, .file = file, .text = file->clean, .end = file->source.length, .line = 1 };
    scan_tokens(&cursor, &chain);
}

static cm_status finish(cm_scan *scan, cm_file *file)
{
    cm_cursor cursor = { .scan = scan, .file = file, .text = file->clean, .end = file->source.length, .line = 1 };
    scan->bytes = file->source.length;
    cm_scan_tokens(scan, file, NULL);
    cm_cursor_go(&cursor, cursor.end);
    (void)cm_cursor_token(&cursor, CM_TOKEN_END, '\0', 1);
    return cm_scan_status(scan);
}

cm_status cm_scan_text(cm_scan *scan, const char *name, const char *text, size_t length)
{
    cm_file *file;
    if (length > CM_SCAN_BYTES) return cm_fail(scan->ctx, CM_E_IO, "'%s' is larger than 64 MiB", name);
    file = cm_source_take(scan, name, text, length);
    return file != NULL ? finish(scan, file) : CM_E_MEMORY;
}

cm_status cm_scan_file(cm_scan *scan, const char *name)
{
    struct stat status = { 0 };
    const char *why = NULL;
    cm_file *file = cm_source_open(scan, name, &status, &why);
    if (file == NULL) return why != NULL ? cm_fail(scan->ctx, CM_E_IO, "%s", why) : CM_E_MEMORY;
    file->on_disk = stat(name, &status) == 0 && S_ISREG(status.st_mode);
    file->device = status.st_dev;
    file->inode = status.st_ino;
    return finish(scan, file);
}
