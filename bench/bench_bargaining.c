/* bench_bargaining.c: the closed rule for unequal members: one equation in one unknown, against damped best replies. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "solver/base/rng.h"
#include "solver/bargain/closed.h"
#include "solver/concept.h"

enum { MOST = 101, ROUNDS = 20000 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static const double *sort_price;

static int by_price(const void *a, const void *b)
{
    double left = sort_price[*(const size_t *)a], right = sort_price[*(const size_t *)b];
    return (left > right) - (left < right);
}

/* Everybody buys the cheapest at the values so far, of which 1 / (k + 1) is replaced: how far it then is off. */
static double by_replies(const cm_protocol *p, size_t quota, const double *value)
{
    double v[MOST], next[MOST], price[MOST], off = 0;
    size_t order[MOST];
    for (size_t i = 0; i < p->n; i++) v[i] = p->recognition[i];
    for (size_t k = 1; k <= ROUNDS; k++) {
        for (size_t i = 0; i < p->n; i++) price[i] = p->patience[i] * v[i], order[i] = i, next[i] = 0;
        sort_price = price;
        qsort(order, p->n, sizeof *order, by_price);
        for (size_t i = 0; i < p->n; i++) {
            double left = 1;
            size_t bought = 0;
            for (size_t c = 0; bought + 1 < quota; c++) {
                if (order[c] == i) continue;
                left -= price[order[c]];
                next[order[c]] += p->recognition[i] * price[order[c]];
                bought++;
            }
            next[i] += p->recognition[i] * left;
        }
        for (size_t i = 0; i < p->n; i++) v[i] += (next[i] - v[i]) / (double)(k + 1);
    }
    for (size_t i = 0; i < p->n; i++) off = fmax(off, fabs(v[i] - value[i]));
    return off;
}

int main(void)
{
    static const size_t sizes[] = { 5, 9, 15, 25, 51, MOST };
    printf("closed rule, members all unlike, simple majority: milliseconds\n");
    printf("%6s %12s %18s %14s %12s\n", "n", "equation", "with certificate", "best replies", "their error");
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t n = sizes[s], quota = n / 2 + 1;
        double recognition[MOST], patience[MOST], sum = 0, t0, t1, t2, t3, off;
        char text[MOST][8];
        const char *player[MOST];
        cm_ctx ctx;
        cm_arena arena = { NULL };
        cm_rng rng;
        cm_closed closed;
        cm_result result;
        cm_game game = { .kind = CM_GAME_SURPLUS };
        cm_ctx_init(&ctx);
        cm_rng_init(&rng, 1, "bench", n);
        for (size_t i = 0; i < n; i++) {
            sum += recognition[i] = cm_rng_unit(&rng);
            patience[i] = 0.5 + 0.49 * cm_rng_unit(&rng);
            (void)snprintf(text[i], sizeof text[i], "M%zu", i);
            player[i] = text[i];
        }
        for (size_t i = 0; i < n; i++) recognition[i] /= sum;
        game.as.protocol = (cm_protocol){ .n = n, .player = player, .recognition = recognition, .patience = patience };
        if (cm_vote_quota(&ctx, &arena, n, (int64_t)quota, &game.as.protocol.vote) != CM_OK) return 1;
        cm_result_init(&result, &arena);
        t0 = now();
        if (cm_closed_quota(&ctx, &arena, &game.as.protocol, quota, &closed) != CM_OK) return 1;
        t1 = now();
        if (cm_concept_solve(&ctx, cm_concept_find("baron-ferejohn"), &game, NULL, &result) != CM_OK) return 1;
        t2 = now();
        off = by_replies(&game.as.protocol, quota, closed.value);
        t3 = now();
        printf("%6zu %12.2f %18.2f %14.1f %12.1e\n", n, t1 - t0, t2 - t1, t3 - t2, off);
        cm_arena_free(&arena);
    }
    return 0;
}
