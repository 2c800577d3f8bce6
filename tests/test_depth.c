/* test_depth.c: the depth of consensus and of a rule. */
#include "solver/spatial/depth.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 40, WIDE = 5 };

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[MOST * WIDE], salience[MOST * WIDE], low[MOST * WIDE], high[MOST * WIDE], sq[WIDE];
    const char *player[MOST], *issue[WIDE];
    cm_vote vote;
    cm_game game;
} world;

static double normal(cm_rng *rng)
{
    return gsl_cdf_ugaussian_Pinv(cm_rng_unit(rng));
}

static void open_world(world *w, const char *name, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), name, index);
}

static void close_world(world *w)
{
    cm_arena_free(&w->arena);
}

/* n members, d issues, all arrays of the world; saliences and red lines are left out. */
static cm_spatial *set_game(world *w, size_t n, size_t d, cm_utility utility)
{
    cm_spatial *game = &w->game.as.spatial;
    for (size_t i = 0; i < n; i++) w->player[i] = "member";
    for (size_t k = 0; k < d; k++) w->issue[k] = "issue";
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, (int64_t)n, &w->vote), CM_OK);
    w->game.kind = CM_GAME_SPATIAL;
    *game = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .status_quo = w->sq, .utility = utility,
                          .vote = &w->vote, .player = w->player, .issue = w->issue };
    return game;
}

static double named(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static cm_result solve(world *w)
{
    cm_result result;
    cm_result_init(&result, &w->arena);
    if (cm_concept_solve(&w->ctx, &cm_concept_depth, &w->game, NULL, &result) != CM_OK) {
        print_error("%s\n", w->ctx.message);
        fail();
    }
    assert_true(result.certified);
    return result;
}

static double solved_depth(world *w)
{
    cm_result result = solve(w);
    return named(&result, "depth");
}

/* A random game: a common pull away from SQ, so that some have a deep consensus and some none. */
static cm_spatial *random_game(world *w, size_t most_n, size_t most_d)
{
    size_t n = 1 + cm_rng_below(&w->rng, most_n), d = 1 + cm_rng_below(&w->rng, most_d);
    double pull = 3 * cm_rng_unit(&w->rng);
    cm_spatial *game = set_game(w, n, d, CM_QUADRATIC);
    for (size_t k = 0; k < d; k++) w->sq[k] = normal(&w->rng);
    for (size_t j = 0; j < n * d; j++) {
        w->ideal[j] = w->sq[j % d] + normal(&w->rng) + (j % d == 0 ? pull : 0);
        w->salience[j] = cm_rng_below(&w->rng, 8) == 0 ? 0 : cm_rng_unit(&w->rng) * 10;
        w->low[j] = w->sq[j % d] - 2 * cm_rng_unit(&w->rng);
        w->high[j] = w->sq[j % d] + 2 * cm_rng_unit(&w->rng);
    }
    return game;
}

/* ---- worked by hand ---- */

static void test_two_members_on_one_issue_meet_at_the_nearer_ideal(void **state)
{
    const cm_utility shapes[] = { CM_QUADRATIC, CM_EUCLIDEAN, CM_CITYBLOCK };
    const double depths[] = { 4, 2, 2 };
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        world w;
        cm_result result;
        open_world(&w, "hand", 0);
        (void)set_game(&w, 2, 1, shapes[s]);
        w.sq[0] = 10;
        w.ideal[0] = 12;
        w.ideal[1] = 15;
        result = solve(&w);
        assert_close(named(&result, "depth"), depths[s], 1e-9);
        assert_close(named(&result, "upper"), depths[s], 1e-7);
        assert_close(cm_table_get(cm_result_find(&result, "point"), 0, "value").as.number, 12, 1e-6);
        assert_close(cm_table_get(cm_result_find(&result, "gains"), 0, "value").as.number, depths[s], 1e-6);
        close_world(&w);
    }
}

static void test_distance_is_given_for_common_saliences_only(void **state)
{
    world w;
    cm_result result;
    cm_spatial *game;
    (void)state;
    open_world(&w, "hand", 1);
    game = set_game(&w, 2, 2, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 3, 1, 3, -1 }, 4 * sizeof(double));
    result = solve(&w);
    assert_close(named(&result, "depth"), 9, 1e-12);
    assert_close(named(&result, "distance"), 3, 1e-12);
    memcpy(w.salience, (double[]){ 4, 1, 4, 1 }, 4 * sizeof(double));
    game->salience = w.salience;
    result = solve(&w);
    assert_close(named(&result, "depth"), 36, 1e-12);
    assert_close(named(&result, "distance"), 6, 1e-12);
    w.salience[0] = 5;
    result = solve(&w);
    assert_int_equal(cm_result_get(&result, "distance")->kind, CM_NONE);
    close_world(&w);
}

static void test_red_lines_hold_the_policy_back(void **state)
{
    const cm_utility shapes[] = { CM_QUADRATIC, CM_EUCLIDEAN, CM_CITYBLOCK };
    const double depths[] = { 3, 1, 1 };
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        world w;
        cm_spatial *game;
        open_world(&w, "hand", 2);
        game = set_game(&w, 2, 1, shapes[s]);
        w.ideal[0] = 2;
        w.ideal[1] = 5;
        w.low[0] = w.low[1] = -HUGE_VAL;
        w.high[0] = HUGE_VAL;
        w.high[1] = 1;
        game->red_low = w.low;
        game->red_high = w.high;
        assert_close(solved_depth(&w), depths[s], 1e-9);
        w.low[0] = 1.5;                                   /* nothing is between 1.5 and 1 */
        assert_close(solved_depth(&w), 0, 0);
        close_world(&w);
    }
}

static void test_issues_one_by_one_and_all_or_nothing(void **state)
{
    world w;
    cm_spatial *game;
    (void)state;
    open_world(&w, "hand", 3);
    game = set_game(&w, 2, 2, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 2, 1, 5, -1 }, 4 * sizeof(double));
    game->agenda = CM_ISSUE_BY_ISSUE;
    assert_close(solved_depth(&w), 4, 1e-12);
    game->agenda = CM_ALL_OR_NOTHING;
    assert_close(solved_depth(&w), 0, 0);
    w.ideal[3] = 3;
    assert_close(solved_depth(&w), 5, 1e-12);
    game->utility = CM_CITYBLOCK;
    assert_close(solved_depth(&w), 3, 1e-9);
    close_world(&w);
}

static void test_a_content_member_leaves_nothing_to_gain(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        world w;
        cm_spatial *game;
        open_world(&w, "content", t);
        game = random_game(&w, 10, 4);
        game->utility = (cm_utility)(t % 3);
        game->salience = t % 2 == 0 ? NULL : w.salience;
        for (size_t k = 0; k < game->d; k++) w.ideal[k] = w.sq[k];
        assert_close(solved_depth(&w), 0, 0);
        close_world(&w);
    }
}

/* ---- exact numbers ---- */

static double tail_power(double t, void *n)
{
    return 2 * *(double *)n * t * t * gsl_ran_ugaussian_pdf(t) * pow(gsl_cdf_ugaussian_Q(t), *(double *)n - 1);
}

static double exact_depth(double n)
{
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(200);
    gsl_function f = { tail_power, &n };
    double value = 0, error;
    assert_non_null(space);
    assert_int_equal(gsl_integration_qagiu(&f, 0, 0, 1e-10, 200, space, &value, &error), 0);
    gsl_integration_workspace_free(space);
    return value;
}

/* Mean depth of n standard normal ideals around SQ in d dimensions. */
static double sampled_depth(size_t n, size_t d, long draws, double *se)
{
    world w;
    cm_depth_work work;
    double sum = 0, squares = 0;
    open_world(&w, "normal", n * 100 + d);
    assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, d, &work), CM_OK);
    for (long t = 0; t < draws; t++) {
        double depth;
        for (size_t j = 0; j < n * d; j++) w.ideal[j] = normal(&w.rng);
        assert_int_equal(cm_depth_consensus(&w.ctx, &work, n, d, w.ideal, NULL, &depth, NULL, NULL), CM_OK);
        sum += depth;
        squares += depth * depth;
    }
    close_world(&w);
    *se = sqrt((squares / (double)draws - sum * sum / (double)draws / (double)draws) / (double)draws);
    return sum / (double)draws;
}

/* The integral 2 n Int t^2 phi(t) (1 - Phi(t))^(n-1) dt: the square of the extreme of n normal
 * numbers of one sign.  Its values to 7 digits were found by quadrature in another language. */
static void test_mean_depth_on_one_issue_is_the_integral(void **state)
{
    const double known[][2] = { { 2, .18169011 }, { 3, .04819962 }, { 5, .005192332 }, { 10, 4.824944e-5 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        double se, mean;
        assert_close(exact_depth(known[k][0]) / known[k][1], 1, 1e-6);
        if (k == 3) continue;
        mean = sampled_depth((size_t)known[k][0], 1, 200000, &se);
        assert_close(mean, known[k][1], 4.5 * se);
    }
}

/* Sampled before with another method (sequential quadratic programming), 600 draws: mean depth an
 * issue, standard error. */
static void test_mean_depth_of_packages_agrees_with_earlier_samples(void **state)
{
    const double known[][4] = { { 2, 2, .28325, .01458 }, { 3, 2, .09604, .00713 }, { 5, 2, .01797, .00260 } };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double se, mean = sampled_depth((size_t)known[k][0], (size_t)known[k][1], 100000, &se) / known[k][1];
        assert_close(mean, known[k][2], 4 * known[k][3] + 4 * se);
    }
}

/* For n <= d the nearest point of the affine hull of standard normal points has squared length
 * chi2(d-n+1)/n, and the hull is no nearer. */
static void test_few_members_and_many_issues_share_the_chi_square(void **state)
{
    double se, mean = sampled_depth(2, 5, 100000, &se);
    (void)state;
    assert_true(mean > (5 - 2 + 1) / 2.0);
    assert_true(mean < (5 - 2 + 1) / 2.0 * 1.1);
}

/* ---- second implementation: Kelley's cutting planes over cm_lp ---- */

static double gain_at(const cm_spatial *game, size_t i, const double *y)
{
    return cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
}

/* The tangent at y of member i's gain: t <= gain + slope.(x - y). */
static void add_tangent(cm_ctx *ctx, cm_lp *lp, const cm_spatial *game, size_t i, const double *y)
{
    double row[WIDE + 1], level = gain_at(game, i, y);
    double loss = -cm_spatial_utility(game, i, y);
    for (size_t k = 0; k < game->d; k++) {
        double s = game->salience == NULL ? 1 : game->salience[i * game->d + k];
        double off = game->ideal[i * game->d + k] - y[k], slope = 2 * s * off;
        if (game->utility == CM_EUCLIDEAN) slope = loss > 0 ? s * off / loss : 0;
        if (game->utility == CM_CITYBLOCK) slope = off > 0 ? s : -s;
        level -= slope * y[k];
        row[k] = -slope;
    }
    row[game->d] = 1;
    assert_int_equal(cm_lp_row(ctx, lp, row, -HUGE_VAL, level), CM_OK);
}

static double by_cutting_planes(cm_ctx *ctx, const cm_spatial *game, double tolerance)
{
    cm_lp *lp = cm_lp_new(ctx, game->d + 1, true);
    double x[WIDE + 1], best = 0, level = HUGE_VAL;
    assert_non_null(lp);
    for (size_t k = 0; k < game->d; k++) {
        double low, high;
        x[k] = game->status_quo[k];
        cm_depth_red(game, k, &low, &high);
        if (low > high) {
            cm_lp_free(lp);
            return 0;
        }
        assert_int_equal(cm_lp_column(ctx, lp, k, 0, fmax(low, x[k] - 20), fmin(high, x[k] + 20), false), CM_OK);
    }
    assert_int_equal(cm_lp_column(ctx, lp, game->d, 1, -HUGE_VAL, HUGE_VAL, false), CM_OK);
    for (int round = 0; round < 3000 && level - best > tolerance; round++) {
        cm_lp_answer answer;
        double least = HUGE_VAL;
        for (size_t i = 0; i < game->n; i++) add_tangent(ctx, lp, game, i, x);
        assert_int_equal(cm_lp_solve(ctx, lp, &answer, x, &level, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        for (size_t i = 0; i < game->n; i++) least = fmin(least, gain_at(game, i, x));
        best = fmax(best, least);
    }
    cm_lp_free(lp);
    return best;
}

static void test_cutting_planes_find_the_same_depth(void **state)
{
    long deep = 0;
    (void)state;
    for (uint64_t t = 0; t < 240; t++) {
        world w;
        cm_spatial *game;
        double depth;
        open_world(&w, "kelley", t);
        game = random_game(&w, 9, 3);
        game->utility = (cm_utility)(t % 3);
        if (t % 2 != 0) game->salience = w.salience;
        if (t % 5 == 0) {
            game->red_low = w.low;
            game->red_high = w.high;
        }
        depth = solved_depth(&w);
        deep += depth > 0.01;
        assert_close(depth, by_cutting_planes(&w.ctx, game, 1e-7), 1e-5);
        close_world(&w);
    }
    assert_true(deep > 60);
    cm_lp_thread_end();
}

/* ---- certificates ---- */

static void test_certificates_hold_on_random_games(void **state)
{
    long deep = 0, shallow = 0;
    (void)state;
    for (uint64_t t = 0; t < 2400; t++) {
        world w;
        cm_spatial *game;
        double depth;
        open_world(&w, "certificate", t);
        game = random_game(&w, 30, 4);
        game->utility = t % 4 == 2 ? CM_EUCLIDEAN : t % 4 == 3 && t % 8 == 3 ? CM_CITYBLOCK : CM_QUADRATIC;
        if (t % 3 != 0) game->salience = w.salience;
        if (t % 7 == 0) {
            game->red_low = w.low;
            game->red_high = w.high;
        }
        if (game->utility != CM_EUCLIDEAN && t % 5 == 0) game->agenda = (cm_agenda)(1 + t % 2);
        depth = solved_depth(&w);
        deep += depth > 0;
        shallow += depth == 0;
        close_world(&w);
    }
    assert_true(deep > 400 && shallow > 400);
}

/* Euclidean: the best policy is ever closer to the first member's ideal, where its gain has a kink.
 * The depth lies between what that ideal gives the others and the whole of the first member's loss,
 * to within the certificate's tolerance. */
static void test_members_almost_at_their_ideals(void **state)
{
    (void)state;
    for (int power = 0; power < 36; power++) {
        for (size_t n = 2; n <= 3; n++) {
            double off = pow(10, -power / 4.0), least, depth;
            world w;
            open_world(&w, "almost", 0);
            (void)set_game(&w, n, 2, CM_EUCLIDEAN);
            memcpy(w.ideal, (double[]){ 1, 0, 3, off, 4, -0.7 * off }, 6 * sizeof(double));
            depth = solved_depth(&w);
            least = gain_at(&w.game.as.spatial, 1, w.ideal);
            if (n == 3) least = fmin(least, gain_at(&w.game.as.spatial, 2, w.ideal));
            assert_true(depth <= 1 && depth >= least - 5e-8);
            close_world(&w);
        }
    }
}

static void expect_refused(world *w, const cm_result *result, double *number, double wrong, const char *what)
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

static void spoil(world *w, cm_result *result)
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
        world w;
        cm_spatial *game;
        cm_result result;
        open_world(&w, "miss", t);
        game = random_game(&w, 9, 3);
        game->utility = (cm_utility)(t % 3);
        if (t % 2 == 0) {
            for (size_t j = 0; j < game->n * game->d; j++) w.salience[j] += 1;
            game->salience = w.salience;
        }
        result = solve(&w);
        spoil(&w, &result);
        close_world(&w);
    }
}

static void test_near_misses_issue_by_issue_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        world w;
        cm_spatial *game;
        cm_result result;
        open_world(&w, "miss by issue", t);
        game = random_game(&w, 4, 3);
        game->agenda = t % 2 == 0 ? CM_ISSUE_BY_ISSUE : CM_ALL_OR_NOTHING;
        result = solve(&w);
        expect_refused(&w, &result, summary_number(&result, "depth"), *summary_number(&result, "depth") + 0.01, "sum");
        expect_refused(&w, &result, table_number(&result, "issues", 0), *table_number(&result, "issues", 0) + 0.01,
                       "upper");
        expect_refused(&w, &result, table_number(&result, "point", 0), *table_number(&result, "point", 0) + 0.01,
                       "point");
        expect_refused(&w, &result, table_number(&result, "weights", 0), 1.5, "weight");
        close_world(&w);
    }
}

static void refuse_as_it_is(world *w, const cm_result *result, const char *sentence)
{
    assert_int_equal(cm_depth_check(&w->ctx, &w->game, NULL, result), CM_E_NUMERIC);
    if (strstr(w->ctx.message, sentence) == NULL) fail_msg("'%s' is not in '%s'", sentence, w->ctx.message);
    cm_ctx_clear(&w->ctx);
}

/* Everything that is printed agrees with itself, but staying at SQ is not the best. */
static void test_a_policy_that_is_not_the_best_is_refused(void **state)
{
    (void)state;
    for (int s = 0; s < 3; s++) {
        world w;
        cm_result result;
        open_world(&w, "not the best", 0);
        (void)set_game(&w, 3, 1, (cm_utility)s);
        memcpy(w.ideal, (double[]){ 2, 3, 5 }, 3 * sizeof(double));
        result = solve(&w);
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
        close_world(&w);
    }
}

/* A weight a little below zero moves no bound that can be seen, and proves nothing. */
static void test_a_weight_just_below_zero_is_refused(void **state)
{
    world w;
    cm_result result;
    (void)state;
    open_world(&w, "below zero", 0);
    (void)set_game(&w, 3, 1, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 2, 3, 5 }, 3 * sizeof(double));
    result = solve(&w);
    *table_number(&result, "weights", 2) -= 1e-11;
    *table_number(&result, "weights", 0) += 1e-11;
    refuse_as_it_is(&w, &result, "certificate: the weight of member 2 is -1e-11");
    close_world(&w);
}

/* The distance must be the root of the depth, and the policy inside everybody's red lines. */
static void test_a_wrong_distance_and_a_crossed_red_line_are_refused(void **state)
{
    world w;
    cm_spatial *game;
    cm_result result;
    (void)state;
    open_world(&w, "red line", 0);
    game = set_game(&w, 2, 1, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 2, 3 }, 2 * sizeof(double));
    result = solve(&w);
    *summary_number(&result, "distance") += 1e-3;
    refuse_as_it_is(&w, &result, "is not the root of 4");
    game = set_game(&w, 2, 2, CM_QUADRATIC);              /* nobody cares for the second issue */
    memcpy(w.ideal, (double[]){ 2, 0, 3, 0 }, 4 * sizeof(double));
    memcpy(w.salience, (double[]){ 1, 0, 1, 0 }, 4 * sizeof(double));
    memcpy(w.low, (double[]){ -9, -1, -9, -1 }, 4 * sizeof(double));
    memcpy(w.high, (double[]){ 9, 1, 9, 1 }, 4 * sizeof(double));
    game->salience = w.salience;
    game->red_low = w.low;
    game->red_high = w.high;
    result = solve(&w);
    *table_number(&result, "point", 1) = 1;
    assert_int_equal(cm_depth_check(&w.ctx, &w.game, NULL, &result), CM_OK);
    *table_number(&result, "point", 1) = 1.01;
    refuse_as_it_is(&w, &result, "certificate: the policy 1.01 on issue 1 is outside red lines");
    close_world(&w);
}

/* ---- metamorphic ---- */

static double consensus(world *w, cm_depth_work *work, size_t n, size_t d, const double *offset, const double *s)
{
    double depth;
    assert_int_equal(cm_depth_consensus(&w->ctx, work, n, d, offset, s, &depth, NULL, NULL), CM_OK);
    return depth;
}

static void test_turning_and_stretching_the_issues(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        world w;
        cm_depth_work work;
        double turned[MOST * 2], c, s, depth, angle;
        open_world(&w, "turn", t);
        (void)random_game(&w, 12, 1);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 12, 2, &work), CM_OK);
        angle = 6.28 * cm_rng_unit(&w.rng);
        c = cos(angle);
        s = sin(angle);
        for (size_t i = 0; i < 12; i++) {
            w.ideal[2 * i] = normal(&w.rng) + 1.5;
            w.ideal[2 * i + 1] = normal(&w.rng);
            turned[2 * i] = c * w.ideal[2 * i] - s * w.ideal[2 * i + 1];
            turned[2 * i + 1] = s * w.ideal[2 * i] + c * w.ideal[2 * i + 1];
        }
        depth = consensus(&w, &work, 12, 2, w.ideal, NULL);
        assert_close(consensus(&w, &work, 12, 2, turned, NULL), depth, 1e-10);
        for (size_t j = 0; j < 24; j++) turned[j] = w.ideal[j] * 1000;
        assert_close(consensus(&w, &work, 12, 2, turned, NULL) / 1e6, depth, 1e-10);
        for (size_t j = 0; j < 24; j++) {                 /* a unit ten times as large, salience a hundredth */
            turned[j] = w.ideal[j] * (j % 2 == 0 ? 10 : 1);
            w.salience[j] = j % 2 == 0 ? 0.01 : 1;
        }
        assert_close(consensus(&w, &work, 12, 2, turned, w.salience), depth, 1e-10);
        close_world(&w);
    }
}

static void test_renaming_members_and_adding_one(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        world w;
        cm_spatial *game;
        cm_depth_work work;
        double offset[MOST * WIDE], turned[MOST * WIDE], salience[MOST * WIDE], depth;
        open_world(&w, "rename", t);
        game = random_game(&w, 20, 4);
        size_t n = game->n, d = game->d;
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n + 1, d, &work), CM_OK);
        for (size_t j = 0; j < n * d; j++) {
            size_t to = (j + (n - 1) / 2 * d) % (n * d);
            offset[j] = w.ideal[j] - w.sq[j % d];
            turned[to] = offset[j];
            salience[to] = w.salience[j];
        }
        depth = consensus(&w, &work, n, d, offset, w.salience);
        assert_close(consensus(&w, &work, n, d, turned, salience), depth, 1e-7);
        for (size_t k = 0; k < d; k++) {
            turned[n * d + k] = normal(&w.rng) + 2;
            salience[n * d + k] = 4;
        }
        assert_true(consensus(&w, &work, n + 1, d, turned, salience) <= depth + 1e-7);
        close_world(&w);
    }
}

static void test_equal_saliences_by_both_methods(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        world w;
        cm_spatial *game;
        cm_depth_work work;
        double offset[MOST * WIDE], ones[MOST * WIDE], depth;
        open_world(&w, "both", t);
        game = random_game(&w, MOST, WIDE);
        size_t n = game->n, d = game->d;
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, d, &work), CM_OK);
        for (size_t j = 0; j < n * d; j++) {
            offset[j] = w.ideal[j] - w.sq[j % d];
            ones[j] = 1;
        }
        depth = consensus(&w, &work, n, d, offset, NULL);
        ones[0] += 1e-13;                                 /* no longer common: the general method */
        assert_close(consensus(&w, &work, n, d, offset, ones), depth, 1e-8 * (1 + depth));
        close_world(&w);
    }
}

/* ---- rules ---- */

static double level_at(const cm_vote *vote, size_t n, const double *offset, double angle)
{
    double best = -HUGE_VAL, x = cos(angle), y = sin(angle);
    for (size_t p = 0; p < n; p++) {
        unsigned char in[MOST];
        double bar = offset[2 * p] * x + offset[2 * p + 1] * y;
        for (size_t i = 0; i < n; i++) in[i] = offset[2 * i] * x + offset[2 * i + 1] * y >= bar;
        if (bar > best && cm_vote_wins(vote, in)) best = bar;
    }
    return best;
}

/* A tree: a weighted majority, and more than half of the first half of the members. */
static void two_chambers(world *w, size_t n, cm_vote *vote)
{
    cm_vote_node *node = CM_NEW(&w->ctx, &w->arena, 3, cm_vote_node);
    int64_t *weight = CM_NEW(&w->ctx, &w->arena, 2 * n, int64_t);
    int64_t total = 0, half = (int64_t)((n + 1) / 2);
    for (size_t i = 0; i < n; i++) {
        weight[i] = 1 + (int64_t)cm_rng_below(&w->rng, 5);
        total += weight[i];
        weight[n + i] = (int64_t)i < half;
    }
    node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    node[1] = (cm_vote_node){ .weight = weight, .quota = total / 2 + 1, .total = total, .counts = true };
    for (size_t i = 0; i < n; i++) node[1].counts = node[1].counts && weight[i] <= 1;
    node[2] = (cm_vote_node){ .weight = weight + n, .quota = half / 2 + 1, .total = half, .counts = true };
    *vote = (cm_vote){ .n = n, .nnodes = 3, .node = node };
    assert_int_equal(cm_vote_validate(&w->ctx, vote), CM_OK);
}

static void test_depth_of_a_rule_against_a_grid_of_directions(void **state)
{
    const int angles = 3000;
    long deep = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        world w;
        cm_depth_work work;
        cm_vote vote;
        double depth, grid = 0, longest = 0;
        size_t n;
        open_world(&w, "grid", t);
        n = 1 + cm_rng_below(&w.rng, 15);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, 2, &work), CM_OK);
        for (size_t j = 0; j < 2 * n; j++) {
            w.ideal[j] = normal(&w.rng) + (double)(t % 3) * 0.7;
            if (t % 5 == 0) w.ideal[j] = round(w.ideal[j]);        /* blocs, and members at SQ */
            longest = fmax(longest, fabs(w.ideal[j]));
        }
        if (t % 2 == 0) two_chambers(&w, n, &vote);
        else assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, n, 1 + (int64_t)cm_rng_below(&w.rng, n), &vote), CM_OK);
        assert_int_equal(cm_depth_rule(&w.ctx, &work, n, 2, w.ideal, &vote, &depth), CM_OK);
        for (int k = 0; k < angles; k++) grid = fmax(grid, level_at(&vote, n, w.ideal, 2 * acos(-1) * k / angles));
        deep += depth > 0;
        assert_true(sqrt(depth) >= grid - 1e-9 * longest);
        assert_close(sqrt(depth), grid, 1.5 * longest * 2 * acos(-1) / angles);
        close_world(&w);
    }
    assert_true(deep > 100);
}

/* Every direction that can be best: members' own, and where two projections cross. */
static double by_all_candidates(const cm_vote *vote, size_t n, const double *o)
{
    double best = 0;
    for (size_t i = 0; i < n; i++) {
        best = fmax(best, level_at(vote, n, o, atan2(o[2 * i + 1], o[2 * i])));
        for (size_t j = 0; j < i; j++) {
            double x = o[2 * i] - o[2 * j], y = o[2 * i + 1] - o[2 * j + 1];
            double first = level_at(vote, n, o, atan2(x, -y) + 1e-13), last = level_at(vote, n, o, atan2(-x, y) - 1e-13);
            best = fmax(best, fmax(first, last));
        }
    }
    return best;
}

static void test_depth_of_a_rule_against_all_candidate_directions(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 150; t++) {
        world w;
        cm_depth_work work;
        cm_vote vote;
        double depth, all;
        size_t n;
        open_world(&w, "candidates", t);
        n = 2 + cm_rng_below(&w.rng, 14);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, 2, &work), CM_OK);
        for (size_t j = 0; j < 2 * n; j++) w.ideal[j] = normal(&w.rng) + (double)(t % 3) * 0.5;
        if (t % 2 == 0) two_chambers(&w, n, &vote);
        else assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, n, (int64_t)(n / 2 + 1), &vote), CM_OK);
        assert_int_equal(cm_depth_rule(&w.ctx, &work, n, 2, w.ideal, &vote, &depth), CM_OK);
        all = by_all_candidates(&vote, n, w.ideal);
        assert_close(sqrt(depth), all, 1e-9);
        close_world(&w);
    }
}

static void test_consensus_as_a_rule_is_the_depth_of_consensus(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        world w;
        cm_depth_work work;
        cm_vote all, tree;
        cm_vote_node *node;
        double depth, rule;
        open_world(&w, "as a rule", t);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 9, 2, &work), CM_OK);
        for (size_t j = 0; j < 18; j++) w.ideal[j] = normal(&w.rng) + 1.2;
        assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, 9, 9, &all), CM_OK);
        node = CM_NEW(&w.ctx, &w.arena, 2, cm_vote_node);      /* the same said by a tree: the search */
        node[0] = (cm_vote_node){ .kind = CM_VOTE_ANY, .child = 1, .nchildren = 1 };
        node[1] = all.node[0];
        tree = (cm_vote){ .n = 9, .nnodes = 2, .node = node };
        depth = consensus(&w, &work, 9, 2, w.ideal, NULL);
        assert_int_equal(cm_depth_rule(&w.ctx, &work, 9, 2, w.ideal, &all, &rule), CM_OK);
        assert_close(rule, depth, 0);
        assert_int_equal(cm_depth_rule(&w.ctx, &work, 9, 2, w.ideal, &tree, &rule), CM_OK);
        assert_close(rule, depth, 1e-10);
        close_world(&w);
    }
}

static void test_a_rule_on_one_issue_is_an_order_statistic(void **state)
{
    world w;
    cm_depth_work work;
    cm_vote vote;
    double depth;
    (void)state;
    open_world(&w, "one issue", 0);
    memcpy(w.ideal, (double[]){ -3, 1, 2, 4, -1 }, 5 * sizeof(double));
    assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 5, 1, &work), CM_OK);
    assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, 5, 2, &vote), CM_OK);
    assert_int_equal(cm_depth_rule(&w.ctx, &work, 5, 1, w.ideal, &vote, &depth), CM_OK);
    assert_close(depth, 4, 0);
    assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, 5, 4, &vote), CM_OK);
    assert_int_equal(cm_depth_rule(&w.ctx, &work, 5, 1, w.ideal, &vote, &depth), CM_OK);
    assert_close(depth, 0, 0);
    close_world(&w);
}

/* ---- failures ---- */

static void test_what_is_not_covered_is_said(void **state)
{
    world w;
    cm_depth_work work;
    cm_vote vote;
    cm_spatial *game;
    cm_result result;
    double depth;
    (void)state;
    open_world(&w, "failures", 0);
    assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 4, 3, &work), CM_OK);
    assert_int_equal(cm_vote_quota(&w.ctx, &w.arena, 4, 3, &vote), CM_OK);
    assert_int_equal(cm_depth_rule(&w.ctx, &work, 4, 3, w.ideal, &vote, &depth), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message,
                        "the depth of a rule other than consensus is found for one or two issues, not for 3");
    cm_ctx_clear(&w.ctx);
    assert_int_equal(cm_depth_rule(&w.ctx, &work, 3, 2, w.ideal, &vote, &depth), CM_E_INPUT);
    cm_ctx_clear(&w.ctx);
    w.ideal[1] = HUGE_VAL;
    assert_int_equal(cm_depth_consensus(&w.ctx, &work, 4, 2, w.ideal, NULL, &depth, NULL, NULL), CM_E_INPUT);
    cm_ctx_clear(&w.ctx);
    w.ideal[1] = 1;
    game = set_game(&w, 2, 2, CM_EUCLIDEAN);
    game->agenda = CM_ISSUE_BY_ISSUE;
    cm_result_init(&result, &w.arena);
    assert_int_equal(cm_concept_solve(&w.ctx, &cm_concept_depth, &w.game, NULL, &result), CM_E_DOMAIN);
    assert_non_null(strstr(w.ctx.message, "2 issues one by one is not defined"));
    close_world(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 6; t++) {
        long k = 0;
        cm_status status = CM_E_MEMORY;
        for (; status == CM_E_MEMORY; k++) {
            world w;
            cm_result result;
            cm_spatial *game;
            open_world(&w, "memory", t);
            game = random_game(&w, 6, 2);
            game->utility = (cm_utility)(t % 3);
            game->agenda = t < 3 ? CM_PACKAGE : t == 4 ? CM_PACKAGE : CM_ALL_OR_NOTHING;
            cm_result_init(&result, &w.arena);
            w.ctx.alloc_budget = k;
            status = cm_concept_solve(&w.ctx, &cm_concept_depth, &w.game, NULL, &result);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            close_world(&w);
        }
        assert_true(k > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_members_on_one_issue_meet_at_the_nearer_ideal),
        cmocka_unit_test(test_distance_is_given_for_common_saliences_only),
        cmocka_unit_test(test_red_lines_hold_the_policy_back),
        cmocka_unit_test(test_issues_one_by_one_and_all_or_nothing),
        cmocka_unit_test(test_a_content_member_leaves_nothing_to_gain),
        cmocka_unit_test(test_mean_depth_on_one_issue_is_the_integral),
        cmocka_unit_test(test_mean_depth_of_packages_agrees_with_earlier_samples),
        cmocka_unit_test(test_few_members_and_many_issues_share_the_chi_square),
        cmocka_unit_test(test_cutting_planes_find_the_same_depth),
        cmocka_unit_test(test_certificates_hold_on_random_games),
        cmocka_unit_test(test_members_almost_at_their_ideals),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_near_misses_issue_by_issue_are_refused),
        cmocka_unit_test(test_a_policy_that_is_not_the_best_is_refused),
        cmocka_unit_test(test_a_weight_just_below_zero_is_refused),
        cmocka_unit_test(test_a_wrong_distance_and_a_crossed_red_line_are_refused),
        cmocka_unit_test(test_turning_and_stretching_the_issues),
        cmocka_unit_test(test_renaming_members_and_adding_one),
        cmocka_unit_test(test_equal_saliences_by_both_methods),
        cmocka_unit_test(test_depth_of_a_rule_against_a_grid_of_directions),
        cmocka_unit_test(test_depth_of_a_rule_against_all_candidate_directions),
        cmocka_unit_test(test_consensus_as_a_rule_is_the_depth_of_consensus),
        cmocka_unit_test(test_a_rule_on_one_issue_is_an_order_statistic),
        cmocka_unit_test(test_what_is_not_covered_is_said),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
