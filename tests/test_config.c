/* test_config.c: reading scenario files: values, places, includes, encodings, failures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

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

static void read_file(struct reading *r, const char *name)
{
    start(r);
    r->status = cm_config_read(&r->ctx, &r->arena, name, &r->diags, &r->root, &r->sources);
    cm_diags_sort(&r->diags);
}

static void done(struct reading *r)
{
    cm_diags_free(&r->diags);
    cm_arena_free(&r->arena);
}

static void test_every_kind_of_value_keeps_its_value(void **state)
{
    struct reading r;
    (void)state;
    read_file(&r, CORPUS "/good.cfg");
    assert_int_equal(r.status, CM_OK);
    assert_int_equal(r.diags.count, 0);
    assert_true(cm_node_at(r.root, "large")->integer == 3000000000);
    assert_int_equal(cm_node_at(r.root, "large")->kind, CM_NODE_INT);
    assert_int_equal(cm_node_at(r.root, "hex")->integer, 31);
    assert_int_equal(cm_node_at(r.root, "e")->kind, CM_NODE_FLOAT);
    assert_true(cm_node_at(r.root, "e")->number == 1e5);
    assert_true(cm_node_at(r.root, "less")->number == -5);
    assert_true(cm_node_at(r.root, "half")->number == 0.5);
    assert_int_equal(cm_node_at(r.root, "no")->kind, CM_NODE_BOOL);
    assert_int_equal(cm_node_at(r.root, "no")->integer, 0);
    assert_string_equal(cm_node_at(r.root, "long")->text, "one two");
    assert_string_equal(cm_node_at(r.root, "lines")->text, "first\nsecond");
    assert_string_equal(cm_node_at(r.root, "escape")->text, "a\"b\\c\nA\\q");
    assert_int_equal(cm_node_at(r.root, "list")->kind, CM_NODE_LIST);
    assert_int_equal(cm_node_at(r.root, "list.0")->kind, CM_NODE_INT);
    assert_int_equal(cm_node_at(r.root, "list.1")->kind, CM_NODE_FLOAT);
    assert_int_equal(cm_node_count(cm_node_at(r.root, "empty")), 0);
    done(&r);
    read_text(&r, "a = 9223372036854775807; b = -9223372036854775808; c = (1, 9223372036854775807);");
    assert_int_equal(r.diags.count, 0);
    assert_true(cm_node_at(r.root, "a")->integer == INT64_MAX);
    assert_true(cm_node_at(r.root, "b")->integer == INT64_MIN);
    assert_true(cm_node_at(r.root, "c.1")->integer == INT64_MAX);
    done(&r);
}

static void expect_place(cm_place place, int line, int column, int length)
{
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    assert_int_equal(place.length, length);
}

static void test_every_node_knows_where_its_name_and_its_value_stand(void **state)
{
    struct reading r;
    const cm_node *node;
    (void)state;
    read_text(&r, "/* c */ title = \"a\" \"b\";\n中 = 1;\nplayers = {\n\tA = (\"x\", { law = -0.5 },\n  [1]); };");
    node = cm_node_at(r.root, "title");
    expect_place(node->place, 1, 9, 5);
    expect_place(node->value_place, 1, 17, 3);
    expect_place(cm_node_at(r.root, "players.A")->place, 4, 2, 1);
    expect_place(cm_node_at(r.root, "players.A")->value_place, 4, 6, 1);
    expect_place(cm_node_at(r.root, "players.A.0")->place, 4, 7, 3);
    expect_place(cm_node_at(r.root, "players.A.1.law")->place, 4, 14, 3);
    expect_place(cm_node_at(r.root, "players.A.1.law")->value_place, 4, 20, 4);
    expect_place(cm_node_at(r.root, "players.A.2.0")->place, 5, 4, 1);
    assert_string_equal(cm_node_at(r.root, "players.A.2.0")->place.file, "t.cfg");
    assert_ptr_equal(cm_node_at(r.root, "players.A.1.law")->parent, cm_node_at(r.root, "players.A.1"));
    done(&r);
}

static void test_what_is_included_keeps_its_own_places(void **state)
{
    struct reading r;
    (void)state;
    read_file(&r, CORPUS "/include-broken.cfg");
    assert_int_equal(r.status, CM_OK);
    assert_string_equal(cm_node_at(r.root, "c")->place.file, CORPUS "/yes-no.cfg");
    assert_int_equal(cm_node_at(r.root, "c")->place.line, 1);
    assert_string_equal(cm_node_at(r.root, "z")->place.file, CORPUS "/include-broken.cfg");
    assert_int_equal(cm_node_at(r.root, "z")->place.line, 3);
    assert_string_equal(r.sources->file, CORPUS "/include-broken.cfg");
    assert_string_equal(r.sources->next->file, CORPUS "/yes-no.cfg");
    assert_null(r.sources->next->next);
    done(&r);
}

static void test_a_file_in_gb18030_is_read_and_told(void **state)
{
    struct reading r;
    (void)state;
    read_file(&r, CORPUS "/gbk.cfg");
    assert_int_equal(r.diags.count, 2);
    assert_string_equal(r.diags.item[0].message, "the file is in GB18030 (GBK), not in UTF-8");
    assert_non_null(strstr(r.diags.item[0].hint, "iconv -f GB18030 -t UTF-8"));
    assert_int_equal(r.diags.item[1].place.line, 3);
    assert_string_equal(cm_node_at(r.root, "title")->text, "两大国与区域论坛");
    done(&r);
    read_file(&r, CORPUS "/utf16.cfg");
    assert_int_equal(r.diags.count, 1);
    assert_null(r.root);
    done(&r);
}

static void test_includes_cannot_run_in_a_circle(void **state)
{
    struct reading r;
    (void)state;
    read_file(&r, CORPUS "/include-circle.cfg");
    assert_int_equal(r.diags.count, 1);
    assert_string_equal(r.diags.item[0].place.file, CORPUS "/include-circle-2.cfg");
    done(&r);
    read_file(&r, CORPUS "/include-itself.cfg");
    assert_int_equal(r.diags.count, 1);
    assert_string_equal(r.diags.item[0].message, "'" CORPUS "/include-itself.cfg' includes itself");
    done(&r);
}

static void test_includes_are_read_ten_deep_and_no_deeper(void **state)
{
    char folder[] = "/tmp/comity-config-XXXXXX", name[64];
    struct reading r;
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i <= 11; i++) {
        FILE *out;
        (void)snprintf(name, sizeof name, "%s/%d.cfg", folder, i);
        out = fopen(name, "w");
        assert_non_null(out);
        (void)fprintf(out, "a%d = 1;\n", i);
        if (i < 11) (void)fprintf(out, "@include \"%d.cfg\"\n", i + 1);
        assert_int_equal(fclose(out), 0);
    }
    (void)snprintf(name, sizeof name, "%s/1.cfg", folder);
    read_file(&r, name);
    assert_int_equal(r.diags.count, 0);
    assert_non_null(cm_node_at(r.root, "a11"));
    done(&r);
    (void)snprintf(name, sizeof name, "%s/0.cfg", folder);
    read_file(&r, name);
    assert_int_equal(r.diags.count, 1);
    assert_string_equal(r.diags.item[0].message, "files are included more than 10 deep");
    assert_null(cm_node_at(r.root, "a11"));
    done(&r);
    for (int i = 0; i <= 11; i++) {
        (void)snprintf(name, sizeof name, "%s/%d.cfg", folder, i);
        assert_int_equal(remove(name), 0);
    }
    assert_int_equal(remove(folder), 0);
}

static void test_a_file_that_cannot_be_read_is_a_failure_with_its_reason(void **state)
{
    struct reading r;
    (void)state;
    read_file(&r, "no/such/file.cfg");
    assert_int_equal(r.status, CM_E_IO);
    assert_string_equal(r.ctx.message, "cannot open 'no/such/file.cfg': No such file or directory");
    done(&r);
    read_file(&r, CORPUS);
    assert_int_equal(r.status, CM_E_IO);
    assert_string_equal(r.ctx.message, "'" CORPUS "' is a directory, not a file");
    done(&r);
}

static void test_many_settings_are_read_in_little_time(void **state)
{
    enum { COUNT = 3000 };
    char *text = malloc(COUNT * 32), *end = text;
    struct reading r;
    (void)state;
    assert_non_null(text);
    for (int i = 0; i < COUNT; i++) end += sprintf(end, "p%d = { v = %d; };\n", i, i);
    read_text(&r, text);
    assert_int_equal(r.diags.count, 0);
    assert_int_equal(cm_node_count(r.root), COUNT);
    assert_int_equal(cm_node_at(r.root, "p2999.v")->place.line, COUNT);
    done(&r);
    free(text);
}

static void test_every_failed_allocation_is_told(void **state)
{
    static const char *const files[] = { CORPUS "/good.cfg", CORPUS "/include-broken.cfg", CORPUS "/gbk.cfg", CORPUS "/names.cfg",
                                         CORPUS "/wrong-brackets.cfg", CORPUS "/open-string.cfg", CORPUS "/missing-comma.cfg" };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        cm_status status = CM_E_MEMORY;
        for (long budget = 0; status != CM_OK; budget++) {
            struct reading r;
            assert_true(budget < 5000);
            start(&r);
            r.ctx.alloc_budget = budget;
            status = cm_config_read(&r.ctx, &r.arena, files[i], &r.diags, &r.root, &r.sources);
            if (status != CM_OK) {
                assert_int_equal(status, CM_E_MEMORY);
                assert_int_equal(r.ctx.status, CM_E_MEMORY);
            }
            done(&r);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_value_keeps_its_value),
        cmocka_unit_test(test_every_node_knows_where_its_name_and_its_value_stand),
        cmocka_unit_test(test_what_is_included_keeps_its_own_places),
        cmocka_unit_test(test_a_file_in_gb18030_is_read_and_told),
        cmocka_unit_test(test_includes_cannot_run_in_a_circle),
        cmocka_unit_test(test_includes_are_read_ten_deep_and_no_deeper),
        cmocka_unit_test(test_a_file_that_cannot_be_read_is_a_failure_with_its_reason),
        cmocka_unit_test(test_many_settings_are_read_in_little_time),
        cmocka_unit_test(test_every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
