/* pfg_world.h: small games in partition function form, for the tests of agreements. */
#ifndef CM_TESTS_SUPPORT_PFG_WORLD_H
#define CM_TESTS_SUPPORT_PFG_WORLD_H

#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { PFG_MOST = 200 };

typedef struct pfg_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double benefit[PFG_MOST], cost[PFG_MOST], cubic[PFG_MOST];
    char name[PFG_MOST][8];
    const char *player[PFG_MOST];
    cm_game game;
    cm_result result;
} pfg_world;

/* n equal players, b = c = 1, linear, together. */
static inline cm_pfg *pfg_open(pfg_world *w, size_t n, uint64_t index)
{
    cm_pfg *pfg = &w->game.as.pfg;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "agreements", index);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(w->name[i], sizeof w->name[i], "m%d", (int)i + 1);
        w->player[i] = w->name[i];
        w->benefit[i] = w->cost[i] = 1;
    }
    w->game.kind = CM_GAME_PFG;
    *pfg = (cm_pfg){ .source = CM_PFG_ABATEMENT, .n = n, .player = w->player, .symmetric = true, .exact = true, .intercept = 100, .benefit = w->benefit,
                     .cost = w->cost, .shared = 1 };
    return pfg;
}

/* n equal players with quadratic benefits b = 1 in all, cost c each. */
static inline cm_pfg *pfg_quadratic(pfg_world *w, size_t n, double c, bool leader)
{
    cm_pfg *pfg = pfg_open(w, n, 0);
    for (size_t i = 0; i < n; i++) w->cost[i] = c;
    pfg->quadratic = true;
    pfg->leader = leader;
    pfg->shared = (long)n;
    return pfg;
}

/* A random game of up to `most` players: equal or not, any shape and timing. */
static inline cm_pfg *pfg_random(pfg_world *w, size_t most, uint64_t index)
{
    cm_pfg *pfg = pfg_open(w, 1, index);
    size_t n = 2 + cm_rng_below(&w->rng, most - 1);
    bool equal = cm_rng_below(&w->rng, 3) == 0, whole = cm_rng_below(&w->rng, 2) == 0;
    uint64_t kind = cm_rng_below(&w->rng, 5);
    pfg = pfg_open(w, n, index);
    for (int k = 0; k < 4; k++) (void)cm_rng_next(&w->rng);
    for (size_t i = 0; i < n; i++) {
        w->benefit[i] = equal && i > 0 ? w->benefit[0] : whole ? (double)(1 + cm_rng_below(&w->rng, 6)) : 0.1 + cm_rng_unit(&w->rng);
        w->cost[i] = equal && i > 0 ? w->cost[0] : whole ? (double)(1 + cm_rng_below(&w->rng, 3)) : 0.1 + cm_rng_unit(&w->rng);
        w->cubic[i] = equal && i > 0 ? w->cubic[0] : cm_rng_unit(&w->rng);
    }
    pfg->symmetric = equal;
    pfg->quadratic = kind == 1 || kind == 2;
    pfg->leader = kind == 2;
    if (kind == 3) {
        pfg->cubic = w->cubic;
        pfg->exact = false;
    }
    if (kind == 4 && equal) pfg->source = CM_PFG_COURNOT;
    return pfg;
}

static inline cm_status pfg_try(pfg_world *w, const cm_concept *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    cm_ctx_clear(&w->ctx);
    return cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
}

static inline void pfg_solved(pfg_world *w, const cm_concept *concept, const void *params)
{
    if (pfg_try(w, concept, params) != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
    for (const char *const *name = concept->summary; *name != NULL; name++) assert_non_null(cm_result_get(&w->result, *name));
}

static inline int64_t pfg_whole(const pfg_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline double pfg_number(const pfg_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static inline const char *pfg_words(const pfg_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TEXT);
    return value->as.text;
}

static inline double pfg_cell(const pfg_world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

static inline bool pfg_truth(const pfg_world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_TRUTH);
    return value.as.truth;
}

/* Change one cell of a table, or one value of the summary, a little; the certificate has to refuse. */
static inline void pfg_refuses(pfg_world *w, const cm_concept *concept, const void *params, cm_value *at)
{
    cm_value was = *at;
    if (was.kind == CM_NUMBER) at->as.number += 1e-2 * (10 + fabs(was.as.number));
    else if (was.kind == CM_INTEGER) at->as.integer++;
    else if (was.kind == CM_TRUTH) at->as.truth = !was.as.truth;
    else return;
    cm_ctx_clear(&w->ctx);
    assert_int_equal(concept->check(&w->ctx, &w->game, params, &w->result), CM_E_NUMERIC);
    assert_int_equal(strncmp(w->ctx.message, "certificate: ", 13), 0);
    *at = was;
}

/* The k-th allocation fails, for every k: CM_E_MEMORY each time, and then the whole goes well. */
static inline void pfg_without_memory(pfg_world *w, const cm_concept *concept, const void *params)
{
    for (long k = 0;; k++) {
        cm_status status;
        assert_true(k < 100000);
        cm_ctx_clear(&w->ctx);
        w->ctx.alloc_budget = k;
        cm_result_init(&w->result, &w->arena);
        status = cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
        w->ctx.alloc_budget = -1;
        if (status == CM_OK) return;
        assert_int_equal(status, CM_E_MEMORY);
    }
}

#endif
