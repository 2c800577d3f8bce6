/* test_evolutionary.c: what a population keeps.  By hand: hawks and doves (J. Maynard Smith, G. R. Price, Nature 246
 * (1973) 15-18: hawks with probability V/C), stone-scissors-paper with good and with bad payoffs for winners. */
#include "solver/strategic/evolutionary.h"

#include "tests/support/bimatrix_given.h"

static void mirror(two *t)
{
    for (size_t i = 0; i < t->count[0]; i++) {
        for (size_t j = 0; j < t->count[0]; j++) two_set(t, 1, j, i, two_get(t, 0, i, j).num, two_get(t, 0, i, j).den);
    }
}

static void open_symmetric(two *t, size_t n, const int64_t *a)
{
    int64_t zero[100] = { 0 };
    two_from(t, n, n, a, zero, 1);
    mirror(t);
}

static const char *mixture(two *t, size_t e)
{
    const char *text = "";
    for (size_t i = 0; i < t->count[0]; i++) {
        text = cm_format(&t->ctx, &t->arena, "%s%s%s", text, i == 0 ? "" : " ", cm_table_get(cm_result_find(&t->result, "strategies"), e * t->count[0] + i, "exact").as.text);
    }
    return text;
}

static void test_textbook_games(void **state)
{
    two t;
    (void)state;
    open_symmetric(&t, 2, (int64_t[]){ -2, 4, 0, 2 });                      /* V = 4, C = 8 */
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 1);
    assert_string_equal(mixture(&t, 0), "1/2 1/2");
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 0, "exact").as.text, "1");
    two_close(&t);
    open_symmetric(&t, 3, (int64_t[]){ 0, 2, -1, -1, 0, 2, 2, -1, 0 });     /* winning pays more than losing costs */
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 1);
    assert_string_equal(mixture(&t, 0), "1/3 1/3 1/3");
    two_close(&t);
    open_symmetric(&t, 3, (int64_t[]){ 0, 1, -2, -2, 0, 1, 1, -2, 0 });
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 0);
    assert_string_equal(t.result.note->value.as.text, "No way of playing is safe from every small group that plays another.");
    two_close(&t);
    open_symmetric(&t, 3, (int64_t[]){ 3, 0, 0, 0, 2, 0, 0, 0, 1 });        /* three conventions */
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 3);
    two_close(&t);
    open_symmetric(&t, 2, (int64_t[]){ 1, 1, 1, 1 });                       /* nothing matters: nothing is kept */
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 0);
    two_close(&t);
}

/* A best reply that is not in use needs copositivity, not definiteness: the first strategy withstands the third on its
 * own and the second on its own; together they can invade in one game and not in the other. */
static void test_ties_with_strategies_not_in_use_are_decided(void **state)
{
    two t;
    (void)state;
    open_symmetric(&t, 3, (int64_t[]){ 0, 1, 1, 0, 0, 1, 0, 1, 0 });        /* y'Ay = 2 y2 y3 + y1 (y2 + y3) against x'Ay = y2 + y3 */
    two_good(&t, &cm_concept_evolutionary);
    assert_int_equal(two_integer(&t, "count"), 1);
    assert_string_equal(mixture(&t, 0), "1 0 0");
    two_close(&t);
    open_symmetric(&t, 3, (int64_t[]){ 0, 1, 1, 0, 0, 3, 0, 3, 0 });        /* 6 y2 y3: two halves do better */
    two_good(&t, &cm_concept_evolutionary);
    for (size_t e = 0; e < (size_t)two_integer(&t, "count"); e++) assert_string_not_equal(mixture(&t, e), "1 0 0");
    two_close(&t);
}

/* Two strategies, from the definition: a strict pure one, or a mixture when each is better against the other. */
static void test_two_strategies_by_their_definition(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 300; g++) {
        int64_t a, b, c, d, expected;
        two t;
        two_random(&t, 2, 2, 4, "pairs", g);
        mirror(&t);
        a = two_get(&t, 0, 0, 0).num, b = two_get(&t, 0, 0, 1).num, c = two_get(&t, 0, 1, 0).num, d = two_get(&t, 0, 1, 1).num;
        expected = (a > c || (a == c && b > d)) + (d > b || (d == b && c > a)) + (c > a && b > d);
        two_good(&t, &cm_concept_evolutionary);
        assert_int_equal(two_integer(&t, "count"), expected);
        two_close(&t);
    }
}

static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        size_t n = 2 + g % 4;
        two t, other;
        two_random(&t, n, n, g % 2 == 0 ? 3 : 100, "turn", g);
        mirror(&t);
        two_open(&other, n, n);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) two_set(&other, 0, n - 1 - i, n - 1 - j, 3 * two_get(&t, 0, i, j).num + 5 * (int64_t)j, 2);
        }
        mirror(&other);
        two_good(&t, &cm_concept_evolutionary);
        two_good(&other, &cm_concept_evolutionary);
        assert_int_equal(two_integer(&t, "count"), two_integer(&other, "count"));
        two_close(&t);
        two_close(&other);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t refused = 0;
    (void)state;
    for (uint64_t g = 0; g < 250; g++) {
        cm_table *table;
        two t;
        two_random(&t, 3, 3, 50, "misses", g);
        mirror(&t);
        two_good(&t, &cm_concept_evolutionary);
        table = cm_result_find(&t.result, "strategies");
        if (table->nrows == 0) {
            two_close(&t);
            continue;
        }
        for (size_t i = 0; i < 3; i++) table->cell[i * 4 + 3] = cm_text("1/3"), table->cell[i * 4 + 2] = cm_number(1.0 / 3);
        assert_int_equal(cm_concept_evolutionary.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
        refused++;
        two_close(&t);
    }
    assert_true(refused > 200);
}

/* The mixture of two conventions is an equilibrium, and refused. */
static void test_an_equilibrium_that_can_be_invaded_is_refused(void **state)
{
    cm_table *table;
    two t;
    (void)state;
    open_symmetric(&t, 2, (int64_t[]){ 1, 0, 0, 1 });
    two_good(&t, &cm_concept_evolutionary);
    table = cm_result_find(&t.result, "strategies");
    for (size_t i = 0; i < 2; i++) table->cell[i * 4 + 3] = cm_text("1/2"), table->cell[i * 4 + 2] = cm_number(0.5);
    cm_result_find(&t.result, "payoffs")->cell[1] = cm_number(0.5);
    assert_int_equal(cm_concept_evolutionary.check(&t.ctx, &t.game, NULL, &t.result), CM_E_NUMERIC);
    assert_string_equal(t.ctx.message, "certificate: mixture 1 can be invaded");
    two_close(&t);
}

static void test_failures_are_named(void **state)
{
    two t;
    (void)state;
    two_open(&t, 2, 3);
    assert_int_equal(two_solve(&t, &cm_concept_evolutionary), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "'evolutionary' is for symmetric games; the players have 2 and 3 strategies");
    two_close(&t);
    two_from(&t, 2, 2, (int64_t[]){ 1, 2, 3, 4 }, (int64_t[]){ 1, 2, 3, 4 }, 1);
    assert_int_equal(two_solve(&t, &cm_concept_evolutionary), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "'evolutionary' is for symmetric games; 'r1' against 'r2' pays the first player 2 and the second 3");
    two_close(&t);
    two_open(&t, 11, 11);
    assert_int_equal(two_solve(&t, &cm_concept_evolutionary), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "11 strategies have too many sets to look through; at most 10");
    two_close(&t);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        two t;
        open_symmetric(&t, 2, (int64_t[]){ -2, 4, 0, 2 });
        t.ctx.alloc_budget = k;
        status = two_solve(&t, &cm_concept_evolutionary);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        two_close(&t);
    }
    assert_true(k > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook_games),
        cmocka_unit_test(test_ties_with_strategies_not_in_use_are_decided),
        cmocka_unit_test(test_two_strategies_by_their_definition),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_an_equilibrium_that_can_be_invaded_is_refused),
        cmocka_unit_test(test_failures_are_named),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
