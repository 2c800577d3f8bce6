/* test_claim.c: claims whose answers are known on paper: probabilities of agreement, verdicts, causes.
 *
 * Sources of the figures: J. G. Wendel, Math. Scand. 11 (1962) 109-111 (consensus at a central status
 * quo); the reflection of simple random walks for quotas in the plane; binomial sums in one dimension. */
#include <gsl/gsl_cdf.h>
#include <stdio.h>

#include "models/judge_inside.h"
#include "models/model.h"
#include "models/picking.h"
#include "solver/concept.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

enum { TEXT = 8192 };

/* A population of `size` in one bloc: d issues, standard normal, the first around `mean`. */
static const char *world_of(char *text, int size, int d, double mean)
{
    int used = snprintf(text, TEXT, "population = { size = %d; dimensions = %d; blocs = { all = { ideal = {", size, d);
    for (int k = 1; k <= d; k++) used += snprintf(text + used, (size_t)(TEXT - used), " issue%d = { dist = \"normal\"; mean = %g; sd = 1; };", k, k == 1 ? mean : 0);
    (void)snprintf(text + used, (size_t)(TEXT - used), " }; }; }; };");
    return text;
}

#define CLUB(size, rule) "venues = { club = { members = { size = " #size "; }; rule = " rule "; }; };"
#define CONSENSUS "{ type = \"consensus\"; }"
#define TWOTHIRDS "{ type = \"quota\"; share = \"2/3\"; }"
#define CLAIM(measure, vary, direction, along, more) "claim = { statement = \"s\"; venue = \"club\"; " measure " vary = (" vary ");" \
    " expect = { direction = \"" direction "\"; along = \"" along "\"; " more " }; };"
#define AGREEMENT "measure = \"agreement\";"
#define SIZES(values) "{ path = \"venues.club.members.size\"; label = \"members\"; values = (" values "); }"
#define RULES "{ path = \"venues.club.rule\"; label = \"rule\"; variants = ( { id = \"consensus\"; to = " CONSENSUS "; }, { id = \"twothirds\"; to = " TWOTHIRDS "; } ); }"

static double phi(double x) { return gsl_cdf_ugaussian_P(x); }

/* A cell is taken for wrong when so many hits have a chance below one in ten thousand. */
static void expect_share(const given *g, size_t cell, double exact, const char *what)
{
    double n = (double)g->j.draws, hits = given_mean(g, 0, cell) * n;
    if (given_tail(floor(hits + .5), n, exact) > 1e-4) return;
    print_error("%s: %.4f in place of %.6f\n", what, hits / n, exact);
    fail();
}

static void test_consensus_follows_wendels_law_and_intervals_cover(void **state)
{
    static const int sizes[] = { 2, 3, 5, 10, 15, 25 }, dimensions[] = { 1, 2, 3, 5, 10 };
    int missed = 0;
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        int d = dimensions[k];
        char world[TEXT];
        given g;
        given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 3, 5, 10, 15, 25"), "decreasing", "members", ""), world_of(world, 25, d, 0));
        given_judge(&g, 2000, 11, 1);
        for (size_t i = 0; i < 6; i++) {
            double exact = gsl_cdf_binomial_P((unsigned)d - 1, .5, (unsigned)sizes[i] - 1);
            const cm_cell_report *cell = &g.j.measure[0].cell[i];
            expect_share(&g, i, exact, "consensus");
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
               world_of(world, 40, 2, 0), variants);
    given_judge(&g, 2000, 12, 1);
    for (size_t i = 0; i < 9; i++) expect_share(&g, i, known[i].exact, "a quota in the plane");
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
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM(AGREEMENT, SIZES("5, 15, 25, 193") ", " RULES, "decreasing", "members", "within = (\"rule\");"), world_of(world, 193, 1, .75));
    given_judge(&g, 4000, 13, 1);
    for (size_t i = 0; i < 4; i++) {
        double exact = in_one_dimension(sizes[i], (2 * sizes[i] + 2) / 3, .75);
        assert_close(exact, twothirds[i], 6e-5);
        assert_close(pow(phi(.75), sizes[i]) + pow(phi(-.75), sizes[i]), unanimity[i], 6e-5);
        expect_share(&g, 2 * i, pow(phi(.75), sizes[i]) + pow(phi(-.75), sizes[i]), "unanimity");
        expect_share(&g, 2 * i + 1, exact, "two thirds");
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
                   world_of(world, 193, 1, .5), above ? "3/4" : "2/3");
        given_judge(&g, 1500, 14, 1);
        assert_int_equal(g.j.measure[0].verdict, above ? CM_SUPPORTED : CM_REVERSED);
        assert_int_equal(g.j.measure[0].basis, CM_BY_SAMPLE);
        given_free(&g);
    }
}

/* ---- the part of each cause ---- */

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
    given_good(g, "%s%s", world_of(world, 193, 1, 0), ends);
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

/* ---- what a verdict rests on ---- */

static void test_nested_consensus_is_a_theorem_and_no_draw_is_against_it(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM("measures = (\"agreement\", \"depth\");", SIZES("2, 3, 4, 6"), "decreasing", "members", ""), world_of(world, 8, 2, .5));
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
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 6"), "increasing", "members", ""), world_of(world, 8, 2, .5));
    given_judge(&g, 500, 16, 2);
    assert_int_equal(g.j.measure[0].basis, CM_BY_THEOREM);
    assert_int_equal(g.j.measure[0].verdict, CM_REVERSED);
    given_free(&g);
    given_good(&g, "%s" CLUB(2, TWOTHIRDS) CLAIM(AGREEMENT, SIZES("2, 6"), "decreasing", "members", ""), world_of(world, 8, 2, .5));
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
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 3"), "decreasing", "members", ""), world_of(world, 8, 5, 0));
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
               " { id = \"last\"; set = ( { path = \"venues.club.rule\"; to = " TWOTHIRDS "; } ); } ); }", "decreasing", "venue", ""), world_of(world, 20, 1, .75));
    given_judge(&g, 1000, 18, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_CONDITIONAL);
    assert_int_equal(g.j.measure[0].regime[0].worst, 1);
    assert_non_null(strstr(g.j.measure[0].because, "the step from middle to last goes the other way"));
    given_free(&g);
}

static void test_few_draws_leave_it_undecided_and_say_how_many_more(void **state)
{
    char world[TEXT];
    double more;
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(2, CONSENSUS) CLAIM(AGREEMENT, SIZES("3, 4"), "decreasing", "members", ""), world_of(world, 8, 1, 0));
    given_judge(&g, 20, 19, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_UNDECIDED);
    more = g.j.measure[0].more;
    assert_true(more > 0 && more < 3000);
    assert_non_null(strstr(g.j.measure[0].because, "more draws would settle it"));
    given_judge(&g, 20 + (uint64_t)more * 6, 19, 1);
    assert_int_equal(g.j.measure[0].verdict, CM_SUPPORTED);
    given_free(&g);
}

/* ---- counterexamples ---- */

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
    given_good(&g, "%s" CLUB(5, TWOTHIRDS) CLAIM(AGREEMENT, SIZES("5, 9"), "decreasing", "members", ""), world_of(world, 12, 2, .4));
    given_judge(&g, 300, 20, 1);
    expect_counterexample(&g);
    given_free(&g);
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM(AGREEMENT, SIZES("2, 9"), "increasing", "members", ""), world_of(world, 12, 2, .4));
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

/* ---- the same numbers however they are computed ---- */

static cm_sums sums_of(given *g, int threads, uint64_t draws, size_t *contrasts)
{
    cm_simulate_options options = { .seed = 5, .draws = draws, .threads = threads };
    cm_contrasts plan;
    cm_sums sums;
    assert_int_equal(cm_contrasts_plan(&g->ctx, &g->arena, &g->claim, &plan), CM_OK);
    assert_int_equal(cm_simulate(&g->ctx, &g->arena, &g->claim, plan.contrast, plan.count, &options, &sums), CM_OK);
    *contrasts = plan.count;
    return sums;
}

static void test_sums_are_the_same_bytes_for_any_number_of_threads(void **state)
{
    static const int threads[] = { 2, 7 };
    char world[TEXT];
    given g;
    cm_sums one;
    size_t contrasts, cells;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS)
               "claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\"); vary = (" SIZES("2, 3, 5") ", " RULES ");"
               " expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); };"
               " explain = { from = { id = \"a\"; }; to = { id = \"b\"; set = ( { path = \"venues.club.members.size\"; to = 3; }, { path = \"venues.club.rule\"; to = " TWOTHIRDS "; } ); };"
               " channels = (\"members\", \"rule\"); }; };", world_of(world, 12, 2, .3));
    cells = g.claim.ncells;
    assert_int_equal(cells, 6 + 4);
    one = sums_of(&g, 1, 1000, &contrasts);
    for (size_t t = 0; t < 2; t++) {
        cm_sums many = sums_of(&g, threads[t], 1000, &contrasts);
        assert_memory_equal(one.sum, many.sum, 3 * cells * sizeof(double));
        assert_memory_equal(one.square, many.square, 3 * cells * sizeof(double));
        assert_memory_equal(one.edge, many.edge, cells * sizeof(double));
        assert_memory_equal(one.brief, many.brief, cells * sizeof(double));
        assert_memory_equal(one.difference, many.difference, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.square_difference, many.square_difference, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.above, many.above, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.below, many.below, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.first_above, many.first_above, 3 * contrasts * sizeof(uint64_t));
        assert_memory_equal(one.first_below, many.first_below, 3 * contrasts * sizeof(uint64_t));
        assert_memory_equal(one.product, many.product, 16 * sizeof(double));
        assert_close(many.draws, 1000, 0);
    }
    given_free(&g);
}

/* A cell's sums do not depend on which other cells the claim has: each of the grid against a claim of two. */
static void expect_same_cells(const char *world, const char *venue, const char *rest)
{
    static const char *const rules[] = { CONSENSUS, TWOTHIRDS, "{ type = \"majority\"; }" };
    static const int sizes[] = { 2, 3, 5, 7 };
    given all;
    cm_sums grid;
    size_t contrasts;
    given_good(&all, "%s venues = { club = { %s rule = " CONSENSUS "; }; }; claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\");"
               " vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 3, 5, 7); }, { path = \"venues.club.rule\"; label = \"rule\"; variants = ("
               " { id = \"a\"; to = %s; }, { id = \"b\"; to = %s; }, { id = \"c\"; to = %s; } ); } ); expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); }; %s };",
               world, venue, rules[0], rules[1], rules[2], rest);
    grid = sums_of(&all, 2, 320, &contrasts);
    for (size_t r = 0; r < 3; r++) {
        for (size_t i = 0; i + 1 < 4; i++) {
            given few;
            cm_sums alone;
            given_good(&few, "%s venues = { club = { %s rule = %s; }; }; claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\");"
                       " vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (%d, %d); } ); expect = { direction = \"decreasing\"; along = \"members\"; }; %s };",
                       world, venue, rules[r], sizes[i], sizes[i + 1], rest);
            alone = sums_of(&few, 1, 320, &contrasts);
            for (size_t k = 0; k < 2; k++) {
                size_t cell = 3 * (i + k) + r;
                for (size_t m = 0; m < 3; m++) {
                    if (fabs(alone.sum[2 * m + k] - grid.sum[12 * m + cell]) > 0) print_error("measure %zu, size %d, rule %zu\n", m, sizes[i + k], r);
                    assert_close(alone.sum[2 * m + k], grid.sum[12 * m + cell], 0);
                }
                assert_close(alone.edge[k], grid.edge[cell], 0);
                assert_close(alone.brief[k], grid.brief[cell], 0);
            }
            given_free(&few);
        }
    }
    given_free(&all);
}

static void test_a_cell_is_the_same_whatever_else_the_claim_has(void **state)
{
    static const char *const blocs = "population = { size = 14; dimensions = 2; blocs = { a = { ideal = { issue1 = { dist = \"normal\"; mean = 0.4; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; }; };"
        " b = { ideal = { issue1 = 0; issue2 = 1; }; }; c = { ideal = { issue1 = { dist = \"uniform\"; low = -1; high = 1; }; issue2 = 0; }; }; }; };";
    char world[TEXT];
    (void)state;
    expect_same_cells(world_of(world, 12, 2, .3), "members = { size = 2; };", "");
    expect_same_cells(world_of(world, 12, 1, .3), "members = { size = 2; pick = \"nearest\"; };", "");
    expect_same_cells(blocs, "members = { size = 2; };", "");            /* many draws on a knife edge */
    expect_same_cells(blocs, "members = { size = 2; pick = \"same-bloc\"; };", "");      /* often too few members */
    expect_same_cells(world_of(world, 12, 2, .3), "members = { size = 2; }; agenda = \"issue-by-issue\";", "");
    expect_same_cells(world_of(world, 12, 2, .3), "members = { size = 2; }; binds = \"consenting\";", "event = \"given-text\"; text = { issue1 = 0.4; };");
}

/* ---- events, agendas, measures ---- */

/* A text t > 0 on one issue is better than the status quo 0 for those with ideals above t/2. */
static void test_a_given_text_passes_when_enough_prefer_it(void **state)
{
    double p = 1 - phi(.4 - .75);
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; event = \"given-text\"; text = { issue1 = 0.8; };"
               " vary = (" SIZES("1, 3, 6") ", " RULES "); expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); }; };", world_of(world, 12, 1, .75));
    given_judge(&g, 4000, 22, 1);
    expect_share(&g, 0, p, "one");
    expect_share(&g, 2, p * p * p, "three by consensus");
    expect_share(&g, 3, 3 * p * p * (1 - p) + p * p * p, "two of three");
    expect_share(&g, 4, pow(p, 6), "six by consensus");
    expect_share(&g, 5, gsl_cdf_binomial_Q(3, p, 6), "four of six");
    assert_int_equal(g.j.measure[0].regime[0].basis, CM_BY_THEOREM);
    given_free(&g);
}

static void test_agendas_split_or_link_the_issues(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) CLAIM(AGREEMENT, "{ path = \"venues.club.agenda\"; label = \"agenda\"; values = (\"package\", \"issue-by-issue\", \"all-or-nothing\"); }",
               "decreasing", "agenda", ""), world_of(world, 9, 3, 0));
    given_judge(&g, 4000, 23, 1);
    assert_close(given_mean(&g, 0, 0), 1, 0);
    expect_share(&g, 1, 1 - pow(1 - .25, 3), "some issue");
    expect_share(&g, 2, pow(.25, 3), "every issue");
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
    given_good(&g, "%s" CLUB(5, CONSENSUS) CLAIM("measure = \"depth\";", SIZES("1, 2, 3, 5"), "decreasing", "members", ""), world_of(world, 9, 1, 0));
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
               "increasing", "venue", ""), world_of(world, 10, 1, 0));
    given_judge(&g, 8000, 25, 1);
    assert_close(given_mean(&g, 0, 0), .5 * .2, .01);                   /* half of the pairs agree; two of ten */
    assert_close(given_mean(&g, 0, 1), 1 - 252.0 / 1024, .02);              /* but for five against five */
    assert_close(given_mean(&g, 0, 2), (2 * 3 + 6 * 2) / 8.0 / 10, .005);      /* the larger side of three */
    given_free(&g);
}

/* ---- worlds with blocs, weights and doubt: against a count over the same draws ---- */

typedef bool decides(const cm_world *world, const size_t *member, size_t m, const bool *in);

/* How often one side of the status quo 0 decides, in one dimension. */
static double counted(given *g, const char *venue, uint64_t draws, uint64_t seed, decides *wins)
{
    const cm_venue *at = cm_scenario_venue(&g->s, venue);
    size_t member[64], hits = 0;
    cm_world world;
    cm_picker picker;
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, seed, &world), CM_OK);
    assert_int_equal(cm_picker_init(&g->ctx, &g->arena, &g->s, &at->members, &picker), CM_OK);
    for (uint64_t draw = 0; draw < draws; draw++) {
        size_t m = 0, i;
        bool up[64], down[64];
        cm_world_start(&world, draw);
        cm_picker_start(&picker, &world);
        while (m < at->members.size && (i = cm_picker_get(&picker, m)) != SIZE_MAX) {
            double x = *cm_world_ideal(&world, i);
            (void)cm_world_bloc(&world, i);
            member[m] = i;
            up[m] = x > 0;
            down[m++] = x < 0;
        }
        (void)cm_world_capability(&world);
        hits += wins(&world, member, m, up) || wins(&world, member, m, down);
    }
    return (double)hits / (double)draws;
}

static bool by_capability(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < m; i++) {
        total += world->capability[member[i]];
        if (in[i]) sum += world->capability[member[i]];
    }
    return sum >= .6 * total;
}

static bool by_both_chambers(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    size_t of[2] = { 0 }, for_it[2] = { 0 };
    for (size_t i = 0; i < m; i++) {
        of[world->bloc[member[i]]]++;
        for_it[world->bloc[member[i]]] += in[i];
    }
    for (size_t b = 0; b < 2; b++) {
        if (of[b] > 0 && 2 * for_it[b] <= of[b]) return false;
    }
    return true;
}

#define TWO_BLOCS "population = { size = 30; dimensions = 1; blocs = {" \
    " west = { weight = 3; ideal = { issue1 = { dist = \"normal\"; mean = 0.4; sd = 1; }; }; capability = { dist = \"lognormal\"; mean = 0; sd = 1; }; };" \
    " east = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = -0.4; sd = 1; }; }; capability = { dist = \"zipf\"; exponent = 1; }; }; }; };"

static void test_drawn_capabilities_weigh_votes(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS CLUB(7, "{ type = \"weighted\"; weights = \"capability\"; share = 0.6; }") CLAIM(AGREEMENT, SIZES("3, 7"), "decreasing", "members", ""));
    given_judge(&g, 1500, 26, 1);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 26, by_capability), 0);
    assert_true(given_mean(&g, 0, 1) > .5 && given_mean(&g, 0, 1) < .99);
    given_free(&g);
}

static void test_blocs_may_sit_in_chambers(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS CLUB(7, "{ all = ( { type = \"chamber\"; members = (\"west\"); rule = { type = \"majority\"; }; }, { type = \"chamber\"; members = (\"east\"); rule = { type = \"majority\"; }; } ); }")
               CLAIM(AGREEMENT, SIZES("3, 7"), "decreasing", "members", ""));
    given_judge(&g, 1500, 27, 1);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 27, by_both_chambers), 0);
    assert_true(given_mean(&g, 0, 1) > .2 && given_mean(&g, 0, 1) < .9);
    given_free(&g);
}

static bool unanimous(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    (void)world;
    (void)member;
    for (size_t i = 0; i < m; i++) {
        if (!in[i]) return false;
    }
    return true;
}

static bool is_brief(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    (void)world;
    (void)member;
    (void)in;
    return m < 9;
}

static void test_a_bloc_with_too_few_players_is_told(void **state)
{
    given g;
    double share;
    (void)state;
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 9; pick = \"same-bloc\"; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, SIZES("2, 9"), "decreasing", "members", ""));
    given_judge(&g, 1500, 28, 1);
    share = counted(&g, "club", 1500, 28, is_brief);
    assert_true(share > .05);
    assert_close(g.j.measure[0].cell[1].brief, share, 0);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 28, unanimous), 0);
    given_free(&g);
}

/* Ways of picking have orders of their own: a smaller venue of one is no part of a larger of another. */
static void test_ways_of_picking_are_kept_apart(void **state)
{
    static const char *const picks[] = { "random", "nearest", "largest", "same-bloc" };
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 5; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, "{ path = \"venues.club.members.pick\"; label = \"pick\"; values = (\"random\", \"nearest\", \"largest\", \"same-bloc\"); }", "increasing", "pick", ""));
    given_judge(&g, 800, 30, 1);
    for (size_t i = 0; i < 4; i++) {
        given one;
        given_good(&one, TWO_BLOCS "venues = { club = { members = { size = 5; pick = \"%s\"; }; rule = " CONSENSUS "; }; };", picks[i]);
        assert_close(given_mean(&g, 0, i), counted(&one, "club", 800, 30, unanimous), 0);
        given_free(&one);
    }
    assert_true(given_mean(&g, 0, 1) > given_mean(&g, 0, 0) + .2);          /* neighbours agree */
    given_free(&g);
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 2; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, "{ label = \"venue\"; variants = ( { id = \"two\"; set = ( { path = \"venues.club.members.size\"; to = 2; } ); },"
                     " { id = \"near\"; set = ( { path = \"venues.club.members.size\"; to = 3; }, { path = \"venues.club.members.pick\"; to = \"nearest\"; } ); } ); }", "decreasing", "venue", ""));
    given_judge(&g, 400, 31, 1);
    assert_int_equal(g.j.measure[0].basis, CM_BY_SAMPLE);
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
    expect_share(&g, 0, a * b + (1 - a) * (1 - b), "two in doubt");
    expect_share(&g, 1, a * b * c + (1 - a) * (1 - b) * (1 - c), "three in doubt");
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
        given_read(&g, "%s" CLUB(2, CONSENSUS) "claim = { statement = \"s\"; venue = \"club\"; %s };", world_of(world, 9, 1, 0), known[i].claim);
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
        cmocka_unit_test(test_a_smaller_like_minded_venue_is_explained_by_members_and_interests),
        cmocka_unit_test(test_a_change_of_rule_can_hide_the_sign_of_members),
        cmocka_unit_test(test_a_small_venue_may_be_worse_for_its_rule),
        cmocka_unit_test(test_nested_consensus_is_a_theorem_and_no_draw_is_against_it),
        cmocka_unit_test(test_given_players_in_a_list_make_an_exact_verdict),
        cmocka_unit_test(test_no_effect_is_a_verdict),
        cmocka_unit_test(test_a_step_against_the_ends_makes_it_conditional),
        cmocka_unit_test(test_few_draws_leave_it_undecided_and_say_how_many_more),
        cmocka_unit_test(test_a_counterexample_reads_back_and_shows_what_it_says),
        cmocka_unit_test(test_a_counterexample_of_a_rule_with_names_reads_back),
        cmocka_unit_test(test_sums_are_the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(test_a_cell_is_the_same_whatever_else_the_claim_has),
        cmocka_unit_test(test_a_given_text_passes_when_enough_prefer_it),
        cmocka_unit_test(test_agendas_split_or_link_the_issues),
        cmocka_unit_test(test_depth_is_the_square_of_the_distance_to_the_hull),
        cmocka_unit_test(test_coverage_is_the_share_of_capability_that_is_bound),
        cmocka_unit_test(test_drawn_capabilities_weigh_votes),
        cmocka_unit_test(test_blocs_may_sit_in_chambers),
        cmocka_unit_test(test_a_bloc_with_too_few_players_is_told),
        cmocka_unit_test(test_ways_of_picking_are_kept_apart),
        cmocka_unit_test(test_red_lines_refuse_a_given_text),
        cmocka_unit_test(test_doubt_makes_probabilities_of_given_players),
        cmocka_unit_test(test_claims_that_cannot_be_judged_are_mistakes),
    };
    return RUN_TESTS(tests);
}
