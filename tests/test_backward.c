/* test_backward.c: subgame-perfect equilibria in pure strategies: published games, ties, limits. */
#include "solver/strategic/backward.h"

#include "tests/support/efg_world.h"

static efg_world w;                  /* large; one at a time */

static const cm_backward_params few = { 3 };

/* The centipede of four moves (R. D. McKelvey, T. R. Palfrey, Econometrica 60 (1992) 803-836): taken at once. */
static void centipede(void)
{
    static const double ends[][2] = { { 0.8, 0.2 }, { 0.4, 1.6 }, { 3.2, 0.8 }, { 1.6, 6.4 }, { 12.8, 3.2 } };
    (void)efg_open(&w, 2, 0);
    for (size_t k = 0; k < 4; k++) {
        efg_move(&w, k, k % 2, 2);
        efg_end(&w, ends[k]);
    }
    efg_end(&w, ends[4]);
}

static void test_the_centipede_is_taken_at_once(void **state)
{
    (void)state;
    centipede();
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 1);
    assert_true(cm_result_get(&w.result, "complete")->as.truth);
    for (size_t h = 0; h < 4; h++) {
        assert_string_equal(efg_cell(&w, "equilibria", h, "strategy").as.text, "a");
        assert_int_equal(efg_cell(&w, "equilibria", h, "reached").as.truth, h == 0);
    }
    assert_string_equal(efg_cell(&w, "equilibria", 3, "after").as.text, "b, b, b");
    assert_string_equal(efg_cell(&w, "equilibria", 0, "after").as.text, "");
    assert_string_equal(efg_cell(&w, "equilibria", 3, "set").as.text, "#4");
    assert_string_equal(efg_cell(&w, "payoffs", 0, "exact").as.text, "4/5");
    assert_string_equal(efg_cell(&w, "payoffs", 1, "exact").as.text, "1/5");
    assert_string_equal(w.result.note->value.as.text, "Everybody's move is best at every node, also where play never comes; no tie leaves another such plan.");
    efg_close(&w);
}

/* Dividing 2: offer 0, 1 or 2; the other takes or refuses.  Taking 0 and refusing it are as good. */
static void test_a_tie_gives_two_equilibria(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 3);
    for (size_t offer = 0; offer < 3; offer++) {
        double taken[2] = { 2 - (double)offer, (double)offer }, nothing[2] = { 0, 0 };
        efg_move(&w, 1 + offer, 1, 2);
        efg_end(&w, taken);
        efg_end(&w, nothing);
    }
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 2);
    assert_close(efg_cell(&w, "payoffs", 0, "value").as.number, 2, 0);
    assert_close(efg_cell(&w, "payoffs", 2, "value").as.number, 1, 0);
    assert_string_equal(w.result.note->value.as.text, "Players are indifferent somewhere, or several moves support each other: these are all 2 equilibria in pure strategies; in others they may mix.");
    efg_close(&w);
}

/* Who ends it gets 1 more than by waiting for the other to do so; 120 moves one after the other. */
static void test_a_long_way_is_told_from_its_end(void **state)
{
    enum { LONG = 120 };
    (void)state;
    (void)efg_open(&w, 2, 0);
    for (size_t k = 0; k < LONG; k++) {
        double own = (double)k, now[2] = { k % 2 == 0 ? own : own - 2, k % 2 == 0 ? own - 2 : own };
        efg_move(&w, k, k % 2, 2);
        efg_end(&w, now);
    }
    efg_end(&w, (double[]){ LONG, LONG - 2 });                              /* the last could wait: 118 for 119 */
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 1);
    for (size_t k = 0; k < LONG; k++) assert_string_equal(efg_cell(&w, "equilibria", k, "strategy").as.text, "a");
    assert_string_equal(efg_cell(&w, "equilibria", 2, "after").as.text, "b, b");
    assert_int_equal(strlen(efg_cell(&w, "equilibria", 50, "after").as.text), 50 + 49 * 2);
    assert_int_equal(strncmp(efg_cell(&w, "equilibria", 51, "after").as.text, "..., b, b", 9), 0);
    assert_int_equal(strlen(efg_cell(&w, "equilibria", 51, "after").as.text), 3 + 50 * 3);
    efg_close(&w);
}

static void test_names_of_sets_that_stand_twice_are_numbers(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    efg_move(&w, 1, 1, 2);
    efg_end(&w, (double[]){ 3, 1 });
    efg_end(&w, (double[]){ 0, 0 });
    efg_move(&w, 2, 1, 2);
    efg_end(&w, (double[]){ 2, 2 });
    efg_end(&w, (double[]){ 1, 1 });
    w.set[0].name = "once";
    w.set[1].name = w.set[2].name = "twice";
    efg_good(&w, "backward", NULL);
    assert_string_equal(efg_cell(&w, "equilibria", 0, "set").as.text, "once");
    assert_string_equal(efg_cell(&w, "equilibria", 1, "set").as.text, "#2");
    assert_string_equal(efg_cell(&w, "equilibria", 2, "set").as.text, "#3");
    efg_close(&w);
}

/* R. Selten, Int. J. Game Theory 4 (1975) 25-55, figure 1: no proper subgame, so both pure equilibria stay. */
static void horse(void)
{
    (void)efg_open(&w, 3, 0);
    efg_move(&w, 0, 0, 2);
    efg_move(&w, 1, 1, 2);
    efg_end(&w, (double[]){ 1, 1, 1 });
    efg_move(&w, 2, 2, 2);
    efg_end(&w, (double[]){ 4, 4, 0 });
    efg_end(&w, (double[]){ 0, 0, 1 });
    efg_move(&w, 2, 2, 2);
    efg_end(&w, (double[]){ 3, 2, 2 });
    efg_end(&w, (double[]){ 0, 0, 0 });
}

static void test_the_horse_keeps_both_pure_equilibria(void **state)
{
    (void)state;
    horse();
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 2);
    assert_close(efg_cell(&w, "payoffs", 0, "value").as.number, 3, 0);
    assert_close(efg_cell(&w, "payoffs", 1, "value").as.number, 2, 0);
    assert_close(efg_cell(&w, "payoffs", 3, "value").as.number, 1, 0);
    assert_string_equal(efg_cell(&w, "equilibria", 2, "after").as.text, "a, b, or others");
    efg_close(&w);
}

/* Stay out (2, 2), or go in to a fight over two ways; `third` is what both get by choosing the second way. */
static void entry_game(double third)
{
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    efg_end(&w, (double[]){ 2, 2 });
    efg_move(&w, 1, 0, 2);
    efg_move(&w, 2, 1, 2);
    efg_end(&w, (double[]){ 3, 1 });
    efg_end(&w, (double[]){ 0, 0 });
    efg_move(&w, 2, 1, 2);
    efg_end(&w, (double[]){ 0, 0 });
    efg_end(&w, (double[]){ third, third });
}

static void test_a_subgame_at_once_is_solved_by_all_its_pure_equilibria(void **state)
{
    (void)state;
    entry_game(1);                       /* two equilibria inside: in and 3; out and 2 */
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 2);
    assert_close(efg_cell(&w, "payoffs", 0, "value").as.number + efg_cell(&w, "payoffs", 2, "value").as.number, 5, 0);
    efg_close(&w);
    entry_game(-1);                      /* the second way is no equilibrium any more */
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 1);
    assert_close(efg_cell(&w, "payoffs", 0, "value").as.number, 3, 0);
    efg_close(&w);
}

/* Matching pennies: mixed only, which is said. */
static void test_no_pure_equilibrium_is_an_answer(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    for (int a = 0; a < 2; a++) {
        efg_move(&w, 1, 1, 2);
        for (int b = 0; b < 2; b++) efg_end(&w, (double[]){ a == b ? 1 : -1, a == b ? -1 : 1 });
    }
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 0);
    assert_string_equal(w.result.note->value.as.text, "The subgame at the start has no equilibrium in pure strategies; the game has one in which players mix there.");
    efg_close(&w);
}

/* The same pennies after a first move: the subgame is told by its name, or by the moves that lead to it. */
static void test_a_subgame_without_an_equilibrium_is_told_by_where_it_begins(void **state)
{
    (void)state;
    for (int named = 0; named < 2; named++) {
        (void)efg_open(&w, 2, 0);
        efg_move(&w, 0, 0, 2);
        efg_end(&w, (double[]){ 5, 5 });
        efg_move(&w, 1, 0, 2);
        if (named) w.node[2].name = "pennies";
        for (int a = 0; a < 2; a++) {
            efg_move(&w, 2, 1, 2);
            for (int b = 0; b < 2; b++) efg_end(&w, (double[]){ a == b ? 1 : -1, a == b ? -1 : 1 });
        }
        efg_good(&w, "backward", NULL);
        assert_int_equal(efg_count(&w), 0);
        assert_string_equal(w.result.note->value.as.text, named ? "The subgame at 'pennies' has no equilibrium in pure strategies; the game has one in which players mix there."
                                                               : "The subgame after b has no equilibrium in pure strategies; the game has one in which players mix there.");
        efg_close(&w);
    }
}

/* K. Bagwell, Games Econ. Behav. 8 (1995) 271-280: with noise of 1/100 the leader's commitment is worth nothing; (4, 4). */
static void test_commitment_seen_through_noise_is_lost(void **state)
{
    static const double pays[2][2][2] = { { { 5, 2 }, { 3, 1 } }, { { 6, 3 }, { 4, 4 } } };
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    for (int a = 0; a < 2; a++) {
        int64_t seen[2] = { a == 0 ? 99 : 1, a == 0 ? 1 : 99 };
        efg_chance(&w, 2, seen, 100);
        for (size_t s = 0; s < 2; s++) {
            efg_move(&w, 1 + s, 1, 2);
            for (int b = 0; b < 2; b++) efg_end(&w, pays[a][b]);
        }
    }
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 1);
    assert_close(efg_cell(&w, "payoffs", 0, "value").as.number, 4, 1e-12);
    assert_close(efg_cell(&w, "payoffs", 1, "value").as.number, 4, 1e-12);
    efg_close(&w);
}

/* Of the two equilibria of the ultimatum, one alone is no complete list; in the horse a changed plan is refused. */
static void test_half_a_list_and_other_plans_are_refused(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    efg_end(&w, (double[]){ 1, 0 });
    efg_end(&w, (double[]){ 1, 1 });
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 2);
    w.result.summary->value.as.integer = 1;
    cm_result_find(&w.result, "equilibria")->nrows = 1;
    cm_result_find(&w.result, "payoffs")->nrows = 2;
    assert_int_equal(efg_check(&w, "backward", NULL), CM_E_NUMERIC);
    assert_string_equal(w.ctx.message, "certificate: 'b' is as good for 'A' at node 1, so that the equilibrium is not the only one");
    efg_close(&w);
    horse();
    efg_good(&w, "backward", NULL);
    cm_result_find(&w.result, "equilibria")->cell[1 * 7 + 4].as.text = "b";    /* the same payoffs; now A would rather not */
    assert_int_equal(efg_check(&w, "backward", NULL), CM_E_NUMERIC);
    assert_string_equal(w.ctx.message, "certificate: in equilibrium 1 'A' gains 1 by another plan from node 1 on");
    efg_close(&w);
}

static void test_a_list_is_cut_where_it_is_asked_to_be(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 4);
    for (int a = 0; a < 4; a++) efg_end(&w, (double[]){ 1, a });
    efg_good(&w, "backward", &few);
    assert_int_equal(efg_count(&w), 3);
    assert_false(cm_result_get(&w.result, "complete")->as.truth);
    assert_string_equal(w.result.note->value.as.text, "Ties give more equilibria than the 3 listed; raise 'most' for others.");
    efg_close(&w);
}

/* Decimals whose sums are not doubles: 1/10 + 2/10 is 3/10, a tie. */
static void test_ties_are_those_of_fractions(void **state)
{
    (void)state;
    (void)efg_open(&w, 1, 0);
    efg_move(&w, 0, 0, 2);
    efg_end(&w, (double[]){ 0.3 });
    efg_chance(&w, 2, (int64_t[]){ 1, 1 }, 2);
    efg_end(&w, (double[]){ 0.2 });
    efg_end(&w, (double[]){ 0.4 });
    efg_good(&w, "backward", NULL);
    assert_int_equal(efg_count(&w), 2);
    efg_close(&w);
}

static void test_who_forgets_is_refused(void **state)
{
    (void)state;
    (void)efg_open(&w, 1, 0);
    efg_move(&w, 0, 0, 2);
    for (int a = 0; a < 2; a++) {
        efg_move(&w, 1, 0, 2);
        for (int b = 0; b < 2; b++) efg_end(&w, (double[]){ a + b });
    }
    assert_int_equal(efg_solve(&w, "backward", NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "a player forgets what it knew or did: backward induction is for players who forget nothing");
    efg_close(&w);
}

static void test_too_much_work_is_told(void **state)
{
    (void)state;
    horse();
    w.ctx.work_limit = 40;
    assert_int_equal(efg_solve(&w, "backward", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "a subgame has 3 information sets that no subgame inside it holds: their moves have too many combinations");
    efg_close(&w);
}

static void test_without_memory_it_says_so(void **state)
{
    long k = 0;
    cm_status status = CM_E_MEMORY;
    (void)state;
    entry_game(1);
    for (; status != CM_OK; k++) {
        cm_ctx_clear(&w.ctx);
        w.ctx.alloc_budget = k;
        status = efg_solve(&w, "backward", NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
    }
    assert_true(k > 20);
    efg_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_centipede_is_taken_at_once),
        cmocka_unit_test(test_a_tie_gives_two_equilibria),
        cmocka_unit_test(test_a_long_way_is_told_from_its_end),
        cmocka_unit_test(test_names_of_sets_that_stand_twice_are_numbers),
        cmocka_unit_test(test_the_horse_keeps_both_pure_equilibria),
        cmocka_unit_test(test_a_subgame_at_once_is_solved_by_all_its_pure_equilibria),
        cmocka_unit_test(test_no_pure_equilibrium_is_an_answer),
        cmocka_unit_test(test_a_subgame_without_an_equilibrium_is_told_by_where_it_begins),
        cmocka_unit_test(test_commitment_seen_through_noise_is_lost),
        cmocka_unit_test(test_half_a_list_and_other_plans_are_refused),
        cmocka_unit_test(test_a_list_is_cut_where_it_is_asked_to_be),
        cmocka_unit_test(test_ties_are_those_of_fractions),
        cmocka_unit_test(test_who_forgets_is_refused),
        cmocka_unit_test(test_too_much_work_is_told),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
