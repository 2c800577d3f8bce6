/* dividing.h: what the tests of bargaining over a surplus share: a protocol by numbers, and its printed values. */
#ifndef CM_TESTS_SUPPORT_DIVIDING_H
#define CM_TESTS_SUPPORT_DIVIDING_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { SURPLUS_MOST = 40 };

static const char *const surplus_names[SURPLUS_MOST] = {
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T",
    "U", "V", "W", "X", "Y", "Z", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n",
};

typedef struct surplus_world {
    cm_ctx ctx;
    cm_arena arena;
    double recognition[SURPLUS_MOST], patience[SURPLUS_MOST], outside[SURPLUS_MOST];
    int64_t weight[2][SURPLUS_MOST];
    cm_vote_node node[3];
    cm_game game;
    cm_result result;
} surplus_world;

/* n members, proposer drawn evenly, patience 0.9, `quota` votes. */
static inline cm_protocol *surplus_open(surplus_world *w, size_t n, int64_t quota)
{
    cm_protocol *p = &w->game.as.protocol;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    for (size_t i = 0; i < n; i++) {
        w->recognition[i] = 1 / (double)n;
        w->patience[i] = 0.9;
    }
    w->game.kind = CM_GAME_SURPLUS;
    *p = (cm_protocol){ .n = n, .player = surplus_names, .recognition = w->recognition, .patience = w->patience };
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, quota, &p->vote), CM_OK);
    return p;
}

/* Recognition and patience drawn; some never propose, some are alike. */
static inline void surplus_draw(surplus_world *w, const char *stream, uint64_t index)
{
    cm_rng rng;
    double sum = 0;
    size_t n = w->game.as.protocol.n;
    cm_rng_init(&rng, support_seed(), stream, index);
    for (size_t i = 0; i < n; i++) {
        w->recognition[i] = cm_rng_below(&rng, 8) == 0 && i > 0 ? 0 : cm_rng_unit(&rng);
        w->patience[i] = cm_rng_below(&rng, 3) == 0 ? 0.9 : 0.02 + 0.97 * cm_rng_unit(&rng);
        if (i > 0 && cm_rng_below(&rng, 3) == 0) {
            w->recognition[i] = w->recognition[i - 1];
            w->patience[i] = w->patience[i - 1];
        }
        sum += w->recognition[i];
    }
    for (size_t i = 0; i < n; i++) w->recognition[i] /= sum;
}

static inline cm_status surplus_solve(surplus_world *w, const cm_concept *concept, const void *params)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
}

static inline double surplus_at(const surplus_world *w, size_t i, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, "values"), i, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

static inline double surplus_summary(const surplus_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

#endif
