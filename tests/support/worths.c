/* worths.c: coalitional games for tests. */
#include "tests/support/worths.h"

#include <stdio.h>

#include "tests/support/support.h"

void worths_open(worths *w, size_t n)
{
    const char **player;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    player = CM_NEW(&w->ctx, &w->arena, n, const char *);
    assert_non_null(player);
    for (size_t i = 0; i < n; i++) player[i] = cm_format(&w->ctx, &w->arena, "P%zu", i + 1);
    w->game.kind = CM_GAME_TU;
    assert_int_equal(cm_tu_init(&w->ctx, &w->arena, n, player, &w->worth, &w->game.as.tu), CM_OK);
}

void worths_free(worths *w)
{
    cm_arena_free(&w->arena);
}

void worths_random(worths *w, size_t n, const char *sort, cm_rng *rng)
{
    double weight[32], total = 0, quota;
    worths_open(w, n);
    for (size_t i = 0; i < n; i++) total += weight[i] = 1 + (double)cm_rng_below(rng, 9);
    quota = floor(total / 2) + 1;
    for (size_t s = 1; s < (size_t)1 << n; s++) {
        double size = (double)__builtin_popcountll(s), sum = 0;
        for (size_t i = 0; i < n; i++) sum += s >> i & 1u ? weight[i] : 0;
        if (strcmp(sort, "whole") == 0) w->worth[s] = (double)cm_rng_below(rng, 100);
        else if (strcmp(sort, "real") == 0) w->worth[s] = cm_rng_unit(rng);
        else if (strcmp(sort, "growing") == 0) w->worth[s] = size * size * 10 + (double)cm_rng_below(rng, 20) - (size < 2 ? 10 * size : 0);
        else w->worth[s] = sum >= quota ? 1 : 0;
    }
}

void worths_solve(worths *w, const char *concept, const void *params)
{
    const cm_concept *c = cm_concept_find(concept);
    assert_non_null(c);
    cm_result_init(&w->result, &w->arena);
    if (cm_concept_solve(&w->ctx, c, &w->game, params, &w->result) != CM_OK) print_error("%s: %s\n", concept, w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

double worths_payoff(const worths *w, const char *table, size_t i)
{
    const cm_table *t = cm_result_find(&w->result, table);
    assert_non_null(t);
    return cm_table_get(t, i, "value").as.number;
}

const char *worths_exact(const worths *w, const char *table, size_t i)
{
    const cm_table *t = cm_result_find(&w->result, table);
    cm_value value;
    assert_non_null(t);
    value = cm_table_get(t, i, "exact");
    return value.kind == CM_TEXT ? value.as.text : NULL;
}

double worths_number(const worths *w, const char *summary)
{
    const cm_value *value = cm_result_get(&w->result, summary);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

cm_value *worths_cell(worths *w, const char *table, size_t row, const char *column)
{
    cm_table *t = cm_result_find(&w->result, table);
    assert_non_null(t);
    for (size_t j = 0; j < t->ncolumns && row < t->nrows; j++) {
        if (strcmp(t->column[j], column) == 0) return &t->cell[row * t->ncolumns + j];
    }
    fail_msg("%s has no row %zu, or no column %s", table, row, column);
    return NULL;
}

bool worths_accepted(worths *w, const char *concept, const void *params)
{
    cm_status status = cm_concept_find(concept)->check(&w->ctx, &w->game, params, &w->result);
    cm_ctx_clear(&w->ctx);
    return status == CM_OK;
}
