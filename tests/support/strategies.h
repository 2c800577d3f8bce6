/* strategies.h: games in normal form for tests: from lists of payoffs, and at random. */
#ifndef CM_TESTS_SUPPORT_STRATEGIES_H
#define CM_TESTS_SUPPORT_STRATEGIES_H

#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/support.h"

enum { CELLS_PLAYERS = 4, CELLS_MOST = 256 };

typedef struct cells {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    size_t count[CELLS_PLAYERS];
    double payoff[CELLS_MOST * CELLS_PLAYERS];
    cm_frac exact[CELLS_MOST * CELLS_PLAYERS];
    const char *player[CELLS_PLAYERS];
    const char *const *strategy[CELLS_PLAYERS];
    cm_game game;
    cm_result result;
} cells;

static const char *const cells_words[] = { "a", "b", "c", "d", "e", "f", NULL };

/* A game of n players with counts; payoffs are the caller's, 0 before. */
static inline cm_nfg *cells_open(cells *w, size_t n, const size_t *count, bool exact)
{
    static const char *const players[] = { "P", "Q", "R", "S" };
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    w->game.kind = CM_GAME_NFG;
    w->game.as.nfg = (cm_nfg){ .n = n, .count = w->count, .cells = 1, .payoff = w->payoff, .exact = exact ? w->exact : NULL, .player = w->player, .strategy = w->strategy };
    for (size_t i = 0; i < n; i++) {
        w->count[i] = count[i];
        w->game.as.nfg.cells *= count[i];
        w->player[i] = players[i];
        w->strategy[i] = cells_words;
    }
    assert_true(w->game.as.nfg.cells <= CELLS_MOST);
    return &w->game.as.nfg;
}

/* Two players: pay[row][column] of each, the first player choosing rows. */
static inline cm_nfg *cells_matrix(cells *w, size_t rows, size_t columns, const double *first, const double *second)
{
    cm_nfg *nfg = cells_open(w, 2, (size_t[]){ rows, columns }, false);
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            w->payoff[(r + rows * c) * 2] = first[r * columns + c];
            w->payoff[(r + rows * c) * 2 + 1] = second[r * columns + c];
        }
    }
    return nfg;
}

/* At random: 2 to 4 players with 1 to 4 strategies; whole numbers below `range` (ties are many), or any. */
static inline cm_nfg *cells_random(cells *w, const char *name, uint64_t index, uint64_t range)
{
    cm_rng rng;
    size_t n, count[CELLS_PLAYERS];
    cm_nfg *nfg;
    cm_rng_init(&rng, support_seed(), name, index);
    n = 2 + cm_rng_below(&rng, 3);
    for (size_t i = 0; i < n; i++) count[i] = 1 + cm_rng_below(&rng, n == 4 ? 3 : 4);
    nfg = cells_open(w, n, count, range > 0);
    for (size_t k = 0; k < nfg->cells * n; k++) {
        int64_t whole = range > 0 ? (int64_t)cm_rng_below(&rng, range) : 0;
        w->exact[k] = (cm_frac){ whole, 1 };
        w->payoff[k] = range > 0 ? (double)whole : 4 * cm_rng_unit(&rng) - 2;
    }
    w->rng = rng;
    return nfg;
}

static inline cm_status cells_solve(cells *w, const cm_concept *concept, const void *params)
{
    cm_status status;
    cm_result_init(&w->result, &w->arena);
    status = cm_concept_solve(&w->ctx, concept, &w->game, params, &w->result);
    return status;
}

static inline void cells_good(cells *w, const cm_concept *concept, const void *params)
{
    if (cells_solve(w, concept, params) != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static inline const char *cells_text(const cells *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    return value->kind == CM_TEXT ? value->as.text : "";
}

#endif
