/* zero_sum.h: the value of a game of two players in which the payoffs always add up to the same number. */
#ifndef CM_SOLVER_STRATEGIC_ZERO_SUM_H
#define CM_SOLVER_STRATEGIC_ZERO_SUM_H

#include "solver/concept.h"

extern const cm_concept cm_concept_zero_sum;

#endif
