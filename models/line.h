/* line.h: all cells of a line in one pass over a draw.
 *
 * Members join one by one in the order in which they are picked, so that every venue of the line is a
 * beginning of the same list.  Under consensus what is stuck stays stuck as members join: one hull
 * serves all sizes, and nobody further is drawn once it is stuck and no other rule needs them.  All
 * quotas of one size follow from the largest coalition that one direction can please. */
#ifndef CM_MODELS_LINE_H
#define CM_MODELS_LINE_H

#include "models/claim.h"
#include "models/picking.h"
#include "solver/spatial/depth.h"
#include "solver/spatial/halfspace.h"
#include "solver/spatial/hull.h"

typedef struct cm_line {
    const cm_claim *claim;
    size_t *cell, ncells;                /* by size */
    const cm_venue *venue;               /* of the first cell: mandate, agenda, pick */
    size_t d, most;                      /* issues; the most members any cell asks for */
    bool depth, coverage, texts;         /* asked for */
    bool text;                           /* a given text */
    bool common;                         /* every salience is 1 */
    cm_utility utility;
    double *quo;                         /* d */
    cm_picker picker;
    size_t *member, gathered, hulled;    /* members so far; how many of them are in the hull */
    bool brief;                          /* there are no more to gather */
    double *g, *offset, *salience;       /* most x d */
    double *column;                      /* most: one issue's gradients */
    cm_hull hull;
    cm_halfspace *space;
    cm_depth_work work;
    double *agreed;                      /* ncells x d: texts, as offsets */
    double *some;                        /* most x 2d: rows of a coalition */
    unsigned char *in;                   /* most: a coalition */
    double *gain;                        /* most: of a given text */
    size_t *order;                       /* most */
    const double **row;                  /* most */
    size_t seen;                         /* members counted in `above` and `below` */
    size_t *above, *below;               /* d: members so far above and below the status quo */
    double likelier;                     /* of members counted so far, in a world that may be moved */
} cm_line;

/* The line with this number, of cells of `claim`. */
cm_status cm_line_init(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, size_t line, cm_line *made);

/* Outcomes of the line's cells in world's draw; `outcome` is indexed by cell of the claim.
 * Fails with: CM_E_DOMAIN (a kink of a city-block utility at the status quo; a depth that is not
 * defined for the rule); CM_E_LIMIT; CM_E_NUMERIC; CM_E_MEMORY. */
cm_status cm_line_draw(cm_ctx *ctx, cm_line *line, cm_world *world, cm_outcome *outcome);

#endif
