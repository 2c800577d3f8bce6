/* enclose.c: interval subdivision with Krawczyk's operator on one support.
 *
 * A range of a multilinear form is found player by player: the largest sum of p_s a_s with lo <= p <= hi and sum 1
 * fills the largest a first.  Only the last player summed out is coupled loosely, which is what makes it a bound. */
#include "solver/strategic/enclose.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { FLAT_BOXES = 1 << 8 };        /* tried where no solution can be settled, only excluded */

cm_status cm_enclose_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_enclose *e)
{
    size_t total = 0, n = nfg->n, stride = 1, vars;
    double range = 0, wide = 0;
    int power;
    *e = (cm_enclose){ .nfg = nfg };
    for (size_t i = 0; i < n; i++) {
        double low = HUGE_VAL, high = -HUGE_VAL;
        total += nfg->count[i];
        for (size_t c = 0; c < nfg->cells; c++) low = fmin(low, nfg->payoff[c * n + i]), high = fmax(high, nfg->payoff[c * n + i]);
        range = fmax(range, high - low);
    }
    vars = total - n + 1;
    (void)frexp(range, &power);
    e->scale = ldexp(1, -power);
    for (size_t i = 0; i < n; i++) wide += (double)nfg->count[i] + 4;
    e->pad = 16 * DBL_EPSILON * wide * pow(3, (double)n - 1);
    e->s = CM_NEW(ctx, arena, total, size_t);
    e->first = CM_NEW(ctx, arena, n + 1, size_t);
    e->stride = CM_NEW(ctx, arena, n, size_t);
    e->var = CM_NEW(ctx, arena, vars, size_t);
    e->var_player = CM_NEW(ctx, arena, vars, size_t);
    e->eq_player = CM_NEW(ctx, arena, total, size_t);
    e->tensor = CM_NEW(ctx, arena, total, double *);
    e->slope = CM_NEW(ctx, arena, vars * vars, double *);
    e->buffer = CM_NEW(ctx, arena, nfg->cells, double);
    e->sorted = CM_NEW(ctx, arena, 3 * total, double);
    e->lo = CM_NEW(ctx, arena, 3 * total, double);
    e->fc = CM_NEW(ctx, arena, 6 * vars, double);
    e->jc = CM_NEW(ctx, arena, 4 * vars * vars, double);
    e->room = 40 * vars + 8;
    e->stack = CM_NEW(ctx, arena, e->room * 2 * total, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t i = 0; i < n; stride *= nfg->count[i], i++) e->stride[i] = stride;
    for (size_t k = 0; k < total; k++) if ((e->tensor[k] = CM_NEW(ctx, arena, nfg->cells, double)) == NULL) return ctx->status;
    for (size_t k = 0; k < (vars - 1) * (vars - 1); k++) if ((e->slope[k] = CM_NEW(ctx, arena, nfg->cells, double)) == NULL) return ctx->status;
    e->hi = e->lo + total, e->point = e->hi + total;
    e->fr = e->fc + vars, e->x = e->fr + vars, e->rad = e->x + vars, e->spare = e->rad + vars;
    e->jr = e->jc + vars * vars, e->y = e->jr + vars * vars;
    return CM_OK;
}

static size_t size_of(const cm_enclose *e, size_t i) { return e->first[i + 1] - e->first[i]; }

/* The largest sum of p_s a_s over lo <= p <= hi with sum 1. */
static double most(const double *a, const double *lo, const double *hi, size_t m, double *left)
{
    double sum = 0, slack = 1;
    if (m == 1) return a[0];
    if (m == 2) return a[0] > a[1] ? hi[0] * a[0] + (1 - hi[0]) * a[1] : lo[0] * a[0] + (1 - lo[0]) * a[1];
    for (size_t s = 0; s < m; s++) {
        sum += lo[s] * a[s];
        slack -= lo[s];
        left[s] = hi[s] - lo[s];
    }
    while (slack > 0) {
        size_t best = m;
        double give;
        for (size_t s = 0; s < m; s++) if (left[s] > 0 && (best == m || a[s] > a[best])) best = s;
        if (best == m) break;
        give = fmin(slack, left[best]);
        sum += give * a[best];
        slack -= give;
        left[best] = 0;
    }
    return sum;
}

/* The largest value of sign * tensor over the box, all players but `skip` and `also` summed out. */
static double bound(cm_enclose *e, const double *tensor, double sign, size_t skip, size_t also, const double *lo, const double *hi)
{
    size_t size = 1;
    double *a = e->buffer, *values = e->sorted, *left = values + e->nq;
    for (size_t k = 0; k < e->nfg->n; k++) if (k != skip && k != also) size *= size_of(e, k);
    for (size_t r = 0; r < size; r++) a[r] = sign * tensor[r];
    for (size_t k = e->nfg->n; k-- > 0;) {
        size_t m = size_of(e, k), at = e->first[k];
        if (k == skip || k == also) continue;
        size /= m;
        for (size_t r = 0; m > 1 && r < size; r++) {
            for (size_t s = 0; s < m; s++) values[s] = a[r + size * s];
            a[r] = most(values, lo + at, hi + at, m, left);
        }
    }
    return a[0];
}

void cm_enclose_range(cm_enclose *e, size_t q, const double *lo, const double *hi, double *low, double *high)
{
    *high = bound(e, e->tensor[q], 1, e->eq_player[q], SIZE_MAX, lo, hi) + e->pad;
    *low = -bound(e, e->tensor[q], -1, e->eq_player[q], SIZE_MAX, lo, hi) - e->pad;
}

/* u_i(j, .) - u_i(base, .) over the others' supports, the first of them fastest. */
static void fill_tensor(const cm_enclose *e, size_t i, size_t j, double *out)
{
    const cm_nfg *nfg = e->nfg;
    size_t size = 1, base = e->s[e->first[i]];
    for (size_t k = 0; k < nfg->n; k++) if (k != i) size *= size_of(e, k);
    for (size_t r = 0; r < size; r++) {
        size_t cell = 0, rest = r;
        for (size_t k = 0; k < nfg->n; k++) {
            if (k == i) continue;
            cell += e->s[e->first[k] + rest % size_of(e, k)] * e->stride[k];
            rest /= size_of(e, k);
        }
        out[r] = e->scale * (nfg->payoff[(cell + j * e->stride[i]) * nfg->n + i] - nfg->payoff[(cell + base * e->stride[i]) * nfg->n + i]);
    }
}

/* The slope of a tensor by a probability of player k: its strategy l instead of the last of its support. */
static void fill_slope(const cm_enclose *e, const double *tensor, size_t i, size_t k, size_t l, double *out)
{
    size_t inner = 1, outer = 1, m = size_of(e, k);
    for (size_t j = 0; j < e->nfg->n; j++) {
        if (j < k && j != i) inner *= size_of(e, j);
        if (j > k && j != i) outer *= size_of(e, j);
    }
    for (size_t c = 0; c < outer; c++) {
        for (size_t a = 0; a < inner; a++) out[a + inner * c] = tensor[a + inner * (l + m * c)] - tensor[a + inner * (m - 1 + m * c)];
    }
}

static void set_up(cm_enclose *e)
{
    size_t q = 0;
    e->nq = e->first[e->nfg->n];
    e->nvar = 0;
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t k = 0; k + 1 < size_of(e, i); k++) {
            e->var[e->nvar] = e->first[i] + k;
            e->var_player[e->nvar++] = i;
        }
    }
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t k = 1; k < size_of(e, i); k++, q++) {
            e->eq_player[q] = i;
            fill_tensor(e, i, e->s[e->first[i] + k], e->tensor[q]);
        }
    }
    e->off = 0;
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t j = 0; j < e->nfg->count[i]; j++) {
            bool in = false;
            for (size_t k = 0; k < size_of(e, i); k++) in = in || e->s[e->first[i] + k] == j;
            if (in) continue;
            e->eq_player[q] = i;
            fill_tensor(e, i, j, e->tensor[q++]);
            e->off++;
        }
    }
}

static void set_up_slopes(cm_enclose *e)
{
    for (size_t q = 0; q < e->nvar; q++) {
        for (size_t v = 0; v < e->nvar; v++) {
            size_t k = e->var_player[v];
            if (k != e->eq_player[q]) fill_slope(e, e->tensor[q], e->eq_player[q], k, e->var[v] - e->first[k], e->slope[q * e->nvar + v]);
        }
    }
}

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
            high = bound(e, e->slope[q * n + v], 1, i, k, lo, hi) + e->pad;
            low = -bound(e, e->slope[q * n + v], -1, i, k, lo, hi) - e->pad;
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
        for (size_t k = 0; k < e->nfg->n; k++) if (k != e->eq_player[q]) size *= size_of(e, k);
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
    set_up(e);
    for (size_t q = 0; q < e->nq; q++) e->stack[q] = 0, e->stack[e->nq + q] = 1;
    if (!tighten(e, e->stack, e->stack + e->nq) || hopeless(e, e->stack, e->stack + e->nq) || e->nvar == 0) goto out;
    set_up_slopes(e);
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
