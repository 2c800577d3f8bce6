/* count_weights.c: one threshold, by a table over the weights.
 *
 * f(s) = sum over coalitions of weight s of x^size, for s below the quota: members come in one by one.  With g the
 * same without member i, f(s) = g(s) + x g(s - w_i).  Member i is decisive for the coalitions of the others of
 * weight q - w_i to q - 1; let B_k be the sum of g over the k-th window of w_i weights below q, and A_k that of f:
 *   B_k = A_k - x B_(k+1),   so that   P_i(x) = B_1 = A_1 - x A_2 + x^2 A_3 - ...
 * which takes q / w_i steps, once sums of f are there.  For x at most 1 errors do not grow on the way.  For larger
 * x (p above 1/2) the complement is looked at: members who are not in favour, who must stay below total - q + 1. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/voting/count.h"

typedef struct weights {
    size_t n, kinds;
    int64_t *weight, quota, total;       /* of each member, divided by what all have in common */
    size_t *order, *kind;                /* lightest first; members of weight kind_weight[kind[i]] */
    int64_t *kind_weight;
    uint64_t *kind_swing;
    double *kind_chance;
    uint64_t *whole;                     /* the table, as whole numbers and as doubles */
    double *real;
} weights;

static int64_t gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* The table after all members, modulo a prime; then its running sums. */
static void fill_whole(const weights *w, cm_field field, uint64_t x, int64_t quota, uint64_t *f)
{
    int64_t top = 0;
    memset(f, 0, (size_t)quota * sizeof *f);
    f[0] = 1;
    for (size_t k = 0; k < w->n; k++) {
        int64_t own = w->weight[w->order[k]];
        top = top + own < quota ? top + own : quota - 1;
        if (x == 1) {
            for (int64_t s = top; s >= own; s--) f[s] = cm_field_add(field, f[s], f[s - own]);
        } else {
            for (int64_t s = top; s >= own; s--) f[s] = cm_field_add(field, f[s], cm_field_mul(field, x, f[s - own]));
        }
    }
    for (int64_t s = 1; s < quota; s++) f[s] = cm_field_add(field, f[s], f[s - 1]);
}

/* Rows of at most `own` cells do not overlap with those that they read, so that they can be taken several at a time. */
static void add_row(double *restrict to, const double *restrict from, double x, int64_t count)
{
#pragma omp simd
    for (int64_t s = 0; s < count; s++) to[s] += x * from[s];
}

static void fill_real(const weights *w, double x, int64_t quota, double *f)
{
    int64_t top = 0;
    memset(f, 0, (size_t)quota * sizeof *f);
    f[0] = 1;
    for (size_t k = 0; k < w->n; k++) {
        int64_t own = w->weight[w->order[k]];
        top = top + own < quota ? top + own : quota - 1;
        if (own == 0) {
            for (int64_t s = 0; s <= top; s++) f[s] *= 1 + x;
        } else if (own < 8) {
            for (int64_t s = top; s >= own; s--) f[s] += x * f[s - own];
        } else {
            for (int64_t s = top + 1; s > own;) {
                int64_t first = s - own > own ? s - own : own;
                add_row(&f[first], &f[first - own], x, s - first);
                s = first;
            }
        }
    }
    for (int64_t s = 1; s < quota; s++) f[s] += f[s - 1];
}

/* From the lowest window, which may be cut off at 0, up to the one that ends at quota - 1. */
static uint64_t window_whole(cm_field field, uint64_t x, const uint64_t *sum, int64_t quota, int64_t own)
{
    uint64_t b = 0;
    if (own == 0) return 0;
    for (int64_t end = (quota - 1) % own; end < quota; end += own) {
        uint64_t a = cm_field_sub(field, sum[end], end >= own ? sum[end - own] : 0);
        b = cm_field_sub(field, a, cm_field_mul(field, x, b));
    }
    return b;
}

static double window_real(double x, const double *sum, int64_t quota, int64_t own)
{
    double b = 0;
    if (own == 0) return 0;
    for (int64_t end = (quota - 1) % own; end < quota; end += own) b = sum[end] - (end >= own ? sum[end - own] : 0) - x * b;
    return b > 0 ? b : 0;
}

/* The dual game's polynomials have the same coefficients in the opposite order. */
static void residue(void *data, cm_field field, uint64_t x, uint64_t *swing, uint64_t *wins)
{
    weights *w = data;
    int64_t other = w->total - w->quota + 1;
    bool dual = other < w->quota;
    int64_t quota = dual ? other : w->quota;
    uint64_t at = dual ? cm_field_inverse(field, x) : x, turned = 1, all = 1;
    fill_whole(w, field, at, quota, w->whole);
    for (size_t k = 0; k < w->kinds; k++) w->kind_swing[k] = window_whole(field, at, w->whole, quota, w->kind_weight[k]);
    if (dual) turned = cm_field_power(field, x, w->n - 1);
    for (size_t i = 0; i < w->n; i++) swing[i] = cm_field_mul(field, turned, w->kind_swing[w->kind[i]]);
    all = cm_field_power(field, x + 1, w->n);
    *wins = w->whole[quota - 1];
    *wins = dual ? cm_field_mul(field, cm_field_mul(field, turned, x), *wins) : cm_field_sub(field, all, *wins);
}

/* Is the weight of those in favour, each with chance `in`, below quota less the heaviest but for a chance that no double
 * near 1 shows?  By Chernoff's bound, E exp(r S) / exp(r t), at a few r. */
static bool out_of_reach(const weights *w, double in, int64_t quota)
{
    double most = (double)w->kind_weight[w->kinds - 1], far = (double)quota - most;
    for (double r = 1 / most; far > 0 && r < 64 / most; r *= 2) {
        double power = -r * far;
        for (size_t i = 0; i < w->n; i++) power += log1p(in * expm1(r * (double)w->weight[i]));
        if (power < 1.5 * log(DBL_EPSILON)) return true;
    }
    return false;
}

static void chance(void *data, double p, double *swing, double *wins)
{
    weights *w = data;
    bool dual = p > 0.5 || (!(p < 0.5) && 2 * w->quota > w->total + 1);        /* at 1/2 the shorter, which has the digits of small chances */
    double in = dual ? 1 - p : p, x = in / (1 - in);
    long double out = 1 / (1 + (long double)x);                  /* its n-th power has n times its rounding */
    double none = (double)powl(out, (long double)w->n), but_one = (double)powl(out, (long double)(w->n - 1));
    int64_t quota = dual ? w->total - w->quota + 1 : w->quota;
    if (out_of_reach(w, in, quota)) {
        memset(swing, 0, w->n * sizeof *swing);
        *wins = dual ? 1 : 0;
        return;
    }
    fill_real(w, x, quota, w->real);
    for (size_t k = 0; k < w->kinds; k++) w->kind_chance[k] = but_one * window_real(x, w->real, quota, w->kind_weight[k]);
    for (size_t i = 0; i < w->n; i++) swing[i] = w->kind_chance[w->kind[i]];
    *wins = none * w->real[quota - 1];
    if (!dual) *wins = *wins < 1 ? 1 - *wins : 0;
}

static int64_t common_of(const cm_vote_node *rule, size_t n)
{
    int64_t common = 0;
    for (size_t i = 0; i < n; i++) common = gcd(common, rule->weight[i]);
    return common;
}

static cm_status sort_out(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, weights *w)
{
    size_t n = vote->n;
    int64_t common = common_of(vote->node, n);
    *w = (weights){ .n = n, .weight = CM_NEW(ctx, arena, n, int64_t), .order = CM_NEW(ctx, arena, n, size_t), .kind = CM_NEW(ctx, arena, n, size_t),
                    .kind_weight = CM_NEW(ctx, arena, n, int64_t), .kind_swing = CM_NEW(ctx, arena, n, uint64_t),
                    .kind_chance = CM_NEW(ctx, arena, n, double), .quota = (vote->node->quota - 1) / common + 1 };
    if (w->weight == NULL || w->order == NULL || w->kind == NULL || w->kind_weight == NULL || w->kind_swing == NULL || w->kind_chance == NULL) return ctx->status;
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        w->weight[i] = vote->node->weight[i] / common;
        w->total += w->weight[i];
        for (; at > 0 && w->weight[w->order[at - 1]] > w->weight[i]; at--) w->order[at] = w->order[at - 1];
        w->order[at] = i;
    }
    for (size_t k = 0; k < n; k++) {
        size_t i = w->order[k];
        if (k == 0 || w->kind_weight[w->kinds - 1] != w->weight[i]) w->kind_weight[w->kinds++] = w->weight[i];
        w->kind[i] = w->kinds - 1;
    }
    return CM_OK;
}

/* Cells of a table up to the quota that are touched. */
static double steps_of(const weights *w, int64_t quota)
{
    double sum = 0;
    int64_t top = 0;
    for (size_t k = 0; k < w->n; k++) {
        top += w->weight[w->order[k]];
        sum += (double)(top < quota ? top : quota);
    }
    return sum;
}

cm_status cm_weights_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double most, cm_oracle *oracle)
{
    weights *w = CM_NEW(ctx, arena, 1, weights);
    int64_t larger, smaller;
    cm_status status;
    oracle->n = 0;
    if (vote->node->kind != CM_VOTE_THRESHOLD || vote->n > 1000) return CM_OK;    /* (1 + x)^n has to stay a double */
    if (w == NULL) return ctx->status;
    status = sort_out(ctx, arena, vote, w);
    if (status != CM_OK) return status;
    smaller = larger = w->total - w->quota + 1;
    if (w->quota > larger) larger = w->quota;
    else smaller = w->quota;
    if ((double)larger > most) return CM_OK;
    w->real = CM_NEW(ctx, arena, (size_t)larger, double);
    w->whole = CM_NEW(ctx, arena, (size_t)smaller, uint64_t);
    if (w->real == NULL || w->whole == NULL) return ctx->status;
    *oracle = (cm_oracle){ w->n, (steps_of(w, smaller) + steps_of(w, larger)) / 2, w, residue, chance, NULL };
    return CM_OK;
}
