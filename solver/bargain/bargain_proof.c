/* bargain_proof.c: that a bargain is the best of its kind: a policy from below, weights from above.
 *
 * For weights w >= 0 the sum of w_i g_i is concave, so over the box it is at most its tangent at the
 * printed policy; with city-block utility its greatest value is at ideals, issue by issue.  That bound
 *   - with w_i = p_i / g_i(y) proves a product: sum p_i log(g_i(z) / g_i(y)) <= sum w_i g_i(z) - sum p_i;
 *   - with the prices of the others' consent added proves an ideal gain, or a sum;
 *   - with sum w_i ray_i = 1 proves a least gain, stage by stage. */
#include <math.h>
#include <string.h>

#include "solver/bargain/bargain.h"

static double cityblock_issue(const cm_bargain *b, size_t k, double low, double high, const double *weight)
{
    const cm_spatial *game = b->game;
    double best = -HUGE_VAL;
    for (size_t c = 0; c < b->n; c++) {
        double y = fmin(fmax(game->ideal[c * b->d + k], low), high), sum = 0;
        for (size_t i = 0; i < b->n; i++) {
            sum -= weight[i] * cm_spatial_salience(game, i, k) * fabs(y - game->ideal[i * b->d + k]);
        }
        best = fmax(best, sum);
    }
    return best;
}

/* The constant of the tangent: with kinks rounded off, |v| >= u.v for the u of the rounded slope. */
static double at_tangent(const cm_bargain *b, const double *weight, const double *y, double blur, double *slope,
                         double *total)
{
    double value = 0;
    memset(total, 0, b->d * sizeof *total);
    for (size_t i = 0; i < b->n; i++) {
        double part = -b->base[i];
        if (!(weight[i] > 0)) continue;
        cm_bargain_slope(b, i, y, blur, slope);
        if (b->game->utility == CM_QUADRATIC) part = cm_bargain_gain(b, i, y);
        for (size_t k = 0; k < b->d; k++) {
            if (b->game->utility == CM_EUCLIDEAN) part += slope[k] * (y[k] - b->game->ideal[i * b->d + k]);
            total[k] += weight[i] * slope[k];
        }
        value += weight[i] * part;
    }
    return value;
}

double cm_bargain_bound(const cm_ctx *ctx, const cm_bargain *b, const double *low, const double *high,
                        const double *weight, const double *y, double *slope)
{
    double best = HUGE_VAL, *total = slope + b->d;
    if (b->game->utility == CM_CITYBLOCK) {
        best = 0;
        for (size_t i = 0; i < b->n; i++) best -= weight[i] * b->base[i];
        for (size_t k = 0; k < b->d; k++) best += cityblock_issue(b, k, low[k], high[k], weight);
        return best;
    }
    for (int rounded = 0; rounded < 2; rounded++) {
        double value = at_tangent(b, weight, y, rounded ? cm_bargain_blur(ctx, b) : 0, slope, total);
        for (size_t k = 0; k < b->d; k++) value += fmax(total[k] * (low[k] - y[k]), total[k] * (high[k] - y[k]));
        best = fmin(best, value);
    }
    return best;
}

/* By how much a sum with these weights may be off. */
static double slack_of(const cm_ctx *ctx, const cm_bargain *b, const double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < b->n; i++) sum += weight[i] * b->unit[i];
    return ctx->tol.cert * sum;
}

static cm_status check_weights(cm_ctx *ctx, const cm_bargain *b, const double *weight)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!(weight[i] >= 0))
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the weight of member %zu is %g", i, weight[i]);
    }
    return CM_OK;
}

/* Inside the box, and so inside the red lines; and, unless some may, nobody loses. */
static cm_status check_policy(cm_ctx *ctx, const cm_bargain *b, const double *y, bool losers)
{
    for (size_t k = 0; k < b->d; k++) {
        double slack =
            ctx->tol.cert * fmax(b->high[k] - b->low[k], ctx->tol.cert * fmax(fabs(b->low[k]), fabs(b->high[k])));
        if (!(y[k] >= b->low[k] - slack && y[k] <= b->high[k] + slack)) {
            return cm_fail(ctx, CM_E_NUMERIC,
                           "certificate: the policy %.12g on issue %zu is not between %.12g and %.12g", y[k], k,
                           b->low[k], b->high[k]);
        }
    }
    for (size_t i = 0; i < b->n && !losers; i++) {
        double gain = cm_bargain_gain(b, i, y);
        if (b->counts[i] && !(gain >= -ctx->tol.cert * b->unit[i])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu loses %.12g", i, -gain);
        }
    }
    return CM_OK;
}

static cm_status prove_ideals(cm_ctx *ctx, const cm_bargain *b, const cm_bargain_answer *answer, double *weight,
                              double *slope)
{
    cm_status status = CM_OK;
    for (size_t i = 0; i < b->n; i++) {
        const double *at = answer->ideal_at + i * b->d;
        double bound;
        if (!b->counts[i]) continue;
        memcpy(weight, answer->price + i * b->n, b->n * sizeof *weight);
        CM_TRY(check_weights(ctx, b, weight));
        weight[i] += 1;
        CM_TRY(check_policy(ctx, b, at, false));
        bound = cm_bargain_bound(ctx, b, b->low, b->high, weight, at, slope);
        if (!(fabs(cm_bargain_gain(b, i, at) - answer->ideal[i]) <= ctx->tol.cert * b->unit[i]) ||
            !(bound <= answer->ideal[i] + slack_of(ctx, b, weight))) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC,
                             "certificate: member %zu gains %.12g at its best policy, and at most %.12g, not %.12g", i,
                             cm_bargain_gain(b, i, at), bound, answer->ideal[i]));
        }
    }
out:
    return status;
}

/* That not all can gain. */
static cm_status prove_nothing(cm_ctx *ctx, const cm_bargain *b, const cm_bargain_answer *answer, double *slope)
{
    double sum = 0, bound;
    bool anybody = false;
    cm_status status = check_weights(ctx, b, answer->weight);
    for (size_t i = 0; i < b->n && status == CM_OK; i++) {
        sum += answer->weight[i] * b->unit[i];
        anybody = anybody || b->counts[i];
    }
    if (status != CM_OK || !b->open || !anybody) return status;
    bound = cm_bargain_bound(ctx, b, b->low, b->high, answer->weight, answer->near, slope);
    if (fabs(sum - 1) <= ctx->tol.abs && bound <= 2 * ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: weights that add up to %.12g bound the least gain by %.12g only",
                   sum, bound);
}

static double sum_counted(const cm_bargain *b, const double *p)
{
    double sum = 0;
    for (size_t i = 0; i < b->n; i++) sum += b->counts[i] ? p[i] : 0;
    return sum;
}

static cm_status prove_product(cm_ctx *ctx, const cm_bargain *b, const double *p, const cm_bargain_answer *answer,
                               double *slope)
{
    double bound, sum = sum_counted(b, p);
    for (size_t i = 0; i < b->n; i++) {
        double gain = cm_bargain_gain(b, i, answer->y), w = answer->weight[i];
        if (!b->counts[i] || !(p[i] > 0)) continue;
        if (!(gain > 0) || !(fabs(w * gain - p[i] / sum) <= ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gains %.12g and has the weight %.12g", i, gain,
                           w);
        }
    }
    bound = cm_bargain_bound(ctx, b, b->low, b->high, answer->weight, answer->y, slope) - 1;
    if (sum > 0 && bound <= slack_of(ctx, b, answer->weight)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the logarithm of the product may be greater by %.3g", bound);
}

static cm_status prove_sum(cm_ctx *ctx, const cm_bargain *b, const double *p, bool losers, const double *y,
                           const double *weight, double *slope)
{
    double total = sum_counted(b, p), value = 0, bound;
    for (size_t i = 0; i < b->n; i++) {
        double share = b->counts[i] ? p[i] / total : 0, price = weight[i] - share;
        value += share * cm_bargain_gain(b, i, y);
        if (!(price * b->unit[i] >= -ctx->tol.cert) || (losers && !(price * b->unit[i] <= ctx->tol.cert))) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the consent of member %zu has the price %.12g", i, price);
        }
    }
    bound = cm_bargain_bound(ctx, b, b->low, b->high, weight, y, slope);
    if (bound <= value + slack_of(ctx, b, weight)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the sum of the gains is %.12g, and may be %.12g", value, bound);
}

/* One stage: nobody not settled before has less than its level, and no policy of low..high gives all more. */
static cm_status prove_stage(cm_ctx *ctx, const cm_bargain *b, const double *ray, const cm_bargain_answer *answer,
                             size_t s, const double *low, const double *high, const bool *settled, double *slope)
{
    const double *weight = answer->weight + s * b->n;
    double level = answer->level[s], along = 0, bound = cm_bargain_bound(ctx, b, low, high, weight, answer->y, slope);
    for (size_t i = 0; i < b->n; i++) {
        double gain = cm_bargain_gain(b, i, answer->y);
        if (settled[i]) {
            bound -= weight[i] * gain;
            continue;
        }
        along += weight[i] * ray[i];
        if (!(gain >= level * ray[i] - ctx->tol.cert * b->unit[i])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gains %.12g, less than its share %.12g", i, gain,
                           level * ray[i]);
        }
    }
    if (fabs(along - 1) <= ctx->tol.cert && bound <= level + slack_of(ctx, b, weight)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: stage %zu is at %.12g, and weights of %.12g bound it by %.12g",
                   s + 1, level, along, bound);
}

static cm_status prove_leximin(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, const double *ray,
                               const cm_bargain_answer *answer, double *slope)
{
    double *low = CM_NEW(ctx, arena, b->d, double), *high = CM_NEW(ctx, arena, b->d, double);
    bool *settled = CM_NEW(ctx, arena, b->n, bool), all = true;
    cm_status status = CM_OK;
    if (low == NULL || high == NULL || settled == NULL) return ctx->status;
    memcpy(low, b->low, b->d * sizeof *low);
    memcpy(high, b->high, b->d * sizeof *high);
    for (size_t i = 0; i < b->n; i++) settled[i] = !b->counts[i];
    for (size_t s = 0; s < answer->stages; s++) {
        CM_TRY(check_weights(ctx, b, answer->weight + s * b->n));
        CM_TRY(prove_stage(ctx, b, ray, answer, s, low, high, settled, slope));
        cm_bargain_settle(ctx, b, answer->weight + s * b->n, ray, answer->y, low, high, settled);
    }
    for (size_t i = 0; i < b->n; i++) all = all && settled[i];
    if (!all) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu stages do not settle every gain", answer->stages);
out:
    return status;
}

cm_status cm_bargain_prove(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, cm_bargain_kind kind,
                           const cm_bargain_terms *terms, const cm_bargain_answer *answer)
{
    const double *p = cm_bargain_weights(ctx, arena, b->game, terms);
    double *slope = CM_NEW(ctx, arena, 2 * b->d, double), *weight = CM_NEW(ctx, arena, b->n, double);
    cm_status status = CM_OK;
    if (p == NULL || slope == NULL || weight == NULL) return ctx->status;
    if (!answer->gain && terms->losers && b->open && sum_counted(b, p) > 0) {
        return prove_sum(ctx, b, p, true, answer->near, answer->weight, slope);
    }
    if (!answer->gain) return prove_nothing(ctx, b, answer, slope);
    CM_TRY(check_weights(ctx, b, answer->weight));
    CM_TRY(check_policy(ctx, b, answer->y, terms->losers));
    if (!terms->losers) CM_TRY(prove_ideals(ctx, b, answer, weight, slope));
    if (kind == CM_BARGAIN_NASH) CM_TRY(prove_product(ctx, b, p, answer, slope));
    if (kind == CM_BARGAIN_SUM) CM_TRY(prove_sum(ctx, b, p, terms->losers, answer->y, answer->weight, slope));
    if (kind == CM_BARGAIN_NASH || kind == CM_BARGAIN_SUM) goto out;
    for (size_t i = 0; i < b->n; i++) weight[i] = kind == CM_BARGAIN_SMORODINSKY ? answer->ideal[i] : 1;
    CM_TRY(prove_leximin(ctx, arena, b, weight, answer, slope));
out:
    return status;
}
