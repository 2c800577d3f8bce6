/* encoding.h: which encoding a file's bytes are in, and GB18030 turned into UTF-8. */
#ifndef CM_CLI_ENCODING_H
#define CM_CLI_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef enum cm_encoding {
    CM_ENCODING_UTF8,
    CM_ENCODING_GB18030,
    CM_ENCODING_UTF16,
    CM_ENCODING_BINARY,        /* no text at all */
    CM_ENCODING_OTHER          /* text with bytes that are neither UTF-8 nor GB18030 */
} cm_encoding;

#define CM_BOM "\xEF\xBB\xBF"

/* Bytes of the UTF-8 character at `text` (of `length` > 0 bytes), 0 when there is none. */
size_t cm_utf8_step(const char *text, size_t length);

/* True when all bytes are UTF-8. */
bool cm_utf8_valid(const char *text, size_t length);

/* The likeliest encoding.  Bytes pass for GB18030 when all of them can be read as it, most of what is
 * not ASCII are pairs as Chinese text has them (accented Latin letters are not), and UTF-8 explains
 * less of them. */
cm_encoding cm_encoding_guess(const char *text, size_t length);

/* Convert to UTF-8, into `arena`, with a NUL behind.  *out is NULL when a byte is no GB18030.
 * Fails with: CM_E_MEMORY. */
cm_status cm_encoding_from_gb18030(cm_ctx *ctx, cm_arena *arena, const char *text, size_t length,
                                   char **out, size_t *out_length);

#endif
