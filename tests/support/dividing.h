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

/* Weights and a quota in place of heads. */
static inline void surplus_weigh(surplus_world *w, size_t n, const int64_t *weight, int64_t quota)
{
    cm_vote_node *node = &w->node[0];
    *node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight[0], .quota = quota, .counts = true };
    for (size_t i = 0; i < n; i++) {
        w->weight[0][i] = weight[i];
        node->total += weight[i];
        node->counts = node->counts && weight[i] <= 1;
    }
    w->game.as.protocol.vote = (cm_vote){ .n = n, .nnodes = 1, .node = w->node };
}

/* `quota` of n, and the first `vetoes` all in favour. */
static inline void surplus_vetoes(surplus_world *w, size_t n, size_t vetoes, int64_t quota)
{
    w->node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    w->node[1] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight[0], .quota = quota, .total = (int64_t)n, .counts = true };
    w->node[2] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight[1], .quota = (int64_t)vetoes, .total = (int64_t)vetoes, .counts = true };
    for (size_t i = 0; i < n; i++) {
        w->weight[0][i] = 1;
        w->weight[1][i] = i < vetoes;
    }
    w->game.as.protocol.vote = (cm_vote){ .n = n, .nnodes = 3, .node = w->node };
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

/* Each number of a column, moved by 1e-4 of the surplus, is refused; how many there were. */
static inline size_t surplus_refuses(surplus_world *w, const cm_concept *concept, const char *name, size_t column, uint64_t t)
{
    cm_table *table = cm_result_find(&w->result, name);
    for (size_t row = 0; table != NULL && row < table->nrows; row++) {
        cm_value *cell = &table->cell[row * table->ncolumns + column];
        double right = cell->as.number;
        cell->as.number += (row + t) % 2 == 0 ? 1e-4 : -1e-4;
        assert_int_equal(concept->check(&w->ctx, &w->game, &(long){ 10 }, &w->result), CM_E_NUMERIC);
        cm_ctx_clear(&w->ctx);
        cell->as.number = right;
    }
    return table == NULL ? 0 : table->nrows;
}

/* It has no answer to these talks, and says why. */
static inline void surplus_unanswered(surplus_world *w, const cm_concept *concept, const char *sentence)
{
    assert_int_equal(surplus_solve(w, concept, NULL), CM_E_DOMAIN);
    assert_string_equal(w->ctx.message, sentence);
    cm_arena_free(&w->arena);
}

#endif
