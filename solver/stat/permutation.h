/* permutation.h: would chance alone set two groups of cases so far apart?
 *
 * x is a number of each case, in_group says which cases are marked; within each stratum the marks are put in
 * all possible ways (so many as are marked there).  Effect: the mean of x in the group less the mean
 * elsewhere, within strata, weighted by k (n - k) / n.  Two-sided p: the share of ways that set them as far
 * apart.  The interval holds all shifts of the group that the same test does not refuse; with few cases it
 * may be infinite.  All ways are counted when there are at most `most`; else so many are drawn.
 *
 * Fails with: CM_E_DOMAIN when no stratum has both kinds; CM_E_MEMORY, CM_E_INTERRUPT.
 * Cost: O(most n).
 * Source: R. A. Fisher, The Design of Experiments (1935), section 21; E. J. G. Pitman, "Significance tests
 * which may be applied to samples from any populations", J. Roy. Statist. Soc. Suppl. 4 (1937) 119-130. */
#ifndef CM_SOLVER_STAT_PERMUTATION_H
#define CM_SOLVER_STAT_PERMUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef struct cm_permutation {
    bool exact;                 /* all ways were counted */
    uint64_t as_far, ways;      /* exact: p = as_far / ways; drawn: (as_far + 1) / (ways + 1) */
    double p, least;            /* least: exact, the least p that any marking could give; drawn: none, 0 */
    double effect, low, high;
} cm_permutation;

/* stratum: of each case, 0 .. ; NULL: one for all. */
cm_status cm_permutation_test(cm_ctx *ctx, size_t n, const double *x, const bool *in_group, const size_t *stratum,
                              double alpha, uint64_t most, uint64_t seed, cm_permutation *out);

#endif
