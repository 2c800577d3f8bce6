/* public_good.h: inside the concept `public-good`: what each gives of its own for what all have. */
#ifndef CM_SOLVER_ACTION_PUBLIC_GOOD_H
#define CM_SOLVER_ACTION_PUBLIC_GOOD_H

#include "solver/base/param.h"
#include "solver/base/table.h"
#include "solver/game/game.h"

typedef struct cm_public_params {
    long members;
    const char *form;                    /* "cobb-douglas", "quasi-linear", "linear" */
    const char *provision;               /* "sum", "weakest", "best" */
    double weight, benefit, benefit_spread, curve, base, rivalry, wealth, wealth_spread;
    cm_numbers benefits, wealths;
} cm_public_params;

typedef enum cm_public_form { CM_PUBLIC_COBB_DOUGLAS, CM_PUBLIC_QUASI_LINEAR, CM_PUBLIC_LINEAR } cm_public_form;
typedef enum cm_public_way { CM_PUBLIC_SUM, CM_PUBLIC_WEAKEST, CM_PUBLIC_BEST } cm_public_way;

typedef struct cm_public {
    size_t n;
    cm_public_form form;
    cm_public_way way;
    double weight, curve, share;         /* share: (n / base)^-rivalry, what of the good each enjoys */
    double *wealth, *benefit;            /* n each */
} cm_public;

/* Fails with: CM_E_INPUT for lists of another number; CM_E_MEMORY. */
cm_status cm_public_read(cm_ctx *ctx, cm_arena *arena, const cm_public_params *p, cm_public *game);
/* What member i has: `kept` of its own, and `good` of what is for all. */
double cm_public_utility(const cm_public *game, size_t i, double kept, double good);

/* The certificate. */
cm_status cm_public_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
