/* stats.h: intervals for shares and differences. */
#ifndef CM_MODELS_STATS_H
#define CM_MODELS_STATS_H

#include <stddef.h>
#include <stdint.h>

typedef struct cm_interval {
    double low, high;
} cm_interval;

/* The quantile of the beta distribution with shapes a, b > 0: x with P(X <= x) = u, 0 < u < 1.  GSL 2.7's
 * own inverse gives NaN, or a wrong number, for some arguments; it is held against the distribution
 * function and replaced by bisection where it does not fit. */
double cm_beta_quantile(double u, double a, double b);

/* For `hits` of n: Wilson's score interval at two-sided level 1 - alpha.
 * Source: E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927) 209-212. */
cm_interval cm_wilson(double hits, double n, double alpha);

/* The exact interval of Clopper and Pearson, Biometrika 26 (1934) 404-413: covers at least 1 - alpha. */
cm_interval cm_clopper_pearson(double hits, double n, double alpha);

/* For the difference of two shares seen on the same n draws: `both` times both, `first` times only the
 * first, `second` only the second: share of the first minus share of the second.  Sound when nothing
 * or everything was seen.
 * Source: R. G. Newcombe, "Improved confidence intervals for the difference between binomial
 * proportions based on paired data", Statist. Med. 17 (1998) 2635-2650, method 10. */
cm_interval cm_paired_shares(double both, double first, double second, double n, double alpha);

/* For a mean of n numbers between `least` and `most` with this sum and sum of squares: Student's interval;
 * of n equal numbers, what n draws may have missed, so that they are no certainty. */
cm_interval cm_mean_interval(double sum, double squares, double n, double alpha, double least, double most);

#endif
