/* overlap.h: which lines of a figure lie on which, so that those beneath can be seen. */
#ifndef CM_CLI_OVERLAP_H
#define CM_CLI_OVERLAP_H

#include <stddef.h>

#include "solver/base/mem.h"

typedef struct cm_overlap {
    size_t beneath;                    /* lines that lie beneath it, each on the next */
    bool covered;                      /* a later one lies on it */
} cm_overlap;

/* Of n lines, each drawn over those before it, with m heights each (n x m).  Two lines of one panel that are at most `near` apart
 * for at least half of their way are seen as one.  O(n^2 m).  NULL: no memory. */
cm_overlap *cm_overlaps(cm_ctx *ctx, cm_arena *arena, const double *height, const size_t *panel, size_t n, size_t m, double near);

#endif
