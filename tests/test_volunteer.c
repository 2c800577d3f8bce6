/* test_volunteer.c: one acts for all, and each hopes that another does. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_volunteer;
static const cm_concept *const concept = &cm_concept_volunteer;

typedef struct dilemma {
    long members;
    double benefit, cost, spread;
    cm_numbers costs;
} dilemma;

/* Diekmann (1985); tabulated by another program. */
static void test_as_tabulated(void **state)
{
    static const struct { long n; double cost, chance, none, provision; } row[] = {
        { 2, 0.1, 0.9, 0.010000000000000002, 0.99 },
        { 3, 0.1, 0.683772233983162, 0.0316227766016838, 0.9683772233983162 },
        { 5, 0.1, 0.4376586748096509, 0.05623413251903491, 0.9437658674809651 },
        { 10, 0.1, 0.2257363173188729, 0.07742636826811271, 0.9225736317318873 },
        { 25, 0.1, 0.09148242434831322, 0.09085175756516867, 0.9091482424348314 },
        { 50, 0.1, 0.04590452365000608, 0.0954095476349994, 0.9045904523650006 },
        { 193, 0.1, 0.01192100570713106, 0.09880789942928692, 0.9011921005707131 },
        { 2, 0.3, 0.7, 0.09, 0.91 },
        { 3, 0.3, 0.4522774424948339, 0.1643167672515498, 0.8356832327484502 },
        { 5, 0.3, 0.25991719550771475, 0.22202484134768558, 0.7779751586523145 },
        { 10, 0.3, 0.12521291707606708, 0.2624361248771799, 0.7375638751228202 },
        { 25, 0.3, 0.04892802281638153, 0.2853215931550855, 0.7146784068449146 },
        { 50, 0.3, 0.024271466884686732, 0.29271855993459395, 0.707281440065406 },
        { 193, 0.3, 0.006251071933301544, 0.29812467842000956, 0.7018753215799904 },
        { 2, 0.5, 0.5, 0.25, 0.75 },
        { 3, 0.5, 0.2928932188134524, 0.3535533905932738, 0.6464466094067263 },
        { 5, 0.5, 0.1591035847462855, 0.42044820762685725, 0.5795517923731428 },
        { 10, 0.5, 0.07412528771270954, 0.4629373561436452, 0.5370626438563548 },
        { 25, 0.5, 0.02846805884639414, 0.48576597057680293, 0.5142340294231971 },
        { 50, 0.5, 0.014046278251899968, 0.49297686087405, 0.50702313912595 },
        { 193, 0.5, 0.003603632839185411, 0.49819818358040735, 0.5018018164195927 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const dilemma p = { row[k].n, 1, row[k].cost, 0, { 0, NULL } };
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "chance"), row[k].chance, 1e-12);
        assert_close(talking_number(&t, "none"), row[k].none, 1e-12);
        assert_close(talking_number(&t, "provision"), row[k].provision, 1e-12);
        assert_close(talking_number(&t, "gain"), 1 - row[k].cost, 1e-12);                 /* acting is as good as waiting */
        assert_int_equal(talking_count(&t, "mixing"), row[k].n);
        assert_int_equal(talking_count(&t, "certain"), row[k].n);
        cm_arena_free(&t.arena);
    }
}

/* The chance that nobody acts rises with the number, from c^2 of two towards c. */
static void test_the_more_could_act_the_less_sure_it_is(void **state)
{
    double before = 0;
    (void)state;
    for (long n = 1; n <= 1000; n += n < 20 ? 1 : 70) {
        const dilemma p = { n, 10, 4, 0, { 0, NULL } };
        talking t;
        talking_solved_alone(&t, concept, &p);
        if (n == 1) assert_close(talking_number(&t, "provision"), 1, 0);
        if (n > 1) assert_true(talking_number(&t, "none") > before && talking_number(&t, "none") < 0.4);
        before = talking_number(&t, "none");
        cm_arena_free(&t.arena);
    }
    assert_close(before, 0.4, 1e-3);
}

static double column(const talking *t, size_t row, const char *name)
{
    return cm_table_get(cm_result_find(&t->result, "members"), row, name).as.number;
}

/* Two whose costs differ: each acts as often as makes the other indifferent, so with 1 - c of the other; the cheaper one less. */
static void test_whoever_pays_more_acts_more_often(void **state)
{
    const double costs[] = { 0.2, 0.6 }, three[] = { 0.5, 0.9, 0.1 };
    const dilemma p = { 2, 1, 0, 0, { 2, costs } }, q = { 3, 1, 0, 0, { 3, three } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(column(&t, 0, "acts"), 0.4, 1e-12);
    assert_close(column(&t, 1, "acts"), 0.8, 1e-12);
    assert_close(talking_number(&t, "none"), 0.12, 1e-12);
    assert_close(talking_number(&t, "captured"), 0.6 / 0.9, 1e-12);
    assert_true(talking_notes(&t, "Costs differ: of those that leave it to chance whoever pays more acts more often, since that is what keeps the others indifferent. Other sets of members may mix as well; the most of the cheapest are shown."));
    cm_arena_free(&t.arena);
    talking_solved_alone(&t, concept, &q);                      /* all three would need sqrt(0.045) = 0.212 <= 0.1 */
    assert_int_equal(talking_count(&t, "mixing"), 2);
    assert_close(column(&t, 0, "acts"), 0.9, 1e-12);
    assert_close(column(&t, 1, "acts"), 0, 0);
    assert_close(column(&t, 2, "acts"), 0.5, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_who_never_acts(void **state)
{
    const double one[] = { 2, 0.5, 1 }, none[] = { 2, 1, 1 };
    const dilemma p = { 3, 1, 0, 0, { 3, one } }, q = { 3, 1, 0, 0, { 3, none } };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(column(&t, 1, "acts"), 1, 0);
    assert_close(talking_number(&t, "provision"), 1, 0);
    assert_close(talking_number(&t, "captured"), 1, 1e-12);
    cm_arena_free(&t.arena);
    talking_solved_alone(&t, concept, &q);
    assert_close(talking_number(&t, "provision"), 0, 0);
    assert_int_equal(talking_count(&t, "certain"), 0);
    assert_true(talking_notes(&t, "Acting costs everybody at least what it brings: nobody acts, though all together might gain."));
    cm_arena_free(&t.arena);
}

static void draw(dilemma *p, double *costs, uint64_t index)
{
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "volunteers", index);
    *p = (dilemma){ 1 + (long)cm_rng_below(&rng, 12), 0.5 + 2 * cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng) + 0.01, index % 3 == 0 ? cm_rng_unit(&rng) : 0, { 0, NULL } };
    for (long i = 0; i < p->members; i++) costs[i] = (0.02 + 1.1 * cm_rng_unit(&rng)) * p->benefit;
    if (index % 3 == 1) p->costs = (cm_numbers){ (size_t)p->members, costs };
}

static void test_random_dilemmas_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 300; index++) {
        double costs[12];
        dilemma p;
        talking t;
        draw(&p, costs, index);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, 1e-4);
        talking_refuses_summary(&t, concept, &p, -1e-4);
        talking_refuses_inventions(&t, concept, &p);
        if (talking_count(&t, "certain") > 0 && p.members > 1) talking_refuses_table(&t, concept, &p, "members", index % 2 == 0 ? 1e-3 : -1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Played out: each acts with what is printed. */
static void test_played_out_somebody_acts_as_often(void **state)
{
    enum { GAMES = 40000 };
    const double costs[] = { 0.3, 0.35, 0.5, 0.7 };
    const dilemma p = { 4, 1, 0, 0, { 4, costs } };
    double acted = 0;
    talking t;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "acting", 0);
    talking_solved_alone(&t, concept, &p);
    for (int g = 0; g < GAMES; g++) {
        bool any = false;
        for (size_t i = 0; i < 4; i++) any = cm_rng_unit(&rng) < column(&t, i, "acts") || any;
        acted += any ? 1 : 0;
    }
    assert_close(acted / GAMES, talking_number(&t, "provision"), 4 * sqrt(0.25 / GAMES));
    cm_arena_free(&t.arena);
}

static void test_scale_and_order_move_along(void **state)
{
    (void)state;
    for (uint64_t index = 1; index < 60; index += 3) {
        double costs[12], turned[12];
        dilemma p, q;
        talking t, u;
        size_t n;
        draw(&p, costs, index);
        n = (size_t)p.members;
        for (size_t i = 0; i < n; i++) turned[i] = 8 * costs[n - 1 - i];
        q = (dilemma){ p.members, 8 * p.benefit, 0, 0, { n, turned } };
        talking_solved_alone(&t, concept, &p);
        talking_solved_alone(&u, concept, &q);
        assert_close(talking_number(&t, "provision"), talking_number(&u, "provision"), 1e-12);
        assert_close(8 * talking_number(&t, "gain"), talking_number(&u, "gain"), 1e-11);
        for (size_t i = 0; i < n; i++) assert_close(column(&t, i, "acts"), column(&u, n - 1 - i, "acts"), 1e-12);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_another_number_of_costs_is_refused(void **state)
{
    const double costs[] = { 0.2, 0.6 };
    const dilemma p = { 3, 1, 0.3, 0, { 2, costs } };
    talking t;
    (void)state;
    assert_int_equal(talking_solve_alone(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "volunteer: 2 costs for 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const dilemma p = { 4, 1, 0.3, 0.5, { 0, NULL } };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_the_more_could_act_the_less_sure_it_is),
        cmocka_unit_test(test_whoever_pays_more_acts_more_often),
        cmocka_unit_test(test_who_never_acts),
        cmocka_unit_test(test_random_dilemmas_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_played_out_somebody_acts_as_often),
        cmocka_unit_test(test_scale_and_order_move_along),
        cmocka_unit_test(test_another_number_of_costs_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
