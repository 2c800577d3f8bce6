/* depth_rule.c: the best least gain that a winning coalition can give itself.
 *
 * In one dimension there are two directions.  In two, the level h(u) is followed over the circle by
 * branch and bound.  On an arc each member's projection has a largest value in closed form; the level
 * of these bounds h on the arc, for more in favour never hurts.  An arc is dropped when the members
 * whose projection can exceed the best level found do not win, which is one pass without sorting.
 * When few enough members can be pivotal on an arc, the greatest level inside it is at the direction
 * of one of them, or where the projections of two cross: those directions are tried, and nothing is
 * left to approximate. */
#include <float.h>
#include <math.h>

#include "solver/spatial/depth.h"

enum { FIRST_ARCS = 32, FEW = 6, DEEPEST = 60 };

typedef struct level {
    cm_depth_work *work;
    size_t n;
    const double *offset;              /* n x 2 */
    const cm_vote *vote;
    int64_t quota;                     /* of heads, or 0: ask the rule */
    double best, slack;
    double ux, uy;                     /* where best was found */
} level;

typedef struct arc {
    double ax, ay, bx, by;             /* unit vectors, less than a half turn apart, b after a */
} arc;

/* The rank-th largest of n values (rank >= 1), which are moved about. Hoare's selection. */
static double select_rank(double *value, size_t n, size_t rank)
{
    size_t from = 0, to = n - 1, want = rank - 1;
    while (from < to) {
        double pivot = value[from + (to - from) / 2];
        size_t i = from, j = to;
        for (;;) {
            while (value[i] > pivot) i++;
            while (value[j] < pivot) j--;
            if (i >= j) break;
            double swap = value[i];
            value[i++] = value[j];
            value[j--] = swap;
        }
        if (value[j] < pivot) j--;
        if (want <= j) to = j;
        else from = j + 1;
    }
    return value[want];
}

static bool wins_above(const level *l, const double *value, double bar)
{
    size_t count = 0;
    for (size_t i = 0; i < l->n; i++) {
        l->work->in[i] = value[i] > bar;
        count += value[i] > bar;
    }
    return l->quota > 0 ? count >= (size_t)l->quota : cm_vote_wins(l->vote, l->work->in);
}

static void sort_down(double *value, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
        for (size_t i = gap; i < n; i++) {
            double moved = value[i];
            size_t j = i;
            for (; j >= gap && value[j - gap] < moved; j -= gap) value[j] = value[j - gap];
            value[j] = moved;
        }
    }
}

/* The largest t with {i : value_i >= t} winning; `sorted` is scratch of n. */
static double level_of(const level *l, const double *value, double *sorted)
{
    size_t low = 0, high = l->n - 1;
    for (size_t i = 0; i < l->n; i++) sorted[i] = value[i];
    if (l->quota > 0) return select_rank(sorted, l->n, (size_t)l->quota);
    sort_down(sorted, l->n);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        for (size_t i = 0; i < l->n; i++) l->work->in[i] = value[i] >= sorted[middle];
        if (cm_vote_wins(l->vote, l->work->in)) high = middle;
        else low = middle + 1;
    }
    return sorted[low];
}

/* The level in one direction, which becomes the best if it is higher. */
static void try_direction(level *l, double ux, double uy)
{
    double *value = l->work->scaled + l->n, now;
    for (size_t i = 0; i < l->n; i++) value[i] = l->offset[2 * i] * ux + l->offset[2 * i + 1] * uy;
    if (!wins_above(l, value, l->best)) return;
    now = level_of(l, value, l->work->scaled);
    if (now > l->best) {
        l->best = now;
        l->ux = ux;
        l->uy = uy;
    }
}

static bool in_arc(const arc *a, double x, double y)
{
    return a->ax * y - a->ay * x >= 0 && x * a->by - y * a->bx >= 0;
}

/* Largest and smallest projections on an arc, into work->top and work->bottom. */
static void bound_arc(const level *l, const arc *a)
{
    for (size_t i = 0; i < l->n; i++) {
        double x = l->offset[2 * i], y = l->offset[2 * i + 1];
        double first = x * a->ax + y * a->ay, last = x * a->bx + y * a->by;
        double top = first > last ? first : last, bottom = first > last ? last : first;
        l->work->top[i] = in_arc(a, x, y) ? sqrt(x * x + y * y) : top;
        l->work->bottom[i] = in_arc(a, -x, -y) ? -sqrt(x * x + y * y) : bottom;
    }
}

/* The members that can be pivotal above the best level, one a place; more than FEW: false. */
static bool few_pivots(const level *l, double most, size_t pivot[FEW], size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < l->n; i++) {
        bool seen = false;
        if (l->work->top[i] <= l->best || l->work->bottom[i] > most) continue;
        for (size_t j = 0; j < *count; j++) {
            seen = seen || (l->offset[2 * i] == l->offset[2 * pivot[j]] &&
                            l->offset[2 * i + 1] == l->offset[2 * pivot[j] + 1]);
        }
        if (seen) continue;
        if (*count == FEW) return false;
        pivot[(*count)++] = i;
    }
    return true;
}

/* (x, y) as a direction, when it is in the arc and the pivot's projection there beats the best. */
static void try_vector(level *l, const arc *a, double x, double y, size_t pivot)
{
    double length = sqrt(x * x + y * y);
    if (!(length > 0) || !in_arc(a, x, y)) return;
    x /= length;
    y /= length;
    if (l->offset[2 * pivot] * x + l->offset[2 * pivot + 1] * y > l->best) try_direction(l, x, y);
}

static void try_pivots(level *l, const arc *a, const size_t *pivot, size_t count)
{
    for (size_t p = 0; p < count; p++) {
        double px = l->offset[2 * pivot[p]], py = l->offset[2 * pivot[p] + 1];
        try_vector(l, a, px, py, pivot[p]);
        for (size_t r = 0; r < p; r++) {
            double x = px - l->offset[2 * pivot[r]], y = py - l->offset[2 * pivot[r] + 1];
            try_vector(l, a, -y, x, pivot[p]);
            try_vector(l, a, y, -x, pivot[p]);
        }
    }
}

/* Settle an arc, or halve it: the second half goes back to the caller in *rest. */
static bool settle(level *l, arc *a, arc *rest)
{
    size_t pivot[FEW], count;
    double most, x = a->ax + a->bx, y = a->ay + a->by, length = sqrt(x * x + y * y);
    bound_arc(l, a);
    if (!wins_above(l, l->work->top, l->best + l->slack)) return true;
    most = level_of(l, l->work->top, l->work->scaled);
    if (few_pivots(l, most, pivot, &count)) {
        try_pivots(l, a, pivot, count);
        return true;
    }
    x /= length;
    y /= length;
    try_direction(l, x, y);
    *rest = (arc){ x, y, a->bx, a->by };
    a->bx = x;
    a->by = y;
    return false;
}

static void search_arc(level *l, arc first)
{
    arc stack[DEEPEST + 1];
    int depth[DEEPEST + 1], at = 0;
    stack[0] = first;
    depth[0] = 0;
    while (at >= 0) {
        arc rest;
        if (depth[at] >= DEEPEST || settle(l, &stack[at], &rest)) {
            at--;
            continue;
        }
        depth[at]++;
        depth[at + 1] = depth[at];
        stack[++at] = rest;
    }
}

static void search_circle(level *l)
{
    const double turn = 2 * acos(-1) / FIRST_ARCS;
    double x[FIRST_ARCS + 1], y[FIRST_ARCS + 1];
    for (int k = 0; k < FIRST_ARCS; k++) {
        x[k] = cos(k * turn);
        y[k] = sin(k * turn);
        try_direction(l, x[k], y[k]);
    }
    x[FIRST_ARCS] = x[0];
    y[FIRST_ARCS] = y[0];
    for (int k = 0; k < FIRST_ARCS; k++) search_arc(l, (arc){ x[k], y[k], x[k + 1], y[k + 1] });
}

cm_status cm_depth_rule(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                        const cm_vote *vote, double *depth)
{
    level l = { .work = work, .n = n, .offset = offset, .vote = vote };
    double longest = 0;
    if (vote->n != n) return cm_fail(ctx, CM_E_INPUT, "the rule is for %zu players, not for %zu", vote->n, n);
    if (cm_vote_is_consensus(vote)) return cm_depth_consensus(ctx, work, n, d, offset, NULL, depth, NULL, NULL);
    if (d > 2) {
        return cm_fail(ctx, CM_E_DOMAIN,
                       "the depth of a rule other than consensus is found for one or two issues, not for %zu", d);
    }
    if (!cm_vote_is_quota(vote, &l.quota)) l.quota = 0;
    for (size_t i = 0; i < n * d; i++) longest = fmax(longest, fabs(offset[i]));
    if (!isfinite(longest)) return cm_fail(ctx, CM_E_INPUT, "an ideal point is not finite");
    l.slack = 8 * DBL_EPSILON * longest;
    if (d == 1) {
        for (size_t i = 0; i < n; i++) work->top[i] = offset[i], work->bottom[i] = -offset[i];
        l.best = fmax(0, level_of(&l, work->top, work->scaled));
        l.best = fmax(l.best, level_of(&l, work->bottom, work->scaled));
    } else {
        search_circle(&l);
    }
    *depth = l.best <= ctx->tol.edge * longest ? 0 : l.best * l.best;
    return CM_OK;
}
