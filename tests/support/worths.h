/* worths.h: coalitional games for tests: random ones, given ones, and what a concept said of them. */
#ifndef CM_TESTS_SUPPORT_WORTHS_H
#define CM_TESTS_SUPPORT_WORTHS_H

#include "solver/base/rng.h"
#include "solver/concept.h"

typedef struct worths {
    cm_ctx ctx;
    cm_arena arena;
    cm_game game;
    double *worth;               /* of a dense game, to be filled in */
    cm_result result;
} worths;

/* A dense game of players P1 .. Pn with worths of 0. */
void worths_open(worths *w, size_t n);
void worths_free(worths *w);

/* Sorts of random games: "whole" 0..99, "real" in (0, 1), "growing" (about superadditive), "simple" (a random
 * weighted majority). */
void worths_random(worths *w, size_t n, const char *sort, cm_rng *rng);

/* Run and check the concept; the test fails when it does. */
void worths_solve(worths *w, const char *concept, const void *params);

/* Payoff i as printed in the table; the exact text, or NULL. */
double worths_payoff(const worths *w, const char *table, size_t i);
const char *worths_exact(const worths *w, const char *table, size_t i);
double worths_number(const worths *w, const char *summary);

/* A cell of the printed result, to be changed for near misses. */
cm_value *worths_cell(worths *w, const char *table, size_t row, const char *column);

/* Does the concept's check accept what is printed? The context is cleared. */
bool worths_accepted(worths *w, const char *concept, const void *params);

#endif
