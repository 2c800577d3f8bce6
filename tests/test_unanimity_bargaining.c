/* test_unanimity_bargaining.c: dividing a surplus by consensus. */
#include "tests/support/dividing.h"

extern const cm_concept cm_concept_baron_ferejohn, cm_concept_unanimity_bargaining;

static cm_status solve(surplus_world *w) { return surplus_solve(w, &cm_concept_unanimity_bargaining, NULL); }

/* p = 1/3, patience 0.5, 0.9, 0.95: rents p / (1 - delta) of 2/3, 10/3, 20/3. */
static void test_values_by_hand(void **state)
{
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 3, 3);
    memcpy(w.patience, (double[]){ 0.5, 0.9, 0.95 }, 3 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    assert_close(surplus_at(&w, 0, "value"), 1.0 / 16, 1e-13);
    assert_close(surplus_at(&w, 1, "value"), 5.0 / 16, 1e-13);
    assert_close(surplus_at(&w, 2, "value"), 10.0 / 16, 1e-13);
    assert_close(surplus_at(&w, 0, "proposes"), 1.0 / 32 + 3.0 / 32, 1e-13);
    cm_arena_free(&w.arena);
}

/* Five members, one fifth each to propose: rents p / (1 - delta) of 20, 4, 2, 2, 1 and T = 1/29; and of three with one
 * patience each expects what it proposes. */
static void test_five_members_and_uneven_recognition_by_hand(void **state)
{
    static const double rent[] = { 20, 4, 2, 2, 1 };
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 5, 5);
    memcpy(w.patience, (double[]){ 0.99, 0.95, 0.9, 0.9, 0.8 }, 5 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    for (size_t i = 0; i < 5; i++) {
        assert_close(surplus_at(&w, i, "value"), rent[i] / 29, 1e-12);
        assert_close(surplus_at(&w, i, "proposes") - surplus_at(&w, i, "accepts"), 1.0 / 29, 1e-12);
    }
    cm_arena_free(&w.arena);
    (void)surplus_open(&w, 3, 3);
    memcpy(w.recognition, (double[]){ 0.5, 0.25, 0.25 }, 3 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    for (size_t i = 0; i < 3; i++) assert_close(surplus_at(&w, i, "value"), w.recognition[i], 1e-13);
    cm_arena_free(&w.arena);
}

/* J. Sutton, Rev. Econ. Stud. 53 (1986) 709-724: in turns the first keeps 1 / (1 + d + ... + d^(n-1)). */
static void test_in_turns_the_first_keeps_one_over_a_geometric_sum(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 25; n += 4) {
        surplus_world w;
        double sum = 0, d = 0.95;
        surplus_open(&w, n, (int64_t)n)->kind = CM_ROTATION;
        for (size_t i = 0; i < n; i++) {
            w.patience[i] = d;
            sum += pow(d, (double)i);
        }
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) {
            assert_close(surplus_at(&w, i, "proposes"), 1 / sum, 1e-12);
            assert_close(surplus_at(&w, i, "value"), pow(d, (double)i) / sum, 1e-12);
        }
        cm_arena_free(&w.arena);
    }
}

/* Under consensus the closed rule buys everybody: two concepts, one answer. */
static void test_it_is_the_closed_rule_with_a_quota_of_all(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 1 + t % 20;
        double value[SURPLUS_MOST], keeps[SURPLUS_MOST];
        (void)surplus_open(&w, n, (int64_t)n);
        surplus_draw(&w, "both", t);
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) {
            value[i] = surplus_at(&w, i, "value");
            keeps[i] = surplus_at(&w, i, "proposes");
        }
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) {
            assert_close(surplus_at(&w, i, "value"), value[i], 1e-10);
            assert_close(surplus_at(&w, i, "proposes"), keeps[i], 1e-10);
        }
        cm_arena_free(&w.arena);
    }
}

/* One round is an ultimatum; a far deadline is none. */
static void test_a_deadline_runs_from_the_ultimatum_to_no_deadline(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 2 + t % 6;
        double value[SURPLUS_MOST];
        cm_protocol *p = surplus_open(&w, n, (int64_t)n);
        surplus_draw(&w, "deadline", t);
        for (size_t i = 0; i < n; i++) w.patience[i] *= 0.9;
        if (t % 2 == 1) p->kind = CM_ROTATION;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) value[i] = surplus_at(&w, i, "value");
        p->rounds = 400;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), value[i], 1e-9);
        p->rounds = 1;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), t % 2 == 1 ? i == 0 : w.recognition[i], 1e-12);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 2 + t % 6;
        cm_protocol *p = surplus_open(&w, n, (int64_t)n);
        cm_table *table;
        surplus_draw(&w, "near", t);
        if (t % 3 == 1) p->kind = CM_ROTATION;
        p->rounds = t % 4;
        assert_int_equal(solve(&w), CM_OK);
        table = cm_result_find(&w.result, "values");
        for (size_t c = 0; c < table->nrows * table->ncolumns; c++) {
            cm_value *cell = &table->cell[c];
            if (cell->kind != CM_NUMBER || c % table->ncolumns == 3) continue;
            double right = cell->as.number;
            cell->as.number += c % 2 == 0 ? 1e-4 : -1e-4;
            assert_int_equal(cm_concept_unanimity_bargaining.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            cell->as.number = right;
            moved++;
        }
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 1000);
}

static void test_what_it_has_no_answer_to_is_said(void **state)
{
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 3, 2);
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "here less than everybody decides; bargaining by vote is 'baron-ferejohn'");
    cm_arena_free(&w.arena);
    surplus_open(&w, 3, 3)->rounds = 6000;
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "a deadline of 6000 rounds is beyond 5000: leave it out, impatience makes it immaterial");
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        surplus_world w;
        surplus_open(&w, 4, 4)->kind = CM_ROTATION;
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_by_hand),
        cmocka_unit_test(test_five_members_and_uneven_recognition_by_hand),
        cmocka_unit_test(test_in_turns_the_first_keeps_one_over_a_geometric_sum),
        cmocka_unit_test(test_it_is_the_closed_rule_with_a_quota_of_all),
        cmocka_unit_test(test_a_deadline_runs_from_the_ultimatum_to_no_deadline),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_it_has_no_answer_to_is_said),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
