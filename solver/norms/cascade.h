/* cascade.h: what the spread of a norm by thresholds and its certificate share: parameters, the law of thresholds,
 * contacts, one draw of a spread, and the spread of all chances at once in a small population that sees everybody. */
#ifndef CM_SOLVER_NORMS_CASCADE_H
#define CM_SOLVER_NORMS_CASCADE_H

#include "solver/base/rng.h"
#include "solver/concept.h"

/* The most members whose chances are computed and not drawn; the largest mean number of contacts whose limit is computed; the
 * most members with a matrix of weights. */
enum { CM_CASCADE_EXACT = 256, CM_CASCADE_CONTACTS = 100, CM_CASCADE_WEIGHTED = 2000 };

typedef struct cm_cascade_params {
    long members;
    const char *network;                 /* "all", "random", "ring", "small-world", "scale-free", "given", "weighted" */
    double degree, shortcuts;
    cm_numbers links;                    /* pairs of members, from 1 */
    cm_numbers weights;                  /* members x members: how much the row heeds the column */
    double mean, sd;
    cm_numbers thresholds;               /* one each; none: drawn */
    long seeds;
    const char *placed;                  /* "random", "together", "hubs" */
    double large, tipping, internalised;
    long draws, seed;
} cm_cascade_params;

/* Who sees whom: the contacts of i are to[first[i]] .. to[first[i + 1] - 1]. */
typedef struct cm_contacts {
    size_t n, nedges, room;
    uint32_t *edge;                      /* two each */
    uint32_t *first, *to, *fill;
    size_t to_room;
    double *weight, *total;              /* weighted: contacts of i are those that heed it, by so much; n: what each gives to all */
} cm_contacts;

typedef struct cm_spread {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_cascade_params *p;
    size_t n, seeds, draws;
    bool everybody, weighted, exact, certain;   /* exact: chances are computed; certain: nothing is left to chance */
    cm_contacts net;
    double *unit;                        /* n: of each, what share of all thresholds is below its own; or its threshold */
    uint32_t *hits, *list;               /* n: contacts that have adopted; members, in waves */
    double *heard;                       /* weighted: the weight of these; else NULL */
    unsigned char *in;                   /* n: adopted */
    double *share;                       /* the law at k of d contacts, for small d */
    double *gain, *moving;               /* by step, summed over draws: new adopters, and draws in which there are some */
    size_t steps, room;
} cm_spread;

/* Settings that fit together, and room for a draw.
 * Fails with: CM_E_INPUT; CM_E_LIMIT; CM_E_MEMORY. */
cm_status cm_spread_open(cm_ctx *ctx, cm_arena *arena, const cm_cascade_params *p, cm_spread *s);
/* The share of thresholds that are at most x. */
double cm_threshold_law(const cm_cascade_params *p, double x);
/* Does i adopt when `hits` of `degree` have? */
bool cm_spread_adopts(const cm_spread *s, size_t i, size_t hits, size_t degree);
/* Settings that go together.  CM_E_INPUT. */
cm_status cm_cascade_fits(cm_ctx *ctx, const void *params);
/* Contacts, thresholds and first adopters of draw `draw`: fills net, unit, and marks the first in `in`.
 * Fails with: CM_E_MEMORY. */
cm_status cm_spread_draw(cm_spread *s, uint64_t draw);
/* Wave after wave until nobody follows; adds to gain and moving.  CM_E_MEMORY. */
cm_status cm_spread_run(cm_spread *s, size_t *adopted, size_t *rounds);
/* Room for step t in gain and moving.  CM_E_MEMORY. */
cm_status cm_spread_room(cm_spread *s, size_t t);

/* Edges of draw `draw`. CM_E_MEMORY. */
cm_status cm_contacts_draw(cm_spread *s, uint64_t draw);

/* Of everybody seeing everybody: size[k] = Pr[k adopt in the end], k = 0 .. n; fills gain and moving (for one draw in
 * expectation). CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_spread_exact(cm_spread *s, double *size);

/* Infinitely many members that see everybody, or random contacts: the share that adopts in the end; and of random contacts the
 * share of those that one link leads to.  Fails with: CM_E_NUMERIC, CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_spread_limit(cm_ctx *ctx, const cm_cascade_params *p, double *reached, double *share);
/* The spread of thresholds at which the low rest point vanishes; HUGE_VAL when there is none. CM_E_NUMERIC. */
cm_status cm_spread_critical(cm_ctx *ctx, const cm_cascade_params *p, double *sd);
/* How many others one adopter brings along that would follow a single contact, in random contacts. */
double cm_spread_branching(const cm_cascade_params *p);

cm_status cm_cascade_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_cascade;

#endif
