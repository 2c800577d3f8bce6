/* test_farsighted.c: agreements that hold because members look ahead. */
#include "tests/support/pfg_world.h"

extern const cm_concept cm_concept_farsighted;

typedef struct farsighted_params {
    const char *ties;
} farsighted_params;

static const farsighted_params leave = { "leave" };

/* b = c = 1: k holds if and only if (k - 1)^2 >= 2 j (j - 1) (with > when whoever is indifferent leaves). */
static void test_the_sizes_are_those_of_the_recursion(void **state)
{
    static const char *const weak = "2, 3, 5, 8, 12, 18, 26, 38, 55, 79, 113, 161", *const strict = "2, 4, 6, 9, 14, 21, 30, 43, 62, 88, 125, 178";
    static const struct { size_t n; int64_t largest; } row[] = { { 5, 5 }, { 10, 8 }, { 25, 18 }, { 50, 38 }, { 100, 79 }, { 193, 161 } };
    (void)state;
    for (size_t t = 0; t < 6; t++) {
        pfg_world w;
        size_t j = 1;
        (void)pfg_open(&w, row[t].n, 0);
        pfg_solved(&w, &cm_concept_farsighted, NULL);
        assert_int_equal(pfg_whole(&w, "largest"), row[t].largest);
        assert_int_equal(strncmp(weak, pfg_words(&w, "sizes"), strlen(pfg_words(&w, "sizes"))), 0);
        assert_int_equal(strncmp(strict, pfg_words(&w, "sizes_otherwise"), strlen(pfg_words(&w, "sizes_otherwise"))), 0);
        for (size_t k = 2; k <= row[t].n; k++) {
            assert_int_equal(pfg_truth(&w, "sizes", k - 2, "holds"), (k - 1) * (k - 1) >= 2 * j * (j - 1));
            if ((k - 1) * (k - 1) >= 2 * j * (j - 1)) j = k;
        }
        pfg_solved(&w, &cm_concept_farsighted, &leave);
        assert_int_equal(strncmp(strict, pfg_words(&w, "sizes"), strlen(pfg_words(&w, "sizes"))), 0);
        cm_arena_free(&w.arena);
    }
}

/* Where the smaller agreement cannot be had, those above hold by fear of the whole collapse: among cartels
 * of n equal sellers the sizes are found by hand from 1/(k (n - k + 2)^2) against 1/(n - j + 2)^2. */
static void test_cartels_hold_where_collapse_threatens(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 60; n++) {
        pfg_world w;
        size_t j = 1;
        pfg_open(&w, n, 0)->source = CM_PFG_COURNOT;
        pfg_solved(&w, &cm_concept_farsighted, NULL);
        for (size_t k = 2; k <= n; k++) {
            bool holds = k * (n - k + 2) * (n - k + 2) <= (n - j + 2) * (n - j + 2);
            assert_int_equal(pfg_truth(&w, "sizes", k - 2, "holds"), holds);
            if (holds) j = k;
        }
        cm_arena_free(&w.arena);
    }
}

static void test_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 50; t++) {
        pfg_world w;
        const char *before;
        (void)pfg_quadratic(&w, 20, 0.1 + 0.05 * (double)t, t % 2 == 0);
        pfg_solved(&w, &cm_concept_farsighted, NULL);
        before = pfg_words(&w, "sizes");
        w.game.as.pfg.intercept = 7;
        for (size_t i = 0; i < 20; i++) w.benefit[i] *= 8, w.cost[i] *= 8;
        pfg_solved(&w, &cm_concept_farsighted, NULL);
        assert_string_equal(pfg_words(&w, "sizes"), before);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 12, t);
        cm_table *table;
        size_t row;
        for (size_t i = 1; i < pfg->n; i++) w.benefit[i] = w.benefit[0], w.cost[i] = w.cost[0], w.cubic[i] = w.cubic[0];
        pfg->symmetric = true;
        pfg_solved(&w, &cm_concept_farsighted, t % 2 ? &leave : NULL);
        table = cm_result_find(&w.result, "sizes");
        row = cm_rng_below(&w.rng, table->nrows);
        for (size_t k = 0; k < 7; k++) pfg_refuses(&w, &cm_concept_farsighted, &leave, &table->cell[row * table->ncolumns + k]);
        for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
            if (v->value.kind == CM_INTEGER || (v->value.kind == CM_NUMBER && pfg_whole(&w, "largest") > 1)) pfg_refuses(&w, &cm_concept_farsighted, &leave, &v->value);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_unequal_players_are_refused(void **state)
{
    pfg_world w;
    (void)state;
    pfg_open(&w, 4, 0)->symmetric = false;
    assert_int_equal(pfg_try(&w, &cm_concept_farsighted, NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "'farsighted' asks how many take part, so all 4 players must be alike: give them equal benefits and costs");
    cm_arena_free(&w.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    pfg_world w;
    (void)state;
    (void)pfg_open(&w, 6, 0);
    pfg_without_memory(&w, &cm_concept_farsighted, NULL);
    cm_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sizes_are_those_of_the_recursion),
        cmocka_unit_test(test_cartels_hold_where_collapse_threatens),
        cmocka_unit_test(test_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_unequal_players_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
