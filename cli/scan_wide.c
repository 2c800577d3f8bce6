/* scan_wide.c: characters that look like others: full-width signs, exotic blanks, invisible ones.
 *
 * What an input method writes while it is in its Chinese mode, and what web pages and word
 * processors put between words. */
#include <unistr.h>

#include "cli/encoding.h"
#include "cli/scan.h"

static const struct {
    unsigned code;
    cm_wide_kind kind;
    char ascii;
    const char *name;
} odd[] = {
    { 0x00A0, CM_WIDE_SPACE, ' ', "no-break space" },
    { 0x00AD, CM_WIDE_NOTHING, 0, "soft hyphen" },
    { 0x0085, CM_WIDE_SPACE, ' ', NULL },
    { 0x1680, CM_WIDE_SPACE, ' ', NULL },
    { 0x200B, CM_WIDE_NOTHING, 0, "zero-width space" },
    { 0x200C, CM_WIDE_NOTHING, 0, NULL },
    { 0x200D, CM_WIDE_NOTHING, 0, NULL },
    { 0x200E, CM_WIDE_NOTHING, 0, "left-to-right mark" },
    { 0x200F, CM_WIDE_NOTHING, 0, "right-to-left mark" },
    { 0x2010, CM_WIDE_SIGN, '-', NULL },
    { 0x2011, CM_WIDE_SIGN, '-', NULL },
    { 0x2012, CM_WIDE_SIGN, '-', NULL },
    { 0x2013, CM_WIDE_SIGN, '-', NULL },
    { 0x2018, CM_WIDE_QUOTE, '\'', NULL },
    { 0x2019, CM_WIDE_QUOTE, '\'', NULL },
    { 0x201C, CM_WIDE_QUOTE, '"', NULL },
    { 0x201D, CM_WIDE_QUOTE, '"', NULL },
    { 0x201E, CM_WIDE_QUOTE, '"', NULL },
    { 0x00AB, CM_WIDE_QUOTE, '"', NULL },
    { 0x00BB, CM_WIDE_QUOTE, '"', NULL },
    { 0x2028, CM_WIDE_SPACE, ' ', "line separator" },
    { 0x2029, CM_WIDE_SPACE, ' ', "paragraph separator" },
    { 0x202F, CM_WIDE_SPACE, ' ', "narrow no-break space" },
    { 0x205F, CM_WIDE_SPACE, ' ', NULL },
    { 0x2060, CM_WIDE_NOTHING, 0, "word joiner" },
    { 0x2212, CM_WIDE_SIGN, '-', NULL },
    { 0x2215, CM_WIDE_SIGN, '/', NULL },
    { 0x3000, CM_WIDE_SPACE, ' ', "ideographic space" },
    { 0x3001, CM_WIDE_SIGN, ',', NULL },
    { 0x3002, CM_WIDE_SIGN, ';', NULL },
    { 0x300C, CM_WIDE_QUOTE, '"', NULL },
    { 0x300D, CM_WIDE_QUOTE, '"', NULL },
    { 0x300E, CM_WIDE_QUOTE, '"', NULL },
    { 0x300F, CM_WIDE_QUOTE, '"', NULL },
    { 0x3010, CM_WIDE_SIGN, '[', NULL },
    { 0x3011, CM_WIDE_SIGN, ']', NULL },
    { 0xFEFF, CM_WIDE_NOTHING, 0, "byte-order mark" },
    { 0xFF02, CM_WIDE_QUOTE, '"', NULL },
    { 0xFF07, CM_WIDE_QUOTE, '\'', NULL },
};

size_t cm_wide_at(const char *text, size_t length, cm_wide *wide)
{
    ucs4_t code = (unsigned char)*text;
    size_t step = cm_utf8_step(text, length);
    wide->kind = CM_WIDE_PLAIN;
    wide->ascii = step == 1 ? *text : '\0';
    wide->name = NULL;
    if (step > 1) (void)u8_mbtoucr(&code, (const uint8_t *)text, length);
    wide->code = code;
    if (step <= 1) return 1;
    if (code >= 0x2000 && code <= 0x200A) {
        wide->kind = CM_WIDE_SPACE;
        wide->ascii = ' ';
    }
    if (code >= 0xFF01 && code <= 0xFF5E) {
        wide->kind = CM_WIDE_SIGN;
        wide->ascii = (char)(code - 0xFF01 + 0x21);
    }
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        if (odd[i].code != code) continue;
        wide->kind = odd[i].kind;
        wide->ascii = odd[i].ascii;
        wide->name = odd[i].name;
    }
    return step;
}
