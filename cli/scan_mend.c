/* scan_mend.c: the grammar: settings and values, and the text that libconfig is given.
 *
 * Walks the tokens with a stack of frames of its own, so that no depth of nesting is a danger, and
 * writes a text that is right whatever it was given.  Each deviation is reported once, and the
 * smallest change that makes it right is taken as what was meant. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/scan_mend.h"

/* --- tools ------------------------------------------------------------------------------------ */

const cm_token *cm_mend_peek(const cm_mender *m, size_t ahead)
{
    size_t last = m->scan->count - 1;
    return &m->scan->token[m->at + ahead < last ? m->at + ahead : last];
}

const cm_token *cm_mend_take(cm_mender *m)
{
    cm_token *token = &m->scan->token[m->at < m->scan->count - 1 ? m->at : m->scan->count - 1];
    if (token->kind != CM_TOKEN_END) m->at++;
    if (token->wide) {
        /* It stays marked: what has this replacement must not get another. */
        cm_scan_note(m->scan, token->place, token->text, cm_mend_text(m, "write %s", cm_scan_shown(m->scan, token->text)),
                     token->kind == CM_TOKEN_WORD ? "there are full-width or invisible characters in '%s'"
                     : "there is a full-width sign in place of '%s'", cm_scan_shown(m->scan, token->text));
    }
    return token;
}

bool cm_mend_same_line(const cm_token *a, const cm_token *b)
{
    return a->file == b->file && a->place.line == b->place.line;
}

bool cm_mend_touching(const cm_token *a, const cm_token *b)
{
    return a->file == b->file && a->offset + (size_t)a->place.length == b->offset;
}

cm_place cm_mend_span(const cm_token *a, const cm_token *b)
{
    cm_place place = a->place;
    if (cm_mend_same_line(a, b)) place.length = b->place.column + b->place.length - a->place.column;
    return place;
}

char *cm_mend_raw(cm_mender *m, const cm_token *a, const cm_token *b)
{
    size_t from = a->offset, to = b->offset + (size_t)b->place.length;
    char *raw;
    if (!cm_mend_same_line(a, b) || to < from) return NULL;
    raw = cm_strndup(m->scan->ctx, m->scan->arena, a->file->source.text + from, to - from);
    if (raw == NULL) m->scan->starved = true;
    else if (strlen(raw) < to - from || memchr(a->file->clean + from, (unsigned char)CM_SCAN_GONE, to - from) != NULL) return NULL;
    return raw;
}

const char *cm_mend_text(cm_mender *m, const char *format, ...)
{
    va_list args, again;
    char *text = NULL;
    int length;
    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0) text = CM_NEW(m->scan->ctx, m->scan->arena, (size_t)length + 1, char);
    if (text != NULL) (void)vsnprintf(text, (size_t)length + 1, format, again);
    else m->scan->starved = true;
    va_end(again);
    return text != NULL ? text : "";
}

const char *cm_mend_where(cm_mender *m, cm_place of, cm_place seen_from)
{
    if (strcmp(of.file, seen_from.file) != 0) return cm_mend_text(m, "%s:%d:%d", of.file, of.line, of.column);
    return cm_mend_text(m, "line %d, column %d", of.line, of.column);
}

void cm_mend_emit(cm_mender *m, const char *text, cm_place place)
{
    cm_scan *scan = m->scan;
    cm_mended *out = m->out;
    size_t length = strlen(text);
    cm_place *line = cm_grow(scan->ctx, scan->arena, out->line, out->lines, &out->lines_room, sizeof *line);
    if (line != NULL) out->line = line;      /* its room has been counted already */
    if (line != NULL && out->room - out->length < length + 2) {
        size_t room = 2 * out->room + length + 2;
        char *larger = CM_NEW(scan->ctx, scan->arena, room, char);
        if (larger != NULL && out->length > 0) memcpy(larger, out->text, out->length);
        if (larger != NULL) out->text = larger;
        if (larger != NULL) out->room = room;
        else line = NULL;
    }
    if (line == NULL) {
        scan->starved = true;
        return;
    }
    out->line[out->lines++] = place;
    memcpy(out->text + out->length, text, length);
    out->length += length;
    out->text[out->length++] = '\n';
    out->text[out->length] = '\0';
}

void cm_mend_entry(cm_mender *m, const char *name, cm_place place, cm_place value_place, bool dropped)
{
    cm_mended *out = m->out;
    cm_entry *entry = cm_grow(m->scan->ctx, m->scan->arena, out->entry, out->entries, &out->entries_room, sizeof *entry);
    cm_entry fresh = { name, name != NULL ? place : value_place, value_place, dropped };
    if (entry == NULL) {
        m->scan->starved = true;
        return;
    }
    out->entry = entry;
    out->entry[out->entries++] = fresh;
}

/* --- values ----------------------------------------------------------------------------------- */

/* The last token of an unquoted text that begins with the next one: what follows on its line, up to
 * the end of the setting or the name of another. */
static size_t text_length(const cm_mender *m, bool in_list)
{
    enum { FARTHEST = 64 };
    size_t count = 1;
    for (;;) {
        const cm_token *last = cm_mend_peek(m, count - 1), *next = cm_mend_peek(m, count);
        if (!cm_mend_same_line(last, next)) return count;
        if (next->kind == CM_TOKEN_WORD) {
            if (cm_mend_peek(m, count + 1)->kind == CM_TOKEN_EQUALS && !in_list) return count;
            if (in_list && last->kind == CM_TOKEN_WORD) return count;
            count++;
        } else if (next->kind == CM_TOKEN_JUNK) {
            count++;
        } else if (next->kind == CM_TOKEN_OPEN && next->sign == '(' && cm_mend_touching(last, next)) {
            size_t depth = 0, end = count;
            do {
                const cm_token *token = cm_mend_peek(m, end++);
                if (token->kind == CM_TOKEN_OPEN) depth++;
                if (token->kind == CM_TOKEN_CLOSE) depth--;
                if (token->kind == CM_TOKEN_END || token->kind == CM_TOKEN_STRING || end > count + FARTHEST
                    || !cm_mend_same_line(next, token)) {
                    return count;
                }
            } while (depth > 0);
            count = end;
        } else {
            return count;
        }
    }
}

/* "0,9": a decimal comma. */
static bool is_decimal_comma(const cm_mender *m)
{
    const cm_token *whole = cm_mend_peek(m, 0), *comma = cm_mend_peek(m, 1), *part = cm_mend_peek(m, 2);
    const char *digits = *whole->text == '-' || *whole->text == '+' ? whole->text + 1 : whole->text;
    return whole->kind == CM_TOKEN_WORD && comma->kind == CM_TOKEN_COMMA && part->kind == CM_TOKEN_WORD
        && cm_mend_touching(whole, comma) && cm_mend_touching(comma, part) && !comma->wide
        && cm_scan_digits(digits) && cm_scan_digits(part->text)
        && cm_mend_peek(m, 3)->kind != CM_TOKEN_EQUALS;
}

/* A value that is a word, or several: its meaning is scan_value.c's. */
static void plain_value(cm_mender *m, cm_node_kind *kind)
{
    bool in_list = !m->frame[m->depth].group, wrong = false, gaps = false;
    size_t count, length = 0;
    const cm_token *first = cm_mend_peek(m, 0), *last;
    cm_place place;
    char *word;
    const char *meaning;

    if (!in_list && is_decimal_comma(m)) {
        const char *typed = cm_mend_text(m, "%s.%s", first->text, cm_mend_peek(m, 2)->text);
        last = cm_mend_peek(m, 2);
        place = cm_mend_span(first, last);
        cm_scan_note(m->scan, place, typed, cm_mend_text(m, "write %s", cm_scan_shown(m->scan, typed)),
                     "a decimal point is a point, not a comma");
        m->at += 3;
        meaning = cm_scan_value(m->scan, typed, place, false, kind, &wrong);
        if (meaning != NULL) cm_mend_emit(m, meaning, place);
        return;
    }
    count = text_length(m, in_list);
    last = cm_mend_peek(m, count - 1);
    place = cm_mend_span(first, last);
    for (size_t i = 0; i < count; i++) length += strlen(cm_mend_peek(m, i)->text) + 1;
    word = CM_NEW(m->scan->ctx, m->scan->arena, length + 1, char);
    if (word == NULL) {
        m->scan->starved = true;
        m->at += count;
        return;
    }
    length = 0;
    for (size_t i = 0; i < count; i++) {
        const cm_token *token = cm_mend_peek(m, i);
        if (i > 0 && !cm_mend_touching(cm_mend_peek(m, i - 1), token)) {
            size_t from = cm_mend_peek(m, i - 1)->offset + (size_t)cm_mend_peek(m, i - 1)->place.length;
            for (; from < token->offset; from++) gaps = gaps || token->file->clean[from] != ' ';
            word[length++] = ' ';
        }
        memcpy(word + length, token->text, strlen(token->text));
        length += strlen(token->text);
    }
    meaning = cm_scan_value(m->scan, word, place, !gaps && !first->wrong, kind, &wrong);
    if (wrong || count > 1) m->at += count;         /* its replacement has the full-width ones, too */
    else (void)cm_mend_take(m);
    for (size_t i = 1; i <= count; i++) m->scan->token[m->at - i].wrong |= wrong;
    if (meaning != NULL) cm_mend_emit(m, meaning, place);
}

/* Texts side by side are one text, but for those of a list (scan_list.c). */
static void string_value(cm_mender *m)
{
    bool in_list = !m->frame[m->depth].group;
    do {
        const cm_token *token = cm_mend_take(m);
        cm_mend_emit(m, cm_mend_text(m, "\"%s\"", token->text), token->place);
    } while (!in_list && cm_mend_peek(m, 0)->kind == CM_TOKEN_STRING && cm_mend_peek(m, 1)->kind != CM_TOKEN_EQUALS);
}

bool cm_mend_value(cm_mender *m, const char *name, cm_place place, bool dropped)
{
    const cm_token *token = cm_mend_peek(m, 0);
    cm_frame *frame = &m->frame[m->depth];
    cm_node_kind kind = CM_NODE_GROUP;
    size_t entry = m->out->entries;

    switch (token->kind) {
    case CM_TOKEN_STRING:
        cm_mend_entry(m, name, place, token->place, dropped);
        string_value(m);
        kind = CM_NODE_TEXT;
        break;
    case CM_TOKEN_WORD:
    case CM_TOKEN_JUNK: {
        size_t before = m->at;
        cm_mend_entry(m, name, place, token->place, dropped);
        plain_value(m, &kind);
        if (m->out->entries > entry) {
            m->out->entry[entry].value_place = cm_mend_span(&m->scan->token[before], &m->scan->token[m->at - 1]);
            if (name == NULL) m->out->entry[entry].place = m->out->entry[entry].value_place;
        }
        break;
    }
    case CM_TOKEN_OPEN:
        cm_mend_entry(m, name, place, token->place, dropped);
        cm_mend_open(m);
        break;
    default:
        cm_mend_entry(m, name, place, place, dropped);
        cm_mend_emit(m, "0L", place);
        return false;
    }
    frame->kinds |= 1u << kind | (kind == CM_NODE_GROUP ? 1u << CM_NODE_LIST : 0);
    return true;
}

/* --- all -------------------------------------------------------------------------------------- */

cm_status cm_scan_mend(cm_scan *scan, cm_mended *mended)
{
    cm_mender *m = CM_NEW(scan->ctx, scan->arena, 1, cm_mender);
    if (m == NULL) return CM_E_MEMORY;
    memset(mended, 0, sizeof *mended);
    m->scan = scan;
    m->out = mended;
    m->frame[0].group = true;
    cm_mend_count(m);
    while (!scan->starved && cm_mend_peek(m, 0)->kind != CM_TOKEN_END) {
        if (m->frame[m->depth].group) cm_mend_group(m);
        else cm_mend_list(m);
    }
    if (!scan->starved) cm_mend_end(m);
    mended->doubtful = m->unresolved && m->misfit_close.line != 0;
    return cm_scan_status(scan);
}
