/* test_deadline.c: the closed rule with a deadline: heads, weights and vetoes, with outside options and costs. */
#include "tests/support/dividing.h"

extern const cm_concept cm_concept_baron_ferejohn, cm_concept_unanimity_bargaining;

static const long within = 10;

static void solve(surplus_world *w)
{
    if (surplus_solve(w, &cm_concept_baron_ferejohn, NULL) != CM_OK) fail_msg("%s", w->ctx.message);
    assert_true(w->result.certified);
}

/* Two rounds, three members, by hand: after an even draw all votes cost 0.9 / 3. */
static void test_a_deadline_by_hand(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 3, 2)->rounds = 2;
    memcpy(w.recognition, (double[]){ 0.5, 0.3, 0.2 }, 3 * sizeof(double));
    assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
    /* votes cost 0.45, 0.27, 0.18: C is bought by A and B, B by C */
    assert_close(surplus_at(&w, 0, "value"), 0.5 * 0.82, 1e-14);
    assert_close(surplus_at(&w, 1, "value"), 0.3 * 0.82 + 0.2 * 0.27, 1e-14);
    assert_close(surplus_at(&w, 2, "value"), 0.2 * 0.73 + 0.8 * 0.18, 1e-14);
    assert_true(cm_result_get(&w.result, "unique")->as.truth);
    w.game.as.protocol.rounds = 1;
    assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
    for (size_t i = 0; i < 3; i++) assert_close(surplus_at(&w, i, "proposes"), 1, 0);
    cm_arena_free(&w.arena);
}

/* Where all must agree, the other concept goes back from the deadline by other steps; elsewhere the certificate. */
static void test_deadlines_of_random_members(void **state)
{
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 2 + t % 6;
        double value[SURPLUS_MOST];
        cm_protocol *p = surplus_open(&w, n, t % 2 == 0 ? (int64_t)n : (int64_t)(1 + t / 6 % n));
        surplus_draw(&w, "until", t);
        p->rounds = 1 + t % 7;
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        moved += surplus_refuses(&w, &cm_concept_baron_ferejohn, "path", 2, t);
        moved += surplus_refuses(&w, &cm_concept_baron_ferejohn, "values", 1 + t % 2, t);
        for (size_t i = 0; i < n; i++) value[i] = surplus_at(&w, i, "value");
        if (t % 2 == 0) {
            assert_int_equal(surplus_solve(&w, &cm_concept_unanimity_bargaining, NULL), CM_OK);
            for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), value[i], 1e-11);
        }
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 1000);
}

/* In the last round all is the proposer's, so that a vote costs 0.9 / 5 before: the strong one buys a weak one, and each
 * weak one the strong one. */
static void test_two_rounds_of_the_apex_game_by_hand(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 5, 1)->rounds = 2;
    surplus_weigh(&w, 5, (int64_t[]){ 3, 1, 1, 1, 1 }, 4);
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 0.2 * 0.82 + 0.8 * 0.18, 1e-14);
    for (size_t i = 1; i < 5; i++) assert_close(surplus_at(&w, i, "value"), 0.2 * 0.82 + 0.2 * 0.25 * 0.18, 1e-14);
    assert_int_equal(cm_result_get(&w.result, "unique")->kind, CM_NONE);       /* which weak one is bought is a matter of habit */
    cm_arena_free(&w.arena);
}

static void test_two_rounds_with_a_veto_by_hand(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 3, 1)->rounds = 2;
    surplus_vetoes(&w, 3, 1, 2);
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 0.7 / 3 + 0.6 / 3, 1e-14);
    for (size_t i = 1; i < 3; i++) assert_close(surplus_at(&w, i, "value"), 0.7 / 3 + 0.15 / 3, 1e-14);
    cm_arena_free(&w.arena);
}

/* The stationary values of E. Winter (1996) and of the apex game are where long deadlines lead. */
static void test_a_late_deadline_makes_no_difference(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 3, 1)->rounds = 300;
    surplus_vetoes(&w, 3, 1, 2);
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 11.0 / 15, 1e-10);
    cm_arena_free(&w.arena);
    surplus_open(&w, 5, 1)->rounds = 60;
    surplus_weigh(&w, 5, (int64_t[]){ 3, 1, 1, 1, 1 }, 4);
    for (size_t i = 0; i < 5; i++) w.patience[i] = 0.5;
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 7.0 / 23, 1e-10);
    cm_arena_free(&w.arena);
}

/* Weights of two each are heads, told another way: by coalitions and not by order of price. */
static void test_weights_that_are_heads_have_the_values_of_heads(void **state)
{
    static const int64_t two[SURPLUS_MOST] = { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        cm_rng rng;
        size_t n = 2 + t % 7;
        int64_t quota = (int64_t)(1 + t / 7 % n);
        double value[SURPLUS_MOST], agreement;
        cm_protocol *p = surplus_open(&w, n, quota);
        surplus_draw(&w, "two", t);
        cm_rng_init(&rng, support_seed(), "outside", t);
        p->rounds = 1 + t % 6;
        if (t % 2 == 0) p->cost = 0.3 * cm_rng_unit(&rng);
        for (size_t i = 0; i < n; i++) w.outside[i] = i > 0 && cm_close(&w.ctx.tol, w.patience[i], w.patience[i - 1]) ? w.outside[i - 1] : 0.8 * cm_rng_unit(&rng) - 0.2;
        if (t % 3 == 0) p->outside = w.outside;
        solve(&w);
        for (size_t i = 0; i < n; i++) value[i] = surplus_at(&w, i, "value");
        agreement = surplus_summary(&w, "agreement");
        surplus_weigh(&w, n, two, 2 * quota);
        solve(&w);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), value[i], 1e-11);
        assert_close(surplus_summary(&w, "agreement"), agreement, 1e-12);
        cm_arena_free(&w.arena);
    }
}

/* The votes of A, B and C cost 0.16 each, though C is of another kind: D buys each a third of the time, A's and B's like
 * proposers each of the two others half of it. */
static void test_coalitions_and_not_kinds_are_equally_often_bought(void **state)
{
    static const int64_t two[4] = { 2, 2, 2, 2 };
    surplus_world w;
    (void)state;
    surplus_open(&w, 4, 1)->rounds = 2;
    memcpy(w.recognition, (double[]){ 0.2, 0.2, 0.4, 0.2 }, 4 * sizeof(double));
    memcpy(w.patience, (double[]){ 0.8, 0.8, 0.4, 0.9 }, 4 * sizeof(double));
    surplus_weigh(&w, 4, two, 4);
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 0.2 * 0.84 + 0.16 * (0.2 / 2 + 0.4 / 2 + 0.2 / 3), 1e-14);
    assert_close(surplus_at(&w, 2, "value"), 0.4 * 0.84 + 0.16 * (0.2 / 2 + 0.2 / 2 + 0.2 / 3), 1e-14);
    assert_close(surplus_at(&w, 3, "value"), 0.2 * 0.84, 1e-14);
    cm_arena_free(&w.arena);
}

/* One round back by trying all coalitions; there are no ties among members drawn apart, but where a vote costs nothing. */
static double back_by_hand(const surplus_world *w, const double *wait, double *value)
{
    const cm_protocol *p = &w->game.as.protocol;
    double passes = 0;
    memset(value, 0, p->n * sizeof *value);
    for (size_t i = 0; i < p->n; i++) {
        double least = HUGE_VAL;
        size_t best = 0;
        for (size_t code = 0; code < (size_t)1 << p->n; code++) {
            unsigned char in[SURPLUS_MOST];
            double total = 0;
            for (size_t j = 0; j < p->n; j++) {
                in[j] = code >> j & 1;
                total += in[j] && j != i ? fmax(0, wait[j]) : 0;
            }
            if (!in[i] || !cm_vote_wins(&p->vote, in) || !(total < least)) continue;
            least = total;
            best = code;
        }
        if (wait[i] > 1 - least) {
            for (size_t j = 0; j < p->n; j++) value[j] += p->recognition[i] * wait[j];
            continue;
        }
        passes += p->recognition[i];
        value[i] += p->recognition[i] * (1 - least);
        for (size_t j = 0; j < p->n; j++) value[j] += best >> j & 1 && j != i ? p->recognition[i] * fmax(0, wait[j]) : 0;
    }
    return passes;
}

static void draw_rule(surplus_world *w, size_t n, cm_rng *rng, bool vetoes)
{
    int64_t weight[SURPLUS_MOST], total = 0;
    if (vetoes) {
        surplus_vetoes(w, n, 1 + cm_rng_below(rng, n - 1), (int64_t)(1 + cm_rng_below(rng, n)));
        return;
    }
    for (size_t i = 0; i < n; i++) total += weight[i] = (int64_t)(1 + cm_rng_below(rng, 9));
    surplus_weigh(w, n, weight, total / 2 + 1 + (int64_t)cm_rng_below(rng, (uint64_t)(total / 4 + 1)));
}

static void draw_apart(surplus_world *w, size_t n, uint64_t t, cm_rng *rng)
{
    cm_protocol *p = surplus_open(w, n, 1);
    double sum = 0;
    cm_rng_init(rng, support_seed(), "apart", t);
    for (size_t i = 0; i < n; i++) {
        sum += w->recognition[i] = 0.05 + cm_rng_unit(rng);
        w->patience[i] = 0.1 + 0.89 * cm_rng_unit(rng);
        w->outside[i] = 2.5 / (double)n * cm_rng_unit(rng) - (t % 4 == 0 ? 0.1 : 0);
    }
    for (size_t i = 0; i < n; i++) w->recognition[i] /= sum;
    p->rounds = 1 + t % 5;
    p->outside = t % 5 == 1 ? NULL : w->outside;
    p->cost = t % 3 == 0 ? 0.2 * cm_rng_unit(rng) : 0;
    draw_rule(w, n, rng, t % 2 == 0);
}

static void test_values_are_those_of_trying_all_coalitions(void **state)
{
    size_t delays = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        surplus_world w;
        cm_rng rng;
        size_t n = 2 + t % 5;
        double wait[SURPLUS_MOST], value[SURPLUS_MOST], talking = 1, chance[8];
        draw_apart(&w, n, t, &rng);
        const cm_protocol *p = &w.game.as.protocol;
        for (size_t i = 0; i < n; i++) wait[i] = p->outside != NULL ? w.outside[i] : 0;
        for (size_t r = p->rounds; r-- > 0;) {
            chance[r] = back_by_hand(&w, wait, value);
            for (size_t i = 0; i < n; i++) wait[i] = w.patience[i] * value[i] - p->cost;
        }
        for (size_t r = 0; r < p->rounds; r++) talking *= 1 - chance[r];
        solve(&w);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), value[i], 1e-10);
        assert_close(surplus_summary(&w, "agreement"), 1 - talking, 1e-10);
        delays += talking > 1e-6 && talking < 1 - 1e-6;
        cm_arena_free(&w.arena);
    }
    assert_true(delays > 10);
}

static void test_outside_options_and_costs_by_hand(void **state)
{
    surplus_world w;
    cm_protocol *p;
    (void)state;
    p = surplus_open(&w, 2, 2);
    p->rounds = 1;
    p->outside = w.outside;
    w.outside[0] = 0.5;
    w.outside[1] = 0.2;
    solve(&w);
    assert_close(surplus_at(&w, 0, "value"), 0.65, 1e-14);
    assert_close(surplus_at(&w, 1, "value"), 0.35, 1e-14);
    w.outside[0] = 0.7;                                        /* together 1.3: they part */
    w.outside[1] = 0.6;
    solve(&w);
    assert_close(surplus_summary(&w, "agreement"), 0, 0);
    assert_int_equal(cm_result_get(&w.result, "rounds")->kind, CM_NONE);
    assert_close(surplus_summary(&w, "captured"), 1, 1e-14);
    assert_close(surplus_at(&w, 0, "value"), 0.7, 0);
    w.outside[0] = w.outside[1] = 0.5;                         /* nothing to gain: agreeing and parting are alike */
    solve(&w);
    assert_close(surplus_summary(&w, "agreement"), 1, 0);
    assert_int_equal(cm_result_get(&w.result, "unique")->kind, CM_NONE);
    p->outside = NULL;                                         /* two rounds: a vote costs 0.45 less the cost */
    p->rounds = 2;
    p->cost = 0.25;
    solve(&w);
    assert_close(surplus_at(&w, 0, "proposes"), 0.8, 1e-14);
    assert_close(surplus_at(&w, 0, "value"), 0.5, 1e-14);
    p->cost = 0.5;                                             /* nobody would wait for what costs more */
    solve(&w);
    assert_close(surplus_at(&w, 0, "proposes"), 1, 1e-14);
    cm_arena_free(&w.arena);
}

/* A strong outside option of a member whose vote is needed makes weak proposers wait: half of the talks then end so. */
static void test_talks_end_without_agreement_as_often_as_the_proposer_waits(void **state)
{
    surplus_world w;
    cm_protocol *p;
    (void)state;
    p = surplus_open(&w, 3, 2);
    p->rounds = 1;
    p->outside = w.outside;
    memcpy(w.outside, (double[]){ 0.9, 0.3, 0.3 }, 3 * sizeof(double));
    solve(&w);                                                 /* A waits, B and C buy each other */
    assert_close(surplus_summary(&w, "agreement"), 2.0 / 3, 1e-14);
    assert_true(cm_table_get(cm_result_find(&w.result, "values"), 0, "waits").as.truth);
    assert_close(surplus_at(&w, 0, "value"), 0.3, 1e-14);
    assert_close(surplus_at(&w, 1, "value"), (0.3 + 0.7 + 0.3) / 3, 1e-14);
    assert_close(surplus_summary(&w, "captured"), (0.3 + 2.6 / 3) / 1.5, 1e-14);
    cm_arena_free(&w.arena);
}

static size_t refuse_moved(surplus_world *w, cm_value *cell, size_t turn)
{
    double right = cell->as.number;
    cell->as.number += turn % 2 == 0 ? 1e-4 : -1e-4;
    assert_int_equal(cm_concept_baron_ferejohn.check(&w->ctx, &w->game, &within, &w->result), CM_E_NUMERIC);
    cm_ctx_clear(&w->ctx);
    cell->as.number = right;
    return 1;
}

static void test_the_certificate_refuses_near_misses(void **state)
{
    static const char *const tables[] = { "values", "values", "path", "course", "coalitions", "partners", "partners" };
    static const size_t columns[] = { 1, 2, 2, 1, 2, 2, 3 };
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        cm_rng rng;
        draw_apart(&w, 3 + t % 4, t, &rng);
        solve(&w);
        for (size_t k = 0; k < 7; k++) {
            cm_table *table = cm_result_find(&w.result, tables[k]);
            for (size_t row = 0; table != NULL && row < table->nrows; row++) moved += refuse_moved(&w, &table->cell[row * table->ncolumns + columns[k]], row + t);
        }
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
            if (s->value.kind == CM_NUMBER) moved += refuse_moved(&w, &s->value, 0);
        }
        cm_table *values = cm_result_find(&w.result, "values");
        for (size_t i = 0; i < values->nrows && values->ncolumns == 7; i++) {      /* who waits proposes, and the reverse */
            values->cell[i * 7 + 6].as.truth = !values->cell[i * 7 + 6].as.truth;
            assert_int_equal(cm_concept_baron_ferejohn.check(&w.ctx, &w.game, &within, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            values->cell[i * 7 + 6].as.truth = !values->cell[i * 7 + 6].as.truth;
        }
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 4000);
}

static void test_a_deadline_too_far_is_refused(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 5, 1)->rounds = 30000;
    surplus_weigh(&w, 5, (int64_t[]){ 3, 1, 1, 1, 1 }, 4);
    assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "a deadline of 30000 rounds for 5 members is too far to go back from: leave it out, impatience makes it immaterial");
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t way = 0; way < 2; way++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            surplus_world w;
            cm_protocol *p = surplus_open(&w, 4, 3);
            p->rounds = 2;
            p->outside = w.outside;
            w.outside[1] = 0.1;
            if (way == 0) surplus_vetoes(&w, 4, 1, 2);
            else surplus_weigh(&w, 4, (int64_t[]){ 3, 2, 2, 1 }, 5);
            w.ctx.alloc_budget = k;
            status = surplus_solve(&w, &cm_concept_baron_ferejohn, NULL);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_deadline_by_hand),
        cmocka_unit_test(test_deadlines_of_random_members),
        cmocka_unit_test(test_two_rounds_of_the_apex_game_by_hand),
        cmocka_unit_test(test_two_rounds_with_a_veto_by_hand),
        cmocka_unit_test(test_a_late_deadline_makes_no_difference),
        cmocka_unit_test(test_weights_that_are_heads_have_the_values_of_heads),
        cmocka_unit_test(test_coalitions_and_not_kinds_are_equally_often_bought),
        cmocka_unit_test(test_values_are_those_of_trying_all_coalitions),
        cmocka_unit_test(test_outside_options_and_costs_by_hand),
        cmocka_unit_test(test_talks_end_without_agreement_as_often_as_the_proposer_waits),
        cmocka_unit_test(test_the_certificate_refuses_near_misses),
        cmocka_unit_test(test_a_deadline_too_far_is_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
