/* commitment.h: what the files of the concept commitment share. */
#ifndef CM_SOLVER_COLLECTIVE_COMMITMENT_H
#define CM_SOLVER_COLLECTIVE_COMMITMENT_H

#include "solver/collective/agreement.h"
#include "solver/concept.h"

typedef struct cm_commitment_params {
    long committed;
    cm_lists core;
} cm_commitment_params;

extern const cm_concept cm_concept_commitment;

/* The players of the parameter `core`. */
static inline uint32_t cm_commitment_core(const cm_commitment_params *p)
{
    uint32_t core = 0;
    for (size_t k = 0; p->core.count > 0 && k < p->core.first[1]; k++) core |= (uint32_t)1 << p->core.item[k];
    return core;
}

cm_status cm_commitment_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
