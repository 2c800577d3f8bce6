/* test_probe.c: measures that are a concept's, in the cells of a claim. */
#include "models/claim.h"
#include "models/judge.h"
#include "models/simulate.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

#define WORLD "population = { size = 30; dimensions = 2; blocs = { w = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = 0.5; sd = 1; };" \
              " issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; }; }; venues = { club = { members = { size = 5; }; rule = { type = \"consensus\"; }; }; };"
#define CLAIM "claim = { statement = \"x\"; venue = \"club\"; measures = (%s); vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 4, 8); } );" \
              " expect = { form = \"monotone\"; direction = \"decreasing\"; along = \"venues.club.members.size\"; smallest_effect = 0.05; }; draws = 200; };"

static cm_sums simulated(given *g, cm_claim *claim, int threads)
{
    cm_simulate_options options = { .seed = 1, .draws = claim->draws, .threads = threads };
    cm_sums sums;
    assert_int_equal(cm_simulate(&g->ctx, &g->arena, claim, NULL, 0, &options, &sums), CM_OK);
    return sums;
}

static void test_a_concept_and_the_fast_way_through_cells_agree(void **state)
{
    cm_claim claim;
    cm_sums sums;
    given g;
    (void)state;
    given_read(&g, WORLD CLAIM, "\"gridlock.movable\", \"agreement\", \"depth.depth\", \"depth\"");
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(claim.nmeasures, 4);
    sums = simulated(&g, &claim, 2);
    for (size_t c = 0; c < claim.ncells; c++) {
        assert_true(sums.sum[c] > 0);
        assert_close(sums.sum[c], sums.sum[claim.ncells + c], 1e-12);
        assert_close(sums.sum[2 * claim.ncells + c], sums.sum[3 * claim.ncells + c], 1e-6);
    }
    assert_true(sums.sum[2] < sums.sum[0]);
    given_free(&g);
}

static void test_the_sums_do_not_depend_on_threads(void **state)
{
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, WORLD CLAIM, "\"depth.depth\"");
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    cm_sums one = simulated(&g, &claim, 1), two = simulated(&g, &claim, 2);
    for (size_t c = 0; c < claim.ncells; c++) assert_true(one.sum[c] == two.sum[c] && one.square[c] == two.square[c]);
    given_free(&g);
}

static void test_a_claim_about_votes_needs_no_issues(void **state)
{
    static const char *const text =
        "players = { A = { capability = 4; }; B = { capability = 2; }; C = { capability = 1; }; }; venues = { club = { rule = { type = \"majority\"; }; }; };"
        " claim = { statement = \"x\"; venue = \"club\"; measure = \"power.power_to_act\"; vary = ( { path = \"venues.club.rule\"; label = \"rule\"; variants = ("
        " { id = \"majority\"; to = { type = \"majority\"; }; }, { id = \"consensus\"; to = { type = \"consensus\"; }; } ); } );"
        " expect = { direction = \"decreasing\"; along = \"rule\"; }; };";
    cm_simulate_options options = { .seed = 1, .threads = 1 };
    cm_judgement judgement;
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, "%s", text);
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    options.draws = claim.draws;
    assert_int_equal(cm_judge(&g.ctx, &g.arena, &claim, &options, &judgement), CM_OK);
    assert_int_equal(judgement.measure[0].verdict, CM_SUPPORTED);
    assert_true(judgement.sampled == 0);
    given_free(&g);
}

#define GAME "parameters = { g = 2; }; game = { form = \"normal\"; players = (\"A\", \"B\"); symmetric = true; strategies = (\"wait\", \"attack\"); payoffs = (" \
             " { when = (\"wait\", \"wait\"); pay = 3; }, { when = (\"wait\", \"attack\"); pay = -3; }, { when = (\"attack\", \"wait\"); pay = \"g\"; }," \
             " { when = (\"attack\", \"attack\"); pay = 0; } ); };"
#define ABOUT_IT " claim = { statement = \"x\"; measure = \"%s\"; vary = ( { path = \"parameters.g\"; label = \"g\"; values = (%s); } );" \
                 " expect = { direction = \"decreasing\"; along = \"g\"; smallest_effect = 0.5; }; };"

static void test_a_claim_without_a_venue_is_about_the_game_that_the_file_gives(void **state)
{
    cm_simulate_options options = { .seed = 1, .draws = 1, .threads = 1 };
    cm_judgement judgement;
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, GAME ABOUT_IT, "pure.count", "2, 4");             /* a stag hunt has two equilibria, a prisoners' dilemma one */
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_false(claim.random);
    assert_int_equal(cm_judge(&g.ctx, &g.arena, &claim, &options, &judgement), CM_OK);
    assert_close(judgement.measure[0].cell[0].mean, 2, 0);
    assert_close(judgement.measure[0].cell[1].mean, 1, 0);
    assert_int_equal(judgement.measure[0].verdict, CM_SUPPORTED);
    given_free(&g);
}

static void test_a_tree_counts_as_its_normal_form_and_weights_as_their_vote(void **state)
{
    static const char *const tree =
        "parameters = { w = 0; }; game = { form = \"extensive\"; players = (\"M\", \"C\"); nodes = ( { at = \"s\"; player = \"M\"; actions = (\"leave\", \"stay\"); to = (\"r\", \"e\"); },"
        " { at = \"r\"; player = \"C\"; actions = (\"punish\", \"let go\"); to = (\"w\", \"d\"); }, { at = \"e\"; pay = (1, 3); }, { at = \"w\"; pay = (0, \"w\"); }, { at = \"d\"; pay = (2, 1); } ); };"
        " claim = { statement = \"x\"; measures = (\"pure.count\", \"backward.count\"); vary = ( { path = \"parameters.w\"; label = \"w\"; values = (0, 2); } ); expect = { direction = \"decreasing\"; along = \"w\"; }; };";
    static const char *const votes =
        "parameters = { q = 3; }; game = { form = \"weighted\"; players = (\"A\", \"B\", \"C\"); quota = \"q\"; weights = (2, 1, 1); };"
        " claim = { statement = \"x\"; measures = (\"power.winning_coalitions\", \"wedge.cost\"); vary = ( { path = \"parameters.q\"; label = \"q\"; values = (3, 4); } ); expect = { direction = \"decreasing\"; along = \"q\"; }; };";
    cm_simulate_options options = { .seed = 1, .draws = 1, .threads = 1 };
    cm_sums sums;
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, "%s", tree);
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
    assert_close(sums.sum[0], 2, 0);             /* (leave, let go) and (stay, punish); then punishing pays: (stay, punish) alone */
    assert_close(sums.sum[1], 1, 0);
    assert_close(sums.sum[2], 1, 0);
    given_free(&g);
    given_read(&g, "%s", votes);
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
    assert_close(sums.sum[0], 3, 0);             /* AB, AC, ABC; then all three alone */
    assert_close(sums.sum[1], 1, 0);
    given_free(&g);
}

static void test_a_claim_in_a_file_with_venues_may_be_about_its_game(void **state)
{
    static const char *const text =
        "players = { A = {}; B = {}; C = {}; }; venues = { body = { rule = { type = \"majority\"; }; }; }; parameters = { e = 5; };"
        " game = { form = \"bankruptcy\"; players = (\"A\", \"B\", \"C\"); estate = \"e\"; claims = (2, 3, 4); };"
        " claim = { statement = \"x\"; venue = \"body\"; measure = \"core.total\"; %s vary = ( { path = \"parameters.e\"; label = \"e\"; values = (5, 7); } ); expect = { direction = \"increasing\"; along = \"e\"; }; };";
    cm_simulate_options options = { .seed = 1, .draws = 1, .threads = 1 };
    cm_sums sums;
    cm_claim claim;
    given g;
    (void)state;
    for (int own = 0; own < 2; own++) {
        given_read(&g, text, own ? "model = \"game\";" : "");
        assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
        assert_int_equal(g.diags.count, 0);
        assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
        assert_close(sums.sum[0], own ? 5 : 1, 1e-9);            /* the venue's votes are worth 1 together, the estate 5 */
        assert_close(sums.sum[1], own ? 7 : 1, 1e-9);
        given_free(&g);
    }
}

static void test_parameters_for_each_player_are_about_the_players_of_the_file(void **state)
{
    static const char *const text =
        "players = { N = {}; S = {}; }; parameters = { d = 1; }; models = { allies = { dependence = { N = \"d\"; S = \"2 * d\"; }; cost = { N = 3; S = 3; }; }; };"
        " claim = { statement = \"x\"; measure = \"allies.least\"; vary = ( { path = \"parameters.d\"; label = \"d\"; values = (1, 2, 3); } ); expect = { direction = \"increasing\"; along = \"d\"; }; };";
    cm_simulate_options options = { .seed = 1, .draws = 1, .threads = 1 };
    cm_sums sums;
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, "%s", text);
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
    for (size_t c = 0; c < 3; c++) assert_close(sums.sum[c], (double)c, 0);
    given_free(&g);
}

static void test_venues_of_parts_are_for_models_of_venues_together(void **state)
{
    static const char *const text =
        "issues = { data = { name = \"D\"; }; }; status_quo = { data = 0.2; };"
        " players = { A = { ideal = { data = 1; }; }; B = { ideal = { data = 0.9; }; }; C = { ideal = { data = 0.45; }; }; };"
        " venues = { hall = { rule = { type = \"quota\"; votes = 3; }; }; club = { members = (\"A\", \"B\"); rule = { type = \"quota\"; votes = 2; }; }; order = { parts = (\"hall\"); }; };"
        " claim = { statement = \"x\"; venue = \"order\"; measure = \"%s\"; %s vary = ( { path = \"venues.order.parts\"; label = \"p\"; variants = ("
        " { id = \"hall\"; to = (\"hall\"); }, { id = \"both\"; to = (\"hall\", \"club\"); } ); } ); expect = { direction = \"increasing\"; along = \"p\"; }; };";
    cm_simulate_options options = { .seed = 1, .draws = 1, .threads = 1 };
    cm_sums sums;
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, text, "pure.count", "model = \"forum-choice\";");
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
    assert_true(sums.sum[0] > 0);
    assert_true(sums.sum[1] > 0);
    given_free(&g);
    given_read(&g, text, "power.power_to_act", "");
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_true(given_says(&g, "the measure 'power.power_to_act' is about the game of one venue, and 'order' is made of parts"));
    given_free(&g);
}

#define BLOC(id, weight, mean, sd) id " = { weight = " weight "; ideal = { ict = { dist = \"normal\"; mean = " mean "; sd = " sd "; }; }; capability = { dist = \"zipf\"; exponent = 1; }; };"
#define HALL(id, rule) id " = { members = { size = 4; pick = \"random\"; }; rule = " rule "; };"

/* In these draws GLPK's dual simplex calls a point optimal at which all chances are 0 (lp.c asks whether it holds). */
static void test_advice_in_drawn_halls_is_certified(void **state)
{
    static const char *const text =
        "issues = { ict = { name = \"N\"; range = (0, 1); }; }; status_quo = { ict = 0.42; };"
        " population = { size = 193; blocs = {" BLOC("a", "54", "0.20", "0.11") BLOC("b", "55", "0.24", "0.25") BLOC("c", "23", "0.74", "0.36") BLOC("d", "33", "0.34", "0.19") BLOC("e", "28", "0.92", "0.08") " }; };"
        " venues = {" HALL("one", "{ type = \"quota\"; votes = 3; }") HALL("two", "{ type = \"consensus\"; }") HALL("three", "{ type = \"quota\"; votes = 2; }") " order = { parts = (\"one\"); }; };"
        " claim = { statement = \"x\"; venue = \"order\"; measure = \"correlated.welfare\"; model = \"forum-choice\"; vary = ( { path = \"venues.order.parts\"; label = \"halls\"; variants = ("
        " { id = \"2\"; to = (\"one\", \"two\"); }, { id = \"3\"; to = (\"one\", \"two\", \"three\"); } ); } ); expect = { direction = \"increasing\"; along = \"halls\"; }; draws = 40; };";
    cm_simulate_options options = { .seed = 3, .draws = 40, .threads = 2 };
    cm_claim claim;
    cm_sums sums;
    given g;
    (void)state;
    given_read(&g, "%s", text);
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_int_equal(g.diags.count, 0);
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &claim, NULL, 0, &options, &sums), CM_OK);
    assert_true(sums.sum[1] > 0);
    given_free(&g);
}

static void test_what_a_claim_without_a_venue_cannot_ask_is_told(void **state)
{
    static const struct { const char *measure, *values, *message; } known[] = {
        { "agreement", "2, 4", "the measure 'agreement' is about a venue, and the claim names none" },
        { "power.power_to_act", "2, 4", "the measure 'power.power_to_act' is about a venue, and the claim names none" },
        { "pure.count", "2, \"z\"", "with g = z: \"z\" is no number: there is no parameter 'z'" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        cm_claim claim;
        given g;
        given_read(&g, GAME ABOUT_IT, known[i].measure, known[i].values);
        assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
        assert_true(given_says(&g, known[i].message));
        given_free(&g);
    }
}

static void test_a_game_that_the_file_does_not_give_is_not_asked_about(void **state)
{
    cm_claim claim;
    given g;
    (void)state;
    given_read(&g, WORLD "claim = { statement = \"x\"; venue = \"club\"; model = \"game\"; measure = \"power.power_to_act\"; vary = ( { path = \"venues.club.members.size\"; values = (2, 4); } );"
               " expect = { direction = \"decreasing\"; along = \"venues.club.members.size\"; }; };");
    assert_int_equal(cm_claim_read(&g.ctx, &g.arena, g.root, &g.diags, &claim), CM_OK);
    assert_true(given_says(&g, "the file gives no game that 'power' takes"));
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_concept_and_the_fast_way_through_cells_agree),
        cmocka_unit_test(test_the_sums_do_not_depend_on_threads),
        cmocka_unit_test(test_a_claim_about_votes_needs_no_issues),
        cmocka_unit_test(test_a_claim_without_a_venue_is_about_the_game_that_the_file_gives),
        cmocka_unit_test(test_a_tree_counts_as_its_normal_form_and_weights_as_their_vote),
        cmocka_unit_test(test_a_claim_in_a_file_with_venues_may_be_about_its_game),
        cmocka_unit_test(test_parameters_for_each_player_are_about_the_players_of_the_file),
        cmocka_unit_test(test_venues_of_parts_are_for_models_of_venues_together),
        cmocka_unit_test(test_advice_in_drawn_halls_is_certified),
        cmocka_unit_test(test_what_a_claim_without_a_venue_cannot_ask_is_told),
        cmocka_unit_test(test_a_game_that_the_file_does_not_give_is_not_asked_about),
    };
    return RUN_TESTS(tests);
}
