/* bench_power.c: voting power of large bodies: times, and ratios against looking at every coalition. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "solver/voting/power.h"
#include "tests/support/voting_bodies.h"

enum { MOST = 200 };

typedef struct body {
    cm_ctx ctx;
    cm_arena arena;
    int64_t weight[5][MOST];
    cm_vote_node node[5];
    cm_game game;
    cm_count count;
} body;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void die(const char *why)
{
    (void)fprintf(stderr, "bench_power: %s\n", why);
    exit(1);
}

static void open_body(body *b, size_t n)
{
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    b->game.kind = CM_GAME_VOTE;
    b->game.as.vote = (cm_vote){ .n = n, .nnodes = 1, .node = b->node };
}

static void threshold(body *b, size_t at, int64_t quota)
{
    b->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = b->weight[at], .quota = quota, .counts = true };
    for (size_t i = 0; i < b->game.as.vote.n; i++) {
        b->node[at].total += b->weight[at][i];
        if (b->weight[at][i] > 1) b->node[at].counts = false;
    }
}

/* Members of votes from 1 up to `top`, drawn; more than half of the total decides. */
static void drawn(body *b, size_t n, uint64_t top, double share)
{
    cm_rng rng;
    int64_t total = 0;
    open_body(b, n);
    cm_rng_init(&rng, 1, "bench", n);
    for (size_t i = 0; i < n; i++) total += b->weight[0][i] = 1 + (int64_t)((double)cm_rng_below(&rng, top) * (i % 5 == 0 ? 1 : 0.1));
    threshold(b, 0, (int64_t)((double)total * share) + 1);
}

static void fund(body *b, int64_t share)
{
    int64_t total = 0;
    open_body(b, 190);
    for (size_t i = 0; i < 190; i++) total += b->weight[0][i] = fund_votes[i];
    threshold(b, 0, (total * share + 99) / 100);
}

static void union_of_28(body *b)
{
    open_body(b, 28);
    for (size_t i = 0; i < 28; i++) {
        b->weight[2][i] = b->weight[3][i] = 1;
        b->weight[4][i] = lisbon_population[i];
    }
    threshold(b, 2, 25);
    threshold(b, 3, 16);
    threshold(b, 4, 332489737);
    b->node[0] = (cm_vote_node){ .kind = CM_VOTE_ANY, .child = 1, .nchildren = 2 };
    b->node[1] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 3, .nchildren = 2 };
    b->game.as.vote.nnodes = 5;
}

/* One coalition after the other, in Gray's order, each member's decisiveness by taking it out. */
static double plainly(body *b)
{
    const cm_vote *vote = &b->game.as.vote;
    cm_tally tally;
    double from = now(), swing[MOST] = { 0 };
    uint32_t mask = 0;
    if (cm_tally_init(&b->ctx, &b->arena, vote, &tally) != CM_OK) die(b->ctx.message);
    cm_tally_clear(&tally);
    for (uint32_t k = 1; k < (uint32_t)1 << vote->n; k++) {
        size_t i = 0;
        while ((k >> i & 1u) == 0) i++;
        mask ^= (uint32_t)1 << i;
        cm_tally_add(&tally, i, mask >> i & 1u ? 1 : -1);
        if (!cm_tally_wins(&tally)) continue;
        for (size_t j = 0; j < vote->n; j++) {
            if ((mask >> j & 1u) == 0) continue;
            cm_tally_add(&tally, j, -1);
            swing[j] += !cm_tally_wins(&tally);
            cm_tally_add(&tally, j, 1);
        }
    }
    for (size_t i = 0; i < vote->n; i++) {
        if (swing[i] > b->count.swing[i] * (double)((size_t)1 << (vote->n - 1)) + 0.5) die("the counts differ");
    }
    return now() - from;
}

static void report(body *b, const char *what, bool compare)
{
    static const cm_count_options options = { CM_COUNT_BEST, 100000, 1, true };
    cm_arena arena = { NULL };
    cm_result result;
    double from = now(), counted, certified;
    if (cm_count_find(&b->ctx, &b->arena, &b->game.as.vote, &options, &b->count) != CM_OK) die(b->ctx.message);
    counted = now() - from;
    from = now();
    cm_result_init(&result, &arena);
    if (cm_concept_solve(&b->ctx, cm_concept_find("power"), &b->game, NULL, &result) != CM_OK) die(b->ctx.message);
    certified = now() - from;
    printf("%-44s %12s %10.1f %10.1f", what, cm_count_words[b->count.method], counted, certified);
    if (compare) {
        double slow = plainly(b);
        printf(" %10.0f %8.0f", slow, slow / counted);
    }
    printf("\n");
    cm_count_free(&b->count);
    cm_arena_free(&arena);
    cm_arena_free(&b->arena);
}

int main(void)
{
    static body b;
    static const int64_t share[] = { 50, 70, 85 };
    printf("voting power: milliseconds\n%-44s %12s %10s %10s %10s %8s\n", "body", "method", "counted", "certified", "one by one", "ratio");
    drawn(&b, 24, 30, 0.6);
    report(&b, "24 members, votes up to 30", true);
    drawn(&b, 24, (uint64_t)1 << 40, 0.6);
    report(&b, "24 members, votes up to 2^40", true);
    union_of_28(&b);
    report(&b, "Council of the Union, 28 members, Lisbon", false);
    for (size_t k = 0; k < 3; k++) {
        char what[64];
        (void)snprintf(what, sizeof what, "Monetary Fund, 190 members, %d per cent", (int)share[k]);
        fund(&b, share[k]);
        report(&b, what, false);
    }
    fund(&b, 50);
    for (size_t i = 0; i < 190; i++) b.weight[0][i] = 503 * b.weight[0][i] + (int64_t)(i * i * 7919 % 997);     /* as many votes as there really are */
    threshold(&b, 0, 1);
    for (size_t k = 0; k < 3; k++) {
        char what[64];
        (void)snprintf(what, sizeof what, "190 members, 5 million votes, %d per cent", (int)share[k]);
        threshold(&b, 0, b.node[0].total / 100 * share[k] + 1);
        report(&b, what, false);
    }
    drawn(&b, 87, 60000, 0.5);
    report(&b, "development bank, 87 members, 1.3 million votes", false);
    return 0;
}
