/* consent.h: how likely enough of n members consent, when each does with the same probability and they do so alike.
 *
 * Each consents with a probability that is drawn once for all of them, from a beta law with that mean and a correlation rho
 * between any two: a = mean (1 / rho - 1), b = (1 - mean) (1 / rho - 1); rho 0: each for itself. */
#ifndef CM_SOLVER_FORUM_CONSENT_H
#define CM_SOLVER_FORUM_CONSENT_H

#include "solver/base/ctx.h"

/* Pr[at least `needed` of n consent]. */
double cm_consent_chance(size_t n, size_t needed, double mean, double rho);

/* Pr[exactly k of n consent]. */
double cm_consent_exactly(size_t n, size_t k, double mean, double rho);

/* The votes that a share of n members needs: the least whole number that is not below it, one at least. */
size_t cm_consent_votes(const cm_tol *tol, size_t n, double share);

/* By other means, one member after another, as from an urn: yes[k] = Pr[k of the first n consent] becomes that of n + 1;
 * yes has n + 2 numbers. */
void cm_consent_next(double *yes, size_t n, double mean, double rho);

#endif
