/* anytime.h: confidence sequences: intervals that hold at all sample sizes at once, so that one may look,
 * and stop, whenever one likes. */
#ifndef CM_MODELS_ANYTIME_H
#define CM_MODELS_ANYTIME_H

#include "models/stats.h"

/* For the mean of n numbers in a range of width `range`: with `sum`, and `variation` the sum of squares about
 * predictions made before each number was known (in the same range).  Covers the mean at all n at once with
 * 1 - alpha, whatever the numbers' law, and for means that change, the mean of the means.
 * Source: S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric, nonasymptotic
 * confidence sequences", Annals of Statistics 49 (2021) 1055-1080: the empirical Bernstein bound (theorem 4)
 * with the gamma-exponential mixture boundary (proposition 9). */
cm_interval cm_anytime_bounded(double sum, double variation, double n, double alpha, double range);

/* In place of a normal quantile: this many standard errors of a mean hold at all n at once, asymptotically;
 * narrowest near n = aim.  aim 0: the quantile for one n fixed beforehand.
 * Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, "Time-uniform central limit theory
 * and asymptotic confidence sequences", Annals of Statistics 52 (2024) 2613-2640. */
double cm_anytime_errors(double n, double alpha, double aim);

#endif
