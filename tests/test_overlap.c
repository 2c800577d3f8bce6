/* test_overlap.c: lines of a figure that lie on each other. */
#include "cli/overlap.h"
#include "tests/support/support.h"

enum { MOST = 200 };

typedef struct drawn {
    cm_ctx ctx;
    cm_arena arena;
    cm_overlap *line;
} drawn;

static drawn draw(const double *height, const size_t *panel, size_t n, size_t m)
{
    drawn d = { .line = NULL };
    cm_ctx_init(&d.ctx);
    d.line = cm_overlaps(&d.ctx, &d.arena, height, panel, n, m, 0.01);
    assert_non_null(d.line);
    return d;
}

static void test_a_line_knows_how_many_lie_beneath_it(void **state)
{
    static const double height[] = { 0, 0, 0, 0,   1, 1, 1, 1,   0, 0, 0.009, 5,   0.011, 0.011, 0, 7 };
    static const size_t panel[] = { 0, 0, 0, 0 }, beneath[] = { 0, 0, 1, 0 };
    static const bool covered[] = { true, false, false, false };
    drawn d = draw(height, panel, 4, 4);
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(d.line[k].beneath, beneath[k]);
        assert_int_equal(d.line[k].covered, covered[k]);
    }
    cm_arena_free(&d.arena);
}

/* Neither points that are shared one by one nor a quarter of the way: crossings are no overlap. */
static void test_lines_that_cross_lie_on_nothing(void **state)
{
    static const double height[] = { 0, 0, 0, 0, 0,   0, 1, 0, 1, 0,   0, 0, 3, 3, 3 };
    static const size_t panel[] = { 0, 0, 0 };
    drawn d = draw(height, panel, 3, 5);
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(d.line[k].beneath, 0);
        assert_false(d.line[k].covered);
    }
    cm_arena_free(&d.arena);
}

static void test_lines_of_different_panels_never_meet(void **state)
{
    static const double height[] = { 0, 0,   0, 0,   0, 0 };
    static const size_t panel[] = { 0, 1, 0 };
    drawn d = draw(height, panel, 3, 2);
    (void)state;
    assert_true(d.line[0].covered);
    assert_false(d.line[1].covered);
    assert_int_equal(d.line[1].beneath, 0);
    assert_int_equal(d.line[2].beneath, 1);
    cm_arena_free(&d.arena);
}

/* As many ways down from the last line as there are sets of the others: they are not walked one by one. */
static void test_many_lines_on_one_are_counted_at_once(void **state)
{
    static double height[2 * MOST];
    static size_t panel[MOST];
    drawn d = draw(height, panel, MOST, 2);
    (void)state;
    for (size_t k = 0; k < MOST; k++) {
        assert_int_equal(d.line[k].beneath, k);
        assert_int_equal(d.line[k].covered, k + 1 < MOST);
    }
    cm_arena_free(&d.arena);
}

static void test_no_memory_is_said(void **state)
{
    static const double height[] = { 0, 0 };
    static const size_t panel[] = { 0 };
    cm_ctx ctx;
    cm_arena arena = { NULL };
    (void)state;
    cm_ctx_init(&ctx);
    ctx.alloc_budget = 0;
    assert_null(cm_overlaps(&ctx, &arena, height, panel, 1, 2, 0.01));
    assert_int_equal(ctx.status, CM_E_MEMORY);
    cm_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_knows_how_many_lie_beneath_it),
        cmocka_unit_test(test_lines_that_cross_lie_on_nothing),
        cmocka_unit_test(test_lines_of_different_panels_never_meet),
        cmocka_unit_test(test_many_lines_on_one_are_counted_at_once),
        cmocka_unit_test(test_no_memory_is_said),
    };
    return RUN_TESTS(tests);
}
