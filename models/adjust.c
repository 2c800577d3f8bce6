/* adjust.c: regression on what is known. */
#include "models/adjust.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "models/anytime.h"

/* Draws with something in them, below which nothing is estimated: of the control, and of what it leaves. */
static const double ENOUGH = 20;
static const double ALIKE = 1e-9;        /* two controls that differ by less are one */
static const double SIX_ERRORS = 18;     /* 6^2 / 2 */

/* Drop a control that is too rare, or too much like the other one, for a slope. */
static void drop_idle(cm_controlled *c)
{
    double s11, s22, s12;
    for (size_t i = c->count; i-- > 0;) {
        if (c->n * fmin(c->expected[i], 1 - c->expected[i]) >= ENOUGH && c->inner[i] - c->control[i] * c->control[i] / c->n > 0) continue;
        if (i == 0) {
            c->control[0] = c->control[1];
            c->product[0] = c->product[1];
            c->inner[0] = c->inner[1];
            c->expected[0] = c->expected[1];
        }
        c->count--;
    }
    if (c->count < 2) return;
    s11 = c->inner[0] - c->control[0] * c->control[0] / c->n;
    s22 = c->inner[1] - c->control[1] * c->control[1] / c->n;
    s12 = c->inner[2] - c->control[0] * c->control[1] / c->n;
    if (s11 * s22 - s12 * s12 <= ALIKE * s11 * s22) c->count = 1;
}

/* Solve [s11 s12; s12 s22] b = a; the second row is not there with one control. */
static void solve(size_t count, const double *s, const double *a, double *b)
{
    double det = s[0] * s[1] - s[2] * s[2];
    b[1] = count == 2 ? (s[0] * a[1] - s[2] * a[0]) / det : 0;
    b[0] = count == 2 ? (s[1] * a[0] - s[2] * a[1]) / det : a[0] / s[0];
}

bool cm_adjust_mean(const cm_controlled *given, double alpha, double aim, cm_estimate *out)
{
    cm_controlled c = *given;
    double all = c.square - c.sum * c.sum / c.n, left = all, s[3], a[2], off[2], b[2], turn[2], spread = 1 / c.n, half, free;
    drop_idle(&c);
    free = c.n - 1 - (double)c.count;
    if (c.count == 0 || free < ENOUGH) return false;
    s[0] = c.inner[0] - c.control[0] * c.control[0] / c.n;
    s[1] = c.inner[1] - c.control[1] * c.control[1] / c.n;
    s[2] = c.inner[2] - c.control[0] * c.control[1] / c.n;
    for (size_t i = 0; i < c.count; i++) {
        a[i] = c.product[i] - c.sum * c.control[i] / c.n;
        off[i] = c.control[i] / c.n - c.expected[i];
    }
    solve(c.count, s, a, b);
    solve(c.count, s, off, turn);
    out->mean = c.sum / c.n;
    for (size_t i = 0; i < c.count; i++) {
        out->mean -= b[i] * off[i];
        left -= b[i] * a[i];
        spread += turn[i] * off[i];                      /* the slopes are estimates, too */
    }
    if (!(left > 0) || left < ENOUGH * c.most * c.most) return false;
    half = aim > 0 ? cm_anytime_errors(c.n, alpha, aim) : gsl_cdf_tdist_Qinv(alpha / 2, free);
    half *= sqrt(left / free * spread);
    out->low = out->mean - half;
    out->high = out->mean + half;
    out->reduction = all / (c.n - 1) / c.n / (left / free * spread);
    out->exact = false;
    return true;
}

/* Without a bound the plain interval is Student's as well: then there is nothing better to fall back on. */
static double most_of(const cm_claim *claim, size_t m)
{
    return claim->measure[m]->share || claim->measure[m]->needs_coverage ? 1 : 0;
}

static bool is_known(const cm_claim *claim, size_t m, size_t cell)
{
    return claim->cell[cell].closed && claim->measure[m] == cm_measure_find("agreement");
}

static cm_estimate known(double value)
{
    return (cm_estimate){ value, value, value, NAN, true };
}

/* No measure that is a share leaves the unit interval, nor a difference of two -1 .. 1. */
static void clip(const cm_claim *claim, size_t m, double least, cm_estimate *e)
{
    if (!claim->measure[m]->share && !claim->measure[m]->needs_coverage) return;
    e->mean = fmin(1, fmax(least, e->mean));
    e->low = fmax(least, e->low);
    e->high = fmin(1, e->high);
}

bool cm_adjust_cell(const cm_claim *claim, const cm_sums *sums, size_t m, size_t cell, double alpha, double aim, cm_estimate *out)
{
    size_t at = m * claim->ncells + cell;
    cm_controlled c = { .n = sums->draws, .sum = sums->sum[at], .square = sums->square[at], .most = most_of(claim, m) };
    if (is_known(claim, m, cell)) {
        *out = known(claim->cell[cell].expected);
        return true;
    }
    if (!claim->cell[cell].controlled) return false;
    c.count = 1;
    c.control[0] = sums->control[cell];
    c.inner[0] = sums->control_square[cell];
    c.product[0] = sums->control_product[at];
    c.expected[0] = claim->cell[cell].expected;
    if (!cm_adjust_mean(&c, alpha, aim, out)) return false;
    clip(claim, m, 0, out);
    return true;
}

bool cm_adjust_effect(const cm_claim *claim, const cm_sums *sums, const cm_contrast *contrast, size_t m, size_t k, size_t ncontrasts,
                      double alpha, double aim, cm_estimate *out)
{
    size_t at = m * ncontrasts + k;
    const double *pair = sums->pair_control + 5 * k;
    cm_controlled c = { .n = sums->draws, .sum = sums->difference[at], .square = sums->square_difference[at], .most = most_of(claim, m), .count = 2,
                        .control = { pair[0], pair[1] }, .inner = { pair[2], pair[3], pair[4] },
                        .product = { sums->pair_product[2 * at], sums->pair_product[2 * at + 1] } };
    bool all = true;
    for (size_t i = 0; i < contrast->npairs; i++) {
        c.expected[0] += claim->cell[contrast->first[i]].expected / (double)contrast->npairs;
        c.expected[1] += claim->cell[contrast->second[i]].expected / (double)contrast->npairs;
        all = all && is_known(claim, m, contrast->first[i]) && is_known(claim, m, contrast->second[i]);
    }
    if (all) {
        *out = known(c.expected[1] - c.expected[0]);
        return true;
    }
    if (!cm_adjust_mean(&c, alpha, aim, out)) return false;
    clip(claim, m, -1, out);
    return true;
}

/* Of n numbers between 0 and 1 with mean e, a mean of x or further out has a chance of exp(-n times this) at most
 * (W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963) 13-30, theorem 1). */
static double distance(double x, double e)
{
    double sum = 0;
    if (x > 0) sum += e > 0 ? x * log(x / e) : HUGE_VAL;
    if (x < 1) sum += e < 1 ? (1 - x) * log((1 - x) / (1 - e)) : HUGE_VAL;
    return sum;
}

cm_status cm_adjust_check(cm_ctx *ctx, const cm_claim *claim, const cm_sums *sums)
{
    double n = sums->draws;
    for (size_t c = 0; c < claim->ncells && n > 0; c++) {
        const cm_cell *cell = &claim->cell[c];
        double mean;
        if (!cell->controlled) continue;
        mean = fmin(1, sums->control[c] / n);
        if (n * distance(mean, cell->expected) <= SIX_ERRORS) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "cell %zu: %s in %.6g of %.0f draws, but its closed form says %.6g", c,
                       cell->closed ? "there is agreement" : "enough members stand on one side of an issue", mean, n, cell->expected);
    }
    return CM_OK;
}
