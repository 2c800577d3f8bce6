/* closed.h: inside the concept `baron-ferejohn`: a stationary equilibrium of bargaining under a closed rule.
 *
 * In every round the proposer i, drawn with probability p_i, buys a coalition that wins with it and costs least
 * when the vote of j costs delta_j v_j, what j expects if the proposal fails, and keeps the rest:
 *
 *   v_i = p_i (1 - C_i) + mu_i delta_i v_i,
 *
 * with C_i the cost of i's cheapest coalition and mu_i the probability that another buys i.  All prices together are
 * less than the surplus, so that every proposal passes at once. */
#ifndef CM_SOLVER_BARGAIN_CLOSED_H
#define CM_SOLVER_BARGAIN_CLOSED_H

#include "solver/base/mem.h"
#include "solver/base/table.h"
#include "solver/game/protocol.h"

/* A coalition that a proposer buys. */
typedef struct cm_purchase {
    size_t proposer;
    double chance;               /* given that it proposes */
    unsigned char *in;           /* n marks, the proposer's own among them */
} cm_purchase;

typedef struct cm_closed {
    size_t n;
    double *value;               /* n: expected before a proposer is drawn */
    double *next;                /* n: expected when a proposal fails: the same, but for a deadline */
    double *keeps;               /* n: what it keeps when it proposes */
    double *partner;             /* n x n: row i, the probabilities with which proposer i buys each */
    bool unique;                 /* the values are those of every stationary equilibrium */
    cm_purchase *purchase;       /* other rules than quotas; none for them: the probabilities say it all */
    size_t purchases, room;
} cm_closed;

/* Zeros for n members, in `arena`.  CM_E_MEMORY. */
cm_status cm_closed_init(cm_ctx *ctx, cm_arena *arena, size_t n, cm_closed *closed);

/* At least `quota` of n: the values of all stationary equilibria, and one of their mixtures.
 *
 * Let w be the price of the member that is bought last, t what is left of the surplus when the q cheapest members
 * are paid, and x = w / t.  At x the price of i is t times A_i = p_i delta_i / (1 - delta_i) if that is below x (all
 * buy i), t delta_i p_i (1 + x) if that is above x (nobody does), and else w, which is right when i is in the
 * coalition with probability 1/delta_i - p_i/x.  So the expected size of a coalition is the sum of these
 * probabilities, each held between p_i and 1: it never falls in x, and is q at the equilibrium.
 *
 * Fails with: CM_E_MEMORY; CM_E_NUMERIC when the programme of the mixture is not solved.
 * Cost: n log n, and a transport programme with a variable for each pair of kinds of members.
 * Source: H. Eraslan, "Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn model", J. Econ. Theory
 * 103 (2002) 11-30, for uniqueness; the equation in one unknown is ours. */
cm_status cm_closed_quota(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, cm_closed *closed);

/* At least `quota` of n, with a deadline: the equilibrium in which ties are broken evenly, worked out backwards; after
 * the last round nobody has anything.  closed->unique: no tie ever mattered.  path: rounds x n values, before each
 * round.  O(rounds n^3).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_closed_until(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, double *path, cm_closed *closed);

/* Each round's values follow from the next's, whichever way ties are broken.  CM_E_NUMERIC. */
cm_status cm_closed_check_path(cm_ctx *ctx, const cm_protocol *protocol, size_t quota, const double *path);

/* Any rule: one stationary equilibrium, in which members who are alike are treated alike; others, with other values,
 * may exist.
 * Fails with: CM_E_MEMORY; CM_E_LIMIT when the rule has too many coalitions to list; CM_E_NUMERIC when the path of
 * smoothed choices cannot be followed to its end; CM_E_INTERRUPT. */
cm_status cm_closed_rule(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_closed *closed);

/* The largest gain that one deviation in one round brings: a proposer who buys another coalition, or waits; a member
 * who refuses what it is paid; from printed tables alone (solver/game/cheapest.h finds the coalition).
 * Fails with: CM_E_NUMERIC when a table is not there or is no strategy; CM_E_MEMORY. */
cm_status cm_closed_deviation(cm_ctx *ctx, const cm_protocol *protocol, const cm_result *result, double *gain);

/* The certificate of the concept. */
cm_status cm_closed_check(cm_ctx *ctx, const cm_protocol *protocol, const cm_result *result);

#endif
