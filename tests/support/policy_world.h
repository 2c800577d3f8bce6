/* policy_world.h: bargaining over a policy, on one issue or more, for tests. */
#ifndef CM_TESTS_SUPPORT_POLICY_WORLD_H
#define CM_TESTS_SUPPORT_POLICY_WORLD_H

#include <math.h>
#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { POLICY_MOST = 20, POLICY_WIDE = 3 };

typedef struct policy_world {
    cm_ctx ctx;
    cm_arena arena;
    double ideal[POLICY_MOST * POLICY_WIDE], salience[POLICY_MOST * POLICY_WIDE], sq[POLICY_WIDE];
    double recognition[POLICY_MOST], patience[POLICY_MOST], red_low[POLICY_MOST], red_high[POLICY_MOST];
    char name[POLICY_MOST][24];
    const char *player[POLICY_MOST], *issue[POLICY_WIDE];
    int64_t weight[POLICY_MOST], veto[POLICY_MOST];
    cm_vote_node node[3];
    cm_vote vote;
    cm_spatial spatial;
    cm_protocol protocol;
    cm_game game;
    cm_result result;
    long fallback[4];                /* room for a concept's parameters */
} policy_world;

/* Games keep pointers into the world: it must not be copied. Call again after changing the protocol. */
static inline void policy_wire(policy_world *w)
{
    w->spatial.vote = &w->vote;
    w->protocol.vote = w->vote;
    w->protocol.spatial = &w->spatial;
    w->game = (cm_game){ .kind = CM_GAME_POLICY };
    w->game.as.protocol = w->protocol;
}

/* n members of one patience with a chance of 1/n each, one issue, `quota` heads decide. */
static inline void policy_open(policy_world *w, size_t n, const double *ideal, double sq, double patience, int64_t quota)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(w->name[i], sizeof w->name[i], "M%zu", i);
        w->player[i] = w->name[i];
        w->ideal[i] = ideal[i];
        w->recognition[i] = 1 / (double)n;
        w->patience[i] = patience;
        w->red_low[i] = -HUGE_VAL;
        w->red_high[i] = HUGE_VAL;
    }
    w->issue[0] = "level", w->issue[1] = "scope", w->issue[2] = "speed";
    w->sq[0] = sq;
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, quota, &w->vote), CM_OK);
    w->spatial = (cm_spatial){ .n = n, .d = 1, .ideal = w->ideal, .status_quo = w->sq, .player = w->player, .issue = w->issue };
    w->protocol = (cm_protocol){ .n = n, .player = w->player, .recognition = w->recognition, .patience = w->patience };
    policy_wire(w);
}

/* The same, and member `who` has to agree. */
static inline void policy_veto(policy_world *w, size_t who, int64_t quota)
{
    for (size_t i = 0; i < w->protocol.n; i++) w->weight[i] = 1, w->veto[i] = i == who;
    w->node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    w->node[1] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight, .quota = quota, .total = (int64_t)w->protocol.n, .counts = true };
    w->node[2] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->veto, .quota = 1, .total = 1, .counts = true };
    w->vote = (cm_vote){ .n = w->protocol.n, .nnodes = 3, .node = w->node };
    policy_wire(w);
}

/* Random ideals in 0 to 1, weights, chances and patience; the utility goes round with t. */
static inline void policy_random(policy_world *w, uint64_t t, size_t n, const char *stream)
{
    cm_rng rng;
    double ideal[POLICY_MOST], sum = 0;
    int64_t total = 0;
    bool counts = true;
    cm_rng_init(&rng, support_seed(), stream, t);
    for (size_t i = 0; i < n; i++) ideal[i] = cm_rng_unit(&rng);
    policy_open(w, n, ideal, 1.6 * cm_rng_unit(&rng) - 0.8, 0.9, 1);
    for (size_t i = 0; i < n; i++) {
        w->salience[i] = 0.2 + cm_rng_unit(&rng);
        w->patience[i] = 0.2 + 0.75 * cm_rng_unit(&rng);
        sum += w->recognition[i] = cm_rng_unit(&rng);
        total += w->weight[i] = 1 + (int64_t)cm_rng_below(&rng, 5);
        counts = counts && w->weight[i] == 1;
    }
    for (size_t i = 0; i < n; i++) w->recognition[i] /= sum;
    w->spatial.salience = w->salience;
    w->spatial.utility = (cm_utility)(t % 3);
    w->node[0] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight, .total = total, .counts = counts,
                                 .quota = total / 2 + 1 + (int64_t)cm_rng_below(&rng, (uint64_t)(total - total / 2)) };
    w->vote = (cm_vote){ .n = n, .nnodes = 1, .node = w->node };
    policy_wire(w);
}

/* n members in the plane or in space, quota heads. */
static inline void policy_open_in(policy_world *w, size_t n, size_t d, const double *ideal, const double *sq, double patience, int64_t quota)
{
    double nothing[POLICY_MOST] = { 0 };
    policy_open(w, n, nothing, 0, patience, quota);
    w->spatial.d = d;
    memcpy(w->ideal, ideal, n * d * sizeof(double));
    memcpy(w->sq, sq, d * sizeof(double));
    policy_wire(w);
}

/* A random world in d issues whose relative weights are common; losses quadratic or euclidean. */
static inline void policy_random_in(policy_world *w, uint64_t t, size_t n, size_t d, const char *stream)
{
    cm_rng rng;
    policy_random(w, t, n, stream);
    cm_rng_init(&rng, support_seed(), stream, 1000 + t);
    w->spatial.d = d;
    w->spatial.utility = t % 2 == 0 ? CM_QUADRATIC : CM_EUCLIDEAN;
    for (size_t i = n; i-- > 0;) {
        double care = w->salience[i];
        for (size_t k = 0; k < d; k++) w->salience[i * d + k] = care * (1 + (double)k / 2);
    }
    for (size_t i = 0; i < n * d; i++) w->ideal[i] = cm_rng_unit(&rng);
    for (size_t k = 0; k < d; k++) w->sq[k] = 2 * cm_rng_unit(&rng) - 0.5;
    policy_wire(w);
}

/* What went wrong, to read when a test fails. */
static inline cm_status policy_said(const policy_world *w, cm_status status)
{
    if (status != CM_OK && status != CM_E_MEMORY) print_message("%s\n", w->ctx.message);
    return status;
}

static inline cm_status policy_solve(policy_world *w, const cm_concept *concept, const void *params)
{
    assert_true(concept->params_size <= sizeof w->fallback);
    memset(w->fallback, 0, sizeof w->fallback);
    cm_params_default(w->fallback, concept->param, concept->nparams);
    cm_result_init(&w->result, &w->arena);
    return policy_said(w, cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result));
}

static inline double *policy_cell(policy_world *w, const char *name, size_t row, const char *column)
{
    cm_table *table = cm_result_find(&w->result, name);
    assert_non_null(table);
    assert_true(row < table->nrows);
    for (size_t c = 0; c < table->ncolumns; c++) {
        if (strcmp(table->column[c], column) == 0) {
            assert_int_equal(table->cell[row * table->ncolumns + c].kind, CM_NUMBER);
            return &table->cell[row * table->ncolumns + c].as.number;
        }
    }
    fail_msg("no column %s", column);
    return NULL;
}

static inline double policy_number(policy_world *w, const char *name, size_t row, const char *column)
{
    return *policy_cell(w, name, row, column);
}

static inline double policy_value(const policy_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static inline bool policy_truth(const policy_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static inline int64_t policy_whole(const policy_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline bool policy_is_none(const policy_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    return value->kind == CM_NONE;
}

/* The certificate refuses a captured share or an inequality that is moved, left out, or put where there is none. */
static inline void policy_refuses_shares(policy_world *w, const cm_concept *concept, double by)
{
    for (cm_named *s = w->result.summary; s != NULL; s = s->next) {
        cm_value right = s->value;
        bool number = right.kind == CM_NUMBER;
        cm_value wrong[2] = { cm_number(number ? right.as.number + by * fmax(1, fabs(right.as.number)) : 0.5), cm_none() };
        if (strcmp(s->name, "captured") != 0 && strcmp(s->name, "inequality") != 0 && strcmp(s->name, "agreement") != 0 && strcmp(s->name, "within") != 0) continue;
        for (int k = 0; k < (number ? 2 : 1); k++) {
            s->value = wrong[k];
            assert_int_equal(concept->check(&w->ctx, &w->game, &w->fallback, &w->result), CM_E_NUMERIC);
            cm_ctx_clear(&w->ctx);
        }
        s->value = right;
    }
    assert_int_equal(concept->check(&w->ctx, &w->game, &w->fallback, &w->result), CM_OK);
}

/* The certificate refuses the cell when it is moved. */
static inline void policy_refuses(policy_world *w, const cm_concept *concept, const char *table, size_t row, const char *column, double by)
{
    double *cell = policy_cell(w, table, row, column), right = *cell;
    *cell += by;
    assert_int_equal(concept->check(&w->ctx, &w->game, &w->fallback, &w->result), CM_E_NUMERIC);
    cm_ctx_clear(&w->ctx);
    *cell = right;
    assert_int_equal(concept->check(&w->ctx, &w->game, &w->fallback, &w->result), CM_OK);
}

/* "complete" and "mixing" cannot be turned round. */
static inline void policy_refuses_kind(policy_world *w, const cm_concept *concept)
{
    for (cm_named *s = w->result.summary; s != NULL; s = s->next) {
        cm_value right = s->value;
        if (strcmp(s->name, "complete") == 0) s->value = cm_truth(!right.as.truth);
        else if (strcmp(s->name, "mixing") == 0) s->value = cm_integer(1);
        else continue;
        assert_int_equal(concept->check(&w->ctx, &w->game, &w->fallback, &w->result), CM_E_NUMERIC);
        cm_ctx_clear(&w->ctx);
        s->value = right;
    }
}

/* It has no answer, and says why. */
static inline void policy_unanswered(policy_world *w, const cm_concept *concept, cm_status status, const char *sentence)
{
    assert_int_equal(policy_solve(w, concept, NULL), status);
    assert_string_equal(w->ctx.message, sentence);
    cm_ctx_clear(&w->ctx);
}

static inline void policy_close(policy_world *w)
{
    cm_arena_free(&w->arena);
}

#endif
