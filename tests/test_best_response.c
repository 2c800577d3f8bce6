/* test_best_response.c: paths of best replies. */
#include "tests/support/strategies.h"

typedef struct params {                     /* as in best_response.c */
    cm_numbers start;
    cm_lists order;
    long most;
} params;

static const cm_concept *concept(void) { return cm_concept_find("best-response"); }

static int64_t whole(const cells *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    return value->kind == CM_INTEGER ? value->as.integer : -1;
}

static void test_the_dilemma_ends_where_both_defect(void **state)
{
    cells w;
    (void)state;
    (void)cells_matrix(&w, 2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 });
    cells_good(&w, concept(), NULL);
    assert_string_equal(cells_text(&w, "ends"), "equilibrium");
    assert_string_equal(cells_text(&w, "outcome"), "(b, b)");
    assert_int_equal(whole(&w, "steps"), 2);
    assert_int_equal(whole(&w, "cycle_from"), -1);
    assert_close(cm_table_get(cm_result_find(&w.result, "path"), 1, "gain").as.number, 2, 0);
    assert_close(cm_table_get(cm_result_find(&w.result, "path"), 2, "gain").as.number, 1, 0);
    assert_string_equal(w.result.note->value.as.text, "Best replies come to rest in (b, b): nobody gains there by a change of its own. Another start or order may lead elsewhere.");
    cm_arena_free(&w.arena);
}

/* Shapley 1964, "Some topics in two-person games": six best replies, round and round. */
static void test_shapleys_game_goes_round_in_six(void **state)
{
    cells w;
    params p = { .most = 1000 };
    (void)state;
    (void)cells_matrix(&w, 3, 3, (double[]){ 1, 0, 0, 0, 1, 0, 0, 0, 1 }, (double[]){ 0, 1, 0, 0, 0, 1, 1, 0, 0 });
    p.start = (cm_numbers){ 2, (double[]){ 1, 1 } };
    cells_good(&w, concept(), &p);
    assert_string_equal(cells_text(&w, "ends"), "cycle");
    assert_int_equal(whole(&w, "cycle_length"), 6);
    assert_int_equal(whole(&w, "cycle_from"), 0);
    cm_arena_free(&w.arena);
}

static void test_start_and_order_decide_which_equilibrium(void **state)
{
    const double first[] = { 2, 0, 0, 1 }, second[] = { 1, 0, 0, 2 };
    const size_t both[] = { 1, 0 }, ends[] = { 0, 2 };
    cells w;
    params p = { .most = 1000, .start = { 2, (double[]){ 1, 2 } } };
    (void)state;
    (void)cells_matrix(&w, 2, 2, first, second);
    cells_good(&w, concept(), &p);
    assert_string_equal(cells_text(&w, "outcome"), "(b, b)");                  /* P gives in */
    cm_arena_free(&w.arena);
    (void)cells_matrix(&w, 2, 2, first, second);
    p.order = (cm_lists){ 1, ends, both };
    cells_good(&w, concept(), &p);
    assert_string_equal(cells_text(&w, "outcome"), "(a, a)");                  /* Q gives in */
    cm_arena_free(&w.arena);
}

/* The same walk by a plain loop over profiles, which stops after more moves than there are states. */
static bool walk_again(const cm_nfg *nfg, size_t *s, size_t *moves)
{
    size_t idle = 0;
    *moves = 0;
    for (size_t turn = 0; idle < nfg->n && *moves <= nfg->cells * nfg->n; turn++) {
        size_t i = turn % nfg->n, own = s[i], best = own;
        double most = nfg->payoff[cm_nfg_cell(nfg, s) * nfg->n + i];
        for (size_t k = 0; k < nfg->count[i]; k++) {
            double pay;
            s[i] = k;
            pay = nfg->payoff[cm_nfg_cell(nfg, s) * nfg->n + i];
            if (pay > most) most = pay, best = k;
        }
        s[i] = best;
        idle = best == own ? idle + 1 : 0;
        *moves += best != own;
    }
    return idle == nfg->n;
}

static void test_a_plain_walk_ends_the_same(void **state)
{
    size_t rest = 0, round = 0;
    (void)state;
    for (uint64_t t = 0; t < 600; t++) {
        cells w;
        cm_nfg *nfg = cells_random(&w, "replies", t, t % 3 == 0 ? 0 : 3);
        size_t s[CELLS_PLAYERS] = { 0 }, moves;
        cells_good(&w, concept(), NULL);
        if (walk_again(nfg, s, &moves)) {
            rest++;
            assert_string_equal(cells_text(&w, "ends"), "equilibrium");
            assert_string_equal(cells_text(&w, "outcome"), cm_nfg_profile_text(&w.ctx, &w.arena, nfg, cm_nfg_cell(nfg, s)));
            assert_int_equal(whole(&w, "steps"), moves);
        } else {
            round++;
            assert_string_equal(cells_text(&w, "ends"), "cycle");
        }
        cm_arena_free(&w.arena);
    }
    assert_true(rest > 100 && round > 20);
}

/* Monderer, Shapley 1996: a common interest, plus what only others decide, is a potential: every path ends. */
static void test_potential_games_never_go_round(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        cells w;
        cm_nfg *nfg = cells_random(&w, "potential", t, 5);
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
                size_t others = cell - cell / stride % nfg->count[i] * stride;                 /* the same whatever i does */
                int64_t pay = (int64_t)(cell * 37 % 11) + (int64_t)((others * 13 + i * 7) % 9);
                w.payoff[cell * nfg->n + i] = (double)pay;
                w.exact[cell * nfg->n + i] = (cm_frac){ pay, 1 };
            }
        }
        cells_good(&w, concept(), NULL);
        assert_string_equal(cells_text(&w, "ends"), "equilibrium");
        cm_arena_free(&w.arena);
    }
}

/* Other units and an amount added that the others decide change no step. */
static void test_units_and_what_others_add_change_nothing(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        cells v, w;
        cm_nfg *nfg = cells_random(&v, "units", t, 0);
        (void)cells_random(&w, "units", t, 0);
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            for (size_t i = 0, stride = 1; i < nfg->n; stride *= nfg->count[i], i++) {
                size_t others = cell - cell / stride % nfg->count[i] * stride;
                w.payoff[cell * nfg->n + i] = 7 * v.payoff[cell * nfg->n + i] + (double)(others % 5) - 3;
            }
        }
        cells_good(&v, concept(), NULL);
        cells_good(&w, concept(), NULL);
        assert_string_equal(cells_text(&v, "outcome"), cells_text(&w, "outcome"));
        assert_int_equal(whole(&v, "steps"), whole(&w, "steps"));
        cm_arena_free(&v.arena);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0;
    const params p = { .most = 1000 };
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        cells w;
        cm_table *path;
        (void)cells_random(&w, "misses", t, 4);
        cells_good(&w, concept(), NULL);
        path = cm_result_find(&w.result, "path");
        if (path->nrows < 3) {
            cm_arena_free(&w.arena);
            continue;
        }
        tried++;
        switch (t % 5) {
        case 0: path->cell[path->ncolumns + 3].as.number += 1e-6; break;                      /* a gain */
        case 1: path->nrows--; break;                                                          /* it ends too soon */
        case 2: path->cell[path->ncolumns + 2].as.text = path->cell[path->ncolumns + 2].as.text[0] == 'a' ? "b" : "a"; break;
        case 3: w.result.summary->value.as.text = strcmp(w.result.summary->value.as.text, "cycle") == 0 ? "equilibrium" : "cycle"; break;
        default: cm_result_find(&w.result, "payoffs")->cell[1].as.number += 1e-6; break;
        }
        assert_int_equal(concept()->check(&w.ctx, &w.game, &p, &w.result), CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
    assert_true(tried >= 80);
}

static void test_a_path_cut_short_is_said_to_be_unfinished(void **state)
{
    cells w;
    const params p = { .most = 1 };
    (void)state;
    (void)cells_matrix(&w, 2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 });
    cells_good(&w, concept(), &p);
    assert_string_equal(cells_text(&w, "ends"), "unfinished");
    assert_string_equal(w.result.note->value.as.text, "After 1 steps the path has neither come to rest nor come round; raise 'most' to follow it further.");
    cm_arena_free(&w.arena);
}

static void expect_failure(const params *p, cm_status status, const char *sentence)
{
    static const char *const alike[] = { "x", "x" };
    cells w;
    (void)cells_matrix(&w, 2, 2, (double[]){ 3, 0, 5, 1 }, (double[]){ 3, 5, 0, 1 });
    if (p == NULL) w.strategy[1] = alike;
    assert_int_equal(cells_solve(&w, concept(), p), status);
    assert_string_equal(w.ctx.message, sentence);
    cm_arena_free(&w.arena);
}

static void test_failures_are_sentences(void **state)
{
    const size_t twice[] = { 1, 1 }, one[] = { 1 }, ends[] = { 0, 2 }, end[] = { 0, 1 };
    params p = { .most = 9, .start = { 1, (double[]){ 1 } } };
    (void)state;
    expect_failure(&p, CM_E_INPUT, "'start' has 1 numbers for 2 players; give each player's strategy by its number");
    p.start = (cm_numbers){ 2, (double[]){ 1, 3 } };
    expect_failure(&p, CM_E_INPUT, "'start' gives 'Q' strategy 3, but it has strategies 1 to 2");
    p.start = (cm_numbers){ 2, (double[]){ 1.5, 1 } };
    expect_failure(&p, CM_E_INPUT, "'start' gives 'P' strategy 1.5, but it has strategies 1 to 2");
    p.start.count = 0;
    p.order = (cm_lists){ 1, ends, twice };
    expect_failure(&p, CM_E_INPUT, "'order' names 'Q' twice; name each player once");
    p.order = (cm_lists){ 1, end, one };
    expect_failure(&p, CM_E_INPUT, "'order' names 1 players of 2; name each once");
    expect_failure(NULL, CM_E_DOMAIN, "two strategies of 'Q' are called 'x'; a path needs names that tell them apart");
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    long k = 0;
    (void)state;
    for (; !done; k++) {
        cells w;
        (void)cells_random(&w, "memory", 4, 3);
        w.ctx.alloc_budget = k;
        done = cells_solve(&w, concept(), NULL) == CM_OK;
        if (!done) assert_int_equal(w.ctx.status, CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_dilemma_ends_where_both_defect),
        cmocka_unit_test(test_shapleys_game_goes_round_in_six),
        cmocka_unit_test(test_start_and_order_decide_which_equilibrium),
        cmocka_unit_test(test_a_plain_walk_ends_the_same),
        cmocka_unit_test(test_potential_games_never_go_round),
        cmocka_unit_test(test_units_and_what_others_add_change_nothing),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_path_cut_short_is_said_to_be_unfinished),
        cmocka_unit_test(test_failures_are_sentences),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
