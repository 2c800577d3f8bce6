/* test_depth_consensus.c: the depth of consensus against cutting planes, and turned, stretched, renamed. */
#include "solver/base/lp.h"
#include "tests/support/depth_world.h"
#include "tests/support/normal.h"
#include "tests/support/support.h"

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
        depth_world w;
        cm_spatial *game;
        double depth;
        depth_open(&w, "kelley", t);
        game = depth_random(&w, 9, 3);
        game->utility = (cm_utility)(t % 3);
        if (t % 2 != 0) game->salience = w.salience;
        if (t % 5 == 0) depth_take_red_lines(&w);
        depth = depth_solved(&w);
        deep += depth > 0.01;
        assert_close(depth, by_cutting_planes(&w.ctx, game, 1e-7), 1e-5);
        depth_close(&w);
    }
    assert_true(deep > 60);
    cm_lp_thread_end();
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
            depth_world w;
            depth_open(&w, "almost", 0);
            (void)depth_set(&w, n, 2, CM_EUCLIDEAN);
            memcpy(w.ideal, (double[]){ 1, 0, 3, off, 4, -0.7 * off }, 6 * sizeof(double));
            depth = depth_solved(&w);
            least = gain_at(&w.game.as.spatial, 1, w.ideal);
            if (n == 3) least = fmin(least, gain_at(&w.game.as.spatial, 2, w.ideal));
            assert_true(depth <= 1 && depth >= least - 5e-8);
            depth_close(&w);
        }
    }
}

/* ---- metamorphic ---- */

static void test_turning_and_stretching_the_issues(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        depth_world w;
        cm_depth_work work;
        double turned[MOST * 2], c, s, depth, angle;
        depth_open(&w, "turn", t);
        (void)depth_random(&w, 12, 1);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 12, 2, &work), CM_OK);
        angle = 6.28 * cm_rng_unit(&w.rng);
        c = cos(angle);
        s = sin(angle);
        for (size_t i = 0; i < 12; i++) {
            w.ideal[2 * i] = support_normal(&w.rng) + 1.5;
            w.ideal[2 * i + 1] = support_normal(&w.rng);
            turned[2 * i] = c * w.ideal[2 * i] - s * w.ideal[2 * i + 1];
            turned[2 * i + 1] = s * w.ideal[2 * i] + c * w.ideal[2 * i + 1];
        }
        depth = depth_of_consensus(&w, &work, 12, 2, w.ideal, NULL);
        assert_close(depth_of_consensus(&w, &work, 12, 2, turned, NULL), depth, 1e-10);
        for (size_t j = 0; j < 24; j++) turned[j] = w.ideal[j] * 1000;
        assert_close(depth_of_consensus(&w, &work, 12, 2, turned, NULL) / 1e6, depth, 1e-10);
        for (size_t j = 0; j < 24; j++) {                 /* a unit ten times as large, salience a hundredth */
            turned[j] = w.ideal[j] * (j % 2 == 0 ? 10 : 1);
            w.salience[j] = j % 2 == 0 ? 0.01 : 1;
        }
        assert_close(depth_of_consensus(&w, &work, 12, 2, turned, w.salience), depth, 1e-10);
        depth_close(&w);
    }
}

static void test_renaming_members_and_adding_one(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        depth_world w;
        cm_spatial *game;
        cm_depth_work work;
        double offset[MOST * WIDE], turned[MOST * WIDE], salience[MOST * WIDE], depth;
        depth_open(&w, "rename", t);
        game = depth_random(&w, 20, 4);
        size_t n = game->n, d = game->d;
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n + 1, d, &work), CM_OK);
        for (size_t j = 0; j < n * d; j++) {
            size_t to = (j + (n - 1) / 2 * d) % (n * d);
            offset[j] = w.ideal[j] - w.sq[j % d];
            turned[to] = offset[j];
            salience[to] = w.salience[j];
        }
        depth = depth_of_consensus(&w, &work, n, d, offset, w.salience);
        assert_close(depth_of_consensus(&w, &work, n, d, turned, salience), depth, 1e-7);
        for (size_t k = 0; k < d; k++) {
            turned[n * d + k] = support_normal(&w.rng) + 2;
            salience[n * d + k] = 4;
        }
        assert_true(depth_of_consensus(&w, &work, n + 1, d, turned, salience) <= depth + 1e-7);
        depth_close(&w);
    }
}

static void test_equal_saliences_by_both_methods(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 500; t++) {
        depth_world w;
        cm_spatial *game;
        cm_depth_work work;
        double offset[MOST * WIDE], ones[MOST * WIDE], depth;
        depth_open(&w, "both", t);
        game = depth_random(&w, MOST, WIDE);
        size_t n = game->n, d = game->d;
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, d, &work), CM_OK);
        for (size_t j = 0; j < n * d; j++) {
            offset[j] = w.ideal[j] - w.sq[j % d];
            ones[j] = 1;
        }
        depth = depth_of_consensus(&w, &work, n, d, offset, NULL);
        ones[0] += 1e-13;                                 /* no longer common: the general method */
        assert_close(depth_of_consensus(&w, &work, n, d, offset, ones), depth, 1e-8 * (1 + depth));
        depth_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cutting_planes_find_the_same_depth),
        cmocka_unit_test(test_members_almost_at_their_ideals),
        cmocka_unit_test(test_turning_and_stretching_the_issues),
        cmocka_unit_test(test_renaming_members_and_adding_one),
        cmocka_unit_test(test_equal_saliences_by_both_methods),
    };
    return RUN_TESTS(tests);
}
