/* efg_world.h: games in extensive form for tests, written down in the order of a walk from the left. */
#ifndef CM_TESTS_SUPPORT_EFG_WORLD_H
#define CM_TESTS_SUPPORT_EFG_WORLD_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { EFG_NODES = 600, EFG_SETS = 300, EFG_PLAYERS = 4, EFG_MOVES = 6 };

typedef struct efg_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    cm_efg_node node[EFG_NODES];
    size_t child[EFG_NODES][EFG_MOVES], filled[EFG_NODES];
    cm_efg_set set[EFG_SETS], chance[EFG_SETS];
    size_t in_set[EFG_SETS][EFG_NODES], in_chance[EFG_SETS][1];
    cm_frac probability[EFG_SETS][EFG_MOVES];
    cm_efg_outcome outcome[EFG_NODES];
    double payoff[EFG_NODES][EFG_PLAYERS];
    cm_frac exact[EFG_NODES][EFG_PLAYERS];
    const char *player[EFG_PLAYERS], *action[EFG_MOVES];
    size_t last;                     /* the node whose moves are being filled */
    cm_game game;
    cm_result result;
} efg_world;

static inline cm_efg *efg_open(efg_world *w, size_t n, uint64_t index)
{
    static const char *const players[] = { "A", "B", "C", "D" }, *const actions[] = { "a", "b", "c", "d", "e", "f" };
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "extensive form", index);
    memcpy(w->player, players, sizeof players);
    memcpy(w->action, actions, sizeof actions);
    w->game.kind = CM_GAME_EFG;
    w->game.as.efg = (cm_efg){ .n = n, .player = w->player, .node = w->node, .set = w->set, .chance = w->chance, .outcome = w->outcome };
    w->last = SIZE_MAX;
    return &w->game.as.efg;
}

/* A node under the next open move. */
static inline size_t efg_node(efg_world *w, cm_efg_kind kind, size_t set)
{
    cm_efg *efg = &w->game.as.efg;
    size_t v = efg->nnodes++, p = w->last;
    assert_true(v < EFG_NODES);
    while (p != SIZE_MAX) {
        size_t moves = w->node[p].kind == CM_EFG_CHANCE ? w->chance[w->node[p].set].nactions : w->set[w->node[p].set].nactions;
        if (w->filled[p] < moves) break;
        p = w->node[p].parent;
    }
    w->node[v] = (cm_efg_node){ .kind = kind, .set = set, .parent = p, .action = p != SIZE_MAX ? w->filled[p] : SIZE_MAX, .child = w->child[v], .outcome = SIZE_MAX, .name = "" };
    if (p != SIZE_MAX) w->child[p][w->filled[p]++] = v;
    w->last = kind == CM_EFG_END ? p : v;
    return v;
}

static inline void efg_move(efg_world *w, size_t set, size_t player, size_t moves)
{
    cm_efg *efg = &w->game.as.efg;
    cm_efg_set *s = &w->set[set];
    if (set >= efg->nsets) efg->nsets = set + 1;
    *s = (cm_efg_set){ .player = player, .nactions = moves, .nnodes = s->nnodes, .action = w->action, .node = w->in_set[set], .name = "" };
    w->in_set[set][s->nnodes++] = efg_node(w, CM_EFG_MOVE, set);
}

static inline void efg_chance(efg_world *w, size_t moves, const int64_t *num, int64_t den)
{
    cm_efg *efg = &w->game.as.efg;
    size_t set = efg->nchance++;
    w->chance[set] = (cm_efg_set){ .player = SIZE_MAX, .nactions = moves, .nnodes = 1, .action = w->action, .node = w->in_chance[set], .probability = w->probability[set], .name = "" };
    for (size_t a = 0; a < moves; a++) assert_true(cm_frac_make(num[a], den, &w->probability[set][a]));
    w->in_chance[set][0] = efg_node(w, CM_EFG_CHANCE, set);
}

static inline void efg_end(efg_world *w, const double *payoff)
{
    cm_efg *efg = &w->game.as.efg;
    size_t o = efg->noutcomes++;
    memcpy(w->payoff[o], payoff, efg->n * sizeof *payoff);
    for (size_t i = 0; i < efg->n; i++) assert_true(cm_frac_from_double(payoff[i], &w->exact[o][i]));
    w->outcome[o] = (cm_efg_outcome){ "", w->payoff[o], w->exact[o] };
    w->node[efg_node(w, CM_EFG_END, 0)].outcome = o;
}

static inline cm_status efg_solve(efg_world *w, const char *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, cm_concept_find(concept), &w->game, params, &w->result);
}

static inline void efg_good(efg_world *w, const char *concept, const void *params)
{
    if (efg_solve(w, concept, params) != CM_OK) print_error("%s: %s\n", concept, w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static inline cm_status efg_check(efg_world *w, const char *concept, const void *params)
{
    cm_ctx_clear(&w->ctx);
    return cm_concept_find(concept)->check(&w->ctx, &w->game, params, &w->result);
}

static inline int64_t efg_count(const efg_world *w) { return cm_result_get(&w->result, "count")->as.integer; }

static inline cm_value efg_cell(const efg_world *w, const char *table, size_t row, const char *column)
{
    return cm_table_get(cm_result_find(&w->result, table), row, column);
}

static inline void efg_close(efg_world *w) { cm_arena_free(&w->arena); }

#endif
