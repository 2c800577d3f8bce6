/* test_agenda_setting.c: policies proposed until a deadline. */
#include "solver/bargain/agenda_setting.h"

#include "solver/bargain/banks_duggan.h"
#include "tests/support/policy_world.h"

static cm_status solve(policy_world *w)
{
    return policy_solve(w, &cm_concept_agenda_setting, NULL);
}

/* The budget of 1, the median at 4, a bureau at 10 that alone proposes.  One round: 7.  With two the median
 * compares with delta 9 + (1 - delta) 9: the same reach. */
static void test_a_lone_setter_loses_nothing_by_more_rounds(void **state)
{
    (void)state;
    for (size_t rounds = 1; rounds <= 4; rounds++) {
        policy_world w;
        policy_open(&w, 5, (double[]){ 2, 3, 4, 5, 10 }, 1, 0.9, 3);
        w.game.as.protocol.kind = CM_SETTER;
        w.game.as.protocol.setter = 4;
        w.game.as.protocol.rounds = rounds;
        memset(w.recognition, 0, sizeof w.recognition);
        w.recognition[4] = 1;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t t = 0; t < rounds; t++) assert_close(policy_number(&w, "proposals", t, "value"), 7, 1e-12);
        policy_close(&w);
    }
}

/* Ideals -1, 0, 1, status quo 2: the median's reach r_T = 2, then r_t^2 = (1 - d) 4 + d (2/3) min(r_{t+1}, 1)^2. */
static void test_three_members_by_hand(void **state)
{
    policy_world w;
    double r = 2;
    (void)state;
    policy_open(&w, 3, (double[]){ -1, 0, 1 }, 2, 0.9, 2);
    w.game.as.protocol.rounds = 5;
    assert_int_equal(solve(&w), CM_OK);
    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(cm_table_get(cm_result_find(&w.result, "acceptance"), k, "round").as.integer, 5 - k);
        assert_close(policy_number(&w, "acceptance", k, "high"), r, 1e-12);
        assert_close(policy_number(&w, "proposals", 3 * k, "value"), -fmin(r, 1), 1e-12);
        r = sqrt(0.4 + 0.6 * fmin(r, 1) * fmin(r, 1));
    }
    policy_close(&w);
}

/* The median is content with what holds: it stays, whoever proposes. */
static void test_a_status_quo_that_stays_is_no_agreement(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, 0.5, 0.9, 2);
    w.game.as.protocol.rounds = 3;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 0, 0);
    assert_close(policy_value(&w, "within"), 0, 0);
    assert_close(policy_value(&w, "rounds"), 1, 0);
    assert_non_null(strstr(w.result.note->value.as.text, "Gridlock"));
    policy_refuses_shares(&w, &cm_concept_agenda_setting, 1);
    policy_close(&w);
    policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, 0, 0.9, 2);  /* one round: the first is content with 0, so that two of three propose a change */
    w.game.as.protocol.rounds = 1;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_value(&w, "agreement"), 2.0 / 3, 1e-12);
    assert_close(policy_value(&w, "within"), 2.0 / 3, 1e-12);
    assert_close(policy_value(&w, "rounds"), 1, 0);
    policy_close(&w);
}

/* A rotation of three, ideals -1, 0, 1, status quo 2, by hand: the third member gets 1 in round 3; in round 2
 * the median gets its ideal; in round 1 the median waits for u = -(1 - d) 4, so that the first gets -sqrt(.4). */
static void test_members_take_turns(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 3, (double[]){ -1, 0, 1 }, 2, 0.9, 2);
    w.game.as.protocol.kind = CM_ROTATION;
    w.game.as.protocol.rounds = 3;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(policy_number(&w, "proposals", 0, "value"), 1, 1e-12);
    assert_close(policy_number(&w, "proposals", 1, "value"), 0, 1e-12);
    assert_close(policy_number(&w, "proposals", 2, "value"), -sqrt(0.4), 1e-12);
    assert_close(policy_value(&w, "policy"), -sqrt(0.4), 1e-12);
    policy_close(&w);
}

/* With many rounds the first round is that of talks without a deadline. */
static void test_far_deadlines_are_no_deadline(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 30; t++) {
        policy_world w;
        double low, high;
        size_t n = 3 + 2 * (t % 3), last;
        cm_rng rng;
        double ideal[POLICY_MOST];
        cm_rng_init(&rng, support_seed(), "far", t);
        for (size_t i = 0; i < n; i++) ideal[i] = cm_rng_unit(&rng);
        policy_open(&w, n, ideal, -0.3, 0.8, (int64_t)(n / 2 + 1));
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, NULL), CM_OK);
        low = policy_number(&w, "acceptance", 0, "low"), high = policy_number(&w, "acceptance", 0, "high");
        w.game.as.protocol.rounds = 150;
        assert_int_equal(solve(&w), CM_OK);
        last = cm_result_find(&w.result, "acceptance")->nrows - 1;
        assert_close(policy_number(&w, "acceptance", last, "low"), low, 1e-7);
        assert_close(policy_number(&w, "acceptance", last, "high"), high, 1e-7);
        policy_close(&w);
    }
}

static void any(policy_world *w, uint64_t t)
{
    policy_random(w, t, 2 + t % 7, "deadline");
    w->game.as.protocol.kind = t % 2 == 0 ? CM_DRAWN : CM_ROTATION;
    w->game.as.protocol.rounds = 1 + t % 5;
    for (size_t i = 0; t % 2 == 1 && i < w->protocol.n; i++) w->recognition[i] = 1 / (double)w->protocol.n;
}

/* Red lines that leave nothing: all wait in every round.  Ten chances of 0.1 add up to a little less than 1. */
static void test_where_nothing_ever_passes_there_is_no_round(void **state)
{
    policy_world w;
    double ideal[10];
    (void)state;
    for (size_t i = 0; i < 10; i++) ideal[i] = (double)i;
    policy_open(&w, 10, ideal, -1, 0.9, 10);
    w.spatial.red_low = w.red_low, w.spatial.red_high = w.red_high;
    for (size_t i = 0; i < 10; i++) w.red_low[i] = ideal[i] - 0.25, w.red_high[i] = ideal[i] + 0.25;
    w.game.as.protocol.rounds = 3;
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(cm_result_get(&w.result, "rounds")->kind, CM_NONE);
    assert_close(policy_value(&w, "policy"), -1, 1e-12);
    assert_non_null(strstr(w.result.note->value.as.text, "finds nothing that passes"));
    for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
        if (strcmp(s->name, "rounds") == 0) s->value = cm_number(2);
    }
    assert_int_equal(cm_concept_agenda_setting.check(&w.ctx, &w.game, &w.fallback, &w.result), CM_E_NUMERIC);
    assert_memory_equal(w.ctx.message, "certificate: rounds is 2,", 25);
    policy_close(&w);
}

static void test_the_certificate_holds_for_any_rule_and_utility(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        policy_world w;
        any(&w, t);
        assert_int_equal(solve(&w), CM_OK);
        assert_true(w.result.certified);
        policy_close(&w);
    }
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const cell[][2] = { { "acceptance", "low" }, { "waiting", "value" }, { "gains", "gain" } };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        any(&w, t);
        for (size_t i = 0; i < w.protocol.n; i++) w.patience[i] = 0.7;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t k = 0; k < 4; k++) {
            double *at = k < 3 ? policy_cell(&w, cell[k][0], 0, cell[k][1]) : policy_cell(&w, "proposals", cm_result_find(&w.result, "proposals")->nrows - 1, "value"), right = *at;
            *at += t % 3 == 0 ? 1e-4 : -1e-4;
            assert_int_equal(cm_concept_agenda_setting.check(&w.ctx, &w.game, &w.fallback, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *at = right;
        }
        policy_refuses_shares(&w, &cm_concept_agenda_setting, t % 3 == 0 ? 1e-4 : -1e-4);
        policy_close(&w);
    }
}

static void test_other_talks_are_refused(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 2, (double[]){ 0, 1 }, -1, 0.9, 2);
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "agenda-setting needs a deadline; without one banks-duggan is the question");
    cm_ctx_clear(&w.ctx);
    w.game.as.protocol.rounds = 1000;
    w.ctx.work_limit = 100;
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "1000 rounds among 2 members are more than the limit of 100 steps; fewer rounds give nearly the same");
    policy_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, -1, 0.9, 2);
        w.game.as.protocol.rounds = 2;
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        policy_close(&w);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lone_setter_loses_nothing_by_more_rounds),
        cmocka_unit_test(test_three_members_by_hand),
        cmocka_unit_test(test_a_status_quo_that_stays_is_no_agreement),
        cmocka_unit_test(test_members_take_turns),
        cmocka_unit_test(test_far_deadlines_are_no_deadline),
        cmocka_unit_test(test_where_nothing_ever_passes_there_is_no_round),
        cmocka_unit_test(test_the_certificate_holds_for_any_rule_and_utility),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_other_talks_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
