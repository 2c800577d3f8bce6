/* test_contest.c: contests against sharing. */
#include "solver/action/contest.h"
#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_contest;

/* Members of the strengths given; all alike when there are none. */
static void solved(talking *t, const cm_contest_params *p, size_t n, const double *strength)
{
    cm_status status;
    talking_open(t, n, (int64_t)n, 0.9)->capability = strength;
    status = talking_solve(t, concept, p);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

static double of(const talking *t, size_t row, const char *column)
{
    return cm_table_get(cm_result_find(&t->result, "contest"), row, column).as.number;
}

/* Effort (n - 1) V / n^2 each, all together (n - 1) / n of the prize: by another program. */
static void test_members_alike_as_tabulated(void **state)
{
    static const struct { size_t n; double effort, dissipation, payoff, sharing; } row[] = {
        { 2, 0.25, 0.5, 0.25, 0.5 }, { 3, 0.2222222222222222, 0.6666666666666666, 0.1111111111111111, 0.3333333333333333 }, { 5, 0.16, 0.8, 0.04, 0.2 },
        { 10, 0.09, 0.9, 0.01, 0.1 }, { 25, 0.0384, 0.96, 0.0016, 0.04 }, { 193, 0.00515450079196757, 0.9948186528497409, 2.684635829149776e-05, 0.0051813471502590676 },
    };
    static const cm_contest_params p = { 1, 1, 0, 0 };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        talking t;
        solved(&t, &p, row[k].n, NULL);
        for (size_t i = 0; i < row[k].n; i++) assert_close(of(&t, i, "effort"), row[k].effort, 1e-14);
        assert_close(talking_number(&t, "dissipation"), row[k].dissipation, 1e-12);
        assert_close(talking_number(&t, "leader_contest"), row[k].payoff, 1e-14);
        assert_close(talking_number(&t, "leader_sharing"), row[k].sharing, 1e-14);
        assert_close(talking_number(&t, "supporters"), 1, 1e-14);
        cm_arena_free(&t.arena);
    }
}

/* By another program; from 1 + sqrt 2 on the leader fights. */
static void test_a_leader_as_tabulated(void **state)
{
    static const struct { double lead, wins, effort, leader, laggard; bool fights; } row[] = {
        { 1, 0.5, 0.25, 0.25, 0.25, false }, { 1.5, 0.6, 0.24, 0.36, 0.16, false }, { 2, 0.6666666666666666, 0.2222222222222222, 0.4444444444444444, 0.1111111111111111, false },
        { 3, 0.75, 0.1875, 0.5625, 0.0625, true }, { 5, 0.8333333333333334, 0.1388888888888889, 0.6944444444444445, 0.027777777777777776, true },
        { 10, 0.9090909090909091, 0.08264462809917356, 0.8264462809917354, 0.008264462809917356, true },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_contest_params p = { 1, row[k].lead, 0, 0 };
        talking t;
        solved(&t, &p, 2, NULL);
        assert_close(of(&t, 0, "wins"), row[k].wins, 1e-14);
        assert_close(of(&t, 0, "effort"), row[k].effort, 1e-14);
        assert_close(of(&t, 1, "effort"), row[k].effort, 1e-14);
        assert_close(talking_number(&t, "leader_contest"), row[k].leader, 1e-14);
        assert_close(talking_number(&t, "least_value"), row[k].laggard, 1e-14);
        assert_close(talking_number(&t, "critical_lead"), 1 + sqrt(2), 1e-12);
        assert_true(cm_result_get(&t.result, "prefers_contest")->as.truth == row[k].fights);
        cm_arena_free(&t.arena);
    }
}

/* Of members alike but for the lead: (s + n - 2) / ((n - 1) (1 - s)), s = n^((network - 1) / 2), solved by hand. */
static void test_the_critical_lead_falls_with_members_and_rises_with_the_network(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 30; n += 7) {
        for (int k = 0; k < 4; k++) {
            cm_contest_params p = { 1, 1, 0, 0.3 * k };
            double s = pow((double)n, (p.network - 1) / 2);
            talking t;
            solved(&t, &p, n, NULL);
            assert_close(talking_number(&t, "critical_lead"), (s + (double)n - 2) / (((double)n - 1) * (1 - s)), 1e-9);
            cm_arena_free(&t.arena);
        }
    }
    {
        cm_contest_params p = { 1, 1000, 0, 1 };
        talking t;
        solved(&t, &p, 3, NULL);
        assert_int_equal(cm_result_get(&t.result, "critical_lead")->kind, CM_NONE);
        assert_true(talking_notes(&t, "Shared, each has as much as the whole prize: not even member, however far ahead, would rather fight."));
        talking_refuses_inventions(&t, concept, &p);
        cm_arena_free(&t.arena);
    }
}

/* Chances hang on strengths one to another alone, and so does the lead: two of a tenth as of one each, and of a millionth. */
static void test_the_critical_lead_does_not_hang_on_the_unit_of_strength(void **state)
{
    static const cm_contest_params p = { 1, 1, 0, 0 };
    (void)state;
    for (double unit = 1; unit > 1e-9; unit /= 10) {
        talking t;
        solved(&t, &p, 2, (double[]){ 2 * unit, unit });
        assert_close(talking_number(&t, "critical_lead"), (1 + sqrt(2)) / 2, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* A second way: best replies sqrt(A V / s) - A / s to the others' effective efforts A, in turn. */
static void test_efforts_that_answer_each_other_end_there(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "contests", 0);
    for (int k = 0; k < 50; k++) {
        double strength[9], y[9];
        size_t n = 2 + cm_rng_below(&rng, 7);
        cm_contest_params p = { 1 + cm_rng_unit(&rng), 1, 0.4, 0.2 };
        talking t;
        for (size_t i = 0; i < n; i++) strength[i] = 0.2 + cm_rng_unit(&rng), y[i] = 0.1;
        for (int round = 0; round < 20000; round++) {
            for (size_t i = 0; i < n; i++) {
                double others = 0;
                for (size_t j = 0; j < n; j++) others += j != i ? y[j] : 0;
                y[i] += 0.2 * (fmax(0, sqrt(others * strength[i] * p.prize) - others) - y[i]);
            }
        }
        solved(&t, &p, n, strength);
        for (size_t i = 0; i < n; i++) assert_close(of(&t, i, "effort"), y[i] / strength[i], 1e-6);
        cm_arena_free(&t.arena);
    }
}

static void test_the_certificate_takes_it_and_refuses_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "prizes", 0);
    for (int k = 0; k < 200; k++) {
        double strength[12];
        size_t n = 2 + cm_rng_below(&rng, 10);
        cm_contest_params p = { 0.5 + cm_rng_unit(&rng), 0.5 + 3 * cm_rng_unit(&rng), cm_rng_unit(&rng), 0.9 * cm_rng_unit(&rng) };
        talking t;
        for (size_t i = 0; i < n; i++) strength[i] = 0.2 + cm_rng_unit(&rng);
        solved(&t, &p, n, strength);
        talking_refuses_summary(&t, concept, &p, 1e-2);
        talking_refuses_table(&t, concept, &p, "contest", 1e-2);
        cm_arena_free(&t.arena);
    }
}

static void test_turning_members_round_turns_the_contest(void **state)
{
    static const double strength[] = { 3, 1, 2, 0.5 }, turned[] = { 0.5, 3, 1, 2 };
    static const cm_contest_params p = { 1, 1.5, 0, 0 };
    talking t, u;
    (void)state;
    solved(&t, &p, 4, strength);
    solved(&u, &p, 4, turned);
    for (size_t i = 0; i < 4; i++) assert_close(of(&t, i, "effort"), of(&u, (i + 1) % 4, "effort"), 1e-14);
    assert_close(talking_number(&t, "critical_lead"), talking_number(&u, "critical_lead"), 1e-12);
    assert_int_equal(talking_count(&t, "active"), 2);
    assert_true(talking_notes(&t, "Those who are too weak stay away from the contest: they spend nothing and win nothing."));
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_one_member_is_no_contest(void **state)
{
    static const cm_contest_params p = { 1, 1, 0, 0 };
    talking t;
    (void)state;
    (void)talking_open(&t, 1, 1, 0.9);
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "a contest takes two members or more, not 1");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    static const cm_contest_params p = { 1, 2, 0, 0 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 4, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_alike_as_tabulated),
        cmocka_unit_test(test_a_leader_as_tabulated),
        cmocka_unit_test(test_the_critical_lead_falls_with_members_and_rises_with_the_network),
        cmocka_unit_test(test_the_critical_lead_does_not_hang_on_the_unit_of_strength),
        cmocka_unit_test(test_efforts_that_answer_each_other_end_there),
        cmocka_unit_test(test_the_certificate_takes_it_and_refuses_near_misses),
        cmocka_unit_test(test_turning_members_round_turns_the_contest),
        cmocka_unit_test(test_one_member_is_no_contest),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
