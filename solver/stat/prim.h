/* prim.h: boxes in which something happens often: the patient rule induction method, for scenario discovery.
 *
 * Of n points between 0 and 1 some are hits.  A box is peeled off the whole: again and again that face is moved in,
 * past a twentieth of the points in the box, whose going raises the share of hits most for each point lost, until the
 * box holds a twentieth of all points.  Of all boxes on the way the one with the best balance of density and
 * coverage (their weighted harmonic mean, density counting twice) is kept; limits that
 * hits by chance alone would explain (binomial, one in twenty) are dropped.  Then its points are put aside,
 * and the next box is looked for among the rest.
 *
 *   coverage   share of all hits that are in the box (and in none before it)
 *   density    share of the points in the box that are hits
 *   mass       share of all points that are in the box
 *
 * Faces are not moved out again afterwards (pasting): with whole twentieths peeled it moves next to nothing.
 * Densities are those of the points that shaped the box: fresh points will show a little less.
 * Cost: O(k n^2) at worst for each box.
 * Source: J. H. Friedman and N. I. Fisher, "Bump hunting in high-dimensional data", Statist. Comput. 9 (1999)
 * 123-143; B. P. Bryant and R. J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to
 * scenario discovery", Technol. Forecast. Soc. Change 77 (2010) 34-49. */
#ifndef CM_SOLVER_STAT_PRIM_H
#define CM_SOLVER_STAT_PRIM_H

#include "solver/base/mem.h"

typedef struct cm_box {
    double *low, *high;                      /* k each; -HUGE_VAL, HUGE_VAL where there is no limit */
    size_t points, hits;                     /* in it and in none before it */
    double coverage, density, mass;
} cm_box;

/* u: n x k; hit: n.  box: room for `most`; *nboxes of them are found, each with a density above that of all points
 * and at least a twentieth of all hits; none when nothing or everything is a hit.  Arrays of boxes are the arena's.
 * Fails with: CM_E_MEMORY. */
cm_status cm_prim_boxes(cm_ctx *ctx, cm_arena *arena, const double *u, const unsigned char *hit, size_t n, size_t k, size_t most, cm_box *box,
                        size_t *nboxes);

#endif
