/* test_measure.c: events, agendas and measures of a claim, against closed forms. */
#include <gsl/gsl_cdf.h>

#include "tests/support/club.h"
#include "tests/support/support.h"

/* A text t > 0 on one issue is better than the status quo 0 for those with ideals above t/2. */
static void test_a_given_text_passes_when_enough_prefer_it(void **state)
{
    double p = 1 - gsl_cdf_ugaussian_P(.4 - .75);
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; event = \"given-text\"; text = { issue1 = 0.8; };"
               " vary = (" SIZES("1, 3, 6") ", " RULES "); expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); }; };", club_world(world, 12, 1, .75));
    given_judge(&g, 4000, 22, 1);
    club_expect_share(&g, 0, p, "one");
    club_expect_share(&g, 2, p * p * p, "three by consensus");
    club_expect_share(&g, 3, 3 * p * p * (1 - p) + p * p * p, "two of three");
    club_expect_share(&g, 4, pow(p, 6), "six by consensus");
    club_expect_share(&g, 5, gsl_cdf_binomial_Q(3, p, 6), "four of six");
    assert_int_equal(g.j.measure[0].regime[0].basis, CM_BY_THEOREM);
    given_free(&g);
}

/* Each issue of a text by itself: ideals above t/2 = 0.4 on both of two issues, on one, or on the whole above the sum. */
static void test_a_given_text_is_voted_on_as_the_agenda_has_it(void **state)
{
    double p = 1 - gsl_cdf_ugaussian_P(.4), both = p * p * p, package = 1 - gsl_cdf_ugaussian_P(.8 / sqrt(2));
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\"); event = \"given-text\"; text = { issue1 = 0.8; issue2 = 0.8; };"
               " vary = ( { path = \"venues.club.agenda\"; label = \"agenda\"; values = (\"package\", \"issue-by-issue\", \"all-or-nothing\"); } );"
               " expect = { direction = \"decreasing\"; along = \"agenda\"; }; };", club_world(world, 9, 3, 0));
    given_judge(&g, 4000, 29, 1);
    club_expect_share(&g, 0, package * package * package, "all at once");
    club_expect_share(&g, 1, 1 - (1 - both) * (1 - both), "one part is enough");
    club_expect_share(&g, 2, both * both, "every part, and none on the issue that is left as it is");
    assert_true(given_mean(&g, 1, 1) > given_mean(&g, 1, 2) && given_mean(&g, 1, 2) > 0);
    given_free(&g);
}

/* A text beyond somebody's red line is refused by it, however near its ideal. */
static void test_red_lines_refuse_a_given_text(void **state)
{
    for (int line = 0; line <= 1; line++) {
        given g;
        given_good(&g, "issues = { law = {}; }; status_quo = { law = 0.2; }; players = { A = { ideal = { law = 0.9; }; }; B = { ideal = { law = 0.8; }; %s };"
                       " C = { ideal = { law = 0.1; }; }; }; venues = { club = { rule = " CONSENSUS "; }; }; claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\";"
                       " event = \"given-text\"; text = { law = 0.7; }; vary = (" RULES "); expect = { direction = \"increasing\"; along = \"rule\"; }; };",
                   line ? "red_line = { law = (0, 0.6); };" : "");
        given_judge(&g, 10, 1, 1);
        assert_close(given_mean(&g, 0, 0), 0, 0);
        assert_close(given_mean(&g, 0, 1), line ? 0 : 1, 0);
        given_free(&g);
    }
    (void)state;
}

/* Where the status quo is beyond its red line on an issue, a member refuses what leaves that issue as it is. */
static void test_red_lines_hold_for_issues_that_a_vote_leaves_alone(void **state)
{
    given g;
    (void)state;
    given_good(&g, "parameters = { t = 0.3; }; issues = { law = {}; trade = {}; }; status_quo = { law = 0.2; trade = 0.2; }; players = { A = { ideal = { law = 0.9; trade = 0.9; }; red_line = { trade = (0.5, 1); }; };"
                   " B = { ideal = { law = 0.9; trade = 0.9; }; }; }; venues = { club = { rule = " CONSENSUS "; agenda = \"issue-by-issue\"; }; }; claim = { statement = \"s\"; venue = \"club\";"
                   " measure = \"agreement\"; event = \"given-text\"; text = { law = 0.6; trade = \"t\"; }; vary = ( { path = \"parameters.t\"; label = \"trade\"; values = (0.3, 0.6); } );"
                   " expect = { direction = \"increasing\"; along = \"trade\"; }; };");
    given_judge(&g, 10, 1, 1);
    assert_close(given_mean(&g, 0, 0), 0, 0);
    assert_close(given_mean(&g, 0, 1), 1, 0);
    given_free(&g);
}

static void test_agendas_split_or_link_the_issues(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) CLAIM(AGREEMENT, "{ path = \"venues.club.agenda\"; label = \"agenda\"; values = (\"package\", \"issue-by-issue\", \"all-or-nothing\"); }",
               "decreasing", "agenda", ""), club_world(world, 9, 3, 0));
    given_judge(&g, 4000, 23, 1);
    assert_close(given_mean(&g, 0, 0), 1, 0);
    club_expect_share(&g, 1, 1 - pow(1 - .25, 3), "some issue");
    club_expect_share(&g, 2, pow(.25, 3), "every issue");
    given_free(&g);
}

/* Consensus on one issue: the least gain is the square of the nearest ideal point's distance:
 * 2 n Int t^2 phi(t) (1 - Phi(t))^(n-1) dt. */
static void test_depth_is_the_square_of_the_distance_to_the_hull(void **state)
{
    static const double exact[] = { 1, .181690, .0481996, .00519233 };
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM("measure = \"depth\";", SIZES("1, 2, 3, 5"), "decreasing", "members", ""), club_world(world, 9, 1, 0));
    given_judge(&g, 20000, 24, 1);
    for (size_t i = 0; i < 4; i++) {
        const cm_cell_report *cell = &g.j.measure[0].cell[i];
        assert_close(cell->mean, exact[i], 4 * (cell->high - cell->low) / 2 / 1.96);
    }
    assert_int_equal(g.j.measure[0].basis, CM_BY_THEOREM);
    given_free(&g);
}

static void test_coverage_is_the_share_of_capability_that_is_bound(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) CLAIM("measure = \"coverage\";", "{ label = \"venue\"; variants = ("
               " { id = \"two\"; set = ( { path = \"venues.club.members.size\"; to = 2; } ); },"
               " { id = \"ten\"; set = ( { path = \"venues.club.members.size\"; to = 10; }, { path = \"venues.club.rule\"; to = { type = \"majority\"; }; } ); },"
               " { id = \"willing\"; set = ( { path = \"venues.club.rule\"; to = { type = \"majority\"; }; }, { path = \"venues.club.binds\"; to = \"consenting\"; } ); } ); }",
               "increasing", "venue", ""), club_world(world, 10, 1, 0));
    given_judge(&g, 8000, 25, 1);
    assert_close(given_mean(&g, 0, 0), .5 * .2, .01);                   /* half of the pairs agree; two of ten */
    assert_close(given_mean(&g, 0, 1), 1 - 252.0 / 1024, .02);              /* but for five against five */
    assert_close(given_mean(&g, 0, 2), (2 * 3 + 6 * 2) / 8.0 / 10, .005);      /* the larger side of three */
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_given_text_passes_when_enough_prefer_it),
        cmocka_unit_test(test_a_given_text_is_voted_on_as_the_agenda_has_it),
        cmocka_unit_test(test_red_lines_refuse_a_given_text),
        cmocka_unit_test(test_red_lines_hold_for_issues_that_a_vote_leaves_alone),
        cmocka_unit_test(test_agendas_split_or_link_the_issues),
        cmocka_unit_test(test_depth_is_the_square_of_the_distance_to_the_hull),
        cmocka_unit_test(test_coverage_is_the_share_of_capability_that_is_bound),
    };
    return RUN_TESTS(tests);
}
