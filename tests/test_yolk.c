/* test_yolk.c: the smallest ball that every median strip, or every median line, meets. */
#include "solver/spatial/yolk.h"

#include "solver/base/lp.h"
#include "tests/support/plane.h"

static const cm_yolk_params strips = { "strips" }, lines = { "lines" };
static const cm_concept *const yolk = &cm_concept_yolk;
static const double five[] = { 0, 0, 1, 0, .9, .8, .2, 1, .45, .35 };

static void expect_yolk(const double *ideal, size_t n, double radius, double x, double y)
{
    plane p;
    (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), ideal, 0);
    for (int k = 0; k < 2; k++) {
        plane_good(&p, yolk, k == 0 ? &strips : &lines);
        assert_close(plane_get(&p, "radius"), radius, 1e-7);
        assert_close(plane_cell(&p, "centre", 0, "value"), x, 1e-6);
        assert_close(plane_cell(&p, "centre", 1, "value"), y, 1e-6);
    }
    cm_arena_free(&p.arena);
}

/* Incircles of triangles, apothems of star polygons, and a yolk computed over 20000 angles. */
static void test_known_yolks(void **state)
{
    double ideal[14];
    (void)state;
    plane_polygon(ideal, 3);
    expect_yolk(ideal, 3, 0.5, 0, 0);
    plane_polygon(ideal, 5);
    expect_yolk(ideal, 5, 0.30901699437494745, 0, 0);
    plane_polygon(ideal, 7);
    expect_yolk(ideal, 7, 0.22252093395631445, 0, 0);
    expect_yolk((double[]){ 0, 0, 3, 0, 0, 4 }, 3, 1, 1, 1);
    expect_yolk((double[]){ 0, 0, 4, 0, 1, 1 }, 3, 0.4663911961440432, 1.1259679510766993, 0.4663911961334144);
    expect_yolk(five, 5, 0.102702033, 0.533702392, 0.418468540);
}

/* Four corners of a square.  Three of four: the core is the middle, yet lines of the strip miss it by a half.
 * Two of four: two disjoint camps may win, and each side must be reached.  All: the core is the square. */
static void test_strips_and_lines_of_a_square(void **state)
{
    static const double square[] = { 0, 0, 1, 0, 1, 1, 0, 1 };
    plane p;
    (void)state;
    (void)plane_open(&p, 4, 2, 3, square, 0);
    plane_good(&p, yolk, &strips);
    assert_true(plane_truth(&p, "core"));
    assert_close(plane_get(&p, "radius"), 0, 0);
    assert_close(plane_cell(&p, "centre", 0, "value"), 0.5, 1e-7);
    plane_good(&p, yolk, &lines);
    assert_close(plane_get(&p, "radius"), 0.5, 1e-7);
    p.node.quota = 2;
    plane_good(&p, yolk, &strips);
    assert_false(plane_truth(&p, "core"));
    assert_close(plane_get(&p, "radius"), 0.5, 1e-7);
    p.node.quota = 4;
    plane_good(&p, yolk, &strips);
    assert_true(plane_truth(&p, "core"));
    cm_arena_free(&p.arena);
}

static void test_one_issue_is_the_median_interval(void **state)
{
    plane p;
    (void)state;
    (void)plane_open(&p, 4, 1, 3, (double[]){ 1, 2, 4, 9 }, 0);
    p.game.as.spatial.utility = CM_CITYBLOCK;
    plane_good(&p, yolk, &strips);
    assert_close(plane_get(&p, "radius"), 0, 0);
    assert_close(plane_cell(&p, "centre", 0, "value"), 3, 1e-12);
    assert_string_equal(p.result.note->value.as.text, "Nothing beats any point from 2 to 4: they are the core; the middle is given.");
    plane_good(&p, yolk, &lines);
    assert_close(plane_get(&p, "radius"), 1, 1e-12);
    p.node.quota = 1;
    plane_good(&p, yolk, &strips);
    assert_close(plane_get(&p, "radius"), 4, 1e-12);
    assert_close(plane_cell(&p, "centre", 0, "value"), 5, 1e-12);
    cm_arena_free(&p.arena);
}

/* W(u) by trying every ideal as the height. */
static double height(const plane *p, const double *u)
{
    double best = -HUGE_VAL;
    for (size_t i = 0; i < p->vote.n; i++) {
        double t = p->ideal[2 * i] * u[0] + p->ideal[2 * i + 1] * u[1];
        unsigned char in[PLANE_MOST];
        for (size_t j = 0; j < p->vote.n; j++) in[j] = p->ideal[2 * j] * u[0] + p->ideal[2 * j + 1] * u[1] >= t;
        if (t > best && cm_vote_wins(&p->vote, in)) best = t;
    }
    return best;
}

/* The same programme with a row at each of many angles, all at once: a bound from below, and close. */
static double dense(plane *p, bool both, int angles)
{
    cm_lp *lp = cm_lp_new(&p->ctx, 3, false);
    cm_lp_answer answer;
    double value = 0;
    assert_non_null(lp);
    assert_int_equal(cm_lp_column(&p->ctx, lp, 2, 1, 0, HUGE_VAL, false), CM_OK);
    for (int k = 0; k < angles; k++) {
        double angle = 2 * acos(-1) * k / angles, u[2] = { cos(angle), sin(angle) }, w = height(p, u);
        double row[] = { u[0], u[1], 1 }, back[] = { -u[0], -u[1], 1 };
        assert_int_equal(cm_lp_row(&p->ctx, lp, row, w, HUGE_VAL), CM_OK);
        if (both) assert_int_equal(cm_lp_row(&p->ctx, lp, back, -w, HUGE_VAL), CM_OK);
    }
    assert_int_equal(cm_lp_solve(&p->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    cm_lp_free(lp);
    return value;
}

static void test_many_angles_at_once_come_close_from_below(void **state)
{
    size_t positive = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        bool both = t % 2 == 1;
        double bound;
        size_t n = 2 + t % 12;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        if (t % 3 == 0) plane_weigh(&p, 0.3);
        if (t % 5 == 0) for (size_t j = 0; j < 2 * n; j++) p.ideal[j] = floor(4 * p.ideal[j]);    /* ties, parallels, twins */
        plane_good(&p, yolk, both ? &lines : &strips);
        bound = dense(&p, both, 720);
        assert_true(plane_get(&p, "radius") >= bound - 1e-7);
        assert_true(plane_get(&p, "radius") <= bound + 0.01 * (t % 5 == 0 ? 4 : 1));
        positive += plane_get(&p, "radius") > 0;
        cm_arena_free(&p.arena);
    }
    assert_true(positive > 100);
}

static void test_many_members_are_certified(void **state)
{
    static const int64_t quota[] = { 97, 129, 193, 60 };
    (void)state;
    for (uint64_t t = 0; t < 4; t++) {
        plane p;
        (void)plane_open(&p, 193, 2, quota[t], NULL, t);
        plane_good(&p, yolk, &strips);
        assert_true(plane_truth(&p, "core") == (t == 2 || plane_get(&p, "radius") == 0));
        plane_good(&p, yolk, &lines);
        cm_arena_free(&p.arena);
    }
}

/* The mean over 300 draws is .199318, standard error .0032 (radii of 25 Gaussian ideals). */
static void test_the_mean_radius_of_25_gaussian_members(void **state)
{
    double sum = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        (void)plane_open(&p, 25, 2, 13, NULL, t);
        for (size_t i = 0; i < 25; i++) {
            double r = sqrt(-2 * log(p.ideal[2 * i])), angle = 2 * acos(-1) * p.ideal[2 * i + 1];
            p.ideal[2 * i] = r * cos(angle);
            p.ideal[2 * i + 1] = r * sin(angle);
        }
        plane_good(&p, yolk, &strips);
        sum += plane_get(&p, "radius");
        cm_arena_free(&p.arena);
    }
    assert_close(sum / 200, 0.199318, 4 * hypot(0.0032, 0.0039));
}

/* Names, units, and an issue that all weigh four times as much (its unit halved: stretch 2, scaled to product 1). */
static void test_names_units_and_common_saliences(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        plane p;
        double radius, x, y;
        size_t n = 3 + 2 * (t % 5);
        cm_spatial *game = plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        plane_good(&p, yolk, &strips);
        radius = plane_get(&p, "radius");
        x = plane_cell(&p, "centre", 0, "value");
        y = plane_cell(&p, "centre", 1, "value");
        for (size_t i = 0; i < n / 2; i++) {
            for (size_t k = 0; k < 2; k++) {
                double kept = p.ideal[2 * i + k];
                p.ideal[2 * i + k] = p.ideal[2 * (n - 1 - i) + k];
                p.ideal[2 * (n - 1 - i) + k] = kept;
            }
        }
        for (size_t i = 0; i < n; i++) {
            p.ideal[2 * i] = 100 + 70 * p.ideal[2 * i];
            p.ideal[2 * i + 1] = -5 + 280 * p.ideal[2 * i + 1];
            p.salience[2 * i] = 16 * (1 + (double)i);
            p.salience[2 * i + 1] = 1 + (double)i;
        }
        game->salience = p.salience;
        plane_good(&p, yolk, &strips);
        assert_close(plane_get(&p, "radius"), 140 * radius, 1e-5);
        assert_close(plane_cell(&p, "centre", 0, "value"), 100 + 70 * x, 1e-4);
        assert_close(plane_cell(&p, "centre", 1, "value"), -5 + 280 * y, 4e-4);
        cm_arena_free(&p.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        const cm_yolk_params *params = t % 2 == 0 ? &strips : &lines;
        size_t n = 3 + 2 * (t % 6);
        double *radius, *x, *weight, *angle, kept;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        plane_good(&p, yolk, params);
        radius = &p.result.summary->value.as.number;
        x = &cm_result_find(&p.result, "centre")->cell[1 + 2 * (t / 2 % 2)].as.number;
        angle = &cm_result_find(&p.result, "touching")->cell[1].as.number;
        weight = &cm_result_find(&p.result, "touching")->cell[3].as.number;
        for (int side = -1; side <= 1; side += 2) {
            kept = *radius, *radius += side * 1e-5;
            plane_refused(&p, yolk, params);
            *radius = kept;
            kept = *weight, *weight += side * 1e-5;
            plane_refused(&p, yolk, params);
            *weight = kept;
            kept = *angle, *angle += side * 0.01;
            plane_refused(&p, yolk, params);
            *angle = kept;
        }
        kept = *x, *x += t % 4 < 2 ? 0.01 : -0.01;
        plane_refused(&p, yolk, params);
        *x = kept;
        assert_int_equal(yolk->check(&p.ctx, &p.game, params, &p.result), CM_OK);
        cm_arena_free(&p.arena);
    }
}

static void test_failures_say_what_is_wrong(void **state)
{
    plane p;
    cm_spatial *game = plane_open(&p, 3, 3, 2, NULL, 0);
    volatile sig_atomic_t stop = 1;
    (void)state;
    plane_fails(&p, yolk, &strips, CM_E_DOMAIN, "yolk is exact on one issue and on two, and these are 3 with weight");
    game->d = 2;
    for (size_t j = 0; j < 6; j++) p.salience[j] = 1;
    p.salience[5] = 3;
    game->salience = p.salience;
    plane_fails(&p, yolk, &strips, CM_E_DOMAIN,
                "yolk asks that all weigh the issues alike: 'm0' has 0.5 of its weight on 'law', 'm2' 0.25");
    p.salience[4] = p.salience[5] = 0;
    plane_fails(&p, yolk, &strips, CM_E_DOMAIN, "yolk: 'm2' attaches no weight to any issue");
    game->salience = NULL;
    game->utility = CM_CITYBLOCK;
    plane_fails(&p, yolk, &strips, CM_E_DOMAIN, "yolk asks for quadratic or euclidean utility, not city-block, on 2 issues");
    game->utility = CM_EUCLIDEAN;
    game->red_low = (double[]){ -HUGE_VAL, -HUGE_VAL, -HUGE_VAL, 0.25, -HUGE_VAL, -HUGE_VAL };
    game->red_high = (double[]){ HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL };
    plane_fails(&p, yolk, &strips, CM_E_DOMAIN, "yolk knows no red lines, and 'm1' has one on 'data'");
    game->red_low = game->red_high = NULL;
    p.ctx.work_limit = 5;
    assert_int_equal(plane_solve(&p, yolk, &strips), CM_E_LIMIT);
    assert_non_null(strstr(p.ctx.message, "turning round takes more than 5 steps: only "));
    cm_ctx_clear(&p.ctx);
    p.ctx.work_limit = 1e9;
    p.ctx.stop = &stop;
    plane_fails(&p, yolk, &strips, CM_E_INTERRUPT, "stopped while turning round");
    cm_arena_free(&p.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        plane p;
        (void)plane_open(&p, 5, 2, 3, five, 0);
        p.ctx.alloc_budget = k;
        status = plane_solve(&p, yolk, &lines);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&p.arena);
    }
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_yolks),
        cmocka_unit_test(test_strips_and_lines_of_a_square),
        cmocka_unit_test(test_one_issue_is_the_median_interval),
        cmocka_unit_test(test_many_angles_at_once_come_close_from_below),
        cmocka_unit_test(test_many_members_are_certified),
        cmocka_unit_test(test_the_mean_radius_of_25_gaussian_members),
        cmocka_unit_test(test_names_units_and_common_saliences),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_say_what_is_wrong),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
