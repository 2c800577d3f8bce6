/* values_world.h: coalitional games for tests: given by worths, or random, solved by name. */
#ifndef CM_TESTS_SUPPORT_VALUES_WORLD_H
#define CM_TESTS_SUPPORT_VALUES_WORLD_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

typedef struct values_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double *worth;
    cm_vote vote;
    cm_game game;
    cm_result result;
} values_world;

static const char *const values_names[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
                                            "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z" };

/* Any two of three can do it. */
static const double values_majority[] = { 0, 0, 0, 1, 0, 1, 1, 1 };

/* A game of n players whose worths are all 0 so far. */
static inline void values_open(values_world *w, size_t n, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "values", index);
    w->game.kind = CM_GAME_TU;
    assert_int_equal(cm_tu_init(&w->ctx, &w->arena, n, values_names, &w->worth, &w->game.as.tu), CM_OK);
}

/* The worths in the order of the masks, from that of nobody on. */
static inline void values_given(values_world *w, size_t n, const double *worth)
{
    values_open(w, n, 0);
    memcpy(w->worth, worth, sizeof(double) << n);
}

/* Worths of five kinds in turn: any reals, small whole numbers, quarters, 0 and 1, convex. */
static inline void values_random(values_world *w, size_t n, uint64_t index)
{
    values_open(w, n, index);
    for (size_t s = 1; s < (size_t)1 << n; s++) {
        double u = cm_rng_unit(&w->rng), size = __builtin_popcountll(s);
        switch (index % 5) {
        case 0: w->worth[s] = 20 * u - 5; break;
        case 1: w->worth[s] = floor(20 * u) - 5; break;
        case 2: w->worth[s] = floor(40 * u) / 4; break;
        case 3: w->worth[s] = u < 0.5 ? 0 : 1; break;
        default: w->worth[s] = size * size * 3 + u; break;
        }
    }
    w->game.as.tu.exact = index % 5 != 0 && index % 5 != 4;
}

/* The simple game of one threshold; dense for up to 26 players. */
static inline void values_weighted(values_world *w, size_t n, int64_t quota, const int64_t *weight)
{
    cm_vote_node *node;
    int64_t *own;
    const char **names;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    node = CM_NEW(&w->ctx, &w->arena, 1, cm_vote_node);
    own = CM_NEW(&w->ctx, &w->arena, n, int64_t);
    names = CM_NEW(&w->ctx, &w->arena, n, const char *);
    *node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = own, .quota = quota, .counts = true };
    for (size_t i = 0; i < n; i++) {
        own[i] = weight[i];
        node->total += weight[i];
        if (weight[i] > 1) node->counts = false;
        names[i] = cm_format(&w->ctx, &w->arena, "P%zu", i + 1);
    }
    w->vote = (cm_vote){ .n = n, .nnodes = 1, .node = node };
    w->game.kind = CM_GAME_TU;
    assert_int_equal(cm_tu_from_vote(&w->ctx, &w->arena, &w->vote, names, &w->game.as.tu), CM_OK);
    w->worth = (double *)w->game.as.tu.worth;
}

static inline void values_close(values_world *w) { cm_arena_free(&w->arena); }

static inline cm_status values_try(values_world *w, const char *concept, const void *params)
{
    const cm_concept *found = cm_concept_find(concept);
    assert_non_null(found);
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, found, &w->game, params, &w->result);
}

static inline void values_solve(values_world *w, const char *concept, const void *params)
{
    if (values_try(w, concept, params) != CM_OK) print_error("%s: %s\n", concept, w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
    for (const char *const *name = cm_concept_find(concept)->summary; *name != NULL; name++) {
        if (cm_result_get(&w->result, *name) == NULL) print_error("%s: no '%s'\n", concept, *name);
        assert_non_null(cm_result_get(&w->result, *name));
    }
}

/* The check of a result that has been tampered with: it must refuse. */
static inline void values_refused(values_world *w, const char *concept, const void *params)
{
    const cm_concept *found = cm_concept_find(concept);
    void *fallback = cm_alloc(&w->ctx, &w->arena, 1, found->params_size + 1);
    cm_params_default(fallback, found->param, found->nparams);
    assert_int_equal(found->check(&w->ctx, &w->game, params != NULL ? params : fallback, &w->result), CM_E_NUMERIC);
    assert_int_equal(strncmp(w->ctx.message, "certificate: ", 13), 0);
    cm_ctx_clear(&w->ctx);
}

static inline cm_value *values_cell(values_world *w, const char *table, size_t row, const char *column)
{
    cm_table *found = cm_result_find(&w->result, table);
    assert_non_null(found);
    assert_true(row < found->nrows);
    for (size_t k = 0; k < found->ncolumns; k++) {
        if (strcmp(found->column[k], column) == 0) return &found->cell[row * found->ncolumns + k];
    }
    fail();
    return NULL;
}

static inline double values_number(values_world *w, const char *table, size_t row, const char *column)
{
    cm_value *cell = values_cell(w, table, row, column);
    assert_int_equal(cell->kind, CM_NUMBER);
    return cell->as.number;
}

static inline double values_of(values_world *w, size_t i) { return values_number(w, "payoffs", i, "value"); }

static inline void values_expect(values_world *w, const double *value)
{
    for (size_t i = 0; i < w->game.as.tu.n; i++) assert_close(values_of(w, i), value[i], 1e-12);
}

static inline const char *values_text(values_world *w, const char *table, size_t row, const char *column)
{
    cm_value *cell = values_cell(w, table, row, column);
    assert_int_equal(cell->kind, CM_TEXT);
    return cell->as.text;
}

static inline double values_summary(values_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    switch (value->kind) {
    case CM_NUMBER: return value->as.number;
    case CM_INTEGER: return (double)value->as.integer;
    case CM_TRUTH: return value->as.truth ? 1 : 0;
    default: fail(); return 0;
    }
}

/* All orders of joining, one by one, by exchanging players: value[i] is the mean of what i adds.  `before`: an
 * order counts only when it says so (NULL: all). */
typedef bool (*values_counts)(const size_t *order, size_t n, const void *data);

static inline void values_permute(const double *worth, size_t *order, size_t n, size_t k, values_counts counts, const void *data, double *value, double *count)
{
    if (k == n) {
        size_t mask = 0;
        if (counts != NULL && !counts(order, n, data)) return;
        *count += 1;
        for (size_t i = 0; i < n; i++) {
            size_t next = mask | (size_t)1 << order[i];
            value[order[i]] += worth[next] - worth[mask];
            mask = next;
        }
        return;
    }
    for (size_t i = k; i < n; i++) {
        size_t chosen = order[i];
        order[i] = order[k], order[k] = chosen;
        values_permute(worth, order, n, k + 1, counts, data, value, count);
        order[k] = order[i], order[i] = chosen;
    }
}

static inline void values_by_orders(const double *worth, size_t n, values_counts counts, const void *data, double *value)
{
    size_t order[12];
    double count = 0;
    for (size_t i = 0; i < n; i++) order[i] = i, value[i] = 0;
    values_permute(worth, order, n, 0, counts, data, value, &count);
    for (size_t i = 0; i < n; i++) value[i] /= count;
}

/* Runs the concept with ever more allocations allowed, until it succeeds: each failure must say so. */
static inline void values_each_allocation_may_fail(values_world *w, const char *concept, const void *params)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    for (; status == CM_E_MEMORY; k++) {
        w->ctx.alloc_budget = k;
        status = values_try(w, concept, params);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        if (status == CM_E_MEMORY) cm_ctx_clear(&w->ctx);
    }
    w->ctx.alloc_budget = -1;
    assert_true(k > 3);
}

#endif
