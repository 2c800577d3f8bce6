/* passing.h: on one issue, which policies pass when each member knows what waiting is worth to it.
 *
 * Member j accepts x when u_j(x) >= v_j and x is inside its red lines: an interval around its ideal.
 * A policy passes when those who accept it win the vote.  The policies that pass are a union of closed
 * intervals whose ends are ends of members' intervals: found by one sweep over the 2n ends, for any rule.
 * Ends that differ by rounding alone are taken as one, so that a status quo that everybody is just
 * content with is a point and not nothing. */
#ifndef CM_SOLVER_BARGAIN_PASSING_H
#define CM_SOLVER_BARGAIN_PASSING_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

typedef struct cm_passing_end {
    double at;
    size_t member;
    bool opens;
} cm_passing_end;

typedef struct cm_passing {
    const cm_protocol *protocol;
    double scale;                    /* of policies: the span of ideals and status quo, 1 when they are one */
    double utility_scale;            /* the largest loss in that span, 1 when there is none */
    double rounding;                 /* ends closer than this are one */
    cm_tally tally;
    cm_passing_end *end;             /* 2n */
    size_t count;                    /* intervals that pass, from left to right */
    double *low, *high;              /* n + 1; may be infinite */
} cm_passing;

/* Fails with: CM_E_MEMORY. */
cm_status cm_passing_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_passing *passing);

/* What member i accepts when waiting is worth `value` to it; *low > *high when nothing. */
void cm_passing_own(const cm_protocol *protocol, size_t i, double value, double *low, double *high);

/* Fill count, low, high for the values of waiting v (n).  O(n log n + n thresholds). */
void cm_passing_find(cm_passing *passing, const double *v);

/* The policy that passes and is nearest to member i's ideal; false when none passes. */
bool cm_passing_best(const cm_passing *passing, size_t i, double *policy);

/* Does a policy change anything?  The status quo, put to the vote and passed, is no agreement. */
bool cm_passing_moves(const cm_passing *passing, double policy);

/* An end of an interval as it is printed: none where the interval has no end. */
cm_value cm_passing_end_of(double at);

/* Member i's utility of a policy on the one issue. */
double cm_passing_utility(const cm_passing *passing, size_t i, double policy);

/* captured and inequality, of the members' gains over the status quo; no share where nothing can be had, no
 * inequality where somebody loses.  CM_E_MEMORY. */
cm_status cm_passing_gains_set(cm_ctx *ctx, const cm_passing *passing, const double *gain, cm_result *result);

#endif
