/* test_depth.c: the depth of consensus worked by hand, and what is refused. */
#include "solver/spatial/depth.h"

#include "tests/support/depth_world.h"
#include "tests/support/support.h"

/* ---- worked by hand ---- */

static void test_two_members_on_one_issue_meet_at_the_nearer_ideal(void **state)
{
    const cm_utility shapes[] = { CM_QUADRATIC, CM_EUCLIDEAN, CM_CITYBLOCK };
    const double depths[] = { 4, 2, 2 };
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        depth_world w;
        cm_result result;
        depth_open(&w, "hand", 0);
        (void)depth_set(&w, 2, 1, shapes[s]);
        w.sq[0] = 10;
        w.ideal[0] = 12;
        w.ideal[1] = 15;
        result = depth_solve(&w);
        assert_close(depth_number(&result, "depth"), depths[s], 1e-9);
        assert_close(depth_number(&result, "upper"), depths[s], 1e-7);
        assert_close(cm_table_get(cm_result_find(&result, "point"), 0, "value").as.number, 12, 1e-6);
        assert_close(cm_table_get(cm_result_find(&result, "gains"), 0, "value").as.number, depths[s], 1e-6);
        depth_close(&w);
    }
}

static void test_distance_is_given_for_common_saliences_only(void **state)
{
    depth_world w;
    cm_result result;
    cm_spatial *game;
    (void)state;
    depth_open(&w, "hand", 1);
    game = depth_set(&w, 2, 2, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 3, 1, 3, -1 }, 4 * sizeof(double));
    result = depth_solve(&w);
    assert_close(depth_number(&result, "depth"), 9, 1e-12);
    assert_close(depth_number(&result, "distance"), 3, 1e-12);
    memcpy(w.salience, (double[]){ 4, 1, 4, 1 }, 4 * sizeof(double));
    game->salience = w.salience;
    result = depth_solve(&w);
    assert_close(depth_number(&result, "depth"), 36, 1e-12);
    assert_close(depth_number(&result, "distance"), 6, 1e-12);
    w.salience[0] = 5;
    result = depth_solve(&w);
    assert_int_equal(cm_result_get(&result, "distance")->kind, CM_NONE);
    depth_close(&w);
}

static void test_red_lines_hold_the_policy_back(void **state)
{
    const cm_utility shapes[] = { CM_QUADRATIC, CM_EUCLIDEAN, CM_CITYBLOCK };
    const double depths[] = { 3, 1, 1 };
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        depth_world w;
        depth_open(&w, "hand", 2);
        (void)depth_set(&w, 2, 1, shapes[s]);
        w.ideal[0] = 2;
        w.ideal[1] = 5;
        w.low[0] = w.low[1] = -HUGE_VAL;
        w.high[0] = HUGE_VAL;
        w.high[1] = 1;
        depth_take_red_lines(&w);
        assert_close(depth_solved(&w), depths[s], 1e-9);
        w.low[0] = 1.5;                                   /* nothing is between 1.5 and 1 */
        assert_close(depth_solved(&w), 0, 0);
        depth_close(&w);
    }
}

static void test_issues_one_by_one_and_all_or_nothing(void **state)
{
    depth_world w;
    cm_spatial *game;
    (void)state;
    depth_open(&w, "hand", 3);
    game = depth_set(&w, 2, 2, CM_QUADRATIC);
    memcpy(w.ideal, (double[]){ 2, 1, 5, -1 }, 4 * sizeof(double));
    game->agenda = CM_ISSUE_BY_ISSUE;
    assert_close(depth_solved(&w), 4, 1e-12);
    game->agenda = CM_ALL_OR_NOTHING;
    assert_close(depth_solved(&w), 0, 0);
    w.ideal[3] = 3;
    assert_close(depth_solved(&w), 5, 1e-12);
    game->utility = CM_CITYBLOCK;
    assert_close(depth_solved(&w), 3, 1e-9);
    depth_close(&w);
}

static void test_a_content_member_leaves_nothing_to_gain(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        depth_world w;
        cm_spatial *game;
        depth_open(&w, "content", t);
        game = depth_random(&w, 10, 4);
        game->utility = (cm_utility)(t % 3);
        game->salience = t % 2 == 0 ? NULL : w.salience;
        for (size_t k = 0; k < game->d; k++) w.ideal[k] = w.sq[k];
        assert_close(depth_solved(&w), 0, 0);
        depth_close(&w);
    }
}

/* ---- failures ---- */

static void test_what_is_not_covered_is_said(void **state)
{
    depth_world w;
    cm_depth_work work;
    cm_vote vote;
    cm_spatial *game;
    cm_result result;
    double depth;
    (void)state;
    depth_open(&w, "failures", 0);
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
    game = depth_set(&w, 2, 2, CM_EUCLIDEAN);
    game->agenda = CM_ISSUE_BY_ISSUE;
    cm_result_init(&result, &w.arena);
    assert_int_equal(cm_concept_solve(&w.ctx, &cm_concept_depth, &w.game, NULL, &result), CM_E_DOMAIN);
    assert_non_null(strstr(w.ctx.message, "2 issues one by one is not defined"));
    depth_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 6; t++) {
        long k = 0;
        cm_status status = CM_E_MEMORY;
        for (; status == CM_E_MEMORY; k++) {
            depth_world w;
            cm_result result;
            cm_spatial *game;
            depth_open(&w, "memory", t);
            game = depth_random(&w, 6, 2);
            game->utility = (cm_utility)(t % 3);
            game->agenda = t < 3 ? CM_PACKAGE : t == 4 ? CM_PACKAGE : CM_ALL_OR_NOTHING;
            cm_result_init(&result, &w.arena);
            w.ctx.alloc_budget = k;
            status = cm_concept_solve(&w.ctx, &cm_concept_depth, &w.game, NULL, &result);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            depth_close(&w);
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
        cmocka_unit_test(test_what_is_not_covered_is_said),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
