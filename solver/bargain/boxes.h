/* boxes.h: for certificates: does anything that passes please a proposer better?  All policies are covered by boxes;
 * a box is done with when nothing in it pleases better, when those who might accept something in it do not win, or
 * when the proposer and those needed never agree in it; else it is cut in two.  Nothing is assumed of where the best policies lie. */
#ifndef CM_SOLVER_BARGAIN_BOXES_H
#define CM_SOLVER_BARGAIN_BOXES_H

#include "solver/game/protocol.h"

enum { CM_BOXES_WIDE = 3 };

typedef struct cm_boxes {
    cm_ctx *ctx;
    const cm_protocol *p;
    double fine;                     /* boxes this small are done with: their policies are one */
    unsigned char *likely, *in;      /* n each */
    size_t *needed;                  /* n */
    double *price;                   /* n: the weights of those needed, in the box before */
    const double *v;                 /* what waiting is worth */
    size_t who;
    double bar;                      /* a better policy is worth more than this to `who` */
    size_t count;                    /* boxes looked at */
    double better[CM_BOXES_WIDE];    /* one that was found */
} cm_boxes;

/* CM_E_MEMORY. */
cm_status cm_boxes_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, double fine, cm_boxes *boxes);

/* Is there a policy worth more than `bar` to `who` that wins the vote when waiting is worth v?  It is then in
 * boxes->better.  CM_E_NUMERIC when there are too many boxes; CM_E_INTERRUPT. */
cm_status cm_boxes_search(cm_boxes *boxes, size_t who, double bar, const double *v, bool *found);

/* Is there a direction from the status quo that wins?  Directions across each ideal's, tilted a little to either side,
 * and between neighbours of those: one in each cell of the arrangement.  Two or three issues.  CM_E_MEMORY. */
cm_status cm_boxes_core(cm_ctx *ctx, const cm_protocol *protocol, bool *core);

#endif
