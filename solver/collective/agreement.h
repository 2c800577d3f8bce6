/* agreement.h: what an agreement pays: some players together, everybody else alone.
 *
 * Among equals only its size counts (cm_sizes); otherwise each coalition is looked at (cm_masks).
 * Comparisons are exact where the game is: numbers first, and rationals where those are too close. */
#ifndef CM_SOLVER_COLLECTIVE_AGREEMENT_H
#define CM_SOLVER_COLLECTIVE_AGREEMENT_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/game/pfg.h"

typedef struct cm_sizes {
    size_t n;
    bool exact;
    double scale;                    /* the largest payoff in size; 1 when all are 0 */
    double *member, *outsider;       /* n + 1, by size; member[0] and outsider[n] are those of nobody: NaN */
    double *welfare;                 /* n + 1: all payoffs together */
    cm_rat *rmember, *routsider;     /* n + 1 where the game is exact; else NULL */
} cm_sizes;

/* Agreements of 0 .. n players of a symmetric game. O(n^2).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_sizes_init(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, cm_sizes *sizes);
void cm_sizes_free(cm_sizes *sizes);

/* The sign of what a member of `inside` gets more than an outsider of `outside`. */
int cm_sizes_gain(const cm_ctx *ctx, const cm_sizes *sizes, size_t inside, size_t outside);

/* (W(k) - W(0)) / (W(n) - W(0)); false when there is no gap. */
bool cm_sizes_gap(const cm_ctx *ctx, const cm_sizes *sizes, size_t size, double *gap);

typedef struct cm_masks {
    const cm_pfg *pfg;
    size_t n;
    double scale;
    double *pay;                     /* 2^n x n */
    double *welfare;                 /* 2^n */
    size_t *block;                   /* workspace */
    double *q;
    cm_rat *ra, *rb, *rq;            /* n each where the game is exact */
} cm_masks;

/* All coalitions of a game of at most CM_PFG_MOST_MASKS players. O(2^n n). */
cm_status cm_masks_init(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, cm_masks *masks);
void cm_masks_free(cm_masks *masks);

/* The sign of what player i gets more under agreement s than under agreement t. */
int cm_masks_gain(const cm_ctx *ctx, cm_masks *masks, uint32_t s, uint32_t t, size_t i);

/* What the members of s have together, less what each of them would have by leaving alone; those of
 * `core` (a subset of s) do not leave, and need what they have under agreement `core`. */
double cm_masks_surplus(const cm_masks *masks, uint32_t s, uint32_t core);
int cm_masks_surplus_sign(const cm_ctx *ctx, cm_masks *masks, uint32_t s, uint32_t core);

bool cm_masks_gap(const cm_ctx *ctx, const cm_masks *masks, uint32_t s, double *gap);

/* "{A, B}" in `arena`; NULL with CM_E_MEMORY. */
const char *cm_members_text(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, uint32_t mask);

/* The coalition that such a text means; 0 when it means none. */
uint32_t cm_members_mask(const cm_pfg *pfg, const char *text);

#endif
