/* gridlock_issues.h: gridlock when each issue is voted on by itself.
 *
 * Internal to gridlock.c.  On one issue there are two directions; who gains by each is who wants more
 * and who wants less.  Issue by issue the status quo moves when some live issue does; all or nothing when
 * every live issue does, each by a winning coalition of its own.  The largest coalition is that of the
 * best issue, or, all or nothing, of the worst. */
#ifndef CM_SOLVER_SPATIAL_GRIDLOCK_ISSUES_H
#define CM_SOLVER_SPATIAL_GRIDLOCK_ISSUES_H

#include "solver/base/mem.h"
#include "solver/base/table.h"
#include "solver/game/spatial.h"

cm_status cm_gridlock_run_issues(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, cm_result *result);

/* What an issue or a member is called in tables: its id, or its number from 1. */
cm_value cm_gridlock_issue_name(const cm_spatial *game, size_t k);
cm_value cm_gridlock_player_name(const cm_spatial *game, size_t i);

#endif
