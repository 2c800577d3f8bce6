/* output.h: writing a file so that nothing is lost: the old one stays until the new one is whole. */
#ifndef CM_CLI_OUTPUT_H
#define CM_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

typedef struct cm_output {
    const char *path;            /* NULL: standard output */
    char *temporary;             /* written first, beside `path`; NULL: written directly (a device, a pipe) */
    FILE *out;
} cm_output;

/* Complains and returns false when it cannot be opened. */
bool cm_output_open(cm_output *output, const char *path);

/* Is `path` a file, or free for one? Not a folder, a device or a pipe. */
bool cm_output_is_file(const char *path);

/* Put what was written in its place, or, without `keep`, throw it away.  Complains and returns false
 * when not everything could be written (a full disk); the old file is then as it was. */
bool cm_output_close(cm_output *output, bool keep);

#endif
