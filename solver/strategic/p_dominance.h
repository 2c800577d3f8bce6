/* p_dominance.h: the concept 'p-dominance'. */
#ifndef CM_SOLVER_STRATEGIC_P_DOMINANCE_H
#define CM_SOLVER_STRATEGIC_P_DOMINANCE_H

#include "solver/concept.h"

extern const cm_concept cm_concept_p_dominance;

#endif
