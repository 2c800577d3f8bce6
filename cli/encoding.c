/* encoding.c: which encoding a file's bytes are in, and GB18030 turned into UTF-8. */
#include "cli/encoding.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

size_t cm_utf8_step(const char *text, size_t length)
{
    ucs4_t code;
    int step;
    if ((unsigned char)*text < 0x80) return 1;
    step = u8_mbtoucr(&code, (const uint8_t *)text, length);
    return step > 0 ? (size_t)step : 0;
}

bool cm_utf8_valid(const char *text, size_t length)
{
    return u8_check((const uint8_t *)text, length) == NULL;
}

/* True when iconv reads every byte; the converted text goes into a buffer that is thrown away. */
static bool reads_as_gb18030(const char *text, size_t length)
{
    iconv_t conversion = iconv_open("UTF-8", "GB18030");
    char *in = (char *)(uintptr_t)text;       /* iconv's signature is older than const */
    size_t left = length;
    bool well = true;
    if (conversion == (iconv_t)-1) return false;
    while (well && left > 0) {
        char buffer[4096], *out = buffer;
        size_t room = sizeof buffer, before = left;
        size_t result = iconv(conversion, &in, &left, &out, &room);
        if (result == (size_t)-1 && before == left) well = false;
    }
    (void)iconv_close(conversion);
    return well;
}

cm_encoding cm_encoding_guess(const char *text, size_t length)
{
    size_t good = 0, bad = 0, pairs = 0, others = 0, control = 0;
    const unsigned char *byte = (const unsigned char *)text;

    if (length >= 2 && ((byte[0] == 0xFF && byte[1] == 0xFE) || (byte[0] == 0xFE && byte[1] == 0xFF))) {
        return CM_ENCODING_UTF16;
    }
    if (cm_utf8_valid(text, length)) return CM_ENCODING_UTF8;
    for (size_t i = 0; i < length;) {
        size_t step = cm_utf8_step(text + i, length - i);
        if (byte[i] < 0x20 && (byte[i] < '\t' || byte[i] > '\r')) control++;
        if (step > 1) good++;
        if (step == 0) bad++;
        i += step != 0 ? step : 1;
    }
    if (control > length / 20) return CM_ENCODING_BINARY;
    for (size_t i = 0; i < length; i++) {
        if (byte[i] < 0x80) continue;
        if (i + 1 < length && byte[i] >= 0xA1 && byte[i + 1] >= 0xA1) pairs++;
        else others++;
        i++;
    }
    if (bad > good && pairs > others && reads_as_gb18030(text, length)) return CM_ENCODING_GB18030;
    return CM_ENCODING_OTHER;
}

cm_status cm_encoding_from_gb18030(cm_ctx *ctx, cm_arena *arena, const char *text, size_t length,
                                   char **out, size_t *out_length)
{
    size_t room = 2 * length + 16, left = length, space = room - 1;
    char *buffer = CM_NEW(ctx, arena, room, char);
    char *to = buffer, *in = (char *)(uintptr_t)text;
    iconv_t conversion;

    *out = NULL;
    *out_length = 0;
    if (buffer == NULL) return CM_E_MEMORY;
    conversion = iconv_open("UTF-8", "GB18030");
    if (conversion == (iconv_t)-1) return CM_OK;
    if (iconv(conversion, &in, &left, &to, &space) != (size_t)-1 && left == 0) {
        *out = buffer;
        *out_length = (size_t)(to - buffer);
        buffer[*out_length] = '\0';
    }
    (void)iconv_close(conversion);
    return CM_OK;
}
