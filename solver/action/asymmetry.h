/* asymmetry.h: what outside options, the agenda and patience add to one member: what the concept and its certificate know. */
#ifndef CM_SOLVER_ACTION_ASYMMETRY_H
#define CM_SOLVER_ACTION_ASYMMETRY_H

#include "solver/concept.h"

enum { CM_ASYMMETRY_SOURCES = 3, CM_ASYMMETRY_CELLS = 8 };

typedef struct cm_asymmetry_params {
    double option, agenda, patience;
} cm_asymmetry_params;

/* How a venue bargains with some of the leader's advantages (bits: option, agenda, patience): n numbers each. */
typedef struct cm_asymmetry_terms {
    double *proposes, *patience, *outside;
} cm_asymmetry_terms;

size_t cm_asymmetry_leader(const cm_protocol *venue);
void cm_asymmetry_fill(const cm_asymmetry_params *p, const cm_protocol *venue, unsigned with, cm_asymmetry_terms *terms);

cm_status cm_asymmetry_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_asymmetry;

#endif
