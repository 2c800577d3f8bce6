/* test_diagnose.c: what a user sees of a mistake, and the word that was meant. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diagnose.h"

struct list {
    cm_ctx ctx;
    cm_diags diags;
};

static void start(struct list *list)
{
    memset(list, 0, sizeof *list);
    cm_ctx_init(&list->ctx);
    list->diags.ctx = &list->ctx;
}

/* What is printed for the list, which is sorted and freed. */
static char *printed(struct list *list, const cm_source *sources, bool colour)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    cm_diags_sort(&list->diags);
    cm_diagnose(out, &list->diags, sources, colour);
    assert_int_equal(fclose(out), 0);
    cm_diags_free(&list->diags);
    return text;
}

static void expect_excerpt(const char *line, int column, int length, const char *excerpt)
{
    struct list list;
    cm_source source = { "f.cfg", line, strlen(line), NULL };
    cm_place place = { "f.cfg", 1, column, length };
    char *text;
    start(&list);
    cm_diag_add(&list.diags, place, NULL, NULL, "m");
    text = printed(&list, &source, false);
    assert_non_null(strchr(text, '\n'));
    assert_string_equal(strchr(text, '\n') + 1, excerpt);
    free(text);
}

static void test_a_mistake_is_shown_with_its_place_its_line_and_its_hint(void **state)
{
    struct list list;
    const char *text = "a = 1;\n          saliance = { catch = 3; }; patience = 0.95; };\n";
    cm_source source = { "typos.cfg", text, strlen(text), NULL };
    cm_place place = { "typos.cfg", 2, 11, 8 };
    char *shown;
    (void)state;
    start(&list);
    cm_diag_add(&list.diags, place, "salience", "did you mean 'salience'?", "unknown setting '%s'", "players.ALP.saliance");
    shown = printed(&list, &source, false);
    assert_string_equal(shown,
        "typos.cfg:2:11: error: unknown setting 'players.ALP.saliance'\n"
        "    2 |           saliance = { catch = 3; }; patience = 0.95; };\n"
        "      |           ^~~~~~~~\n"
        "      = did you mean 'salience'?\n");
    free(shown);
}

static void test_the_caret_stands_under_its_bytes_whatever_stands_before(void **state)
{
    (void)state;
    expect_excerpt("\ta = yes;", 6, 3, "    1 | \ta = yes;\n      | \t    ^~~\n");
    expect_excerpt("名 = 中国;", 7, 6, "    1 | 名 = 中国;\n      |      ^~~~\n");
    expect_excerpt("e\xCC\x81 = x;", 7, 1, "    1 | e\xCC\x81 = x;\n      |     ^\n");
    expect_excerpt("a\x01" "b = x;", 3, 1, "    1 | a\\x01b = x;\n      |      ^\n");
    expect_excerpt("a\xE9" "b", 3, 1, "    1 | a\\xE9b\n      |      ^\n");
    expect_excerpt("a = ", 5, 1, "    1 | a = \n      |     ^\n");
    expect_excerpt("a", 90, 7, "    1 | a\n      |  ^\n");
}

static void test_a_long_line_is_cut_around_the_place(void **state)
{
    char line[1001], *at;
    struct list list;
    cm_source source = { "f.cfg", line, 1000, NULL };
    cm_place place = { "f.cfg", 1, 501, 3 };
    char *text;
    size_t widest = 0;
    (void)state;
    memset(line, '.', 1000);
    memcpy(line + 500, "yes", 3);
    line[1000] = '\0';
    start(&list);
    cm_diag_add(&list.diags, place, NULL, NULL, "m");
    text = printed(&list, &source, false);
    for (at = strtok(text, "\n"); at != NULL; at = strtok(NULL, "\n")) {
        if (strlen(at) > widest) widest = strlen(at);
        if (strstr(at, "yes") != NULL) {
            const char *caret = at + strlen(at) + 1;
            assert_int_equal(strstr(at, "yes") - at, strchr(caret, '^') - caret);
        }
    }
    assert_true(widest < 120);
    free(text);
}

static void test_a_text_over_lines_is_underlined_on_its_first(void **state)
{
    (void)state;
    expect_excerpt("a = \"xy\nz\";", 5, 6, "    1 | a = \"xy\n      |     ^~~\n");
}

static void test_lone_carriage_returns_end_lines_here_too(void **state)
{
    struct list list;
    const char *text = "a = 1;\rb = 2;\r\nc = 3;\n";
    cm_source source = { "f.cfg", text, strlen(text), NULL };
    cm_place second = { "f.cfg", 2, 1, 1 }, third = { "f.cfg", 3, 5, 1 };
    char *shown;
    (void)state;
    start(&list);
    cm_diag_add(&list.diags, third, NULL, NULL, "m");
    cm_diag_add(&list.diags, second, NULL, NULL, "n");
    shown = printed(&list, &source, false);
    assert_string_equal(shown, "f.cfg:2:1: error: n\n    2 | b = 2;\n      | ^\n"
                               "f.cfg:3:5: error: m\n    3 | c = 3;\n      |     ^\n");
    free(shown);
}

static void test_what_has_no_place_is_said_without_one(void **state)
{
    struct list list;
    cm_place nowhere = { NULL, 0, 0, 0 }, file = { "f.cfg", 0, 0, 0 }, gone = { "g.cfg", 7, 0, 1 };
    char *shown;
    (void)state;
    start(&list);
    cm_diag_add(&list.diags, nowhere, NULL, NULL, "m");
    cm_diag_add(&list.diags, file, NULL, "h", "n");
    cm_diag_add(&list.diags, gone, NULL, NULL, "o");
    shown = printed(&list, NULL, false);
    assert_string_equal(shown, "error: m\nf.cfg: error: n\n      = h\ng.cfg:7: error: o\n");
    free(shown);
}

static void test_control_bytes_of_a_message_do_not_reach_the_terminal(void **state)
{
    struct list list;
    cm_place nowhere = { NULL, 0, 0, 0 };
    char *shown;
    (void)state;
    start(&list);
    cm_diag_add(&list.diags, nowhere, NULL, NULL, "unknown '\033[2J'");
    shown = printed(&list, NULL, true);
    assert_non_null(strstr(shown, "\\x1B[2J"));
    assert_null(strstr(shown, "\033[2J"));
    free(shown);
}

static void test_mistakes_are_sorted_by_file_as_met_then_by_place(void **state)
{
    struct list list;
    cm_place b2 = { "b", 2, 1, 1 }, a9 = { "a", 9, 1, 1 }, b1 = { "b", 1, 5, 1 }, a1 = { "a", 1, 1, 1 };
    (void)state;
    start(&list);
    cm_diag_add(&list.diags, b2, NULL, NULL, "1");
    cm_diag_add(&list.diags, a9, NULL, NULL, "2");
    cm_diag_add(&list.diags, b1, NULL, NULL, "3");
    cm_diag_add(&list.diags, a1, NULL, NULL, "4");
    cm_diag_add(&list.diags, b2, NULL, NULL, "5");
    cm_diag_add(&list.diags, b2, NULL, NULL, "1");          /* told twice: kept once */
    cm_diags_sort(&list.diags);
    assert_int_equal(list.diags.count, 5);
    assert_string_equal(list.diags.item[0].message, "3");
    assert_string_equal(list.diags.item[1].message, "1");
    assert_string_equal(list.diags.item[2].message, "5");
    assert_string_equal(list.diags.item[3].message, "4");
    assert_string_equal(list.diags.item[4].message, "2");
    assert_true(cm_diags_cover(&list.diags, b1));
    b1.line = 7;
    assert_false(cm_diags_cover(&list.diags, b1));
    cm_diags_free(&list.diags);
}

static void test_a_mistake_without_memory_fails_the_context(void **state)
{
    struct list list;
    cm_place nowhere = { NULL, 0, 0, 0 };
    (void)state;
    for (long budget = 0; budget < 4; budget++) {
        start(&list);
        list.ctx.alloc_budget = budget;
        cm_diag_add(&list.diags, nowhere, "r", "h", "m");
        assert_int_equal(list.ctx.status, CM_E_MEMORY);
        assert_int_equal(list.diags.count, 0);
        cm_diags_free(&list.diags);
    }
}

static void test_the_nearest_word_is_found_by_edits(void **state)
{
    static const char *const words[] = { "salience", "patience", "ideal", "name", "capability", "id", NULL };
    (void)state;
    assert_string_equal(cm_nearest_word("saliance", words), "salience");
    assert_string_equal(cm_nearest_word("pateince", words), "patience");
    assert_string_equal(cm_nearest_word("idael", words), "ideal");
    assert_string_equal(cm_nearest_word("IDEAL", words), "ideal");
    assert_string_equal(cm_nearest_word("nmae", words), "name");
    assert_string_equal(cm_nearest_word("capabilties", words), "capability");
    assert_string_equal(cm_nearest_word("Id", words), "id");
    assert_null(cm_nearest_word("nmea2", words));
    assert_null(cm_nearest_word("x", words));
    assert_null(cm_nearest_word("", words));
    assert_null(cm_nearest_word("nothing", words));
    assert_null(cm_nearest_word("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", words));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mistake_is_shown_with_its_place_its_line_and_its_hint),
        cmocka_unit_test(test_the_caret_stands_under_its_bytes_whatever_stands_before),
        cmocka_unit_test(test_a_long_line_is_cut_around_the_place),
        cmocka_unit_test(test_a_text_over_lines_is_underlined_on_its_first),
        cmocka_unit_test(test_lone_carriage_returns_end_lines_here_too),
        cmocka_unit_test(test_what_has_no_place_is_said_without_one),
        cmocka_unit_test(test_control_bytes_of_a_message_do_not_reach_the_terminal),
        cmocka_unit_test(test_mistakes_are_sorted_by_file_as_met_then_by_place),
        cmocka_unit_test(test_a_mistake_without_memory_fails_the_context),
        cmocka_unit_test(test_the_nearest_word_is_found_by_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
