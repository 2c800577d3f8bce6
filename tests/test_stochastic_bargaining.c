/* test_stochastic_bargaining.c: a surplus that changes from round to round. */
#include "solver/bargain/stochastic_pie.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_stochastic_bargaining;
static const cm_concept *const concept = &cm_concept_stochastic_bargaining;

static const cm_pie_params uniform = { .low = 0, .high = 1, .growth = 1, .within = 10 };

static void expect(size_t n, int64_t quota, double patience, double threshold, double rounds, double value)
{
    talking t;
    (void)talking_open(&t, n, quota, patience);
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    assert_int_equal(talking_count(&t, "equilibria"), 1);
    assert_close(talking_number(&t, "threshold"), threshold, 1e-10);
    assert_close(talking_number(&t, "rounds"), rounds, 1e-9);
    assert_close(talking_number(&t, "value"), value, 1e-10);
    assert_close(talking_number(&t, "within"), 1 - pow(1 - 1 / rounds, 10), 1e-10);
    cm_arena_free(&t.arena);
}

/* Merlo and Wilson; Eraslan and Merlo: the root of a quadratic, computed in another program. */
static void test_uniform_surplus_as_tabulated(void **state)
{
    (void)state;
    expect(2, 2, 0.5, 0.2679491924311228, 1.3660254037844388, 0.5358983848622456);
    expect(3, 2, 0.5, 0.17712434446770467, 1.21525043702153, 0.531373033403114);
    expect(193, 129, 0.5, 0.17759857843374852, 1.215951205550587, 0.5314190021350924);
    expect(15, 8, 0.8, 0.25, 4 / 3.0, 0.5859375);
    expect(193, 193, 0.8, 0.5, 2, 0.625);
    expect(5, 3, 0.9, 0.3449747928538866, 1.5266588050205139, 0.6388422089886788);
    expect(9, 9, 0.9, 0.6267890062732586, 2.679449471770338, 0.6964322291925096);
}

/* Only q / n counts; and a quota in closed form: s* = (1 - sqrt(1 - 2 d^2 k (1 - k / 2))) / (2 d (1 - k / 2)). */
static void test_only_the_share_of_the_quota_counts(void **state)
{
    (void)state;
    for (int64_t q = 1; q <= 10; q++) {
        double k = (double)q / 10, d = 0.93, root = (1 - sqrt(1 - 2 * d * d * k * (1 - k / 2))) / (2 * d * (1 - k / 2));
        expect(10, q, d, root, 1 / (1 - root), root / (k * d));
        expect(30, 3 * q, d, root, 1 / (1 - root), root / (k * d));
    }
}

/* A surplus that only grows, by g: consensus waits for ever when d g > 1, a quota when (q / n) d g > 1. */
static void test_a_surplus_that_only_grows(void **state)
{
    static const double one[] = { 1 };
    static const struct { double d, g; size_t n; int64_t q; bool waits; } row[] = {
        { 0.9, 1.5, 3, 3, true }, { 0.9, 1.5, 3, 2, false }, { 0.9, 1.2, 193, 193, true }, { 0.9, 1.8, 3, 2, true }, { 0.9, 1.8, 5, 3, false },
        { 0.95, 1.04, 15, 15, false }, { 0.95, 1.4, 193, 97, false },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_pie_params params = { .growth = row[k].g, .values = { 1, one }, .probabilities = { 1, one }, .within = 10 };
        talking t;
        (void)talking_open(&t, row[k].n, row[k].q, row[k].d);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_int_equal(talking_count(&t, "equilibria"), row[k].waits ? 0 : 1);
        assert_close(talking_number(&t, "agreement"), row[k].waits ? 0 : 1, 0);
        if (row[k].waits) assert_string_equal(t.result.note->value.as.text, "There is no stationary equilibrium: the surplus grows faster than members lose patience, so that those whose assent is needed always wait for more.");
        else assert_close(talking_number(&t, "rounds"), 1, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* Even on [2, 3]: waiting is never worth it at 0.5: what is there is divided, whatever it is. */
static void test_a_surplus_that_varies_little_is_divided_at_once(void **state)
{
    cm_pie_params params = { .low = 2, .high = 3, .growth = 1, .within = 10 };
    talking t;
    (void)state;
    (void)talking_open(&t, 4, 4, 0.5);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "rounds"), 1, 1e-12);
    assert_close(talking_number(&t, "value"), 2.5, 1e-12);
    assert_close(cm_table_get(cm_result_find(&t.result, "values"), 0, "proposes").as.number, 2.5 - 3 / 4.0 * 1.25, 1e-12);
    cm_arena_free(&t.arena);
}

/* Three and ten, each half of the time, patience 0.9.  When nobody agrees to three, V = (10 / 2) / (1 - 0.45) =
 * 100 / 11 and X = 90 / 11; when all do, V = 6.5 and X = 5.85.  Asked: two fifths of X, 3.27 or 2.34, on either side
 * of three: a quota of 2 of 5 has both equilibria. */
static void test_several_equilibria_are_all_listed(void **state)
{
    static const double values[] = { 3, 10 }, half[] = { 0.5, 0.5 };
    const cm_pie_params params = { .growth = 1, .values = { 2, values }, .probabilities = { 2, half }, .within = 10 };
    const cm_table *table;
    talking t;
    (void)state;
    (void)talking_open(&t, 5, 2, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_int_equal(talking_count(&t, "equilibria"), 2);
    table = cm_result_find(&t.result, "equilibria");
    assert_close(cm_table_get(table, 0, "value").as.number, 100 / 11.0, 1e-12);
    assert_close(cm_table_get(table, 1, "value").as.number, 6.5, 1e-12);
    assert_close(talking_number(&t, "value"), 100 / 11.0, 1e-12);
    assert_close(talking_number(&t, "rounds"), 2, 1e-12);
    assert_close(talking_number(&t, "captured"), 1, 1e-12);
    cm_arena_free(&t.arena);
}

/* A surplus of 1 becomes 4, or is lost for good but for a thousandth, which nobody takes: talks may never end. */
static void test_a_surplus_may_be_lost(void **state)
{
    static const double values[] = { 1, 4, 0.001 }, start[] = { 1, 0, 0 }, next[] = { 0.2, 0.6, 0.2, 0, 1, 0, 0, 0, 1 };
    cm_pie_params params = { .growth = 1, .values = { 3, values }, .probabilities = { 3, start }, .transitions = { 9, next }, .within = 2 };
    talking t;
    cm_protocol *p = talking_open(&t, 3, 3, 0.9);
    (void)state;
    p->outside = t.outside;
    for (size_t i = 0; i < 3; i++) t.outside[i] = 0.1;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "agreement"), 0.75, 1e-12);                /* 0.6 / (1 - 0.2) */
    assert_close(talking_number(&t, "within"), 0.6, 1e-12);
    assert_int_equal(cm_result_get(&t.result, "rounds")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

typedef struct chain {
    double values[5], start[5], next[25];
    cm_pie_params params;
} chain;

static void simplex(cm_rng *rng, double *p, size_t k)
{
    double sum = 0;
    for (size_t j = 0; j < k; j++) sum += p[j] = cm_rng_unit(rng);
    for (size_t j = 0; j < k; j++) p[j] /= sum;
}

static void draw(talking *t, chain *c, uint64_t index)
{
    cm_rng rng;
    cm_protocol *p;
    size_t n, k;
    cm_rng_init(&rng, support_seed(), "pies", index);
    n = 2 + (size_t)cm_rng_below(&rng, 6);
    k = index % 4 == 0 ? 0 : 1 + (size_t)cm_rng_below(&rng, 5);
    p = talking_open(t, n, 1 + (int64_t)cm_rng_below(&rng, n), 0.3 + 0.65 * cm_rng_unit(&rng));
    for (size_t j = 0; j < k; j++) {
        c->values[j] = 0.1 + 5 * cm_rng_unit(&rng);
        simplex(&rng, c->next + j * k, k);
    }
    simplex(&rng, c->start, k);
    if (index % 3 == 0) p->cost = 0.05 * cm_rng_unit(&rng);
    c->params = (cm_pie_params){ .low = 0.5 * cm_rng_unit(&rng), .high = 1 + cm_rng_unit(&rng), .growth = 1, .values = { k, c->values }, .probabilities = { k, c->start }, .transitions = { index % 2 == 0 ? k * k : 0, c->next }, .within = 4 };
}

/* Sets of states by another way: play each forward 3000 rounds and ask whether anybody errs. */
static void test_equilibria_are_those_of_a_plain_search(void **state)
{
    (void)state;
    for (uint64_t index = 1; index < 400; index += 2) {
        chain c;
        talking t;
        size_t k, count = 0;
        double best = -1, wait, d, share;
        draw(&t, &c, index);
        k = c.params.values.count;
        d = t.patience[0];
        wait = -t.game.as.protocol.cost * (double)t.game.as.protocol.n;
        assert_int_equal(talking_solve(&t, concept, &c.params), CM_OK);
        share = (double)t.game.as.protocol.vote.node[0].quota / (double)t.game.as.protocol.n;
        for (unsigned set = 0; set < 1U << k; set++) {
            double v = 0, x = 0;
            bool holds = true;
            for (int round = 0; round < 3000; round++) {
                v = 0;
                for (size_t j = 0; j < k; j++) v += c.start[j] * ((set >> j & 1) != 0 ? c.values[j] : x);
                x = wait + d * v;
            }
            for (size_t j = 0; j < k; j++) holds = holds && (c.values[j] >= share * x) == ((set >> j & 1) != 0);
            if (!holds) continue;
            count++;
            best = fmax(best, v);
        }
        assert_int_equal(talking_count(&t, "equilibria"), count);
        assert_close(talking_number(&t, "value"), best, 1e-9);
        cm_arena_free(&t.arena);
    }
}

static void test_random_surpluses_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 200; index++) {
        chain c;
        talking t;
        double step;
        draw(&t, &c, index);
        assert_int_equal(talking_solve(&t, concept, &c.params), CM_OK);
        step = 1e-4 * (c.params.values.count > 0 ? 5 : 1);
        talking_refuses_summary(&t, concept, &c.params, index % 2 == 0 ? step : -step);
        talking_refuses_inventions(&t, concept, &c.params);
        if (index < 40) talking_refuses_table(&t, concept, &c.params, "equilibria", step);
        if (index < 40) talking_refuses_filled(&t, concept, &c.params, "equilibria");
        if (index < 40) talking_refuses_table(&t, concept, &c.params, "values", step);
        if (index < 40 && c.params.values.count > 0) talking_refuses_table(&t, concept, &c.params, "states", step);
        cm_arena_free(&t.arena);
    }
}

/* A plan that agrees in one state more, or less, is no equilibrium. */
static void test_another_plan_is_refused(void **state)
{
    (void)state;
    for (uint64_t index = 1; index < 60; index += 2) {
        chain c;
        talking t;
        cm_table *states;
        draw(&t, &c, index);
        assert_int_equal(talking_solve(&t, concept, &c.params), CM_OK);
        states = cm_result_find(&t.result, "states");
        for (size_t row = 0; row < states->nrows; row++) {
            bool *agreed = &states->cell[row * states->ncolumns + 4].as.truth;
            *agreed = !*agreed;
            assert_int_equal(concept->check(&t.ctx, &t.game, &c.params, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
            *agreed = !*agreed;
        }
        cm_arena_free(&t.arena);
    }
}

/* Twice the surplus at twice the cost is worth twice as much, in the same rounds. */
static void test_scale_moves_along(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 60; index++) {
        chain c;
        talking t;
        double value, within;
        draw(&t, &c, index);
        assert_int_equal(talking_solve(&t, concept, &c.params), CM_OK);
        value = talking_number(&t, "value");
        within = talking_number(&t, "within");
        for (size_t j = 0; j < c.params.values.count; j++) c.values[j] *= 2;
        c.params.low *= 2;
        c.params.high *= 2;
        t.game.as.protocol.cost *= 2;
        assert_int_equal(talking_solve(&t, concept, &c.params), CM_OK);
        assert_close(talking_number(&t, "value"), 2 * value, 1e-9);
        assert_close(talking_number(&t, "within"), within, 1e-9);
        cm_arena_free(&t.arena);
    }
}

/* Under consensus values go by recognition, whoever is drawn how often. */
static void test_under_consensus_who_proposes_gains(void **state)
{
    talking t;
    (void)state;
    (void)talking_open(&t, 3, 3, 0.9);
    memcpy(t.recognition, (double[]){ 0.5, 0.3, 0.2 }, 3 * sizeof(double));
    assert_int_equal(talking_solve(&t, concept, &uniform), CM_OK);
    for (size_t i = 0; i < 3; i++) assert_close(cm_table_get(cm_result_find(&t.result, "values"), i, "value").as.number, t.recognition[i] * 0.6964322291925096, 1e-10);
    cm_arena_free(&t.arena);
}

static void refuse(talking *t, const cm_pie_params *params, cm_status status, const char *sentence)
{
    assert_int_equal(talking_solve(t, concept, params), status);
    assert_string_equal(t->ctx.message, sentence);
    cm_arena_free(&t->arena);
}

static void test_what_it_cannot_take_it_says(void **state)
{
    static const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, half[] = { 0.5, 0.25 };
    cm_pie_params params = uniform;
    talking t;
    (void)state;
    (void)talking_open(&t, 3, 2, 0.9);
    memcpy(t.recognition, (double[]){ 0.5, 0.3, 0.2 }, 3 * sizeof(double));
    refuse(&t, &params, CM_E_DOMAIN, "stochastic-bargaining with a quota below consensus takes members that propose equally often, and 'member' does so with probability 0.5");
    talking_open(&t, 3, 2, 0.9)->kind = CM_ROTATION;
    refuse(&t, &params, CM_E_DOMAIN, "stochastic-bargaining takes proposers that are drawn, and these take turns");
    params.low = 2;
    (void)talking_open(&t, 3, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "stochastic-bargaining: the surplus is between 2 and 1");
    params = uniform;
    params.growth = 1.1;
    talking_open(&t, 3, 2, 0.9)->cost = 0.1;
    refuse(&t, &params, CM_E_DOMAIN, "stochastic-bargaining: a surplus that grows by 1.1 goes with no cost of a round and no outside option, which would not grow");
    params = (cm_pie_params){ .growth = 1, .values = { 2, values }, .probabilities = { 2, half }, .within = 10 };
    (void)talking_open(&t, 3, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "stochastic-bargaining: probabilities add up to 0.75, not to 1");
    params.probabilities.count = 1;
    (void)talking_open(&t, 3, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "stochastic-bargaining: 2 values need as many probabilities, not 1");
    params.probabilities.count = 2;
    params.transitions = (cm_numbers){ 2, half };
    (void)talking_open(&t, 3, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "stochastic-bargaining: 2 values need 4 transitions, row after row, not 2");
    params.values.count = 13;
    (void)talking_open(&t, 3, 2, 0.9);
    refuse(&t, &params, CM_E_LIMIT, "stochastic-bargaining: 13 values, and at most 12 can be taken: every set of them is looked at");
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 2; index++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            chain c;
            talking t;
            draw(&t, &c, index);
            t.ctx.alloc_budget = k;
            status = talking_solve(&t, concept, &c.params);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&t.arena);
        }
        assert_true(k > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uniform_surplus_as_tabulated),
        cmocka_unit_test(test_only_the_share_of_the_quota_counts),
        cmocka_unit_test(test_a_surplus_that_only_grows),
        cmocka_unit_test(test_a_surplus_that_varies_little_is_divided_at_once),
        cmocka_unit_test(test_several_equilibria_are_all_listed),
        cmocka_unit_test(test_a_surplus_may_be_lost),
        cmocka_unit_test(test_equilibria_are_those_of_a_plain_search),
        cmocka_unit_test(test_random_surpluses_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_another_plan_is_refused),
        cmocka_unit_test(test_scale_moves_along),
        cmocka_unit_test(test_under_consensus_who_proposes_gains),
        cmocka_unit_test(test_what_it_cannot_take_it_says),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
