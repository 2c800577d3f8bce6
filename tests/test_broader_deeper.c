/* test_broader_deeper.c: breadth against depth. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_broader_deeper;
static const cm_concept *const concept = &cm_concept_broader_deeper;

typedef struct broad {
    long members, club;
    double ambition, spread;
    cm_numbers ambitions;
} broad;

/* Ambitions even on 0 to 1; by another program. */
static void test_as_tabulated(void **state)
{
    static const struct { long n, club; double depth, club_depth, average, differentiated; } row[] = {
        { 5, 2, 0.3333333333333333, 0.75, 0.3, 0.5 },
        { 5, 5, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.5 },
        { 10, 2, 0.18181818181818182, 0.8636363636363636, 0.17272727272727273, 0.5 },
        { 10, 5, 0.18181818181818182, 0.7272727272727273, 0.36363636363636365, 0.5 },
        { 10, 10, 0.18181818181818182, 0.18181818181818182, 0.18181818181818182, 0.5 },
        { 25, 2, 0.07692307692307693, 0.9423076923076923, 0.07538461538461538, 0.49999999999999994 },
        { 25, 5, 0.07692307692307693, 0.8846153846153846, 0.17692307692307693, 0.49999999999999994 },
        { 25, 12, 0.07692307692307693, 0.75, 0.36, 0.49999999999999994 },
        { 25, 25, 0.07692307692307693, 0.07692307692307693, 0.07692307692307693, 0.49999999999999994 },
        { 50, 2, 0.0392156862745098, 0.9705882352941176, 0.03882352941176471, 0.5 },
        { 50, 5, 0.0392156862745098, 0.9411764705882353, 0.09411764705882353, 0.5 },
        { 50, 25, 0.0392156862745098, 0.7450980392156863, 0.37254901960784315, 0.5 },
        { 50, 50, 0.0392156862745098, 0.0392156862745098, 0.0392156862745098, 0.5 },
        { 193, 2, 0.010309278350515464, 0.9922680412371134, 0.010282570375514128, 0.5 },
        { 193, 5, 0.010309278350515464, 0.9845360824742269, 0.02550611612627531, 0.5 },
        { 193, 96, 0.010309278350515464, 0.75, 0.37305699481865284, 0.5 },
        { 193, 193, 0.010309278350515464, 0.010309278350515464, 0.010309278350515464, 0.5 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const broad p = { row[k].n, row[k].club, 0.5, 1, { 0, NULL } };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "depth"), row[k].depth, 1e-12);
        assert_close(talking_number(&t, "club_depth"), row[k].club_depth, 1e-12);
        assert_close(talking_number(&t, "club_average"), row[k].average, 1e-12);
        assert_close(talking_number(&t, "differentiated"), row[k].differentiated, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* 25 members: a club of 12 goes to 0.75; opened at that depth, those from 0.375 on are in: 16 of 25. */
static void test_a_club_opened_at_its_own_depth(void **state)
{
    const broad p = { 25, 12, 0.5, 1, { 0, NULL } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "opened"), 16);
    assert_close(talking_number(&t, "opened_average"), 0.48, 1e-12);
    assert_true(cm_result_get(&t.result, "trade_off")->as.truth);
    cm_arena_free(&t.arena);
}

/* Who are alike go as deep together as each would: no trade-off; so they do while the least would like half of the mean. */
static void test_those_alike_lose_nothing_by_breadth(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        const broad p = { 25, 0, 2, 0.1 * k, { 0, NULL } };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "depth"), 2, 1e-12);
        assert_int_equal(talking_count(&t, "club"), 25);
        assert_false(cm_result_get(&t.result, "trade_off")->as.truth);
        cm_arena_free(&t.arena);
    }
}

static void draw(broad *p, double *a, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "ambitions", index);
    *p = (broad){ 1 + (long)cm_rng_below(&rng, 10), 0, 0.2 + cm_rng_unit(&rng), cm_rng_unit(&rng), { 0, NULL } };
    if (index % 2 == 0) p->club = 1 + (long)cm_rng_below(&rng, (uint64_t)p->members);
    for (long i = 0; i < p->members; i++) a[i] = 0.05 + cm_rng_unit(&rng);
    if (index % 3 != 0) p->ambitions = (cm_numbers){ (size_t)p->members, a };
}

/* All sets of members and many depths: no set of a size binds more than the most ambitious do with what they choose. */
static void test_no_other_set_goes_deeper(void **state)
{
    (void)state;
    for (uint64_t index = 1; index < 60; index += 3) {
        double a[10];
        broad p;
        talking t;
        draw(&p, a, index);
        talking_solved_alone(&t, concept, &p);
        for (unsigned set = 1; set < 1u << p.members; set++) {
            double least = HUGE_VAL, sum = 0, best = 0, depth = 0;
            size_t size = (size_t)__builtin_popcount(set);
            for (long i = 0; i < p.members; i++) {
                if (!(set >> i & 1u)) continue;
                least = fmin(least, a[i]);
                sum += a[i];
            }
            for (int k = 0; k <= 1000; k++) {
                double x = 2 * least * k / 1000, together = x * (2 * sum - (double)size * x);
                if (together > best) best = together, depth = x;
            }
            assert_true(depth <= cm_table_get(cm_result_find(&t.result, "clubs"), size - 1, "depth").as.number + 2e-3);
        }
        cm_arena_free(&t.arena);
    }
}

static void test_random_worlds_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 240; index++) {
        double a[10];
        broad p;
        talking t;
        draw(&p, a, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, index % 4 < 2 ? 1e-4 : -1e-4);
        if (index < 60) talking_refuses_table(&t, concept, &p, "clubs", index % 2 == 0 ? 1e-4 : -1e-4);
        cm_arena_free(&t.arena);
    }
}

static void test_scale_and_order_move_along(void **state)
{
    (void)state;
    for (uint64_t index = 1; index < 60; index += 3) {
        double a[10], turned[10];
        broad p, q;
        talking t, u;
        draw(&p, a, index);
        for (long i = 0; i < p.members; i++) turned[i] = 4 * a[p.members - 1 - i];
        q = p;
        q.ambitions = (cm_numbers){ (size_t)p.members, turned };
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(4 * talking_number(&t, "depth"), talking_number(&u, "depth"), 1e-12);
        assert_close(16 * talking_number(&t, "club_gain"), talking_number(&u, "club_gain"), 1e-12);
        assert_int_equal(talking_count(&t, "opened"), talking_count(&u, "opened"));
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_what_does_not_fit_is_refused(void **state)
{
    const double two[] = { 1, 2 };
    const broad p = { 3, 4, 0.5, 1, { 0, NULL } }, q = { 3, 0, 0.5, 1, { 2, two } };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "broader-deeper: a club of 4 of 3 members");
    cm_arena_free(&t.arena);
    assert_int_equal(talking_solve_alone(&t, concept, &q), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "broader-deeper: 2 ambitions for 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const broad p = { 4, 2, 0.5, 1, { 0, NULL } };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_a_club_opened_at_its_own_depth),
        cmocka_unit_test(test_those_alike_lose_nothing_by_breadth),
        cmocka_unit_test(test_no_other_set_goes_deeper),
        cmocka_unit_test(test_random_worlds_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_scale_and_order_move_along),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
