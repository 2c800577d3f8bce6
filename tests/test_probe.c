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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_concept_and_the_fast_way_through_cells_agree),
        cmocka_unit_test(test_the_sums_do_not_depend_on_threads),
        cmocka_unit_test(test_a_claim_about_votes_needs_no_issues),
    };
    return RUN_TESTS(tests);
}
