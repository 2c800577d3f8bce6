/* spread.h: the distributions that a file may name, by their quantiles, so that one uniform number
 * gives one draw, and a change of a parameter moves each draw a little. */
#ifndef CM_MODELS_SPREAD_H
#define CM_MODELS_SPREAD_H

#include "models/node.h"

typedef enum cm_dist {
    CM_POINT, CM_NORMAL, CM_UNIFORM, CM_BETA, CM_TRIANGULAR, CM_LOGNORMAL, CM_ZIPF
} cm_dist;

typedef struct cm_spread {
    cm_dist dist;
    double a, b, low, high;      /* point: a; normal, lognormal: mean a, sd b; beta: a, b on low..high;
                                  * uniform: low..high; triangular: mode a; zipf: exponent a */
} cm_spread;

/* From a number or a group with `dist`; mistakes (a missing or senseless parameter) go to diags. */
cm_status cm_spread_read(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters,
                         cm_spread *spread);

cm_spread cm_spread_point(double value);

/* The value below which a share u of the draws falls, 0 < u < 1.  For zipf, u is ignored and 1 comes
 * back: ranks are given by cm_world. */
double cm_spread_quantile(const cm_spread *spread, double u);

/* The same from a standard normal deviate z (u = Phi(z)). */
double cm_spread_from_normal(const cm_spread *spread, double z);

/* The share of draws at or below x. */
double cm_spread_below(const cm_spread *spread, double x);

#endif
