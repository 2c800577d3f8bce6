/* test_counter.c: counterexamples read back as scenarios and show what they say. */
#include "models/model.h"
#include "solver/concept.h"
#include "tests/support/club.h"
#include "tests/support/support.h"

static bool movable(given *g, const char *venue)
{
    const cm_concept *gridlock = cm_concept_find("gridlock");
    cm_result result;
    cm_world world;
    cm_meeting meeting;
    cm_game game;
    const cm_venue *at = cm_scenario_venue(&g->s, venue);
    assert_non_null(at);
    cm_result_init(&result, &g->arena);
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, 1, &world), CM_OK);
    assert_int_equal(cm_meeting_open(&g->ctx, &g->arena, &g->s, at, &world, &meeting), CM_OK);
    assert_int_equal(cm_model_find("negotiation")->build(&g->ctx, &g->arena, &meeting, &g->diags, &game), CM_OK);
    assert_int_equal(cm_concept_solve(&g->ctx, gridlock, &game, NULL, &result), CM_OK);
    return cm_result_get(&result, "movable")->as.truth;
}

static void expect_counterexample(given *g)
{
    given read;
    assert_non_null(g->j.counterexample);
    assert_non_null(g->j.counter_words);
    assert_non_null(strstr(g->j.counterexample, "comity = 1"));
    given_good(&read, "%s", strchr(g->j.counterexample, ';') + 1);
    assert_true(movable(&read, "before") == g->claim.decreasing ? false : true);
    assert_true(movable(&read, "after") == g->claim.decreasing);
    given_free(&read);
}

static void test_a_counterexample_reads_back_and_shows_what_it_says(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, TWOTHIRDS) CLAIM(AGREEMENT, SIZES("5, 9"), "decreasing", "members", ""), club_world(world, 12, 2, .4));
    given_judge(&g, 300, 20, 1);
    expect_counterexample(&g);
    given_free(&g);
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 9"), "increasing", "members", ""), club_world(world, 12, 2, .4));
    given_judge(&g, 300, 20, 1);
    expect_counterexample(&g);
    given_free(&g);
}

/* Rules that name players: a counterexample is written only if it reads. */
static void test_a_counterexample_of_a_rule_with_names_reads_back(void **state)
{
    static const char *const rules[] = {
        "{ type = \"veto\"; players = (\"A\", \"B\"); }", "{ all = ( { type = \"quota\"; share = 0.75; }, { type = \"veto\"; players = (\"powers\"); } ); }",
        "{ type = \"weighted\"; weights = { A = 3; B = 2; C = 2; D = 1; E = 1; F = 1; }; share = 0.7; }", "{ type = \"weighted\"; weights = \"votes\"; share = 0.7; }",
        "{ all = ( { type = \"quota\"; share = 0.75; }, { type = \"chamber\"; members = (\"powers\", \"C\"); rule = { type = \"majority\"; }; } ); }",
    };
    int written = 0;
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        given g;
        given_read(&g, "issues = { law = { range = (-2, 2); }; data = { range = (-2, 2); }; }; status_quo = { law = 0; data = 0; }; players = {"
                       " A = { ideal = { law = 1; data = 0.2; }; column = { votes = 3; }; }; B = { ideal = { law = 0.9; data = -0.3; }; column = { votes = 2; }; };"
                       " C = { ideal = { law = -1; data = 0.8; }; column = { votes = 2; }; }; D = { ideal = { law = -0.7; data = -0.6; }; column = { votes = 1; }; };"
                       " E = { ideal = { law = 0.2; data = -1; }; column = { votes = 1; }; }; F = { ideal = { law = 0.4; data = 0.9; }; column = { votes = 1; }; }; };"
                       "groups = { powers = { members = (\"A\", \"B\"); }; }; venues = { club = { members = { size = 5; }; proposer = { fixed = \"A\"; }; rule = %s; }; };"
                       CLAIM(AGREEMENT, SIZES("3, 5"), "%s", "members", ""), rules[i / 2], i % 2 == 0 ? "increasing" : "decreasing");
        if (g.diags.count > 0) {                                       /* {veto} alone asks for nobody in some draws */
            given_free(&g);
            continue;
        }
        given_judge(&g, 400, 21, 1);
        if (g.j.counterexample != NULL) expect_counterexample(&g);
        written += g.j.counterexample != NULL;
        given_free(&g);
    }
    assert_true(written >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_counterexample_reads_back_and_shows_what_it_says),
        cmocka_unit_test(test_a_counterexample_of_a_rule_with_names_reads_back),
    };
    return RUN_TESTS(tests);
}
