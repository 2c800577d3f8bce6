/* digest.c: hashes. */
#include "cli/digest.h"

#include <stdint.h>
#include <sys/types.h>
#include <sha256.h>

void cm_digest(const void *bytes, size_t count, char digest[CM_DIGEST])
{
    (void)SHA256Data(bytes, count, digest);
}

bool cm_digest_file(const char *path, char digest[CM_DIGEST])
{
    return SHA256File(path, digest) != NULL;
}
