/* offers.h: what the search, the printing and the certificate of banks-duggan share on two or three issues.
 *
 * A proposer may draw its proposal by lot among several that it likes equally: an offer is one of these. */
#ifndef CM_SOLVER_BARGAIN_OFFERS_H
#define CM_SOLVER_BARGAIN_OFFERS_H

#include "solver/bargain/balls.h"
#include "solver/bargain/banks_duggan.h"

enum { CM_OFFERS_FOUND = 16 };

typedef struct cm_offer {
    bool waits;                      /* it proposes nothing that passes */
    cm_ball_point at;
    double chance;
} cm_offer;

/* Who offers what with which chance: member i's are offer[i * CM_BALLS_TIES ...]; nobody's when it is never drawn. */
typedef struct cm_offers {
    size_t *count;                   /* n */
    cm_offer *offer;
    double *v;                       /* n: what waiting is worth */
    double waiting;                  /* the probability that a round ends without a proposal that passes */
    double deviation;                /* the largest gain of a proposer */
} cm_offers;

typedef struct cm_offers_found {
    cm_balls balls;
    cm_offers play[CM_OFFERS_FOUND];
    size_t count, starts;            /* starts that led to one of them */
    bool gridlock;
} cm_offers_found;

cm_status cm_offers_new(cm_ctx *ctx, cm_arena *arena, size_t n, cm_offers *offers);
void cm_offers_copy(size_t n, cm_offers *to, const cm_offers *from);

/* Waiting, and what it is worth to each, when offers are as they are. */
void cm_offers_value(const cm_balls *balls, cm_offers *offers, double *v);

/* What member j has before anybody is recognised. */
double cm_offers_before(const cm_balls *balls, const cm_offers *offers, size_t j);

/* From offers near an equilibrium to one: the values of waiting and the chances solve the equations of values and of
 * indifference (Newton's method by least squares, for the chances need not be unique); offers with a negative chance,
 * or that do not pass, go, better ones come, until nothing is left to do.  *found tells whether it got there.
 * CM_E_MEMORY. */
cm_status cm_offers_polish(cm_ctx *ctx, cm_balls *balls, cm_offers *offers, bool *found);

/* All distinct equilibria found from `starts` starts, the first of them fixed and the others by `seed`.
 * CM_E_INTERRUPT, CM_E_LIMIT, CM_E_MEMORY. */
cm_status cm_offers_search(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const cm_banks_duggan_params *asked, cm_offers_found *found);

cm_status cm_offers_print(cm_ctx *ctx, const cm_offers_found *found, long within, cm_result *result);

/* Find nothing wrong with the equilibria printed, or say what is.  CM_E_NUMERIC. */
cm_status cm_offers_check(cm_ctx *ctx, const cm_protocol *p, const cm_banks_duggan_params *asked, const cm_result *result);

#endif
