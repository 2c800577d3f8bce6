/* test_deliberation.c: talk that brings opinions together. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_deliberation;
static const cm_concept *const concept = &cm_concept_deliberation;

typedef struct deliberation {
    long members, horizon;
    const char *kind;
    double keep, confidence, target, close, interest;
    cm_numbers opinions;
} deliberation;

static deliberation usual(long members, double keep, double interest)
{
    return (deliberation){ .members = members, .horizon = 200, .kind = "averaging", .keep = keep, .confidence = 0.2, .target = 0.1, .close = 0.05, .interest = interest };
}

/* By another program: 193 members with a mean one deviation off need ten rounds that each leave nine tenths. */
static void test_rounds_to_even_odds_as_tabulated(void **state)
{
    static const struct { long n; double keep, interest, rounds; } row[] = {
        { 15, 0.8, 0.5, 6 },
        { 15, 0.8, 1.0, 3 },
        { 15, 0.9, 0.5, 12 },
        { 15, 0.9, 1.0, 6 },
        { 15, 0.95, 0.5, 24 },
        { 15, 0.95, 1.0, 11 },
        { 25, 0.8, 0.5, 7 },
        { 25, 0.8, 1.0, 3 },
        { 25, 0.9, 0.5, 13 },
        { 25, 0.9, 1.0, 7 },
        { 25, 0.95, 0.5, 27 },
        { 25, 0.95, 1.0, 13 },
        { 193, 0.8, 0.5, 8 },
        { 193, 0.8, 1.0, 5 },
        { 193, 0.9, 0.5, 16 },
        { 193, 0.9, 1.0, 10 },
        { 193, 0.95, 0.5, 33 },
        { 193, 0.95, 1.0, 20 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        deliberation p = usual(row[k].n, row[k].keep, row[k].interest);
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "even_odds"), row[k].rounds, 0);
        cm_arena_free(&t.arena);
    }
}

static void test_averaging_narrows_by_its_factor(void **state)
{
    deliberation p = usual(9, 0.5, 1);
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "rounds"), 4);
    assert_close(talking_number(&t, "dispersion"), sqrt((81 - 1) / 12.0) / 9 / 16, 1e-12);
    assert_close(talking_number(&t, "adopted"), 8.0 / 9, 1e-12);
    cm_arena_free(&t.arena);
}

/* Two pairs too far apart to hear each other, by hand. */
static void test_camps_that_do_not_hear_each_other_stay_apart(void **state)
{
    static const double x[] = { 0.9, 0, 0.1, 1 };
    deliberation p = usual(4, 0.9, 1);
    talking t;
    (void)state;
    p.kind = "bounded";
    p.opinions = (cm_numbers){ 4, x };
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "rounds"), 1);
    assert_int_equal(talking_count(&t, "camps"), 2);
    assert_close(talking_number(&t, "dispersion"), 0.45, 1e-12);
    assert_close(talking_number(&t, "adopted"), 0.5, 0);
    cm_arena_free(&t.arena);
    p.confidence = 0.8;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "camps"), 1);
    assert_close(talking_number(&t, "dispersion"), 0, 1e-9);
    cm_arena_free(&t.arena);
}

/* Hegselmann and Krause 2002: many evenly spread opinions and a confidence of a quarter or more end in one camp; with 0.1 in several. */
static void test_confidence_decides_how_many_camps_there_are(void **state)
{
    deliberation p = usual(201, 0.9, 1);
    talking t;
    (void)state;
    p.kind = "bounded";
    p.confidence = 0.25;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "camps"), 1);
    cm_arena_free(&t.arena);
    p.confidence = 0.1;
    talking_solved_alone(&t, concept, &p);
    assert_true(talking_count(&t, "camps") >= 3);
    cm_arena_free(&t.arena);
}

static void test_random_talks_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "talks", 0);
    for (int k = 0; k < 300; k++) {
        double x[30];
        deliberation p = usual(2 + (long)cm_rng_below(&rng, 28), cm_rng_unit(&rng), 2 * cm_rng_unit(&rng));
        talking t;
        if (k % 2 == 0) p.kind = "bounded";
        if (k % 3 > 0) p.opinions = (cm_numbers){ (size_t)p.members, x };
        for (long i = 0; i < p.members; i++) x[i] = 3 * cm_rng_unit(&rng) - 1;
        p.horizon = 1 + (long)cm_rng_below(&rng, 50);
        p.confidence = cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &p);
        if (k % 5 == 0) {
            talking_refuses_summary(&t, concept, &p, 1e-3);
            talking_refuses_inventions(&t, concept, &p);
            talking_refuses_table(&t, concept, &p, "path", 1e-4);
            talking_refuses_filled(&t, concept, &p, "path");
        }
        cm_arena_free(&t.arena);
    }
}

static void test_what_does_not_fit_is_named(void **state)
{
    static const double x[] = { 1, 2 };
    deliberation p = usual(3, 0.9, 1);
    talking t;
    (void)state;
    p.opinions = (cm_numbers){ 2, x };
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "deliberation: 2 opinions for 3 members");
    cm_arena_free(&t.arena);
    p = usual(30, 1, 1);
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(cm_result_get(&t.result, "even_odds")->kind, CM_NONE);
    assert_int_equal(cm_result_get(&t.result, "rounds")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    deliberation p = usual(6, 0.5, 1);
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds_to_even_odds_as_tabulated),
        cmocka_unit_test(test_averaging_narrows_by_its_factor),
        cmocka_unit_test(test_camps_that_do_not_hear_each_other_stay_apart),
        cmocka_unit_test(test_confidence_decides_how_many_camps_there_are),
        cmocka_unit_test(test_random_talks_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_what_does_not_fit_is_named),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
