/* test_halfspace.c: the most that one direction can please, against laws and integer programmes. */
#include "solver/spatial/halfspace.h"

#include <signal.h>

#include "solver/base/lp.h"
#include "solver/spatial/arrangement.h"
#include "tests/support/members.h"
#include "tests/support/normal.h"
#include "tests/support/support.h"

/* ---- laws ---- */

/* In the plane, for n lines in general position whose sides are fair coins, q can be pleased as often as
 * a simple random walk strays q - n/2 from half its end; over all choices of sides this is exact. */
static void test_the_share_of_sides_with_a_quota_is_that_of_the_walk_formula(void **state)
{
    static members m;
    const struct { size_t n; int64_t q; double share; } law[] = {
        { 5, 4, 0.9375 }, { 7, 5, 0.984375 }, { 9, 6, 0.99609375 }, { 9, 7, 0.703125 }, { 10, 8, 0.52734375 },
        { 15, 10, 0.916748 }, { 15, 12, 0.249939 }, { 6, 6, 6.0 / 32 },
    };
    (void)state;
    for (size_t c = 0; c < sizeof law / sizeof law[0]; c++) {
        size_t n = law[c].n;
        double line[2 * 15];
        long reach = 0;
        members_begin(&m, n, 2, c);
        for (size_t i = 0; i < 2 * n; i++) line[i] = support_normal(&m.rng);
        for (size_t signs = 0; signs < (size_t)1 << n; signs++) {
            for (size_t i = 0; i < 2 * n; i++) m.g[i] = signs >> i / 2 & 1 ? line[i] : -line[i];
            reach += members_most(&m) >= law[c].q;
        }
        assert_close((double)reach / (double)((size_t)1 << n), law[c].share, 5e-7);
        members_end(&m);
    }
}

static void test_large_venues_follow_the_walk_formula_within_chance(void **state)
{
    static members m;
    const struct { size_t n; int64_t q; double share; } law[] = {
        { 25, 17, 0.580202 }, { 25, 19, 0.137228 }, { 51, 34, 0.223029 }, { 99, 66, 0.020560 },
    };
    const long draws = 4000;
    (void)state;
    for (size_t c = 0; c < sizeof law / sizeof law[0]; c++) {
        double p = law[c].share;
        long reach = 0;
        members_begin(&m, law[c].n, 2, c);
        for (long draw = 0; draw < draws; draw++) {
            for (size_t i = 0; i < 2 * m.n; i++) m.g[i] = support_normal(&m.rng);
            reach += members_most(&m) >= law[c].q;
        }
        assert_close((double)reach / (double)draws, p, 4.5 * sqrt(p * (1 - p) / (double)draws));
        members_end(&m);
    }
}

static void test_on_one_issue_the_larger_side_counts(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 500; index++) {
        int64_t up = 0, down = 0, heavy;
        members_begin(&m, 1 + index % 20, 1, index);
        for (size_t i = 0; i < m.n; i++) {
            m.g[i] = (double)cm_rng_below(&m.rng, 5) - 2;
            up += m.g[i] > 0;
            down += m.g[i] < 0;
            m.weight[0][i] = m.g[i] > 0 ? 1 : 3;
        }
        assert_int_equal(members_most(&m), up > down ? up : down);
        assert_int_equal(cm_halfspace_weight(&m.ctx, m.space, m.g, m.n, 1, m.weight[0], &heavy, NULL, NULL), CM_OK);
        assert_int_equal(heavy, up > 3 * down ? up : 3 * down);
        members_end(&m);
    }
}

/* ---- second implementation ---- */

/* max sum w z with g_i.u >= margin - M (1 - z_i), |u_k| <= 1, z in {0, 1}. */
static int64_t by_programme(members *m, const int64_t *weight)
{
    const double margin = 1e-5, big = 2 * (double)m->d;
    size_t n = m->n, d = m->d;
    cm_lp *lp = cm_lp_new(&m->ctx, d + n, true);
    cm_lp_answer answer;
    double row[WIDE + MOST], value;
    for (size_t k = 0; k < d; k++) (void)cm_lp_column(&m->ctx, lp, k, 0, -1, 1, false);
    for (size_t i = 0; i < n; i++) (void)cm_lp_column(&m->ctx, lp, d + i, (double)weight[i], 0, 1, true);
    for (size_t i = 0; i < n; i++) {
        memset(row, 0, sizeof row);
        memcpy(row, m->g + i * d, d * sizeof *row);
        row[d + i] = -big;
        (void)cm_lp_row(&m->ctx, lp, row, margin - big, HUGE_VAL);
    }
    assert_int_equal(cm_lp_solve(&m->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    return (int64_t)floor(value + 0.5);
}

static void test_counts_and_weights_are_those_of_an_integer_programme(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 600; index++) {
        int64_t heavy;
        members_random(&m, index, 10);
        for (size_t i = 0; i < m.n; i++) m.weight[0][i] = 1, m.weight[1][i] = (int64_t)cm_rng_below(&m.rng, 5);
        assert_int_equal(members_most(&m), by_programme(&m, m.weight[0]));
        assert_int_equal(cm_halfspace_weight(&m.ctx, m.space, m.g, m.n, m.d, m.weight[1], &heavy, m.in, m.u), CM_OK);
        assert_int_equal(heavy, by_programme(&m, m.weight[1]));
        members_end(&m);
    }
}

/* ---- the walk over flats ---- */

static void test_no_flat_is_lost_by_skipping_those_met_before(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 4000; index++) {
        int64_t with, without;
        members_random(&m, index, 12);
        with = members_most(&m);
        m.space->skip = false;
        without = members_most(&m);
        assert_int_equal(with, without);
        members_end(&m);
    }
}

/* A cone on independent f_1 .. f_d, and for each pair lines f_i + c f_j with c > 0: they do not cut the cone,
 * but every flat of codimension 2 on its boundary is shared by several lines. */
static void test_a_cell_all_of_whose_flats_are_shared_by_several_lines_is_found(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 1000; index++) {
        size_t d = 4 + index % 2, n = d, copies = 1 + index % 3;
        members_begin(&m, d + copies * d * (d - 1) / 2, d, index);
        for (size_t i = 0; i < d * d; i++) m.g[i] = support_normal(&m.rng);
        for (size_t i = 0; i < d; i++) {
            for (size_t j = 0; j < i; j++) {
                for (size_t copy = 0; copy < copies; copy++, n++) {
                    double c = 0.2 + 3 * cm_rng_unit(&m.rng);
                    for (size_t k = 0; k < d; k++) m.g[n * d + k] = m.g[i * d + k] + c * m.g[j * d + k];
                }
            }
        }
        assert_int_equal(n, m.n);
        assert_int_equal(members_most(&m), m.n);
        members_end(&m);
    }
}

static void test_the_coalition_handed_over_is_the_one_that_the_direction_pleases(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 4000; index++) {
        int64_t most, count = 0;
        members_random(&m, index, 12);
        assert_int_equal(cm_halfspace_count(&m.ctx, m.space, m.g, m.n, m.d, &most, m.in, m.u), CM_OK);
        assert_int_equal(most, members_most(&m));
        for (size_t i = 0; i < m.n; i++) {
            assert_int_equal(m.in[i], members_pleased(&m, i));
            count += m.in[i];
        }
        assert_int_equal(count, most);
        members_end(&m);
    }
}

static void test_members_in_a_common_subspace_are_looked_at_there(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 200; index++) {
        int64_t flat, turned;
        double plane[MOST * 2];
        members_begin(&m, 5 + index % 20, 2, index);
        for (size_t i = 0; i < 2 * m.n; i++) m.g[i] = plane[i] = support_normal(&m.rng);
        flat = members_most(&m);
        members_end(&m);
        members_begin(&m, 5 + index % 20, 5, index);
        for (size_t i = 0; i < m.n; i++) {
            for (size_t k = 0; k < 5; k++) {
                m.g[5 * i + k] = plane[2 * i] * cos((double)k) + plane[2 * i + 1] * sin(2 * (double)k + 1);
            }
        }
        turned = members_most(&m);
        assert_int_equal(flat, turned);
        members_end(&m);
    }
}

/* The first two agree on a cone whose widest direction pleases them by `share` of the edge. */
static void test_an_arc_narrower_than_the_edge_does_not_count(void **state)
{
    static members m;
    (void)state;
    for (int share = 7; share <= 13; share += 2) {
        double open = 2e-10 * share;
        int64_t most;
        members_begin(&m, 4, 2, 0);
        m.g[0] = 1;
        m.g[2] = -cos(open), m.g[3] = sin(open);
        m.g[5] = 1;
        m.g[7] = -1;
        assert_int_equal(cm_halfspace_count(&m.ctx, m.space, m.g, 4, 2, &most, m.in, m.u), CM_OK);
        assert_int_equal(most, share > 10 ? 3 : 2);
        for (size_t i = 0; i < 4; i++) assert_int_equal(m.in[i], members_pleased(&m, i));
        members_end(&m);
    }
}

/* ---- limits ---- */

static void test_too_many_cells_are_refused_with_their_number(void **state)
{
    static members m;
    int64_t most;
    (void)state;
    members_begin(&m, 193, 6, 0);
    for (size_t i = 0; i < m.n * 6; i++) m.g[i] = support_normal(&m.rng);
    assert_int_equal(cm_halfspace_count(&m.ctx, m.space, m.g, m.n, 6, &most, NULL, NULL), CM_E_LIMIT);
    assert_non_null(strstr(m.ctx.message, "the cells of 193 lines in 6 dimensions would take some 1.7e+11 steps"));
    members_end(&m);
}

static void test_the_user_can_stop_a_long_search(void **state)
{
    static members m;
    volatile sig_atomic_t stop = 1;
    int64_t most;
    (void)state;
    members_begin(&m, 60, 4, 0);
    for (size_t i = 0; i < m.n * 4; i++) m.g[i] = support_normal(&m.rng);
    m.ctx.stop = &stop;
    assert_int_equal(cm_halfspace_count(&m.ctx, m.space, m.g, m.n, 4, &most, NULL, NULL), CM_E_INTERRUPT);
    members_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_share_of_sides_with_a_quota_is_that_of_the_walk_formula),
        cmocka_unit_test(test_large_venues_follow_the_walk_formula_within_chance),
        cmocka_unit_test(test_on_one_issue_the_larger_side_counts),
        cmocka_unit_test(test_counts_and_weights_are_those_of_an_integer_programme),
        cmocka_unit_test(test_no_flat_is_lost_by_skipping_those_met_before),
        cmocka_unit_test(test_a_cell_all_of_whose_flats_are_shared_by_several_lines_is_found),
        cmocka_unit_test(test_the_coalition_handed_over_is_the_one_that_the_direction_pleases),
        cmocka_unit_test(test_members_in_a_common_subspace_are_looked_at_there),
        cmocka_unit_test(test_an_arc_narrower_than_the_edge_does_not_count),
        cmocka_unit_test(test_too_many_cells_are_refused_with_their_number),
        cmocka_unit_test(test_the_user_can_stop_a_long_search),
    };
    return RUN_TESTS(tests);
}
