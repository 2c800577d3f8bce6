/* test_two_phase.c: bargaining, then keeping what was agreed. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_two_phase;
static const cm_concept *const concept = &cm_concept_two_phase;

typedef struct phases {
    double high, low, temptation, lag;
    long within;
} phases;

static cm_value cell(const talking *t, size_t row, const char *column)
{
    return cm_table_get(cm_result_find(&t->result, "members"), row, column);
}

/* Fearon 1998: rate 0.01 to 0.5, low 1: hazard r l / (h - l), delay (h - l) / (2 r l), efficiency 2 l / (h + l). */
static void test_delays_as_tabulated(void **state)
{
    static const struct { double r, high, delay, value, captured; } row[] = { { 0.01, 2, 50, 100, 2 / 3.0 }, { 0.05, 3, 20, 20, 0.5 }, { 0.1, 1.2, 1, 10, 1 / 1.1 }, { 0.2, 2, 2.5, 5, 2 / 3.0 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const phases params = { row[k].high, 1, 3, 0.5, 10 };
        talking t;
        (void)talking_open(&t, 2, 2, exp(-row[k].r));
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_close(talking_number(&t, "delay"), row[k].delay, 1e-9 * row[k].delay);
        assert_close(talking_number(&t, "captured"), row[k].captured, 1e-12);
        assert_close(cell(&t, 0, "value").as.number, row[k].value, 1e-9 * row[k].value);
        cm_arena_free(&t.arena);
    }
}

/* Temptation 3 and 5, low 1: kept up to rates 0.8109, 0.4055, 0.2231 with lags of a half, 1 and 1. */
static void test_patience_keeps_agreements(void **state)
{
    static const struct { double temptation, lag, rate; } row[] = { { 3, 0.5, 0.8109302162163285 }, { 3, 1, 0.4054651081081643 }, { 5, 1, 0.2231435513142097 } };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        const phases params = { 2, 1, row[k].temptation, row[k].lag, 10 };
        for (int side = -1; side <= 1; side += 2) {
            talking t;
            (void)talking_open(&t, 2, 2, exp(-row[k].rate * (1 + 0.001 * side)));
            assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
            assert_close(talking_number(&t, "least_patience"), exp(-row[k].rate), 1e-12);
            assert_close(talking_number(&t, "agreement"), side < 0 ? 1 : 0, 0);
            assert_int_equal(cm_result_get(&t.result, "rounds")->kind, side < 0 ? CM_NUMBER : CM_NONE);
            cm_arena_free(&t.arena);
        }
    }
}

/* Of two the less patient is held out against: it leaves the other giving in faster. */
static void test_the_patient_gives_in_faster(void **state)
{
    const phases params = { 2, 1, 1, 1, 10 };
    talking t;
    (void)state;
    (void)talking_open(&t, 2, 2, 0.9);
    t.patience[1] = 0.8;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(cell(&t, 0, "gives_in").as.number, -log(0.8), 1e-12);
    assert_close(cell(&t, 1, "gives_in").as.number, -log(0.9), 1e-12);
    cm_arena_free(&t.arena);
}

static void test_random_pairs_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "phases", 0);
    for (uint64_t index = 0; index < 200; index++) {
        const phases params = { 1.5 + cm_rng_unit(&rng), 0.5 + 0.5 * cm_rng_unit(&rng), 0.5 + 3 * cm_rng_unit(&rng), 0.2 + cm_rng_unit(&rng), 3 };
        cm_value *kept;
        talking t;
        (void)talking_open(&t, 2, 2, 0.4 + 0.5 * cm_rng_unit(&rng));
        if (index % 2 == 0) t.patience[1] = 0.4 + 0.5 * cm_rng_unit(&rng);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
            bool any = strcmp(s->name, "least_patience") == 0 && s->value.as.number <= 0;          /* any patience does, also this */
            if (s->value.kind == CM_NUMBER && !any) talking_refuses(&t, concept, &params, &s->value, 1e-3, s->name);
        }
        talking_refuses_table(&t, concept, &params, "members", 1e-3);
        kept = &cm_result_find(&t.result, "members")->cell[3];
        kept->as.truth = !kept->as.truth;
        assert_int_equal(concept->check(&t.ctx, &t.game, &params, &t.result), CM_E_NUMERIC);
        cm_arena_free(&t.arena);
    }
}

static void refuse(talking *t, const phases *params, cm_status status, const char *sentence)
{
    assert_int_equal(talking_solve(t, concept, params), status);
    assert_string_equal(t->ctx.message, sentence);
    cm_arena_free(&t->arena);
}

static void test_what_it_cannot_take_it_says(void **state)
{
    phases params = { 2, 1, 3, 1, 10 };
    talking t;
    (void)state;
    (void)talking_open(&t, 3, 3, 0.9);
    refuse(&t, &params, CM_E_DOMAIN, "two-phase takes two members, not 3");
    (void)talking_open(&t, 2, 1, 0.9);
    refuse(&t, &params, CM_E_DOMAIN, "two-phase takes two members of whom neither decides alone");
    talking_refuses_leaders(concept, &params, 2, 2, "two-phase");
    talking_open(&t, 2, 2, 0.9)->rounds = 3;
    refuse(&t, &params, CM_E_DOMAIN, "two-phase goes on until it is decided, and these talks end after round 3");
    talking_open(&t, 2, 2, 0.9)->cost = 0.05;
    refuse(&t, &params, CM_E_DOMAIN, "here a round costs 0.05, and only impatience is counted: let patience stand for it");
    talking_open(&t, 2, 2, 0.9)->outside = t.outside;
    t.outside[1] = -0.5;
    refuse(&t, &params, CM_E_DOMAIN, "nobody may have anything without an agreement, and 'member' has -0.5");
    params.low = 2.5;
    (void)talking_open(&t, 2, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "two-phase: the better agreement brings 2 and the other 2.5");
}

/* low / r each, r = 0.1 and 0.3: a quarter; nothing of an agreement that is not kept. */
static void test_the_patient_expect_more(void **state)
{
    phases params = { 2, 1, 1, 1, 10 };
    talking t;
    (void)state;
    (void)talking_open(&t, 2, 2, exp(-0.1));
    t.patience[1] = exp(-0.3);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "inequality"), 0.25, 1e-12);
    params.temptation = 1000;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_int_equal(cm_result_get(&t.result, "inequality")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    const phases params = { 2, 1, 3, 1, 10 };
    (void)state;
    talking_runs_out_of_memory(concept, &params, 2, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_patient_expect_more),
        cmocka_unit_test(test_delays_as_tabulated),
        cmocka_unit_test(test_patience_keeps_agreements),
        cmocka_unit_test(test_the_patient_gives_in_faster),
        cmocka_unit_test(test_random_pairs_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_what_it_cannot_take_it_says),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
