/* explanation.c: the part each cause has in a difference: Shapley values over channels.
 *
 * v(S) is the mean of the measure with the channels of S at the target and the others at the base, all
 * on the same draws.  A channel's part is its mean marginal effect over all orders; first-in and
 * last-in are two of them, least and greatest the extremes.  Every number is linear in the cells'
 * means, so the covariance of the cells gives its interval.  On the scale log(-log v), where members and
 * interests add up almost exactly, the same is done by the delta method.
 * Source: A. F. Shorrocks, J. Econ. Inequality 11 (2013) 99-126; J. C. Harsanyi (1963) for dividends. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/judge_inside.h"
#include "models/anytime.h"

typedef struct scale {
    const double *product;           /* cells x cells: sums of products */
    double *value, *slope;           /* per cell: v or log(-log v), and the derivative by v */
    double *mean;                    /* v */
    double *weight;                  /* scratch */
    double draws;
    size_t cells, active;
    bool random;
    double aim;                      /* of intervals that hold at any time; 0: of a fixed number of draws */
    double least;                    /* half an interval where draws do not differ: what so many may have missed */
} scale;

static double covariance(const scale *s, size_t a, size_t b)
{
    return s->product[a * s->cells + b] / s->draws - s->mean[a] * s->mean[b];
}

/* Standard error of sum weight[a] * value[a]. */
static double standard_error(const scale *s, const double *weight)
{
    double variance = 0;
    for (size_t a = 0; a < s->cells; a++) {
        for (size_t b = 0; b < s->cells; b++) {
            if (weight[a] < 0 || weight[a] > 0) {
                variance += weight[a] * s->slope[a] * weight[b] * s->slope[b] * covariance(s, a, b);
            }
        }
    }
    return s->random ? sqrt(fmax(0, variance) / s->draws) : 0;
}

static double shapley_share(size_t k, size_t others)
{
    return 1 / ((double)k * exp(lgamma((double)k) - lgamma((double)others + 1) - lgamma((double)(k - others))));
}

static void shapley(const scale *s, size_t bit, double z, double *effect, double *low, double *high)
{
    double half, sum = 0;
    memset(s->weight, 0, s->cells * sizeof *s->weight);
    for (size_t set = 0; set < s->cells; set++) {
        double share;
        if (set >> bit & 1) continue;
        share = shapley_share(s->active, (size_t)__builtin_popcountll(set));
        s->weight[set] -= share;
        s->weight[set | (size_t)1 << bit] += share;
    }
    for (size_t set = 0; set < s->cells; set++) sum += s->weight[set] * s->value[set];
    half = z * standard_error(s, s->weight);
    if (!(half > 0)) half = s->least;
    *effect = sum;
    *low = sum - half;
    *high = sum + half;
}

/* The sign is identified unless some order gives it one sign, and another order the other, beyond
 * sampling error. */
static bool marginals(const scale *s, size_t bit, double alpha, double *least, double *greatest)
{
    double z = cm_anytime_errors(s->draws, 2 * alpha / (double)s->cells, s->aim);
    bool up = false, down = false;
    *least = HUGE_VAL;
    *greatest = -HUGE_VAL;
    for (size_t set = 0; set < s->cells; set++) {
        size_t with = set | (size_t)1 << bit;
        double difference, half;
        if (set >> bit & 1) continue;
        memset(s->weight, 0, s->cells * sizeof *s->weight);
        s->weight[set] = -1;
        s->weight[with] = 1;
        difference = s->value[with] - s->value[set];
        half = z * standard_error(s, s->weight);
        *least = fmin(*least, difference);
        *greatest = fmax(*greatest, difference);
        up = up || difference > half + 1e-12;
        down = down || difference < -half - 1e-12;
    }
    return !(up && down);
}

static int by_size(const void *left, const void *right)
{
    const cm_interaction *a = left, *b = right;
    double x = fabs(a->dividend), y = fabs(b->dividend);
    if (x < y || x > y) return x < y ? 1 : -1;
    return (a->channels > b->channels) - (a->channels < b->channels);
}

static void interactions(const scale *s, cm_explanation *e)
{
    double all = 0, joint = 0;
    for (size_t set = 1; set < s->cells; set++) {
        double dividend = 0;
        size_t part = set;
        for (;;) {
            int odd = __builtin_popcountll(set ^ part) & 1;
            dividend += odd ? -s->value[part] : s->value[part];
            if (part == 0) break;
            part = (part - 1) & set;
        }
        all += fabs(dividend);
        if (__builtin_popcountll(set) < 2) continue;
        joint += fabs(dividend);
        e->interaction[e->ninteractions++] = (cm_interaction){ (unsigned)set, dividend };
    }
    if (e->ninteractions > 1) qsort(e->interaction, e->ninteractions, sizeof *e->interaction, by_size);
    e->interaction_share = all > 0 ? joint / all : 0;
}

static void explain_channel(const scale *plain, const scale *logs, const cm_claim *claim, size_t k, size_t bit, double alpha, cm_channel_report *c)
{
    size_t every = plain->cells - 1, self = (size_t)1 << bit;
    double z = cm_anytime_errors(plain->draws, alpha, plain->aim), least, greatest;
    *c = (cm_channel_report){ .channel = claim->channel[k].name, .active = claim->channel[k].active, .identified = true, .log_identified = true };
    if (!c->active) return;
    shapley(plain, bit, z, &c->effect, &c->low, &c->high);
    c->first_in = plain->value[self] - plain->value[0];
    c->last_in = plain->value[every] - plain->value[every ^ self];
    c->identified = marginals(plain, bit, alpha, &c->least, &c->greatest);
    if (logs == NULL) return;
    c->log_known = true;
    shapley(logs, bit, z, &c->log_effect, &c->log_low, &c->log_high);
    c->log_first_in = logs->value[self] - logs->value[0];
    c->log_last_in = logs->value[every] - logs->value[every ^ self];
    c->log_identified = marginals(logs, bit, alpha, &least, &greatest);
}

static bool take_logs(const cm_claim *claim, const scale *plain, scale *logs)
{
    for (size_t a = 0; a < plain->cells; a++) {
        double v = plain->mean[a];
        if (!claim->measure[0]->share || !(v > 0) || !(v < 1)) return false;
        logs->value[a] = log(-log(v));
        logs->slope[a] = 1 / (v * log(v));
    }
    return true;
}

cm_status cm_judge_explain(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_sums *sums, cm_judgement *judgement)
{
    size_t cells = claim->nexplained, bit = 0;
    double *room = CM_NEW(ctx, arena, 5 * cells, double), alpha;
    cm_explanation *e = CM_NEW(ctx, arena, 1, cm_explanation);
    if (room == NULL || e == NULL) return ctx->status;
    e->interaction = CM_NEW(ctx, arena, cells, cm_interaction);
    if (e->interaction == NULL) return ctx->status;
    scale plain = { sums->product, room, room + cells, room, room + 2 * cells, sums->draws, cells, claim->nactive, claim->random, cm_judge_aim(claim), 0 };
    scale logs = plain;
    logs.value = room + 3 * cells;
    logs.slope = room + 4 * cells;
    for (size_t a = 0; a < cells; a++) {
        plain.value[a] = sums->sum[claim->ngrid + a] / sums->draws;
        plain.slope[a] = 1;
    }
    e->log_known = take_logs(claim, &plain, &logs);
    e->from = plain.value[0];
    e->to = plain.value[cells - 1];
    e->total = e->to - e->from;
    e->log_total = e->log_known ? logs.value[cells - 1] - logs.value[0] : 0;
    alpha = (1 - claim->confidence) / (double)(claim->nactive > 0 ? claim->nactive : 1);
    if (claim->random) plain.least = (1 - pow(alpha / 2, 1 / sums->draws)) * (claim->measure[0]->share || claim->measure[0]->needs_coverage ? 1 : sums->largest[0]);
    for (size_t k = 0; k < claim->nchannels; k++) {
        explain_channel(&plain, e->log_known ? &logs : NULL, claim, k, bit, alpha, &e->channel[k]);
        bit += claim->channel[k].active;
    }
    interactions(&plain, e);
    judgement->explanation = e;
    return CM_OK;
}
