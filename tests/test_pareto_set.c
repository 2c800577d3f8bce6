/* test_pareto_set.c: policies that cannot be changed without somebody losing. */
#include "solver/concept.h"
#include "tests/support/plane.h"

static const cm_concept *concept(void)
{
    return cm_concept_find("pareto-set");
}

static cm_spatial *open_world(plane *w, size_t n, size_t d, uint64_t index)
{
    cm_spatial *game = plane_open(w, n, d, 1, NULL, index);
    plane_spread(w, 10);
    plane_care(w);
    return game;
}

/* Sides 3, 4, 5: area 6; (3, 4) is 12/5 from the long side, and its foot is (27/25, ...). */
static void test_a_triangle_by_hand(void **state)
{
    plane w;
    const cm_table *nearest;
    (void)state;
    (void)open_world(&w, 4, 2, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 3, 0, 0, 4, 1, 1 }, 8 * sizeof(double));
    w.sq[0] = 3, w.sq[1] = 4;
    plane_good(&w, concept(), NULL);
    assert_int_equal(plane_count(&w, "corners"), 3);
    assert_close(plane_get(&w, "area"), 6, 1e-9);
    assert_false(plane_truth(&w, "contains_status_quo"));
    assert_close(plane_get(&w, "distance"), 2.4, 1e-9);
    nearest = cm_result_find(&w.result, "nearest");
    assert_close(cm_table_get(nearest, 0, "value").as.number, 3 - 2.4 * 0.8, 1e-9);
    assert_close(cm_table_get(nearest, 1, "value").as.number, 4 - 2.4 * 0.6, 1e-9);
    w.sq[0] = w.sq[1] = 1.5;
    plane_good(&w, concept(), NULL);
    assert_true(plane_truth(&w, "contains_status_quo"));
    assert_close(plane_get(&w, "distance"), 0, 0);
    cm_arena_free(&w.arena);
}

static void test_lines_and_single_points_have_no_area(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 3, 2, 0);
    memcpy(w.ideal, (double[]){ 0, 0, 2, 2, 5, 5 }, 6 * sizeof(double));
    w.sq[0] = 1, w.sq[1] = 3;
    plane_good(&w, concept(), NULL);
    assert_int_equal(plane_count(&w, "corners"), 2);
    assert_close(plane_get(&w, "area"), 0, 0);
    assert_close(plane_get(&w, "distance"), sqrt(2), 1e-9);
    memcpy(w.ideal, (double[]){ 2, 2, 2, 2, 2, 2 }, 6 * sizeof(double));
    plane_good(&w, concept(), NULL);
    assert_int_equal(plane_count(&w, "corners"), 1);
    assert_close(plane_get(&w, "distance"), sqrt(2), 1e-9);
    cm_arena_free(&w.arena);
}

/* The cube's corners, one in its middle, one on a side, one twice. */
static void test_a_cube(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 11, 3, 0);
    for (size_t i = 0; i < 8; i++) {
        for (size_t k = 0; k < 3; k++) w.ideal[3 * i + k] = (double)(i >> k & 1);
    }
    memcpy(w.ideal + 24, (double[]){ 0.5, 0.5, 0.5, 1, 0.5, 0.25, 1, 1, 1 }, 9 * sizeof(double));
    w.sq[0] = 2, w.sq[1] = 3, w.sq[2] = 0.5;
    plane_good(&w, concept(), NULL);
    assert_int_equal(plane_count(&w, "corners"), 8);
    assert_int_equal(cm_result_get(&w.result, "area")->kind, CM_NONE);
    assert_close(plane_get(&w, "distance"), sqrt(5), 1e-9);
    cm_arena_free(&w.arena);
}

/* Inside the hull: every direction of a fine circle has an ideal ahead; the area by many chords of the support. */
static void test_many_directions_agree(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 3 + t % 10;
        double short_of = -HUGE_VAL;
        (void)open_world(&w, n, 2, t);
        plane_good(&w, concept(), NULL);
        for (int a = 0; a < 7200; a++) {
            double u[2] = { cos(a * 8.72664625997e-4), sin(a * 8.72664625997e-4) }, reach = -HUGE_VAL;
            for (size_t i = 0; i < n; i++) reach = fmax(reach, u[0] * w.ideal[2 * i] + u[1] * w.ideal[2 * i + 1]);
            short_of = fmax(short_of, u[0] * w.sq[0] + u[1] * w.sq[1] - reach);
        }
        if (plane_truth(&w, "contains_status_quo")) assert_true(short_of <= 1e-9);
        else assert_close(plane_get(&w, "distance"), short_of, 0.005);
        assert_true(plane_get(&w, "distance") >= short_of - 1e-9);
        cm_arena_free(&w.arena);
    }
}

/* Every policy that everybody likes better is better for all; inside none of 2000 random ones is. */
static void test_other_saliences_are_tested_by_gradients(void **state)
{
    size_t in = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 2 + t % 4;
        cm_spatial *game = open_world(&w, n, 2, t);
        bool found = false;
        game->salience = w.salience;
        game->utility = (cm_utility)(t % 3);
        plane_good(&w, concept(), NULL);
        assert_int_equal(cm_result_get(&w.result, "corners")->kind, CM_NONE);
        for (int trial = 0; trial < 4000 && !found; trial++) {
            double size = pow(10, -3 * cm_rng_unit(&w.rng)) * 10, y[2];
            found = true;
            for (size_t k = 0; k < 2; k++) y[k] = w.sq[k] + size * (2 * cm_rng_unit(&w.rng) - 1);
            for (size_t i = 0; i < n; i++) found = found && cm_spatial_utility(game, i, y) > cm_spatial_utility(game, i, w.sq);
        }
        in += plane_truth(&w, "contains_status_quo");
        if (found) assert_false(plane_truth(&w, "contains_status_quo"));
        cm_arena_free(&w.arena);
    }
    assert_true(in > 5 && in < 195);
}

static void test_a_change_of_unit_or_names_moves_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        size_t n = 3 + t % 9;
        cm_spatial *game = open_world(&w, n, 2, t);
        double area, distance;
        int64_t count;
        plane_good(&w, concept(), NULL);
        area = plane_get(&w, "area"), distance = plane_get(&w, "distance"), count = plane_count(&w, "corners");
        for (size_t i = 0; i < n; i++) {
            double own = w.salience[2 * i], x = w.ideal[2 * i];
            w.ideal[2 * i] = 7 - w.ideal[2 * i + 1] / 2;         /* halved where it counts double */
            w.ideal[2 * i + 1] = x;
            w.salience[2 * i] = 4 * own, w.salience[2 * i + 1] = own;
        }
        double x = w.sq[0];
        w.sq[0] = 7 - w.sq[1] / 2, w.sq[1] = x;
        game->salience = w.salience;
        plane_good(&w, concept(), NULL);
        assert_close(plane_get(&w, "area"), area / 2, 1e-8);
        assert_close(plane_get(&w, "distance"), distance / 2, 1e-6);    /* the largest salience counts as 1 */
        assert_int_equal(plane_count(&w, "corners"), count);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        cm_table *table;
        (void)open_world(&w, 4 + t % 9, 2, t);
        w.sq[0] += t % 2 == 0 ? 10 : 0;
        plane_good(&w, concept(), NULL);
        for (cm_named *value = w.result.summary; value != NULL; value = value->next) {
            cm_value right = value->value;
            if (right.kind == CM_NUMBER) value->value.as.number += 1e-4;
            if (right.kind == CM_INTEGER) value->value.as.integer++;
            if (right.kind == CM_TRUTH) value->value.as.truth = !right.as.truth;
            plane_refused(&w, concept(), NULL);
            value->value = right;
        }
        table = cm_result_find(&w.result, "corners");
        table->cell[3].as.number += 1e-4;
        plane_refused(&w, concept(), NULL);
        table->cell[3].as.number -= 1e-4;
        table->nrows -= 2;                               /* one corner less, and said so */
        w.result.summary->value.as.integer--;
        plane_refused(&w, concept(), NULL);
        table->nrows += 2;
        w.result.summary->value.as.integer++;
        table = cm_result_find(&w.result, "weights");
        table->cell[1].as.number += 1e-4;
        plane_refused(&w, concept(), NULL);
        cm_arena_free(&w.arena);
    }
}

static void test_where_nobody_cares_there_is_nothing_to_say(void **state)
{
    plane w;
    cm_spatial *game = open_world(&w, 3, 2, 0);
    (void)state;
    memset(w.salience, 0, sizeof w.salience);
    game->salience = w.salience;
    assert_int_equal(plane_solve(&w, concept(), NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "nobody cares for any issue: every policy is as good as any other");
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
            cm_spatial *game = open_world(&w, 4, d, 5);
            if (d == 3) game->salience = w.salience;
            w.ctx.alloc_budget = k;
            status = plane_solve(&w, concept(), NULL);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_triangle_by_hand),
        cmocka_unit_test(test_lines_and_single_points_have_no_area),
        cmocka_unit_test(test_a_cube),
        cmocka_unit_test(test_many_directions_agree),
        cmocka_unit_test(test_other_saliences_are_tested_by_gradients),
        cmocka_unit_test(test_a_change_of_unit_or_names_moves_it_along),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_where_nobody_cares_there_is_nothing_to_say),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
