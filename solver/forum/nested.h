/* nested.h: what nested regional venues and their certificate share. */
#ifndef CM_SOLVER_FORUM_NESTED_H
#define CM_SOLVER_FORUM_NESTED_H

#include "solver/concept.h"

typedef struct cm_nested_params {
    long regions;
    double consent, correlation, share, top_share, ratify, within, between;
} cm_nested_params;

typedef struct cm_region {
    size_t first, members, votes;                  /* members of the venue in their order; votes that it needs */
    double capability;                             /* its share of all */
} cm_region;

/* The members in regions that are as equal as may be, the first ones larger; k of them.
 * Fails with: CM_E_INPUT for more regions than members. */
cm_status cm_nested_open(cm_ctx *ctx, const cm_protocol *protocol, const cm_nested_params *params, cm_region *region);

/* How far two normal texts are apart on average. */
double cm_nested_apart(const cm_nested_params *params, size_t one, size_t other);

cm_status cm_nested_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_nested;

#endif
