/* chain.h: which policies of a grid beat which, and where votes between them lead in the long run.
 *
 * A grid of one or two issues, `across` points on the first issue and `rows` on the second (1 when there is one issue).
 * On one row of the grid a member prefers policy b to those outside an interval, for its loss is convex along the row:
 * the policies that b beats form few runs a row, and are kept as such. */
#ifndef CM_SOLVER_SPATIAL_CHAIN_H
#define CM_SOLVER_SPATIAL_CHAIN_H

#include <stdint.h>

#include "solver/concept.h"

enum {
    CM_CHAIN_MOST = 128,         /* points a side */
    CM_CHAIN_THREADS = 1000      /* with fewer policies one thread is faster */
};

typedef struct cm_chain_params {
    const char *agenda;          /* "any": the challenger is any policy; "better": any that wins, or what holds */
    long grid;                   /* points a side */
    cm_numbers low, high;        /* of each issue; empty: half the spread beyond all positions */
    long list;                   /* likeliest policies printed */
} cm_chain_params;

typedef struct cm_chain_run {
    uint16_t from, to;           /* columns from .. to - 1 */
} cm_chain_run;

typedef struct cm_chain {
    size_t across, rows, count;
    double low[2], step[2];
    size_t *first;               /* count x rows + 1: those of row r that policy b beats are run[first[b rows + r]] .. */
    cm_chain_run *run;
    uint32_t *wins;              /* count: how many policies beat it; 0 in the core */
} cm_chain;

/* The grid: shape and places. CM_E_DOMAIN for more than two issues; CM_E_INPUT for bounds that are none; CM_E_LIMIT. */
cm_status cm_chain_grid(cm_ctx *ctx, const cm_spatial *game, const cm_chain_params *params, cm_chain *chain);

/* The policy of a point (game->d numbers), and the point nearest to a policy. */
void cm_chain_policy(const cm_chain *chain, size_t point, double *policy);
size_t cm_chain_nearest(const cm_chain *chain, size_t d, const double *policy);

/* The runs, in `arena`, by all threads: the same for any number of them.  O(count rows (across + n log across)). */
cm_status cm_chain_build(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_chain *chain);

/* Where the chain is in the long run when it starts at point `start`: y (count) is the share of all moves that lead to
 * each point, or the chance of being absorbed there.  O(runs) an iteration.
 * Fails with: CM_E_LIMIT when it has not settled within ctx->work_limit; CM_E_INTERRUPT. */
cm_status cm_chain_settle(cm_ctx *ctx, cm_arena *arena, const cm_chain *chain, size_t start, double *y);

/* Marks (count) of the points from which `to` can be reached; their number. */
cm_status cm_chain_reach(cm_ctx *ctx, cm_arena *arena, const cm_chain *chain, size_t to, unsigned char *from, size_t *many);

/* Does the point lie on the border of the grid? */
bool cm_chain_border(const cm_chain *chain, size_t point);

/* The certificate: see the concept. */
cm_status cm_chain_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_agenda_chain;

#endif
