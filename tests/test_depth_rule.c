/* test_depth_rule.c: the depth of a rule against all directions, consensus and order statistics. */
#include "tests/support/depth_world.h"
#include "tests/support/normal.h"
#include "tests/support/support.h"

/* The depth of a rule among n members with the ideals of the world as offsets from SQ. */
static double depth_by(depth_world *w, cm_depth_work *work, size_t n, size_t d, const cm_vote *vote)
{
    double depth;
    assert_int_equal(cm_depth_rule(&w->ctx, work, n, d, w->ideal, vote, &depth), CM_OK);
    return depth;
}

static void by_quota(depth_world *w, size_t n, int64_t quota, cm_vote *vote)
{
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, quota, vote), CM_OK);
}

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
static void two_chambers(depth_world *w, size_t n, cm_vote *vote)
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
        depth_world w;
        cm_depth_work work;
        cm_vote vote;
        double depth, grid = 0, longest = 0;
        size_t n;
        depth_open(&w, "grid", t);
        n = 1 + cm_rng_below(&w.rng, 15);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, 2, &work), CM_OK);
        for (size_t j = 0; j < 2 * n; j++) {
            w.ideal[j] = support_normal(&w.rng) + (double)(t % 3) * 0.7;
            if (t % 5 == 0) w.ideal[j] = round(w.ideal[j]);        /* blocs, and members at SQ */
            longest = fmax(longest, fabs(w.ideal[j]));
        }
        if (t % 2 == 0) two_chambers(&w, n, &vote);
        else by_quota(&w, n, 1 + (int64_t)cm_rng_below(&w.rng, n), &vote);
        depth = depth_by(&w, &work, n, 2, &vote);
        for (int k = 0; k < angles; k++) grid = fmax(grid, level_at(&vote, n, w.ideal, 2 * acos(-1) * k / angles));
        deep += depth > 0;
        assert_true(sqrt(depth) >= grid - 1e-9 * longest);
        assert_close(sqrt(depth), grid, 1.5 * longest * 2 * acos(-1) / angles);
        depth_close(&w);
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
        depth_world w;
        cm_depth_work work;
        cm_vote vote;
        double depth;
        size_t n;
        depth_open(&w, "candidates", t);
        n = 2 + cm_rng_below(&w.rng, 14);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, n, 2, &work), CM_OK);
        for (size_t j = 0; j < 2 * n; j++) w.ideal[j] = support_normal(&w.rng) + (double)(t % 3) * 0.5;
        if (t % 2 == 0) two_chambers(&w, n, &vote);
        else by_quota(&w, n, (int64_t)(n / 2 + 1), &vote);
        depth = depth_by(&w, &work, n, 2, &vote);
        assert_close(sqrt(depth), by_all_candidates(&vote, n, w.ideal), 1e-9);
        depth_close(&w);
    }
}

static void test_consensus_as_a_rule_is_the_depth_of_consensus(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        depth_world w;
        cm_depth_work work;
        cm_vote all, tree;
        cm_vote_node *node;
        double depth;
        depth_open(&w, "as a rule", t);
        assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 9, 2, &work), CM_OK);
        for (size_t j = 0; j < 18; j++) w.ideal[j] = support_normal(&w.rng) + 1.2;
        by_quota(&w, 9, 9, &all);
        node = CM_NEW(&w.ctx, &w.arena, 2, cm_vote_node);      /* the same said by a tree: the search */
        node[0] = (cm_vote_node){ .kind = CM_VOTE_ANY, .child = 1, .nchildren = 1 };
        node[1] = all.node[0];
        tree = (cm_vote){ .n = 9, .nnodes = 2, .node = node };
        depth = depth_of_consensus(&w, &work, 9, 2, w.ideal, NULL);
        assert_close(depth_by(&w, &work, 9, 2, &all), depth, 0);
        assert_close(depth_by(&w, &work, 9, 2, &tree), depth, 1e-10);
        depth_close(&w);
    }
}

static void test_a_rule_on_one_issue_is_an_order_statistic(void **state)
{
    depth_world w;
    cm_depth_work work;
    cm_vote vote;
    (void)state;
    depth_open(&w, "one issue", 0);
    memcpy(w.ideal, (double[]){ -3, 1, 2, 4, -1 }, 5 * sizeof(double));
    assert_int_equal(cm_depth_work_init(&w.ctx, &w.arena, 5, 1, &work), CM_OK);
    by_quota(&w, 5, 2, &vote);
    assert_close(depth_by(&w, &work, 5, 1, &vote), 4, 0);
    by_quota(&w, 5, 4, &vote);
    assert_close(depth_by(&w, &work, 5, 1, &vote), 0, 0);
    depth_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth_of_a_rule_against_a_grid_of_directions),
        cmocka_unit_test(test_depth_of_a_rule_against_all_candidate_directions),
        cmocka_unit_test(test_consensus_as_a_rule_is_the_depth_of_consensus),
        cmocka_unit_test(test_a_rule_on_one_issue_is_an_order_statistic),
    };
    return RUN_TESTS(tests);
}
