/* test_boundary.c: where along a setting a claim's effect changes its sign.
 *
 * In one dimension, where a share Phi(delta) of the world gains by moving one way, larger venues agree more easily below a
 * quota share of Phi(delta), less easily above it (the law of large numbers). */
#include <gsl/gsl_cdf.h>

#include "tests/support/asking.h"

static double agreement(int n, double share, double delta)
{
    double p = gsl_cdf_ugaussian_P(delta);
    unsigned q = (unsigned)ceil(share * n - 1e-9);
    return gsl_cdf_binomial_Q(q - 1, p, (unsigned)n) + gsl_cdf_binomial_Q(q - 1, 1 - p, (unsigned)n);
}

static double exact_effect(double share, double delta)
{
    return agreement(600, share, delta) - agreement(100, share, delta);
}

/* Both ends of the interval were looked at and are clear; next to each, inside, a place is not. */
static void expect_outward(const cm_finding *f, double tolerance)
{
    const cm_table *turns = table_of(f, "turns"), *points = table_of(f, "points");
    double low = number_of(turns, 0, "low"), high = number_of(turns, 0, "high");
    bool clear_low = false, clear_high = false, vague_low = false, vague_high = false;
    for (size_t i = 0; i < points->nrows; i++) {
        double at = number_of(points, i, "at");
        bool vague = number_of(points, i, "low") <= 0 && number_of(points, i, "high") >= 0;
        clear_low = clear_low || (fabs(at - low) < 1e-9 && number_of(points, i, "low") > 0);
        clear_high = clear_high || (fabs(at - high) < 1e-9 && number_of(points, i, "high") < 0);
        vague_low = vague_low || (vague && at > low && at <= low + tolerance);
        vague_high = vague_high || (vague && at < high && at >= high - tolerance);
    }
    assert_true(clear_low && clear_high && vague_low && vague_high);
}

static void test_larger_venues_stop_agreeing_more_easily_where_the_quota_passes_the_improving_share(void **state)
{
    static const double deltas[] = { .25, .5, .75 };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        double delta = deltas[i], share = gsl_cdf_ugaussian_P(delta);
        asked_about a;
        const cm_finding *f;
        const cm_table *turns;
        given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600"), "", "boundary = { along = \"venues.club.rule.share\"; low = 0.55; high = 0.85; tolerance = 0.001; };"), delta);
        f = answer(&a, 700, 0);
        turns = table_of(f, "turns");
        assert_int_equal(turns->nrows, 1);
        assert_close(number_of(turns, 0, "turn"), share, 0.015);
        assert_true(number_of(turns, 0, "low") < number_of(turns, 0, "turn") && number_of(turns, 0, "turn") < number_of(turns, 0, "high"));
        assert_true(exact_effect(number_of(turns, 0, "low") - 0.01, delta) > 0 && exact_effect(number_of(turns, 0, "high") + 0.01, delta) < 0);
        expect_outward(f, 0.001);
        assert_string_equal(text_of(turns, 0, "before"), "positive");
        assert_string_equal(text_of(turns, 0, "after"), "negative");
        assert_true(says(f, "in this model, the effect of members from 100 to 600 turns from positive to negative at share = "));
        given_free(&a.g);
    }
}

static void test_the_points_of_a_boundary_are_the_claim_itself(void **state)
{
    asked_about a;
    const cm_table *points;
    (void)state;
    given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 300, 600"), "", "boundary = { along = \"venues.club.rule.share\"; low = 0.6; high = 0.8; points = 5; tolerance = 0.01; };"), .5);
    points = table_of(answer(&a, 300, 0), "points");
    for (size_t i = 0; i < points->nrows; i++) {
        double share = number_of(points, i, "at");
        given g;
        if (i > 0) assert_true(share > number_of(points, i - 1, "at"));
        given_good(&g, WORLD "venues = { club = { members = { size = 100; }; rule = { type = \"quota\"; share = %.9g; }; }; };" ASKING(SIZES("100, 600"), "", ""), .5, share);
        given_judge(&g, 300, support_seed(), 0);
        assert_close(number_of(points, i, "effect"), g.j.measure[0].regime[0].end.effect, 0);
        assert_close(number_of(points, i, "low"), g.j.measure[0].regime[0].end.low, 0);
        assert_close(number_of(points, i, "high"), g.j.measure[0].regime[0].end.high, 0);
        given_free(&g);
    }
    given_free(&a.g);
}

static void test_two_turns_are_both_found(void **state)
{
    double delta = gsl_cdf_ugaussian_Pinv(.7);
    asked_about a;
    const cm_table *turns;
    (void)state;
    given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600"), "", "boundary = { along = \"population.blocs.all.ideal.mean\"; low = -1; high = 1; tolerance = 0.01; };"), .5);
    turns = table_of(answer(&a, 500, 0), "turns");
    assert_int_equal(turns->nrows, 2);
    assert_close(number_of(turns, 0, "turn"), -delta, 0.06);
    assert_close(number_of(turns, 1, "turn"), delta, 0.06);
    assert_string_equal(text_of(turns, 0, "after"), "negative");
    assert_string_equal(text_of(turns, 1, "after"), "positive");
    given_free(&a.g);
}

static void test_regimes_have_turns_of_their_own(void **state)
{
    asked_about a;
    const cm_finding *f;
    const cm_table *turns;
    (void)state;
    given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600") ", { path = \"population.blocs.all.ideal.mean\"; label = \"interest\"; values = (0.25, 0.75); }", "within = (\"interest\");",
                                        "boundary = { along = \"venues.club.rule.share\"; low = 0.55; high = 0.85; tolerance = 0.004; };"), .5);
    f = answer(&a, 500, 0);
    turns = table_of(f, "turns");
    assert_int_equal(turns->nrows, 2);
    assert_string_equal(text_of(turns, 0, "regime"), "interest 0.25");
    assert_string_equal(text_of(turns, 1, "regime"), "interest 0.75");
    assert_close(number_of(turns, 0, "turn"), gsl_cdf_ugaussian_P(.25), 0.02);
    assert_close(number_of(turns, 1, "turn"), gsl_cdf_ugaussian_P(.75), 0.02);
    assert_true(says(f, "with interest 0.75, the effect of members"));
    given_free(&a.g);
}

/* Seven tenths of n against eight votes: 7 against 8 at ten members, 8 against 8 at eleven, 9 against 8 at twelve. */
static void test_whole_numbers_turn_between_neighbours(void **state)
{
    asked_about a;
    const cm_table *turns;
    (void)state;
    given_good(&a.g, WORLD QUOTA "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; vary = ( { path = \"venues.club.rule\"; label = \"members\"; variants = ("
               " { id = \"share\"; to = { type = \"quota\"; share = 0.7; }; }, { id = \"eight\"; to = { type = \"quota\"; votes = 8; }; } ); } );"
               " expect = { direction = \"increasing\"; along = \"members\"; }; boundary = { along = \"venues.club.members.size\"; label = \"seats\"; low = 8; high = 100; }; };", .3);
    turns = table_of(answer(&a, 1000, 0), "turns");
    assert_int_equal(turns->nrows, 1);
    assert_true(cm_table_get(turns, 0, "turn").kind == CM_INTEGER);
    assert_close(number_of(turns, 0, "turn"), 12, 0);
    assert_close(number_of(turns, 0, "low"), 10, 0);
    assert_close(number_of(turns, 0, "high"), 12, 0);
    given_free(&a.g);
}

static void test_variants_are_taken_in_their_order(void **state)
{
    asked_about a;
    const cm_finding *f;
    const cm_table *turns;
    (void)state;
    given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600") ", { path = \"venues.club.rule.share\"; label = \"rule\"; variants = ( { id = \"s60\"; to = 0.6; }, { id = \"s65\"; to = 0.65; }, { id = \"s70\"; to = 0.7; },"
                                        " { id = \"s75\"; to = 0.75; } ); }", "within = (\"rule\");", "boundary = { along = \"rule\"; };"), .45);
    f = answer(&a, 1000, 0);
    turns = table_of(f, "turns");
    assert_int_equal(turns->nrows, 1);
    assert_string_equal(text_of(turns, 0, "turn"), "s70");
    assert_string_equal(text_of(turns, 0, "low"), "s65");
    assert_string_equal(text_of(turns, 0, "high"), "s70");
    assert_int_equal(table_of(f, "points")->nrows, 4);
    given_free(&a.g);
}

static void test_no_turn_is_an_answer(void **state)
{
    asked_about a;
    const cm_finding *f;
    (void)state;
    given_good(&a.g, WORLD QUOTA ASKING(SIZES("100, 600"), "", "boundary = { along = \"venues.club.rule.share\"; low = 0.71; high = 0.75; points = 5; };"), .5);
    f = answer(&a, 1000, 0);
    assert_int_equal(table_of(f, "turns")->nrows, 0);
    assert_true(says(f, "no turn was found between share = 0.71 and 0.75: the effect is clearly positive at 0 of 5 places, clearly negative at 5, and cannot be told from 0 at 0 of them"));
    given_free(&a.g);
}

/* ---- regions: nothing is drawn, and A at 0.2 agrees with B at b > 0.2 to leave q unless q lies between them or at an end ---- */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_larger_venues_stop_agreeing_more_easily_where_the_quota_passes_the_improving_share),
        cmocka_unit_test(test_the_points_of_a_boundary_are_the_claim_itself),
        cmocka_unit_test(test_two_turns_are_both_found),
        cmocka_unit_test(test_regimes_have_turns_of_their_own),
        cmocka_unit_test(test_whole_numbers_turn_between_neighbours),
        cmocka_unit_test(test_variants_are_taken_in_their_order),
        cmocka_unit_test(test_no_turn_is_an_answer),
    };
    return RUN_TESTS(tests);
}
