/* closed_smooth.h: inside the concept `baron-ferejohn`: smoothed choices, which lead to an equilibrium.
 *
 * Each proposer is thought to choose a coalition of price c with a weight exp(-c / t).  At a high temperature t the values
 * are the solution of nearly linear equations; as t falls they are followed by Newton's method.  Near 0 only coalitions
 * that are cheapest, up to a few t, keep weight. */
#ifndef CM_SOLVER_BARGAIN_CLOSED_SMOOTH_H
#define CM_SOLVER_BARGAIN_CLOSED_SMOOTH_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_permutation.h>

#include "solver/bargain/closed_pool.h"

/* One system of equations in the values of the kinds, at a temperature. */
typedef struct cm_smooth {
    cm_ctx *ctx;
    const cm_pool *pool;
    size_t kinds;
    double t;
    double *price, *mixture;         /* kinds, types */
    double *mean, *cost, *cross;     /* kinds x kinds, kinds, kinds x kinds x kinds: of each proposer's choice */
    double *gap;                     /* kinds: how far the equations are off */
    gsl_matrix *slope;
    gsl_vector *step;
    gsl_permutation *order;
} cm_smooth;

/* Room in `arena`; cm_smooth_close after it, whatever it returns.  CM_E_MEMORY. */
cm_status cm_smooth_open(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, cm_smooth *s);
void cm_smooth_close(cm_smooth *s);

/* How many of each kind a proposer of each kind buys by s->mixture: means and products; and the probability that a member
 * of kind i is bought by another. */
void cm_smooth_moments(cm_smooth *s);
double cm_smooth_bought(const cm_smooth *s, size_t i);

/* Prices, choices, moments and gaps at `value`; the largest gap. */
double cm_smooth_equations(cm_smooth *s, const double *value);

/* From `value`, which is overwritten, to the values at the temperature of s; false when they are not found. */
bool cm_smooth_settle(cm_smooth *s, double *value, double *trial);

/* Down to temperature `to`; false when the path cannot be followed that far. */
bool cm_smooth_follow(cm_smooth *s, double to, double *value, double *start, double *trial);

#endif
