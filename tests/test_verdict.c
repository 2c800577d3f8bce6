/* test_verdict.c: what a verdict rests on: a theorem, an exact count, or draws, and how many more it needs. */
#include "tests/support/club.h"
#include "tests/support/support.h"

static void test_nested_consensus_is_a_theorem_and_no_draw_is_against_it(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM("measures = (\"agreement\", \"depth\");", SIZES("2, 3, 4, 6"), "decreasing", "members", ""), club_world(world, 8, 2, .5));
    given_judge(&g, 1000, 16, 2);
    for (size_t m = 0; m < 2; m++) {
        assert_int_equal(g.j.measure[m].basis, CM_BY_THEOREM);
        assert_close(g.j.measure[m].regime[0].end.against, 0, 0);
        assert_true(g.j.measure[m].regime[0].end.first_against == UINT64_MAX);
    }
    assert_null(g.j.counterexample);
    assert_non_null(strstr(g.j.measure[0].because, "theorem"));
    given_free(&g);
    /* the opposite claim is reversed by the same theorem; votes have none */
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 6"), "increasing", "members", ""), club_world(world, 8, 2, .5));
    given_judge(&g, 500, 16, 2);
    assert_int_equal(g.j.measure[0].basis, CM_BY_THEOREM);
    assert_int_equal(g.j.measure[0].verdict, CM_REVERSED);
    given_free(&g);
    given_good(&g, "%s" CLUB(2, TWOTHIRDS) CLAIM(AGREEMENT, SIZES("2, 6"), "decreasing", "members", ""), club_world(world, 8, 2, .5));
    given_judge(&g, 500, 16, 2);
    assert_int_equal(g.j.measure[0].basis, CM_BY_SAMPLE);
    given_free(&g);
}

static void test_given_players_in_a_list_make_an_exact_verdict(void **state)
{
    given g;
    (void)state;
    given_good(&g, "issues = { law = {}; }; status_quo = { law = 0.4; }; players = { A = { ideal = { law = 0.9; }; }; B = { ideal = { law = 0.8; }; }; C = { ideal = { law = 0.1; }; }; };"
                   "venues = { club = { rule = " CONSENSUS "; }; };"
                   CLAIM(AGREEMENT, "{ path = \"venues.club.rule\"; label = \"rule\"; variants = ( { id = \"consensus\"; to = " CONSENSUS "; }, { id = \"majority\"; to = { type = \"majority\"; }; } ); }",
                         "increasing", "rule", ""));
    assert_false(g.claim.random);
    given_judge(&g, 5000, 1, 1);
    assert_true(g.j.draws == 1);
    assert_int_equal(g.j.measure[0].basis, CM_BY_EXACT);
    assert_int_equal(g.j.measure[0].verdict, CM_SUPPORTED);
    assert_close(given_mean(&g, 0, 0), 0, 0);
    assert_close(given_mean(&g, 0, 1), 1, 0);
    given_free(&g);
}

static void test_no_effect_is_a_verdict(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 3"), "decreasing", "members", ""), club_world(world, 8, 5, 0));
    given_judge(&g, 1000, 17, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_NO_EFFECT);
    assert_string_equal(g.j.measure[0].cell[0].flag, "ceiling");
    given_free(&g);
}

/* Down from first to last, but up on the way: .93 by majority of five, .02 by consensus of fifteen, .69
 * by two thirds of five. */
static void test_a_step_against_the_ends_makes_it_conditional(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM(AGREEMENT,
               "{ label = \"venue\"; variants = ( { id = \"first\"; set = ( { path = \"venues.club.rule\"; to = { type = \"majority\"; }; } ); },"
               " { id = \"middle\"; set = ( { path = \"venues.club.members.size\"; to = 15; } ); },"
               " { id = \"last\"; set = ( { path = \"venues.club.rule\"; to = " TWOTHIRDS "; } ); } ); }", "decreasing", "venue", ""), club_world(world, 20, 1, .75));
    given_judge(&g, 1000, 18, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_CONDITIONAL);
    assert_int_equal(g.j.measure[0].regime[0].worst, 1);
    assert_non_null(strstr(g.j.measure[0].because, "but from middle to last it changes by"));
    given_free(&g);
}

/* Equal ends, but a hump between them: neither "no effect" nor an effect. */
static void test_a_hump_between_equal_ends_is_conditional(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(15, CONSENSUS) CLAIM(AGREEMENT,
               "{ label = \"venue\"; variants = ( { id = \"first\"; set = ( { path = \"venues.club.members.size\"; to = 15; } ); },"
               " { id = \"middle\"; set = ( { path = \"venues.club.rule\"; to = { type = \"majority\"; }; } ); },"
               " { id = \"last\"; set = ( { path = \"venues.club.members.size\"; to = 15; } ); } ); }", "decreasing", "venue", ""), club_world(world, 20, 1, .75));
    given_judge(&g, 1000, 18, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_CONDITIONAL);
    assert_non_null(strstr(g.j.measure[0].because, "but from first to middle it changes by"));
    given_free(&g);
}

/* Depth falls by a few hundredths: nothing against 0.5, an effect against 0.01; agreement is judged by its own. */
static void test_each_measure_may_have_its_own_smallest_effect(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s venues = { club = { members = { size = 2; }; rule = " CONSENSUS "; }; };"
               "claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\");"
               " vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (3, 9); } );"
               " expect = { direction = \"decreasing\"; along = \"members\"; smallest_effect = { agreement = 0.9; depth = 0.01; }; }; };", club_world(world, 20, 1, .75));
    assert_close(g.claim.smallest[0], 0.9, 0);
    given_judge(&g, 1000, 18, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_NO_EFFECT);
    assert_int_equal(g.j.measure[1].verdict, CM_SUPPORTED);
    given_free(&g);
}

static void test_few_draws_leave_it_undecided_and_say_how_many_more(void **state)
{
    char world[TEXT];
    double more;
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("3, 4"), "decreasing", "members", ""), club_world(world, 8, 1, 0));
    given_judge(&g, 20, 19, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_UNDECIDED);
    more = g.j.measure[0].more;
    assert_true(more > 0 && more < 3000);
    assert_non_null(strstr(g.j.measure[0].because, "more draws would settle it"));
    given_judge(&g, 20 + (uint64_t)more * 6, 19, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_SUPPORTED);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested_consensus_is_a_theorem_and_no_draw_is_against_it),
        cmocka_unit_test(test_given_players_in_a_list_make_an_exact_verdict),
        cmocka_unit_test(test_no_effect_is_a_verdict),
        cmocka_unit_test(test_a_step_against_the_ends_makes_it_conditional),
        cmocka_unit_test(test_each_measure_may_have_its_own_smallest_effect),
        cmocka_unit_test(test_a_hump_between_equal_ends_is_conditional),
        cmocka_unit_test(test_few_draws_leave_it_undecided_and_say_how_many_more),
    };
    return RUN_TESTS(tests);
}
