/* adjust.h: estimates with less noise than a plain mean has, from the same draws.
 *
 * Controls.  A cell's control u has a known mean e (closed.h).  Draws in which u came out high are draws in
 * which the measure x did, so that mean(x) - b (mean(u) - e) is a better estimate than mean(x); b is the slope
 * of x on u.  A difference between cells has two controls, of its first cells and of its second.  Where the
 * control is the agreement itself, agreement is its closed form and no longer an estimate.  Cost O(1).
 * Source: S. S. Lavenberg, P. D. Welch, "A perspective on the use of control variables to increase the
 * efficiency of Monte Carlo simulations", Management Science 27 (1981) 322-335; intervals at any time: the
 * adjusted mean is asymptotically a mean of independent numbers (Waudby-Smith et al., see anytime.h).
 *
 * Weights.  One world in two is drawn with positions moved by so many standard deviations; what a cell came to
 * counts 1 / (1/2 + L/2) times, L being by how much likelier its members' positions are so than as described.
 * Unbiased, and no weight is above 2, so that a shift that was badly chosen can at most double the variance.
 * Source: T. Hesterberg, "Weighted average importance sampling and defensive mixture distributions",
 * Technometrics 37 (1995) 185-194. */
#ifndef CM_MODELS_ADJUST_H
#define CM_MODELS_ADJUST_H

#include "models/simulate.h"
#include "models/stats.h"

typedef struct cm_estimate {
    double mean, low, high;
    double reduction;                /* variance of the plain mean over that of this one; NaN: not known */
    bool exact;                      /* a closed form, not an estimate */
} cm_estimate;

/* The numbers of a mean with controls, all sums over n draws. */
typedef struct cm_controlled {
    double n, sum, square, most;     /* of what is estimated; the largest that it can be, in size, 0 without a bound */
    size_t count;                    /* controls: 0, 1 or 2 */
    double control[2], product[2], inner[3];     /* of each: sum, with the estimated; squares of both, and each with the other */
    double expected[2];
} cm_controlled;

/* False where there are too few draws with anything in them for the estimate to be trusted.  `aim` as of
 * cm_anytime_errors: 0, the interval is Student's. */
bool cm_adjust_mean(const cm_controlled *c, double alpha, double aim, cm_estimate *out);

/* What the controls make of a cell, and of a contrast (k of ncontrasts); false: nothing, take the plain mean. */
bool cm_adjust_cell(const cm_claim *claim, const cm_sums *sums, size_t m, size_t cell, double alpha, double aim, cm_estimate *out);
bool cm_adjust_effect(const cm_claim *claim, const cm_sums *sums, const cm_contrast *contrast, size_t m, size_t k, size_t ncontrasts,
                      double alpha, double aim, cm_estimate *out);

/* CM_E_NUMERIC when a control's mean over the draws is not what its closed form says, beyond six standard
 * errors at least, by a bound that holds for any law. */
cm_status cm_adjust_check(cm_ctx *ctx, const cm_claim *claim, const cm_sums *sums);

#endif
