/* backward.h: subgame-perfect equilibria in pure strategies. */
#ifndef CM_SOLVER_STRATEGIC_BACKWARD_H
#define CM_SOLVER_STRATEGIC_BACKWARD_H

#include "solver/concept.h"

typedef struct cm_backward_params {
    long most;                       /* equilibria listed at most */
} cm_backward_params;

/* From the printed tables: payoffs by adding up the ends that are reached; under perfect information no single move
 * anywhere is better than the one printed; otherwise no player has a better plan in any subgame, by a best answer
 * found set by set (perfect recall).  A single complete equilibrium: every other move is worse. */
cm_status cm_backward_check(cm_ctx *ctx, const cm_efg *efg, const cm_result *result);

extern const cm_concept cm_concept_backward;

#endif
