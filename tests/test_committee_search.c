/* test_committee_search.c: search by a committee. */
#include "solver/bargain/committee.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_committee_search;
static const cm_concept *const concept = &cm_concept_committee_search;

static const cm_committee_params uniform = { "uniform", 1, 1, 10 };

static void expect(size_t n, int64_t quota, double patience, double threshold, double rounds, double value)
{
    talking t;
    (void)talking_open(&t, n, quota, patience);
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    assert_close(talking_number(&t, "threshold"), threshold, 1e-10);
    assert_close(talking_number(&t, "rounds"), rounds, 1e-8 * rounds);
    assert_close(talking_number(&t, "value"), value, 1e-10);
    assert_close(talking_number(&t, "agreement"), 1, 0);
    assert_close(talking_number(&t, "within"), 1 - pow(1 - 1 / rounds, 10), 1e-8);
    assert_true(talking_number(&t, "largest_deviation") < 1e-9);
    assert_int_equal(talking_count(&t, "equilibria"), 1);
    cm_arena_free(&t.arena);
}

/* Values evenly on [0, 1], patience 0.9; computed in another program from the polynomial of the threshold.
 * Model: Albrecht, Anderson and Vroman 2010; Compte and Jehiel 2010. */
static void test_uniform_values_as_tabulated(void **state)
{
    (void)state;
    expect(2, 1, 0.9, 0.5095270263808678, 1.3506537398127318, 0.5661411404231864);
    expect(3, 2, 0.9, 0.5115831570418824, 2.071987592664786, 0.568425730046536);
    expect(9, 6, 0.9, 0.44977240774053484, 2.763111693544954, 0.4997471197117054);
    expect(25, 17, 0.9, 0.3990600388918602, 3.6135422696075405, 0.443400043213178);
    expect(51, 51, 0.9, 0.07558036253020982, 55.03927514185634, 0.08397818058912201);
}

/* Unanimity: 2 z (1 - d) / d = (1 - z)^(n + 1), by halving; any n. */
static void test_unanimity_solves_its_own_equation(void **state)
{
    const size_t sizes[] = { 1, 2, 7, 60, 193 };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        for (int j = 0; j < 3; j++) {
            double d = (double[]){ 0.5, 0.95, 0.99 }[j], n = (double)sizes[k], low = 0, high = 1;
            for (int i = 0; i < 80; i++) {
                double z = (low + high) / 2;
                if (2 * z * (1 - d) / d < pow(1 - z, n + 1)) low = z; else high = z;
            }
            expect(sizes[k], (int64_t)sizes[k], d, low, pow(1 - low, -n), low / d);
        }
    }
}

/* Unanimity of 193 at 0.95 takes 314 rounds, a majority 1.31: larger majorities are faster, unanimity slower. */
static void test_size_delays_unanimity_and_hastens_majority(void **state)
{
    talking t;
    double rounds[3][2];
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        size_t n = (size_t[]){ 9, 51, 193 }[k];
        for (int u = 0; u < 2; u++) {
            (void)talking_open(&t, n, u == 1 ? (int64_t)n : (int64_t)n / 2 + 1, 0.95);
            assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
            rounds[k][u] = talking_number(&t, "rounds");
            cm_arena_free(&t.arena);
        }
    }
    assert_true(rounds[0][0] > rounds[1][0] && rounds[1][0] > rounds[2][0]);
    assert_true(rounds[0][1] < rounds[1][1] && rounds[1][1] < rounds[2][1]);
    assert_close(rounds[2][0], 1.314, 5e-4);
    assert_close(rounds[2][1], 314.15, 5e-3);
}

/* Welfare-best quotas (Compte and Jehiel 2017, CEPR DP12492: the share tends to Pr[x > E x]). */
static void test_best_quotas_as_tabulated(void **state)
{
    static const struct { double a, b, d; size_t n; int64_t best; double value, unanimity; } row[] = {
        { 1, 1, 0.95, 25, 13, 0.5151992456526048, 54.71890649014061 },
        { 1, 1, 0.95, 51, 25, 0.5066117719443096, 100.43117890734196 },
        { 1, 1, 0.99, 25, 14, 0.5486522056204709, 207.98219321183046 },
        { 0.5, 1, 0.95, 25, 11, 0.3575806147326926, 195.58443469131137 },
        { 0.5, 1, 0.99, 51, 24, 0.3704320185218665, 1913.5905691552055 },
        { 2, 1, 0.95, 25, 14, 0.6724682403759374, 21.488259036202514 },
        { 2, 1, 0.99, 9, 6, 0.7299311268993746, 39.24664214077045 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_committee_params params = { "beta", row[k].a, row[k].b, 10 };
        talking t;
        (void)talking_open(&t, row[k].n, (int64_t)row[k].n, row[k].d);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_int_equal(talking_count(&t, "best_quota"), row[k].best);
        assert_close(cm_table_get(cm_result_find(&t.result, "quotas"), (size_t)row[k].best - 1, "value").as.number, row[k].value, 1e-9);
        assert_close(talking_number(&t, "rounds"), row[k].unanimity, 1e-7 * row[k].unanimity);
        assert_close(talking_number(&t, "captured"), talking_number(&t, "value") / row[k].value, 1e-8);
        cm_arena_free(&t.arena);
    }
}

/* A run of the game itself: draw values, vote by the printed threshold, until something passes. */
static void test_played_out_it_takes_as_long_and_brings_as_much(void **state)
{
    enum { GAMES = 20000 };
    talking t;
    cm_rng rng;
    cm_protocol *p = talking_open(&t, 5, 4, 0.9);
    double rounds = 0, value = 0, z;
    (void)state;
    p->cost = 0.02;
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    z = talking_number(&t, "threshold");
    cm_rng_init(&rng, support_seed(), "committee", 0);
    for (int g = 0; g < GAMES; g++) {
        double discount = 1;
        for (int passed = 0; !passed; rounds++) {
            double first = 0;
            int yes = 0;
            for (int i = 0; i < 5; i++) {
                double x = cm_rng_unit(&rng);
                if (i == 0) first = x;
                yes += x > z;
            }
            passed = yes >= 4;
            value += discount * (passed ? first : -0.02);
            discount *= 0.9;
        }
    }
    assert_close(talking_number(&t, "rounds"), rounds / GAMES, 0.12);
    assert_close(talking_number(&t, "value"), value / GAMES, 0.01);
    cm_arena_free(&t.arena);
}

/* Nobody has to be content with less than the cost makes of it: everything passes; and with a good alternative
 * nothing does. */
static void test_costs_and_outside_options_at_their_ends(void **state)
{
    talking t;
    cm_protocol *p = talking_open(&t, 4, 3, 0.9);
    (void)state;
    p->cost = 0.6;
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    assert_close(talking_number(&t, "threshold"), 0.9 * 0.5 - 0.6, 1e-12);
    assert_close(talking_number(&t, "rounds"), 1, 1e-12);
    assert_close(talking_number(&t, "value"), 0.5, 1e-12);
    p->cost = 0;
    p->outside = t.outside;
    for (size_t i = 0; i < 4; i++) t.outside[i] = 1.5;
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    assert_close(talking_number(&t, "value"), 1.5, 1e-12);
    assert_close(talking_number(&t, "agreement"), 0, 0);
    assert_close(talking_number(&t, "within"), 0, 0);
    assert_int_equal(cm_result_get(&t.result, "rounds")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

static void draw(talking *t, cm_committee_params *params, uint64_t index)
{
    cm_rng rng;
    cm_protocol *p;
    size_t n;
    cm_rng_init(&rng, support_seed(), "committees", index);
    n = 1 + (size_t)cm_rng_below(&rng, 12);
    p = talking_open(t, n, 1 + (int64_t)cm_rng_below(&rng, n), 0.2 + 0.79 * cm_rng_unit(&rng));
    p->cost = index % 3 == 0 ? 0.1 * cm_rng_unit(&rng) : 0;
    *params = (cm_committee_params){ index % 2 == 0 ? "beta" : "uniform", 0.3 + 4 * cm_rng_unit(&rng), 0.3 + 4 * cm_rng_unit(&rng), 5 };
}

static void test_random_committees_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        cm_committee_params params;
        talking t;
        draw(&t, &params, k);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        talking_refuses_summary(&t, concept, &params, k % 2 == 0 ? 1e-4 : -1e-4);
        talking_refuses_inventions(&t, concept, &params);
        talking_refuses_table(&t, concept, &params, "thresholds", 1e-4);
        if (k < 20) talking_refuses_table(&t, concept, &params, "quotas", -1e-4);
        cm_arena_free(&t.arena);
    }
}

/* More cost a round never makes members ask for more (one threshold), and renaming changes nothing. */
static void test_waiting_that_costs_more_is_shorter(void **state)
{
    (void)state;
    for (uint64_t k = 1; k < 60; k += 2) {
        cm_committee_params params;
        talking t;
        double before;
        draw(&t, &params, k);
        t.game.as.protocol.cost = 0;
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        before = talking_number(&t, "threshold");
        t.game.as.protocol.cost = 0.05;
        for (size_t i = 0; i < t.game.as.protocol.n; i++) t.player[i] = "other";
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_true(talking_number(&t, "threshold") < before);
        cm_arena_free(&t.arena);
    }
}

static void expect_refusal(talking *t, const char *sentence)
{
    assert_int_equal(talking_solve(t, concept, &uniform), CM_E_DOMAIN);
    assert_string_equal(t->ctx.message, sentence);
    cm_arena_free(&t->arena);
}

static void test_what_it_cannot_take_it_says(void **state)
{
    static const int64_t weights[] = { 2, 1, 1 };
    static const cm_vote_node weighted = { .kind = CM_VOTE_THRESHOLD, .weight = weights, .quota = 3, .total = 4 };
    talking t;
    (void)state;
    (void)talking_open(&t, 3, 2, 0.9);
    t.patience[2] = 0.8;
    expect_refusal(&t, "search by a committee takes members of one patience, and some have another than 0.9");
    talking_open(&t, 3, 2, 0.9)->outside = t.outside;
    t.outside[1] = 0.1;
    expect_refusal(&t, "search by a committee takes members with one outside option, and some have another than 0");
    talking_open(&t, 3, 2, 0.9)->rounds = 4;
    expect_refusal(&t, "search by a committee takes talks without a deadline, and these end after round 4");
    talking_refuses_leaders(concept, &uniform, 3, 2, "search by a committee");
    talking_open(&t, 3, 2, 0.9)->vote = (cm_vote){ .n = 3, .nnodes = 1, .node = &weighted };
    expect_refusal(&t, "search by a committee takes a rule that counts heads, and the rule of these 3 members does not");
}

/* Unanimity: all are evenly between z and 1, (n - 1) / n (1 - z) / (3 (1 + z)).  A majority of 5 with worths near the
 * ends: drawn until 40000 have passed. */
static void test_the_lucky_and_the_unlucky_differ_as_drawn(void **state)
{
    enum { PASSED = 40000 };
    const cm_committee_params ends = { "beta", 0.5, 0.5, 10 };
    const size_t sizes[] = { 1, 2, 9, 60 };
    double apart = 0, total = 0, z;
    talking t;
    cm_rng rng;
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        double n = (double)sizes[k];
        (void)talking_open(&t, sizes[k], (int64_t)sizes[k], 0.9);
        assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
        z = talking_number(&t, "threshold");
        assert_close(talking_number(&t, "inequality"), (n - 1) / n * (1 - z) / (3 * (1 + z)), 1e-9);
        cm_arena_free(&t.arena);
    }
    cm_rng_init(&rng, support_seed(), "lucky", 0);
    (void)talking_open(&t, 5, 3, 0.9);
    assert_int_equal(talking_solve(&t, concept, &ends), CM_OK);
    z = talking_number(&t, "threshold");
    for (int passed = 0; passed < PASSED;) {
        double x[5];
        int in = 0;
        for (int i = 0; i < 5; i++) {
            x[i] = (1 - cos(acos(-1) * cm_rng_unit(&rng))) / 2;      /* the arcsine law */
            in += x[i] > z;
        }
        if (in < 3) continue;
        passed++;
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) apart += fabs(x[i] - x[j]);
            total += x[i];
        }
    }
    assert_close(talking_number(&t, "inequality"), apart / (2 * 5 * total), 0.005);
    cm_arena_free(&t.arena);
}

static void test_nothing_is_said_of_shares_where_waiting_costs(void **state)
{
    talking t;
    (void)state;
    talking_open(&t, 5, 3, 0.9)->cost = 0.01;
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    assert_int_equal(cm_result_get(&t.result, "inequality")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    talking_runs_out_of_memory(concept, &uniform, 4, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_lucky_and_the_unlucky_differ_as_drawn),
        cmocka_unit_test(test_nothing_is_said_of_shares_where_waiting_costs),
        cmocka_unit_test(test_uniform_values_as_tabulated),
        cmocka_unit_test(test_unanimity_solves_its_own_equation),
        cmocka_unit_test(test_size_delays_unanimity_and_hastens_majority),
        cmocka_unit_test(test_best_quotas_as_tabulated),
        cmocka_unit_test(test_played_out_it_takes_as_long_and_brings_as_much),
        cmocka_unit_test(test_costs_and_outside_options_at_their_ends),
        cmocka_unit_test(test_random_committees_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_waiting_that_costs_more_is_shorter),
        cmocka_unit_test(test_what_it_cannot_take_it_says),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
