/* moving_grid.c: the policies that can be chosen where the status quo moves, and what they are worth.
 *
 * On each issue so many points lie evenly from the least to the greatest of ideals and status quo.  The status quo
 * is a policy itself, and on one issue so are the ideals: otherwise a settlement at the median could only be seen
 * roughly.  Points that differ by rounding alone are one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/bargain/moving_status_quo.h"

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void span(const cm_spatial *s, size_t issue, double *low, double *high)
{
    *low = *high = s->status_quo[issue];
    for (size_t i = 0; i < s->n; i++) {
        *low = fmin(*low, s->ideal[i * s->d + issue]);
        *high = fmax(*high, s->ideal[i * s->d + issue]);
    }
}

/* Of points that are one the status quo is kept, so that it is a policy to the last digit. */
static size_t merge(const cm_ctx *ctx, double *x, size_t count, double sq, double width)
{
    size_t kept = 0;
    qsort(x, count, sizeof *x, by_size);
    for (size_t k = 0; k < count; k++) {
        if (kept == 0 || x[k] - x[kept - 1] > ctx->tol.abs * width) x[kept++] = x[k];
        else if (fabs(x[k] - sq) <= 0) x[kept - 1] = x[k];
    }
    return kept;
}

static cm_status line(cm_arena *arena, cm_moving *m, size_t along)
{
    double low, high;
    size_t count = 0;
    m->policy = CM_NEW(m->ctx, arena, along + m->n + 1, double);
    if (m->policy == NULL) return m->ctx->status;
    span(m->s, 0, &low, &high);
    for (size_t k = 0; k < along; k++) m->policy[count++] = low + (high - low) * (double)k / (double)(along - 1);
    for (size_t i = 0; i < m->n; i++) m->policy[count++] = m->s->ideal[i];
    m->policy[count++] = m->s->status_quo[0];
    m->k = merge(m->ctx, m->policy, count, m->s->status_quo[0], high - low);
    return CM_OK;
}

/* Two issues and more: the even grid, and the status quo as the last policy unless it is one of the others. */
static cm_status lattice(cm_arena *arena, cm_moving *m, size_t along)
{
    size_t d = m->d, count = 1;
    bool there = false;
    for (size_t k = 0; k < d; k++) count *= along;
    m->policy = CM_NEW(m->ctx, arena, (count + 1) * d, double);
    if (m->policy == NULL) return m->ctx->status;
    for (size_t x = 0; x < count; x++) {
        size_t rest = x;
        bool same = true;
        for (size_t k = d; k-- > 0; rest /= along) {
            double low, high;
            span(m->s, k, &low, &high);
            m->policy[x * d + k] = low + (high - low) * (double)(rest % along) / (double)(along - 1);
            if (fabs(m->policy[x * d + k] - m->s->status_quo[k]) > m->ctx->tol.abs * (high - low)) same = false;
        }
        if (same) memcpy(m->policy + x * d, m->s->status_quo, d * sizeof(double));
        there = there || same;
    }
    if (!there) memcpy(m->policy + count++ * d, m->s->status_quo, d * sizeof(double));
    m->k = count;
    return CM_OK;
}

static bool inside(const cm_moving *m, size_t i, const double *x)
{
    for (size_t k = 0; k < m->d; k++) {
        double low = m->s->red_low[i * m->d + k], high = m->s->red_high[i * m->d + k];
        if (x[k] < low && !cm_close(&m->ctx->tol, x[k], low)) return false;
        if (x[k] > high && !cm_close(&m->ctx->tol, x[k], high)) return false;
    }
    return true;
}

static cm_status measure(cm_arena *arena, cm_moving *m)
{
    size_t all = m->k * m->n;
    m->u = CM_NEW(m->ctx, arena, all, double);
    m->v = CM_NEW(m->ctx, arena, all, double);
    m->w = CM_NEW(m->ctx, arena, all, double);
    m->passing = CM_NEW(m->ctx, arena, m->k, size_t);
    m->most = CM_NEW(m->ctx, arena, m->n, double);
    if (m->s->red_low != NULL) m->allowed = CM_NEW(m->ctx, arena, all, unsigned char);
    if (m->ctx->status != CM_OK) return m->ctx->status;
    for (size_t x = 0; x < m->k; x++) {
        bool same = true;
        for (size_t k = 0; k < m->d; k++) same = same && fabs(m->policy[x * m->d + k] - m->s->status_quo[k]) <= 0;
        if (same) m->sq = x;
        for (size_t i = 0; i < m->n; i++) {
            m->u[x * m->n + i] = cm_spatial_utility(m->s, i, m->policy + x * m->d);
            m->scale = fmax(m->scale, -m->u[x * m->n + i]);
            if (m->allowed != NULL) m->allowed[x * m->n + i] = inside(m, i, m->policy + x * m->d);
        }
    }
    if (!(m->scale > 0)) m->scale = 1;
    m->near = m->ctx->tol.abs * m->scale;
    return CM_OK;
}

cm_status cm_moving_build(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const cm_moving_params *asked, cm_moving *m)
{
    size_t along = cm_moving_along(p, asked);
    double policies = p->spatial->d == 1 ? (double)(along + p->n + 1) : pow((double)along, (double)p->spatial->d) + 1;
    cm_status status = CM_OK;
    *m = (cm_moving){ .ctx = ctx, .p = p, .s = p->spatial, .n = p->n, .d = p->spatial->d };
    if (policies * policies * (double)p->n * (double)(p->rounds + 1) > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "%.0f policies and %zu members are more than the limit of %g steps allows; a smaller grid is faster", policies, p->n, ctx->work_limit);
    }
    m->heads = cm_vote_is_quota(&p->vote, &m->quota);
    CM_TRY(m->d == 1 ? line(arena, m, along) : lattice(arena, m, along));
    CM_TRY(measure(arena, m));
    CM_TRY(cm_tally_init(ctx, arena, &p->vote, &m->tally));
out:
    return status;
}
