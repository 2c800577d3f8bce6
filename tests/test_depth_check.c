/* test_depth_check.c: the certificate of depth holds on random games and refuses near misses. */
#include "tests/support/depth_world.h"
#include "tests/support/support.h"

/* ---- solutions ---- */

static void test_certificates_hold_on_random_games(void **state)
{
    long deep = 0, shallow = 0;
    (void)state;
    for (uint64_t t = 0; t < 2400; t++) {
        depth_world w;
        cm_spatial *game;
        double depth;
        depth_open(&w, "certificate", t);
        game = depth_random(&w, 30, 4);
        game->utility = t % 4 == 2 ? CM_EUCLIDEAN : t % 4 == 3 && t % 8 == 3 ? CM_CITYBLOCK : CM_QUADRATIC;
        if (t % 3 != 0) game->salience = w.salience;
        if (t % 7 == 0) depth_take_red_lines(&w);
        if (game->utility != CM_EUCLIDEAN && t % 5 == 0) game->agenda = (cm_agenda)(1 + t % 2);
        depth = depth_solved(&w);
        deep += depth > 0;
        shallow += depth == 0;
        depth_close(&w);
    }
    assert_true(deep > 400 && shallow > 400);
}

/* ---- near misses ---- */

static void expect_refused(depth_world *w, const cm_result *result, double *number, double wrong, const char *what)
{
    double right = *number;
    *number = wrong;
    if (cm_depth_check(&w->ctx, &w->game, NULL, result) != CM_E_NUMERIC) {
        print_error("not refused: %s %.12g instead of %.12g\n", what, wrong, right);
        fail();
    }
    assert_non_null(strstr(w->ctx.message, "certificate"));
    cm_ctx_clear(&w->ctx);
    *number = right;
}

static double *summary_number(cm_result *result, const char *name)
{
    for (cm_named *entry = result->summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return &entry->value.as.number;
    }
    fail();
    return NULL;
}

/* Row r of a table with one number in its last column. */
static double *table_number(const cm_result *result, const char *name, size_t r)
{
    cm_table *table = cm_result_find(result, name);
    assert_non_null(table);
    return &table->cell[r * table->ncolumns + table->ncolumns - 1].as.number;
}

static void spoil(depth_world *w, cm_result *result)
{
    cm_spatial *game = &w->game.as.spatial;
    double scale = 0, *depth = summary_number(result, "depth"), *upper = summary_number(result, "upper");
    double *weight = table_number(result, "weights", 0), *point = table_number(result, "point", 0);
    for (size_t i = 0; i < game->n; i++) scale = fmax(scale, -cm_spatial_utility(game, i, game->status_quo));
    expect_refused(w, result, depth, *depth + 1e-6 * scale, "depth");
    expect_refused(w, result, depth, *depth - 1e-6 * scale, "depth");
    expect_refused(w, result, depth, (double)NAN, "depth");
    expect_refused(w, result, upper, *upper + 1e-6 * scale, "upper");
    expect_refused(w, result, point, *point + 1e-3, "point");
    expect_refused(w, result, table_number(result, "gains", game->n - 1),
                   *table_number(result, "gains", game->n - 1) + 1e-6 * scale, "gain");
    expect_refused(w, result, weight, *weight + 1e-6, "weight");
    expect_refused(w, result, weight, -1e-3, "weight");
    if (game->n > 1 && game->utility == CM_QUADRATIC && *depth > 0) {      /* the weights are unique */
        *weight += 0.25;
        *table_number(result, "weights", game->n - 1) -= 0.25;
        expect_refused(w, result, depth, *depth, "two weights");
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        depth_world w;
        cm_spatial *game;
        cm_result result;
        depth_open(&w, "miss", t);
        game = depth_random(&w, 9, 3);
        game->utility = (cm_utility)(t % 3);
        if (t % 2 == 0) {
            for (size_t j = 0; j < game->n * game->d; j++) w.salience[j] += 1;
            game->salience = w.salience;
        }
        result = depth_solve(&w);
        spoil(&w, &result);
        depth_close(&w);
    }
}

static void test_near_misses_issue_by_issue_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        depth_world w;
        cm_spatial *game;
        cm_result result;
        depth_open(&w, "miss by issue", t);
        game = depth_random(&w, 4, 3);
        game->agenda = t % 2 == 0 ? CM_ISSUE_BY_ISSUE : CM_ALL_OR_NOTHING;
        result = depth_solve(&w);
        expect_refused(&w, &result, summary_number(&result, "depth"), *summary_number(&result, "depth") + 0.01, "sum");
        expect_refused(&w, &result, table_number(&result, "issues", 0), *table_number(&result, "issues", 0) + 0.01,
                       "upper");
        expect_refused(&w, &result, table_number(&result, "point", 0), *table_number(&result, "point", 0) + 0.01,
                       "point");
        expect_refused(&w, &result, table_number(&result, "weights", 0), 1.5, "weight");
        depth_close(&w);
    }
}

/* ---- wrong in a way that agrees with itself ---- */

static void refuse_as_it_is(depth_world *w, const cm_result *result, const char *sentence)
{
    assert_int_equal(cm_depth_check(&w->ctx, &w->game, NULL, result), CM_E_NUMERIC);
    if (strstr(w->ctx.message, sentence) == NULL) fail_msg("'%s' is not in '%s'", sentence, w->ctx.message);
    cm_ctx_clear(&w->ctx);
}

/* Three members at 2, 3 and 5 from SQ on one issue. */
static cm_result solve_three(depth_world *w, cm_utility utility)
{
    (void)depth_set(w, 3, 1, utility);
    memcpy(w->ideal, (double[]){ 2, 3, 5 }, 3 * sizeof(double));
    return depth_solve(w);
}

/* Everything that is printed agrees with itself, but staying at SQ is not the best. */
static void test_a_policy_that_is_not_the_best_is_refused(void **state)
{
    (void)state;
    for (int s = 0; s < 3; s++) {
        depth_world w;
        cm_result result;
        depth_open(&w, "not the best", 0);
        result = solve_three(&w, (cm_utility)s);
        *summary_number(&result, "depth") = 0;
        *table_number(&result, "point", 0) = 0;
        for (size_t i = 0; i < 3; i++) *table_number(&result, "gains", i) = 0;
        if (s == 0) *summary_number(&result, "distance") = 0;
        if (s == 1) {
            double w3[3], y = 0;
            for (size_t i = 0; i < 3; i++) w3[i] = *table_number(&result, "weights", i);
            *summary_number(&result, "upper") = cm_depth_upper(&w.ctx, &w.game.as.spatial, &y, w3);
        }
        refuse_as_it_is(&w, &result, "certificate: the weights bound the depth by");
        depth_close(&w);
    }
}

/* A weight a little below zero moves no bound that can be seen, and proves nothing. */
static void test_a_weight_just_below_zero_is_refused(void **state)
{
    depth_world w;
    cm_result result;
    (void)state;
    depth_open(&w, "below zero", 0);
    result = solve_three(&w, CM_QUADRATIC);
    *table_number(&result, "weights", 2) -= 1e-11;
    *table_number(&result, "weights", 0) += 1e-11;
    refuse_as_it_is(&w, &result, "certificate: the weight of member 2 is -1e-11");
    depth_close(&w);
}

/* The distance must be the root of the depth, and the policy inside everybody's red lines. */
static void test_a_wrong_distance_and_a_crossed_red_line_are_refused(void **state)
{
    depth_world w;
    cm_spatial *game;
    cm_result result;
    (void)state;
    depth_open(&w, "red line", 0);
    game = depth_set(&w, 2, 1, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 2, 3 }, 2 * sizeof(double));
    result = depth_solve(&w);
    *summary_number(&result, "distance") += 1e-3;
    refuse_as_it_is(&w, &result, "is not the root of 4");
    game = depth_set(&w, 2, 2, CM_QUADRATIC);              /* nobody cares for the second issue */
    memcpy(w.ideal, (double[]){ 2, 0, 3, 0 }, 4 * sizeof(double));
    memcpy(w.salience, (double[]){ 1, 0, 1, 0 }, 4 * sizeof(double));
    memcpy(w.low, (double[]){ -9, -1, -9, -1 }, 4 * sizeof(double));
    memcpy(w.high, (double[]){ 9, 1, 9, 1 }, 4 * sizeof(double));
    game->salience = w.salience;
    depth_take_red_lines(&w);
    result = depth_solve(&w);
    *table_number(&result, "point", 1) = 1;
    assert_int_equal(cm_depth_check(&w.ctx, &w.game, NULL, &result), CM_OK);
    *table_number(&result, "point", 1) = 1.01;
    refuse_as_it_is(&w, &result, "certificate: the policy 1.01 on issue 1 is outside red lines");
    depth_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates_hold_on_random_games),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_near_misses_issue_by_issue_are_refused),
        cmocka_unit_test(test_a_policy_that_is_not_the_best_is_refused),
        cmocka_unit_test(test_a_weight_just_below_zero_is_refused),
        cmocka_unit_test(test_a_wrong_distance_and_a_crossed_red_line_are_refused),
    };
    return RUN_TESTS(tests);
}
