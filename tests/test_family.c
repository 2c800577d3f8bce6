/* test_family.c: a claim under several models, and the verdict over all of them. */
#include <stdio.h>
#include <string.h>

#include "models/family.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

#define WORLD "population = { size = 30; dimensions = 1; blocs = { w = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = 1; sd = 1; }; }; }; }; };" \
              " defaults = { patience = 0.9; }; venues = { club = { members = { size = 5; }; rule = { type = \"consensus\"; }; }; }; models = { private-information = { costs = \"per-capita\"; cost = 0.5; }; };"
#define CLAIM "claim = { id = \"T\"; statement = \"x\"; venue = \"club\"; vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 8); } );" \
              " expect = { direction = \"decreasing\"; along = \"members\"; smallest_effect = 0.05; }; draws = %s; models = ( %s ); };"
#define TEXT_EXISTS "{ id = \"exists\"; measure = \"agreement\"; }"
#define A_HEAD "{ id = \"head\"; name = \"a cost a head\"; measure = \"private-information.agreement\"; }"
#define FIXED "{ id = \"fixed\"; measure = \"private-information.agreement\"; set = ( { path = \"models.private-information.costs\"; to = \"fixed\"; }, { path = \"models.private-information.cost\"; to = 1; } ); }"

typedef struct judged {
    given g;
    cm_family family;
    cm_judgement judgement[8];
    cm_family_report report;
} judged;

static void judge(judged *j, const char *draws, const char *models)
{
    given_read(&j->g, WORLD CLAIM, draws, models);
    assert_int_equal(cm_family_read(&j->g.ctx, &j->g.arena, j->g.root, &j->g.diags, &j->family), CM_OK);
    for (size_t i = 0; i < j->g.diags.count; i++) print_message("%s\n", j->g.diags.item[i].message);
    assert_int_equal(j->g.diags.count, 0);
    for (size_t i = 0; i < j->family.n; i++) {
        const cm_claim *claim = &j->family.model[i].claim;
        cm_simulate_options options = { .seed = 1, .draws = claim->draws, .threads = 2 };
        if (cm_judge(&j->g.ctx, &j->g.arena, claim, &options, &j->judgement[i]) != CM_OK) fail_msg("%s", j->g.ctx.message);
    }
    assert_int_equal(cm_family_join(&j->g.ctx, &j->g.arena, &j->family, j->judgement, &j->report), CM_OK);
}

static void test_models_that_agree_give_their_verdict(void **state)
{
    judged j;
    (void)state;
    judge(&j, "2000", TEXT_EXISTS "," A_HEAD);
    assert_int_equal(j.report.verdict, CM_SUPPORTED);
    assert_int_equal(j.report.basis, CM_BY_SAMPLE);
    assert_string_equal(j.report.because, "in these models, all 2 agree: supported");
    given_free(&j.g);
}

static void test_models_that_differ_make_it_conditional_on_the_model(void **state)
{
    judged j;
    (void)state;
    judge(&j, "2000", A_HEAD "," FIXED);
    assert_int_equal(j.report.verdict, CM_CONDITIONAL);
    assert_int_equal(j.report.basis, CM_BY_EXACT);
    assert_string_equal(j.report.because, "in these models, it depends on the model: supported under 'a cost a head'; reversed under 'fixed'");
    given_free(&j.g);
}

static void test_a_model_that_cannot_be_decided_leaves_the_joint_verdict_undecided(void **state)
{
    judged j;
    (void)state;
    judge(&j, "3", TEXT_EXISTS "," A_HEAD);
    assert_int_equal(j.judgement[0].measure[0].verdict, CM_UNDECIDED);
    assert_int_equal(j.report.verdict, CM_UNDECIDED);
    given_free(&j.g);
}

/* Three random models that are alike: the first is asked at alpha / 3; all are decided there. An exact one takes nothing of alpha. */
static void test_the_level_is_shared_by_the_models_that_draw(void **state)
{
    judged j;
    (void)state;
    judge(&j, "2000", "{ id = \"a\"; measure = \"agreement\"; }, { id = \"b\"; measure = \"agreement\"; }, { id = \"c\"; measure = \"agreement\"; }," A_HEAD);
    for (int i = 0; i < 3; i++) assert_close(j.judgement[i].confidence, 1 - 0.05 / 3, 1e-12);
    assert_close(j.judgement[3].confidence, 0.95, 1e-12);
    assert_true(j.judgement[0].measure[0].regime[0].end.low == j.judgement[2].measure[0].regime[0].end.low);
    given_free(&j.g);
}

/* A smallest effect between what alpha / 2 and alpha can clear: decided only once the easy one is out of the way. */
static void test_the_harder_model_is_asked_at_what_the_easier_leaves(void **state)
{
    judged alone, both;
    double margin;
    char hard[160];
    (void)state;
    judge(&alone, "2000", TEXT_EXISTS);
    assert_int_equal(cm_judge_again(&alone.g.ctx, &alone.g.arena, &alone.judgement[0], 0.95), CM_OK);
    margin = -alone.judgement[0].measure[0].regime[0].end.high;
    assert_int_equal(cm_judge_again(&alone.g.ctx, &alone.g.arena, &alone.judgement[0], 0.975), CM_OK);
    margin = (margin - alone.judgement[0].measure[0].regime[0].end.high) / 2;
    (void)snprintf(hard, sizeof hard, "{ id = \"hard\"; measure = \"agreement\"; expect = { smallest_effect = %.9f; }; }", margin);
    given_free(&alone.g);
    (void)strcat(hard, "," TEXT_EXISTS);
    judge(&both, "2000", hard);
    assert_int_equal(both.judgement[0].measure[0].verdict, CM_SUPPORTED);
    assert_close(both.judgement[0].confidence, 0.95, 1e-12);
    assert_close(both.judgement[1].confidence, 0.975, 1e-12);
    given_free(&both.g);
}

static void test_an_entry_replaces_only_what_it_says(void **state)
{
    judged j;
    (void)state;
    judge(&j, "100", TEXT_EXISTS ", { id = \"up\"; measure = \"depth\"; expect = { direction = \"increasing\"; }; draws = 7; }");
    assert_true(j.family.model[0].claim.decreasing);
    assert_false(j.family.model[1].claim.decreasing);
    assert_int_equal(j.family.model[0].claim.draws, 100);
    assert_int_equal(j.family.model[1].claim.draws, 7);
    assert_close(j.family.model[1].claim.smallest[0], 0.05, 0);
    assert_string_equal(j.family.model[1].claim.id, "T");
    given_free(&j.g);
}

static void test_running_out_of_memory_is_told(void **state)
{
    (void)state;
    for (long budget = 0; budget < 3000; budget = budget < 40 ? budget + 1 : budget * 3 / 2) {
        cm_family family;
        cm_status status;
        given g;
        given_read(&g, WORLD CLAIM, "10", TEXT_EXISTS "," FIXED);
        g.ctx.alloc_budget = budget;
        status = cm_family_read(&g.ctx, &g.arena, g.root, &g.diags, &family);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        g.ctx.alloc_budget = -1;
        given_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models_that_agree_give_their_verdict),
        cmocka_unit_test(test_models_that_differ_make_it_conditional_on_the_model),
        cmocka_unit_test(test_a_model_that_cannot_be_decided_leaves_the_joint_verdict_undecided),
        cmocka_unit_test(test_the_level_is_shared_by_the_models_that_draw),
        cmocka_unit_test(test_the_harder_model_is_asked_at_what_the_easier_leaves),
        cmocka_unit_test(test_an_entry_replaces_only_what_it_says),
        cmocka_unit_test(test_running_out_of_memory_is_told),
    };
    return RUN_TESTS(tests);
}
