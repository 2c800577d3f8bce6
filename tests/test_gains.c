/* test_gains.c: what coalitions of a venue can secure: with side payments, in kind, and by votes alone. */
#include <stdio.h>

#include "models/model.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

#define SCENARIO                                                                                                                   \
    "issues = { law = {}; data = { range = (-1, 1); }; }; status_quo = { law = 0.2; data = 0; };"                                  \
    "players = { A = { ideal = { law = 0.9; data = 0.8; }; }; B = { ideal = { law = 0.7; data = -0.5; }; salience = { law = 2; data = 1; }; };" \
    " C = { ideal = { law = 0.4; data = 0.6; }; }; D = { ideal = { law = 0; data = 0.4; }; %s }; };"                               \
    "venues = { v = { rule = %s; }; };"

static void build(given *g, const char *model, cm_game *game)
{
    cm_world *world = CM_NEW(&g->ctx, &g->arena, 1, cm_world);
    cm_meeting meeting;
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, 1, world), CM_OK);
    cm_world_start(world, 0);
    assert_int_equal(cm_meeting_open(&g->ctx, &g->arena, &g->s, &g->s.venue[0], world, &meeting), CM_OK);
    if (cm_model_find(model)->build(&g->ctx, &g->arena, &meeting, &g->diags, game) != CM_OK) print_error("%s\n", g->ctx.message);
    assert_int_equal(g->ctx.status, CM_OK);
    assert_int_equal(game->kind, CM_GAME_TU);
    assert_int_equal(game->as.tu.n, 4);
}

static const double ideal[4][2] = { { .9, .8 }, { .7, -.5 }, { .4, .6 }, { 0, .4 } };
static const double salience[4][2] = { { 1, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 } };

static double gain(size_t i, double law, double data)
{
    const double *a = ideal[i], *s = salience[i];
    return s[0] * ((.2 - a[0]) * (.2 - a[0]) - (law - a[0]) * (law - a[0])) + s[1] * (a[1] * a[1] - (data - a[1]) * (data - a[1]));
}

/* The best of a fine grid: of the sum of gains, or of the least one times the members. */
static double by_grid(size_t mask, bool in_kind, double high)
{
    double best = 0;
    for (double law = 0; law <= 1.0001; law += 0.005) {
        for (double data = -1; data <= 1.0001; data += 0.005) {
            double sum = 0, least = HUGE_VAL;
            if ((mask >> 3 & 1u) && law > high + 1e-9) continue;
            for (size_t i = 0; i < 4; i++) {
                if (!(mask >> i & 1u)) continue;
                sum += gain(i, law, data);
                least = fmin(least, gain(i, law, data));
            }
            best = fmax(best, in_kind ? least * (double)__builtin_popcountll(mask) : sum);
        }
    }
    return best;
}

static void compare(const char *model, bool in_kind, const char *red, double high)
{
    given g;
    cm_game game;
    given_good(&g, SCENARIO "solve = ();", red, "{ type = \"quota\"; votes = 2; }");
    build(&g, model, &game);
    for (size_t s = 0; s < 16; s++) {
        if (__builtin_popcountll(s) < 2) assert_close(game.as.tu.worth[s], 0, 0);
        else assert_close(game.as.tu.worth[s], by_grid(s, in_kind, high), 8e-3);
    }
    assert_false(game.as.tu.exact);
    assert_non_null(game.as.tu.about);
    given_free(&g);
}

static void test_with_side_payments_the_sum_of_gains_counts(void **state) { (void)state; compare("gains", false, "", 1); }
static void test_in_kind_the_least_gain_counts_for_each(void **state) { (void)state; compare("gains-in-kind", true, "", 1); }
static void test_red_lines_bind_coalitions_too(void **state) { (void)state; compare("gains", false, "red_line = { law = (0, 0.3); };", 0.3); }
static void test_red_lines_bind_in_kind(void **state) { (void)state; compare("gains-in-kind", true, "red_line = { law = (0, 0.3); };", 0.3); }

static void test_without_a_decision_the_status_quo_stays(void **state)
{
    given g;
    cm_game game;
    (void)state;
    given_good(&g, SCENARIO "solve = ();", "", "{ all = ( { type = \"majority\"; }, { type = \"veto\"; players = (\"A\"); } ); }");
    build(&g, "gains", &game);
    for (size_t s = 0; s < 16; s++) assert_int_equal(game.as.tu.worth[s] > 0, (s & 1u) && __builtin_popcountll(s) >= 3);
    given_free(&g);
}

static void test_votes_are_worth_one_when_they_win(void **state)
{
    given g;
    cm_game game;
    (void)state;
    given_good(&g, "players = { A = {}; B = {}; C = {}; D = {}; }; venues = { v = { rule = { type = \"weighted\"; weights = { A = 3; B = 2; C = 1; D = 1; }; quota = 4; }; }; };");
    build(&g, "votes", &game);
    for (size_t s = 0; s < 16; s++) {
        int weight = (s & 1u ? 3 : 0) + (s & 2u ? 2 : 0) + (s & 4u ? 1 : 0) + (s & 8u ? 1 : 0);
        assert_close(game.as.tu.worth[s], weight >= 4 ? 1 : 0, 0);
    }
    assert_true(game.as.tu.exact);
    given_free(&g);
}

/* With issues the gains come first; without, the votes. */
static void test_the_model_that_fits_is_taken(void **state)
{
    given g;
    (void)state;
    given_good(&g, SCENARIO "solve = ();", "", "{ type = \"majority\"; }");
    assert_string_equal(cm_model_for(CM_GAME_TU, &g.s)->name, "gains");
    given_free(&g);
    given_good(&g, "players = { A = {}; B = {}; }; venues = { v = { rule = { type = \"majority\"; }; }; };");
    assert_string_equal(cm_model_for(CM_GAME_TU, &g.s)->name, "votes");
    given_free(&g);
}

static void test_other_losses_are_refused_in_a_sentence(void **state)
{
    given g;
    cm_world world;
    cm_meeting meeting;
    cm_game game;
    (void)state;
    given_good(&g, SCENARIO "utility = { form = \"euclidean\"; };", "", "{ type = \"majority\"; }");
    assert_int_equal(cm_world_init(&g.ctx, &g.arena, &g.s, 1, &world), CM_OK);
    cm_world_start(&world, 0);
    assert_int_equal(cm_meeting_open(&g.ctx, &g.arena, &g.s, &g.s.venue[0], &world, &meeting), CM_OK);
    assert_int_equal(cm_model_find("gains")->build(&g.ctx, &g.arena, &meeting, &g.diags, &game), CM_E_DOMAIN);
    assert_string_equal(g.ctx.message, "worths of coalitions are computed for quadratic utility alone; set utility = { form = \"quadratic\"; }, or use the model 'votes'");
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_with_side_payments_the_sum_of_gains_counts),
        cmocka_unit_test(test_in_kind_the_least_gain_counts_for_each),
        cmocka_unit_test(test_red_lines_bind_coalitions_too),
        cmocka_unit_test(test_red_lines_bind_in_kind),
        cmocka_unit_test(test_without_a_decision_the_status_quo_stays),
        cmocka_unit_test(test_votes_are_worth_one_when_they_win),
        cmocka_unit_test(test_the_model_that_fits_is_taken),
        cmocka_unit_test(test_other_losses_are_refused_in_a_sentence),
    };
    return RUN_TESTS(tests);
}
