/* test_rules.c: the algebra of rules: who can decide, exactly. */
#include <stdio.h>

#include "models/model.h"
#include "models/rules.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

/* The vote of the first venue among its members. */
static cm_vote vote_of(given *g)
{
    cm_world world;
    cm_meeting meeting;
    cm_game game;
    assert_int_equal(g->diags.count, 0);
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, 1, &world), CM_OK);
    cm_world_start(&world, 0);
    assert_int_equal(cm_meeting_open(&g->ctx, &g->arena, &g->s, &g->s.venue[0], &world, &meeting), CM_OK);
    assert_int_equal(cm_model_find("ballot")->build(&g->ctx, &g->arena, &meeting, &g->diags, &game), CM_OK);
    assert_int_equal(g->diags.count, 0);
    assert_int_equal(cm_vote_validate(&g->ctx, &game.as.vote), CM_OK);
    return game.as.vote;
}

/* n players A, B, C, ... and a rule. */
static void body(given *g, size_t n, const char *rule)
{
    char players[2048] = "";
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(players);
        (void)snprintf(players + used, sizeof players - used, "P%zu = {}; ", i + 1);
    }
    given_good(g, "players = { %s }; venues = { v = { rule = %s; }; };", players, rule);
}

static size_t winning_coalitions(const cm_vote *vote)
{
    unsigned char in[20] = { 0 };
    size_t count = 0;
    assert_true(vote->n <= 20);
    for (uint32_t set = 0; set < 1u << vote->n; set++) {
        for (size_t i = 0; i < vote->n; i++) in[i] = set >> i & 1;
        count += cm_vote_wins(vote, in);
    }
    return count;
}

static int64_t votes_needed(size_t n, const char *rule)
{
    int64_t quota = -1;
    given g;
    cm_vote vote;
    body(&g, n, rule);
    vote = vote_of(&g);
    assert_true(cm_vote_is_quota(&vote, &quota));
    given_free(&g);
    return quota;
}

static void test_shares_of_members_are_counted_exactly(void **state)
{
    static const struct { size_t n; const char *rule; int64_t votes; } known[] = {
        { 20, "{ type = \"quota\"; share = 0.55; }", 11 },          /* 0.55 * 20 is 11.000000000000002 in doubles */
        { 9, "{ type = \"quota\"; share = \"2/3\"; }", 6 }, { 10, "{ type = \"quota\"; share = \"2/3\"; }", 7 },
        { 15, "{ type = \"quota\"; share = 0.6; }", 9 }, { 100, "{ type = \"quota\"; share = 0.07; }", 7 }, { 100, "{ type = \"quota\"; share = 0.29; }", 29 },
        { 3, "{ type = \"quota\"; share = 1; }", 3 }, { 3, "{ type = \"quota\"; share = 1e-9; }", 1 }, { 27, "{ type = \"quota\"; share = 0.55; }", 15 },
        { 15, "{ type = \"quota\"; votes = 9; }", 9 }, { 4, "{ type = \"majority\"; }", 3 }, { 5, "{ type = \"majority\"; }", 3 },
        { 1, "{ type = \"majority\"; }", 1 }, { 7, "{ type = \"consensus\"; }", 7 }, { 193, "{ type = \"quota\"; share = \"2/3\"; }", 129 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) assert_int_equal(votes_needed(known[i].n, known[i].rule), known[i].votes);
}

/* Charter of the United Nations, Art. 27(3): nine of fifteen, the five permanent members among them.
 * Winning coalitions: the five and at least four of the ten others, sum_{k>=4} C(10,k) = 848. */
static void test_the_security_council_has_848_winning_coalitions(void **state)
{
    given g;
    cm_vote vote;
    (void)state;
    given_good(&g, "players = { CHN = {}; FRA = {}; GBR = {}; RUS = {}; USA = {}; E1 = {}; E2 = {}; E3 = {}; E4 = {}; E5 = {}; E6 = {}; E7 = {}; E8 = {}; E9 = {}; E10 = {}; };"
                   "groups = { permanent = { members = (\"CHN\", \"FRA\", \"GBR\", \"RUS\", \"USA\"); }; };"
                   "venues = { council = { rule = { all = ( { type = \"quota\"; votes = 9; }, { type = \"veto\"; players = (\"permanent\"); } ); }; }; };");
    vote = vote_of(&g);
    assert_int_equal(vote.n, 15);
    assert_int_equal(winning_coalitions(&vote), 848);
    given_free(&g);
}

static void test_weights_may_be_fractions(void **state)
{
    given g;
    cm_vote vote;
    static const struct { const char *rule; size_t winning; } known[] = {
        /* weights 16.5, 6.1, 5, 1.4 of 29; 85 % is 24.65: A+B+C (27.6), A+B+C+D */
        { "{ type = \"weighted\"; weights = { P1 = 16.5; P2 = 6.1; P3 = 5; P4 = 1.4; }; share = .85; }", 2 },
        { "{ type = \"weighted\"; weights = { P1 = 16.5; P2 = 6.1; P3 = 5; P4 = 1.4; }; quota = 24; }", 3 },      /* A+B+D: exactly 24 */
        { "{ type = \"weighted\"; weights = { P1 = 16.5; P2 = 6.1; P3 = 5; P4 = 1.4; }; quota = 24.00001; }", 2 },
        { "{ type = \"weighted\"; weights = { P1 = 0.1; P2 = 0.2; P3 = 0.3; P4 = 0; }; quota = 0.3; }", 2 * 5 },  /* 0.1 + 0.2 is 0.3 here */
        { "{ type = \"weighted\"; weights = { P1 = \"1/3\"; P2 = \"1/3\"; P3 = \"1/3\"; P4 = \"1/7\"; }; share = 1; }", 1 },
        { "{ type = \"weighted\"; weights = { P1 = 3; P2 = 2; P3 = 2; P4 = 1; }; share = \"1/2\"; }", 9 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        body(&g, 4, known[i].rule);
        vote = vote_of(&g);
        if (winning_coalitions(&vote) != known[i].winning) print_error("%s\n", known[i].rule);
        assert_int_equal(winning_coalitions(&vote), known[i].winning);
        given_free(&g);
    }
}

static void test_weights_may_be_a_column_or_capability(void **state)
{
    given g;
    cm_vote vote;
    (void)state;
    given_good(&g, "players = { A = { capability = 4; column = { votes = 1; }; }; B = { capability = \"5/2\"; column = { votes = \"3/2\"; }; }; C = { column = { votes = 5; }; }; };"
                   "venues = { v = { rule = { type = \"weighted\"; weights = \"capability\"; share = 0.6; }; }; };");
    vote = vote_of(&g);                                      /* 4 + 2.5 + 1 = 7.5; 4.5 needed: A with anybody */
    assert_int_equal(winning_coalitions(&vote), 3);
    given_free(&g);
    given_good(&g, "players = { A = { capability = 4; column = { votes = 1; }; }; B = { capability = \"5/2\"; column = { votes = \"3/2\"; }; }; C = { column = { votes = 5; }; }; };"
                   "venues = { v = { rule = { type = \"weighted\"; weights = \"votes\"; quota = 2.5; }; }; };");
    vote = vote_of(&g);                                      /* C, or A and B */
    assert_int_equal(winning_coalitions(&vote), 5);
    given_free(&g);
}

static void test_clauses_nest(void **state)
{
    static const struct { size_t n; const char *rule; size_t winning; } known[] = {
        { 3, "{ type = \"veto\"; players = (\"P1\"); }", 4 },
        { 3, "{ type = \"veto\"; players = (\"P1\", \"P3\"); }", 2 },
        { 5, "{ type = \"chamber\"; members = (\"P1\", \"P2\", \"P3\"); rule = { type = \"majority\"; }; }", 16 },
        /* two chambers: 4 of 8 by 4 of 8 */
        { 6, "{ all = ( { type = \"chamber\"; members = (\"P1\", \"P2\", \"P3\"); rule = { type = \"majority\"; }; },"
             "          { type = \"chamber\"; members = (\"P4\", \"P5\", \"P6\"); rule = { type = \"majority\"; }; } ); }", 16 },
        { 6, "{ any = ( { type = \"chamber\"; members = (\"P1\", \"P2\", \"P3\"); rule = { type = \"majority\"; }; },"
             "          { type = \"chamber\"; members = (\"P4\", \"P5\", \"P6\"); rule = { type = \"majority\"; }; } ); }", 48 },
        { 4, "{ any = ( { type = \"consensus\"; }, { all = ( { type = \"quota\"; votes = 2; }, { type = \"veto\"; players = \"P1\"; } ); } ); }", 7 },
        { 4, "{ all = ( { any = ( { type = \"veto\"; players = (\"P1\"); }, { type = \"veto\"; players = (\"P2\"); } ); }, { type = \"majority\"; } ); }", 5 },
        /* chambers that say so share members, who then count in both */
        { 4, "{ all = ( { type = \"chamber\"; members = (\"P1\", \"P2\", \"P3\"); rule = { type = \"majority\"; }; },"
             "          { type = \"chamber\"; members = (\"P2\", \"P3\", \"P4\"); rule = { type = \"majority\"; }; overlap = true; } ); }", 6 },
        { 4, "{ type = \"chamber\"; members = (\"P1\", \"P2\", \"P3\"); rule = { all = ( { type = \"quota\"; votes = 2; }, { type = \"veto\"; players = (\"P2\"); } ); }; }", 6 },
        { 4, "{ type = \"chamber\"; members = (\"P1\", \"P2\"); rule = { type = \"weighted\"; weights = { P1 = 2; P2 = 1; }; share = \"2/3\"; }; }", 8 },
        { 4, "{ all = ( { all = ( { all = ( { type = \"quota\"; votes = 3; } ); } ); } ); }", 5 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        given g;
        cm_vote vote;
        body(&g, known[i].n, known[i].rule);
        vote = vote_of(&g);
        if (winning_coalitions(&vote) != known[i].winning) print_error("%s: %zu\n", known[i].rule, winning_coalitions(&vote));
        assert_int_equal(winning_coalitions(&vote), known[i].winning);
        given_free(&g);
    }
}

static void test_every_example_of_the_register_reads_and_runs(void **state)
{
    size_t count;
    const cm_rule *all = cm_rules(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        given g;
        cm_vote vote;
        size_t winning;
        given_good(&g, "players = { A = {}; B = {}; C = {}; }; venues = { v = { %s }; };", all[i].example);
        vote = vote_of(&g);
        winning = winning_coalitions(&vote);
        assert_true(winning > 0 && winning < 8);
        assert_true(strlen(cm_rule_words(&g.ctx, &g.arena, g.s.venue[0].rule, false)) > 3);
        assert_true(strlen(cm_rule_words(&g.ctx, &g.arena, g.s.venue[0].rule, true)) > 3);
        assert_null(strstr(cm_rule_words(&g.ctx, &g.arena, g.s.venue[0].rule, false), "?"));
        given_free(&g);
        assert_ptr_equal(cm_rule_find(all[i].name), &all[i]);
    }
    assert_null(cm_rule_find("lottery"));
}

static void test_what_can_never_be_met_is_a_mistake(void **state)
{
    static const struct { const char *rule, *message; } known[] = {
        { "{ type = \"quota\"; votes = 4; }", "a quota of 4 votes can never be met by 3 members" },
        { "{ type = \"weighted\"; weights = { P1 = 3; P2 = 2; P3 = 1.5; }; quota = 7; }", "a quota of 7 can never be met" },
        { "{ type = \"quota\"; share = 1.01; }", "a share above 1 can never be met" },
        { "{ type = \"quota\"; share = \"7/6\"; }", "a share above 1 can never be met" },
        { "{ type = \"quota\"; share = 0; }", "a share of 0 or less would let nobody decide" },
        { "{ type = \"weighted\"; weights = { P1 = 3; P2 = 2; P3 = 1; }; quota = 0; }", "a quota of 0 or less would let nobody decide" },
        { "{ type = \"chamber\"; members = (\"P1\", \"P2\"); rule = { type = \"quota\"; votes = 3; }; }", "a quota of 3 votes can never be met by 2 members" },
        { "{ all = ( { type = \"majority\"; }, { type = \"quota\"; votes = 9; } ); }", "a quota of 9 votes can never be met by 3 members" },
        { "{ type = \"weighted\"; weights = { P1 = 3; P2 = 2; }; share = 0.5; }", "member 'P3' has no weight" },
        { "{ type = \"weighted\"; weights = { P1 = 3; P2 = 2; P3 = 1; P4 = 1; }; share = 0.5; }", "'P4' is no player of this file" },
        { "{ type = \"weighted\"; weights = \"gdp\"; share = 0.5; }", "member 'P1' has nothing in column 'gdp'" },
        { "{ type = \"majority\"; share = 0.6; }", "'share' means nothing in a rule of type 'majority'" },
        { "{ type = \"consensus\"; votes = 2; }", "'votes' means nothing in a rule of type 'consensus'" },
        { "{ all = ( { type = \"majority\"; } ); votes = 2; }", "'votes' means nothing in a rule of type 'all'" },
        { "{ any = (); }", "this list of rules is empty" }, { "{ }", "a rule needs a type, or a list all or any" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        given g;
        given_read(&g, "players = { P1 = {}; P2 = {}; P3 = {}; }; venues = { v = { rule = %s; }; };", known[i].rule);
        if (!given_says(&g, known[i].message)) print_error("of %s\n", known[i].rule);
        assert_true(given_says(&g, known[i].message));
        assert_int_equal(g.diags.count, 1);
        given_free(&g);
    }
}

static void test_rules_of_a_population_are_held_against_every_bloc(void **state)
{
    static const char *const world = "population = { size = 30; dimensions = 1; blocs = { west = { ideal = { issue1 = 1; }; }; east = { ideal = { issue1 = 0; }; }; }; };";
    static const struct { const char *venue, *message; } known[] = {
        { "members = { size = 5; }; rule = { type = \"veto\"; players = (\"west\"); };", "asks for nobody when none of the players it names is a member" },
        { "members = { size = 5; }; rule = { type = \"veto\"; players = (\"wset\"); };", "'wset' is no player, group or bloc" },
        { "members = (\"west\"); rule = { type = \"veto\"; players = (\"eest\"); };", "'eest' is no player, group or bloc" },
        { "members = { size = 5; }; rule = { type = \"chamber\"; members = (\"west\"); rule = { type = \"quota\"; votes = 6; }; };", "can never be met" },
        /* one of the two chambers always has a member */
        { "members = { size = 5; }; rule = { all = ( { type = \"chamber\"; members = (\"west\"); rule = { type = \"majority\"; }; },"
          " { type = \"chamber\"; members = (\"east\"); rule = { type = \"majority\"; }; } ); };", NULL },
        { "members = { size = 5; from = \"west\"; }; rule = { type = \"veto\"; players = (\"west\"); };", NULL },
        { "members = { size = 5; }; rule = { all = ( { type = \"majority\"; }, { type = \"veto\"; players = (\"west\"); } ); };", NULL },
        { "members = (\"west\"); rule = { type = \"quota\"; votes = 31; };", "can never be met" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        given g;
        given_read(&g, "%s venues = { v = { %s }; };", world, known[i].venue);
        if (known[i].message == NULL && g.diags.count > 0) print_error("%s: %s\n", known[i].venue, g.diags.item[0].message);
        assert_int_equal(g.diags.count, known[i].message != NULL);
        if (known[i].message != NULL) assert_true(given_says(&g, known[i].message));
        given_free(&g);
    }
}

static void test_rules_have_words(void **state)
{
    static const struct { const char *rule, *words; } known[] = {
        { "{ type = \"consensus\"; }", "consensus" }, { "{ type = \"majority\"; }", "a simple majority" },
        { "{ all = ( { type = \"quota\"; votes = 2; }, { type = \"veto\"; players = (\"P1\"); } ); }", "at least 2 votes, and no veto by P1" },
        { "{ any = ( { type = \"quota\"; share = \"2/3\"; }, { all = ( { type = \"majority\"; }, { type = \"veto\"; players = (\"P1\", \"P2\"); } ); } ); }",
          "at least 2/3 of the members, or (a simple majority, and no veto by P1, P2)" },
        { "{ type = \"chamber\"; members = (\"P1\", \"P2\"); rule = { type = \"majority\"; }; }", "a simple majority in the chamber of P1, P2" },
        { "{ type = \"weighted\"; weights = \"capability\"; share = 0.6; }", "weighted votes by capability of at least 0.6 of the total" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        given g;
        body(&g, 3, known[i].rule);
        assert_string_equal(cm_rule_words(&g.ctx, &g.arena, g.s.venue[0].rule, false), known[i].words);
        given_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_of_members_are_counted_exactly),
        cmocka_unit_test(test_the_security_council_has_848_winning_coalitions),
        cmocka_unit_test(test_weights_may_be_fractions),
        cmocka_unit_test(test_weights_may_be_a_column_or_capability),
        cmocka_unit_test(test_clauses_nest),
        cmocka_unit_test(test_every_example_of_the_register_reads_and_runs),
        cmocka_unit_test(test_what_can_never_be_met_is_a_mistake),
        cmocka_unit_test(test_rules_of_a_population_are_held_against_every_bloc),
        cmocka_unit_test(test_rules_have_words),
    };
    return RUN_TESTS(tests);
}
