/* test_numbers.c: the file of numbers behind worth_from. */
#include <stdio.h>
#include <unistd.h>

#include "cli/numbers.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

typedef struct outside {
    cm_ctx ctx;
    cm_arena arena;
    cm_diags diags;
    cm_outside_numbers numbers;
    char path[64];
} outside;

static void read_text(outside *o, const char *text, size_t length, size_t n)
{
    int file;
    memset(o, 0, sizeof *o);
    cm_ctx_init(&o->ctx);
    o->diags.ctx = &o->ctx;
    (void)snprintf(o->path, sizeof o->path, "/tmp/comity-numbers-XXXXXX");
    file = mkstemp(o->path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, length), (ssize_t)length);
    assert_int_equal(close(file), 0);
    assert_int_equal(cm_worths_read(&o->ctx, &o->arena, o->path, (cm_place){ "x.cfg", 1, 1, 1 }, n, &o->diags, &o->numbers), CM_OK);
}

static void end(outside *o)
{
    (void)unlink(o->path);
    cm_diags_free(&o->diags);
    cm_arena_free(&o->arena);
}

static void expect_mistake(const char *text, int line, const char *message)
{
    outside o;
    read_text(&o, text, strlen(text), 2);
    assert_int_equal(o.diags.count, 1);
    assert_int_equal(o.diags.item[0].place.line, line);
    assert_string_equal(o.diags.item[0].message, message);
    assert_false(o.numbers.read);
    end(&o);
}

static void test_numbers_stand_where_their_masks_are(void **state)
{
    static const char text[] = "# first player lowest\n1\r\n2/3, 0.5 # three at once\n\n -1e-3;4\n  +7\n.5\n";
    outside o;
    (void)state;
    read_text(&o, text, strlen(text), 3);
    assert_int_equal(o.diags.count, 0);
    assert_true(o.numbers.read);
    assert_int_equal(o.numbers.count, 7);
    assert_close(o.numbers.at[0], 0, 0);
    assert_close(o.numbers.at[1], 1, 0);
    assert_close(o.numbers.at[2], 2. / 3, 0);
    assert_close(o.numbers.at[3], 0.5, 0);
    assert_close(o.numbers.at[4], -1e-3, 0);
    assert_close(o.numbers.at[5], 4, 0);
    assert_close(o.numbers.at[6], 7, 0);
    assert_close(o.numbers.at[7], 0.5, 0);
    end(&o);
}

static void test_what_is_no_number_is_told_with_its_line(void **state)
{
    (void)state;
    expect_mistake("1\n2,5,\nx3\n", 3, "'x3' is no number");
    expect_mistake("nan\n1\n2\n", 1, "'nan' is no number");
    expect_mistake("0x10\n", 1, "'0x10' is no number");
    expect_mistake("1\n-inf\n", 2, "'-inf' is no number");
    expect_mistake("1\n\n1e101\n", 3, "the worth 1e101 is too large to be added up");
    expect_mistake("1/0\n", 1, "'1/0' is no number");
    expect_mistake("1.2.3\n", 1, "'1.2.3' is no number");
    expect_mistake("--1\n", 1, "'--1' is no number");
    expect_mistake(".\n", 1, "'.' is no number");
    expect_mistake("１\n", 1, "'１' is no number");
}

static void test_a_word_without_end_is_cut_in_whole_characters(void **state)
{
    static char text[100000];
    outside o;
    (void)state;
    for (size_t i = 0; i + 3 < sizeof text; i += 3) memcpy(text + i, "数", 3);
    read_text(&o, text, sizeof text - 1, 2);
    assert_int_equal(o.diags.count, 1);
    assert_string_equal(o.diags.item[0].message, "'数数数数数数数数数数数数数...' is no number");
    end(&o);
}

static void test_more_numbers_than_coalitions_are_counted_not_kept(void **state)
{
    outside o;
    (void)state;
    read_text(&o, "1 2 3 4 5 6 7 8 9", 17, 2);
    assert_int_equal(o.numbers.count, 9);
    assert_close(o.numbers.at[3], 3, 0);
    end(&o);
}

/* The short way for decimals gives the bits that strtod gives. */
static void test_every_decimal_is_read_as_strtod_reads_it(void **state)
{
    static char text[1 << 21];
    static double want[1 << 16];
    size_t used = 0, count = (1 << 15) - 1;
    cm_rng rng;
    outside o;
    (void)state;
    cm_rng_init(&rng, support_seed(), "decimals", 0);
    for (size_t k = 0; k < count; k++) {
        static const char *const shapes[] = { "%.3f\n", "%.17g\n", "%.9e\n", "%.0f\n", "%.12f\n" };
        char word[64];
        double x = (cm_rng_unit(&rng) - 0.5) * pow(10, (double)cm_rng_below(&rng, 12));
        (void)snprintf(word, sizeof word, shapes[k % 5], x);
        want[k] = strtod(word, NULL);
        memcpy(text + used, word, strlen(word));
        used += strlen(word);
    }
    read_text(&o, text, used, 15);
    assert_int_equal(o.diags.count, 0);
    assert_int_equal(o.numbers.count, count);
    for (size_t k = 0; k < count; k++) assert_close(o.numbers.at[k + 1], want[k], 0);
    end(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_stand_where_their_masks_are),
        cmocka_unit_test(test_what_is_no_number_is_told_with_its_line),
        cmocka_unit_test(test_a_word_without_end_is_cut_in_whole_characters),
        cmocka_unit_test(test_more_numbers_than_coalitions_are_counted_not_kept),
        cmocka_unit_test(test_every_decimal_is_read_as_strtod_reads_it),
    };
    return RUN_TESTS(tests);
}
