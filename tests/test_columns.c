/* test_columns.c: the closed rule with weights under which there are too many coalitions to list. */
#include "tests/support/dividing.h"

#include "solver/game/tu.h"

extern const cm_concept cm_concept_baron_ferejohn, cm_concept_nucleolus;

static const long within = 10;

static void solve(surplus_world *w)
{
    if (surplus_solve(w, &cm_concept_baron_ferejohn, NULL) != CM_OK) fail_msg("%s", w->ctx.message);
    assert_true(w->result.certified);
    assert_true(surplus_summary(w, "largest_deviation") <= 1e-8);
}

/* Weights all unlike, no two alike in any multiple. */
static void unlike(surplus_world *w, size_t n)
{
    int64_t weight[SURPLUS_MOST], total = 0;
    for (size_t i = 0; i < n; i++) total += weight[i] = (int64_t)(3 + 7 * i + i * i % 5);
    surplus_weigh(w, n, weight, total / 2 + 1);
}

static void test_fifteen_members_who_are_all_unlike(void **state)
{
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 15, 1);
    unlike(&w, 15);
    solve(&w);
    for (size_t i = 1; i < 15; i++) assert_true(surplus_at(&w, i, "value") >= surplus_at(&w, i - 1, "value") - 1e-9);
    cm_arena_free(&w.arena);
}

/* The votes of the Council of the European Union under the Treaty of Nice, 255 of 345; each as likely to propose. */
static void test_the_council_of_twenty_seven(void **state)
{
    static const int64_t votes[27] = { 29, 29, 29, 29, 27, 27, 14, 13, 12, 12, 12, 12, 12, 10, 10, 10, 7, 7, 7, 7, 7, 4, 4, 4, 4, 4, 3 };
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 27, 1);
    surplus_weigh(&w, 27, votes, 255);
    solve(&w);
    for (size_t i = 1; i < 27; i++) {
        if (votes[i] == votes[i - 1]) assert_close(surplus_at(&w, i, "value"), surplus_at(&w, i - 1, "value"), 1e-9);
        else assert_true(surplus_at(&w, i, "value") < surplus_at(&w, i - 1, "value"));
    }
    cm_arena_free(&w.arena);
}

/* M. Montero, "Noncooperative foundations of the nucleolus in majority games", Games Econ. Behav. 54 (2006) 380-397: who
 * proposes as often as the nucleolus pays, expects the nucleolus, however patient all are. */
static void test_recognition_like_the_nucleolus_is_worth_the_nucleolus(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 12; t++) {
        surplus_world w;
        cm_rng rng;
        cm_game game = { .kind = CM_GAME_TU };
        cm_result nucleolus;
        size_t n = 9 + t % 4;
        int64_t weight[SURPLUS_MOST], total = 0;
        double x[SURPLUS_MOST];
        (void)surplus_open(&w, n, 1);
        cm_rng_init(&rng, support_seed(), "montero", t);
        for (size_t i = 0; i < n; i++) total += weight[i] = (int64_t)(1 + cm_rng_below(&rng, 30));
        surplus_weigh(&w, n, weight, total / 2 + 1);
        assert_int_equal(cm_tu_from_vote(&w.ctx, &w.arena, &w.game.as.protocol.vote, surplus_names, &game.as.tu), CM_OK);
        cm_result_init(&nucleolus, &w.arena);
        assert_int_equal(cm_concept_solve(&w.ctx, &cm_concept_nucleolus, &game, NULL, &nucleolus), CM_OK);
        for (size_t i = 0; i < n; i++) {
            x[i] = w.recognition[i] = cm_table_get(cm_result_find(&nucleolus, "payoffs"), i, "value").as.number;
            w.patience[i] = 0.8 + 0.01 * (double)t;
        }
        solve(&w);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), x[i], 1e-7);
        cm_arena_free(&w.arena);
    }
}

static void test_many_random_bodies_are_solved(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        surplus_world w;
        cm_rng rng;
        size_t n = 9 + t % 5;
        int64_t weight[SURPLUS_MOST], total = 0;
        (void)surplus_open(&w, n, 1);
        surplus_draw(&w, "bodies", t);
        cm_rng_init(&rng, support_seed(), "votes", t);
        for (size_t i = 0; i < n; i++) total += weight[i] = (int64_t)(1 + cm_rng_below(&rng, 40));
        surplus_weigh(&w, n, weight, total / 2 + 1 + (int64_t)cm_rng_below(&rng, (uint64_t)(total / 4)));
        solve(&w);
        cm_arena_free(&w.arena);
    }
}

/* One coalition less in the list, or one number moved. */
static void test_the_certificate_refuses_near_misses(void **state)
{
    surplus_world w;
    cm_table *table;
    (void)state;
    (void)surplus_open(&w, 12, 1);
    unlike(&w, 12);
    solve(&w);
    table = cm_result_find(&w.result, "coalitions");
    assert_true(table->nrows > 12);
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value *cell = &table->cell[row * 4 + 2];
        cell->as.number += 1e-4;
        assert_int_equal(cm_concept_baron_ferejohn.check(&w.ctx, &w.game, &within, &w.result), CM_E_NUMERIC);
        cm_ctx_clear(&w.ctx);
        cell->as.number -= 1e-4;
    }
    table->nrows--;
    assert_int_equal(cm_concept_baron_ferejohn.check(&w.ctx, &w.game, &within, &w.result), CM_E_NUMERIC);
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long step = 0;
    (void)state;
    for (long k = 0; status == CM_E_MEMORY; k += 1 + step / 40, step++) {
        surplus_world w;
        (void)surplus_open(&w, 9, 1);
        unlike(&w, 9);
        w.ctx.alloc_budget = k;
        status = surplus_solve(&w, &cm_concept_baron_ferejohn, NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(step > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fifteen_members_who_are_all_unlike),
        cmocka_unit_test(test_the_council_of_twenty_seven),
        cmocka_unit_test(test_recognition_like_the_nucleolus_is_worth_the_nucleolus),
        cmocka_unit_test(test_many_random_bodies_are_solved),
        cmocka_unit_test(test_the_certificate_refuses_near_misses),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
