/* moving_check.h: what the two halves of the certificate of moving-status-quo share. */
#ifndef CM_SOLVER_BARGAIN_MOVING_CHECK_H
#define CM_SOLVER_BARGAIN_MOVING_CHECK_H

#include "solver/bargain/moving_status_quo.h"
#include "solver/bargain/passing_audit.h"

typedef struct cm_moving_audit {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_spatial *s;
    const cm_moving_params *asked;
    const cm_result *result;
    size_t n, d, k, sq, stages;      /* as printed */
    double *policy;                  /* k x d */
    double low[2], width[2];         /* of ideals and status quo, by issue */
    size_t *to;                      /* stages x k x n: what each proposes */
    double *v, *w;                   /* n x k */
    double *row, *column, *matrix;   /* k, k, k x k: scratch */
    unsigned char *in;
    double scale, largest;
} cm_moving_audit;

/* Where the status quo goes: proposals, path, outcomes, and what the summary says of them.  CM_E_NUMERIC, CM_E_MEMORY. */
cm_status cm_moving_follow(cm_arena *arena, cm_moving_audit *a);

#endif
