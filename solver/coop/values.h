/* values.h: what the values of coalitional games stand on: sums of worths by size, the Shapley value of
 * a dense game, its certificate, unions of players, and payoffs read back from a result. */
#ifndef CM_SOLVER_COOP_VALUES_H
#define CM_SOLVER_COOP_VALUES_H

#include "solver/base/param.h"
#include "solver/base/rat.h"
#include "solver/base/table.h"
#include "solver/game/tu.h"

/* all[s]: the worths of the coalitions of s players added up; with[i * (n + 1) + s]: of those with player i. */
typedef struct cm_sizes {
    size_t n;
    double *all, *with;
} cm_sizes;

/* One pass over the 2^n worths.  O(2^n), memory O(n 2^(n/2)).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_sizes_find(cm_ctx *ctx, cm_arena *arena, const double *worth, size_t n, cm_sizes *sizes);

/* What player i adds to the coalitions of s others, added up over them; 0 <= s < n. */
double cm_sizes_adds(const cm_sizes *sizes, size_t i, size_t s);

/* The chance s!(n-1-s)!/n! of a given set of s others to be those who came before: 1 / chances. */
int64_t cm_shapley_chances(size_t n, size_t s);

/* Worths times `unit` as whole numbers, small enough that their sums are exact in doubles and their
 * dividends in 64 bits; worth NULL when the game is not exact, or its numbers are too large for it. */
typedef struct cm_whole {
    const double *worth;
    int64_t unit;
} cm_whole;

/* O(2^n); fractions are looked at in games of at most 16 players.  CM_E_MEMORY. */
cm_status cm_whole_find(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_whole *whole);

/* One payoff a player; exact: as fractions, or NULL. */
typedef struct cm_payoffs {
    double *x;
    const char **exact;
} cm_payoffs;

/* A value that is sum_s (what i adds to coalitions of s others) / divisor(n, s), in `arena`.
 * Exact for whole games.  CM_E_MEMORY, CM_E_INTERRUPT. */
typedef int64_t (*cm_divisor)(size_t n, size_t s);
cm_status cm_value_by_sizes(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_divisor divisor, cm_payoffs *out);

/* The same fractions by other means: sum over coalitions R with i of dividend(R) / divisor(|R|).  Each text must be
 * that fraction.  O(n 2^n).  CM_E_NUMERIC with the player; CM_E_MEMORY. */
cm_status cm_dividends_check(cm_ctx *ctx, const cm_tu *tu, int64_t (*divisor)(size_t size), const char *const *exact);

/* The Shapley value of a dense game. */
cm_status cm_shapley_find(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_payoffs *out);

/* Is x the Shapley value?  By least squares, and the fractions (unless NULL) by dividends. */
cm_status cm_shapley_check(cm_ctx *ctx, const cm_tu *tu, const double *x, const char *const *exact);

/* The most by which x is off the Shapley value of the game, in O(2^n), by another road than sums of what
 * players add: of all payoffs that share out worth(N) the value is the one with the least
 * sum_S (v(S) - x(S))^2 / C(n-2, s-1).
 * Source: A. Charnes, B. Golany, M. Keane, J. Rousseau, "Extremal principle solutions of games in characteristic
 * function form", in Econometrics of Planning and Efficiency, Kluwer (1988) 123-133. */
double cm_shapley_gap(const double *worth, size_t n, const double *x);

/* pull[i] = sum over coalitions S with i of weight[|S|] (v(S) - x(S)), *total over all S.  O(2^n). */
void cm_pulls(const double *worth, size_t n, const double *x, const double *weight, double *pull, double *total);

/* Disjoint unions of players, in the order given; players in none are unions of one, after these. */
typedef struct cm_unions {
    size_t count;
    size_t *first, *member;          /* union k: member[first[k]] .. member[first[k + 1] - 1] */
    size_t *of;                      /* the union of each player */
} cm_unions;

/* CM_E_INPUT for a player named twice; CM_E_MEMORY. */
cm_status cm_unions_read(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const cm_lists *lists, cm_unions *unions);

/* The masks of all 2^count coalitions of these members, in `arena`: mask s has member b when s has bit b. */
uint32_t *cm_subsets(cm_ctx *ctx, cm_arena *arena, const size_t *member, size_t count);

/* The game played by these members alone. */
cm_status cm_subgame(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const size_t *member, size_t count, cm_tu *sub);

/* A printed column, one number a player in their order: CM_E_NUMERIC when it is not all there. */
cm_status cm_column_read(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const char *table, const char *column, double *x);

/* The texts of a column, or exact[i] NULL where there are none. */
void cm_texts_read(const cm_tu *tu, const cm_result *result, const char *table, const char *column, const char **text);

/* A printed "total" against what it has to be. */
cm_status cm_total_check(cm_ctx *ctx, const cm_result *result, double total, double scale);

/* The mask of a printed coalition; false when the text is none. */
bool cm_coalition_read(const cm_tu *tu, const char *text, uint32_t *mask);

/* The payoffs given by a parameter: x is set to them, or to an equal split of worth(N) when there are none. */
void cm_payoffs_given(const cm_tu *tu, const cm_numbers *given, double *x);

/* x(S), member by member. */
double cm_gets(const cm_tu *tu, const double *x, uint32_t mask);

#endif
