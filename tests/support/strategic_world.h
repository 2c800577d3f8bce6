/* strategic_world.h: games in normal and extensive form for tests: from texts, and random ones. */
#ifndef CM_TESTS_SUPPORT_STRATEGIC_WORLD_H
#define CM_TESTS_SUPPORT_STRATEGIC_WORLD_H

#include "cli/gambit.h"
#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

typedef struct strategic {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_gambit read;
    cm_game game;
    cm_result result;
} strategic;

static inline void strategic_open(strategic *w)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    w->diags.ctx = &w->ctx;
}

static inline void strategic_read(strategic *w, const char *text)
{
    strategic_open(w);
    assert_int_equal(cm_gambit_read_text(&w->ctx, &w->arena, "game", text, strlen(text), &w->diags, &w->read), CM_OK);
    w->game = w->read.game;
}

/* The same, without mistakes. */
static inline void strategic_good(strategic *w, const char *text)
{
    strategic_read(w, text);
    if (w->diags.count > 0) print_error("%d:%d: %s\n", w->diags.item[0].place.line, w->diags.item[0].place.column, w->diags.item[0].message);
    assert_int_equal(w->diags.count, 0);
}

static inline void strategic_close(strategic *w)
{
    cm_diags_free(&w->diags);
    cm_arena_free(&w->arena);
}

static inline cm_status strategic_solve(strategic *w, const cm_concept *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
}

/* A random game of n players with up to `most` strategies each, payoffs whole numbers from 0 to `values` - 1:
 * few values make ties. */
static inline void strategic_random(strategic *w, cm_rng *rng, size_t n, size_t most, uint64_t values, bool exact)
{
    size_t *count, cells = 1;
    const char *const **strategy;
    const char **player;
    double *payoff;
    cm_frac *fraction;
    strategic_open(w);
    count = CM_NEW(&w->ctx, &w->arena, n, size_t);
    strategy = CM_NEW(&w->ctx, &w->arena, n, const char *const *);
    player = CM_NEW(&w->ctx, &w->arena, n, const char *);
    for (size_t i = 0; i < n; i++) {
        const char **name;
        cells *= count[i] = 1 + cm_rng_below(rng, most);
        name = CM_NEW(&w->ctx, &w->arena, count[i], const char *);
        for (size_t k = 0; k < count[i]; k++) name[k] = cm_format(&w->ctx, &w->arena, "s%zu", k + 1);
        strategy[i] = name;
        player[i] = cm_format(&w->ctx, &w->arena, "P%zu", i + 1);
    }
    payoff = CM_NEW(&w->ctx, &w->arena, cells * n, double);
    fraction = CM_NEW(&w->ctx, &w->arena, cells * n, cm_frac);
    for (size_t k = 0; k < cells * n; k++) {
        fraction[k] = (cm_frac){ (int64_t)cm_rng_below(rng, values), 1 };
        payoff[k] = (double)fraction[k].num;
    }
    w->game = (cm_game){ .kind = CM_GAME_NFG, .as.nfg = { n, count, cells, payoff, exact ? fraction : NULL, player, strategy } };
}

static inline int64_t strategic_integer(const strategic *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

#endif
