/* depth_cityblock.c: the depth of consensus with city-block utility, a linear programme.
 *
 * Member i's gain is the least of 2^d planes, one for each side of its ideal point on which the
 * policy can lie, issue by issue.  The programme (variables v and the level t) starts with the planes
 * at SQ and takes, at each of its answers, the planes of the members whose gain is below t there; the
 * planes are finite in number, so it ends at the optimum.  A member's weight is the sum of its
 * planes' duals. */
#include <math.h>

#include "solver/base/lp.h"
#include "solver/spatial/depth.h"

typedef struct city {
    size_t n, d;
    const double *offset, *salience;   /* offsets in `unit`, gains in `scale`: both are then about 1 */
    double unit, scale;
    cm_lp *lp;
    double *row, *answer;              /* d + 1 */
    size_t *owner, nrows, room;        /* the member of each row */
    cm_arena arena;
} city;

static double cost(const city *c, size_t i, size_t k)
{
    return (c->salience == NULL ? 1 : c->salience[i * c->d + k]) * c->unit / c->scale;
}

static double gain(const city *c, size_t i, const double *v)
{
    double sum = 0;
    for (size_t k = 0; k < c->d; k++) {
        double o = c->offset[i * c->d + k];
        sum += cost(c, i, k) * (fabs(o) - fabs(v[k] - o));
    }
    return sum;
}

/* t <= the plane of member i's gain at v: t - slope.v' <= the plane's value at 0. */
static cm_status add_plane(cm_ctx *ctx, city *c, size_t i, const double *v)
{
    double level = 0;
    size_t *owner = cm_grow(ctx, &c->arena, c->owner, c->nrows, &c->room, sizeof *owner);
    if (owner == NULL) return ctx->status;
    c->owner = owner;
    owner[c->nrows++] = i;
    for (size_t k = 0; k < c->d; k++) {
        double o = c->offset[i * c->d + k], side = v[k] < o || (v[k] == o && o > 0) ? -1 : 1;
        level += cost(c, i, k) * (fabs(o) + side * o);
        c->row[k] = cost(c, i, k) * side;
    }
    c->row[c->d] = 1;
    return cm_lp_row(ctx, c->lp, c->row, -HUGE_VAL, level);
}

/* The policy stays between the outermost ideal points, or at the red line next to them. */
static cm_status bound_issue(cm_ctx *ctx, city *c, size_t k, double low, double high)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < c->n; i++) {
        least = fmin(least, c->offset[i * c->d + k]);
        most = fmax(most, c->offset[i * c->d + k]);
    }
    return cm_lp_column(ctx, c->lp, k, 0, fmin(fmax(least, low), high), fmin(fmax(most, low), high), false);
}

static cm_status set_up(cm_ctx *ctx, city *c, const double *low, const double *high)
{
    cm_status status = CM_OK;
    c->row = CM_NEW(ctx, &c->arena, c->d + 1, double);
    c->answer = CM_NEW(ctx, &c->arena, c->d + 1, double);
    c->lp = cm_lp_new(ctx, c->d + 1, true);
    if (c->row == NULL || c->answer == NULL || c->lp == NULL) return ctx->status;
    CM_TRY(cm_lp_column(ctx, c->lp, c->d, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t k = 0; k < c->d; k++) {
        CM_TRY(bound_issue(ctx, c, k, low == NULL ? -HUGE_VAL : low[k] / c->unit,
                           high == NULL ? HUGE_VAL : high[k] / c->unit));
    }
    for (size_t i = 0; i < c->n; i++) CM_TRY(add_plane(ctx, c, i, c->answer));
out:
    return status;
}

/* Solve and add what is violated by more than the programme's own tolerance; *depth is the least gain
 * at the answer. */
static cm_status improve(cm_ctx *ctx, city *c, double *depth, bool *done)
{
    cm_lp_answer answer;
    double level;
    cm_status status;
    CM_TRY(cm_lp_solve(ctx, c->lp, &answer, c->answer, &level, NULL));
    if (answer != CM_LP_OPTIMAL) {
        return cm_fail(ctx, CM_E_NUMERIC, "the least gain of %zu members has no linear optimum", c->n);
    }
    *depth = HUGE_VAL;
    *done = true;
    for (size_t i = 0; i < c->n; i++) {
        double now = gain(c, i, c->answer);
        *depth = fmin(*depth, now);
        if (now < level - 8 * ctx->tol.abs) {
            CM_TRY(add_plane(ctx, c, i, c->answer));
            *done = false;
        }
    }
out:
    return status;
}

static cm_status read_weights(cm_ctx *ctx, city *c, double *w)
{
    cm_lp_answer answer;
    double total = 0, *dual = CM_NEW(ctx, &c->arena, c->nrows, double);
    cm_status status;
    if (dual == NULL) return ctx->status;
    CM_TRY(cm_lp_solve(ctx, c->lp, &answer, NULL, NULL, dual));
    for (size_t i = 0; i < c->n; i++) w[i] = 0;
    for (size_t r = 0; r < c->nrows; r++) {
        double share = fabs(dual[r]);
        w[c->owner[r]] += share;
        total += share;
    }
    for (size_t i = 0; i < c->n; i++) w[i] = total > 0 ? w[i] / total : 1 / (double)c->n;
out:
    return status;
}

/* The units: the largest offset, and the largest loss at SQ. */
static void measure(city *c, const double *offset, double *scaled)
{
    double largest = 0;
    c->unit = c->scale = 1;
    c->offset = offset;
    for (size_t i = 0; i < c->n; i++) {
        largest = fmax(largest, gain(c, i, offset + i * c->d));
        for (size_t k = 0; k < c->d; k++) scaled[i * c->d + k] = fabs(offset[i * c->d + k]);
    }
    c->unit = 0;
    for (size_t j = 0; j < c->n * c->d; j++) c->unit = fmax(c->unit, scaled[j]);
    for (size_t j = 0; j < c->n * c->d; j++) scaled[j] = c->unit > 0 ? offset[j] / c->unit : 0;
    c->scale = largest;
    c->offset = scaled;
}

static cm_status settle(cm_ctx *ctx, city *c, double *least)
{
    bool done = false;
    cm_status status = CM_OK;
    for (size_t round = 0; !done; round++) {
        if (round > 1000 + c->n) return cm_fail(ctx, CM_E_NUMERIC, "the planes of %zu members do not settle", c->n);
        CM_TRY(improve(ctx, c, least, &done));
    }
out:
    return status;
}

cm_status cm_depth_cityblock(cm_ctx *ctx, cm_depth_work *work, size_t n, size_t d, const double *offset,
                             const double *salience, const double *low, const double *high, double *depth)
{
    city c = { .n = n, .d = d, .salience = salience };
    double least = 0;
    bool open = true;
    cm_status status = CM_OK;
    measure(&c, offset, work->scaled);
    work->projected = false;
    *depth = 0;
    for (size_t k = 0; k < d; k++) work->v[k] = 0;
    for (size_t i = 0; i < n; i++) work->w[i] = 1 / (double)n;
    for (size_t k = 0; low != NULL && k < d; k++) open = open && low[k] <= high[k];
    if (!isfinite(c.scale)) return cm_fail(ctx, CM_E_INPUT, "a member loses %g at the status quo", c.scale);
    if (c.scale == 0 || !open) goto out;
    CM_TRY(set_up(ctx, &c, low, high));
    CM_TRY(settle(ctx, &c, &least));
    CM_TRY(read_weights(ctx, &c, work->w));
    if (least > ctx->tol.edge) {
        *depth = least * c.scale;
        for (size_t k = 0; k < d; k++) work->v[k] = c.answer[k] * c.unit;
    }
out:
    cm_lp_free(c.lp);
    cm_arena_free(&c.arena);
    return status;
}
