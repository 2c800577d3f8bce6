/* config.h: scenario files as trees.  The only room that knows libconfig.
 *
 * Reads a file itself, checks its encoding, scans its tokens once for what libconfig passes in
 * silence or reports without a cause, mends what can be mended in memory and goes on, hands the text
 * to libconfig, and copies the result into a cm_node tree with the exact place of every name and
 * value.  `@include "x"` is relative to the including file, at any depth up to 10. */
#ifndef CM_CLI_CONFIG_H
#define CM_CLI_CONFIG_H

#include "models/diag.h"
#include "models/node.h"

/* A source file that was read, for excerpts. */
typedef struct cm_source {
    const char *file;
    const char *text;          /* UTF-8 as far as it is, not mended; NUL-terminated */
    size_t length;
    struct cm_source *next;
} cm_source;

/* Read `file`.  Mistakes go to `diags`; *root is then the tree of the mended text, or NULL when
 * nothing could be read from it.  *sources lists each file read, in order.
 *
 * Fails with: CM_E_IO when the file cannot be opened or read (a directory, no permission, larger than
 * 64 MiB), one sentence in ctx; CM_E_MEMORY.  Mistakes in the text are no failure. */
cm_status cm_config_read(cm_ctx *ctx, cm_arena *arena, const char *file, cm_diags *diags,
                         cm_node **root, cm_source **sources);

/* The same for a text in memory, for --set, tests and fuzzing. `name` stands for the file's name;
 * includes are relative to the working directory. */
cm_status cm_config_read_text(cm_ctx *ctx, cm_arena *arena, const char *name, const char *text,
                              size_t length, cm_diags *diags, cm_node **root, cm_source **sources);

/* `name` as it is seen from the folder of `beside`.  NULL without memory. */
char *cm_source_path(cm_ctx *ctx, cm_arena *arena, const char *beside, const char *name);

/* The version of libconfig; `room` of at least 32 bytes. */
const char *cm_config_library(char *room, size_t size);

#endif
