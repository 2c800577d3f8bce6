/* test_openness.c: research that spills over, and the game of openness. */
#include "solver/action/openness.h"
#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_openness;
static const cm_openness_params plain = { 3, 0.5, 0, 0, 1, 1 };

static void solved(talking *t, const cm_openness_params *p, size_t n, double patience)
{
    cm_status status;
    (void)talking_open(t, n, (int64_t)n, patience);
    status = talking_solve(t, concept, p);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

/* C. d'Aspremont, A. Jacquemin, American Economic Review 78 (1988) 1133-1137, by another program: D = 1, two firms. */
static void test_two_firms_apart_and_jointly_as_tabulated(void **state)
{
    static const struct { double cost, beta, apart, joint, profit, joint_profit, welfare, joint_welfare; } row[] = {
        { 2, 0, 0.2857142857142857, 0.125, 0.1020408163265306, 0.125, 0.5714285714285714, 0.53125 },
        { 2, 0.25, 0.25688073394495414, 0.16806722689075632, 0.12793535897651714, 0.1344537815126051, 0.6437168588502652, 0.5943083115599184 },
        { 2, 0.5, 0.2222222222222222, 0.2222222222222222, 0.14814814814814814, 0.14814814814814814, 0.691358024691358, 0.691358024691358 },
        { 2, 0.75, 0.1834862385321101, 0.29473684210526313, 0.16025587071795305, 0.16842105263157886, 0.708357882333137, 0.8474238227146811 },
        { 2, 1, 0.14285714285714285, 0.4, 0.16326530612244897, 0.2, 0.693877551020408, 1.12 },
        { 3, 0, 0.17391304347826086, 0.08, 0.10775047258979203, 0.12, 0.5217391304347825, 0.4992 },
        { 3, 0.25, 0.15469613259668508, 0.10471204188481675, 0.12234058789414246, 0.12565445026178013, 0.5611550318976833, 0.5355116361941834 },
        { 3, 1, 0.08695652173913043, 0.21052631578947367, 0.14177693761814741, 0.15789473684210525, 0.5897920604914932, 0.7645429362880886 },
        { 5, 0, 0.0975609756097561, 0.046511627906976744, 0.11005353955978586, 0.11627906976744187, 0.4878048780487806, 0.47593293672255277 },
        { 5, 0.75, 0.06153846153846154, 0.09003215434083602, 0.1268639053254438, 0.12861736334405144, 0.5263905325443787, 0.5549983974524664 },
        { 5, 1, 0.04878048780487805, 0.10810810810810811, 0.1279000594883998, 0.13513513513513514, 0.5234979179060084, 0.5989773557341125 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_openness_params p = { row[k].cost, row[k].beta, 0, 0, 1, 1 };
        talking t;
        solved(&t, &p, 2, 0.9);
        assert_close(talking_number(&t, "research"), row[k].apart, 1e-12);
        assert_close(talking_number(&t, "joint_research"), row[k].joint, 1e-12);
        assert_close(talking_number(&t, "profit"), row[k].profit, 1e-12);
        assert_close(talking_number(&t, "joint_profit"), row[k].joint_profit, 1e-12);
        assert_close(talking_number(&t, "welfare"), row[k].welfare, 1e-12);
        assert_close(talking_number(&t, "joint_welfare"), row[k].joint_welfare, 1e-12);
        cm_arena_free(&t.arena);
        p.cooperation = 1;
        solved(&t, &p, 2, 0.9);
        assert_close(talking_number(&t, "research"), row[k].joint, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* By another program. */
static void test_the_game_of_openness_is_a_dilemma(void **state)
{
    static const struct { double cost, both, none, tempted, left, guards_research, critical, welfare, venture, venture_welfare; } row[] = {
        { 2, 0.16326530612244897, 0.10204081632653049, 0.22959183673469397, 0.040816326530612235, 0.42857142857142855, 0.52, 0.12244897959183676, 0.2, 1.12 },
        { 3, 0.14177693761814741, 0.10775047258979203, 0.17811812815863579, 0.07233517225415684, 0.2236024844720497, 0.5164473684210524, 0.06805293005671076, 0.15789473684210525, 0.7645429362880886 },
        { 5, 0.1279000594883998, 0.11005353955978586, 0.14652098462101673, 0.09157341537335131, 0.1125703564727955, 0.5106177606177609, 0.035693039857227826, 0.13513513513513514, 0.5989773557341125 },
    };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        cm_openness_params p = { row[k].cost, 0.5, 0, 0, 1, 1 };
        talking t;
        const cm_table *table;
        solved(&t, &p, 2, 0.515);
        table = cm_result_find(&t.result, "profiles");
        assert_close(talking_number(&t, "shared_profit"), row[k].both, 1e-12);
        assert_close(talking_number(&t, "guarded_profit"), row[k].none, 1e-12);
        assert_close(talking_number(&t, "temptation"), row[k].tempted, 1e-12);
        assert_close(talking_number(&t, "critical_patience"), row[k].critical, 1e-11);
        assert_close(talking_number(&t, "welfare_gain"), row[k].welfare, 1e-12);
        assert_close(talking_number(&t, "venture_profit"), row[k].venture, 1e-12);
        assert_close(talking_number(&t, "venture_welfare"), row[k].venture_welfare, 1e-12);
        assert_close(cm_table_get(table, 1, "shares_profit").as.number, row[k].left, 1e-12);
        assert_close(cm_table_get(table, 1, "guards_research").as.number, row[k].guards_research, 1e-12);
        assert_string_equal(cm_result_get(&t.result, "dominant")->as.text, "guard");
        assert_true(cm_result_get(&t.result, "dilemma")->as.truth);
        assert_true(cm_result_get(&t.result, "sustainable")->as.truth == (row[k].critical < 0.515));
        cm_arena_free(&t.arena);
    }
}

/* A second way: best replies of n members by golden section, in turn, until nobody moves. */
static double profit_of(double cost, size_t n, const double *beta, const double *x, size_t i)
{
    double cut[8], all = 0, sold;
    for (size_t a = 0; a < n; a++) {
        cut[a] = x[a];
        for (size_t b = 0; b < n; b++) cut[a] += b != a ? beta[b] * x[b] : 0;
        all += cut[a];
    }
    sold = (1 + (double)(n + 1) * cut[i] - all) / (double)(n + 1);
    return sold * sold - cost * x[i] * x[i] / 2;
}

static void settle(double cost, size_t n, const double *beta, double *x)
{
    for (int round = 0; round < 400; round++) {
        for (size_t i = 0; i < n; i++) {
            double low = 0, high = 2;
            for (int k = 0; k < 60; k++) {
                double a = low + 0.381966011250105 * (high - low), b = low + 0.618033988749895 * (high - low), at_a;
                x[i] = a;
                at_a = profit_of(cost, n, beta, x, i);
                x[i] = b;
                if (at_a > profit_of(cost, n, beta, x, i)) high = b;
                else low = a;
            }
            x[i] = (low + high) / 2;
        }
    }
}

static void test_members_who_answer_each_other_end_there(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "spillovers", 0);
    for (int k = 0; k < 12; k++) {
        size_t n = 2 + cm_rng_below(&rng, 4);
        cm_openness_params p = { 3 + 5 * cm_rng_unit(&rng), 0.5, 0.3 * cm_rng_unit(&rng), 0, 0.5 + 0.5 * cm_rng_unit(&rng), 1 };
        double beta[8], x[8];
        talking t;
        const cm_table *table;
        p.guarded = 0.3 * cm_rng_unit(&rng), p.cooperation = 0;
        solved(&t, &p, n, 0.9);
        table = cm_result_find(&t.result, "profiles");
        for (size_t s = 0; s <= n; s++) {
            for (size_t i = 0; i < n; i++) beta[i] = i < s ? p.open : p.guarded, x[i] = 0.1;
            settle(p.research_cost, n, beta, x);
            if (s > 0) assert_close(cm_table_get(table, s, "shares_research").as.number, x[0], 1e-5);
            if (s < n) assert_close(cm_table_get(table, s, "guards_research").as.number, x[n - 1], 1e-5);
        }
        cm_arena_free(&t.arena);
    }
}

static void test_the_certificate_takes_it_and_refuses_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "openness", 0);
    for (int k = 0; k < 200; k++) {
        cm_openness_params p = { 3 + 10 * cm_rng_unit(&rng), cm_rng_unit(&rng), cm_rng_unit(&rng), 0.4 * cm_rng_unit(&rng), 0.5 + 0.5 * cm_rng_unit(&rng), 0.5 + cm_rng_unit(&rng) };
        talking t;
        solved(&t, &p, 2 + cm_rng_below(&rng, 8), cm_rng_unit(&rng));
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_inventions(&t, concept, &p);
        talking_refuses_table(&t, concept, &p, "profiles", 1e-3);
        talking_refuses_filled(&t, concept, &p, "profiles");
        cm_arena_free(&t.arena);
    }
}

static void test_cooperation_raises_research_from_half_on_for_any_number(void **state)
{
    (void)state;
    for (size_t n = 2; n < 40; n += 9) {
        for (int k = 0; k <= 10; k++) {
            cm_openness_params p = plain;
            talking t;
            double more;
            p.spillover = k / 10.0;
            solved(&t, &p, n, 0.9);
            more = talking_number(&t, "joint_research") - talking_number(&t, "apart_research");
            if (k == 5) assert_close(more, 0, 1e-15);
            else assert_true((more > 0) == (k > 5));
            cm_arena_free(&t.arena);
        }
    }
}

static void test_a_market_of_another_size_changes_nothing_else(void **state)
{
    cm_openness_params p = plain, q = plain;
    talking t, u;
    (void)state;
    q.demand = 10;
    solved(&t, &p, 5, 0.9);
    solved(&u, &q, 5, 0.9);
    assert_close(talking_number(&u, "gain"), 100 * talking_number(&t, "gain"), 1e-10);
    assert_close(talking_number(&u, "research"), 10 * talking_number(&t, "research"), 1e-12);
    assert_close(talking_number(&u, "critical_patience"), talking_number(&t, "critical_patience"), 1e-10);
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void test_what_it_cannot_answer_is_said(void **state)
{
    cm_openness_params p = plain;
    talking t;
    (void)state;
    (void)talking_open(&t, 1, 1, 0.9);
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "openness takes two members or more, not 1");
    cm_arena_free(&t.arena);
    p.guarded = 0.6, p.open = 0.4;
    (void)talking_open(&t, 2, 2, 0.9);
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "openness: who guards lets others use 0.6 of its research, and who shares 0.4: it must be less");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    (void)state;
    talking_runs_out_of_memory(concept, &plain, 4, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_firms_apart_and_jointly_as_tabulated),
        cmocka_unit_test(test_the_game_of_openness_is_a_dilemma),
        cmocka_unit_test(test_members_who_answer_each_other_end_there),
        cmocka_unit_test(test_the_certificate_takes_it_and_refuses_near_misses),
        cmocka_unit_test(test_cooperation_raises_research_from_half_on_for_any_number),
        cmocka_unit_test(test_a_market_of_another_size_changes_nothing_else),
        cmocka_unit_test(test_what_it_cannot_answer_is_said),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
