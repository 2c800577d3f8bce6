/* digest.h: SHA-256 of texts and files, as 64 hexadecimal digits (libmd). */
#ifndef CM_CLI_DIGEST_H
#define CM_CLI_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { CM_DIGEST = 65 };             /* digits and the closing zero */

void cm_digest(const void *bytes, size_t count, char digest[CM_DIGEST]);

/* False, with errno set, when the file cannot be read. */
bool cm_digest_file(const char *path, char digest[CM_DIGEST]);

#endif
