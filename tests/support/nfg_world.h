/* nfg_world.h: games in normal form for tests: given as text, or drawn. */
#ifndef CM_TESTS_SUPPORT_NFG_WORLD_H
#define CM_TESTS_SUPPORT_NFG_WORLD_H

#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { NFG_PLAYERS = 6, NFG_EACH = 8 };

typedef struct nfg_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    size_t count[NFG_PLAYERS];
    double *payoff;
    cm_frac *exact;
    const char *player[NFG_PLAYERS];
    const char *name[NFG_EACH];
    const char *const *strategy[NFG_PLAYERS];
    cm_game game;
    cm_result result;
} nfg_world;

/* A game of these shapes whose payoffs are 0; its payoffs are w->payoff, and w->exact after nfg_exact. */
static inline cm_nfg *nfg_open(nfg_world *w, size_t n, const size_t *count, uint64_t index)
{
    static const char *const players[] = { "A", "B", "C", "D", "E", "F" }, *const strategies[] = { "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8" };
    cm_nfg *nfg = &w->game.as.nfg;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "normal form", index);
    memcpy(w->count, count, n * sizeof *count);
    memcpy(w->player, players, sizeof players);
    memcpy(w->name, strategies, sizeof strategies);
    for (size_t i = 0; i < n; i++) w->strategy[i] = w->name;
    *nfg = (cm_nfg){ .n = n, .count = w->count, .player = w->player, .strategy = w->strategy };
    assert_true(cm_nfg_cells(count, n, &nfg->cells));
    w->payoff = CM_NEW(&w->ctx, &w->arena, nfg->cells * n, double);
    nfg->payoff = w->payoff;
    w->game.kind = CM_GAME_NFG;
    return nfg;
}

/* Payoffs that are decimals become fractions as well. */
static inline void nfg_exact(nfg_world *w)
{
    cm_nfg *nfg = &w->game.as.nfg;
    w->exact = CM_NEW(&w->ctx, &w->arena, nfg->cells * nfg->n, cm_frac);
    for (size_t k = 0; k < nfg->cells * nfg->n; k++) assert_true(cm_frac_from_double(w->payoff[k], &w->exact[k]));
    nfg->exact = w->exact;
}

/* Payoffs cell by cell, the first player's strategy fastest, in whole numbers; fractions as well. */
static inline cm_nfg *nfg_given(nfg_world *w, size_t n, const size_t *count, const double *payoff)
{
    cm_nfg *nfg = nfg_open(w, n, count, 0);
    memcpy(w->payoff, payoff, nfg->cells * n * sizeof *payoff);
    nfg_exact(w);
    return nfg;
}

/* Payoffs between 0 and 1; whole ones from 0 to `whole` when that is above 0. */
static inline cm_nfg *nfg_drawn(nfg_world *w, size_t n, const size_t *count, uint64_t index, uint64_t whole)
{
    cm_nfg *nfg = nfg_open(w, n, count, index);
    for (size_t k = 0; k < nfg->cells * n; k++) w->payoff[k] = whole > 0 ? (double)cm_rng_below(&w->rng, whole + 1) : cm_rng_unit(&w->rng);
    return nfg;
}

static inline cm_status nfg_solve(nfg_world *w, const char *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, cm_concept_find(concept), &w->game, params, &w->result);
}

static inline void nfg_good(nfg_world *w, const char *concept, const void *params)
{
    if (nfg_solve(w, concept, params) != CM_OK) print_error("%s: %s\n", concept, w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static inline double nfg_number(const nfg_world *w, const char *name)
{
    const cm_value *v = cm_result_get(&w->result, name);
    assert_non_null(v);
    assert_int_equal(v->kind, CM_NUMBER);
    return v->as.number;
}

static inline double nfg_at(const nfg_world *w, const char *table, size_t row, const char *column)
{
    cm_value v;
    assert_non_null(cm_result_find(&w->result, table));
    v = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(v.kind, CM_NUMBER);
    return v.as.number;
}

/* Does the certificate of a concept accept what is in the result now? */
static inline cm_status nfg_check(nfg_world *w, const char *concept, const void *params)
{
    cm_ctx_clear(&w->ctx);
    return cm_concept_find(concept)->check(&w->ctx, &w->game, params, &w->result);
}

/* Each allocation of a concept fails once, until none does. */
static inline void nfg_starve(nfg_world *w, const char *concept, const void *params)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    for (; status != CM_OK; k++) {
        cm_ctx_clear(&w->ctx);
        w->ctx.alloc_budget = k;
        status = nfg_solve(w, concept, params);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
    }
    w->ctx.alloc_budget = -1;
    assert_true(k > 5);
}

static inline void nfg_close(nfg_world *w)
{
    cm_arena_free(&w->arena);
}

#endif
