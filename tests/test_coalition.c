/* test_coalition.c: sets of players against arrays of truth values. */
#include "solver/base/coalition.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 4099 };

static const size_t sizes[] = { 1, 2, 63, 64, 65, 127, 128, 129, 256, 1000, MOST };

typedef struct pair {
    cm_ctx ctx;
    cm_arena arena;
    cm_coalition a, b, out;
    bool in_a[MOST], in_b[MOST];
} pair;

static void fill(pair *p, size_t n, uint64_t index)
{
    cm_rng rng;
    memset(p, 0, sizeof *p);
    cm_ctx_init(&p->ctx);
    cm_rng_init(&rng, support_seed(), "coalition", index);
    assert_int_equal(cm_coalition_init(&p->ctx, &p->arena, n, &p->a), CM_OK);
    assert_int_equal(cm_coalition_init(&p->ctx, &p->arena, n, &p->b), CM_OK);
    assert_int_equal(cm_coalition_init(&p->ctx, &p->arena, n, &p->out), CM_OK);
    for (size_t t = 0; t < 2 * n; t++) {
        size_t i = cm_rng_below(&rng, n);
        uint64_t what = cm_rng_below(&rng, 3);
        if (what == 0) cm_coalition_add(&p->a, i), p->in_a[i] = true;
        if (what == 1) cm_coalition_add(&p->b, i), p->in_b[i] = true;
        if (what == 2) cm_coalition_remove(&p->a, i), p->in_a[i] = false;
    }
}

static void test_members_are_those_that_were_added_and_not_removed(void **state)
{
    static pair p;
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t n = sizes[s], count = 0, seen = 0;
        fill(&p, n, s);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(cm_coalition_has(&p.a, i), p.in_a[i]);
            count += p.in_a[i];
        }
        assert_int_equal(cm_coalition_count(&p.a), count);
        for (size_t i = cm_coalition_next(&p.a, 0); i < n; i = cm_coalition_next(&p.a, i + 1)) {
            assert_true(p.in_a[i]);
            seen++;
        }
        assert_int_equal(seen, count);
        assert_false(cm_coalition_has(&p.a, n));
        assert_int_equal(cm_coalition_next(&p.a, n), n);
        cm_arena_free(&p.arena);
    }
}

static void test_union_intersection_complement(void **state)
{
    static pair p;
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t n = sizes[s];
        fill(&p, n, 100 + s);
        cm_coalition_union(&p.a, &p.b, &p.out);
        for (size_t i = 0; i < n; i++) assert_int_equal(cm_coalition_has(&p.out, i), p.in_a[i] || p.in_b[i]);
        assert_true(cm_coalition_subset(&p.a, &p.out));
        cm_coalition_intersection(&p.a, &p.b, &p.out);
        for (size_t i = 0; i < n; i++) assert_int_equal(cm_coalition_has(&p.out, i), p.in_a[i] && p.in_b[i]);
        assert_true(cm_coalition_subset(&p.out, &p.b));
        cm_coalition_complement(&p.a, &p.out);
        assert_int_equal(cm_coalition_count(&p.out), n - cm_coalition_count(&p.a));
        cm_coalition_complement(&p.out, &p.out);
        assert_true(cm_coalition_equal(&p.out, &p.a));
        cm_arena_free(&p.arena);
    }
}

static void test_everybody_nobody_and_those_between(void **state)
{
    static pair p;
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t n = sizes[s];
        fill(&p, n, 200 + s);
        cm_coalition_clear(&p.a);
        cm_coalition_fill(&p.b);
        assert_int_equal(cm_coalition_count(&p.a), 0);
        assert_int_equal(cm_coalition_next(&p.a, 0), n);
        assert_int_equal(cm_coalition_count(&p.b), n);
        assert_true(cm_coalition_subset(&p.a, &p.b));
        assert_false(cm_coalition_subset(&p.b, &p.a));
        cm_coalition_copy(&p.out, &p.b);
        assert_true(cm_coalition_equal(&p.out, &p.b));
        cm_coalition_remove(&p.out, n - 1);
        assert_false(cm_coalition_equal(&p.out, &p.b));
        assert_true(cm_coalition_subset(&p.out, &p.b));
        assert_int_equal(cm_coalition_next(&p.out, n - 1), n);
        cm_arena_free(&p.arena);
    }
}

static void test_growing_keeps_the_members(void **state)
{
    static pair p;
    (void)state;
    fill(&p, 65, 300);
    assert_int_equal(cm_coalition_grow(&p.ctx, &p.arena, 200, &p.a), CM_OK);
    for (size_t i = 0; i < 200; i++) assert_int_equal(cm_coalition_has(&p.a, i), i < 65 && p.in_a[i]);
    cm_coalition_add(&p.a, 199);
    assert_true(cm_coalition_has(&p.a, 199));
    assert_false(cm_coalition_equal(&p.a, &p.b));
    cm_arena_free(&p.arena);
}

static void test_no_memory_and_no_players(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_coalition c = { 0, NULL };
    (void)state;
    assert_int_equal(cm_coalition_count(&c), 0);
    assert_int_equal(cm_coalition_next(&c, 0), 0);
    cm_ctx_init(&ctx);
    ctx.alloc_budget = 0;
    assert_int_equal(cm_coalition_init(&ctx, &arena, 9, &c), CM_E_MEMORY);
    assert_int_equal(cm_coalition_grow(&ctx, &arena, 9, &c), CM_E_MEMORY);
    assert_int_equal(c.n, 0);
    cm_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_are_those_that_were_added_and_not_removed),
        cmocka_unit_test(test_union_intersection_complement),
        cmocka_unit_test(test_everybody_nobody_and_those_between),
        cmocka_unit_test(test_growing_keeps_the_members),
        cmocka_unit_test(test_no_memory_and_no_players),
    };
    return RUN_TESTS(tests);
}
