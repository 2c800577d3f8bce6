/* values.c: sums of worths by size; the Shapley value and its certificate by least squares.
 *
 * The sums take two additions a coalition, whatever the number of players: with the mask cut into a high
 * and a low half, worths are added up over high halves of one size (for the low players) and over low
 * halves of one size (for the high players).  What is left is of the order of 2^(n/2). */
#include "solver/coop/values.h"

#include <float.h>
#include <math.h>
#include <string.h>

static size_t count_bits(size_t mask)
{
    return (size_t)__builtin_popcountll(mask);
}

/* over[h][low]: added up over high halves of h players; of[high][l]: over low halves of l players. */
static cm_status halve(cm_ctx *ctx, const double *worth, size_t n, size_t k, double *over, double *of, unsigned char *bits)
{
    size_t lows = (size_t)1 << k, highs = (size_t)1 << (n - k);
    for (size_t low = 0; low < lows; low++) bits[low] = (unsigned char)count_bits(low);
    for (size_t high = 0; high < highs; high++) {
        const double *row = worth + high * lows;
        double *sum = over + count_bits(high) * lows, *own = of + high * (k + 1);
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t low = 0; low < lows; low++) sum[low] += row[low];
        for (size_t low = 0; low < lows; low++) own[bits[low]] += row[low];
    }
    return CM_OK;
}

static void gather(size_t n, size_t k, const double *over, const double *of, cm_sizes *sizes)
{
    size_t lows = (size_t)1 << k, highs = (size_t)1 << (n - k);
    for (size_t h = 0; h <= n - k; h++) {
        for (size_t low = 1; low < lows; low++) {
            double sum = over[h * lows + low];
            for (size_t rest = low; rest != 0; rest &= rest - 1) {
                sizes->with[(size_t)__builtin_ctzll(rest) * (n + 1) + h + count_bits(low)] += sum;
            }
        }
    }
    for (size_t high = 0; high < highs; high++) {
        for (size_t l = 0; l <= k; l++) {
            double sum = of[high * (k + 1) + l];
            size_t s = count_bits(high) + l;
            sizes->all[s] += sum;
            for (size_t rest = high; rest != 0; rest &= rest - 1) {
                sizes->with[(k + (size_t)__builtin_ctzll(rest)) * (n + 1) + s] += sum;
            }
        }
    }
}

cm_status cm_sizes_find(cm_ctx *ctx, cm_arena *arena, const double *worth, size_t n, cm_sizes *sizes)
{
    size_t k = n / 2, lows = (size_t)1 << k, highs = (size_t)1 << (n - k);
    cm_arena scratch = { NULL };
    double *over = CM_NEW(ctx, &scratch, (n - k + 1) * lows, double), *of = CM_NEW(ctx, &scratch, (k + 1) * highs, double);
    unsigned char *bits = CM_NEW(ctx, &scratch, lows, unsigned char);
    cm_status status = CM_OK;
    sizes->n = n;
    sizes->all = CM_NEW(ctx, arena, n + 1, double);
    sizes->with = CM_NEW(ctx, arena, n * (n + 1), double);
    if (over == NULL || of == NULL || bits == NULL || sizes->all == NULL || sizes->with == NULL) CM_LEAVE(ctx->status);
    CM_TRY(halve(ctx, worth, n, k, over, of, bits));
    gather(n, k, over, of, sizes);
out:
    cm_arena_free(&scratch);
    return status;
}

double cm_sizes_adds(const cm_sizes *sizes, size_t i, size_t s)
{
    const double *with = sizes->with + i * (sizes->n + 1);
    return with[s + 1] - (sizes->all[s] - with[s]);
}

int64_t cm_shapley_chances(size_t n, size_t s)
{
    int64_t choose = 1;                                   /* C(n-1, s), exact on the way */
    for (size_t k = 0; k < s; k++) choose = choose * (int64_t)(n - 1 - k) / (int64_t)(k + 1);
    return choose * (int64_t)n;
}

/* Rounding leaves dust where the sums cancel. */
static double without_dust(double x, double scale)
{
    return fabs(x) <= 64 * DBL_EPSILON * scale ? 0 : x;
}

static cm_status by_fractions(cm_ctx *ctx, cm_arena *arena, const cm_sizes *sizes, cm_divisor divisor, int64_t unit, cm_payoffs *out)
{
    cm_rat *r = cm_rats_new(ctx, 4);
    cm_status status = CM_OK;
    if (r == NULL) return ctx->status;
    cm_rat_set_ratio(&r[3], 1, unit);
    for (size_t i = 0; i < sizes->n; i++) {
        cm_rat_set_ratio(&r[0], 0, 1);
        for (size_t s = 0; s < sizes->n; s++) {
            cm_rat_set_ratio(&r[1], (int64_t)cm_sizes_adds(sizes, i, s), 1);
            cm_rat_set_ratio(&r[2], 1, divisor(sizes->n, s));
            cm_rat_add_mul(&r[0], &r[1], &r[2]);
        }
        cm_rat_mul(&r[0], &r[0], &r[3]);
        out->x[i] = cm_rat_value(&r[0]);
        out->exact[i] = cm_rat_text(ctx, arena, &r[0]);
        if (out->exact[i] == NULL) CM_LEAVE(ctx->status);
    }
out:
    cm_rats_free(r, 4);
    return status;
}

cm_status cm_value_by_sizes(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_divisor divisor, cm_payoffs *out)
{
    cm_arena scratch = { NULL };
    cm_whole whole;
    cm_sizes sizes;
    double scale = cm_tu_scale(tu);
    cm_status status = CM_OK;
    out->x = CM_NEW(ctx, arena, tu->n, double);
    if (out->x == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_whole_find(ctx, &scratch, tu, &whole));
    CM_TRY(cm_sizes_find(ctx, &scratch, whole.worth != NULL ? whole.worth : tu->worth, tu->n, &sizes));
    out->exact = whole.worth != NULL ? CM_NEW(ctx, arena, tu->n, const char *) : NULL;
    if (whole.worth != NULL) {
        if (out->exact == NULL) CM_LEAVE(ctx->status);
        CM_TRY(by_fractions(ctx, arena, &sizes, divisor, whole.unit, out));
        goto out;
    }
    for (size_t i = 0; i < tu->n; i++) {
        for (size_t s = 0; s < tu->n; s++) out->x[i] += cm_sizes_adds(&sizes, i, s) / (double)divisor(tu->n, s);
        out->x[i] = without_dust(out->x[i], scale);
    }
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_shapley_find(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_payoffs *out)
{
    return cm_value_by_sizes(ctx, arena, tu, cm_shapley_chances, out);
}

enum { BLOCK = 10 };

/* Halves are folded onto each other, highest bit first: each fold gives one player's sum. */
static double fold(double *r, size_t bits, double *pull)
{
    for (size_t b = bits; b-- > 0;) {
        size_t half = (size_t)1 << b;
        double up = 0;
        for (size_t t = 0; t < half; t++) {
            up += r[half + t];
            r[t] += r[half + t];
        }
        pull[b] += up;
    }
    return r[0];
}

void cm_pulls(const double *worth, size_t n, const double *x, const double *weight, double *pull, double *total)
{
    double r[1 << BLOCK], below[1 << BLOCK];
    size_t low = n < BLOCK ? n : BLOCK, lows = (size_t)1 << low;
    *total = 0;
    for (size_t i = 0; i < n; i++) pull[i] = 0;
    cm_tu_sums(x, 0, low, below);
    for (size_t high = 0; high < (size_t)1 << (n - low); high++) {
        const double *row = worth + high * lows, *w = weight + count_bits(high);
        double above = 0, sum;
        for (size_t rest = high; rest != 0; rest &= rest - 1) above += x[low + (size_t)__builtin_ctzll(rest)];
        for (size_t s = 0; s < lows; s++) r[s] = w[count_bits(s)] * (row[s] - (above + below[s]));
        sum = fold(r, low, pull);
        *total += sum;
        for (size_t rest = high; rest != 0; rest &= rest - 1) pull[low + (size_t)__builtin_ctzll(rest)] += sum;
    }
}

double cm_shapley_gap(const double *worth, size_t n, const double *x)
{
    double weight[CM_TU_MOST + 1] = { 0 }, pull[CM_TU_MOST], total, mean = 0, off = -worth[((size_t)1 << n) - 1], gap = 0;
    double choose = 1;                                    /* C(n-2, s-1) */
    for (size_t s = 1; s < n; s++) {
        weight[s] = 1 / choose;
        choose = choose * (double)(n - 1 - s) / (double)s;
    }
    cm_pulls(worth, n, x, weight, pull, &total);
    for (size_t i = 0; i < n; i++) {
        mean += pull[i] / (double)n;
        off += x[i];
    }
    /* Pulls that differ by n-1 times as much as two players' errors do: see C(n-2, s-1) coalitions of each size. */
    for (size_t i = 0; i < n; i++) {
        double error = off / (double)n - (n > 1 ? (pull[i] - mean) / (double)(n - 1) : 0);
        if (!(fabs(error) <= gap)) gap = fabs(error);
    }
    return gap;
}

static int64_t of_size(size_t size)
{
    return (int64_t)size;
}

cm_status cm_shapley_check(cm_ctx *ctx, const cm_tu *tu, const double *x, const char *const *exact)
{
    double gap = cm_shapley_gap(tu->worth, tu->n, x);
    if (!(gap <= ctx->tol.cert * cm_tu_scale(tu))) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: a payoff is %.3g off the value, by least squares over all coalitions", gap);
    }
    return exact != NULL ? cm_dividends_check(ctx, tu, of_size, exact) : CM_OK;
}
