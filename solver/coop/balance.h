/* balance.h: what the concepts core, least-core and cost-of-stability share: a system of coalitions with
 * weights under which every player is counted once, printed and read back.
 *
 * Weights w_S >= 0 with sum over S with i of w_S = 1 for every i are balanced.  What balanced coalitions
 * claim together, sum w_S worth(S), cannot be met when it is more than there is: this is the proof that a
 * core is empty (O. N. Bondareva, Problemy Kibernetiki 10 (1963) 119-139; L. S. Shapley, "On balanced sets
 * and cores", Naval Research Logistics Quarterly 14 (1967) 453-460). */
#ifndef CM_SOLVER_COOP_BALANCE_H
#define CM_SOLVER_COOP_BALANCE_H

#include "solver/base/exact.h"
#include "solver/coop/payoff.h"

/* The smallest largest excess, with payoffs that reach it and balanced coalitions that prevent less. */
typedef struct cm_least_core {
    double epsilon;
    double *x;                       /* n */
    uint32_t *mask;                  /* the nweights balanced coalitions */
    double *weight;
    size_t nweights;
    bool proven;                     /* the fractions below are the exact answer, held against every coalition */
    cm_rat epsilon_exact, *x_exact, *weight_exact;
} cm_least_core;

/* Solve the first stage of the prenucleolus, over the rationals where the worths are exact.  Dense games of
 * at least two players.  Free in any case. */
cm_status cm_least_core_solve(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_least_core *out);
void cm_least_core_free(cm_least_core *out, size_t n);

/* The table `weights`: coalition, weight, exact, worth. */
cm_status cm_balance_print(cm_ctx *ctx, cm_result *result, const cm_tu *tu, const uint32_t *mask, const double *weight,
                           const cm_rat *exact, size_t count);

/* Is there a division that satisfies every coalition?  True or false where fractions, or doubles well apart,
 * tell; none where it is too close to call. */
cm_value cm_least_core_balanced(const cm_ctx *ctx, const cm_tu *tu, const cm_least_core *lc);

/* What the printed weights prove: *claim = sum w worth(S), *total = sum w, after it was checked that every
 * player is counted once.  In fractions too (claim_exact, total_exact) when *exact.
 * CM_E_NUMERIC when a coalition is none of the game's, a weight is negative, or a player is not counted once. */
cm_status cm_balance_claim(cm_ctx *ctx, const cm_result *result, const cm_tu *tu, double *claim, double *total, bool *exact,
                           cm_rat *claim_exact, cm_rat *total_exact);

/* The largest excess at payoffs x (n), over all coalitions but nobody and everybody; by fractions, no excess is
 * above `bar` when exact, bar are not NULL: *above tells whether one is. */
cm_status cm_balance_largest(cm_ctx *ctx, const cm_tu *tu, const double *x, double *largest);
cm_status cm_balance_none_above(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_rat *exact, const cm_rat *bar, bool *decided, bool *above);

/* The certificate of a least-core value, from what was printed alone: `least_core_value` and `exact` in the
 * summary, the table `weights`, and payoffs in the table `point`.  The bound that the weights prove and the
 * largest excess at the payoffs must both be the value.  CM_E_NUMERIC with what is wrong. */
cm_status cm_leastcore_check(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const char *point);

#endif
