/* camps.h: inside the concept `blocs`: sides on issues, and one division into two camps for all of them. */
#ifndef CM_SOLVER_SPATIAL_CAMPS_H
#define CM_SOLVER_SPATIAL_CAMPS_H

#include "solver/base/table.h"
#include "solver/game/game.h"

enum { CM_BLOCS_MEMBERS = 20, CM_BLOCS_ISSUES = 10 };    /* up to so many of either, the best division is certain */

/* Member i's side on issue k: side[i * d + k] is -1 (low) or 1 (high); 1 for all where the issue does not divide. */
typedef struct cm_sides {
    size_t n, d;
    int *side;
} cm_sides;

/* The share of the spread (sum of squares around the mean) of issue k that is between the camps in[i] = 0, 1; 1 where
 * there is no spread. */
double cm_blocs_between(const cm_spatial *game, size_t k, const unsigned char *in);

/* The certificate. */
cm_status cm_blocs_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
