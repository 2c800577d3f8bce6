/* test_pure.c: all equilibria in pure strategies. */
#include "tests/support/strategic_world.h"

extern const cm_concept cm_concept_pure;

/* Numbers that Gambit's enumpure gives for these games (version of 2025, each checked by a scan of its own). */
static void test_counts_of_known_games(void **state)
{
    static const struct { const char *text; int64_t count, strict; } known[] = {
        { "NFG 1 R \"battle of the sexes\" { \"1\" \"2\" } { 2 2 } 3 2 0 0 0 0 2 3", 2, 2 },
        { "NFG 1 R \"matching pennies\" { \"1\" \"2\" } { 2 2 } 1 -1 -1 1 -1 1 1 -1", 0, 0 },
        { "NFG 1 R \"prisoner's dilemma\" { \"1\" \"2\" } { 2 2 } 3 3 5 0 0 5 1 1", 1, 1 },
        { "NFG 1 R \"all the same\" { \"1\" \"2\" } { 2 3 } 1 1 1 1 1 1 1 1 1 1 1 1", 6, 0 },
        { "NFG 1 R \"Nau, Canovas, Hansen 2004, section 4\" { \"1\" \"2\" \"3\" } { 2 2 2 } 3 0 2 0 1 0 0 2 0 1 0 0 1 0 0 0 3 0 0 1 0 2 0 3", 0, 0 },
        { "NFG 1 R \"alone\" { \"1\" } { 3 } 1 2 2", 2, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        strategic w;
        strategic_good(&w, known[k].text);
        assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_OK);
        assert_true(w.result.certified);
        assert_int_equal(strategic_integer(&w, "count"), known[k].count);
        assert_int_equal(strategic_integer(&w, "strict"), known[k].strict);
        assert_true(cm_result_get(&w.result, "complete")->as.truth);
        strategic_close(&w);
    }
}

static void test_tables_name_who_does_what_and_gets_what(void **state)
{
    strategic w;
    const cm_table *table;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"d\" } { \"l\" \"r\" } } 1/3 2.5 0 0 0 0 0 0");
    assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_OK);
    table = cm_result_find(&w.result, "equilibria");
    assert_int_equal(table->nrows, 4);                      /* (u, l), and (d, r), where both are indifferent */
    assert_string_equal(cm_table_get(table, 0, "strategy").as.text, "u");
    assert_string_equal(cm_table_get(table, 3, "strategy").as.text, "r");
    assert_string_equal(cm_table_get(table, 3, "exact").as.text, "1");
    table = cm_result_find(&w.result, "payoffs");
    assert_string_equal(cm_table_get(table, 0, "exact").as.text, "1/3");
    assert_string_equal(cm_table_get(table, 1, "exact").as.text, "5/2");
    assert_true(cm_table_get(table, 0, "strict").as.truth);
    assert_false(cm_table_get(table, 2, "strict").as.truth);
    strategic_close(&w);
}

/* By definition, with numbers of its own: each cell, each player, each change. */
static size_t count_by_definition(const cm_nfg *g)
{
    size_t found = 0, s[8], other[8];
    for (size_t cell = 0; cell < g->cells; cell++) {
        bool good = true;
        cm_nfg_profile(g, cell, s);
        for (size_t i = 0; i < g->n; i++) {
            for (size_t k = 0; k < g->count[i]; k++) {
                memcpy(other, s, sizeof s);
                other[i] = k;
                if (g->payoff[cm_nfg_cell(g, other) * g->n + i] > g->payoff[cell * g->n + i]) good = false;
            }
        }
        found += good;
    }
    return found;
}

static void test_random_games_as_by_definition_and_no_near_miss_passes(void **state)
{
    cm_rng rng;
    size_t refused = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "pure", 0);
    for (size_t t = 0; t < 400; t++) {
        strategic w;
        cm_named *count;
        cm_table *table;
        const cm_nfg *g = &w.game.as.nfg;
        strategic_random(&w, &rng, 1 + t % 4, 4, 2 + t % 5, t % 2 == 0);
        assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_OK);
        assert_int_equal(strategic_integer(&w, "count"), count_by_definition(g));
        for (count = w.result.summary; strcmp(count->name, "count") != 0; count = count->next) {}
        count->value.as.integer++;
        assert_int_equal(cm_concept_pure.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        cm_ctx_clear(&w.ctx);
        count->value.as.integer--;
        table = cm_result_find(&w.result, "equilibria");
        if (table->nrows > 0 && g->count[0] > 1) {
            /* Another strategy of the first player: an equilibrium only if it is another one of the list. */
            const char *was = table->cell[2].as.text;
            table->cell[2].as.text = strcmp(was, "s1") == 0 ? "s2" : "s1";
            assert_int_equal(cm_concept_pure.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            table->cell[2].as.text = was;
            cm_result_find(&w.result, "payoffs")->cell[2].as.number += 0.001;
            assert_int_equal(cm_concept_pure.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            refused++;
        }
        strategic_close(&w);
    }
    assert_true(refused > 100);
}

/* Adding to a player what depends on the others alone, and other units, change nothing. */
static void test_units_and_what_others_bring_change_nothing(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "pure", 1);
    for (size_t t = 0; t < 100; t++) {
        strategic w;
        int64_t count, strict;
        cm_nfg *g = &w.game.as.nfg;
        strategic_random(&w, &rng, 2 + t % 3, 3, 4, false);
        assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_OK);
        count = strategic_integer(&w, "count");
        strict = strategic_integer(&w, "strict");
        for (size_t cell = 0; cell < g->cells; cell++) {
            size_t second = cell / g->count[0] % g->count[1];
            ((double *)g->payoff)[cell * g->n] = 0.1 * g->payoff[cell * g->n] + 7.3 * (double)second;
            ((double *)g->payoff)[cell * g->n + 1] = 1e6 * g->payoff[cell * g->n + 1] - 3;
        }
        assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_OK);
        assert_int_equal(strategic_integer(&w, "count"), count);
        assert_int_equal(strategic_integer(&w, "strict"), strict);
        strategic_close(&w);
    }
}

static void test_a_long_list_is_cut_and_says_so(void **state)
{
    const long list = 2;
    strategic w;
    const cm_named *last;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" } { 5 } 1 1 1 1 1");
    assert_int_equal(strategic_solve(&w, &cm_concept_pure, &list), CM_OK);
    assert_int_equal(strategic_integer(&w, "count"), 5);
    assert_false(cm_result_get(&w.result, "complete")->as.truth);
    assert_int_equal(cm_result_find(&w.result, "equilibria")->nrows, 2);
    for (last = w.result.note; last->next != NULL; last = last->next) {}
    assert_string_equal(last->value.as.text, "The first 2 are listed; models.pure.list lists more.");
    strategic_close(&w);
}

static void test_failures_say_why(void **state)
{
    static volatile sig_atomic_t stop = 1;
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" } { 2 } 1 1");
    w.ctx.stop = &stop;
    assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_E_INTERRUPT);
    assert_string_equal(w.ctx.message, "interrupted while pure equilibria were looked for");
    cm_ctx_clear(&w.ctx);
    w.ctx.stop = NULL;
    w.game.kind = CM_GAME_NONE;
    assert_int_equal(strategic_solve(&w, &cm_concept_pure, NULL), CM_E_DOMAIN);
    strategic_close(&w);
}

static void test_without_memory_it_fails_and_leaves_nothing(void **state)
{
    (void)state;
    for (long k = 0;; k++) {
        strategic w;
        cm_status status;
        strategic_good(&w, "NFG 1 R \"\" { \"1\" \"2\" } { 2 2 } 3 2 0 0 0 0 2 3");
        w.ctx.alloc_budget = k;
        status = strategic_solve(&w, &cm_concept_pure, NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        strategic_close(&w);
        if (status == CM_OK) break;
        assert_true(k < 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_of_known_games),
        cmocka_unit_test(test_tables_name_who_does_what_and_gets_what),
        cmocka_unit_test(test_random_games_as_by_definition_and_no_near_miss_passes),
        cmocka_unit_test(test_units_and_what_others_bring_change_nothing),
        cmocka_unit_test(test_a_long_list_is_cut_and_says_so),
        cmocka_unit_test(test_failures_say_why),
        cmocka_unit_test(test_without_memory_it_fails_and_leaves_nothing),
    };
    return RUN_TESTS(tests);
}
