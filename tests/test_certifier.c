/* test_certifier.c: easy and tough forums. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_certifier;
static const cm_concept *const concept = &cm_concept_certifier;

typedef struct certifier {
    double theta, low, high;
    cm_numbers forums;
} certifier;

/* J. Lerner, J. Tirole: even quality on [0, 1]. */
static void test_as_tabulated(void **state)
{
    static const double row[][3] = { { 0.3, 0, 1 }, { 0.5, 0, 1 }, { 0.6, 0.19999999999999996, 0.8 }, { 0.7, 0.3999999999999999, 0.6000000000000001 }, { 0.8, 0.6000000000000001, 0.3999999999999999 }, { 0.9, 0.8, 0.19999999999999996 } };
    (void)state;
    for (size_t k = 0; k < 6; k++) {
        const certifier c = { row[k][0], 0, 1, { 0 } };
        talking t;
        talking_solved_alone(&t, concept, &c);
        assert_close(talking_number(&t, "toughness"), row[k][1], 1e-12);
        assert_close(talking_number(&t, "adopted"), row[k][2], 1e-12);
        cm_arena_free(&t.arena);
    }
}

static void test_the_easiest_that_convinces_and_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "forums", 0);
    for (int k = 0; k < 300; k++) {
        double tough[4], best = HUGE_VAL;
        size_t n = cm_rng_below(&rng, 5);
        certifier c = { 1.2 * cm_rng_unit(&rng), -cm_rng_unit(&rng), 0.5 + cm_rng_unit(&rng), { n, tough } };
        talking t;
        for (size_t i = 0; i < n; i++) {
            tough[i] = 2 * cm_rng_unit(&rng) - 0.5;
            if (tough[i] < c.high && (fmax(tough[i], c.low) + c.high) / 2 >= c.theta) best = fmin(best, tough[i]);
        }
        talking_solved_alone(&t, concept, &c);
        if (n > 0) assert_true(cm_result_get(&t.result, "convinces")->as.truth == (best < HUGE_VAL));
        if (n > 0 && best < HUGE_VAL) assert_close(talking_number(&t, "toughness"), best, 0);
        talking_refuses_summary(&t, concept, &c, 1e-3);
        talking_refuses_inventions(&t, concept, &c);
        talking_refuses_table(&t, concept, &c, "forums", 1e-3);
        cm_arena_free(&t.arena);
    }
}

static void test_another_unit_and_zero_move_the_forum_along(void **state)
{
    const certifier c = { 0.8, 0, 1, { 0 } }, d = { 8 + 3, 3, 13, { 0 } };
    talking t, u;
    (void)state;
    talking_solved_alone(&t, concept, &c);
    talking_solved_alone(&u, concept, &d);
    assert_close(10 * talking_number(&t, "toughness") + 3, talking_number(&u, "toughness"), 1e-12);
    assert_close(talking_number(&t, "adopted"), talking_number(&u, "adopted"), 1e-12);
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_proposals_turned_round_are_refused(void **state)
{
    const certifier c = { 0.5, 1, 0, { 0 } };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &c), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "certifier: proposals are between 1 and 0");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const certifier c = { 0.5, 0, 1, { 0 } };
    (void)state;
    talking_runs_out_of_memory(concept, &c, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_the_easiest_that_convinces_and_near_misses),
        cmocka_unit_test(test_another_unit_and_zero_move_the_forum_along),
        cmocka_unit_test(test_proposals_turned_round_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
