/* test_scenario.c: from a text, or a file with what it includes, to a negotiation. */
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/load.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

#define TWO "issues = { law = {}; data = { range = (-1, 1); }; }; status_quo = { law = 0.2; data = 0; };"
#define VENUE(more) "venues = { v = { " more " rule = { type = \"majority\"; }; }; };"

/* "A C": who sits in a venue of given players. */
static const char *members(const given *g, const char *venue)
{
    static char text[256];
    const cm_venue *v = cm_scenario_venue(&g->s, venue);
    text[0] = '\0';
    assert_non_null(v);
    for (size_t i = 0; i < g->s.n; i++) {
        if (!cm_coalition_has(&v->members.who.player, i)) continue;
        if (text[0] != '\0') strcat(text, " ");
        strcat(text, g->s.player[i].id);
    }
    return text;
}

static void test_players_have_what_they_give_then_defaults_then_fallbacks(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO "defaults = { patience = 0.9; capability = 2; salience = { law = 3; }; outside = 0.5; };"
                   "players = { A = { ideal = { law = \"2/3\"; data = -0.5; }; salience = { data = 4; }; capability = \"5/2\"; patience = 0.8; };"
                   " B = { outside = 0; }; };");
    assert_int_equal(g.s.n, 2);
    assert_int_equal(g.s.d, 2);
    assert_close(g.s.ideal[0], 2.0 / 3, 1e-15);
    assert_close(g.s.ideal[1], -.5, 0);
    assert_true(isnan(g.s.ideal[2]) && isnan(g.s.ideal[3]));
    assert_close(g.s.salience[0], 3, 0);
    assert_close(g.s.salience[1], 4, 0);
    assert_close(g.s.salience[3], 1, 0);
    assert_close(g.s.capability[0], 2.5, 0);
    assert_close(g.s.capability[1], 2, 0);
    assert_close(g.s.player[0].patience, .8, 0);
    assert_close(g.s.player[1].patience, .9, 0);
    assert_close(g.s.player[0].outside, .5, 0);
    assert_close(g.s.player[1].outside, 0, 0);
    assert_null(g.s.red_low);
    assert_true(g.s.seed == 1 && g.s.utility == CM_QUADRATIC && !cm_scenario_is_random(&g.s));
    given_free(&g);
    given_good(&g, "players = { P1 = {}; P2 = {}; }; seed = 77; utility = { form = \"cityblock\"; };");
    assert_close(g.s.capability[1], 1, 0);
    assert_true(isnan(g.s.player[0].patience) && isnan(g.s.player[0].outside));
    assert_true(g.s.seed == 77 && g.s.utility == CM_CITYBLOCK && g.s.d == 0);
    given_free(&g);
}

static void test_issues_have_ranges_and_a_status_quo(void **state)
{
    given g;
    (void)state;
    given_good(&g, "parameters = { top = 3; }; issues = { a = {}; b = { range = (-1, \"top\"); }; c = {}; }; status_quo = { b = \"top - 1\"; a = 1; }; players = { A = {}; };");
    assert_close(g.s.issue[0].low, 0, 0);
    assert_close(g.s.issue[0].high, 1, 0);
    assert_close(g.s.issue[1].low, -1, 0);
    assert_close(g.s.issue[1].high, 3, 0);
    assert_close(g.s.status_quo[0], 1, 0);
    assert_close(g.s.status_quo[1], 2, 0);
    assert_true(isnan(g.s.status_quo[2]));
    given_free(&g);
}

static void test_red_lines_are_infinite_where_not_given(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO "players = { A = {}; B = { red_line = { data = (-0.5, \"1/2\"); }; }; };");
    assert_non_null(g.s.red_low);
    for (size_t j = 0; j < 3; j++) assert_true(isinf(g.s.red_low[j]) && isinf(g.s.red_high[j]));
    assert_close(g.s.red_low[3], -.5, 0);
    assert_close(g.s.red_high[3], .5, 0);
    given_free(&g);
}

static void test_groups_stand_wherever_ids_do(void **state)
{
    given g;
    (void)state;
    given_good(&g, "players = { A = { kind = \"state\"; column = { region = \"east\"; oecd = true; rank = 2; }; }; B = { kind = \"firm\"; column = { region = \"west\"; rank = 2.0; }; };"
                   " C = { kind = \"state\"; column = { region = \"west\"; oecd = false; }; }; D = {}; };"
                   "groups = { states = { where = { column = \"kind\"; is = \"state\"; }; }; west = { where = { column = \"region\"; is = \"west\"; }; };"
                   " second = { where = { column = \"rank\"; is = 2; }; }; rich = { where = { column = \"oecd\"; is = true; }; };"
                   " both = { members = (\"D\"); where = { column = \"kind\"; is = \"firm\"; }; }; all = { members = (\"states\", \"both\"); }; one = { members = \"C\"; }; };"
                   "venues = { a = { members = (\"states\"); rule = { type = \"majority\"; }; }; b = { members = (\"west\", \"D\"); rule = { type = \"majority\"; }; };"
                   " c = { members = \"second\"; rule = { type = \"majority\"; }; }; d = { members = (\"rich\"); rule = { type = \"majority\"; }; };"
                   " e = { members = (\"both\"); rule = { type = \"majority\"; }; }; f = { members = (\"all\"); rule = { type = \"majority\"; }; };"
                   " g = { members = (\"one\", \"states\"); rule = { type = \"majority\"; }; }; h = { rule = { type = \"majority\"; }; }; };");
    assert_string_equal(members(&g, "a"), "A C");
    assert_string_equal(members(&g, "b"), "B C D");
    assert_string_equal(members(&g, "c"), "A B");
    assert_string_equal(members(&g, "d"), "A");
    assert_string_equal(members(&g, "e"), "B D");
    assert_string_equal(members(&g, "f"), "A B C D");
    assert_string_equal(members(&g, "g"), "A C");
    assert_string_equal(members(&g, "h"), "A B C D");
    assert_null(cm_scenario_venue(&g.s, "z"));
    given_free(&g);
}

/* Two groups that each name the two before them would be entered 2^40 times if each were entered as
 * often as it is named. */
static void test_groups_of_groups_cost_no_more_than_what_is_written(void **state)
{
    char text[16384] = "a0 = { members = (\"A\"); }; b0 = { members = (\"B\"); }; ";
    given g;
    (void)state;
    for (int i = 1; i <= 40; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "a%d = { members = (\"a%d\", \"b%d\"); }; b%d = { members = (\"b%d\", \"a%d\"); }; ", i, i - 1, i - 1, i, i - 1, i - 1);
    }
    given_good(&g, "players = { A = {}; B = {}; C = {}; }; groups = { %s }; venues = { v = { members = (\"a40\", \"b40\"); rule = { type = \"majority\"; }; }; };", text);
    assert_string_equal(members(&g, "v"), "A B");
    given_free(&g);
}

static void test_a_group_that_contains_itself_is_a_mistake(void **state)
{
    given g;
    (void)state;
    given_read(&g, "players = { A = {}; }; groups = { a = { members = (\"A\", \"b\"); }; b = { members = (\"a\", \"b\"); }; c = { members = (\"a\"); }; };");
    assert_true(given_says(&g, "group 'a' contains itself"));
    assert_true(given_says(&g, "group 'b' contains itself"));
    given_free(&g);
}

static void test_venues_have_mandates_agendas_and_picks(void **state)
{
    given g;
    const cm_venue *v;
    (void)state;
    given_good(&g, TWO "players = { A = {}; B = {}; C = {}; }; groups = { two = { members = (\"A\", \"C\"); }; };"
                   "venues = { a = { issues = (\"data\"); agenda = \"all-or-nothing\"; binds = \"consenting\"; members = { size = 2; pick = \"largest\"; from = \"two\"; };"
                   " rule = { type = \"consensus\"; }; cost = 0.1; rounds = 3; proposer = { fixed = \"A\"; }; observed = { outcome = \"none\"; agreement = false; months = 11; }; };"
                   " b = { issues = \"law\"; rule = { type = \"consensus\"; }; proposer = \"rotation\"; }; c = { rule = { type = \"consensus\"; }; }; };");
    v = cm_scenario_venue(&g.s, "a");
    assert_true(v->nissues == 1 && v->issue[0] == 1 && v->agenda == CM_ALL_OR_NOTHING && !v->binds_all);
    assert_true(v->members.picked && v->members.size == 2 && v->members.pick == CM_PICK_LARGEST);
    assert_string_equal(members(&g, "a"), "A C");
    v = cm_scenario_venue(&g.s, "b");
    assert_true(v->nissues == 1 && v->issue[0] == 0 && v->agenda == CM_PACKAGE && v->binds_all && !v->members.picked);
    assert_int_equal(cm_scenario_venue(&g.s, "c")->nissues, 2);
    given_free(&g);
}

static void test_a_population_has_blocs_with_shares(void **state)
{
    given g;
    (void)state;
    given_good(&g, "population = { size = 193; dimensions = 2; within = 0.2; blocs = {"
                   " west = { weight = 50; ideal = { issue1 = { dist = \"normal\"; mean = 0.7; sd = 0.1; }; issue2 = 1; }; };"
                   " other = { weight = 143; ideal = { issue2 = { dist = \"uniform\"; low = 0; high = 1; }; issue1 = \"1/2\"; }; capability = { dist = \"zipf\"; exponent = 1; }; }; }; };"
                   VENUE("members = (\"west\");"));
    assert_true(g.s.n == 193 && g.s.d == 2 && g.s.nblocs == 2 && cm_scenario_is_random(&g.s));
    assert_string_equal(g.s.issue[1].id, "issue2");
    assert_string_equal(g.s.player[192].id, "P193");
    assert_close(g.s.bloc[0].weight, 50.0 / 193, 1e-15);
    assert_close(g.s.bloc[1].below, 50.0 / 193, 1e-15);
    assert_close(g.s.within, .2, 0);
    assert_close(g.s.status_quo[1], 0, 0);
    assert_true(g.s.bloc[1].ideal[0].dist == CM_POINT && g.s.bloc[1].ideal[1].dist == CM_UNIFORM && g.s.bloc[1].capability.dist == CM_ZIPF);
    assert_true(cm_coalition_has(&g.s.venue[0].members.who.bloc, 0) == 1 && cm_coalition_has(&g.s.venue[0].members.who.bloc, 1) == 0);
    given_free(&g);
}

/* What is no group must be told, and read no further: a list has no names. */
static void test_values_of_a_wrong_shape_are_told_and_survived(void **state)
{
    static const char *const names[] = { "parameters", "issues", "status_quo", "utility", "defaults", "players", "population", "uncertainty", "groups", "venues", "solve", "claim" };
    static const char *const values[] = { "5", "0.5", "true", "\"text\"", "()", "(1, 2)", "(\"A\", \"B\")", "( { A = 1; }, { } )", "( ( ) )", "{ }", "{ A = 5; }", "{ A = \"B\"; }",
                                          "{ A = (1, (2, 3)); }", "{ A = { A = { A = { }; }; }; }", "{ blocs = (1); size = 3; }", "{ blocs = { a = 3; }; size = 3; }",
                                          "{ size = 3; blocs = { a = { ideal = 3; weight = ( ); capability = \"x\"; }; }; }", "{ v = { members = 7; rule = 3; issues = { }; }; }",
                                          "{ v = { members = { size = \"a\"; from = 3; pick = 4; }; rule = { type = 1; }; }; }", "{ v = { rule = { all = { }; any = 3; }; }; }",
                                          "{ v = { rule = { all = ( 3, \"x\", ( ) ); }; proposer = { fixed = 3; }; }; }", "{ v = { rule = { type = \"chamber\"; members = 3; rule = 4; }; }; }",
                                          "{ v = { rule = { type = \"weighted\"; weights = { A = ( ); }; share = { }; }; }; }", "{ g = { members = { }; where = 3; }; }",
                                          "{ g = { where = { column = 1; is = ( ); }; }; }" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
            given g;
            given_read(&g, "%s %s = %s; %s = 1;", strcmp(names[i], "players") == 0 || k % 3 == 2 ? "" : "players = { A = {}; B = {}; };", names[i], values[k], names[i]);
            given_free(&g);
            given_read(&g, "%s %s %s = %s;", strcmp(names[i], "players") == 0 ? "" : "players = { A = {}; B = {}; };",
                       strcmp(names[i], "venues") == 0 ? "" : VENUE("members = (\"A\");"), names[i], values[k]);
            given_free(&g);
        }
    }
}

/* ---- files ---- */

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *out;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void test_files_include_others_and_take_players_from_a_table(void **state)
{
    static const char *const set[] = { "players.B.capability=7", "parameters.h=0.25", "venues.v.rule.type=consensus", "title=other words" };
    char folder[] = "/tmp/comity-scenario-XXXXXX", path[256];
    cm_load_options options = { .set = set, .nset = 4, .cells = true };
    cm_file file;
    cm_ctx ctx;
    (void)state;
    (void)gsl_set_error_handler_off();
    cm_ctx_init(&ctx);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/parts", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put(folder, "main.cfg", "comity = 1; title = \"t\";\n@include \"parts/issues.cfg\"\nplayers = { Z = { ideal = { law = 1; }; }; };\nplayers_from = \"parts/members.csv\";\n"
                            "groups = { eastern = { where = { column = \"region\"; is = \"east\"; }; }; };\nvenues = { v = { members = (\"eastern\", \"Z\"); rule = { type = \"majority\"; }; }; };\n"
                            "solve = ( { concept = \"gridlock\"; } );\n");
    put(folder, "parts/issues.cfg", "@include \"parameters.cfg\"\nissues = { law = { name = \"Law\"; }; };\nstatus_quo = { law = \"h\"; };\n");
    put(folder, "parts/parameters.cfg", "parameters = { h = 0.5; };\n");
    put(folder, "parts/members.csv", "id,name,ideal.law,salience.law,capability,region\nA,Atland,0.75,2,3,east\nB,\"Bland, the\",2/3,,1,west\nC,Cland,0.9,1,,east\n");
    (void)snprintf(path, sizeof path, "%s/main.cfg", folder);
    assert_int_equal(cm_load(&ctx, path, &options, &file), CM_OK);
    for (size_t i = 0; i < file.diags.count; i++) print_error("%s:%d: %s\n", file.diags.item[i].place.file, file.diags.item[i].place.line, file.diags.item[i].message);
    assert_int_equal(file.diags.count, 0);
    assert_int_equal(file.scenario.n, 4);
    assert_string_equal(file.scenario.player[1].id, "A");
    assert_close(file.scenario.ideal[1], .75, 0);
    assert_close(file.scenario.ideal[2], 2.0 / 3, 1e-15);
    assert_close(file.scenario.salience[1], 2, 0);
    assert_close(file.scenario.salience[2], 1, 0);
    assert_close(file.scenario.capability[1], 3, 0);
    assert_close(file.scenario.capability[2], 7, 0);
    assert_close(file.scenario.capability[3], 1, 0);
    assert_close(file.scenario.status_quo[0], .25, 0);
    assert_true(cm_coalition_has(&file.scenario.venue[0].members.who.player, 0) && cm_coalition_has(&file.scenario.venue[0].members.who.player, 1) && !cm_coalition_has(&file.scenario.venue[0].members.who.player, 2));
    assert_string_equal(cm_node_at(file.root, "title")->text, "other words");
    assert_int_equal(file.nrequests, 1);
    cm_file_free(&file);
    put(folder, "parts/members.csv", "id,ideal.law,capability\nA,0.75,0\nZ,1.5,1\n");
    options.nset = 0;
    assert_int_equal(cm_load(&ctx, path, &options, &file), CM_OK);
    assert_true(file.diags.count >= 3);
    for (size_t i = 0; i < file.diags.count; i++) assert_true(file.diags.item[i].place.line > 0);
    cm_file_free(&file);
    static const char *const files[] = { "main.cfg", "parts/issues.cfg", "parts/parameters.cfg", "parts/members.csv" };
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_int_equal(unlink(path), 0);
    }
    (void)snprintf(path, sizeof path, "%s/parts", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* The k-th allocation fails, for every k: nothing leaks, and it is said. */
static void test_reading_without_memory_says_so(void **state)
{
    static const char text[] = "comity = 1; parameters = { h = 0.5; }; issues = { law = {}; }; status_quo = { law = \"h\"; };"
        "population = { size = 6; blocs = { a = { ideal = { law = { dist = \"normal\"; mean = 1; sd = 1; }; }; }; b = { ideal = { law = 0; }; }; }; }; groups = { g = { members = (\"a\", \"P2\"); }; };"
        "venues = { club = { members = { size = 2; }; rule = { all = ( { type = \"majority\"; }, { type = \"veto\"; players = (\"g\"); } ); }; }; };"
        "claim = { statement = \"s\"; venue = \"club\"; measure = \"agreement\"; vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 3); } );"
        " expect = { direction = \"decreasing\"; along = \"members\"; }; };";
    bool done = false;
    (void)state;
    for (long budget = 0; !done; budget += 1 + budget / 40) {
        cm_arena arena = { NULL };
        cm_source *sources = NULL;
        cm_node *root = NULL;
        cm_scenario s;
        cm_claim claim;
        cm_ctx ctx;
        cm_diags diags = { .ctx = &ctx };
        cm_status status;
        cm_ctx_init(&ctx);
        ctx.alloc_budget = budget;
        status = cm_config_read_text(&ctx, &arena, "t.cfg", text, strlen(text), &diags, &root, &sources);
        if (status == CM_OK) status = cm_scenario_read(&ctx, &arena, root, &diags, &s);
        if (status == CM_OK) status = cm_claim_read(&ctx, &arena, root, &diags, &claim);
        if (status == CM_OK) done = true;
        else assert_int_equal(status, CM_E_MEMORY);
        if (done) assert_int_equal(diags.count, 0);
        cm_diags_free(&diags);
        cm_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_players_have_what_they_give_then_defaults_then_fallbacks),
        cmocka_unit_test(test_issues_have_ranges_and_a_status_quo),
        cmocka_unit_test(test_red_lines_are_infinite_where_not_given),
        cmocka_unit_test(test_groups_stand_wherever_ids_do),
        cmocka_unit_test(test_groups_of_groups_cost_no_more_than_what_is_written),
        cmocka_unit_test(test_a_group_that_contains_itself_is_a_mistake),
        cmocka_unit_test(test_venues_have_mandates_agendas_and_picks),
        cmocka_unit_test(test_a_population_has_blocs_with_shares),
        cmocka_unit_test(test_values_of_a_wrong_shape_are_told_and_survived),
        cmocka_unit_test(test_files_include_others_and_take_players_from_a_table),
        cmocka_unit_test(test_reading_without_memory_says_so),
    };
    return RUN_TESTS(tests);
}
