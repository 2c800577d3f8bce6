/* test_csv.c: tables of players: columns, cells and their places, encodings, mistakes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/csv.h"

struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_node *players;
    cm_source *sources;
    cm_status status;
    char folder[40];
};

static void read_named(struct bench *b, const char *name)
{
    char scenario[60];
    cm_place at = { NULL, 3, 1, 12 };
    (void)snprintf(scenario, sizeof scenario, "%s/scenario.cfg", b->folder);
    at.file = cm_strdup(&b->ctx, &b->arena, scenario);
    b->status = cm_csv_players(&b->ctx, &b->arena, name, at, &b->diags, &b->players, &b->sources);
}

static void read_bytes(struct bench *b, const void *bytes, size_t length, long budget)
{
    char name[60];
    FILE *out;
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    b->diags.ctx = &b->ctx;
    strcpy(b->folder, "/tmp/comity-csv-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    (void)snprintf(name, sizeof name, "%s/t.csv", b->folder);
    out = fopen(name, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
    b->ctx.alloc_budget = budget;
    read_named(b, "t.csv");
    assert_int_equal(remove(name), 0);
    assert_int_equal(remove(b->folder), 0);
}

static void read_text(struct bench *b, const char *text)
{
    read_bytes(b, text, strlen(text), -1);
    assert_int_equal(b->status, CM_OK);
    cm_diags_sort(&b->diags);
}

static void done(struct bench *b)
{
    cm_diags_free(&b->diags);
    cm_arena_free(&b->arena);
}

static void test_columns_become_settings_of_the_players(void **state)
{
    struct bench b;
    const cm_node *node;
    (void)state;
    read_text(&b, "id,name,name_zh,kind,ideal.law,ideal.data,salience.law,capability,patience,outside,GDP,code\n"
                  "USA,\"United States, the\",美国,state,0.9,2/3,1,3,0.95,,21.4,a1\n"
                  "CHN, China ,中国,state,1,,,5,,0.1,14,\n");
    assert_int_equal(b.diags.count, 0);
    assert_string_equal(cm_node_print(&b.ctx, &b.arena, b.players),
        "USA = {\n  name = \"United States, the\";\n  name_zh = \"美国\";\n  kind = \"state\";\n"
        "  ideal = { law = 0.9; data = \"2/3\"; };\n  salience = { law = 1; };\n  capability = 3;\n  patience = 0.95;\n"
        "  column = { GDP = 21.4; code = \"a1\"; };\n};\n"
        "CHN = {\n  name = \"China\";\n  name_zh = \"中国\";\n  kind = \"state\";\n  ideal = { law = 1; };\n"
        "  capability = 5;\n  outside = 0.1;\n  column = { GDP = 14; };\n};\n");
    node = cm_node_at(b.players, "USA.ideal.law");
    assert_int_equal(node->place.line, 2);
    assert_int_equal(node->place.column, 39);
    assert_int_equal(node->place.length, 3);
    node = cm_node_at(b.players, "CHN.name");
    assert_int_equal(node->place.line, 3);
    assert_int_equal(node->place.column, 6);
    node = cm_node_at(b.players, "CHN");
    assert_int_equal(node->place.column, 1);
    assert_non_null(strstr(node->place.file, "/t.csv"));
    assert_ptr_equal(node->parent, b.players);
    assert_non_null(strstr(b.sources->file, "/t.csv"));
    done(&b);
}

static void test_quotes_and_line_ends_of_any_kind_are_read(void **state)
{
    struct bench b;
    (void)state;
    read_text(&b, "id,name\r\nA,\"a \"\"b\"\"\nc\"\r\n\r\nB,\r\n,\r\nC,\"x\"");
    assert_int_equal(b.diags.count, 0);
    assert_int_equal(cm_node_count(b.players), 3);
    assert_string_equal(cm_node_at(b.players, "A.name")->text, "a \"b\"\nc");
    assert_int_equal(cm_node_at(b.players, "B")->place.line, 5);
    assert_int_equal(cm_node_count(cm_node_at(b.players, "B")), 0);
    assert_int_equal(cm_node_at(b.players, "C.name")->place.line, 7);
    done(&b);
}

static void test_gb18030_and_a_byte_order_mark_are_taken_in_silence(void **state)
{
    static const char gbk[] = "id,name_zh\nCHN,\xD6\xD0\xB9\xFA\nUSA,\xC3\xC0\xB9\xFA\n";
    struct bench b;
    (void)state;
    read_bytes(&b, gbk, sizeof gbk - 1, -1);
    assert_int_equal(b.status, CM_OK);
    assert_int_equal(b.diags.count, 0);
    assert_string_equal(cm_node_at(b.players, "CHN.name_zh")->text, "中国");
    assert_string_equal(cm_node_at(b.players, "USA.name_zh")->text, "美国");
    done(&b);
    read_text(&b, "\xEF\xBB\xBFid,name\nA,x\n");
    assert_int_equal(b.diags.count, 0);
    assert_string_equal(cm_node_at(b.players, "A.name")->text, "x");
    done(&b);
}

static const struct { const char *text; int line, column; const char *message; } cases[] = {
    { "name,kind\nA,b\n", 1, 1, "the table has no column 'id'" },
    { "name,ID\nA,b\n", 1, 6, "the table has no column 'id'" },
    { "id,name\nA,x\nB,y\nA,z\n", 4, 1, "the id 'A' is given twice: first at line 2" },
    { "id,name\n3A,x\n", 2, 1, "'3A' cannot be an id" },
    { "id,name\n中国,x\n", 2, 1, "'中国' cannot be an id" },
    { "id,name\n,x\n", 2, 1, "this row has no id" },
    { "id,ideal.law\nA,high\n", 2, 3, "'high' is no number" },
    { "id,patience\nA,\"0,9\"\n", 2, 3, "'0,9' is no number" },
    { "id,patience\nA,90%\n", 2, 3, "'90%' is no number" },
    { "id,patience\nA,1e999\n", 2, 3, "'1e999' is no number" },
    { "id,name,kind\nA,x\nB,y,z\n", 2, 1, "this row has 2 cells, and the first row has 3" },
    { "id,name\nA,x,y\n", 2, 5, "this row has 3 cells, and the first row has 2" },
    { "id,name,name\nA,x,y\n", 1, 9, "the column 'name' is given twice" },
    { "id,,name\nA,x,y\n", 1, 4, "a column has no name" },
    { "id,saliance.law\nA,1\n", 1, 4, "unknown column 'saliance.law'" },
    { "id,ideal.\nA,1\n", 1, 4, "the column 'ideal.' names no issue" },
    { "id,name\nA,\"x\nB,y\nC,z\n", 2, 3, "the quote that starts here is never closed" },
    { "id,name\nA,x\"y\"\nB,z\n", 2, 3, "a quote stands within a cell" },
    { "id,name\nA,caf\xE9\n", 2, 6, "the byte 0xE9 is no UTF-8" },
    { "", 1, 1, "the table is empty" },
};

static void test_each_mistake_is_told_once_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bench b;
        const cm_diag *diag;
        read_text(&b, cases[i].text);
        diag = b.diags.item;
        if (b.diags.count != 1 || strcmp(diag->message, cases[i].message) != 0 || diag->place.line != cases[i].line
            || diag->place.column != cases[i].column) {
            print_message("%s\n", cases[i].text);
            for (size_t k = 0; k < b.diags.count; k++) {
                diag = &b.diags.item[k];
                print_message("  %d:%d: %s\n", diag->place.line, diag->place.column, diag->message);
            }
            fail();
        }
        done(&b);
    }
}

static void test_after_an_unclosed_quote_the_other_rows_are_read(void **state)
{
    struct bench b;
    (void)state;
    read_text(&b, "id,name\nA,\"x\nB,\"y\"\nC,z\n");
    assert_int_equal(b.diags.count, 1);
    assert_int_equal(b.diags.item[0].place.line, 2);
    assert_non_null(cm_node_at(b.players, "B.name"));
    assert_non_null(cm_node_at(b.players, "C.name"));
    done(&b);
}

static void test_a_file_that_is_missing_is_a_mistake_of_the_scenario(void **state)
{
    struct bench b;
    char expected[120];
    (void)state;
    read_text(&b, "id\nA\n");
    read_named(&b, "gone.csv");
    assert_int_equal(b.status, CM_OK);
    assert_null(b.players);
    assert_int_equal(b.diags.count, 1);
    assert_int_equal(b.diags.item[0].place.line, 3);
    (void)snprintf(expected, sizeof expected, "cannot open '%s/gone.csv': No such file or directory", b.folder);
    assert_string_equal(b.diags.item[0].message, expected);
    read_named(&b, "/dev/null");
    assert_int_equal(b.diags.count, 2);
    read_named(&b, "/tmp");
    assert_int_equal(b.diags.count, 3);
    done(&b);
}

static void test_any_bytes_are_survived(void **state)
{
    static const char pieces[] = "\"\",\n\r\t ;aA1\xE9\xD6\0'.";
    uint64_t seed = 7;
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct bench b;
        char bytes[200];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = pieces[(seed >> 33) % sizeof pieces];
        }
        memcpy(bytes, "id,name\n", 8);
        read_bytes(&b, bytes, sizeof bytes, -1);
        assert_int_equal(b.status, CM_OK);
        done(&b);
    }
}

static void test_every_failed_allocation_is_told(void **state)
{
    static const char gbk[] = "id,name_zh,ideal.law\nCHN,\xD6\xD0\xB9\xFA,1\nUSA,\xC3\xC0\xB9\xFA,x\nUSA,\"a\n";
    cm_status status = CM_E_MEMORY;
    (void)state;
    for (long budget = 1; status != CM_OK; budget++) {
        struct bench b;
        assert_true(budget < 500);
        read_bytes(&b, gbk, sizeof gbk - 1, budget);
        status = b.status;
        if (status != CM_OK) assert_int_equal(status, CM_E_MEMORY);
        if (status != CM_OK) assert_int_equal(b.ctx.status, CM_E_MEMORY);
        done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_become_settings_of_the_players),
        cmocka_unit_test(test_quotes_and_line_ends_of_any_kind_are_read),
        cmocka_unit_test(test_gb18030_and_a_byte_order_mark_are_taken_in_silence),
        cmocka_unit_test(test_each_mistake_is_told_once_with_its_place),
        cmocka_unit_test(test_after_an_unclosed_quote_the_other_rows_are_read),
        cmocka_unit_test(test_a_file_that_is_missing_is_a_mistake_of_the_scenario),
        cmocka_unit_test(test_any_bytes_are_survived),
        cmocka_unit_test(test_every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
