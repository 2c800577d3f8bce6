/* crossing.c: once round each circle through x. */
#include "solver/spatial/crossing.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>

typedef struct end {
    double angle;
    size_t member;
    bool opens, of_y;
} end;

struct cm_crossing {
    const cm_metric *metric;
    double near, rounding, sliver;
    cm_tally without, with, other;       /* better than x, without and with i and those at its ideal; better than y */
    end *end;                            /* 4n */
    size_t nends;
};

cm_crossing *cm_crossing_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric)
{
    cm_crossing *c = CM_NEW(ctx, arena, 1, cm_crossing);
    if (c == NULL) return NULL;
    c->metric = metric;
    c->near = ctx->tol.abs;
    c->rounding = ctx->tol.cert;
    c->sliver = sqrt(ctx->tol.abs);
    c->end = CM_NEW(ctx, arena, 4 * metric->n, end);
    if (c->end == NULL) return NULL;
    if (cm_tally_init(ctx, arena, metric->game->vote, &c->without) != CM_OK) return NULL;
    if (cm_tally_init(ctx, arena, metric->game->vote, &c->with) != CM_OK) return NULL;
    return cm_tally_init(ctx, arena, metric->game->vote, &c->other) == CM_OK ? c : NULL;
}

bool cm_crossing_beats(cm_crossing *c, const double *y, const double *x)
{
    const double *at = c->metric->point;
    cm_tally_clear(&c->other);
    for (size_t i = 0; i < c->metric->n; i++, at += 2) {
        if (hypot(y[0] - at[0], y[1] - at[1]) < hypot(x[0] - at[0], x[1] - at[1])) cm_tally_add(&c->other, i, 1);
    }
    return cm_tally_wins(&c->other);
}

static int by_angle(const void *a, const void *b)
{
    const end *left = a, *right = b;
    return (left->angle > right->angle) - (left->angle < right->angle);
}

static void enter(cm_crossing *c, size_t j, bool of_y, int sign)
{
    if (of_y) {
        cm_tally_add(&c->other, j, sign);
    } else {
        cm_tally_add(&c->without, j, sign);
        cm_tally_add(&c->with, j, sign);
    }
}

/* Where on the circle of `radius` around member i is a place nearer to member j than the square root of `far2`? */
static void put_member(cm_crossing *c, size_t i, size_t j, double radius, double far2, bool of_y)
{
    const double *a = c->metric->point + 2 * i, *b = c->metric->point + 2 * j;
    double x = b[0] - a[0], y = b[1] - a[1], away = hypot(x, y), least, half, from, to;
    least = radius * radius + away * away - far2;            /* 2 radius away cos(angle) has to be above it */
    if (!(fabs(least) < 2 * radius * away)) {
        if (least < 0) enter(c, j, of_y, 1);
        return;
    }
    half = acos(least / (2 * radius * away));
    from = atan2(y, x) - half;
    to = atan2(y, x) + half;
    if (from < -M_PI) from += 2 * M_PI;
    if (to > M_PI) to -= 2 * M_PI;
    if (from > to) enter(c, j, of_y, 1);                     /* it goes on over the angle pi */
    c->end[c->nends++] = (end){ from, j, true, of_y };
    c->end[c->nends++] = (end){ to, j, false, of_y };
}

static double square(const double *a, const double *b)
{
    return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
}

/* The circle through x around member i, opened at the angle pi. */
static bool on_circle(cm_crossing *c, size_t i, const double *y, const double *x, bool clearly)
{
    const double *point = c->metric->point;
    double radius = sqrt(square(point + 2 * i, x)), at = -M_PI, grace = clearly ? -c->rounding : c->rounding;
    if (!(radius > c->near)) return false;
    c->nends = 0;
    cm_tally_clear(&c->without);
    cm_tally_clear(&c->with);
    cm_tally_clear(&c->other);
    for (size_t j = 0; j < c->metric->n; j++) {
        const double *b = point + 2 * j;
        if (square(point + 2 * i, b) <= c->near * c->near) cm_tally_add(&c->with, j, 1);
        else put_member(c, i, j, radius, square(b, x), false);
        put_member(c, i, j, radius, square(b, y) + grace, true);
    }
    qsort(c->end, c->nends, sizeof *c->end, by_angle);
    for (size_t k = 0; k <= c->nends; k++) {
        double next = k < c->nends ? c->end[k].angle : M_PI;
        bool counts = next - at > (clearly ? c->sliver : 0);
        if (counts && cm_tally_wins(&c->other) && cm_tally_wins(&c->with) && !cm_tally_wins(&c->without)) return true;
        if (k < c->nends) enter(c, c->end[k].member, c->end[k].of_y, c->end[k].opens ? 1 : -1);
        at = next;
    }
    return false;
}

bool cm_crossing_found(cm_crossing *c, const double *y, const double *x, bool clearly)
{
    for (size_t i = 0; i < c->metric->n; i++) {
        if (on_circle(c, i, y, x, clearly)) return true;
    }
    return false;
}
