/* test_mem.c: arenas, the context, and the words for a status. */
#include "solver/base/mem.h"

#include <stdio.h>

#include "tests/support/support.h"

static void test_blocks_are_zeroed_aligned_and_apart(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    (void)state;
    cm_ctx_init(&ctx);
    for (size_t count = 0; count < 200; count++) {
        unsigned char *block = CM_NEW(&ctx, &arena, count, unsigned char);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < count; i++) assert_int_equal(block[i], 0);
        memset(block, 255, count);
    }
    cm_arena_free(&arena);
    assert_null(arena.head);
    cm_arena_free(&arena);
}

static void test_too_large_and_no_memory_are_told_apart(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    (void)state;
    cm_ctx_init(&ctx);
    assert_null(cm_alloc(&ctx, &arena, SIZE_MAX / 4, 8));
    assert_int_equal(ctx.status, CM_E_LIMIT);
    cm_ctx_clear(&ctx);
    ctx.alloc_budget = 2;
    assert_non_null(cm_alloc(&ctx, &arena, 1, 1));
    assert_non_null(cm_alloc(&ctx, &arena, 1, 1));
    assert_null(cm_alloc(&ctx, &arena, 3, 5));
    assert_int_equal(ctx.status, CM_E_MEMORY);
    assert_string_equal(ctx.message, "no memory for 15 bytes");
    assert_null(cm_strdup(&ctx, &arena, "x"));
    assert_null(cm_format(&ctx, &arena, "%d", 1));
    cm_arena_free(&arena);
}

static void test_texts_are_copied(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    char text[] = "abc";
    char *copy, *part, *made;
    (void)state;
    cm_ctx_init(&ctx);
    copy = cm_strdup(&ctx, &arena, text);
    part = cm_strndup(&ctx, &arena, text, 2);
    made = cm_format(&ctx, &arena, "%s-%d", text, 42);
    text[0] = 'z';
    assert_string_equal(copy, "abc");
    assert_string_equal(part, "ab");
    assert_string_equal(made, "abc-42");
    cm_arena_free(&arena);
}

static void test_a_growing_array_keeps_its_content(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    int *list = NULL;
    size_t room = 0;
    (void)state;
    cm_ctx_init(&ctx);
    for (int i = 0; i < 1000; i++) {
        list = cm_grow(&ctx, &arena, list, (size_t)i, &room, sizeof *list);
        assert_non_null(list);
        list[i] = i;
    }
    for (int i = 0; i < 1000; i++) assert_int_equal(list[i], i);
    ctx.alloc_budget = 0;
    assert_null(cm_grow(&ctx, &arena, list, room, &room, sizeof *list));
    assert_int_equal(room, 1024);
    cm_arena_free(&arena);
}

static void test_joined_arenas_are_freed_together(void **state)
{
    cm_ctx ctx;
    cm_arena a = { NULL }, b = { NULL };
    char *text;
    (void)state;
    cm_ctx_init(&ctx);
    (void)cm_strdup(&ctx, &a, "one");
    text = cm_strdup(&ctx, &b, "two");
    cm_arena_join(&a, &b);
    assert_null(b.head);
    cm_arena_free(&b);
    assert_string_equal(text, "two");
    cm_arena_free(&a);
}

static void test_the_first_sentence_wins(void **state)
{
    cm_ctx ctx, other;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_fail(&ctx, CM_E_DOMAIN, "first %d", 1), CM_E_DOMAIN);
    assert_int_equal(cm_fail(&ctx, CM_E_IO, "second"), CM_E_IO);
    assert_int_equal(ctx.status, CM_E_DOMAIN);
    assert_string_equal(ctx.message, "first 1");
    ctx.tol.abs = 0.5;
    cm_ctx_copy(&other, &ctx);
    assert_int_equal(other.status, CM_OK);
    assert_string_equal(other.message, "");
    assert_close(other.tol.abs, 0.5, 0);
    cm_ctx_clear(&ctx);
    assert_int_equal(ctx.status, CM_OK);
}

static void test_a_long_sentence_is_cut_not_spilt(void **state)
{
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    (void)cm_fail(&ctx, CM_E_INPUT, "%01000d", 7);
    assert_int_equal(strlen(ctx.message), sizeof ctx.message - 1);
}

static void keep_line(void *data, int level, const char *line)
{
    (void)snprintf(data, 64, "%d:%s", level, line);
}

static void test_log_and_stop(void **state)
{
    cm_ctx ctx;
    char line[64] = "";
    volatile sig_atomic_t stop = 0;
    (void)state;
    cm_ctx_init(&ctx);
    cm_log(&ctx, 1, "nobody=%s", "listens");
    assert_false(cm_stopped(&ctx));
    ctx.log = keep_line;
    ctx.log_data = line;
    ctx.stop = &stop;
    cm_log(&ctx, 2, "stage=%d", 3);
    assert_string_equal(line, "2:stage=3");
    assert_false(cm_stopped(&ctx));
    stop = 1;
    assert_true(cm_stopped(&ctx));
}

static void test_each_status_has_a_word(void **state)
{
    (void)state;
    for (int s = CM_OK; s <= CM_E_INTERRUPT; s++) {
        assert_string_not_equal(cm_status_name((cm_status)s), "unknown");
        for (int t = CM_OK; t < s; t++) {
            assert_string_not_equal(cm_status_name((cm_status)s), cm_status_name((cm_status)t));
        }
    }
    assert_string_equal(cm_status_name((cm_status)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_too_large_and_no_memory_are_told_apart),
        cmocka_unit_test(test_texts_are_copied),
        cmocka_unit_test(test_a_growing_array_keeps_its_content),
        cmocka_unit_test(test_joined_arenas_are_freed_together),
        cmocka_unit_test(test_the_first_sentence_wins),
        cmocka_unit_test(test_a_long_sentence_is_cut_not_spilt),
        cmocka_unit_test(test_log_and_stop),
        cmocka_unit_test(test_each_status_has_a_word),
    };
    return RUN_TESTS(tests);
}
