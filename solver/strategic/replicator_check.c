/* replicator_check.c: the certificate of a path of shares.
 *
 * By other means: payoffs are computed one strategy at a time; from each printed time a method of
 * another order (Prince, Dormand 8) leads to the next printed shares; the matrix of derivatives is made by differences of velocity, and
 * the traces of its powers are the power sums of the printed eigenvalues, which determine them. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <string.h>

#include "solver/strategic/cells.h"
#include "solver/strategic/mixing.h"
#include "solver/strategic/replicator.h"

typedef struct trail {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    cm_nfg level;                /* payoffs above each player's least */
    const cm_replicator_params *p;
    size_t total;
    double *x, *y, *v, *w;       /* shares printed, shares reached, velocities: total */
    double range, pace, large;   /* ranges; the largest payoff in size, on which rounding depends */
    bool logit;
} trail;

/* What strategy k pays player i against shares that differences may have put a little below 0. */
static double pays(const cm_nfg *nfg, const double *x, size_t i, size_t k)
{
    double sum = 0;
    size_t stride = cm_cells_stride(nfg, i);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        double weight = nfg->payoff[cell * nfg->n + i];
        const double *share = x;
        if (cell / stride % nfg->count[i] != k) continue;
        for (size_t j = 0, rest = cell; j < nfg->n; share += nfg->count[j], rest /= nfg->count[j], j++) {
            if (j != i) weight *= share[rest % nfg->count[j]];
        }
        sum += weight;
    }
    return sum;
}

/* The velocity of shares x, from its definition. */
static int velocity(double t, const double *x, double *v, void *data)
{
    const trail *q = data;
    size_t at = 0;
    (void)t;
    if (cm_stopped(q->ctx)) return GSL_EBADFUNC;
    for (size_t k = 0; k < q->total; k++) if (!(fabs(x[k]) <= 2)) return GSL_EDOM;          /* a step too long: it is tried anew, shorter */
    for (size_t i = 0; i < q->nfg->n; at += q->nfg->count[i], i++) {
        double mean = 0, sum = 0, most = -HUGE_VAL;
        for (size_t k = 0; k < q->nfg->count[i]; k++) {
            v[at + k] = pays(&q->level, x, i, k);
            mean += x[at + k] * v[at + k];
            most = fmax(most, v[at + k]);
        }
        for (size_t k = 0; k < q->nfg->count[i]; k++) sum += exp(q->p->lambda * (v[at + k] - most));
        for (size_t k = 0; k < q->nfg->count[i]; k++) {
            v[at + k] = q->logit ? exp(q->p->lambda * (v[at + k] - most)) / sum - x[at + k] : x[at + k] * (v[at + k] - mean);
        }
    }
    return GSL_SUCCESS;
}

/* The shares of point r of the table, which must have the names in their order, one time, and sums of 1. */
static cm_status read_point(trail *q, const cm_table *path, size_t r, double *x, double *time)
{
    size_t at = 0;
    *time = cm_table_get(path, r * q->total, "time").as.number;
    for (size_t i = 0; i < q->nfg->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < q->nfg->count[i]; k++, at++) {
            size_t row = r * q->total + at;
            cm_value when = cm_table_get(path, row, "time"), who = cm_table_get(path, row, "player"), what = cm_table_get(path, row, "strategy"), share = cm_table_get(path, row, "probability");
            if (when.kind != CM_NUMBER || fabs(when.as.number - *time) > 0 || who.kind != CM_TEXT || strcmp(who.as.text, q->nfg->player[i]) != 0 || what.kind != CM_TEXT ||
                strcmp(what.as.text, q->nfg->strategy[i][k]) != 0 || share.kind != CM_NUMBER || !(share.as.number >= 0)) {
                return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: row %zu of the path is no share of '%s'", row + 1, q->nfg->player[i]);
            }
            sum += x[at] = share.as.number;
        }
        if (!(fabs(sum - 1) <= q->ctx->tol.abs)) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: at time %g the shares of '%s' add up to %.12g", *time, q->nfg->player[i], sum);
    }
    return CM_OK;
}

/* From the shares at one time by another method to those at the next. */
static cm_status check_interval(trail *q, gsl_odeiv2_driver *driver, double from, double to)
{
    double t = from;
    int error = gsl_odeiv2_driver_apply(driver, &t, to, q->y);
    (void)gsl_odeiv2_driver_reset(driver);
    if (cm_stopped(q->ctx)) return cm_fail(q->ctx, CM_E_INTERRUPT, "interrupted");
    if (error != GSL_SUCCESS) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: from time %g the path could not be followed again", from);
    for (size_t k = 0; k < q->total; k++) {
        if (!(fabs(q->y[k] - q->x[k]) <= q->ctx->tol.cert)) {
            return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: at time %g share %zu is %.12g, not %.12g", to, k + 1, q->y[k], q->x[k]);
        }
    }
    return CM_OK;
}

static cm_status check_path(trail *q, const cm_table *path, double *time)
{
    gsl_odeiv2_system system = { velocity, NULL, q->total, q };
    gsl_odeiv2_driver *driver;
    size_t points = path != NULL ? path->nrows / q->total : 0;
    double next;
    cm_status status = CM_OK;
    if (points == 0 || path->nrows % q->total != 0) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: no path");
    driver = gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, q->p->time / (double)(8 * points), q->ctx->tol.abs / 1024, 0);
    if (driver == NULL) return cm_fail(q->ctx, CM_E_MEMORY, "no memory for a path of %zu shares", q->total);
    CM_TRY(cm_replicator_start(q->ctx, q->nfg, q->p, q->y));
    *time = 0;
    for (size_t r = 0; r < points; r++) {
        CM_TRY(read_point(q, path, r, q->x, &next));
        if (r == 0 ? fabs(next) > 0 : !(next > *time)) CM_LEAVE(cm_fail(q->ctx, CM_E_NUMERIC, "certificate: time %g comes after time %g", next, *time));
        if (r > 0) CM_TRY(check_interval(q, driver, *time, next));
        for (size_t k = 0; r == 0 && k < q->total; k++) {
            if (!(fabs(q->x[k] - q->y[k]) <= q->ctx->tol.abs)) CM_LEAVE(cm_fail(q->ctx, CM_E_NUMERIC, "certificate: share %zu is %.12g at the start", k + 1, q->y[k]));
        }
        memcpy(q->y, q->x, q->total * sizeof *q->y);
        *time = next;
    }
out:
    gsl_odeiv2_driver_free(driver);
    return status;
}

static bool near_number(const cm_result *result, const char *name, double want, double slack)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - want) <= slack;
}

static bool is_true(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_TRUTH && value->as.truth;
}

/* Payoffs, what could be gained, and whether anything moves, at the last shares printed. */
static cm_status check_end(trail *q, const cm_result *result, double time)
{
    const cm_table *table = cm_result_find(result, "payoffs");
    double regret = 0, grows = 0, speed = 0, slack = q->ctx->tol.cert * q->range;
    bool still;
    size_t at = 0;
    if (table == NULL || table->nrows != q->nfg->n) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: no payoffs");
    for (size_t i = 0; i < q->nfg->n; at += q->nfg->count[i], i++) {
        double mean = 0, printed = cm_table_get(table, i, "value").as.number;
        for (size_t k = 0; k < q->nfg->count[i]; k++) mean += q->x[at + k] * cm_nfg_against(q->nfg, q->x, i, k);
        if (!(fabs(mean - printed) <= slack + q->ctx->tol.abs * q->large)) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g in the end, not %.12g", q->nfg->player[i], mean, printed);
        for (size_t k = 0; k < q->nfg->count[i]; k++) {
            double more = cm_nfg_against(q->nfg, q->x, i, k) - mean;
            regret = fmax(regret, more);
            if (q->x[at + k] > 0) grows = fmax(grows, more);
        }
    }
    (void)velocity(0, q->x, q->v, q);
    for (size_t k = 0; k < q->total; k++) speed = fmax(speed, fabs(q->v[k]));
    still = speed <= 2 * q->ctx->tol.abs * q->pace && (q->logit || grows <= 2 * slack);
    if (!near_number(result, "time", time, 0) || !near_number(result, "speed", speed, slack) || !near_number(result, "regret", regret, slack)) {
        return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: at time %g the speed is %.6g and the most that can be gained %.6g", time, speed, regret);
    }
    if (is_true(result, "equilibrium") ? regret > 2 * slack : 2 * regret < slack) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: %.6g can be gained in the end", regret);
    if (is_true(result, "at_rest") ? !still : fabs(time - q->p->time) > q->ctx->tol.rel * time) {
        return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: at time %g the shares move at %.6g", time, speed);
    }
    return CM_OK;
}

/* m[a][b]: how the velocity of one free share changes with another, by differences; dim x dim. */
static void difference(trail *q, const size_t *free_share, const size_t *base, size_t dim, double *m)
{
    double h = sqrt(q->ctx->tol.abs);
    for (size_t b = 0; b < dim; b++) {
        for (int side = -1; side <= 1; side += 2) {
            memcpy(q->y, q->x, q->total * sizeof *q->y);
            q->y[free_share[b]] += side * h;
            q->y[base[b]] -= side * h;
            (void)velocity(0, q->y, side < 0 ? q->w : q->v, q);
        }
        for (size_t a = 0; a < dim; a++) m[a * dim + b] = (q->v[free_share[a]] - q->w[free_share[a]]) / (2 * h);
    }
}

/* next = power m; its trace. */
static double multiply(const double *power, const double *m, size_t dim, double *next)
{
    double trace = 0;
    for (size_t a = 0; a < dim; a++) {
        for (size_t b = 0; b < dim; b++) {
            double sum = 0;
            for (size_t c = 0; c < dim; c++) sum += power[a * dim + c] * m[c * dim + b];
            next[a * dim + b] = sum;
        }
        trace += next[a * dim + a];
    }
    return trace;
}

/* The sum of the r-th powers of the printed eigenvalues: its real part. */
static double power_sum(const cm_table *table, size_t r)
{
    double sum = 0;
    for (size_t e = 0; e < table->nrows; e++) {
        double re = 1, im = 0, x = cm_table_get(table, e, "real").as.number, y = cm_table_get(table, e, "imaginary").as.number;
        for (size_t s = 0; s < r; s++) {
            double old = re;
            re = re * x - im * y;
            im = old * y + im * x;
        }
        sum += re;
    }
    return sum;
}

static cm_status check_powers(trail *q, const cm_table *table, const double *m, size_t dim, double *power, double *next)
{
    double size = 0, limit = 1;
    for (size_t k = 0; k < dim * dim; k++) size += m[k] * m[k];
    size = fmax(sqrt(size), q->large);
    for (size_t k = 0; k < dim * dim; k++) power[k] = k % (dim + 1) == 0;
    for (size_t r = 1; r <= dim; r++) {
        double trace = multiply(power, m, dim, next);
        limit *= size;
        memcpy(power, next, dim * dim * sizeof *power);
        if (!(fabs(trace - power_sum(table, r)) <= q->ctx->tol.cert * (double)(r * dim) * limit)) {
            return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: the %zu-th powers of the eigenvalues add up to %.12g, not %.12g", r, trace, power_sum(table, r));
        }
    }
    return CM_OK;
}

/* Does the word follow from the eigenvalues printed? */
static bool fits(const trail *q, const cm_table *table, const cm_value *word)
{
    double most = -HUGE_VAL, edge = q->ctx->tol.cert * q->pace;
    for (size_t e = 0; e < table->nrows; e++) most = fmax(most, cm_table_get(table, e, "real").as.number);
    if (table->nrows == 0) return word != NULL && word->kind == CM_NONE;
    return word != NULL && word->kind == CM_TEXT && strcmp(word->as.text, most > edge ? "unstable" : most < -edge ? "attracting" : "undecided") == 0;
}

static cm_status check_stability(trail *q, cm_arena *arena, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "eigenvalues");
    size_t dim = q->total - q->nfg->n, used = 0, at = 0, *share = CM_NEW(q->ctx, arena, dim, size_t), *base = CM_NEW(q->ctx, arena, dim, size_t);
    double *m = CM_NEW(q->ctx, arena, dim * dim, double), *power = CM_NEW(q->ctx, arena, dim * dim, double), *next = CM_NEW(q->ctx, arena, dim * dim, double);
    if (q->ctx->status != CM_OK) return q->ctx->status;
    if (!is_true(result, "at_rest")) return table == NULL ? CM_OK : cm_fail(q->ctx, CM_E_NUMERIC, "certificate: eigenvalues where nothing rests");
    if (table == NULL || table->nrows != dim || !fits(q, table, cm_result_get(result, "stability"))) return cm_fail(q->ctx, CM_E_NUMERIC, "certificate: no eigenvalues of %zu shares", dim);
    for (size_t i = 0; i < q->nfg->n; at += q->nfg->count[i], i++) {
        for (size_t k = 1; k < q->nfg->count[i]; k++) {                  /* here the first share is 1 less the others */
            share[used] = at + k;
            base[used++] = at;
        }
    }
    difference(q, share, base, dim, m);
    return check_powers(q, table, m, dim, power, next);
}

cm_status cm_replicator_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_replicator_params *p = params;
    cm_arena scratch = { NULL };
    trail q = { .ctx = ctx, .nfg = nfg, .p = p, .total = cm_replicator_total(nfg), .range = cm_replicator_range(ctx, nfg), .pace = cm_replicator_pace(ctx, nfg, p),
                .logit = strcmp(p->rule, "logit") == 0 };
    double time = 0, *least;
    cm_status status = CM_OK;
    for (size_t k = 0; k < nfg->cells * nfg->n; k++) q.large = fmax(q.large, fabs(nfg->payoff[k]));
    q.x = CM_NEW(ctx, &scratch, q.total, double);
    q.y = CM_NEW(ctx, &scratch, q.total, double);
    q.v = CM_NEW(ctx, &scratch, q.total, double);
    q.w = CM_NEW(ctx, &scratch, q.total, double);
    least = CM_NEW(ctx, &scratch, nfg->n, double);
    if (q.x == NULL || q.y == NULL || q.v == NULL || q.w == NULL || least == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_payoffs_above(ctx, &scratch, nfg, &q.level, least));
    CM_TRY(check_path(&q, cm_result_find(result, "path"), &time));
    CM_TRY(check_end(&q, result, time));
    CM_TRY(check_stability(&q, &scratch, result));
out:
    cm_arena_free(&scratch);
    return status;
}
