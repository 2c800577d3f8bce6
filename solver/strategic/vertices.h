/* vertices.h: every vertex of a player's best-response polytope, exactly.
 *
 * The polytope is { x >= 0 : C x <= 1 }, C k x d of whole numbers of at least 1: x are the d strategies of
 * the player who mixes, up to a factor, and row j of C is what the other player's reply j is paid.  A vertex
 * other than 0 is a mixed strategy (x over its sum) with at least as many best replies as strategies in use.
 *
 * Method: reverse search over the bases of the polytope with its right sides moved by e, e^2, .. e^k, which
 * is simple whatever C is (lexicographic rule).  From every basis Bland's rule leads to x = 0 by one path;
 * the search walks this tree from its root, keeping one tableau a level.  Whole numbers throughout, so that
 * nothing is missed: complete unless stopped.
 *
 * Cost: a pivot of (k + 1)(d + 1) steps a basis, and a ratio test for each neighbour; ties in it cost up to k
 * steps each.
 * Source: D. Avis, K. Fukuda, "A pivoting algorithm for convex hulls and vertex enumeration of arrangements
 * and polyhedra", Discrete Comput. Geom. 8 (1992) 295-313. */
#ifndef CM_SOLVER_STRATEGIC_VERTICES_H
#define CM_SOLVER_STRATEGIC_VERTICES_H

#include "solver/base/rat.h"

typedef struct cm_vertex cm_vertex;

/* Called for each vertex but 0: the strategies in use (d bits) and the best replies (k bits), in words of 64.  It adds its own
 * work to *steps; with HUGE_VAL there the walk stops. */
typedef cm_status (*cm_vertex_fn)(void *data, const uint64_t *use, const uint64_t *best, const cm_vertex *vertex, double *steps);

/* The probabilities (d), of the vertex that a call is about. */
void cm_vertex_mix(const cm_vertex *vertex, cm_rat *x);

/* small: C in 32 bits, or NULL.  *steps counts, and *complete is false when ctx->work_limit stopped the walk.
 * A vertex is told once.  Fails with: CM_E_MEMORY, CM_E_INTERRUPT, and what `visit` fails with. */
cm_status cm_vertices_walk(cm_ctx *ctx, size_t d, size_t k, const cm_rat *c, const int64_t *small, cm_vertex_fn visit,
                           void *data, double *steps, bool *complete);

static inline size_t cm_words(size_t bits) { return (bits + 63) / 64; }
static inline bool cm_bit(const uint64_t *set, size_t i) { return set[i / 64] >> i % 64 & 1u; }
static inline void cm_bit_set(uint64_t *set, size_t i) { set[i / 64] |= UINT64_C(1) << i % 64; }

static inline bool cm_bits_within(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t w = 0; w < words; w++) {
        if ((a[w] & ~b[w]) != 0) return false;
    }
    return true;
}

static inline size_t cm_bits_count(const uint64_t *a, size_t words)
{
    size_t sum = 0;
    for (size_t w = 0; w < words; w++) sum += (size_t)__builtin_popcountll(a[w]);
    return sum;
}

#endif
