/* bench_geometry.c: yolk, win set, strong point and uncovered set of 193 members on two issues, certificates
 * included, against a programme with a row at each of so many angles that it is as accurate.
 *
 * With a row every h radians the programme falls short of the radius by up to about h^2 / 8 where a pivot's ideal is
 * reached inside an arc, and by up to h times half a jump of the height's slope at a corner: the angles are doubled
 * until the radius agrees to 1e-6 of the ideals' extent. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/spatial/copeland.h"
#include "solver/spatial/uncovered.h"
#include "solver/spatial/win_set.h"
#include "solver/spatial/yolk.h"

enum { MEMBERS = 193, DRAWS = 10 };

typedef struct bench {
    cm_ctx ctx;
    cm_arena arena;
    double ideal[2 * MEMBERS], sq[2];
    char name[MEMBERS][24];
    const char *player[MEMBERS];
    cm_vote vote;
    cm_game game;
} bench;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void draw(bench *b, uint64_t index, int64_t quota)
{
    static const char *const issue[] = { "law", "data" };
    cm_stream stream = cm_stream_make(20240229, "bench-geometry");
    cm_ctx_init(&b->ctx);
    b->arena = (cm_arena){ NULL };
    for (size_t j = 0; j < 2 * MEMBERS; j++) b->ideal[j] = cm_stream_unit(&stream, index, j, 0);
    for (size_t i = 0; i < MEMBERS; i++) {
        (void)snprintf(b->name[i], sizeof b->name[i], "m%zu", i);
        b->player[i] = b->name[i];
    }
    if (cm_vote_quota(&b->ctx, &b->arena, MEMBERS, quota, &b->vote) != CM_OK) exit(EXIT_FAILURE);
    b->game = (cm_game){ .kind = CM_GAME_SPATIAL,
                         .as.spatial = { .n = MEMBERS, .d = 2, .ideal = b->ideal, .status_quo = b->sq, .vote = &b->vote,
                                         .player = b->player, .issue = issue } };
}

/* Seconds; the summary's first value. */
static double solve(bench *b, const cm_concept *concept, double *value)
{
    cm_result result;
    double start = now();
    cm_result_init(&result, &b->arena);
    if (cm_concept_solve(&b->ctx, concept, &b->game, NULL, &result) != CM_OK) {
        fprintf(stderr, "%s: %s\n", concept->name, b->ctx.message);
        exit(EXIT_FAILURE);
    }
    *value = result.summary->value.as.number;
    return now() - start;
}

static double dense_radius(bench *b, size_t angles)
{
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_pivot *pivot;
    cm_lp *lp = cm_lp_new(&b->ctx, 3, false);
    cm_lp_answer answer;
    double value = 0;
    if (lp == NULL || cm_metric_plane(&b->ctx, &scratch, &b->game.as.spatial, "bench", &metric) != CM_OK) exit(EXIT_FAILURE);
    pivot = cm_pivot_new(&b->ctx, &scratch, &metric);
    if (pivot == NULL) exit(EXIT_FAILURE);
    (void)cm_lp_column(&b->ctx, lp, 2, 1, -HUGE_VAL, HUGE_VAL, false);
    for (size_t k = 0; k < angles; k++) {
        double angle = 2 * acos(-1) * (double)k / (double)angles, row[] = { cos(angle), sin(angle), 1 };
        (void)cm_lp_row(&b->ctx, lp, row, cm_pivot_along(pivot, row, NULL), HUGE_VAL);
    }
    if (cm_lp_solve(&b->ctx, lp, &answer, NULL, &value, NULL) != CM_OK) exit(EXIT_FAILURE);
    value *= metric.unit;
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return value;
}

static void against_dense(int64_t quota)
{
    static bench b;
    double yolk = 0, dense = 0, start, radius, off;
    size_t angles = 1000;
    draw(&b, 0, quota);
    yolk = solve(&b, &cm_concept_yolk, &radius);
    for (;; angles *= 2) {
        start = now();
        off = fabs(radius - dense_radius(&b, angles));
        dense = now() - start;
        if (off <= 1e-6 || angles >= 256000) break;
    }
    printf("yolk, 193 members, %ld votes: %.4f s with certificate; %zu angles at once %.2f s, %.0f times as much, off by %.1e\n", (long)quota,
           yolk, angles, dense, dense / yolk, off);
    cm_arena_free(&b.arena);
}

static void mean_seconds(const cm_concept *concept, int64_t quota, uint64_t draws)
{
    static bench b;
    double sum = 0, most = 0, value;
    for (uint64_t k = 0; k < draws; k++) {
        double seconds;
        draw(&b, k, quota);
        seconds = solve(&b, concept, &value);
        sum += seconds;
        most = fmax(most, seconds);
        cm_arena_free(&b.arena);
    }
    printf("%-10s 193 members, %3ld votes: %.4f s on average, %.4f s at most, certificate included\n", concept->name, (long)quota,
           sum / (double)draws, most);
}

int main(void)
{
    static const int64_t quota[] = { 97, 129 };
    for (size_t k = 0; k < 2; k++) {
        mean_seconds(&cm_concept_yolk, quota[k], DRAWS);
        mean_seconds(&cm_concept_win_set, quota[k], DRAWS);
        mean_seconds(&cm_concept_copeland, quota[k], DRAWS);
        mean_seconds(&cm_concept_uncovered, quota[k], 1);
    }
    against_dense(97);
    cm_lp_thread_end();
    return 0;
}
