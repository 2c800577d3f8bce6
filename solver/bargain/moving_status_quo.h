/* moving_status_quo.h: what the parts of moving-status-quo share: the grid, the plans, the chain that they make.
 *
 * Policies are numbered 0 .. k - 1; on one issue from left to right.  A plan says, for each member and each
 * status quo, what it proposes; the status quo itself where it leaves things as they are. */
#ifndef CM_SOLVER_BARGAIN_MOVING_STATUS_QUO_H
#define CM_SOLVER_BARGAIN_MOVING_STATUS_QUO_H

#include "solver/bargain/passing.h"
#include "solver/concept.h"

enum { CM_MOVING_ALONG_ONE = 101, CM_MOVING_ALONG_TWO = 15 };        /* points along an issue where the file says nothing */

typedef struct cm_moving_params {
    long grid, iterations, within_rounds;
    bool compare;
} cm_moving_params;

typedef struct cm_moving {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_spatial *s;
    size_t n, d, k, sq;              /* members, issues, policies; the number of the status quo */
    double *policy;                  /* k x d */
    double *u;                       /* k x n: utilities */
    unsigned char *allowed;          /* k x n: inside the red lines; NULL where there are none */
    double scale, near;              /* the span of utilities; differences below `near` are ties */
    bool heads;                      /* the rule is a quota of heads */
    int64_t quota;
    cm_tally tally;
    double *v, *w;                   /* k x n each: before a round; of what it decides */
    size_t *passing;                 /* k: scratch */
    double *most;                    /* n: scratch */
    size_t stages;                   /* plans: one a round where there is a deadline, otherwise one a round of the cycle */
    size_t *choice;                  /* stages x k x n */
    double slip;                     /* the largest gain that a proposer leaves: rounding and ties alone */
    bool found;                      /* false: no plans that repeat were found */
    long iterations;                 /* rounds looked ahead */
} cm_moving;

/* Member j's chance to propose in a round (0 is the first). */
static inline double cm_moving_chance(const cm_protocol *p, size_t round, size_t j)
{
    if (p->kind != CM_ROTATION) return p->recognition[j];
    return round % p->n == j ? 1 : 0;
}

static inline size_t cm_moving_along(const cm_protocol *p, const cm_moving_params *asked)
{
    if (asked->grid > 0) return (size_t)asked->grid < 2 ? 2 : (size_t)asked->grid;
    return p->spatial->d == 1 ? CM_MOVING_ALONG_ONE : CM_MOVING_ALONG_TWO;
}

/* The grid with its utilities.  CM_E_MEMORY, CM_E_LIMIT. */
cm_status cm_moving_build(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const cm_moving_params *asked, cm_moving *m);

/* Plans, and v before the first round.  CM_E_MEMORY, CM_E_LIMIT, CM_E_INTERRUPT. */
cm_status cm_moving_solve(cm_arena *arena, const cm_moving_params *asked, cm_moving *m);

/* What becomes of the status quo: summary and tables path, outcomes.  CM_E_MEMORY. */
cm_status cm_moving_course(cm_arena *arena, const cm_moving_params *asked, const cm_moving *m, cm_result *result);

cm_status cm_moving_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_moving_status_quo;

#endif
