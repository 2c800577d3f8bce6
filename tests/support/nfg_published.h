/* nfg_published.h: published games in normal form, cell by cell, the first player's strategy fastest. */
#ifndef CM_TESTS_SUPPORT_NFG_PUBLISHED_H
#define CM_TESTS_SUPPORT_NFG_PUBLISHED_H

#include <stddef.h>

static const size_t two_by_two[] = { 2, 2 }, cube[] = { 2, 2, 2 };

/* R. J. Aumann, J. Math. Econ. 1 (1974): chicken. */
static const double chicken[] = { 6, 6, 7, 2, 2, 7, 0, 0 };

/* The battle of the sexes (R. Nau, S. Gomez Canovas, P. Hansen, Int. J. Game Theory 32 (2004) 443-453, section 3). */
static const double sexes[] = { 3, 2, 0, 0, 0, 0, 2, 3 };

/* The same, section 4: one equilibrium, in irrational probabilities. */
static const double irrational[] = { 3, 0, 2, 0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 0, 3, 0, 0, 1, 0, 2, 0, 3 };

/* R. D. McKelvey, A. McLennan, Handbook of Computational Economics 1 (1996) 87-142: nine equilibria. */
static const double nine[] = { 9, 8, 12, 0, 0, 0, 0, 0, 0, 9, 8, 2, 0, 0, 0, 3, 4, 6, 3, 4, 6, 0, 0, 0 };

/* R. Selten, Int. J. Game Theory 4 (1975) 25-55, figure 1: the horse; strategies R, L of each. */
static const double horse[] = { 1, 1, 1, 3, 2, 2, 4, 4, 0, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0 };

#endif
