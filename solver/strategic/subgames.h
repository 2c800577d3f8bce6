/* subgames.h: the proper subgames of a game in extensive form, and words for its information sets.
 *
 * A node starts a subgame when every information set that it or its descendants meet lies wholly at or below it; an
 * end is a subgame of nothing.  The block of a subgame is what is left of it without the subgames inside: its inner
 * nodes, among them its root, and below them the roots of the subgames inside, its leaves.  Under perfect information
 * each block is one node. */
#ifndef CM_SOLVER_STRATEGIC_SUBGAMES_H
#define CM_SOLVER_STRATEGIC_SUBGAMES_H

#include "solver/concept.h"

typedef struct cm_subgames {
    const cm_efg *efg;
    bool *starts;                    /* nnodes: a subgame starts here */
    size_t *owner;                   /* nnodes: the root of the innermost subgame */
    size_t *inner, *first;           /* inner nodes of block v: inner[first[v]] .. inner[first[v + 1] - 1], ascending */
    size_t *leaf, *first_leaf;       /* leaves of block v, likewise */
    size_t *set, *first_set;         /* information sets of block v, likewise */
} cm_subgames;

/* O(size). CM_E_MEMORY. */
cm_status cm_subgames_init(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, cm_subgames *s);

/* Moves at a node: 0 at an end. */
size_t cm_efg_moves(const cm_efg *efg, size_t node);

/* Each set's name; "#3", its place among all sets, when it has none or another has the same.  NULL with CM_E_MEMORY. */
const char *const *cm_set_labels(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg);

/* The moves before a set's first node, "In, Fight"; "..., or others" when it has more nodes; "" at the start.
 * Of a long way only the last moves, "..., In, Fight". */
const char *cm_set_after(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t set);

/* Where a subgame begins: "at the start", "at 'war'" where its node has a name, else "after In, Fight".  NULL with
 * CM_E_MEMORY. */
const char *cm_subgame_words(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t node);

/* An action of a set, told apart as by cm_label. */
const char *cm_action_label(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t set, size_t action);

/* range[n]: of each player's payoffs over the ends, at least a tiny part of their size.  O(n size). */
cm_status cm_efg_ranges(cm_ctx *ctx, const cm_efg *efg, double *range);

#endif
