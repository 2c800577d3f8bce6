/* test_rays.c: rays and branching prove what one direction can please. */
#include "solver/spatial/rays.h"

#include "solver/spatial/arrangement.h"
#include "solver/spatial/branching.h"
#include "tests/support/members.h"
#include "tests/support/normal.h"
#include "tests/support/support.h"

static cm_proof settled(members *m, const cm_vote *vote, bool closed)
{
    cm_proof rays, branches;
    assert_int_equal((closed ? cm_rays_closed : cm_rays_open)(&m->ctx, m->g, m->n, m->d, vote, 1e9, &rays), CM_OK);
    assert_int_equal(cm_branching(&m->ctx, m->g, m->n, m->d, vote, closed, 1e9, &branches), CM_OK);
    assert_int_not_equal(rays, CM_PROOF_UNSETTLED);
    assert_int_equal(rays, branches);
    return rays;
}

static void test_rays_and_branching_prove_that_no_more_can_be_pleased(void **state)
{
    static members m;
    (void)state;
    for (uint64_t index = 0; index < 3000; index++) {
        int64_t most;
        members_random(&m, index, 11);
        most = members_most(&m);
        if (most > 0) {
            assert_int_equal(cm_vote_quota(&m.ctx, &m.arena, m.n, most, &m.vote), CM_OK);
            assert_int_equal(settled(&m, &m.vote, false), CM_PROOF_YES);
        }
        if (most < (int64_t)m.n) {
            bool closed;
            assert_int_equal(cm_vote_quota(&m.ctx, &m.arena, m.n, most + 1, &m.vote), CM_OK);
            assert_int_equal(settled(&m, &m.vote, false), CM_PROOF_NO);
            assert_int_equal(cm_halfspace_closed(&m.ctx, m.space, m.g, m.n, m.d, &m.vote, &closed, m.in, m.u), CM_OK);
            assert_int_equal(settled(&m, &m.vote, true), closed ? CM_PROOF_YES : CM_PROOF_NO);
        }
        members_end(&m);
    }
}

static void random_rule(members *m)
{
    for (size_t at = 1; at < NODES; at++) {
        int64_t total = 0;
        bool counts = true;
        for (size_t i = 0; i < m->n; i++) {
            total += m->weight[at][i] = (int64_t)cm_rng_below(&m->rng, 4);
            counts = counts && m->weight[at][i] <= 1;
        }
        if (total == 0) total = m->weight[at][0] = 1;
        m->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = m->weight[at], .total = total,
                                      .counts = counts,
                                      .quota = 1 + (int64_t)cm_rng_below(&m->rng, (uint64_t)total) };
    }
    m->node[0] = (cm_vote_node){ .kind = cm_rng_below(&m->rng, 2) ? CM_VOTE_ANY : CM_VOTE_ALL, .child = 1,
                                 .nchildren = 3 };
    m->vote = (cm_vote){ .n = m->n, .nnodes = NODES, .node = m->node };
    assert_int_equal(cm_vote_validate(&m->ctx, &m->vote), CM_OK);
}

static void test_any_rule_wins_where_rays_and_branching_say_so(void **state)
{
    static members m;
    size_t wins = 0;
    (void)state;
    for (uint64_t index = 0; index < 3000; index++) {
        bool open, unskipped, closed;
        members_random(&m, index, 11);
        random_rule(&m);
        assert_int_equal(cm_halfspace_wins(&m.ctx, m.space, m.g, m.n, m.d, &m.vote, &open, m.in, m.u), CM_OK);
        assert_int_equal(settled(&m, &m.vote, false), open ? CM_PROOF_YES : CM_PROOF_NO);
        if (open) assert_true(cm_vote_wins(&m.vote, m.in));
        for (size_t i = 0; i < m.n && open; i++) assert_int_equal(m.in[i], members_pleased(&m, i));
        m.space->skip = false;
        assert_int_equal(cm_halfspace_wins(&m.ctx, m.space, m.g, m.n, m.d, &m.vote, &unskipped, NULL, NULL), CM_OK);
        assert_int_equal(open, unskipped);
        assert_int_equal(cm_halfspace_closed(&m.ctx, m.space, m.g, m.n, m.d, &m.vote, &closed, m.in, m.u), CM_OK);
        assert_int_equal(settled(&m, &m.vote, true), closed ? CM_PROOF_YES : CM_PROOF_NO);
        assert_true(closed || !open);
        wins += open;
        members_end(&m);
    }
    assert_in_range(wins, 300, 2900);
}

/* ---- sizes ---- */

/* Rays prove that `most` can be pleased, and not one more. */
static void expect_rays_prove(members *m, int64_t most, double budget)
{
    for (int more = 0; more <= 1; more++) {
        cm_proof proof;
        assert_int_equal(cm_vote_quota(&m->ctx, &m->arena, m->n, most + more, &m->vote), CM_OK);
        assert_int_equal(cm_rays_open(&m->ctx, m->g, m->n, m->d, &m->vote, budget, &proof), CM_OK);
        assert_int_equal(proof, more ? CM_PROOF_NO : CM_PROOF_YES);
    }
}

static void test_large_venues_are_bounded_by_their_rays(void **state)
{
    static members m;
    const struct { size_t n, d; } size[] = { { 193, 2 }, { 193, 3 }, { 25, 6 }, { 60, 4 } };
    (void)state;
    for (size_t c = 0; c < sizeof size / sizeof size[0]; c++) {
        members_begin(&m, size[c].n, size[c].d, c);
        for (size_t i = 0; i < m.n * m.d; i++) m.g[i] = support_normal(&m.rng) + 0.2;
        members_unit(&m);
        expect_rays_prove(&m, members_most(&m), 1e10);
        members_end(&m);
    }
}

static void test_lines_crowding_together_are_sorted_all_the_same(void **state)
{
    static members m;
    (void)state;
    members_begin(&m, 193, 2, 0);
    for (size_t i = 0; i < m.n; i++) {
        double angle = 1e-4 * (double)((i * 71) % 193);
        double sign = i % 3 ? 1 : -1;
        m.g[2 * i] = sign * cos(angle);
        m.g[2 * i + 1] = sign * sin(angle);
    }
    m.g[0] = 0, m.g[1] = 1;
    expect_rays_prove(&m, members_most(&m), 1e9);
    members_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rays_and_branching_prove_that_no_more_can_be_pleased),
        cmocka_unit_test(test_any_rule_wins_where_rays_and_branching_say_so),
        cmocka_unit_test(test_large_venues_are_bounded_by_their_rays),
        cmocka_unit_test(test_lines_crowding_together_are_sorted_all_the_same),
    };
    return RUN_TESTS(tests);
}
