/* grown.h: trees written in C in the order of Gambit's files: each node before what follows it, moves from the first
 * to the last.  Sets of players are numbered from 0 as they are given; all payoffs are fractions. */
#ifndef CM_TESTS_SUPPORT_GROWN_H
#define CM_TESTS_SUPPORT_GROWN_H

#include "solver/game/game.h"
#include "tests/support/support.h"

enum { GROWN_NODES = 1200, GROWN_SETS = 120, GROWN_MOVES = 6 };

typedef struct grown {
    cm_efg_node node[GROWN_NODES];
    size_t child[GROWN_NODES][GROWN_MOVES];
    cm_efg_set set[GROWN_SETS], chance[GROWN_SETS];
    size_t in_set[GROWN_SETS][GROWN_NODES / 4], in_chance[GROWN_SETS][2];
    cm_frac probability[GROWN_SETS][GROWN_MOVES];
    cm_efg_outcome outcome[GROWN_NODES];
    double payoff[GROWN_NODES][3];
    cm_frac exact[GROWN_NODES][3];
    const char *player[3];
    cm_efg efg;
    cm_game game;
    size_t open, next[GROWN_NODES];     /* the node that waits for a child; the action that waits at each */
} grown;

static inline void grown_begin(grown *g, size_t n)
{
    static const char *const names[] = { "Ann", "Bob", "Cyd" };
    memset(g, 0, sizeof *g);
    for (size_t i = 0; i < n; i++) g->player[i] = names[i];
    g->efg = (cm_efg){ .n = n, .player = g->player, .node = g->node, .set = g->set, .chance = g->chance, .outcome = g->outcome };
    g->open = SIZE_MAX;
}

static inline size_t grown_moves(const grown *g, size_t v)
{
    return g->node[v].kind == CM_EFG_CHANCE ? g->chance[g->node[v].set].nactions : g->set[g->node[v].set].nactions;
}

static inline size_t grown_node(grown *g, cm_efg_kind kind, size_t set)
{
    size_t v = g->efg.nnodes++;
    assert_true(v < GROWN_NODES);
    while (g->open != SIZE_MAX && g->next[g->open] == grown_moves(g, g->open)) g->open = g->node[g->open].parent;
    assert_true(v == 0 || g->open != SIZE_MAX);
    g->node[v] = (cm_efg_node){ .kind = kind, .set = set, .parent = g->open, .action = SIZE_MAX, .child = g->child[v], .outcome = SIZE_MAX, .name = "" };
    if (v > 0) {
        g->node[v].action = g->next[g->open];
        g->child[g->open][g->next[g->open]++] = v;
    }
    if (kind != CM_EFG_END) g->open = v;
    return v;
}

static inline void grown_chance(grown *g, size_t count, const char *const *action, const cm_frac *probability)
{
    size_t h = g->efg.nchance++, v;
    memcpy(g->probability[h], probability, count * sizeof *probability);
    g->chance[h] = (cm_efg_set){ .player = SIZE_MAX, .nactions = count, .nnodes = 1, .action = action, .node = g->in_chance[h], .probability = g->probability[h], .name = "" };
    v = grown_node(g, CM_EFG_CHANCE, h);
    g->in_chance[h][0] = v;
}

static inline void grown_move(grown *g, size_t player, size_t h, const char *name, size_t count, const char *const *action)
{
    size_t v;
    if (h >= g->efg.nsets) g->efg.nsets = h + 1;
    g->set[h].player = player;
    g->set[h].nactions = count;
    g->set[h].action = action;
    g->set[h].node = g->in_set[h];
    g->set[h].name = name;
    v = grown_node(g, CM_EFG_MOVE, h);
    g->in_set[h][g->set[h].nnodes++] = v;
}

/* What node v pays, as whole numbers over `den`. */
static inline void grown_pay(grown *g, size_t v, const int64_t *pay, int64_t den)
{
    size_t o = g->efg.noutcomes++;
    for (size_t i = 0; i < g->efg.n; i++) {
        assert_true(cm_frac_make(pay[i], den, &g->exact[o][i]));
        g->payoff[o][i] = cm_frac_value(g->exact[o][i]);
    }
    g->outcome[o] = (cm_efg_outcome){ .name = "", .payoff = g->payoff[o], .exact = g->exact[o] };
    g->node[v].outcome = o;
}

static inline void grown_end(grown *g, int64_t first, int64_t second)
{
    size_t v = grown_node(g, CM_EFG_END, 0);
    grown_pay(g, v, (int64_t[]){ first, second, 0 }, 1);
}

static inline cm_game *grown_game(grown *g)
{
    g->game.kind = CM_GAME_EFG;
    g->game.as.efg = g->efg;
    return &g->game;
}

#endif
