/* stable_agreement.h: what the files of the concept stable-agreement share. */
#ifndef CM_SOLVER_COLLECTIVE_STABLE_AGREEMENT_H
#define CM_SOLVER_COLLECTIVE_STABLE_AGREEMENT_H

#include "solver/collective/agreement.h"
#include "solver/concept.h"

typedef struct cm_stable_params {
    bool transfers;
} cm_stable_params;

enum { CM_STABLE_ROWS = 1000 };      /* of coalitions that are listed at most */

extern const cm_concept cm_concept_stable_agreement;

/* One agreement: gains of those nearest to changing sides, exactly 0 on a tie. */
typedef struct cm_stability {
    double staying;                  /* the least that a member (with transfers: all together) loses by leaving */
    double joining;                  /* the most that an outsider (with transfers: the larger agreement) gains by joining */
    bool leaves, joins;              /* is there anybody who could? */
    bool profitable;                 /* no member is worse off than without any agreement */
} cm_stability;

static inline bool cm_stable_internal(const cm_stability *s) { return !s->leaves || s->staying >= 0; }
static inline bool cm_stable_external(const cm_stability *s) { return !s->joins || s->joining <= 0; }
static inline bool cm_stable_strictly(const cm_stability *s)
{
    return (!s->leaves || s->staying > 0) && (!s->joins || s->joining < 0);
}

/* Unequal players: every coalition. */
cm_status cm_stable_coalitions(cm_ctx *ctx, const cm_pfg *pfg, bool transfers, cm_result *result);

/* The certificates. */
cm_status cm_stable_check_sizes(cm_ctx *ctx, const cm_pfg *pfg, const cm_result *result);
cm_status cm_stable_check_coalitions(cm_ctx *ctx, const cm_pfg *pfg, bool transfers, const cm_result *result);

#endif
