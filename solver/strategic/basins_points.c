/* basins_points.c: rest points of paths of shares, and whether small deviations from them die out.
 *
 * replicator: strategies in use pay alike; for each set of strategies in use (of two populations, sets of one size) a
 * linear system.  Where one is singular, or (of two populations) a strategy out of use pays as much, rest points form lines
 * and are not all listed.  logit: Newton's method from a coarse grid of starts; others may be missed.
 * The matrix of first derivatives, with each population's largest share left out, tells by its eigenvalues. */
#include "solver/strategic/basins.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEWTON = 60, COARSE = 9 };

char cm_basins_letter(size_t point)
{
    return (char)(point < 26 ? 'A' + (int)point : 'a' + (int)point - 26);
}

static size_t first_of(const cm_basins *b, size_t population) { return population == 0 ? 0 : b->count[0]; }
static size_t other_of(const cm_basins *b, size_t population) { return b->one ? 0 : 1 - population; }

static double paid(const cm_basins *b, size_t population, size_t k, size_t other) { return b->pay[population][k * b->count[other_of(b, population)] + other]; }

/* Keep x unless it is there already. */
static cm_status keep(cm_basins *b, const double *x)
{
    for (size_t k = 0; k < b->npoints; k++) {
        double far = 0;
        for (size_t a = 0; a < b->total; a++) far = fmax(far, fabs(b->point[k * b->total + a] - x[a]));
        if (far <= sqrt(b->ctx->tol.cert)) return CM_OK;
    }
    if (b->npoints == CM_BASINS_POINTS) return cm_fail(b->ctx, CM_E_LIMIT, "more than %d rest points: too many for a map", CM_BASINS_POINTS);
    memcpy(b->point + b->npoints++ * b->total, x, b->total * sizeof *x);
    return CM_OK;
}

/* Shares of the other population, on `its`, at which strategies of `own` pay `population` alike; false when the system is
 * singular.  Sets are of the same size. */
static bool level(const cm_basins *b, size_t population, unsigned own, unsigned its, double *x)
{
    double cell[81], right[9] = { 0 }, solution[9];
    size_t row[8], column[8], n = 0, m = 0, other = other_of(b, population), order[9];
    gsl_matrix_view matrix;
    gsl_vector_view one, found = gsl_vector_view_array(solution, 9);
    gsl_permutation permutation;
    int sign;
    double least = HUGE_VAL, most = 0;
    for (size_t k = 0; k < b->count[population]; k++) if (own >> k & 1) row[n++] = k;
    for (size_t k = 0; k < b->count[other]; k++) if (its >> k & 1) column[m++] = k;
    for (size_t r = 0; r < n; r++) {
        for (size_t c = 0; c < n; c++) cell[r * (n + 1) + c] = paid(b, population, row[r], column[c]);
        cell[r * (n + 1) + n] = -1;
        cell[n * (n + 1) + r] = 1;
    }
    cell[n * (n + 1) + n] = 0;
    right[n] = 1;
    matrix = gsl_matrix_view_array(cell, n + 1, n + 1);
    one = gsl_vector_view_array(right, n + 1);
    found = gsl_vector_view_array(solution, n + 1);
    permutation = (gsl_permutation){ n + 1, order };
    if (gsl_linalg_LU_decomp(&matrix.matrix, &permutation, &sign) != GSL_SUCCESS) return false;
    for (size_t r = 0; r <= n; r++) {
        least = fmin(least, fabs(cell[r * (n + 1) + r]));
        most = fmax(most, fabs(cell[r * (n + 1) + r]));
    }
    if (!(least > b->ctx->tol.abs * most) || gsl_linalg_LU_solve(&matrix.matrix, &permutation, &one.vector, &found.vector) != GSL_SUCCESS) return false;
    for (size_t c = 0; c < n; c++) x[first_of(b, other) + column[c]] = solution[c];
    return true;
}

static bool inside(const cm_basins *b, const double *x, unsigned first, unsigned second)
{
    for (size_t a = 0; a < b->total; a++) {
        bool used = a < b->count[0] ? first >> a & 1 : second >> (a - b->count[0]) & 1;
        if (used && !(x[a] > b->ctx->tol.abs)) return false;
    }
    return true;
}

/* Does a strategy that is out of use at x pay as much as those in use?  Then, of two populations, rest points form a line: shares of the
 * others can be found at which those in use pay alike, with some of it. */
static bool ties(const cm_basins *b, const double *x, size_t population, unsigned used)
{
    double pays[CM_BASINS_STRATEGIES] = { 0 };
    size_t other = other_of(b, population), one = (size_t)__builtin_ctz(used);
    for (size_t k = 0; k < b->count[population]; k++) for (size_t c = 0; c < b->count[other]; c++) pays[k] += paid(b, population, k, c) * x[first_of(b, other) + c];
    for (size_t k = 0; k < b->count[population]; k++) if (!(used >> k & 1) && fabs(pays[k] - pays[one]) <= b->ctx->tol.abs) return true;
    return false;
}

static cm_status by_sets(cm_basins *b)
{
    double x[2 * CM_BASINS_STRATEGIES];
    cm_status status = CM_OK;
    b->complete = true;
    for (unsigned first = 1; first < 1U << b->count[0]; first++) {
        for (unsigned second = 1; second < (b->one ? 2U : 1U << b->count[1]); second++) {
            bool found;
            if (!b->one && __builtin_popcount(first) != __builtin_popcount(second)) continue;
            memset(x, 0, sizeof x);
            found = b->one ? level(b, 0, first, first, x) : level(b, 0, first, second, x) && level(b, 1, second, first, x);
            if (!found) b->complete = false;
            if (!found || !inside(b, x, first, second)) continue;
            if (!b->one && (ties(b, x, 0, first) || ties(b, x, 1, second))) b->complete = false;
            CM_TRY(keep(b, x));
        }
    }
out:
    return status;
}

/* m: how the velocity of free shares changes with them; each population's largest, `base`, is 1 less the others. */
static void derive(cm_basins *b, const double *x, const size_t *base, gsl_matrix *m)
{
    double slope[16][16] = { { 0 } }, u[16] = { 0 }, s[16], mean[2] = { 0, 0 };
    size_t row = 0;
    for (size_t q = 0; q < b->populations; q++) {
        size_t own = first_of(b, q), its = first_of(b, other_of(b, q)), k = b->count[q], l = b->count[other_of(b, q)];
        double most = -HUGE_VAL, sum = 0;
        for (size_t a = 0; a < k; a++) for (size_t c = 0; c < l; c++) u[own + a] += paid(b, q, a, c) * x[its + c];
        for (size_t a = 0; a < k; a++) most = fmax(most, u[own + a]);
        for (size_t a = 0; a < k; a++) sum += exp(b->p->lambda * (u[own + a] - most));
        for (size_t a = 0; a < k; a++) s[own + a] = b->logit ? exp(b->p->lambda * (u[own + a] - most)) / sum : x[own + a], mean[q] += x[own + a] * u[own + a];
        for (size_t a = 0; a < k; a++) {
            for (size_t c = 0; c < k; c++) slope[own + a][own + c] += b->logit ? -(double)(a == c) : (a == c ? u[own + a] - mean[q] : 0) - x[own + a] * u[own + c];
            for (size_t c = 0; c < l; c++) {
                double average = 0;
                for (size_t d = 0; d < k; d++) average += s[own + d] * paid(b, q, d, c);
                slope[own + a][its + c] += (b->logit ? b->p->lambda : 1) * s[own + a] * (paid(b, q, a, c) - average);
            }
        }
    }
    for (size_t a = 0; a < b->total; a++) {
        size_t column = 0;
        if (a == base[0] || a == base[1]) continue;
        for (size_t c = 0; c < b->total; c++) {
            if (c != base[0] && c != base[1]) gsl_matrix_set(m, row, column++, slope[a][c] - slope[a][base[c < b->count[0] ? 0 : 1]]);
        }
        row++;
    }
}

static void largest(const cm_basins *b, const double *x, size_t *base)
{
    base[1] = b->total;
    for (size_t q = 0; q < b->populations; q++) {
        base[q] = first_of(b, q);
        for (size_t a = base[q]; a < first_of(b, q) + b->count[q]; a++) base[q] = x[a] > x[base[q]] ? a : base[q];
    }
}

/* Down the step, and no more than half the way out of the shares that there are. */
static void move(const cm_basins *b, double *x, const size_t *base, const gsl_vector *step)
{
    double down[16] = { 0 }, part = 1;
    size_t row = 0;
    for (size_t a = 0; a < b->total; a++) {
        if (a == base[0] || a == base[1]) continue;
        down[a] = gsl_vector_get(step, row++);
        down[base[a < b->count[0] ? 0 : 1]] -= down[a];
    }
    for (size_t a = 0; a < b->total; a++) if (down[a] > 0) part = fmin(part, x[a] / down[a] / 2);
    for (size_t a = 0; a < b->total; a++) x[a] -= part * down[a];
}

/* To a rest point from x; false when it is not reached. */
static bool newton(cm_basins *b, double *x, gsl_matrix *m, gsl_vector *right, gsl_vector *step, gsl_permutation *order)
{
    double v[16];
    size_t base[2];
    int sign;
    for (int k = 0; k < NEWTON; k++) {
        double speed = 0;
        size_t row = 0;
        (void)cm_basins_velocity(0, x, v, b);
        for (size_t a = 0; a < b->total; a++) speed = fmax(speed, fabs(v[a]));
        if (speed <= b->ctx->tol.abs * sqrt(b->ctx->tol.cert)) return true;
        largest(b, x, base);
        derive(b, x, base, m);
        for (size_t a = 0; a < b->total; a++) if (a != base[0] && a != base[1]) gsl_vector_set(right, row++, v[a]);
        if (gsl_linalg_LU_decomp(m, order, &sign) != GSL_SUCCESS || gsl_linalg_LU_solve(m, order, right, step) != GSL_SUCCESS) return false;
        move(b, x, base, step);
    }
    return false;
}

static cm_status by_newton(cm_basins *b, gsl_matrix *m, gsl_vector *right, gsl_vector *step, gsl_permutation *order)
{
    double x[16];
    size_t rows = cm_basins_rows(b), skip = rows > COARSE ? rows / COARSE : 1;
    cm_status status = CM_OK;
    for (size_t r = 0; r < rows; r += skip) {
        size_t columns = cm_basins_columns(b, r), jump = columns > COARSE ? columns / COARSE : 1;
        for (size_t c = 0; c < columns; c += jump) {
            cm_basins_start(b, r, c, x);
            if (newton(b, x, m, right, step, order)) CM_TRY(keep(b, x));
        }
    }
out:
    return status;
}

static int by_real_part(const void *a, const void *b)
{
    const gsl_complex *x = a, *y = b;
    double left = GSL_REAL(*x), right = GSL_REAL(*y);
    if (left > right || left < right) return left > right ? -1 : 1;
    return (GSL_IMAG(*x) < GSL_IMAG(*y)) - (GSL_IMAG(*x) > GSL_IMAG(*y));
}

/* The eigenvalues of each point, and the word that follows. */
static cm_status judge(cm_basins *b, gsl_matrix *m, cm_result *result, const char **word)
{
    static const char *const columns[] = { "point", "real", "imaginary", NULL };
    gsl_vector_complex *value = gsl_vector_complex_alloc(m->size1);
    gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(m->size1);
    double edge = b->ctx->tol.cert * (b->logit ? 1 + b->p->lambda : 1);
    size_t base[2];
    cm_table *table;
    cm_status status = CM_OK;
    if (value == NULL || work == NULL) CM_LEAVE(cm_fail(b->ctx, CM_E_MEMORY, "no memory for eigenvalues"));
    CM_TRY(cm_result_table(b->ctx, result, "eigenvalues", columns, &table));
    for (size_t k = 0; k < b->npoints; k++) {
        bool unstable = false, attracting = true;
        char *letter = cm_format(b->ctx, result->arena, "%c", cm_basins_letter(k));
        if (letter == NULL) CM_LEAVE(b->ctx->status);
        largest(b, b->point + k * b->total, base);
        derive(b, b->point + k * b->total, base, m);
        if (gsl_eigen_nonsymm(m, value, work) != GSL_SUCCESS) CM_LEAVE(cm_fail(b->ctx, CM_E_NUMERIC, "the eigenvalues of point %s were not found", letter));
        qsort(value->data, m->size1, sizeof(gsl_complex), by_real_part);
        for (size_t r = 0; r < m->size1; r++) {
            gsl_complex one = gsl_vector_complex_get(value, r);
            CM_TRY(cm_table_row(b->ctx, result, table, (cm_value[]){ cm_text(letter), cm_number(GSL_REAL(one)), cm_number(GSL_IMAG(one)) }));
            if (GSL_REAL(one) > edge) unstable = true;
            if (!(GSL_REAL(one) < -edge)) attracting = false;
        }
        word[k] = unstable ? "unstable" : attracting ? "attracting" : "undecided";
        b->attracting[k] = attracting;
    }
out:
    gsl_vector_complex_free(value);
    gsl_eigen_nonsymm_free(work);
    return status;
}

static cm_status list(cm_basins *b, const char *const *word, cm_result *result)
{
    static const char *const columns[] = { "point", "stability", "player", "strategy", "probability", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(b->ctx, result, "points", columns, &table));
    for (size_t k = 0; k < b->npoints; k++) {
        char *letter = cm_format(b->ctx, result->arena, "%c", cm_basins_letter(k));
        if (letter == NULL) CM_LEAVE(b->ctx->status);
        for (size_t a = 0; a < b->total; a++) {
            size_t q = a < b->count[0] ? 0 : 1;
            CM_TRY(cm_table_row(b->ctx, result, table, (cm_value[]){ cm_text(letter), cm_text(word[k]), cm_text(b->nfg->player[q]), cm_text(b->nfg->strategy[q][a - first_of(b, q)]), cm_number(b->point[k * b->total + a]) }));
        }
    }
out:
    return status;
}

cm_status cm_basins_rest(cm_basins *b, cm_arena *arena, cm_result *result)
{
    size_t dim = b->total - b->populations;
    const char *word[CM_BASINS_POINTS];
    gsl_matrix *m = gsl_matrix_alloc(dim, dim);
    gsl_vector *right = gsl_vector_alloc(dim), *step = gsl_vector_alloc(dim);
    gsl_permutation *order = gsl_permutation_alloc(dim);
    cm_status status = CM_OK;
    b->point = CM_NEW(b->ctx, arena, CM_BASINS_POINTS * b->total, double);
    if (b->point == NULL) CM_LEAVE(b->ctx->status);
    if (m == NULL || right == NULL || step == NULL || order == NULL) CM_LEAVE(cm_fail(b->ctx, CM_E_MEMORY, "no memory for a matrix of %zu rows", dim));
    CM_TRY(b->logit ? by_newton(b, m, right, step, order) : by_sets(b));
    CM_TRY(judge(b, m, result, word));
    CM_TRY(list(b, word, result));
out:
    gsl_matrix_free(m);
    gsl_vector_free(right);
    gsl_vector_free(step);
    gsl_permutation_free(order);
    return status;
}
