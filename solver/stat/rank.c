/* rank.c: see rank.h.  What controls leave is found by least squares (GSL). */
#include "solver/stat/rank.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

cm_status cm_rank_of(cm_ctx *ctx, size_t n, const double *x, double *rank)
{
    cm_arena arena = { NULL };
    size_t *order = CM_NEW(ctx, &arena, n, size_t);
    if (order != NULL) gsl_sort_index(order, x, 1, n);
    for (size_t i = 0, j; order != NULL && i < n; i = j) {
        for (j = i; j < n && x[order[j]] <= x[order[i]]; j++) continue;
        for (size_t k = i; k < j; k++) rank[order[k]] = (double)(i + j + 1) / 2;
    }
    cm_arena_free(&arena);
    return ctx->status;
}

static void centre(size_t n, double *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    for (size_t i = 0; i < n; i++) x[i] -= sum / (double)n;
}

static double product(size_t n, const double *x, const double *y)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

/* Concordant less discordant pairs. */
static double balance(size_t n, const double *x, const double *y)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) sum += (double)((x[i] > x[j]) - (x[i] < x[j])) * (double)((y[i] > y[j]) - (y[i] < y[j]));
    }
    return sum;
}

/* Sums over the groups of t equal values, for Kendall's variance. */
typedef struct ties {
    double pairs, two, three, five;     /* t(t-1)/2; t(t-1); t(t-1)(t-2); t(t-1)(2t+5) */
} ties;

static ties ties_of(size_t n, const double *rank)
{
    ties all = { 0, 0, 0, 0 };
    for (size_t i = 0; i < n; i++) {
        double t = 0;
        for (size_t j = 0; j < n; j++) t += !(rank[j] < rank[i]) && !(rank[j] > rank[i]);
        all.pairs += (t - 1) / 2;
        all.two += t - 1;
        all.three += (t - 1) * (t - 2);
        all.five += (t - 1) * (2 * t + 5);
    }
    return all;
}

static double kendall_p(size_t n, double s, const ties *x, const ties *y)
{
    double m = (double)n, all = m * (m - 1);
    double variance = (all * (2 * m + 5) - x->five - y->five) / 18 + x->two * y->two / (2 * all);
    if (n > 2) variance += x->three * y->three / (9 * all * (m - 2));
    return variance > 0 ? 2 * gsl_cdf_ugaussian_Q(fabs(s) / sqrt(variance)) : 1;
}

/* All orders of x against y as it stands (Heap's way of going through them). */
static void count_orders(const cm_ctx *ctx, size_t n, double *x, const double *y, uint64_t *rho_far, uint64_t *tau_far, uint64_t *orders)
{
    double rho = fabs(product(n, x, y)) - ctx->tol.cert, tau = fabs(balance(n, x, y)) - ctx->tol.cert;
    size_t at[CM_RANK_EXACT] = { 0 }, i = 1;
    *rho_far = *tau_far = *orders = 1;
    while (i < n) {
        if (at[i] < i) {
            size_t other = i % 2 == 0 ? 0 : at[i];
            double swap = x[i];
            x[i] = x[other];
            x[other] = swap;
            *rho_far += fabs(product(n, x, y)) >= rho;
            *tau_far += fabs(balance(n, x, y)) >= tau;
            ++*orders;
            at[i]++;
            i = 1;
        } else {
            at[i++] = 0;
        }
    }
}

static double student_p(double rho, double freedom)
{
    if (!(freedom > 0)) return 1;
    if (fabs(rho) >= 1) return 0;
    return 2 * gsl_cdf_tdist_Q(fabs(rho) * sqrt(freedom / (1 - rho * rho)), freedom);
}

static void interval(double n, double alpha, cm_rank *out)
{
    double half = n > 3 ? gsl_cdf_ugaussian_Qinv(alpha / 2) * sqrt((1 + out->rho * out->rho / 2) / (n - 3)) : HUGE_VAL;
    out->low = fabs(out->rho) < 1 ? tanh(atanh(out->rho) - half) : out->rho;
    out->high = fabs(out->rho) < 1 ? tanh(atanh(out->rho) + half) : out->rho;
}

/* What the columns leave of x (n): both centred, so that no constant is needed. */
static cm_status residuals(cm_ctx *ctx, size_t n, const gsl_matrix *columns, double *x)
{
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, columns->size2);
    gsl_vector *c = gsl_vector_alloc(columns->size2), *left = gsl_vector_alloc(n);
    gsl_matrix *cov = gsl_matrix_alloc(columns->size2, columns->size2);
    gsl_vector_view v = gsl_vector_view_array(x, n);
    cm_status status = CM_OK;
    size_t rank;
    double chisq;
    if (work == NULL || c == NULL || left == NULL || cov == NULL) status = cm_fail(ctx, CM_E_MEMORY, "no memory for %zu controls", columns->size2);
    else if (gsl_multifit_linear_tsvd(columns, &v.vector, ctx->tol.cert, c, cov, &chisq, &rank, work) != GSL_SUCCESS ||
             gsl_multifit_linear_residuals(columns, &v.vector, c, left) != GSL_SUCCESS) {
        status = cm_fail(ctx, CM_E_NUMERIC, "%zu controls could not be taken out of %zu ranks", columns->size2, n);
    }
    for (size_t i = 0; status == CM_OK && i < n; i++) x[i] = gsl_vector_get(left, i);
    if (work != NULL) gsl_multifit_linear_free(work);
    if (c != NULL) gsl_vector_free(c);
    if (left != NULL) gsl_vector_free(left);
    if (cov != NULL) gsl_matrix_free(cov);
    return status;
}

static cm_status partial(cm_ctx *ctx, cm_arena *arena, size_t n, double *x, double *y, const double *control, size_t ncontrols)
{
    double *column = CM_NEW(ctx, arena, n, double), *all = CM_NEW(ctx, arena, n * ncontrols, double);
    gsl_matrix_view m;
    cm_status status;
    if (column == NULL || all == NULL) return ctx->status;
    if (n < ncontrols + 3) return cm_fail(ctx, CM_E_DOMAIN, "%zu cases are too few for %zu columns of controls", n, ncontrols);
    for (size_t k = 0; k < ncontrols; k++) {
        status = cm_rank_of(ctx, n, control + k * n, column);
        if (status != CM_OK) return status;
        centre(n, column);
        for (size_t i = 0; i < n; i++) all[i * ncontrols + k] = column[i];
    }
    m = gsl_matrix_view_array(all, n, ncontrols);
    status = residuals(ctx, n, &m.matrix, x);
    return status == CM_OK ? residuals(ctx, n, &m.matrix, y) : status;
}

static void whole(cm_ctx *ctx, size_t n, double *x, double *y, cm_rank *out)
{
    ties tx = ties_of(n, x), ty = ties_of(n, y);
    double pairs = (double)n * (double)(n - 1) / 2, s = balance(n, x, y);
    uint64_t tau_far = 0;
    out->tau = s / sqrt((pairs - tx.pairs) * (pairs - ty.pairs));
    out->tau_p = kendall_p(n, s, &tx, &ty);
    out->exact = n <= CM_RANK_EXACT;
    if (!out->exact) return;
    count_orders(ctx, n, x, y, &out->as_far, &tau_far, &out->orders);
    out->p = (double)out->as_far / (double)out->orders;
    out->tau_p = (double)tau_far / (double)out->orders;
}

cm_status cm_rank_test(cm_ctx *ctx, size_t n, const double *x, const double *y, const double *control, size_t ncontrols,
                       double alpha, cm_rank *out)
{
    cm_arena arena = { NULL };
    double *rx = CM_NEW(ctx, &arena, n, double), *ry = CM_NEW(ctx, &arena, n, double), xx, yy, whole_x, whole_y;
    cm_status status = ctx->status;
    memset(out, 0, sizeof *out);
    if (status != CM_OK) goto out;
    CM_TRY(cm_rank_of(ctx, n, x, rx));
    CM_TRY(cm_rank_of(ctx, n, y, ry));
    centre(n, rx);
    centre(n, ry);
    whole_x = product(n, rx, rx);
    whole_y = product(n, ry, ry);
    if (!(whole_x > 0 && whole_y > 0)) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "a column of %zu equal numbers has no order", n));
    if (ncontrols > 0) CM_TRY(partial(ctx, &arena, n, rx, ry, control, ncontrols));
    xx = product(n, rx, rx);
    yy = product(n, ry, ry);
    if (!(xx > ctx->tol.cert * whole_x && yy > ctx->tol.cert * whole_y)) {
        CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "the controls leave nothing of the order of %zu cases", n));
    }
    out->rho = fmax(-1, fmin(1, product(n, rx, ry) / sqrt(xx * yy)));
    out->p = student_p(out->rho, (double)n - 2 - (double)ncontrols);
    out->tau = out->tau_p = NAN;
    interval((double)n - (double)ncontrols, alpha, out);
    if (ncontrols == 0) whole(ctx, n, rx, ry, out);
out:
    cm_arena_free(&arena);
    return status;
}
