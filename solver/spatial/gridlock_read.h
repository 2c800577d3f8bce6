/* gridlock_read.h: a printed result of gridlock, read back for its certificate.
 *
 * Internal to the checks.  All fail with CM_E_NUMERIC and a sentence when what is printed is missing or
 * malformed. */
#ifndef CM_SOLVER_SPATIAL_GRIDLOCK_READ_H
#define CM_SOLVER_SPATIAL_GRIDLOCK_READ_H

#include "solver/base/table.h"
#include "solver/game/spatial.h"

typedef struct cm_gridlock_claim {
    bool movable, boundary;
    bool counted;                /* a largest coalition is claimed */
    int64_t largest;
} cm_gridlock_claim;

/* The summary; needed must be the quota of a single threshold, and absent otherwise. */
cm_status cm_gridlock_read_claim(cm_ctx *ctx, const cm_spatial *game, const cm_result *result,
                                 cm_gridlock_claim *claim);

/* Table `name` (issue, value), a row an issue of the game in order: value is d numbers. */
cm_status cm_gridlock_read_direction(cm_ctx *ctx, const cm_spatial *game, const cm_result *result, const char *name,
                                     double *value);

/* Column "player" of rows from .. to-1 as indices, n of them at most, none twice, in increasing order. */
cm_status cm_gridlock_read_players(cm_ctx *ctx, const cm_spatial *game, const cm_table *table, size_t from, size_t to,
                                   unsigned char *in);

/* The player or issue that a cell names; n (d) when there is none.  The search starts at `from`. */
size_t cm_gridlock_player(const cm_spatial *game, cm_value cell, size_t from);
size_t cm_gridlock_issue(const cm_spatial *game, cm_value cell, size_t from);

#endif
