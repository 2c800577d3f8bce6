/* test_basins.c: basins of attraction of paths of shares. */
#include "solver/strategic/basins.h"

#include "tests/support/strategies.h"

static const cm_concept *const concept = &cm_concept_basins;
static const cm_basins_params usual = { "replicator", "two", 1, 200, 20, 1 };

static double number(const cells *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_true(value != NULL && value->kind == CM_NUMBER);
    return value->as.number;
}

static int64_t count(const cells *w, const char *name) { return cm_result_get(&w->result, name)->as.integer; }
static const char *ends(const cells *w, size_t row) { return cm_table_get(cm_result_find(&w->result, "map"), row, "ends").as.text; }

/* x' = x (1 - x) (4 y - 3) and the like for y keep H(x) - H(y), H(x) = -3 ln x - ln(1 - x): the border is where H(x) = H(y)
 * on either side of 3/4, so that a start is told from its two numbers alone. */
static double level(double x) { return -3 * log(x) - log(1 - x); }

static void test_trust_grows_beyond_a_border_that_is_known(void **state)
{
    cm_basins_params p = usual;
    cells w;
    (void)state;
    p.grid = 60;
    (void)cells_matrix(&w, 2, 2, (double[]){ 4, 0, 3, 3 }, (double[]){ 4, 3, 0, 3 });
    cells_good(&w, concept, &p);
    assert_int_equal(count(&w, "points"), 5);
    assert_int_equal(count(&w, "attracting"), 2);
    assert_true(cm_result_get(&w.result, "complete")->as.truth);
    for (size_t r = 0; r < 60; r++) {
        for (size_t c = 0; c < 60; c++) {
            double x = ((double)c + 0.5) / 60, y = ((double)r + 0.5) / 60, low = fmin(x, y), high = fmax(x, y);
            bool trust = low > 0.75 || (high > 0.75 && level(high) > level(low));
            if (fabs(level(high) - level(low)) < 1e-6 && high > low) continue;            /* on the border: (0.325, 0.975) is */
            assert_true(ends(&w, r)[c] == (trust ? 'A' : 'D'));
        }
    }
    cm_arena_free(&w.arena);
}

/* At a half of the first's shares all three of the second pay alike: two points, and all between them rest too. */
static void test_lines_of_rest_points_are_said(void **state)
{
    static const double first[2][6] = { { 1, -1, 1.5, 0, 0, 0 }, { 1, -1, 1.5, 0, 0, 0 } }, second[2][6] = { { 1, -1, 2, -1, 1, -2 }, { 1, -1, 2, -1, 1, -1.5 } };
    cm_basins_params p = usual;
    (void)state;
    p.grid = 4;
    for (int k = 0; k < 2; k++) {
        cells w;
        (void)cells_matrix(&w, 2, 3, first[k], second[k]);
        cells_good(&w, concept, &p);
        assert_true(cm_result_get(&w.result, "complete")->as.truth == (k == 1));
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) if (strcmp(s->name, "complete") == 0) s->value = cm_truth(true);
        assert_int_equal(concept->check(&w.ctx, &w.game, &p, &w.result), k == 1 ? CM_OK : CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
}

/* One population of two strategies: from above the share that makes both pay alike, upwards. */
static void test_one_population_turns_at_the_share_that_pays_alike(void **state)
{
    cm_basins_params p = usual;
    cells w;
    (void)state;
    p.populations = "one", p.grid = 100;
    (void)cells_matrix(&w, 2, 2, (double[]){ 2, 0, 0, 1 }, (double[]){ 2, 0, 0, 1 });
    cells_good(&w, concept, &p);
    for (size_t c = 0; c < 100; c++) assert_true(ends(&w, 0)[c] == (((double)c + 0.5) / 100 > 1.0 / 3 ? 'A' : 'B'));
    assert_close(number(&w, "first"), 0.67, 1e-12);
    cm_arena_free(&w.arena);
}

static void test_who_chases_each_other_never_rests(void **state)
{
    static const double rps[] = { 0, -1, 1, 1, 0, -1, -1, 1, 0 }, back[] = { 0, 1, -1, -1, 0, 1, 1, -1, 0 };
    cm_basins_params p = usual;
    cells w;
    (void)state;
    p.populations = "one", p.grid = 12;
    (void)cells_matrix(&w, 3, 3, rps, back);
    cells_good(&w, concept, &p);
    assert_int_equal(count(&w, "points"), 4);
    assert_int_equal(count(&w, "attracting"), 0);
    assert_int_equal(cm_result_get(&w.result, "largest_basin")->kind, CM_NONE);
    assert_close(number(&w, "moving") + number(&w, "border"), 1, 1e-12);
    assert_true(number(&w, "moving") > 0.9);
    cm_arena_free(&w.arena);
}

/* With mistakes often enough one point is left; logit shares at it solve x = 1 / (1 + exp(-lambda d(x))). */
static void test_noise_leaves_one_point(void **state)
{
    cm_basins_params p = usual;
    cells w;
    double x;
    (void)state;
    p.rule = "logit", p.populations = "one", p.lambda = 1;
    (void)cells_matrix(&w, 2, 2, (double[]){ 2, 0, 0, 1 }, (double[]){ 2, 0, 0, 1 });
    cells_good(&w, concept, &p);
    assert_int_equal(count(&w, "points"), 1);
    assert_close(number(&w, "largest_basin"), 1, 1e-12);
    x = cm_table_get(cm_result_find(&w.result, "points"), 0, "probability").as.number;
    assert_close(x, 1 / (1 + exp(-(3 * x - 1))), 1e-9);
    cm_arena_free(&w.arena);
    p.lambda = 8;
    (void)cells_matrix(&w, 2, 2, (double[]){ 2, 0, 0, 1 }, (double[]){ 2, 0, 0, 1 });
    cells_good(&w, concept, &p);
    assert_int_equal(count(&w, "points"), 3);
    assert_int_equal(count(&w, "attracting"), 2);
    cm_arena_free(&w.arena);
}

/* A second way: Euler's steps, many and small, of two by two payoffs. */
static char walked(const double *a, const double *b, double x, double y)
{
    for (int k = 0; k < 60000; k++) {
        double up = y * (a[0] - a[2]) + (1 - y) * (a[1] - a[3]), right = x * (b[0] - b[1]) + (1 - x) * (b[2] - b[3]);
        x += 0.005 * x * (1 - x) * up;
        y += 0.005 * y * (1 - y) * right;
    }
    return x > 0.99 && y > 0.99 ? 'A' : x < 0.01 && y < 0.01 ? 'D' : '?';
}

static void test_small_steps_lead_to_the_same_places(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "basins by steps", 0);
    for (int k = 0; k < 6; k++) {
        double a[4] = { 1 + cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng), 1 + cm_rng_unit(&rng) }, b[4] = { 1 + cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng), 0.5 * cm_rng_unit(&rng), 1 + cm_rng_unit(&rng) };
        cm_basins_params p = usual;
        cells w;
        int off = 0;
        p.grid = 10;
        (void)cells_matrix(&w, 2, 2, a, b);
        cells_good(&w, concept, &p);
        for (size_t r = 0; r < 10; r++) {
            for (size_t c = 0; c < 10; c++) off += ends(&w, r)[c] != walked(a, b, ((double)c + 0.5) / 10, ((double)r + 0.5) / 10);
        }
        assert_true(off <= 1);                                        /* steps are coarse where the border is near */
        cm_arena_free(&w.arena);
    }
}

static bool refused(cells *w, const void *p)
{
    bool no = concept->check(&w->ctx, &w->game, p, &w->result) == CM_E_NUMERIC;
    cm_ctx_clear(&w->ctx);
    return no;
}

static void spoil(cells *w, const cm_basins_params *p, const char *table, const char *column)
{
    cm_table *t = cm_result_find(&w->result, table);
    for (size_t k = 0; t->nrows > 0 && k < t->nrows * t->ncolumns; k++) {
        double right = t->cell[k].as.number;
        if (strcmp(t->column[k % t->ncolumns], column) != 0 || t->cell[k].kind != CM_NUMBER) continue;
        t->cell[k].as.number = right + 0.01;
        if (!refused(w, p)) print_error("%s of %s, row %zu\n", column, table, k / t->ncolumns + 1);
        t->cell[k].as.number = right + 0.01;
        assert_true(refused(w, p));
        t->cell[k].as.number = right;
    }
}

static void test_the_certificate_takes_it_and_refuses_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 210; k++) {
        cm_basins_params p = { k % 3 == 0 ? "logit" : "replicator", "two", 2, 60, 5, 1 };
        cm_rng rng;
        double a[12], b[12];
        cells w;
        size_t rows = 2, columns = 2;
        char *map, right;
        cm_rng_init(&rng, support_seed(), "basins", k);
        if (k % 4 == 1) columns = 3;
        if (k % 4 == 2) rows = 3, columns = 4;
        for (size_t c = 0; c < rows * columns; c++) a[c] = cm_rng_unit(&rng), b[c] = cm_rng_unit(&rng);
        (void)cells_matrix(&w, rows, columns, a, b);
        cells_good(&w, concept, &p);
        if (k < 30) spoil(&w, &p, "points", "probability"), spoil(&w, &p, "eigenvalues", "real"), spoil(&w, &p, "basins", "share");
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
            if (s->value.kind == CM_NUMBER) s->value.as.number += 0.001;
            else if (s->value.kind == CM_INTEGER) s->value.as.integer++;
            else continue;
            if (!refused(&w, &p)) print_error("%s\n", s->name);
            assert_true(refused(&w, &p));
            if (s->value.kind == CM_NUMBER) s->value.as.number -= 0.001;
            else s->value.as.integer--;
        }
        map = (char *)(uintptr_t)ends(&w, 0);
        right = map[0];
        map[0] = right == 'A' ? 'B' : 'A';
        assert_true(refused(&w, &p));
        map[0] = right;
        cm_arena_free(&w.arena);
    }
}

static void test_naming_the_players_the_other_way_round_turns_the_map(void **state)
{
    static const double a[] = { 3, 0, 1, 2 }, b[] = { 2, 1, 0, 5 }, a_turned[] = { 3, 1, 0, 2 }, b_turned[] = { 2, 0, 1, 5 };
    cells w, v;
    (void)state;
    (void)cells_matrix(&w, 2, 2, a, b);
    cells_good(&w, concept, &usual);
    (void)cells_matrix(&v, 2, 2, b_turned, a_turned);
    cells_good(&v, concept, &usual);
    for (size_t r = 0; r < 20; r++) for (size_t c = 0; c < 20; c++) assert_true(ends(&w, r)[c] == ends(&v, c)[r] || strchr("BC", ends(&w, r)[c]) != NULL);
    assert_close(number(&w, "first"), number(&v, "first"), 1e-12);
    cm_arena_free(&w.arena);
    cm_arena_free(&v.arena);
}

static void expect(const cells *w, cm_status status, cm_status wanted, const char *sentence)
{
    assert_int_equal(status, wanted);
    assert_string_equal(w->ctx.message, sentence);
}

static void test_what_it_cannot_answer_is_said(void **state)
{
    cm_basins_params p = usual;
    cells w;
    (void)state;
    (void)cells_open(&w, 3, (size_t[]){ 2, 2, 2 }, false);
    expect(&w, cells_solve(&w, concept, &p), CM_E_DOMAIN, "basins takes a game of two players, not 3");
    cm_arena_free(&w.arena);
    (void)cells_open(&w, 2, (size_t[]){ 2, 2 }, false);
    expect(&w, cells_solve(&w, concept, &p), CM_E_DOMAIN, "basins: all payoffs of a player are alike, and nothing moves");
    cm_arena_free(&w.arena);
    p.populations = "one";
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    expect(&w, cells_solve(&w, concept, &p), CM_E_DOMAIN, "basins: one population plays a game that is the same for both; in this one a strategy pays the players differently");
    cm_arena_free(&w.arena);
    p.populations = "two";
    (void)cells_matrix(&w, 2, 2, (double[]){ 1, -1, -1, 1 }, (double[]){ -1, 1, 1, -1 });
    w.ctx.work_limit = 10000;
    expect(&w, cells_solve(&w, concept, &p), CM_E_LIMIT, "the paths take more than 10000 steps; give a smaller 'grid' or a shorter 'time'");
    cm_arena_free(&w.arena);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    long k = 0;
    (void)state;
    for (; !done; k++) {
        cells w;
        (void)cells_matrix(&w, 2, 2, (double[]){ 4, 0, 3, 3 }, (double[]){ 4, 3, 0, 3 });
        w.ctx.alloc_budget = k;
        done = cells_solve(&w, concept, &usual) == CM_OK;
        if (!done) assert_int_equal(w.ctx.status, CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trust_grows_beyond_a_border_that_is_known),
        cmocka_unit_test(test_lines_of_rest_points_are_said),
        cmocka_unit_test(test_one_population_turns_at_the_share_that_pays_alike),
        cmocka_unit_test(test_who_chases_each_other_never_rests),
        cmocka_unit_test(test_noise_leaves_one_point),
        cmocka_unit_test(test_small_steps_lead_to_the_same_places),
        cmocka_unit_test(test_the_certificate_takes_it_and_refuses_near_misses),
        cmocka_unit_test(test_naming_the_players_the_other_way_round_turns_the_map),
        cmocka_unit_test(test_what_it_cannot_answer_is_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
