/* bargain_kinks.h: the unknowns of the programme of bargain_ascent.c, and what kinks of utility do to it. */
#ifndef CM_SOLVER_BARGAIN_BARGAIN_KINKS_H
#define CM_SOLVER_BARGAIN_BARGAIN_KINKS_H

#include "solver/bargain/bargain.h"

typedef struct cm_ascent {
    const cm_bargain *b;
    const cm_bargain_aim *aim;
    size_t n, d, total;             /* of all unknowns: x, t, s, lambda, alpha, beta, u */
    size_t *order;                  /* of pivots */
    bool bent;                      /* kinks, and so u */
    bool *row;                      /* members with a floor, a ray or a part in the product */
    double *push, *ray, *floor;     /* in units of each gain */
    double pace, mu, blur, haste;   /* of t; of the complementarity; of the kinks; by which mu falls */
    double *z, *step, *next, *left; /* unknowns, direction, trial, residuals */
    double *y, *gain, *matrix, *scale, *right;
    double *slope, *tangent;   /* n x d: of the gain by u, and by v / r; the same without kinks */
    double *off, *size, *turn; /* n x d: v, r, dv/dx */
    double *pull;              /* n x d: by how much the gain falls with r u */
} cm_ascent;

static inline double *cm_of_s(const cm_ascent *a, double *z)
{
    return z + a->d + 1;
}
static inline double *cm_of_lambda(const cm_ascent *a, double *z)
{
    return z + a->d + 1 + a->n;
}
static inline double *cm_of_alpha(const cm_ascent *a, double *z)
{
    return z + a->d + 1 + 2 * a->n;
}
static inline double *cm_of_beta(const cm_ascent *a, double *z)
{
    return z + 2 * a->d + 1 + 2 * a->n;
}

static inline double *cm_of_u(const cm_ascent *a, double *z)
{
    return z + 3 * a->d + 1 + 2 * a->n;
}

static inline double cm_width(const cm_ascent *a, size_t k)
{
    return a->b->high[k] - a->b->low[k];
}

/* Gains, slopes and directions at the unknowns z. */
void cm_bargain_evaluate(cm_ascent *a, double *z);
/* Less the derivative of member i's slope, times weight, to the matrix; what u has left to do goes to the
 * right. */
void cm_bargain_bend(cm_ascent *a, size_t i, double weight);
/* The step of the directions u that goes with that of x. */
void cm_bargain_turn(cm_ascent *a);
/* Directions that a step made longer than 1 are cut to it. */
void cm_bargain_shorten(const cm_ascent *a, double *z);

#endif
