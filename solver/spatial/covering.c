/* covering.c: sweeps along the circles that bound a win set. */
#include "solver/spatial/covering.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>

#include "solver/spatial/win_set.h"

typedef struct change {
    double angle;
    size_t member;
    int sign;
} change;

struct cm_covering {
    const cm_metric *metric;
    const cm_turning *turning;
    double tie;
    cm_tally tally;
    change *change;              /* 2n */
    size_t nchanges;
};

cm_covering *cm_covering_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, const cm_turning *turning)
{
    cm_covering *c = CM_NEW(ctx, arena, 1, cm_covering);
    if (c == NULL) return NULL;
    c->metric = metric;
    c->turning = turning;
    c->tie = ctx->tol.abs;
    c->change = CM_NEW(ctx, arena, 2 * metric->n, change);
    if (c->change == NULL || cm_tally_init(ctx, arena, metric->game->vote, &c->tally) != CM_OK) return NULL;
    return c;
}

static int by_angle(const void *a, const void *b)
{
    const change *left = a, *right = b;
    return (left->angle > right->angle) - (left->angle < right->angle);
}

/* Where on the circle around a with this radius, from .. to, i likes it better than x; a tie is in its favour. */
static void put_member(cm_covering *c, size_t i, const double *a, double radius, const double *x, double from, double to)
{
    const double *b = c->metric->point + 2 * i;
    double away = hypot(a[0] - b[0], a[1] - b[1]), r = hypot(x[0] - b[0], x[1] - b[1]), k, middle, half, start, end;
    double room = r * r + c->tie - radius * radius - away * away;
    if (away <= c->tie || fabs(room) >= 2 * radius * away) {
        if (room > 0) cm_tally_add(&c->tally, i, 1);
        return;
    }
    k = room / (2 * radius * away);
    middle = atan2(b[1] - a[1], b[0] - a[0]);        /* the nearest point of the circle */
    half = M_PI - acos(k);
    start = middle - half;
    end = middle + half;
    start -= 2 * M_PI * floor((start - from) / (2 * M_PI));        /* in [from, from + 2 pi) */
    end -= 2 * M_PI * (ceil((end - from) / (2 * M_PI)) - 1);       /* in (from, from + 2 pi] */
    if (end < start) cm_tally_add(&c->tally, i, 1);
    if (start < to) c->change[c->nchanges++] = (change){ start, i, 1 };
    if (end < to) c->change[c->nchanges++] = (change){ end, i, -1 };
}

/* Along the stretch of the boundary of W(y) on `part`: is there a place that does not beat x, ties aside? */
static bool escapes(cm_covering *c, const double *y, const cm_arc *part, const double *x)
{
    const double *a = c->metric->point + 2 * part->member;
    double turn = atan2(a[1] - y[1], a[0] - y[0]), radius = hypot(a[0] - y[0], a[1] - y[1]);
    double from = 2 * part->from - turn, to = 2 * part->to - turn, at = from;
    c->nchanges = 0;
    cm_tally_clear(&c->tally);
    for (size_t i = 0; i < c->metric->n; i++) put_member(c, i, a, radius, x, from, to);
    qsort(c->change, c->nchanges, sizeof *c->change, by_angle);
    for (size_t k = 0; k <= c->nchanges; k++) {
        double next = k < c->nchanges ? c->change[k].angle : to;
        if (next - at > c->tie && !cm_tally_wins(&c->tally)) return true;
        if (k < c->nchanges) cm_tally_add(&c->tally, c->change[k].member, c->change[k].sign);
        at = next;
    }
    return false;
}

bool cm_covering_inside(cm_covering *c, const double *y, const double *x)
{
    cm_arc part;
    for (size_t k = 0; k < c->turning->count; k++) {
        if (!cm_win_part(c->metric, &c->turning->arc[k], y, &part) || !(part.to - part.from > c->tie)) continue;
        if (escapes(c, y, &part, x)) return false;
    }
    return true;
}
