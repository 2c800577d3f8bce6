/* hedonic.h: a game of groups: each player cares only about who is in its own group.
 *
 * Additive: likes[i * n + j] is what i thinks of having j in its group; a group is worth to i the sum over
 * its other members, and being alone 0.  Listed: value[S * n + i] is what group S (a mask, player i is
 * bit i) is worth to its member i. */
#ifndef CM_SOLVER_GAME_HEDONIC_H
#define CM_SOLVER_GAME_HEDONIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"

enum { CM_HEDONIC_LISTED = 10 };     /* players of a game whose groups are listed */

typedef struct cm_hedonic {
    size_t n;
    const double *likes;             /* n x n, or NULL; the diagonal is not looked at */
    const double *value;             /* 2^n x n, or NULL */
    bool exact;                      /* numbers are the fractions they mean, not rounded results */
    const char *const *player;       /* n ids */
    const char *about;               /* what the numbers are, in a sentence; may be NULL */
} cm_hedonic;

/* Shapes; every number finite and below 1e100 in size.  CM_E_INPUT with the player and the number. */
cm_status cm_hedonic_validate(cm_ctx *ctx, const cm_hedonic *game);

/* What the group is worth to its member i; n <= 32. */
double cm_hedonic_value(const cm_hedonic *game, size_t i, uint32_t group);

#endif
