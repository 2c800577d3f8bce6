/* test_replicator.c: shares of strategies that grow when they pay more. */
#include "solver/strategic/replicator.h"

#include <gsl/gsl_errno.h>

#include "tests/support/strategies.h"

static cm_replicator_params usual(void)
{
    return (cm_replicator_params){ .rule = "replicator", .time = 100, .lambda = 1, .points = 20 };
}

static double number(const cells *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static bool truth(const cells *w, const char *name) { return cm_result_get(&w->result, name)->as.truth; }

/* Share k of point r. */
static double share(const cells *w, size_t r, size_t k)
{
    const cm_nfg *nfg = &w->game.as.nfg;
    return cm_table_get(cm_result_find(&w->result, "path"), r * cm_replicator_total(nfg) + k, "probability").as.number;
}

static double when(const cells *w, size_t r)
{
    return cm_table_get(cm_result_find(&w->result, "path"), r * cm_replicator_total(&w->game.as.nfg), "time").as.number;
}

static size_t points(const cells *w)
{
    return cm_result_find(&w->result, "path")->nrows / cm_replicator_total(&w->game.as.nfg);
}

/* Where a strategy always pays d more than the other, its odds are those of the start times exp(d t). */
static void test_odds_grow_by_the_difference_of_payoffs(void **state)
{
    cells w;
    cm_replicator_params p = usual();
    (void)state;
    p.start = (cm_numbers){ 4, (double[]){ 1, 9, 3, 1 } };
    p.time = 8;
    (void)cells_matrix(&w, 2, 2, (double[]){ 1.5, 1.5, 1, 1 }, (double[]){ 0, .25, 0, .25 });
    cells_good(&w, &cm_concept_replicator, &p);
    assert_int_equal(points(&w), 21);
    for (size_t r = 0; r <= 20; r++) {
        double t = when(&w, r);
        assert_close(t, 0.4 * (double)r, 1e-12);
        assert_close(share(&w, r, 0), exp(.5 * t) / (exp(.5 * t) + 9), 1e-9);
        assert_close(share(&w, r, 3), exp(.25 * t) / (exp(.25 * t) + 3), 1e-9);
    }
    assert_false(truth(&w, "at_rest"));
    assert_null(cm_result_find(&w.result, "eigenvalues"));
    cm_arena_free(&w.arena);
}

/* Hofbauer, Sigmund 1998, chapter 10: of two zero-sum populations the products of shares stay what they are. */
static void test_matching_pennies_goes_round_on_closed_curves(void **state)
{
    cells w;
    cm_replicator_params p = usual();
    (void)state;
    p.start = (cm_numbers){ 4, (double[]){ .7, .3, .4, .6 } };
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    cells_good(&w, &cm_concept_replicator, &p);
    assert_false(truth(&w, "at_rest"));
    assert_close(number(&w, "time"), 100, 0);
    for (size_t r = 0; r < points(&w); r++) {
        assert_close(share(&w, r, 0) * share(&w, r, 1) * share(&w, r, 2) * share(&w, r, 3), .7 * .3 * .4 * .6, 1e-8);
    }
    cm_arena_free(&w.arena);
}

static void expect_eigenvalue(const cells *w, size_t r, double real, double imaginary)
{
    const cm_table *table = cm_result_find(&w->result, "eigenvalues");
    assert_close(cm_table_get(table, r, "real").as.number, real, 1e-6);
    assert_close(cm_table_get(table, r, "imaginary").as.number, imaginary, 1e-6);
}

/* At one half each, deviations go round with eigenvalues +i and -i: neither attracting nor repelling. */
static void test_the_middle_of_matching_pennies_is_undecided(void **state)
{
    cells w;
    (void)state;
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    cells_good(&w, &cm_concept_replicator, NULL);
    assert_true(truth(&w, "at_rest"));
    assert_true(truth(&w, "equilibrium"));
    assert_close(number(&w, "time"), 0, 0);
    assert_string_equal(cells_text(&w, "stability"), "undecided");
    expect_eigenvalue(&w, 0, 0, 1);
    expect_eigenvalue(&w, 1, 0, -1);
    cm_arena_free(&w.arena);
}

/* With noisy best replies it is attracting: -1 +- lambda i. */
static void test_noise_calms_matching_pennies(void **state)
{
    cells w;
    cm_replicator_params p = usual();
    (void)state;
    p.rule = "logit";
    p.lambda = 3;
    p.start = (cm_numbers){ 4, (double[]){ .7, .3, .4, .6 } };
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    cells_good(&w, &cm_concept_replicator, &p);
    assert_true(truth(&w, "at_rest"));
    assert_string_equal(cells_text(&w, "stability"), "attracting");
    expect_eigenvalue(&w, 0, -1, 3);
    expect_eigenvalue(&w, 1, -1, -3);
    for (size_t k = 0; k < 4; k++) assert_close(share(&w, points(&w) - 1, k), .5, 1e-8);
    cm_arena_free(&w.arena);
}

/* The stag hunt (4, 0; 3, 3): the middle at 3/4 parts the two ways; there small deviations grow. */
static void test_the_stag_hunt_has_two_ends(void **state)
{
    const double first[] = { 4, 0, 3, 3 }, second[] = { 4, 3, 0, 3 };
    (void)state;
    for (int side = -1; side <= 1; side++) {
        cells w;
        cm_replicator_params p = usual();
        double x = .75 + .01 * side;
        p.start = (cm_numbers){ 4, (double[]){ x, 1 - x, x, 1 - x } };
        (void)cells_matrix(&w, 2, 2, first, second);
        cells_good(&w, &cm_concept_replicator, &p);
        assert_true(truth(&w, "at_rest"));
        assert_true(truth(&w, "equilibrium"));
        assert_string_equal(cells_text(&w, "stability"), side == 0 ? "unstable" : "attracting");
        assert_close(share(&w, points(&w) - 1, 0), side < 0 ? 0 : side == 0 ? .75 : 1, 1e-7);
        /* x (1 - x) 4 = 3/4 each on the other; at the ends what the other strategy pays less. */
        if (side == 0) expect_eigenvalue(&w, 0, .75, 0), expect_eigenvalue(&w, 1, -.75, 0);
        else expect_eigenvalue(&w, 0, side < 0 ? -3 : -1, 0), expect_eigenvalue(&w, 1, side < 0 ? -3 : -1, 0);
        cm_arena_free(&w.arena);
    }
}

/* Cooperation alone rests, for nobody is there to be copied; it is no equilibrium, and unstable. */
static void test_rest_without_equilibrium_is_said(void **state)
{
    cells w;
    cm_replicator_params p = usual();
    (void)state;
    p.start = (cm_numbers){ 4, (double[]){ 1, 0, 1, 0 } };
    (void)cells_matrix(&w, 2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 });
    cells_good(&w, &cm_concept_replicator, &p);
    assert_true(truth(&w, "at_rest"));
    assert_false(truth(&w, "equilibrium"));
    assert_close(number(&w, "regret"), 2, 0);
    assert_string_equal(cells_text(&w, "stability"), "unstable");
    expect_eigenvalue(&w, 0, 2, 0);
    cm_arena_free(&w.arena);
}

/* Where nothing depends on anything, everything rests, and nothing tells what becomes of deviations. */
static void test_constant_payoffs_rest_everywhere(void **state)
{
    (void)state;
    for (int t = 0; t < 4; t++) {
        cells w;
        cm_replicator_params p = usual();
        double first[9], second[9], c = t == 3 ? 0 : 1e5 / 3 * t + .1;
        for (size_t k = 0; k < 9; k++) first[k] = c, second[k] = -c / 7;
        p.start = (cm_numbers){ 6, (double[]){ 1, 2, 3, .3, .1, .7 } };
        (void)cells_matrix(&w, 3, 3, first, second);
        cells_good(&w, &cm_concept_replicator, &p);
        assert_close(number(&w, "time"), 0, 0);
        assert_true(truth(&w, "equilibrium"));
        assert_string_equal(cells_text(&w, "stability"), "undecided");
        cm_arena_free(&w.arena);
    }
}

static void test_random_games_are_certified_and_rest_in_equilibria(void **state)
{
    size_t rest = 0, moving = 0, stable = 0;
    (void)state;
    for (uint64_t t = 0; t < 240; t++) {
        cells w;
        cm_replicator_params p = usual();
        cm_nfg *nfg = cells_random(&w, "replicator", t, t % 2 == 0 ? 0 : 4);
        double x[16];
        for (size_t k = 0; k < 16; k++) x[k] = .1 + cm_rng_unit(&w.rng);
        p.start = (cm_numbers){ cm_replicator_total(nfg), x };
        p.rule = t % 3 == 0 ? "logit" : "replicator";
        p.lambda = 2;
        p.time = 20;
        cells_good(&w, &cm_concept_replicator, &p);
        if (truth(&w, "at_rest")) rest++;
        else moving++;
        if (strcmp(cells_text(&w, "stability"), "attracting") == 0) stable++;
        if (t % 3 != 0 && truth(&w, "at_rest")) assert_true(truth(&w, "equilibrium"));       /* all strategies were present */
        cm_arena_free(&w.arena);
    }
    assert_true(rest > 50 && moving > 20 && stable > 40);
}

/* Payoffs times c run c times as fast; what the others add changes nothing. */
static void test_units_change_the_pace_alone(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        cells v, w;
        cm_replicator_params p = usual();
        cm_nfg *nfg = cells_random(&v, "pace", t, 0);
        double x[16];
        (void)cells_random(&w, "pace", t, 0);
        for (size_t k = 0; k < 16; k++) x[k] = .2 + cm_rng_unit(&v.rng);
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
                size_t others = cell - cell / stride % nfg->count[i] * stride;
                w.payoff[cell * nfg->n + i] = 2 * v.payoff[cell * nfg->n + i] + (double)(others % 5) - 3;
            }
        }
        p.start = (cm_numbers){ cm_replicator_total(nfg), x };
        p.time = 6;
        cells_good(&v, &cm_concept_replicator, &p);
        p.time = 3;
        cells_good(&w, &cm_concept_replicator, &p);
        for (size_t k = 0; k < cm_replicator_total(nfg); k++) assert_close(share(&v, points(&v) - 1, k), share(&w, points(&w) - 1, k), 1e-7);
        cm_arena_free(&v.arena);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0;
    (void)state;
    for (uint64_t t = 0; t < 240; t++) {
        cells w;
        cm_replicator_params p = usual();
        cm_nfg *nfg = cells_random(&w, "astray", t, 0);
        size_t total = cm_replicator_total(nfg);
        cm_table *path, *eigen;
        p.time = 8;
        p.rule = t % 2 == 0 ? "logit" : "replicator";
        cells_good(&w, &cm_concept_replicator, &p);
        path = cm_result_find(&w.result, "path");
        eigen = cm_result_find(&w.result, "eigenvalues");
        if (path->nrows < 3 * total || nfg->count[0] < 2) {
            cm_arena_free(&w.arena);
            continue;
        }
        tried++;
        if (t % 4 == 0) {                                            /* a point beside the path, still shares */
            double d = path->cell[(total + 0) * 4 + 3].as.number > .5 ? -1e-5 : 1e-5;
            path->cell[total * 4 + 3].as.number += d;
            path->cell[(total + 1) * 4 + 3].as.number -= d;
        } else if (t % 4 == 1) path->nrows -= total;                 /* it ends before it should */
        else if (t % 4 == 2 && eigen != NULL && eigen->nrows > 0) eigen->cell[0].as.number += 1e-3;
        else cm_result_find(&w.result, "payoffs")->cell[1].as.number += 1e-4;
        assert_int_equal(cm_replicator_check(&w.ctx, &w.game, &p, &w.result), CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
    assert_true(tried >= 120);
}

static void expect_failure(const cm_replicator_params *p, double work, cm_status status, const char *sentence)
{
    cells w;
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    if (work > 0) w.ctx.work_limit = work;
    assert_int_equal(cells_solve(&w, &cm_concept_replicator, p), status);
    assert_string_equal(w.ctx.message, sentence);
    cm_arena_free(&w.arena);
}

static void test_failures_are_sentences(void **state)
{
    cm_replicator_params p = usual();
    (void)state;
    p.start = (cm_numbers){ 3, (double[]){ 1, 1, 1 } };
    expect_failure(&p, 0, CM_E_INPUT, "'start' has 3 numbers for 4 strategies; give a share for each, player after player");
    p.start = (cm_numbers){ 4, (double[]){ 1, 1, 0, 0 } };
    expect_failure(&p, 0, CM_E_INPUT, "the shares of 'Q' in 'start' add up to 0; one has to be above 0");
    p.start = (cm_numbers){ 4, (double[]){ 3, 1, 1, 2 } };
    expect_failure(&p, 1000, CM_E_LIMIT, "the path takes more than 1000 steps; give a shorter 'time'");
    p.time = 1e6;
    expect_failure(&p, 0, CM_E_LIMIT, "a time of 1e+06 with payoffs that range over 2 takes 500000 points of 4 shares; give a shorter 'time'");
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    long k = 0;
    (void)state;
    for (; !done; k++) {
        cells w;
        (void)cells_matrix(&w, 2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 });
        w.ctx.alloc_budget = k;
        done = cells_solve(&w, &cm_concept_replicator, NULL) == CM_OK;
        if (!done) assert_int_equal(w.ctx.status, CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_odds_grow_by_the_difference_of_payoffs),
        cmocka_unit_test(test_matching_pennies_goes_round_on_closed_curves),
        cmocka_unit_test(test_the_middle_of_matching_pennies_is_undecided),
        cmocka_unit_test(test_noise_calms_matching_pennies),
        cmocka_unit_test(test_the_stag_hunt_has_two_ends),
        cmocka_unit_test(test_rest_without_equilibrium_is_said),
        cmocka_unit_test(test_constant_payoffs_rest_everywhere),
        cmocka_unit_test(test_random_games_are_certified_and_rest_in_equilibria),
        cmocka_unit_test(test_units_change_the_pace_alone),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_are_sentences),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    (void)gsl_set_error_handler_off();                   /* as the program does at its start */
    return RUN_TESTS(tests);
}
