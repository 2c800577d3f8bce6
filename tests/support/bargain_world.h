/* bargain_world.h: negotiations to bargain over, random or by hand. */
#ifndef CM_TESTS_SUPPORT_BARGAIN_WORLD_H
#define CM_TESTS_SUPPORT_BARGAIN_WORLD_H

#include <gsl/gsl_errno.h>
#include <stdio.h>

#include "solver/bargain/bargain_concept.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { BARGAIN_MOST = 12, BARGAIN_WIDE = 6 };

typedef struct bargain_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[BARGAIN_MOST * BARGAIN_WIDE], salience[BARGAIN_MOST * BARGAIN_WIDE], capability[BARGAIN_MOST];
    double outside[BARGAIN_MOST], sq[BARGAIN_WIDE], low[BARGAIN_MOST * BARGAIN_WIDE], high[BARGAIN_MOST * BARGAIN_WIDE];
    cm_vote vote;
    cm_game game;
    cm_result result;
} bargain_world;

static const char *const bargain_player[BARGAIN_MOST] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L" };
static const char *const bargain_issue[BARGAIN_WIDE] = { "u", "v", "w", "x", "y", "z" };

static inline cm_spatial *bargain_open(bargain_world *w, size_t n, size_t d, cm_utility utility, uint64_t index)
{
    cm_spatial *game = &w->game.as.spatial;
    (void)gsl_set_error_handler_off();
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "bargain", index);
    for (size_t i = 0; i < n; i++) w->capability[i] = .1 + cm_rng_unit(&w->rng);
    for (size_t j = 0; j < n * d; j++) {
        w->ideal[j] = .3 + cm_rng_unit(&w->rng);
        w->salience[j] = .2 + cm_rng_unit(&w->rng);
        w->low[j] = -HUGE_VAL;
        w->high[j] = HUGE_VAL;
    }
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, (int64_t)n, &w->vote), CM_OK);
    w->game.kind = CM_GAME_SPATIAL;
    *game = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .salience = w->salience, .capability = w->capability,
                          .status_quo = w->sq, .utility = utility, .vote = &w->vote, .player = bargain_player,
                          .issue = bargain_issue };
    return game;
}

static inline cm_status bargain_solve(bargain_world *w, const cm_concept *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
}

/* Solved and certified, or the test ends with the sentence. */
static inline void bargain_must(bargain_world *w, const cm_concept *concept, const void *params)
{
    if (bargain_solve(w, concept, params) != CM_OK) print_error("%s: %s\n", concept->name, w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static inline double bargain_cell(const bargain_world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

static inline double bargain_point(const bargain_world *w, size_t k) { return bargain_cell(w, "point", k, "value"); }
static inline double bargain_gain(const bargain_world *w, size_t i) { return bargain_cell(w, "gains", i, "gain"); }

static inline double bargain_number(const bargain_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_true(value != NULL && value->kind == CM_NUMBER);
    return value->as.number;
}

static inline bool bargain_gains(const bargain_world *w)
{
    const cm_value *value = cm_result_get(&w->result, "gain");
    assert_true(value != NULL && value->kind == CM_TRUTH);
    return value->as.truth;
}

#endif
