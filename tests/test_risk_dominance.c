/* test_risk_dominance.c: the safer bet of two equilibria, and the trust that each needs. */
#include "solver/strategic/risk_dominance.h"

#include "solver/strategic/p_dominance.h"
#include "tests/support/bimatrix_given.h"

/* Rousseau's hunt: the stag pays 4 to both together, the hare 3 to anybody.  By hand: leaving the stag loses 1, leaving
 * the hare 3; the stag needs a trust of 3/4. */
static void test_the_hare_is_the_safer_bet(void **state)
{
    const cm_table *table;
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 4, 0, 3, 3 }, (int64_t[]){ 4, 3, 0, 3 }, 1);
    two_good(&t, &cm_concept_risk_dominance);
    assert_string_equal(cm_result_get(&t.result, "dominant")->as.text, "(r2, c2)");
    table = cm_result_find(&t.result, "pairs");
    assert_int_equal(table->nrows, 1);
    assert_close(cm_table_get(table, 0, "product_first").as.number, 1, 0);
    assert_close(cm_table_get(table, 0, "product_second").as.number, 9, 0);
    two_good(&t, &cm_concept_p_dominance);
    table = cm_result_find(&t.result, "profiles");
    assert_int_equal(table->nrows, 4);
    assert_string_equal(cm_table_get(table, 0, "exact").as.text, "3/4");
    assert_string_equal(cm_table_get(table, 3, "exact").as.text, "1/4");
    assert_string_equal(cm_result_get(&t.result, "dominant")->as.text, "(r2, c2)");
    two_close(&t);
}

static void test_games_without_pure_equilibria_have_none_to_compare(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 1, 0, 0, 1 }, (int64_t[]){ 0, 1, 1, 0 }, 1);
    two_good(&t, &cm_concept_risk_dominance);
    assert_int_equal(two_integer(&t, "count"), 0);
    assert_string_equal(cm_result_get(&t.result, "dominant")->as.text, "none");
    two_good(&t, &cm_concept_p_dominance);
    assert_int_equal(two_integer(&t, "count"), 0);
    assert_string_equal(t.result.note->value.as.text, "There is no equilibrium in pure strategies.");
    two_close(&t);
}

/* In symmetric games of two strategies the two concepts agree: the safer profile needs a trust of less than 1/2. */
static void test_both_agree_in_symmetric_games_of_two_strategies(void **state)
{
    size_t compared = 0;
    (void)state;
    for (uint64_t g = 0; g < 300; g++) {
        const char *safer;
        two t;
        two_random(&t, 2, 2, 20, "symmetric", g);
        for (size_t i = 0; i < 2; i++) {
            for (size_t j = 0; j < 2; j++) two_set(&t, 1, j, i, two_get(&t, 0, i, j).num, 1);
        }
        two_good(&t, &cm_concept_risk_dominance);
        safer = cm_result_get(&t.result, "dominant")->as.text;
        if (two_integer(&t, "count") == 2 && strcmp(safer, "none") != 0 && two_get(&t, 0, 0, 0).num > two_get(&t, 0, 1, 0).num) {
            two_good(&t, &cm_concept_p_dominance);
            assert_string_equal(cm_result_get(&t.result, "dominant")->as.text, safer);
            compared++;
        }
        two_close(&t);
    }
    assert_true(compared > 20);
}

/* Changing places, doubling one player's payoffs, and adding to a column of the rows' payoffs change neither. */
static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 100; g++) {
        const cm_concept *const both[] = { &cm_concept_risk_dominance, &cm_concept_p_dominance };
        two t, other;
        two_random(&t, 3, 3, 9, "turn", g);
        two_open(&other, 3, 3);
        for (size_t e = 0; e < 9; e++) {
            two_set(&other, 1, e % 3, e / 3, 2 * two_get(&t, 0, e / 3, e % 3).num + (int64_t)(e % 3), 1);
            two_set(&other, 0, e % 3, e / 3, two_get(&t, 1, e / 3, e % 3).num, 1);
        }
        for (size_t c = 0; c < 2; c++) {
            two_good(&t, both[c]);
            two_good(&other, both[c]);
            assert_int_equal(two_integer(&t, "count"), two_integer(&other, "count"));
            assert_int_equal(strcmp(cm_result_get(&t.result, "dominant")->as.text, "none") == 0, strcmp(cm_result_get(&other.result, "dominant")->as.text, "none") == 0);
        }
        two_close(&t);
        two_close(&other);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t refused = 0;
    (void)state;
    for (uint64_t g = 0; g < 300; g++) {
        two t;
        cm_table *table;
        two_random(&t, 3, 3, 9, "misses", g);
        two_good(&t, &cm_concept_p_dominance);
        table = cm_result_find(&t.result, "profiles");
        if (table->nrows > 0) {
            table->cell[4] = cm_text("2001/4000");
            table->cell[3] = cm_number(0.50025);
            assert_int_equal(cm_concept_p_dominance.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
            table->nrows -= 2;
            assert_int_equal(cm_concept_p_dominance.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
            refused++;
        }
        two_good(&t, &cm_concept_risk_dominance);
        table = cm_result_find(&t.result, "pairs");
        if (table->nrows > 0) {
            const char *said = table->cell[4].as.text;
            for (size_t column = 0; column < 4; column++) {
                cm_value old = table->cell[column];
                table->cell[column] = column < 2 ? table->cell[1 - column] : cm_number(old.as.number + 0.01);
                assert_int_equal(cm_concept_risk_dominance.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
                cm_ctx_clear(&t.ctx);
                table->cell[column] = old;
            }
            table->cell[4] = said == table->cell[0].as.text ? table->cell[1] : table->cell[0];
            assert_int_equal(cm_concept_risk_dominance.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        } else {
            t.result.summary->value.as.integer++;
            assert_int_equal(cm_concept_risk_dominance.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        }
        two_close(&t);
    }
    assert_true(refused > 150);
}

static void test_each_allocation_may_fail(void **state)
{
    const cm_concept *const both[] = { &cm_concept_risk_dominance, &cm_concept_p_dominance };
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            two t;
            two_from(&t, 2, 2, (int64_t[]){ 4, 0, 3, 3 }, (int64_t[]){ 4, 3, 0, 3 }, 1);
            t.ctx.alloc_budget = k;
            status = two_solve(&t, both[c]);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            two_close(&t);
        }
        assert_true(k > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_hare_is_the_safer_bet),
        cmocka_unit_test(test_games_without_pure_equilibria_have_none_to_compare),
        cmocka_unit_test(test_both_agree_in_symmetric_games_of_two_strategies),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
