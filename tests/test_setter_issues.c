/* test_setter_issues.c: a single take-it-or-leave-it offer on two and three issues. */
#include "tests/support/policy_world.h"

extern const cm_concept cm_concept_setter;

static cm_status solve(policy_world *w)
{
    w->game = (cm_game){ .kind = CM_GAME_SPATIAL };
    w->game.as.spatial = w->spatial;
    return policy_solve(w, &cm_concept_setter, NULL);
}

/* The triangle of radius 1 around the status quo: a setter takes one partner back to distance 1 from the partner's
 * ideal, and is then sqrt(3) - 1 from its own; either partner will do, and the note says so. */
static void test_the_setter_of_the_triangle_buys_one_partner(void **state)
{
    double ideal[6];
    policy_world w;
    (void)state;
    for (size_t i = 0; i < 3; i++) ideal[2 * i] = sin((double)i * 2 * acos(-1) / 3), ideal[2 * i + 1] = cos((double)i * 2 * acos(-1) / 3);
    policy_open_in(&w, 3, 2, ideal, (double[]){ 0, 0 }, 0.9, 2);
    assert_int_equal(solve(&w), CM_OK);
    for (size_t i = 0; i < 3; i++) {
        double x = policy_number(&w, "outcomes", 2 * i, "value"), y = policy_number(&w, "outcomes", 2 * i + 1, "value");
        assert_close(hypot(x - ideal[2 * i], y - ideal[2 * i + 1]), sqrt(3) - 1, 1e-9);
        assert_int_equal(cm_table_get(cm_result_find(&w.result, "outcomes"), 2 * i, "in_favour").as.integer, 2);
    }
    assert_int_equal(cm_result_get(&w.result, "moves")->as.integer, 3);
    assert_non_null(strstr(w.result.note->next->value.as.text, "3 of them like several offers equally"));
    policy_close(&w);
}

/* On a line in the plane it is what it is on the line. */
static void test_a_line_in_the_plane_is_one_issue(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        policy_world line, w;
        size_t n = 2 + t % 6, d = 2 + t % 2;
        double at[POLICY_MOST], ideal[POLICY_MOST * POLICY_WIDE], sq[POLICY_WIDE], way[] = { 0.6, 0.8, 0 }, from;
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "line", t);
        for (size_t i = 0; i < n; i++) {
            at[i] = cm_rng_unit(&rng);
            for (size_t k = 0; k < d; k++) ideal[i * d + k] = 1 + at[i] * way[k];
        }
        from = 1.4 * cm_rng_unit(&rng) - 0.2;
        for (size_t k = 0; k < d; k++) sq[k] = 1 + from * way[k];
        policy_open(&line, n, at, from, 0.9, (int64_t)n / 2 + 1);
        policy_open_in(&w, n, d, ideal, sq, 0.9, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&line), CM_OK);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) {
            double y = policy_number(&line, "outcomes", i, "value");
            for (size_t k = 0; k < d; k++) assert_close(policy_number(&w, "outcomes", i * d + k, "value"), 1 + y * way[k], 1e-8);
        }
        policy_close(&line);
        policy_close(&w);
    }
}

/* Every policy of a grid is put to the vote: none is better, and the best is nearly as good as what is printed. */
static void test_a_grid_of_policies_finds_nothing_better(void **state)
{
    enum { CELLS = 120 };
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        double ideal[POLICY_MOST];
        size_t n = 3 + t % 4;
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "grid", t);
        for (size_t i = 0; i < 2 * n; i++) ideal[i] = cm_rng_unit(&rng);
        policy_open_in(&w, n, 2, ideal, (double[]){ -0.3, cm_rng_unit(&rng) }, 0.9, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n; i++) {
            double gain = policy_number(&w, "outcomes", 2 * i, "gain"), best = 0;
            for (int c = 0; c < CELLS * CELLS; c++) {
                double x[2] = { (double)(c % CELLS) / (CELLS - 1.0), (double)(c / CELLS) / (CELLS - 1.0) };
                unsigned char in[POLICY_MOST];
                for (size_t j = 0; j < n; j++) in[j] = cm_spatial_utility(&w.spatial, j, x) >= cm_spatial_utility(&w.spatial, j, w.sq);
                if (cm_vote_wins(&w.vote, in)) best = fmax(best, cm_spatial_utility(&w.spatial, i, x) - cm_spatial_utility(&w.spatial, i, w.sq));
            }
            assert_true(best <= gain + 1e-9);
            assert_close(best, gain, 0.04);
        }
        policy_close(&w);
    }
}

static void refuse_moved(policy_world *w, const char *table, size_t row, const char *column, double by)
{
    double *cell = policy_cell(w, table, row, column), right = *cell;
    *cell += by;
    assert_int_equal(cm_concept_setter.check(&w->ctx, &w->game, NULL, &w->result), CM_E_NUMERIC);
    cm_ctx_clear(&w->ctx);
    *cell = right;
}

static void test_the_certificate_holds_and_near_misses_are_refused(void **state)
{
    size_t still = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        policy_world w;
        double by = t % 2 == 0 ? 1e-4 : -1e-4;
        policy_random_in(&w, t, 2 + t % 8, 2 + t / 8 % 2, "setters");
        assert_int_equal(solve(&w), CM_OK);
        assert_true(w.result.certified);
        still += cm_result_get(&w.result, "moves")->as.integer == 0;
        if (t < 60) {
            refuse_moved(&w, "outcomes", 0, "value", by);
            refuse_moved(&w, "outcomes", 1, "gain", by);
            refuse_moved(&w, "gains", 0, "gain", by);
            cm_result_find(&w.result, "outcomes")->cell[3].as.integer += 1;
            assert_int_equal(cm_concept_setter.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
        }
        policy_close(&w);
    }
    assert_true(still > 0 && still < 150);
}

/* A modest offer that passes, with gains to match: only the boxes can tell. */
static void test_an_offer_that_is_not_the_best_is_refused(void **state)
{
    static const double ideal[] = { 0, 0, 1, 0, 0, 1 };
    policy_world w;
    (void)state;
    policy_open_in(&w, 3, 2, ideal, (double[]){ -1, -1 }, 0.9, 2);
    assert_int_equal(solve(&w), CM_OK);
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 2; k++) {
            *policy_cell(&w, "outcomes", 2 * i + k, "value") = 0.1;
            *policy_cell(&w, "outcomes", 2 * i + k, "gain") = cm_spatial_utility(&w.spatial, i, (double[]){ 0.1, 0.1 }) - cm_spatial_utility(&w.spatial, i, w.sq);
            cm_result_find(&w.result, "outcomes")->cell[(2 * i + k) * 5 + 3].as.integer = 3;
        }
        *policy_cell(&w, "gains", i, "gain") = policy_number(&w, "outcomes", 2 * i, "gain");
    }
    for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
        if (strcmp(s->name, "distance") == 0) s->value = cm_number(hypot(1.1, 1.1));
    }
    assert_int_equal(cm_concept_setter.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
    assert_non_null(strstr(w.ctx.message, "'M0' can have"));
    policy_close(&w);
}

static void test_a_status_quo_in_the_core_stays(void **state)
{
    static const double jack[] = { 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1 };
    policy_world w;
    (void)state;
    policy_open_in(&w, 7, 3, jack, (double[]){ 0, 0, 0 }, 0.9, 4);
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(cm_result_get(&w.result, "moves")->as.integer, 0);
    assert_close(policy_value(&w, "distance"), 0, 0);
    policy_close(&w);
}

static void test_four_issues_are_refused(void **state)
{
    policy_world w;
    (void)state;
    policy_open(&w, 2, (double[]){ 0, 1 }, 0, 0.9, 2);
    w.spatial.d = 4;
    w.spatial.status_quo = w.ideal;
    w.spatial.issue = w.player;
    w.player[2] = w.player[3] = "more";
    assert_int_equal(solve(&w), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "setter is for one to 3 issues, and there are 4");
    policy_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    static const double ideal[] = { 0, 0, 1, 0, 0, 1 };
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        policy_open_in(&w, 3, 2, ideal, (double[]){ -1, 0 }, 0.9, 2);
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        policy_close(&w);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_setter_of_the_triangle_buys_one_partner),
        cmocka_unit_test(test_a_line_in_the_plane_is_one_issue),
        cmocka_unit_test(test_a_grid_of_policies_finds_nothing_better),
        cmocka_unit_test(test_the_certificate_holds_and_near_misses_are_refused),
        cmocka_unit_test(test_an_offer_that_is_not_the_best_is_refused),
        cmocka_unit_test(test_a_status_quo_in_the_core_stays),
        cmocka_unit_test(test_four_issues_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
