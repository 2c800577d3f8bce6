/* contest.h: a contest for a prize against sharing it: what the concept and its certificate both know. */
#ifndef CM_SOLVER_ACTION_CONTEST_H
#define CM_SOLVER_ACTION_CONTEST_H

#include "solver/concept.h"

typedef struct cm_contest_params {
    double prize, lead, shared, network;
} cm_contest_params;

/* Whose strength counts most: the first of the greatest capability. */
size_t cm_contest_leader(const cm_protocol *venue);
/* n numbers: capabilities, the leader's times the lead.  */
void cm_contest_strengths(const cm_protocol *venue, double lead, double *strength);
/* What each has when all is shared. */
double cm_contest_share(const cm_contest_params *p, size_t n);

cm_status cm_contest_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_contest;

#endif
