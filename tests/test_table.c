/* test_table.c: results, parameter structs, and the register's way to a solution. */
#include "solver/base/table.h"

#include "solver/base/param.h"
#include "solver/concept.h"
#include "tests/support/support.h"

static void test_rows_columns_and_what_is_absent(void **state)
{
    static const char *const columns[] = { "player", "value", NULL };
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_result result;
    cm_table *table, *other;
    (void)state;
    cm_ctx_init(&ctx);
    cm_result_init(&result, &arena);
    assert_int_equal(cm_result_table(&ctx, &result, "gains", columns, &table), CM_OK);
    assert_int_equal(cm_result_table(&ctx, &result, "other", columns, &other), CM_OK);
    for (int64_t i = 0; i < 100; i++) {
        cm_value row[] = { cm_integer(i), cm_number((double)i / 2) };
        assert_int_equal(cm_table_row(&ctx, &result, table, row), CM_OK);
    }
    assert_ptr_equal(cm_result_find(&result, "gains"), table);
    assert_ptr_equal(cm_result_find(&result, "other"), other);
    assert_null(cm_result_find(&result, "none"));
    assert_int_equal(table->nrows, 100);
    assert_int_equal(other->nrows, 0);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(cm_table_get(table, i, "player").as.integer, i);
        assert_close(cm_table_get(table, i, "value").as.number, (double)i / 2, 0);
    }
    assert_int_equal(cm_table_get(table, 100, "value").kind, CM_NONE);
    assert_int_equal(cm_table_get(table, 0, "nothing").kind, CM_NONE);
    cm_arena_free(&arena);
}

static void test_summaries_and_notes_keep_their_order(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_result result;
    (void)state;
    cm_ctx_init(&ctx);
    cm_result_init(&result, &arena);
    assert_null(cm_result_get(&result, "depth"));
    assert_int_equal(cm_result_set(&ctx, &result, "depth", cm_number(2)), CM_OK);
    assert_int_equal(cm_result_set(&ctx, &result, "stuck", cm_truth(true)), CM_OK);
    assert_int_equal(cm_result_set(&ctx, &result, "word", cm_text("yes")), CM_OK);
    assert_int_equal(cm_result_note(&ctx, &result, "first"), CM_OK);
    assert_int_equal(cm_result_note(&ctx, &result, "second"), CM_OK);
    assert_close(cm_result_get(&result, "depth")->as.number, 2, 0);
    assert_true(cm_result_get(&result, "stuck")->as.truth);
    assert_string_equal(cm_result_get(&result, "word")->as.text, "yes");
    assert_string_equal(result.summary->name, "depth");
    assert_string_equal(result.note->value.as.text, "first");
    assert_string_equal(result.note->next->value.as.text, "second");
    assert_null(result.note->next->next);
    cm_arena_free(&arena);
}

static void test_fractions_are_texts(void **state)
{
    cm_ctx ctx;
    cm_arena arena = { NULL };
    (void)state;
    cm_ctx_init(&ctx);
    assert_string_equal(cm_fraction(&ctx, &arena, (cm_frac){ -2, 3 }).as.text, "-2/3");
    assert_string_equal(cm_fraction(&ctx, &arena, (cm_frac){ 7, 1 }).as.text, "7");
    assert_string_equal(cm_fraction(&ctx, &arena, (cm_frac){ INT64_MIN, INT64_MAX }).as.text, "-9223372036854775808/9223372036854775807");
    ctx.alloc_budget = 0;
    assert_int_equal(cm_fraction(&ctx, &arena, (cm_frac){ 1, 2 }).kind, CM_NONE);
    assert_int_equal(ctx.status, CM_E_MEMORY);
    cm_arena_free(&arena);
}

static void test_no_memory(void **state)
{
    static const char *const columns[] = { "value", NULL };
    (void)state;
    for (long k = 0; k < 3; k++) {
        cm_ctx ctx;
        cm_arena arena = { NULL };
        cm_result result;
        cm_table *table;
        cm_status status;
        cm_ctx_init(&ctx);
        ctx.alloc_budget = k;
        cm_result_init(&result, &arena);
        CM_TRY(cm_result_table(&ctx, &result, "t", columns, &table));
        CM_TRY(cm_table_row(&ctx, &result, table, (cm_value[]){ cm_number(1) }));
        CM_TRY(cm_result_set(&ctx, &result, "x", cm_none()));
    out:
        assert_int_equal(status, CM_E_MEMORY);
        cm_arena_free(&arena);
    }
}

typedef struct knobs {
    double share;
    long count;
    bool open;
    const char *shape;
} knobs;

static void test_parameters_take_their_fallbacks(void **state)
{
    static const char *const shapes[] = { "round", "square", NULL };
    static const cm_param params[] = {
        { "share", CM_PARAM_NUMBER, offsetof(knobs, share), 0.25, 0, 1, NULL, "", "" },
        { "count", CM_PARAM_INTEGER, offsetof(knobs, count), 7, 0, 9, NULL, "", "" },
        { "open", CM_PARAM_TRUTH, offsetof(knobs, open), 1, 0, 1, NULL, "", "" },
        { "shape", CM_PARAM_WORD, offsetof(knobs, shape), 1, 0, 1, shapes, "", "" },
    };
    knobs k = { 0 };
    (void)state;
    cm_params_default(&k, params, 4);
    assert_close(k.share, 0.25, 0);
    assert_int_equal(k.count, 7);
    assert_true(k.open);
    assert_string_equal(k.shape, "square");
}

/* ---- the way of a solution: validate, run, check ---- */

typedef struct choice {
    double refuse;
} choice;

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)game;
    return cm_result_set(ctx, result, "refuse", cm_number(((const choice *)params)->refuse));
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)game;
    (void)params;
    if (cm_result_get(result, "refuse")->as.number == 0) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: refused");
}

static void test_nothing_is_certified_unless_the_check_passes(void **state)
{
    static const cm_param param = { "refuse", CM_PARAM_NUMBER, 0, 1, 0, 1, NULL, "", "" };
    static const cm_concept concept = { .name = "toy", .takes = CM_GAME_VOTE, .param = &param, .nparams = 1,
                                        .params_size = sizeof(choice), .run = run, .check = check };
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_result result;
    cm_game game = { .kind = CM_GAME_VOTE };
    choice none = { 0 };
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_vote_quota(&ctx, &arena, 3, 2, &game.as.vote), CM_OK);
    cm_result_init(&result, &arena);
    assert_int_equal(cm_concept_solve(&ctx, &concept, &game, &none, &result), CM_OK);
    assert_true(result.certified);
    cm_result_init(&result, &arena);
    assert_int_equal(cm_concept_solve(&ctx, &concept, &game, NULL, &result), CM_E_NUMERIC);
    assert_false(result.certified);
    cm_ctx_clear(&ctx);
    game.as.vote.n = 0;
    assert_int_equal(cm_concept_solve(&ctx, &concept, &game, &none, &result), CM_E_INPUT);
    cm_ctx_clear(&ctx);
    game.kind = CM_GAME_SPATIAL;
    assert_int_equal(cm_concept_solve(&ctx, &concept, &game, &none, &result), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "'toy' takes a vote game, not a spatial game");
    cm_arena_free(&arena);
}

static void test_the_register_is_sorted_and_complete(void **state)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(all[i]->name != NULL && all[i]->title != NULL && all[i]->title_zh != NULL);
        assert_true(all[i]->about != NULL && all[i]->about_zh != NULL && all[i]->formula != NULL);
        assert_true(all[i]->source != NULL && all[i]->certificate != NULL && all[i]->summary != NULL);
        assert_true(all[i]->run != NULL && all[i]->check != NULL);
        if (i > 0) assert_true(strcmp(all[i - 1]->name, all[i]->name) < 0);
        assert_ptr_equal(cm_concept_find(all[i]->name), all[i]);
    }
    assert_null(cm_concept_find("no such concept"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_columns_and_what_is_absent),
        cmocka_unit_test(test_summaries_and_notes_keep_their_order),
        cmocka_unit_test(test_fractions_are_texts),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_parameters_take_their_fallbacks),
        cmocka_unit_test(test_nothing_is_certified_unless_the_check_passes),
        cmocka_unit_test(test_the_register_is_sorted_and_complete),
    };
    return RUN_TESTS(tests);
}
