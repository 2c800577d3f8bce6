/* payoff.h: payoffs as concepts print them, and exact comparisons of a coalition's worth with them.
 *
 * The table `payoffs` has a row a player: player, value, exact; `exact` is the fraction in words, or none. */
#ifndef CM_SOLVER_COOP_PAYOFF_H
#define CM_SOLVER_COOP_PAYOFF_H

#include "solver/base/rat.h"
#include "solver/base/table.h"
#include "solver/coop/excess.h"
#include "solver/game/tu.h"

/* Print x (n numbers), with the fractions `exact` (n) beside them unless NULL, and the summary `total`. */
cm_status cm_payoff_print(cm_ctx *ctx, cm_result *result, const char *table, const cm_tu *tu, const double *x, const cm_rat *exact);

/* Read them back: x (n numbers), and *exact, n fractions to be freed by the caller with cm_rats_free, or NULL
 * when some are missing.  CM_E_NUMERIC when the table is not there, or names other players. */
cm_status cm_payoff_read(cm_ctx *ctx, const cm_result *result, const char *table, const cm_tu *tu, double *x, cm_rat **exact);

/* A fraction as printed ("-2/3"). False when the text is none. */
bool cm_payoff_fraction(const char *text, cm_rat *out);

/* Exact comparisons of worth(S) with x(S) + c bar, c = 1, or |S| when `per_capita`. */
typedef struct cm_balance {
    const cm_tu *tu;
    const cm_rat *x;                 /* n */
    const cm_rat *bar;
    bool per_capita;
    cm_rat sum, worth, size;         /* scratch */
    int64_t whole[CM_TU_MOST + 1];   /* x and bar times their common denominator, where that is small */
    int64_t denominator;             /* 0: it is not */
} cm_balance;

/* Look for a small common denominator, when many signs will be asked for. */
void cm_balance_prepare(cm_balance *balance);

/* The sign of worth(S) - x(S) - c bar. O(n): some nanoseconds for whole worths after a preparation that
 * succeeded, else some microseconds on fractions. */
int cm_balance_sign(cm_balance *balance, uint32_t mask);
void cm_balance_free(cm_balance *balance);

#endif
