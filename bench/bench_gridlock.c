/* bench_gridlock.c: what a draw costs: incremental consensus, quotas in the plane and in space, against
 * one linear programme a venue and against drawing alone.
 *
 * Twelve nested venues of up to 193 members on three issues; ideals are Gaussian around a mean that is
 * `shift` standard deviations from the status quo. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/spatial/halfspace.h"
#include "solver/spatial/hull.h"

enum { MOST = 193, WIDE = 4, SIZES = 12 };

static const size_t sizes[SIZES] = { 2, 3, 5, 8, 10, 15, 20, 27, 38, 60, 110, MOST };

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_stream stream;
    size_t d;
    double shift;                /* of every issue */
    double g[MOST * WIDE];
    cm_hull hull;
    cm_halfspace *space;
} bench;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static void draw_member(bench *b, uint64_t draw, size_t i)
{
    uint64_t word[4];
    cm_stream_block(&b->stream, draw, i, 0, word);
    for (size_t k = 0; k < b->d; k++) b->g[i * b->d + k] = gsl_cdf_ugaussian_Pinv(cm_unit(word[k])) + b->shift;
}

static void draw_all(bench *b, uint64_t draw)
{
    for (size_t i = 0; i < MOST; i++) draw_member(b, draw, i);
}

/* Members are drawn one at a time, and no further once nothing pleases them all. */
static int by_hull(bench *b, uint64_t draw)
{
    cm_hull_state state = CM_HULL_MOVABLE;
    int movable = 0;
    size_t i = 0;
    cm_hull_reset(&b->hull);
    for (size_t s = 0; s < SIZES && state == CM_HULL_MOVABLE; s++) {
        for (; i < sizes[s] && state == CM_HULL_MOVABLE; i++) {
            draw_member(b, draw, i);
            state = cm_hull_add(&b->hull, b->g + i * b->d);
        }
        movable += state == CM_HULL_MOVABLE;
    }
    return movable;
}

static int movable_by_lp(bench *b, size_t n)
{
    cm_lp *lp = cm_lp_new(&b->ctx, b->d + 1, true);
    cm_lp_answer answer;
    double row[WIDE + 1], value = 0;
    if (lp == NULL) exit(EXIT_FAILURE);
    for (size_t k = 0; k < b->d; k++) (void)cm_lp_column(&b->ctx, lp, k, 0, -1, 1, false);
    (void)cm_lp_column(&b->ctx, lp, b->d, 1, -2, 2, false);
    for (size_t i = 0; i < n; i++) {
        double length = 0;
        for (size_t k = 0; k < b->d; k++) length += b->g[i * b->d + k] * b->g[i * b->d + k];
        for (size_t k = 0; k < b->d; k++) row[k] = b->g[i * b->d + k] / sqrt(length);
        row[b->d] = -1;
        (void)cm_lp_row(&b->ctx, lp, row, 0, HUGE_VAL);
    }
    if (cm_lp_solve(&b->ctx, lp, &answer, NULL, &value, NULL) != CM_OK) exit(EXIT_FAILURE);
    cm_lp_free(lp);
    return value > b->ctx.tol.edge;
}

static int by_programmes(bench *b, uint64_t draw)
{
    int movable = 0;
    draw_all(b, draw);
    for (size_t s = 0; s < SIZES; s++) movable += movable_by_lp(b, sizes[s]);
    return movable;
}

static int by_drawing(bench *b, uint64_t draw)
{
    draw_all(b, draw);
    return b->g[0] > 0;
}

static int by_count(bench *b, uint64_t draw)
{
    int64_t most = 0;
    draw_all(b, draw);
    if (cm_halfspace_count(&b->ctx, b->space, b->g, MOST, b->d, &most, NULL, NULL) != CM_OK) exit(EXIT_FAILURE);
    return (int)most;
}

static double time_draws(bench *b, int (*method)(bench *, uint64_t), uint64_t draws, long *sum)
{
    double start = now();
    *sum = 0;
    for (uint64_t draw = 0; draw < draws; draw++) *sum += method(b, draw);
    return (now() - start) / (double)draws;
}

static void set_issues(bench *b, size_t d, double shift)
{
    cm_arena_free(&b->arena);
    b->d = d;
    b->shift = shift / sqrt((double)d);
    b->space = cm_halfspace_new(&b->ctx, &b->arena, MOST, d, 1);
    if (b->space == NULL || cm_hull_init(&b->ctx, &b->arena, d, MOST, &b->hull) != CM_OK) exit(EXIT_FAILURE);
}

static void nested_consensus(bench *b, double shift, uint64_t draws)
{
    long by, again, unused;
    double hull, programme, drawing;
    set_issues(b, 3, shift);
    hull = time_draws(b, by_hull, draws * 50, &by);
    (void)time_draws(b, by_hull, draws, &by);
    programme = time_draws(b, by_programmes, draws, &again);
    drawing = time_draws(b, by_drawing, draws * 50, &unused);
    printf("nested consensus, 12 venues up to 193 members, 3 issues, shift %g: %.1f of 12 can move\n", shift,
           (double)by / (double)draws);
    printf("  incremental, drawing included  %10.2f us a draw\n", hull);
    printf("  a programme a venue            %10.2f us a draw   %.0f times as much\n", programme, programme / hull);
    printf("  drawing all members alone      %10.2f us a draw   %.2f times as much\n", drawing, drawing / hull);
    if (by != again) printf("  the answers differ: %ld and %ld venues can move\n", by, again);
}

static void quotas(bench *b, size_t d, double shift, uint64_t draws)
{
    long sum, unused;
    double count, drawing;
    set_issues(b, d, shift);
    count = time_draws(b, by_count, draws, &sum);
    drawing = time_draws(b, by_drawing, draws, &unused);
    printf("all quotas, 193 members, %zu issues, shift %g: largest coalition %.1f on average\n", d, shift,
           (double)sum / (double)draws);
    printf("  drawing included %.2f us a draw, of which drawing %.2f, %.2f times as much in all\n", count, drawing,
           count / drawing);
}

int main(void)
{
    static bench b;
    cm_ctx_init(&b.ctx);
    b.stream = cm_stream_make(20240229, "bench");
    nested_consensus(&b, 3, 200);
    nested_consensus(&b, 1, 200);
    nested_consensus(&b, 0, 200);
    for (size_t d = 2; d <= 4; d++) {
        quotas(&b, d, 0, d == 2 ? 20000 : d == 3 ? 500 : 5);
        quotas(&b, d, 1, d == 2 ? 20000 : d == 3 ? 500 : 5);
    }
    cm_arena_free(&b.arena);
    cm_lp_thread_end();
    return 0;
}
