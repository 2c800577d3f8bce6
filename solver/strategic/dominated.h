/* dominated.h: what is left of a normal form, and which of it is dominated. */
#ifndef CM_SOLVER_STRATEGIC_DOMINATED_H
#define CM_SOLVER_STRATEGIC_DOMINATED_H

#include "solver/base/table.h"
#include "solver/game/nfg.h"

typedef enum cm_dominance { CM_DOMINANCE_MIXED, CM_DOMINANCE_STRICT, CM_DOMINANCE_WEAK } cm_dominance;

/* Some strategies of each player: strategy[i][0 .. count[i] - 1], ascending. */
typedef struct cm_left {
    const cm_nfg *nfg;
    double scale;
    size_t *count;
    size_t **strategy;
} cm_left;

/* What dominates: a share of each strategy of the player. */
typedef struct cm_dominator {
    bool pure;
    const double *share;             /* nfg->count[i] */
    const char *const *exact;        /* the same as fractions; NULL where payoffs are computed, and where pure */
} cm_dominator;

/* All strategies. */
cm_status cm_left_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_left *left);
bool cm_left_has(const cm_left *left, size_t i, size_t k);
void cm_left_remove(cm_left *left, size_t i, size_t k);

/* The combinations of what is left to the others of player i, one after another, as cells in which player i plays
 * its first strategy: *cell is set to the first; false when there are no more. `digit` has n places. */
void cm_left_first(const cm_left *left, size_t i, size_t *digit, size_t *cell);
bool cm_left_next(const cm_left *left, size_t i, size_t *digit, size_t *cell);

/* Is strategy t of player i dominated within what is left?  *by (in `arena`) says by what.
 * Fails with: CM_E_LIMIT, CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT. */
cm_status cm_left_dominated(cm_ctx *ctx, cm_arena *arena, const cm_left *left, size_t i, size_t t, cm_dominance kind, cm_dominator *by, bool *dominated);

/* The certificate of `dominance`. */
cm_status cm_dominance_check(cm_ctx *ctx, const cm_nfg *nfg, cm_dominance kind, const cm_result *result);

#endif
