/* unit_model.h: a model of several inputs, each between 0 and 1, as the methods of sensitivity see it.
 *
 * Whoever asks maps 0 .. 1 to what an input means. */
#ifndef CM_SOLVER_STAT_UNIT_MODEL_H
#define CM_SOLVER_STAT_UNIT_MODEL_H

#include "solver/base/ctx.h"

typedef struct cm_unit_model {
    /* The output at u (k numbers).  An input that has only some values may be moved to the one that was
     * really looked at; it must depend on its own u alone. */
    cm_status (*at)(void *data, cm_ctx *ctx, double *u, double *y);
    void *data;
    size_t k;
} cm_unit_model;

#endif
