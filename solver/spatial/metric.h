/* metric.h: positions in the metric that all members share, and how far a rule reaches in a direction.
 *
 * When every member's saliences are the same up to a factor of its own, and utilities are quadratic or euclidean, a
 * member prefers the nearer of two policies, in coordinates x_k sqrt(s_k) with the common saliences s (the largest
 * of them is 1).  With one issue that is so whatever the saliences and the utility.  Members who care for nothing,
 * and issues that nobody cares for, are left out.  Inside, the box of the ideals is brought to the middle and to size
 * 1: tolerances need no scale there.
 *
 * Reach.  Definition: h(u) is the largest t for which {i: u.a_i >= t} wins.  A policy x is beaten by a small step
 * along u if and only if {i: u.a_i > u.x} wins, that is if h(u) > u.x.  So the core is the intersection over all u of
 * {x: u.x >= h(u)}; it is also the intersection of the hulls of all winning coalitions, whose support this is. */
#ifndef CM_SOLVER_SPATIAL_METRIC_H
#define CM_SOLVER_SPATIAL_METRIC_H

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/concept.h"
#include "solver/game/spatial.h"

typedef struct cm_metric {
    const cm_spatial *game;
    bool common;                 /* there is such a metric; otherwise only game, n, d, member and issue are set */
    size_t n, d;                 /* members who care, issues that somebody cares for */
    size_t *member, *issue;      /* their indices in the game */
    double *factor, *centre;     /* d */
    double size;                 /* > 0: length 1 inside is this much in coordinates x_k sqrt(s_k) */
    double unit;                 /* and this much when saliences are scaled so that their product is 1 */
    double *point;               /* n x d: factor_k (a_ik - centre_k) / size, within -1 .. 1 */
    size_t *order;               /* n: scratch of the reach, left sorted from call to call */
    double *key;                 /* n */
    unsigned char *in;           /* members of the game: scratch */
    cm_tally tally;
} cm_metric;

cm_status cm_metric_init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric);

/* The same for concepts of one issue or two in which everybody counts: member[i] is i.  `concept` is the subject of the
 * sentences.  Fails with: CM_E_DOMAIN for city-block utility or unlike saliences on two issues, for red lines, for a
 * member without weights, for more than two issues with weight. */
cm_status cm_metric_plane(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const char *concept, cm_metric *metric);

/* Can those who care decide anything? */
bool cm_metric_decides(cm_metric *metric);

/* A policy of the game (all its issues) in the metric (d numbers), and back (live issues only are written). */
void cm_metric_into(const cm_metric *metric, const double *policy, double *x);
void cm_metric_back(const cm_metric *metric, const double *x, double *policy);

/* The same for live issue k alone: its value in the metric, and back. */
double cm_metric_coordinate(const cm_metric *metric, size_t k, double value);
double cm_metric_value(const cm_metric *metric, size_t k, double coordinate);

/* Length, area ... 1 of the metric in the units of the issues: unit^d. */
double cm_metric_volume(const cm_metric *metric);

/* A point of the metric as a table `name` (issue, value): a row an issue of the game, without a value where nobody cares;
 * and back, false when there is no such table. */
cm_status cm_metric_print(cm_ctx *ctx, const cm_metric *metric, const double *x, const char *name, cm_result *result);
bool cm_metric_read(const cm_metric *metric, const cm_result *result, const char *name, double *x);

/* h(u), u any d numbers; -HUGE_VAL when those who care decide nothing.  O(n) when u is near the last one. */
double cm_metric_reach(cm_metric *metric, const double *u);

/* Does {i: u.a_i >= t} win?  The same question without sorting. */
bool cm_metric_wins(cm_metric *metric, const cm_vote *vote, const double *u, double t);

/* Is the policy x (d numbers of the game) beaten by some other?  With concave utilities it is if and only if a small
 * step pleases a winning coalition.  u (game->d) and in (n): the step and those pleased, or NULL.
 * Fails with: CM_E_DOMAIN for city-block utilities with a kink at x, more than one issue; CM_E_LIMIT. */
cm_status cm_metric_beaten(cm_ctx *ctx, const cm_spatial *game, const double *x, bool *beaten, double *u, unsigned char *in);

/* The list has to have one number an issue, finite: CM_E_INPUT with `setting` otherwise. */
cm_status cm_metric_need_policy(cm_ctx *ctx, const cm_spatial *game, size_t count, const char *setting);

#endif
