/* closed.h: what is known of a cell without drawing anything: chances that have a closed form.
 *
 * Members are independent draws from a population's mixture of blocs where they are picked at random (or
 * are fixed places of it), nothing is common to a bloc and nothing is cut.  With p(k) and m(k) the chances
 * that a position on issue k lies above and below the status quo, and B(q; n, p) that at least q of n do,
 *
 *   a side           more than half of the members, q of n, stand on one side of issue k with chance
 *                    B(q; n, p(k)) + B(q; n, m(k)); under consensus p^n + m^n.  Of one issue that is agreement.
 *   two issues       consensus on a package of two normal positions: all n in an open half-plane with chance
 *                    n * integral of f(t) F(t, t + pi)^(n-1), f the density of the direction of a position
 *                    from the status quo, F the chance of a direction between two (the member furthest
 *                    clockwise is one of n, and the others lie within half a turn of it).
 *   any number       the same with every bloc around the status quo: Wendel's law.
 *   issue by issue   of one bloc, whose positions on different issues are independent.
 * Source: J. G. Wendel, "A problem in geometric probability", Math. Scand. 11 (1962) 109-111. */
#ifndef CM_MODELS_CLOSED_H
#define CM_MODELS_CLOSED_H

#include "models/claim.h"

/* Is anything of this cell known? */
bool cm_closed_reaches(const cm_cell *cell);

/* Fill cell->controlled, closed, needed and expected.  CM_E_NUMERIC when the integral cannot be found. */
cm_status cm_closed_plan(cm_ctx *ctx, cm_cell *cell);

/* For n points of a mixture of `count` blocs of these weights in the plane, normal with two means from the
 * origin and two standard deviations each: the chance of an open half-plane with all in it. */
cm_status cm_closed_planar(cm_ctx *ctx, size_t n, size_t count, const double *weight, const double (*mean)[2],
                           const double (*sd)[2], double *chance);

#endif
