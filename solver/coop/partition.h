/* partition.h: ways to divide players into groups, as they are printed: "{A, B} {C}". */
#ifndef CM_SOLVER_COOP_PARTITION_H
#define CM_SOLVER_COOP_PARTITION_H

#include "solver/base/table.h"

/* The groups' masks as text, in `arena`; NULL with CM_E_MEMORY. */
const char *cm_partition_text(cm_ctx *ctx, cm_arena *arena, const char *const *player, const uint32_t *group, size_t count);

/* The groups of a text; at most 32 players.  False when it is not such a text, or when a player is in no group or
 * in two.  Room for n groups. */
bool cm_partition_read(cm_value text, const char *const *player, size_t n, uint32_t *group, size_t *count);

/* The same for a single group: a text with one pair of braces; players in none are allowed. */
bool cm_group_read(cm_value text, const char *const *player, size_t n, uint32_t *group);

#endif
