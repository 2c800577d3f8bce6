/* asked.h: a concept put to a game or to parameters alone, for the tests of concepts. */
#ifndef CM_TESTS_SUPPORT_ASKED_H
#define CM_TESTS_SUPPORT_ASKED_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

typedef struct asked {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    const cm_concept *concept;
    cm_game game;
    const void *params;
    cm_result result;
} asked;

static const char *const asked_names[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z",
                                           "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AJ" };

static inline void ask_open(asked *a, const char *name, uint64_t index)
{
    memset(a, 0, sizeof *a);
    cm_ctx_init(&a->ctx);
    cm_rng_init(&a->rng, support_seed(), name, index);
    a->concept = cm_concept_find(name);
    assert_non_null(a->concept);
}

static inline cm_status ask(asked *a)
{
    cm_ctx_clear(&a->ctx);
    cm_result_init(&a->result, &a->arena);
    return cm_concept_solve(&a->ctx, a->concept, &a->game, a->params, &a->result);
}

static inline void ask_good(asked *a)
{
    if (ask(a) != CM_OK) print_error("%s\n", a->ctx.message);
    assert_int_equal(a->ctx.status, CM_OK);
    assert_true(a->result.certified);
}

static inline cm_value *ask_value(asked *a, const char *name)
{
    for (cm_named *entry = a->result.summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return &entry->value;
    }
    fail();
    return NULL;
}

static inline double ask_number(asked *a, const char *name)
{
    const cm_value *value = ask_value(a, name);
    assert_true(value->kind == CM_NUMBER || value->kind == CM_INTEGER);
    return value->kind == CM_NUMBER ? value->as.number : (double)value->as.integer;
}

static inline cm_value *ask_cell(asked *a, const char *table, size_t row, const char *column)
{
    cm_table *t = cm_result_find(&a->result, table);
    assert_non_null(t);
    assert_true(row < t->nrows);
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (strcmp(t->column[c], column) == 0) return &t->cell[row * t->ncolumns + c];
    }
    fail();
    return NULL;
}

/* The certificate refuses what was just changed. */
static inline void ask_refused(asked *a)
{
    cm_ctx_clear(&a->ctx);
    assert_int_equal(a->concept->check(&a->ctx, &a->game, a->params, &a->result), CM_E_NUMERIC);
    assert_int_equal(strncmp(a->ctx.message, "certificate: ", 13), 0);
}

static inline void ask_refused_with(asked *a, cm_value *cell, double more)
{
    cm_value right = *cell;
    if (cell->kind == CM_NUMBER) cell->as.number += more;
    else if (cell->kind == CM_INTEGER) cell->as.integer += more < 0 ? -1 : 1;
    else if (cell->kind == CM_TRUTH) cell->as.truth = !cell->as.truth;
    else fail();
    ask_refused(a);
    *cell = right;
}

static inline void ask_fails(asked *a, cm_status status, const char *sentence)
{
    assert_int_equal(ask(a), status);
    assert_string_equal(a->ctx.message, sentence);
}

/* Every allocation may fail, one after another. */
static inline void ask_without_memory(asked *a)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    for (; status == CM_E_MEMORY; k++) {
        a->ctx.alloc_budget = k;
        status = ask(a);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&a->arena);
    }
    a->ctx.alloc_budget = -1;
    assert_true(k > 5);
}

#endif
