/* evolutionary.h: evolutionarily stable strategies of symmetric games. */
#ifndef CM_SOLVER_STRATEGIC_EVOLUTIONARY_H
#define CM_SOLVER_STRATEGIC_EVOLUTIONARY_H

#include "solver/concept.h"

extern const cm_concept cm_concept_evolutionary;

#endif
