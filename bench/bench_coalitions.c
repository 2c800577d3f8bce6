/* bench_coalitions.c: what nucleoli and cores cost, certificates included, against the naive sequence of linear
 * programmes with all 2^n rows, and how the cost grows with the players.  Prints seconds and ratios measured in
 * this run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glpk.h>

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "solver/coop/span.h"

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_game game;
    double *worth;
    cm_result result;
} bench;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_coalitions: %s\n", what);
    exit(1);
}

static const char **players(bench *b, size_t n)
{
    const char **player = CM_NEW(&b->ctx, &b->arena, n, const char *);
    for (size_t i = 0; player != NULL && i < n; i++) player[i] = cm_format(&b->ctx, &b->arena, "P%zu", i + 1);
    if (player == NULL) die("no memory");
    return player;
}

static void random_game(bench *b, size_t n, uint64_t seed)
{
    cm_rng rng;
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    cm_rng_init(&rng, seed, "game", n);
    b->game.kind = CM_GAME_TU;
    if (cm_tu_init(&b->ctx, &b->arena, n, players(b, n), &b->worth, &b->game.as.tu) != CM_OK) die(b->ctx.message);
    for (size_t s = 1; s < (size_t)1 << n; s++) b->worth[s] = (double)cm_rng_below(&rng, 1000000) / 1000;
    for (size_t i = 0; i < n; i++) b->worth[(size_t)1 << i] = 0;
    b->worth[((size_t)1 << n) - 1] = 1000;
}

/* Weights 1 .. top, two thirds to win; by its vote alone when `large`. */
static void weighted_game(bench *b, size_t n, uint64_t top, bool large)
{
    cm_rng rng;
    int64_t *weight, total = 0;
    cm_vote_node *node;
    cm_vote *vote;
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    cm_rng_init(&rng, 1, "weights", n);
    weight = CM_NEW(&b->ctx, &b->arena, n, int64_t);
    node = CM_NEW(&b->ctx, &b->arena, 1, cm_vote_node);
    vote = CM_NEW(&b->ctx, &b->arena, 1, cm_vote);
    if (weight == NULL || node == NULL || vote == NULL) die("no memory");
    for (size_t i = 0; i < n; i++) total += weight[i] = 1 + (int64_t)cm_rng_below(&rng, top);
    *node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = total * 2 / 3 + 1, .total = total };
    *vote = (cm_vote){ .n = n, .nnodes = 1, .node = node };
    b->game.kind = CM_GAME_TU;
    if (cm_tu_from_vote(&b->ctx, &b->arena, vote, players(b, n), &b->game.as.tu) != CM_OK) die(b->ctx.message);
    if (large) b->game.as.tu.worth = NULL;
}

static double time_of(bench *b, const char *concept)
{
    double start = now();
    cm_result_init(&b->result, &b->arena);
    if (cm_concept_solve(&b->ctx, cm_concept_find(concept), &b->game, NULL, &b->result) != CM_OK) die(b->ctx.message);
    return now() - start;
}

/* The textbook's way: each stage a programme with a row for every coalition, solved afresh. */
static double naive_nucleolus(const bench *b, bool dual_simplex)
{
    size_t n = b->game.as.tu.n, all = ((size_t)1 << n) - 1;
    double start = now(), *level = calloc(all + 1, sizeof *level);
    char *settled = calloc(all + 1, 1);
    cm_span span;
    if (level == NULL || settled == NULL) die("no memory");
    glp_term_out(GLP_OFF);
    cm_span_init(&span, n);
    (void)cm_span_add(&span, (uint32_t)all);
    while (span.rank < n) {
        glp_prob *lp = glp_create_prob();
        glp_smcp how;
        int index[32];
        double one[32], epsilon;
        glp_init_smcp(&how);
        how.meth = dual_simplex ? GLP_DUALP : GLP_PRIMAL;
        glp_add_cols(lp, (int)n + 1);
        glp_add_rows(lp, (int)all);
        for (int i = 1; i <= (int)n; i++) glp_set_col_bnds(lp, i, GLP_LO, b->worth[(size_t)1 << (i - 1)], 0);
        glp_set_col_bnds(lp, (int)n + 1, GLP_FR, 0, 0);
        glp_set_obj_coef(lp, (int)n + 1, 1);
        for (size_t m = 1; m <= all; m++) {
            int length = 0;
            for (size_t i = 0; i < n; i++) {
                if (m >> i & 1u) index[++length] = (int)i + 1, one[length] = 1;
            }
            if (m < all && !settled[m]) index[++length] = (int)n + 1, one[length] = 1;
            glp_set_mat_row(lp, (int)m, length, index, one);
            if (m == all) glp_set_row_bnds(lp, (int)m, GLP_FX, b->worth[m], b->worth[m]);
            else if (settled[m]) glp_set_row_bnds(lp, (int)m, GLP_FX, b->worth[m] - level[m], b->worth[m] - level[m]);
            else glp_set_row_bnds(lp, (int)m, GLP_LO, b->worth[m], 0);
        }
        if (glp_simplex(lp, &how) != 0) die("GLPK failed");
        epsilon = glp_get_obj_val(lp);
        for (size_t m = 1; m < all; m++) {
            if (settled[m] || glp_get_row_dual(lp, (int)m) < 1e-7) continue;
            settled[m] = 1;
            level[m] = epsilon;
            (void)cm_span_add(&span, (uint32_t)m);
        }
        for (size_t m = 1; m < all; m++) {
            if (!settled[m] && cm_span_has(&span, (uint32_t)m)) {
                settled[m] = 1;
                level[m] = b->worth[m];
                for (size_t i = 0; i < n; i++) level[m] -= m >> i & 1u ? glp_get_col_prim(lp, (int)i + 1) : 0;
            }
        }
        glp_delete_prob(lp);
    }
    free(level);
    free(settled);
    return now() - start;
}

static void against_the_naive(void)
{
    for (size_t n = 12; n <= 14; n += 2) {
        bench b;
        double ours = HUGE_VAL, naive;
        random_game(&b, n, 1);
        for (int k = 0; k < 5; k++) ours = fmin(ours, time_of(&b, "nucleolus"));
        naive = naive_nucleolus(&b, true);
        (void)printf("nucleolus, %zu players: %.4f s; all rows, dual simplex: %.3f s (%.0f times)", n, ours, naive, naive / ours);
        if (n <= 12) {                                         /* GLPK's own choice; at 14 players most of a minute */
            naive = naive_nucleolus(&b, false);
            (void)printf(", primal simplex: %.3f s (%.0f times)", naive, naive / ours);
        }
        (void)printf("\n");
        cm_arena_free(&b.arena);
    }
}

static void growth(void)
{
    double x = 0, y = 0, xx = 0, xy = 0, count = 0;
    for (size_t n = 16; n <= 26; n += 2) {
        bench b;
        double t;
        random_game(&b, n, 1);
        t = time_of(&b, "nucleolus");
        (void)printf("nucleolus, random game, %zu players: %.3f s; ", n, t);
        (void)printf("core: %.3f s\n", time_of(&b, "core"));
        if (n >= 20) {
            x += (double)n;
            y += log2(t);
            xx += (double)(n * n);
            xy += (double)n * log2(t);
            count++;
        }
        cm_arena_free(&b.arena);
    }
    (void)printf("growth from 20 players on: 2^(%.2f n)\n", (count * xy - x * y) / (count * xx - x * x));
}

static void votes(void)
{
    static const struct { size_t n; uint64_t top; } sizes[] = { { 100, 100 }, { 100, 1000 }, { 193, 100 }, { 193, 1000 } };
    bench b;
    weighted_game(&b, 22, 100, false);
    (void)printf("nucleolus, weighted votes, 22 players: %.3f s; core %.3f s\n", time_of(&b, "nucleolus"), time_of(&b, "core"));
    cm_arena_free(&b.arena);
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        weighted_game(&b, sizes[k].n, sizes[k].top, true);
        (void)printf("least core, weights up to %llu, %zu players: %.3f s\n", (unsigned long long)sizes[k].top, sizes[k].n, time_of(&b, "least-core"));
        cm_arena_free(&b.arena);
    }
}

int main(void)
{
    against_the_naive();
    growth();
    votes();
    return 0;
}
