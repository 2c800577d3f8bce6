/* test_minimum_participation.c: thresholds for entry into force. */
#include "tests/support/pfg_world.h"

extern const cm_concept cm_concept_minimum_participation;

typedef struct participation_params {
    double eps;
} participation_params;

/* C. Carraro, C. Marchiori, S. Oreffice, Environmental and Resource Economics 42 (2009) 411-425: each
 * signatory is pivotal, so every threshold of two and more enforces itself, that of all too; where some
 * may fail to ratify the best threshold falls.  (Figures recomputed from the model, b = c = 1.) */
static void test_failing_ratifications_lower_the_best_threshold(void **state)
{
    static const struct { size_t n; double eps; int64_t best; double success, closed; } row[] = {
        { 10, 0, 10, 1, 1 }, { 10, 0.005, 10, 0.9511101304657719, 0.9511101304657719 }, { 10, 0.05, 10, 0.5987369392383787, 0.5987369392383787 },
        { 10, 0.1, 10, 0.3486784401000001, 0.3486784401000001 }, { 25, 0.01, 25, 0.7778213593991467, 0.7778213593991467 },
        { 25, 0.05, 23, 0.3073568677250236, 0.2808046494298896 }, { 25, 0.1, 15, 0.20589113209464907, 0.1020876863302635 }, { 193, 0, 193, 1, 1 },
        { 193, 0.005, 193, 0.3800621177172764, 0.3800621177172764 }, { 193, 0.01, 142, 0.2399924795841344, 0.16411625458972426 },
        { 193, 0.05, 37, 0.14989025404881545, 0.009765558771517505 }, { 193, 0.1, 19, 0.13508517176729928, 0.002376594591133519 } };
    (void)state;
    for (size_t t = 0; t < sizeof row / sizeof row[0]; t++) {
        pfg_world w;
        const participation_params p = { row[t].eps };
        (void)pfg_open(&w, row[t].n, 0);
        pfg_solved(&w, &cm_concept_minimum_participation, &p);
        assert_int_equal(pfg_whole(&w, "best_threshold"), row[t].best);
        assert_close(pfg_number(&w, "success"), row[t].success, 1e-12);
        assert_close(pfg_number(&w, "expected_gap"), row[t].closed, 1e-12);
        assert_int_equal(pfg_whole(&w, "self_enforcing"), row[t].n - 1);
        cm_arena_free(&w.arena);
    }
}

/* Of cartels only those pay that have four fifths of the sellers, and outsiders never want in. */
static void test_cartels_need_four_fifths(void **state)
{
    static const int64_t least[] = { 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10 };
    (void)state;
    for (size_t n = 3; n <= 12; n++) {
        pfg_world w;
        pfg_open(&w, n, 0)->source = CM_PFG_COURNOT;
        pfg_solved(&w, &cm_concept_minimum_participation, NULL);
        assert_int_equal(pfg_whole(&w, "self_enforcing"), (int64_t)n - least[n - 2] + 1);
        assert_int_equal(pfg_whole(&w, "best_threshold"), n);
        cm_arena_free(&w.arena);
    }
}

/* When nobody has anything to gain every threshold does: the largest is named, and that others are as good. */
static void test_of_equally_good_thresholds_the_largest_is_named(void **state)
{
    pfg_world w;
    (void)state;
    (void)pfg_open(&w, 6, 0);
    for (size_t i = 0; i < 6; i++) w.benefit[i] = 0;
    pfg_solved(&w, &cm_concept_minimum_participation, NULL);
    assert_int_equal(pfg_whole(&w, "best_threshold"), 6);
    assert_false(cm_result_get(&w.result, "unique")->as.truth);
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 12, t);
        const participation_params p = { 0.3 * cm_rng_unit(&w.rng) };
        cm_table *table;
        size_t row;
        for (size_t i = 1; i < pfg->n; i++) w.benefit[i] = w.benefit[0], w.cost[i] = w.cost[0], w.cubic[i] = w.cubic[0];
        pfg->symmetric = true;
        pfg_solved(&w, &cm_concept_minimum_participation, &p);
        table = cm_result_find(&w.result, "thresholds");
        row = cm_rng_below(&w.rng, table->nrows);
        for (size_t k = 0; k < table->ncolumns; k++) {
            if (k != 2 && k != 3) pfg_refuses(&w, &cm_concept_minimum_participation, &p, &table->cell[row * table->ncolumns + k]);
        }
        for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
            if (v->value.kind != CM_TRUTH && v->value.kind != CM_NONE) pfg_refuses(&w, &cm_concept_minimum_participation, &p, &v->value);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_unequal_players_are_refused(void **state)
{
    pfg_world w;
    (void)state;
    pfg_open(&w, 4, 0)->symmetric = false;
    assert_int_equal(pfg_try(&w, &cm_concept_minimum_participation, NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "'minimum-participation' asks how many take part, so all 4 players must be alike: give them equal benefits and costs");
    pfg_open(&w, 6, 0);
    pfg_without_memory(&w, &cm_concept_minimum_participation, NULL);
    cm_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing_ratifications_lower_the_best_threshold),
        cmocka_unit_test(test_cartels_need_four_fifths),
        cmocka_unit_test(test_of_equally_good_thresholds_the_largest_is_named),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_unequal_players_are_refused),
    };
    return RUN_TESTS(tests);
}
