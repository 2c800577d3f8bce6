/* test_sponsors.c: hackers, and states behind them. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_sponsors;
static const cm_concept *const concept = &cm_concept_sponsors;

typedef struct sponsors {
    double skill, support, own, hardness, motive, top, caught, fine, linked, seen, punishment, norm, entanglement, support_cost, direct_cost;
} sponsors;

static sponsors given(void)
{
    sponsors s = { 0 };
    cm_params_default(&s, concept->param, concept->nparams);
    return s;
}

/* By hand: proxy .6 x - .054 - .05, direct .75 x - .36 - .1, hackers y / 3 against .15. */
static void test_by_hand(void **state)
{
    const sponsors s = given();
    double wage = 0, first = (0.09 * 0.6 + 0.05 + wage) / 0.6;
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &s);
    assert_close(talking_number(&t, "pay"), wage, 1e-12);                  /* .15 against .6 / 2 */
    assert_close(talking_number(&t, "proxy"), 1 - first, 1e-12);            /* they cross at (.46 - .104) / .15, above 1 */
    assert_close(talking_number(&t, "direct"), 0, 1e-12);
    assert_close(talking_number(&t, "alone"), 1 - 0.45, 1e-12);
    assert_close(talking_number(&t, "alone_success"), 0.55 / 3, 1e-12);
    cm_arena_free(&t.arena);
}

/* Against a grid of types. */
static void test_types_one_by_one_and_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "states", 0);
    for (int k = 0; k < 300; k++) {
        sponsors s = given();
        double proxy = 0, direct = 0, wage;
        const int types = 20000;
        talking t;
        s.skill = cm_rng_unit(&rng);
        s.support = 2 * cm_rng_unit(&rng);
        s.own = 4 * cm_rng_unit(&rng);
        s.hardness = 0.1 + 2 * cm_rng_unit(&rng);
        s.motive = 0.1 + cm_rng_unit(&rng);
        s.top = 0.2 + 2 * cm_rng_unit(&rng);
        s.caught = cm_rng_unit(&rng);
        s.fine = cm_rng_unit(&rng);
        s.linked = cm_rng_unit(&rng);
        s.seen = cm_rng_unit(&rng);
        s.punishment = cm_rng_unit(&rng);
        s.entanglement = 0.1 * cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &s);
        wage = fmax(0, s.caught * s.fine - (s.skill + s.support) / (s.skill + s.support + s.hardness) * s.motive / 2);
        for (int i = 0; i < types && k < 60; i++) {
            double x = s.top * (i + 0.5) / types;
            double a = x * (s.skill + s.support) / (s.skill + s.support + s.hardness) - s.caught * s.linked * (s.punishment + s.norm) - s.entanglement - s.support_cost - wage;
            double b = x * s.own / (s.own + s.hardness) - s.seen * (s.punishment + s.norm) - s.entanglement - s.direct_cost;
            proxy += a > 0 && a > b;
            direct += b > 0 && b >= a;
        }
        if (k < 60) assert_close(talking_number(&t, "proxy"), proxy / types, 2. / types);
        if (k < 60) assert_close(talking_number(&t, "direct"), direct / types, 2. / types);
        talking_refuses_summary(&t, concept, &s, 1e-3);
        talking_refuses_inventions(&t, concept, &s);
        talking_refuses_table(&t, concept, &s, "options", 1e-3);
        cm_arena_free(&t.arena);
    }
}

/* A state that is named more surely in the open goes behind hackers; it does not stay at home. */
static void test_better_attribution_in_the_open_moves_states_behind_hackers(void **state)
{
    sponsors s = given();
    talking t, u;
    (void)state;
    s.own = 9;
    s.seen = 0.1;
    talking_solved_alone(&t, concept, &s);
    s.seen = 0.4;
    talking_solved_alone(&u, concept, &s);
    assert_true(talking_number(&u, "direct") < talking_number(&t, "direct"));
    assert_true(talking_number(&u, "proxy") > talking_number(&t, "proxy"));
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

/* The harder the target, the larger the part of successes with a state behind. */
static void test_hard_targets_need_states(void **state)
{
    double before = 0;
    (void)state;
    for (double h = 0.5; h < 2.6; h += 0.5) {
        sponsors s = given();
        talking t;
        s.hardness = h;
        talking_solved_alone(&t, concept, &s);
        assert_true(talking_number(&t, "sponsored") > before);
        before = talking_number(&t, "sponsored");
        cm_arena_free(&t.arena);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    const sponsors s = given();
    (void)state;
    talking_runs_out_of_memory(concept, &s, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_types_one_by_one_and_near_misses),
        cmocka_unit_test(test_better_attribution_in_the_open_moves_states_behind_hackers),
        cmocka_unit_test(test_hard_targets_need_states),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
