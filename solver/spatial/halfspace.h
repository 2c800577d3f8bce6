/* halfspace.h: the most that one direction can please.
 *
 * Given gradients g_1 .. g_n in R^d (any lengths; a zero gradient is never pleased), what is
 *   max over u of #{i: g_i.u > 0}, or of the sum of integer weights w_i over {i: g_i.u > 0},
 * and does {i: g_i.u > 0} win a vote for some u?  All of them exactly, by walking every cell of the
 * arrangement of the hyperplanes g_i.u = 0.  n minus the maximum is the Tukey depth of the status quo
 * among the ideal points: all quotas follow from one number, q members can be pleased iff q <= max.
 *
 * Two lines closer than ctx->tol.edge are one line.  When a coalition or a direction is asked for, a
 * cell counts only if its widest direction pleases its members by more than ctx->tol.edge.
 *
 * Cost, with m different lines among the gradients and r <= d the dimension they span:
 *   r = 1  O(n);  r = 2  O(n log n), in effect O(n);  r >= 3  O(C(m, r-2) m log m), and for weights
 *   and counts no more when many gradients lie in common subspaces.  It is estimated beforehand.
 * All fail with: CM_E_LIMIT, the estimate in the sentence, when ctx->work_limit would be passed;
 * CM_E_INTERRUPT.  Nothing is allocated after cm_halfspace_init.
 *
 * Source: D. S. Johnson, F. P. Preparata, "The densest hemisphere problem", Theoretical Computer
 * Science 6 (1978) 93-107; P. J. Rousseeuw, A. Struyf, "Computing location depth and regression depth
 * in higher dimensions", Statistics and Computing 8 (1998) 193-203. */
#ifndef CM_SOLVER_SPATIAL_HALFSPACE_H
#define CM_SOLVER_SPATIAL_HALFSPACE_H

#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/game/vote.h"

typedef struct cm_halfspace cm_halfspace;   /* a workspace; one a thread */

/* A workspace for at most `room` gradients of at most d dimensions, and votes of at most `nodes`
 * nodes (0 when only counts and weights are asked for).  NULL with CM_E_MEMORY. */
cm_halfspace *cm_halfspace_new(cm_ctx *ctx, cm_arena *arena, size_t room, size_t d, size_t nodes);

/* The largest number of members that one direction pleases.
 *   g     n x d
 *   most  out
 *   in    out, n flags of a largest coalition, or NULL
 *   u     out, d numbers, the widest unit direction that pleases it, or NULL */
cm_status cm_halfspace_count(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                             int64_t *most, unsigned char *in, double *u);

/* The largest weight; n weights >= 0, their sum below 2^53. */
cm_status cm_halfspace_weight(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                              const int64_t *weight, int64_t *most, unsigned char *in, double *u);

/* Does some direction please a winning coalition?  in and u are set when it does; may be NULL.  Stops
 * at the first that is found. */
cm_status cm_halfspace_wins(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                            const cm_vote *vote, bool *wins, unsigned char *in, double *u);

/* Does some direction hurt nobody of a winning coalition: does {i: g_i.u >= 0}, within
 * ctx->tol.edge, win for a u != 0 in R^d?  in and u as above. */
cm_status cm_halfspace_closed(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                              const cm_vote *vote, bool *wins, unsigned char *in, double *u);

/* Of the last question: the different lines among the gradients (all gradients when rank is below 3), and
 * the dimension that those of weight span (2 is not told from 1 when d is 2). */
void cm_halfspace_shape(const cm_halfspace *space, size_t *lines, size_t *rank);

/* Elementary steps that m lines in general position in dimension d would take. */
double cm_halfspace_estimate(size_t m, size_t d);

#endif
