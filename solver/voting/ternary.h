/* ternary.h: a rule with abstention and absence as a diagram: members one by one, each saying yes, nothing, no, or being
 * away, and what has been said so far taken together where the same is still needed.
 *
 * With it the chance to pass, and the same given what each member says, for members who make up their minds one by one. */
#ifndef CM_SOLVER_VOTING_TERNARY_H
#define CM_SOLVER_VOTING_TERNARY_H

#include "solver/base/mem.h"
#include "solver/game/cast.h"

typedef struct cm_ternary {
    size_t n, count;                 /* nodes, of which 0 fails and 1 passes; count 0: too many of them */
    size_t *level, *order;           /* nodes at which order[l] speaks: level[l] .. level[l + 1] - 1 */
    uint32_t *next, root;            /* CM_SAID for each node */
    double *reach, *value;           /* scratch: the chance to come to a node, and that it passes from there */
} cm_ternary;

/* At most `most` nodes; more leaves count at 0.  `backwards`: the members in the opposite order.
 * O(nodes * thresholds).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_ternary_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t most, bool backwards, cm_ternary *t);

/* Member i says s with chance[i * CM_SAID + s].  pass[i * CM_SAID + s]: the chance to pass given that it does, whatever
 * that chance is.  Returns the chance to pass.  O(nodes). */
double cm_ternary_each(const cm_ternary *t, const double *chance, double *pass);

#endif
