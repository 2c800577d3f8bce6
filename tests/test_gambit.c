/* test_gambit.c: Gambit's files: what is read, what is written, and what every mistake says. */
#include <stdio.h>

#include "solver/game/plans.h"
#include "tests/support/strategic_world.h"

static double pays(const strategic *w, size_t cell, size_t i)
{
    return w->game.as.nfg.payoff[cell * w->game.as.nfg.n + i];
}

/* The first mistake: its line, and words in it. */
static void expect_mistake(const char *text, int line, const char *part)
{
    strategic w;
    bool found = false;
    strategic_read(&w, text);
    for (size_t k = 0; k < w.diags.count; k++) found = found || (w.diags.item[k].place.line == line && strstr(w.diags.item[k].message, part) != NULL);
    if (!found) print_error("expected on line %d: %s\n", line, part);
    for (size_t k = 0; !found && k < w.diags.count; k++) print_error("%d:%d: %s\n", w.diags.item[k].place.line, w.diags.item[k].place.column, w.diags.item[k].message);
    assert_true(found);
    assert_int_equal(w.game.kind, CM_GAME_NONE);
    assert_int_equal(w.ctx.status, CM_OK);
    strategic_close(&w);
}

/* The example of Gambit's page on formats: 2 x 2 with names, payoffs with the first player's strategy fastest. */
static void test_payoffs_run_through_the_first_players_strategies_first(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"PD\" { \"A\" \"B\" } { { \"c\" \"d\" } { \"C\" \"D\" } }\n3 3 5 0 0 5 1 1");
    assert_int_equal(w.game.kind, CM_GAME_NFG);
    assert_int_equal(w.game.as.nfg.cells, 4);
    assert_close(pays(&w, 1, 0), 5, 0);                     /* (d, C) */
    assert_close(pays(&w, 1, 1), 0, 0);
    assert_close(pays(&w, 2, 1), 5, 0);                     /* (c, D) */
    assert_string_equal(cm_nfg_profile_text(&w.ctx, &w.arena, &w.game.as.nfg, 1), "(d, C)");
    assert_string_equal(w.read.title, "PD");
    strategic_close(&w);
}

static void test_outcomes_are_named_by_index_and_none_pays_nothing(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 D \"\" { \"A\" \"B\" }\n{ 2 2 }\n\"about\"\n{ { \"x\" 3, 2 } { \"\" 1/2 -.5 } }\n1 2 0 1");
    assert_close(pays(&w, 0, 0), 3, 0);
    assert_close(pays(&w, 1, 1), -0.5, 0);
    assert_close(pays(&w, 2, 0), 0, 0);
    assert_close(pays(&w, 3, 1), 2, 0);
    assert_string_equal(w.read.comment, "about");
    assert_string_equal(w.game.as.nfg.strategy[1][1], "2");
    strategic_close(&w);
}

/* A decimal is the fraction that it writes: 2.5 is 5/2, not 2. */
static void test_numbers_are_exact(void **state)
{
    static const struct { const char *text; int64_t num, den; } known[] = {
        { "2.5", 5, 2 }, { "-1e-3", -1, 1000 }, { "1/3", 1, 3 }, { ".80", 4, 5 }, { "+7", 7, 1 }, { "3.", 3, 1 }, { "-4/6", -2, 3 }, { "1E2", 100, 1 }, { "0.1", 1, 10 }, { "-0", 0, 1 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        char text[200];
        strategic w;
        (void)snprintf(text, sizeof text, "NFG 1 R \"\" { \"A\" } { 1 } %s", known[k].text);
        strategic_good(&w, text);
        assert_non_null(w.game.as.nfg.exact);
        assert_int_equal(w.game.as.nfg.exact[0].num, known[k].num);
        assert_int_equal(w.game.as.nfg.exact[0].den, known[k].den);
        assert_close(pays(&w, 0, 0), (double)known[k].num / (double)known[k].den, 0);
        strategic_close(&w);
    }
}

static void test_a_number_of_many_digits_is_computed_with_as_it_is(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "NFG 1 R \"\" { \"A\" } { 2 } 0.3333333333333333333333333333 1e30");
    assert_null(w.game.as.nfg.exact);
    assert_close(pays(&w, 0, 0), 1.0 / 3, 1e-16);
    assert_close(pays(&w, 1, 0), 1e30, 1e14);
    strategic_close(&w);
}

static void test_names_with_quotes_chinese_marks_and_windows_lines(void **state)
{
    strategic w;
    (void)state;
    strategic_good(&w, "\xEF\xBB\xBFNFG 1 R \"say \\\"no\\\"\"\r\n{ \"中国\" \"\" }\r\n{ { \"\" \"\" } { \"a\" \"a\" \"a\" } }\r\n1 1,2 2,3 3\r\n4 4 5 5 6 6\r\n");
    assert_string_equal(w.read.title, "say \"no\"");
    assert_string_equal(w.game.as.nfg.player[0], "中国");
    assert_string_equal(w.game.as.nfg.player[1], "2");
    assert_string_equal(w.game.as.nfg.strategy[0][1], "2");
    assert_string_equal(w.game.as.nfg.strategy[1][0], "a");
    assert_string_equal(w.game.as.nfg.strategy[1][2], "a#3");
    strategic_close(&w);
}

static void test_mistakes_of_normal_forms(void **state)
{
    (void)state;
    expect_mistake("", 1, "it begins with the end of the file");
    expect_mistake("hello", 1, "this is no game of Gambit's: it begins with 'hello'");
    expect_mistake("BAGG 1 R", 1, "this is no game of Gambit's");
    expect_mistake("NFG 2 R \"\" { \"A\" } { 1 } 1", 1, "version 2 of the format is not known");
    expect_mistake("NFG 1 X \"\" { \"A\" } { 1 } 1", 1, "here R or D is expected, not 'X'");
    expect_mistake("NFG 1 R { \"A\" } { 1 } 1", 1, "here the title in quotes is expected, not {");
    expect_mistake("NFG 1 R \"\" { } { 1 } 1", 1, "the game has no players");
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" }\n{ 2 } 1 2", 2, "1 number of strategies for 2 players");
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" }\n{ { \"a\" } } 1 2", 2, "1 lists of strategies for 2 players");
    expect_mistake("NFG 1 R \"\" { \"A\" }\n{ { } } 1", 2, "a player has no strategies");
    expect_mistake("NFG 1 R \"\" { \"A\" }\n{ 2.5 }\n1 2", 2, "here a number of strategies is expected, not the number 2.5");
    expect_mistake("NFG 1 R \"\" { \"A\" }\n{ 0 }\n1 2", 2, "here a number of strategies is expected, not the number 0");
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 }\n1 2 3 4\n5 6 7", 3, "4 combinations of strategies of 2 players, 8 payoffs; the file gives 7");
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 }\n1 2 3 4 5 6 7 8\n9", 3, "8 payoffs; the file gives more than 8");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 1 }\n1x", 2, "'1x' is no number");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 1 }\n1/0", 2, "'1/0' divides by 0");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 1 }\n1e200", 2, "the number 1e200 is too large to be reckoned with");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 1 }\nnan", 2, "not 'nan'");
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 }\n{ { \"\" 1, 2, 3 } }\n1 1 1 1", 2, "outcome 1 has 3 payoffs for 2 players");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 2 }\n{ { \"\" 1 } }\n1 2", 3, "there is no outcome 2");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 2 }\n{ { \"\" 1 } }\n1", 3, "2 combinations of strategies, but 1 indices of outcomes");
    expect_mistake("NFG 1 R \"no end", 1, "this text is not closed before the end of the file");
    expect_mistake("NFG 1 R \"\" { \"A\" } { 1 }\n1 ; 2", 2, "';' means nothing here");
    expect_mistake("NFG 1 R \"\xff\" { \"A\" } { 1 } 1", 1, "this text is not in UTF-8");
}

static void test_a_nul_byte_is_no_text(void **state)
{
    static const char text[] = "NFG 1 R \"\" { \"A\" } { 2 }\n1 \0 2";
    strategic w;
    (void)state;
    strategic_open(&w);
    assert_int_equal(cm_gambit_read_text(&w.ctx, &w.arena, "game", text, sizeof text - 1, &w.diags, &w.read), CM_OK);
    assert_true(w.diags.count > 0);
    assert_string_equal(w.diags.item[0].message, "here stands a NUL byte: this is not a text file");
    assert_int_equal(w.diags.item[0].place.column, 3);
    strategic_close(&w);
}

static void test_a_million_strategies_announced_are_not_made_room_for(void **state)
{
    (void)state;
    expect_mistake("NFG 1 R \"\" { \"A\" \"B\" }\n{ 1000000 1000000 } 1 2", 2, "1e+12 combinations of strategies for 2 players are more than can be held");
    expect_mistake("NFG 1 R \"\" { \"A\" }\n{ 1000000 } 1 2", 2, "1000000 combinations of strategies are announced, but the file is too short");
    expect_mistake("NFG 1 R \"\" { \"A\" }\n{ 99999999999999999999 } 1", 2, "here a number of strategies is expected");
}

/* --- trees ------------------------------------------------------------------------------------------ */

static const char horse[] =
    "EFG 2 R \"Selten's horse\" { \"1\" \"2\" \"3\" }\n\"about\"\n"
    "p \"\" 1 1 \"\" { \"R\" \"L\" } 0\n"
    "p \"\" 2 1 \"\" { \"R\" \"L\" } 0\n"
    "t \"\" 1 \"Outcome 1\" { 1, 1, 1 }\n"
    "p \"\" 3 1 \"\" { \"R\" \"L\" } 0\n"
    "t \"\" 2 \"Outcome 2\" { 4, 4, 0 }\n"
    "t \"\" 3 \"Outcome 3\" { 0, 0, 1 }\n"
    "p \"\" 3 1 0\n"
    "t \"\" 4 \"Outcome 4\" { 3 2 2 }\n"
    "t \"\" 5 \"Outcome 5\" { 0, 0, 0 }\n";

/* R. Selten, Int. J. Game Theory 4 (1975) 25-55, figure 1. */
static void test_a_tree_with_an_information_set_of_two_nodes(void **state)
{
    strategic w;
    const cm_efg *efg = &w.game.as.efg;
    double payoff[3];
    (void)state;
    strategic_good(&w, horse);
    assert_int_equal(w.game.kind, CM_GAME_EFG);
    assert_int_equal(efg->nnodes, 9);
    assert_int_equal(efg->nsets, 3);
    assert_int_equal(efg->set[2].nnodes, 2);
    assert_int_equal(efg->set[2].node[1], 6);
    assert_true(cm_efg_perfect_recall(efg));
    assert_false(cm_efg_perfect_information(efg));
    cm_efg_payoff(efg, 7, payoff);
    assert_close(payoff[0], 3, 0);
    assert_string_equal(w.read.comment, "about");
    strategic_close(&w);
}

/* Payoffs at an inner node, and an outcome referred to by its number alone, before its payoffs too. */
static void test_outcomes_may_stand_anywhere_and_be_named_by_number(void **state)
{
    strategic w;
    double payoff[2];
    (void)state;
    strategic_good(&w, "EFG 2 R \"\" { \"A\" \"B\" }\nc \"n\" 1 \"(0,1)\" { \"g\" 1/3 \"b\" 2/3 } 7 \"start\" { 10 20 }\nt \"\" 2\np \"\" 1 1 { \"x\" } 2 \"\" { 1.5, -1 }\nt \"\" 0\n");
    cm_efg_payoff(&w.game.as.efg, 1, payoff);
    assert_close(payoff[0], 11.5, 0);
    cm_efg_payoff(&w.game.as.efg, 3, payoff);
    assert_close(payoff[1], 19, 0);
    assert_int_equal(w.game.as.efg.chance[0].probability[1].den, 3);
    assert_string_equal(w.game.as.efg.chance[0].name, "(0,1)");
    strategic_close(&w);
}

#define TREE "EFG 2 R \"\" { \"A\" \"B\" }\n"
static void test_mistakes_of_trees(void **state)
{
    (void)state;
    expect_mistake(TREE, 2, "the game has no nodes");
    expect_mistake(TREE "x \"\" 1", 2, "here c, p or t is expected, not 'x'");
    expect_mistake(TREE "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"\" { 1 2 }", 3, "the tree ends too early: 1 move leads nowhere, such as 'b' of node 1");
    expect_mistake(TREE "p \"\" 1 1 \"\" { \"a\" } 0\nt \"\" 1 \"\" { 1 2 }\nt \"\" 1", 4, "this one is left over");
    expect_mistake(TREE "t \"\" 1 \"\" { 1 2 }\np \"\" 1 1 \"\" { \"a\" } 0", 3, "this one is left over");
    expect_mistake(TREE "p \"\" 3 1 \"\" { \"a\" } 0\nt \"\" 0", 2, "there is no player 3");
    expect_mistake(TREE "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\np \"\" 1 1 \"\" { \"a\" \"c\" } 0\nt \"\" 0\nt \"\" 0\nt \"\" 0", 3, "information set 1 of A had other moves on line 2");
    expect_mistake(TREE "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 1 1 \"\" { \"a\" \"c\" } 0\nt \"\" 0\nt \"\" 0", 3, "information set 1 of A had other moves");
    expect_mistake(TREE "c \"\" 1 \"\" { \"a\" 1/2 \"b\" 1/2 } 0\nc \"\" 1 \"\" { \"a\" 1/3 \"b\" 2/3 } 0\nt \"\" 0\nt \"\" 0\nt \"\" 0", 3, "set 1 of chance had other moves or probabilities");
    expect_mistake(TREE "p \"\" 1 1 \"\" 0\nt \"\" 0", 2, "information set 1 of A has no moves yet");
    expect_mistake(TREE "p \"\" 1 1 \"\" { } 0", 2, "this information set has no moves");
    expect_mistake(TREE "c \"\" 1 \"\" { \"a\" .3 \"b\" .3 } 0\nt \"\" 0\nt \"\" 0", 2, "these probabilities add up to 0.6, not to 1");
    expect_mistake(TREE "c \"\" 1 \"\" { \"a\" -1 \"b\" 2 } 0\nt \"\" 0\nt \"\" 0", 2, "the probability of 'a' is -1");
    expect_mistake(TREE "c \"\" 1 \"\" { \"a\" \"b\" } 0\nt \"\" 0\nt \"\" 0", 2, "here the probability of the move is expected");
    expect_mistake(TREE "t \"\" 4", 2, "outcome 4 has payoffs nowhere");
    expect_mistake(TREE "t \"\" 1 \"\" { 1 2 3 }", 2, "outcome 1 has 3 payoffs for 2 players");
    expect_mistake(TREE "t \"\" 0 \"\" { 1 2 }", 2, "outcome 0 stands for none, but here it has a name");
    expect_mistake(TREE "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"\" { 1 2 }\nt \"\" 1 \"\" { 1 3 }", 4, "outcome 1 had other payoffs on line 3");
    expect_mistake(TREE "t \"\" -1", 2, "here the number of an outcome (0: none) is expected");
    expect_mistake(TREE "t 1", 2, "here the name of the node is expected");
    expect_mistake(TREE "c \"\" 1 \"\" { \"a\" 0.33333333333333333333333 \"b\" 2/3 } 0", 2, "has too many digits to be used exactly");
}

static void test_a_tree_a_hundred_thousand_moves_deep(void **state)
{
    enum { DEEP = 100000 };
    strategic w;
    char *text = malloc(DEEP * 70 + 100), *at = text;
    (void)state;
    assert_non_null(text);
    at += sprintf(at, TREE);
    for (int k = 0; k < DEEP; k++) at += sprintf(at, "p \"\" %d %d \"\" { \"on\" \"off\" } 0\n", k % 2 + 1, k + 1);
    at += sprintf(at, "t \"\" 1 \"end\" { 1 1 }\n");
    for (int k = 0; k < DEEP; k++) at += sprintf(at, "t \"\" 1\n");
    strategic_good(&w, text);
    assert_int_equal(w.game.as.efg.nnodes, 2 * DEEP + 1);
    assert_int_equal(cm_efg_normal(&w.ctx, &w.arena, &w.game.as.efg, &w.game.as.nfg), CM_E_LIMIT);
    assert_non_null(strstr(w.ctx.message, "too many to be written out"));
    strategic_close(&w);
    free(text);
}

static void test_a_hundred_thousand_braces(void **state)
{
    enum { MANY = 100000 };
    strategic w;
    char *text = malloc(MANY + 100);
    (void)state;
    assert_non_null(text);
    (void)strcpy(text, "NFG 1 R \"\" { \"A\" } ");
    memset(text + strlen("NFG 1 R \"\" { \"A\" } "), '{', MANY);
    text[strlen("NFG 1 R \"\" { \"A\" } ") + MANY] = '\0';
    strategic_read(&w, text);
    assert_int_equal(w.diags.count, 1);
    strategic_close(&w);
    free(text);
}

/* --- back and forth ---------------------------------------------------------------------------------- */

static char *written(const cm_game *game, const char *title, const char *comment)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    cm_gambit_write(out, title, comment, game);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void expect_same(const cm_nfg *a, const cm_nfg *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->cells, b->cells);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->count[i], b->count[i]);
        assert_string_equal(a->player[i], b->player[i]);
        for (size_t k = 0; k < a->count[i]; k++) assert_string_equal(a->strategy[i][k], b->strategy[i][k]);
    }
    for (size_t k = 0; k < a->cells * a->n; k++) assert_close(a->payoff[k], b->payoff[k], 0);
    assert_true((a->exact == NULL) == (b->exact == NULL));
}

static void test_what_is_written_reads_back_the_same(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "gambit", 0);
    for (size_t t = 0; t < 200; t++) {
        strategic w, again;
        char *text;
        strategic_random(&w, &rng, 1 + t % 4, 4, 1000, true);
        ((cm_frac *)w.game.as.nfg.exact)[0] = (cm_frac){ -1, 3 };
        ((double *)w.game.as.nfg.payoff)[0] = -1.0 / 3;
        text = written(&w.game, "a \"title\"", "two\nlines");
        strategic_good(&again, text);
        expect_same(&w.game.as.nfg, &again.game.as.nfg);
        assert_string_equal(again.read.title, "a \"title\"");
        free(text);
        strategic_close(&again);
        strategic_close(&w);
    }
}

/* As simultaneous moves, and as the normal form of those: the same game. */
static void test_a_normal_form_as_a_tree_has_that_normal_form(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "gambit", 1);
    for (size_t t = 0; t < 200; t++) {
        strategic w, again;
        cm_game tree = { .kind = CM_GAME_EFG };
        cm_nfg back;
        char *text;
        strategic_random(&w, &rng, 1 + t % 4, 4, 9, true);
        assert_int_equal(cm_nfg_extensive(&w.ctx, &w.arena, &w.game.as.nfg, &tree.as.efg), CM_OK);
        assert_int_equal(cm_game_validate(&w.ctx, &tree), CM_OK);
        assert_true(cm_efg_perfect_recall(&tree.as.efg));
        text = written(&tree, "", NULL);
        strategic_good(&again, text);
        assert_int_equal(cm_efg_normal(&again.ctx, &again.arena, &again.game.as.efg, &back), CM_OK);
        expect_same(&w.game.as.nfg, &back);
        free(text);
        strategic_close(&again);
        strategic_close(&w);
    }
}

static void test_a_tree_that_is_written_reads_back_the_same(void **state)
{
    strategic w, again;
    char *text, *twice;
    (void)state;
    strategic_good(&w, horse);
    text = written(&w.game, w.read.title, w.read.comment);
    strategic_good(&again, text);
    twice = written(&again.game, again.read.title, again.read.comment);
    assert_string_equal(text, twice);
    assert_int_equal(again.game.as.efg.nnodes, 9);
    assert_int_equal(again.game.as.efg.set[2].nnodes, 2);
    free(text);
    free(twice);
    strategic_close(&again);
    strategic_close(&w);
}

static void test_without_memory_readers_fail_and_leave_nothing(void **state)
{
    static const char *const texts[] = { horse, "NFG 1 R \"\" { \"A\" \"B\" } { { \"a\" \"a\" } { \"c\" \"d\" } }\n\"about\" { { \"x\" 3, 2 } { \"\" 1/2 -.5 } }\n1 2 0 1" };
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        for (long k = 0;; k++) {
            strategic w;
            cm_status status;
            strategic_open(&w);
            w.ctx.alloc_budget = k;
            status = cm_gambit_read_text(&w.ctx, &w.arena, "game", texts[t], strlen(texts[t]), &w.diags, &w.read);
            w.ctx.alloc_budget = -1;
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            if (status == CM_OK) assert_true(w.read.game.kind != CM_GAME_NONE);
            strategic_close(&w);
            if (status == CM_OK) break;
            assert_true(k < 500);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_payoffs_run_through_the_first_players_strategies_first),
        cmocka_unit_test(test_outcomes_are_named_by_index_and_none_pays_nothing),
        cmocka_unit_test(test_numbers_are_exact),
        cmocka_unit_test(test_a_number_of_many_digits_is_computed_with_as_it_is),
        cmocka_unit_test(test_names_with_quotes_chinese_marks_and_windows_lines),
        cmocka_unit_test(test_mistakes_of_normal_forms),
        cmocka_unit_test(test_a_nul_byte_is_no_text),
        cmocka_unit_test(test_a_million_strategies_announced_are_not_made_room_for),
        cmocka_unit_test(test_a_tree_with_an_information_set_of_two_nodes),
        cmocka_unit_test(test_outcomes_may_stand_anywhere_and_be_named_by_number),
        cmocka_unit_test(test_mistakes_of_trees),
        cmocka_unit_test(test_a_tree_a_hundred_thousand_moves_deep),
        cmocka_unit_test(test_a_hundred_thousand_braces),
        cmocka_unit_test(test_what_is_written_reads_back_the_same),
        cmocka_unit_test(test_a_normal_form_as_a_tree_has_that_normal_form),
        cmocka_unit_test(test_a_tree_that_is_written_reads_back_the_same),
        cmocka_unit_test(test_without_memory_readers_fail_and_leave_nothing),
    };
    return RUN_TESTS(tests);
}
