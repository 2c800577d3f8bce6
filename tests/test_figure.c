/* test_figure.c: figures without a program that draws: the register, texts in scripts, pictures made harmless, children. */
#include <stdio.h>

#include "cli/child.h"
#include "cli/figure.h"
#include "cli/figure_rows.h"
#include "cli/html.h"
#include "tests/support/support.h"

static cm_ctx ctx;
static cm_arena arena;

static int setup(void **state)
{
    (void)state;
    cm_ctx_init(&ctx);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cm_arena_free(&arena);
    return 0;
}

static void test_drawers_are_complete_and_each_there_once(void **state)
{
    size_t count;
    const cm_drawer *const *all = cm_drawers(&count);
    (void)state;
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        const cm_drawer *d = all[i];
        assert_true(d->name != NULL && d->about != NULL && strlen(d->about) > 10);
        assert_true(d->answer != NULL || d->measure != NULL || d->explanation != NULL || d->finding != NULL || d->record != NULL);
        for (size_t k = 0; k < i; k++) assert_string_not_equal(all[k]->name, d->name);
    }
}

/* What `put` writes, as a text that the test frees. */
static char *written(void (*put)(FILE *out, const char *text, size_t most), const char *text, size_t most)
{
    char *made = NULL;
    size_t length;
    FILE *out = open_memstream(&made, &length);
    assert_non_null(out);
    put(out, text, most);
    assert_int_equal(fclose(out), 0);
    return made;
}

static void expect_text(const char *text, size_t most, const char *plot, const char *dot)
{
    char *made = written(cm_plot_text, text, most);
    assert_string_equal(made, plot);
    free(made);
    made = written(cm_dot_text, text, most);
    assert_string_equal(made, dot);
    free(made);
}

static void test_a_text_cannot_leave_its_quotes(void **state)
{
    (void)state;
    expect_text("plain", 40, "'plain'", "plain");
    expect_text("'; system 'rm'", 40, "'’; system ’rm’'", "'; system 'rm'");
    expect_text("a\"b\\c", 40, "'a\"b\\c'", "a\\\"b\\\\c");
    expect_text("two\nlines\tand\001more", 40, "'two lines and more'", "two lines and more");
    expect_text("", 40, "''", "");
}

static void test_a_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    expect_text("abcdef", 4, "'abcd…'", "abcd…");
    expect_text("成员数很多", 5, "'成员…'", "成员…");       /* two columns each */
    expect_text("abcd", 4, "'abcd'", "abcd");
    expect_text("\xff\xfe", 9, "'  '", "  ");
}

static void expect_lines(const char *text, size_t most, size_t lines, const char *expected)
{
    char *made = NULL;
    size_t length;
    FILE *out = open_memstream(&made, &length);
    assert_non_null(out);
    cm_plot_lines(out, text, most, lines);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(made, expected);
    free(made);
}

static void test_a_long_label_is_broken_between_words(void **state)
{
    (void)state;
    expect_lines("attacks", 10, 2, "'attacks'");
    expect_lines("attacks left over", 12, 2, "'attacks left'.\"\\n\".'over'");
    expect_lines("attacks left over", 11, 2, "'attacks'.\"\\n\".'left over'");
    expect_lines("attacks left over and over", 11, 2, "'attacks'.\"\\n\".'left over a…'");
    expect_lines("attacks left over and over", 11, 3, "'attacks'.\"\\n\".'left over'.\"\\n\".'and over'");
    expect_lines("undividable", 5, 2, "'undiv…'");
    expect_lines("归因不完全时的威慑", 10, 2, "'归因不完全'.\"\\n\".'时的威慑'");
    expect_lines("`touch x` '\" \\n", 9, 2, "'`touch x`'.\"\\n\".'’\" \\n'");
    expect_lines("", 9, 2, "''");
}

static void put_word(FILE *out, bool zh, const void *data)
{
    (void)fprintf(out, "%s %s", zh ? "zh" : "en", (const char *)data);
}

static void test_a_figure_may_have_a_slim_twin(void **state)
{
    cm_figurer f = { .ctx = &ctx, .arena = &arena, .prefix = "m-" };
    cm_figure_plan plan = { .name = "x", .title = "t", .says = "s", .data = "broad", .script = put_word, .slim = "slim", .slim_width = 300, .slim_height = 200 };
    (void)state;
    cm_figure_add(&f, &plan);
    assert_non_null(f.first);
    assert_non_null(f.first->slim);
    assert_string_equal(f.first->script[1], "zh broad");
    assert_string_equal(f.first->slim->name, "m-x-slim");
    assert_string_equal(f.first->slim->script[0], "en slim");
    assert_int_equal(f.first->slim->width, 300);
    assert_int_equal(f.first->width, 640);
    plan.slim = NULL;
    cm_figure_add(&f, &plan);
    assert_non_null(f.first->next);
    assert_null(f.first->next->slim);
}

static void test_numbers_that_are_none_are_missing(void **state)
{
    char *made = NULL;
    size_t length;
    FILE *out = open_memstream(&made, &length);
    (void)state;
    assert_non_null(out);
    cm_plot_number(out, -0.0);
    cm_plot_number(out, 0.1);
    cm_plot_number(out, (double)NAN);
    cm_plot_number(out, -HUGE_VAL);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(made, " 0 0.1 ? ?");
    free(made);
    assert_close(cm_value_number(cm_integer(7)), 7, 0);
    assert_close(cm_value_number(cm_truth(true)), 1, 0);
    assert_true(isnan(cm_value_number(cm_text("7"))) && isnan(cm_value_number(cm_none())));
}

static void test_the_ending_says_what_kind_of_picture(void **state)
{
    cm_picture_kind kind;
    (void)state;
    assert_true(cm_picture_kind_of("a/b.c/x.svg", &kind) && kind == CM_PICTURE_SVG);
    assert_true(cm_picture_kind_of("x.y.pdf", &kind) && kind == CM_PICTURE_PDF);
    assert_true(cm_picture_kind_of("x.png", &kind) && kind == CM_PICTURE_PNG);
    assert_false(cm_picture_kind_of("x.gif", &kind));
    assert_false(cm_picture_kind_of("a.svg/x", &kind));
    assert_false(cm_picture_kind_of(".svg", &kind));
    assert_false(cm_picture_kind_of("svg", &kind));
    assert_false(cm_picture_kind_of("", &kind));
}

static void test_legends_break_into_rows(void **state)
{
    static const char *const text[] = { "consensus", "three quarters of all members", "协商一致", "majority" };
    unsigned one, all;
    (void)state;
    one = cm_legend_height(text, 1, 640);
    all = cm_legend_height(text, 4, 300);
    assert_int_equal(cm_legend_height(text, 0, 640), 0);
    assert_true(one > 0 && all >= 2 * one - 8);
    assert_int_equal(cm_legend_height(text, 4, 5000), one);
    assert_true(cm_legend_height(text, 4, 1) > all);              /* one a row, however narrow */
}

/* ---- pictures made harmless ---- */

static char *clean(const char *inner)
{
    const char *svg = cm_format(&ctx, &arena, "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"x\">\n<svg\n viewBox=\"0 0 640 400\"\n xmlns=\"http://www.w3.org/2000/svg\">%s</svg>\n", inner);
    return cm_svg_clean(&ctx, &arena, svg, "id", "T <1>", "says & more", "en", false);
}

static void expect_clean(const char *inner, const char *kept)
{
    const char *whole = cm_format(&ctx, &arena, "<svg width=\"640\" height=\"400\" viewBox=\"0 0 640 400\" role=\"img\" aria-labelledby=\"id-title id-desc\">\n<title id=\"id-title\">T &lt;1&gt;</title>\n<desc id=\"id-desc\">says &amp; more</desc>\n%s</svg>\n", kept);
    char *made = clean(inner);
    assert_non_null(made);
    assert_string_equal(made, whole);
}

static void test_shapes_and_texts_pass(void **state)
{
    (void)state;
    expect_clean("<path d='M1,2 L3,4'/>", "<path d=\"M1,2 L3,4\"/>");
    expect_clean("<text x=\"1\">a &amp; b &lt;c></text>", "<text x=\"1\">a &amp; b &lt;c></text>\n");
    expect_clean("<g fill=\"none\"><circle r='1'/></g>", "<g fill=\"none\"><circle r=\"1\"/></g>\n");
}

static void test_what_draws_nothing_goes(void **state)
{
    (void)state;
    expect_clean("<g a='1'>\n</g>\n<g><g>\n<g/></g></g><path/>", "<path/>");
    expect_clean("<g id='p'><title>gnuplot_plot_1</title>\n<path/></g>", "<g id=\"id-p\"><path/></g>\n");
    expect_clean("<filter id='f'><feFlood x='1'/></filter><!-- <script> --><desc>Produced by GNUPLOT</desc><path/>", "<path/>");
    expect_clean("", "");
}

static void test_ids_become_our_own(void **state)
{
    (void)state;
    expect_clean("<defs><circle id='gpDot' r='1'/></defs><use xlink:href='#gpDot' x='2'/>", "<defs><circle id=\"id-gpDot\" r=\"1\"/></defs><use href=\"#id-gpDot\" x=\"2\"/>");
}

static void test_black_becomes_the_colour_of_the_page(void **state)
{
    (void)state;
    expect_clean("<g color=\"black\" fill=\"black\" stroke='rgb(  0,   0,   0)'><path fill='rgb(0,114,178)'/></g>", "<g fill=\"currentColor\" stroke=\"currentColor\"><path fill=\"rgb(0,114,178)\"/></g>\n");
    expect_clean("<g color=\"white\"><text fill=\"black\">x</text></g>", "<g><text fill=\"currentColor\">x</text>\n</g>\n");
    expect_clean("<use color='rgb(1,2,3)'/>", "<use color=\"rgb(1,2,3)\"/>");
}

static void test_anything_else_is_refused(void **state)
{
    static const char *const bad[] = {
        "<script>alert(1)</script>", "<foreignObject><p/></foreignObject>", "<image href='x.png'/>", "<a href='#x'><path/></a>", "<style>@import 'x'</style>", "<path onclick='x'/>",
        "<use href='http://x/y'/>", "<use xlink:href='data:image/svg+xml,x'/>", "<use href=''/>", "<path style='fill:url(x)'/>", "<g><path/>", "<path/></g>", "<path d='x", "<path d=x/>", "<path d/>",
        "<path d='<'/>", "<animate/>", "<set/>", "<g></g></g>", "<title>", "<!-- open", "<g", "<", "</",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (clean(bad[i]) != NULL) fail_msg("passed: %s", bad[i]);
    }
    assert_null(cm_svg_clean(&ctx, &arena, "", "id", "t", "s", "en", false));
    assert_null(cm_svg_clean(&ctx, &arena, "<svg>", "id", "t", "s", "en", false));
    assert_null(cm_svg_clean(&ctx, &arena, "<svg width='1' viewBox=\"0 0 x 1\"></svg>", "id", "t", "s", "en", false));
    assert_null(cm_svg_clean(&ctx, &arena, "<svg viewBox=\"0 0 1 1\"><path/>", "id", "t", "s", "en", false));
}

/* A good picture with bytes changed or cut away is refused or comes out without anything that runs. */
static void test_damaged_pictures_do_no_harm(void **state)
{
    static const char good[] = "<svg viewBox=\"0 0 9 9\"><g id='a' fill=\"black\"><path d='M1,2'/><text>x &lt; y</text><use href='#a'/></g></svg>";
    uint64_t seed = support_seed();
    char damaged[sizeof good];
    (void)state;
    for (size_t k = 0; k < 20000; k++) {
        static const char bytes[] = "<>/\"'=#& gscript";
        char *made;
        memcpy(damaged, good, sizeof good);
        for (size_t i = 0; i < 1 + k % 3; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            damaged[(seed >> 33) % (sizeof good - 1)] = bytes[(seed >> 20) % (sizeof bytes)];       /* a NUL ends it */
        }
        made = cm_svg_clean(&ctx, &arena, damaged, "id", "t", "s", "en", false);
        if (made != NULL) {
            assert_null(strstr(made, "<script"));
            assert_null(strstr(made, " on"));
            assert_non_null(strstr(made, "</svg>\n"));
        }
    }
}

/* ---- children ---- */

static void test_a_child_reads_and_writes_more_than_a_pipe_holds(void **state)
{
    const char *const cat[] = { "cat", NULL };
    size_t length, size = 3000000;
    char *big = CM_NEW(&ctx, &arena, size + 1, char), *out, *err;
    (void)state;
    memset(big, 'x', size);
    assert_int_equal(cm_child_run(&ctx, &arena, cat, big, &out, &length, &err), CM_CHILD_DONE);
    assert_int_equal(length, size);
    assert_memory_equal(out, big, size);
    assert_string_equal(err, "");
}

static void test_a_child_that_fails_is_heard(void **state)
{
    const char *const broken[] = { "sh", "-c", "echo out; echo why >&2; exit 3", NULL }, *const gone[] = { "comity-no-such-program", NULL }, *const deaf[] = { "sh", "-c", "exec <&-; echo done", NULL };
    char *out, *err;
    size_t length, size = 500000;
    char *big = CM_NEW(&ctx, &arena, size + 1, char);
    (void)state;
    memset(big, 'x', size);
    assert_int_equal(cm_child_run(&ctx, &arena, broken, "", &out, &length, &err), CM_CHILD_FAILED);
    assert_string_equal(out, "out\n");
    assert_string_equal(err, "why\n");
    assert_int_equal(cm_child_run(&ctx, &arena, gone, "", &out, &length, &err), CM_CHILD_ABSENT);
    assert_int_equal(cm_child_run(&ctx, &arena, deaf, big, &out, &length, &err), CM_CHILD_DONE);
    assert_string_equal(out, "done\n");
}

static void test_a_child_sees_little_of_the_environment(void **state)
{
    const char *const env[] = { "env", NULL };
    char *out, *err;
    size_t length;
    (void)state;
    assert_int_equal(setenv("COMITY_SECRET", "told to nobody", 1), 0);
    assert_int_equal(cm_child_run(&ctx, &arena, env, "", &out, &length, &err), CM_CHILD_DONE);
    assert_null(strstr(out, "COMITY_SECRET"));
    assert_non_null(strstr(out, "LC_ALL=C.UTF-8"));
}

/* ---- rows and memory ---- */

static void put_nothing(FILE *out, bool zh, const void *data)
{
    (void)zh;
    (void)data;
    (void)fputs("plot 1\n", out);
}

static void test_figures_of_one_name_are_told_apart(void **state)
{
    cm_figurer f = { .ctx = &ctx, .arena = &arena, .prefix = "model-" };
    cm_figure_plan plan = { .name = "power", .title = "t", .says = "s", .script = put_nothing };
    (void)state;
    for (int k = 0; k < 3; k++) cm_figure_add(&f, &plan);
    assert_string_equal(f.first->name, "model-power");
    assert_string_equal(f.first->next->name, "model-power-2");
    assert_string_equal(f.last->name, "model-power-3");
    assert_string_equal(f.first->title[1], "t");
    assert_string_equal(f.first->script[1], "plot 1\n");
}

static void draw_rows(cm_figurer *f)
{
    cm_figure_plan plan = { .name = "rows", .title = "t", .says = "s" };
    cm_rows rows;
    if (!cm_rows_init(f, 2, 1, true, &rows)) return;
    rows.label[0][0] = "A";
    rows.label[0][1] = "成员";
    rows.value[0] = -1;
    rows.value[1] = 2;
    rows.low[1] = -HUGE_VAL;
    rows.high[1] = 2.5;
    rows.left_out = 3;
    cm_rows_add(f, &rows, plan);
}

static void test_rows_without_memory_are_no_figure(void **state)
{
    (void)state;
    for (long budget = 0; budget < 40; budget++) {
        cm_arena small = { NULL };
        cm_ctx poor;
        cm_figurer f = { .ctx = &poor, .arena = &small, .prefix = "" };
        cm_ctx_init(&poor);
        poor.alloc_budget = budget;
        draw_rows(&f);
        assert_true(f.first == NULL || (f.first->script[0] != NULL && f.first->script[1] != NULL && f.first->says[0] != NULL));
        if (poor.status == CM_OK) assert_non_null(f.first);
        cm_arena_free(&small);
        if (poor.status == CM_OK && budget > 0) return;
    }
    fail_msg("%s", "40 blocks were not enough");
}

static void test_rows_say_what_they_leave_out(void **state)
{
    cm_figurer f = { .ctx = &ctx, .arena = &arena, .prefix = "" };
    (void)state;
    draw_rows(&f);
    assert_non_null(f.first);
    assert_string_equal(f.first->says[0], "s (3 further rows are only in the table.)");
    assert_non_null(strstr(f.first->script[0], "'成员' 2"));
    assert_non_null(strstr(f.first->script[0], "set xrange ["));
}

static void test_html_texts_are_harmless(void **state)
{
    char *made = NULL;
    size_t length;
    FILE *out = open_memstream(&made, &length);
    (void)state;
    assert_non_null(out);
    cm_html_text(out, "<a b=\"c\" d='e'>&\001\033成");
    assert_int_equal(fclose(out), 0);
    assert_string_equal(made, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;成");
    free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawers_are_complete_and_each_there_once),
        cmocka_unit_test(test_a_text_cannot_leave_its_quotes),
        cmocka_unit_test(test_a_long_text_is_cut_at_a_character),
        cmocka_unit_test(test_a_long_label_is_broken_between_words),
        cmocka_unit_test_setup_teardown(test_a_figure_may_have_a_slim_twin, setup, teardown),
        cmocka_unit_test(test_numbers_that_are_none_are_missing),
        cmocka_unit_test(test_the_ending_says_what_kind_of_picture),
        cmocka_unit_test(test_legends_break_into_rows),
        cmocka_unit_test_setup_teardown(test_shapes_and_texts_pass, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_draws_nothing_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ids_become_our_own, setup, teardown),
        cmocka_unit_test_setup_teardown(test_black_becomes_the_colour_of_the_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_anything_else_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_pictures_do_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_child_reads_and_writes_more_than_a_pipe_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_child_that_fails_is_heard, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_child_sees_little_of_the_environment, setup, teardown),
        cmocka_unit_test_setup_teardown(test_figures_of_one_name_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_without_memory_are_no_figure, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_say_what_they_leave_out, setup, teardown),
        cmocka_unit_test(test_html_texts_are_harmless),
    };
    return support_end(cmocka_run_group_tests(tests, NULL, NULL));
}
