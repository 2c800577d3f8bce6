/* test_reduced_claims.c: controls and weights made of closed forms, and what they must never do. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/judge_inside.h"
#include "models/known_chance.h"
#include "tests/support/reduced.h"
#include "tests/support/support.h"

/* ---- coverage ---- */

/* Two blocs, two issues, issue by issue: some issue moves with the chance of each less that of both, when all
 * members stand in one of the four corners.  The corners are not known to the controls. */
static const char *const corners = "population = { size = 30; dimensions = 2; blocs = {"
    " a = { ideal = { issue1 = { dist = \"normal\"; mean = 0.6; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0.9; sd = 1; }; }; };"
    " b = { ideal = { issue1 = { dist = \"normal\"; mean = -0.2; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0.7; sd = 1; }; }; }; }; };";

static double some_issue(double n)
{
    double p[2][2] = { { gsl_cdf_ugaussian_P(0.6), gsl_cdf_ugaussian_P(0.9) }, { gsl_cdf_ugaussian_P(-0.2), gsl_cdf_ugaussian_P(0.7) } }, sum = 0;
    for (int corner = 0; corner < 4; corner++) {
        double q = 0;
        for (int b = 0; b < 2; b++) q += 0.5 * (corner & 1 ? p[b][0] : 1 - p[b][0]) * (corner & 2 ? p[b][1] : 1 - p[b][1]);
        sum -= pow(q, n);
    }
    for (int k = 0; k < 2; k++) {
        double q = (p[0][k] + p[1][k]) / 2;
        sum += pow(q, n) + pow(1 - q, n);
    }
    return sum;
}

typedef struct covered {
    int cells, effects;              /* intervals that miss */
    double mean, reduction, effect_reduction, effective;
    double seen;                     /* variance of a plain mean over that of the means seen */
} covered;

/* Of the last cell of two, and the effect between them. */
static covered cover(given *g, int seeds, uint64_t draws, double first, double last)
{
    covered c = { 0, 0, 0, 0, 0, 0, 0 };
    double square = 0;
    for (int k = 0; k < seeds; k++) {
        cm_arena scratch = { NULL };
        cm_simulate_options options = { .seed = support_seed() + 1000 + (uint64_t)k, .draws = draws, .threads = 1 };
        cm_judgement j;
        if (cm_judge(&g->ctx, &scratch, &g->claim, &options, &j) != CM_OK) fail_msg("%s", g->ctx.message);
        const cm_cell_report *cell = &j.measure[0].cell[1];
        const cm_effect *e = &j.measure[0].regime[0].end;
        c.cells += last < cell->low || last > cell->high;
        c.effects += last - first < e->low || last - first > e->high;
        c.mean += cell->mean / seeds;
        square += cell->mean * cell->mean / seeds;
        c.reduction += cell->reduction / seeds;
        c.effect_reduction += e->reduction / seeds;
        c.effective += cell->effective / seeds;
        cm_arena_free(&scratch);
    }
    c.seen = last * (1 - last) / (double)draws / (square - c.mean * c.mean);
    return c;
}

/* 5 in 100 may miss: of 200, 10 with a standard error of 3.1. */
static void test_intervals_with_controls_cover_and_are_narrower(void **state)
{
    given g;
    covered c;
    (void)state;
    given_good(&g, "%s venues = { club = { members = { size = 3; }; rule = " CONSENSUS "; agenda = \"issue-by-issue\"; }; };"
               REDUCED("\"agreement\"", "reduce = \"control\"; vary = (" SIZES("2, 4") ");"), corners);
    assert_true(g.claim.cell[0].controlled && !g.claim.cell[0].closed);
    c = cover(&g, 200, 3000, some_issue(2), some_issue(4));
    print_message("misses of 200: cells %d, effects %d; variance by %.1f and %.1f\n", c.cells, c.effects, c.reduction, c.effect_reduction);
    assert_true(c.cells <= 22 && c.effects <= 22);
    assert_true(c.cells >= 1 && c.effects >= 1);         /* nor are they too wide */
    assert_true(c.reduction > 2 && c.effect_reduction > 2);
    assert_close(c.mean, some_issue(4), 4 * sqrt(some_issue(4) * (1 - some_issue(4)) / 600000 / c.reduction));
    given_free(&g);
}

#define SHIFTED "population = { size = 30; dimensions = 1; blocs = { a = { ideal = { issue1 = { dist = \"normal\"; mean = 0.334; sd = 1; }; }; }; }; };"

static double one_side(double n)
{
    double p = gsl_cdf_ugaussian_P(0.334);
    return pow(p, n) + pow(1 - p, n);
}

/* Agreement of 25 has a chance of 1e-5: plain sampling would see it once in 100000 draws. */
static void test_rare_agreement_is_seen_when_positions_are_moved(void **state)
{
    given g;
    covered c;
    (void)state;
    given_good(&g, SHIFTED CLUB(25, CONSENSUS) REDUCED("\"agreement\"", "importance = { shift = { issue1 = 0.45; }; }; vary = (" SIZES("15, 25") ");"));
    c = cover(&g, 100, 20000, one_side(15), one_side(25));
    print_message("25 members, chance %.3g: mean %.3g, variance by %.1f; misses of 100: cells %d, effects %d\n", one_side(25), c.mean, c.seen, c.cells, c.effects);
    assert_true(c.seen > 5);             /* what a run says of itself is too good where few draws count */
    assert_close(c.mean / one_side(25), 1, 4 * sqrt(1 / one_side(25) / 2000000 / 20));
    assert_true(c.effects <= 14);
    assert_true(c.effective > 1 && c.effective < 100);   /* of 25 members few draws count: the text warns of such cells */
    given_free(&g);
}

/* Two blocs on two issues, moved on both, one against its interest: against the planar law. */
static void test_moved_worlds_weigh_what_they_should(void **state)
{
    const double weight[] = { 2.0 / 3, 1.0 / 3 }, mean[][2] = { { 0.5, 0.2 }, { -0.4, 1 } }, sd[][2] = { { 1, 2 }, { 0.5, 1 } };
    double truth[2] = { reduced_planar(4, 2, weight, mean, sd), reduced_planar(8, 2, weight, mean, sd) };
    given g;
    covered c;
    (void)state;
    given_good(&g, "population = { size = 30; dimensions = 2; blocs = {"
               " a = { weight = 2; ideal = { issue1 = { dist = \"normal\"; mean = 0.5; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0.2; sd = 2; }; }; };"
               " b = { ideal = { issue1 = { dist = \"normal\"; mean = -0.4; sd = 0.5; }; issue2 = { dist = \"normal\"; mean = 1; sd = 1; }; }; }; }; };"
               CLUB(4, CONSENSUS) REDUCED("\"agreement\"", "importance = { shift = { issue1 = -0.2; issue2 = 0.4; }; }; vary = (" SIZES("4, 8") ");"));
    c = cover(&g, 200, 1000, truth[0], truth[1]);
    print_message("misses of 200: cells %d, effects %d; variance by %.2f\n", c.cells, c.effects, c.reduction);
    assert_true(c.cells <= 22 && c.effects <= 22 && c.cells >= 1 && c.effects >= 1);
    assert_close(c.mean, truth[1], 4 * sqrt(truth[1] * (1 - truth[1]) / 200000 / c.reduction));
    given_free(&g);
}

/* However badly positions are moved the variance is at most doubled, and a little more. */
static void test_a_bad_shift_at_most_doubles_the_variance(void **state)
{
    given g;
    covered c;
    (void)state;
    given_good(&g, SHIFTED CLUB(3, CONSENSUS) REDUCED("\"agreement\"", "importance = { shift = { issue1 = -6; }; }; vary = (" SIZES("2, 4") ");"));
    c = cover(&g, 100, 1000, one_side(2), one_side(4));
    assert_true(c.reduction > 0.4 && c.reduction < 1);
    assert_close(c.mean, one_side(4), 4 * sqrt(2 * one_side(4) / 100000));
    assert_true(c.cells <= 15 && c.effects <= 15);
    given_free(&g);
}

/* Depth and coverage, weighed, are what they are without, within their errors. */
static void test_other_measures_are_the_same_with_weights_and_with_controls(void **state)
{
    static const char *const ways[] = { "", "importance = { shift = { issue1 = 0.4; }; };", "reduce = \"control\";" };
    char world[TEXT];
    double mean[3][2], half[3][2];
    (void)state;
    for (int way = 0; way < 3; way++) {
        given g;
        given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"depth\", \"coverage\", \"agreement\"", "%s vary = (" SIZES("3, 5") ");"), club_world(world, 20, 3, 0.6), ways[way]);
        given_judge(&g, 30000, 7 + (uint64_t)way, 2);
        for (size_t m = 0; m < 2; m++) {
            mean[way][m] = g.j.measure[m].cell[1].mean;
            half[way][m] = (g.j.measure[m].cell[1].high - g.j.measure[m].cell[1].low) / 2;
            assert_close(mean[way][m], mean[0][m], 2.2 * hypot(half[way][m], half[0][m]));
        }
        given_free(&g);
    }
    assert_true(half[2][0] < half[0][0]);
}

/* ---- bytes ---- */

typedef struct kept {
    double *flat[CM_MOST_BATCHES], draws[CM_MOST_BATCHES];
} kept;

static bool have(void *data, size_t batch) { return ((kept *)data)->flat[batch] != NULL; }

static cm_status load(cm_ctx *ctx, void *data, size_t batch, cm_sums *sums)
{
    const kept *k = data;
    (void)ctx;
    memcpy(sums->flat, k->flat[batch], sums->count * sizeof(double));
    sums->draws = k->draws[batch];
    return CM_OK;
}

static cm_status save(cm_ctx *ctx, void *data, size_t batch, const cm_sums *sums)
{
    kept *k = data;
    (void)ctx;
    k->flat[batch] = malloc(sums->count * sizeof(double));
    assert_non_null(k->flat[batch]);
    memcpy(k->flat[batch], sums->flat, sums->count * sizeof(double));
    k->draws[batch] = sums->draws;
    return CM_OK;
}

static void expect_same_bytes(const char *way)
{
    static kept all;
    const cm_store keep = { .data = &all, .have = have, .load = load, .save = save };
    char world[TEXT];
    given g;
    cm_contrasts plan;
    cm_sums one, two, joined;
    memset(&all, 0, sizeof all);
    given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"agreement\", \"depth\"", "%s vary = (" SIZES("3, 5, 8") ", " RULES ");"), club_world(world, 20, 2, 0.6), way);
    assert_int_equal(cm_contrasts_plan(&g.ctx, &g.arena, &g.claim, &plan), CM_OK);
    cm_simulate_options options = { .seed = 5, .draws = 1000, .threads = 1 };
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &g.claim, plan.contrast, plan.count, &options, &one), CM_OK);
    options.threads = 2;
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &g.claim, plan.contrast, plan.count, &options, &two), CM_OK);
    assert_memory_equal(one.flat, two.flat, one.count * sizeof(double));
    options.store = &keep;
    for (options.part = 0, options.parts = 3; options.part < 3; options.part++) {
        assert_int_equal(cm_simulate(&g.ctx, &g.arena, &g.claim, plan.contrast, plan.count, &options, &two), CM_OK);
    }
    options.part = options.parts = 0;
    assert_int_equal(cm_simulate(&g.ctx, &g.arena, &g.claim, plan.contrast, plan.count, &options, &joined), CM_OK);
    assert_memory_equal(one.flat, joined.flat, one.count * sizeof(double));
    assert_close(joined.draws, 1000, 0);
    for (size_t i = 0; i < CM_MOST_BATCHES; i++) free(all.flat[i]);
    given_free(&g);
}

static void test_sums_are_the_same_bytes_on_threads_and_in_parts(void **state)
{
    (void)state;
    expect_same_bytes("reduce = \"control\";");
    expect_same_bytes("importance = { shift = { issue1 = 0.5; }; };");
}

/* The draws are those of the plain claim: only what is made of them differs. */
static void test_controls_do_not_touch_the_draws(void **state)
{
    char world[TEXT];
    given plain, reduced;
    (void)state;
    given_good(&plain, "%s" CLUB(3, CONSENSUS) REDUCED("\"depth\"", "vary = (" SIZES("3, 5") ");"), club_world(world, 20, 3, 0.6));
    given_good(&reduced, "%s" CLUB(3, CONSENSUS) REDUCED("\"depth\"", "reduce = \"control\"; vary = (" SIZES("3, 5") ");"), club_world(world, 20, 3, 0.6));
    given_judge(&plain, 500, 3, 1);
    given_judge(&reduced, 500, 3, 1);
    assert_memory_equal(plain.j.sums.sum, reduced.j.sums.sum, 2 * sizeof(double));
    assert_memory_equal(plain.j.sums.square, reduced.j.sums.square, 2 * sizeof(double));
    given_free(&plain);
    given_free(&reduced);
}

/* ---- stopping ---- */

static uint64_t draws_to(const char *way, const char *world)
{
    given g;
    uint64_t draws;
    cm_judgement j;
    given_good(&g, "%s venues = { club = { members = { size = 3; }; rule = " CONSENSUS "; agenda = \"issue-by-issue\"; }; };"
               "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; vary = (" SIZES("3, 6") ");"
               " expect = { direction = \"decreasing\"; along = \"members\"; }; precision = 0.01; %s };", world, way);
    cm_simulate_options options = { .seed = support_seed(), .draws = g.claim.draws, .threads = 1 };
    assert_int_equal(cm_judge(&g.ctx, &g.arena, &g.claim, &options, &j), CM_OK);
    assert_true((j.measure[0].regime[0].end.high - j.measure[0].regime[0].end.low) / 2 <= 0.01);
    assert_true(j.measure[0].regime[0].end.low <= some_issue(6) - some_issue(3) && j.measure[0].regime[0].end.high >= some_issue(6) - some_issue(3));
    draws = j.draws;
    given_free(&g);
    return draws;
}

static void test_a_precision_is_reached_sooner_with_controls(void **state)
{
    uint64_t plain = draws_to("", corners), reduced = draws_to("reduce = \"control\";", corners);
    (void)state;
    print_message("draws to 0.01: %llu plain, %llu with controls\n", (unsigned long long)plain, (unsigned long long)reduced);
    assert_true(2 * reduced < plain);
}

/* ---- what cannot be ---- */

static void test_what_would_not_be_sound_is_refused(void **state)
{
    static const struct { const char *world, *members, *rest, *says; } bad[] = {
        { SHIFTED, "size = 5;", "measure = \"agreement\"; reduce = \"control\"; importance = { shift = { issue1 = 1; }; };", "the claim has both reduce and importance" },
        { SHIFTED, "size = 5; pick = \"nearest\";", "measure = \"agreement\"; importance = { shift = { issue1 = 1; }; };", "who is nearest depends on all positions" },
        { SHIFTED, "size = 5; pick = \"nearest\";", "measure = \"agreement\"; reduce = \"control\";", "nothing is known of any cell that could reduce its variance" },
        { SHIFTED, "size = 5;", "measure = \"agreement\"; importance = { shift = { issue9 = 1; }; };", "shift speaks of 'issue9', which is no issue" },
        { SHIFTED, "size = 5;", "measures = (\"agreement\", \"gridlock.movable\"); importance = { shift = { issue1 = 1; }; };", "the claim measures a concept" },
        { SHIFTED, "size = 5;", "measure = \"gridlock.movable\"; reduce = \"control\";", "the claim has only concepts" },
        { "population = { size = 9; dimensions = 1; within = 0.2; blocs = { a = { ideal = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; };", "size = 5;",
          "measure = \"agreement\"; importance = { shift = { issue1 = 1; }; };", "the population has 'within'" },
        { "population = { size = 9; dimensions = 1; within = 0.2; blocs = { a = { ideal = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; };", "size = 5;",
          "measure = \"agreement\"; reduce = \"control\";", "of a population without 'within' and 'truncate'" },
        { "population = { size = 9; dimensions = 1; blocs = { a = { ideal = { dist = \"uniform\"; low = -1; high = 1; }; }; }; };", "size = 5;",
          "measure = \"agreement\"; importance = { shift = { issue1 = 1; }; };", "the positions of bloc 'a' on issue 'issue1' are not normal" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        given g;
        given_read(&g, "%s venues = { club = { members = { %s }; rule = " CONSENSUS "; }; }; claim = { statement = \"s\"; venue = \"club\"; %s vary = (" SIZES("3, 5") ");"
                   " expect = { direction = \"decreasing\"; along = \"members\"; }; };", bad[i].world, bad[i].members, bad[i].rest);
        assert_true(given_says(&g, bad[i].says));
        given_free(&g);
    }
}

static void test_no_memory_is_said_wherever_it_runs_out(void **state)
{
    static const char *const ways[] = { "reduce = \"control\";", "importance = { shift = { issue1 = 0.4; }; };" };
    char world[TEXT];
    (void)state;
    for (int way = 0; way < 2; way++) {
        bool done = false;
        for (long budget = 0; !done; budget += budget < 40 ? 1 : 7) {
            given g;
            cm_judgement j;
            cm_arena scratch = { NULL };
            cm_simulate_options options = { .seed = 1, .draws = 64, .threads = 1 };
            cm_status status;
            given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"agreement\"", "%s vary = (" SIZES("3, 5") ");"), club_world(world, 9, 2, 0.5), ways[way]);
            g.ctx.alloc_budget = budget;
            status = g.claim.control ? cm_closed_plan(&g.ctx, &g.claim.cell[0]) : CM_OK;
            if (status == CM_OK) status = cm_judge(&g.ctx, &scratch, &g.claim, &options, &j);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            done = status == CM_OK;
            g.ctx.alloc_budget = -1;
            cm_arena_free(&scratch);
            given_free(&g);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_with_controls_cover_and_are_narrower),
        cmocka_unit_test(test_rare_agreement_is_seen_when_positions_are_moved),
        cmocka_unit_test(test_moved_worlds_weigh_what_they_should),
        cmocka_unit_test(test_a_bad_shift_at_most_doubles_the_variance),
        cmocka_unit_test(test_other_measures_are_the_same_with_weights_and_with_controls),
        cmocka_unit_test(test_sums_are_the_same_bytes_on_threads_and_in_parts),
        cmocka_unit_test(test_controls_do_not_touch_the_draws),
        cmocka_unit_test(test_a_precision_is_reached_sooner_with_controls),
        cmocka_unit_test(test_what_would_not_be_sound_is_refused),
        cmocka_unit_test(test_no_memory_is_said_wherever_it_runs_out),
    };
    return RUN_TESTS(tests);
}
