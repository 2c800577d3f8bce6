/* test_count_fourier.c: voting power by a Fourier series: within its own bound of what a table says, and refused where it does not suit. */
#include "solver/voting/power.h"

#include "tests/support/ballots.h"
#include "tests/support/voting_bodies.h"

extern const cm_concept cm_concept_power;

/* Members whose votes differ as those of states do: a few large, many small; the first may be able to block alone. */
static void states(ballot *b, size_t n, uint64_t index)
{
    int64_t total = 0;
    double share;
    ballot_open(b, n, 7000 + index);
    for (size_t i = 0; i < n; i++) total += b->weight[0][i] = 40 + (int64_t)(600 / (0.03 + cm_rng_unit(&b->rng))) / 2;
    if (index % 3 == 0) b->weight[0][0] = total / 4;
    share = 0.08 + 0.84 * cm_rng_unit(&b->rng);
    ballot_threshold(b, 0, 1);
    ballot_threshold(b, 0, 1 + (int64_t)(share * (double)b->node[0].total));
}

/* Alone, without a table for the points at which much is left out: the bound has to hold there too. */
static void test_no_chance_is_off_by_more_than_the_bound(void **state)
{
    size_t tight = 0;
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        ballot b;
        cm_oracle series, table;
        double one[BALLOT_MOST], other[BALLOT_MOST], wins, again;
        states(&b, 70 + (size_t)(k * 37 % 120), k);
        assert_int_equal(cm_fourier_open(&b.ctx, &b.arena, &b.game.as.vote, 1, &series), CM_OK);
        assert_int_equal(cm_weights_open(&b.ctx, &b.arena, &b.game.as.vote, 1e8, &table), CM_OK);
        assert_int_equal(series.n, b.game.as.vote.n);
        for (int point = 1; point < 20; point++) {
            double p = point / 20.0, allowed;
            series.chance(series.data, p, one, &wins);
            table.chance(table.data, p, other, &again);
            allowed = series.missed[0] + 1e-12;
            tight += series.missed[0] < 1e-10;
            assert_close(wins, again, allowed);
            for (size_t i = 0; i < b.game.as.vote.n; i++) assert_close(one[i], other[i], allowed);
        }
        ballot_close(&b);
    }
    assert_true(tight > 300);                                /* of 760: a bound that says nothing would be no help */
}

static cm_status solve(ballot *b, const char *method)
{
    cm_power_params params = { "usual", method, 20000, 1 };
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_power, &b->game, &params, &b->result);
}

static void test_the_series_and_the_table_agree_on_power(void **state)
{
    size_t seldom = 0;
    (void)state;
    for (uint64_t k = 0; k < 12; k++) {
        ballot b, other;
        double error;
        states(&b, 70 + (size_t)(k * 10), 100 + k);
        other = b;
        other.arena = (cm_arena){ NULL };
        other.node[0].weight = other.weight[0];
        other.game.as.vote.node = other.node;
        if (solve(&b, "fourier") == CM_E_LIMIT) {            /* what is decided once in a billion cases */
            assert_non_null(strstr(b.ctx.message, "the method 'fourier' would leave out up to "));
            if (solve(&b, "best") != CM_OK) fail_msg("%s", b.ctx.message);
            assert_string_not_equal(cm_result_get(&b.result, "method")->as.text, "fourier");
            seldom++;
            ballot_close(&b);
            continue;
        }
        if (solve(&other, "weights") != CM_OK) fail_msg("%s", other.ctx.message);
        assert_true(b.result.certified);
        assert_null(cm_result_find(&b.result, "exact"));
        error = cm_result_get(&b.result, "error")->as.number;
        assert_true(error > 0 && error <= 1e-9);
        for (size_t i = 0; i < b.game.as.vote.n; i++) {
            assert_close(ballot_number(&b, "power", i, "shapley_shubik"), ballot_number(&other, "power", i, "shapley_shubik"), error + 1e-12);
            assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), ballot_number(&other, "power", i, "banzhaf_absolute"), error);
        }
        ballot_close(&b);
        ballot_close(&other);
    }
    assert_true(seldom < 6);
}

/* The Monetary Fund with some five million votes: too many for a table to be quick. */
static void fund(ballot *b, double share)
{
    ballot_open(b, 190, 0);
    for (size_t i = 0; i < 190; i++) b->weight[0][i] = 503 * fund_votes[i] + (int64_t)(i * i * 7919 % 997);
    ballot_threshold(b, 0, 1);
    ballot_threshold(b, 0, 1 + (int64_t)(share * (double)b->node[0].total));
}

static void test_five_million_votes_take_the_series(void **state)
{
    static const double share[] = { 0.5, 0.7 };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        ballot b;
        double sum = 0;
        fund(&b, share[k]);
        assert_int_equal(solve(&b, "best"), CM_OK);
        assert_true(b.result.certified);
        assert_string_equal(cm_result_get(&b.result, "method")->as.text, "fourier");
        assert_true(cm_result_get(&b.result, "error")->as.number < 1e-11);
        for (size_t i = 0; i < 190; i++) sum += ballot_number(&b, "power", i, "shapley_shubik");
        assert_close(sum, 1, 1e-10);
        if (k == 0) assert_close(cm_result_get(&b.result, "power_to_act")->as.number, 0.5, 1e-6);
        ballot_close(&b);
    }
}

/* Scaling all votes, and turning the members round. */
static void test_units_and_order_do_not_matter(void **state)
{
    ballot b, other;
    (void)state;
    states(&b, 140, 502);
    ballot_threshold(&b, 0, b.node[0].total * 3 / 5);
    ballot_open(&other, 140, 0);
    for (size_t i = 0; i < 140; i++) other.weight[0][139 - i] = 7 * b.weight[0][i];
    ballot_threshold(&other, 0, 1);
    ballot_threshold(&other, 0, 7 * b.node[0].quota);
    assert_int_equal(solve(&b, "fourier"), CM_OK);
    assert_int_equal(solve(&other, "fourier"), CM_OK);
    for (size_t i = 0; i < 140; i++) {
        assert_close(ballot_number(&b, "power", i, "shapley_shubik"), ballot_number(&other, "power", 139 - i, "shapley_shubik"), 2e-9);
        assert_close(ballot_number(&b, "power", i, "banzhaf"), ballot_number(&other, "power", 139 - i, "banzhaf"), 2e-9);
    }
    ballot_close(&b);
    ballot_close(&other);
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const columns[] = { "shapley_shubik", "banzhaf_absolute", "rae" };
    const cm_power_params params = { "usual", "fourier", 20000, 1 };
    ballot b;
    (void)state;
    states(&b, 80, 601);
    ballot_threshold(&b, 0, b.node[0].total * 3 / 5);
    assert_int_equal(solve(&b, "fourier"), CM_OK);
    for (size_t k = 0; k < 3; k++) {
        cm_table *table = cm_result_find(&b.result, "power");
        size_t column = 0;
        while (strcmp(table->column[column], columns[k]) != 0) column++;
        cm_value *cell = &table->cell[5 * table->ncolumns + column], kept = *cell;
        cell->as.number *= 1 + 1e-4;
        assert_int_equal(cm_concept_power.check(&b.ctx, &b.game, &params, &b.result), CM_E_NUMERIC);
        *cell = kept;
        cm_ctx_clear(&b.ctx);
    }
    /* all columns moved alike: only the table over the weights tells */
    b.node[0].quota += b.node[0].total / 500;
    assert_int_equal(cm_concept_power.check(&b.ctx, &b.game, &params, &b.result), CM_E_NUMERIC);
    assert_non_null(strstr(b.ctx.message, "certificate: by a table, the power to act is "));
    ballot_close(&b);
}

static void test_what_does_not_suit_is_said(void **state)
{
    ballot b;
    (void)state;
    ballot_weighted(&b, 39, "7*5 1*10");
    assert_int_equal(solve(&b, "fourier"), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the method 'fourier' is for some 60 members and more who share some 10000 votes and more unevenly, which these 15 with 45 votes do not; method = \"best\" gives an answer");
    ballot_close(&b);
    /* all votes alike but one: phi does not vanish, and no table is short enough */
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)1 << 30;
    b.weight[0][59]++;
    ballot_threshold(&b, 0, (int64_t)31 << 30);
    assert_int_equal(solve(&b, "fourier"), CM_E_LIMIT);
    ballot_close(&b);
    ballot_open(&b, 4, 0);
    for (size_t i = 0; i < 4; i++) b.weight[1][i] = b.weight[2][i] = 1;
    b.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    b.game.as.vote.nnodes = 3;
    ballot_threshold(&b, 1, 2);
    ballot_threshold(&b, 2, 3);
    assert_int_equal(solve(&b, "fourier"), CM_E_DOMAIN);
    assert_string_equal(b.ctx.message, "the method 'fourier' is for one threshold; the rule has 3 parts");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    (void)state;
    for (long budget = 0; !done && budget < 200; budget++) {
        ballot b;
        cm_oracle series;
        cm_status status;
        states(&b, 80, 1);
        b.ctx.alloc_budget = budget;
        status = cm_fourier_open(&b.ctx, &b.arena, &b.game.as.vote, 1e6, &series);
        done = status == CM_OK;
        assert_true(done || status == CM_E_MEMORY);
        ballot_close(&b);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_chance_is_off_by_more_than_the_bound),
        cmocka_unit_test(test_the_series_and_the_table_agree_on_power),
        cmocka_unit_test(test_five_million_votes_take_the_series),
        cmocka_unit_test(test_units_and_order_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_does_not_suit_is_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
