/* span.h: which coalitions' payoffs are settled once those of some coalitions are.
 *
 * A coalition is a row of zeros and ones.  When x(S) is fixed for some coalitions, it is fixed for every
 * coalition in their linear span.  The rank is kept modulo the prime 2^61 - 1, which is exact for up to 30
 * players: no determinant of zeros and ones of that order is as large.  Membership of millions of
 * coalitions is asked through one random vector h orthogonal to the span: S is in the span only if the sum
 * of h over S is 0, and one outside it passes with probability 2^-61.
 *
 * Source: the bound on determinants is J. Hadamard's, Bull. Sci. Math. 17 (1893) 240-246. */
#ifndef CM_SOLVER_COOP_SPAN_H
#define CM_SOLVER_COOP_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

#define CM_SPAN_PRIME (((uint64_t)1 << 61) - 1)

enum { CM_SPAN_MOST = 30 };

typedef struct cm_span {
    size_t n, rank;
    uint64_t row[CM_SPAN_MOST][CM_SPAN_MOST];   /* reduced: the pivot of a row is 1, and 0 in the others */
    size_t pivot[CM_SPAN_MOST];
} cm_span;

/* The span of no coalitions; n <= CM_SPAN_MOST. */
void cm_span_init(cm_span *span, size_t n);

/* Take a coalition in; true when it was not in the span.  O(n^2). */
bool cm_span_add(cm_span *span, uint32_t mask);
/* The same for any row of n numbers below the prime. */
bool cm_span_add_row(cm_span *span, const uint64_t *row);

bool cm_span_has(const cm_span *span, uint32_t mask);

/* h: n numbers below the prime, orthogonal to the span, random otherwise: `draw` gives another vector. */
void cm_span_orthogonal(const cm_span *span, uint64_t draw, uint64_t *h);

static inline uint64_t cm_span_plus(uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;
    return sum >= CM_SPAN_PRIME ? sum - CM_SPAN_PRIME : sum;
}

#endif
