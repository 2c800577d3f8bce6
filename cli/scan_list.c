/* scan_list.c: lists: elements, and the commas between them. */

#include "cli/scan_mend.h"

/* Two elements follow each other without a comma: it belongs behind the first. */
static void note_missing_comma(cm_mender *m)
{
    const cm_token *before = &m->scan->token[m->at - 1], *token = cm_mend_peek(m, 0);
    cm_place place = before->place;
    const char *typed = NULL;
    size_t after = before->offset + (size_t)before->place.length;
    char c = before->file == token->file ? before->file->clean[after] : '\0';
    bool pair = before->kind == CM_TOKEN_STRING && token->kind == CM_TOKEN_STRING;

    if (c > 0x20 && c < 0x7f && after < token->offset) c = '\0';             /* a comment begins here */
    if (c == '\n' || c == '\r' || (unsigned char)c >= 0x7f || token->wrong) c = '\0';
    if (c != '\0') {
        place.column += place.length;
        place.length = 1;
        typed = cm_mend_text(m, ",%c", c);
    } else if (!before->wrong && !before->wide) {
        const char *raw = cm_mend_raw(m, before, before);
        if (raw != NULL) typed = cm_mend_text(m, "%s,", raw);
    }
    cm_scan_note(m->scan, place, typed, "write , between them",
                 pair ? "a comma is missing between two texts (which would be read as one)"
                      : "a comma is missing between two elements");
}

static void take_comma(cm_mender *m, const cm_frame *frame)
{
    const cm_token *token = cm_mend_take(m), *next = cm_mend_peek(m, 0);
    if (frame->elements == 0) {
        if (!token->wide) {
            cm_scan_note(m->scan, token->place, "", "delete it", "a list cannot begin with a comma");
        }
    } else if (next->kind == CM_TOKEN_CLOSE && !token->wide) {
        cm_scan_note(m->scan, token->place, "", "delete it", "a list cannot end with a comma");
    }
    while (cm_mend_peek(m, 0)->kind == CM_TOKEN_COMMA) {
        token = cm_mend_take(m);
        cm_scan_note(m->scan, token->place, token->wide ? NULL : "", "delete it", "there is nothing between two commas");
    }
}

/* A semicolon where a comma should be; where the list was not closed, it ends the setting instead. */
static void take_semicolon(cm_mender *m, const cm_frame *frame)
{
    const cm_token *token = cm_mend_peek(m, 0);
    cm_token_kind next = cm_mend_peek(m, 1)->kind;
    if (cm_mend_lacks(m, frame->sign)) {
        cm_mend_end_lists(m);
        cm_mend_terminator(m);
        return;
    }
    (void)cm_mend_take(m);
    if (next == CM_TOKEN_CLOSE) {
        cm_scan_note(m->scan, token->place, token->wide ? NULL : "", "delete it", "a list cannot end with a semicolon");
    } else {
        cm_scan_note(m->scan, token->place, token->wide ? NULL : ",", "write ,", "elements are separated by commas, not by semicolons");
    }
}

void cm_mend_list(cm_mender *m)
{
    cm_frame *frame = &m->frame[m->depth];
    const cm_token *token = cm_mend_peek(m, 0), *next = cm_mend_peek(m, 1);
    cm_place none = { NULL, 0, 0, 0 };
    cm_token_kind before = m->scan->token[m->at - 1].kind;
    bool first = frame->opener + 1 == m->at || frame->elements == 0;

    switch (token->kind) {
    case CM_TOKEN_CLOSE:
        cm_mend_close(m);
        return;
    case CM_TOKEN_COMMA:
        take_comma(m, frame);
        return;
    case CM_TOKEN_SEMICOLON:
        take_semicolon(m, frame);
        return;
    case CM_TOKEN_EQUALS:
        (void)cm_mend_take(m);
        cm_scan_note(m->scan, token->place, token->wide ? NULL : "", NULL, "'%c' has no place in a list", token->sign);
        return;
    default:
        break;
    }
    if ((token->kind == CM_TOKEN_WORD || token->kind == CM_TOKEN_STRING) && next->kind == CM_TOKEN_EQUALS) {
        if (cm_mend_lacks(m, frame->sign)) {
            cm_mend_end_lists(m);
            return;
        }
        cm_scan_note(m->scan, cm_mend_span(token, next), NULL, "put it into a group: { name = value; }",
                     "a list holds elements without names, not the setting '%s'", cm_scan_shown(m->scan, token->text));
        m->at += 2;
        token = cm_mend_peek(m, 0);
        if (token->kind == CM_TOKEN_CLOSE || token->kind == CM_TOKEN_COMMA || token->kind == CM_TOKEN_END
            || token->kind == CM_TOKEN_SEMICOLON || token->kind == CM_TOKEN_EQUALS) {
            return;
        }
        before = CM_TOKEN_COMMA;
    }
    if (!first && before != CM_TOKEN_COMMA && before != CM_TOKEN_SEMICOLON && before != CM_TOKEN_EQUALS) {
        note_missing_comma(m);
    }
    if (frame->elements++ > 0) cm_mend_emit(m, ",", token->place);
    (void)cm_mend_value(m, NULL, none, false);
}
