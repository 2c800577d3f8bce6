/* test_equilibrium_structure.c: coalitions that form one after another. */
#include "solver/collective/equilibrium_structure.h"
#include "tests/support/pfg_world.h"

static const cm_structure_params larger = { "stable", "larger" }, any_size = { "any", "smaller" };

/* D. Ray, R. Vohra, J. Political Economy 109 (2001) 1355-1384: eight stay together, seven do not.  (The
 * sequence is computed from their condition, ties between smaller coalitions going to the smaller.) */
static void test_structures_are_those_of_the_recursion(void **state)
{
    static const struct { size_t n; const char *structure; double closed; } row[] = {
        { 1, "{1}", 0 }, { 2, "{2}", 1 }, { 3, "{3}", 1 }, { 4, "{1, 3}", 0.6666666666666666 }, { 5, "{5}", 1 }, { 6, "{1, 5}", 0.8 }, { 7, "{2, 5}", 0.7222222222222222 },
        { 8, "{8}", 1 }, { 10, "{2, 8}", 0.8024691358024691 }, { 11, "{1, 2, 8}", 0.6963636363636364 }, { 12, "{12}", 1 }, { 16, "{2, 2, 12}", 0.7288888888888889 },
        { 18, "{1, 5, 12}", 0.698961937716263 }, { 19, "{19}", 1 }, { 23, "{2, 2, 19}", 0.8142292490118577 }, { 26, "{2, 5, 19}", 0.7361230769230769 },
        { 29, "{2, 8, 19}", 0.6971323011963406 }, { 30, "{30}", 1 }, { 50, "{2, 2, 46}", 0.9171012078300708 }, { 100, "{2, 8, 19, 71}", 0.723201714110805 },
        { 193, "{2, 2, 19, 170}", 0.8859977129209845 } };
    (void)state;
    for (size_t t = 0; t < sizeof row / sizeof row[0]; t++) {
        pfg_world w;
        (void)pfg_open(&w, row[t].n, 0);
        pfg_solved(&w, &cm_concept_equilibrium_structure, NULL);
        assert_string_equal(pfg_words(&w, "structure"), row[t].structure);
        if (row[t].n > 1) assert_close(pfg_number(&w, "gap_closed"), row[t].closed, 1e-12);
        if (row[t].n == 193) assert_string_equal(pfg_words(&w, "stable_sizes"), "1, 2, 3, 5, 8, 12, 19, 30, 46, 71, 110, 170");
        cm_arena_free(&w.arena);
    }
}

/* Ties matter: with larger ones named, the sizes that stay together are others from 12 on. */
static void test_ties_are_not_hidden(void **state)
{
    pfg_world w;
    (void)state;
    (void)pfg_open(&w, 193, 0);
    pfg_solved(&w, &cm_concept_equilibrium_structure, &larger);
    assert_string_equal(pfg_words(&w, "stable_sizes"), "1, 2, 3, 5, 8, 13, 20, 31, 48, 74, 115, 178");
    assert_string_equal(pfg_words(&w, "structure_otherwise"), "{2, 2, 19, 170}");
    assert_false(cm_result_get(&w.result, "unique")->as.truth);
    cm_arena_free(&w.arena);
}

/* When any size binds once it is named, coalitions are named that would fall apart by themselves: with 16, four of
 * them (152 each against the 150 of a pair); checked against the recursion over all sizes, written anew. */
static void test_any_size_that_binds_may_be_named(void **state)
{
    size_t total[41] = { 0 }, named[41] = { 0 };
    (void)state;
    for (size_t r = 1; r <= 40; r++) {
        named[r] = r;
        total[r] = r * r;
        for (size_t s = 1; s < r; s++) {                       /* 2 (T - s^2/2), in whole numbers */
            size_t then = s * s + total[r - s];
            long here = 2 * (long)then - (long)(s * s), best = 2 * (long)total[r] - (long)(named[r] * named[r]);
            if (here < best || (here == best && named[r] == r) || (here == best && named[r] < s)) continue;
            named[r] = s;
            total[r] = then;
        }
    }
    for (size_t n = 2; n <= 40; n++) {
        pfg_world w;
        const cm_table *choices;
        (void)pfg_open(&w, n, 0);
        pfg_solved(&w, &cm_concept_equilibrium_structure, &any_size);
        choices = cm_result_find(&w.result, "choices");
        assert_int_equal(cm_table_get(choices, n - 1, "names").as.integer, named[n]);
        if (n == 16) assert_string_equal(pfg_words(&w, "structure"), "{4, 12}");
        cm_arena_free(&w.arena);
    }
}

/* F. Bloch, Games and Economic Behavior 14 (1996) 90-123: of n equal sellers one cartel forms, of the
 * least whole number from (2n + 3 - sqrt(4n + 5))/2 on; all others stay alone. */
static void test_one_cartel_of_four_fifths_forms(void **state)
{
    (void)state;
    for (size_t n = 3; n <= 70; n++) {
        pfg_world w;
        const cm_table *table;
        double root = sqrt(4 * (double)n + 5);
        if (fabs(root - round(root)) < 1e-9) continue;                        /* a tie between two sizes */
        pfg_open(&w, n, 0)->source = CM_PFG_COURNOT;
        pfg_solved(&w, &cm_concept_equilibrium_structure, NULL);
        table = cm_result_find(&w.result, "structure");
        assert_int_equal(cm_table_get(table, table->nrows - 1, "size").as.integer, (int64_t)ceil((2 * (double)n + 3 - root) / 2));
        for (size_t row = 0; row + 1 < table->nrows; row++) assert_int_equal(cm_table_get(table, row, "size").as.integer, 1);
        cm_arena_free(&w.arena);
    }
}

/* A second way, without states: all histories, payoffs in the game itself. */
static double best_of(const cm_pfg *pfg, size_t *size, size_t formed, size_t left, size_t *out, size_t *count)
{
    double best = -HUGE_VAL;
    if (left == 0) {
        memcpy(out, size, formed * sizeof *size);
        *count = formed;
        return 0;
    }
    for (size_t step = 0; step < left; step++) {
        size_t s = step == 0 ? left : step, then[16], many = 0, block[16], at = 0;
        double q[16], pay[16];
        size[formed] = s;
        (void)best_of(pfg, size, formed + 1, left - s, then, &many);
        for (size_t k = 0; k < many; at += then[k++]) {
            for (size_t i = 0; i < then[k]; i++) block[at + i] = at;
        }
        at = 0;
        for (size_t k = 0; k < formed; k++) at += then[k];
        cm_pfg_payoffs(pfg, block, pfg->n, q, pay);
        if (step > 0 && !(pay[at] > best + 1e-12 * fabs(best))) continue;
        best = pay[at];
        memcpy(out, then, many * sizeof *then);
        *count = many;
    }
    return best;
}

static void test_all_histories_lead_to_the_same(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_quadratic(&w, 2 + t % 8, 0.02 + 0.13 * (double)(t / 8), false);
        size_t size[16], out[16], count;
        const cm_table *table;
        pfg_solved(&w, &cm_concept_equilibrium_structure, NULL);
        table = cm_result_find(&w.result, "structure");
        (void)best_of(pfg, size, 0, pfg->n, out, &count);
        assert_int_equal(table->nrows, count);
        for (size_t k = 0; k < count; k++) assert_int_equal(cm_table_get(table, k, "size").as.integer, (int64_t)out[k]);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        pfg_world w;
        cm_table *table;
        size_t row = 0, n = 4 + t % 9;
        int64_t was;
        if (t % 3 == 0) (void)pfg_quadratic(&w, n, 0.1 + 0.1 * (double)(t / 3 % 20), false);
        else pfg_open(&w, n, 0)->source = t % 3 == 1 ? CM_PFG_COURNOT : CM_PFG_ABATEMENT;
        cm_rng_init(&w.rng, support_seed(), "structure", t);
        pfg_solved(&w, &cm_concept_equilibrium_structure, NULL);
        table = cm_result_find(&w.result, "structure");
        for (size_t k = 1; k < 3; k++) pfg_refuses(&w, &cm_concept_equilibrium_structure, NULL, &table->cell[k]);
        for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
            if (strcmp(v->name, "coalitions") == 0 || strcmp(v->name, "gap_closed") == 0) pfg_refuses(&w, &cm_concept_equilibrium_structure, NULL, &v->value);
        }
        table = cm_result_find(&w.result, "choices");
        do row = cm_rng_below(&w.rng, table->nrows);
        while (cm_table_get(table, row, "tie").as.truth || cm_table_get(table, row, "left").as.integer < 2);
        was = table->cell[row * 4 + 2].as.integer;
        table->cell[row * 4 + 2].as.integer = was > 1 ? was - 1 : 2;
        cm_ctx_clear(&w.ctx);
        assert_int_equal(cm_concept_equilibrium_structure.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
}

static void expect_failure(pfg_world *w, cm_status status, const char *message)
{
    assert_int_equal(pfg_try(w, &cm_concept_equilibrium_structure, NULL), status);
    assert_string_equal(w->ctx.message, message);
    cm_arena_free(&w->arena);
    w->arena = (cm_arena){ NULL };
}

static void test_what_it_cannot_do_it_says(void **state)
{
    pfg_world w;
    (void)state;
    (void)pfg_quadratic(&w, 5, 1, true);
    expect_failure(&w, CM_E_DOMAIN, "'equilibrium-structure' has several coalitions at once, of which none leads: write timing = \"together\"");
    (void)pfg_quadratic(&w, 61, 1, false);
    expect_failure(&w, CM_E_LIMIT, "61 players whose choices depend on what has formed before have too many histories: take fewer");
    pfg_open(&w, 5, 0)->cubic = w.cost;
    w.game.as.pfg.exact = false;
    expect_failure(&w, CM_E_DOMAIN, "'equilibrium-structure' takes quadratic costs alone, not cubic ones");
    pfg_open(&w, 5, 0)->symmetric = false;
    expect_failure(&w, CM_E_DOMAIN, "'equilibrium-structure' asks how many take part, so all 5 players must be alike: give them equal benefits and costs");
    pfg_open(&w, 5, 0);
    pfg_without_memory(&w, &cm_concept_equilibrium_structure, NULL);
    cm_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structures_are_those_of_the_recursion),
        cmocka_unit_test(test_ties_are_not_hidden),
        cmocka_unit_test(test_any_size_that_binds_may_be_named),
        cmocka_unit_test(test_one_cartel_of_four_fifths_forms),
        cmocka_unit_test(test_all_histories_lead_to_the_same),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_it_cannot_do_it_says),
    };
    return RUN_TESTS(tests);
}
