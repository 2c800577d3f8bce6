/* banks_duggan.h: what the search, the printing and the certificate of banks-duggan share. */
#ifndef CM_SOLVER_BARGAIN_BANKS_DUGGAN_H
#define CM_SOLVER_BARGAIN_BANKS_DUGGAN_H

#include "solver/bargain/passing.h"
#include "solver/concept.h"

typedef struct cm_banks_duggan_params {
    long within_rounds, starts, seed;
} cm_banks_duggan_params;

enum { CM_BANKS_DUGGAN_MOST = 16 };

/* An equilibrium. */
typedef struct cm_banks_duggan_play {
    double *v, *y;                   /* n each: the value of waiting, the proposal */
    double *gain;                    /* n: over the status quo, before anybody is recognised */
    unsigned char *waits;            /* n */
    size_t count;                    /* intervals that pass */
    double *low, *high;
    double waiting;                  /* the probability that a round ends without a proposal that passes */
    double deviation;                /* the largest gain of a proposer */
} cm_banks_duggan_play;

typedef struct cm_banks_duggan_found {
    const cm_protocol *p;
    cm_passing passing;
    cm_banks_duggan_play play[CM_BANKS_DUGGAN_MOST];          /* from left to right by what passes */
    size_t count;
    bool gridlock;
} cm_banks_duggan_found;

/* All that are found from all starts, none twice.  CM_E_INTERRUPT, CM_E_MEMORY. */
cm_status cm_banks_duggan_search(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, cm_banks_duggan_found *found);

/* The same on one issue when members propose in turn, to the result.  CM_E_INTERRUPT, CM_E_MEMORY. */
cm_status cm_banks_duggan_turns(cm_ctx *ctx, const cm_protocol *p, long within, cm_result *result);

/* Find nothing wrong with the equilibria printed, or say what is.  CM_E_NUMERIC. */
cm_status cm_banks_duggan_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_banks_duggan;

#endif
