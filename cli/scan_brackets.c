/* scan_brackets.c: brackets that do not match, and where the missing one was meant to be.
 *
 * In a file whose brackets match, this only opens and closes.  Where they do not, the surplus and lack
 * of each kind, and the indentation, tell which bracket was forgotten or mistyped. */
#include <string.h>

#include "cli/scan_mend.h"

static const char openers[] = "([{", closers[] = ")]}";

static size_t kind_of(char sign)
{
    const char *opener = strchr(openers, sign);
    return (size_t)(opener != NULL ? opener - openers : strchr(closers, sign) - closers);
}

static char closer_of(char sign)
{
    return closers[kind_of(sign)];
}

bool cm_mend_lacks(const cm_mender *m, char sign)
{
    return m->excess[kind_of(sign)] < 0;
}

void cm_mend_count(cm_mender *m)
{
    cm_scan *scan = m->scan;
    char *stack = CM_NEW(scan->ctx, scan->arena, scan->count + 1, char);
    size_t depth = 0;
    if (stack == NULL) {
        scan->starved = true;
        return;
    }
    for (size_t i = 0; i < scan->count; i++) {
        const cm_token *token = &scan->token[i];
        if (token->kind == CM_TOKEN_OPEN) {
            m->excess[kind_of(token->sign)]--;
            stack[depth++] = token->sign;
        } else if (token->kind == CM_TOKEN_CLOSE) {
            m->excess[kind_of(token->sign)]++;
            if (depth == 0 || closer_of(stack[depth - 1]) != token->sign) m->uneven = true;
            if (depth > 0) depth--;
        }
    }
    if (depth > 0) m->uneven = true;
}

static const cm_token *opener_of(const cm_mender *m, const cm_frame *frame)
{
    return &m->scan->token[frame->opener];
}

/* What a bracket holds decides what it is, whatever its form: { 1, 2 } is a list, ( a = 1; ) a group. */
static bool holds_settings(const cm_mender *m, char sign)
{
    cm_token_kind first = cm_mend_peek(m, 1)->kind, second = cm_mend_peek(m, 2)->kind;
    if (sign != '{') return (first == CM_TOKEN_WORD || first == CM_TOKEN_STRING) && second == CM_TOKEN_EQUALS;
    if (first == CM_TOKEN_OPEN) return false;
    if (first == CM_TOKEN_STRING && second == CM_TOKEN_STRING) return false;
    return (first != CM_TOKEN_WORD && first != CM_TOKEN_STRING)
        || (second != CM_TOKEN_COMMA && second != CM_TOKEN_CLOSE);
}

/* Step over everything in a bracket that is nested too deep. */
static void skip_too_deep(cm_mender *m)
{
    const cm_token *opener = cm_mend_take(m);
    size_t depth = 1;
    cm_scan_note(m->scan, opener->place, NULL, NULL, "brackets are nested more than %d deep", CM_SCAN_DEPTH);
    cm_mend_emit(m, opener->sign == '{' ? "{" : "(", opener->place);
    cm_mend_emit(m, opener->sign == '{' ? "}" : ")", opener->place);
    while (depth > 0 && cm_mend_peek(m, 0)->kind != CM_TOKEN_END) {
        cm_token_kind kind = cm_mend_peek(m, 0)->kind;
        if (kind == CM_TOKEN_OPEN) depth++;
        if (kind == CM_TOKEN_CLOSE) depth--;
        m->at++;
    }
}

void cm_mend_open(cm_mender *m)
{
    const cm_token *token = cm_mend_peek(m, 0);
    cm_frame *frame;
    bool group;
    if (m->depth >= CM_SCAN_DEPTH) {
        skip_too_deep(m);
        return;
    }
    group = holds_settings(m, token->sign);
    frame = &m->frame[++m->depth];
    memset(frame, 0, sizeof *frame);
    frame->group = group;
    frame->sign = token->sign;
    frame->meant = group ? '{' : token->sign == '{' ? '(' : token->sign;
    frame->opener = m->at;
    frame->number = ++m->groups;
    (void)cm_mend_take(m);
    frame->mistakes = m->scan->mistakes;
    cm_mend_emit(m, group ? "{" : "(", token->place);
}

/* The whole bracket with others around what it holds, when it is on one line and without mistakes. */
static char *rewritten(cm_mender *m, const cm_frame *frame, const cm_token *closer, char sign)
{
    const cm_token *opener = opener_of(m, frame);
    char *raw;
    if (closer == NULL || m->scan->mistakes != frame->mistakes || opener->wide || closer->wide) return NULL;
    raw = cm_mend_raw(m, opener, closer);
    if (raw == NULL) return NULL;
    raw[0] = sign;
    raw[strlen(raw) - 1] = closer_of(sign);
    return raw;
}

/* A frame has ended: say so if its brackets were of the wrong form. */
static void judge_form(cm_mender *m, const cm_frame *frame, const cm_token *closer)
{
    const cm_token *opener = opener_of(m, frame);
    bool mixed = frame->sign == '[' && !frame->group && (frame->kinds & (frame->kinds - 1)) != 0;
    char sign = mixed ? '(' : frame->meant;
    char *typed;
    cm_place place = opener->place;
    if (sign == frame->sign) return;
    typed = rewritten(m, frame, closer, sign);
    if (typed != NULL) place = cm_mend_span(opener, closer);
    if (mixed && frame->kinds == (1u << CM_NODE_INT | 1u << CM_NODE_FLOAT)) {
        cm_scan_note(m->scan, place, typed, "use ( ), which may mix 0 and 0.5", "[ ] holds values of one kind, and here are whole numbers and others");
    } else if (mixed) {
        cm_scan_note(m->scan, place, typed, "use ( )", "[ ] holds plain values of one kind");
    } else if (frame->group) {
        cm_scan_note(m->scan, place, typed, "write { } around settings", "%c %c is a list, but holds settings with names",
                     frame->sign, closer_of(frame->sign));
    } else {
        cm_scan_note(m->scan, place, typed, "write ( ) around elements", "{ } is a group, but holds elements without names");
    }
}

void cm_mend_pop(cm_mender *m, const cm_token *closer)
{
    cm_frame frame = m->frame[m->depth--];
    cm_place place = closer != NULL ? closer->place : opener_of(m, &frame)->place;
    judge_form(m, &frame, closer);
    cm_mend_emit(m, frame.group ? "}" : ")", place);
    if (m->frame[m->depth].group) cm_mend_emit(m, ";", place);
}

/* The frame at the top is not closed before the next token. */
static void close_unclosed(cm_mender *m)
{
    m->excess[kind_of(m->frame[m->depth].sign)]++;
    cm_mend_pop(m, NULL);
}

static bool closes_an_outer(const cm_mender *m, char sign)
{
    for (int i = m->depth - 1; i > 0; i--) {
        if (closer_of(m->frame[i].sign) == sign) return true;
    }
    return false;
}

/* The next token, as it has to be typed with closing brackets before it; NULL when that is not known. */
static const char *with_closers(cm_mender *m, const char *brackets)
{
    const cm_token *token = cm_mend_peek(m, 0);
    const char *raw = cm_mend_raw(m, token, token);
    if (raw == NULL || token->wide || token->wrong) return NULL;
    if (token->kind == CM_TOKEN_WORD) return cm_mend_text(m, "%s; %s", brackets, raw);
    return cm_mend_text(m, token->kind == CM_TOKEN_CLOSE ? "%s %s" : "%s%s", brackets, raw);
}

static void note_unclosed(cm_mender *m, const cm_frame *frame, const char *brackets)
{
    const cm_token *token = cm_mend_peek(m, 0), *opener = opener_of(m, frame);
    const char *shown = token->kind == CM_TOKEN_WORD || token->kind == CM_TOKEN_STRING
                      ? cm_scan_shown(m->scan, token->text) : token->text;
    cm_scan_note(m->scan, token->place, with_closers(m, brackets),
                 cm_mend_text(m, "write %s before it", brackets), "the %c of %s is not closed before '%s'",
                 opener->sign, cm_mend_where(m, opener->place, token->place), shown);
}

bool cm_mend_outdented(cm_mender *m)
{
    const cm_token *token = cm_mend_peek(m, 0);
    cm_frame *frame = &m->frame[m->depth];
    const cm_token *opener = opener_of(m, frame);
    const char closer[] = { frame->sign != '\0' ? closer_of(frame->sign) : '\0', '\0' };
    if (!m->uneven || m->depth == 0 || !token->first || !cm_mend_lacks(m, frame->sign)) return false;
    if (token->file != opener->file || token->place.line == opener->place.line) return false;
    if (token->kind == CM_TOKEN_CLOSE) {
        /* A closing bracket that stands further out than the line of the opening one. */
        if (token->place.column >= opener->indent || m->depth < 2) return false;
        if (!closes_an_outer(m, token->sign)) return false;
    } else if (token->place.column > opener->indent || (frame->child_column != 0 && frame->child_column <= opener->indent)) {
        return false;
    }
    note_unclosed(m, frame, closer);
    close_unclosed(m);
    return true;
}

void cm_mend_end_lists(cm_mender *m)
{
    char brackets[CM_SCAN_DEPTH + 1];
    size_t count = 0;
    cm_frame first = m->frame[m->depth];
    for (int i = m->depth; i > 0 && !m->frame[i].group; i--) brackets[count++] = closer_of(m->frame[i].sign);
    brackets[count] = '\0';
    note_unclosed(m, &first, brackets);
    while (m->depth > 0 && !m->frame[m->depth].group) close_unclosed(m);
}

/* A closing bracket too many.  Its semicolon goes with it, unless a setting before it needs that. */
static void note_surplus(cm_mender *m, const char *hint)
{
    const cm_token *token = cm_mend_peek(m, 0), *end = cm_mend_peek(m, 1);
    bool ended = m->at == 0 || m->scan->token[m->at - 1].kind == CM_TOKEN_SEMICOLON;
    cm_place place = token->place;
    m->at++;
    m->excess[kind_of(token->sign)]--;
    if (ended && end->kind == CM_TOKEN_SEMICOLON && cm_mend_same_line(token, end) && !end->wide) {
        place = cm_mend_span(token, end);
        m->at++;
    }
    cm_scan_note(m->scan, place, "", hint, "nothing is open that this '%c' could close", token->sign);
}

static void close_here(cm_mender *m)
{
    const cm_token *token = cm_mend_peek(m, 0);
    cm_frame *frame = &m->frame[m->depth];
    const cm_token *opener = opener_of(m, frame);
    char expected;
    const char typed[] = { frame->sign != '\0' ? closer_of(frame->sign) : '\0', '\0' };
    bool surplus = m->excess[kind_of(token->sign)] > 0;

    if (m->depth == 0) {
        m->unresolved = true;
        note_surplus(m, m->misfit_close.line == 0 ? "delete it, if no bracket before it was closed too early"
                     : cm_mend_text(m, "look at %s: the bracket there is indented otherwise than the line it closes",
                                    cm_mend_where(m, m->misfit_close, token->place)));
        return;
    }
    if (cm_mend_outdented(m)) return;
    expected = closer_of(frame->sign);
    if (token->sign == expected) {
        if (token->first && token->place.line != opener->place.line && token->place.column != opener->indent
            && m->misfit_close.line == 0) {
            m->misfit_open = opener->place;
            m->misfit_close = token->place;
        }
        cm_mend_pop(m, cm_mend_take(m));
    } else if (!(surplus && cm_mend_lacks(m, frame->sign)) && closes_an_outer(m, token->sign)) {
        note_unclosed(m, frame, typed);
        close_unclosed(m);
    } else if (surplus && !cm_mend_lacks(m, frame->sign)) {
        note_surplus(m, "delete it");
    } else {
        m->excess[kind_of(token->sign)]--;
        m->excess[kind_of(expected)]++;
        cm_scan_note(m->scan, token->place, typed, cm_mend_text(m, "write %s", typed), "'%c' cannot close the %c of %s",
                     token->sign, opener->sign, cm_mend_where(m, opener->place, token->place));
        m->at++;
        frame->mistakes = m->scan->mistakes + 1;      /* its end is to be replaced already */
        cm_mend_pop(m, token);
    }
}

void cm_mend_close(cm_mender *m)
{
    size_t before = m->at;
    close_here(m);
    if (m->at > before && m->frame[m->depth].group) cm_mend_terminator(m);
}

void cm_mend_end(cm_mender *m)
{
    while (m->depth > 0) {
        const cm_frame *frame = &m->frame[m->depth];
        const cm_token *opener = opener_of(m, frame);
        const char *hint = cm_mend_text(m, "write %c where it ends", closer_of(frame->sign));
        if (m->misfit_close.line != 0) {
            hint = cm_mend_text(m, "write %c where it ends; perhaps before %s, where the bracket of %s is closed, "
                                "which is indented otherwise", closer_of(frame->sign),
                                cm_mend_where(m, m->misfit_close, opener->place),
                                cm_mend_where(m, m->misfit_open, opener->place));
        }
        cm_scan_note(m->scan, opener->place, NULL, hint, "the '%c' is never closed", opener->sign);
        m->unresolved = true;
        cm_mend_pop(m, NULL);
    }
}
