/* test_commitment.c: a committed core that pays others to join. */
#include "solver/collective/commitment.h"
#include "tests/support/pfg_world.h"

/* By hand, b = c = 1, c committed: k^3/2 - k^2 >= c (c^2/2 - c) + (k - c)((k - 1)(k - 2) - 1/2); three can
 * pay for seven, exactly (122.5 = 4.5 + 4 29.5, without n of each). */
static bool by_hand(double c, double k)
{
    return k * k * k / 2 - k * k >= c * (c * c / 2 - c) + (k - c) * ((k - 1) * (k - 2) - 0.5);
}

static void test_three_can_pay_for_seven(void **state)
{
    const cm_commitment_params none = { .committed = 0 };
    pfg_world w;
    cm_table *cores;
    (void)state;
    (void)pfg_open(&w, 40, 0);
    pfg_solved(&w, &cm_concept_commitment, NULL);
    assert_int_equal(pfg_whole(&w, "committed"), 3);
    assert_int_equal(pfg_whole(&w, "largest"), 7);
    assert_close(pfg_number(&w, "surplus"), 0, 0);
    cores = cm_result_find(&w.result, "cores");
    cores->cell[3 * 2 + 1].as.integer--;                    /* four can pay for eight, with something left */
    assert_int_equal(cm_concept_commitment.check(&w.ctx, &w.game, &none, &w.result), CM_E_NUMERIC);
    assert_string_equal(w.ctx.message, "certificate: 4 that are committed do not end with 7");
    cores->cell[3 * 2 + 1].as.integer++;
    for (size_t c = 1; c <= 40; c++) {
        size_t k = 40;
        while (!by_hand((double)c, (double)k) && k > c) k--;
        assert_int_equal(cm_table_get(cores, c - 1, "largest").as.integer, (int64_t)k);
    }
    cm_arena_free(&w.arena);
}

/* Without anybody committed it is potential stability: the surplus of the core {i} is that of stability
 * less nothing, for a player by itself neither gains nor loses by leaving. */
static void test_equal_players_named_and_counted_come_to_the_same(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 7, t);
        size_t core = 1 + cm_rng_below(&w.rng, pfg->n), first[] = { 0, core }, item[] = { 0, 1, 2, 3, 4, 5, 6 };
        const cm_commitment_params counted = { .committed = (long)core }, named = { .core = { 1, first, item } };
        int64_t largest;
        for (size_t i = 1; i < pfg->n; i++) w.benefit[i] = w.benefit[0], w.cost[i] = w.cost[0], w.cubic[i] = w.cubic[0];
        pfg->symmetric = true;
        pfg_solved(&w, &cm_concept_commitment, &counted);
        largest = pfg_whole(&w, "largest");
        pfg->symmetric = false;
        pfg_solved(&w, &cm_concept_commitment, &named);
        assert_int_equal(pfg_whole(&w, "largest"), largest);
        assert_int_equal(pfg_whole(&w, "committed"), core);
        cm_arena_free(&w.arena);
    }
}

/* One great beneficiary, committed, can bring everybody in: 248.5 is left over. */
static void test_a_committed_giant_brings_all_in(void **state)
{
    static const size_t first[] = { 0, 1 }, item[] = { 0 };
    const cm_commitment_params p = { .core = { 1, first, item } };
    pfg_world w;
    cm_table *sizes;
    (void)state;
    pfg_open(&w, 8, 0)->symmetric = false;
    w.benefit[0] = 10;
    pfg_solved(&w, &cm_concept_commitment, &p);
    assert_int_equal(pfg_whole(&w, "largest"), 8);
    assert_close(pfg_number(&w, "surplus"), 248.5, 1e-9);
    assert_close(pfg_number(&w, "gap_before"), 0, 1e-12);
    sizes = cm_result_find(&w.result, "sizes");
    for (size_t k = 1; k < sizes->ncolumns; k++) sizes->cell[4 * sizes->ncolumns + k] = k == 2 ? cm_truth(false) : cm_none();
    assert_int_equal(cm_concept_commitment.check(&w.ctx, &w.game, &p, &w.result), CM_E_NUMERIC);
    assert_string_equal(w.ctx.message, "certificate: a better agreement of 5 can be paid for");
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        static const size_t first[] = { 0, 1 }, item[] = { 1 };
        const cm_commitment_params p = { .core = { 1, first, item } };
        pfg_world w;
        cm_table *table;
        size_t row;
        (void)pfg_random(&w, 7, t);
        pfg_solved(&w, &cm_concept_commitment, &p);
        table = cm_result_find(&w.result, "sizes");
        row = cm_rng_below(&w.rng, table->nrows);
        for (size_t k = 0; k < 7; k++) {
            if (k != 1) pfg_refuses(&w, &cm_concept_commitment, &p, &table->cell[row * table->ncolumns + k]);
        }
        for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
            pfg_refuses(&w, &cm_concept_commitment, &p, &v->value);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_what_it_needs_it_says(void **state)
{
    const cm_commitment_params many = { .committed = 9 };
    pfg_world w;
    (void)state;
    (void)pfg_open(&w, 5, 0);
    assert_int_equal(pfg_try(&w, &cm_concept_commitment, &many), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "9 are committed, of 5 players");
    pfg_without_memory(&w, &cm_concept_commitment, NULL);
    w.game.as.pfg.symmetric = false;
    assert_int_equal(pfg_try(&w, &cm_concept_commitment, NULL), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'commitment' among unequal players needs to know who is committed: give models.commitment.core");
    cm_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_can_pay_for_seven),
        cmocka_unit_test(test_equal_players_named_and_counted_come_to_the_same),
        cmocka_unit_test(test_a_committed_giant_brings_all_in),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_it_needs_it_says),
    };
    return RUN_TESTS(tests);
}
