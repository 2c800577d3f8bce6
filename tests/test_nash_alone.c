/* test_nash_alone.c: the concept nash where one player decides alone. */
#include "solver/strategic/nash.h"
#include "tests/support/bimatrix_given.h"

enum { ALONE = 5 };

typedef struct alone {
    two t;
    const char *names[ALONE], *const *lists[1];
    size_t count[1];
    double payoff[ALONE];
    cm_frac exact[ALONE];
} alone;

static void alone_open(alone *a, const int64_t *third)
{
    static const char *const player[1] = { "A" }, *const strategy[ALONE] = { "a", "b", "c", "d", "e" };
    two_open(&a->t, 1, 1);
    memcpy(a->names, strategy, sizeof strategy);
    a->lists[0] = a->names;
    a->count[0] = ALONE;
    for (size_t k = 0; k < ALONE; k++) {
        a->exact[k] = (cm_frac){ third[k], 3 };
        a->payoff[k] = (double)third[k] / 3;
    }
    a->t.game.as.nfg = (cm_nfg){ .n = 1, .player = player, .count = a->count, .strategy = a->lists, .payoff = a->payoff, .exact = a->exact, .cells = ALONE };
}

static void test_one_player_takes_what_is_best(void **state)
{
    alone a;
    (void)state;
    alone_open(&a, (int64_t[]){ 1, 7, -7, 5, 2 });
    two_good(&a.t, &cm_concept_nash);
    assert_int_equal(two_integer(&a.t, "count"), 1);
    assert_false(two_truth(&a.t, "degenerate"));
    assert_string_equal(cm_table_get(cm_result_find(&a.t.result, "payoffs"), 0, "exact").as.text, "7/3");
    two_close(&a.t);
    alone_open(&a, (int64_t[]){ 7, 1, 7, -3, 7 });
    two_good(&a.t, &cm_concept_nash);
    assert_int_equal(two_integer(&a.t, "count"), 3);
    assert_int_equal(two_integer(&a.t, "components"), 1);
    assert_true(two_truth(&a.t, "degenerate") && two_truth(&a.t, "complete"));
    for (size_t k = 0; k < ALONE; k++) {                                     /* the third equilibrium is the last strategy */
        assert_close(cm_table_get(cm_result_find(&a.t.result, "equilibria"), 2 * ALONE + k, "probability").as.number, k == 4, 0);
    }
    two_close(&a.t);
}

static void refuse_alone(const int64_t *solved, const int64_t *checked, const char *message)
{
    alone a;
    alone_open(&a, solved);
    assert_int_equal(two_solve(&a.t, &cm_concept_nash), CM_OK);
    for (size_t k = 0; k < ALONE; k++) {
        a.exact[k].num = checked[k];
        a.payoff[k] = (double)checked[k] / 3;
    }
    assert_int_equal(cm_concept_nash.check(&a.t.ctx, &a.t.game, NULL, &a.t.result), CM_E_NUMERIC);
    assert_string_equal(a.t.ctx.message, message);
    two_close(&a.t);
}

static void test_one_players_near_misses_are_refused(void **state)
{
    (void)state;
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 7, 2, 8, 2 }, "certificate: 'A' gains by 'd'");
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 7, 2, 7, 2 }, "certificate: 'd' is as good, and not listed in its place");
    refuse_alone((int64_t[]){ 1, 7, 2, 7, 2 }, (int64_t[]){ 1, 7, 2, 6, 2 }, "certificate: equilibrium 2 pays 2");
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 8, 2, 5, 2 }, "certificate: equilibrium 1 pays 2.66666666667");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_player_takes_what_is_best),
        cmocka_unit_test(test_one_players_near_misses_are_refused),
    };
    return RUN_TESTS(tests);
}
