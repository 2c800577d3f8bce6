/* passing_audit.h: for certificates: what passes on one issue, found otherwise than by passing.c.
 *
 * Where a member changes its vote is found by halving on its utility.  Between two neighbours of these
 * places nobody changes its vote, so that the rule, tried at each place, tells all. */
#ifndef CM_SOLVER_BARGAIN_PASSING_AUDIT_H
#define CM_SOLVER_BARGAIN_PASSING_AUDIT_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

typedef struct cm_passing_audit {
    const cm_protocol *p;
    const cm_spatial *s;
    double scale, utility_scale;
    double near;                     /* policies that are closer are one */
    double fine;                     /* where nothing but rounding parts them */
    double *v;                       /* n, to be filled: what waiting is worth */
    double *left, *right;            /* n each: what each accepts */
    unsigned char *in;               /* n, scratch */
    double *place;                   /* where votes change, and the ideals; sorted */
    unsigned char *pass;             /* of each place */
    size_t nplaces;
} cm_passing_audit;

/* Fails with: CM_E_MEMORY. */
cm_status cm_passing_audit_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_passing_audit *audit);
double cm_passing_audit_utility(const cm_passing_audit *audit, size_t i, double x);
/* From v all else.  O(n^2) and n votes. */
void cm_passing_audit_find(cm_passing_audit *audit);
bool cm_passing_audit_passes(const cm_passing_audit *audit, double x);
/* The distance from member i's ideal of the nearest policy that passes, and that policy; infinite when none. */
double cm_passing_audit_best(const cm_passing_audit *audit, size_t i, double *best);
/* Is x another policy than the status quo, for sure or possibly?  What lies as near to it as rounding brings it is neither
 * yes nor no, so that the chance of an agreement is held between two bounds. */
bool cm_passing_audit_moves(const cm_passing_audit *audit, double x, bool sure);
/* Is the summary's value a number within `slack` of what it should be, or none where there should be none?  CM_E_NUMERIC. */
cm_status cm_passing_audit_value(cm_ctx *ctx, const cm_result *result, const char *name, bool there, double should, double slack);
/* Is the summary's value between the bounds?  CM_E_NUMERIC. */
cm_status cm_passing_audit_between(cm_ctx *ctx, const cm_result *result, const char *name, double low, double high);
/* The captured and the inequality printed follow from the first gains printed; what could be had is found anew.
 * CM_E_NUMERIC. */
cm_status cm_passing_audit_gains(cm_ctx *ctx, const cm_passing_audit *audit, const cm_result *result);

#endif
