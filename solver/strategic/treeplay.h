/* treeplay.h: a game in extensive form in fractions: what ends pay, and how a printed behaviour strategy plays.
 *
 * A mixture is a list of probabilities, one an action: the actions of set 0, then of set 1, and so on; the
 * actions of set h begin at base[h].  Payoffs that are computed numbers are the fractions that they mean. */
#ifndef CM_SOLVER_STRATEGIC_TREEPLAY_H
#define CM_SOLVER_STRATEGIC_TREEPLAY_H

#include "solver/base/rat.h"
#include "solver/base/table.h"
#include "solver/game/efg.h"

typedef struct cm_treeplay {
    const cm_efg *efg;
    bool exact;                  /* every payoff was given as a fraction */
    double scale;                /* the largest payoff in size, at least 1 */
    size_t nactions;             /* of all sets together */
    size_t *base;                /* nsets */
    size_t *order, *first;       /* nsets: sets by their first nodes; the first node of each, SIZE_MAX without nodes */
    cm_rat *pay;                 /* nnodes x n: outcomes from the root added up */
    cm_rat *value, *reach;       /* nnodes: room for the functions below */
    cm_arena arena;
} cm_treeplay;

/* Close in any case.  Fails with: CM_E_MEMORY.  O(nodes * players). */
cm_status cm_treeplay_open(cm_ctx *ctx, const cm_efg *efg, cm_treeplay *t);
void cm_treeplay_close(cm_treeplay *t);

/* A set's name; "#3", its place among all sets, when it has none or another has the same.  NULL with CM_E_MEMORY. */
const char *cm_treeplay_set_name(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t h);

/* t->value: what player i gets from each node on under `mix`; at sets where `choice` (nsets, may be NULL) of i is not
 * SIZE_MAX, i takes that action.  Nodes from `from` on. */
void cm_treeplay_value(cm_treeplay *t, size_t i, const cm_rat *mix, const size_t *choice, size_t from);

/* t->reach: how likely each node is under `mix` when player `but` (SIZE_MAX: nobody) does all it can to get there. */
void cm_treeplay_reach(cm_treeplay *t, const cm_rat *mix, size_t but);

/* What player i would get by its best reply to `mix`, found from the ends backwards.
 * Right under perfect recall.  O(sets * nodes).  Fails with: CM_E_MEMORY. */
cm_status cm_treeplay_best(cm_ctx *ctx, cm_treeplay *t, size_t i, const cm_rat *mix, cm_rat *best);

/* Rows of a table for one equilibrium: equilibrium, player, set, action, probability, exact and, as the last column,
 * whether the set is reached. */
cm_status cm_treeplay_print(cm_ctx *ctx, cm_result *result, cm_table *table, cm_treeplay *t, int64_t number, const cm_rat *mix);
/* Rows equilibrium, player, value, exact. */
cm_status cm_treeplay_print_payoffs(cm_ctx *ctx, cm_result *result, cm_table *table, cm_treeplay *t, int64_t number, const cm_rat *mix);
/* A number and its fraction as cells: the fraction is none in a game of computed numbers. NULL text: CM_E_MEMORY. */
cm_status cm_treeplay_cells(cm_ctx *ctx, cm_result *result, const cm_treeplay *t, const cm_rat *r, cm_value *number, cm_value *exact);

/* Read a printed number back: its fraction where one is printed, and then the number must agree with it.
 * *fractions turns false when there is none.  CM_E_NUMERIC when they differ. */
cm_status cm_treeplay_read_cell(cm_ctx *ctx, cm_value number, cm_value exact, cm_rat *out, bool *fractions);
/* Read the mixture of equilibrium `number` (1, 2, ...) back, and hold it against the sets: names, numbers that are not
 * negative, sums 1; exactly where *fractions stays true.  CM_E_NUMERIC with a sentence. */
cm_status cm_treeplay_read(cm_ctx *ctx, const cm_treeplay *t, const cm_table *table, const char *action, int64_t number,
                           cm_rat *mix, bool *fractions);
/* The payoffs printed for equilibrium `number` are what the mixture pays. */
cm_status cm_treeplay_check_payoffs(cm_ctx *ctx, cm_treeplay *t, const cm_table *table, int64_t number, const cm_rat *mix,
                                    bool fractions);

/* |a - b| is 0; within the certificate's tolerance when something was no fraction. */
bool cm_treeplay_same(const cm_ctx *ctx, const cm_treeplay *t, const cm_rat *a, const cm_rat *b, bool fractions);
/* a > b, by more than the certificate's tolerance when something was no fraction. */
bool cm_treeplay_above(const cm_ctx *ctx, const cm_treeplay *t, const cm_rat *a, const cm_rat *b, bool fractions);

#endif
