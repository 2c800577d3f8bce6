/* bloc_votes.h: members of a vote who vote together: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_BLOC_VOTES_H
#define CM_SOLVER_VOTING_BLOC_VOTES_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum { CM_UNITS_MOST = 20 };         /* units that one member meets: other unions, and others of its own */

typedef struct cm_union_params {
    cm_lists unions;
} cm_union_params;

/* Union k: member[first[k]] .. member[first[k + 1] - 1]; members in no list are unions of one. */
typedef struct cm_union_list {
    size_t count;
    size_t *first, *member, *of;     /* of: n */
} cm_union_list;

/* CM_E_INPUT for a member in two unions. */
cm_status cm_union_list_read(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_lists *lists, cm_union_list *unions);
/* Everybody alone. */
cm_status cm_union_list_apart(cm_ctx *ctx, cm_arena *arena, size_t n, cm_union_list *unions);

static inline size_t cm_union_size(const cm_union_list *u, size_t k) { return u->first[k + 1] - u->first[k]; }

cm_status cm_unions_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
