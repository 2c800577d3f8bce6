/* arrangement.h: the hyperplanes g_i.u = 0, seen from ever smaller flats.
 *
 * Internal to halfspace.c.  Every cell of a central arrangement that spans R^k, k >= 2, has a facet;
 * the facet lies on some hyperplane and is a cell of the arrangement that the others cut out on it, in
 * k-1 dimensions.  So: choose a hyperplane, look at its trace, choose again, down to the planes, where
 * a sweep meets every cell (sweep.h).  Lines +-g that coincide on a flat are one class, with its members
 * on either side.  Stepping off a flat, to one side or the other of each hyperplane chosen, pleases the
 * members of one side of that class: choices are independent of one another.
 *
 * A flat of codimension 2 that only two classes a, b share is reached as (a, b) and as (b, a), with the
 * same trace and the same four ways off: the second is skipped.  No flat is lost by that: swapping two
 * neighbours in a chain of choices for the lower index first gives a chain that comes earlier in
 * lexicographic order and ends in the same cells; the least chain of its kind is never skipped.  When
 * three or more classes share the flat the ways off differ, and nothing is skipped. */
#ifndef CM_SOLVER_SPATIAL_ARRANGEMENT_H
#define CM_SOLVER_SPATIAL_ARRANGEMENT_H

#include <stdint.h>

#include "solver/spatial/halfspace.h"
#include "solver/spatial/wolfe.h"

#define CM_NO_CLASS SIZE_MAX

/* What is asked: the most; a winning open half-space; a winning closed one. */
typedef enum cm_question { CM_ASK_MOST, CM_ASK_OPEN, CM_ASK_CLOSED } cm_question;

typedef struct cm_turn {
    double key;                  /* of a line in the plane, 0 .. 2 as its angle goes from 0 to pi */
    size_t id;                   /* 2 * class + (the class's vector points down) */
} cm_turn;

/* A flat and the classes of lines on it. */
typedef struct cm_flat {
    size_t dim, m;               /* its dimension; classes */
    double *vec;                 /* room x dim: one vector a class (of unit length unless dim is 2) */
    int64_t *plus, *minus;       /* room: weight of the members along the vector, and against it */
    size_t *first, *member;      /* class c: member[first[c]] .. member[first[c+1]-1], 2 i + against */
    size_t *lone;                /* room: the only class of the larger flat that it consists of, or none */
    bool shared;                 /* members are those of class lone[c] of the larger flat */
    double *mirror;              /* dim: the reflection that takes the chosen vector to the last axis */
    size_t chosen;               /* the hyperplane that the next flat lies on */
    bool against;                /* the side to step off to */
} cm_flat;

struct cm_halfspace {
    size_t room, dmax, nodes;
    double edge;
    cm_flat *flat;               /* dmax + 1: [0] the gradients, [1] their classes, [2] .. chosen flats */
    cm_turn *turn, *spare;       /* room each */
    uint32_t *bucket;            /* room + 1 */
    double *unit;                /* room x dmax: gradients of unit length */
    double *seen;                /* room x dmax: scratch: vectors seen from a flat */
    double *span;                /* dmax x dmax: orthonormal rows that span the gradients */
    double *lift;                /* 2 x dmax */
    unsigned char *in, *trial;   /* room each */
    cm_wolfe wolfe;
    cm_tally tally;
    bool skip;                   /* skip flats met before; tests turn it off */
    /* the question */
    size_t n, d, rank;
    const double *g;
    const int64_t *weight;       /* NULL: all 1 */
    const cm_vote *vote;
    cm_question question;
    int64_t target;              /* CM_ASK_MOST: stop there */
    bool keep;                   /* coalition and direction are asked for */
    /* the answer so far */
    int64_t best;
    bool found;                  /* a winning coalition, or the target: stop */
    double steps;
};

/* Load n gradients: flat[0] (d = 2) or flat[1], and the rank.  Sets space->unit unless d is 2 and nothing is
 * to be kept. */
void cm_arrangement_load(cm_halfspace *space);

/* flat[level + 1]: the trace on class c of flat[level]. */
void cm_arrangement_choose(cm_halfspace *space, size_t level, size_t c);

/* A vector of flat[level] as a vector of R^d (rank d), in u. */
void cm_arrangement_lift(cm_halfspace *space, size_t level, const double *x, double *u);

/* A unit vector that every gradient leaves at 0 (rank < d). */
void cm_arrangement_null(const cm_halfspace *space, double *u);

/* The members of class c of flat[level]: member[0 .. count-1] of the return. */
const size_t *cm_arrangement_members(const cm_halfspace *space, size_t level, size_t c, size_t *count);

/* Sort turns by their keys: buckets, then insertion; merging where many are close. */
void cm_turn_sort(cm_turn *turn, cm_turn *spare, uint32_t *bucket, size_t count);

#endif
