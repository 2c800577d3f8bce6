/* test_improvement_paths.c: must those who change to their gain come to rest? */
#include "tests/support/strategies.h"

static const cm_concept *concept(void) { return cm_concept_find("improvement-paths"); }

static bool truth(const cells *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static void expect(size_t rows, size_t columns, const double *first, const double *second, bool finite, bool ordinal, bool weakly, int64_t equilibria, int64_t around)
{
    cells w;
    (void)cells_matrix(&w, rows, columns, first, second);
    cells_good(&w, concept(), NULL);
    assert_int_equal(truth(&w, "finite"), finite);
    assert_int_equal(truth(&w, "ordinal_potential"), ordinal);
    assert_int_equal(truth(&w, "weakly_acyclic"), weakly);
    assert_int_equal(cm_result_get(&w.result, "equilibria")->as.integer, equilibria);
    if (around > 0) assert_int_equal(cm_result_find(&w.result, "cycle")->nrows, around + 1);
    else assert_null(cm_result_find(&w.result, "cycle"));
    cm_arena_free(&w.arena);
}

static void test_textbook_games(void **state)
{
    (void)state;
    expect(2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 }, true, true, true, 1, 0);                            /* dilemma */
    expect(2, 2, (double[]){ 2, 0, 0, 1 }, (double[]){ 1, 0, 0, 2 }, true, true, true, 2, 0);                            /* battle of the sexes */
    expect(2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 }, false, false, false, 0, 4);                     /* matching pennies */
    /* Shapley 1964: no equilibrium, six gains around. */
    expect(3, 3, (double[]){ 1, 0, 0, 0, 1, 0, 0, 0, 1 }, (double[]){ 0, 1, 0, 0, 0, 1, 1, 0, 0 }, false, false, false, 0, 6);
    /* Monderer, Shapley 1996, section 2: gains end (generalized ordinal potential), yet there is no ordinal one. */
    expect(2, 2, (double[]){ 1, 2, 2, 0 }, (double[]){ 0, 0, 0, 1 }, true, false, true, 1, 4);
    /* Matching pennies beside a better place: out of reach where leaving alone costs, in reach where it does not. */
    expect(3, 3, (double[]){ 1, -1, 0, -1, 1, 0, -2, -2, 2 }, (double[]){ -1, 1, -2, 1, -1, -2, 0, 0, 2 }, false, false, false, 1, 4);
    expect(3, 3, (double[]){ 1, -1, 0, -1, 1, 0, 2, 2, 3 }, (double[]){ -1, 1, 0, 1, -1, 0, 0, 0, 3 }, false, false, true, 1, 4);
}

/* The transitive closure by Warshall, of gains and of changes that cost nothing. */
static void close_again(const cm_nfg *nfg, bool weak, bool *round, bool *home)
{
    static unsigned char way[CELLS_MOST][CELLS_MOST], gain[CELLS_MOST][CELLS_MOST];
    size_t n = nfg->n, all = nfg->cells;
    memset(way, 0, sizeof way);
    memset(gain, 0, sizeof gain);
    for (size_t a = 0; a < all; a++) {
        for (size_t b = 0; b < all; b++) {
            size_t x = a, y = b, differ = 0, i = 0;
            for (size_t j = 0; j < n; x /= nfg->count[j], y /= nfg->count[j], j++) {
                if (x % nfg->count[j] != y % nfg->count[j]) differ++, i = j;
            }
            if (differ != 1) continue;
            gain[a][b] = nfg->payoff[b * n + i] > nfg->payoff[a * n + i];
            way[a][b] = gain[a][b] || (weak && !(nfg->payoff[b * n + i] < nfg->payoff[a * n + i]));
        }
    }
    *home = true;
    for (size_t k = 0; k < all; k++) {
        for (size_t a = 0; a < all; a++) {
            for (size_t b = 0; way[a][k] && b < all; b++) way[a][b] |= way[k][b];
        }
    }
    *round = false;
    for (size_t a = 0; a < all; a++) {
        bool found = false;
        for (size_t b = 0; b < all; b++) {
            bool rest = b == a || way[a][b];
            if (gain[a][b] && way[b][a]) *round = true;
            for (size_t c = 0; c < all; c++) rest = rest && !gain[b][c];
            found = found || rest;
        }
        *home = *home && found;
    }
}

static void test_a_transitive_closure_finds_the_same(void **state)
{
    size_t finite = 0, ordinal = 0, weakly = 0, neither = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        cells w;
        cm_nfg *nfg = cells_random(&w, "closure", t, t % 4 == 0 ? 0 : 2 + t % 3);
        bool strict_round, weak_round, home, ignored;
        cells_good(&w, concept(), NULL);
        close_again(nfg, false, &strict_round, &home);
        close_again(nfg, true, &weak_round, &ignored);
        assert_int_equal(truth(&w, "finite"), !strict_round);
        assert_int_equal(truth(&w, "ordinal_potential"), !weak_round);
        assert_int_equal(truth(&w, "weakly_acyclic"), home);
        finite += !strict_round;
        ordinal += !weak_round;
        weakly += home && strict_round;
        neither += !home;
        cm_arena_free(&w.arena);
    }
    assert_true(finite > ordinal && ordinal > 20 && weakly > 20 && neither > 20);
}

/* A rising function of each payoff, player by player, changes no gain. */
static void test_only_the_order_of_payoffs_matters(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        cells v, w;
        cm_nfg *nfg = cells_random(&v, "order", t, 0);
        (void)cells_random(&w, "order", t, 0);
        for (size_t k = 0; k < nfg->cells * nfg->n; k++) w.payoff[k] = exp(v.payoff[k]) * (double)(1 + k % nfg->n);
        cells_good(&v, concept(), NULL);
        cells_good(&w, concept(), NULL);
        assert_int_equal(truth(&v, "finite"), truth(&w, "finite"));
        assert_int_equal(truth(&v, "weakly_acyclic"), truth(&w, "weakly_acyclic"));
        assert_int_equal(cm_result_get(&v.result, "equilibria")->as.integer, cm_result_get(&w.result, "equilibria")->as.integer);
        cm_arena_free(&v.arena);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        cells w;
        cm_nfg *nfg = cells_random(&w, "untrue", t, 3);
        cm_table *ranks, *cycle;
        if (nfg->cells < 4) {
            cm_arena_free(&w.arena);
            continue;
        }
        cells_good(&w, concept(), NULL);
        ranks = cm_result_find(&w.result, "ranks");
        cycle = cm_result_find(&w.result, "cycle");
        tried++;
        if (t % 3 == 0) ((cm_value *)cm_result_get(&w.result, "equilibria"))->as.integer++;
        else if (t % 3 == 1) ((cm_value *)cm_result_get(&w.result, "weakly_acyclic"))->as.truth = !truth(&w, "weakly_acyclic");
        else if (cycle != NULL && t % 2 == 0) cycle->nrows--;
        else if (cycle != NULL) cycle->cell[cycle->ncolumns + 3].as.number += 1e-6;
        else {                                                           /* the top falls to the bottom */
            size_t top = 0;
            for (size_t r = 1; r < ranks->nrows; r++) top = ranks->cell[r * 2 + 1].as.integer > ranks->cell[top * 2 + 1].as.integer ? r : top;
            if (ranks->cell[top * 2 + 1].as.integer == 1) ranks->nrows--;
            ranks->cell[top * 2 + 1].as.integer = -1;
        }
        assert_int_equal(concept()->check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
    assert_true(tried >= 200);
}

static void test_too_many_outcomes_are_refused_in_a_sentence(void **state)
{
    static double payoff[400 * 400 * 2];
    static const char *name[400];
    static char text[400][8];
    cells w;
    (void)state;
    (void)cells_open(&w, 2, (size_t[]){ 1, 1 }, false);
    for (size_t k = 0; k < 400; k++) {
        text[k][0] = 's', text[k][1] = (char)('a' + k / 20), text[k][2] = (char)('a' + k % 20);
        name[k] = text[k];
    }
    w.count[0] = w.count[1] = 400;
    w.strategy[0] = w.strategy[1] = name;
    w.game.as.nfg.cells = 160000;
    w.game.as.nfg.payoff = payoff;
    assert_int_equal(cells_solve(&w, concept(), NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "160000 outcomes are too many to be ranked; 100000 are the most");
    cm_arena_free(&w.arena);
}

static void test_memory_may_end_anywhere(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 3; t++) {
        bool done = false;
        long k = 0;
        for (; !done; k++) {
            cells w;
            (void)cells_random(&w, "memory", t, 3);
            w.ctx.alloc_budget = k;
            done = cells_solve(&w, concept(), NULL) == CM_OK;
            if (!done) assert_int_equal(w.ctx.status, CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook_games),
        cmocka_unit_test(test_a_transitive_closure_finds_the_same),
        cmocka_unit_test(test_only_the_order_of_payoffs_matters),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_too_many_outcomes_are_refused_in_a_sentence),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
