/* test_halfspace.c: the most that one direction can please, against laws, integer programmes and rays. */
#include "solver/spatial/halfspace.h"

#include <gsl/gsl_cdf.h>
#include <signal.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "solver/spatial/arrangement.h"
#include "solver/spatial/branching.h"
#include "solver/spatial/rays.h"
#include "tests/support/support.h"

enum { MOST = 193, WIDE = 6, NODES = 4 };

typedef struct fixture {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    cm_halfspace *space;
    size_t n, d;
    double g[MOST * WIDE], u[WIDE];
    unsigned char in[MOST];
    int64_t weight[NODES][MOST];
    cm_vote_node node[NODES];
    cm_vote vote;
} fixture;

static void begin(fixture *f, size_t n, size_t d, uint64_t index)
{
    memset(f, 0, sizeof *f);
    f->n = n;
    f->d = d;
    cm_ctx_init(&f->ctx);
    cm_rng_init(&f->rng, support_seed(), "halfspace", index);
    f->space = cm_halfspace_new(&f->ctx, &f->arena, n, d, NODES);
    assert_non_null(f->space);
}

static double normal(cm_rng *rng)
{
    return gsl_cdf_ugaussian_Pinv(cm_rng_unit(rng));
}

static void make_unit(fixture *f)
{
    for (size_t i = 0; i < f->n; i++) {
        double *x = f->g + i * f->d, length = 0;
        for (size_t k = 0; k < f->d; k++) length += x[k] * x[k];
        length = sqrt(length);
        for (size_t k = 0; k < f->d && length > 0; k++) x[k] /= length;
    }
}

/* Continuous; on lattices of 3 and 5 a side; at both ends of every scale; half of the members of the last
 * kind indifferent to the last issue. */
static void random_gradients(fixture *f, uint64_t index, size_t most)
{
    cm_rng rng;
    size_t n, d, style;
    cm_rng_init(&rng, support_seed(), "shape", index);
    d = 1 + cm_rng_below(&rng, 5);
    n = 1 + cm_rng_below(&rng, d > 4 && most > 8 ? 8 : most);
    style = cm_rng_below(&rng, 4);
    begin(f, n, d, index);
    for (size_t i = 0; i < n * d; i++) {
        if (style == 0) f->g[i] = cm_rng_unit(&f->rng) - 0.5 + 0.15 * (double)(index % 3);
        else if (style < 3) f->g[i] = (double)cm_rng_below(&f->rng, style == 1 ? 3 : 5) - (style == 1 ? 1 : 2);
        else f->g[i] = (double)cm_rng_below(&f->rng, 2) * 2 - 1;
    }
    for (size_t i = 0; i < n && style == 3 && d > 1; i += 2) f->g[i * d + d - 1] = 0;
    make_unit(f);
}

static int64_t most_of(fixture *f)
{
    int64_t most;
    assert_int_equal(cm_halfspace_count(&f->ctx, f->space, f->g, f->n, f->d, &most, NULL, NULL), CM_OK);
    return most;
}

static bool pleased(const fixture *f, size_t i)
{
    double gain = 0;
    for (size_t k = 0; k < f->d; k++) gain += f->g[i * f->d + k] * f->u[k];
    return gain > f->ctx.tol.edge;
}

/* --- laws --------------------------------------------------------------------------------------------- */

/* In the plane, for n lines in general position whose sides are fair coins, q can be pleased as often as
 * a simple random walk strays q - n/2 from half its end; over all choices of sides this is exact. */
static void test_the_share_of_sides_with_a_quota_is_that_of_the_walk_formula(void **state)
{
    static fixture f;
    const struct { size_t n; int64_t q; double share; } law[] = {
        { 5, 4, 0.9375 }, { 7, 5, 0.984375 }, { 9, 6, 0.99609375 }, { 9, 7, 0.703125 }, { 10, 8, 0.52734375 },
        { 15, 10, 0.916748 }, { 15, 12, 0.249939 }, { 6, 6, 6.0 / 32 },
    };
    (void)state;
    for (size_t c = 0; c < sizeof law / sizeof law[0]; c++) {
        size_t n = law[c].n;
        double line[2 * 15];
        long reach = 0;
        begin(&f, n, 2, c);
        for (size_t i = 0; i < 2 * n; i++) line[i] = normal(&f.rng);
        for (size_t signs = 0; signs < (size_t)1 << n; signs++) {
            for (size_t i = 0; i < 2 * n; i++) f.g[i] = signs >> i / 2 & 1 ? line[i] : -line[i];
            reach += most_of(&f) >= law[c].q;
        }
        assert_close((double)reach / (double)((size_t)1 << n), law[c].share, 5e-7);
        cm_arena_free(&f.arena);
    }
}

static void test_large_venues_follow_the_walk_formula_within_chance(void **state)
{
    static fixture f;
    const struct { size_t n; int64_t q; double share; } law[] = {
        { 25, 17, 0.580202 }, { 25, 19, 0.137228 }, { 51, 34, 0.223029 }, { 99, 66, 0.020560 },
    };
    const long draws = 4000;
    (void)state;
    for (size_t c = 0; c < sizeof law / sizeof law[0]; c++) {
        double p = law[c].share;
        long reach = 0;
        begin(&f, law[c].n, 2, c);
        for (long draw = 0; draw < draws; draw++) {
            for (size_t i = 0; i < 2 * f.n; i++) f.g[i] = normal(&f.rng);
            reach += most_of(&f) >= law[c].q;
        }
        assert_close((double)reach / (double)draws, p, 4.5 * sqrt(p * (1 - p) / (double)draws));
        cm_arena_free(&f.arena);
    }
}

static void test_on_one_issue_the_larger_side_counts(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 500; index++) {
        int64_t up = 0, down = 0, heavy;
        begin(&f, 1 + index % 20, 1, index);
        for (size_t i = 0; i < f.n; i++) {
            f.g[i] = (double)cm_rng_below(&f.rng, 5) - 2;
            up += f.g[i] > 0;
            down += f.g[i] < 0;
            f.weight[0][i] = f.g[i] > 0 ? 1 : 3;
        }
        assert_int_equal(most_of(&f), up > down ? up : down);
        assert_int_equal(cm_halfspace_weight(&f.ctx, f.space, f.g, f.n, 1, f.weight[0], &heavy, NULL, NULL), CM_OK);
        assert_int_equal(heavy, up > 3 * down ? up : 3 * down);
        cm_arena_free(&f.arena);
    }
}

/* --- second implementations ---------------------------------------------------------------------------- */

/* max sum w z with g_i.u >= margin - M (1 - z_i), |u_k| <= 1, z in {0, 1}. */
static int64_t by_programme(fixture *f, const int64_t *weight)
{
    const double margin = 1e-5, big = 2 * (double)f->d;
    size_t n = f->n, d = f->d;
    cm_lp *lp = cm_lp_new(&f->ctx, d + n, true);
    cm_lp_answer answer;
    double row[WIDE + MOST], value;
    for (size_t k = 0; k < d; k++) (void)cm_lp_column(&f->ctx, lp, k, 0, -1, 1, false);
    for (size_t i = 0; i < n; i++) (void)cm_lp_column(&f->ctx, lp, d + i, (double)weight[i], 0, 1, true);
    for (size_t i = 0; i < n; i++) {
        memset(row, 0, sizeof row);
        memcpy(row, f->g + i * d, d * sizeof *row);
        row[d + i] = -big;
        (void)cm_lp_row(&f->ctx, lp, row, margin - big, HUGE_VAL);
    }
    assert_int_equal(cm_lp_solve(&f->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    return (int64_t)floor(value + 0.5);
}

static void test_counts_and_weights_are_those_of_an_integer_programme(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 600; index++) {
        int64_t heavy;
        random_gradients(&f, index, 10);
        for (size_t i = 0; i < f.n; i++) f.weight[0][i] = 1, f.weight[1][i] = (int64_t)cm_rng_below(&f.rng, 5);
        assert_int_equal(most_of(&f), by_programme(&f, f.weight[0]));
        assert_int_equal(cm_halfspace_weight(&f.ctx, f.space, f.g, f.n, f.d, f.weight[1], &heavy, f.in, f.u), CM_OK);
        assert_int_equal(heavy, by_programme(&f, f.weight[1]));
        cm_arena_free(&f.arena);
    }
}

static void test_no_flat_is_lost_by_skipping_those_met_before(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 4000; index++) {
        int64_t with, without;
        random_gradients(&f, index, 12);
        with = most_of(&f);
        f.space->skip = false;
        without = most_of(&f);
        assert_int_equal(with, without);
        cm_arena_free(&f.arena);
    }
}

/* A cone on independent f_1 .. f_d, and for each pair lines f_i + c f_j with c > 0: they do not cut the cone,
 * but every flat of codimension 2 on its boundary is shared by several lines. */
static void test_a_cell_all_of_whose_flats_are_shared_by_several_lines_is_found(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 1000; index++) {
        size_t d = 4 + index % 2, n = d, copies = 1 + index % 3;
        begin(&f, d + copies * d * (d - 1) / 2, d, index);
        for (size_t i = 0; i < d * d; i++) f.g[i] = normal(&f.rng);
        for (size_t i = 0; i < d; i++) {
            for (size_t j = 0; j < i; j++) {
                for (size_t copy = 0; copy < copies; copy++, n++) {
                    double c = 0.2 + 3 * cm_rng_unit(&f.rng);
                    for (size_t k = 0; k < d; k++) f.g[n * d + k] = f.g[i * d + k] + c * f.g[j * d + k];
                }
            }
        }
        assert_int_equal(n, f.n);
        assert_int_equal(most_of(&f), f.n);
        cm_arena_free(&f.arena);
    }
}

static void test_the_coalition_handed_over_is_the_one_that_the_direction_pleases(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 4000; index++) {
        int64_t most, count = 0;
        random_gradients(&f, index, 12);
        assert_int_equal(cm_halfspace_count(&f.ctx, f.space, f.g, f.n, f.d, &most, f.in, f.u), CM_OK);
        assert_int_equal(most, most_of(&f));
        for (size_t i = 0; i < f.n; i++) {
            assert_int_equal(f.in[i], pleased(&f, i));
            count += f.in[i];
        }
        assert_int_equal(count, most);
        cm_arena_free(&f.arena);
    }
}

static cm_proof settled(fixture *f, const cm_vote *vote, bool closed)
{
    cm_proof rays, branches;
    assert_int_equal((closed ? cm_rays_closed : cm_rays_open)(&f->ctx, f->g, f->n, f->d, vote, 1e9, &rays), CM_OK);
    assert_int_equal(cm_branching(&f->ctx, f->g, f->n, f->d, vote, closed, 1e9, &branches), CM_OK);
    assert_int_not_equal(rays, CM_PROOF_UNSETTLED);
    assert_int_equal(rays, branches);
    return rays;
}

static void test_rays_and_branching_prove_that_no_more_can_be_pleased(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 3000; index++) {
        int64_t most;
        random_gradients(&f, index, 11);
        most = most_of(&f);
        if (most > 0) {
            assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most, &f.vote), CM_OK);
            assert_int_equal(settled(&f, &f.vote, false), CM_PROOF_YES);
        }
        if (most < (int64_t)f.n) {
            bool closed;
            assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most + 1, &f.vote), CM_OK);
            assert_int_equal(settled(&f, &f.vote, false), CM_PROOF_NO);
            assert_int_equal(cm_halfspace_closed(&f.ctx, f.space, f.g, f.n, f.d, &f.vote, &closed, f.in, f.u), CM_OK);
            assert_int_equal(settled(&f, &f.vote, true), closed ? CM_PROOF_YES : CM_PROOF_NO);
        }
        cm_arena_free(&f.arena);
    }
}

static void random_rule(fixture *f)
{
    for (size_t at = 1; at < NODES; at++) {
        int64_t total = 0;
        bool counts = true;
        for (size_t i = 0; i < f->n; i++) {
            total += f->weight[at][i] = (int64_t)cm_rng_below(&f->rng, 4);
            counts = counts && f->weight[at][i] <= 1;
        }
        if (total == 0) total = f->weight[at][0] = 1;
        f->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = f->weight[at], .total = total,
                                      .counts = counts,
                                      .quota = 1 + (int64_t)cm_rng_below(&f->rng, (uint64_t)total) };
    }
    f->node[0] = (cm_vote_node){ .kind = cm_rng_below(&f->rng, 2) ? CM_VOTE_ANY : CM_VOTE_ALL, .child = 1,
                                 .nchildren = 3 };
    f->vote = (cm_vote){ .n = f->n, .nnodes = NODES, .node = f->node };
    assert_int_equal(cm_vote_validate(&f->ctx, &f->vote), CM_OK);
}

static void test_any_rule_wins_where_rays_and_branching_say_so(void **state)
{
    static fixture f;
    size_t wins = 0;
    (void)state;
    for (uint64_t index = 0; index < 3000; index++) {
        bool open, unskipped, closed;
        random_gradients(&f, index, 11);
        random_rule(&f);
        assert_int_equal(cm_halfspace_wins(&f.ctx, f.space, f.g, f.n, f.d, &f.vote, &open, f.in, f.u), CM_OK);
        assert_int_equal(settled(&f, &f.vote, false), open ? CM_PROOF_YES : CM_PROOF_NO);
        if (open) assert_true(cm_vote_wins(&f.vote, f.in));
        for (size_t i = 0; i < f.n && open; i++) assert_int_equal(f.in[i], pleased(&f, i));
        f.space->skip = false;
        assert_int_equal(cm_halfspace_wins(&f.ctx, f.space, f.g, f.n, f.d, &f.vote, &unskipped, NULL, NULL), CM_OK);
        assert_int_equal(open, unskipped);
        assert_int_equal(cm_halfspace_closed(&f.ctx, f.space, f.g, f.n, f.d, &f.vote, &closed, f.in, f.u), CM_OK);
        assert_int_equal(settled(&f, &f.vote, true), closed ? CM_PROOF_YES : CM_PROOF_NO);
        assert_true(closed || !open);
        wins += open;
        cm_arena_free(&f.arena);
    }
    assert_in_range(wins, 300, 2900);
}

/* --- sizes ---------------------------------------------------------------------------------------------- */

static void test_large_venues_are_bounded_by_their_rays(void **state)
{
    static fixture f;
    const struct { size_t n, d; } size[] = { { 193, 2 }, { 193, 3 }, { 25, 6 }, { 60, 4 } };
    (void)state;
    for (size_t c = 0; c < sizeof size / sizeof size[0]; c++) {
        cm_proof proof;
        int64_t most;
        begin(&f, size[c].n, size[c].d, c);
        for (size_t i = 0; i < f.n * f.d; i++) f.g[i] = normal(&f.rng) + 0.2;
        make_unit(&f);
        most = most_of(&f);
        assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most + 1, &f.vote), CM_OK);
        assert_int_equal(cm_rays_open(&f.ctx, f.g, f.n, f.d, &f.vote, 1e10, &proof), CM_OK);
        assert_int_equal(proof, CM_PROOF_NO);
        assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most, &f.vote), CM_OK);
        assert_int_equal(cm_rays_open(&f.ctx, f.g, f.n, f.d, &f.vote, 1e10, &proof), CM_OK);
        assert_int_equal(proof, CM_PROOF_YES);
        cm_arena_free(&f.arena);
    }
}

static void test_members_in_a_common_subspace_are_looked_at_there(void **state)
{
    static fixture f;
    (void)state;
    for (uint64_t index = 0; index < 200; index++) {
        int64_t flat, turned;
        double plane[MOST * 2];
        begin(&f, 5 + index % 20, 2, index);
        for (size_t i = 0; i < 2 * f.n; i++) f.g[i] = plane[i] = normal(&f.rng);
        flat = most_of(&f);
        cm_arena_free(&f.arena);
        begin(&f, 5 + index % 20, 5, index);
        for (size_t i = 0; i < f.n; i++) {
            for (size_t k = 0; k < 5; k++) {
                f.g[5 * i + k] = plane[2 * i] * cos((double)k) + plane[2 * i + 1] * sin(2 * (double)k + 1);
            }
        }
        turned = most_of(&f);
        assert_int_equal(flat, turned);
        cm_arena_free(&f.arena);
    }
}

static void test_lines_crowding_together_are_sorted_all_the_same(void **state)
{
    static fixture f;
    cm_proof proof;
    int64_t most;
    (void)state;
    begin(&f, 193, 2, 0);
    for (size_t i = 0; i < f.n; i++) {
        double angle = 1e-4 * (double)((i * 71) % 193);
        double sign = i % 3 ? 1 : -1;
        f.g[2 * i] = sign * cos(angle);
        f.g[2 * i + 1] = sign * sin(angle);
    }
    f.g[0] = 0, f.g[1] = 1;
    most = most_of(&f);
    assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most + 1, &f.vote), CM_OK);
    assert_int_equal(cm_rays_open(&f.ctx, f.g, f.n, 2, &f.vote, 1e9, &proof), CM_OK);
    assert_int_equal(proof, CM_PROOF_NO);
    assert_int_equal(cm_vote_quota(&f.ctx, &f.arena, f.n, most, &f.vote), CM_OK);
    assert_int_equal(cm_rays_open(&f.ctx, f.g, f.n, 2, &f.vote, 1e9, &proof), CM_OK);
    assert_int_equal(proof, CM_PROOF_YES);
    cm_arena_free(&f.arena);
}

/* The first two agree on a cone whose widest direction pleases them by `share` of the edge. */
static void test_an_arc_narrower_than_the_edge_does_not_count(void **state)
{
    static fixture f;
    (void)state;
    for (int share = 7; share <= 13; share += 2) {
        double open = 2e-10 * share;
        int64_t most;
        begin(&f, 4, 2, 0);
        f.g[0] = 1;
        f.g[2] = -cos(open), f.g[3] = sin(open);
        f.g[5] = 1;
        f.g[7] = -1;
        assert_int_equal(cm_halfspace_count(&f.ctx, f.space, f.g, 4, 2, &most, f.in, f.u), CM_OK);
        assert_int_equal(most, share > 10 ? 3 : 2);
        for (size_t i = 0; i < 4; i++) assert_int_equal(f.in[i], pleased(&f, i));
        cm_arena_free(&f.arena);
    }
}

static void test_too_many_cells_are_refused_with_their_number(void **state)
{
    static fixture f;
    int64_t most;
    (void)state;
    begin(&f, 193, 6, 0);
    for (size_t i = 0; i < f.n * 6; i++) f.g[i] = normal(&f.rng);
    assert_int_equal(cm_halfspace_count(&f.ctx, f.space, f.g, f.n, 6, &most, NULL, NULL), CM_E_LIMIT);
    assert_non_null(strstr(f.ctx.message, "the cells of 193 lines in 6 dimensions would take some 1.7e+11 steps"));
    cm_arena_free(&f.arena);
}

static void test_the_user_can_stop_a_long_search(void **state)
{
    static fixture f;
    volatile sig_atomic_t stop = 1;
    int64_t most;
    (void)state;
    begin(&f, 60, 4, 0);
    for (size_t i = 0; i < f.n * 4; i++) f.g[i] = normal(&f.rng);
    f.ctx.stop = &stop;
    assert_int_equal(cm_halfspace_count(&f.ctx, f.space, f.g, f.n, 4, &most, NULL, NULL), CM_E_INTERRUPT);
    cm_arena_free(&f.arena);
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
        cmocka_unit_test(test_rays_and_branching_prove_that_no_more_can_be_pleased),
        cmocka_unit_test(test_any_rule_wins_where_rays_and_branching_say_so),
        cmocka_unit_test(test_large_venues_are_bounded_by_their_rays),
        cmocka_unit_test(test_members_in_a_common_subspace_are_looked_at_there),
        cmocka_unit_test(test_lines_crowding_together_are_sorted_all_the_same),
        cmocka_unit_test(test_an_arc_narrower_than_the_edge_does_not_count),
        cmocka_unit_test(test_too_many_cells_are_refused_with_their_number),
        cmocka_unit_test(test_the_user_can_stop_a_long_search),
    };
    return RUN_TESTS(tests);
}
