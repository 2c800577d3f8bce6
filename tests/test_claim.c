/* test_claim.c: claims whose answers are known on paper: probabilities of agreement, and mistakes.
 *
 * Sources of the figures: J. G. Wendel, Math. Scand. 11 (1962) 109-111 (consensus at a central status
 * quo); the reflection of simple random walks for quotas in the plane; binomial sums in one dimension. */
#include <gsl/gsl_cdf.h>
#include <stdio.h>

#include "tests/support/club.h"
#include "tests/support/support.h"

static double phi(double x) { return gsl_cdf_ugaussian_P(x); }

static void test_consensus_follows_wendels_law_and_intervals_cover(void **state)
{
    static const int sizes[] = { 2, 3, 5, 10, 15, 25 }, dimensions[] = { 1, 2, 3, 5, 10 };
    int missed = 0;
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        int d = dimensions[k];
        char world[TEXT];
        given g;
        given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 3, 5, 10, 15, 25"), "decreasing", "members", ""), club_world(world, 25, d, 0));
        given_judge(&g, 2000, 11, 1);
        for (size_t i = 0; i < 6; i++) {
            double exact = gsl_cdf_binomial_P((unsigned)d - 1, .5, (unsigned)sizes[i] - 1);
            const cm_cell_report *cell = &g.j.measure[0].cell[i];
            club_expect_share(&g, i, exact, "consensus");
            if (sizes[i] <= d) assert_close(cell->mean, 1, 0);
            if (exact < cell->low || exact > cell->high) missed++;
        }
        given_free(&g);
    }
    assert_true(missed <= 6);                        /* of 30 at 95 %: more than six in one of a thousand */
}

static void test_quotas_in_the_plane_follow_the_random_walk(void **state)
{
    static const struct { int n, q; double exact; } known[] = {
        { 5, 4, .9375 }, { 7, 5, .984375 }, { 9, 6, .99609375 }, { 9, 7, .703125 }, { 10, 8, .52734375 },
        { 15, 10, .916748 }, { 15, 12, .249939 }, { 25, 17, .580202 }, { 25, 19, .137228 },
    };
    char world[TEXT], variants[TEXT] = "";
    given g;
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        size_t used = strlen(variants);
        (void)snprintf(variants + used, TEXT - used, "%s{ id = \"v%zu\"; set = ( { path = \"venues.club.members.size\"; to = %d; }, { path = \"venues.club.rule.votes\"; to = %d; } ); }",
                       i > 0 ? ", " : "", i, known[i].n, known[i].q);
    }
    given_good(&g, "%s" CLUB(25, "{ type = \"quota\"; votes = 13; }") CLAIM(AGREEMENT, "{ label = \"venue\"; variants = (%s); }", "decreasing", "venue", ""),
               club_world(world, 40, 2, 0), variants);
    given_judge(&g, 2000, 12, 1);
    for (size_t i = 0; i < 9; i++) club_expect_share(&g, i, known[i].exact, "a quota in the plane");
    given_free(&g);
}

/* In one dimension a quota of q passes when q are above the status quo, or q below. */
static double in_one_dimension(int n, int q, double delta)
{
    double p = phi(delta);
    return gsl_cdf_binomial_Q((unsigned)q - 1, p, (unsigned)n) + gsl_cdf_binomial_Q((unsigned)q - 1, 1 - p, (unsigned)n);
}

static void test_large_venues_follow_the_law_of_large_numbers(void **state)
{
    static const int sizes[] = { 5, 15, 25, 193 };
    static const double twothirds[] = { .6928, .8985, .9079, .9997 }, unanimity[] = { .2773, .0212, .0016, 0 };
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM(AGREEMENT, SIZES("5, 15, 25, 193") ", " RULES, "decreasing", "members", "within = (\"rule\");"), club_world(world, 193, 1, .75));
    given_judge(&g, 4000, 13, 1);
    for (size_t i = 0; i < 4; i++) {
        double exact = in_one_dimension(sizes[i], (2 * sizes[i] + 2) / 3, .75);
        assert_close(exact, twothirds[i], 6e-5);
        assert_close(pow(phi(.75), sizes[i]) + pow(phi(-.75), sizes[i]), unanimity[i], 6e-5);
        club_expect_share(&g, 2 * i, pow(phi(.75), sizes[i]) + pow(phi(-.75), sizes[i]), "unanimity");
        club_expect_share(&g, 2 * i + 1, exact, "two thirds");
    }
    assert_int_equal(g.j.measure[0].verdict, CM_CONDITIONAL);          /* easier by consensus, harder by vote */
    assert_int_equal(g.j.measure[0].regime[0].verdict, CM_SUPPORTED);
    assert_int_equal(g.j.measure[0].regime[1].verdict, CM_REVERSED);
    assert_non_null(strstr(g.j.measure[0].because, "depends on rule"));
    assert_non_null(strstr(g.j.measure[0].because, "in this model"));
    given_free(&g);
}

/* A share of pi* = Phi(.5) = .691 stands on the improving side: below it more members help, above it
 * they harm. */
static void test_the_sign_flips_where_the_quota_passes_the_improving_share(void **state)
{
    char world[TEXT];
    (void)state;
    for (int above = 0; above <= 1; above++) {
        given g;
        given_good(&g, "%s" CLUB(5, "{ type = \"quota\"; share = \"%s\"; }") CLAIM(AGREEMENT, SIZES("5, 193"), "decreasing", "members", ""),
                   club_world(world, 193, 1, .5), above ? "3/4" : "2/3");
        given_judge(&g, 1500, 14, 1);
        assert_int_equal(g.j.measure[0].verdict, above ? CM_SUPPORTED : CM_REVERSED);
        assert_int_equal(g.j.measure[0].basis, CM_BY_SAMPLE);
        given_free(&g);
    }
}

static void test_doubt_makes_probabilities_of_given_players(void **state)
{
    double sd = .5, a = phi(.6 / sd), b = phi(.2 / sd), c = phi(-.1 / sd);
    given g;
    (void)state;
    given_good(&g, "issues = { law = { range = (-1, 1); }; }; status_quo = { law = 0; }; players = { A = { ideal = { law = 0.6; }; }; B = { ideal = { law = 0.2; }; }; C = { ideal = { law = -0.1; }; }; };"
                   "uncertainty = { ideal = { sd = 0.5; }; }; venues = { club = { rule = " CONSENSUS "; }; };"
                   CLAIM(AGREEMENT, "{ path = \"venues.club.members\"; label = \"members\"; values = ((\"A\", \"B\"), (\"A\", \"B\", \"C\")); }", "decreasing", "members", ""));
    assert_true(g.claim.random);
    given_judge(&g, 4000, 29, 1);
    club_expect_share(&g, 0, a * b + (1 - a) * (1 - b), "two in doubt");
    club_expect_share(&g, 1, a * b * c + (1 - a) * (1 - b) * (1 - c), "three in doubt");
    given_free(&g);
}

/* ---- mistakes of claims ---- */

static void test_claims_that_cannot_be_judged_are_mistakes(void **state)
{
    static const struct { const char *claim, *message; } known[] = {
        { "measures = (); vary = (" SIZES("2, 3") "); expect = { direction = \"decreasing\"; along = \"members\"; };", "the claim has no measure" },
        { "measure = \"agreement\"; vary = (); expect = { direction = \"decreasing\"; along = \"members\"; };", "the claim varies nothing" },
        { "measure = \"agreement\"; vary = ( { path = \"\"; label = \"members\"; values = (1, 2); } ); expect = { direction = \"decreasing\"; along = \"members\"; };", "'' is no setting of a scenario" },
        { "measure = \"agreement\"; vary = ( { path = \"seed\"; label = \"members\"; values = (1, 2); } ); expect = { direction = \"decreasing\"; along = \"members\"; };", "'seed' changes nothing about the negotiation" },
        { "measure = \"agreement\"; vary = ( { path = \"parameters.h\"; label = \"members\"; values = (1, 2); } ); expect = { direction = \"decreasing\"; along = \"members\"; };", "there is no 'h' to set" },
    };
    char world[TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        given g;
        given_read(&g, "%s" CLUB(2, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; %s };", club_world(world, 9, 1, 0), known[i].claim);
        assert_true(given_says(&g, known[i].message));
        given_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_consensus_follows_wendels_law_and_intervals_cover),
        cmocka_unit_test(test_quotas_in_the_plane_follow_the_random_walk),
        cmocka_unit_test(test_large_venues_follow_the_law_of_large_numbers),
        cmocka_unit_test(test_the_sign_flips_where_the_quota_passes_the_improving_share),
        cmocka_unit_test(test_doubt_makes_probabilities_of_given_players),
        cmocka_unit_test(test_claims_that_cannot_be_judged_are_mistakes),
    };
    return RUN_TESTS(tests);
}
