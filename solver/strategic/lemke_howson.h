/* lemke_howson.h: the equilibria of two players that complementary pivoting reaches. */
#ifndef CM_SOLVER_STRATEGIC_LEMKE_HOWSON_H
#define CM_SOLVER_STRATEGIC_LEMKE_HOWSON_H

#include "solver/concept.h"

extern const cm_concept cm_concept_lemke_howson;

#endif
