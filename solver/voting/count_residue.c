/* count_residue.c: from values at points, modulo primes, to counts of any size; and by quadrature.
 *
 * A polynomial of degree n is known from n + 1 values: Newton's differences at 1, 2, .., n + 1, multiplied out.
 * The coefficients modulo several primes are put together by Garner's mixed digits.
 *
 * The bound on Gauss and Legendre's quadrature: L. N. Trefethen, "Is Gauss quadrature better than Clenshaw-Curtis?", SIAM
 * Review 50 (2008) 67-87, theorem 4.5. */
#include <float.h>
#include <gsl/gsl_integration.h>
#include <math.h>

#include "solver/voting/count.h"

cm_field cm_field_get(size_t k)
{
    static const uint64_t below[CM_FIELDS] = { 1, 31, 45, 229, 259, 283, 339, 391, 403, 465, 531, 579, 675, 759, 799, 819 };
    return (cm_field){ (UINT64_C(1) << 61) - below[k], below[k] };
}

uint64_t cm_field_power(cm_field f, uint64_t a, uint64_t exponent)
{
    uint64_t power = 1;
    for (; exponent > 0; exponent >>= 1, a = cm_field_mul(f, a, a)) {
        if (exponent & 1u) power = cm_field_mul(f, power, a);
    }
    return power;
}

uint64_t cm_field_inverse(cm_field f, uint64_t a)
{
    return cm_field_power(f, a, f.prime - 2);
}

size_t cm_fields_needed(size_t n)
{
    return n / 60 + 1;
}

/* value[j] of the polynomial at j + 1 becomes its coefficient of x^j; `inverse` of 1 .. count - 1; `out` is scratch. */
static void interpolate(cm_field f, size_t count, uint64_t *value, const uint64_t *inverse, uint64_t *out)
{
    for (size_t k = 1; k < count; k++) {
        for (size_t j = count - 1; j >= k; j--) value[j] = cm_field_mul(f, cm_field_sub(f, value[j], value[j - 1]), inverse[k]);
    }
    for (size_t j = 0; j < count; j++) out[j] = 0;
    for (size_t k = count; k-- > 0;) {                       /* out = out * (x - (k + 1)) + value[k] */
        for (size_t j = count - 1; j > 0; j--) out[j] = cm_field_sub(f, out[j - 1], cm_field_mul(f, out[j], k + 1));
        out[0] = cm_field_sub(f, value[k], cm_field_mul(f, out[0], k + 1));
    }
    for (size_t j = 0; j < count; j++) value[j] = out[j];
}

/* The whole number whose residues, `stride` apart, these are. */
static void assemble(const uint64_t *residue, size_t stride, size_t primes, const cm_rat *base, cm_rat *out)
{
    uint64_t digit[CM_FIELDS];
    cm_rat word = { 0, 0 };
    cm_rat_set_ratio(out, 0, 1);
    for (size_t k = 0; k < primes; k++) {
        cm_field f = cm_field_get(k);
        uint64_t left = residue[k * stride];
        for (size_t j = 0; j < k; j++) {
            uint64_t other = cm_field_get(j).prime % f.prime;
            left = cm_field_mul(f, cm_field_sub(f, left, digit[j] % f.prime), cm_field_inverse(f, other));
        }
        digit[k] = left;
        cm_rat_set_ratio(&word, (int64_t)left, 1);
        cm_rat_add_mul(out, &word, &base[k]);
    }
    cm_rat_clear(&word);
}

/* base[k]: the product of the primes before the k-th. */
static void multiply_up(cm_rat *base, size_t primes)
{
    cm_rat prime = { 0, 0 };
    cm_rat_set_ratio(&base[0], 1, 1);
    for (size_t k = 1; k < primes; k++) {
        cm_rat_set_ratio(&prime, (int64_t)cm_field_get(k - 1).prime, 1);
        cm_rat_mul(&base[k], &base[k - 1], &prime);
    }
    cm_rat_clear(&prime);
}

/* For one prime: coefficient j of polynomial i (the n-th is W) at coefficient[i * (n + 1) + j]. */
static cm_status coefficients(cm_ctx *ctx, const cm_oracle *oracle, const size_t *like, cm_field f, uint64_t *coefficient)
{
    size_t n = oracle->n, count = n + 1;
    cm_arena scratch = { NULL };
    uint64_t *inverse = CM_NEW(ctx, &scratch, count + 1, uint64_t), *swing = CM_NEW(ctx, &scratch, n, uint64_t);
    uint64_t *out = CM_NEW(ctx, &scratch, count, uint64_t);
    cm_status status = CM_OK;
    if (inverse == NULL || swing == NULL || out == NULL) CM_LEAVE(ctx->status);
    for (size_t k = 1; k < count; k++) inverse[k] = cm_field_inverse(f, k);
    for (size_t j = 0; j < count; j++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        oracle->residue(oracle->data, f, j + 1, swing, &coefficient[n * count + j]);
        for (size_t i = 0; i < n; i++) coefficient[i * count + j] = swing[i];
    }
    for (size_t i = 0; i <= n; i++) {
        if (i == n || like[i] == i) interpolate(f, count, &coefficient[i * count], inverse, out);
    }
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_oracle_sizes(cm_ctx *ctx, const cm_oracle *oracle, const size_t *like, cm_rat *swing, cm_rat *wins)
{
    size_t n = oracle->n, primes = cm_fields_needed(n), all = (n + 1) * (n + 1);
    cm_arena scratch = { NULL };
    uint64_t *residue = CM_NEW(ctx, &scratch, primes * all, uint64_t);
    cm_rat *base = cm_rats_new(ctx, primes);
    cm_status status = CM_OK;
    if (residue == NULL || base == NULL) CM_LEAVE(ctx->status);
    multiply_up(base, primes);
    for (size_t k = 0; k < primes; k++) CM_TRY(coefficients(ctx, oracle, like, cm_field_get(k), &residue[k * all]));
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < n; s++) {
            if (like[i] == i) assemble(&residue[i * (n + 1) + s], all, primes, base, &swing[i * n + s]);
            else cm_rat_set(&swing[i * n + s], &swing[like[i] * n + s]);
        }
    }
    for (size_t s = 0; s <= n; s++) assemble(&residue[n * (n + 1) + s], all, primes, base, &wins[s]);
out:
    cm_rats_free(base, primes);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_oracle_totals(cm_ctx *ctx, const cm_oracle *oracle, cm_rat *swing, cm_rat *wins)
{
    size_t n = oracle->n, primes = cm_fields_needed(n);
    cm_arena scratch = { NULL };
    uint64_t *residue = CM_NEW(ctx, &scratch, primes * (n + 1), uint64_t);
    cm_rat *base = cm_rats_new(ctx, primes);
    cm_status status = CM_OK;
    if (residue == NULL || base == NULL) CM_LEAVE(ctx->status);
    multiply_up(base, primes);
    for (size_t k = 0; k < primes; k++) {
        uint64_t *at = &residue[k * (n + 1)];
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        oracle->residue(oracle->data, cm_field_get(k), 1, at, &at[n]);
    }
    for (size_t i = 0; i < n; i++) assemble(&residue[i], n + 1, primes, base, &swing[i]);
    assemble(&residue[n], n + 1, primes, base, wins);
out:
    cm_rats_free(base, primes);
    cm_arena_free(&scratch);
    return status;
}

/* GSL has tables of points that are right to the last digit; what gsl_integration_glfixed computes for other numbers of points
 * is off by 1e-12 and more, and eigenvalues (gsl_integration_fixed) are better. */
static bool tabulated(size_t points)
{
    static const size_t also[] = { 32, 64, 96, 100, 128, 256, 512, 1024 };
    for (size_t k = 0; k < sizeof also / sizeof also[0]; k++) {
        if (points == also[k]) return true;
    }
    return points <= 20;
}

bool cm_quadrature(size_t points, double *at, double *weight)
{
    gsl_integration_glfixed_table *table = tabulated(points) ? gsl_integration_glfixed_table_alloc(points) : NULL;
    gsl_integration_fixed_workspace *computed = tabulated(points) ? NULL : gsl_integration_fixed_alloc(gsl_integration_fixed_legendre, points, 0, 1, 0, 0);
    for (size_t k = 0; k < points && table != NULL; k++) (void)gsl_integration_glfixed_point(0, 1, k, &at[k], &weight[k], table);      /* fails for k out of range alone */
    for (size_t k = 0; k < points && computed != NULL; k++) {
        at[k] = gsl_integration_fixed_nodes(computed)[k];
        weight[k] = gsl_integration_fixed_weights(computed)[k];
    }
    if (table != NULL) gsl_integration_glfixed_table_free(table);
    if (computed != NULL) gsl_integration_fixed_free(computed);
    return table != NULL || computed != NULL;
}

/* As many points as are exact for degree n - 1; or fewer, when what they can miss does not show in a double.  The
 * chance to be decisive at t is at most the product of |t| + |1 - t| over the others, for complex t too, and that sum is
 * cosh a on the ellipse around 0 and 1 whose axes add up to e^a: N points miss at most
 * 64/15 cosh(a)^(n-1) e^(-2 (N-1) a) / (1 - e^(-2a)), for any a > 0. */
size_t cm_points_needed(size_t n)
{
    size_t exact = (n + 1) / 2;
    for (size_t points = 8; points < exact; points++) {
        double a = 2 * (double)(points - 1) / (double)n;
        double missed = log(64.0 / 15) + (double)(n - 1) * log(cosh(a)) - 2 * (double)(points - 1) * a - log(-expm1(-2 * a));
        if (missed < 1.2 * log(DBL_EPSILON)) return points;
    }
    return exact;
}

cm_status cm_oracle_integrate(cm_ctx *ctx, const cm_oracle *oracle, size_t more, double *pivot, double *swing, double *wins)
{
    size_t n = oracle->n, points = cm_points_needed(n) + more;
    cm_arena scratch = { NULL };
    double *at = CM_NEW(ctx, &scratch, points, double), *weight = CM_NEW(ctx, &scratch, points, double);
    double *decisive = CM_NEW(ctx, &scratch, n, double), all;
    cm_status status = CM_OK;
    if (at == NULL || weight == NULL || decisive == NULL) CM_LEAVE(ctx->status);
    if (!cm_quadrature(points, at, weight)) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for %zu points of quadrature", points));
    for (size_t i = 0; i < n; i++) pivot[i] = 0;
    for (size_t k = 0; k < points; k++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        oracle->chance(oracle->data, at[k], decisive, &all);
        for (size_t i = 0; i < n; i++) pivot[i] += weight[k] * decisive[i];
        if (oracle->missed != NULL) oracle->missed[1] = (k > 0 ? oracle->missed[1] : 0) + weight[k] * oracle->missed[0];
    }
    if (swing != NULL) oracle->chance(oracle->data, 0.5, swing, wins);
out:
    cm_arena_free(&scratch);
    return status;
}

void cm_orders_weights(size_t n, cm_rat *weight)
{
    cm_rat number = { 0, 0 };
    for (size_t s = 0; s < n; s++) {
        cm_rat_set_ratio(&weight[s], 1, 1);
    }
    cm_rat_set_ratio(&weight[n], 1, 1);
    for (size_t k = 1; k <= n; k++) {                        /* weight[n] = k!: it comes in as s! and as (n-1-s)! */
        cm_rat_set_ratio(&number, (int64_t)k, 1);
        cm_rat_mul(&weight[n], &weight[n], &number);
        if (k >= n) break;
        cm_rat_mul(&weight[k], &weight[k], &weight[n]);
        cm_rat_mul(&weight[n - 1 - k], &weight[n - 1 - k], &weight[n]);
    }
    cm_rat_clear(&number);
}
