/* abstention.h: votes with abstention and absence: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_ABSTENTION_H
#define CM_SOLVER_VOTING_ABSTENTION_H

#include "solver/concept.h"
#include "solver/voting/ternary.h"

enum { CM_ABSTENTION_NODES = 1 << 22, CM_ABSTENTION_PROFILES = 1500000 };     /* of a diagram; that are looked at one by one */

typedef struct cm_abstention_params {
    double yes, abstain, absent;
    cm_numbers yes_each, abstain_each, absent_each;
} cm_abstention_params;

/* What member i says, as chances: CM_SAID of them. */
void cm_abstention_chances(const cm_abstention_params *params, size_t i, double *chance);

/* The columns of the table `members` that are numbers of each member, in order. */
enum { CM_ABS_YES, CM_ABS_ABSTAIN, CM_ABS_ABSENT, CM_ABS_DECISIVE, CM_ABS_YES_ABSTAIN, CM_ABS_ABSTAIN_NO, CM_ABS_BINARY, CM_ABS_SHAPLEY, CM_ABS_SHAPLEY_BINARY,
       CM_ABS_AWAY, CM_ABS_PARADOX, CM_ABS_COLUMNS };
extern const char *const cm_abstention_columns[];        /* "player", then these */

cm_status cm_abstention_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
