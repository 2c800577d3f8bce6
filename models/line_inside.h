/* line_inside.h: what line.c and line_cell.c share; not for others. */
#ifndef CM_MODELS_LINE_INSIDE_H
#define CM_MODELS_LINE_INSIDE_H

#include "models/line.h"

/* What is known about the venue of one size in one draw. */
typedef struct cm_line_size {
    size_t size;
    bool counted;                 /* `count` is known: the most members one direction pleases */
    bool everyone;                /* ... and that is everybody */
    int64_t count;
} cm_line_size;

/* Gather members until there are m (or no more). */
cm_status cm_line_gather(cm_ctx *ctx, cm_line *line, cm_world *world, size_t m);

cm_hull_state cm_line_hull(cm_ctx *ctx, cm_line *line, cm_world *world, size_t m, cm_status *status);

/* One cell: agreement, depth, edge; line->in is the coalition that agrees unless *everyone. */
cm_status cm_line_cell(cm_ctx *ctx, cm_line *line, cm_world *world, const cm_cell *cell, cm_line_size *now,
                       cm_outcome *out, bool *everyone);

/* The text that is best for the least-gaining member of the coalition that agrees (line->in, or
 * everyone), as an offset from the status quo: d numbers. */
cm_status cm_line_text(cm_ctx *ctx, cm_line *line, size_t m, bool everyone, double *text);

/* CM_E_DOMAIN when the status quo is not strictly inside the red lines of somebody who may sit here
 * and the event is some text. */
cm_status cm_line_red_lines(cm_ctx *ctx, const cm_line *line);

/* CM_E_DOMAIN when a measure asks for a depth that is not defined here. */
cm_status cm_line_depth_defined(cm_ctx *ctx, const cm_line *line);

/* The most nodes of any cell's vote. */
size_t cm_line_nodes(const cm_line *line);

#endif
