/* bimatrix_given.h: games of two players for tests: from numbers, or random; and what a concept says of them. */
#ifndef CM_TESTS_SUPPORT_BIMATRIX_GIVEN_H
#define CM_TESTS_SUPPORT_BIMATRIX_GIVEN_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

typedef struct two {
    cm_ctx ctx;
    cm_arena arena;
    cm_game game;
    cm_result result;
    size_t count[2];
    double *payoff;
    cm_frac *exact;
    const char *player[2], **strategy[2];
} two;

static inline void two_names(two *t)
{
    static const char *const prefix[2] = { "r", "c" };
    t->player[0] = "Row";
    t->player[1] = "Column";
    for (size_t p = 0; p < 2; p++) {
        t->strategy[p] = CM_NEW(&t->ctx, &t->arena, t->count[p], const char *);
        for (size_t k = 0; k < t->count[p]; k++) t->strategy[p][k] = cm_format(&t->ctx, &t->arena, "%s%zu", prefix[p], k + 1);
    }
}

/* An m x n game without payoffs. */
static inline void two_open(two *t, size_t m, size_t n)
{
    memset(t, 0, sizeof *t);
    cm_ctx_init(&t->ctx);
    t->count[0] = m;
    t->count[1] = n;
    two_names(t);
    t->payoff = CM_NEW(&t->ctx, &t->arena, 2 * m * n, double);
    t->exact = CM_NEW(&t->ctx, &t->arena, 2 * m * n, cm_frac);
    t->game.kind = CM_GAME_NFG;
    t->game.as.nfg = (cm_nfg){ .n = 2, .count = t->count, .cells = m * n, .payoff = t->payoff, .exact = t->exact,
                               .player = t->player, .strategy = (const char *const *const *)t->strategy };
}

static inline void two_set(two *t, size_t p, size_t row, size_t column, int64_t num, int64_t den)
{
    size_t at = 2 * (row + t->count[0] * column) + p;
    assert_true(cm_frac_make(num, den, &t->exact[at]));
    t->payoff[at] = cm_frac_value(t->exact[at]);
}

static inline cm_frac two_get(const two *t, size_t p, size_t row, size_t column) { return t->exact[2 * (row + t->count[0] * column) + p]; }

/* Both matrices row after row, in halves when den is 2. */
static inline void two_from(two *t, size_t m, size_t n, const int64_t *a, const int64_t *b, int64_t den)
{
    two_open(t, m, n);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            two_set(t, 0, i, j, a[i * n + j], den);
            two_set(t, 1, i, j, b[i * n + j], den);
        }
    }
}

/* Payoffs 0 .. top. */
static inline void two_random(two *t, size_t m, size_t n, uint64_t top, const char *name, uint64_t index)
{
    cm_rng rng;
    two_open(t, m, n);
    cm_rng_init(&rng, support_seed(), name, index);
    for (size_t cell = 0; cell < m * n; cell++) {
        for (size_t p = 0; p < 2; p++) two_set(t, p, cell % m, cell / m, (int64_t)cm_rng_below(&rng, top + 1), 1);
    }
}

static inline cm_status two_solve(two *t, const cm_concept *concept)
{
    cm_result_init(&t->result, &t->arena);
    return cm_concept_solve(&t->ctx, concept, &t->game, NULL, &t->result);
}

static inline void two_good(two *t, const cm_concept *concept)
{
    if (two_solve(t, concept) != CM_OK) print_error("%s: %s\n", concept->name, t->ctx.message);
    assert_int_equal(t->ctx.status, CM_OK);
    assert_true(t->result.certified);
}

static inline int64_t two_integer(const two *t, const char *name)
{
    const cm_value *value = cm_result_get(&t->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static inline bool two_truth(const two *t, const char *name)
{
    const cm_value *value = cm_result_get(&t->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

/* Equilibrium e as "1/3 2/3 0 | 1 0". */
static inline const char *two_mixes(two *t, size_t e)
{
    const cm_table *table = cm_result_find(&t->result, "equilibria");
    const char *text = "";
    size_t rows = t->count[0] + t->count[1];
    for (size_t k = 0; k < rows; k++) {
        const char *between = k == 0 ? "" : k == t->count[0] ? " | " : " ";
        text = cm_format(&t->ctx, &t->arena, "%s%s%s", text, between, cm_table_get(table, e * rows + k, "exact").as.text);
    }
    return text;
}

static inline bool two_has(two *t, const char *mixes)
{
    for (size_t e = 0; e < (size_t)two_integer(t, "count"); e++) {
        if (strcmp(two_mixes(t, e), mixes) == 0) return true;
    }
    print_error("no equilibrium %s\n", mixes);
    return false;
}

static inline void two_close(two *t) { cm_arena_free(&t->arena); }

#endif
