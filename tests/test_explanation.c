/* test_explanation.c: the part of each cause, against Shapley values computed from closed forms.
 *
 * One issue: a quota of q passes when q are above the status quo, or q below, which are binomial sums. */
#include <gsl/gsl_cdf.h>

#include "tests/support/club.h"
#include "tests/support/support.h"

#define END(id, size, mean, rule) "{ id = \"" id "\"; set = ( { path = \"venues.club.members.size\"; to = " #size "; }," \
    " { path = \"population.blocs.all.ideal.issue1.mean\"; to = " #mean "; }, { path = \"venues.club.rule\"; to = " rule "; } ); };"
#define EXPLAINED(from, to) CLUB(5, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; vary = (" SIZES("5, 25") ");" \
    " expect = { direction = \"decreasing\"; along = \"members\"; }; explain = { from = " from " to = " to " channels = (\"members\", \"location\", \"rule\"); }; };"

static void expect_part(const cm_explanation *e, size_t channel, double exact)
{
    const cm_channel_report *c = &e->channel[channel];
    double z = gsl_cdf_ugaussian_Qinv(.05 / 3 / 2), error = (c->high - c->low) / 2 / z;
    if (fabs(c->effect - exact) > 4 * error + 1e-4) print_error("%s: %.4f in place of %.4f, error %.4f\n", c->channel, c->effect, exact, error);
    assert_true(fabs(c->effect - exact) <= 4 * error + 1e-4);
}

static void explain_text(given *g, const char *ends, uint64_t draws)
{
    char world[TEXT];
    given_good(g, "%s%s", club_world(world, 193, 1, 0), ends);
    given_judge(g, draws, 15, 0);
    assert_non_null(g->j.explanation);
}

/* Shapley values computed from the closed forms above, exactly. */
static void test_a_smaller_like_minded_venue_is_explained_by_members_and_interests(void **state)
{
    given g;
    const cm_explanation *e;
    double sum;
    (void)state;
    explain_text(&g, EXPLAINED(END("global", 25, .75, CONSENSUS), END("regional", 5, 1.5, CONSENSUS)), 4000);
    e = g.j.explanation;
    expect_part(e, 0, .4029);
    expect_part(e, 1, .3032);
    assert_close(e->channel[2].effect, 0, 1e-12);
    assert_close(e->total, .7061, .03);
    sum = e->channel[0].effect + e->channel[1].effect + e->channel[2].effect;
    assert_close(sum, e->total, 1e-12);              /* nothing is left over */
    assert_close(e->channel[0].first_in, .276, .03);
    assert_close(e->channel[0].last_in, .530, .03);
    assert_close(e->channel[1].first_in, .176, .03);
    assert_close(e->channel[1].last_in, .431, .03);
    assert_true(e->channel[0].identified && e->channel[1].identified);
    given_free(&g);
}

static void test_a_change_of_rule_can_hide_the_sign_of_members(void **state)
{
    given g;
    const cm_explanation *e;
    (void)state;
    explain_text(&g, EXPLAINED(END("global", 25, .75, CONSENSUS), END("regional", 5, 1.5, TWOTHIRDS)), 8000);
    e = g.j.explanation;
    expect_part(e, 0, .1314);
    expect_part(e, 1, .2352);
    expect_part(e, 2, .5929);
    assert_close(e->total, .9595, .02);
    assert_close(e->channel[0].first_in, .276, .03);
    assert_close(e->channel[0].last_in, -.039, .02);
    assert_false(e->channel[0].identified);
    assert_true(e->channel[1].identified && e->channel[2].identified);
    assert_true(e->channel[0].least <= e->channel[0].last_in && e->channel[0].greatest >= e->channel[0].first_in);
    assert_true(e->interaction_share > .1 && e->interaction_share < 1);
    given_free(&g);
}

static void test_a_small_venue_may_be_worse_for_its_rule(void **state)
{
    given g;
    const cm_explanation *e;
    double whole = 0, dividends = 0;
    (void)state;
    explain_text(&g, EXPLAINED(END("global", 193, 1, TWOTHIRDS), END("club", 15, 1, CONSENSUS)), 3000);
    e = g.j.explanation;
    expect_part(e, 0, .0265);
    expect_part(e, 1, 0);
    expect_part(e, 2, -.9516);
    assert_close(e->total, -.9251, .02);
    for (size_t k = 0; k < 3; k++) whole += e->channel[k].first_in;
    for (size_t i = 0; i < e->ninteractions; i++) dividends += e->interaction[i].dividend;
    assert_close(whole + dividends, e->total, 1e-12);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_smaller_like_minded_venue_is_explained_by_members_and_interests),
        cmocka_unit_test(test_a_change_of_rule_can_hide_the_sign_of_members),
        cmocka_unit_test(test_a_small_venue_may_be_worse_for_its_rule),
    };
    return RUN_TESTS(tests);
}
