/* test_win_set.c: what beats a point. */
#include "solver/spatial/win_set.h"

#include "tests/support/plane.h"

static const cm_win_set_params status_quo = { .points = 360 };
static const cm_concept *const win_set = &cm_concept_win_set;

static void expect(plane *p, double area, double extent)
{
    plane_good(p, win_set, &status_quo);
    assert_close(plane_get(p, "area"), area, 1e-9 * (1 + area));
    assert_close(plane_get(p, "extent"), extent, 1e-9 * (1 + extent));
    assert_true(plane_truth(p, "empty") == !(extent > 0));
}

/* One member: a disc.  Two of two at right angles: the lens of two discs.  Two of three around the status quo:
 * three lenses; nobody alone can be outvoted by all, and nothing beats the status quo there. */
static void test_discs_lenses_and_petals(void **state)
{
    const double pi = acos(-1);
    double triangle[6];
    plane p;
    (void)state;
    (void)plane_open(&p, 1, 2, 1, (double[]){ 3, 4 }, 0);
    expect(&p, 25 * pi, 10);
    cm_arena_free(&p.arena);
    (void)plane_open(&p, 2, 2, 2, (double[]){ 1, 0, 0, 1 }, 0);
    expect(&p, pi / 2 - 1, sqrt(2));
    cm_arena_free(&p.arena);
    plane_polygon(triangle, 3);
    (void)plane_open(&p, 3, 2, 2, triangle, 0);
    expect(&p, 3 * (pi / 3 - sqrt(3) / 2), 1);
    p.node.quota = 3;
    expect(&p, 0, 0);
    assert_string_equal(p.result.note->value.as.text, "Nothing beats the point: it lies in the core.");
    cm_arena_free(&p.arena);
}

static void test_one_issue_gives_intervals(void **state)
{
    plane p;
    (void)state;
    (void)plane_open(&p, 3, 1, 2, (double[]){ 1, 2, 9 }, 0);
    expect(&p, 4, 4);
    assert_close(plane_cell(&p, "intervals", 0, "low"), 0, 1e-12);
    assert_close(plane_cell(&p, "intervals", 0, "high"), 4, 1e-12);
    p.sq[0] = 5;
    p.node.quota = 1;
    expect(&p, 16, 8);                                    /* -3 .. 5 by the first, 5 .. 13 by the last */
    assert_int_equal(cm_result_find(&p.result, "intervals")->nrows, 2);
    p.sq[0] = 2;
    p.node.quota = 2;
    expect(&p, 0, 0);
    cm_arena_free(&p.arena);
}

static bool beats(const plane *p, const double *x, const double *q)
{
    unsigned char in[PLANE_MOST];
    for (size_t i = 0; i < p->vote.n; i++) {
        in[i] = cm_spatial_utility(&p->game.as.spatial, i, x) > cm_spatial_utility(&p->game.as.spatial, i, q);
    }
    return cm_vote_wins(&p->vote, in);
}

/* Votes on a grid: as many cells win as the area says, and none farther than the extent. */
static void test_votes_on_a_grid_agree(void **state)
{
    size_t winning = 0;
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        plane p;
        enum { GRID = 400 };
        double area = 0, far = 0, q[2], extent;
        size_t n = 1 + t % 11;
        cm_spatial *game = plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        cm_win_set_params params = { { 2, q }, 100 };
        if (t % 3 == 0) plane_weigh(&p, 0.4);
        for (size_t k = 0; k < 2; k++) q[k] = 0.5 + cm_rng_unit(&p.rng) / 2;
        for (size_t i = 0; i < n; i++) p.salience[2 * i] = 4, p.salience[2 * i + 1] = 1;
        if (t % 2 == 0) game->salience = p.salience;
        plane_good(&p, win_set, &params);
        extent = plane_get(&p, "extent");
        for (int i = 0; i < GRID * GRID; i++) {
            double x[2] = { -3 + 7.0 * (i / GRID + 0.5) / GRID, -3 + 7.0 * (i % GRID + 0.5) / GRID }, away;
            if (!beats(&p, x, q)) continue;
            /* the metric of saliences 4 and 1: stretches root 2 and 1 / root 2 */
            away = t % 2 == 0 ? hypot(sqrt(2) * (x[0] - q[0]), (x[1] - q[1]) / sqrt(2)) : hypot(x[0] - q[0], x[1] - q[1]);
            area += 49.0 / (GRID * GRID);
            far = fmax(far, away);
        }
        assert_close(area, plane_get(&p, "area"), 0.01 + 0.01 * area);
        assert_true(far <= extent + 1e-9);
        assert_true(far >= extent - 0.1 || extent < 0.3);
        winning += area > 0;
        cm_arena_free(&p.arena);
    }
    assert_true(winning > 40);
}

static void test_the_boundary_is_where_votes_change(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        size_t n = 3 + t % 9;
        cm_table *table;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        if (t % 4 == 0) for (size_t j = 0; j < 2 * n; j++) p.ideal[j] = floor(4 * p.ideal[j]);
        plane_good(&p, win_set, &status_quo);
        table = cm_result_find(&p.result, "boundary");
        for (size_t row = 0; table != NULL && row < table->nrows; row++) {
            double in[2] = { plane_cell(&p, "boundary", row, "x"), plane_cell(&p, "boundary", row, "y") }, out[2];
            double far = plane_cell(&p, "boundary", row, "distance");
            for (size_t k = 0; k < 2; k++) out[k] = in[k] * 1.0001, in[k] *= 0.9999;
            if (far < 0.01) continue;
            /* a corner's own angle has, by rounding, the height of either neighbour */
            assert_true(beats(&p, in, p.sq));
            assert_false(beats(&p, out, p.sq));
        }
        cm_arena_free(&p.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane p;
        size_t n = 3 + t % 9, row;
        cm_table *table;
        cm_value *cell;
        double kept;
        (void)plane_open(&p, n, 2, (int64_t)(n / 2 + 1), NULL, t);
        plane_good(&p, win_set, &status_quo);
        for (cm_named *s = p.result.summary; s != NULL; s = s->next) {
            if (s->value.kind == CM_TRUTH) {
                s->value.as.truth = !s->value.as.truth;
                plane_refused(&p, win_set, &status_quo);
                s->value.as.truth = !s->value.as.truth;
                continue;
            }
            kept = s->value.as.number;
            s->value.as.number *= t % 2 == 0 ? 1 + 1e-5 : 1 - 1e-5;
            plane_refused(&p, win_set, &status_quo);
            s->value.as.number = kept;
        }
        table = cm_result_find(&p.result, "boundary");
        row = cm_rng_below(&p.rng, table->nrows - 2) + 1;
        for (size_t column = 1; column < 4; column++) {
            cell = &table->cell[row * 6 + column];
            kept = cell->as.number;
            cell->as.number += 1e-4;
            plane_refused(&p, win_set, &status_quo);
            cell->as.number = kept;
        }
        table->nrows -= 2;                                    /* the last step */
        plane_refused(&p, win_set, &status_quo);
        table->nrows += 2;
        assert_int_equal(win_set->check(&p.ctx, &p.game, &status_quo, &p.result), CM_OK);
        cm_arena_free(&p.arena);
    }
}

static void test_many_members_and_failures(void **state)
{
    plane p;
    cm_win_set_params wrong = { { 1, (double[]){ 0.5 } }, 360 };
    (void)state;
    (void)plane_open(&p, 193, 2, 129, NULL, 5);
    plane_good(&p, win_set, &status_quo);
    assert_true(plane_get(&p, "area") > 0);
    plane_fails(&p, win_set, &wrong, CM_E_INPUT, "win-set: 'point' has 1 numbers for 2 issues");
    p.game.as.spatial.n = p.vote.n = 3;
    p.node.quota = 2;
    p.node.total = 3;
    p.game.as.spatial.d = 3;
    p.issue[2] = "force";
    plane_fails(&p, win_set, &status_quo, CM_E_DOMAIN, "win-set is exact on one issue and on two, and these are 3 with weight");
    cm_arena_free(&p.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    cm_win_set_params few = { .points = 4 };
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        plane p;
        (void)plane_open(&p, 5, 2, 3, NULL, 0);
        p.ctx.alloc_budget = k;
        status = plane_solve(&p, win_set, &few);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&p.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discs_lenses_and_petals),
        cmocka_unit_test(test_one_issue_gives_intervals),
        cmocka_unit_test(test_votes_on_a_grid_agree),
        cmocka_unit_test(test_the_boundary_is_where_votes_change),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_many_members_and_failures),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
