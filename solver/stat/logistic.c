/* logistic.c: see logistic.h. */
#include "solver/stat/logistic.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"

typedef struct design {
    size_t n, p;
    const double *x;
    const bool *outcome;
    bool penalised;
    double *information, *inverse, *chance;     /* p x p, p x p, n */
} design;

/* log P and log(1-P) without losing what is close to 0 or 1. */
static double log_chance(double eta)
{
    return eta > 0 ? -log1p(exp(-eta)) : eta - log1p(exp(eta));
}

static double inform(design *d, const double *beta)
{
    double value = 0;
    memset(d->information, 0, d->p * d->p * sizeof *d->information);
    for (size_t i = 0; i < d->n; i++) {
        const double *row = d->x + i * d->p;
        double eta = 0, weight;
        for (size_t j = 0; j < d->p; j++) eta += row[j] * beta[j];
        value += log_chance(d->outcome[i] ? eta : -eta);
        d->chance[i] = eta > 0 ? 1 / (1 + exp(-eta)) : exp(eta) / (1 + exp(eta));
        weight = d->chance[i] * (1 - d->chance[i]);
        for (size_t j = 0; j < d->p; j++) {
            for (size_t k = 0; k < d->p; k++) d->information[j * d->p + k] += weight * row[j] * row[k];
        }
    }
    return value;
}

/* Half the logarithm of the information's determinant, and its inverse; -infinity when there is none. */
static double penalty(design *d)
{
    gsl_matrix_view m = gsl_matrix_view_array(d->inverse, d->p, d->p);
    double half = 0;
    memcpy(d->inverse, d->information, d->p * d->p * sizeof *d->inverse);
    if (gsl_linalg_cholesky_decomp1(&m.matrix) != GSL_SUCCESS) return -HUGE_VAL;
    for (size_t j = 0; j < d->p; j++) half += log(d->inverse[j * d->p + j]);
    if (gsl_linalg_cholesky_invert(&m.matrix) != GSL_SUCCESS) return -HUGE_VAL;
    return half;
}

static double leverage(const design *d, size_t i)
{
    const double *row = d->x + i * d->p;
    double h = 0;
    for (size_t j = 0; j < d->p; j++) {
        for (size_t k = 0; k < d->p; k++) h += row[j] * d->inverse[j * d->p + k] * row[k];
    }
    return h * d->chance[i] * (1 - d->chance[i]);
}

static void at(void *data, const double *beta, double *value, double *score, double *information)
{
    design *d = data;
    *value = inform(d, beta);
    if (d->penalised) *value += penalty(d);
    if (information != NULL) memcpy(information, d->information, d->p * d->p * sizeof *information);
    if (score == NULL) return;
    memset(score, 0, d->p * sizeof *score);
    for (size_t i = 0; i < d->n; i++) {
        double off = (d->outcome[i] ? 1 : 0) - d->chance[i];
        if (d->penalised) off += leverage(d, i) * (0.5 - d->chance[i]);
        for (size_t j = 0; j < d->p; j++) score[j] += off * d->x[i * d->p + j];
    }
}

/* Is there a direction in which no case's likelihood falls and some case's rises? */
static cm_status find_separation(cm_ctx *ctx, const design *d, bool *separated)
{
    cm_arena arena = { NULL };
    double *row = CM_NEW(ctx, &arena, d->p, double), *cost = CM_NEW(ctx, &arena, d->p, double), *scale = CM_NEW(ctx, &arena, d->p, double), value = 0;
    cm_lp *lp = cm_lp_new(ctx, d->p, true);
    cm_lp_answer answer = CM_LP_INFEASIBLE;
    cm_status status = ctx->status;
    if (status != CM_OK) goto out;
    for (size_t i = 0; i < d->n * d->p; i++) scale[i % d->p] = fmax(scale[i % d->p], fabs(d->x[i]));
    for (size_t i = 0; i < d->n; i++) {
        for (size_t j = 0; j < d->p; j++) {
            row[j] = (d->outcome[i] ? 1 : -1) * d->x[i * d->p + j] / (scale[j] > 0 ? scale[j] : 1);
            cost[j] += row[j] / (double)d->n;
        }
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
    for (size_t j = 0; j < d->p; j++) CM_TRY(cm_lp_column(ctx, lp, j, cost[j], -1, 1, false));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, &value, NULL));
    *separated = answer == CM_LP_OPTIMAL && value > ctx->tol.cert;
out:
    cm_lp_free(lp);
    cm_arena_free(&arena);
    return status;
}

static cm_status fit_now(cm_ctx *ctx, cm_arena *arena, design *d, double alpha, cm_logistic *fit)
{
    cm_likelihood likelihood = { d->p, d, at };
    double *covariance = CM_NEW(ctx, arena, d->p * d->p, double);
    cm_status status;
    if (covariance == NULL) return ctx->status;
    status = cm_newton_maximise(ctx, &likelihood, d->p, fit->beta, &fit->value, covariance, &fit->end);
    if (status != CM_OK || fit->end != CM_FIT_DONE) return status;
    for (size_t j = 0; j < d->p; j++) {
        fit->se[j] = sqrt(covariance[j * d->p + j]);
        fit->wald_p[j] = 2 * gsl_cdf_ugaussian_Q(fabs(fit->beta[j]) / fit->se[j]);
    }
    return cm_newton_profile(ctx, &likelihood, 1, fit->beta, fit->value, fit->se[1], alpha, &fit->first);
}

cm_status cm_logistic_fit(cm_ctx *ctx, cm_arena *arena, size_t n, size_t p, const double *x, const bool *outcome,
                          double alpha, cm_logistic *fit)
{
    design d = { .n = n, .p = p, .x = x, .outcome = outcome };
    size_t hits = 0;
    cm_status status = CM_OK;
    memset(fit, 0, sizeof *fit);
    for (size_t i = 0; i < n; i++) hits += outcome[i];
    if (hits == 0 || hits == n) return cm_fail(ctx, CM_E_DOMAIN, "the outcome is the same in all %zu cases", n);
    d.information = CM_NEW(ctx, arena, p * p, double);
    d.inverse = CM_NEW(ctx, arena, p * p, double);
    d.chance = CM_NEW(ctx, arena, n, double);
    fit->beta = CM_NEW(ctx, arena, p, double);
    fit->se = CM_NEW(ctx, arena, p, double);
    fit->wald_p = CM_NEW(ctx, arena, p, double);
    CM_TRY(ctx->status);
    CM_TRY(find_separation(ctx, &d, &fit->separated));
    d.penalised = fit->separated;
    CM_TRY(fit_now(ctx, arena, &d, alpha, fit));
out:
    return status;
}
