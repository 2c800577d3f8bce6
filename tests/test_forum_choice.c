/* test_forum_choice.c: choosing where to negotiate: by hand, by a second implementation, and what is refused. */
#include <stdio.h>

#include "models/model.h"
#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

static cm_status try_build(given *g, const cm_venue *venue, cm_game *game)
{
    cm_world *world = CM_NEW(&g->ctx, &g->arena, 1, cm_world);
    cm_meeting meeting = { &g->s, venue, world, NULL, 0 };
    cm_status status;
    if (world == NULL) return g->ctx.status;
    status = cm_world_init(&g->ctx, &g->arena, &g->s, 1, world);
    if (status != CM_OK) return status;
    cm_world_start(world, 0);
    return cm_model_find("forum-choice")->build(&g->ctx, &g->arena, &meeting, &g->diags, game);
}

static const cm_nfg *build(given *g, const cm_venue *venue, cm_game *game)
{
    if (try_build(g, venue, game) != CM_OK) print_error("%s\n", g->ctx.message);
    assert_int_equal(g->ctx.status, CM_OK);
    assert_int_equal(g->diags.count, 0);
    assert_int_equal(game->kind, CM_GAME_NFG);
    assert_int_equal(cm_game_validate(&g->ctx, game), CM_OK);
    return &game->as.nfg;
}

static double pay_of(const cm_nfg *nfg, const size_t *strategy, size_t i)
{
    return nfg->payoff[cm_nfg_cell(nfg, strategy) * nfg->n + i];
}

#define TWO "issues = { law = { range = (-3, 3); }; }; status_quo = { law = 0; }; players = { A = { ideal = { law = 1; }; }; B = { ideal = { law = 0.5; }; }; C = { ideal = { law = -1; }; %s }; };"
#define SIDES                                                                                                                      \
    "issues = { law = { range = (-3, 3); }; }; status_quo = { law = 0; }; players = { A = { ideal = { law = 1; }; }; B = { ideal = { law = %s; }; capability = %s; }; };" \
    "venues = { left = { members = (\"A\"); rule = { type = \"consensus\"; }; }; right = { members = (\"B\"); rule = { type = \"consensus\"; }; }; };"

/* ---- by hand ---- */

static void test_a_forum_of_two_by_hand(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    (void)state;
    given_good(&g, TWO "venues = { all = { rule = { type = \"majority\"; }; cost = 0.1; }; };", "");
    nfg = build(&g, NULL, &game);
    assert_int_equal(nfg->cells, 8);
    assert_string_equal(nfg->strategy[0][0], "stay out");
    assert_string_equal(nfg->strategy[0][1], "all");
    /* A and B come: 0.75; A gains 1 - 0.0625, B 0.25 - 0.0625; two of three are in favour. */
    assert_close(pay_of(nfg, (size_t[]){ 1, 1, 0 }, 0), 0.9375 - 0.1, 1e-12);
    assert_close(pay_of(nfg, (size_t[]){ 1, 1, 0 }, 1), 0.1875 - 0.1, 1e-12);
    assert_close(pay_of(nfg, (size_t[]){ 1, 1, 0 }, 2), 1 - 3.0625, 1e-12);
    /* All come: 1/6, the same two in favour. */
    assert_close(pay_of(nfg, (size_t[]){ 1, 1, 1 }, 0), 1 - 25.0 / 36 - 0.1, 1e-12);
    /* A alone is no majority of three. */
    assert_close(pay_of(nfg, (size_t[]){ 1, 0, 0 }, 0), -0.1, 1e-12);
    assert_close(pay_of(nfg, (size_t[]){ 1, 0, 0 }, 1), 0, 0);
    given_free(&g);
}

static void test_red_lines_keep_a_member_from_agreeing(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    (void)state;
    given_good(&g, "issues = { law = { range = (-3, 3); }; }; status_quo = { law = 0; }; players = { A = { ideal = { law = 1; }; }; B = { ideal = { law = 0.5; }; red_line = { law = (-1, 0.7); }; }; };"
                   "venues = { v = { rule = { type = \"consensus\"; }; }; };");
    nfg = build(&g, NULL, &game);
    assert_close(pay_of(nfg, (size_t[]){ 1, 1 }, 0), 0, 0);
    given_free(&g);
}

static void sides(const char *ideal, const char *capability, double stands)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    given_good(&g, SIDES, ideal, capability);
    nfg = build(&g, NULL, &game);
    assert_close(pay_of(nfg, (size_t[]){ 1, 1 }, 0), 1 - (stands - 1) * (stands - 1), 1e-12);
    given_free(&g);
}

static void test_of_two_texts_the_stronger_the_nearer_or_neither_stands(void **state)
{
    (void)state;
    sides("0.5", "2", 0.5);
    sides("0.5", "0.5", 1);
    sides("0.5", "1", 0.5);                  /* as strong: the nearer */
    sides("2", "1", 1);
    sides("-1", "1", 0);                     /* as strong, as far, opposite: neither */
    sides("-1", "1.001", -1);
}

static void test_the_part_of_a_negotiation_that_a_player_sits_in(void **state)
{
    given g;
    cm_game game;
    const cm_nfg *nfg;
    (void)state;
    given_good(&g, TWO "venues = { one = { members = (\"A\", \"B\"); rule = { type = \"consensus\"; }; }; two = { members = (\"A\"); rule = { type = \"consensus\"; }; };"
                       " three = { members = (\"B\"); rule = { type = \"consensus\"; }; }; both = { parts = (\"one\", \"two\"); }; };", "");
    nfg = build(&g, NULL, &game);            /* C is listed nowhere */
    assert_int_equal(nfg->n, 2);
    assert_int_equal(nfg->count[0], 3);
    assert_int_equal(nfg->count[1], 3);
    assert_string_equal(nfg->strategy[1][2], "three");
    nfg = build(&g, cm_scenario_venue(&g.s, "both"), &game);
    assert_int_equal(nfg->count[0], 3);
    assert_int_equal(nfg->count[1], 2);
    nfg = build(&g, cm_scenario_venue(&g.s, "two"), &game);
    assert_int_equal(nfg->n, 1);
    given_free(&g);
}

/* ---- a second implementation: three players, two issues, two forums, from the text of the model ---- */

typedef struct world {
    double ideal[3][2], salience[3][2], capability[3], quo[2], cost[2];
    int quota[2], agenda, utility;           /* forum 0: all, both issues; forum 1: players 1 and 2, issue 1 alone */
} world;

static double value(const world *w, size_t i, const double *x, size_t from)
{
    double sum = 0;
    for (size_t k = from; k < 2; k++) sum += w->salience[i][k] * (w->utility == 2 ? fabs(x[k] - w->ideal[i][k]) : (x[k] - w->ideal[i][k]) * (x[k] - w->ideal[i][k]));
    return w->utility == 1 ? -sqrt(sum) : -sum;
}

/* Votes for x at forum v; *power is the capability in favour. */
static bool carried(const world *w, size_t v, const size_t *goes, const double *x, double *power)
{
    int votes = 0;
    *power = 0;
    for (size_t i = v; i < 3; i++) {
        if (goes[i] != v + 1 || !(value(w, i, x, v) > value(w, i, w->quo, v) + 1e-12)) continue;
        votes++;
        *power += w->capability[i];
    }
    return votes >= w->quota[v];
}

static void outcome(const world *w, const size_t *goes, double *x)
{
    double text[2][2], power[2][2] = { { 0 } };
    bool passed[2][2] = { { false } };
    for (size_t v = 0; v < 2; v++) {
        for (size_t k = 0; k < 2; k++) {
            double sum = 0, weight = 0;
            for (size_t i = v; i < 3; i++) {
                if (goes[i] != v + 1) continue;
                sum += w->capability[i] * w->salience[i][k] * w->ideal[i][k];
                weight += w->capability[i] * w->salience[i][k];
            }
            text[v][k] = weight > 0 ? sum / weight : w->quo[k];
        }
        for (size_t k = v; k < 2; k++) {
            double put[2] = { w->quo[0], w->quo[1] };
            put[k] = text[v][k];
            if (w->agenda == 0 && v == 0) put[1 - k] = text[v][1 - k];
            passed[v][k] = carried(w, v, goes, put, &power[v][k]);
        }
    }
    if (w->agenda == 2 && !(passed[0][0] && passed[0][1])) passed[0][0] = passed[0][1] = false;
    x[0] = passed[0][0] ? text[0][0] : w->quo[0];
    x[1] = w->quo[1];
    if (passed[0][1] && passed[1][1]) {
        double gap = power[0][1] - power[1][1], near = fabs(text[0][1] - w->quo[1]) - fabs(text[1][1] - w->quo[1]);
        if (fabs(gap) > 1e-9) x[1] = text[gap > 0 ? 0 : 1][1];
        else if (fabs(near) > 1e-9) x[1] = text[near < 0 ? 0 : 1][1];
        else if (fabs(text[0][1] - text[1][1]) < 1e-9) x[1] = text[0][1];
    } else if (passed[0][1] || passed[1][1]) {
        x[1] = text[passed[0][1] ? 0 : 1][1];
    }
}

static double draw(cm_rng *rng) { return (double)cm_rng_below(rng, 9) / 4 - 1; }

static void draw_world(cm_rng *rng, world *w)
{
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 2; k++) {
            w->ideal[i][k] = draw(rng);
            w->salience[i][k] = (double)cm_rng_below(rng, 3);
        }
        w->capability[i] = 1 + (double)cm_rng_below(rng, 2);
    }
    for (size_t k = 0; k < 2; k++) w->quo[k] = draw(rng) / 2;
    for (size_t v = 0; v < 2; v++) {
        w->cost[v] = (double)cm_rng_below(rng, 3) / 8;
        w->quota[v] = 1 + (int)cm_rng_below(rng, 3 - v);
    }
    w->agenda = (int)cm_rng_below(rng, 3);
    w->utility = (int)cm_rng_below(rng, 3);
}

static void open_world(given *g, const world *w)
{
    static const char *const agenda[] = { "package", "issue-by-issue", "all-or-nothing" }, *const utility[] = { "quadratic", "euclidean", "cityblock" };
    char text[3][256];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(text[i], sizeof text[i], "P%zu = { ideal = { law = %.4f; data = %.4f; }; salience = { law = %.1f; data = %.1f; }; capability = %.1f; };", i,
                       w->ideal[i][0], w->ideal[i][1], w->salience[i][0], w->salience[i][1], w->capability[i]);
    }
    given_good(g, "utility = { form = \"%s\"; }; issues = { law = { range = (-3, 3); }; data = { range = (-3, 3); }; }; status_quo = { law = %.4f; data = %.4f; }; players = { %s %s %s };"
                  "venues = { wide = { rule = { type = \"quota\"; votes = %d; }; agenda = \"%s\"; cost = %.4f; };"
                  " narrow = { members = (\"P1\", \"P2\"); issues = (\"data\"); rule = { type = \"quota\"; votes = %d; }; cost = %.4f; }; };",
               utility[w->utility], w->quo[0], w->quo[1], text[0], text[1], text[2], w->quota[0], agenda[w->agenda], w->cost[0], w->quota[1], w->cost[1]);
}

static void test_every_payoff_is_that_of_a_second_implementation(void **state)
{
    cm_rng rng;
    size_t changed = 0, both = 0;
    (void)state;
    cm_rng_init(&rng, support_seed(), "forums", 0);
    for (int trial = 0; trial < 250; trial++) {
        given g;
        cm_game game;
        const cm_nfg *nfg;
        world w;
        draw_world(&rng, &w);
        open_world(&g, &w);
        nfg = build(&g, NULL, &game);
        assert_int_equal(nfg->cells, 2 * 3 * 3);
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            size_t goes[3];
            double x[2];
            cm_nfg_profile(nfg, cell, goes);
            outcome(&w, goes, x);
            changed += fabs(x[0] - w.quo[0]) + fabs(x[1] - w.quo[1]) > 1e-9;
            both += goes[0] == 1 && goes[1] == 2 && fabs(x[0] - w.quo[0]) > 1e-9;
            for (size_t i = 0; i < 3; i++) {
                double pay = value(&w, i, x, 0) - value(&w, i, w.quo, 0) - (goes[i] > 0 ? w.cost[goes[i] - 1] : 0);
                assert_close(nfg->payoff[cell * 3 + i], pay, 1e-9);
            }
        }
        given_free(&g);
    }
    assert_true(changed > 500 && both > 20);
}

/* ---- failures ---- */

static void test_too_many_combinations_are_refused(void **state)
{
    given g;
    cm_game game;
    char players[2048] = "";
    (void)state;
    for (size_t i = 0; i < 19; i++) (void)snprintf(players + strlen(players), sizeof players - strlen(players), "P%zu = { ideal = { law = 1; }; };", i);
    given_good(&g, "issues = { law = { range = (-3, 3); }; }; status_quo = { law = 0; }; players = { %s }; venues = { v = { rule = { type = \"majority\"; }; }; };", players);
    assert_int_equal(try_build(&g, NULL, &game), CM_E_LIMIT);
    assert_string_equal(g.ctx.message, "19 players choosing among 1 venues make 524288 combinations; choices of forum are written out for at most 262144: leave venues out, or name one whose parts take part");
    given_free(&g);
}

static void test_a_file_without_a_model_is_asked_as_before(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO "venues = { all = { rule = { type = \"majority\"; }; }; };", "");
    assert_string_equal(cm_model_for(CM_GAME_NFG, &g.s)->name, "participation");
    given_free(&g);
}

static void test_memory_may_end_anywhere(void **state)
{
    (void)state;
    for (long budget = 0;; budget++) {
        given g;
        cm_game game;
        cm_status status;
        given_good(&g, SIDES, "0.5", "2");
        g.ctx.alloc_budget = budget;
        status = try_build(&g, NULL, &game);
        g.ctx.alloc_budget = -1;
        given_free(&g);
        if (status == CM_OK) {
            assert_true(budget > 20);
            break;
        }
        assert_int_equal(status, CM_E_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_forum_of_two_by_hand),
        cmocka_unit_test(test_red_lines_keep_a_member_from_agreeing),
        cmocka_unit_test(test_of_two_texts_the_stronger_the_nearer_or_neither_stands),
        cmocka_unit_test(test_the_part_of_a_negotiation_that_a_player_sits_in),
        cmocka_unit_test(test_every_payoff_is_that_of_a_second_implementation),
        cmocka_unit_test(test_too_many_combinations_are_refused),
        cmocka_unit_test(test_a_file_without_a_model_is_asked_as_before),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
