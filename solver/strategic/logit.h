/* logit.h: the principal branch of logit equilibria, followed from equal chances at lambda = 0.
 *
 * With x = log p and L = lambda * unit (mixing.h), the branch solves, for each player with strategies 0 .. m - 1,
 *     sum_k exp(x_k) = 1,   x_k - x_0 = L (v_k(p) - v_0(p)), k >= 1.
 * It is followed by its arc length (predictor along the tangent, Newton corrector across it), so that it may turn
 * back in lambda. */
#ifndef CM_SOLVER_STRATEGIC_LOGIT_H
#define CM_SOLVER_STRATEGIC_LOGIT_H

#include "solver/strategic/mixing.h"

typedef struct cm_logit {
    cm_mixing mix;
    size_t size;                     /* unknowns: total + 1, L the last */
    double *z, *tangent;             /* size: the point on the branch, and its direction */
    double *next, *ahead;            /* size: the point after a step, and its direction there */
    double step;
    double *p, *value, *slope;       /* total; total; total^2: at the point last evaluated */
    double *matrix, *right, *move;   /* size^2; size; size */
    size_t *order;                   /* size */
    int sign, next_sign;             /* of the bordered determinant: it turns where another branch crosses */
    size_t folds, crossings;
    double first_crossing;           /* lambda */
    double work;
    bool stuck;                      /* no step is short enough: rounding hides the branch from here on */
} cm_logit;

/* At lambda = 0. CM_E_MEMORY. */
cm_status cm_logit_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_logit *b);

/* The next point into `next` and `ahead`, the step made as long as goes well; cm_logit_take makes it the point.
 * When none is short enough, `stuck` is set and the point stays.  Fails with: CM_E_NUMERIC, CM_E_LIMIT, CM_E_INTERRUPT. */
cm_status cm_logit_step(cm_ctx *ctx, cm_logit *b);
void cm_logit_take(cm_logit *b);

/* Between z and `next`: the point at arc `share` of the step, or the point with this L; into `next` and `ahead`.
 * False when Newton's method does not get there. */
bool cm_logit_between(cm_ctx *ctx, cm_logit *b, double share);
bool cm_logit_at(cm_ctx *ctx, cm_logit *b, double L);

/* exp(x), made to add up to 1, and its regret in units. */
void cm_logit_probabilities(const cm_logit *b, const double *z, double *p);
double cm_logit_regret(cm_logit *b, const double *z);

#endif
