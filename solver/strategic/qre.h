/* qre.h: logit equilibria: everybody plays better strategies more often, the more so the larger lambda. */
#ifndef CM_SOLVER_STRATEGIC_QRE_H
#define CM_SOLVER_STRATEGIC_QRE_H

#include "solver/concept.h"

typedef struct cm_qre_params {
    double lambda;                   /* 0: on to the branch's limit */
    cm_numbers observed;             /* how often each strategy was seen, player after player; none: nothing is fitted */
} cm_qre_params;

extern const cm_concept cm_concept_qre;

#endif
