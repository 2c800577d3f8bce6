/* test_marking.c: expectations: single values, and memory that ends at every place. */
#include "tests/support/support.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/expect.h"

typedef struct held {
    cm_ctx ctx;
    cm_expectations e;
    cm_arena arena;
    cm_mark mark[8];
    int status;
} held;

static char folder[] = "/tmp/comity-marking-XXXXXX", student[64], expected[64];

static void write_file(char *path, size_t size, const char *name, const char *text)
{
    FILE *out;
    (void)snprintf(path, size, "%s/%s", folder, name);
    out = fopen(path, "wb");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static int begin(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    write_file(student, sizeof student, "student.cfg",
               "comity = 1;\nissues = { data = { name = \"Data\"; }; };\nstatus_quo = { data = 0.2; };\n"
               "players = { A = { ideal = { data = 0.9; }; }; B = { ideal = { data = 0.4; }; }; };\n"
               "venues = { talks = { rule = { type = \"consensus\"; }; }; };\n"
               "claim = { statement = \"Two agree\"; venue = \"talks\"; measure = \"agreement\"; vary = ( { path = \"status_quo.data\"; label = \"now\"; values = (0.2, 0.6); } );\n"
               "          expect = { direction = \"decreasing\"; along = \"now\"; }; };\n");
    write_file(expected, sizeof expected, "expected.cfg",
               "comity = 1;\nexpect = (\n"
               "  { concept = \"gridlock\"; venue = \"talks\"; summary = { movable = true; needed = 2; }; },\n"
               "  { concept = \"gridlock\"; summary = { movable = false; }; },\n"
               "  { concept = \"depth\"; table = \"gains\"; where = { player = \"A\"; }; column = \"value\"; is = (0.2, \"1/4\"); rows = 1; },\n"
               "  { concept = \"depth\"; table = \"gains\"; column = \"value\"; is = 0.24; },\n"
               "  { setting = \"status_quo.data\"; is = \"1/5\"; },\n"
               "  { claim = true; verdict = \"supported\"; table = \"cells\"; where = { now = 0.6; }; column = \"mean\"; is = 0; },\n"
               "  { concept = \"shapley\"; venue = \"nowhere\"; summary = { total = 0; }; }\n);\n");
    return 0;
}

static int end(void **state)
{
    (void)state;
    (void)remove(student);
    (void)remove(expected);
    return remove(folder);
}

/* With an end to memory when budget >= 0, or later: after reading. */
static void hold(held *h, long reading, long marking)
{
    static const cm_options options = { .quiet = true, .threads = 1 };
    memset(h, 0, sizeof *h);
    cm_ctx_init(&h->ctx);
    h->ctx.alloc_budget = reading;
    h->status = cm_expect_read(&h->ctx, expected, &h->e);
    if (h->status != CM_EXIT_DONE) return;
    h->ctx.alloc_budget = marking;
    assert_int_equal(h->e.count, 7);
    h->status = cm_expect_mark(&h->ctx, &options, &h->e, student, &h->arena, h->mark);
}

static void let_go(held *h)
{
    cm_expect_free(&h->e);
    cm_arena_free(&h->arena);
}

static void test_what_is_met_and_what_is_not(void **state)
{
    static const bool met[] = { true, false, true, false, true, true, false };
    held h;
    (void)state;
    hold(&h, -1, -1);
    assert_int_equal(h.status, CM_EXIT_DONE);
    for (size_t i = 0; i < h.e.count; i++) {
        assert_int_equal(h.mark[i].met, met[i]);
        assert_non_null(h.mark[i].wanted);
        assert_non_null(h.mark[i].found);
    }
    assert_string_equal(h.mark[2].wanted, "gains where player = A: rows: 1, value = 0.2 to 0.25");
    assert_string_equal(h.mark[2].found, "rows: 1, value = 0.24");
    assert_string_equal(h.mark[3].found, "value = 0.04");
    assert_string_equal(h.mark[6].found, "no answer: there is no venue 'nowhere'");
    let_go(&h);
}

/* Complaints of every failure would fill the screen. */
static int hush(void)
{
    int kept = dup(STDERR_FILENO);
    assert_non_null(freopen("/dev/null", "w", stderr));
    return kept;
}

static void speak(int kept)
{
    (void)fflush(stderr);
    (void)dup2(kept, STDERR_FILENO);
    (void)close(kept);
}

static void test_reading_fails_well_wherever_memory_ends(void **state)
{
    int kept = hush();
    size_t failures = 0;
    bool done = false;
    (void)state;
    for (long k = 0; !done && k < 100000; k += 1 + k / 50) {
        held h;
        hold(&h, k, -1);
        done = h.status == CM_EXIT_DONE;
        if (!done) {
            failures++;
            if (h.status != CM_EXIT_FAULT) break;
        }
        let_go(&h);
    }
    speak(kept);
    assert_true(done);
    assert_true(failures > 50);
}

static void test_nothing_is_met_for_want_of_memory(void **state)
{
    static const bool met[] = { true, false, true, false, true, true, false };
    int kept = hush();
    size_t failures = 0;
    bool done = false, wrong = false;
    (void)state;
    for (long k = 0; !done && !wrong && k < 100000; k += 1 + k / 50) {
        held h;
        hold(&h, -1, k);
        done = h.status == CM_EXIT_DONE;
        for (size_t i = 0; i < h.e.count; i++) wrong = wrong || (h.mark[i].met && !met[i]) || (done && h.mark[i].met != met[i]);
        failures += !done;
        let_go(&h);
    }
    speak(kept);
    assert_false(wrong);
    assert_true(done);
    assert_true(failures > 100);
}

/* The same question of many values, by arithmetic of our own. */
static void test_a_number_fits_between_its_bounds_and_nowhere_else(void **state)
{
    cm_expectations e = { .name = "none" };
    cm_node low = { .kind = CM_NODE_FLOAT }, high = { .kind = CM_NODE_FLOAT }, pair = { .kind = CM_NODE_LIST, .child = &low };
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    low.next = &high;
    for (int a = -20; a <= 20; a++) {
        for (int b = a; b <= 20; b++) {
            for (int x = -25; x <= 25; x++) {
                cm_value value = x % 2 == 0 ? cm_integer(x) : cm_number(x);
                low.number = a;
                high.number = b;
                assert_int_equal(cm_expect_fits(&ctx, &e, &pair, 0, &value), x >= a && x <= b);
                assert_int_equal(cm_expect_fits(&ctx, &e, &pair, 1.5, &value), 2 * x >= 2 * a - 3 && 2 * x <= 2 * b + 3);
                assert_int_equal(cm_expect_fits(&ctx, &e, &low, -1, &value), x == a);
            }
        }
    }
}

static void test_kinds_are_not_mixed(void **state)
{
    cm_expectations e = { .name = "none" };
    cm_node yes = { .kind = CM_NODE_BOOL, .integer = 1 }, one = { .kind = CM_NODE_INT, .integer = 1, .number = 1 }, third = { .kind = CM_NODE_TEXT, .text = "1/3" },
            word = { .kind = CM_NODE_TEXT, .text = "supported" };
    cm_value truth = cm_truth(true), number = cm_number(1), part = cm_number(1.0 / 3), text = cm_text("1/3"), verdict = cm_text("supported"), none = cm_none();
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_true(cm_expect_fits(&ctx, &e, &yes, -1, &truth));
    assert_false(cm_expect_fits(&ctx, &e, &yes, -1, &number));
    assert_false(cm_expect_fits(&ctx, &e, &one, -1, &truth));
    assert_true(cm_expect_fits(&ctx, &e, &third, -1, &part));
    assert_true(cm_expect_fits(&ctx, &e, &third, -1, &text));
    assert_false(cm_expect_fits(&ctx, &e, &third, -1, &number));
    assert_true(cm_expect_fits(&ctx, &e, &word, -1, &verdict));
    assert_false(cm_expect_fits(&ctx, &e, &word, -1, &text));
    assert_false(cm_expect_fits(&ctx, &e, &word, -1, &none));
    assert_false(cm_expect_fits(&ctx, &e, &one, 1e9, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_met_and_what_is_not),
        cmocka_unit_test(test_reading_fails_well_wherever_memory_ends),
        cmocka_unit_test(test_nothing_is_met_for_want_of_memory),
        cmocka_unit_test(test_a_number_fits_between_its_bounds_and_nowhere_else),
        cmocka_unit_test(test_kinds_are_not_mixed),
    };
    return support_end(cmocka_run_group_tests(tests, begin, end));
}
