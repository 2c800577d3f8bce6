/* agenda_path.h: policies, each of which beats the one before.  Internal to the concept and its check. */
#ifndef CM_SOLVER_SPATIAL_AGENDA_PATH_H
#define CM_SOLVER_SPATIAL_AGENDA_PATH_H

#include "solver/concept.h"

typedef struct cm_agenda_path_params {
    const char *pick;            /* "away" or "towards" */
    cm_numbers point, start;     /* or none */
    long steps;
    double margin;
} cm_agenda_path_params;

/* The certificate, from what was printed. */
cm_status cm_agenda_path_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_agenda_path;

#endif
