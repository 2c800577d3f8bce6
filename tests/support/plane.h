/* plane.h: spatial games for the tests: members with given or random ideals, under any rule of one threshold. */
#ifndef CM_TESTS_SUPPORT_PLANE_H
#define CM_TESTS_SUPPORT_PLANE_H

#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { PLANE_MOST = 200, PLANE_WIDE = 4 };

typedef struct plane {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[PLANE_MOST * PLANE_WIDE], salience[PLANE_MOST * PLANE_WIDE], sq[PLANE_WIDE];
    char name[PLANE_MOST][8];
    const char *player[PLANE_MOST], *issue[PLANE_WIDE];
    int64_t weight[PLANE_MOST];
    cm_vote_node node;
    cm_vote vote;
    cm_game game;
    cm_result result;
} plane;

/* Ideals uniform in a square, or those given; at least `quota` of the n. */
static inline cm_spatial *plane_open(plane *p, size_t n, size_t d, int64_t quota, const double *ideal, uint64_t index)
{
    static const char *const issues[] = { "law", "data", "force", "arms" };
    cm_spatial *game = &p->game.as.spatial;
    memset(p, 0, sizeof *p);
    cm_ctx_init(&p->ctx);
    cm_rng_init(&p->rng, support_seed(), "plane", index);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(p->name[i], sizeof p->name[i], "m%u", (unsigned)(i % 1000));
        p->player[i] = p->name[i];
        p->weight[i] = 1;
    }
    for (size_t k = 0; k < d; k++) p->issue[k] = issues[k];
    for (size_t j = 0; j < n * d; j++) p->ideal[j] = ideal != NULL ? ideal[j] : cm_rng_unit(&p->rng);
    p->node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = p->weight, .quota = quota, .total = (int64_t)n, .counts = true };
    p->vote = (cm_vote){ .n = n, .nnodes = 1, .node = &p->node };
    p->game.kind = CM_GAME_SPATIAL;
    *game = (cm_spatial){ .n = n, .d = d, .ideal = p->ideal, .status_quo = p->sq, .vote = &p->vote, .player = p->player,
                          .issue = p->issue };
    return game;
}

/* Ideals as they are, `size` times as wide, and a status quo among them. */
static inline void plane_spread(plane *p, double size)
{
    for (size_t j = 0; j < p->vote.n * p->game.as.spatial.d; j++) p->ideal[j] *= size;
    for (size_t k = 0; k < p->game.as.spatial.d; k++) p->sq[k] = size * cm_rng_unit(&p->rng);
}

/* Saliences, each its own; the game has them when game->salience is p->salience. */
static inline void plane_care(plane *p)
{
    for (size_t j = 0; j < p->vote.n * p->game.as.spatial.d; j++) p->salience[j] = 0.3 + cm_rng_unit(&p->rng);
}

/* Weights 0 .. 4 (the first at least 1) and a quota from `low` of the total up. */
static inline void plane_weigh(plane *p, double low)
{
    p->node.total = 0;
    p->node.counts = true;
    for (size_t i = 0; i < p->vote.n; i++) {
        p->weight[i] = (int64_t)cm_rng_below(&p->rng, 5) + (i == 0);
        p->node.total += p->weight[i];
        p->node.counts = p->node.counts && p->weight[i] <= 1;
    }
    p->node.quota = 1 + (int64_t)(low * (double)p->node.total);
    p->node.quota += (int64_t)cm_rng_below(&p->rng, (uint64_t)(p->node.total - p->node.quota + 1));
    if (p->node.quota > p->node.total) p->node.quota = p->node.total;
}

static inline cm_status plane_solve(plane *p, const cm_concept *concept, const void *params)
{
    cm_result_init(&p->result, &p->arena);
    return cm_concept_solve(&p->ctx, concept, &p->game, params, &p->result);
}

static inline void plane_good(plane *p, const cm_concept *concept, const void *params)
{
    if (plane_solve(p, concept, params) != CM_OK) print_error("%s\n", p->ctx.message);
    assert_int_equal(p->ctx.status, CM_OK);
    assert_true(p->result.certified);
}

static inline double plane_get(const plane *p, const char *name)
{
    const cm_value *value = cm_result_get(&p->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static inline int64_t plane_count(const plane *p, const char *name)
{
    const cm_value *value = cm_result_get(&p->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline bool plane_truth(const plane *p, const char *name)
{
    const cm_value *value = cm_result_get(&p->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static inline double plane_cell(const plane *p, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&p->result, table), row, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

static inline void plane_polygon(double *ideal, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double angle = 2 * acos(-1) * (double)i / (double)n;
        ideal[2 * i] = cos(angle);
        ideal[2 * i + 1] = sin(angle);
    }
}

/* The certificate refuses the result as it is now. */
static inline void plane_refused(plane *p, const cm_concept *concept, const void *params)
{
    assert_int_equal(concept->check(&p->ctx, &p->game, params, &p->result), CM_E_NUMERIC);
    cm_ctx_clear(&p->ctx);
}

static inline void plane_fails(plane *p, const cm_concept *concept, const void *params, cm_status status, const char *sentence)
{
    assert_int_equal(plane_solve(p, concept, params), status);
    assert_string_equal(p->ctx.message, sentence);
    cm_ctx_clear(&p->ctx);
}

#endif
