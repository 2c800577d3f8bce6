/* wolfe.h: the point of a polytope nearest to the origin, from a warm start.
 *
 * Points p_i of unit length (or zero) in R^d.  With M = [1; P], one column (1, p_i) a point, the
 * nearest point is sum v_i p_i / sum v_i for the v >= 0 that brings M v nearest to e_1 = (1, 0 .. 0).
 * The residual rho = e_1 - M v is orthogonal to the columns in use; it is kept to full relative
 * accuracy, so that the distance of a thin miss (1e-9) is known as well as that of a wide one.
 *
 * Source: P. Wolfe, "Finding the nearest point in a polytope", Math. Programming 11 (1976) 128-149;
 * C. L. Lawson, R. J. Hanson, Solving Least Squares Problems (1974), ch. 23, for the same steps as
 * non-negative least squares. */
#ifndef CM_SOLVER_SPATIAL_WOLFE_H
#define CM_SOLVER_SPATIAL_WOLFE_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"

typedef struct cm_wolfe {
    size_t d, m;             /* dimension; points in use, at most d+1 */
    size_t room;             /* the dimension there is memory for */
    double edge;             /* ctx->tol.edge */
    double distance;         /* of 0 from the affine hull of the points in use */
    size_t *use;             /* room+1: which points */
    double *v;               /* room+1: their weights, > 0 */
    double *z, *c;           /* room+1 each: scratch */
    double *q;               /* (room+1) x (room+1): orthonormal rows, one a point in use */
    double *r;               /* (room+1) x (room+1): column j in row j: M = Q R */
    double *rho;             /* room+1: the residual, of unit length */
    double *u;               /* room: unit direction with p_i.u = distance for the points in use */
} cm_wolfe;

/* Memory for dimensions up to `room`. Fails with: CM_E_MEMORY. */
cm_status cm_wolfe_init(cm_ctx *ctx, cm_arena *arena, size_t room, cm_wolfe *wolfe);

/* Start anew in dimension d <= room. */
void cm_wolfe_reset(cm_wolfe *wolfe, size_t d);

/* Search on from the points in use among the n points p (n x d).  Stops at the first direction u with
 * p_i.u > edge for all i, or, when `nearest`, at the one with the largest least p_i.u.
 * True: u is that direction.  False: the nearest point is within edge of 0, with the weights v of the
 * points in use (divide by their sum). */
bool cm_wolfe_search(cm_wolfe *wolfe, const double *p, size_t n, bool nearest);

#endif
