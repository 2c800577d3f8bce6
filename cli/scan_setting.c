/* scan_setting.c: settings: names, '=', and what ends them. */
#include <stdio.h>
#include <string.h>

#include "cli/scan_mend.h"

/* A name of a wrong form: what it should be, where one can tell. */
static void note_name(cm_mender *m, const cm_token *token, const char *name, cm_place place)
{
    bool ascii = true;
    const char *hint = "a name is a letter followed by letters, digits, _ or -", *typed = NULL;
    const char *shown = cm_scan_shown(m->scan, name), *dot = strchr(name, '.');
    for (const char *c = name; *c != '\0'; c++) ascii = ascii && (unsigned char)*c < 0x80;
    if (token->kind == CM_TOKEN_STRING && cm_name_well_formed(name)) {
        cm_scan_note(m->scan, place, token->wrong ? NULL : name, cm_mend_text(m, "write %s", shown), "the name \"%s\" stands in quotes", shown);
        return;
    }
    if (token->wrong) return;                        /* it is wrong for a reason that was told */
    if (!ascii) {
        hint = "a name is a letter (a to z) followed by letters, digits, _ or -; the word can be its setting name_zh";
    } else if (cm_name_is_value(name)) {
        hint = "true and false are values";
    } else if (dot != NULL && dot > name && dot[1] != '\0') {
        hint = cm_mend_text(m, "write %.*s = { %s = ...; };", (int)(dot - name), name, dot + 1);
    } else {
        char *better = cm_strdup(m->scan->ctx, m->scan->arena, name + strspn(name, "_-*+. "));
        if (better == NULL) m->scan->starved = true;
        for (char *c = better; c != NULL && *c != '\0'; c++) {
            if (strchr("*+. ", *c) != NULL) *c = '_';
        }
        if (better != NULL && cm_name_well_formed(better)) {
            typed = better;
            hint = cm_mend_text(m, "did you mean '%s'?", cm_scan_shown(m->scan, better));
        }
    }
    cm_scan_note(m->scan, place, typed, hint, "'%s' cannot be a name", shown);
}

/* The words that stand where a name should: one, or several with blanks between. */
static size_t name_words(const cm_mender *m)
{
    size_t count = 1;
    if (cm_mend_peek(m, 0)->kind != CM_TOKEN_WORD) return 1;
    while (cm_mend_peek(m, count)->kind == CM_TOKEN_WORD
           && cm_mend_same_line(cm_mend_peek(m, 0), cm_mend_peek(m, count))) {
        count++;
    }
    return cm_mend_peek(m, count)->kind == CM_TOKEN_EQUALS ? count : 1;
}

/* Something that is no part of a setting, up to where one can go on; with what ends it, when it
 * stands where a setting could. */
static void skip_stray(cm_mender *m, bool with_end)
{
    const cm_token *first = cm_mend_peek(m, 0), *last = first;
    bool wide = false;
    char *raw;
    do {
        last = cm_mend_peek(m, 0);
        wide = wide || last->wide || last->wrong;
        m->at++;
    } while (cm_mend_same_line(first, cm_mend_peek(m, 0))
             && (cm_mend_peek(m, 0)->kind == CM_TOKEN_JUNK || cm_mend_peek(m, 0)->kind == CM_TOKEN_STRING
                 || (cm_mend_peek(m, 0)->kind == CM_TOKEN_WORD && cm_mend_peek(m, 1)->kind != CM_TOKEN_EQUALS)));
    raw = cm_mend_raw(m, first, last);
    if (with_end && cm_mend_same_line(first, cm_mend_peek(m, 0)) && !cm_mend_peek(m, 0)->wide
        && (cm_mend_peek(m, 0)->kind == CM_TOKEN_SEMICOLON || cm_mend_peek(m, 0)->kind == CM_TOKEN_COMMA)) {
        last = cm_mend_peek(m, 0);
        m->at++;
    }
    cm_scan_note(m->scan, cm_mend_span(first, last), wide || raw == NULL ? NULL : "", "a setting is: name = value;",
                 "%s is no setting", raw != NULL ? cm_scan_shown(m->scan, raw) : "this");
}

void cm_mend_terminator(cm_mender *m)
{
    const cm_token *before = &m->scan->token[m->at - 1], *token = cm_mend_peek(m, 0);
    if (cm_mend_same_line(before, token)
        && (token->kind == CM_TOKEN_JUNK || (token->kind == CM_TOKEN_STRING && cm_mend_peek(m, 1)->kind != CM_TOKEN_EQUALS)
            || (token->kind == CM_TOKEN_WORD && name_words(m) == 1 && cm_mend_peek(m, 1)->kind != CM_TOKEN_EQUALS
                && cm_mend_peek(m, 1)->kind != CM_TOKEN_OPEN && before->kind != CM_TOKEN_CLOSE))) {
        skip_stray(m, false);
    }
    token = cm_mend_peek(m, 0);
    if (token->kind == CM_TOKEN_SEMICOLON || token->kind == CM_TOKEN_COMMA) (void)cm_mend_take(m);
}

/* The value of a setting whose name and '=' were taken. */
static void setting_value(cm_mender *m, const char *name, cm_place place, const cm_token *equals, bool dropped)
{
    const cm_token *token = cm_mend_peek(m, 0);
    char stand_in[32];
    int depth = m->depth;
    (void)snprintf(stand_in, sizeof stand_in, "*%zu", m->dropped);
    if (dropped || !cm_name_well_formed(name)) m->dropped++;
    cm_mend_emit(m, dropped || !cm_name_well_formed(name) ? stand_in : name, place);
    cm_mend_emit(m, "=", place);
    while (token->kind == CM_TOKEN_EQUALS && cm_mend_same_line(equals, token)) {
        (void)cm_mend_take(m);
        cm_scan_note(m->scan, token->place, token->wide ? NULL : "", "delete it", "there is one '%c' too many", token->sign);
        token = cm_mend_peek(m, 0);
    }
    if ((token->kind == CM_TOKEN_WORD || token->kind == CM_TOKEN_STRING) && cm_mend_peek(m, 1)->kind == CM_TOKEN_EQUALS
        && !(token->kind == CM_TOKEN_STRING && cm_mend_same_line(equals, token))) {
        /* The name of the next setting. */
        cm_mend_entry(m, name, place, equals->place, dropped);
        cm_mend_emit(m, "0L", place);
        cm_scan_note(m->scan, equals->place, NULL, NULL, "there is no value after '%s ='", cm_scan_shown(m->scan, name));
    } else if (!cm_mend_value(m, name, place, dropped)) {
        if (m->out->entries > 0) m->out->entry[m->out->entries - 1].value_place = equals->place;
        cm_scan_note(m->scan, equals->place, NULL, NULL, "there is no value after '%s ='", cm_scan_shown(m->scan, name));
    }
    if (m->depth == depth) {                         /* else the frame's end has its own */
        cm_mend_emit(m, ";", place);
        cm_mend_terminator(m);
    }
}

static void setting(cm_mender *m)
{
    cm_frame *frame = &m->frame[m->depth];
    size_t words = name_words(m);
    const cm_token *token = cm_mend_peek(m, 0), *last = cm_mend_peek(m, words - 1), *equals = cm_mend_peek(m, words);
    cm_place place = cm_mend_span(token, last);
    const char *name = token->text;
    const cm_place *met;

    if (token->first && frame->child_column == 0) frame->child_column = token->place.column;
    if (words > 1) {
        for (size_t i = 1; i < words; i++) name = cm_mend_text(m, "%s %s", name, cm_mend_peek(m, i)->text);
        m->at += words;
    } else {
        (void)cm_mend_take(m);
    }
    if (!cm_name_well_formed(name) || token->kind == CM_TOKEN_STRING) note_name(m, token, name, place);
    met = cm_names_meet(m->scan->ctx, m->scan->arena, &m->names, frame->number, name, place);
    if (m->names.slot == NULL) m->scan->starved = true;
    if (met != NULL) {
        cm_scan_note(m->scan, place, NULL, "keep one of the two", "'%s' is given twice: first at %s",
                     cm_scan_shown(m->scan, name), cm_mend_where(m, *met, place));
    }
    if (equals->kind == CM_TOKEN_EQUALS) {
        (void)cm_mend_take(m);
    } else {
        const char *raw = token->wide || token->wrong ? NULL : cm_mend_raw(m, token, last);
        cm_scan_note(m->scan, place, raw != NULL ? cm_mend_text(m, "%s =", raw) : NULL,
                     cm_mend_text(m, "write %s = ...", cm_scan_shown(m->scan, name)), "'=' is missing after '%s'",
                     cm_scan_shown(m->scan, name));
        equals = last;
    }
    setting_value(m, name, place, equals, met != NULL);
}

void cm_mend_group(cm_mender *m)
{
    const cm_token *token = cm_mend_peek(m, 0), *next = cm_mend_peek(m, name_words(m));
    switch (token->kind) {
    case CM_TOKEN_CLOSE:
        cm_mend_close(m);
        
        break;
    case CM_TOKEN_SEMICOLON:
    case CM_TOKEN_COMMA:
        (void)cm_mend_take(m);
        cm_scan_note(m->scan, token->place, token->wide ? NULL : "", "delete it", "there is one '%c' too many", token->sign);
        break;
    case CM_TOKEN_EQUALS:
        (void)cm_mend_take(m);
        cm_scan_note(m->scan, token->place, NULL, "write name = value;", "there is no name before '%c'", token->sign);
        setting_value(m, "", token->place, token, true);
        break;
    case CM_TOKEN_OPEN:
        cm_scan_note(m->scan, token->place, NULL, "write name = before it", "there is no name before '%c'", token->sign);
        setting_value(m, "", token->place, token, true);
        break;
    case CM_TOKEN_WORD:
    case CM_TOKEN_STRING:
        if (next->kind == CM_TOKEN_EQUALS || (token->kind == CM_TOKEN_WORD && next->kind == CM_TOKEN_OPEN)) {
            if (!cm_mend_outdented(m)) setting(m);
        } else if (token->kind == CM_TOKEN_WORD && cm_mend_same_line(token, next) && cm_name_well_formed(token->text)
                   && (next->kind == CM_TOKEN_STRING || next->kind == CM_TOKEN_WORD)) {
            setting(m);
        } else {
            skip_stray(m, true);
        }
        break;
    case CM_TOKEN_JUNK:
        skip_stray(m, true);
        break;
    case CM_TOKEN_END:
        break;
    }
}
