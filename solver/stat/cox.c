/* cox.c: see cox.h.  Cases are gone through from the last time to the first, so that those at risk only
 * grow; columns are centred, which changes nothing but keeps the exponentials small. */
#include "solver/stat/cox.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

typedef struct risk {
    size_t n, p;
    double *x, *time;               /* sorted, latest first; centred */
    bool *ended;
    bool breslow;
    double *sum, *sums;             /* of those at risk: 1 + p + p p numbers each; of those that end now */
    double *mean, *spread;          /* p, p x p: of x at one time */
} risk;


static void add_case(const risk *r, size_t i, const double *beta, double *sum)
{
    const double *row = r->x + i * r->p;
    double eta = 0, w;
    for (size_t j = 0; j < r->p; j++) eta += row[j] * beta[j];
    w = exp(eta);
    sum[0] += w;
    for (size_t j = 0; j < r->p; j++) {
        sum[1 + j] += w * row[j];
        for (size_t k = 0; k <= j; k++) sum[1 + r->p + j * r->p + k] += w * row[j] * row[k];
    }
}

/* Mean and spread of x over those at risk, less a share of those that end now. Returns the weight. */
static double moments(const risk *r, double share)
{
    double weight = r->sum[0] - share * r->sums[0];
    for (size_t j = 0; j < r->p; j++) r->mean[j] = (r->sum[1 + j] - share * r->sums[1 + j]) / weight;
    for (size_t j = 0; j < r->p; j++) {
        for (size_t k = 0; k <= j; k++) {
            size_t at = 1 + r->p + j * r->p + k;
            double second = (r->sum[at] - share * r->sums[at]) / weight - r->mean[j] * r->mean[k];
            r->spread[j * r->p + k] = r->spread[k * r->p + j] = second;
        }
    }
    return weight;
}

typedef struct collected {
    double value, *score, *information;
    const double *beta, *g;         /* g: of each case, NULL: 1 */
    double *cross, *square;         /* with g: sums of g V and g g V */
} collected;

static void take(const risk *r, size_t i, double g, collected *c)
{
    for (size_t j = 0; j < r->p; j++) {
        c->value += r->x[i * r->p + j] * c->beta[j];
        if (c->score != NULL) c->score[j] += g * r->x[i * r->p + j];
    }
}

static void subtract(const risk *r, double weight, double g, collected *c)
{
    c->value -= log(weight);
    for (size_t j = 0; c->score != NULL && j < r->p; j++) c->score[j] -= g * r->mean[j];
    for (size_t j = 0; c->information != NULL && j < r->p * r->p; j++) {
        c->information[j] += r->spread[j];
        if (c->cross != NULL) c->cross[j] += g * r->spread[j];
        if (c->square != NULL) c->square[j] += g * g * r->spread[j];
    }
}

static void go_through(const risk *r, collected *c)
{
    size_t width = 1 + r->p + r->p * r->p;
    memset(r->sum, 0, width * sizeof *r->sum);
    for (size_t i = 0, next; i < r->n; i = next) {
        size_t deaths = 0;
        double g = c->g != NULL ? c->g[i] : 1;
        memset(r->sums, 0, width * sizeof *r->sums);
        for (next = i; next < r->n && r->time[next] >= r->time[i]; next++) {
            add_case(r, next, c->beta, r->sum);
            if (!r->ended[next]) continue;
            add_case(r, next, c->beta, r->sums);
            take(r, next, g, c);
            deaths++;
        }
        for (size_t d = 0; d < deaths; d++) {
            double weight = moments(r, r->breslow ? 0 : (double)d / (double)deaths);
            subtract(r, weight, g, c);
        }
    }
}

static void at(void *data, const double *beta, double *value, double *score, double *information)
{
    risk *r = data;
    collected c = { .score = score, .information = information, .beta = beta };
    if (score != NULL) memset(score, 0, r->p * sizeof *score);
    if (information != NULL) memset(information, 0, r->p * r->p * sizeof *information);
    go_through(r, &c);
    *value = c.value;
}

static cm_status sort_cases(cm_ctx *ctx, cm_arena *arena, size_t n, size_t p, const double *x, const double *time, const bool *ended, risk *r)
{
    size_t *order = CM_NEW(ctx, arena, n, size_t), width = 1 + p + p * p;
    double *mean = CM_NEW(ctx, arena, p, double);
    r->n = n;
    r->p = p;
    r->x = CM_NEW(ctx, arena, n * p, double);
    r->time = CM_NEW(ctx, arena, n, double);
    r->ended = CM_NEW(ctx, arena, n, bool);
    r->sum = CM_NEW(ctx, arena, width, double);
    r->sums = CM_NEW(ctx, arena, width, double);
    r->mean = CM_NEW(ctx, arena, p, double);
    r->spread = CM_NEW(ctx, arena, p * p, double);
    if (ctx->status != CM_OK) return ctx->status;
    gsl_sort_index(order, time, 1, n);
    for (size_t i = 0; i < n * p; i++) mean[i % p] += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        size_t from = order[n - 1 - i];
        r->time[i] = time[from];
        r->ended[i] = ended[from];
        for (size_t j = 0; j < p; j++) r->x[i * p + j] = x[from * p + j] - mean[j];
    }
    return CM_OK;
}

/* One less the Kaplan-Meier curve just before each case's time. */
static void transform(const risk *r, double *g)
{
    double alive = 1;
    for (size_t last = r->n, first; last > 0; last = first) {
        double deaths = 0;
        for (first = last; first > 0 && r->time[first - 1] <= r->time[last - 1]; first--) deaths += r->ended[first - 1];
        for (size_t i = first; i < last; i++) g[i] = 1 - alive;
        alive *= 1 - deaths / (double)last;
    }
}

static cm_status test_proportional(cm_ctx *ctx, cm_arena *arena, const risk *r, const double *covariance, cm_cox *fit)
{
    size_t p = r->p;
    double *g = CM_NEW(ctx, arena, r->n, double);
    collected c = { .score = CM_NEW(ctx, arena, p, double), .information = CM_NEW(ctx, arena, p * p, double),
                    .cross = CM_NEW(ctx, arena, p * p, double), .square = CM_NEW(ctx, arena, p * p, double), .beta = fit->beta, .g = g };
    if (ctx->status != CM_OK) return ctx->status;
    transform(r, g);
    go_through(r, &c);
    for (size_t j = 0; j < p; j++) {
        double variance = c.square[j * p + j];
        for (size_t k = 0; k < p * p; k++) variance -= c.cross[j * p + k / p] * covariance[k] * c.cross[j * p + k % p];
        fit->proportional[j] = variance > ctx->tol.cert * c.square[j * p + j] ? c.score[j] * c.score[j] / variance : 0;
        fit->proportional_p[j] = gsl_cdf_chisq_Q(fit->proportional[j], 1);
    }
    return CM_OK;
}

static double concordance(const risk *r, const double *beta, double *eta)
{
    double agree = 0, pairs = 0;
    for (size_t i = 0; i < r->n; i++) {
        eta[i] = 0;
        for (size_t j = 0; j < r->p; j++) eta[i] += r->x[i * r->p + j] * beta[j];
    }
    for (size_t i = 0; i < r->n; i++) {
        for (size_t j = 0; r->ended[i] && j < r->n; j++) {
            if (!(r->time[j] > r->time[i] || (r->time[j] >= r->time[i] && !r->ended[j]))) continue;
            pairs++;
            agree += eta[i] > eta[j] ? 1 : eta[i] < eta[j] ? 0 : 0.5;
        }
    }
    return pairs > 0 ? agree / pairs : NAN;
}

static cm_status fit_now(cm_ctx *ctx, cm_arena *arena, risk *r, double alpha, cm_cox *fit)
{
    cm_likelihood likelihood = { r->p, r, at };
    double *covariance = CM_NEW(ctx, arena, r->p * r->p, double), *eta = CM_NEW(ctx, arena, r->n, double);
    cm_status status = ctx->status;
    if (status != CM_OK) return status;
    at(r, fit->beta, &fit->null_value, NULL, NULL);
    CM_TRY(cm_newton_maximise(ctx, &likelihood, r->p, fit->beta, &fit->value, covariance, &fit->end));
    if (fit->end != CM_FIT_DONE) goto out;
    for (size_t j = 0; j < r->p; j++) {
        fit->se[j] = sqrt(covariance[j * r->p + j]);
        fit->wald_p[j] = 2 * gsl_cdf_ugaussian_Q(fabs(fit->beta[j]) / fit->se[j]);
    }
    CM_TRY(cm_newton_profile(ctx, &likelihood, 0, fit->beta, fit->value, fit->se[0], alpha, &fit->first));
    CM_TRY(test_proportional(ctx, arena, r, covariance, fit));
    fit->concordance = concordance(r, fit->beta, eta);
out:
    return status;
}

cm_status cm_cox_fit(cm_ctx *ctx, cm_arena *arena, size_t n, size_t p, const double *x, const double *time, const bool *ended,
                     cm_cox_ties ties, double alpha, cm_cox *fit)
{
    risk r = { .breslow = ties == CM_BRESLOW };
    size_t events = 0;
    cm_status status;
    memset(fit, 0, sizeof *fit);
    for (size_t i = 0; i < n; i++) events += ended[i];
    if (events == 0) return cm_fail(ctx, CM_E_DOMAIN, "none of %zu cases has ended", n);
    status = sort_cases(ctx, arena, n, p, x, time, ended, &r);
    fit->beta = CM_NEW(ctx, arena, p, double);
    fit->se = CM_NEW(ctx, arena, p, double);
    fit->wald_p = CM_NEW(ctx, arena, p, double);
    fit->proportional = CM_NEW(ctx, arena, p, double);
    fit->proportional_p = CM_NEW(ctx, arena, p, double);
    if (status == CM_OK) status = ctx->status;
    return status == CM_OK ? fit_now(ctx, arena, &r, alpha, fit) : status;
}
