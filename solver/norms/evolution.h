/* evolution.h: what the change of a convention and its certificate share. */
#ifndef CM_SOLVER_NORMS_EVOLUTION_H
#define CM_SOLVER_NORMS_EVOLUTION_H

#include "solver/base/rng.h"
#include "solver/concept.h"

enum { CM_EVOLUTION_BATCHES = 10 };

typedef struct cm_evolution_params {
    long members;
    const char *network;                 /* "all", "ring" */
    double needed, noise, goal;
    long draws, seed;
} cm_evolution_params;

/* How many adopters are the goal. */
size_t cm_evolution_goal(const cm_evolution_params *p);
/* The certificate, from the printed result alone.  CM_E_NUMERIC, CM_E_INTERRUPT, CM_E_MEMORY. */
cm_status cm_evolution_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_evolution;

#endif
