/* ballots.h: votes for tests: by weights, drawn at random from the whole algebra, and counted the slow way. */
#ifndef CM_TESTS_SUPPORT_BALLOTS_H
#define CM_TESTS_SUPPORT_BALLOTS_H

#include <stdio.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { BALLOT_MOST = 200, BALLOT_NODES = 12 };

typedef struct ballot {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    int64_t weight[BALLOT_NODES][BALLOT_MOST];
    cm_vote_node node[BALLOT_NODES];
    char name[BALLOT_MOST][8];
    const char *player[BALLOT_MOST];
    cm_game game;
    cm_result result;
} ballot;

static inline void ballot_open(ballot *b, size_t n, uint64_t index)
{
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    cm_rng_init(&b->rng, support_seed(), "ballot", index);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(b->name[i], sizeof b->name[i], "m%zu", i % 1000);
        b->player[i] = b->name[i];
    }
    b->game.kind = CM_GAME_VOTE;
    b->game.as.vote = (cm_vote){ .n = n, .nnodes = 1, .node = b->node, .player = b->player };
}

static inline void ballot_close(ballot *b)
{
    cm_arena_free(&b->arena);
}

/* A threshold at a node, from the weights that are there. */
static inline void ballot_threshold(ballot *b, size_t at, int64_t quota)
{
    cm_vote_node *node = &b->node[at];
    *node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = b->weight[at], .quota = quota, .counts = true };
    for (size_t i = 0; i < b->game.as.vote.n; i++) {
        node->total += b->weight[at][i];
        if (b->weight[at][i] > 1) node->counts = false;
    }
}

/* "4*3 2*2 1" */
static inline size_t ballot_list(const char *text, int64_t *out)
{
    size_t count = 0;
    while (*text != '\0') {
        char *end;
        int64_t value = strtoll(text, &end, 10);
        long times = *end == '*' ? strtol(end + 1, &end, 10) : 1;
        while (times-- > 0) out[count++] = value;
        text = *end == ' ' ? end + 1 : end;
    }
    return count;
}

static inline void ballot_weighted(ballot *b, int64_t quota, const char *weights)
{
    int64_t weight[BALLOT_MOST];
    size_t n = ballot_list(weights, weight);
    ballot_open(b, n, 0);
    memcpy(b->weight[0], weight, n * sizeof weight[0]);
    ballot_threshold(b, 0, quota);
}

/* Heads of all, of some, small weights, or large ones. */
static inline void ballot_draw_threshold(ballot *b, size_t at)
{
    uint64_t kind = cm_rng_below(&b->rng, 4);
    size_t n = b->game.as.vote.n;
    int64_t total = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t own = kind == 0 ? 1 : kind == 1 ? (int64_t)cm_rng_below(&b->rng, 2) : kind == 2 ? (int64_t)cm_rng_below(&b->rng, 9) : (int64_t)cm_rng_below(&b->rng, UINT64_C(1) << 40);
        total += b->weight[at][i] = own;
    }
    if (total == 0) total = b->weight[at][cm_rng_below(&b->rng, n)] = 1;
    ballot_threshold(b, at, 1 + (int64_t)cm_rng_below(&b->rng, (uint64_t)total));
}

/* One threshold; two or three under all or any; or any of (all of two, one), the other way round too. */
static inline void ballot_draw(ballot *b, size_t n, uint64_t index)
{
    cm_vote_kind kind;
    uint64_t shape;
    ballot_open(b, n, index);
    shape = cm_rng_below(&b->rng, 4);
    kind = cm_rng_below(&b->rng, 2) == 0 ? CM_VOTE_ALL : CM_VOTE_ANY;
    if (shape == 0) {
        ballot_draw_threshold(b, 0);
        return;
    }
    b->node[0] = (cm_vote_node){ .kind = kind, .child = 1, .nchildren = shape == 1 ? 2 : shape == 2 ? 3 : 2 };
    b->game.as.vote.nnodes = shape == 1 ? 3 : shape == 2 ? 4 : 5;
    for (size_t k = 1; k < b->game.as.vote.nnodes; k++) ballot_draw_threshold(b, k);
    if (shape == 3) b->node[1] = (cm_vote_node){ .kind = kind == CM_VOTE_ALL ? CM_VOTE_ANY : CM_VOTE_ALL, .child = 3, .nchildren = 2 };
}

static inline bool ballot_wins(const ballot *b, size_t at, uint32_t mask)
{
    const cm_vote_node *node = &b->node[at];
    int64_t sum = 0;
    if (node->kind == CM_VOTE_THRESHOLD) {
        for (size_t i = 0; i < b->game.as.vote.n; i++) sum += mask >> i & 1u ? node->weight[i] : 0;
        return sum >= node->quota;
    }
    for (size_t c = 0; c < node->nchildren; c++) sum += ballot_wins(b, node->child + c, mask);
    return node->kind == CM_VOTE_ALL ? sum == (int64_t)node->nchildren : sum > 0;
}

/* From Harsanyi's dividends: D(T) = v(T) less the dividends of T's parts; Shapley-Shubik = sum of D(T) / |T| over T with i,
 * Banzhaf = sum of D(T) / 2^(|T|-1).  n <= 14. */
static inline double ballot_slowly(const ballot *b, double *shapley, double *banzhaf)
{
    size_t n = b->game.as.vote.n, all = (size_t)1 << n;
    double *dividend = calloc(all, sizeof *dividend), wins = 0;
    assert_non_null(dividend);
    for (size_t s = 0; s < all; s++) wins += dividend[s] = ballot_wins(b, 0, (uint32_t)s);
    for (size_t i = 0; i < n; i++) {
        shapley[i] = banzhaf[i] = 0;
        for (size_t s = 0; s < all; s++) dividend[s] -= s >> i & 1u ? dividend[s ^ (size_t)1 << i] : 0;
    }
    for (size_t s = 1; s < all; s++) {
        double size = 0;
        for (size_t i = 0; i < n; i++) size += (double)(s >> i & 1u);
        for (size_t i = 0; i < n; i++) {
            if ((s >> i & 1u) == 0) continue;
            shapley[i] += dividend[s] / size;
            banzhaf[i] += ldexp(dividend[s], 1 - (int)size);
        }
    }
    free(dividend);
    return wins;
}

static inline double ballot_number(const ballot *b, const char *table, size_t i, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&b->result, table), i, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

static inline const char *ballot_text(const ballot *b, const char *table, size_t i, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&b->result, table), i, column);
    assert_int_equal(value.kind, CM_TEXT);
    return value.as.text;
}

#endif
