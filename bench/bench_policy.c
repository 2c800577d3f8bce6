/* bench_policy.c: what bargaining over a policy costs: 193 members on one issue, under a majority, two
 * thirds and consensus, and 15 members on two and three issues, with the certificate. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "solver/base/rng.h"
#include "solver/concept.h"

enum { MEMBERS = 193 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Names that tell members apart: certificates read printed tables by them. */
static const char *name_of(size_t i)
{
    static char names[MEMBERS][8];
    (void)snprintf(names[i], sizeof names[i], "M%zu", i + 1);
    return names[i];
}

static void solve(cm_ctx *ctx, const cm_game *game, cm_result *result)
{
    if (cm_concept_solve(ctx, cm_concept_find("banks-duggan"), game, NULL, result) == CM_OK) return;
    (void)fprintf(stderr, "bench_policy: %s\n", ctx->message);
    exit(EXIT_FAILURE);
}

static void one(int64_t quota, cm_utility utility, double patience)
{
    static double ideal[MEMBERS], chance[MEMBERS], wait[MEMBERS];
    static const char *player[MEMBERS];
    const char *issue = "level";
    double sq = -0.2, begun;
    cm_rng rng;
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_result result;
    cm_game game = { .kind = CM_GAME_POLICY };
    cm_spatial spatial = { .n = MEMBERS, .d = 1, .ideal = ideal, .status_quo = &sq, .utility = utility, .player = player, .issue = &issue };
    cm_vote vote;
    cm_ctx_init(&ctx);
    cm_result_init(&result, &arena);
    cm_rng_init(&rng, 1, "bench", 0);
    for (size_t i = 0; i < MEMBERS; i++) {
        ideal[i] = cm_rng_unit(&rng);
        chance[i] = 1.0 / MEMBERS;
        wait[i] = patience;
        player[i] = name_of(i);
    }
    if (cm_vote_quota(&ctx, &arena, MEMBERS, quota, &vote) != CM_OK) exit(EXIT_FAILURE);
    spatial.vote = &vote;
    game.as.protocol = (cm_protocol){ .n = MEMBERS, .player = player, .vote = vote, .recognition = chance, .patience = wait, .spatial = &spatial };
    begun = now();
    solve(&ctx, &game, &result);
    (void)printf("quota %3lld  utility %d  patience %.2f  equilibria %lld  %.3f s\n", (long long)quota, (int)utility, patience, (long long)cm_result_get(&result, "equilibria")->as.integer, now() - begun);
    cm_arena_free(&arena);
}

/* Fifteen members on two or three issues, a majority: proposers draw lots among partners. */
static void several(size_t n, size_t d, double patience)
{
    static double ideal[MEMBERS * 3], chance[MEMBERS], wait[MEMBERS];
    static const char *player[MEMBERS], *const issue[] = { "level", "scope", "speed" };
    double sq[] = { -0.2, 0.3, 0.1 }, begun;
    cm_rng rng;
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_result result;
    cm_game game = { .kind = CM_GAME_POLICY };
    cm_spatial spatial = { .n = n, .d = d, .ideal = ideal, .status_quo = sq, .player = player, .issue = issue };
    cm_vote vote;
    cm_ctx_init(&ctx);
    cm_result_init(&result, &arena);
    cm_rng_init(&rng, 1, "bench", d);
    for (size_t i = 0; i < n * d; i++) ideal[i] = cm_rng_unit(&rng);
    for (size_t i = 0; i < n; i++) chance[i] = 1 / (double)n, wait[i] = patience, player[i] = name_of(i);
    if (cm_vote_quota(&ctx, &arena, n, (int64_t)n / 2 + 1, &vote) != CM_OK) exit(EXIT_FAILURE);
    spatial.vote = &vote;
    game.as.protocol = (cm_protocol){ .n = n, .player = player, .vote = vote, .recognition = chance, .patience = wait, .spatial = &spatial };
    begun = now();
    solve(&ctx, &game, &result);
    (void)printf("members %zu  issues %zu  patience %.2f  equilibria %lld  %.3f s\n", n, d, patience, (long long)cm_result_get(&result, "equilibria")->as.integer, now() - begun);
    cm_arena_free(&arena);
}

int main(void)
{
    static const int64_t quota[] = { 97, 129, 193 };
    for (size_t k = 0; k < 3; k++) {
        for (int u = 0; u < 3; u++) {
            one(quota[k], (cm_utility)u, 0.9);
            one(quota[k], (cm_utility)u, 0.99);
        }
    }
    several(15, 2, 0.9);
    several(15, 2, 0.99);
    several(15, 3, 0.9);
    several(40, 2, 0.9);
    return 0;
}
