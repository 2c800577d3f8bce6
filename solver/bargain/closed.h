/* closed.h: inside the concept `baron-ferejohn`: bargaining under a closed rule, for ever or with a deadline.
 *
 * In every round the proposer i, drawn with probability p_i, buys a coalition that wins with it and costs least
 * when the vote of j costs delta_j v_j, what j expects if the proposal fails, and keeps the rest:
 *
 *   v_i = p_i (1 - C_i) + mu_i delta_i v_i,
 *
 * with C_i the cost of i's cheapest coalition and mu_i the probability that another buys i.  All prices together are
 * less than the surplus, so that every proposal passes at once.
 *
 * With a deadline the same step is taken backwards, and then a round may cost something and members may have something
 * outside: what j waits for is delta_j v_j less the cost, after the last round what it has outside; its vote costs that, or
 * nothing; and a proposer for whom waiting is worth more than 1 - C_i proposes nothing. */
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
    double *wait, *price;        /* n: what a failed proposal is worth, and what a vote costs: no less than 0 */
    unsigned char *waits;        /* n: it proposes nothing, because waiting is worth more than what it could keep */
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

/* With a deadline: what member i has when the proposal of a round fails and `next` is what it expects of the round after.
 * After the last round it has what it has outside, at once. */
double cm_closed_wait(const cm_protocol *protocol, bool last, size_t i, double next);

/* With a cost of a round or outside options a proposer may prefer to wait, and talks may end without a decision. */
bool cm_closed_may_fail(const cm_protocol *protocol);

/* With a deadline: the equilibrium in which ties are broken evenly, worked out backwards; quota: 0 where heads are not
 * counted, and then the coalitions of the first round are listed.  closed->unique: no tie ever mattered.
 * path: rounds x n values, before each round; chance: that the proposal of each round passes.
 * Cost: rounds n^3, or rounds times the minimal winning coalitions by kind.
 * Fails with: CM_E_MEMORY, CM_E_INTERRUPT; CM_E_LIMIT when there are too many coalitions. */
cm_status cm_closed_until(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, size_t quota, double *path, double *chance, cm_closed *closed);

/* Each round's values follow from the next's, whichever way ties are broken, and so does the chance that it passes; by
 * order of price where heads are counted, else by knapsacks or integer programmes with and without each member.
 * CM_E_NUMERIC. */
cm_status cm_closed_check_path(cm_ctx *ctx, const cm_protocol *protocol, const double *path, const double *chance);

/* The summary of talks with a deadline: rounds (of those that end in agreement), agreement, within, captured and
 * efficiency (of 1, or of what all have when they never agree, if that is more), inequality (none where not all values
 * are above 0), largest_deviation.  And that it is there, and right.  CM_E_MEMORY; CM_E_NUMERIC. */
cm_status cm_closed_course(cm_ctx *ctx, const cm_protocol *protocol, const double *value, const double *chance, long within, double gain, cm_result *result);
cm_status cm_closed_check_course(cm_ctx *ctx, const cm_protocol *protocol, const double *value, const double *chance, long within, double gain, const cm_result *result);

/* Any rule: one stationary equilibrium, in which members who are alike are treated alike; others, with other values,
 * may exist.  Where there are many coalitions by kind, an equilibrium among some of them, to which those are added that are
 * cheaper at its prices, until there are none.
 * Fails with: CM_E_MEMORY; CM_E_LIMIT when thousands of coalitions do not suffice; CM_E_NUMERIC when the path of smoothed
 * choices cannot be followed to its end; CM_E_INTERRUPT.
 * Cost: 27 members who are all unlike take seconds. */
cm_status cm_closed_rule(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_closed *closed);

/* The largest gain that one deviation in one round brings: a proposer who buys another coalition, or waits; a member
 * who refuses what it is paid; from printed tables alone (solver/game/cheapest.h finds the coalition).
 * Fails with: CM_E_NUMERIC when a table is not there or is no strategy; CM_E_MEMORY. */
cm_status cm_closed_deviation(cm_ctx *ctx, const cm_protocol *protocol, const cm_result *result, double *gain);

/* The certificate of the concept. */
cm_status cm_closed_check(cm_ctx *ctx, const cm_protocol *protocol, long within, const cm_result *result);

#endif
