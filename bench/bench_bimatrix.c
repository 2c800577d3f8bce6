/* bench_bimatrix.c: all equilibria of random games of two players, certificates included, against Debian's lrsnash, run
 * as a process; and the value of games of conflict against the plain linear programme.  Prints seconds and ratios
 * measured in this run: medians over seeds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/concept.h"

enum { SEEDS = 5, MOST = 100 };

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_game game;
    cm_result result;
    size_t count[2];
    double *payoff;
    cm_frac *exact;
} bench;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_bimatrix: %s\n", what);
    exit(1);
}

static void random_game(bench *b, size_t n, uint64_t top, uint64_t seed, bool conflict)
{
    static const char *const player[2] = { "Row", "Column" };
    static const char *name[MOST];
    static const char *const *names[2] = { name, name };
    cm_rng rng;
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    cm_rng_init(&rng, seed, "bimatrix", n);
    b->payoff = CM_NEW(&b->ctx, &b->arena, 2 * n * n, double);
    b->exact = CM_NEW(&b->ctx, &b->arena, 2 * n * n, cm_frac);
    if (b->payoff == NULL || b->exact == NULL) die("no memory");
    for (size_t k = 0; k < n; k++) name[k] = "s";
    for (size_t e = 0; e < 2 * n * n; e++) {
        b->exact[e] = (cm_frac){ conflict && e % 2 == 1 ? -b->exact[e - 1].num : (int64_t)cm_rng_below(&rng, top + 1), 1 };
        b->payoff[e] = (double)b->exact[e].num;
    }
    b->count[0] = b->count[1] = n;
    b->game.kind = CM_GAME_NFG;
    b->game.as.nfg = (cm_nfg){ .n = 2, .count = b->count, .cells = n * n, .payoff = b->payoff, .exact = b->exact, .player = player, .strategy = names };
}

static double time_of(bench *b, const char *concept)
{
    double start = now();
    cm_result_init(&b->result, &b->arena);
    if (cm_concept_solve(&b->ctx, cm_concept_find(concept), &b->game, NULL, &b->result) != CM_OK) die(b->ctx.message);
    return now() - start;
}

/* Seconds of `lrsnash file`, and its number of equilibria; start of the process and reading included. */
static double time_of_lrsnash(const bench *b, long *found)
{
    static const char path[] = "/tmp/comity-bench-bimatrix";
    char line[256], command[128];
    double start;
    FILE *f = fopen(path, "w");
    if (f == NULL) die("cannot write to /tmp");
    (void)fprintf(f, "%zu %zu\n", b->count[0], b->count[1]);
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < b->count[0]; i++) {
            for (size_t j = 0; j < b->count[1]; j++) (void)fprintf(f, "%.0f ", b->payoff[2 * (i + b->count[0] * j) + p]);
            (void)fputc('\n', f);
        }
        (void)fputc('\n', f);
    }
    (void)fclose(f);
    (void)snprintf(command, sizeof command, "lrsnash %s 2>/dev/null", path);
    *found = -1;
    start = now();
    f = popen(command, "r");
    if (f == NULL) die("no process");
    while (fgets(line, sizeof line, f) != NULL) (void)sscanf(line, "*Number of equilibria found: %ld", found);
    (void)pclose(f);
    (void)remove(path);
    return now() - start;
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static double median(double *x)
{
    qsort(x, SEEDS, sizeof *x, by_size);
    return x[SEEDS / 2];
}

static void against_lrsnash(size_t n, uint64_t top)
{
    double mine[SEEDS], ratio[SEEDS];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bench b;
        long found;
        double theirs;
        random_game(&b, n, top, seed, false);
        mine[seed] = time_of(&b, "nash");
        theirs = time_of_lrsnash(&b, &found);
        ratio[seed] = mine[seed] / theirs;
        if (found != (long)cm_result_get(&b.result, "count")->as.integer) (void)printf("seed %d: lrsnash finds %ld\n", (int)seed, found);
        cm_arena_free(&b.arena);
    }
    (void)printf("nash %zu x %zu, payoffs 0..%d: %.4f s, %.3f of lrsnash's time\n", n, n, (int)top, median(mine), median(ratio));
}

static double plain_programme(bench *b)
{
    size_t n = b->count[0];
    double start = now(), row[MOST + 1], value;
    cm_lp *lp = cm_lp_new(&b->ctx, n + 1, true);
    cm_lp_answer answer;
    cm_status status = lp == NULL ? b->ctx.status : CM_OK;
    for (size_t i = 0; i <= n; i++) row[i] = i < n;
    for (size_t i = 0; i <= n && status == CM_OK; i++) status = cm_lp_column(&b->ctx, lp, i, i == n, i < n ? 0 : -HUGE_VAL, HUGE_VAL, false);
    if (status == CM_OK) status = cm_lp_row(&b->ctx, lp, row, 1, 1);
    row[n] = -1;
    for (size_t j = 0; j < n && status == CM_OK; j++) {
        for (size_t i = 0; i < n; i++) row[i] = b->payoff[2 * (i + n * j)];
        status = cm_lp_row(&b->ctx, lp, row, 0, HUGE_VAL);
    }
    if (status != CM_OK || cm_lp_solve(&b->ctx, lp, &answer, NULL, &value, NULL) != CM_OK) die(b->ctx.message);
    cm_lp_free(lp);
    return now() - start;
}

static void against_programme(size_t n)
{
    double mine[SEEDS], ratio[SEEDS];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bench b;
        double plain;
        random_game(&b, n, 100, seed, true);
        plain = plain_programme(&b);
        mine[seed] = time_of(&b, "zero-sum");
        ratio[seed] = mine[seed] / plain;
        cm_arena_free(&b.arena);
    }
    (void)printf("zero-sum %zu x %zu, exact: %.4f s, %.2f of the programme's time in floating point\n", n, n, median(mine), median(ratio));
}

int main(void)
{
    static const size_t sizes[] = { 10, 12, 15 };
    static const uint64_t tops[] = { 10, 100, 1000 };
    if (system("command -v lrsnash >/dev/null 2>&1") != 0) {
        (void)printf("nash: lrsnash is not installed (package lrslib); nothing to compare with\n");
    } else {
        for (size_t s = 0; s < 3; s++) {
            for (size_t k = 0; k < 3; k++) against_lrsnash(sizes[s], tops[k]);
        }
    }
    against_programme(100);
    return 0;
}
