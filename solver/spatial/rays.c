/* rays.c: enumeration of rays, from the smallest flats up. */
#include "solver/spatial/rays.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/base/mem.h"

/* One level: the members still indifferent, in the dimension that they span. */
typedef struct level {
    size_t n, r, m;              /* members, dimension, different lines */
    double *g;                   /* n x r, of unit length */
    size_t *who;                 /* n: players */
    size_t *line;                /* m: one member a line */
    double *row, *ray, *gain;    /* r x r reduced rows; r; n products with the ray */
    size_t *pivot;               /* r */
    unsigned char *in;           /* players pleased for good at this level */
    int64_t sum;                 /* their weight, when the rule is one threshold */
} level;

typedef struct search {
    const cm_ctx *ctx;
    const cm_vote *vote;
    double edge, budget;
    level *at;                   /* depth levels */
    unsigned char *trial;        /* players */
    bool closed;
    bool spent;                  /* the budget, or the user's patience */
} search;

double cm_rays_estimate(size_t n, size_t d)
{
    double rays = 1;
    for (size_t k = 0; k + 1 < d; k++) rays *= fmax((double)n - (double)k, 1) / (double)(k + 1);
    return rays * (double)n;
}

/* Keep as many columns as the rank, at most `cap`: the products g.u take the same values when u is
 * confined to a set of independent columns.  Elimination with complete pivoting on a copy. */
static size_t keep_columns(const search *s, const double *g, size_t n, size_t d, size_t cap, double *copy,
                           size_t *column)
{
    size_t rank = 0;
    memcpy(copy, g, n * d * sizeof *copy);
    for (size_t k = 0; k < d; k++) column[k] = k;
    for (; rank < cap; rank++) {
        double best = 0;
        size_t row = 0, at = 0, keep;
        for (size_t i = 0; i < n; i++) {
            for (size_t k = rank; k < d; k++) {
                double size = fabs(copy[i * d + column[k]]);
                if (size > best) {
                    best = size;
                    row = i;
                    at = k;
                }
            }
        }
        if (!(best > s->edge)) break;
        keep = column[at];
        column[at] = column[rank];
        column[rank] = keep;
        for (size_t i = 0; i < n; i++) {
            double factor = copy[i * d + keep] / copy[row * d + keep];
            if (i == row) continue;
            for (size_t k = rank; k < d; k++) copy[i * d + column[k]] -= factor * copy[row * d + column[k]];
            copy[i * d + keep] = 0;
        }
        for (size_t k = 0; k < d; k++) copy[row * d + column[k]] = 0;
    }
    return rank;
}

/* The whole problem is one of angles. */
static bool plane(const search *s, const level *at)
{
    return at == &s->at[0] && at->r == 2 && s->vote->node[0].kind == CM_VOTE_THRESHOLD;
}

/* Fill a level with n gradients in d dimensions that span at most `cap`, those of who[] (which may be
 * at->who): columns, unit length, lines (not needed in the plane). */
static void fill_level(const search *s, level *at, const double *g, const size_t *who, size_t n, size_t d,
                       size_t cap, double *copy, size_t *column)
{
    at->r = keep_columns(s, g, n, d, cap, copy, column);
    at->n = at->m = 0;
    for (size_t i = 0; i < n; i++) {
        double *x = at->g + at->n * at->r, length = 0;
        bool met = plane(s, at);
        for (size_t k = 0; k < at->r; k++) x[k] = g[i * d + column[k]];
        length = sqrt(cm_dot(x, x, at->r));
        if (!(length > s->edge)) continue;
        for (size_t k = 0; k < at->r; k++) x[k] /= length;
        for (size_t j = 0; j < at->m && !met; j++) {
            const double *y = at->g + at->line[j] * at->r;
            double sign = cm_dot(x, y, at->r) < 0 ? -1 : 1, apart = 0;
            for (size_t k = 0; k < at->r; k++) apart += (x[k] - sign * y[k]) * (x[k] - sign * y[k]);
            met = apart <= s->edge * s->edge;
        }
        if (!met) at->line[at->m++] = at->n;
        at->who[at->n++] = who[i];
    }
}

/* Reduce a line's vector by the rows so far and find its pivot, normalised to 1; false when dependent.
 * `least` is the smallest pivot met. */
static bool reduce_row(const search *s, level *at, size_t depth, const double *x, double *least)
{
    size_t r = at->r, pivot = 0;
    double *row = at->row + depth * r, size = 0;
    memcpy(row, x, r * sizeof *row);
    for (size_t j = 0; j < depth; j++) {
        const double *other = at->row + j * r;
        double factor = row[at->pivot[j]];
        for (size_t k = 0; k < r; k++) row[k] -= factor * other[k];
        row[at->pivot[j]] = 0;
    }
    for (size_t k = 0; k < r; k++) {
        if (fabs(row[k]) > size) {
            size = fabs(row[k]);
            pivot = k;
        }
    }
    if (!(size > s->edge)) return false;
    *least = fmin(*least, size);
    size = row[pivot];
    for (size_t k = 0; k < r; k++) row[k] /= size;
    at->pivot[depth] = pivot;
    return true;
}

/* The null vector of r-1 reduced rows, of unit length. */
static void null_vector(level *at)
{
    size_t r = at->r, open = 0;
    double length;
    for (size_t k = 0; k < r; k++) {
        bool taken = false;
        for (size_t j = 0; j + 1 < r && !taken; j++) taken = at->pivot[j] == k;
        if (!taken) open = k;
    }
    at->ray[open] = 1;
    for (size_t j = r - 1; j-- > 0;) {
        const double *row = at->row + j * r;
        double sum = row[open];
        for (size_t later = j + 1; later + 1 < r; later++) sum += row[at->pivot[later]] * at->ray[at->pivot[later]];
        at->ray[at->pivot[j]] = -sum;
    }
    length = sqrt(cm_dot(at->ray, at->ray, r));
    for (size_t k = 0; k < r; k++) at->ray[k] /= length;
}

static bool search_level(search *s, size_t depth, double *copy, size_t *column);

/* Could those win who are not hurt, on either side of the ray?  Sets gain; a single threshold is summed
 * on the way. */
static void look_along(search *s, level *at, double slack, bool hope[2])
{
    const cm_vote_node *root = &s->vote->node[0];
    int64_t sum[2] = { 0, 0 };
    for (size_t i = 0; i < at->n; i++) at->gain[i] = cm_dot(at->g + i * at->r, at->ray, at->r);
    hope[0] = hope[1] = true;
    if (root->kind != CM_VOTE_THRESHOLD) return;
    for (size_t i = 0; i < at->n; i++) {
        int64_t weight = root->weight[at->who[i]];
        sum[0] += at->gain[i] >= -slack ? weight : 0;
        sum[1] += at->gain[i] <= slack ? weight : 0;
    }
    for (size_t side = 0; side < 2; side++) hope[side] = at->sum + sum[side] >= root->quota;
}

/* One side of a ray: those pleased, and those indifferent.  True when somebody wins there. */
static bool try_side(search *s, size_t depth, double sign, double slack, double *copy, size_t *column)
{
    level *at = &s->at[depth], *next = at + 1;
    size_t idle = 0, r = at->r;
    memcpy(s->trial, at->in, s->vote->n);
    memcpy(next->in, at->in, s->vote->n);
    for (size_t i = 0; i < at->n; i++) {
        double gain = sign * at->gain[i];
        if (gain < -slack) continue;
        s->trial[at->who[i]] = 1;
        if (gain > slack) {
            next->in[at->who[i]] = 1;
        } else {
            memcpy(copy + idle * r, at->g + i * r, r * sizeof *copy);
            next->who[idle++] = at->who[i];
        }
    }
    if (!cm_vote_wins(s->vote, s->trial)) return false;
    if (s->closed || cm_vote_wins(s->vote, next->in)) return true;
    fill_level(s, next, copy, next->who, idle, r, r - 1, copy + idle * r, column);
    return search_level(s, depth + 1, copy + 2 * idle * r, column + r);
}

/* All subsets of r-1 lines that go on from line `from` with `chosen` chosen. */
static bool choose_lines(search *s, size_t depth, size_t chosen, size_t from, double least, double *copy,
                         size_t *column)
{
    level *at = &s->at[depth];
    size_t missing = at->r - 1 - chosen;
    if (missing == 0) {
        double slack = s->edge + 64 * DBL_EPSILON * (double)at->r / least;
        bool hope[2];
        s->budget -= (double)at->n;
        if (s->budget < 0 || cm_stopped(s->ctx)) s->spent = true;
        if (s->spent) return false;
        null_vector(at);
        look_along(s, at, slack, hope);
        return (hope[0] && try_side(s, depth, 1, slack, copy, column)) ||
               (hope[1] && try_side(s, depth, -1, slack, copy, column));
    }
    for (size_t j = from; j + missing <= at->m && !s->spent; j++) {
        double smallest = least;
        if (!reduce_row(s, at, chosen, at->g + at->line[j] * at->r, &smallest)) continue;
        if (choose_lines(s, depth, chosen + 1, j + 1, smallest, copy, column)) return true;
    }
    return false;
}

/* One dimension: the two ways. */
static bool search_line(search *s, const level *at)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        memcpy(s->trial, at->in, s->vote->n);
        for (size_t i = 0; i < at->n; i++) {
            if (sign * at->g[i] > 0) s->trial[at->who[i]] = 1;
        }
        if (cm_vote_wins(s->vote, s->trial)) return true;
    }
    return false;
}

static bool search_level(search *s, size_t depth, double *copy, size_t *column)
{
    level *at = &s->at[depth];
    const cm_vote_node *root = &s->vote->node[0];
    at->sum = 0;
    for (size_t i = 0; i < s->vote->n && root->kind == CM_VOTE_THRESHOLD; i++) {
        if (at->in[i]) at->sum += root->weight[i];
    }
    if (at->r == 0) return cm_vote_wins(s->vote, at->in);
    if (at->r == 1) return search_line(s, at);
    return choose_lines(s, depth, 0, 0, 1, copy, column);
}

typedef struct bearing {
    double angle;
    int64_t weight;
} bearing;

static int by_angle(const void *a, const void *b)
{
    double x = ((const bearing *)a)->angle, y = ((const bearing *)b)->angle;
    return (x > y) - (x < y);
}

/* The plane, one threshold: a half-plane holds the gradients of a window of angles, from that of a
 * gradient on: less than a half turn when it is open, up to a half turn when it is closed. */
static cm_status search_plane(cm_ctx *ctx, cm_arena *arena, const search *s, const level *at, bool *found)
{
    const double half = acos(-1), reach = s->closed ? half + 2 * s->edge : half - 2 * s->edge;
    const cm_vote_node *root = &s->vote->node[0];
    bearing *b = CM_NEW(ctx, arena, at->n, bearing);
    int64_t sum = 0, idle = 0;
    size_t end = 0;
    if (b == NULL) return ctx->status;
    for (size_t i = 0; i < at->n; i++) {
        b[i] = (bearing){ atan2(at->g[2 * i + 1], at->g[2 * i]), root->weight[at->who[i]] };
    }
    for (size_t i = 0; i < s->vote->n; i++) idle += at->in[i] ? root->weight[i] : 0;
    qsort(b, at->n, sizeof *b, by_angle);
    *found = false;
    for (size_t i = 0; i < at->n; i++) {
        for (; end < i + at->n; end++) {
            double angle = end < at->n ? b[end].angle : b[end - at->n].angle + 2 * half;
            if (!(angle - b[i].angle <= reach)) break;
            sum += b[end % at->n].weight;
        }
        if (sum + idle >= root->quota) *found = true;
        sum -= b[i].weight;
    }
    return CM_OK;
}

static cm_status new_levels(cm_ctx *ctx, cm_arena *arena, search *s, size_t n, size_t d)
{
    s->at = CM_NEW(ctx, arena, d + 2, level);
    s->trial = CM_NEW(ctx, arena, n, unsigned char);
    if (s->at == NULL) return ctx->status;
    for (size_t k = 0; k < d + 2; k++) {
        level *at = &s->at[k];
        size_t r = k <= d ? d - k + 1 : 1;
        at->g = CM_NEW(ctx, arena, n * r, double);
        at->who = CM_NEW(ctx, arena, n, size_t);
        at->line = CM_NEW(ctx, arena, n, size_t);
        at->row = CM_NEW(ctx, arena, r * r, double);
        at->ray = CM_NEW(ctx, arena, r, double);
        at->gain = CM_NEW(ctx, arena, n, double);
        at->pivot = CM_NEW(ctx, arena, r, size_t);
        at->in = CM_NEW(ctx, arena, n, unsigned char);
    }
    return ctx->status;
}

static cm_status enumerate(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, bool closed,
                           double budget, cm_proof *proof)
{
    cm_arena arena = { NULL };
    cm_status status = CM_OK;
    search s = { .ctx = ctx, .vote = vote, .edge = ctx->tol.edge, .budget = budget, .closed = closed };
    double *copy = CM_NEW(ctx, &arena, 2 * (d + 2) * n * d, double);
    size_t *column = CM_NEW(ctx, &arena, (d + 2) * d, size_t);
    size_t *who = CM_NEW(ctx, &arena, n, size_t);
    CM_TRY(new_levels(ctx, &arena, &s, n, d));
    CM_TRY(ctx->status);
    for (size_t i = 0; i < n; i++) who[i] = i;
    fill_level(&s, &s.at[0], g, who, n, d, d, copy, column);
    if (closed && s.at[0].r < d) {
        *proof = CM_PROOF_YES;
        goto out;
    }
    if (closed) {
        for (size_t i = 0; i < n; i++) s.at[0].in[i] = !(cm_dot(g + i * d, g + i * d, d) > 0);
    }
    if (plane(&s, &s.at[0])) {
        bool found = false;
        CM_TRY(search_plane(ctx, &arena, &s, &s.at[0], &found));
        *proof = found ? CM_PROOF_YES : CM_PROOF_NO;
        goto out;
    }
    if (search_level(&s, 0, copy, column + d)) *proof = CM_PROOF_YES;
    else *proof = s.spent ? CM_PROOF_UNSETTLED : CM_PROOF_NO;
    if (cm_stopped(ctx)) status = cm_fail(ctx, CM_E_INTERRUPT, "interrupted while proving that nobody wins");
out:
    cm_arena_free(&arena);
    return status;
}

cm_status cm_rays_open(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, double budget,
                       cm_proof *proof)
{
    return enumerate(ctx, g, n, d, vote, false, budget, proof);
}

cm_status cm_rays_closed(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, double budget,
                         cm_proof *proof)
{
    return enumerate(ctx, g, n, d, vote, true, budget, proof);
}
