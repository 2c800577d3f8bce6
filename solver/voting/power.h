/* power.h: what the concepts about voting power share: parameters, names, fractions as texts, and a recount by
 * other means than the first. */
#ifndef CM_SOLVER_VOTING_POWER_H
#define CM_SOLVER_VOTING_POWER_H

#include "solver/concept.h"
#include "solver/voting/count.h"

typedef struct cm_power_params {
    const char *indices, *method;
    long draws, seed;
} cm_power_params;

enum { CM_POWER_TEXT = 40, CM_POWER_BRUTE = 20 };        /* fractions of more digits are not written out; all coalitions are looked at */

/* The chance with which an interval of n members may miss on one side: all 4 n bounds hold in 95 of 100 samples. */
double cm_power_miss(size_t n);

/* The member's id, or its number where the vote names nobody.  NULL with CM_E_MEMORY. */
const char *cm_power_name(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t i);

/* The number as a text, or none when it is too long.  CM_NONE with CM_E_MEMORY in ctx. */
cm_value cm_power_text(cm_ctx *ctx, cm_arena *arena, const cm_rat *x, size_t longest);

/* A note on how it was counted; ids of those who are no part of any decision, and of those without whom there is none. */
cm_status cm_power_notes(cm_ctx *ctx, const cm_vote *vote, const cm_count *count, cm_result *result);

/* The same numbers, found again: by all coalitions, or by a diagram of the members in the opposite order and in doubles,
 * or (`some`) for a few members by a table without them. */
typedef struct cm_recount {
    size_t n;
    bool brute, all, half, some;     /* brute: exact, with the further indices; all: every member; half: every swing, and act; some: where known[i] */
    double act, *swing, *pivot;      /* as in cm_count */
    bool *known;
    double minimal, vulnerable, *deegan, *holler, *johnston;         /* brute: sums before they are divided */
    cm_oracle oracle;                /* of the diagram, for all */
} cm_recount;

/* `method` is the word of what is counted again.  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_recount_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const char *method, cm_recount *recount);

/* Are these shares within the intervals of a sample?  For bodies of which not every member was counted again. */
cm_status cm_recount_sample(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const double *swing, const double *pivot);

/* A printed column of numbers, one a member: CM_E_NUMERIC when it is not all there. */
cm_status cm_power_column(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, const char *table, const char *column, double *x);

/* Alike members have the same, and the more favoured of two comparable thresholds no less: CM_E_NUMERIC with the names. */
cm_status cm_power_alike(cm_ctx *ctx, const cm_vote *vote, const char *column, const double *x);

/* What a text "a/b" is modulo a prime; false when it is no such text. */
bool cm_power_residue(cm_field field, const char *text, uint64_t *out);

#endif
