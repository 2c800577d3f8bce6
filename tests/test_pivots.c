/* test_pivots.c: swings and pivotal orders as whole numbers. */
#include "solver/voting/power.h"
#include "tests/support/ballots.h"
#include "tests/support/voting_bodies.h"

extern const cm_concept cm_concept_pivots;

static cm_status solve(ballot *b)
{
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_pivots, &b->game, NULL, &b->result);
}

static void solved(ballot *b)
{
    cm_status status = solve(b);
    if (status != CM_OK) print_error("n = %zu: %s\n", b->game.as.vote.n, b->ctx.message);
    assert_int_equal(status, CM_OK);
    assert_true(b->result.certified);
}

/* 848 and 84 swings: A. D. Taylor, A. M. Pacelli, Mathematics and Politics (2008); 421/2145 and 4/2145 of 15! orders. */
static void test_the_security_council(void **state)
{
    ballot b;
    (void)state;
    ballot_weighted(&b, weighted_bodies[0].quota, weighted_bodies[0].weights);
    solved(&b);
    assert_string_equal(ballot_text(&b, "pivots", 0, "swings"), "848");
    assert_string_equal(ballot_text(&b, "pivots", 14, "swings"), "84");
    assert_string_equal(ballot_text(&b, "pivots", 0, "pivotal_orders"), "256657766400");
    assert_string_equal(ballot_text(&b, "pivots", 14, "pivotal_orders"), "2438553600");
    assert_string_equal(cm_result_get(&b.result, "orders")->as.text, "1307674368000");
    assert_string_equal(cm_result_get(&b.result, "coalitions")->as.text, "16384");
    assert_string_equal(cm_result_get(&b.result, "winning_coalitions")->as.text, "848");
    ballot_close(&b);
}

/* Every published body: swings are those listed. */
static void test_swings_are_those_published(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof weighted_bodies / sizeof weighted_bodies[0]; k++) {
        int64_t swing[BALLOT_MOST];
        ballot b;
        ballot_weighted(&b, weighted_bodies[k].quota, weighted_bodies[k].weights);
        solved(&b);
        assert_int_equal(ballot_list(weighted_bodies[k].swings, swing), b.game.as.vote.n);
        for (size_t i = 0; i < b.game.as.vote.n; i++) assert_int_equal(strtoll(ballot_text(&b, "pivots", i, "swings"), NULL, 10), swing[i]);
        assert_int_equal(strtoll(cm_result_get(&b.result, "winning_coalitions")->as.text, NULL, 10), weighted_bodies[k].wins);
        ballot_close(&b);
    }
}

/* Consensus of 193: one swing each, and 192! orders in which a member comes last. */
static void test_consensus_of_the_united_nations(void **state)
{
    ballot b;
    (void)state;
    ballot_open(&b, 193, 0);
    for (size_t i = 0; i < 193; i++) b.weight[0][i] = 1;
    ballot_threshold(&b, 0, 193);
    solved(&b);
    assert_string_equal(ballot_text(&b, "pivots", 100, "swings"), "1");
    assert_string_equal(cm_result_get(&b.result, "winning_coalitions")->as.text, "1");
    assert_int_equal(strlen(cm_result_get(&b.result, "orders")->as.text), 359);                     /* 193! */
    assert_int_equal(strlen(ballot_text(&b, "pivots", 100, "pivotal_orders")), 357);             /* 192! */
    assert_close(ballot_number(&b, "pivots", 5, "of_orders"), 1.0 / 193, 1e-17);
    ballot_close(&b);
}

static void test_random_rules_and_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 240; k++) {
        double shapley[14], banzhaf[14], orders = 1;
        ballot b;
        size_t n = 1 + (size_t)(k % 9);
        ballot_draw(&b, n, 20000 + k);
        (void)ballot_slowly(&b, shapley, banzhaf);
        solved(&b);
        for (size_t i = 0; i < n; i++) orders *= (double)(i + 1);
        for (size_t i = 0; i < n; i++) {
            assert_close(strtod(ballot_text(&b, "pivots", i, "swings"), NULL), ldexp(banzhaf[i], (int)n - 1), 1e-6);
            assert_close(strtod(ballot_text(&b, "pivots", i, "pivotal_orders"), NULL), orders * shapley[i], 1e-6 * orders);
        }
        for (cm_table *t = b.result.table; t != NULL && k % 12 == 0; t = t->next) {
            for (size_t c = 0; c < t->nrows * t->ncolumns; c++) {
                cm_value kept = t->cell[c];
                if (kept.kind == CM_TEXT) t->cell[c].as.text = "5040000";
                else t->cell[c].as.number += 1e-6;
                assert_int_equal(cm_concept_pivots.check(&b.ctx, &b.game, NULL, &b.result), CM_E_NUMERIC);
                assert_int_equal(strncmp(b.ctx.message, "certificate: ", 13), 0);
                cm_ctx_clear(&b.ctx);
                t->cell[c] = kept;
            }
        }
        for (cm_named *entry = b.result.summary; entry != NULL && k % 12 == 0; entry = entry->next) {
            cm_value kept = entry->value;
            if (strcmp(entry->name, "method") == 0) continue;
            entry->value.as.text = "5040001";
            assert_int_equal(cm_concept_pivots.check(&b.ctx, &b.game, NULL, &b.result), CM_E_NUMERIC);
            cm_ctx_clear(&b.ctx);
            entry->value = kept;
        }
        ballot_close(&b);
    }
}

/* Above twenty members the recount goes the other way round, and modulo another prime. */
static void test_a_digit_of_a_large_count_is_not_overlooked(void **state)
{
    ballot b;
    cm_table *table;
    cm_value kept;
    char text[32];
    (void)state;
    ballot_open(&b, 40, 3);
    for (size_t i = 0; i < 40; i++) b.weight[0][i] = 1 + (int64_t)cm_rng_below(&b.rng, 50);
    ballot_threshold(&b, 0, 300);
    solved(&b);
    table = cm_result_find(&b.result, "pivots");
    kept = table->cell[1];
    (void)snprintf(text, sizeof text, "%s", kept.as.text);
    text[strlen(text) - 1] ^= 1;                                         /* an even digit becomes the next, an odd one that before */
    table->cell[1].as.text = text;
    assert_int_equal(cm_concept_pivots.check(&b.ctx, &b.game, NULL, &b.result), CM_E_NUMERIC);
    table->cell[1] = kept;
    cm_ctx_clear(&b.ctx);
    assert_int_equal(cm_concept_pivots.check(&b.ctx, &b.game, NULL, &b.result), CM_OK);
    ballot_close(&b);
}

static void test_what_cannot_be_counted_is_said(void **state)
{
    ballot b;
    (void)state;
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)cm_rng_below(&b.rng, UINT64_C(1) << 40);
    ballot_threshold(&b, 0, 1);
    ballot_threshold(&b, 0, b.node[0].total / 2);
    assert_int_equal(solve(&b), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the coalitions of 60 members under this rule are too many to be counted; the concept 'power' estimates the shares by sampling");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    cm_status status = CM_E_MEMORY;
    long budget = 0;
    (void)state;
    for (; status == CM_E_MEMORY; budget++) {
        ballot b;
        ballot_weighted(&b, 12, "4*3 2*2 1");
        b.ctx.alloc_budget = budget;
        cm_result_init(&b.result, &b.arena);
        status = cm_concept_solve(&b.ctx, &cm_concept_pivots, &b.game, NULL, &b.result);
        ballot_close(&b);
    }
    assert_int_equal(status, CM_OK);
    assert_true(budget > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_security_council),
        cmocka_unit_test(test_swings_are_those_published),
        cmocka_unit_test(test_consensus_of_the_united_nations),
        cmocka_unit_test(test_random_rules_and_near_misses),
        cmocka_unit_test(test_a_digit_of_a_large_count_is_not_overlooked),
        cmocka_unit_test(test_what_cannot_be_counted_is_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
