/* test_capability_coverage.c: how much of the world's capability an agreement of few binds. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_coverage;
static const cm_concept *const concept = &cm_concept_coverage;

typedef struct covering {
    long members, signers, without;
    double exponent, consent, target;
    cm_numbers capabilities;
} covering;

/* Zipf's law among 193; by another program. */
static void test_as_tabulated(void **state)
{
    static const struct { double exponent; long signers; double coverage; } row[] = {
        { 0.8, 2, 0.15911446169840068 },
        { 0.8, 5, 0.2623104094726386 },
        { 0.8, 10, 0.3603149796686679 },
        { 0.8, 20, 0.4760745728678935 },
        { 0.8, 25, 0.5173207484617227 },
        { 0.8, 50, 0.6587425287631821 },
        { 0.8, 100, 0.8221216055285334 },
        { 0.8, 193, 1.0 },
        { 1.0, 2, 0.2567396604081157 },
        { 1.0, 5, 0.39081481639902055 },
        { 1.0, 10, 0.5013215432466407 },
        { 1.0, 20, 0.6157883052079196 },
        { 1.0, 25, 0.6531385377920049 },
        { 1.0, 50, 0.7700829671127186 },
        { 1.0, 100, 0.8878703615249934 },
        { 1.0, 193, 0.9999999999999999 },
        { 1.2, 2, 0.37306697758486385 },
        { 1.2, 5, 0.5295433730534447 },
        { 1.2, 10, 0.6414256404063571 },
        { 1.2, 20, 0.7430733773622359 },
        { 1.2, 25, 0.7734071080881062 },
        { 1.2, 50, 0.8602579167141916 },
        { 1.2, 100, 0.9365260463083099 },
        { 1.2, 193, 1.0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const covering p = { 193, row[k].signers, 0, row[k].exponent, 1, row[k].coverage, { 0, NULL } };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "coverage"), row[k].coverage, 1e-12);
        assert_int_equal(talking_count(&t, "needed"), row[k].signers);
        cm_arena_free(&t.arena);
    }
}

/* Where each consents with 0.95 by itself, seven of 193 bind most (by another program); where all consent, everybody. */
static void test_who_may_refuse_makes_a_small_agreement_best(void **state)
{
    covering p = { 193, 7, 0, 1, 0.95, 0.5, { 0, NULL } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "best"), 7);
    assert_close(talking_number(&t, "agreed"), pow(0.95, 7), 1e-12);
    assert_close(talking_number(&t, "effective"), talking_number(&t, "best_effective"), 1e-12);
    cm_arena_free(&t.arena);
    p.consent = 1;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "best"), 193);
    cm_arena_free(&t.arena);
}

/* 4, 3, 2, 1: without the largest, the next two have a half; alike, as many as there are count. */
static void test_by_hand(void **state)
{
    const double c[] = { 2, 4, 1, 3 };
    covering p = { 4, 2, 1, 0, 0.5, 0.7, { 4, c } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "coverage"), 0.5, 1e-12);
    assert_close(talking_number(&t, "without_largest"), 0.6, 1e-12);
    assert_close(talking_number(&t, "effective"), 0.125, 1e-12);
    assert_int_equal(talking_count(&t, "needed"), 2);
    assert_close(talking_number(&t, "effective_number"), 100.0 / 30, 1e-12);
    cm_arena_free(&t.arena);
    p.capabilities.count = 0;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "effective_number"), 4, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_where_all_stay_out_or_none_consents_nothing_is_bound(void **state)
{
    const covering out = { 5, 0, 5, 1, 0.9, 0.5, { 0, NULL } }, refuse = { 5, 2, 0, 1, 0, 0.5, { 0, NULL } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &out);
    assert_int_equal(talking_count(&t, "best"), 0);
    assert_close(talking_number(&t, "coverage"), 0, 0);
    cm_arena_free(&t.arena);
    talking_solved_alone(&t, concept, &refuse);
    assert_int_equal(talking_count(&t, "best"), 0);
    assert_close(talking_number(&t, "best_effective"), 0, 0);
    cm_arena_free(&t.arena);
}

static void draw(covering *p, double *c, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "capabilities", index);
    *p = (covering){ 2 + (long)cm_rng_below(&rng, 30), 0, 0, 2 * cm_rng_unit(&rng), 0.5 + 0.5 * cm_rng_unit(&rng), cm_rng_unit(&rng), { 0, NULL } };
    p->without = (long)cm_rng_below(&rng, (uint64_t)p->members);
    p->signers = (long)cm_rng_below(&rng, (uint64_t)(p->members - p->without) + 1);
    for (long i = 0; i < p->members; i++) c[i] = 0.1 + cm_rng_unit(&rng);
    if (index % 2 == 0) p->capabilities = (cm_numbers){ (size_t)p->members, c };
}

static void test_random_worlds_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 240; index++) {
        double c[32];
        covering p;
        talking t;
        draw(&p, c, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, index % 4 < 2 ? 1e-4 : -1e-4);
        talking_refuses_table(&t, concept, &p, "sizes", 1e-4);
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
            if (strcmp(s->name, "needed") != 0) continue;
            s->value.as.integer++;
            assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
        }
        cm_arena_free(&t.arena);
    }
}

static void test_scale_and_order_change_nothing(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index += 2) {
        double c[32], turned[32];
        covering p, q;
        talking t, u;
        draw(&p, c, index);
        for (long i = 0; i < p.members; i++) turned[i] = 8 * c[p.members - 1 - i];
        q = p;
        q.capabilities = (cm_numbers){ (size_t)p.members, turned };
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(talking_number(&t, "coverage"), talking_number(&u, "coverage"), 1e-12);
        assert_int_equal(talking_count(&t, "best"), talking_count(&u, "best"));
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_what_does_not_fit_is_refused(void **state)
{
    const double two[] = { 1, 2 };
    const covering p = { 10, 9, 2, 1, 1, 0.5, { 0, NULL } }, q = { 3, 1, 0, 1, 1, 0.5, { 2, two } };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "coverage: 9 sign and the 2 largest stay out, of 10 actors");
    cm_arena_free(&t.arena);
    assert_int_equal(talking_solve_alone(&t, concept, &q), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "coverage: 2 capabilities for 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const covering p = { 10, 3, 0, 1, 0.9, 0.5, { 0, NULL } };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_who_may_refuse_makes_a_small_agreement_best),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_where_all_stay_out_or_none_consents_nothing_is_bound),
        cmocka_unit_test(test_random_worlds_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_scale_and_order_change_nothing),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
