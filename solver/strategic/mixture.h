/* mixture.h: how mixed strategies of two players are printed, read back and judged.
 *
 * Table "equilibria": equilibrium, player, strategy, probability, exact: every strategy of both players, also
 * those with probability 0, in the order of the game.  Table "payoffs": equilibrium, player, value, exact.
 * exact is empty where the game's payoffs are computed numbers. */
#ifndef CM_SOLVER_STRATEGIC_MIXTURE_H
#define CM_SOLVER_STRATEGIC_MIXTURE_H

#include "solver/base/table.h"
#include "solver/strategic/bimatrix.h"

cm_status cm_mixture_tables(cm_ctx *ctx, cm_result *result, cm_table **equilibria, cm_table **payoffs);

/* A fraction as a text in the result's memory, or nothing where the game is not exact. *value is set. */
cm_status cm_mixture_exact(cm_ctx *ctx, cm_result *result, const cm_nfg *nfg, const cm_rat *a, cm_value *value);

/* Equilibrium e (from 0): mix[p] are the count[p] probabilities of player p. */
cm_status cm_mixture_write(cm_ctx *ctx, cm_result *result, const cm_nfg *nfg, const cm_bimatrix *game, size_t e,
                           const cm_rat *const mix[2], cm_table *equilibria, cm_table *payoffs);

/* How many equilibria the tables hold: CM_E_NUMERIC when they are missing, or not whole. */
cm_status cm_mixture_count(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result, size_t *count);

/* Equilibrium e as it was printed: probabilities of at least 0 that add up to 1, and payoffs that are what
 * these mixtures pay.  CM_E_NUMERIC with a sentence otherwise. */
cm_status cm_mixture_read(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, const cm_result *result, size_t e, cm_rat *const mix[2]);

/* No strategy pays more against the other's mixture than the mixture itself: exactly, or within the certificate's
 * tolerance where the game is not exact.  CM_E_NUMERIC with the strategy otherwise. */
cm_status cm_mixture_judge(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game, size_t e, const cm_rat *const mix[2]);

#endif
