/* numbers.c: a text of up to 2^26 numbers, read in pieces.
 *
 * Most numbers of such files are short decimals, and strtod takes most of the time; a decimal of at most
 * 2^53 with a power of ten up to 22 is exact in one multiplication or division (W. D. Clinger, "How to
 * read floating point numbers accurately", Proc. PLDI (1990) 92-101), and only others go to strtod. */
#include "cli/numbers.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/encoding.h"
#include "cli/scan.h"
#include "solver/base/num.h"

enum { PIECE = 1 << 16, LONGEST = 512 };

typedef struct reader {
    FILE *in;
    char piece[PIECE];
    size_t used, length;
    long line;
    char word[LONGEST];
} reader;

static int peek(reader *r)
{
    if (r->used == r->length) {
        r->length = fread(r->piece, 1, sizeof r->piece, r->in);
        r->used = 0;
        if (r->length == 0) return EOF;
    }
    return (unsigned char)r->piece[r->used];
}

/* The next word, or false at the end of the file.  A word too long for a number is cut. */
static bool next_word(reader *r)
{
    size_t length = 0;
    int c;
    while ((c = peek(r)) != EOF) {
        if (c == '\n') r->line++;
        if (c == '#') {
            while ((c = peek(r)) != EOF && c != '\n') r->used++;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ';') r->used++;
        else break;
    }
    while ((c = peek(r)) != EOF && c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',' && c != ';' && c != '#') {
        if (length + 1 < LONGEST) r->word[length++] = (char)c;
        r->used++;
    }
    r->word[length] = '\0';
    return length > 0;
}

/* Digits, at most one point, and an exponent, exactly; false when strtod is needed. */
static bool short_decimal(const char *text, double *value)
{
    static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    bool minus = *text == '-', digits = false;
    uint64_t whole = 0;
    int ten = 0;
    if (*text == '-' || *text == '+') text++;
    for (bool point = false; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        if (whole > ((uint64_t)1 << 53) / 10 - 1) return false;
        whole = whole * 10 + (uint64_t)(*text - '0');
        ten -= point;
        digits = true;
    }
    if (!digits || *text != '\0' || ten < -22) return false;
    *value = (double)whole / power[-ten];
    if (minus) *value = -*value;
    return true;
}

/* "2/3" and whatever strtod reads whole. */
static bool long_number(const char *text, double *value)
{
    cm_frac fraction;
    char *end;
    if (strchr(text, '/') != NULL) {
        if (!cm_frac_parse(text, &fraction)) return false;
        *value = cm_frac_value(fraction);
        return true;
    }
    if (strpbrk(text, "xXnNpP") != NULL) return false;            /* hexadecimal, nan, inf */
    *value = strtod(text, &end);
    return *end == '\0' && end != text;
}

static void complain(cm_diags *diags, const char *path, const reader *r, const char *hint, const char *what, const char *word)
{
    char shown[48];
    cm_place place = { path, (int)r->line, 1, 1 };
    size_t length = strlen(word) < 40 ? strlen(word) : 40;
    while (length > 0 && ((unsigned char)word[length] & 0xC0) == 0x80) length--;          /* whole characters */
    memcpy(shown, word, length);
    memcpy(shown + length, strlen(word) > length ? "..." : "", strlen(word) > length ? 4 : 1);
    cm_diag_add(diags, place, NULL, hint, what, shown);
}

static void read_all(cm_diags *diags, const char *path, reader *r, size_t room, cm_outside_numbers *numbers)
{
    size_t mistakes = 0;
    if (peek(r) == 0xEF && r->length >= 3 && memcmp(r->piece, CM_BOM, 3) == 0) r->used = 3;
    while (mistakes < 20 && next_word(r)) {
        double value = 0;
        if (!short_decimal(r->word, &value) && !long_number(r->word, &value)) {
            complain(diags, path, r, "numbers such as 90, 2.5 or 2/3, one a line", "'%s' is no number", r->word);
            mistakes++;
        } else if (!(fabs(value) <= CM_NUM_LARGEST)) {
            complain(diags, path, r, "divide all worths by the same number", "the worth %s is too large to be added up", r->word);
            mistakes++;
        }
        if (numbers->count + 1 < room) numbers->at[numbers->count + 1] = value;
        numbers->count++;
    }
    numbers->read = mistakes == 0;
}

cm_status cm_worths_read(cm_ctx *ctx, cm_arena *arena, const char *file, cm_place at, size_t n, cm_diags *diags,
                         cm_outside_numbers *numbers)
{
    const char *path = cm_source_path(ctx, arena, at.file, file);
    reader *r = CM_NEW(ctx, arena, 1, reader);
    struct stat kind;
    numbers->room = (size_t)1 << n;
    numbers->at = CM_NEW(ctx, arena, numbers->room, double);
    if (path == NULL || r == NULL || numbers->at == NULL) return ctx->status;
    r->line = 1;
    errno = 0;
    r->in = stat(path, &kind) == 0 && S_ISREG(kind.st_mode) ? fopen(path, "r") : NULL;
    if (r->in == NULL) {
        cm_diag_add(diags, at, NULL, "the path is relative to the folder of the scenario file", "'%s' cannot be read: %s", path,
                    errno != 0 ? strerror(errno) : "it is no regular file");
    } else {
        read_all(diags, path, r, numbers->room, numbers);
        if (ferror(r->in) != 0) {
            cm_diag_add(diags, at, NULL, NULL, "'%s' cannot be read to its end", path);
            numbers->read = false;
        }
    }
    if (r->in != NULL) (void)fclose(r->in);
    return CM_OK;
}
