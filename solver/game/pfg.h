/* pfg.h: a game in partition function form: what each player gets, given how all of them are organised.
 *
 * An organisation is written block[n]: block[i] is the lowest player of the coalition that i belongs to,
 * so that block[i] = i for all i means that everybody stands alone.
 *
 * Three sources.  Abatement: each player provides q_i >= 0 of a public good, Q in all, and gets
 *     b_i Q - c_i q_i^2/2 - d_i q_i^3/3             (linear benefits), or
 *     b_i (a Q - Q^2/2) - c_i q_i^2/2               (quadratic benefits; no d_i);
 * each coalition maximises the sum over its members, all at once, or one of them ahead of the others.
 * Cournot: equal firms without costs sell at price a - (sum of outputs); a coalition is one seller and
 * shares evenly.  Listed: the worth of embedded coalitions stands in a list.
 *
 * Sources: R. M. Thrall, W. F. Lucas, "N-person games in partition function form", Naval Research
 * Logistics Quarterly 10 (1963) 281-298; S. Barrett, "Self-enforcing international environmental
 * agreements", Oxford Economic Papers 46 (1994) 878-894 (abatement). */
#ifndef CM_SOLVER_GAME_PFG_H
#define CM_SOLVER_GAME_PFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/base/rat.h"

enum {
    CM_PFG_MOST = 1000,              /* players of a game of equals */
    CM_PFG_MOST_MASKS = 16           /* players where each coalition is looked at by itself */
};

typedef enum cm_pfg_source { CM_PFG_ABATEMENT, CM_PFG_COURNOT, CM_PFG_LISTED } cm_pfg_source;

/* The worth of one embedded coalition. */
typedef struct cm_pfg_entry {
    const size_t *block;             /* n; with `any` only who is with `first` counts */
    size_t first;                    /* the coalition's lowest player */
    bool any;                        /* however the others are organised */
    double worth;                    /* shared evenly, where `pays` is NULL */
    const double *pays;              /* of each member, in the order of the players; or NULL */
} cm_pfg_entry;

typedef struct cm_pfg {
    cm_pfg_source source;
    size_t n;
    const char *const *player;       /* n ids */
    bool symmetric;                  /* all players are alike: only sizes matter */
    bool exact;                      /* payoffs are rational: cm_pfg_exact may be asked */
    /* abatement */
    bool quadratic, leader;
    double intercept;                /* a, of quadratic benefits and of Cournot's price */
    const double *benefit, *cost;    /* n */
    const double *cubic;             /* n, or NULL */
    long shared;                     /* b_i = benefit[i] / shared; at least 1 */
    /* listed; what is in no entry is worth 0 */
    const cm_pfg_entry *entry;
    size_t nentries;
} cm_pfg;

/* Shapes and ranges: CM_E_INPUT with the offending number. */
cm_status cm_pfg_validate(cm_ctx *ctx, const cm_pfg *pfg);

/* Are all players alike in their numbers?  (A listed game is never taken to be symmetric.) */
bool cm_pfg_alike(const cm_pfg *pfg);

/* The organisation in which `mask` is one coalition and everybody else alone; of the first `size` players
 * for the second.  *lead: the block that moves first, or n when none does. */
void cm_pfg_agreement(const cm_pfg *pfg, uint32_t mask, size_t *block, size_t *lead);
void cm_pfg_agreement_of_size(const cm_pfg *pfg, size_t size, size_t *block, size_t *lead);

/* Payoffs of an organisation, by closed forms.  q and pay: n each; q is what each provides or sells (0
 * in a listed game).  O(n), listed O(n nentries). */
void cm_pfg_payoffs(const cm_pfg *pfg, const size_t *block, size_t lead, double *q, double *pay);

/* The same without rounding; pfg->exact. */
void cm_pfg_exact(const cm_pfg *pfg, const size_t *block, size_t lead, cm_rat *q, cm_rat *pay);

/* A concept says what it needs: CM_E_DOMAIN or CM_E_LIMIT with `concept` in the sentence. */
cm_status cm_pfg_require_symmetric(cm_ctx *ctx, const cm_pfg *pfg, const char *concept);
cm_status cm_pfg_require_masks(cm_ctx *ctx, const cm_pfg *pfg, const char *concept);

#endif
