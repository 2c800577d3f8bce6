/* enclose.c: interval subdivision with Krawczyk's operator on one support. */
#include "solver/strategic/enclose.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { FLAT_BOXES = 1 << 8 };        /* tried where no solution can be settled, only excluded */

/* Make each player's bounds as tight as a sum of 1 allows; false when nothing is left. */
static bool tighten(const cm_enclose *e, double *lo, double *hi)
{
    for (size_t i = 0; i < e->nfg->n; i++) {
        size_t a = e->first[i], z = e->first[i + 1];
        for (int round = 0; round < 2; round++) {
            double below = 0, above = 0;
            for (size_t q = a; q < z; q++) below += lo[q], above += hi[q];
            if (below > 1 + e->pad || above < 1 - e->pad) return false;
            for (size_t q = a; q < z; q++) {
                lo[q] = fmax(lo[q], 1 - (above - hi[q]) - e->pad);
                hi[q] = fmin(hi[q], 1 - (below - lo[q]) + e->pad);
                if (z - a == 1) lo[q] = hi[q] = 1;
                if (lo[q] > hi[q]) return false;
            }
        }
    }
    return true;
}

/* Can no equation be 0 here, or is a strategy off the support better everywhere? */
static bool hopeless(cm_enclose *e, const double *lo, const double *hi)
{
    double low, high;
    for (size_t q = 0; q < e->nvar + e->off; q++) {
        cm_enclose_range(e, q, lo, hi, &low, &high);
        if (low > 0 || (q < e->nvar && high < 0)) return true;
    }
    return false;
}

static void slopes_over(cm_enclose *e, const double *lo, const double *hi)
{
    size_t n = e->nvar;
    for (size_t q = 0; q < n; q++) {
        for (size_t v = 0; v < n; v++) {
            size_t i = e->eq_player[q], k = e->var_player[v];
            double high, low;
            e->jc[q * n + v] = e->jr[q * n + v] = 0;
            if (i == k) continue;
            high = cm_enclose_bound(e, e->slope[q * n + v], 1, i, k, lo, hi) + e->pad;
            low = -cm_enclose_bound(e, e->slope[q * n + v], -1, i, k, lo, hi) - e->pad;
            e->jc[q * n + v] = low + (high - low) / 2;
            e->jr[q * n + v] = (high - low) / 2 + e->pad;
        }
    }
}

static void values_at(cm_enclose *e, const double *p)
{
    for (size_t q = 0; q < e->nvar; q++) {
        double low, high;
        cm_enclose_range(e, q, p, p, &low, &high);
        e->fc[q] = low + (high - low) / 2;
        e->fr[q] = (high - low) / 2 + e->pad;
    }
}

/* y = the inverse of jc, by Gauss and Jordan; false when a pivot is next to nothing. */
static bool invert(cm_enclose *e)
{
    size_t n = e->nvar;
    double *a = e->y + n * n;
    memcpy(a, e->jc, n * n * sizeof *a);
    for (size_t k = 0; k < n * n; k++) e->y[k] = k % (n + 1) == 0 ? 1 : 0;
    for (size_t c = 0; c < n; c++) {
        size_t best = c;
        double pivot;
        for (size_t r = c; r < n; r++) if (fabs(a[r * n + c]) > fabs(a[best * n + c])) best = r;
        for (size_t k = 0; best != c && k < n; k++) {
            double t = a[c * n + k], u = e->y[c * n + k];
            a[c * n + k] = a[best * n + k], a[best * n + k] = t;
            e->y[c * n + k] = e->y[best * n + k], e->y[best * n + k] = u;
        }
        pivot = a[c * n + c];
        if (!(fabs(pivot) > e->pad)) return false;
        for (size_t k = 0; k < n; k++) a[c * n + k] /= pivot, e->y[c * n + k] /= pivot;
        for (size_t r = 0; r < n; r++) {
            double f = a[r * n + c];
            for (size_t k = 0; r != c && f != 0 && k < n; k++) a[r * n + k] -= f * a[c * n + k], e->y[r * n + k] -= f * e->y[c * n + k];
        }
    }
    return true;
}

/* Krawczyk's operator about the point, over slopes jc and jr, y, for deviations of at most rad in each variable:
 * x is its middle and spare its half width.  Returns the largest row sum of |1 - Y J|. */
static double krawczyk(cm_enclose *e)
{
    size_t n = e->nvar;
    double worst = 0;
    values_at(e, e->point);
    for (size_t r = 0; r < n; r++) {
        double shift = 0, off = 0, wide = 0, sum = 0;
        for (size_t k = 0; k < n; k++) {
            shift += e->y[r * n + k] * e->fc[k];
            off += fabs(e->y[r * n + k]) * (e->fr[k] + (double)n * DBL_EPSILON * fabs(e->fc[k]));
        }
        for (size_t c = 0; c < n; c++) {
            double middle = r == c ? 1 : 0, half = 0;
            for (size_t k = 0; k < n; k++) {
                double y = fabs(e->y[r * n + k]);
                middle -= e->y[r * n + k] * e->jc[k * n + c];
                half += y * (e->jr[k * n + c] + 2 * (double)n * DBL_EPSILON * fabs(e->jc[k * n + c]));
            }
            half += fabs(middle) + 2 * DBL_EPSILON;
            sum += half;
            wide += half * e->rad[c];
        }
        worst = fmax(worst, sum);
        e->x[r] = e->point[e->var[r]] - shift;
        e->spare[r] = (off + wide) * (1 + 4 * (double)n * DBL_EPSILON) + 2 * DBL_EPSILON;
    }
    return worst;
}

/* A point of the box on the simplices. */
static void centre(const cm_enclose *e, const double *lo, const double *hi, double *p)
{
    for (size_t i = 0; i < e->nfg->n; i++) {
        double below = 0, wide = 0, share, rest = 1;
        size_t a = e->first[i], z = e->first[i + 1];
        for (size_t q = a; q < z; q++) below += lo[q], wide += hi[q] - lo[q];
        share = wide > 0 ? fmin(1, fmax(0, (1 - below) / wide)) : 0;
        for (size_t q = a; q + 1 < z; q++) rest -= p[q] = lo[q] + share * (hi[q] - lo[q]);
        p[z - 1] = rest;
    }
}

/* The last probabilities of each player from the others', for boxes that need not lie in the simplex. */
static void complete_box(const cm_enclose *e, double *lo, double *hi)
{
    for (size_t i = 0; i < e->nfg->n; i++) {
        double below = 0, above = 0;
        size_t a = e->first[i], z = e->first[i + 1];
        for (size_t q = a; q + 1 < z; q++) below += lo[q], above += hi[q];
        lo[z - 1] = 1 - above - e->pad;
        hi[z - 1] = 1 - below + e->pad;
        if (z - a == 1) lo[a] = hi[a] = 1;
    }
}

static bool newton(cm_enclose *e)
{
    for (int round = 0; round < 6; round++) {
        double far = 0;
        slopes_over(e, e->point, e->point);
        if (!invert(e)) return false;
        values_at(e, e->point);
        for (size_t r = 0; r < e->nvar; r++) {
            double step = 0;
            for (size_t k = 0; k < e->nvar; k++) step += e->y[r * e->nvar + k] * e->fc[k];
            e->point[e->var[r]] -= step;
            far = fmax(far, fabs(step));
        }
        if (!(far < 1)) return false;
        for (size_t i = 0; i < e->nfg->n; i++) {
            double rest = 1;
            for (size_t q = e->first[i]; q + 1 < e->first[i + 1]; q++) rest -= e->point[q];
            e->point[e->first[i + 1] - 1] = rest;
        }
        if (far <= e->pad) break;
    }
    return true;
}

/* Is there exactly one solution in a box around the one at hand?  Then `lo` and `hi` become that box, and `tight`
 * (2 nq) a small one around the solution, which is `point`. */
static bool settle(cm_enclose *e, double *lo, double *hi, double *tight)
{
    size_t n = e->nvar;
    centre(e, lo, hi, e->point);
    if (!newton(e)) return false;
    for (size_t r = 0; r < n; r++) {
        size_t q = e->var[r];
        double reach = fmax(fabs(hi[q] - e->point[q]), fabs(lo[q] - e->point[q])) * 1.125 + 4 * e->pad;
        if (reach > 1) return false;
        e->rad[r] = reach;
        lo[q] = e->point[q] - reach;
        hi[q] = e->point[q] + reach;
    }
    complete_box(e, lo, hi);
    for (size_t q = 0; q < e->nq; q++) if (lo[q] < -1 || hi[q] > 2) return false;
    slopes_over(e, lo, hi);
    if (!(krawczyk(e) < 1)) return false;
    for (size_t r = 0; r < n; r++) {
        if (!(fabs(e->x[r] - e->point[e->var[r]]) + e->spare[r] < e->rad[r])) return false;
    }
    for (bool narrower = true; narrower;) {                  /* the solution stays in the image */
        narrower = false;
        for (size_t r = 0; r < n; r++) {
            double reach = fabs(e->x[r] - e->point[e->var[r]]) + e->spare[r];
            narrower = narrower || reach < e->rad[r] * 0.99;
            e->rad[r] = fmin(e->rad[r], reach);
            tight[e->var[r]] = e->point[e->var[r]] - e->rad[r];
            tight[e->nq + e->var[r]] = e->point[e->var[r]] + e->rad[r];
        }
        complete_box(e, tight, tight + e->nq);
        slopes_over(e, tight, tight + e->nq);
        (void)krawczyk(e);
    }
    return true;
}

/* Cut the box by Krawczyk's operator; false when nothing is left of it.  *norm as by krawczyk; *cut: by how much. */
static bool contract(cm_enclose *e, double *lo, double *hi, double *norm, double *cut)
{
    *norm = HUGE_VAL;
    *cut = 1;
    slopes_over(e, lo, hi);
    if (!invert(e)) return true;
    centre(e, lo, hi, e->point);
    for (size_t r = 0; r < e->nvar; r++) e->rad[r] = fmax(hi[e->var[r]] - e->point[e->var[r]], e->point[e->var[r]] - lo[e->var[r]]);
    *norm = krawczyk(e);
    for (size_t r = 0; r < e->nvar; r++) {
        size_t q = e->var[r];
        double was = hi[q] - lo[q];
        lo[q] = fmax(lo[q], e->x[r] - e->spare[r]);
        hi[q] = fmin(hi[q], e->x[r] + e->spare[r]);
        if (lo[q] > hi[q]) return false;
        if (was > 0) *cut = fmin(*cut, (hi[q] - lo[q]) / was);
    }
    return tighten(e, lo, hi);
}

/* The variable whose halving narrows the equations most. */
static size_t widest(const cm_enclose *e, const double *lo, const double *hi, double *width)
{
    size_t best = 0;
    double most_smear = -1;
    *width = 0;
    for (size_t v = 0; v < e->nvar; v++) {
        double wide = hi[e->var[v]] - lo[e->var[v]], steep = DBL_EPSILON;
        for (size_t q = 0; q < e->nvar; q++) steep = fmax(steep, fabs(e->jc[q * e->nvar + v]) + e->jr[q * e->nvar + v]);
        *width = fmax(*width, wide);
        if (wide * steep > most_smear) {
            most_smear = wide * steep;
            best = v;
        }
    }
    return best;
}

/* Is a player indifferent whatever the others of the support do?  Then no solution is alone. */
static bool is_flat(const cm_enclose *e)
{
    for (size_t q = 0; q < e->nvar; q++) {
        size_t size = 1;
        double steepest = 0;
        for (size_t k = 0; k < e->nfg->n; k++) if (k != e->eq_player[q]) size *= cm_enclose_size(e, k);
        for (size_t r = 0; r < size; r++) steepest = fmax(steepest, fabs(e->tensor[q][r]));
        if (steepest <= e->pad) return true;
    }
    return false;
}

static bool is_known(const cm_enclose *e, const double *lo, const double *hi)
{
    for (size_t k = 0; k < e->nknown; k++) {
        bool in = true;
        for (size_t r = 0; in && r < e->nvar; r++) in = lo[e->var[r]] >= e->known[2 * e->nvar * k + r] && hi[e->var[r]] <= e->known[2 * e->nvar * k + e->nvar + r];
        if (in) return true;
    }
    return false;
}

/* Keep a settled box with its solution, unless that is one of a settled box before. */
static cm_status remember(cm_ctx *ctx, cm_arena *arena, cm_enclose *e, const double *lo, const double *hi, const double *tight)
{
    if (is_known(e, tight, tight + e->nq)) return CM_OK;
    if (e->nknown == e->known_room) {
        size_t room = 2 * e->known_room + 4;
        double *known = CM_NEW(ctx, arena, room * 2 * e->nvar, double), *root = CM_NEW(ctx, arena, room * 2 * e->nq, double);
        if (ctx->status != CM_OK) return ctx->status;
        if (e->nknown > 0) memcpy(known, e->known, e->nknown * 2 * e->nvar * sizeof *known);
        if (e->nknown > 0) memcpy(root, e->root, e->nknown * 2 * e->nq * sizeof *root);
        e->known = known, e->root = root, e->known_room = room;
    }
    for (size_t r = 0; r < e->nvar; r++) {
        e->known[2 * e->nvar * e->nknown + r] = lo[e->var[r]];
        e->known[2 * e->nvar * e->nknown + e->nvar + r] = hi[e->var[r]];
    }
    memcpy(&e->root[2 * e->nq * e->nknown++], tight, 2 * e->nq * sizeof *tight);
    return CM_OK;
}

/* One box: gone (false), or to be halved at *at (true). */
static cm_status treat(cm_ctx *ctx, cm_arena *arena, cm_enclose *e, double *lo, double *hi, double *spare, bool *halve)
{
    double norm, cut;
    *halve = false;
    do {
        e->work += 1;
        if (!tighten(e, lo, hi) || is_known(e, lo, hi) || hopeless(e, lo, hi) || !contract(e, lo, hi, &norm, &cut)) return CM_OK;
        if (norm < 1) {
            memcpy(spare, lo, e->nq * sizeof *spare);
            memcpy(spare + e->nq, hi, e->nq * sizeof *spare);
            if (settle(e, spare, spare + e->nq, spare + 2 * e->nq)) return remember(ctx, arena, e, spare, spare + e->nq, spare + 2 * e->nq);
        }
    } while (cut < 0.5);
    *halve = true;
    return CM_OK;
}

cm_status cm_enclose_solve(cm_ctx *ctx, cm_arena *arena, cm_enclose *e, size_t boxes, bool *open)
{
    cm_arena scratch = { NULL };
    size_t depth = 1, used = 0, width = 2 * e->first[e->nfg->n];
    double *spare = CM_NEW(ctx, &scratch, 2 * width, double);
    cm_status status = CM_OK;
    if (spare == NULL) CM_TRY(ctx->status);
    *open = false;
    e->nknown = e->known_room = 0;
    cm_enclose_equations(e);
    for (size_t q = 0; q < e->nq; q++) e->stack[q] = 0, e->stack[e->nq + q] = 1;
    if (!tighten(e, e->stack, e->stack + e->nq) || hopeless(e, e->stack, e->stack + e->nq) || e->nvar == 0) goto out;
    cm_enclose_slopes(e);
    if (is_flat(e) && boxes > FLAT_BOXES) boxes = FLAT_BOXES;
    while (depth > 0) {
        double *lo = &e->stack[width * --depth], *hi = lo + e->nq, wide;
        bool halve;
        size_t v;
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "stopped among the equilibria of a support"));
        CM_TRY(treat(ctx, arena, e, lo, hi, spare, &halve));
        if (!halve) continue;
        slopes_over(e, lo, hi);
        v = e->var[widest(e, lo, hi, &wide)];
        if (++used > boxes || depth + 2 > e->room || wide < 0x1p-24) {
            *open = true;
            if (used > boxes) break;
            continue;
        }
        memcpy(lo + width, lo, width * sizeof *lo);
        lo[v] = hi[v + width] = lo[v] + (hi[v] - lo[v]) * 0.484375;            /* off the middle, where solutions like to be */
        depth += 2;
    }
out:
    cm_arena_free(&scratch);
    return status;
}
