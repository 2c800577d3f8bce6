/* test_strategic_forms.c: games in normal and extensive form in scenario files, and a tree's reduced normal form. */
#include <stdio.h>

#include "models/form.h"
#include "solver/game/plans.h"
#include "tests/support/given.h"
#include "tests/support/strategic_world.h"

typedef struct built {
    given g;
    const cm_form *form;
    cm_game game;
} built;

static void build(built *b, const char *text)
{
    given_read(&b->g, "%s", text);
    b->game = (cm_game){ .kind = CM_GAME_NONE };
    if (b->g.diags.count == 0) assert_int_equal(cm_given_read(&b->g.ctx, &b->g.arena, &b->g.s, NULL, &b->g.diags, &b->form, &b->game), CM_OK);
}

static void build_good(built *b, const char *text)
{
    build(b, text);
    if (b->g.diags.count > 0) print_error("%d:%d: %s\n", b->g.diags.item[0].place.line, b->g.diags.item[0].place.column, b->g.diags.item[0].message);
    assert_int_equal(b->g.diags.count, 0);
}

static void expect_mistake(const char *text, const char *part)
{
    built b;
    build(&b, text);
    assert_true(b.g.diags.count > 0);
    assert_true(given_says(&b.g, part));
    assert_non_null(b.g.diags.item[0].hint);
    given_free(&b.g);
}

#define NORMAL "game = { form = \"normal\"; players = (\"A\", \"B\"); strategies = { A = (\"join\", \"stay\"); B = (\"yes\", \"no\"); };"
#define REST " { when = (\"stay\", \"yes\"); pay = (3, 0); }, { when = (\"stay\", \"no\"); pay = (1, 1); } ); };"

static void test_cells_are_found_by_name_and_payoffs_by_expression(void **state)
{
    built b;
    const cm_nfg *g = &b.game.as.nfg;
    (void)state;
    build_good(&b, "parameters = { h = 1; third = \"h / 3\"; }; " NORMAL " payoffs = ( { when = (\"join\", \"no\"); pay = (0, \"third * 2\"); }, { when = (\"join\", \"yes\"); pay = (2.5, \"-1/7\"); }," REST);
    assert_int_equal(g->cells, 4);
    assert_close(g->payoff[0], 2.5, 0);
    assert_int_equal(g->exact[0].den, 2);
    assert_int_equal(g->exact[1].den, 7);
    assert_close(g->payoff[2], 3, 0);                       /* (stay, yes) of A */
    assert_int_equal(g->exact[5].num, 2);                   /* (join, no) of B: 2/3, exactly */
    assert_int_equal(g->exact[5].den, 3);
    given_free(&b.g);
}

static void test_mistakes_of_normal_forms(void **state)
{
    (void)state;
    expect_mistake(NORMAL " payoffs = ( { when = (\"join\", \"yes\"); pay = (1, 1); }," REST, "(join, no) has no payoffs");
    expect_mistake(NORMAL " payoffs = ( { when = (\"stay\", \"no\"); pay = (1, 1); }," REST, "the payoffs of (stay, no) are given twice");
    expect_mistake(NORMAL " payoffs = ( { when = (\"jion\", \"yes\"); pay = (1, 1); }," REST, "'jion' is none of the strategies of 'A'");
    expect_mistake(NORMAL " payoffs = ( { when = (\"join\"); pay = (1, 1); }," REST, "'when' has 1 strategies for 2 players");
    expect_mistake(NORMAL " payoffs = ( { when = (\"join\", \"yes\"); pay = (1, 1, 1); }," REST, "'pay' has 3 numbers for 2 players");
    expect_mistake(NORMAL " payoffs = ( { when = (\"join\", \"yes\"); pay = (1, \"k\"); }," REST, "k");
    expect_mistake(NORMAL " };", "the game in normal form has no 'payoffs'");
    expect_mistake("game = { form = \"normal\"; players = (\"A\", \"B\"); payoffs = (); };", "the game in normal form has no 'strategies'");
    expect_mistake("game = { form = \"normal\"; players = (\"A\", \"B\"); strategies = { A = (\"x\"); }; payoffs = (); };", "player 'B' has no strategies");
    expect_mistake("game = { form = \"normal\"; players = (\"A\", \"B\"); strategies = { A = (\"x\"); C = (\"x\"); }; payoffs = (); };", "'C' is no player of the game");
    expect_mistake("game = { form = \"normal\"; players = (\"A\"); strategies = { A = (\"x\", \"x\"); }; payoffs = (); };", "strategies 'x' stands twice in its list");
    expect_mistake("game = { form = \"normal\"; players = (\"A\"); strategies = { A = (); }; payoffs = (); };", "a list of strategies that is empty");
    expect_mistake("game = { form = \"normal\"; players = (\"A\"); strategies = (\"x\"); payoffs = (); };", "'strategies' is a list ( )");
    expect_mistake("game = { form = \"normal\"; players = (\"A\"); nodes = (); strategies = { A = (\"x\"); }; payoffs = ({ when = (\"x\"); pay = (1); }); };", "'nodes' is no setting of a game in normal form");
}

/* The volunteer's dilemma of three: A. Diekmann, J. Conflict Resolution 29 (1985) 605-610. */
static void test_a_symmetric_game_by_one_players_payoffs(void **state)
{
    built b;
    const cm_nfg *g = &b.game.as.nfg;
    size_t s[3];
    (void)state;
    build_good(&b, "game = { form = \"normal\"; players = (\"A\", \"B\", \"C\"); symmetric = true; strategies = (\"act\", \"wait\"); payoffs = ("
                   " { when = (\"act\", \"act\", \"act\"); pay = 7; }, { when = (\"act\", \"wait\", \"act\"); pay = 6; }, { when = (\"act\", \"wait\", \"wait\"); pay = 5; },"
                   " { when = (\"wait\", \"act\", \"act\"); pay = 10; }, { when = (\"wait\", \"act\", \"wait\"); pay = 9; }, { when = (\"wait\", \"wait\", \"wait\"); pay = 0; } ); };");
    for (size_t cell = 0; cell < 8; cell++) {
        size_t acting = 0;
        cm_nfg_profile(g, cell, s);
        for (size_t i = 0; i < 3; i++) acting += s[i] == 0;
        for (size_t i = 0; i < 3; i++) {
            double want = s[i] == 0 ? 4 + (double)acting : acting == 0 ? 0 : 8 + (double)acting;
            assert_close(g->payoff[cell * 3 + i], want, 0);
        }
    }
    given_free(&b.g);
    expect_mistake("game = { form = \"normal\"; players = (\"A\", \"B\"); symmetric = true; strategies = (\"x\"); payoffs = ( { when = (\"x\", \"x\"); pay = (1, 1); } ); };",
                   "in a symmetric game 'pay' is one number, not a list ( )");
    expect_mistake("game = { form = \"normal\"; players = (\"A\", \"B\", \"C\"); symmetric = true; strategies = (\"x\", \"y\"); payoffs = ( { when = (\"x\", \"x\", \"y\"); pay = 1; }, "
                   "{ when = (\"x\", \"y\", \"x\"); pay = 1; } ); };", "the payoffs of (x, x, y) are given twice");
}

#define ENTRY "game = { form = \"extensive\"; players = (\"E\", \"I\"); nodes = ( "
#define ENDS " { at = \"out\"; pay = (0, 2); }, { at = \"war\"; pay = (-1, -1); }, { at = \"deal\"; pay = (1, 1); } ); };"

static void test_a_tree_of_points_by_name(void **state)
{
    built b;
    cm_nfg normal;
    const cm_efg *efg = &b.game.as.efg;
    double payoff[2];
    (void)state;
    build_good(&b, ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"reply\", \"out\"); }, "
                         "{ at = \"reply\"; player = \"I\"; actions = (\"fight\", \"share\"); to = (\"war\", \"deal\"); pay = (\"1/2\", 0); }," ENDS);
    assert_int_equal(efg->nnodes, 5);
    assert_true(cm_efg_perfect_information(efg));
    cm_efg_payoff(efg, 2, payoff);
    assert_close(payoff[0], -0.5, 0);
    assert_int_equal(cm_efg_normal(&b.g.ctx, &b.g.arena, efg, &normal), CM_OK);
    assert_int_equal(normal.cells, 4);
    assert_string_equal(normal.strategy[1][0], "fight");
    assert_close(normal.payoff[0], -0.5, 0);
    given_free(&b.g);
}

static void test_sets_chance_and_thirds(void **state)
{
    built b;
    (void)state;
    build_good(&b, "game = { form = \"extensive\"; players = (\"A\"); nodes = ( { at = \"c\"; chance = (\"1/3\", \"2/3\"); actions = (\"g\", \"b\"); to = (\"x\", \"y\"); },"
                   " { at = \"x\"; player = \"A\"; set = \"h\"; actions = (\"l\", \"r\"); to = (\"p\", \"q\"); }, { at = \"y\"; player = \"A\"; set = \"h\"; actions = (\"l\", \"r\"); to = (\"s\", \"t\"); },"
                   " { at = \"p\"; pay = (1); }, { at = \"q\"; pay = (0); }, { at = \"s\"; pay = (0); }, { at = \"t\"; pay = (1); } ); };");
    assert_int_equal(b.game.as.efg.nsets, 1);
    assert_int_equal(b.game.as.efg.set[0].nnodes, 2);
    assert_int_equal(b.game.as.efg.chance[0].probability[0].den, 3);
    given_free(&b.g);
}

static void test_mistakes_of_trees(void **state)
{
    (void)state;
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"rely\", \"out\"); }," ENDS, "'rely' is none of the points of the game");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"war\"); }," ENDS, "at 'start' 2 actions lead to 1 points");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"war\", \"out\"); }," ENDS, "no move leads to 'deal' from the start");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"war\", \"war\"); }," ENDS, "two moves lead to 'war'");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"start\", \"out\"); }," ENDS, "'start' is the start: nothing leads back to it");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"X\"; actions = (\"in\", \"out\"); to = (\"war\", \"out\"); }," ENDS, "'X' is no player of the game");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; }," ENDS, "'start' has no actions");
    expect_mistake(ENTRY "{ at = \"start\"; }," ENDS, "'start' pays nothing and nobody moves there");
    expect_mistake(ENTRY "{ at = \"start\"; actions = (\"in\"); pay = (1, 1); }," ENDS, "nobody moves at 'start'");
    expect_mistake(ENTRY "{ at = \"start\"; chance = (0.5, 0.4); actions = (\"in\", \"out\"); to = (\"war\", \"out\"); }," ENDS, "the probabilities at 'start' add up to 0.9, not to 1");
    expect_mistake(ENTRY "{ at = \"start\"; chance = (1); actions = (\"in\", \"out\"); to = (\"war\", \"out\"); }," ENDS, "'chance' has 1 probabilities for 2 moves");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; chance = (1); actions = (\"in\"); to = (\"war\"); }," ENDS, "'start' has both a player and chance");
    expect_mistake(ENTRY "{ at = \"war\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"war\", \"out\"); }," ENDS, "two points are called 'war'");
    expect_mistake(ENTRY "{ at = \"s\"; player = \"E\"; set = \"h\"; actions = (\"in\", \"out\"); to = (\"r\", \"out\"); }, { at = \"r\"; player = \"I\"; set = \"h\"; actions = (\"in\", \"out\"); to = (\"war\", \"deal\"); }," ENDS,
                   "'h' is a set of E, but at 'r' I moves");
    expect_mistake(ENTRY "{ at = \"s\"; player = \"E\"; set = \"h\"; actions = (\"in\", \"out\"); to = (\"r\", \"out\"); }, { at = \"r\"; player = \"E\"; set = \"h\"; actions = (\"in\", \"up\"); to = (\"war\", \"deal\"); }," ENDS,
                   "'s' and 'r' are of the set 'h' and have different actions");
    expect_mistake("game = { form = \"extensive\"; players = (\"E\"); nodes = (); };", "the game has no points");
    expect_mistake("game = { form = \"extensive\"; players = (\"E\"); };", "the game in extensive form has no 'nodes'");
    expect_mistake(ENTRY "{ at = \"start\"; player = \"E\"; actions = (\"in\", \"out\"); to = (\"war\", \"out\"); pay = (1); }," ENDS, "'pay' has 1 number for 2 players");
}

/* --- the reduced normal form -------------------------------------------------------------------------- */

/* Shapes and payoffs that Gambit gives: four-move centipede (R. D. McKelvey, T. R. Palfrey, Econometrica 60 (1992)
 * 803-836), and R. B. Myerson, "Game Theory" (1991), figure 2.2. */
static void test_reduced_normal_forms_of_known_trees(void **state)
{
    strategic w;
    cm_nfg g;
    (void)state;
    strategic_good(&w, "EFG 2 R \"centipede\" { \"1\" \"2\" }\np \"\" 1 1 \"\" { \"T\" \"P\" } 0\nt \"\" 1 \"\" { 0.80, 0.20 }\np \"\" 2 1 \"\" { \"T\" \"P\" } 0\nt \"\" 2 \"\" { 0.40, 1.60 }\n"
                       "p \"\" 1 2 \"\" { \"T\" \"P\" } 0\nt \"\" 3 \"\" { 3.20, 0.80 }\np \"\" 2 2 \"\" { \"T\" \"P\" } 0\nt \"\" 4 \"\" { 1.60, 6.40 }\nt \"\" 5 \"\" { 12.80, 3.20 }");
    assert_int_equal(cm_efg_normal(&w.ctx, &w.arena, &w.game.as.efg, &g), CM_OK);
    assert_int_equal(g.count[0], 3);
    assert_int_equal(g.count[1], 3);
    assert_string_equal(g.strategy[0][0], "T/*");
    assert_string_equal(g.strategy[0][2], "P/P");
    assert_int_equal(g.exact[0].num, 4);
    assert_int_equal(g.exact[0].den, 5);
    assert_close(g.payoff[(2 + 3 * 2) * 2], 12.8, 0);
    strategic_close(&w);
    strategic_good(&w, "EFG 2 R \"poker\" { \"Fred\" \"Alice\" }\nc \"\" 1 \"\" { \"Red\" 1/2 \"Black\" 1/2 } 0\np \"\" 1 1 \"\" { \"R\" \"F\" } 0\np \"\" 2 1 \"\" { \"M\" \"P\" } 0\nt \"\" 1 \"\" { 2 -2 }\nt \"\" 2 \"\" { 1 -1 }\nt \"\" 2\n"
                       "p \"\" 1 2 \"\" { \"R\" \"F\" } 0\np \"\" 2 1 0\nt \"\" 3 \"\" { -2 2 }\nt \"\" 2\nt \"\" 4 \"\" { -1 1 }");
    assert_int_equal(cm_efg_normal(&w.ctx, &w.arena, &w.game.as.efg, &g), CM_OK);
    assert_int_equal(g.count[0], 4);
    assert_int_equal(g.count[1], 2);
    assert_close(g.payoff[1 * 2], 0.5, 0);                  /* raise, fold against meet: 2/2 - 1/2 */
    assert_close(g.payoff[2 * 2], -0.5, 0);                 /* fold, raise against meet: 1/2 - 2/2 */
    strategic_close(&w);
}

/* A random tree of two players and chance; sets of nodes at random, so that memory may be lost. */
typedef struct grower {
    cm_rng rng;
    char *at;
    int sets, outcomes;
} grower;

static void grow(grower *r, int depth)
{
    uint64_t kind = cm_rng_below(&r->rng, 8);
    if (depth == 0 || kind == 0) {
        r->at += sprintf(r->at, "t \"\" %d \"\" { %d %d/3 }\n", ++r->outcomes, (int)cm_rng_below(&r->rng, 9), (int)cm_rng_below(&r->rng, 9));
        return;
    }
    if (kind == 1) r->at += sprintf(r->at, "c \"\" %d \"\" { \"g\" 1/4 \"b\" 3/4 } 0\n", ++r->sets);
    else {
        /* one of few sets, all with two moves */
        r->at += sprintf(r->at, "p \"\" %d %d \"\" { \"l\" \"r\" } 0\n", (int)(kind % 2) + 1, (int)cm_rng_below(&r->rng, 4) - 4);
    }
    grow(r, depth - 1);
    grow(r, depth - 1);
}

/* What players get when each does at set h what bit h of a mask says: down the tree by hand. */
static double value_at(const cm_efg *efg, size_t v, unsigned mask, size_t i)
{
    const cm_efg_node *node = &efg->node[v];
    double here = node->outcome != SIZE_MAX ? efg->outcome[node->outcome].payoff[i] : 0;
    if (node->kind == CM_EFG_MOVE) return here + value_at(efg, node->child[mask >> node->set & 1u], mask, i);
    if (node->kind == CM_EFG_CHANCE) return here + value_at(efg, node->child[0], mask, i) / 4 + value_at(efg, node->child[1], mask, i) * 3 / 4;
    return here;
}

/* The plan that a mask of full strategies comes to: found by its payoffs against everything. */
static bool has_row(const cm_efg *efg, const cm_plans *plans, size_t i, unsigned mask)
{
    for (size_t k = 0; k < plans[i].count; k++) {
        bool same = true;
        for (size_t j = 0; same && j < plans[i].nsets; j++) {
            size_t a = plans[i].action[k * plans[i].nsets + j];
            same = a == SIZE_MAX || a == (mask >> plans[i].set[j] & 1u);
        }
        if (same) return true;
    }
    (void)efg;
    return false;
}

static void test_random_trees_pay_what_a_walk_down_them_pays(void **state)
{
    char text[16384];
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        grower r = { .at = text };
        strategic w;
        cm_plans *plans;
        cm_nfg g;
        cm_rng_init(&r.rng, support_seed(), "plans", t);
        r.at += sprintf(r.at, "EFG 2 R \"\" { \"A\" \"B\" }\n");
        grow(&r, 5);
        strategic_good(&w, text);
        assert_true(w.game.as.efg.nsets <= 8);
        assert_int_equal(cm_efg_plans(&w.ctx, &w.arena, &w.game.as.efg, &plans), CM_OK);
        assert_int_equal(cm_efg_normal(&w.ctx, &w.arena, &w.game.as.efg, &g), CM_OK);
        for (unsigned mask = 0; mask < 1u << w.game.as.efg.nsets; mask++) {
            assert_true(has_row(&w.game.as.efg, plans, 0, mask) && has_row(&w.game.as.efg, plans, 1, mask));
        }
        for (size_t cell = 0; cell < g.cells; cell++) {
            unsigned mask = 0;
            size_t s[2];
            cm_nfg_profile(&g, cell, s);
            for (size_t i = 0; i < 2; i++) {
                for (size_t j = 0; j < plans[i].nsets; j++) {
                    if (plans[i].action[s[i] * plans[i].nsets + j] == 1) mask |= 1u << plans[i].set[j];
                }
            }
            for (size_t i = 0; i < 2; i++) assert_close(g.payoff[cell * 2 + i], value_at(&w.game.as.efg, 0, mask, i), 1e-12);
        }
        strategic_close(&w);
    }
}

static void test_without_memory_conversions_fail_and_leave_nothing(void **state)
{
    (void)state;
    for (long k = 0;; k++) {
        strategic w;
        cm_efg tree;
        cm_nfg g;
        cm_status status;
        strategic_good(&w, "NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 1 2 3 4 5 6 7 8");
        w.ctx.alloc_budget = k;
        status = cm_nfg_extensive(&w.ctx, &w.arena, &w.game.as.nfg, &tree);
        if (status == CM_OK) status = cm_efg_normal(&w.ctx, &w.arena, &tree, &g);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        strategic_close(&w);
        if (status == CM_OK) break;
        assert_true(k < 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_found_by_name_and_payoffs_by_expression),
        cmocka_unit_test(test_mistakes_of_normal_forms),
        cmocka_unit_test(test_a_symmetric_game_by_one_players_payoffs),
        cmocka_unit_test(test_a_tree_of_points_by_name),
        cmocka_unit_test(test_sets_chance_and_thirds),
        cmocka_unit_test(test_mistakes_of_trees),
        cmocka_unit_test(test_reduced_normal_forms_of_known_trees),
        cmocka_unit_test(test_random_trees_pay_what_a_walk_down_them_pays),
        cmocka_unit_test(test_without_memory_conversions_fail_and_leave_nothing),
    };
    return RUN_TESTS(tests);
}
