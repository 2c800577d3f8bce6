/* test_owen_shapley.c: power where positions count: triangles, lines, random bodies against angles one by one. */
#include "solver/spatial/owen_shapley.h"

#include <gsl/gsl_math.h>

#include "tests/support/plane.h"

extern const cm_concept cm_concept_owen_shapley;
static const cm_concept *const concept = &cm_concept_owen_shapley;

static double index_of(plane *p, size_t i) { return cm_table_get(cm_result_find(&p->result, "power"), i, "index").as.number; }

/* Two of three decide: a corner is between the others in as many directions as its angle has of 180 degrees. */
static void test_triangles_have_their_angles(void **state)
{
    static const double right[] = { 0, 0, 3, 0, 0, 4 }, flat[] = { 0, 0, 1, 0, 0.5, 0.1 };
    plane p;
    (void)state;
    (void)plane_open(&p, 3, 2, 2, right, 0);
    plane_good(&p, concept, NULL);
    assert_close(index_of(&p, 0), 0.5, 1e-12);
    assert_close(index_of(&p, 1), atan2(4, 3) / M_PI, 1e-12);
    assert_close(index_of(&p, 2), atan2(3, 4) / M_PI, 1e-12);
    assert_string_equal(cm_result_get(&p.result, "strongest")->as.text, "m0");
    cm_arena_free(&p.arena);
    (void)plane_open(&p, 3, 2, 2, flat, 0);
    plane_good(&p, concept, NULL);
    assert_close(index_of(&p, 2), 1 - 2 * atan2(0.1, 0.5) / M_PI, 1e-12);
    cm_arena_free(&p.arena);
}

/* One issue: the median has it all; under four of five the second and the fourth share. Under consensus the two ends. */
static void test_one_issue_is_decided_in_two_directions(void **state)
{
    static const double line[] = { 0.3, 0.9, 0.1, 0.5, 0.7 };
    static const size_t low[] = { 3, 0, 2 }, high[] = { 3, 4, 1 };
    plane p;
    (void)state;
    for (int64_t quota = 3; quota <= 5; quota++) {
        (void)plane_open(&p, 5, 1, quota, line, 0);
        plane_good(&p, concept, NULL);
        assert_close(index_of(&p, low[quota - 3]), quota == 3 ? 1 : 0.5, 0);
        assert_close(index_of(&p, high[quota - 3]), quota == 3 ? 1 : 0.5, 0);
        cm_arena_free(&p.arena);
    }
}

/* All with one ideal: Shapley and Shubik's index, for the weights 3 2 2 1 with quota 5: 5/12, 1/4, 1/4, 1/12. */
static void test_one_ideal_leaves_shapley_and_shubik(void **state)
{
    static const double ideal[] = { 0.5, 0.5, 0.5, 0.5 }, beside[] = { 0.5, 0.2, 0.5, 0.2, 0.5, 0.2, 0.5, 0.2, 0.1, 0.1 };
    plane p;
    (void)state;
    for (int k = 0; k < 2; k++) {
        (void)plane_open(&p, k == 0 ? 4 : 5, k == 0 ? 1 : 2, 5, k == 0 ? ideal : beside, 0);
        p.weight[0] = 3, p.weight[1] = 2, p.weight[2] = 2, p.weight[3] = 1, p.weight[4] = 0;
        p.node.total = 8;
        p.node.counts = false;
        plane_good(&p, concept, NULL);
        assert_close(index_of(&p, 0), 5.0 / 12, 1e-12);
        assert_close(index_of(&p, 1), 0.25, 1e-12);
        assert_close(index_of(&p, 3), 1.0 / 12, 1e-12);
        if (k == 1) assert_close(index_of(&p, 4), 0, 0);
        cm_arena_free(&p.arena);
    }
}

/* Random bodies: certified by another way; moving all ideals, mirroring and turning the members round change nothing; a near
 * miss is refused. */
static void test_random_bodies_and_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 220; k++) {
        size_t n = 2 + (size_t)(k % 12), d = 1 + (size_t)(k % 3 > 0);
        double index[16];
        plane p;
        cm_table *table;
        (void)plane_open(&p, n, d, 1, NULL, 8000 + k);
        plane_weigh(&p, 0.4);
        if (k % 5 == 0 && n > 4) {
            for (size_t j = 0; j < d; j++) p.ideal[d + j] = p.ideal[2 * d + j] = p.ideal[j];
        }
        plane_good(&p, concept, NULL);
        for (size_t i = 0; i < n; i++) index[i] = index_of(&p, i);
        table = cm_result_find(&p.result, "power");
        for (size_t c = 1; c < 3; c++) {
            table->cell[c].as.number += c == 1 ? 1e-5 : 1e-3 * (double)n;
            table->cell[table->ncolumns + c].as.number -= c == 1 ? 1e-5 : 1e-3 * (double)n;
        }
        assert_int_equal(concept->check(&p.ctx, &p.game, NULL, &p.result), CM_E_NUMERIC);
        cm_ctx_clear(&p.ctx);
        for (size_t i = 0; i < n; i++) p.ideal[i * d] = 2 - 3 * p.ideal[i * d];                /* mirrored, moved and, where there is one issue, stretched */
        for (size_t i = 0; i < n && d == 2; i++) p.ideal[i * d + 1] = 3 * p.ideal[i * d + 1];
        plane_good(&p, concept, NULL);
        for (size_t i = 0; i < n; i++) assert_close(index_of(&p, i), index[i], 1e-9);
        cm_arena_free(&p.arena);
    }
}

static void test_what_cannot_be_reckoned_is_said(void **state)
{
    double same[40] = { 0 };
    plane p;
    (void)state;
    (void)plane_open(&p, 20, 2, 11, same, 0);
    p.ideal[38] = 1;
    p.ideal[39] = 1;
    assert_int_equal(plane_solve(&p, concept, NULL), CM_E_LIMIT);
    assert_string_equal(p.ctx.message, "19 members have the ideal of 'm0'; owen-shapley looks at all coalitions of those with one ideal, for up to 16");
    cm_arena_free(&p.arena);
    (void)plane_open(&p, 4, 3, 3, NULL, 1);
    assert_int_equal(plane_solve(&p, concept, NULL), CM_E_DOMAIN);
    cm_arena_free(&p.arena);
}

static void test_large_bodies_are_sampled_by_the_certificate(void **state)
{
    plane p;
    double sum = 0;
    (void)state;
    (void)plane_open(&p, 120, 2, 80, NULL, 2);
    plane_good(&p, concept, NULL);
    for (size_t i = 0; i < 120; i++) sum += index_of(&p, i);
    assert_close(sum, 1, 1e-9);
    cm_arena_free(&p.arena);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    (void)state;
    for (long budget = 0; !done && budget < 400; budget++) {
        plane p;
        cm_status status;
        (void)plane_open(&p, 4, 2, 3, NULL, 3);
        p.ctx.alloc_budget = budget;
        status = plane_solve(&p, concept, NULL);
        done = status == CM_OK;
        assert_true(done || status == CM_E_MEMORY);
        cm_arena_free(&p.arena);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_triangles_have_their_angles),
        cmocka_unit_test(test_one_issue_is_decided_in_two_directions),
        cmocka_unit_test(test_one_ideal_leaves_shapley_and_shubik),
        cmocka_unit_test(test_random_bodies_and_near_misses),
        cmocka_unit_test(test_what_cannot_be_reckoned_is_said),
        cmocka_unit_test(test_large_bodies_are_sampled_by_the_certificate),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
