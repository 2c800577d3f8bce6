/* crossing.c: once round each circle through x, from x.
 *
 * All circles through x meet that of member i in x, and each in one more place: the image of x in the line through the two
 * ideals, at twice the angle of that line less that of x.  So the order in which members change their mind about x on
 * that circle is that of these doubled angles, whatever x is: it is sorted once.  Only where the circle bounds what beats
 * x, on a few short arcs, is it asked who likes a place better than y: at the beginning of an arc by its angle, and within
 * it by the ends there, of which there are few to sort. */
#include "solver/spatial/crossing.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>

typedef struct end {
    double angle;
    size_t member;
    bool opens;
} end;

typedef struct arc {                     /* of a circle; from the angle of x on, 0 to 2 pi */
    double from, to;
} arc;

struct cm_crossing {
    const cm_metric *metric;
    double near, rounding, sliver;
    cm_tally without, with, other;       /* better than x, without and with i and those at its ideal; better than y */
    double *line;                        /* n x n: the angle from ideal i to ideal j, -pi to pi */
    size_t *order, *apart;               /* n x n: those not at the ideal of i, by twice that angle; how many */
    end *turn, *within;                  /* n; 2n: changes of mind about x; about y, in one arc */
    arc *better;                         /* n: where member j likes a place better than y */
};

static int by_angle(const void *a, const void *b)
{
    const end *left = a, *right = b;
    return (left->angle > right->angle) - (left->angle < right->angle);
}

static double square(const double *a, const double *b)
{
    return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
}

/* An angle between -4 pi and 4 pi, in 0 to 2 pi. */
static double wrap(double angle)
{
    while (angle < 0) angle += 2 * M_PI;
    while (angle >= 2 * M_PI) angle -= 2 * M_PI;
    return angle;
}

static void sort_lines(cm_crossing *c, size_t i)
{
    const double *point = c->metric->point, *a = point + 2 * i;
    size_t n = c->metric->n, count = 0;
    for (size_t j = 0; j < n; j++) {
        double *line = &c->line[i * n + j];
        *line = atan2(point[2 * j + 1] - a[1], point[2 * j] - a[0]);
        if (square(a, point + 2 * j) > c->near * c->near) c->turn[count++] = (end){ wrap(2 * *line), j, false };
    }
    qsort(c->turn, count, sizeof *c->turn, by_angle);
    for (size_t k = 0; k < count; k++) c->order[i * n + k] = c->turn[k].member;
    c->apart[i] = count;
}

cm_crossing *cm_crossing_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric)
{
    cm_crossing *c = CM_NEW(ctx, arena, 1, cm_crossing);
    if (c == NULL) return NULL;
    c->metric = metric;
    c->near = ctx->tol.abs;
    c->rounding = ctx->tol.cert;
    c->sliver = sqrt(ctx->tol.abs);
    c->line = CM_NEW(ctx, arena, metric->n * metric->n, double);
    c->order = CM_NEW(ctx, arena, metric->n * metric->n, size_t);
    c->apart = CM_NEW(ctx, arena, metric->n, size_t);
    c->turn = CM_NEW(ctx, arena, metric->n, end);
    c->within = CM_NEW(ctx, arena, 2 * metric->n, end);
    c->better = CM_NEW(ctx, arena, metric->n, arc);
    if (ctx->status != CM_OK) return NULL;
    for (size_t i = 0; i < metric->n; i++) sort_lines(c, i);
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

/* Where on the circle of `radius` around member i, x at the angle `start`, is a place nearer to member j than the square
 * root of `far2`?  From an angle to one after it, over x if from > to; all round: from -inf to inf; nowhere: both inf. */
static arc find_arc(const cm_crossing *c, size_t i, size_t j, double radius, double start, double far2)
{
    double away = sqrt(square(c->metric->point + 2 * i, c->metric->point + 2 * j)), least, half, middle;
    least = radius * radius + away * away - far2;            /* 2 radius away cos(angle) has to be above it */
    if (!(fabs(least) < 2 * radius * away)) return (arc){ least < 0 ? -HUGE_VAL : HUGE_VAL, HUGE_VAL };
    half = acos(least / (2 * radius * away));
    middle = c->line[i * c->metric->n + j] - start;
    return (arc){ wrap(middle - half), wrap(middle + half) };
}

/* Just after the angle. */
static bool holds(arc a, double angle)
{
    return a.from <= a.to ? a.from <= angle && angle < a.to : angle >= a.from || angle < a.to;
}

static void enter(cm_crossing *c, size_t j, int sign)
{
    cm_tally_add(&c->without, j, sign);
    cm_tally_add(&c->with, j, sign);
}

/* The first of the sorted lines of i whose doubled angle is not below. */
static size_t first_line(const cm_crossing *c, size_t i, double doubled)
{
    const size_t *order = c->order + i * c->metric->n;
    size_t low = 0, high = c->apart[i];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (wrap(2 * c->line[i * c->metric->n + order[middle]]) < doubled) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* All who change their mind about x on the circle of i, in order; tallies just after x.  Member j likes better what is
 * between x and its image on the side of its ideal: just after x if the ideal lies half-way to the image in this sense. */
static void go_round_x(cm_crossing *c, size_t i, double start)
{
    double doubled = wrap(2 * start);
    size_t n = c->metric->n, first = first_line(c, i, doubled), count = c->apart[i];
    cm_tally_clear(&c->without);
    cm_tally_clear(&c->with);
    for (size_t j = 0; count + 1 < n && j < n; j++) {
        if (square(c->metric->point + 2 * i, c->metric->point + 2 * j) <= c->near * c->near) cm_tally_add(&c->with, j, 1);
    }
    if (count + 1 == n) cm_tally_add(&c->with, i, 1);
    for (size_t k = 0; k < count; k++) {
        size_t j = c->order[i * n + (first + k) % count];
        double line = c->line[i * n + j], angle = wrap(2 * line) - doubled, off;
        if (first + k >= count) angle += 2 * M_PI;
        off = wrap(line - start - angle / 2);
        c->turn[k] = (end){ angle, j, off > M_PI / 2 && off < 3 * M_PI / 2 };
        if (!c->turn[k].opens) enter(c, j, 1);
    }
}

/* Does a place beat y on more than `least` of the piece? */
static bool on_piece(cm_crossing *c, arc piece, double least)
{
    size_t count = 0;
    double at = piece.from;
    cm_tally_clear(&c->other);
    for (size_t j = 0; j < c->metric->n; j++) {
        arc a = c->better[j];
        if (holds(a, piece.from)) cm_tally_add(&c->other, j, 1);
        if (a.from > piece.from && a.from < piece.to) c->within[count++] = (end){ a.from, j, true };
        if (a.to > piece.from && a.to < piece.to) c->within[count++] = (end){ a.to, j, false };
    }
    qsort(c->within, count, sizeof *c->within, by_angle);
    for (size_t k = 0; k <= count; k++) {
        double next = k < count ? c->within[k].angle : piece.to;
        if (next - at > least && cm_tally_wins(&c->other)) return true;
        if (k < count) cm_tally_add(&c->other, c->within[k].member, c->within[k].opens ? 1 : -1);
        at = next;
    }
    return false;
}

/* The circle through x around member i. */
static bool on_circle(cm_crossing *c, size_t i, const double *y, const double *x, bool clearly)
{
    const double *point = c->metric->point, *a = point + 2 * i;
    double radius = sqrt(square(a, x)), start = atan2(x[1] - a[1], x[0] - a[0]), at = 0;
    double grace = clearly ? -c->rounding : c->rounding, least = clearly ? c->sliver : 0;
    bool asked = false;
    if (!(radius > c->near)) return false;
    go_round_x(c, i, start);
    for (size_t k = 0; k <= c->apart[i]; k++) {
        double next = k < c->apart[i] ? c->turn[k].angle : 2 * M_PI;
        if (next - at > least && cm_tally_wins(&c->with) && !cm_tally_wins(&c->without)) {
            for (size_t j = 0; j < c->metric->n && !asked; j++) c->better[j] = find_arc(c, i, j, radius, start, square(point + 2 * j, y) + grace);
            asked = true;
            if (on_piece(c, (arc){ at, next }, least)) return true;
        }
        if (k < c->apart[i]) enter(c, c->turn[k].member, c->turn[k].opens ? 1 : -1);
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
