/* test_hybrid_norm.c: two values and their hybrid. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_hybrid_norm;
static const cm_concept *const concept = &cm_concept_hybrid_norm;

typedef struct hybrid {
    double a, b, h;
} hybrid;

static bool chosen(const talking *t)
{
    const cm_value *value = cm_result_get(&t->result, "hybrid");
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

/* By another program: radius, coradius, and the least trees of three norms. */
static void test_as_tabulated(void **state)
{
    static const struct { double a, b, h, radius, coradius; bool chosen; double tree, hybrid, coordinate, payoff; } row[] = {
        { 3, 1, 1.2, 0.2857142857142857, 0.45454545454545453, false, 0.5357142857142857, 0.7045454545454546, 0.375, 0.75 },
        { 3, 1, 1.5, 0.3333333333333333, 0.4, false, 0.5833333333333333, 0.65, 0.375, 0.75 },
        { 3, 1, 1.7, 0.36170212765957444, 0.37037037037037035, false, 0.6117021276595744, 0.6203703703703703, 0.375, 0.75 },
        { 3, 1, 1.8, 0.375, 0.35714285714285715, true, 0.625, 0.6071428571428572, 0.375, 0.75 },
        { 3, 1, 2, 0.4, 0.3333333333333333, true, 0.65, 0.5833333333333333, 0.375, 0.75 },
        { 3, 1, 2.5, 0.45454545454545453, 0.2857142857142857, true, 0.7045454545454546, 0.5357142857142857, 0.375, 0.75 },
        { 2, 1, 1.2, 0.37499999999999994, 0.45454545454545453, false, 0.7083333333333333, 0.7878787878787878, 0.4444444444444444, 0.6666666666666666 },
        { 2, 1, 1.5, 0.42857142857142855, 0.4, true, 0.7619047619047619, 0.7333333333333334, 0.4444444444444444, 0.6666666666666666 },
        { 2, 1, 1.7, 0.45945945945945943, 0.37037037037037035, true, 0.7927927927927927, 0.7037037037037037, 0.4444444444444444, 0.6666666666666666 },
        { 2, 1, 1.8, 0.4736842105263158, 0.35714285714285715, true, 0.8070175438596492, 0.6904761904761905, 0.4444444444444444, 0.6666666666666666 },
        { 2, 1, 2, 0.5, 0.3333333333333333, true, 0.8333333333333333, 0.6666666666666666, 0.4444444444444444, 0.6666666666666666 },
        { 2, 1, 2.5, 0.5555555555555556, 0.2857142857142857, true, 0.8412698412698413, 0.5714285714285714, 0.4444444444444444, 0.6666666666666666 },
        { 5, 1, 1.2, 0.1935483870967742, 0.45454545454545453, false, 0.3602150537634409, 0.6212121212121212, 0.2777777777777778, 0.8333333333333334 },
        { 5, 1, 1.5, 0.23076923076923078, 0.4, false, 0.39743589743589747, 0.5666666666666667, 0.2777777777777778, 0.8333333333333334 },
        { 5, 1, 1.7, 0.2537313432835821, 0.37037037037037035, false, 0.4203980099502488, 0.537037037037037, 0.2777777777777778, 0.8333333333333334 },
        { 5, 1, 1.8, 0.2647058823529412, 0.35714285714285715, false, 0.43137254901960786, 0.5238095238095238, 0.2777777777777778, 0.8333333333333334 },
        { 5, 1, 2, 0.2857142857142857, 0.3333333333333333, false, 0.45238095238095233, 0.5, 0.2777777777777778, 0.8333333333333334 },
        { 5, 1, 2.5, 0.3333333333333333, 0.2857142857142857, true, 0.5, 0.45238095238095233, 0.2777777777777778, 0.8333333333333334 },
        { 4, 2, 1.2, 0.23076923076923075, 0.625, false, 0.5641025641025641, 0.9583333333333333, 0.4444444444444444, 1.3333333333333333 },
        { 4, 2, 1.5, 0.2727272727272727, 0.5714285714285714, false, 0.606060606060606, 0.9047619047619047, 0.4444444444444444, 1.3333333333333333 },
        { 4, 2, 1.7, 0.2982456140350877, 0.5405405405405405, false, 0.631578947368421, 0.8738738738738738, 0.4444444444444444, 1.3333333333333333 },
        { 4, 2, 1.8, 0.3103448275862069, 0.5263157894736842, false, 0.6436781609195402, 0.8596491228070176, 0.4444444444444444, 1.3333333333333333 },
        { 4, 2, 2, 0.3333333333333333, 0.5, false, 0.6666666666666666, 0.8333333333333333, 0.4444444444444444, 1.3333333333333333 },
        { 4, 2, 2.5, 0.38461538461538464, 0.4444444444444444, false, 0.717948717948718, 0.7777777777777777, 0.4444444444444444, 1.3333333333333333 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        hybrid p = { row[k].a, row[k].b, row[k].h };
        talking t;
        const cm_table *trees;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "radius"), row[k].radius, 1e-12);
        assert_close(talking_number(&t, "coradius"), row[k].coradius, 1e-12);
        assert_close(talking_number(&t, "coordinate"), row[k].coordinate, 1e-12);
        assert_close(talking_number(&t, "mixed_payoff"), row[k].payoff, 1e-12);
        trees = cm_result_find(&t.result, "potentials");
        assert_close(cm_table_get(trees, 0, "potential").as.number, row[k].tree, 1e-12);
        assert_close(cm_table_get(trees, 1, "potential").as.number, row[k].tree, 1e-12);
        assert_close(cm_table_get(trees, 2, "potential").as.number, row[k].hybrid, 1e-12);
        assert_true(chosen(&t) == row[k].chosen);
        cm_arena_free(&t.arena);
    }
}

static void test_the_hybrid_is_chosen_from_the_geometric_mean_on(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "hybrids", 0);
    for (int k = 0; k < 400; k++) {
        double b = 0.1 + cm_rng_unit(&rng);
        hybrid p = { b + 5 * cm_rng_unit(&rng), b, 0.1 + 5 * cm_rng_unit(&rng) };
        talking t;
        if (k % 10 == 0) p.h = sqrt(p.a * p.b);
        talking_solved_alone(&t, concept, &p);
        assert_true(chosen(&t) == (k % 10 == 0 || p.h >= sqrt(p.a * p.b)));
        if (k % 10 == 0) assert_string_equal(cm_result_get(&t.result, "selected")->as.text, "all");
        talking_refuses_summary(&t, concept, &p, 1e-4);
        talking_refuses_table(&t, concept, &p, "potentials", 1e-4);
        talking_refuses_table(&t, concept, &p, "resistances", 1e-4);
        cm_arena_free(&t.arena);
    }
}

static void test_another_scale_changes_nothing(void **state)
{
    const hybrid p = { 3, 1, 1.8 }, q = { 300, 100, 180 };
    talking t, u;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    talking_solved_alone(&u, concept, &q);
    assert_close(talking_number(&t, "radius"), talking_number(&u, "radius"), 1e-12);
    assert_true(chosen(&t) && chosen(&u));
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_a_favourite_that_pays_less_is_refused(void **state)
{
    const hybrid p = { 1, 2, 1 };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "hybrid-norm: the favourite pays 1, less than the other's 2");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const hybrid p = { 3, 1, 1.2 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_the_hybrid_is_chosen_from_the_geometric_mean_on),
        cmocka_unit_test(test_another_scale_changes_nothing),
        cmocka_unit_test(test_a_favourite_that_pays_less_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
