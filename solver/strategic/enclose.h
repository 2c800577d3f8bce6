/* enclose.h: all solutions of the equations of one support, in boxes that are proven.
 *
 * On a support (a set of strategies for each player) the others must leave a player indifferent among its own:
 *     u_i(j, p_-i) - u_i(base, p_-i) = 0   for each other strategy j of the support, base the first,
 * as many equations as free probabilities, each multilinear.  The product of simplices is cut into boxes:
 *   a box goes when an equation cannot be 0 in it, or a strategy off the support is surely better (ranges are exact
 *   over each simplex but for rounding, which is added), or Krawczyk's operator leaves nothing of it;
 *   a box is settled when Krawczyk's operator maps a box around it into itself: then that has exactly one solution;
 *   what stays undecided makes the support open: a continuum, a solution on the edge, or one of several that meet.
 *
 * Sources: R. Krawczyk, Computing 4 (1969) 187-201; R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to
 * Interval Analysis, SIAM (2009). */
#ifndef CM_SOLVER_STRATEGIC_ENCLOSE_H
#define CM_SOLVER_STRATEGIC_ENCLOSE_H

#include "solver/concept.h"

typedef struct cm_enclose {
    const cm_nfg *nfg;
    double scale;                    /* payoffs are times this power of 2: differences of at most 1 */
    size_t *s, *first;               /* the support: strategies of player i are s[first[i]] .. s[first[i + 1] - 1] */
    size_t *stride;                  /* n: of cells */
    size_t nq, nvar;                 /* strategies in the support; free probabilities */
    size_t *var, *var_player;        /* nvar: place of each in the support; whose */
    size_t *eq_player;               /* equations: nvar inside, then `off` for strategies off the support */
    size_t off;
    double **tensor, **slope;        /* of equations; of inside equations by variables, nvar x nvar */
    double pad;                      /* more than rounding can do to a range */
    double *buffer, *sorted;
    double *lo, *hi, *point;         /* nq: the box at hand; a point */
    double *fc, *fr, *jc, *jr, *y, *x, *rad, *spare;     /* ranges: middle and half width; inverse; of variables */
    double *stack;                   /* boxes of 2 nq */
    size_t room;
    double *known;                   /* boxes of 2 nvar that are settled */
    size_t nknown, known_room;
    double *root;                    /* nknown x nq x 2: tight boxes around their solutions */
    double work;
} cm_enclose;

/* Room for all supports of a game of 2 players or more. CM_E_MEMORY. */
cm_status cm_enclose_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_enclose *e);

/* All solutions with the support in s and first, strictly inside it and with no better strategy off it, as far as
 * that is sure: e->root[k], k < e->nknown, those with keep[k].  *open: something is undecided.
 * CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_enclose_solve(cm_ctx *ctx, cm_arena *arena, cm_enclose *e, size_t boxes, bool *open);

/* Strategies of a player in the support. */
static inline size_t cm_enclose_size(const cm_enclose *e, size_t player) { return e->first[player + 1] - e->first[player]; }

/* --- inside ------------------------------------------------------------------------------------------ */

/* The equations of the support in s and first; then their slopes, of those inside. */
void cm_enclose_equations(cm_enclose *e);
void cm_enclose_slopes(cm_enclose *e);

/* The largest value of sign * tensor over the box, all players but `skip` and `also` summed out. */
double cm_enclose_bound(cm_enclose *e, const double *tensor, double sign, size_t skip, size_t also, const double *lo, const double *hi);

/* The range of an equation's left side over a tight box: lo and hi of the support's probabilities. */
void cm_enclose_range(cm_enclose *e, size_t equation, const double *lo, const double *hi, double *low, double *high);

#endif
