/* grown_world.h: a grown tree of two players, solved by one concept. */
#ifndef CM_TESTS_SUPPORT_GROWN_WORLD_H
#define CM_TESTS_SUPPORT_GROWN_WORLD_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/grown.h"

typedef struct grown_world {
    cm_ctx ctx;
    cm_arena arena;
    cm_result result;
    grown g;
} grown_world;

static inline void grown_open(grown_world *w)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    grown_begin(&w->g, 2);
}

static inline cm_status grown_solve(grown_world *w, const cm_concept *concept)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, concept, grown_game(&w->g), NULL, &w->result);
}

static inline void grown_close(grown_world *w) { cm_arena_free(&w->arena); }

static inline int64_t grown_integer(const grown_world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline const char *grown_text(const grown_world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_TEXT);
    return value.as.text;
}

static inline double grown_number(const grown_world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

#endif
