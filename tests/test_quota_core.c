/* test_quota_core.c: which quotas protect a status quo: Greenberg, Caplin and Nalebuff, Plott.
 *
 * Sources: J. Greenberg, Econometrica 47 (1979) 627-636 (a q-rule has a core whenever q > nd/(d+1));
 * A. Caplin, B. Nalebuff, Econometrica 56 (1988) 787-814 (a quota of 1 - (d/(d+1))^d protects the mean
 * of a log-concave density; the uniform simplex attains it); C. Plott, Amer. Econ. Rev. 57 (1967)
 * 787-806 (majority rule has a core in two dimensions only by accident). */
#include "tests/support/support.h"

#include "solver/base/rng.h"
#include "solver/spatial/gridlock.h"

enum { MOST = 4096, DIMENSIONS = 3 };

static double ideal[MOST * DIMENSIONS];
static const char *names[MOST], *issues[DIMENSIONS] = { "a", "b", "c" };

typedef struct answer {
    bool movable, boundary;
    int64_t largest;
} answer;

static answer solve(size_t n, size_t d, const double *quo, int64_t quota)
{
    cm_arena arena = { NULL };
    cm_result result;
    cm_vote vote;
    cm_ctx ctx;
    answer a;
    cm_ctx_init(&ctx);
    for (size_t i = 0; i < n; i++) {
        names[i] = cm_format(&ctx, &arena, "m%zu", i);
        assert_non_null(names[i]);
    }
    assert_int_equal(cm_vote_quota(&ctx, &arena, n, quota, &vote), CM_OK);
    cm_game game = { .kind = CM_GAME_SPATIAL, .as.spatial = { .n = n, .d = d, .ideal = ideal, .status_quo = quo, .vote = &vote, .player = names, .issue = issues } };
    cm_result_init(&result, &arena);
    if (cm_concept_solve(&ctx, cm_concept_find("gridlock"), &game, NULL, &result) != CM_OK) fail_msg("%s", ctx.message);
    a.movable = cm_result_get(&result, "movable")->as.truth;
    a.boundary = cm_result_get(&result, "boundary")->as.truth;
    a.largest = cm_result_get(&result, "largest_coalition")->kind == CM_INTEGER ? cm_result_get(&result, "largest_coalition")->as.integer : -1;
    cm_arena_free(&arena);
    return a;
}

static void draw(cm_rng *rng, size_t count)
{
    for (size_t i = 0; i < count; i++) ideal[i] = cm_rng_unit(rng);
}

/* The point that the two parts of a Radon partition of d+2 points have in common. */
static void radon_point(size_t d, double *point)
{
    size_t n = d + 2, m = d + 1;
    double a[DIMENSIONS + 1][DIMENSIONS + 2], weight[DIMENSIONS + 2] = { 0 }, total = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < d; k++) a[k][i] = ideal[i * d + k];
        a[d][i] = 1;
    }
    for (size_t r = 0; r < m; r++) {                     /* elimination with pivoting; the last point is free */
        size_t best = r;
        for (size_t q = r + 1; q < m; q++) best = fabs(a[q][r]) > fabs(a[best][r]) ? q : best;
        for (size_t i = 0; i < n; i++) {
            double held = a[r][i];
            a[r][i] = a[best][i];
            a[best][i] = held;
        }
        for (size_t q = 0; q < m; q++) {
            double factor = q == r ? 0 : a[q][r] / a[r][r];
            for (size_t i = r; i < n && q != r; i++) a[q][i] -= factor * a[r][i];
        }
    }
    weight[n - 1] = 1;
    for (size_t r = 0; r < m; r++) weight[r] = -a[r][n - 1] / a[r][r];
    for (size_t k = 0; k < d; k++) point[k] = 0;
    for (size_t i = 0; i < n; i++) {
        if (weight[i] <= 0) continue;
        total += weight[i];
        for (size_t k = 0; k < d; k++) point[k] += weight[i] * ideal[i * d + k];
    }
    for (size_t k = 0; k < d; k++) point[k] /= total;
}

/* n = d+2 members, all but one: q = d+1 > (d+2)d/(d+1). */
static void test_all_but_one_of_d_plus_two_has_a_core(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "radon", 0);
    for (size_t d = 2; d <= 3; d++) {
        for (int r = 0; r < 200; r++) {
            double point[DIMENSIONS];
            draw(&rng, (d + 2) * d);
            radon_point(d, point);
            assert_false(solve(d + 2, d, point, (int64_t)d + 1).movable);
        }
    }
}

static void test_two_of_three_have_no_core_in_the_plane(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "plott", 0);
    for (int r = 0; r < 300; r++) {
        double point[2] = { cm_rng_unit(&rng), cm_rng_unit(&rng) };
        draw(&rng, 6);
        assert_true(solve(3, 2, point, 2).movable);
    }
}

/* On one issue the median protects itself against every majority. */
static void test_the_median_is_the_core_on_one_issue(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "median", 0);
    for (int r = 0; r < 100; r++) {
        double median = 0;
        draw(&rng, 9);
        for (size_t i = 0; i < 9; i++) {
            size_t below = 0;
            for (size_t j = 0; j < 9; j++) below += ideal[j] < ideal[i];
            if (below == 4) median = ideal[i];
        }
        assert_false(solve(9, 1, &median, 5).movable);
        median += 1e-3;
        assert_true(solve(9, 1, &median, 5).movable || !solve(9, 1, &median, 5).boundary);
    }
}

/* A fine grid on a triangle, status quo at its centroid: the largest coalition's share nears 5/9. */
static void test_the_triangle_attains_five_ninths(void **state)
{
    const int grid = 56;
    double centre[2] = { 1.0 / 3, 1.0 / 3 }, share;
    size_t n = 0;
    (void)state;
    for (int i = 0; i < grid; i++) {
        for (int j = 0; i + j < grid; j++, n++) {
            ideal[2 * n] = (i + 1.0 / 3) / grid;
            ideal[2 * n + 1] = (j + 1.0 / 3) / grid;
        }
    }
    share = (double)solve(n, 2, centre, 1).largest / (double)n;
    assert_close(share, 5.0 / 9, 0.02);
    assert_false(solve(n, 2, centre, (int64_t)ceil(0.6 * (double)n)).movable);
}

/* The same on a tetrahedron: 37/64. */
static void test_the_tetrahedron_attains_thirty_seven_sixty_fourths(void **state)
{
    double centre[3] = { 0.25, 0.25, 0.25 };
    size_t n = 400;
    double share;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "tetrahedron", 0);
    for (size_t i = 0; i < n; i++) {
        double e[4], sum = 0;
        for (int k = 0; k < 4; k++) sum += e[k] = -log(cm_rng_unit(&rng));
        for (int k = 0; k < 3; k++) ideal[3 * i + (size_t)k] = e[k] / sum;
    }
    /* The largest of many shares of 400 draws is above the share itself, by a few hundredths. */
    share = (double)solve(n, 3, centre, 1).largest / (double)n;
    assert_in_range((int)(1000 * share), 1000 * 37 / 64 - 10, 1000 * 37 / 64 + 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_but_one_of_d_plus_two_has_a_core),
        cmocka_unit_test(test_two_of_three_have_no_core_in_the_plane),
        cmocka_unit_test(test_the_median_is_the_core_on_one_issue),
        cmocka_unit_test(test_the_triangle_attains_five_ninths),
        cmocka_unit_test(test_the_tetrahedron_attains_thirty_seven_sixty_fourths),
    };
    return RUN_TESTS(tests);
}
