/* test_joining.c: strategic games made from a venue: joining, announcing positions, choosing partners. */
#include <stdio.h>

#include "models/model.h"
#include "solver/base/rng.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

#define SCENARIO                                                                                                                   \
    "issues = { law = {}; data = { range = (-1, 1); }; }; status_quo = { law = 0.2; data = 0; };"                                  \
    "players = { A = { ideal = { law = 0.9; data = 0.8; }; }; B = { ideal = { law = 0.7; data = -0.5; }; salience = { law = 2; data = 1; }; };" \
    " C = { ideal = { law = 0.4; data = 0.6; }; capability = 2; }; D = { ideal = { law = 0; data = 0.4; }; %s }; };"               \
    "venues = { v = { rule = %s; %s }; };"

static cm_status try_build(given *g, const char *model, cm_game *game)
{
    cm_world *world = CM_NEW(&g->ctx, &g->arena, 1, cm_world);
    cm_meeting meeting;
    cm_status status;
    if (world == NULL) return g->ctx.status;
    status = cm_world_init(&g->ctx, &g->arena, &g->s, 1, world);
    if (status != CM_OK) return status;
    cm_world_start(world, 0);
    status = cm_meeting_open(&g->ctx, &g->arena, &g->s, &g->s.venue[0], world, &meeting);
    return status == CM_OK ? cm_model_find(model)->build(&g->ctx, &g->arena, &meeting, &g->diags, game) : status;
}

static const cm_nfg *build(given *g, const char *model, cm_game *game)
{
    if (try_build(g, model, game) != CM_OK) print_error("%s\n", g->ctx.message);
    assert_int_equal(g->ctx.status, CM_OK);
    assert_int_equal(g->diags.count, 0);
    assert_int_equal(game->kind, CM_GAME_NFG);
    assert_int_equal(cm_game_validate(&g->ctx, game), CM_OK);
    return &game->as.nfg;
}

/* --- a second implementation, by a grid ------------------------------------------------------------------ */

static const double ideal[4][2] = { { .9, .8 }, { .7, -.5 }, { .4, .6 }, { 0, .4 } };
static const double salience[4][2] = { { 1, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 } };

static double gain(size_t i, double law, double data)
{
    const double *a = ideal[i], *s = salience[i];
    return s[0] * ((.2 - a[0]) * (.2 - a[0]) - (law - a[0]) * (law - a[0])) + s[1] * (a[1] * a[1] - (data - a[1]) * (data - a[1]));
}

/* What the best text pays all four: by grids that close in on it. */
static void by_grid(size_t mask, bool paid, double high, double cost, double *pay)
{
    double best = 0, at[2] = { .2, 0 }, total = 0;
    for (double wide = 2; wide > 1e-7; wide *= .93) {
        double middle[2] = { at[0], at[1] };
        for (int p = -20; p <= 20; p++) {
            for (int q = -20; q <= 20; q++) {
                double law = fmin(middle[0] + wide * p / 20, high), data = middle[1] + wide * q / 20, sum = 0, least = HUGE_VAL;
                for (size_t i = 0; i < 4; i++) {
                    if (!(mask >> i & 1u)) continue;
                    sum += gain(i, law, data);
                    least = fmin(least, gain(i, law, data));
                }
                if ((paid ? sum : least) <= best) continue;
                best = paid ? sum : least;
                at[0] = law, at[1] = data;
            }
        }
    }
    for (size_t i = 0; i < 4; i++) total += mask >> i & 1u ? gain(i, at[0], at[1]) : 0;
    for (size_t i = 0; i < 4; i++) {
        pay[i] = gain(i, at[0], at[1]);
        if (mask >> i & 1u) pay[i] = (paid ? total / __builtin_popcountll(mask) : pay[i]) - cost;
    }
}

static void compare(const char *model, bool paid, const char *red, double high)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    given_good(&g, SCENARIO, red, "{ type = \"quota\"; votes = 2; }", "cost = 0.01;");
    nfg = build(&g, model, &game);
    assert_int_equal(nfg->cells, 16);
    for (size_t s = 0; s < 16; s++) {
        double want[4];
        by_grid(s, paid, s >> 3 & 1u ? high : 9, 0.01, want);
        for (size_t i = 0; i < 4; i++) {
            if (__builtin_popcountll(s) < 2) assert_close(nfg->payoff[s * 4 + i], s >> i & 1u ? -0.01 : 0, 0);
            else assert_close(nfg->payoff[s * 4 + i], want[i], 1e-3);
        }
    }
    assert_null(nfg->exact);
    assert_string_equal(nfg->strategy[0][0], "stay out");
    assert_string_equal(nfg->strategy[3][1], "join");
    assert_string_equal(nfg->player[2], "C");
    given_free(&g);
}

static void test_who_joins_sets_the_text_and_all_live_with_it(void **state) { (void)state; compare("participation", false, "", 1); }
static void test_side_payments_are_shared_evenly_inside(void **state) { (void)state; compare("participation-paid", true, "", 1); }
static void test_red_lines_bind_only_with_who_joined(void **state) { (void)state; compare("participation", false, "red_line = { law = (0, 0.3); };", 0.3); }
static void test_red_lines_bind_side_payments(void **state) { (void)state; compare("participation-paid", true, "red_line = { law = (0, 0.3); };", 0.3); }

static void test_without_those_who_have_a_veto_nothing_happens(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    (void)state;
    given_good(&g, SCENARIO, "", "{ all = ( { type = \"majority\"; }, { type = \"veto\"; players = (\"A\"); } ); }", "");
    nfg = build(&g, "participation-paid", &game);
    for (size_t s = 0; s < 16; s++) {
        bool moves = false;
        for (size_t i = 0; i < 4; i++) moves = moves || fabs(nfg->payoff[s * 4 + i]) > 0;
        assert_int_equal(moves, (s & 1u) && __builtin_popcountll(s) >= 3);
    }
    given_free(&g);
}

/* Is the cell an equilibrium? By its own definition, without the solver. */
static bool is_equilibrium(const cm_nfg *nfg, size_t cell)
{
    for (size_t i = 0; i < nfg->n; i++) {
        for (size_t other = 0; other < nfg->cells; other++) {
            size_t a = cell, b = other;
            bool alone = true;
            for (size_t j = 0; j < nfg->n; a /= nfg->count[j], b /= nfg->count[j], j++) {
                if (j != i && a % nfg->count[j] != b % nfg->count[j]) alone = false;
            }
            if (alone && nfg->payoff[other * nfg->n + i] > nfg->payoff[cell * nfg->n + i] + 1e-9) return false;
        }
    }
    return true;
}

/* Four alike want the text at 1; a quota of two; a cost of half of what it brings.  Two join, any two: more would pay
 * for nothing, fewer get nothing; and nobody may join, for one alone changes nothing. */
static void test_as_many_join_as_the_quota_asks_and_no_more(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    (void)state;
    given_good(&g, "issues = { law = {}; }; status_quo = { law = 0; }; defaults = {}; players = { A = { ideal = { law = 1; }; }; B = { ideal = { law = 1; }; };"
                   " C = { ideal = { law = 1; }; }; D = { ideal = { law = 1; }; }; }; venues = { v = { rule = { type = \"quota\"; votes = 2; }; cost = \"1/2\"; }; };");
    nfg = build(&g, "participation", &game);
    for (size_t s = 0; s < 16; s++) {
        int joined = __builtin_popcountll(s);
        assert_int_equal(is_equilibrium(nfg, s), joined == 2 || joined == 0);
        for (size_t i = 0; i < 4; i++) assert_close(nfg->payoff[s * 4 + i], (joined >= 2 ? 1 : 0) - (s >> i & 1u ? 0.5 : 0), 1e-12);
    }
    given_free(&g);
}

/* --- positions ------------------------------------------------------------------------------------------- */

/* The text of what is said on law, by weights capability times salience 1, 2, 2, 1. */
static double mean_of(const double *said)
{
    return (said[0] + 2 * said[1] + 2 * said[2] + said[3]) / 6;
}

/* The middle of all points with at most half of the weight on either side, by a count at each. */
static double median_of(const double *said)
{
    static const int weight[] = { 1, 2, 2, 1 };
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t p = 0; p < 4; p++) {
        int below = 0, above = 0;
        for (size_t i = 0; i < 4; i++) {
            if (said[i] < said[p]) below += weight[i];
            if (said[i] > said[p]) above += weight[i];
        }
        if (below > 3 || above > 3) continue;
        low = fmin(low, said[p]);
        high = fmax(high, said[p]);
    }
    return (low + high) / 2;
}

static void positions(const char *model, bool median)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    double data = median ? .6 : (.8 - .5 + 2 * .6 + .4) / 5;                   /* weights 1, 1, 2, 1; sorted -.5 .4 | .6 .6 | .8 */
    given_good(&g, SCENARIO, "", "{ type = \"majority\"; }", "");
    nfg = build(&g, model, &game);
    assert_int_equal(nfg->cells, 6 * 6 * 6 * 6);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        double said[4], law;
        for (size_t i = 0, rest = cell; i < 4; rest /= 6, i++) said[i] = rest % 6 == 0 ? ideal[i][0] : (double)(rest % 6 - 1) / 4;
        law = median ? median_of(said) : mean_of(said);
        for (size_t i = 0; i < 4; i++) assert_close(nfg->payoff[cell * 4 + i], gain(i, law, data), 1e-12);
    }
    assert_string_equal(nfg->strategy[1][0], "sincere");
    assert_string_equal(nfg->strategy[1][2], "0.25");
    given_free(&g);
}

static void test_a_mean_of_what_is_said(void **state) { (void)state; positions("position-taking", false); }
static void test_a_median_of_what_is_said(void **state) { (void)state; positions("position-taking-median", true); }

/* Odd weights: one median.  Sincerity is then best whatever others say; with the mean it is not. */
static void test_the_median_rewards_sincerity_and_the_mean_does_not(void **state)
{
    (void)state;
    for (int median = 0; median < 2; median++) {
        given g;
        cm_game game;
        const cm_nfg *nfg;
        size_t lies = 0;
        given_good(&g, "issues = { law = {}; }; status_quo = { law = 0.5; }; players = { A = { ideal = { law = 0.3; }; }; B = { ideal = { law = 0.6; }; };"
                       " C = { ideal = { law = 0.8; }; }; }; venues = { v = { rule = { type = \"majority\"; }; }; };");
        nfg = build(&g, median ? "position-taking-median" : "position-taking", &game);
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            for (size_t i = 0, stride = 1; i < 3; stride *= 6, i++) {
                size_t sincere = cell - cell / stride % 6 * stride;
                if (nfg->payoff[cell * 3 + i] > nfg->payoff[sincere * 3 + i] + 1e-12) lies++;
            }
        }
        assert_int_equal(lies > 0, !median);
        /* Mean: each of the two outer ones goes to its end; the equilibrium is (0, x, 1). */
        assert_true(is_equilibrium(nfg, median ? 0 : 1 + 6 * 4 + 36 * 5));           /* "0", "0.75", "1": mean .58 */
        given_free(&g);
    }
}

/* --- partners -------------------------------------------------------------------------------------------- */

/* Two near each other, one far: the pair forms; naming all three does not pay. */
static void test_partners_that_name_each_other_are_together(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    double mean = (0.1 + 0.9 + 1.0) * 2 / 6;
    (void)state;
    given_good(&g, "issues = { law = {}; }; status_quo = { law = 0.5; }; players = { A = { ideal = { law = 0; }; }; B = { ideal = { law = 0.1; }; };"
                   " C = { ideal = { law = 1; }; }; }; venues = { v = { rule = { type = \"majority\"; }; }; };");
    nfg = build(&g, "partner-choice", &game);
    assert_int_equal(nfg->cells, 64);
    assert_string_equal(nfg->strategy[0][0], "alone");
    assert_string_equal(nfg->strategy[0][1], "with B");
    assert_string_equal(nfg->strategy[1][1], "with A");
    assert_string_equal(nfg->strategy[1][2], "with C");
    assert_string_equal(nfg->strategy[2][3], "with A, B");
    for (size_t cell = 0; cell < 64; cell++) {
        size_t a = cell % 4, b = cell / 4 % 4, c = cell / 16;
        const double *pay = nfg->payoff + cell * 3;
        double ab = mean - 0.1, ac = mean - 1, bc = mean - 0.9;
        if (a == 3 && b == 3 && c == 3) assert_close(pay[0], ab + ac, 1e-12);
        else assert_close(pay[0], a == 1 && b == 1 ? ab : a == 2 && c == 1 ? ac : 0, 1e-12);
        if (a == 3 && b == 3 && c == 3) assert_close(pay[1], ab + bc, 1e-12);
        else assert_close(pay[1], a == 1 && b == 1 ? ab : b == 2 && c == 2 ? bc : 0, 1e-12);
    }
    assert_true(is_equilibrium(nfg, 1 + 4 * 1));
    assert_false(is_equilibrium(nfg, 3 + 4 * 3 + 16 * 3));
    given_free(&g);
}

/* --- failures -------------------------------------------------------------------------------------------- */

static void expect_refusal(const char *model, size_t n, const char *utility, cm_status status, const char *sentence)
{
    given g;
    cm_game game;
    char players[2000] = "";
    for (size_t i = 0; i < n; i++) (void)snprintf(players + strlen(players), sizeof players - strlen(players), "p%zu = { ideal = { law = 1; }; }; ", i);
    given_good(&g, "issues = { law = {}; }; status_quo = { law = 0; }; %s players = { %s }; venues = { v = { rule = { type = \"majority\"; }; }; };", utility, players);
    assert_int_equal(try_build(&g, model, &game), status);
    assert_string_equal(g.ctx.message, sentence);
    given_free(&g);
}

static void test_too_many_members_are_refused_in_a_sentence(void **state)
{
    (void)state;
    expect_refusal("participation", 11, "", CM_E_LIMIT, "venue 'v' has 11 members; joining is written out for at most 10");
    expect_refusal("position-taking", 7, "", CM_E_LIMIT, "venue 'v' has 7 members; announcements are written out for at most 6");
    expect_refusal("partner-choice", 5, "", CM_E_LIMIT, "venue 'v' has 5 members; choices of partners are written out for at most 4");
    expect_refusal("participation-paid", 3, "utility = { form = \"euclidean\"; };", CM_E_DOMAIN,
                   "what joining brings is computed for quadratic utility alone; set utility = { form = \"quadratic\"; }");
}

static void test_memory_may_end_anywhere(void **state)
{
    static const char *const model[] = { "participation", "participation-paid", "position-taking", "position-taking-median", "partner-choice" };
    (void)state;
    for (size_t m = 0; m < sizeof model / sizeof model[0]; m++) {
        bool done = false;
        long k = 0;
        for (; !done; k++) {
            given g;
            cm_game game;
            cm_status status;
            given_good(&g, SCENARIO, "", "{ type = \"majority\"; }", "cost = 0.01;");
            g.ctx.alloc_budget = k;
            status = try_build(&g, model[m], &game);
            done = status == CM_OK;
            if (!done) assert_int_equal(status, CM_E_MEMORY);
            g.ctx.alloc_budget = -1;
            given_free(&g);
        }
        assert_true(k > 10);
    }
}

static void test_a_file_that_names_no_model_gets_joining(void **state)
{
    given g;
    (void)state;
    given_good(&g, SCENARIO, "", "{ type = \"majority\"; }", "");
    assert_string_equal(cm_model_for(CM_GAME_NFG, &g.s)->name, "participation");
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_joins_sets_the_text_and_all_live_with_it),
        cmocka_unit_test(test_side_payments_are_shared_evenly_inside),
        cmocka_unit_test(test_red_lines_bind_only_with_who_joined),
        cmocka_unit_test(test_red_lines_bind_side_payments),
        cmocka_unit_test(test_without_those_who_have_a_veto_nothing_happens),
        cmocka_unit_test(test_as_many_join_as_the_quota_asks_and_no_more),
        cmocka_unit_test(test_a_mean_of_what_is_said),
        cmocka_unit_test(test_a_median_of_what_is_said),
        cmocka_unit_test(test_the_median_rewards_sincerity_and_the_mean_does_not),
        cmocka_unit_test(test_partners_that_name_each_other_are_together),
        cmocka_unit_test(test_too_many_members_are_refused_in_a_sentence),
        cmocka_unit_test(test_memory_may_end_anywhere),
        cmocka_unit_test(test_a_file_that_names_no_model_gets_joining),
    };
    return RUN_TESTS(tests);
}
