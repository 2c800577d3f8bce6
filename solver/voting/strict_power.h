/* strict_power.h: power as the sensitivity of an outcome on one issue: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_STRICT_POWER_H
#define CM_SOLVER_VOTING_STRICT_POWER_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "solver/voting/count.h"

enum { CM_STRICT_NODES = 1 << 19 };

typedef struct cm_strict_params {
    const char *protocol;
    cm_lists setter;
    double status_quo, spread;
    cm_numbers centre;
    long draws, seed;
} cm_strict_params;

typedef struct cm_strict {
    const cm_vote *vote;
    bool sets;                       /* somebody proposes, and nobody amends */
    size_t setter;                   /* n: no member */
    double status_quo, spread;
    const double *centre;            /* n, or NULL: all positions are drawn alike from 0 to 1 */
} cm_strict;

/* Fails with: CM_E_INPUT for several setters, or one where nobody proposes. */
cm_status cm_strict_read(cm_ctx *ctx, const cm_vote *vote, const cm_strict_params *params, cm_strict *strict);

/* at[n + 1]: a position of each, and of a setter who is no member. */
void cm_strict_draw(const cm_strict *strict, cm_rng *rng, double *at);

/* What is found: sums over draws, or exact means. */
typedef struct cm_strict_figures {
    double outcome, moves;           /* where it ends; the chance that it is not the status quo */
    double *sensitivity, *distance, *dummy;      /* n + 1 each; the last is of a setter who is no member */
} cm_strict_figures;

/* Of positions drawn alike, by integration; `backwards`: the members in the opposite order, and other points.  f is zeroed before.
 * CM_E_LIMIT, CM_E_MEMORY. */
cm_status cm_strict_integrate(cm_ctx *ctx, cm_arena *arena, const cm_strict *strict, bool backwards, cm_strict_figures *f);

cm_status cm_strict_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
