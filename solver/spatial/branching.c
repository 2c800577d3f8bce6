/* branching.c: who must be left out?  Depth first; members already branched on must stay in. */
#include "solver/spatial/branching.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/hull.h"

typedef struct search {
    cm_ctx *ctx;
    const double *g;
    size_t n, d, width;          /* width: the most sons of a branch, 2d + 2 */
    const cm_vote *vote;
    bool closed, spent;
    double budget;
    cm_hull hull;
    unsigned char *in, *forced;  /* n each: not left out; must stay in */
    size_t *who;                 /* n: the players of the hull */
    size_t *member;              /* n x width: sons of each depth */
    double *weight, *scratch;
} search;

/* |sum of w g|, or infinity when the weights are not positive or do not add up to 1. */
static double imbalance(const double *g, size_t d, const size_t *member, const double *weight, size_t m)
{
    double square = 0, sum = 0;
    for (size_t j = 0; j < m; j++) {
        if (!(weight[j] >= 0)) return HUGE_VAL;
        sum += weight[j];
    }
    if (!(fabs(sum - 1) <= 16 * DBL_EPSILON * (double)(m + 1))) return HUGE_VAL;
    for (size_t k = 0; k < d; k++) {
        double part = 0;
        for (size_t j = 0; j < m; j++) part += weight[j] * g[member[j] * d + k];
        square += part * part;
    }
    return sqrt(square);
}

bool cm_branching_cancels(const cm_ctx *ctx, const double *g, size_t d, const size_t *member,
                          const double *weight, size_t m)
{
    return imbalance(g, d, member, weight, m) <= ctx->tol.edge + 64 * DBL_EPSILON;
}

bool cm_branching_encloses(const cm_ctx *ctx, const double *g, size_t d, const size_t *member,
                           const double *weight, size_t m, double *scratch)
{
    double off = imbalance(g, d, member, weight, m) + ctx->tol.edge, total = 0;
    double *row = scratch, *bound = scratch + d * d;
    if (!isfinite(off)) return false;
    for (size_t rank = 0; rank < d; rank++) {
        double best = 0, *x = row + rank * d, length, left;
        size_t which = m;
        for (size_t j = 0; j < m; j++) {
            const double *y = g + member[j] * d;
            double out = cm_dot(y, y, d);
            for (size_t i = 0; i < rank; i++) out -= cm_dot(row + i * d, y, d) * cm_dot(row + i * d, y, d);
            out = sqrt(fmax(out, 0)) * weight[j];
            if (out > best) {
                best = out;
                which = j;
            }
        }
        if (which == m) return false;
        memcpy(x, g + member[which] * d, d * sizeof *x);
        left = off / weight[which];
        for (size_t pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < rank; i++) {
                double along = cm_dot(row + i * d, x, d);
                left += fabs(along) * bound[i];
                for (size_t k = 0; k < d; k++) x[k] -= along * row[i * d + k];
            }
        }
        length = sqrt(cm_dot(x, x, d));
        if (!(length > ctx->tol.edge)) return false;
        for (size_t k = 0; k < d; k++) x[k] /= length;
        bound[rank] = left / length;
        total += bound[rank] * bound[rank];
    }
    return total < 1;
}

/* YES: a direction that pleases all who are not left out. */
static cm_proof branch(search *s, size_t depth)
{
    size_t count = 0, m, *member = s->member + depth * s->width;
    cm_hull_state state = CM_HULL_MOVABLE;
    bool proven;
    if (!cm_vote_wins(s->vote, s->in)) return CM_PROOF_NO;
    cm_hull_reset(&s->hull);
    for (size_t i = 0; i < s->n; i++) {
        if (!s->in[i]) continue;
        s->who[count++] = i;
        if (state != CM_HULL_STUCK) state = cm_hull_add(&s->hull, s->g + i * s->d);
    }
    s->budget -= (double)(s->d * count);
    if (s->budget < 0 || cm_stopped(s->ctx)) {
        s->spent = true;
        return CM_PROOF_UNSETTLED;
    }
    if (state == CM_HULL_MOVABLE || (s->closed && state == CM_HULL_EDGE)) return CM_PROOF_YES;
    m = s->closed ? cm_hull_frame(&s->hull, member, s->weight) : cm_hull_weights(&s->hull, member, s->weight);
    for (size_t j = 0; j < m; j++) member[j] = s->who[member[j]];
    proven = s->closed ? cm_branching_encloses(s->ctx, s->g, s->d, member, s->weight, m, s->scratch)
                       : cm_branching_cancels(s->ctx, s->g, s->d, member, s->weight, m);
    if (!proven) return CM_PROOF_UNSETTLED;
    for (size_t j = 0; j < m; j++) {
        cm_proof below;
        if (s->forced[member[j]]) {
            member[j] = s->n;
            continue;
        }
        s->in[member[j]] = 0;
        below = branch(s, depth + 1);
        s->in[member[j]] = 1;
        if (below != CM_PROOF_NO) return below;
        s->forced[member[j]] = 1;
    }
    for (size_t j = 0; j < m; j++) {
        if (member[j] < s->n) s->forced[member[j]] = 0;
    }
    return CM_PROOF_NO;
}

cm_status cm_branching(cm_ctx *ctx, const double *g, size_t n, size_t d, const cm_vote *vote, bool closed,
                       double budget, cm_proof *proof)
{
    cm_arena arena = { NULL };
    cm_status status = CM_OK;
    search s = { .ctx = ctx, .g = g, .n = n, .d = d, .width = 2 * d + 2, .vote = vote, .closed = closed,
                 .budget = budget };
    s.in = CM_NEW(ctx, &arena, n, unsigned char);
    s.forced = CM_NEW(ctx, &arena, n, unsigned char);
    s.who = CM_NEW(ctx, &arena, n, size_t);
    s.member = CM_NEW(ctx, &arena, (n + 1) * s.width, size_t);
    s.weight = CM_NEW(ctx, &arena, s.width, double);
    s.scratch = CM_NEW(ctx, &arena, d * (d + 1), double);
    CM_TRY(ctx->status);
    CM_TRY(cm_hull_init(ctx, &arena, d, n, &s.hull));
    memset(s.in, 1, n);
    *proof = branch(&s, 0);
    if (cm_stopped(ctx)) status = cm_fail(ctx, CM_E_INTERRUPT, "interrupted while proving that nobody wins");
out:
    cm_arena_free(&arena);
    return status;
}
