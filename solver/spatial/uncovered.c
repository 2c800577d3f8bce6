/* uncovered.c: a grid over the hull, each point against all others.
 *
 * Whether z beats x takes the height of the rule along z - x, from the arc that holds its angle: no votes are counted.
 * Summary: area, share, edge, bound.  Tables: points (x, y, covered, by_x, by_y); on one issue intervals (low, high).
 * Fails with: CM_E_DOMAIN as metric.h, when all ideals lie on one line, or two disjoint camps win on one issue;
 * CM_E_LIMIT; CM_E_INTERRUPT; CM_E_MEMORY; what yolk.h fails with.
 * Cost: points^2 trials, most of which end at the first direction or two, and a sweep for each that does not. */
#include <gsl/gsl_math.h>

#include "solver/spatial/covering.h"
#include "solver/spatial/planehull.h"
#include "solver/spatial/uncovered.h"
#include "solver/spatial/yolk.h"

enum { DIRECTIONS = 64, STRIDE = 27 };       /* without a common divisor */

typedef struct direction {
    double u[2], height;
} direction;

typedef struct spot {
    double at[2];
    size_t by;                   /* who covers it; SIZE_MAX: nobody */
} spot;

typedef struct grid {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_metric *metric;
    cm_turning turning;
    size_t *corner, ncorners;    /* of the hull of the ideals, round it to the left */
    direction direction[DIRECTIONS];
    cm_covering *covering;
    spot *spot;                  /* npoints of the grid, then the two centres */
    size_t npoints, nspots;
    double step, hull;           /* the width of a cell; the area of the hull */
} grid;

/* The efficient policies. */
static cm_status find_hull(grid *g)
{
    cm_status status = CM_OK;
    g->corner = CM_NEW(g->ctx, g->arena, g->metric->n + 1, size_t);
    if (g->corner == NULL) return g->ctx->status;
    CM_TRY(cm_planehull(g->ctx, g->metric->point, g->metric->n, g->corner, &g->ncorners));
    g->hull = cm_planehull_area(g->metric->point, g->corner, g->ncorners);
    if (g->hull > g->ctx->tol.abs) return CM_OK;
    status = cm_fail(g->ctx, CM_E_DOMAIN, "uncovered: all ideals lie on one line; put it as one issue");
out:
    return status;
}

/* Square cells, `cells` along the longer side of the ideals' rectangle; those whose middle is in the hull. */
static cm_status lay(grid *g, long cells)
{
    double low[2] = { HUGE_VAL, HUGE_VAL }, high[2] = { -HUGE_VAL, -HUGE_VAL };
    size_t across[2];
    for (size_t j = 0; j < 2 * g->metric->n; j++) {
        low[j % 2] = fmin(low[j % 2], g->metric->point[j]);
        high[j % 2] = fmax(high[j % 2], g->metric->point[j]);
    }
    g->step = fmax(high[0] - low[0], high[1] - low[1]) / (double)cells;
    for (size_t k = 0; k < 2; k++) {
        across[k] = (size_t)fmax(1, ceil((high[k] - low[k]) / g->step * (1 - g->ctx->tol.rel)));
        low[k] -= ((double)across[k] * g->step - (high[k] - low[k])) / 2;
    }
    g->spot = CM_NEW(g->ctx, g->arena, across[0] * across[1] + 2, spot);
    if (g->spot == NULL) return g->ctx->status;
    for (size_t i = 0; i < across[0] * across[1]; i++) {
        double x = low[0] + ((double)(i % across[0]) + 0.5) * g->step, y = low[1] + ((double)(i / across[0]) + 0.5) * g->step;
        g->spot[g->npoints] = (spot){ { x, y }, SIZE_MAX };
        g->npoints += cm_planehull_holds(g->metric->point, g->corner, g->ncorners, g->spot[g->npoints].at, 0);
    }
    g->nspots = g->npoints;
    return CM_OK;
}

/* Evenly spread directions, each far from the one before. */
static cm_status look_round(grid *g)
{
    cm_pivot *pivot = cm_pivot_new(g->ctx, g->arena, g->metric);
    g->covering = cm_covering_new(g->ctx, g->arena, g->metric, &g->turning);
    if (pivot == NULL || g->covering == NULL) return g->ctx->status;
    for (size_t j = 0; j < DIRECTIONS; j++) {
        double angle = 2 * M_PI * (double)(j * STRIDE % DIRECTIONS) / DIRECTIONS;
        direction *d = &g->direction[j];
        d->u[0] = cos(angle);
        d->u[1] = sin(angle);
        d->height = cm_pivot_along(pivot, d->u, NULL);
    }
    return CM_OK;
}

/* By how much z beats x: 2 (W(v) - x.v) - |z - x|, v the direction from x to z; below 0 when it does not. */
static double lead(const grid *g, const double *z, const double *x)
{
    double step[2] = { z[0] - x[0], z[1] - x[1] }, length = hypot(step[0], step[1]), angle = atan2(step[1], step[0]);
    size_t low = 0, high = g->turning.count;
    const double *a;
    if (length == 0) return -1;
    if (angle < 0) angle += 2 * M_PI;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (g->turning.arc[middle].from <= angle) low = middle;
        else high = middle;
    }
    a = g->metric->point + 2 * g->turning.arc[low].member;
    return 2 * ((a[0] - x[0]) * step[0] + (a[1] - x[1]) * step[1]) / length - length;
}

/* Does what beats y at this angle, as far out as it does, beat x? */
static bool within(const grid *g, const double *y, const double *x, const double *u, double reach)
{
    double z[2] = { y[0] + reach * u[0], y[1] + reach * u[1] };
    return reach <= g->ctx->tol.abs || lead(g, z, x) >= -g->ctx->tol.abs;
}

/* A few directions reject most; the rest is exact. */
static bool covers(const grid *g, const double *y, const double *x)
{
    if (!(lead(g, y, x) > g->ctx->tol.abs)) return false;
    for (size_t k = 0; k < DIRECTIONS; k++) {
        const direction *d = &g->direction[k];
        if (!within(g, y, x, d->u, 2 * (d->height - y[0] * d->u[0] - y[1] * d->u[1]))) return false;
    }
    return cm_covering_inside(g->covering, y, x);
}

static cm_status try_all(grid *g)
{
    size_t last = g->npoints;    /* who covered the point before is likely to cover this one */
    double most = (double)g->npoints * (double)g->nspots;
    if (most > g->ctx->work_limit) {
        return cm_fail(g->ctx, CM_E_LIMIT, "uncovered: %.3g pairs of points are more than %.3g steps; fewer 'cells' take less", most,
                       g->ctx->work_limit);
    }
    for (size_t x = 0; x < g->npoints; x++) {
        if (covers(g, g->spot[last].at, g->spot[x].at)) g->spot[x].by = last;
        for (size_t y = g->nspots; y-- > 0 && g->spot[x].by == SIZE_MAX;) {
            if (covers(g, g->spot[y].at, g->spot[x].at)) g->spot[x].by = y;
        }
        if (g->spot[x].by != SIZE_MAX) last = g->spot[x].by;
        if (cm_stopped(g->ctx)) return cm_fail(g->ctx, CM_E_INTERRUPT, "uncovered: stopped at point %zu of %zu", x, g->npoints);
    }
    return CM_OK;
}

/* Cells beside one of the other kind. */
static size_t count_edge(const grid *g)
{
    size_t edge = 0;
    for (size_t a = 0; a < g->npoints; a++) {
        bool unlike = false;
        for (size_t b = 0; b < g->npoints && !unlike; b++) {
            const double *p = g->spot[a].at, *q = g->spot[b].at;
            unlike = (g->spot[a].by == SIZE_MAX) != (g->spot[b].by == SIZE_MAX) && fabs(p[0] - q[0]) + fabs(p[1] - q[1]) < 1.5 * g->step;
        }
        edge += unlike;
    }
    return edge;
}

static cm_status write_points(const grid *g, cm_result *result)
{
    static const char *const columns[] = { "x", "y", "covered", "by_x", "by_y", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(g->ctx, result, "points", columns, &table));
    for (size_t j = 0; j < g->npoints; j++) {
        const spot *s = &g->spot[j];
        cm_value row[] = { cm_none(), cm_none(), cm_truth(s->by != SIZE_MAX), cm_none(), cm_none() };
        for (size_t k = 0; k < 2; k++) {
            row[k] = cm_number(cm_metric_value(g->metric, k, s->at[k]));
            if (s->by != SIZE_MAX) row[3 + k] = cm_number(cm_metric_value(g->metric, k, g->spot[s->by].at[k]));
        }
        CM_TRY(cm_table_row(g->ctx, result, table, row));
    }
out:
    return status;
}

static cm_status write_summary(cm_ctx *ctx, cm_result *result, double area, cm_value share, double edge, double bound)
{
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "area", cm_number(area)));
    CM_TRY(cm_result_set(ctx, result, "share", share));
    CM_TRY(cm_result_set(ctx, result, "edge", cm_number(edge)));
    CM_TRY(cm_result_set(ctx, result, "bound", cm_number(bound)));
out:
    return status;
}

static cm_status in_the_plane(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, const cm_uncovered_params *params,
                              cm_result *result)
{
    grid g = { .ctx = ctx, .arena = scratch, .metric = metric };
    cm_yolk yolk;
    size_t open = 0, edge;
    double share, unit = cm_metric_volume(metric);
    cm_status status = CM_OK;
    CM_TRY(find_hull(&g));
    CM_TRY(cm_turning_find(ctx, scratch, metric, &g.turning));
    CM_TRY(lay(&g, params->cells));
    CM_TRY(look_round(&g));
    for (int both = 0; both < 2; both++) {
        CM_TRY(cm_yolk_find(ctx, scratch, metric, &g.turning, both == 1, &yolk));
        g.spot[g.nspots++] = (spot){ { yolk.centre[0], yolk.centre[1] }, SIZE_MAX };
    }
    CM_TRY(try_all(&g));
    for (size_t j = 0; j < g.npoints; j++) open += g.spot[j].by == SIZE_MAX;
    edge = count_edge(&g);
    share = g.npoints > 0 ? (double)open / (double)g.npoints : 0;
    CM_TRY(write_summary(ctx, result, share * g.hull * unit, cm_number(share), (double)edge * g.step * g.step * unit,
                         4 * yolk.radius * metric->unit));
    CM_TRY(write_points(&g, result));
    CM_TRY(cm_result_note(ctx, result, "Found on a grid of the efficient policies: the area is uncertain by as much as the cells at its edge. "
                                       "A covered policy is named with one that covers it."));
out:
    return status;
}

/* One issue: nothing beats a point of the median interval, and its nearer end covers whatever is outside. */
static cm_status on_a_line(cm_ctx *ctx, cm_arena *scratch, const cm_metric *metric, cm_result *result)
{
    static const char *const columns[] = { "low", "high", NULL };
    double least = HUGE_VAL, most = -HUGE_VAL, width;
    cm_yolk yolk;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_yolk_find(ctx, scratch, metric, NULL, false, &yolk));
    if (yolk.radius > ctx->tol.slack) {
        CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "uncovered: two disjoint camps can win, %g apart, so that policies beat each other",
                         2 * yolk.radius * metric->unit));
    }
    for (size_t i = 0; i < metric->n; i++) {
        least = fmin(least, metric->point[i]);
        most = fmax(most, metric->point[i]);
    }
    width = fmax(0, -2 * yolk.radius);
    CM_TRY(write_summary(ctx, result, width * metric->unit, most > least ? cm_number(width / (most - least)) : cm_none(), 0,
                         2 * width * metric->unit));
    CM_TRY(cm_result_table(ctx, result, "intervals", columns, &table));
    CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(cm_metric_value(metric, 0, yolk.centre[0] - width / 2)),
                                                         cm_number(cm_metric_value(metric, 0, yolk.centre[0] + width / 2)) }));
    CM_TRY(cm_result_note(ctx, result, "On one issue it is the core: nothing beats what is in the interval, ends included."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_metric metric;
    cm_status status = CM_OK;
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "uncovered", &metric));
    if (metric.d == 2) CM_TRY(in_the_plane(ctx, &scratch, &metric, params, result));
    if (metric.d == 1) CM_TRY(on_a_line(ctx, &scratch, &metric, result));
    if (game->as.spatial.agenda != CM_PACKAGE) CM_TRY(cm_result_note(ctx, result, "Votes on whole packages are meant, not issue by issue."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "area", "share", "edge", "bound", NULL };
static const cm_param params[] = {
    { .name = "cells", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_uncovered_params, cells), .fallback = 30, .low = 2, .high = 1000,
      .about = "How many cells of the grid lie along the longer side of the ideals' rectangle.", .about_zh = "网格沿理想点外接矩形较长一边的格数。" },
};

const cm_concept cm_concept_uncovered = {
    .name = "uncovered",
    .title = "Uncovered set",
    .title_zh = "未覆盖集",
    .about = "Which policies can still be the outcome when everybody looks ahead: those for which no other is better against "
             "everything that may be proposed.",
    .about_zh = "当各方都向前看时仍可能成为结果的政策：不存在另一政策，面对任何提案都优于它。",
    .formula = "{ x : no y beats x with W(y) within W(x) }; bound = 4 radius of the yolk of all median lines, around its centre",
    .source = "R. D. McKelvey, \"Covering, dominance, and institution-free properties of social choice\", American Journal of "
              "Political Science 30 (1986) 283-314; N. R. Miller, \"A new solution set for tournaments and majority voting\", American "
              "Journal of Political Science 24 (1980) 68-96",
    .certificate = "votes are counted: whoever is said to cover a point beats it, and nowhere on the circles that bound what "
                   "beats the point does a place beat the first; no point left lies beyond the bound, nor is covered by those "
                   "that cover its neighbours; grid, area and edge are counted again, and the yolk of the bound brings its own "
                   "certificate. Other policies than those of the grid are not tried",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_uncovered_params),
    .run = run,
    .check = cm_uncovered_check,
};
