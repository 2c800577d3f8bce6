/* test_strict_power.c: power as sensitivity: order statistics and known setters in closed form, finite differences of outcomes
 * that are found by bisection; near misses are refused. */
#include "solver/voting/strict_power.h"

#include <gsl/gsl_sf_gamma.h>

#include "tests/support/ballots.h"

extern const cm_concept cm_concept_strict_power;
extern const cm_concept cm_concept_power;

enum { MOST = 12 };

static cm_strict_params usual(const char *protocol, double status_quo)
{
    cm_strict_params p;
    memset(&p, 0, sizeof p);
    cm_params_default(&p, cm_concept_strict_power.param, cm_concept_strict_power.nparams);
    p.protocol = protocol;
    p.status_quo = status_quo;
    return p;
}

static const size_t one[] = { 0, 1 }, who[] = { 0, 1, 2, 3, 4 };
static cm_lists setter(size_t i) { return (cm_lists){ 1, one, &who[i] }; }

static cm_status solve(ballot *b, const cm_concept *concept, const void *params)
{
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, concept, &b->game, params, &b->result);
}

static void solved(ballot *b, const cm_strict_params *params)
{
    if (solve(b, &cm_concept_strict_power, params) != CM_OK) fail_msg("n = %zu: %s", b->game.as.vote.n, b->ctx.message);
    assert_true(b->result.certified);
}

static double summary(const ballot *b, const char *name)
{
    const cm_value *value = cm_result_get(&b->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static double column(const ballot *b, size_t i, const char *name) { return ballot_number(b, "members", i, name); }

static void heads(ballot *b, size_t n, int64_t quota)
{
    ballot_open(b, n, 0);
    for (size_t i = 0; i < n; i++) b->weight[0][i] = 1;
    ballot_threshold(b, 0, quota);
}

/* The median of three uniform positions has a Beta(2, 2) distribution; they stand at 1/4, 1/2 and 3/4 on average. */
static void test_median_of_three(void **state)
{
    cm_strict_params p = usual("pivot", 0);
    ballot b;
    (void)state;
    heads(&b, 3, 2);
    solved(&b, &p);
    assert_close(summary(&b, "outcome"), 0.5, 1e-14);
    assert_close(summary(&b, "total"), 1, 1e-14);
    for (size_t i = 0; i < 3; i++) {
        assert_close(column(&b, i, "sensitivity"), 1.0 / 3, 1e-14);
        assert_close(column(&b, i, "distance"), 1.0 / 6, 1e-14);
        assert_close(column(&b, i, "dummy"), 0.3, 1e-14);
        assert_close(column(&b, i, "nearness"), 4.0 / 9, 1e-13);
    }
    assert_int_equal(cm_result_get(&b.result, "setter")->kind, CM_NONE);
    ballot_close(&b);
}

/* In the Security Council the pivot is the k-th from above with the chance that k of fifteen win and k - 1 do not; that
 * one stands at (16 - k) / 16 on average.  Shapley and Shubik (1954), with nine of fifteen: 4/2145 for an elected member. */
static void test_council_by_order_statistics(void **state)
{
    cm_strict_params p = usual("pivot", 0);
    double mean = 0, before = 0;
    ballot b;
    (void)state;
    ballot_weighted(&b, 39, "7*5 1*10");
    solved(&b, &p);
    for (unsigned k = 9; k <= 15; k++) {
        double wins = gsl_sf_choose(10, k - 5) / gsl_sf_choose(15, k);
        mean += (wins - before) * (16.0 - k) / 16;
        before = wins;
    }
    assert_close(summary(&b, "outcome"), mean, 1e-13);
    assert_close(column(&b, 14, "sensitivity"), 4.0 / 2145, 1e-14);
    assert_close(column(&b, 0, "sensitivity"), (1 - 40.0 / 2145) / 5, 1e-13);
    ballot_close(&b);
}

/* One voter and a setter, both anywhere from 0 to 1, and a status quo at 0: the outcome is min(s, 2 v).  In the middle both
 * halves are alike: the setter gets its own where (s + 1/2) / 2 < v. */
static void test_one_voter_and_a_setter(void **state)
{
    cm_strict_params p = usual("setter", 0);
    ballot b;
    (void)state;
    heads(&b, 1, 1);
    solved(&b, &p);
    assert_close(summary(&b, "setter_sensitivity"), 0.75, 1e-14);
    assert_close(column(&b, 0, "sensitivity"), 0.5, 1e-14);
    assert_close(summary(&b, "outcome"), 5.0 / 12, 1e-14);
    assert_close(summary(&b, "moves"), 1, 1e-14);
    assert_string_equal(cm_result_get(&b.result, "setter")->as.text, "outside");
    p.status_quo = 0.5;
    solved(&b, &p);
    assert_close(summary(&b, "moves"), 0.5, 1e-14);
    assert_close(summary(&b, "setter_sensitivity"), 2 * (0.5 * 0.375), 1e-14);
    assert_close(column(&b, 0, "sensitivity"), 2 * 2 * (0.5 * 0.125), 1e-14);
    p.setter = setter(0);                                                /* alone */
    solved(&b, &p);
    assert_close(column(&b, 0, "sensitivity"), 1, 1e-14);
    assert_close(column(&b, 0, "distance"), 0, 1e-14);
    assert_close(column(&b, 0, "nearness"), 1, 1e-14);
    ballot_close(&b);
}

/* Positions that are given: the median moves the outcome, whoever shares its place shares that, and nobody else does. */
static void test_given_positions(void **state)
{
    static const double three[] = { 0.2, 0.5, 0.8 }, tied[] = { 0.5, 0.5, 0.9 };
    cm_strict_params p = usual("pivot", 0);
    ballot b;
    (void)state;
    heads(&b, 3, 2);
    p.spread = 0;
    p.draws = 100;
    p.centre = (cm_numbers){ 3, three };
    solved(&b, &p);
    assert_close(column(&b, 1, "sensitivity"), 1, 1e-12);
    assert_close(column(&b, 0, "sensitivity"), 0, 1e-12);
    assert_close(column(&b, 2, "distance"), 0.3, 1e-12);
    assert_string_equal(cm_result_get(&b.result, "most_sensitive")->as.text, "m1");
    assert_string_equal(cm_result_get(&b.result, "method")->as.text, "drawn");
    p.centre = (cm_numbers){ 3, tied };
    solved(&b, &p);
    assert_close(column(&b, 0, "sensitivity"), 0.5, 1e-12);
    p = usual("setter", 0.3);                                            /* the first proposes up to its own */
    p.spread = 0;
    p.draws = 100;
    p.setter = setter(2);
    p.centre = (cm_numbers){ 3, three };
    solved(&b, &p);
    assert_close(summary(&b, "outcome"), 0.7, 1e-12);                     /* 2 * 0.5 - 0.3 */
    assert_close(column(&b, 1, "sensitivity"), 2, 1e-12);
    assert_close(column(&b, 2, "sensitivity"), 0, 1e-12);
    ballot_close(&b);
}

/* --- a second way: outcomes by bisection, moved a little -------------------------------------------------------------- */

static bool agreed(const ballot *b, const double *at, double x, double q, bool sets)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < b->game.as.vote.n; i++) mask |= (uint32_t)(sets ? fabs(at[i] - x) < fabs(at[i] - q) : at[i] >= x) << i;
    return ballot_wins(b, 0, mask);
}

static double outcome(const ballot *b, const cm_strict_params *p, const double *at)
{
    bool sets = strcmp(p->protocol, "setter") == 0;
    double q = sets ? p->status_quo : -1, own = sets ? at[p->setter.count > 0 ? p->setter.item[0] : b->game.as.vote.n] : 2, low = 0, high = 1;
    if (agreed(b, at, own, q, sets)) return own;
    for (int k = 0; k < 40; k++) {                       /* shares of the way from q to own */
        double middle = (low + high) / 2;
        if (agreed(b, at, q + middle * (own - q), q, sets)) low = middle;
        else high = middle;
    }
    return q + low * (own - q);
}

static void test_finite_differences_of_outcomes_by_bisection(void **state)
{
    const double step = 1e-5, draws = 4000;
    (void)state;
    for (uint64_t k = 0; k < 24; k++) {
        size_t n = 1 + (size_t)(k % 5);
        double sum[MOST] = { 0 }, distance[MOST] = { 0 }, mean = 0, at[MOST];
        cm_strict_params p = usual(k % 4 == 0 ? "pivot" : "setter", (double)(k % 7) / 6);
        ballot b;
        ballot_draw(&b, n, 400 + k);
        if (k % 4 == 2) p.setter = setter((size_t)k % n);
        solved(&b, &p);
        for (double d = 0; d < draws; d++) {
            double x;
            for (size_t i = 0; i <= n; i++) at[i] = cm_rng_unit(&b.rng);
            x = outcome(&b, &p, at);
            mean += x / draws;
            for (size_t i = 0; i < n; i++) {
                distance[i] += fabs(at[i] - x) / draws;
                at[i] += step;
                sum[i] += (outcome(&b, &p, at) - x) / step / draws;
                at[i] -= step;
            }
        }
        assert_close(mean, summary(&b, "outcome"), 0.03);
        for (size_t i = 0; i < n; i++) {
            assert_close(sum[i], column(&b, i, "sensitivity"), 0.07);
            assert_close(distance[i], column(&b, i, "distance"), 0.03);
        }
        ballot_close(&b);
    }
}

static void refused(ballot *b, const cm_strict_params *p, const char *what)
{
    if (cm_concept_strict_power.check(&b->ctx, &b->game, p, &b->result) != CM_E_NUMERIC) fail_msg("'%s' of n = %zu was not refused", what, b->game.as.vote.n);
    cm_ctx_clear(&b->ctx);
}

/* Rules at random are certified; a number or a word that is a little off is not. */
static void test_random_rules_and_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 210; k++) {
        size_t n = 1 + (size_t)(k % 6), row = (size_t)(k / 6) % n;
        double centre[MOST];
        cm_strict_params p = usual(k % 3 == 0 ? "pivot" : "setter", (double)(k % 5) / 4);
        cm_table *table;
        ballot b;
        ballot_draw(&b, n, 800 + k);
        for (size_t i = 0; i < n; i++) centre[i] = cm_rng_unit(&b.rng);
        if (k % 3 == 2) p.setter = setter((size_t)k % n % 5);
        if (k % 2 == 1) p.centre = (cm_numbers){ n, centre };
        p.draws = 300;
        solved(&b, &p);
        table = cm_result_find(&b.result, "members");
        for (size_t c = 0; c < table->ncolumns && k % 7 == 0; c++) {
            cm_value *cell = &table->cell[row * table->ncolumns + c], right = *cell;
            if (strcmp(table->column[c], "nearness") == 0 && !(column(&b, row, "dummy") > 0.01)) continue;
            if (strcmp(table->column[c], "share") == 0 && !(summary(&b, "total") > 0.01)) continue;
            if (right.kind == CM_NUMBER) cell->as.number += 1e-4;
            else *cell = right.kind == CM_NONE ? cm_number(0.5) : cm_text("nobody");
            refused(&b, &p, table->column[c]);
            if (right.kind == CM_NONE) *cell = cm_text("nobody");
            refused(&b, &p, table->column[c]);
            *cell = right;
        }
        for (cm_named *s = b.result.summary; s != NULL && k % 7 == 0; s = s->next) {
            cm_value right = s->value;
            if (right.kind == CM_NUMBER) s->value.as.number += 1e-6;
            else s->value = right.kind == CM_NONE ? cm_text("nobody") : cm_none();
            refused(&b, &p, s->name);
            s->value = right;
        }
        ballot_close(&b);
    }
}

/* Turned round, the issue leaves every sensitivity; members turned round take theirs along; without a setter it is the index of
 * the concept power. */
static void test_turning_the_issue_and_the_members(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 20; k++) {
        size_t n = 5;
        cm_strict_params p = usual("setter", 0.3), q = usual("setter", 0.7), none = usual("pivot", 0);
        double before[MOST], index[MOST], mean;
        ballot b;
        ballot_draw(&b, n, 2000 + k);
        p.setter = q.setter = setter(1);
        solved(&b, &p);
        mean = summary(&b, "outcome");
        for (size_t i = 0; i < n; i++) before[i] = column(&b, i, "sensitivity");
        solved(&b, &q);
        assert_close(mean + summary(&b, "outcome"), 1, 1e-12);
        for (size_t i = 0; i < n; i++) assert_close(before[i], column(&b, i, "sensitivity"), 1e-12);
        for (size_t at = 0; at < b.game.as.vote.nnodes; at++) {
            for (size_t i = 0; i < n / 2; i++) {
                int64_t held = b.weight[at][i];
                b.weight[at][i] = b.weight[at][n - 1 - i];
                b.weight[at][n - 1 - i] = held;
            }
        }
        q.setter = setter(n - 2);
        solved(&b, &q);
        for (size_t i = 0; i < n; i++) assert_close(before[n - 1 - i], column(&b, i, "sensitivity"), 1e-12);
        assert_int_equal(solve(&b, &cm_concept_power, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) index[i] = ballot_number(&b, "power", i, "shapley_shubik");
        solved(&b, &none);
        for (size_t i = 0; i < n; i++) assert_close(index[i], column(&b, i, "sensitivity"), 1e-12);
        ballot_close(&b);
    }
}

/* A body of 193, with a setter: the certificate's other way is taken. */
static void test_large_bodies(void **state)
{
    cm_strict_params p = usual("setter", 0.4);
    ballot b;
    (void)state;
    heads(&b, 193, 129);
    p.setter = setter(3);
    solved(&b, &p);
    assert_close(column(&b, 0, "sensitivity"), column(&b, 192, "sensitivity"), 1e-12);
    ballot_close(&b);
}

static void test_mistakes_are_said(void **state)
{
    static const size_t two[] = { 0, 2 };
    cm_strict_params p = usual("setter", 0.5);
    ballot b;
    (void)state;
    heads(&b, 3, 2);
    p.setter = (cm_lists){ 1, two, who };
    assert_int_equal(solve(&b, &cm_concept_strict_power, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "2 setters are named, and one proposes");
    p = usual("pivot", 0.5);
    p.setter = setter(1);
    assert_int_equal(solve(&b, &cm_concept_strict_power, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "a setter is named, and under the protocol \"pivot\" nobody has to propose; write protocol = \"setter\"");
    ballot_close(&b);
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)((i + 1) * (i + 1) * (i + 1)) * 1000003 % 999983;
    ballot_threshold(&b, 0, 1);
    ballot_threshold(&b, 0, b.node[0].total / 2);
    p = usual("pivot", 0);
    assert_int_equal(solve(&b, &cm_concept_strict_power, &p), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the rule tells too many combinations of these 60 members apart to be followed; votes in rounder numbers make them fewer, or a centre for each has positions drawn");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    static const double centre[] = { 0.2, 0.4, 0.6, 0.8 };
    (void)state;
    for (int drawn = 0; drawn < 2; drawn++) {
        bool done = false;
        for (long budget = 0; !done && budget < 1000; budget++) {
            cm_strict_params p = usual(budget % 2 == 0 ? "pivot" : "setter", 0.3);
            cm_status status;
            ballot b;
            ballot_weighted(&b, 5, "3 2 2 1");
            p.draws = 100;
            if (drawn == 1) p.centre = (cm_numbers){ 4, centre };
            b.ctx.alloc_budget = budget;
            cm_result_init(&b.result, &b.arena);
            status = cm_concept_solve(&b.ctx, &cm_concept_strict_power, &b.game, &p, &b.result);
            done = status == CM_OK;
            assert_true(done || status == CM_E_MEMORY);
            ballot_close(&b);
        }
        assert_true(done);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_median_of_three),
        cmocka_unit_test(test_council_by_order_statistics),
        cmocka_unit_test(test_one_voter_and_a_setter),
        cmocka_unit_test(test_given_positions),
        cmocka_unit_test(test_finite_differences_of_outcomes_by_bisection),
        cmocka_unit_test(test_random_rules_and_near_misses),
        cmocka_unit_test(test_turning_the_issue_and_the_members),
        cmocka_unit_test(test_large_bodies),
        cmocka_unit_test(test_mistakes_are_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
