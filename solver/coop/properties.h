/* properties.h: the properties of coalitional games that game-properties reports, and what breaks each. */
#ifndef CM_SOLVER_COOP_PROPERTIES_H
#define CM_SOLVER_COOP_PROPERTIES_H

#include "solver/concept.h"
#include "solver/coop/values.h"

typedef enum cm_property {
    CM_ADDITIVE, CM_CONSTANT_SUM, CM_CONVEX, CM_ESSENTIAL, CM_MONOTONE, CM_SIMPLE, CM_SUPERADDITIVE, CM_SYMMETRIC, CM_PROPERTIES
} cm_property;

enum { CM_PAIRS_PLAYERS = 16 };      /* players up to which all pairs of disjoint coalitions are looked at */

/* The word for it in tables and the summary. */
const char *cm_property_word(cm_property property);

/* The worths that are compared: whole numbers with near = 0, or as they are with ties within `near`. */
typedef struct cm_compared {
    const double *v;
    size_t n;
    double near;
} cm_compared;

/* CM_E_MEMORY. */
cm_status cm_compared_open(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_compared *c);

/* Is a above b, ties apart? */
static inline bool cm_above(const cm_compared *c, double a, double b) { return a > b + c->near; }

/* Two coalitions, and the two numbers that do not stand as they should.  For the property to hold:
 *   additive      v(S) = sum of v(i)               constant-sum   v(S) + v(N - S) = v(N)
 *   convex        v(S) + v(T) <= v(S or T) + v(S and T)           monotone, T within S   v(T) <= v(S)
 *   superadditive, S and T disjoint                v(S) + v(T) <= v(S or T)
 *   symmetric, T is S with one player for another  v(S) = v(T)
 *   essential     sum of v(i) < v(N)
 *   simple        v(S) is 0 or 1 (the nearer one is on the right; 1 for everybody), and monotone (T not nobody)
 * *right and *left are computed from `v`; returns whether they break the property. */
bool cm_property_broken(const cm_compared *c, const double *v, cm_property property, uint32_t s, uint32_t t, double *left, double *right);

/* The certificate. */
cm_status cm_properties_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
