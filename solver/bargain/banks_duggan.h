/* banks_duggan.h: what the solver and the certificate of banks-duggan share: parameters and names. */
#ifndef CM_SOLVER_BARGAIN_BANKS_DUGGAN_H
#define CM_SOLVER_BARGAIN_BANKS_DUGGAN_H

#include "solver/concept.h"

typedef struct cm_banks_duggan_params {
    long within_rounds;
} cm_banks_duggan_params;

/* Find nothing wrong with the equilibria printed, or say what is.  CM_E_NUMERIC. */
cm_status cm_banks_duggan_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_banks_duggan;

#endif
