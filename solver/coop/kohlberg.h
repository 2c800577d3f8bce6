/* kohlberg.h: Kohlberg's criterion: is a payoff the (pre)nucleolus?  No programme of the nucleolus is
 * solved: the payoff is judged by itself.
 *
 * Go down the levels of excess.  At each, the coalitions at or above it must be balanced together: no side
 * payment y with y(N) = 0 that takes from none of them (and, for imputations, from nobody at his bound)
 * gives to any.  When the coalitions met span all, the payoff is the nucleolus.
 *
 * Source: E. Kohlberg, "On the nucleolus of a characteristic function game", SIAM J. Appl. Math. 20 (1971)
 * 62-66; on stopping at full rank and leaving out coalitions in the span: T. Solymosi, B. Sziklai,
 * "Characterization sets for the nucleolus in balanced games", Oper. Res. Lett. 44 (2016) 520-524. */
#ifndef CM_SOLVER_COOP_KOHLBERG_H
#define CM_SOLVER_COOP_KOHLBERG_H

#include "solver/coop/payoff.h"

typedef struct cm_kohlberg {
    bool per_capita, imputations;
    size_t levels;                   /* out: how many were met */
    bool exact;                      /* out: every tie and every balance was decided in fractions */
} cm_kohlberg;

/* x: n payoffs; exact: the fractions that they mean, or NULL.
 * Fails with: CM_E_NUMERIC with what is wrong: it is no (pre)imputation, or coalitions could be given more. */
cm_status cm_kohlberg_check(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_rat *exact, cm_kohlberg *how);

#endif
