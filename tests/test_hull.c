/* test_hull.c: consensus, one member at a time, against counting laws and linear programmes. */
#include "solver/spatial/hull.h"

#include <gsl/gsl_cdf.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "tests/support/normal.h"
#include "tests/support/support.h"

enum { MOST = 200, WIDE = 40 };

typedef struct fixture {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    cm_hull hull;
    double g[MOST * WIDE];
} fixture;

static void begin(fixture *f, size_t d, uint64_t index)
{
    memset(f, 0, sizeof *f);
    cm_ctx_init(&f->ctx);
    cm_rng_init(&f->rng, support_seed(), "hull", index);
    assert_int_equal(cm_hull_init(&f->ctx, &f->arena, d, MOST, &f->hull), CM_OK);
}

static double dot(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) sum += a[k] * b[k];
    return sum;
}

static cm_hull_state add_all(fixture *f, size_t n, size_t d)
{
    cm_hull_state state = CM_HULL_MOVABLE;
    cm_hull_reset(&f->hull);
    for (size_t i = 0; i < n; i++) state = cm_hull_add(&f->hull, f->g + i * d);
    return state;
}

/* Twice the sum of C(n-1, k), k < d: in how many of the 2^n ways to choose sides of n hyperplanes in
 * general position there is a common point. */
static long cells(long n, long d)
{
    long sum = 0, choose = 1;
    for (long k = 0; k < d; k++) {
        sum += choose;
        choose = choose * (n - 1 - k) / (k + 1);
    }
    return 2 * sum;
}

static void test_exactly_as_many_choices_of_sides_are_movable_as_there_are_cells(void **state)
{
    static fixture f;
    (void)state;
    for (size_t d = 1; d <= 7; d++) {
        for (size_t n = 1; n <= 10; n++) {
            double line[10 * 7];
            long movable = 0, edge = 0;
            begin(&f, d, n);
            for (size_t i = 0; i < n * d; i++) line[i] = support_normal(&f.rng);
            for (size_t signs = 0; signs < (size_t)1 << n; signs++) {
                cm_hull_state now;
                for (size_t i = 0; i < n * d; i++) f.g[i] = signs >> i / d & 1 ? line[i] : -line[i];
                now = add_all(&f, n, d);
                movable += now == CM_HULL_MOVABLE;
                edge += now == CM_HULL_EDGE;
            }
            assert_int_equal(movable, cells((long)n, (long)d));
            assert_int_equal(edge, 0);
            cm_arena_free(&f.arena);
        }
    }
}

/* Wendel 1962: Pr[Bin(n-1, 1/2) <= d-1]. */
static void test_random_members_agree_as_often_as_wendel_says(void **state)
{
    static fixture f;
    const size_t size[] = { 2, 5, 10, 15, 25 }, width[] = { 1, 2, 3, 4, 5, 8, 10, 20 };
    const long draws = 4000;
    (void)state;
    for (size_t a = 0; a < 5; a++) {
        for (size_t b = 0; b < 8; b++) {
            size_t n = size[a], d = width[b];
            double p = gsl_cdf_binomial_P((unsigned)d - 1, 0.5, (unsigned)n - 1);
            long movable = 0;
            begin(&f, d, 100 * n + d);
            for (long draw = 0; draw < draws; draw++) {
                for (size_t i = 0; i < n * d; i++) f.g[i] = support_normal(&f.rng);
                movable += add_all(&f, n, d) == CM_HULL_MOVABLE;
            }
            assert_close((double)movable / (double)draws, p, 4.5 * sqrt(p * (1 - p) / (double)draws) + 1e-12);
            cm_arena_free(&f.arena);
        }
    }
}

static void test_on_one_issue_the_answer_is_whether_all_signs_agree(void **state)
{
    static fixture f;
    (void)state;
    begin(&f, 1, 0);
    for (size_t draw = 0; draw < 3000; draw++) {
        size_t n = 1 + cm_rng_below(&f.rng, 6), up = 0, down = 0;
        for (size_t i = 0; i < n; i++) {
            f.g[i] = (double)cm_rng_below(&f.rng, 3) - (draw % 2 ? 1 : 0);
            up += f.g[i] > 0;
            down += f.g[i] < 0;
        }
        assert_int_equal(add_all(&f, n, 1), up == n || down == n ? CM_HULL_MOVABLE
                                            : up > 0 && down > 0 ? CM_HULL_STUCK : CM_HULL_EDGE);
    }
    cm_arena_free(&f.arena);
}

/* max t with g_i.u >= t, |u_k| <= 1; and whether some u != 0 has g_i.u >= 0 for all. */
static cm_hull_state by_programme(fixture *f, size_t n, size_t d)
{
    cm_lp *lp = cm_lp_new(&f->ctx, d + 1, true);
    cm_lp_answer answer;
    double row[WIDE + 1], value, most = 0;
    for (size_t k = 0; k < d; k++) (void)cm_lp_column(&f->ctx, lp, k, 0, -1, 1, false);
    (void)cm_lp_column(&f->ctx, lp, d, 1, -2 * (double)d, 2 * (double)d, false);
    for (size_t i = 0; i < n; i++) {
        memcpy(row, f->g + i * d, d * sizeof *row);
        row[d] = -1;
        (void)cm_lp_row(&f->ctx, lp, row, 0, HUGE_VAL);
    }
    assert_int_equal(cm_lp_solve(&f->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    cm_lp_free(lp);
    if (value > 1e-8) return CM_HULL_MOVABLE;
    for (size_t k = 0; k < 2 * d; k++) {
        lp = cm_lp_new(&f->ctx, d, true);
        for (size_t j = 0; j < d; j++) {
            (void)cm_lp_column(&f->ctx, lp, j, j != k / 2 ? 0 : k % 2 ? 1 : -1, -1, 1, false);
        }
        for (size_t i = 0; i < n; i++) (void)cm_lp_row(&f->ctx, lp, f->g + i * d, 0, HUGE_VAL);
        assert_int_equal(cm_lp_solve(&f->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
        cm_lp_free(lp);
        most = fmax(most, value);
    }
    return most > 1e-7 ? CM_HULL_EDGE : CM_HULL_STUCK;
}

static void check_weights(const fixture *f, size_t d, bool frame)
{
    size_t member[2 * WIDE + 2], m;
    double weight[2 * WIDE + 2], sum = 0;
    m = frame ? cm_hull_frame(&f->hull, member, weight) : cm_hull_weights(&f->hull, member, weight);
    assert_in_range(m, 1, frame ? 2 * d : d + 1);
    for (size_t j = 0; j < m; j++) {
        assert_true(weight[j] > 0);
        sum += weight[j];
    }
    assert_close(sum, 1, 1e-12);
    for (size_t k = 0; k < d; k++) {
        double part = 0;
        for (size_t j = 0; j < m; j++) part += weight[j] * f->hull.g[member[j] * d + k];
        assert_close(part, 0, 1e-9);
    }
}

static void check_direction(fixture *f, size_t n, size_t d, cm_hull_state now)
{
    double u[WIDE], widest;
    assert_true(cm_hull_direction(&f->hull, u));
    assert_close(dot(u, u, d), 1, 1e-12);
    for (size_t i = 0; i < n; i++) {
        double gain = dot(u, f->hull.g + i * d, d);
        assert_true(now == CM_HULL_MOVABLE ? gain > 1e-9 : gain >= -1e-9);
    }
    if (now != CM_HULL_MOVABLE) return;
    widest = cm_hull_widest(&f->hull, u);
    for (size_t i = 0; i < n; i++) assert_true(dot(u, f->hull.g + i * d, d) >= widest - 1e-12);
}

/* Continuous, and on lattices: duplicates, opposites, common planes, zeros. */
static void test_states_and_certificates_agree_with_linear_programmes(void **state)
{
    static fixture f;
    size_t seen[3] = { 0, 0, 0 };
    (void)state;
    for (uint64_t index = 0; index < 8000; index++) {
        size_t d, n, style;
        cm_hull_state now;
        cm_rng_init(&f.rng, support_seed(), "shape", index);
        d = 1 + cm_rng_below(&f.rng, 5);
        n = 1 + cm_rng_below(&f.rng, 12);
        style = cm_rng_below(&f.rng, 3);
        begin(&f, d, index);
        for (size_t i = 0; i < n * d; i++) {
            if (style == 0) f.g[i] = cm_rng_unit(&f.rng) - 0.5 + 0.15 * (double)(index % 3);
            else f.g[i] = (double)cm_rng_below(&f.rng, style == 1 ? 3 : 5) - (style == 1 ? 1 : 2);
        }
        now = add_all(&f, n, d);
        seen[now]++;
        assert_int_equal(now, by_programme(&f, n, d));
        if (now != CM_HULL_STUCK) check_direction(&f, n, d, now);
        if (now != CM_HULL_MOVABLE) check_weights(&f, d, false);
        if (now == CM_HULL_STUCK) check_weights(&f, d, true);
        cm_arena_free(&f.arena);
    }
    for (size_t k = 0; k < 3; k++) assert_true(seen[k] > 500);
}

static void test_states_go_one_way_and_the_order_of_arrival_does_not_matter(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 500; index++) {
        size_t d = 1 + index % 6, n = 30;
        cm_hull_state now = CM_HULL_MOVABLE, before = CM_HULL_MOVABLE, last;
        begin(&f, d, index);
        for (size_t i = 0; i < n * d; i++) {
            f.g[i] = index % 2 ? support_normal(&f.rng) + 0.7 : (double)cm_rng_below(&f.rng, 3) - 0.5;
        }
        for (size_t i = 0; i < n; i++) {
            now = cm_hull_add(&f.hull, f.g + i * d);
            assert_true(now >= before);
            before = now;
        }
        last = now;
        for (size_t i = 0; i < n / 2; i++) {
            for (size_t k = 0; k < d; k++) {
                double x = f.g[i * d + k];
                f.g[i * d + k] = f.g[(n - 1 - i) * d + k];
                f.g[(n - 1 - i) * d + k] = x;
            }
        }
        assert_int_equal(add_all(&f, n, d), last);
        cm_arena_free(&f.arena);
    }
}

/* Two members who all but oppose each other, in a turned space, others about where they agree: the margin
 * is known to the last digits on both sides of the edge. */
static void test_the_edge_is_a_margin_of_one_in_a_thousand_million(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 2000; index++) {
        size_t d = 2 + index % 5;
        double margin = 1e-9 * (1 + 0.1 * ((double)(index % 8) - 3.5)), along[WIDE], across[WIDE], length;
        begin(&f, d, index);
        for (size_t k = 0; k < d; k++) along[k] = support_normal(&f.rng), across[k] = support_normal(&f.rng);
        length = sqrt(dot(along, along, d));
        for (size_t k = 0; k < d; k++) along[k] /= length;
        for (size_t pass = 0; pass < 2; pass++) {
            double part = dot(along, across, d);
            for (size_t k = 0; k < d; k++) across[k] -= part * along[k];
            length = sqrt(dot(across, across, d));
            for (size_t k = 0; k < d; k++) across[k] /= length;
        }
        for (size_t k = 0; k < d; k++) {
            f.g[k] = margin * along[k] + across[k];
            f.g[d + k] = margin * along[k] - across[k];
        }
        for (size_t i = 2; i < 6; i++) {
            for (size_t k = 0; k < d; k++) f.g[i * d + k] = 4 * along[k] + 0.5 * cm_rng_unit(&f.rng);
        }
        assert_int_equal(add_all(&f, 6, d), margin > 1e-9 ? CM_HULL_MOVABLE : CM_HULL_EDGE);
        check_direction(&f, 6, d, f.hull.state);
        if (margin < 1e-9) check_weights(&f, d, false);
        else assert_close(cm_hull_widest(&f.hull, along), margin, 1e-14);
        cm_arena_free(&f.arena);
    }
}

static void test_forty_issues_and_two_hundred_members(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 20; index++) {
        size_t n = index % 2 ? 60 : 200, d = 40;
        cm_hull_state now;
        begin(&f, d, index);
        for (size_t i = 0; i < n * d; i++) f.g[i] = support_normal(&f.rng);
        now = add_all(&f, n, d);
        if (n == 200) assert_int_equal(now, CM_HULL_STUCK);
        if (now == CM_HULL_STUCK) check_weights(&f, d, true);
        else check_direction(&f, n, d, now);
        cm_arena_free(&f.arena);
    }
}

static void test_nobody_and_zero_gradients(void **state)
{
    static fixture f;
    double u[2];
    const double zero[2] = { 0, 0 }, east[2] = { 3, 0 }, west[2] = { -1, 0 }, tiny[2] = { 0, 1e-200 };
    (void)state;
    begin(&f, 2, 0);
    assert_true(cm_hull_direction(&f.hull, u));
    assert_int_equal(cm_hull_add(&f.hull, zero), CM_HULL_EDGE);
    assert_int_equal(cm_hull_add(&f.hull, east), CM_HULL_EDGE);
    assert_int_equal(cm_hull_add(&f.hull, west), CM_HULL_EDGE);
    assert_int_equal(cm_hull_add(&f.hull, tiny), CM_HULL_EDGE);
    assert_true(cm_hull_direction(&f.hull, u));
    assert_close(u[1], 1, 1e-12);
    cm_arena_free(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exactly_as_many_choices_of_sides_are_movable_as_there_are_cells),
        cmocka_unit_test(test_random_members_agree_as_often_as_wendel_says),
        cmocka_unit_test(test_on_one_issue_the_answer_is_whether_all_signs_agree),
        cmocka_unit_test(test_states_and_certificates_agree_with_linear_programmes),
        cmocka_unit_test(test_states_go_one_way_and_the_order_of_arrival_does_not_matter),
        cmocka_unit_test(test_the_edge_is_a_margin_of_one_in_a_thousand_million),
        cmocka_unit_test(test_forty_issues_and_two_hundred_members),
        cmocka_unit_test(test_nobody_and_zero_gradients),
    };
    return RUN_TESTS(tests);
}
