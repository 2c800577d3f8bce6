/* bench_chain.c: the long run of votes on a grid: runs and prefix sums against a dense matrix, here and in numpy (the
 * public way), in one run.  Prints seconds and ratios measured now; numpy's row is left out where there is no numpy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/elsewhere.h"
#include "solver/spatial/chain.h"

static const double ideal[] = { -15, -9, 0, 17, 15, -9 }, quo[] = { 0, 0 }, low[] = { -20, -20 }, high[] = { 20, 20 };
static const char *const player[] = { "A", "B", "C" }, *const issue[] = { "x", "y" };

/* The same chain, multiplied out. */
static const char script[] =
    "import sys, time\n"
    "import numpy as np\n"
    "g = int(sys.argv[1]); n = g * g\n"
    "t = time.time()\n"
    "x, y = np.meshgrid(np.linspace(-20, 20, g), np.linspace(-20, 20, g)); x = x.ravel(); y = y.ravel()\n"
    "votes = np.zeros((n, n), dtype=np.int8)\n"
    "for a, b in ((-15, -9), (0, 17), (15, -9)):\n"
    "    d = np.round((x - a) ** 2 + (y - b) ** 2, 9); votes += d[None, :] < d[:, None]\n"
    "p = (votes >= 2).astype(np.float64) / n\n"
    "p[np.arange(n), np.arange(n)] += 1 - p.sum(axis=1)\n"
    "s = np.full(n, 1.0 / n)\n"
    "while True:\n"
    "    z = s @ p; change = np.abs(z - s).sum(); s = z\n"
    "    if change < 1e-10: break\n"
    "print(time.time() - t, -(s[s > 0] * np.log2(s[s > 0])).sum())\n";

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_chain: %s\n", what);
    exit(1);
}

static double ours(size_t grid, bool check, double *entropy)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_vote vote;
    cm_game game = { .kind = CM_GAME_SPATIAL };
    cm_chain_params params = { .agenda = "any", .grid = (long)grid, .low = { 2, low }, .high = { 2, high }, .list = 5 };
    cm_result result;
    double start = now();
    cm_status status;
    cm_ctx_init(&ctx);
    if (cm_vote_quota(&ctx, &arena, 3, 2, &vote) != CM_OK) die(ctx.message);
    game.as.spatial = (cm_spatial){ .n = 3, .d = 2, .ideal = ideal, .status_quo = quo, .vote = &vote, .player = player, .issue = issue };
    cm_result_init(&result, &arena);
    status = check ? cm_concept_solve(&ctx, &cm_concept_agenda_chain, &game, &params, &result)
                   : cm_concept_agenda_chain.run(&ctx, &game, &params, &result);
    if (status != CM_OK) die(ctx.message);
    *entropy = cm_result_get(&result, "entropy")->as.number;
    cm_arena_free(&arena);
    return now() - start;
}

/* A dense matrix of the moves, multiplied until shares stand still. */
static double dense(size_t grid, double *entropy)
{
    size_t n = grid * grid;
    double start = now(), change = 1, *share = calloc(n, sizeof(double)), *next = calloc(n, sizeof(double));
    float *move = malloc(n * n * sizeof *move);
    if (share == NULL || next == NULL || move == NULL) die("no memory");
    for (size_t a = 0; a < n; a++) {
        double step = 40 / (double)(grid - 1), x = -20 + step * (double)(a % grid), y = -20 + step * (double)(a / grid), wins = 0;
        for (size_t b = 0; b < n; b++) {
            double u = -20 + step * (double)(b % grid), v = -20 + step * (double)(b / grid);
            int in = 0;
            for (size_t i = 0; i < 3; i++) {
                double p = ideal[2 * i], q = ideal[2 * i + 1];
                in += (u - p) * (u - p) + (v - q) * (v - q) < ((x - p) * (x - p) + (y - q) * (y - q)) * (1 - 1e-9);
            }
            move[a * n + b] = in >= 2;
            wins += in >= 2;
        }
        move[a * n + a] = (float)((double)n - wins);
        share[a] = 1 / (double)n;
    }
    while (change > 1e-10) {
        memset(next, 0, n * sizeof *next);
        change = 0;
        for (size_t a = 0; a < n; a++) {
            for (size_t b = 0; b < n; b++) next[b] += share[a] / (double)n * (double)move[a * n + b];
        }
        for (size_t b = 0; b < n; b++) {
            change += fabs(next[b] - share[b]);
            share[b] = next[b];
        }
    }
    *entropy = 0;
    for (size_t a = 0; a < n; a++) *entropy -= share[a] > 0 ? share[a] * log2(share[a]) : 0;
    free(share);
    free(next);
    free(move);
    return now() - start;
}

int main(void)
{
    static const size_t grids[] = { 41, 60, 100 };
    char grid[32];
    for (size_t g = 0; g < sizeof grids / sizeof grids[0]; g++) {
        double entropy, other, seconds, mine = ours(grids[g], false, &entropy), whole = ours(grids[g], true, &other);
        (void)printf("chain %zux%zu: %.3f s, with its certificate %.3f s (entropy %.6f)\n", grids[g], grids[g], mine, whole, entropy);
        if (grids[g] <= 60) {
            seconds = dense(grids[g], &other);
            if (fabs(other - entropy) > 1e-5) die("the dense matrix disagrees");
            (void)printf("  dense matrix here: %.3f s, %.1f times as long\n", seconds, seconds / mine);
        }
        (void)snprintf(grid, sizeof grid, "%zu", grids[g]);
        if (elsewhere_numpy(script, grid, &seconds, &other)) {
            if (fabs(other - entropy) > 1e-5) die("numpy disagrees");
            (void)printf("  dense matrix in numpy: %.3f s, %.1f times as long (%.1f with our certificate)\n", seconds, seconds / mine, seconds / whole);
        } else {
            (void)printf("  dense matrix in numpy: not installed, or too little memory\n");
        }
    }
    return 0;
}
