/* test_rubinstein.c: two parties that offer in turns. */
#include "tests/support/dividing.h"

extern const cm_concept cm_concept_rubinstein, cm_concept_unanimity_bargaining;

static cm_protocol *pair(surplus_world *w, double first, double second)
{
    cm_protocol *p = surplus_open(w, 2, 2);
    p->kind = CM_ROTATION;
    w->patience[0] = first;
    w->patience[1] = second;
    return p;
}

static cm_status solve(surplus_world *w) { return surplus_solve(w, &cm_concept_rubinstein, NULL); }

/* A. Rubinstein, Econometrica 50 (1982) 97-109: (1 - d2) / (1 - d1 d2). */
static void test_shares_are_the_published_fractions(void **state)
{
    static const struct { double d1, d2, first; const char *exact; } known[] = {
        { 0.5, 0.5, 2.0 / 3, "2/3" }, { 0.8, 0.9, 0.35714285714285715, "5/14" }, { 0.9, 0.8, 0.7142857142857143, "5/7" },
        { 0.99, 0.99, 0.5025125628140701, "100/199" }, { 0.95, 0.99, 0.16806722689075645, "20/119" },
    };
    (void)state;
    for (size_t c = 0; c < sizeof known / sizeof known[0]; c++) {
        surplus_world w;
        (void)pair(&w, known[c].d1, known[c].d2);
        assert_int_equal(solve(&w), CM_OK);
        assert_close(surplus_at(&w, 0, "value"), known[c].first, 1e-13);
        assert_close(surplus_at(&w, 0, "proposes"), known[c].first, 1e-13);
        assert_string_equal(cm_table_get(cm_result_find(&w.result, "values"), 0, "exact").as.text, known[c].exact);
        cm_arena_free(&w.arena);
    }
}

/* exp(-r dt) as dt shrinks: r2 / (r1 + r2). */
static void test_the_limit_is_the_other_rate_over_both(void **state)
{
    surplus_world w;
    (void)state;
    (void)pair(&w, exp(-0.05), exp(-0.1));
    assert_int_equal(solve(&w), CM_OK);
    assert_close(surplus_at(&w, 0, "limit"), 2.0 / 3, 1e-12);
    cm_arena_free(&w.arena);
    (void)pair(&w, exp(-0.05 / 1e5), exp(-0.1 / 1e5));
    assert_int_equal(solve(&w), CM_OK);
    assert_close(surplus_at(&w, 0, "value"), 2.0 / 3, 1e-5);
    cm_arena_free(&w.arena);
}

/* An option below what waiting brings changes nothing; above, it is paid and no more. */
static void test_an_option_counts_only_when_it_is_better_than_waiting(void **state)
{
    surplus_world w;
    (void)state;
    pair(&w, 0.9, 0.9)->outside = w.outside;
    w.outside[1] = 0.4;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(surplus_at(&w, 0, "value"), 10.0 / 19, 1e-13);
    assert_string_equal(w.result.note->value.as.text, "'B' could walk out to 0.4, but waiting is worth 0.4737 to it: an option that is worse than waiting changes nothing.");
    w.outside[1] = 0.7;
    assert_int_equal(solve(&w), CM_OK);
    assert_close(surplus_at(&w, 1, "value"), 0.7, 1e-13);
    assert_close(surplus_at(&w, 1, "proposes"), 0.73, 1e-13);
    assert_string_equal(w.result.note->value.as.text, "'B' could walk out to 0.7, more than the 0.657 that waiting is worth to it, and is paid just that.");
    cm_arena_free(&w.arena);
}

/* Backwards from a deadline so far that it is none: the same as the equations, options or not. */
static void test_a_far_deadline_is_none_and_the_next_is_an_ultimatum(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        surplus_world w;
        cm_rng rng;
        double first;
        cm_protocol *p;
        cm_rng_init(&rng, support_seed(), "turns", t);
        p = pair(&w, 0.05 + 0.9 * cm_rng_unit(&rng), 0.05 + 0.9 * cm_rng_unit(&rng));
        p->outside = t % 2 == 0 ? w.outside : NULL;
        w.outside[0] = 0.6 * cm_rng_unit(&rng);
        w.outside[1] = (1 - w.outside[0]) * cm_rng_unit(&rng);
        assert_int_equal(solve(&w), CM_OK);
        first = surplus_at(&w, 0, "value");
        p->rounds = 999;
        assert_int_equal(solve(&w), CM_OK);
        assert_close(surplus_at(&w, 0, "value"), first, 1e-10);
        p->rounds = 1;
        assert_int_equal(solve(&w), CM_OK);
        assert_close(surplus_at(&w, 0, "value"), t % 2 == 0 ? 1 - w.outside[1] : 1, 1e-13);
        cm_arena_free(&w.arena);
    }
}

/* Two members in turns, by the other concept. */
static void test_it_is_consensus_of_two_in_turns(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        cm_rng rng;
        double first, second;
        cm_protocol *p;
        cm_rng_init(&rng, support_seed(), "two", t);
        p = pair(&w, 0.01 + 0.98 * cm_rng_unit(&rng), 0.01 + 0.98 * cm_rng_unit(&rng));
        p->rounds = t % 5;
        assert_int_equal(solve(&w), CM_OK);
        first = surplus_at(&w, 0, "value");
        second = p->rounds == 1 ? 0 : surplus_at(&w, 1, "proposes");
        assert_int_equal(surplus_solve(&w, &cm_concept_unanimity_bargaining, NULL), CM_OK);
        assert_close(surplus_at(&w, 0, "value"), first, 1e-11);
        if (p->rounds != 1) assert_close(surplus_at(&w, 1, "proposes"), second, 1e-11);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const tables[] = { "values", "path" };
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        cm_rng rng;
        cm_protocol *p;
        cm_rng_init(&rng, support_seed(), "near", t);
        p = pair(&w, 0.2 + 0.7 * cm_rng_unit(&rng), 0.2 + 0.7 * cm_rng_unit(&rng));
        p->rounds = t % 4;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t k = 0; k < 2; k++) {
            cm_table *table = cm_result_find(&w.result, tables[k]);
            for (size_t c = 0; table != NULL && c < table->nrows * table->ncolumns; c++) {
                cm_value *cell = &table->cell[c];
                if (cell->kind != CM_NUMBER || (k == 0 && c % table->ncolumns == 3)) continue;
                double right = cell->as.number;
                cell->as.number += t % 2 == 0 ? 1e-4 : -1e-4;
                assert_int_equal(cm_concept_rubinstein.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
                cm_ctx_clear(&w.ctx);
                cell->as.number = right;
                moved++;
            }
        }
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 1000);
}

static void test_what_it_has_no_answer_to_is_said(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 3, 3)->kind = CM_ROTATION;
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "two parties make offers in turns, and here are 3; for more there is 'unanimity-bargaining'");
    cm_arena_free(&w.arena);
    pair(&w, 0.9, 0.9)->outside = w.outside;
    w.outside[0] = w.outside[1] = 0.625;
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "outside an agreement the two have 1.25 together, more than the surplus of 1: they part");
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t rounds = 0; rounds < 4; rounds += 3) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            surplus_world w;
            pair(&w, 0.9, 0.8)->rounds = rounds;
            w.ctx.alloc_budget = k;
            status = solve(&w);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_are_the_published_fractions),
        cmocka_unit_test(test_the_limit_is_the_other_rate_over_both),
        cmocka_unit_test(test_an_option_counts_only_when_it_is_better_than_waiting),
        cmocka_unit_test(test_a_far_deadline_is_none_and_the_next_is_an_ultimatum),
        cmocka_unit_test(test_it_is_consensus_of_two_in_turns),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_it_has_no_answer_to_is_said),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
