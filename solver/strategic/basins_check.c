/* basins_check.c: the certificate of basins of attraction, from the printed result.
 *
 * By other means: payoffs are counted from those of the first strategy, one at a time; at each printed point nothing moves;
 * the matrix of derivatives is made by differences there, and the traces of its powers are the power sums of the
 * printed eigenvalues; from a sample of starts a method of another order (Prince, Dormand 8) leads to the point that the
 * map says.  What is counted is counted again from the map. */
#include "solver/strategic/basins.h"

#include <complex.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <string.h>

enum { SAMPLE = 150, SLICES = 50 };

typedef struct proof {
    cm_ctx *ctx;
    cm_basins b;
    const cm_result *result;
    const cm_table *points, *eigenvalues, *basins, *map;
} proof;

/* What strategy k pays population q, above what the first pays, against shares that differences may have put below 0. */
static double above_first(const cm_basins *b, const double *x, size_t q, size_t k)
{
    const double *other = x + (b->one || q == 1 ? 0 : b->count[0]);
    size_t stride = q == 0 ? 1 : b->count[0], across = q == 0 ? b->count[0] : 1;
    double sum = 0;
    for (size_t c = 0; c < b->count[1 - q]; c++) sum += other[c] * (b->nfg->payoff[(k * stride + c * across) * 2 + q] - b->nfg->payoff[c * across * 2 + q]);
    return sum / b->scale;
}

static int velocity(double t, const double *x, double *v, void *data)
{
    const cm_basins *b = data;
    (void)t;
    for (size_t a = 0; a < b->total; a++) if (!(fabs(x[a]) <= 2)) return GSL_EDOM;            /* a step too long: it is tried anew, shorter */
    for (size_t q = 0, at = 0; q < b->populations; at += b->count[q], q++) {
        double mean = 0, sum = 0;
        for (size_t k = 0; k < b->count[q]; k++) {
            v[at + k] = above_first(b, x, q, k);
            mean += x[at + k] * v[at + k];
            sum += exp(b->p->lambda * v[at + k]);
        }
        for (size_t k = 0; k < b->count[q]; k++) v[at + k] = b->logit ? exp(b->p->lambda * v[at + k]) / sum - x[at + k] : x[at + k] * (v[at + k] - mean);
    }
    return GSL_SUCCESS;
}

/* The letter printed in a row of a table; 0 when it is none. */
static char letter_at(const cm_table *table, size_t row)
{
    cm_value v = cm_table_get(table, row, "point");
    return v.kind == CM_TEXT && strlen(v.as.text) == 1 ? v.as.text[0] : 0;
}

static cm_status read_points(proof *f)
{
    cm_basins *b = &f->b;
    double v[16];
    if (f->points == NULL || f->points->nrows % b->total != 0 || f->points->nrows / b->total > CM_BASINS_POINTS) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: no points");
    b->npoints = f->points->nrows / b->total;
    for (size_t k = 0; k < b->npoints; k++) {
        double *x = b->point + k * b->total, sum[2] = { 0, 0 };
        cm_value word = cm_table_get(f->points, k * b->total, "stability");
        for (size_t a = 0; a < b->total; a++) {
            size_t q = a < b->count[0] ? 0 : 1, row = k * b->total + a;
            cm_value share = cm_table_get(f->points, row, "probability"), what = cm_table_get(f->points, row, "strategy");
            if (share.kind != CM_NUMBER || !(share.as.number >= 0) || letter_at(f->points, row) != cm_basins_letter(k) || what.kind != CM_TEXT || strcmp(what.as.text, b->nfg->strategy[q][a - (q > 0 ? b->count[0] : 0)]) != 0) {
                return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: row %zu of the points is no share", row + 1);
            }
            sum[q] += x[a] = share.as.number;
        }
        for (size_t q = 0; q < b->populations; q++) if (!(fabs(sum[q] - 1) <= f->ctx->tol.abs)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: shares at point %c add up to %.12g", cm_basins_letter(k), sum[q]);
        (void)velocity(0, x, v, b);
        for (size_t a = 0; a < b->total; a++) if (!(fabs(v[a]) <= f->ctx->tol.abs * (1 + b->p->lambda))) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: at point %c shares move by %.6g", cm_basins_letter(k), v[a]);
        b->attracting[k] = word.kind == CM_TEXT && strcmp(word.as.text, "attracting") == 0;
    }
    return CM_OK;
}

/* m: derivatives by differences at point x; here each population's first share is 1 less the others. */
static size_t difference(proof *f, const double *x, double *m)
{
    cm_basins *b = &f->b;
    double h = sqrt(f->ctx->tol.abs), y[16], v[2][16];
    size_t dim = b->total - b->populations, column = 0;
    for (size_t c = 0; c < b->total; c++) {
        size_t base = c < b->count[0] ? 0 : b->count[0], row = 0;
        if (c == base) continue;
        for (int side = 0; side < 2; side++) {
            memcpy(y, x, b->total * sizeof *y);
            y[c] += side == 0 ? h : -h;
            y[base] -= side == 0 ? h : -h;
            (void)velocity(0, y, v[side], b);
        }
        for (size_t a = 0; a < b->total; a++) if (a != 0 && (b->one || a != b->count[0])) m[row++ * dim + column] = (v[0][a] - v[1][a]) / (2 * h);
        column++;
    }
    return dim;
}

static cm_status check_stability(proof *f, size_t k)
{
    cm_basins *b = &f->b;
    double m[256], power[256], next[256], size = 0, limit = 1, most = -HUGE_VAL, edge = f->ctx->tol.cert * (b->logit ? 1 + b->p->lambda : 1);
    size_t dim = difference(f, b->point + k * b->total, m), from = k * dim;
    cm_value word = cm_table_get(f->points, k * b->total, "stability");
    for (size_t e = 0; e < dim; e++) {
        if (letter_at(f->eigenvalues, from + e) != cm_basins_letter(k)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: row %zu of the eigenvalues is not of point %c", from + e + 1, cm_basins_letter(k));
        most = fmax(most, cm_table_get(f->eigenvalues, from + e, "real").as.number);
    }
    for (size_t c = 0; c < dim * dim; c++) size += m[c] * m[c], power[c] = c % (dim + 1) == 0;
    size = fmax(1, sqrt(size));
    for (size_t r = 1; r <= dim; r++) {
        double complex sum = 0;
        double trace = 0;
        for (size_t a = 0; a < dim; a++) {
            for (size_t c = 0; c < dim; c++) {
                next[a * dim + c] = 0;
                for (size_t d = 0; d < dim; d++) next[a * dim + c] += power[a * dim + d] * m[d * dim + c];
            }
            trace += next[a * dim + a];
        }
        memcpy(power, next, dim * dim * sizeof *power);
        for (size_t e = 0; e < dim; e++) {
            double complex value = cm_table_get(f->eigenvalues, from + e, "real").as.number + cm_table_get(f->eigenvalues, from + e, "imaginary").as.number * I, product = 1;
            for (size_t s = 0; s < r; s++) product *= value;
            sum += product;
        }
        limit *= size;
        if (!(cabs(sum - trace) <= f->ctx->tol.cert * (double)(r * dim) * limit)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: at point %c the %zu-th powers of the eigenvalues add up to %.12g", cm_basins_letter(k), r, trace);
    }
    if (word.kind != CM_TEXT || strcmp(word.as.text, most > edge ? "unstable" : most < -edge ? "attracting" : "undecided") != 0) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: at point %c the largest eigenvalue is %.12g", cm_basins_letter(k), most);
    return CM_OK;
}

static double distance(const cm_basins *b, const double *x, size_t k)
{
    double far = 0;
    for (size_t a = 0; a < b->total; a++) far = fmax(far, fabs(x[a] - b->point[k * b->total + a]));
    return far;
}

/* Does the path from a start do what the map says?  To an attracting point it comes near in the end, by another it comes on its
 * way, and `~` is far from all that attract. */
static cm_status check_start(proof *f, gsl_odeiv2_driver *driver, size_t row, size_t column, char said)
{
    cm_basins *b = &f->b;
    double x[16], time = 0, ball = sqrt(f->ctx->tol.cert), closest = HUGE_VAL;
    bool doubtful = false;
    size_t point = 0;
    while (point < b->npoints && cm_basins_letter(point) != said) point++;
    cm_basins_start(b, row, column, x);
    (void)gsl_odeiv2_driver_reset(driver);
    for (int slice = 1; slice <= SLICES; slice++) {
        int error = gsl_odeiv2_driver_apply(driver, &time, b->p->time * slice / SLICES, x);
        if (cm_stopped(f->ctx)) return cm_fail(f->ctx, CM_E_INTERRUPT, "interrupted");
        if (error != GSL_SUCCESS) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: a path from start %zu of row %zu could not be followed again", column + 1, row + 1);
        if (point < b->npoints) closest = b->attracting[point] ? distance(b, x, point) : fmin(closest, distance(b, x, point));
        for (size_t k = 0; k < b->npoints; k++) doubtful = doubtful || (!b->attracting[k] && distance(b, x, k) <= ball);
    }
    if (doubtful && point < b->npoints && b->attracting[point]) return CM_OK;      /* on a border rounding decides */
    if (point < b->npoints && !(closest <= 2 * ball)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: the path from start %zu of row %zu does not lead to %c", column + 1, row + 1, said);
    for (size_t k = 0; k < b->npoints && point == b->npoints; k++) {
        if (b->attracting[k] && distance(b, x, k) < ball / 2) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: the path from start %zu of row %zu ends at %c", column + 1, row + 1, cm_basins_letter(k));
    }
    return CM_OK;
}

/* The map's rows, with each letter counted; a sample of them is followed again. */
static cm_status check_map(proof *f, double *count, double *starts)
{
    cm_basins *b = &f->b;
    gsl_odeiv2_system system = { velocity, NULL, b->total, b };
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1 / (1 + b->p->lambda), f->ctx->tol.abs, 0);
    size_t rows = cm_basins_rows(b), all = 0, seen = 0, every;
    cm_status status = CM_OK;
    if (driver == NULL) return cm_fail(f->ctx, CM_E_MEMORY, "no memory for a path of %zu shares", b->total);
    for (size_t r = 0; r < rows; r++) all += cm_basins_columns(b, r);
    every = all / SAMPLE + 1;
    if (f->map == NULL || f->map->nrows != rows) CM_LEAVE(cm_fail(f->ctx, CM_E_NUMERIC, "certificate: no map"));
    for (size_t r = 0; r < rows; r++) {
        cm_value text = cm_table_get(f->map, r, "ends");
        size_t n = cm_basins_columns(b, r);
        if (text.kind != CM_TEXT || strlen(text.as.text) != n) CM_LEAVE(cm_fail(f->ctx, CM_E_NUMERIC, "certificate: row %zu of the map has not %zu letters", r + 1, n));
        for (size_t c = 0; c < n; c++, seen++) {
            count[(unsigned char)text.as.text[c]]++;
            if (seen % every == 0) CM_TRY(check_start(f, driver, r, c, text.as.text[c]));
        }
    }
    *starts = (double)all;
out:
    gsl_odeiv2_driver_free(driver);
    return status;
}

/* Does a strategy that nobody uses at x pay its population what the others have? */
static bool idle_pays(const cm_basins *b, const double *x)
{
    for (size_t q = 0; q < 2; q++) {
        size_t at = q == 0 ? 0 : b->count[0];
        double mean = 0;
        for (size_t k = 0; k < b->count[q]; k++) mean += x[at + k] * above_first(b, x, q, k);
        for (size_t k = 0; k < b->count[q]; k++) if (!(x[at + k] > 0) && fabs(above_first(b, x, q, k) - mean) <= b->ctx->tol.abs / 2) return true;
    }
    return false;
}

/* Nothing is missing: not of two populations where an idle strategy pays as much, since a line of rest points starts there. */
static cm_status check_complete(const proof *f)
{
    const cm_basins *b = &f->b;
    const cm_value *v = cm_result_get(f->result, "complete");
    if (v == NULL || v->kind != CM_TRUTH) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: it is not said whether rest points are missing");
    if (v->as.truth && b->logit) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: rest points that were sought from a grid are not known to be all");
    for (size_t k = 0; k < b->npoints && v->as.truth && !b->one; k++) {
        if (idle_pays(b, b->point + k * b->total)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: a line of rest points starts at %c, and none is said to be missing", cm_basins_letter(k));
    }
    return CM_OK;
}

static cm_status near(proof *f, const char *name, double want)
{
    const cm_value *v = cm_result_get(f->result, name);
    double x = v == NULL ? NAN : v->kind == CM_NUMBER ? v->as.number : v->kind == CM_INTEGER ? (double)v->as.integer : NAN;
    if (fabs(x - want) <= f->ctx->tol.cert || (isnan(want) && v != NULL && v->kind == CM_NONE)) return CM_OK;
    return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, want, x);
}

static cm_status check_shares(proof *f, const double *count, double starts)
{
    const cm_basins *b = &f->b;
    const cm_value *letter = cm_result_get(f->result, "largest");
    double first = 0, border = 0, best = NAN, attracting = 0, all = count['~'];
    cm_status status;
    if (f->basins == NULL || f->basins->nrows != b->npoints) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: not %zu basins", b->npoints);
    for (size_t k = 0; k < b->npoints; k++) {
        double n = count[(unsigned char)cm_basins_letter(k)], share = cm_table_get(f->basins, k, "share").as.number;
        if (letter_at(f->basins, k) != cm_basins_letter(k) || !(fabs(share * starts - n) <= f->ctx->tol.cert * starts)) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: %g starts of %g lead to point %c", n, starts, cm_basins_letter(k));
        all += n;
        if (b->attracting[k]) attracting++, best = fmax(n / starts, isnan(best) ? 0 : best);
        else border += n / starts;
        if (b->point[k * b->total] > 0.5 && (b->one || b->point[k * b->total + b->count[0]] > 0.5)) first += n / starts;
        if (letter != NULL && letter->kind == CM_TEXT && letter->as.text[0] == cm_basins_letter(k) && !b->attracting[k]) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: point %c attracts nothing", cm_basins_letter(k));
    }
    if (all < starts) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: a letter of the map is no point");
    if (letter == NULL || letter->kind != (attracting > 0 ? CM_TEXT : CM_NONE) || (letter->kind == CM_TEXT && !(fabs(count[(unsigned char)letter->as.text[0]] / starts - best) <= f->ctx->tol.cert))) return cm_fail(f->ctx, CM_E_NUMERIC, "certificate: another basin is the largest");
    CM_TRY(near(f, "points", (double)b->npoints));
    CM_TRY(near(f, "attracting", attracting));
    CM_TRY(near(f, "starts", starts));
    CM_TRY(near(f, "first", first));
    CM_TRY(near(f, "border", border));
    CM_TRY(near(f, "moving", count['~'] / starts));
    CM_TRY(near(f, "largest_basin", best));
out:
    return status;
}

cm_status cm_basins_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    proof f = { .ctx = ctx, .result = result, .points = cm_result_find(result, "points"), .eigenvalues = cm_result_find(result, "eigenvalues"), .basins = cm_result_find(result, "basins"), .map = cm_result_find(result, "map") };
    double count[256] = { 0 }, starts = 0;
    cm_status status;
    CM_TRY(cm_basins_open(ctx, &scratch, game, params, &f.b));
    f.b.point = CM_NEW(ctx, &scratch, CM_BASINS_POINTS * f.b.total, double);
    if (f.b.point == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_points(&f));
    CM_TRY(check_complete(&f));
    if (f.eigenvalues == NULL || f.eigenvalues->nrows != f.b.npoints * (f.b.total - f.b.populations)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: not as many eigenvalues as shares that are free"));
    for (size_t k = 0; k < f.b.npoints; k++) CM_TRY(check_stability(&f, k));
    CM_TRY(check_map(&f, count, &starts));
    CM_TRY(check_shares(&f, count, starts));
out:
    cm_arena_free(&scratch);
    return status;
}
