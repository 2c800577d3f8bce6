/* test_moving_check.c: the certificate of a status quo that moves: what it holds of, and what it refuses. */
#include "tests/support/moving_world.h"

/* The same members' numbers as half as many members on two issues. */
static void widen(policy_world *w)
{
    size_t n = w->protocol.n / 2 + 1;
    w->spatial.d = 2;
    w->spatial.n = w->protocol.n = n;
    w->spatial.red_low = w->spatial.red_high = NULL;
    w->sq[1] = 0.3;
    for (size_t i = 0; i < n; i++) w->recognition[i] = 1 / (double)n;
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, (int64_t)(n / 2 + 1), &w->vote), CM_OK);
    policy_wire(w);
}

static cm_moving_params any(policy_world *w, uint64_t t)
{
    cm_moving_params params = moving_asked(t % 4 == 3 ? 5 : 13);
    policy_random(w, t, 2 + t % 7, "moving-any");
    if (t % 4 == 3) {
        for (size_t i = 0; i < w->protocol.n; i++) w->ideal[w->protocol.n + i] = w->ideal[i] * w->ideal[(i + 1) % w->protocol.n];
        for (size_t i = 0; i < w->protocol.n; i++) w->salience[w->protocol.n + i] = w->salience[i];
        widen(w);
    } else if (t % 4 == 1) {
        w->game.as.protocol.rounds = 1 + t % 5;
        if (t % 8 == 5) {
            w->game.as.protocol.kind = CM_ROTATION;
            for (size_t i = 0; i < w->protocol.n; i++) w->recognition[i] = 1 / (double)w->protocol.n;
        }
    } else if (t % 8 == 2) {
        w->spatial.red_low = w->red_low, w->spatial.red_high = w->red_high;
        w->red_low[0] = w->ideal[0] - 0.2, w->red_high[0] = w->ideal[0] + 0.2;
    }
    return params;
}

static void test_the_certificate_holds_for_any_rule_and_utility(void **state)
{
    size_t found = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        policy_world w;
        cm_moving_params params = any(&w, t);
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        assert_true(w.result.certified);
        found += policy_truth(&w, "found");
        policy_close(&w);
    }
    assert_true(found > 380);
}

static void refused(policy_world *w, const cm_moving_params *params, const char *what)
{
    if (cm_concept_moving_status_quo.check(&w->ctx, &w->game, params, &w->result) != CM_E_NUMERIC) fail_msg("%s passed", what);
    cm_ctx_clear(&w->ctx);
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const cell[][2] = { { "path", "mean" }, { "path", "low" }, { "path", "high" }, { "outcomes", "probability" }, { "outcomes", "value" }, { "gains", "gain" }, { "policies", "value" } };
    static const char *const number[] = { "moves", "rounds", "within", "settled", "first_step", "policy", "distance", "to_median", "largest_deviation", "captured", "inequality" };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        cm_moving_params params = any(&w, t);
        double by = t % 3 == 0 ? 1e-4 : -1e-4;
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        if (!policy_truth(&w, "found")) goto next;
        for (size_t k = 0; k < sizeof cell / sizeof cell[0]; k++) {
            double *at = policy_cell(&w, cell[k][0], t % cm_result_find(&w.result, cell[k][0])->nrows, cell[k][1]), right = *at;
            *at += by;
            refused(&w, &params, cell[k][0]);
            *at = right;
        }
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
            cm_value right = s->value;
            for (size_t k = 0; k < sizeof number / sizeof number[0]; k++) {
                if (strcmp(s->name, number[k]) != 0) continue;
                if (w.spatial.d > 1 && right.kind == CM_NONE) continue;
                if (w.game.as.protocol.rounds > 0 && strcmp(s->name, "settled") == 0) continue;
                s->value = right.kind == CM_NUMBER ? cm_number(right.as.number + by * fmax(1, fabs(right.as.number))) : cm_number(0.5);
                refused(&w, &params, s->name);
            }
            if (strcmp(s->name, "rests") == 0 && right.kind == CM_TRUTH) {
                s->value = cm_truth(!right.as.truth);
                refused(&w, &params, s->name);
            }
            s->value = right;
        }
        assert_int_equal(cm_concept_moving_status_quo.check(&w.ctx, &w.game, &params, &w.result), CM_OK);
next:
        policy_close(&w);
    }
}

/* Each plan in turn is changed to another policy: it does not pass, or somebody has better.  Once in a long while the
 * change makes the status quo so much better for those who were content that what was proposed no longer passes: then
 * the other plan is another equilibrium. */
static void test_other_plans_are_refused(void **state)
{
    size_t tried = 0, others = 0;
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        cm_moving_params params = any(&w, 4 * t);
        cm_table *table;
        assert_int_equal(moving_solve(&w, &params), CM_OK);
        table = cm_result_find(&w.result, "strategy");
        for (size_t row = 0; table != NULL && row < table->nrows; row++) {
            cm_value *cell = &table->cell[row * table->ncolumns + 4], right = *cell, first = cm_table_get(table, row, "first");
            int64_t k = policy_whole(&w, "policies");
            *cell = right.kind == CM_NONE ? cm_integer(first.as.integer % k + 1) : cm_integer(right.as.integer % k + 1);
            others += cm_concept_moving_status_quo.check(&w.ctx, &w.game, &params, &w.result) == CM_OK;
            cm_ctx_clear(&w.ctx);
            *cell = cm_integer(k + 1);
            refused(&w, &params, "no policy");
            *cell = right;
            tried++;
        }
        policy_close(&w);
    }
    assert_true(tried > 500 && others <= tried / 50);
}

static void test_plans_that_do_not_settle_are_said_to(void **state)
{
    policy_world w;
    cm_moving_params params = moving_asked(11);
    (void)state;
    params.iterations = 3;
    policy_open(&w, 3, (double[]){ -1, 0, 1 }, 2, 0.9, 2);
    assert_int_equal(moving_solve(&w, &params), CM_OK);
    assert_false(policy_truth(&w, "found"));
    assert_true(policy_is_none(&w, "policy"));
    assert_string_equal(w.result.note->value.as.text, "No equilibrium is shown: in 6 rounds of looking ahead the plans kept changing. One in which proposers mix, or that is reached otherwise, may exist; with a deadline there always is one.");
    for (cm_named *value = w.result.summary; value != NULL; value = value->next) {
        if (value->value.kind != CM_NONE) continue;
        value->value = cm_number(0);
        refused(&w, &params, value->name);
        value->value = cm_none();
    }
    policy_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_certificate_holds_for_any_rule_and_utility),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_other_plans_are_refused),
        cmocka_unit_test(test_plans_that_do_not_settle_are_said_to),
    };
    return RUN_TESTS(tests);
}
