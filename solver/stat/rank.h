/* rank.h: do two columns rise together?  By ranks, ties in the middle.
 *
 * Spearman's rho and Kendall's tau-b.  Up to CM_RANK_EXACT cases their two-sided p counts all orders (ties
 * kept as they are); beyond that Student's t for rho, the normal distribution with Kendall's variance under
 * ties for tau.  rho's interval is Fisher's transformation with the variance (1 + rho^2/2)/(n - 3).  With
 * controls, rho is that of what the ranks of the controls leave of both (partial), p by Student's t.
 *
 * Fails with: CM_E_DOMAIN when a column does not vary, or the controls leave nothing; CM_E_MEMORY.
 * Source: M. G. Kendall, Rank Correlation Methods, 4th edition (1970); D. G. Bonett, T. A. Wright, "Sample
 * size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000)
 * 23-28. */
#ifndef CM_SOLVER_STAT_RANK_H
#define CM_SOLVER_STAT_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

enum { CM_RANK_EXACT = 9 };

typedef struct cm_rank {
    bool exact;
    uint64_t as_far, orders;        /* exact: p of rho = as_far / orders */
    double rho, p, low, high;
    double tau, tau_p;              /* none (NaN) with controls */
} cm_rank;

/* Ranks 1..n of x, ties in the middle. */
cm_status cm_rank_of(cm_ctx *ctx, size_t n, const double *x, double *rank);

/* control: ncontrols columns of n, column after column; taken by ranks as well. */
cm_status cm_rank_test(cm_ctx *ctx, size_t n, const double *x, const double *y, const double *control, size_t ncontrols,
                       double alpha, cm_rank *out);

#endif
