/* test_node.c: trees of settings: finding, patching, printing, and reading back what was printed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"
#include "models/node.h"

struct bench {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_node *root;
};

static void read_text(struct bench *b, const char *text)
{
    memset(b, 0, sizeof *b);
    cm_ctx_init(&b->ctx);
    b->diags.ctx = &b->ctx;
    assert_int_equal(cm_config_read_text(&b->ctx, &b->arena, "t.cfg", text, strlen(text), &b->diags, &b->root, NULL), CM_OK);
    assert_int_equal(b->diags.count, 0);
    assert_non_null(b->root);
}

static void done(struct bench *b)
{
    cm_diags_free(&b->diags);
    cm_arena_free(&b->arena);
}

static bool same_tree(const cm_node *a, const cm_node *b)
{
    const cm_node *left = a->child, *right = b->child;
    if (a->kind != b->kind || a->integer != b->integer) return false;
    if ((a->kind == CM_NODE_FLOAT || a->kind == CM_NODE_INT) && a->number != b->number) return false;
    if ((a->name == NULL) != (b->name == NULL) || (a->text == NULL) != (b->text == NULL)) return false;
    if (a->name != NULL && strcmp(a->name, b->name) != 0) return false;
    if (a->text != NULL && strcmp(a->text, b->text) != 0) return false;
    for (; left != NULL && right != NULL; left = left->next, right = right->next) {
        if (!same_tree(left, right)) return false;
    }
    return left == NULL && right == NULL;
}

static void test_a_path_finds_settings_and_elements(void **state)
{
    struct bench b;
    char *path;
    (void)state;
    read_text(&b, "venues = { club = { members = { size = 5; }; }; }; solve = ( { concept = \"core\"; }, (1, 2) ); size = 7;");
    assert_int_equal(cm_node_at(b.root, "venues.club.members.size")->integer, 5);
    assert_string_equal(cm_node_at(b.root, "solve.0.concept")->text, "core");
    assert_int_equal(cm_node_at(b.root, "solve.1.1")->integer, 2);
    assert_int_equal(cm_node_at(b.root, "size")->integer, 7);
    assert_null(cm_node_at(b.root, "solve.2"));
    assert_null(cm_node_at(b.root, "solve.x"));
    assert_null(cm_node_at(b.root, "solve."));
    assert_null(cm_node_at(b.root, ""));
    assert_null(cm_node_at(b.root, "venues.clu"));
    assert_null(cm_node_at(b.root, "size.of"));
    assert_null(cm_node_at(b.root, "solve.99999999999999999999"));
    assert_null(cm_node_child(NULL, "x"));
    assert_null(cm_node_child(cm_node_child(b.root, "size"), "x"));
    assert_int_equal(cm_node_count(cm_node_child(b.root, "solve")), 2);
    path = cm_node_path(&b.ctx, &b.arena, cm_node_at(b.root, "solve.0.concept"));
    assert_string_equal(path, "solve.0.concept");
    assert_string_equal(cm_node_path(&b.ctx, &b.arena, b.root), "");
    done(&b);
}

static void test_putting_replaces_a_setting_where_it_stands(void **state)
{
    struct bench b;
    cm_node *value;
    (void)state;
    read_text(&b, "a = 1; b = { c = 2; d = 3; }; e = (4, 5); f = 6;");
    value = cm_node_at(b.root, "a");
    assert_int_equal(cm_node_put(&b.ctx, &b.arena, b.root, "b.c", value), CM_OK);
    assert_int_equal(cm_node_put(&b.ctx, &b.arena, b.root, "e.1", cm_node_at(b.root, "b")), CM_OK);
    assert_int_equal(cm_node_put(&b.ctx, &b.arena, b.root, "new.path.here", value), CM_OK);
    assert_int_equal(cm_node_put(&b.ctx, &b.arena, b.root, "b", cm_node_at(b.root, "b.d")), CM_OK);
    assert_string_equal(cm_node_print(&b.ctx, &b.arena, b.root),
                        "a = 1;\nb = 3;\ne = (\n  4,\n  { c = 1; d = 3; }\n);\nf = 6;\n"
                        "new = {\n  path = { here = 1; };\n};\n");
    assert_ptr_equal(cm_node_at(b.root, "new.path.here")->parent, cm_node_at(b.root, "new.path"));
    assert_null(cm_node_at(b.root, "e.1")->name);
    done(&b);
}

static void test_putting_through_what_is_no_group_is_refused_with_the_reason(void **state)
{
    static const struct { const char *path, *message; } cases[] = {
        { "a.x", "the path 'a.x' goes through 'a', which is a whole number" },
        { "b.c.x.y", "the path 'b.c.x.y' goes through 'b.c', which is a text" },
        { "e.2", "the path 'e.2' asks for element '2' of a list of 2" },
        { "e.x.y", "the path 'e.x.y' asks for element 'x' of a list of 2" },
        { "b..c", "the path 'b..c' has an empty step" },
        { "", "the path '' has an empty step" },
    };
    struct bench b;
    char *before;
    (void)state;
    read_text(&b, "a = 1; b = { c = \"t\"; }; e = (4, 5);");
    before = cm_node_print(&b.ctx, &b.arena, b.root);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cm_ctx_clear(&b.ctx);
        assert_int_equal(cm_node_put(&b.ctx, &b.arena, b.root, cases[i].path, cm_node_at(b.root, "a")), CM_E_INPUT);
        assert_string_equal(b.ctx.message, cases[i].message);
    }
    assert_string_equal(before, cm_node_print(&b.ctx, &b.arena, b.root));
    done(&b);
}

static void test_a_copy_shares_nothing_with_its_original(void **state)
{
    struct bench b;
    cm_arena other = { NULL };
    cm_node *copy;
    (void)state;
    read_text(&b, "a = { b = (1, \"x\", true, 0.5); };");
    copy = cm_node_copy(&b.ctx, &other, b.root);
    assert_true(same_tree(copy, b.root));
    assert_int_equal(copy->child->child->place.column, 7);
    done(&b);
    assert_string_equal(cm_node_at(copy, "a.b.1")->text, "x");
    assert_ptr_equal(cm_node_at(copy, "a.b.1")->parent, cm_node_at(copy, "a.b"));
    cm_arena_free(&other);
}

/* --- random trees ----------------------------------------------------------------------------- */

static uint64_t chance(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

static void random_text(uint64_t *seed, char *text)
{
    static const char *const pieces[] = { "a", "\"", "\\", "\n", "\t", "\r", "\f", "中", "’", "\x01", "\x7f", "n", "x41", " ", "//", "/*", ";", "é" };
    *text = '\0';
    for (uint64_t i = chance(seed, 12); i > 0; i--) strcat(text, pieces[chance(seed, sizeof pieces / sizeof pieces[0])]);
}

static double random_double(uint64_t *seed)
{
    union { uint64_t bits; double number; } any;
    if (chance(seed, 2) == 0) return (double)chance(seed, 2000) / 100 - 10;
    do {
        any.bits = chance(seed, UINT64_C(1) << 31) << 33 ^ chance(seed, UINT64_C(1) << 31) << 7 ^ chance(seed, 128);
    } while (!isfinite(any.number));
    return any.number;
}

static cm_node *random_node(struct bench *b, uint64_t *seed, const char *name, int depth)
{
    cm_node *node = cm_node_new(&b->ctx, &b->arena, (cm_node_kind)chance(seed, 6), name);
    char text[100];
    assert_non_null(node);
    if (depth == 0) node->kind = CM_NODE_GROUP;
    if (depth > 4 && node->kind <= CM_NODE_LIST) node->kind = CM_NODE_INT;
    switch (node->kind) {
    case CM_NODE_GROUP:
    case CM_NODE_LIST:
        for (uint64_t i = chance(seed, 6); i > 0; i--) {
            char label[40];
            (void)snprintf(label, sizeof label, "%c%u-_%c", (char)('a' + chance(seed, 26)), (unsigned)i, (char)('A' + chance(seed, 26)));
            cm_node_append(node, random_node(b, seed, node->kind == CM_NODE_GROUP ? label : NULL, depth + 1));
        }
        break;
    case CM_NODE_INT:
        node->integer = chance(seed, 2) == 0 ? (int64_t)chance(seed, 100) - 50
                      : (int64_t)(chance(seed, UINT64_C(1) << 31) << 33 ^ chance(seed, UINT64_C(1) << 31));
        if (chance(seed, 20) == 0) node->integer = INT64_MIN;
        node->number = (double)node->integer;
        break;
    case CM_NODE_FLOAT: node->number = random_double(seed); break;
    case CM_NODE_BOOL: node->integer = (int64_t)chance(seed, 2); break;
    case CM_NODE_TEXT:
        random_text(seed, text);
        node->text = cm_strdup(&b->ctx, &b->arena, text);
        break;
    }
    return node;
}

static void test_what_is_printed_reads_back_as_the_same_tree(void **state)
{
    const char *given = getenv("COMITY_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20240607;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct bench b = { .root = NULL };
        uint64_t before = seed;
        cm_node *tree;
        char *text;
        cm_ctx_init(&b.ctx);
        b.diags.ctx = &b.ctx;
        tree = random_node(&b, &seed, NULL, 0);
        text = cm_node_print(&b.ctx, &b.arena, tree);
        assert_int_equal(cm_config_read_text(&b.ctx, &b.arena, "t", text, strlen(text), &b.diags, &b.root, NULL), CM_OK);
        if (b.diags.count != 0 || b.root == NULL || !same_tree(tree, b.root)) {
            print_message("COMITY_TEST_SEED=%llu\n%s%s\n", (unsigned long long)before, text,
                          b.diags.count != 0 ? b.diags.item[0].message : "");
            fail();
        }
        done(&b);
    }
}

static void test_numbers_are_printed_with_as_few_digits_as_they_need(void **state)
{
    struct bench b;
    (void)state;
    read_text(&b, "a = 0.1; b = 1e300; c = 100.0; d = 2147483648; e = -0.0; f = 123456789.5; g = 1e-7;");
    assert_string_equal(cm_node_print(&b.ctx, &b.arena, b.root),
                        "a = 0.1;\nb = 1.0e+300;\nc = 100.0;\nd = 2147483648L;\ne = -0.0;\nf = 123456789.5;\ng = 1.0e-07;\n");
    done(&b);
}

static void test_every_failed_allocation_is_told(void **state)
{
    struct bench b;
    cm_node *copy = NULL;
    (void)state;
    read_text(&b, "a = { b = (1, \"x\"); };");
    for (long budget = 0; copy == NULL; budget++) {
        assert_true(budget < 100);
        cm_ctx_clear(&b.ctx);
        b.ctx.alloc_budget = budget;
        copy = cm_node_copy(&b.ctx, &b.arena, b.root);
        assert_true(copy != NULL || b.ctx.status == CM_E_MEMORY);
    }
    for (long budget = 0;; budget++) {
        char *text;
        cm_ctx_clear(&b.ctx);
        b.ctx.alloc_budget = budget;
        text = cm_node_print(&b.ctx, &b.arena, b.root);
        if (text != NULL) break;
        assert_int_equal(b.ctx.status, CM_E_MEMORY);
    }
    for (long budget = 0;; budget++) {
        cm_status status;
        cm_ctx_clear(&b.ctx);
        b.ctx.alloc_budget = budget;
        status = cm_node_put(&b.ctx, &b.arena, b.root, "x.y.z", b.root->child);
        if (status == CM_OK) break;
        assert_int_equal(status, CM_E_MEMORY);
    }
    done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_path_finds_settings_and_elements),
        cmocka_unit_test(test_putting_replaces_a_setting_where_it_stands),
        cmocka_unit_test(test_putting_through_what_is_no_group_is_refused_with_the_reason),
        cmocka_unit_test(test_a_copy_shares_nothing_with_its_original),
        cmocka_unit_test(test_what_is_printed_reads_back_as_the_same_tree),
        cmocka_unit_test(test_numbers_are_printed_with_as_few_digits_as_they_need),
        cmocka_unit_test(test_every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
