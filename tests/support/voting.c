/* voting.c: votes for tests. */
#include "tests/support/voting.h"

#include <stdio.h>

cm_vote *voting_open(voting *v, size_t n, uint64_t index)
{
    memset(v, 0, sizeof *v);
    cm_ctx_init(&v->ctx);
    cm_rng_init(&v->rng, support_seed(), "voting", index);
    assert_true(n <= VOTING_MOST);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(v->name[i], sizeof v->name[i], "M%u", (unsigned)(i + 1) % 10000u);
        v->player[i] = v->name[i];
    }
    v->game.kind = CM_GAME_VOTE;
    v->game.as.vote = (cm_vote){ .n = n, .node = v->node, .player = v->player };
    return &v->game.as.vote;
}

void voting_close(voting *v)
{
    cm_arena_free(&v->arena);
}

static void grow(voting *v, size_t k)
{
    assert_true(k < VOTING_NODES);
    if (v->game.as.vote.nnodes <= k) v->game.as.vote.nnodes = k + 1;
}

void voting_threshold(voting *v, size_t k, int64_t quota, const int64_t *weight)
{
    size_t n = v->game.as.vote.n;
    int64_t total = 0;
    bool counts = true;
    grow(v, k);
    for (size_t i = 0; i < n; i++) {
        if (weight != v->weight[k]) v->weight[k][i] = weight != NULL ? weight[i] : 1;
        total += v->weight[k][i];
        counts = counts && v->weight[k][i] <= 1;
    }
    v->node[k] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = v->weight[k], .quota = quota, .total = total, .counts = counts };
}

void voting_join(voting *v, size_t k, cm_vote_kind kind, size_t child, size_t count)
{
    grow(v, k);
    v->node[k] = (cm_vote_node){ .kind = kind, .child = child, .nchildren = count };
}

void voting_quota(voting *v, size_t n, int64_t quota)
{
    (void)voting_open(v, n, 0);
    voting_threshold(v, 0, quota, NULL);
}

void voting_weighted(voting *v, size_t n, int64_t quota, const int64_t *weight)
{
    (void)voting_open(v, n, 0);
    voting_threshold(v, 0, quota, weight);
}

void voting_security_council(voting *v)
{
    int64_t permanent[15] = { 1, 1, 1, 1, 1 };
    (void)voting_open(v, 15, 0);
    voting_join(v, 0, CM_VOTE_ALL, 1, 2);
    voting_threshold(v, 1, 9, NULL);
    voting_threshold(v, 2, 5, permanent);
}

static void draw_threshold(voting *v, size_t k)
{
    size_t n = v->game.as.vote.n;
    uint64_t range = 1 + cm_rng_below(&v->rng, 5), total = 0;
    for (size_t i = 0; i < n; i++) {
        v->weight[k][i] = (int64_t)cm_rng_below(&v->rng, range + 1);
        total += (uint64_t)v->weight[k][i];
    }
    if (total == 0) v->weight[k][n - 1] = 1, total = 1;
    voting_threshold(v, k, 1 + (int64_t)cm_rng_below(&v->rng, total), v->weight[k]);
}

/* One threshold; two or three joined; or one and a joined pair joined. */
void voting_drawn(voting *v, size_t n, uint64_t index)
{
    uint64_t shape;
    size_t parts;
    (void)voting_open(v, n, index);
    shape = cm_rng_below(&v->rng, 6);
    if (shape == 0) {
        draw_threshold(v, 0);
        return;
    }
    parts = shape <= 2 ? 2 : shape <= 4 ? 3 : 2;
    voting_join(v, 0, cm_rng_below(&v->rng, 2) == 0 ? CM_VOTE_ALL : CM_VOTE_ANY, 1, parts);
    for (size_t k = 1; k <= parts; k++) draw_threshold(v, k);
    if (shape != 5) return;
    voting_join(v, 2, v->node[0].kind == CM_VOTE_ALL ? CM_VOTE_ANY : CM_VOTE_ALL, 3, 2);
    draw_threshold(v, 3);
    draw_threshold(v, 4);
}

cm_status voting_solve(voting *v, const cm_concept *concept, const void *params)
{
    cm_ctx_clear(&v->ctx);
    cm_result_init(&v->result, &v->arena);
    return cm_concept_solve(&v->ctx, concept, &v->game, params, &v->result);
}

cm_status voting_check(voting *v, const cm_concept *concept, const void *params)
{
    cm_arena memory = { NULL };
    void *fallback = cm_alloc(&v->ctx, &memory, 1, concept->params_size + 1);
    cm_status status;
    cm_ctx_clear(&v->ctx);
    cm_params_default(fallback, concept->param, concept->nparams);
    status = concept->check(&v->ctx, &v->game, params != NULL ? params : fallback, &v->result);
    cm_ctx_clear(&v->ctx);
    cm_arena_free(&memory);
    return status;
}

void voting_runs_out_of_memory(const cm_concept *concept, const void *params, size_t n, uint64_t index, long least)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    for (; status == CM_E_MEMORY; k++) {
        voting v;
        voting_drawn(&v, n, index);
        v.ctx.alloc_budget = k;
        status = voting_solve(&v, concept, params);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        voting_close(&v);
    }
    assert_true(k > least);
}

int64_t voting_integer(const voting *v, const char *name)
{
    const cm_value *value = cm_result_get(&v->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

bool voting_truth(const voting *v, const char *name)
{
    const cm_value *value = cm_result_get(&v->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

double voting_number(const voting *v, const char *name)
{
    const cm_value *value = cm_result_get(&v->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

bool voting_wins(const voting *v, uint32_t mask)
{
    unsigned char in[32];
    for (size_t i = 0; i < 32; i++) in[i] = mask >> i & 1u;
    return cm_vote_wins(&v->game.as.vote, in);
}
