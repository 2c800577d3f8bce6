/* test_policy_core.c: policies that no winning coalition would leave. */
#include "solver/spatial/policy_core.h"
#include "solver/spatial/yolk.h"
#include "tests/support/plane.h"

static const double pi = 3.14159265358979323846;

static const cm_concept *const policy_core = &cm_concept_policy_core;
static cm_policy_core_params set;        /* nothing is asked after open_world */

static cm_spatial *open_world(plane *w, size_t n, size_t d, int64_t quota, uint64_t index)
{
    cm_spatial *game = plane_open(w, n, d, quota, NULL, index);
    plane_spread(w, 10);
    set.point.count = 0;
    return game;
}

static double corner(const plane *w, size_t row)
{
    return cm_table_get(cm_result_find(&w->result, "corners"), row, "value").as.number;
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void test_on_a_line_it_reaches_from_one_order_statistic_to_another(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 1 + t % 30, q = 1 + (t * 7) % n;
        double sorted[PLANE_MOST];
        (void)open_world(&w, n, 1, (int64_t)q, t);
        memcpy(sorted, w.ideal, n * sizeof(double));
        qsort(sorted, n, sizeof(double), by_size);
        plane_good(&w, policy_core, &set);
        assert_int_equal(plane_truth(&w, "empty"), sorted[n - q] > sorted[q - 1]);
        if (!plane_truth(&w, "empty")) {
            const cm_table *table = cm_result_find(&w.result, "corners");
            assert_close(corner(&w, 0), sorted[n - q], 1e-12);
            assert_close(corner(&w, table->nrows - 1), sorted[q - 1], 1e-12);
            assert_close(plane_get(&w, "area"), sorted[q - 1] - sorted[n - q], 1e-12);
        } else {
            assert_close(plane_get(&w, "shift"), (sorted[n - q] - sorted[q - 1]) / 2, 1e-12);
        }
        cm_arena_free(&w.arena);
    }
}

/* A triangle under simple majority: its incircle is what is missing, radius 1 at (1, 1) for sides 3, 4, 5. */
static void test_a_triangle_has_no_core_by_its_inradius(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 3, 2, 2, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 3, 0, 0, 4 }, 6 * sizeof(double));
    plane_good(&w, policy_core, &set);
    assert_true(plane_truth(&w, "empty"));
    assert_close(plane_get(&w, "shift"), 1, 1e-9);
    assert_int_equal(cm_result_find(&w.result, "proof")->nrows, 6);
    cm_arena_free(&w.arena);
}

/* Plott's symmetry: four members in two opposite pairs, and one in the middle; and 3 of 4 at the corners of a square
 * and of a kite, where the core is the point at which the diagonals meet. */
static void test_symmetry_makes_a_core_of_one_point(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 5, 2, 3, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 4, 4, 0, 6, 3, 1, 2, 2 }, 10 * sizeof(double));
    w.ideal[4] = 1, w.ideal[5] = 3;
    plane_good(&w, policy_core, &set);
    assert_false(plane_truth(&w, "empty"));
    assert_int_equal(cm_result_find(&w.result, "corners")->nrows, 2);
    assert_close(corner(&w, 0), 2, 1e-7);
    assert_close(corner(&w, 1), 2, 1e-7);
    assert_close(plane_get(&w, "area"), 0, 0);
    cm_arena_free(&w.arena);
    (void)open_world(&w, 4, 2, 3, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 5, 2, 8, 0, 5, -7 }, 8 * sizeof(double));
    plane_good(&w, policy_core, &set);
    assert_int_equal(cm_result_find(&w.result, "corners")->nrows, 2);
    assert_close(corner(&w, 0), 5, 1e-7);
    assert_close(corner(&w, 1), 0, 1e-7);
    cm_arena_free(&w.arena);
}

/* Consensus: the hull itself; 4 of 5 at a regular pentagon: the inner pentagon of the star, whose area is the outer
 * one's divided by the fourth power of the golden ratio. */
static void test_known_polygons(void **state)
{
    plane w;
    double outer = 2.5 * sin(2 * pi / 5), phi = (1 + sqrt(5)) / 2;
    (void)state;
    (void)open_world(&w, 5, 2, 5, 0);
    plane_polygon(w.ideal, 5);
    plane_good(&w, policy_core, &set);
    assert_close(plane_get(&w, "area"), outer, 1e-9);
    assert_int_equal(cm_result_find(&w.result, "corners")->nrows, 10);
    assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, 5, 4, &w.vote), CM_OK);
    plane_good(&w, policy_core, &set);
    assert_close(plane_get(&w, "area"), outer / pow(phi, 4), 1e-9);
    assert_int_equal(cm_result_find(&w.result, "corners")->nrows, 10);
    cm_arena_free(&w.arena);
}

/* In the core: the half-planes of many directions, the reach found by sorting. */
static double miss(const plane *w, size_t n, size_t q, const double *x)
{
    double most = -HUGE_VAL;
    for (int a = 0; a < 3600; a++) {
        double key[PLANE_MOST], u[2] = { cos(a * pi / 1800), sin(a * pi / 1800) };
        for (size_t i = 0; i < n; i++) key[i] = u[0] * w->ideal[2 * i] + u[1] * w->ideal[2 * i + 1];
        qsort(key, n, sizeof *key, by_size);
        most = fmax(most, key[n - q] - u[0] * x[0] - u[1] * x[1]);
    }
    return most;
}

static void test_random_policies_are_in_it_when_every_direction_says_so(void **state)
{
    size_t inside = 0, cores = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 4 + t % 8, q = (2 * n) / 3 + 1;
        (void)open_world(&w, n, 2, (int64_t)q, t);
        w.sq[0] = 4 + 0.2 * w.sq[0], w.sq[1] = 4 + 0.2 * w.sq[1];
        plane_good(&w, policy_core, &set);
        cores += !plane_truth(&w, "empty");
        inside += plane_truth(&w, "contains_status_quo");
        if (plane_truth(&w, "contains_status_quo")) assert_true(miss(&w, n, q, w.sq) <= 1e-9);
        else if (miss(&w, n, q, w.sq) <= -0.01) fail();
        if (!plane_truth(&w, "empty")) {
            const cm_table *table = cm_result_find(&w.result, "corners");
            for (size_t r = 0; r + 1 < table->nrows; r += 2) {
                double x[2] = { corner(&w, r), corner(&w, r + 1) };
                assert_close(miss(&w, n, q, x), 0, 0.02);
            }
        }
        cm_arena_free(&w.arena);
    }
    assert_int_equal(cores, 200);              /* Greenberg: more than n d / (d + 1) */
    assert_true(inside > 10 && inside < 190);
}

/* Six members, four needed: by simulation the core is not empty in about 9 of 100 Gaussian draws (200 draws; four
 * standard errors are 8). */
static void test_six_members_with_four_needed_rarely_have_one(void **state)
{
    size_t cores = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        plane w;
        (void)open_world(&w, 6, 2, 4, t);
        for (size_t i = 0; i < 6; i++) {
            double r = sqrt(-2 * log(cm_rng_unit(&w.rng))), a = 2 * pi * cm_rng_unit(&w.rng);
            w.ideal[2 * i] = r * cos(a), w.ideal[2 * i + 1] = r * sin(a);
        }
        plane_good(&w, policy_core, &set);
        cores += !plane_truth(&w, "empty");
        cm_arena_free(&w.arena);
    }
    assert_true(cores >= 4 && cores <= 68);         /* 0.01 and 0.17 of 400 */
}

/* Three dimensions: 5 of 6 and 4 of 5 always have a core, 3 of 4 in general none. */
static void test_in_three_dimensions_it_exists_as_greenberg_says(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        plane w;
        (void)open_world(&w, 6, 3, 5, t);
        plane_good(&w, policy_core, &set);
        assert_false(plane_truth(&w, "empty"));
        assert_int_equal(cm_result_find(&w.result, "point")->nrows, 3);
        cm_arena_free(&w.arena);
        (void)open_world(&w, 4, 3, 3, t);
        plane_good(&w, policy_core, &set);
        assert_true(plane_truth(&w, "empty"));
        assert_true(plane_get(&w, "shift") > 0);
        cm_arena_free(&w.arena);
    }
}

/* The same saliences for all: a change of units, which turns the area along. */
static void test_common_saliences_are_a_change_of_units(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 3 + t % 6;
        cm_spatial *game = open_world(&w, n, 2, (int64_t)((2 * n) / 3 + 1), t);
        double area;
        plane_good(&w, policy_core, &set);
        area = plane_get(&w, "area");
        for (size_t i = 0; i < n; i++) {
            double own = 0.5 + cm_rng_unit(&w.rng), x = w.ideal[2 * i];
            w.salience[2 * i] = 4 * own, w.salience[2 * i + 1] = own;
            w.ideal[2 * i] = w.ideal[2 * i + 1] / 2 + 3;       /* turned round, and halved where it counts double */
            w.ideal[2 * i + 1] = x - 5;
        }
        game->salience = w.salience;
        w.sq[0] = w.sq[1] = 0;
        plane_good(&w, policy_core, &set);
        assert_close(plane_get(&w, "area"), area / 2, 1e-7);
        cm_arena_free(&w.arena);
    }
}

/* By how much half-spaces miss each other is the radius of the ball that reaches all of them, in the same length: with
 * saliences 4 and 1 it is that of the issues stretched by sqrt 2 and shrunk by as much. */
static void test_the_shift_is_the_radius_of_the_yolk(void **state)
{
    const cm_yolk_params strips = { "strips" };
    size_t empty = 0;
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        plane w;
        size_t n = 3 + t % 7;
        cm_spatial *game = open_world(&w, n, 2, (int64_t)(n / 2 + 1), t);
        double shift;
        for (size_t i = 0; i < n; i++) {
            double own = 0.5 + cm_rng_unit(&w.rng);
            w.salience[2 * i] = 4 * own, w.salience[2 * i + 1] = own;
        }
        game->salience = w.salience;
        plane_good(&w, policy_core, &set);
        if (plane_truth(&w, "empty")) {
            empty++;
            shift = plane_get(&w, "shift");
            cm_result_find(&w.result, "centre")->cell[1].as.number += 0.05 * shift;
            plane_refused(&w, policy_core, &set);
            plane_good(&w, &cm_concept_yolk, &strips);
            assert_close(shift, plane_get(&w, "radius"), 1e-6);
            for (size_t i = 0; i < n; i++) w.ideal[2 * i] *= sqrt(2), w.ideal[2 * i + 1] /= sqrt(2);
            game->salience = NULL;
            plane_good(&w, policy_core, &set);
            assert_close(shift, plane_get(&w, "shift"), 1e-6);
        }
        cm_arena_free(&w.arena);
    }
    assert_true(empty > 50);
}

static void test_unlike_saliences_leave_the_test_of_policies(void **state)
{
    plane w;
    cm_spatial *game = open_world(&w, 3, 2, 3, 1);
    static const double at[] = { 5, 5 };
    (void)state;
    memcpy(w.ideal, (double[]){ 0, 0, 10, 0, 5, 9 }, 6 * sizeof(double));
    memcpy(w.salience, (double[]){ 1, 2, 2, 1, 1, 1 }, 6 * sizeof(double));
    w.sq[0] = 50;
    game->salience = w.salience;
    plane_good(&w, policy_core, &set);
    assert_int_equal(cm_result_get(&w.result, "empty")->kind, CM_NONE);
    assert_false(plane_truth(&w, "contains_status_quo"));
    set.point = (cm_numbers){ 2, at };
    plane_good(&w, policy_core, &set);
    assert_true(plane_truth(&w, "contains_point"));
    assert_false(plane_truth(&w, "empty"));
    set.point.count = 1;
    assert_int_equal(plane_solve(&w, policy_core, &set), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'point' has 1 numbers, and the venue has 2 issues");
    cm_arena_free(&w.arena);
}

/* The first cares not at all for an issue, and the others for a trace of it: a root of 0 to divide by, if it were common. */
static void test_a_trace_of_salience_is_another_in_kind(void **state)
{
    plane w;
    cm_spatial *game = open_world(&w, 3, 2, 3, 1);
    (void)state;
    for (size_t i = 0; i < 3; i++) w.salience[2 * i] = 1, w.salience[2 * i + 1] = i == 0 ? 0 : 1e-12;
    game->salience = w.salience;
    plane_good(&w, policy_core, &set);
    assert_int_equal(cm_result_get(&w.result, "area")->kind, CM_NONE);
    for (size_t i = 0; i < 3; i++) w.salience[2 * i + 1] = 1e-4;
    plane_good(&w, policy_core, &set);
    assert_true(plane_get(&w, "area") > 0);
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 4 + t % 8;
        bool majority = t % 2 == 0;
        (void)open_world(&w, n, 2, (int64_t)(majority ? n / 2 + 1 : (2 * n) / 3 + 1), t);
        plane_good(&w, policy_core, &set);
        if (plane_truth(&w, "empty")) {
            cm_table *proof = cm_result_find(&w.result, "proof");
            proof->cell[3].as.number += 1e-4;
            assert_int_equal(policy_core->check(&w.ctx, &w.game, &set, &w.result), CM_E_NUMERIC);
        } else if (plane_get(&w, "area") > 0.01) {
            cm_table *table = cm_result_find(&w.result, "corners");
            size_t rows = table->nrows;
            double right = table->cell[2].as.number, mean = 0, step;
            for (size_t r = 0; r < rows; r += 2) mean += corner(&w, r) * 2 / (double)rows;
            step = (right - mean) * 0.01;
            table->cell[2].as.number += step;               /* out of the core, or leaving some of it out */
            assert_int_equal(policy_core->check(&w.ctx, &w.game, &set, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            table->cell[2].as.number -= 2 * step;
            assert_int_equal(policy_core->check(&w.ctx, &w.game, &set, &w.result), CM_E_NUMERIC);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_nearly_two_hundred_members(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 193, 2, 129, 9);
    plane_good(&w, policy_core, &set);
    assert_false(plane_truth(&w, "empty"));
    assert_true(plane_get(&w, "area") > 0);
    cm_arena_free(&w.arena);
    (void)open_world(&w, 193, 2, 97, 9);
    plane_good(&w, policy_core, &set);
    assert_true(plane_truth(&w, "empty"));
    cm_arena_free(&w.arena);
}

static void test_those_who_do_not_care_are_left_out(void **state)
{
    plane w;
    cm_spatial *game = open_world(&w, 3, 2, 2, 2);
    (void)state;
    w.salience[0] = w.salience[1] = 1;
    game->salience = w.salience;
    plane_good(&w, policy_core, &set);
    assert_false(plane_truth(&w, "empty"));
    assert_int_equal(cm_result_get(&w.result, "area")->kind, CM_NONE);
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t d = 1; d <= 3; d++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            plane w;
            (void)open_world(&w, 5, d, 4, 3);
            w.ctx.alloc_budget = k;
            status = plane_solve(&w, policy_core, &set);
            if (status != CM_OK && status != CM_E_MEMORY) print_error("%zu %ld: %s\n", d, k, w.ctx.message);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_a_line_it_reaches_from_one_order_statistic_to_another),
        cmocka_unit_test(test_a_triangle_has_no_core_by_its_inradius),
        cmocka_unit_test(test_the_shift_is_the_radius_of_the_yolk),
        cmocka_unit_test(test_symmetry_makes_a_core_of_one_point),
        cmocka_unit_test(test_known_polygons),
        cmocka_unit_test(test_random_policies_are_in_it_when_every_direction_says_so),
        cmocka_unit_test(test_six_members_with_four_needed_rarely_have_one),
        cmocka_unit_test(test_in_three_dimensions_it_exists_as_greenberg_says),
        cmocka_unit_test(test_common_saliences_are_a_change_of_units),
        cmocka_unit_test(test_unlike_saliences_leave_the_test_of_policies),
        cmocka_unit_test(test_a_trace_of_salience_is_another_in_kind),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_nearly_two_hundred_members),
        cmocka_unit_test(test_those_who_do_not_care_are_left_out),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
