/* test_gridlock.c: the concept's answers: knife edges, saliences, agendas, rules, sizes, failures. */
#include "solver/spatial/gridlock.h"

#include "tests/support/gridlock_world.h"

/* --- knife edges ------------------------------------------------------------------------------------ */

static void test_two_players_on_either_side_of_the_status_quo_in_two_issues_are_a_knife_edge(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[2] = w.ideal[3] = 1;
    w.sq[0] = w.sq[1] = 0.5;
    quota(&w, 2);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 1);
    w.sq[0] = 0.5 + 1e-6;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_three_states_on_a_line_through_the_status_quo_in_two_issues_are_a_knife_edge(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    for (size_t i = 0; i < 3; i++) {
        w.ideal[2 * i] = (double)i - 0.5;
        w.ideal[2 * i + 1] = 3 * w.ideal[2 * i];
    }
    for (int64_t q = 1; q <= 3; q++) {
        quota(&w, q);
        solved(&w);
        assert_int_equal(truth(&w, "movable"), q <= 2);
        assert_int_equal(truth(&w, "boundary"), q == 3);
        assert_int_equal(whole(&w, "largest_coalition"), 2);
        assert_int_equal(whole(&w, "needed"), q);
    }
    end(&w);
}

static void test_three_of_four_corners_of_a_square_are_a_knife_edge(void **state)
{
    static world w;
    const double corner[] = { -1, -1, -1, 1, 1, -1, 1, 1 };
    (void)state;
    begin(&w, 4, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 2);
    quota(&w, 4);
    solved(&w);
    assert_false(truth(&w, "boundary"));
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_a_triangle_around_the_status_quo_is_stuck_and_no_knife_edge(void **state)
{
    static world w;
    const double corner[] = { -1, -1, 2, 0, -1, 1 };
    const cm_table *weights;
    (void)state;
    begin(&w, 3, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    weights = cm_result_find(&w.result, "weights");
    assert_non_null(weights);
    assert_int_equal(weights->nrows, 3);
    end(&w);
}

static void test_a_member_at_the_status_quo_never_gains(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    w.ideal[0] = 1, w.ideal[3] = 1;
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    assert_int_equal(cm_result_find(&w.result, "coalition")->nrows, 2);
    end(&w);
}

/* --- saliences -------------------------------------------------------------------------------------- */

static void test_with_different_saliences_the_hull_of_ideals_gives_another_answer(void **state)
{
    /* The ideals (-2,-1), (1,-2), (1,3) add up to nothing: the status quo is inside their triangle.  The
     * gradients (-.2,-1), (1,-.2), (1,.3) all agree on (1,-1). */
    static world w;
    const double corner[] = { -2, -1, 1, -2, 1, 3 };
    const double care[] = { 0.1, 1, 1, 0.1, 1, 0.1 };
    (void)state;
    begin(&w, 3, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    memcpy(w.salience, care, sizeof care);
    for (int utility = CM_QUADRATIC; utility <= CM_EUCLIDEAN; utility++) {
        w.game.as.spatial.utility = (cm_utility)utility;
        solved(&w);
        assert_true(truth(&w, "movable"));
    }
    end(&w);
}

static void test_an_issue_that_nobody_cares_for_is_left_out(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = -1, w.ideal[2] = 1;
    w.ideal[1] = w.ideal[3] = 1;
    w.salience[1] = w.salience[3] = 0;
    quota(&w, 2);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    w.salience[0] = w.salience[2] = 0;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    end(&w);
}

/* --- agendas ------------------------------------------------------------------------------------------- */

static void test_a_package_moves_where_single_issues_do_not(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = 2, w.ideal[1] = -1, w.ideal[2] = -1, w.ideal[3] = 2;
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    w.game.as.spatial.agenda = CM_ISSUE_BY_ISSUE;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 1);
    w.ideal[2] = 0;
    solved(&w);
    assert_true(truth(&w, "boundary"));
    end(&w);
}

static void test_all_or_nothing_needs_every_issue(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    for (size_t i = 0; i < 3; i++) w.ideal[2 * i] = 1;
    w.ideal[1] = 1, w.ideal[3] = 2, w.ideal[5] = -1;
    quota(&w, 3);
    w.game.as.spatial.agenda = CM_ISSUE_BY_ISSUE;
    solved(&w);
    assert_true(truth(&w, "movable"));
    w.game.as.spatial.agenda = CM_ALL_OR_NOTHING;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_int_equal(whole(&w, "largest_coalition"), 2);
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    assert_int_equal(cm_result_find(&w.result, "coalition")->nrows, 5);
    end(&w);
}

/* --- rules and sizes ---------------------------------------------------------------------------------- */

static void test_a_veto_stops_what_a_majority_wants(void **state)
{
    static world w;
    (void)state;
    begin(&w, 5, 1, 0);
    for (size_t i = 0; i < 5; i++) w.ideal[i] = i == 0 ? -1 : 1;
    for (size_t i = 0; i < 5; i++) w.weight[1][i] = 1, w.weight[2][i] = i == 0;
    threshold(&w, 1, 3);
    threshold(&w, 2, 1);
    w.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    w.vote = (cm_vote){ .n = 5, .nnodes = 3, .node = w.node };
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_int_equal(cm_result_get(&w.result, "largest_coalition")->kind, CM_NONE);
    assert_int_equal(cm_result_get(&w.result, "needed")->kind, CM_NONE);
    w.node[0].kind = CM_VOTE_ANY;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

typedef struct crowd {
    cm_ctx ctx;
    cm_arena arena;
    cm_vote vote;
    cm_game game;
    cm_result result;
    double *ideal;
} crowd;

static void gather(crowd *c, size_t n, size_t d, int64_t q, double shift, double step)
{
    cm_rng rng;
    double *sq;
    memset(c, 0, sizeof *c);
    cm_ctx_init(&c->ctx);
    cm_rng_init(&rng, support_seed(), "crowd", n);
    c->ideal = CM_NEW(&c->ctx, &c->arena, n * d, double);
    sq = CM_NEW(&c->ctx, &c->arena, d, double);
    for (size_t i = 0; i < n * d; i++) {
        double x = cm_rng_unit(&rng) + cm_rng_unit(&rng) - 1 + shift;
        c->ideal[i] = step > 0 ? step * floor(x / step + 0.5) : x;
    }
    assert_int_equal(cm_vote_quota(&c->ctx, &c->arena, n, q, &c->vote), CM_OK);
    c->game.kind = CM_GAME_SPATIAL;
    c->game.as.spatial = (cm_spatial){ .n = n, .d = d, .ideal = c->ideal, .status_quo = sq, .vote = &c->vote };
    cm_result_init(&c->result, &c->arena);
    if (cm_concept_solve(&c->ctx, &cm_concept_gridlock, &c->game, NULL, &c->result) != CM_OK) {
        print_error("%s\n", c->ctx.message);
        fail();
    }
}

static void test_consensus_of_ten_thousand_on_ten_issues(void **state)
{
    crowd c;
    (void)state;
    gather(&c, 10000, 10, 10000, 0, 0);
    assert_false(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
    gather(&c, 10000, 10, 10000, 1.2, 0);
    assert_true(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
}

static void test_quotas_of_a_large_assembly_on_two_issues(void **state)
{
    crowd c;
    (void)state;
    gather(&c, 20000, 2, 13334, 0, 0);
    assert_false(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
    gather(&c, 20000, 2, 13334, 0.3, 0);
    assert_true(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
}

static void test_many_members_at_the_ends_of_a_scale(void **state)
{
    crowd c;
    (void)state;
    for (size_t d = 1; d <= 4; d++) {
        gather(&c, 150, d, 100, 0, 1);
        cm_arena_free(&c.arena);
        gather(&c, 150, d, 80, 0.1, 0.5);
        cm_arena_free(&c.arena);
        gather(&c, 150, d, 150, 0.3, 0.5);
        cm_arena_free(&c.arena);
    }
}

/* --- failures ------------------------------------------------------------------------------------------ */

static void fails(world *w, cm_status expected, const char *sentence)
{
    assert_int_equal(solve(w), expected);
    assert_string_equal(w->ctx.message, sentence);
}

static void test_a_kink_at_the_status_quo_is_named(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = 1, w.ideal[1] = 1, w.ideal[2] = 1;
    w.game.as.spatial.utility = CM_CITYBLOCK;
    quota(&w, 2);
    fails(&w, CM_E_DOMAIN, "the ideal of 'm1' on 'price' is the status quo 0: a city-block utility has a kink there, "
                           "and no direction of steepest rise");
    w.salience[3] = 0;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_a_status_quo_on_a_red_line_is_named(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 1, 0);
    w.ideal[0] = 1, w.ideal[1] = 2;
    w.low[0] = -1, w.low[1] = 0;
    w.high[0] = w.high[1] = 3;
    w.game.as.spatial.red_low = w.low;
    w.game.as.spatial.red_high = w.high;
    quota(&w, 2);
    fails(&w, CM_E_DOMAIN, "the status quo 0 of 'cap' is not strictly inside the red lines 0 and 3 of 'm1'");
    w.low[1] = -1e-3;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_too_much_work_is_refused_with_its_estimate(void **state)
{
    static world w;
    (void)state;
    begin(&w, 12, 4, 3);
    for (size_t i = 0; i < 48; i++) w.ideal[i] = cm_rng_unit(&w.rng) - 0.5;
    quota(&w, 8);
    w.ctx.work_limit = 1000;
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_non_null(strstr(w.ctx.message, "12 lines in 4 dimensions would take some"));
    end(&w);
}

static void test_every_failing_allocation_is_survived(void **state)
{
    static world w;
    (void)state;
    for (uint64_t index = 0; index < 12; index++) {
        long budget = 0;
        cm_status status;
        do {
            random_game(&w, index);
            w.ctx.alloc_budget = budget++;
            status = solve(&w);
            end(&w);
            assert_true(status == CM_OK || status == CM_E_MEMORY || status == CM_E_DOMAIN);
        } while (status == CM_E_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_players_on_either_side_of_the_status_quo_in_two_issues_are_a_knife_edge),
        cmocka_unit_test(test_three_states_on_a_line_through_the_status_quo_in_two_issues_are_a_knife_edge),
        cmocka_unit_test(test_three_of_four_corners_of_a_square_are_a_knife_edge),
        cmocka_unit_test(test_a_triangle_around_the_status_quo_is_stuck_and_no_knife_edge),
        cmocka_unit_test(test_a_member_at_the_status_quo_never_gains),
        cmocka_unit_test(test_with_different_saliences_the_hull_of_ideals_gives_another_answer),
        cmocka_unit_test(test_an_issue_that_nobody_cares_for_is_left_out),
        cmocka_unit_test(test_a_package_moves_where_single_issues_do_not),
        cmocka_unit_test(test_all_or_nothing_needs_every_issue),
        cmocka_unit_test(test_a_veto_stops_what_a_majority_wants),
        cmocka_unit_test(test_consensus_of_ten_thousand_on_ten_issues),
        cmocka_unit_test(test_quotas_of_a_large_assembly_on_two_issues),
        cmocka_unit_test(test_many_members_at_the_ends_of_a_scale),
        cmocka_unit_test(test_a_kink_at_the_status_quo_is_named),
        cmocka_unit_test(test_a_status_quo_on_a_red_line_is_named),
        cmocka_unit_test(test_too_much_work_is_refused_with_its_estimate),
        cmocka_unit_test(test_every_failing_allocation_is_survived),
    };
    return RUN_TESTS(tests);
}
