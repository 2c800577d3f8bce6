/* bench_norms.c: the spread of norms: cascades in large networks, the wait for a convention to change, basins of attraction;
 * times, and ratios against the plain way, measured in one run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/norms/cascade.h"
#include "solver/norms/evolution.h"
#include "solver/strategic/basins.h"

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *why)
{
    (void)fprintf(stderr, "bench_norms: %s\n", why);
    exit(1);
}

static double number(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value == NULL ? NAN : value->kind == CM_INTEGER ? (double)value->as.integer : value->as.number;
}

/* --- cascades ------------------------------------------------------------------------------------------------- */

/* Round after round everybody looks at all of its contacts. */
static size_t plainly(cm_spread *s)
{
    size_t adopted = 0, before;
    unsigned char *next = malloc(s->n);
    if (next == NULL) die("no memory");
    for (size_t i = 0; i < s->n; i++) adopted += s->in[i];
    do {
        before = adopted;
        memcpy(next, s->in, s->n);
        for (size_t i = 0; i < s->n; i++) {
            size_t hits = 0, degree = s->net.first[i + 1] - s->net.first[i];
            if (s->in[i]) continue;
            for (size_t k = s->net.first[i]; k < s->net.first[i + 1]; k++) hits += s->in[s->net.to[k]];
            if (hits > 0 && cm_spread_adopts(s, i, hits, degree)) {
                next[i] = 1;
                adopted++;
            }
        }
        memcpy(s->in, next, s->n);
    } while (adopted > before);
    free(next);
    return adopted;
}

static void cascades(long members, long draws)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_cascade_params p = { 0 };
    cm_game game = { .kind = CM_GAME_NONE };
    cm_result result;
    cm_spread s;
    double start, whole, waves = 0, plain = 0;
    size_t rounds, some = 20;
    cm_ctx_init(&ctx);
    cm_params_default(&p, cm_concept_cascade.param, cm_concept_cascade.nparams);
    p.members = members;
    p.network = "random";
    p.degree = 4;
    p.mean = 0.18;
    p.sd = 0;
    p.seeds = 1;
    p.draws = draws;
    start = now();
    cm_result_init(&result, &arena);
    if (cm_concept_solve(&ctx, &cm_concept_cascade, &game, &p, &result) != CM_OK) die(ctx.message);
    whole = now() - start;
    (void)printf("cascades, %ld members, %ld draws, with certificate: %.1f s (%.4f adopt)\n", members, draws, whole, number(&result, "adopted"));
    if (cm_spread_open(&ctx, &arena, &p, &s) != CM_OK) die(ctx.message);
    for (size_t d = 0; d < some; d++) {
        size_t by_waves, by_looking;
        if (cm_spread_draw(&s, d) != CM_OK) die(ctx.message);
        start = now();
        if (cm_spread_run(&s, &by_waves, &rounds) != CM_OK) die(ctx.message);
        waves += now() - start;
        if (cm_spread_draw(&s, d) != CM_OK) die(ctx.message);
        start = now();
        by_looking = plainly(&s);
        plain += now() - start;
        if (by_waves != by_looking) die("waves and looking round differ");
    }
    (void)printf("  a spread by waves %.4f s; everybody looking round, round after round, %.4f s: %.1f times as long\n", waves / (double)some, plain / (double)some, plain / waves);
    cm_arena_free(&arena);
}

/* --- conventions ------------------------------------------------------------------------------------------------ */

static void conventions(long members)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_evolution_params p = { 0 };
    cm_game game = { .kind = CM_GAME_NONE };
    cm_result result;
    double start, wait = 0, sum = 0, n = (double)members;
    cm_ctx_init(&ctx);
    cm_params_default(&p, cm_concept_evolution.param, cm_concept_evolution.nparams);
    p.members = members;
    p.network = "all";
    p.needed = 0.4;
    p.noise = 1e-5;
    cm_result_init(&result, &arena);
    start = now();
    if (cm_concept_solve(&ctx, &cm_concept_evolution, &game, &p, &result) != CM_OK) die(ctx.message);
    (void)printf("convention, %ld members, errors of %g: 10^%.3f revisions a member, exact, with certificate in %.1f ms\n", members, p.noise, number(&result, "log10_rounds"), 1e3 * (now() - start));
    for (size_t i = 0; i < cm_evolution_goal(&p); i++) {                       /* the same in plain numbers */
        double here = (double)i, up = (n - here) / n * ((here / (n - 1) >= p.needed ? 1 - p.noise : 0) + p.noise / 2);
        double down = here / n * (((here - 1) / (n - 1) >= p.needed ? 0 : 1 - p.noise) + p.noise / 2);
        wait = 1 / up + (i > 0 ? down / up * wait : 0);
        sum += wait / n;
    }
    (void)printf("  in plain numbers: %s\n", isfinite(sum) ? "the same range would do" : "too large for a double");
    cm_arena_free(&arena);
}

/* --- basins ------------------------------------------------------------------------------------------------------ */

static const double stag[] = { 4, 4, 3, 0, 0, 3, 3, 3 };       /* cells in the order of the first player's strategies */

/* Steps of Runge and Kutta, all alike, until nothing moves or the time is over. */
static double follow(const cm_basins *b, double *x)
{
    double v[4][8], y[8], most = 1, step = 0.05;
    for (double t = 0; t < b->p->time && most > 1e-6; t += step) {
        for (int k = 0; k < 4; k++) {
            for (size_t i = 0; i < b->total; i++) y[i] = x[i] + (k == 0 ? 0 : v[k - 1][i] * (k == 3 ? step : step / 2));
            (void)cm_basins_velocity(t, y, v[k], (void *)(uintptr_t)b);
        }
        most = 0;
        for (size_t i = 0; i < b->total; i++) {
            x[i] += step / 6 * (v[0][i] + 2 * v[1][i] + 2 * v[2][i] + v[3][i]);
            most = fmax(most, fabs(v[0][i]));
        }
    }
    return x[0];
}

static void basins(long grid)
{
    static const size_t count[] = { 2, 2 };
    static const char *const player[] = { "A", "B" }, *const acts[] = { "stag", "hare" };
    static const char *const *const strategy[] = { acts, acts };
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_basins_params p = { 0 };
    cm_game game = { .kind = CM_GAME_NFG };
    cm_result result;
    cm_basins b;
    double start, mine, plain, high = 0, some = 0;
    cm_ctx_init(&ctx);
    game.as.nfg = (cm_nfg){ .n = 2, .count = count, .cells = 4, .payoff = stag, .player = player, .strategy = strategy };
    cm_params_default(&p, cm_concept_basins.param, cm_concept_basins.nparams);
    p.grid = grid;
    cm_result_init(&result, &arena);
    start = now();
    if (cm_concept_solve(&ctx, &cm_concept_basins, &game, &p, &result) != CM_OK) die(ctx.message);
    mine = now() - start;
    if (cm_basins_open(&ctx, &arena, &game, &p, &b) != CM_OK) die(ctx.message);
    start = now();
    for (size_t row = 0; row < cm_basins_rows(&b); row += 4) {
        for (size_t column = 0; column < cm_basins_columns(&b, row); column += 4) {
            double x[8];
            cm_basins_start(&b, row, column, x);
            high += follow(&b, x) > 0.5;
            some++;
        }
    }
    plain = (now() - start) / some * (double)grid * (double)grid;
    (void)printf("basins, stag hunt, %ld x %ld starts, with certificate: %.2f s; equal steps of Runge and Kutta (each 16th start): %.1f times as long; %.3f to the stag, of which it says %.3f\n",
                 grid, grid, mine, plain / mine, high / some, 1 - number(&result, "largest_basin"));
    cm_arena_free(&arena);
}

int main(void)
{
    cascades(100000, 1000);
    conventions(193);
    basins(200);
    return 0;
}
