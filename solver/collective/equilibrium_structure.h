/* equilibrium_structure.h: what the two files of the concept equilibrium-structure share. */
#ifndef CM_SOLVER_COLLECTIVE_EQUILIBRIUM_STRUCTURE_H
#define CM_SOLVER_COLLECTIVE_EQUILIBRIUM_STRUCTURE_H

#include "solver/concept.h"

enum { CM_STRUCTURE_STATES = 10000 };     /* that a table is written for */

extern const cm_concept cm_concept_equilibrium_structure;

/* names: "stable", "any"; ties: "smaller", "larger". */
typedef struct cm_structure_params {
    const char *names, *ties;
} cm_structure_params;

/* Do others' choices leave a coalition's own untouched?  Then, unless any size may be named, only coalitions
 * that would not themselves fall apart can leave. */
static inline bool cm_structure_separate(const cm_pfg *pfg)
{
    return pfg->source == CM_PFG_ABATEMENT && !pfg->quadratic;
}

/* What a coalition of `size` adds to what all others feel of it. */
static inline size_t cm_structure_weight(const cm_pfg *pfg, size_t size)
{
    return pfg->source == CM_PFG_COURNOT ? 1 : size * size;
}

cm_status cm_structure_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
