/* closed_smooth.c: the path of smoothed choices, by Newton's method. */
#include "solver/bargain/closed_smooth.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

enum { HALVINGS = 24, NEWTON_STEPS = 60, MOST_STEPS = 200 };

cm_status cm_smooth_open(cm_ctx *ctx, cm_arena *arena, const cm_pool *pool, cm_smooth *s)
{
    size_t k = pool->kinds;
    *s = (cm_smooth){ .ctx = ctx, .pool = pool, .kinds = k, .price = CM_NEW(ctx, arena, k, double), .mixture = CM_NEW(ctx, arena, pool->types, double),
                 .mean = CM_NEW(ctx, arena, k * k, double), .cost = CM_NEW(ctx, arena, k, double), .cross = CM_NEW(ctx, arena, k * k * k, double),
                 .gap = CM_NEW(ctx, arena, k, double) };
    if (ctx->status != CM_OK) return ctx->status;
    s->slope = gsl_matrix_alloc(k, k);
    s->step = gsl_vector_alloc(k);
    s->order = gsl_permutation_alloc(k);
    return s->slope != NULL && s->step != NULL && s->order != NULL ? CM_OK : cm_fail(ctx, CM_E_MEMORY, "no memory for the equations of %zu kinds of members", k);
}

void cm_smooth_close(cm_smooth *s)
{
    gsl_matrix_free(s->slope);
    gsl_vector_free(s->step);
    gsl_permutation_free(s->order);
}

/* Each kind's choice at s->price: probabilities, and the cost of the cheapest in s->cost. */
static void choose(cm_smooth *s)
{
    const cm_pool *pool = s->pool;
    double *sum = s->gap;
    for (size_t a = 0; a < s->kinds; a++) s->cost[a] = HUGE_VAL, sum[a] = 0;
    for (size_t t = 0; t < pool->types; t++) {
        s->mixture[t] = cm_pool_cost(pool, t, s->price);
        s->cost[pool->proposer[t]] = fmin(s->cost[pool->proposer[t]], s->mixture[t]);
    }
    for (size_t t = 0; t < pool->types; t++) {
        s->mixture[t] = exp((s->cost[pool->proposer[t]] - s->mixture[t]) / s->t);
        sum[pool->proposer[t]] += s->mixture[t];
    }
    for (size_t t = 0; t < pool->types; t++) s->mixture[t] /= sum[pool->proposer[t]];
}

/* How many of each kind a proposer of each kind buys: means and products. */
void cm_smooth_moments(cm_smooth *s)
{
    const cm_pool *pool = s->pool;
    size_t k = s->kinds;
    memset(s->mean, 0, k * k * sizeof *s->mean);
    memset(s->cross, 0, k * k * k * sizeof *s->cross);
    for (size_t t = 0; t < pool->types; t++) {
        size_t a = pool->proposer[t];
        const double *x = &pool->others[t * k];
        for (size_t i = 0; i < k; i++) {
            double weight = s->mixture[t] * x[i];
            if (!(weight > 0)) continue;
            s->mean[a * k + i] += weight;
            for (size_t j = 0; j < k; j++) s->cross[(a * k + i) * k + j] += weight * x[j];
        }
    }
}

/* bought = the probability that a member of kind i is bought by another. */
double cm_smooth_bought(const cm_smooth *s, size_t i)
{
    double sum = 0;
    for (size_t a = 0; a < s->kinds; a++) sum += (double)s->pool->size[a] * s->pool->recognition[a] * s->mean[a * s->kinds + i];
    return sum / (double)s->pool->size[i];
}

static double set_gaps(cm_smooth *s, const double *value)
{
    double off = 0;
    for (size_t i = 0; i < s->kinds; i++) {
        double cost = 0;
        for (size_t j = 0; j < s->kinds; j++) cost += s->mean[i * s->kinds + j] * s->price[j];
        s->gap[i] = s->pool->recognition[i] * (1 - cost) + cm_smooth_bought(s, i) * s->price[i] - value[i];
        off = fmax(off, fabs(s->gap[i]));
    }
    return off;
}

double cm_smooth_equations(cm_smooth *s, const double *value)
{
    for (size_t i = 0; i < s->kinds; i++) s->price[i] = s->pool->patience[i] * value[i];
    choose(s);
    cm_smooth_moments(s);
    return set_gaps(s, value);
}

static double covariance(const cm_smooth *s, size_t a, size_t i, size_t j)
{
    size_t k = s->kinds;
    return s->cross[(a * k + i) * k + j] - s->mean[a * k + i] * s->mean[a * k + j];
}

/* d gap_i / d value_j. */
static void set_slope(cm_smooth *s)
{
    size_t k = s->kinds;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            double cost = s->mean[i * k + j], often = 0;
            for (size_t l = 0; l < k; l++) cost -= covariance(s, i, j, l) * s->price[l] / s->t;
            for (size_t a = 0; a < k; a++) often -= (double)s->pool->size[a] * s->pool->recognition[a] * covariance(s, a, i, j) / s->t;
            double slope = s->pool->patience[j] * (-s->pool->recognition[i] * cost + often / (double)s->pool->size[i] * s->price[i]);
            if (i == j) slope += cm_smooth_bought(s, i) * s->pool->patience[i] - 1;
            gsl_matrix_set(s->slope, i, j, slope);
        }
    }
}

/* Newton's method with a step that is halved until it helps; true when the equations hold. */
bool cm_smooth_settle(cm_smooth *s, double *value, double *trial)
{
    double off = cm_smooth_equations(s, value);
    for (size_t round = 0; round < NEWTON_STEPS; round++) {
        double share = 1, next = HUGE_VAL;
        int sign;
        if (off <= s->ctx->tol.abs * s->ctx->tol.rel / s->ctx->tol.cert) return true;
        set_slope(s);
        for (size_t i = 0; i < s->kinds; i++) gsl_vector_set(s->step, i, s->gap[i]);
        if (gsl_linalg_LU_decomp(s->slope, s->order, &sign) != 0 || gsl_linalg_LU_svx(s->slope, s->order, s->step) != 0) return false;
        for (size_t half = 0; half < HALVINGS && !(next < off); half++, share /= 2) {
            for (size_t i = 0; i < s->kinds; i++) trial[i] = fmax(0, value[i] - share * gsl_vector_get(s->step, i));
            next = cm_smooth_equations(s, trial);
        }
        if (!(next < off)) {
            off = cm_smooth_equations(s, value);
            return off <= s->ctx->tol.abs;
        }
        memcpy(value, trial, s->kinds * sizeof *value);
        off = next;
    }
    return off <= s->ctx->tol.abs;
}

/* Down to temperature `to`; false when the path cannot be followed that far. */
bool cm_smooth_follow(cm_smooth *s, double to, double *value, double *start, double *trial)
{
    double ratio = 0.5;
    bool good = true;
    for (size_t step = 0; good && s->t > to; step++) {
        double before = s->t;
        memcpy(start, value, s->kinds * sizeof *start);
        s->t = fmax(to, before * ratio);
        if (cm_smooth_settle(s, value, trial)) {
            ratio = fmax(0.25, ratio * ratio);
            continue;
        }
        memcpy(value, start, s->kinds * sizeof *start);
        s->t = before;
        ratio = sqrt(ratio);
        good = step < MOST_STEPS && 1 - ratio > s->ctx->tol.cert && !cm_stopped(s->ctx);
    }
    return good;
}
