/* test_scan.c: each mistake of a scenario file, with its place, its cause and its cure. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"

#define CORPUS "tests/corpus"

struct reading {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_node *root;
    cm_source *sources;
    cm_status status;
};

static void start(struct reading *r)
{
    memset(r, 0, sizeof *r);
    cm_ctx_init(&r->ctx);
    r->diags.ctx = &r->ctx;
}

static void read_bytes(struct reading *r, const char *name, const char *text, size_t length)
{
    start(r);
    r->status = cm_config_read_text(&r->ctx, &r->arena, name, text, length, &r->diags, &r->root, &r->sources);
    cm_diags_sort(&r->diags);
}

static void read_text(struct reading *r, const char *text)
{
    read_bytes(r, "t.cfg", text, strlen(text));
    assert_int_equal(r->status, CM_OK);
}

static void done(struct reading *r)
{
    cm_diags_free(&r->diags);
    cm_arena_free(&r->arena);
}

static const struct { const char *text; int line, column; const char *message, *replace; } cases[] = {
    { "a = 1；", 1, 6, "there is a full-width sign in place of ';'", ";" },
    { "a = （1, 2);", 1, 5, "there is a full-width sign in place of '('", "(" },
    { "a = “x”;", 1, 5, "a text stands in full-width quotation marks", "\"x\"" },
    { "a = 1;\n\u3000b = 2;", 2, 1, "there is an ideographic space (U+3000) outside of quotes", " " },
    { "a\u00a0= 1;", 1, 2, "there is a no-break space (U+00A0) outside of quotes", " " },
    { "a = ５;", 1, 5, "there are full-width or invisible characters in '5'", "5" },
    { "a = ５０％;", 1, 5, "50%: a share is written as a number, not in per cent", "0.5" },
    { "a = 'it';", 1, 5, "a text stands in single quotes", "\"it\"" },
    { "a = nucleolus;", 1, 5, "the text nucleolus stands without quotes", "\"nucleolus\"" },
    { "a = Don't know;", 1, 5, "the text Don't know stands without quotes", "\"Don't know\"" },
    { "a = h * 2;", 1, 5, "the expression h * 2 stands without quotes", "\"h * 2\"" },
    { "a = 50%;", 1, 5, "50%: a share is written as a number, not in per cent", "0.5" },
    { "a = 1/3;", 1, 5, "the fraction 1/3 stands without quotes", "\"1/3\"" },
    { "a = 0,9;", 1, 5, "a decimal point is a point, not a comma", "0.9" },
    { "a = (1, 2,);", 1, 10, "a list cannot end with a comma", "" },
    { "a = off;", 1, 5, "'off' is no value: what is or is not so is true or false", "false" },
    { "a = 1;\rb = 2;\r", 1, 7, "the line ends in a lone carriage return", NULL },
    { "中国 = 1;", 1, 1, "'中国' cannot be a name", NULL },
    { "_a = 1;", 1, 1, "'_a' cannot be a name", "a" },
    { "true = 1;", 1, 1, "'true' cannot be a name", NULL },
    { "two words = 1;", 1, 1, "'two words' cannot be a name", "two_words" },
    { "\"A\" = 1;", 1, 1, "the name \"A\" stands in quotes", "A" },
    { "a = 1; /* b\nc = 2;", 1, 8, "the comment that starts here is never closed", "/* b */" },
    { "a = \"x;\nb = 2;", 1, 5, "the text that starts here is never closed", "\"x\"" },
    { "a = \"x;\nb = \"y\";", 1, 5, "the text that starts here is never closed", "\"x\"" },
    { "a = \"x (y);\nb = 1;", 1, 5, "the text that starts here is never closed", "\"x (y)\"" },
    { "a = \"x;\nb = 1;\nc = \"\";", 1, 5, "the text that starts here is never closed", "\"x\"" },
    { "a = { b = \"x; };", 1, 11, "the text that starts here is never closed", "\"x\"" },
    { "a = ;", 1, 3, "there is no value after 'a ='", NULL },
    { "a =\nb = 2;", 1, 3, "there is no value after 'a ='", NULL },
    { "a 1;", 1, 1, "'=' is missing after 'a'", "a =" },
    { "a { b = 1; };", 1, 1, "'=' is missing after 'a'", "a =" },
    { "a == 1;", 1, 4, "there is one '=' too many", "" },
    { "a = (\"x\" \"y\");", 1, 9, "a comma is missing between two texts (which would be read as one)", ", " },
    { "a = (1/* x */2);", 1, 6, "a comma is missing between two elements", "1," },
    { "a = (1 2);", 1, 7, "a comma is missing between two elements", ", " },
    { "a = 9223372036854775808;", 1, 5, "9223372036854775808 is too large for a whole number (at most 9223372036854775807)", "9223372036854775808.0" },
    { "a = 1e400;", 1, 5, "1e400 is too large for a number", NULL },
    { "a = .;", 1, 5, "'.' is no number", NULL },
    { "a = 1.5.2;", 1, 5, "1.5.2 is no number: it has more than one decimal point", "\"1.5.2\"" },
    { "a = 1;\nb = { c = 1; a = 2; c = 3; };", 2, 21, "'c' is given twice: first at line 2, column 7", NULL },
    { "a = [0, 0.5];", 1, 5, "[ ] holds values of one kind, and here are whole numbers and others", "(0, 0.5)" },
    { "a = { 0, 0.6 };", 1, 5, "{ } is a group, but holds elements without names", "( 0, 0.6 )" },
    { "a = ( b = 1; );", 1, 5, "( ) is a list, but holds settings with names", "{ b = 1; }" },
    { "a = (1, 2];", 1, 10, "']' cannot close the ( of line 1, column 5", ")" },
    { "a = (1, 2;\nb = 3;", 1, 10, "the ( of line 1, column 5 is not closed before ';'", ");" },
    { "a = {\n  b = {\n    c = 1;\n  };\n", 1, 5, "the '{' is never closed", NULL },
    { "a = {\n  b = 1;\n", 1, 5, "the '{' is never closed", NULL },
    { "a = {\n  b = {\n    c = 1;\n};\n", 4, 1, "the { of line 2, column 7 is not closed before '}'", "} }" },
    { "a = 1; }", 1, 8, "nothing is open that this '}' could close", "" },
    { "a = 1;;", 1, 7, "there is one ';' too many", "" },
    { "a = 1;\x02", 1, 7, "there is a control byte (0x02)", "" },
    { "a = \"x\x02\";", 1, 7, "there is a control byte (0x02) in a text", "" },
    { "\xEF\xBB\xBF" "a = 1;", 1, 1, "the file starts with a byte-order mark", "" },
    { "a = \"x\xE9\";", 1, 7, "the byte 0xE9 is no UTF-8", NULL },
    { "@include \"nowhere.cfg\"\na = 1;", 1, 10, "there is no file 'nowhere.cfg' to include", NULL },
    { "@include \".\"", 1, 10, "'.' cannot be included: it is a directory", NULL },
    { "@include nowhere.cfg\na = 1;", 1, 1, "@include is not followed by the name of a file in quotes", NULL },
};

static void test_each_mistake_is_told_once_with_its_place_and_its_cure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading r;
        const cm_diag *diag = r.diags.item;
        read_text(&r, cases[i].text);
        diag = r.diags.item;
        if (r.diags.count != 1 || strcmp(diag->message, cases[i].message) != 0 || diag->place.line != cases[i].line
            || diag->place.column != cases[i].column || (diag->replace == NULL) != (cases[i].replace == NULL)
            || (diag->replace != NULL && strcmp(diag->replace, cases[i].replace) != 0)) {
            print_message("%s\n", cases[i].text);
            for (size_t k = 0; k < r.diags.count; k++) {
                diag = &r.diags.item[k];
                print_message("  %d:%d: %s [%s]\n", diag->place.line, diag->place.column, diag->message,
                              diag->replace != NULL ? diag->replace : "none");
            }
            fail();
        }
        done(&r);
    }
}

static void test_what_only_looks_odd_is_no_mistake(void **state)
{
    static const char *const good[] = {
        "", "\n", "// x", "# x\n/* 中，文 */", "a = \"中，文；“引”\";", "a = 1 b = 2\nc = 3", "a : 1, b : { c = 2 }",
        "law = 1; Law = 2; LAW = 3;", "a = \"it's 50% of 1/3\";", "a\n=\n1\n;", "a = { b = 1; }; c = { b = 1; };",
        "a = \"one\"\n    \"two\"; b = (1, 2)", "a = \"x\\\"y\"; b = \"z\\\\\";", "a = 1;\r\nb = 2;\r\n", "a = 0x7f; b = 12L; c = 1.e3;",
        "a = [1, 2]; b = [\"x\"]; c = []; d = [0.5, 1.0]; e = [true, false];", "a-b_c = 1;", "a = {\n b = 1;\n    };\nc = 2;",
        "a = \"first line\n second: line\";", "/* configs/*.cfg\n and configs/*.txt */ a = 1;", "a = 1;\f",
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct reading r;
        read_text(&r, good[i]);
        if (r.diags.count != 0) print_message("%s\n%s\n", good[i], r.diags.item[0].message);
        assert_int_equal(r.diags.count, 0);
        assert_non_null(r.root);
        done(&r);
    }
}

/* --- the broken files ------------------------------------------------------------------------- */

/* Offset of a place in a text. */
static size_t offset_of(const char *text, size_t length, cm_place place)
{
    size_t at = 0;
    for (int line = 1; line < place.line; at++) {
        assert_true(at < length);
        if (text[at] == '\n' || (text[at] == '\r' && text[at + 1] != '\n')) line++;
    }
    return at + (size_t)place.column - 1;
}

/* Type every replacement of the mistakes of `file` (sorted) into its text, from the last to the first. */
static char *replaced(const struct reading *r, const cm_source *source, size_t *length, size_t *count)
{
    size_t room = source->length + 1, end = source->length;
    char *text;
    for (size_t i = 0; i < r->diags.count; i++) {
        if (r->diags.item[i].replace != NULL) room += strlen(r->diags.item[i].replace);
    }
    text = calloc(room, 1);
    assert_non_null(text);
    memcpy(text, source->text, source->length);
    *length = source->length;
    *count = 0;
    for (size_t i = r->diags.count; i-- > 0;) {
        const cm_diag *diag = &r->diags.item[i];
        size_t at, cut;
        if (diag->replace == NULL || strcmp(diag->place.file, source->file) != 0) continue;
        at = offset_of(source->text, source->length, diag->place);
        cut = (size_t)diag->place.length;
        assert_true(at + cut <= end);                    /* replacements do not overlap */
        memmove(text + at + strlen(diag->replace), text + at + cut, *length - at - cut + 1);
        memcpy(text + at, diag->replace, strlen(diag->replace));
        *length = *length - cut + strlen(diag->replace);
        end = at;
        ++*count;
    }
    return text;
}

/* True when this mistake was there before, of the same line, and had a replacement. */
static bool had_replacement(const cm_diags *before, const cm_diag *diag)
{
    for (size_t i = 0; i < before->count; i++) {
        const cm_diag *old = &before->item[i];
        if (old->replace != NULL && old->place.line == diag->place.line && strcmp(old->place.file, diag->place.file) == 0
            && strcmp(old->message, diag->message) == 0) {
            return true;
        }
    }
    return false;
}

static void test_a_replacement_typed_in_makes_its_mistake_disappear(void **state)
{
    DIR *folder = opendir(CORPUS);
    const struct dirent *file;
    size_t total = 0;
    (void)state;
    assert_non_null(folder);
    while ((file = readdir(folder)) != NULL) {
        struct reading before, after;
        char *name, *text, *printed;
        size_t length, count;
        if (strstr(file->d_name, ".cfg") == NULL) continue;
        start(&before);
        name = cm_format(&before.ctx, &before.arena, CORPUS "/%s", file->d_name);
        before.status = cm_config_read(&before.ctx, &before.arena, name, &before.diags, &before.root, &before.sources);
        assert_int_equal(before.status, CM_OK);
        if (before.diags.count == 0) assert_string_equal(file->d_name, "good.cfg");
        cm_diags_sort(&before.diags);
        text = replaced(&before, before.sources, &length, &count);
        read_bytes(&after, name, text, length);
        for (size_t i = 0; i < after.diags.count; i++) {
            if (strcmp(after.diags.item[i].place.file, name) != 0) continue;      /* it was typed into one file */
            if (!had_replacement(&before.diags, &after.diags.item[i])) continue;
            print_message("%s: still '%s'\n%s\n", name, after.diags.item[i].message, text);
            fail();
        }
        if (before.root != NULL && after.root != NULL && after.diags.count == 0) {
            /* What was mended in memory is what the replacements make. */
            printed = cm_node_print(&before.ctx, &before.arena, before.root);
            assert_string_equal(printed, cm_node_print(&after.ctx, &after.arena, after.root));
        }
        total += count;
        free(text);
        done(&before);
        done(&after);
    }
    assert_int_equal(closedir(folder), 0);
    assert_true(total > 60);
}

static void test_any_nesting_and_any_number_of_mistakes_is_survived(void **state)
{
    static const char *const pieces[] = { "(", "{", "a={", "}", ")", "\"", "'", "/*", "“", "=", ",", "@include", "a=(" };
    enum { COUNT = 20000 };
    char *text = malloc(COUNT * 8 + 1);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct reading r;
        *text = '\0';
        for (size_t k = 0; k < COUNT; k++) memcpy(text + k * strlen(pieces[i]), pieces[i], strlen(pieces[i]) + 1);
        read_text(&r, text);
        assert_true(r.diags.count > 0 && r.diags.count <= 1001);
        done(&r);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_mistake_is_told_once_with_its_place_and_its_cure),
        cmocka_unit_test(test_what_only_looks_odd_is_no_mistake),
        cmocka_unit_test(test_a_replacement_typed_in_makes_its_mistake_disappear),
        cmocka_unit_test(test_any_nesting_and_any_number_of_mistakes_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
