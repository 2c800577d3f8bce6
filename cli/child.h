/* child.h: another program, run without a shell: text in, text out. */
#ifndef CM_CLI_CHILD_H
#define CM_CLI_CHILD_H

#include <stdbool.h>

#include "solver/base/mem.h"

typedef enum cm_child_end {
    CM_CHILD_DONE,               /* it ended with status 0 */
    CM_CHILD_ABSENT,             /* there is no such program */
    CM_CHILD_FAILED              /* it could not be run, ended otherwise, or took too long */
} cm_child_end;

/* Run argv[0] (found along PATH) with `in` as its standard input; what it writes comes back in *out and
 * *err, in `arena` (never NULL unless memory ran out; ended by a NUL that does not count in *length).
 * It gets PATH, HOME, TMPDIR and what fontconfig reads, and nothing else of the environment.  A program that
 * says nothing for half a minute is ended. */
cm_child_end cm_child_run(cm_ctx *ctx, cm_arena *arena, const char *const *argv, const char *in, char **out, size_t *length, char **err);

#endif
