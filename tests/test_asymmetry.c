/* test_asymmetry.c: where strength comes from under consensus. */
#include "solver/action/asymmetry.h"
#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_asymmetry;

static void solve(talking *t, const cm_asymmetry_params *p)
{
    cm_status status = talking_solve(t, concept, p);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

static double value(const talking *t, size_t i, const char *column) { return cm_table_get(cm_result_find(&t->result, "members"), i, column).as.number; }
static double source(const talking *t, size_t k, const char *column) { return cm_table_get(cm_result_find(&t->result, "sources"), k, column).as.number; }

/* Without options and with one patience each has its chance to propose, however strong it is. */
static void test_strength_alone_is_worth_nothing(void **state)
{
    static const double capability[] = { 1, 9, 1, 1, 1 };
    static const cm_asymmetry_params p = { 0, 0, 0 };
    talking t;
    (void)state;
    talking_open(&t, 5, 5, 0.9)->capability = capability;
    solve(&t, &p);
    for (size_t i = 0; i < 5; i++) assert_close(value(&t, i, "value"), 0.2, 1e-14);
    assert_close(talking_number(&t, "gini"), 0, 1e-14);
    assert_close(talking_number(&t, "covers"), 9.0 / 13, 1e-14);
    assert_true(talking_notes(&t, "Under consensus member has no more for its strength: all have to agree, and each can say no."));
    cm_arena_free(&t.arena);
}

/* Two, one patience d, each drawn half the time: the option o binds when it is more than d / 2; then D = (1 - o) / (1 + k), k
 * = d / (2 (1 - d)), and the leader has o + D / 2.  By hand, d = 0.8, k = 2: o = 0.3 does not bind; o = 0.7: D = 0.1. */
static void test_an_option_counts_when_it_beats_waiting(void **state)
{
    cm_asymmetry_params p = { 0.3, 0, 0 };
    talking t;
    (void)state;
    (void)talking_open(&t, 2, 2, 0.8);
    solve(&t, &p);
    assert_close(talking_number(&t, "leader_value"), 0.5, 1e-14);
    assert_false(cm_result_get(&t.result, "option_binds")->as.truth);
    cm_arena_free(&t.arena);
    p.option = 0.7;
    (void)talking_open(&t, 2, 2, 0.8);
    solve(&t, &p);
    assert_close(talking_number(&t, "premium"), 0.1, 1e-14);
    assert_close(talking_number(&t, "leader_value"), 0.75, 1e-14);
    assert_close(value(&t, 1, "value"), 0.25, 1e-14);
    assert_true(cm_result_get(&t.result, "option_binds")->as.truth);
    assert_close(source(&t, 0, "contribution"), 0.25, 1e-14);
    cm_arena_free(&t.arena);
}

/* Who proposes with a probability has that share; A. Rubinstein's alternation has patience in its place: two drawn evenly with
 * d_1 and d_2 share as 1 / (1 - d_i). */
static void test_agenda_and_patience(void **state)
{
    cm_asymmetry_params p = { 0, 0.5, 0 };
    talking t;
    (void)state;
    (void)talking_open(&t, 4, 4, 0.9);
    solve(&t, &p);
    assert_close(talking_number(&t, "leader_value"), 0.5 + 0.5 / 4, 1e-14);
    assert_close(source(&t, 1, "first_in"), 0.375, 1e-14);
    cm_arena_free(&t.arena);
    p = (cm_asymmetry_params){ 0, 0, 0.5 };
    (void)talking_open(&t, 2, 2, 0.9);
    solve(&t, &p);
    assert_close(talking_number(&t, "leader_value"), 20.0 / 30, 1e-14);
    cm_arena_free(&t.arena);
}

static void test_options_that_leave_nothing_end_it(void **state)
{
    cm_asymmetry_params p = { 0.7, 0, 0 };
    talking t;
    (void)state;
    talking_open(&t, 2, 2, 0.8)->outside = t.outside;
    t.outside[0] = 0, t.outside[1] = 0.4;
    solve(&t, &p);
    assert_false(cm_result_get(&t.result, "agreement")->as.truth);
    assert_close(talking_number(&t, "leader_value"), 0.7, 1e-14);
    assert_true(talking_notes(&t, "What members have outside adds up to more than an agreement brings: they part."));
    cm_arena_free(&t.arena);
}

/* A second way: what each expects, from round to round, back from a last one far away. */
static void test_values_are_those_of_very_long_talks(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "asymmetry", 0);
    for (int k = 0; k < 220; k++) {
        size_t n = 2 + cm_rng_below(&rng, 6);
        cm_asymmetry_params p = { 0.6 * cm_rng_unit(&rng), cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng) };
        double capability[8], room[24], w[8] = { 0 }, sum = 0, all;
        cm_asymmetry_terms terms = { room, room + 8, room + 16 };
        talking t;
        cm_protocol *venue = talking_open(&t, n, (int64_t)n, 0.9);
        venue->capability = capability;
        venue->outside = t.outside;
        for (size_t i = 0; i < n; i++) {
            capability[i] = 0.1 + cm_rng_unit(&rng);
            t.patience[i] = 0.3 + 0.6 * cm_rng_unit(&rng);
            t.outside[i] = cm_rng_unit(&rng) * 0.5 / (double)n;
            sum += t.recognition[i] = 0.1 + cm_rng_unit(&rng);
        }
        for (size_t i = 0; i < n; i++) t.recognition[i] /= sum;
        solve(&t, &p);
        cm_asymmetry_fill(&p, venue, 7, &terms);
        for (size_t i = 0; i < n; i++) w[i] = terms.outside[i];
        for (int round = 0; round < 4000; round++) {
            all = 0;
            for (size_t i = 0; i < n; i++) all += fmax(terms.outside[i], terms.patience[i] * w[i]);
            for (size_t i = 0; i < n; i++) {
                double accepts = fmax(terms.outside[i], terms.patience[i] * w[i]);
                w[i] += 0.3 * (terms.proposes[i] * (1 - all) + accepts - w[i]);
            }
        }
        if (cm_result_get(&t.result, "agreement")->as.truth) for (size_t i = 0; i < n; i++) assert_close(value(&t, i, "value"), w[i], 1e-8);
        assert_close(source(&t, 0, "contribution") + source(&t, 1, "contribution") + source(&t, 2, "contribution"), talking_number(&t, "leader_gain"), 1e-10);
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_table(&t, concept, &p, "members", 1e-3);
        talking_refuses_table(&t, concept, &p, "sources", 1e-3);
        cm_arena_free(&t.arena);
    }
}

static void refused(talking *t, const char *sentence)
{
    static const cm_asymmetry_params p = { 0.3, 0, 0 };
    assert_int_equal(talking_solve(t, concept, &p), CM_E_DOMAIN);
    assert_string_equal(t->ctx.message, sentence);
    cm_arena_free(&t->arena);
}

static void test_what_it_cannot_answer_is_said(void **state)
{
    talking t;
    (void)state;
    (void)talking_open(&t, 1, 1, 0.9);
    refused(&t, "asymmetry takes two members or more, not 1");
    (void)talking_open(&t, 3, 2, 0.9);
    refused(&t, "asymmetry is about venues of consensus, in which nobody is outvoted; this one decides otherwise");
    talking_open(&t, 3, 3, 0.9)->kind = CM_ROTATION;
    refused(&t, "in asymmetry proposers are drawn or always the same, and in this venue members propose in turn");
    talking_open(&t, 3, 3, 0.9)->rounds = 4;
    refused(&t, "asymmetry takes no deadline, and this venue has one of 4 rounds");
    talking_open(&t, 3, 3, 0.9)->cost = 0.1;
    refused(&t, "asymmetry takes no cost of a round, and in this venue it is 0.1");
}

static void test_without_memory_it_says_so(void **state)
{
    static const cm_asymmetry_params p = { 0.3, 0.2, 0 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 4, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strength_alone_is_worth_nothing),
        cmocka_unit_test(test_an_option_counts_when_it_beats_waiting),
        cmocka_unit_test(test_agenda_and_patience),
        cmocka_unit_test(test_options_that_leave_nothing_end_it),
        cmocka_unit_test(test_values_are_those_of_very_long_talks),
        cmocka_unit_test(test_what_it_cannot_answer_is_said),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
