/* claim_at.h: a claim judged again with some settings changed, on the same draws.
 *
 * The file's tree is copied, the settings are put, the claim is read anew and its cells are simulated with
 * the same seed, so that two points differ by what was changed and by nothing else. */
#ifndef CM_MODELS_CLAIM_AT_H
#define CM_MODELS_CLAIM_AT_H

#include "models/judge.h"

/* One setting and what it becomes: a number; or, of a varied axis, one of its levels. */
typedef struct cm_change {
    const char *path;
    size_t axis;                     /* of the claim; SIZE_MAX: none of them */
    bool whole;                      /* the number is put as a whole number */
    bool leveled;                    /* the axis's level `level` in place of a number */
    double value;
    size_t level;
} cm_change;

typedef struct cm_point {
    cm_change *change;
    size_t nchanges;
    bool ends;                       /* only the first and last level of `along`: the effect alone is asked for */
} cm_point;

/* Read the claim at a point; mistakes go to diags.  Memory is the arena's.  Fails with: CM_E_MEMORY. */
cm_status cm_claim_read_at(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, const cm_point *point, cm_diags *diags,
                           cm_claim *made);

/* Judge it there: verdicts and effects, without explanation, certificates or counterexample.
 * Fails as cm_simulate; CM_E_DOMAIN when there is no such claim (the first mistake is its sentence). */
cm_status cm_claim_at(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const cm_claim *claim, const cm_point *point,
                      const cm_simulate_options *options, cm_judgement *judgement);

/* The effect of the claim: of the first measure from the first level of `along` to the last, averaged over regimes;
 * and the measure at either end. */
void cm_claim_effect(const cm_judgement *judgement, double *effect, double *first, double *last);

#endif
