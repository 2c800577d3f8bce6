/* newton.c: see newton.h.  The information is brought to a unit diagonal before it is factored, so that the
 * units of the columns do not matter to what counts as singular. */
#include "solver/stat/newton.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <string.h>

enum { MOST_STEPS = 200, MOST_HALVINGS = 40, MOST_DOUBLINGS = 40, MOST_IDLE = 8 };

typedef struct work {
    cm_arena arena;
    size_t p, held;
    double *score, *information, *scale, *factor, *step, *next;
} work;

static cm_status open_work(cm_ctx *ctx, size_t p, size_t held, work *w)
{
    *w = (work){ .p = p, .held = held };
    w->score = CM_NEW(ctx, &w->arena, p, double);
    w->information = CM_NEW(ctx, &w->arena, p * p, double);
    w->scale = CM_NEW(ctx, &w->arena, p, double);
    w->factor = CM_NEW(ctx, &w->arena, p * p, double);
    w->step = CM_NEW(ctx, &w->arena, p, double);
    w->next = CM_NEW(ctx, &w->arena, p, double);
    return ctx->status;
}

/* Cholesky's factor of the scaled information; the held coefficient stands apart with a 1. */
static bool factor(cm_ctx *ctx, work *w)
{
    gsl_matrix_view m;
    for (size_t i = 0; i < w->p; i++) {
        double diagonal = w->information[i * w->p + i];
        if (i != w->held && !(diagonal > 0 && isfinite(diagonal))) return false;
        w->scale[i] = i == w->held ? 1 : 1 / sqrt(diagonal);
    }
    for (size_t i = 0; i < w->p; i++) {
        for (size_t j = 0; j < w->p; j++) {
            bool apart = i == w->held || j == w->held;
            w->factor[i * w->p + j] = apart ? (i == j) : w->information[i * w->p + j] * w->scale[i] * w->scale[j];
        }
    }
    m = gsl_matrix_view_array(w->factor, w->p, w->p);
    if (gsl_linalg_cholesky_decomp1(&m.matrix) != GSL_SUCCESS) return false;
    for (size_t i = 0; i < w->p; i++) {
        if (!(w->factor[i * w->p + i] * w->factor[i * w->p + i] > ctx->tol.cert)) return false;
    }
    return true;
}

/* step = inverse of the information times `right`. */
static void solve(work *w, const double *right)
{
    gsl_matrix_view m = gsl_matrix_view_array(w->factor, w->p, w->p);
    gsl_vector_view v = gsl_vector_view_array(w->step, w->p);
    for (size_t i = 0; i < w->p; i++) w->step[i] = i == w->held ? 0 : right[i] * w->scale[i];
    (void)gsl_linalg_cholesky_svx(&m.matrix, &v.vector);
    for (size_t i = 0; i < w->p; i++) w->step[i] *= w->scale[i];
}

static bool climb(const cm_likelihood *likelihood, work *w, double *beta, double *value)
{
    double share = 1, there, rounding = 16 * DBL_EPSILON * (1 + fabs(*value));
    for (int k = 0; k < MOST_HALVINGS; k++, share /= 2) {
        for (size_t i = 0; i < w->p; i++) w->next[i] = beta[i] + share * w->step[i];
        likelihood->at(likelihood->data, w->next, &there, NULL, NULL);
        if (!(isfinite(there) && there >= *value - rounding)) continue;
        memcpy(beta, w->next, w->p * sizeof *beta);
        *value = there;
        return true;
    }
    return false;
}

cm_status cm_newton_maximise(cm_ctx *ctx, const cm_likelihood *likelihood, size_t held, double *beta, double *value,
                             double *covariance, cm_fit_end *end)
{
    size_t p = likelihood->p;
    cm_status status = CM_OK;
    double best = HUGE_VAL;
    int idle = 0;                               /* rounds that brought it no nearer: only rounding is left */
    bool met = false;
    work w;
    *end = CM_FIT_UNBOUNDED;
    CM_TRY(open_work(ctx, p, held, &w));
    for (int round = 0; round < MOST_STEPS && !met; round++) {
        double gain = 0;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped"));
        likelihood->at(likelihood->data, beta, value, w.score, w.information);
        if (!factor(ctx, &w)) {
            *end = round == 0 ? CM_FIT_COLLINEAR : CM_FIT_UNBOUNDED;
            goto out;
        }
        solve(&w, w.score);
        for (size_t i = 0; i < p; i++) gain += w.step[i] * w.score[i];
        met = fabs(gain) <= ctx->tol.abs * ctx->tol.cert * (1 + fabs(*value)) || (gain < ctx->tol.cert && idle >= MOST_IDLE);
        idle = gain < best / 2 ? 0 : idle + 1;
        best = fmin(best, gain);
        if (met) break;
        if (gain < ctx->tol.cert) {
            /* So near, the value's own rounding would forbid a step; one that oscillates is shortened. */
            for (size_t i = 0; i < p; i++) beta[i] += w.step[i] / (1 + idle);
        } else if (!climb(likelihood, &w, beta, value)) {
            goto out;
        }
    }
    if (!met) goto out;
    *end = CM_FIT_DONE;
    for (size_t j = 0; covariance != NULL && j < p; j++) {
        memset(w.next, 0, p * sizeof *w.next);
        w.next[j] = 1;
        solve(&w, w.next);
        for (size_t i = 0; i < p; i++) covariance[i * p + j] = w.step[i];
    }
out:
    cm_arena_free(&w.arena);
    return status;
}

/* ---- the profile ---- */

typedef struct profiler {
    cm_ctx *ctx;
    const cm_likelihood *likelihood;
    size_t j;
    double *beta;               /* the last maximum found: where the next one begins */
    double target;
    cm_status status;
} profiler;

/* The likelihood's profile at x, less the target; far below it where it has no maximum. */
static double height(double x, void *data)
{
    profiler *q = data;
    double value = 0;
    cm_fit_end end = CM_FIT_DONE;
    if (q->status != CM_OK) return 0;
    q->beta[q->j] = x;
    if (q->likelihood->p == 1) {
        q->likelihood->at(q->likelihood->data, q->beta, &value, NULL, NULL);
    } else {
        q->status = cm_newton_maximise(q->ctx, q->likelihood, q->j, q->beta, &value, NULL, &end);
    }
    return (end == CM_FIT_DONE && isfinite(value) ? value : -CM_NUM_LARGEST) - q->target;
}

/* Where the profile falls to the target on one side of `at`; infinite when it never does. */
static cm_status end_of(profiler *q, double at, double step, const double *beta, double *found)
{
    gsl_function f = { height, q };
    double inside = at, outside = at, fall = 0;
    gsl_root_fsolver *solver;
    cm_status status = CM_OK;
    memcpy(q->beta, beta, q->likelihood->p * sizeof *beta);
    for (int k = 0; k < MOST_DOUBLINGS; k++, step *= 2) {
        outside = inside + step;
        fall = height(outside, q);
        if (q->status != CM_OK) return q->status;
        if (fall < 0) break;
        inside = outside;
    }
    *found = step > 0 ? HUGE_VAL : -HUGE_VAL;
    if (!(fall < 0)) return CM_OK;
    solver = gsl_root_fsolver_alloc(gsl_root_fsolver_bisection);
    if (solver == NULL) return cm_fail(q->ctx, CM_E_MEMORY, "no memory for a root");
    if (gsl_root_fsolver_set(solver, &f, fmin(inside, outside), fmax(inside, outside)) != GSL_SUCCESS) {
        status = q->status != CM_OK ? q->status : cm_fail(q->ctx, CM_E_NUMERIC, "the profile of a coefficient has no end between %g and %g", inside, outside);
    }
    for (int k = 0; status == CM_OK && k < MOST_STEPS; k++) {
        double low = gsl_root_fsolver_x_lower(solver), high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, q->ctx->tol.abs, q->ctx->tol.rel) == GSL_SUCCESS) break;
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
        status = q->status;
    }
    *found = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return status;
}

cm_status cm_newton_profile(cm_ctx *ctx, const cm_likelihood *likelihood, size_t j, const double *beta, double value,
                            double se, double alpha, cm_profile *profile)
{
    cm_arena arena = { NULL };
    profiler q = { ctx, likelihood, j, CM_NEW(ctx, &arena, likelihood->p, double), 0, CM_OK };
    cm_status status = ctx->status;
    if (status != CM_OK) goto out;
    memcpy(q.beta, beta, likelihood->p * sizeof *beta);
    profile->ratio = fmax(0, -2 * (height(0, &q) - value));
    CM_TRY(q.status);
    profile->p = gsl_cdf_chisq_Q(profile->ratio, 1);
    q.target = value - gsl_cdf_chisq_Qinv(alpha, 1) / 2;
    CM_TRY(end_of(&q, beta[j], -se, beta, &profile->low));
    CM_TRY(end_of(&q, beta[j], se, beta, &profile->high));
out:
    cm_arena_free(&arena);
    return status;
}
