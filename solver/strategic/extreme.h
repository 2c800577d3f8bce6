/* extreme.h: all extreme equilibria of a game of two players, exactly.
 *
 * An equilibrium is extreme when each of its mixtures is a vertex of that player's best-response polytope;
 * every equilibrium is a mixture of extreme ones (maximal Nash subsets, below).  The vertices of the polytope
 * of the player with fewer strategies are walked, and for each the mixture of the other that makes it
 * a best reply is solved for.  Where that leaves many mixtures the vertices of the other polytope are walked too,
 * and matched.
 *
 * Two mixtures x, y are joined when (x, y) is an equilibrium.  A maximal set X x Y with all pairs joined
 * spans a maximal Nash subset, conv X x conv Y: its mixtures are interchangeable.  Subsets that share
 * a mixture pair hang together in a connected component.
 *
 * Sources: D. Avis, G. D. Rosenberg, R. Savani, B. von Stengel, "Enumeration of Nash equilibria for two-player
 * games", Economic Theory 42 (2010) 9-37; H.-M. Winkels, "An algorithm to determine all equilibrium points of
 * a bimatrix game", in Game Theory and Related Topics (1979) 137-148. */
#ifndef CM_SOLVER_STRATEGIC_EXTREME_H
#define CM_SOLVER_STRATEGIC_EXTREME_H

#include "solver/strategic/bimatrix.h"

typedef struct cm_extreme {
    size_t length[2];                /* strategies of each */
    size_t mixes[2], room[2];        /* different mixtures of each */
    cm_rat **mix[2];
    uint64_t *hash[2];
    size_t *slot[2], slots[2];       /* where a mixture is, by hash: number + 1 */
    size_t count, pairs;             /* equilibria: number, room */
    size_t (*pair)[2];               /* the mixtures of each */
    bool complete;                   /* the walk came to its end */
    double steps;
    bool full;                       /* stopped because there are too many to be listed */
    cm_arena arena;
} cm_extreme;

/* Equilibria in falling order of the first player's probabilities, then the second's.  Free in any case.
 * Fails with: CM_E_MEMORY, CM_E_INTERRUPT; CM_E_LIMIT when ctx->work_limit came before any equilibrium. */
cm_status cm_extreme_find(cm_ctx *ctx, const cm_bimatrix *game, cm_extreme *extreme);
void cm_extreme_free(cm_extreme *extreme);

/* component[e] of each equilibrium, from 0; *components of them. */
cm_status cm_extreme_components(cm_ctx *ctx, const cm_extreme *extreme, size_t *component, size_t *components);

/* Called for each maximal Nash subset, its equilibria in order. */
typedef cm_status (*cm_subset_fn)(void *data, const size_t *equilibrium, size_t count);
/* component: as cm_extreme_components sets it.  *complete is false when ctx->work_limit came first. */
cm_status cm_extreme_subsets(cm_ctx *ctx, const cm_extreme *extreme, const size_t *component, size_t components, cm_subset_fn visit,
                             void *data, bool *complete);

#endif
