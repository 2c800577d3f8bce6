/* abstention_check.h: what the parts of the certificate of the concept abstention share. */
#ifndef CM_SOLVER_VOTING_ABSTENTION_CHECK_H
#define CM_SOLVER_VOTING_ABSTENTION_CHECK_H

#include "solver/voting/abstention.h"

/* Members whom neither the rule nor their chances tell apart. */
typedef struct cm_abs_kind {
    size_t first, size, others;      /* a member of it; how many there are; without the one looked at */
    double chance[CM_SAID], yes, log_chance[CM_SAID], log_yes, log_no;
    size_t said[CM_SAID];
} cm_abs_kind;

/* What is found again of one member of a kind; `of` as the printed columns. */
typedef struct cm_abs_again {
    double pass[CM_SAID], there, away, yes, no;          /* the chance to pass by what it says; that it is valid; to pass where all vote */
    double of[CM_ABS_COLUMNS];
} cm_abs_again;

typedef struct cm_abs_walk {
    cm_ctx *ctx;
    const cm_vote *vote;
    cm_vote everybody;               /* the same without a quorum */
    cm_abs_kind *kind;
    size_t kinds;
    int64_t *yes, *no, *open, *a, *b;        /* weights at each node: of those who say so; scratch */
    size_t one;                      /* the member looked at */
    cm_abs_again *out;
} cm_abs_walk;

/* All that is to be found again of one member of each kind, profile by profile.  CM_E_INTERRUPT. */
cm_status cm_abstention_by_profiles(cm_abs_walk *walk, cm_abs_again *of_kind);

#endif
