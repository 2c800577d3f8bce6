/* gridlock_world.h: a small negotiation and what gridlock says of it, for the tests of gridlock. */
#ifndef CM_TESTS_SUPPORT_GRIDLOCK_WORLD_H
#define CM_TESTS_SUPPORT_GRIDLOCK_WORLD_H

#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/spatial/gridlock.h"
#include "tests/support/support.h"

enum { MOST = 24, WIDE = 5, NODES = 4 };

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[MOST * WIDE], salience[MOST * WIDE], low[MOST * WIDE], high[MOST * WIDE], sq[WIDE];
    char name[MOST][24];
    const char *player[MOST], *issue[WIDE];
    int64_t weight[NODES][MOST];
    cm_vote_node node[NODES];
    cm_vote vote;
    cm_game game;
    cm_result result;
} world;



static inline void begin(world *w, size_t n, size_t d, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "gridlock", index);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(w->name[i], sizeof w->name[i], "m%zu", i);
        w->player[i] = w->name[i];
    }
    w->issue[0] = "cap";
    w->issue[1] = "price";
    w->issue[2] = "audit";
    w->issue[3] = "access";
    w->issue[4] = "term";
    for (size_t i = 0; i < n * d; i++) w->salience[i] = 1;
    w->game.kind = CM_GAME_SPATIAL;
    w->game.as.spatial = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .salience = w->salience,
                                       .status_quo = w->sq, .vote = &w->vote, .player = w->player,
                                       .issue = w->issue };
}

static inline void end(world *w)
{
    cm_arena_free(&w->arena);
}

static inline void threshold(world *w, size_t at, int64_t quota)
{
    int64_t total = 0;
    bool counts = true;
    for (size_t i = 0; i < w->game.as.spatial.n; i++) {
        total += w->weight[at][i];
        counts = counts && w->weight[at][i] <= 1;
    }
    w->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight[at], .quota = quota,
                                  .total = total, .counts = counts };
}

static inline void quota(world *w, int64_t q)
{
    for (size_t i = 0; i < w->game.as.spatial.n; i++) w->weight[0][i] = 1;
    threshold(w, 0, q);
    w->vote = (cm_vote){ .n = w->game.as.spatial.n, .nnodes = 1, .node = w->node };
}

static inline void random_rule(world *w)
{
    size_t n = w->game.as.spatial.n, kind = cm_rng_below(&w->rng, 4);
    if (kind == 0) {
        quota(w, (int64_t)n);
        return;
    }
    if (kind == 1) {
        quota(w, (int64_t)(n / 2 + 1 + cm_rng_below(&w->rng, n - n / 2)));
        if (w->node[0].quota > (int64_t)n) quota(w, (int64_t)n);
        return;
    }
    for (size_t at = 0; at < 4; at++) {
        int64_t total = 0;
        for (size_t i = 0; i < n; i++) total += w->weight[at][i] = (int64_t)cm_rng_below(&w->rng, 4);
        if (total == 0) total = w->weight[at][0] = 1;
        threshold(w, at, total / 2 + 1 + (int64_t)cm_rng_below(&w->rng, (uint64_t)(total - total / 2)));
        if (w->node[at].quota > total) w->node[at].quota = total;
    }
    w->vote = (cm_vote){ .n = n, .nnodes = 1, .node = w->node };
    if (kind == 2) return;
    w->vote.nnodes = 4;
    w->node[0] = (cm_vote_node){ .kind = cm_rng_below(&w->rng, 2) ? CM_VOTE_ANY : CM_VOTE_ALL, .child = 1,
                                 .nchildren = 3 };
}

/* A random game: continuous, or on a small lattice with the status quo on it. */
static inline void random_game(world *w, uint64_t index)
{
    size_t n, d, style;
    cm_rng_init(&w->rng, support_seed(), "shape", index);
    d = 1 + cm_rng_below(&w->rng, 4);
    n = 1 + cm_rng_below(&w->rng, d > 3 ? 7 : 10);
    begin(w, n, d, index);
    style = cm_rng_below(&w->rng, 4);
    for (size_t i = 0; i < n * d; i++) {
        double common = index % 3 == 0 ? 0.4 : 0;
        w->ideal[i] = style < 2 ? cm_rng_unit(&w->rng) - 0.5 + common : (double)cm_rng_below(&w->rng, 5) - 2;
        if (style == 3) w->ideal[i] = w->ideal[i] > 0 ? 1 : -1;
        if (index % 2 == 0) w->salience[i] = style < 2 ? cm_rng_unit(&w->rng) : (double)cm_rng_below(&w->rng, 3);
    }
    for (size_t k = 0; k < d; k++) {
        double shift = (double)k * 10;
        w->sq[k] = shift;
        for (size_t i = 0; i < n; i++) w->ideal[i * d + k] += shift;
    }
    w->game.as.spatial.utility = (cm_utility)(style == 2 ? cm_rng_below(&w->rng, 2) : cm_rng_below(&w->rng, 3));
    w->game.as.spatial.agenda = index % 5 == 0 ? (cm_agenda)(1 + cm_rng_below(&w->rng, 2)) : CM_PACKAGE;
    random_rule(w);
}

static inline cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    cm_ctx_clear(&w->ctx);
    return cm_concept_solve(&w->ctx, &cm_concept_gridlock, &w->game, NULL, &w->result);
}

static inline void solved(world *w)
{
    cm_status status = solve(w);
    if (status != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(status, CM_OK);
    assert_true(w->result.certified);
}

static inline bool truth(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static inline int64_t whole(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline cm_value *value_of(world *w, const char *name)
{
    for (cm_named *entry = w->result.summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return &entry->value;
    }
    fail();
    return NULL;
}

#endif
