/* talking.h: a venue of members that are alike, for tests of what they bargain over. */
#ifndef CM_TESTS_SUPPORT_TALKING_H
#define CM_TESTS_SUPPORT_TALKING_H

#include <stdio.h>

#include "solver/concept.h"
#include "tests/support/support.h"

enum { TALKING_MOST = 256 };

typedef struct talking {
    cm_ctx ctx;
    cm_arena arena;
    double recognition[TALKING_MOST], patience[TALKING_MOST], outside[TALKING_MOST];
    const char *player[TALKING_MOST];
    cm_game game;
    cm_result result;
} talking;

static inline cm_protocol *talking_open(talking *t, size_t n, int64_t quota, double patience)
{
    cm_protocol *p = &t->game.as.protocol;
    memset(t, 0, sizeof *t);
    cm_ctx_init(&t->ctx);
    t->game.kind = CM_GAME_SURPLUS;
    *p = (cm_protocol){ .n = n, .player = t->player, .recognition = t->recognition, .patience = t->patience };
    for (size_t i = 0; i < n; i++) {
        t->player[i] = "member";
        t->recognition[i] = 1 / (double)n;
        t->patience[i] = patience;
    }
    assert_int_equal(cm_vote_quota(&t->ctx, &t->arena, n, quota, &p->vote), CM_OK);
    return p;
}

/* For a concept that needs no game: its parameters say it all. */
static inline void talking_open_alone(talking *t)
{
    memset(t, 0, sizeof *t);
    cm_ctx_init(&t->ctx);
    t->game.kind = CM_GAME_NONE;
}

static inline cm_status talking_solve(talking *t, const cm_concept *concept, const void *params)
{
    cm_result_init(&t->result, &t->arena);
    return cm_concept_solve(&t->ctx, concept, &t->game, params, &t->result);
}

static inline cm_status talking_solve_alone(talking *t, const cm_concept *concept, const void *params)
{
    talking_open_alone(t);
    return talking_solve(t, concept, params);
}

/* The same, and it must be done. */
static inline void talking_solved_alone(talking *t, const cm_concept *concept, const void *params)
{
    cm_status status = talking_solve_alone(t, concept, params);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

/* However few allocations succeed, it says so and leaves nothing behind; of no members: of a concept without a game. */
static inline void talking_runs_out_of_memory(const cm_concept *concept, const void *params, size_t n, int64_t quota)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    for (; status == CM_E_MEMORY; k++) {
        talking t;
        if (n > 0) (void)talking_open(&t, n, quota, 0.9);
        else talking_open_alone(&t);
        t.ctx.alloc_budget = k;
        status = talking_solve(&t, concept, params);
        if (status != CM_OK && status != CM_E_MEMORY) print_error("%s\n", t.ctx.message);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&t.arena);
    }
    assert_true(k > 5);
}

static inline double talking_number(const talking *t, const char *name)
{
    const cm_value *value = cm_result_get(&t->result, name);
    if (value == NULL || value->kind != CM_NUMBER) print_error("there is no number %s\n", name);
    assert_true(value != NULL && value->kind == CM_NUMBER);
    return value->as.number;
}

static inline bool talking_notes(const talking *t, const char *sentence)
{
    for (const cm_named *note = t->result.note; note != NULL; note = note->next) {
        if (strcmp(note->value.as.text, sentence) == 0) return true;
    }
    return false;
}

static inline int64_t talking_count(const talking *t, const char *name)
{
    const cm_value *value = cm_result_get(&t->result, name);
    assert_true(value != NULL && value->kind == CM_INTEGER);
    return value->as.integer;
}

/* A venue with a proposer of its own, turns, or uneven chances is refused by a concept in which nobody proposes. */
static inline void talking_refuses_leaders(const cm_concept *concept, const void *params, size_t n, int64_t quota, const char *what)
{
    static const char *const rest[] = { "'member' does", "members do in turn", "the probability that 'member' does is 0" };
    for (int k = 0; k < 3; k++) {
        talking t;
        char expected[160];
        cm_protocol *p = talking_open(&t, n, quota, 0.9);
        assert_true(snprintf(expected, sizeof expected, "in %s nobody proposes, and in this venue %s", what, rest[k]) < (int)sizeof expected);
        if (k == 1) p->kind = CM_ROTATION;
        for (size_t i = 0; k != 1 && i < n; i++) t.recognition[i] = i == 1 ? 1 : 0;
        if (k == 0) p->kind = CM_SETTER, p->setter = 1;
        assert_int_equal(talking_solve(&t, concept, params), CM_E_DOMAIN);
        assert_string_equal(t.ctx.message, expected);
        cm_arena_free(&t.arena);
    }
}

/* The certificate refuses when the number is moved by `step`; it is put back. */
static inline void talking_refuses(talking *t, const cm_concept *concept, const void *params, cm_value *value, double step, const char *what)
{
    double right;
    cm_status status;
    assert_int_equal(value->kind, CM_NUMBER);
    right = value->as.number;
    value->as.number += step;
    status = concept->check(&t->ctx, &t->game, params, &t->result);
    if (status != CM_E_NUMERIC) print_error("%s: %.12g in place of %.12g is taken\n", what, value->as.number, right);
    assert_int_equal(status, CM_E_NUMERIC);
    cm_ctx_clear(&t->ctx);
    value->as.number = right;
}

/* Each number of the summary, moved by `step`, is refused. */
static inline void talking_refuses_summary(talking *t, const cm_concept *concept, const void *params, double step)
{
    for (cm_named *s = t->result.summary; s != NULL; s = s->next) {
        if (s->value.kind == CM_NUMBER) talking_refuses(t, concept, params, &s->value, step, s->name);
    }
}

/* A value that is none is refused when it is a number, no number at all, or a word; it is put back. */
static inline void talking_refuses_invention(talking *t, const cm_concept *concept, const void *params, cm_value *value, const char *what)
{
    const cm_value invented[] = { cm_number(0.5), cm_number(NAN), cm_text("none") };
    for (size_t k = 0; k < sizeof invented / sizeof invented[0]; k++) {
        cm_status status;
        *value = invented[k];
        status = concept->check(&t->ctx, &t->game, params, &t->result);
        if (status != CM_E_NUMERIC) print_error("%s: %s in place of none is taken\n", what, k == 2 ? "a word" : "a number");
        assert_int_equal(status, CM_E_NUMERIC);
        cm_ctx_clear(&t->ctx);
    }
    *value = cm_none();
}

/* Of each value of the summary that is none. */
static inline void talking_refuses_inventions(talking *t, const cm_concept *concept, const void *params)
{
    for (cm_named *s = t->result.summary; s != NULL; s = s->next) {
        if (s->value.kind == CM_NONE) talking_refuses_invention(t, concept, params, &s->value, s->name);
    }
}

/* Of each cell of a table that is none. */
static inline void talking_refuses_filled(talking *t, const cm_concept *concept, const void *params, const char *name)
{
    cm_table *table = cm_result_find(&t->result, name);
    assert_non_null(table);
    for (size_t k = 0; k < table->nrows * table->ncolumns; k++) {
        if (table->cell[k].kind == CM_NONE) talking_refuses_invention(t, concept, params, &table->cell[k], table->column[k % table->ncolumns]);
    }
}

/* Each number of a table, moved by `step`, is refused. */
static inline void talking_refuses_table(talking *t, const cm_concept *concept, const void *params, const char *name, double step)
{
    cm_table *table = cm_result_find(&t->result, name);
    assert_non_null(table);
    for (size_t k = 0; k < table->nrows * table->ncolumns; k++) {
        if (table->cell[k].kind == CM_NUMBER) talking_refuses(t, concept, params, &table->cell[k], step, table->column[k % table->ncolumns]);
    }
}

#endif
