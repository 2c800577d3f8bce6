/* test_inner_club.c: a few agree first, and the rest keep silent. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_inner_club;
static const cm_concept *const concept = &cm_concept_inner_club;

typedef struct club {
    long inner;
    double consent, opposed, objection, loss;
} club;

static void solved(talking *t, size_t n, const club *c)
{
    (void)talking_open(t, n, (int64_t)n, 0.9);
    if (talking_solve(t, concept, c) != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(t->ctx.status, CM_OK);
}

/* By another program. */
static void test_as_tabulated(void **state)
{
    static const struct { size_t n; long inner; double flat, asked, silence; } row[] = {
        { 25, 2, 0.2773895731218338, 0.2773895731218338, 0.4372542438479447 },
        { 25, 5, 0.2773895731218338, 0.2773895731218338, 0.3730305038014708 },
        { 25, 10, 0.2773895731218338, 0.2773895731218338, 0.2849075215007894 },
        { 25, 20, 0.2773895731218338, 0.2773895731218338, 0.2773895731218337 },
        { 193, 2, 5.019446397163782e-05, 5.019446397163782e-05, 0.449606774629249 },
        { 193, 5, 5.019446397163782e-05, 5.019446397163782e-05, 0.3854590482228706 },
        { 193, 10, 5.019446397163782e-05, 5.019446397163782e-05, 0.2982304928739253 },
        { 193, 20, 5.019446397163782e-05, 5.019446397163782e-05, 0.1785220789563644 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const club c = { row[k].inner, 0.95, 0.05, 0.5, 1 };
        talking t;
        solved(&t, row[k].n, &c);
        assert_close(talking_number(&t, "flat"), row[k].flat, 1e-12);
        assert_close(talking_number(&t, "explicit"), row[k].asked, 1e-12);
        assert_close(talking_number(&t, "agreement"), row[k].silence, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* By counting: each pattern of who is against, objecting when it is, among few outside. */
static void test_small_venues_by_all_patterns(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "patterns", 0);
    for (int k = 0; k < 200; k++) {
        size_t n = 1 + cm_rng_below(&rng, 10);
        const club c = { (long)cm_rng_below(&rng, n + 1), cm_rng_unit(&rng), cm_rng_unit(&rng), cm_rng_unit(&rng), 0.5 + cm_rng_unit(&rng) };
        size_t others = n - (size_t)c.inner;
        double sum = 0, q;
        talking t;
        solved(&t, n, &c);
        q = others > 0 ? talking_number(&t, "objects") : 0;
        for (unsigned against = 0; against < 1u << others; against++) {
            double chance = 1;
            for (size_t i = 0; i < others; i++) chance *= against >> i & 1u ? c.opposed * (1 - q) : 1 - c.opposed;
            sum += chance;
        }
        assert_close(talking_number(&t, "agreement"), pow(c.consent, (double)c.inner) * sum, 1e-12);
        talking_refuses_summary(&t, concept, &c, 1e-3);
        talking_refuses_inventions(&t, concept, &c);
        talking_refuses_table(&t, concept, &c, "clubs", 1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Asked one by one all weigh alike; with a club and silence its members weigh more than the others. */
static void test_members_of_the_club_weigh_more_than_others(void **state)
{
    const club c = { 2, 0.95, 0.05, 0.5, 1 };
    talking t;
    (void)state;
    solved(&t, 193, &c);
    assert_close(talking_number(&t, "flat_weight"), pow(0.95, 192), 1e-12);
    assert_close(talking_number(&t, "inner_weight"), talking_number(&t, "agreement") / 0.95, 1e-12);
    assert_true(talking_number(&t, "inner_weight") > 5 * talking_number(&t, "outer_weight"));
    cm_arena_free(&t.arena);
}

static void test_costs_on_another_scale_change_nothing(void **state)
{
    const club c = { 3, 0.9, 0.2, 0.1, 1 }, d = { 3, 0.9, 0.2, 10, 100 };
    talking t, u;
    (void)state;
    solved(&t, 30, &c);
    solved(&u, 30, &d);
    assert_close(talking_number(&t, "agreement"), talking_number(&u, "agreement"), 1e-12);
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_the_strongest_make_up_the_club_whatever_their_order(void **state)
{
    static double capability[] = { 1, 5, 2, 2 };
    const club c = { 2, 0.9, 0.2, 0.1, 1 };
    talking t;
    (void)state;
    talking_open(&t, 4, 4, 0.9)->capability = capability;
    assert_int_equal(talking_solve(&t, concept, &c), CM_OK);
    assert_close(talking_number(&t, "club_share"), 0.7, 1e-12);
    assert_close(talking_number(&t, "alone"), 0.7 * 0.81, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    club c = { 2, 0.9, 0.2, 0.1, 1 };
    talking t;
    (void)state;
    (void)talking_open(&t, 5, 3, 0.9);
    assert_int_equal(talking_solve(&t, concept, &c), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "inner-club: one objection stops a text, and the rule of these 5 members can do without some");
    cm_arena_free(&t.arena);
    c.inner = 6;
    (void)talking_open(&t, 5, 5, 0.9);
    assert_int_equal(talking_solve(&t, concept, &c), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "inner-club: an inner club of 6, of 5 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const club c = { 2, 0.9, 0.2, 0.1, 1 };
    (void)state;
    talking_runs_out_of_memory(concept, &c, 5, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_small_venues_by_all_patterns),
        cmocka_unit_test(test_members_of_the_club_weigh_more_than_others),
        cmocka_unit_test(test_costs_on_another_scale_change_nothing),
        cmocka_unit_test(test_the_strongest_make_up_the_club_whatever_their_order),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
