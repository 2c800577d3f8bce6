/* surplus.c: surpluses in one pass, and a point of the prekernel.
 *
 * The search takes the coalitions that reach the surpluses at x for given, and moves to the nearest point where,
 * if they stayed so, s_ij = s_ji for all pairs, in least squares (H. I. Meinhardt, The Pre-Kernel as a Tractable Solution
 * for Cooperative Games, Springer (2014)).  Where that does not help, the pair that is most apart settles its
 * difference by a transfer (R. E. Stearns, "Convergent transfer schemes for N-person games", Transactions of the American
 * Mathematical Society 134 (1968) 449-459), which always brings x nearer to the prekernel. */
#include "solver/coop/surplus.h"

#include <math.h>
#include <string.h>

/* Most coalitions are below what every pair with a given i has already: `least` of i tells. */
static void improve(size_t n, uint32_t s, double excess, double *least, cm_surplus *out)
{
    for (uint32_t in = s; in != 0; in &= in - 1) {
        size_t i = (size_t)__builtin_ctz(in);
        double low = HUGE_VAL;
        if (excess <= least[i]) continue;
        for (size_t j = 0; j < n; j++) {
            double *best = &out->s[i * n + j];
            if (j == i) continue;
            if (!(s >> j & 1u) && excess > *best) {
                *best = excess;
                out->at[i * n + j] = s;
            }
            if (*best < low) low = *best;
        }
        least[i] = low;
    }
}

void cm_surplus_find(const cm_tu *tu, const double *x, cm_surplus *out)
{
    enum { LOW = 10 };
    size_t n = tu->n, low = n < LOW ? n : LOW;
    double below[1 << LOW], least[CM_SURPLUS_PLAYERS], bound = -HUGE_VAL;
    cm_tu_sums(x, 0, low, below);
    for (size_t k = 0; k < n * n; k++) out->s[k] = k % (n + 1) == 0 ? 0 : -HUGE_VAL;
    for (size_t i = 0; i < n; i++) least[i] = -HUGE_VAL;
    for (uint32_t high = 0; high < (uint32_t)1 << (n - low); high++) {
        double above = 0;
        for (uint32_t rest = high; rest != 0; rest &= rest - 1) above += x[low + (size_t)__builtin_ctz(rest)];
        for (uint32_t t = high == 0; t < (uint32_t)1 << low; t++) {
            uint32_t s = high << low | t;
            double excess = tu->worth[s] - (above + below[t]);
            if (excess <= bound) continue;
            improve(n, s, excess, least, out);
            bound = HUGE_VAL;
            for (size_t i = 0; i < n; i++) bound = fmin(bound, least[i]);
        }
    }
}

/* The pair that is most apart; s_ij > s_ji. */
static double worst_pair(const cm_surplus *u, size_t n, size_t *i, size_t *j)
{
    double worst = -1;
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            double apart = u->s[a * n + b] - u->s[b * n + a];
            if (a == b || apart <= worst) continue;
            worst = apart;
            *i = a;
            *j = b;
        }
    }
    return fmax(worst, 0);
}

static double apart(const cm_surplus *u, size_t n)
{
    double sum = 0;
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < a; b++) {
            double d = u->s[a * n + b] - u->s[b * n + a];
            sum += d * d;
        }
    }
    return sum;
}

/* Row (a, b): what a step d changes of s_ab - s_ba while the coalitions stay: d(S_ba) - d(S_ab). */
static double row_times(const cm_surplus *u, size_t n, size_t a, size_t b, const double *d)
{
    uint32_t plus = u->at[b * n + a] & ~u->at[a * n + b], minus = u->at[a * n + b] & ~u->at[b * n + a];
    double sum = 0;
    for (; plus != 0; plus &= plus - 1) sum += d[__builtin_ctz(plus)];
    for (; minus != 0; minus &= minus - 1) sum -= d[__builtin_ctz(minus)];
    return sum;
}

/* out += t (the row), for all pairs t = r_ab - or, with d, t = row . d; then the mean is taken out: steps add up to 0. */
static void transpose(const cm_surplus *u, size_t n, const double *d, double *out)
{
    double mean = 0;
    memset(out, 0, n * sizeof *out);
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < a; b++) {
            double t = d != NULL ? row_times(u, n, a, b, d) : u->s[b * n + a] - u->s[a * n + b];
            uint32_t plus = u->at[b * n + a] & ~u->at[a * n + b], minus = u->at[a * n + b] & ~u->at[b * n + a];
            for (; plus != 0; plus &= plus - 1) out[__builtin_ctz(plus)] += t;
            for (; minus != 0; minus &= minus - 1) out[__builtin_ctz(minus)] -= t;
        }
    }
    for (size_t i = 0; i < n; i++) mean += out[i] / (double)n;
    for (size_t i = 0; i < n; i++) out[i] -= mean;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* The shortest step of least squares, by conjugate gradients on the normal equations: n rounds do. */
static void least_squares(const cm_ctx *ctx, const cm_surplus *u, size_t n, double *d)
{
    double r[CM_SURPLUS_PLAYERS], p[CM_SURPLUS_PLAYERS], q[CM_SURPLUS_PLAYERS], rr, first;
    memset(d, 0, n * sizeof *d);
    transpose(u, n, NULL, r);
    memcpy(p, r, n * sizeof *p);
    rr = first = dot(r, r, n);
    for (size_t k = 0; k < 2 * n && rr > first * ctx->tol.abs * ctx->tol.abs * ctx->tol.abs; k++) {
        double step, next;
        transpose(u, n, p, q);
        step = dot(p, q, n);
        if (!(step > 0)) return;
        step = rr / step;
        for (size_t i = 0; i < n; i++) d[i] += step * p[i], r[i] -= step * q[i];
        next = dot(r, r, n);
        for (size_t i = 0; i < n; i++) p[i] = r[i] + next / rr * p[i];
        rr = next;
    }
}

/* The largest transfer from j to i that leaves s_ij >= s_ji: half of what they are apart, for each unit takes one
 * from s_ij and gives one to s_ji. */
static void transfer(const cm_surplus *u, size_t n, double *x)
{
    size_t i = 0, j = 0;
    double half = worst_pair(u, n, &i, &j) / 2;
    x[i] += half;
    x[j] -= half;
}

cm_status cm_prekernel_find(cm_ctx *ctx, const cm_tu *tu, double near, double *x, double *gap)
{
    size_t n = tu->n, i, j;
    double work = 0, each = ldexp((double)n, (int)n), record = HUGE_VAL, d[CM_SURPLUS_PLAYERS], trial[CM_SURPLUS_PLAYERS];
    cm_surplus here, there;
    cm_surplus_find(tu, x, &here);
    for (;;) {
        *gap = worst_pair(&here, n, &i, &j);
        if (n < 2 || *gap <= near) return CM_OK;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        work += 2 * each;
        if (work > ctx->work_limit) {
            return cm_fail(ctx, CM_E_LIMIT, "after %.3g steps the surpluses of two players are still %.3g apart; a larger limit of work may settle them", work, *gap);
        }
        least_squares(ctx, &here, n, d);
        for (size_t k = 0; k < n; k++) trial[k] = x[k] + d[k];
        cm_surplus_find(tu, trial, &there);
        /* Leaps have to halve the best so far, for transfers may undo what a leap has done; in between, they are sure. */
        record = fmin(record, apart(&here, n));
        if (!(apart(&there, n) < record / 2)) {
            memcpy(trial, x, n * sizeof *x);
            transfer(&here, n, trial);
            cm_surplus_find(tu, trial, &there);
        }
        memcpy(x, trial, n * sizeof *x);
        here = there;
    }
}
