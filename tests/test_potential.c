/* test_potential.c: exact potentials, and efficient outcomes. */
#include "tests/support/strategic_world.h"

extern const cm_concept cm_concept_potential, cm_concept_pareto, cm_concept_pure;

static bool has_potential(strategic *w)
{
    assert_int_equal(strategic_solve(w, &cm_concept_potential, NULL), CM_OK);
    return cm_result_get(&w->result, "exists")->as.truth;
}

/* D. Monderer, L. S. Shapley, Games and Economic Behavior 14 (1996) 124-143, section 1: the prisoner's dilemma (1, 1; 9, 0;
 * 0, 9; 6, 6) has the potential (4, 3; 3, 0). */
static void test_the_published_prisoners_dilemma(void **state)
{
    static const double published[] = { 4, 3, 3, 0 };
    strategic w;
    const cm_table *table;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"1\" \"2\" } { 2 2 } 1 1 0 9 9 0 6 6");
    assert_true(has_potential(&w));
    table = cm_result_find(&w.result, "potential");
    for (size_t k = 0; k < 4; k++) assert_close(cm_table_get(table, k, "value").as.number - cm_table_get(table, 0, "value").as.number, published[k] - published[0], 0);
    assert_true(cm_table_get(table, 0, "best").as.truth);
    strategic_close(&w);
    strategic_good(&w, "NFG 1 R \"matching pennies\" { \"1\" \"2\" } { 2 2 } 1 -1 -1 1 -1 1 1 -1");
    assert_false(has_potential(&w));
    assert_close(fabs(cm_result_get(&w.result, "cycle")->as.number), 8, 0);
    strategic_close(&w);
}

/* Common interests plus what depends on the others alone: always a potential; and spoiled at one cell: none, unless
 * the spoiled player has one strategy. */
static void test_games_made_with_a_potential_and_spoiled(void **state)
{
    cm_rng rng;
    size_t spoiled = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "potential", 0);
    for (size_t t = 0; t < 300; t++) {
        strategic w;
        cm_nfg *g = &w.game.as.nfg;
        cm_table *table;
        size_t s[8];
        strategic_random(&w, &rng, 2 + t % 3, 3, 20, true);
        for (size_t cell = 0; cell < g->cells; cell++) {
            int64_t common = g->exact[cell * g->n].num;
            cm_nfg_profile(g, cell, s);
            for (size_t i = 0; i < g->n; i++) {
                int64_t others = 0;
                for (size_t j = 0; j < g->n; j++) others += j == i ? 0 : (int64_t)((s[j] + 1) * (s[j] + 3 * j + i));
                ((cm_frac *)g->exact)[cell * g->n + i].num = common + 7 * others;
                ((double *)g->payoff)[cell * g->n + i] = (double)(common + 7 * others);
            }
        }
        if (t % 2 == 1) g->exact = NULL;
        assert_true(has_potential(&w));
        table = cm_result_find(&w.result, "potential");
        if (g->cells > 1) {
            table->cell[table->ncolumns * (g->cells - 1) + 1].as.number += 0.01;
            assert_int_equal(cm_concept_potential.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
        }
        if (g->cells > 1) {
            cm_value *row = &table->cell[table->ncolumns * (g->cells - 1)];
            row[1].as.number -= 0.01;
            row[3].as.truth = !row[3].as.truth;
            assert_int_equal(cm_concept_potential.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            assert_non_null(strstr(w.ctx.message, "and the largest is"));
            cm_ctx_clear(&w.ctx);
            row[3].as.truth = !row[3].as.truth;
            row[0] = table->cell[0];
            assert_int_equal(cm_concept_potential.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            assert_non_null(strstr(w.ctx.message, "is not the potential of"));
            cm_ctx_clear(&w.ctx);
        }
        if (g->count[0] > 1 && g->cells > g->count[0]) {
            g->exact = NULL;
            ((double *)g->payoff)[(g->cells - 1) * g->n] += 1;
            assert_false(has_potential(&w));
            table = cm_result_find(&w.result, "cycle");
            table->cell[3].as.number += 0.01;
            assert_int_equal(cm_concept_potential.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            assert_non_null(strstr(w.ctx.message, "certificate: step 1 brings"));
            cm_ctx_clear(&w.ctx);
            table->cell[3].as.number -= 0.01;
            table->cell[2].as.text = "nobody";
            assert_int_equal(cm_concept_potential.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            spoiled++;
        }
        strategic_close(&w);
    }
    assert_true(spoiled > 100);
}

/* By definition: every pair. */
static size_t efficient_by_definition(const cm_nfg *g)
{
    size_t found = 0;
    for (size_t a = 0; a < g->cells; a++) {
        bool dominated = false;
        for (size_t b = 0; b < g->cells; b++) {
            bool less = false, more = false;
            for (size_t i = 0; i < g->n; i++) {
                less = less || g->payoff[b * g->n + i] < g->payoff[a * g->n + i];
                more = more || g->payoff[b * g->n + i] > g->payoff[a * g->n + i];
            }
            dominated = dominated || (more && !less);
        }
        found += !dominated;
    }
    return found;
}

static void test_efficient_outcomes_of_random_games_and_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "potential", 1);
    for (size_t t = 0; t < 300; t++) {
        strategic w;
        cm_table *table;
        strategic_random(&w, &rng, 1 + t % 4, 4, 2 + t % 9, t % 2 == 0);
        assert_int_equal(strategic_solve(&w, &cm_concept_pareto, NULL), CM_OK);
        assert_int_equal(strategic_integer(&w, "count"), efficient_by_definition(&w.game.as.nfg));
        table = cm_result_find(&w.result, "efficient");
        table->nrows -= w.game.as.nfg.n;
        assert_int_equal(cm_concept_pareto.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        cm_ctx_clear(&w.ctx);
        table->nrows += w.game.as.nfg.n;
        table->cell[3].as.number -= 1;
        assert_int_equal(cm_concept_pareto.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        strategic_close(&w);
    }
}

static void test_a_dilemma_is_an_equilibrium_that_all_would_leave(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"c\" \"d\" } { \"c\" \"d\" } } 3 3 5 0 0 5 1 1");
    assert_int_equal(strategic_solve(&w, &cm_concept_pareto, NULL), CM_OK);
    assert_int_equal(strategic_integer(&w, "count"), 3);
    assert_int_equal(strategic_integer(&w, "dilemmas"), 1);
    assert_string_equal(cm_table_get(cm_result_find(&w.result, "dilemmas"), 0, "better").as.text, "(c, c)");
    strategic_close(&w);
}

static void test_failures_say_why(void **state)
{
    static volatile sig_atomic_t stop = 1;
    strategic w;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "potential", 2);
    strategic_random(&w, &rng, 2, 9, 5, true);
    w.ctx.work_limit = 1;
    assert_int_equal(strategic_solve(&w, &cm_concept_pareto, NULL), CM_E_LIMIT);
    assert_non_null(strstr(w.ctx.message, "combinations of strategies are too many to be compared with each other"));
    cm_ctx_clear(&w.ctx);
    w.ctx.work_limit = 1e9;
    w.ctx.stop = &stop;
    assert_int_equal(strategic_solve(&w, &cm_concept_pareto, NULL), CM_E_INTERRUPT);
    strategic_close(&w);
    strategic_good(&w, "NFG 1 R \"\" { \"A\" } { 1 } 1");
    w.game.as.nfg.cells = 2;
    assert_int_equal(strategic_solve(&w, &cm_concept_potential, NULL), CM_E_INPUT);
    strategic_close(&w);
}

static void test_without_memory_they_fail_and_leave_nothing(void **state)
{
    static const cm_concept *const concepts[] = { &cm_concept_potential, &cm_concept_pareto };
    static const char *const games[] = { "NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 3 3 5 0 0 5 1 1", "NFG 1 R \"\" { \"1\" \"2\" } { 2 2 } 1 -1 -1 1 -1 1 1 -1" };
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        for (long k = 0;; k++) {
            strategic w;
            cm_status status;
            strategic_good(&w, games[c / 2]);
            w.ctx.alloc_budget = k;
            status = strategic_solve(&w, concepts[c % 2], NULL);
            if (status != CM_OK) assert_int_equal(w.ctx.status, CM_E_MEMORY);
            strategic_close(&w);
            if (status == CM_OK) break;
            assert_true(k < 500);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_prisoners_dilemma),
        cmocka_unit_test(test_games_made_with_a_potential_and_spoiled),
        cmocka_unit_test(test_efficient_outcomes_of_random_games_and_near_misses),
        cmocka_unit_test(test_a_dilemma_is_an_equilibrium_that_all_would_leave),
        cmocka_unit_test(test_failures_say_why),
        cmocka_unit_test(test_without_memory_they_fail_and_leave_nothing),
    };
    return RUN_TESTS(tests);
}
