/* test_dominance.c: iterated elimination of dominated strategies. */
#include "tests/support/strategic_world.h"

extern const cm_concept cm_concept_dominance;

typedef struct settings {
    const char *by;
} settings;

static const settings mixed = { "mixed" }, strict = { "strict" }, weak = { "weak" };

static bool remains(const strategic *w, const char *player, const char *strategy)
{
    const cm_table *table = cm_result_find(&w->result, "remaining");
    for (size_t r = 0; r < table->nrows; r++) {
        if (strcmp(cm_table_get(table, r, "player").as.text, player) == 0 && strcmp(cm_table_get(table, r, "strategy").as.text, strategy) == 0) return true;
    }
    return false;
}

/* Four strategies each, by hand: a mixture goes first, and then one after another to a single combination. */
static void test_a_mixture_starts_a_chain(void **state)
{
    strategic w;
    const cm_table *gone;
    (void)state;
    /* rows u m d; columns l r: d pays 1 everywhere, half of u and m 1.5. */
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"m\" \"d\" } { \"l\" \"r\" } }  3 1 0 1 1 9   0 0 3 0 1 10");
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_OK);
    gone = cm_result_find(&w.result, "eliminated");
    assert_string_equal(cm_table_get(gone, 0, "strategy").as.text, "d");
    assert_string_equal(cm_table_get(gone, 0, "by").as.text, "1/2 u + 1/2 m");
    assert_string_equal(cm_table_get(gone, 1, "strategy").as.text, "r");         /* once d is gone */
    assert_string_equal(cm_table_get(gone, 2, "strategy").as.text, "m");
    assert_int_equal(strategic_integer(&w, "rounds"), 3);
    assert_true(cm_result_get(&w.result, "solved")->as.truth);
    assert_true(remains(&w, "A", "u") && remains(&w, "B", "l"));
    assert_string_equal(w.result.note->value.as.text, "Only (u, l) is left: it is enough that all are rational and know it of each other.");
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &strict), CM_OK);
    assert_int_equal(strategic_integer(&w, "eliminated"), 0);
    strategic_close(&w);
}

/* A mixture that just ties (e = 0) does not dominate; floating point must not decide it. */
static void test_a_mixture_that_only_ties_dominates_nothing(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"m\" \"d\" } { \"l\" \"r\" } }  1/3 0 0 0 .1 0   0 0 1/7 0 .1 0");
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_OK);
    assert_int_equal(strategic_integer(&w, "eliminated"), 0);    /* 3/10 u + 7/10 m gives 1/10 everywhere */
    assert_true(remains(&w, "A", "d"));
    assert_string_equal(w.result.note->value.as.text, "Nothing is dominated: that everybody is rational rules out nothing here.");
    strategic_close(&w);
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"m\" \"d\" } { \"l\" \"r\" } }  1/3 0 0 0 .0999999999 0   0 0 1/7 0 .1 0");
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_OK);
    assert_int_equal(strategic_integer(&w, "eliminated"), 1);
    strategic_close(&w);
}

/* R. D. Luce, H. Raiffa (1957) 94-97: the prisoner's dilemma. */
static void test_the_prisoners_dilemma_is_solved_in_a_round(void **state)
{
    static const settings *const all[] = { &mixed, &strict, &weak };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        strategic w;
        strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"c\" \"d\" } { \"c\" \"d\" } } 3 3 5 0 0 5 1 1");
        assert_int_equal(strategic_solve(&w, &cm_concept_dominance, all[k]), CM_OK);
        assert_int_equal(strategic_integer(&w, "rounds"), 1);
        assert_true(remains(&w, "A", "d") && remains(&w, "B", "d") && !remains(&w, "A", "c"));
        strategic_close(&w);
    }
}

static void test_weak_dominance_takes_more_and_says_that_order_matters(void **state)
{
    strategic w;
    const cm_named *last;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"d\" } { \"l\" \"r\" } } 1 1 1 0 0 0 1 0");
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_OK);
    assert_int_equal(strategic_integer(&w, "eliminated"), 0);
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &weak), CM_OK);
    assert_true(strategic_integer(&w, "eliminated") > 0);
    for (last = w.result.note; last->next != NULL; last = last->next) {}
    assert_non_null(strstr(last->value.as.text, "in another order something else may be left"));
    strategic_close(&w);
}

/* By definition, one strategy at a time in any order: what strict elimination leaves is the same. */
static size_t left_one_by_one(const cm_nfg *g, unsigned char *out)
{
    size_t s[8], count = 0;
    bool changed = true;
    memset(out, 0, 8 * 8);
    while (changed) {
        changed = false;
        for (size_t i = g->n; i-- > 0 && !changed;) {
            for (size_t t = g->count[i]; t-- > 0 && !changed;) {
                for (size_t k = 0; k < g->count[i] && !changed; k++) {
                    bool always = k != t && !out[i * 8 + k] && !out[i * 8 + t];
                    for (size_t cell = 0; always && cell < g->cells; cell++) {
                        bool there = true;
                        size_t other;
                        cm_nfg_profile(g, cell, s);
                        for (size_t j = 0; j < g->n; j++) there = there && (j == i ? s[j] == t : !out[j * 8 + s[j]]);
                        if (!there) continue;
                        s[i] = k;
                        other = cm_nfg_cell(g, s);
                        always = g->payoff[other * g->n + i] > g->payoff[cell * g->n + i];
                    }
                    if (always) out[i * 8 + t] = 1;
                    changed = always;
                }
            }
        }
    }
    for (size_t k = 0; k < 64; k++) count += out[k];
    return count;
}

static void test_random_games_one_by_one_and_near_misses(void **state)
{
    cm_rng rng;
    size_t refused = 0, by_mixture = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "dominance", 0);
    for (size_t t = 0; t < 400; t++) {
        strategic w;
        unsigned char out[64];
        cm_table *gone, *mixture, *rest;
        strategic_random(&w, &rng, 2 + t % 3, 4, 3 + t % 40, t % 2 == 0);
        assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &strict), CM_OK);
        assert_int_equal(strategic_integer(&w, "eliminated"), left_one_by_one(&w.game.as.nfg, out));
        assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &weak), CM_OK);
        assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_OK);
        gone = cm_result_find(&w.result, "eliminated");
        mixture = cm_result_find(&w.result, "mixture");
        rest = cm_result_find(&w.result, "remaining");
        if (gone->nrows > 0) {
            by_mixture += mixture->nrows > gone->nrows;
            /* Not eliminated after all. */
            gone->nrows--;
            assert_int_equal(cm_concept_dominance.check(&w.ctx, &w.game, &mixed, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            gone->nrows++;
            /* Dominated by itself, where it is by one strategy; shares that do not add up. */
            if (strchr(cm_table_get(gone, 0, "by").as.text, '+') == NULL) mixture->cell[3] = mixture->cell[2];
            else mixture->cell[4].as.number *= 1.01;
            assert_int_equal(cm_concept_dominance.check(&w.ctx, &w.game, &mixed, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            refused++;
        } else {
            rest->nrows--;
            assert_int_equal(cm_concept_dominance.check(&w.ctx, &w.game, &mixed, &w.result), CM_E_NUMERIC);
        }
        strategic_close(&w);
    }
    assert_true(refused > 100);
    assert_true(by_mixture > 5);
}

/* Everything mixed elimination takes, and no equilibrium is lost. */
static void test_no_pure_equilibrium_is_lost(void **state)
{
    extern const cm_concept cm_concept_pure;
    cm_rng rng;
    size_t seen = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "dominance", 1);
    for (size_t t = 0; t < 200; t++) {
        strategic w;
        cm_result pure;
        const cm_table *table;
        strategic_random(&w, &rng, 2 + t % 2, 4, 20, true);
        cm_result_init(&pure, &w.arena);
        assert_int_equal(cm_concept_solve(&w.ctx, &cm_concept_pure, &w.game, NULL, &pure), CM_OK);
        assert_int_equal(strategic_solve(&w, &cm_concept_dominance, NULL), CM_OK);
        table = cm_result_find(&pure, "equilibria");
        for (size_t r = 0; r < table->nrows; r++, seen++) assert_true(remains(&w, cm_table_get(table, r, "player").as.text, cm_table_get(table, r, "strategy").as.text));
        strategic_close(&w);
    }
    assert_true(seen > 100);
}

static void test_failures_say_why(void **state)
{
    static volatile sig_atomic_t stop = 1;
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { 3 2 }  3 1 0 1 1 9   0 0 3 0 1 10");
    w.ctx.work_limit = 100;
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "a mixture of 3 strategies against 2 combinations of the others is too large a programme; models.dominance.by = \"strict\" needs none");
    cm_ctx_clear(&w.ctx);
    w.ctx.stop = &stop;
    assert_int_equal(strategic_solve(&w, &cm_concept_dominance, &mixed), CM_E_INTERRUPT);
    assert_string_equal(w.ctx.message, "interrupted while dominated strategies were sought");
    strategic_close(&w);
}

static void test_without_memory_it_fails_and_leaves_nothing(void **state)
{
    (void)state;
    for (long k = 0;; k++) {
        strategic w;
        cm_status status;
        strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { { \"u\" \"m\" \"d\" } { \"l\" \"r\" } }  3 1 0 1 1 9   0 0 3 0 1 10");
        w.ctx.alloc_budget = k;
        status = strategic_solve(&w, &cm_concept_dominance, &mixed);
        if (status != CM_OK) assert_int_equal(status, CM_E_MEMORY);
        strategic_close(&w);
        if (status == CM_OK) break;
        assert_true(k < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mixture_starts_a_chain),
        cmocka_unit_test(test_a_mixture_that_only_ties_dominates_nothing),
        cmocka_unit_test(test_the_prisoners_dilemma_is_solved_in_a_round),
        cmocka_unit_test(test_weak_dominance_takes_more_and_says_that_order_matters),
        cmocka_unit_test(test_random_games_one_by_one_and_near_misses),
        cmocka_unit_test(test_no_pure_equilibrium_is_lost),
        cmocka_unit_test(test_failures_say_why),
        cmocka_unit_test(test_without_memory_it_fails_and_leaves_nothing),
    };
    return RUN_TESTS(tests);
}
