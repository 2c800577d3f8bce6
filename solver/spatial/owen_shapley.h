/* owen_shapley.h: power where positions count: what the concept and its certificate both know. */
#ifndef CM_SOLVER_SPATIAL_OWEN_SHAPLEY_H
#define CM_SOLVER_SPATIAL_OWEN_SHAPLEY_H

#include "solver/concept.h"
#include "solver/spatial/turning.h"

enum { CM_TIED_MOST = 16 };          /* members with one ideal: all of their coalitions are looked at */

/* Who comes in before the pivot along u, and who has the pivot's own ideal: first[n] marks, tied[count]. */
typedef struct cm_entry {
    unsigned char *first;
    size_t *tied, count;
} cm_entry;
void cm_entry_find(const cm_ctx *ctx, const cm_metric *metric, const double *u, size_t pivot, cm_entry *entry);

cm_status cm_owen_shapley_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
