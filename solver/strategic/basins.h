/* basins.h: where paths of shares lead from many starts: what the concept, its rest points and its certificate share. */
#ifndef CM_SOLVER_STRATEGIC_BASINS_H
#define CM_SOLVER_STRATEGIC_BASINS_H

#include "solver/concept.h"

/* The most strategies of one population; the most rest points, each of which has a letter in the map. */
enum { CM_BASINS_STRATEGIES = 8, CM_BASINS_POINTS = 52 };

typedef struct cm_basins_params {
    const char *rule, *populations;      /* "replicator", "logit"; "two", "one" */
    double lambda, time;
    long grid, seed;
} cm_basins_params;

/* Shares of the first population's strategies, then of the second's where there are two. */
typedef struct cm_basins {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    const cm_basins_params *p;
    bool one, logit, flat;               /* flat: starts lie on a grid; else they are drawn */
    size_t grid, populations, count[2], total;
    double scale, steps;                 /* payoffs are counted from the least, over this */
    const double *pay[2];                /* own strategies x the other's */
    double x[2 * CM_BASINS_STRATEGIES];
    double *point;                       /* npoints x total */
    size_t npoints;
    bool attracting[CM_BASINS_POINTS], complete;
} cm_basins;

/* Fails with: CM_E_DOMAIN for other than two players, or one population and a game that is not symmetric; CM_E_LIMIT;
 * CM_E_MEMORY. */
cm_status cm_basins_open(cm_ctx *ctx, cm_arena *arena, const cm_game *game, const cm_basins_params *p, cm_basins *b);
/* Starts come in rows of so many; the start at a place of a row. */
size_t cm_basins_rows(const cm_basins *b);
size_t cm_basins_columns(const cm_basins *b, size_t row);
void cm_basins_start(const cm_basins *b, size_t row, size_t column, double *x);
/* How fast shares x change.  For GSL, with the basins as data. */
int cm_basins_velocity(double t, const double *x, double *v, void *data);

/* Rest points in b->point, with tables `points` and `eigenvalues` and the words of stability.
 * Fails with: CM_E_LIMIT, CM_E_NUMERIC, CM_E_MEMORY. */
cm_status cm_basins_rest(cm_basins *b, cm_arena *arena, cm_result *result);
/* The letter of a point in the map. */
char cm_basins_letter(size_t point);

cm_status cm_basins_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_basins;

#endif
