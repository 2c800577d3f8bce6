/* turning.c: from passing to passing, once round.
 *
 * At a passing the members are those clearly above the pivot, those tied with it, and the rest.  Just after it
 * the tied are in the order of their derivatives a.u'.  A tie that is not quite one yet (or any more) is ordered
 * as it will be soon: that moves W by less than the tolerance. */
#include "solver/spatial/turning.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>

typedef struct entry {
    double key;
    size_t member;
} entry;

struct cm_pivot {
    const cm_metric *metric;
    cm_tally tally;
    entry *entry;                /* n */
};

typedef struct walk {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_metric *metric;
    cm_pivot *pivot;
    cm_turning *turning;
    size_t room;
} walk;

static int by_falling_key(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    if (left->key != right->key) return left->key < right->key ? 1 : -1;
    return (left->member > right->member) - (left->member < right->member);
}

cm_pivot *cm_pivot_new(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric)
{
    cm_pivot *pivot = CM_NEW(ctx, arena, 1, cm_pivot);
    if (pivot == NULL) return NULL;
    pivot->metric = metric;
    pivot->entry = CM_NEW(ctx, arena, metric->n, entry);
    if (pivot->entry == NULL || cm_tally_init(ctx, arena, metric->game->vote, &pivot->tally) != CM_OK) return NULL;
    return pivot;
}

static double height(const cm_metric *metric, size_t i, const double *u)
{
    double sum = 0;
    for (size_t k = 0; k < metric->d; k++) sum += metric->point[i * metric->d + k] * u[k];
    return sum;
}

/* Let the first `count` entries in, by falling key; the one with whom they win, or n. */
static size_t first_to_win(cm_pivot *pivot, size_t count)
{
    qsort(pivot->entry, count, sizeof *pivot->entry, by_falling_key);
    for (size_t j = 0; j < count; j++) {
        cm_tally_add(&pivot->tally, pivot->entry[j].member, 1);
        if (cm_tally_wins(&pivot->tally)) return pivot->entry[j].member;
    }
    return pivot->metric->n;
}

double cm_pivot_along(cm_pivot *pivot, const double *u, size_t *member)
{
    size_t n = pivot->metric->n, last;
    for (size_t i = 0; i < n; i++) pivot->entry[i] = (entry){ height(pivot->metric, i, u), i };
    cm_tally_clear(&pivot->tally);
    last = first_to_win(pivot, n);          /* everybody together wins */
    if (member != NULL) *member = last;
    return height(pivot->metric, last, u);
}

/* The pivot just after the angle, when `near` is at its height there; n when it is not. */
static size_t pivot_after(const walk *w, double angle, size_t near)
{
    cm_pivot *pivot = w->pivot;
    double u[2] = { cos(angle), sin(angle) }, turned[2] = { -u[1], u[0] };
    double level = height(w->metric, near, u), tie = w->ctx->tol.abs;
    size_t tied = 0;
    cm_tally_clear(&pivot->tally);
    for (size_t i = 0; i < w->metric->n; i++) {
        double off = height(w->metric, i, u) - level;
        if (off > tie) cm_tally_add(&pivot->tally, i, 1);
        else if (off >= -tie) pivot->entry[tied++] = (entry){ height(w->metric, i, turned), i };
    }
    if (cm_tally_wins(&pivot->tally)) return w->metric->n;
    return first_to_win(pivot, tied);
}

/* The next angle at which an ideal passes that of p, and at most a turn on. */
static double next_passing(const walk *w, double angle, size_t p)
{
    const double *at = w->metric->point;
    double u[2] = { cos(angle), sin(angle) }, nearest = 2 * M_PI, tie = w->ctx->tol.abs;
    for (size_t j = 0; j < w->metric->n; j++) {
        double x = at[2 * j] - at[2 * p], y = at[2 * j + 1] - at[2 * p + 1], ahead;
        if (hypot(x, y) <= tie) continue;
        ahead = fmod(atan2(y, x) + M_PI_2 - angle, M_PI);
        if (ahead < 0) ahead += M_PI;
        /* tied with p now: it has been ordered as after the passing, if that is just ahead */
        if (fabs(x * u[0] + y * u[1]) <= tie && ahead < M_PI_2) ahead += M_PI;
        nearest = fmin(nearest, ahead);
    }
    return angle + nearest;
}

static cm_status push(walk *w, double from, double to, size_t member)
{
    cm_turning *turning = w->turning;
    while (from < to) {
        double end = fmin(to, from + M_PI_2);
        if (turning->count == w->room) {
            cm_arc *more = cm_grow(w->ctx, w->arena, turning->arc, turning->count, &w->room, sizeof *more);
            if (more == NULL) return w->ctx->status;
            turning->arc = more;
        }
        turning->arc[turning->count++] = (cm_arc){ from, end, member };
        from = end;
    }
    return CM_OK;
}

cm_status cm_turning_find(cm_ctx *ctx, cm_arena *arena, const cm_metric *metric, cm_turning *turning)
{
    walk w = { .ctx = ctx, .arena = arena, .metric = metric, .turning = turning, .room = 16 };
    double angle = 0, start[2] = { 1, 0 }, steps = 0;
    size_t member = 0;
    cm_status status = CM_OK;
    turning->count = 0;
    turning->arc = CM_NEW(ctx, arena, w.room, cm_arc);
    w.pivot = cm_pivot_new(ctx, arena, metric);
    if (turning->arc == NULL || w.pivot == NULL) CM_TRY(ctx->status);
    (void)cm_pivot_along(w.pivot, start, &member);
    member = pivot_after(&w, 0, member);
    while (angle < 2 * M_PI) {
        double next = fmin(next_passing(&w, angle, member), 2 * M_PI), u[2] = { cos(next), sin(next) };
        CM_TRY(push(&w, angle, next, member));
        angle = next;
        member = pivot_after(&w, angle, member);
        if (member == metric->n) {
            (void)cm_pivot_along(w.pivot, u, &member);
            member = pivot_after(&w, angle, member);
        }
        steps += (double)metric->n * (double)metric->game->vote->nnodes;
        if (steps > ctx->work_limit) {
            CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "turning round takes more than %g steps: only %.0f degrees were turned",
                             ctx->work_limit, angle * 180 / M_PI));
        }
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped while turning round"));
    }
out:
    return status;
}

double cm_arc_peak(const cm_arc *arc, const double *a, const double *c, double *value)
{
    double x = a[0] - c[0], y = a[1] - c[1], peak = atan2(y, x), best = arc->from;
    double from = x * cos(arc->from) + y * sin(arc->from), to = x * cos(arc->to) + y * sin(arc->to);
    if (peak < 0) peak += 2 * M_PI;
    *value = from;
    if (to > from) {
        *value = to;
        best = arc->to;
    }
    if (peak > arc->from && peak < arc->to) {
        *value = hypot(x, y);
        best = peak;
    }
    return best;
}
