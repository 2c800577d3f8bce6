/* scan_value.c: what a word means as a value, and what was meant by one that means nothing.
 *
 * Integers leave as int64 with an L, floats with all their digits: so libconfig never guesses. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/encoding.h"
#include "cli/scan.h"

const char *cm_scan_shown(cm_scan *scan, const char *text)
{
    enum { LONGEST = 60 };
    size_t length = strlen(text), cut = 0;
    const char *shown = text;
    if (length <= LONGEST) return text;
    while (cut < LONGEST) {
        size_t step = cm_utf8_step(text + cut, length - cut);
        cut += step != 0 ? step : 1;
    }
    shown = cm_format(scan->ctx, scan->arena, "%.*s...", (int)cut, text);
    if (shown == NULL) scan->starved = true;
    return shown != NULL ? shown : "...";
}

bool cm_scan_digits(const char *word)
{
    size_t length = strspn(word, "0123456789");
    return length > 0 && word[length] == '\0';
}

static bool same_word(const char *word, const char *lower)
{
    for (; *lower != '\0'; word++, lower++) {
        if (*word != *lower && *word != *lower - 'a' + 'A') return false;
    }
    return *word == '\0';
}

/* The bytes of a decimal: sign, digits, dot, digits, exponent; 0 when there is no digit. */
static size_t decimal_length(const char *word, bool *whole)
{
    const char *c = word;
    size_t digits, exponent;
    *whole = true;
    if (*c == '+' || *c == '-') c++;
    digits = strspn(c, "0123456789");
    c += digits;
    if (*c == '.') {
        size_t more = strspn(c + 1, "0123456789");
        *whole = false;
        digits += more;
        c += 1 + more;
    }
    if (digits == 0) return 0;
    if (*c == 'e' || *c == 'E') {
        exponent = c[1] == '+' || c[1] == '-' ? 2 : 1;
        if (strspn(c + exponent, "0123456789") > 0) {
            *whole = false;
            c += exponent + strspn(c + exponent, "0123456789");
        }
    }
    return (size_t)(c - word);
}

bool cm_scan_number(const char *word, cm_node_kind *kind, int64_t *integer, double *number)
{
    bool whole;
    size_t length = decimal_length(word, &whole);
    if (length == 0 || word[length] != '\0') return false;
    *kind = whole ? CM_NODE_INT : CM_NODE_FLOAT;
    *integer = 0;
    *number = strtod(word, NULL);
    errno = 0;
    if (whole) *integer = strtoll(word, NULL, 10);
    return isfinite(*number) && errno == 0;
}

struct meaning {
    cm_scan *scan;
    const char *word;
    cm_place place;
    bool replaceable;
    cm_node_kind kind;
    bool wrong;
    const char *text;                  /* for libconfig */
};

static char *made(struct meaning *m, char *text)
{
    if (text == NULL) m->scan->starved = true;
    return text;
}

/* Report, with `typed` as what is to be typed instead. */
static void mistake(struct meaning *m, const char *typed, const char *hint, const char *what)
{
    cm_scan_note(m->scan, m->place, m->replaceable ? typed : NULL, hint, what, cm_scan_shown(m->scan, m->word));
    m->wrong = true;
}

static void be_float(struct meaning *m, double number)
{
    char digits[40], *exponent;
    m->kind = CM_NODE_FLOAT;
    (void)snprintf(digits, sizeof digits, "%.17g", number);
    exponent = strchr(digits, 'e');
    if (strchr(digits, '.') != NULL) m->text = cm_strdup(m->scan->ctx, m->scan->arena, digits);
    else if (exponent == NULL) m->text = cm_format(m->scan->ctx, m->scan->arena, "%s.0", digits);
    else m->text = cm_format(m->scan->ctx, m->scan->arena, "%.*s.0%s", (int)(exponent - digits), digits, exponent);
}

static void be_integer(struct meaning *m, long long number)
{
    m->kind = CM_NODE_INT;
    m->text = cm_format(m->scan->ctx, m->scan->arena, "%lldL", number);
}

static bool is_integer(const char *word, bool *hex)
{
    const char *c = word;
    size_t digits;
    if (*c == '+' || *c == '-') c++;
    *hex = c[0] == '0' && (c[1] == 'x' || c[1] == 'X');
    if (*hex) c += 2;
    digits = strspn(c, *hex ? "0123456789abcdefABCDEF" : "0123456789");
    c += digits;
    if (digits > 0 && *c == 'L') c++;
    if (digits > 0 && *c == 'L') c++;
    return digits > 0 && *c == '\0';
}

static void integer(struct meaning *m, bool hex)
{
    long long number;
    char *typed;
    errno = 0;
    number = strtoll(m->word, NULL, hex ? 16 : 10);
    if (errno == ERANGE) {
        bool whole;
        size_t length = hex ? 0 : decimal_length(m->word, &whole);
        double real = strtod(m->word, NULL);
        typed = !hex && isfinite(real)
              ? made(m, cm_format(m->scan->ctx, m->scan->arena, "%.*s.0", (int)length, m->word)) : NULL;
        mistake(m, typed, hex ? NULL : "write it with a decimal point, if it need not be exact",
                "%s is too large for a whole number (at most 9223372036854775807)");
        be_float(m, isfinite(real) ? real : 0);
        return;
    }
    if (hex && (*m->word == '-' || *m->word == '+')) {
        typed = made(m, cm_format(m->scan->ctx, m->scan->arena, "%lld", number));
        mistake(m, typed, "write it in decimal", "%s: a hexadecimal number has no sign");
    }
    be_integer(m, number);
}

static void decimal(struct meaning *m)
{
    double number = strtod(m->word, NULL);
    if (!isfinite(number)) {
        mistake(m, NULL, "the largest number is about 1.7e308", "%s is too large for a number");
        number = 0;
    } else if (number == 0 && strcspn(m->word, "123456789") < strcspn(m->word, "eE")) {
        mistake(m, "0.0", "write 0.0", "%s is too small for a number and would be read as 0");
    }
    be_float(m, number);
}

/* "50%", "50 %" */
static bool percent(struct meaning *m)
{
    bool whole;
    size_t length = decimal_length(m->word, &whole);
    size_t rest = length + strspn(m->word + length, " ");
    char shorter[40], *hint;
    cm_frac share, hundred = { 100, 1 };
    double number;
    if (length == 0 || m->word[rest] != '%' || m->word[rest + 1] != '\0') return false;
    number = strtod(m->word, NULL) / 100;
    if (length < sizeof shorter) {               /* exactly, where it can be */
        (void)snprintf(shorter, sizeof shorter, "%.*s", (int)length, m->word);
        if (cm_frac_parse(shorter, &share) && cm_frac_div(share, hundred, &share)) number = cm_frac_value(share);
    }
    if (!isfinite(number)) number = 0;
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(shorter, sizeof shorter, "%.*g", digits, number);
        if (strtod(shorter, NULL) == number) break;
    }
    hint = made(m, cm_format(m->scan->ctx, m->scan->arena, "write %s", shorter));
    mistake(m, shorter, hint, "%s: a share is written as a number, not in per cent");
    be_float(m, number);
    return true;
}

/* "1/3", "1 / 3" */
static bool fraction(const char *word)
{
    bool whole;
    size_t length = decimal_length(word, &whole), below;
    if (length == 0) return false;
    word += length + strspn(word + length, " ");
    if (*word != '/') return false;
    word += 1 + strspn(word + 1, " ");
    below = decimal_length(word, &whole);
    return below > 0 && word[below] == '\0';
}

static void text(struct meaning *m)
{
    const char *quoted = cm_scan_quote(m->scan, m->word, strlen(m->word));
    const char *what = "the text %s stands without quotes";
    char *hint;
    size_t numeric = strspn(m->word, "0123456789.");
    if (quoted == NULL) quoted = "\"\"";
    m->kind = CM_NODE_TEXT;
    m->text = quoted;
    hint = made(m, cm_format(m->scan->ctx, m->scan->arena, "write %s in quotes: %s", cm_scan_shown(m->scan, m->word),
                             cm_scan_shown(m->scan, quoted)));
    if (fraction(m->word)) {
        what = "the fraction %s stands without quotes";
    } else if (numeric > 0 && m->word[numeric] == '\0') {
        what = "%s is no number: it has more than one decimal point";
        hint = made(m, cm_format(m->scan->ctx, m->scan->arena, "if it is a text, write it in quotes: %s", quoted));
    } else if (numeric > 0) {
        what = "%s is no number, and a text stands in quotes";
    } else if (strpbrk(m->word, "*/+()^") != NULL) {
        what = "the expression %s stands without quotes";
    }
    mistake(m, quoted, hint, what);
}

static bool boolean(struct meaning *m)
{
    static const char *const yes[] = { "yes", "on" }, *const no[] = { "no", "off" };
    const char *meant = NULL;
    bool mistaken = false;
    if (same_word(m->word, "true")) meant = "true";
    if (same_word(m->word, "false")) meant = "false";
    for (size_t i = 0; i < 2 && meant == NULL; i++) {
        mistaken = true;
        if (same_word(m->word, yes[i])) meant = "true";
        if (same_word(m->word, no[i])) meant = "false";
    }
    if (meant == NULL) return false;
    if (mistaken) {
        mistake(m, meant, *meant == 't' ? "write true" : "write false", "'%s' is no value: what is or is not so is true or false");
    }
    m->kind = CM_NODE_BOOL;
    m->text = meant;
    return true;
}

const char *cm_scan_value(cm_scan *scan, const char *word, cm_place place, bool replaceable,
                          cm_node_kind *kind, bool *wrong)
{
    struct meaning m = { scan, word, place, replaceable, CM_NODE_TEXT, false, NULL };
    bool hex, whole;
    size_t length = decimal_length(word, &whole);

    if (is_integer(word, &hex)) {
        integer(&m, hex);
    } else if (length > 0 && word[length] == '\0') {
        decimal(&m);
    } else if (*word != '\0' && strspn(word, "+-.") == strlen(word) && strchr(word, '.') != NULL) {
        mistake(&m, NULL, "write 0.0 if zero is meant", "'%s' is no number");
        be_float(&m, 0);
    } else if (!boolean(&m) && !percent(&m)) {
        text(&m);
    }
    if (m.text == NULL) scan->starved = true;
    *kind = m.kind;
    *wrong = m.wrong;
    return m.text;
}
