/* bargain_solve.c: whether all can gain, what each could gain at most, and the solutions.
 *
 * The lexicographic maximin goes by stages.  A member with a positive multiplier is at its level in
 * every best policy.  With quadratic and euclidean utility all best policies are then the same on the
 * issues that such a member cares for, and these are settled; with city-block utility only its gain is,
 * and it is kept by a row of the next programme. */
#include <math.h>
#include <string.h>

#include "solver/bargain/bargain.h"

cm_status cm_bargain_answer_new(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, cm_bargain_answer *answer)
{
    *answer = (cm_bargain_answer){ false,
                                   CM_NEW(ctx, arena, b->d, double),
                                   CM_NEW(ctx, arena, b->d, double),
                                   CM_NEW(ctx, arena, b->n, double),
                                   CM_NEW(ctx, arena, b->n * b->d, double),
                                   CM_NEW(ctx, arena, b->n * b->n, double),
                                   0,
                                   CM_NEW(ctx, arena, b->n, double),
                                   CM_NEW(ctx, arena, b->n * b->n, double),
                                   false };
    if (answer->y == NULL || answer->near == NULL || answer->ideal == NULL || answer->ideal_at == NULL ||
        answer->price == NULL || answer->level == NULL || answer->weight == NULL) {
        return ctx->status;
    }
    for (size_t i = 0; i < b->n; i++) answer->ideal[i] = (double)NAN;
    return CM_OK;
}

void cm_bargain_settle(const cm_ctx *ctx, const cm_bargain *b, const double *weight, const double *ray, const double *y,
                       double *low, double *high, bool *settled)
{
    for (size_t i = 0; i < b->n; i++) {
        if (settled[i] || !(weight[i] * ray[i] > ctx->tol.price)) continue;
        settled[i] = true;
        for (size_t k = 0; k < b->d && b->game->utility != CM_CITYBLOCK; k++) {
            if (cm_spatial_salience(b->game, i, k) > 0) low[k] = high[k] = y[k];
        }
    }
    for (size_t i = 0; i < b->n; i++) {
        bool open = false;
        for (size_t k = 0; k < b->d; k++) open = open || (cm_spatial_salience(b->game, i, k) > 0 && low[k] < high[k]);
        settled[i] = settled[i] || !open;
    }
}

static cm_status raise_least(cm_ctx *ctx, const cm_bargain *b, const cm_bargain_aim *aim, double *y, double *weight,
                             double *t)
{
    cm_status status = b->game->utility == CM_CITYBLOCK ? cm_bargain_programme(ctx, b, aim, y, weight, t)
                                                        : cm_bargain_ascend(ctx, b, aim, y, weight, t);
    double sum = 0;
    for (size_t i = 0; i < b->n && status == CM_OK; i++) {
        if (weight[i] * (aim->ray[i] > 0 ? aim->ray[i] : b->unit[i]) <= ctx->tol.abs) weight[i] = 0;
        sum += weight[i] * aim->ray[i];
    }
    for (size_t i = 0; i < b->n && status == CM_OK && sum > 0; i++) weight[i] /= sum;
    return status;
}

cm_status cm_bargain_leximin(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, const double *ray,
                             cm_bargain_answer *answer)
{
    cm_bargain now = *b;
    double *own = CM_NEW(ctx, arena, 2 * b->d + 2 * b->n, double), *floor, *left;
    bool *settled = CM_NEW(ctx, arena, 2 * b->n, bool), more = true;
    double steps = 0, size = b->game->utility == CM_CITYBLOCK ? (double)(b->n * b->d) : (double)b->d;
    cm_status status = CM_OK;
    if (own == NULL || settled == NULL) return ctx->status;
    answer->staged = true;
    floor = own + 2 * b->d;
    left = floor + b->n;
    now.low = own;
    now.high = own + b->d;
    now.counts = settled + b->n;
    memcpy(now.low, b->low, b->d * sizeof *own);
    memcpy(now.high, b->high, b->d * sizeof *own);
    for (size_t i = 0; i < b->n; i++) settled[i] = !b->counts[i];
    for (answer->stages = 0; more && answer->stages < b->n; answer->stages++) {
        double *weight = answer->weight + answer->stages * b->n, *level = &answer->level[answer->stages];
        cm_bargain_aim aim = { .ray = left, .floor = floor };
        for (size_t i = 0; i < b->n; i++) {
            bool held = settled[i] && b->counts[i] && b->game->utility == CM_CITYBLOCK;
            now.counts[i] = held || !settled[i];
            left[i] = settled[i] ? 0 : ray[i];
            if (!settled[i]) floor[i] = -HUGE_VAL;
        }
        steps += size * size * size;
        if (steps > ctx->work_limit) {
            CM_LEAVE(cm_fail(ctx, CM_E_LIMIT,
                             "the gains of %zu members one after the other take more than %g steps: "
                             "fewer members or issues can be ranked",
                             b->n, ctx->work_limit));
        }
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped at stage %zu", answer->stages + 1));
        CM_TRY(raise_least(ctx, &now, &aim, answer->y, weight, level));
        cm_bargain_settle(ctx, b, weight, left, answer->y, now.low, now.high, settled);
        more = false;
        for (size_t i = 0; i < b->n; i++) {
            if (settled[i] && left[i] > 0)
                floor[i] = fmin(*level * left[i], cm_bargain_gain(b, i, answer->y)) - ctx->tol.slack * b->unit[i];
            more = more || !settled[i];
        }
    }
out:
    return status;
}

/* Can all who count gain at once?  In units of each, so that nobody's scale matters. */
static cm_status find_room(cm_ctx *ctx, const cm_bargain *b, cm_bargain_answer *answer)
{
    cm_bargain_aim aim = { .ray = b->unit };
    bool anybody = false;
    cm_status status;
    for (size_t i = 0; i < b->n; i++) anybody = anybody || b->counts[i];
    if (!b->open || !anybody) return CM_OK;
    status = raise_least(ctx, b, &aim, answer->near, answer->weight, answer->level);
    answer->stages = 1;
    answer->gain = status == CM_OK && answer->level[0] > ctx->tol.cert;
    return status;
}

/* Its own ideal, as near as red lines let it, when nobody loses there. */
static bool own_ideal(const cm_ctx *ctx, const cm_bargain *b, size_t i, double *y)
{
    for (size_t k = 0; k < b->d; k++) {
        bool cares = cm_spatial_salience(b->game, i, k) > 0;
        y[k] = fmin(fmax(cares ? b->game->ideal[i * b->d + k] : b->game->status_quo[k], b->low[k]), b->high[k]);
    }
    for (size_t j = 0; j < b->n; j++) {
        if (b->counts[j] && cm_bargain_gain(b, j, y) < -ctx->tol.abs * b->unit[j]) return false;
    }
    return true;
}

static cm_status find_ideals(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, const double *floor,
                             cm_bargain_answer *answer)
{
    double *push = CM_NEW(ctx, arena, b->n, double);
    cm_bargain_aim aim = { .push = push, .floor = floor, .from = answer->near };
    cm_status status = CM_OK;
    if (push == NULL) return ctx->status;
    for (size_t i = 0; i < b->n; i++) {
        double *at = answer->ideal_at + i * b->d, *price = answer->price + i * b->n;
        if (!b->counts[i]) continue;
        push[i] = 1;
        if (!own_ideal(ctx, b, i, at)) CM_TRY(cm_bargain_ascend(ctx, b, &aim, at, price, NULL));
        push[i] = 0;
        answer->ideal[i] = cm_bargain_gain(b, i, at);
        for (size_t j = 0; j < b->n; j++) {
            if (price[j] * b->unit[j] <= ctx->tol.abs * b->unit[i]) price[j] = 0;
        }
    }
out:
    return status;
}

/* Shares that add up to 1 among those who count. */
static cm_status shares(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, const cm_bargain_terms *terms, double **out)
{
    const double *p = cm_bargain_weights(ctx, arena, b->game, terms);
    double sum = 0;
    *out = CM_NEW(ctx, arena, b->n, double);
    if (p == NULL || *out == NULL) return ctx->status;
    for (size_t i = 0; i < b->n; i++) sum += b->counts[i] ? p[i] : 0;
    for (size_t i = 0; i < b->n; i++) (*out)[i] = b->counts[i] && sum > 0 ? p[i] / sum : 0;
    return CM_OK;
}

/* The product and the sum. */
static cm_status find_greatest(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, cm_bargain_kind kind,
                               const cm_bargain_terms *terms, const double *floor, cm_bargain_answer *answer)
{
    cm_bargain_aim aim = { .floor = floor, .from = answer->near };
    double *p;
    cm_status status;
    CM_TRY(shares(ctx, arena, b, terms, &p));
    if (kind == CM_BARGAIN_NASH) aim.split = p;
    else aim.push = p;
    if (terms->losers) aim.floor = NULL;
    CM_TRY(cm_bargain_ascend(ctx, b, &aim, answer->y, answer->weight, NULL));
    for (size_t i = 0; i < b->n; i++) {
        double gain = cm_bargain_gain(b, i, answer->y);
        if (kind == CM_BARGAIN_SUM) answer->weight[i] += p[i];
        else if (p[i] > 0) answer->weight[i] = p[i] / gain;
        if (answer->weight[i] * b->unit[i] <= ctx->tol.abs) answer->weight[i] = 0;
    }
    answer->stages = 1;
    answer->level[0] = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (p[i] > 0)
            answer->level[0] += p[i] * (kind == CM_BARGAIN_SUM ? cm_bargain_gain(b, i, answer->y)
                                                               : log(cm_bargain_gain(b, i, answer->y)));
    }
out:
    return status;
}

cm_status cm_bargain_solve(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, cm_bargain_kind kind,
                           const cm_bargain_terms *terms, cm_bargain_answer *answer)
{
    double *floor, *ray;
    cm_status status;
    CM_TRY(cm_bargain_answer_new(ctx, arena, b, answer));
    floor = CM_NEW(ctx, arena, b->n, double);
    ray = CM_NEW(ctx, arena, b->n, double);
    if (floor == NULL || ray == NULL) CM_LEAVE(ctx->status);
    memcpy(answer->y, b->game->status_quo, b->d * sizeof *answer->y);
    memcpy(answer->near, b->game->status_quo, b->d * sizeof *answer->near);
    if (terms->losers) {
        if (b->open) CM_TRY(find_greatest(ctx, arena, b, kind, terms, floor, answer));
        answer->gain = b->open && answer->level[0] > 0;
        if (!answer->gain) memcpy(answer->near, answer->y, b->d * sizeof *answer->y);
        if (!answer->gain) memcpy(answer->y, b->game->status_quo, b->d * sizeof *answer->y);
        goto out;
    }
    CM_TRY(find_room(ctx, b, answer));
    if (!answer->gain) goto out;
    CM_TRY(find_ideals(ctx, arena, b, floor, answer));
    for (size_t i = 0; i < b->n; i++) ray[i] = kind == CM_BARGAIN_SMORODINSKY ? answer->ideal[i] : 1;
    if (kind == CM_BARGAIN_NASH || kind == CM_BARGAIN_SUM)
        CM_TRY(find_greatest(ctx, arena, b, kind, terms, floor, answer));
    else CM_TRY(cm_bargain_leximin(ctx, arena, b, ray, answer));
out:
    return status;
}
