/* bench_several.c: games of several players: the branch of logit equilibria to its limit, against steps of one length;
 * correlated equilibria, against their first programme alone; all Nash equilibria, against Newton's method on every
 * support, which prunes nothing and proves nothing.  Prints seconds and ratios measured in this run: medians over
 * seeds. */
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/strategic/logit.h"

enum { SEEDS = 9, PLAYERS = 5, STRATEGIES = 5, STEPS = 20000, NEWTON = 50 };

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_game game;
    cm_result result;
    size_t count[PLAYERS];
} bench;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_several: %s\n", what);
    exit(1);
}

/* Payoffs of whole numbers from 0 to 9999: few ties. */
static void random_game(bench *b, size_t n, size_t m, uint64_t seed)
{
    static const char *const player[] = { "A", "B", "C", "D", "E" }, *const name[] = { "a", "b", "c", "d", "e" };
    static const char *const *const names[] = { name, name, name, name, name };
    size_t cells = 1;
    double *payoff;
    cm_frac *exact;
    cm_rng rng;
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    cm_rng_init(&rng, seed, "several", 10 * n + m);
    for (size_t i = 0; i < n; i++) {
        b->count[i] = m;
        cells *= m;
    }
    payoff = CM_NEW(&b->ctx, &b->arena, cells * n, double);
    exact = CM_NEW(&b->ctx, &b->arena, cells * n, cm_frac);
    if (payoff == NULL || exact == NULL) die("no memory");
    for (size_t e = 0; e < cells * n; e++) {
        exact[e] = (cm_frac){ (int64_t)cm_rng_below(&rng, 10000), 1 };
        payoff[e] = (double)exact[e].num;
    }
    b->game = (cm_game){ .kind = CM_GAME_NFG, .as.nfg = { .n = n, .count = b->count, .cells = cells, .payoff = payoff, .exact = exact, .player = player, .strategy = names } };
}

static double time_of(bench *b, const char *concept)
{
    double start = now();
    cm_result_init(&b->result, &b->arena);
    if (cm_concept_solve(&b->ctx, cm_concept_find(concept), &b->game, NULL, &b->result) != CM_OK) die(b->ctx.message);
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

/* ---- logit equilibria ---- */

/* The same branch by steps that are never longer than `most`; false where they do not reach its end. */
static bool short_steps(bench *b, double most)
{
    cm_logit logit;
    if (cm_logit_init(&b->ctx, &b->arena, &b->game.as.nfg, &logit) != CM_OK) die(b->ctx.message);
    for (long k = 0; k < STEPS; k++) {
        if (!(2 * cm_logit_regret(&logit, logit.z) > b->ctx.tol.cert)) return true;
        logit.step = fmin(logit.step, most);
        if (cm_logit_step(&b->ctx, &logit) != CM_OK || logit.stuck) return false;
        cm_logit_take(&logit);
    }
    return false;
}

static void logit_equilibria(size_t n, size_t m)
{
    double mine[SEEDS], ratio[SEEDS];
    int reached = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bench b;
        double start;
        random_game(&b, n, m, seed);
        mine[seed] = time_of(&b, "qre");
        start = now();
        reached += short_steps(&b, 0.5);
        ratio[seed] = mine[seed] / (now() - start);
        cm_arena_free(&b.arena);
    }
    (void)printf("qre %zu players x %zu strategies, to the limit: %.3f s, %.3f of the time of %d steps of at most 1/2, by which %d of %d come to it\n", n, m, median(mine), median(ratio), STEPS, reached, SEEDS);
}

/* ---- correlated equilibria ---- */

/* The largest sum of payoffs alone, its rows written out. */
static double one_programme(bench *b)
{
    const cm_nfg *nfg = &b->game.as.nfg;
    double start = now(), value, *row = CM_NEW(&b->ctx, &b->arena, nfg->cells, double);
    cm_lp *lp = cm_lp_new(&b->ctx, nfg->cells, true);
    cm_lp_answer answer;
    cm_status status = row == NULL || lp == NULL ? b->ctx.status : CM_OK;
    for (size_t c = 0; c < nfg->cells && status == CM_OK; c++) {
        double sum = 0;
        for (size_t i = 0; i < nfg->n; i++) sum += nfg->payoff[c * nfg->n + i];
        status = cm_lp_column(&b->ctx, lp, c, sum, 0, HUGE_VAL, false);
        row[c] = 1;
    }
    if (status == CM_OK) status = cm_lp_row(&b->ctx, lp, row, 1, 1);
    for (size_t i = 0, stride = 1; i < nfg->n && status == CM_OK; stride *= nfg->count[i], i++) {
        for (size_t k = 0; k < nfg->count[i] * nfg->count[i] && status == CM_OK; k++) {
            size_t plays = k / nfg->count[i], instead = k % nfg->count[i];
            for (size_t c = 0; c < nfg->cells; c++) {
                size_t other = c + instead * stride - plays * stride;
                row[c] = c / stride % nfg->count[i] == plays ? nfg->payoff[c * nfg->n + i] - nfg->payoff[other * nfg->n + i] : 0;
            }
            if (plays != instead) status = cm_lp_row(&b->ctx, lp, row, 0, HUGE_VAL);
        }
    }
    if (status != CM_OK || cm_lp_solve(&b->ctx, lp, &answer, NULL, &value, NULL) != CM_OK) die(b->ctx.message);
    cm_lp_free(lp);
    return now() - start;
}

static void correlated_equilibria(const char *concept, size_t n, size_t m)
{
    double mine[SEEDS], ratio[SEEDS];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bench b;
        double one;
        random_game(&b, n, m, seed);
        one = one_programme(&b);
        mine[seed] = time_of(&b, concept);
        ratio[seed] = mine[seed] / one;
        cm_arena_free(&b.arena);
    }
    (void)printf("%s %zu players x %zu strategies, %zu goals and certificates: %.3f s, %.1f times one plain programme of correlated play\n", concept, n, m, 2 + 2 * n, median(mine), median(ratio));
}

/* ---- all equilibria ---- */

/* Newton's method for indifference within the support that `set` marks, from equal chances: did it come to an end inside? */
static bool newton(cm_mixing *mix, const bool *set, double *p, double *value, double *slope, gsl_matrix *a, gsl_vector *x, gsl_permutation *order)
{
    size_t total = mix->total, first = 0;
    for (size_t r = 0; r < total; r++) {
        size_t used = 0;
        for (size_t q = mix->first[mix->player[r]]; q < mix->first[mix->player[r] + 1]; q++) used += set[q];
        p[r] = set[r] ? 1 / (double)used : 0;
    }
    for (int k = 0; k < NEWTON; k++) {
        double change = 0;
        int sign;
        cm_mixing_values(mix, p, value);
        cm_mixing_slopes(mix, p, slope);
        gsl_matrix_set_zero(a);
        for (size_t r = 0; r < total; r++) {
            size_t i = mix->player[r];
            double right = 1;
            for (first = mix->first[i]; !set[first]; first++) continue;
            if (!set[r]) {
                gsl_matrix_set(a, r, r, 1);
                right = p[r];
            } else if (r == first) {
                for (size_t q = mix->first[i]; q < mix->first[i + 1]; q++) {
                    gsl_matrix_set(a, r, q, 1);
                    right -= p[q];
                }
            } else {
                for (size_t q = 0; q < total; q++) gsl_matrix_set(a, r, q, slope[r * total + q] - slope[first * total + q]);
                right = value[first] - value[r];
            }
            gsl_vector_set(x, r, right);
        }
        if (gsl_linalg_LU_decomp(a, order, &sign) != 0 || gsl_linalg_LU_svx(a, order, x) != 0) return false;
        for (size_t r = 0; r < total; r++) {
            p[r] += gsl_vector_get(x, r);
            change = fmax(change, fabs(gsl_vector_get(x, r)));
        }
        if (!isfinite(change)) return false;
        if (change < 1e-12) break;
    }
    for (size_t r = 0; r < total; r++) if (set[r] && !(p[r] > 0)) return false;
    cm_mixing_values(mix, p, value);
    return cm_mixing_regret(mix, p, value) < 1e-9;
}

/* Every support in turn; the number of equilibria met. */
static size_t every_support(bench *b)
{
    cm_mixing mix;
    size_t found = 0, total;
    double *p, *value, *slope;
    bool *set;
    gsl_matrix *a;
    gsl_vector *x;
    gsl_permutation *order;
    if (cm_mixing_init(&b->ctx, &b->arena, &b->game.as.nfg, &mix) != CM_OK) die(b->ctx.message);
    total = mix.total;
    p = CM_NEW(&b->ctx, &b->arena, 2 * total + total * total, double);
    set = CM_NEW(&b->ctx, &b->arena, total, bool);
    a = gsl_matrix_alloc(total, total);
    x = gsl_vector_alloc(total);
    order = gsl_permutation_alloc(total);
    if (p == NULL || set == NULL || a == NULL || x == NULL || order == NULL) die("no memory");
    value = p + total;
    slope = value + total;
    for (size_t mask = 0; mask < (size_t)1 << total; mask++) {
        bool all = true;
        for (size_t i = 0; i < b->game.as.nfg.n; i++) {
            bool any = false;
            for (size_t r = mix.first[i]; r < mix.first[i + 1]; r++) any = (set[r] = (mask >> r & 1u) != 0) || any;
            all = all && any;
        }
        if (all) found += newton(&mix, set, p, value, slope, a, x, order);
    }
    gsl_permutation_free(order);
    gsl_vector_free(x);
    gsl_matrix_free(a);
    return found;
}

static void all_equilibria(size_t n, size_t m)
{
    double mine[SEEDS], ratio[SEEDS];
    int complete = 0;
    long listed = 0, met = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bench b;
        double start;
        random_game(&b, n, m, seed);
        mine[seed] = time_of(&b, "nash");
        if (cm_result_get(&b.result, "complete")->as.truth) complete++;
        else (void)printf("seed %d: %s\n", (int)seed, b.result.note->value.as.text);
        listed += (long)cm_result_get(&b.result, "count")->as.integer;
        start = now();
        met += (long)every_support(&b);
        ratio[seed] = mine[seed] / (now() - start);
        cm_arena_free(&b.arena);
    }
    (void)printf("nash %zu players x %zu strategies: %.3f s, %d of %d games proven complete, %ld equilibria; %.3g times Newton's method on every support, which meets %ld and proves none\n",
                 n, m, median(mine), complete, SEEDS, listed, median(ratio), met);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    logit_equilibria(5, 5);
    correlated_equilibria("correlated", 5, 4);
    correlated_equilibria("coarse-correlated", 5, 4);
    all_equilibria(3, 3);
    all_equilibria(5, 2);
    return 0;
}
