/* test_copeland.c: the strong point, and who decides how often. */
#include "solver/spatial/copeland.h"

#include "solver/spatial/win_set.h"
#include "tests/support/plane.h"

static const cm_concept *const copeland = &cm_concept_copeland;

/* Of three members each decides in as large a part of all directions as its angle is of two right angles (Owen and
 * Shapley 1989); in a regular star polygon all alike. */
static void test_triangles_and_a_pentagon(void **state)
{
    const double pi = acos(-1), small = atan2(3, 4) / pi, large = atan2(4, 3) / pi;
    double pentagon[10];
    plane p;
    (void)state;
    (void)plane_open(&p, 3, 2, 2, (double[]){ 0, 0, 3, 0, 0, 4 }, 0);
    plane_good(&p, copeland, NULL);
    assert_close(plane_cell(&p, "shares", 0, "share"), 0.5, 1e-9);
    assert_close(plane_cell(&p, "shares", 1, "share"), large, 1e-9);
    assert_close(plane_cell(&p, "shares", 2, "share"), small, 1e-9);
    assert_close(plane_cell(&p, "point", 0, "value"), 3 * large, 1e-8);
    assert_close(plane_cell(&p, "point", 1, "value"), 4 * small, 1e-8);
    cm_arena_free(&p.arena);
    plane_polygon(pentagon, 5);
    (void)plane_open(&p, 5, 2, 3, pentagon, 0);
    plane_good(&p, copeland, NULL);
    for (size_t i = 0; i < 5; i++) assert_close(plane_cell(&p, "shares", i, "share"), 0.2, 1e-9);
    assert_close(plane_cell(&p, "point", 0, "value"), 0, 1e-8);
    cm_arena_free(&p.arena);
}

static double area_at(plane *p, double x, double y)
{
    double q[2] = { x, y };
    cm_win_set_params params = { { 2, q }, 1 };
    cm_result result;
    cm_result_init(&result, &p->arena);
    assert_int_equal(cm_concept_solve(&p->ctx, &cm_concept_win_set, &p->game, &params, &result), CM_OK);
    return cm_result_get(&result, "area")->as.number;
}

/* For odd simple majorities it is the mean of the ideals by their shares; whatever the rule, no point around it is
 * beaten by less. */
static void test_it_is_the_mean_by_shares_and_nothing_near_is_stronger(void **state)
{
    size_t beaten = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        double x, y, mean[2] = { 0, 0 }, area, sum = 0;
        size_t n = 3 + t % 8;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        if (t % 3 == 0) plane_weigh(&p, 0.4);
        plane_good(&p, copeland, NULL);
        x = plane_cell(&p, "point", 0, "value");
        y = plane_cell(&p, "point", 1, "value");
        area = plane_get(&p, "area");
        for (size_t i = 0; i < n; i++) {
            double share = plane_cell(&p, "shares", i, "share");
            sum += share;
            for (size_t k = 0; k < 2; k++) mean[k] += share * p.ideal[2 * i + k];
        }
        assert_close(sum, 1, 1e-9);
        if (n % 2 == 1 && t % 3 != 0) {
            assert_close(x, mean[0], 1e-7);
            assert_close(y, mean[1], 1e-7);
        }
        assert_close(area_at(&p, x, y), area, 1e-9);
        for (int k = 0; k < 8; k++) assert_true(area_at(&p, x + 0.01 * cos(k), y + 0.01 * sin(k)) >= area - 1e-12);
        assert_true(plane_truth(&p, "core") == !(area > 0));
        beaten += area > 0;
        cm_arena_free(&p.arena);
    }
    assert_true(beaten > 100);
}

static void test_one_issue(void **state)
{
    plane p;
    (void)state;
    (void)plane_open(&p, 5, 1, 3, (double[]){ 1, 0.3, 4, 9, 2.7 }, 0);
    plane_good(&p, copeland, NULL);
    assert_close(plane_cell(&p, "point", 0, "value"), 2.7, 1e-12);
    assert_close(plane_cell(&p, "shares", 4, "share"), 1, 1e-12);
    assert_true(plane_truth(&p, "core"));
    p.node.quota = 2;                                         /* up to 2 (4 - x) and down to 2 (x - 1) */
    plane_good(&p, copeland, NULL);
    assert_close(plane_get(&p, "area"), 6, 1e-12);
    assert_close(plane_cell(&p, "point", 0, "value"), 2.5, 1e-12);
    cm_arena_free(&p.arena);
}

static void test_turning_members_and_units_round(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        plane p;
        size_t n = 3 + t % 6;
        double x, y, first, area;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        plane_good(&p, copeland, NULL);
        x = plane_cell(&p, "point", 0, "value");
        y = plane_cell(&p, "point", 1, "value");
        first = plane_cell(&p, "shares", 0, "share");
        area = plane_get(&p, "area");
        for (size_t k = 0; k < 2; k++) {
            double kept = p.ideal[k];
            p.ideal[k] = p.ideal[2 * (n - 1) + k];
            p.ideal[2 * (n - 1) + k] = kept;
        }
        for (size_t j = 0; j < 2 * n; j++) p.ideal[j] = 7 - 30 * p.ideal[j];
        plane_good(&p, copeland, NULL);
        assert_close(plane_cell(&p, "point", 0, "value"), 7 - 30 * x, 1e-5);
        assert_close(plane_cell(&p, "point", 1, "value"), 7 - 30 * y, 1e-5);
        assert_close(plane_cell(&p, "shares", n - 1, "share"), first, 1e-9);
        assert_close(plane_get(&p, "area"), 900 * area, 1e-6);
        cm_arena_free(&p.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        size_t n = 3 + 2 * (t % 5), i;
        double *number, kept;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        plane_good(&p, copeland, NULL);
        number = &cm_result_find(&p.result, "point")->cell[1 + 2 * (t % 2)].as.number;
        kept = *number, *number += t % 4 < 2 ? 1e-4 : -1e-4;
        plane_refused(&p, copeland, NULL);
        *number = kept;
        i = cm_rng_below(&p.rng, n);
        number = &cm_result_find(&p.result, "shares")->cell[1 + 2 * i].as.number;
        kept = *number, *number += t % 4 < 2 ? 1e-5 : -1e-5;
        plane_refused(&p, copeland, NULL);
        *number = kept;
        number = &p.result.summary->value.as.number;
        kept = *number, *number += t % 4 < 2 ? 1e-5 : -1e-5;
        plane_refused(&p, copeland, NULL);
        *number = kept;
        p.result.summary->next->value.as.truth = !p.result.summary->next->value.as.truth;
        plane_refused(&p, copeland, NULL);
        cm_arena_free(&p.arena);
    }
}

static void test_many_members_and_failures(void **state)
{
    plane p;
    (void)state;
    (void)plane_open(&p, 193, 2, 97, NULL, 5);
    plane_good(&p, copeland, NULL);
    assert_true(plane_get(&p, "area") > 0);
    cm_arena_free(&p.arena);
    (void)plane_open(&p, 4, 3, 3, NULL, 5);
    plane_fails(&p, copeland, NULL, CM_E_DOMAIN, "copeland is exact on one issue and on two, and these are 3 with weight");
    cm_arena_free(&p.arena);
}

/* GSL's own memory is outside the budget. */
static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        plane p;
        (void)plane_open(&p, 5, 2, 3, NULL, 0);
        p.ctx.alloc_budget = k;
        status = plane_solve(&p, copeland, NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&p.arena);
    }
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_triangles_and_a_pentagon),
        cmocka_unit_test(test_it_is_the_mean_by_shares_and_nothing_near_is_stronger),
        cmocka_unit_test(test_one_issue),
        cmocka_unit_test(test_turning_members_and_units_round),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_many_members_and_failures),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
