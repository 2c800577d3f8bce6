/* risk_dominance.h: the concept 'risk-dominance'. */
#ifndef CM_SOLVER_STRATEGIC_RISK_DOMINANCE_H
#define CM_SOLVER_STRATEGIC_RISK_DOMINANCE_H

#include "solver/concept.h"

extern const cm_concept cm_concept_risk_dominance;

#endif
