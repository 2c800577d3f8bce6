/* enclose_range.c: the equations of a support as tables of numbers, and their ranges over a box.
 *
 * A range of a multilinear form is found player by player: the largest sum of p_s a_s with lo <= p <= hi and sum 1
 * fills the largest a first.  Only the last player summed out is coupled loosely, which is what makes it a bound. */
#include "solver/strategic/enclose.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/strategic/cells.h"

cm_status cm_enclose_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_enclose *e)
{
    size_t total = 0, n = nfg->n, vars;
    double range = 0, wide = 0;
    int power;
    *e = (cm_enclose){ .nfg = nfg };
    for (size_t i = 0; i < n; i++) {
        double low, high;
        total += nfg->count[i];
        cm_cells_span(nfg, i, &low, &high);
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
    for (size_t i = 0; i < n; i++) e->stride[i] = cm_cells_stride(nfg, i);
    for (size_t k = 0; k < total; k++) if ((e->tensor[k] = CM_NEW(ctx, arena, nfg->cells, double)) == NULL) return ctx->status;
    for (size_t k = 0; k < (vars - 1) * (vars - 1); k++) if ((e->slope[k] = CM_NEW(ctx, arena, nfg->cells, double)) == NULL) return ctx->status;
    e->hi = e->lo + total, e->point = e->hi + total;
    e->fr = e->fc + vars, e->x = e->fr + vars, e->rad = e->x + vars, e->spare = e->rad + vars;
    e->jr = e->jc + vars * vars, e->y = e->jr + vars * vars;
    return CM_OK;
}

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
double cm_enclose_bound(cm_enclose *e, const double *tensor, double sign, size_t skip, size_t also, const double *lo, const double *hi)
{
    size_t size = 1;
    double *a = e->buffer, *values = e->sorted, *left = values + e->nq;
    for (size_t k = 0; k < e->nfg->n; k++) if (k != skip && k != also) size *= cm_enclose_size(e, k);
    for (size_t r = 0; r < size; r++) a[r] = sign * tensor[r];
    for (size_t k = e->nfg->n; k-- > 0;) {
        size_t m = cm_enclose_size(e, k), at = e->first[k];
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
    *high = cm_enclose_bound(e, e->tensor[q], 1, e->eq_player[q], SIZE_MAX, lo, hi) + e->pad;
    *low = -cm_enclose_bound(e, e->tensor[q], -1, e->eq_player[q], SIZE_MAX, lo, hi) - e->pad;
}

/* u_i(j, .) - u_i(base, .) over the others' supports, the first of them fastest. */
static void fill_tensor(const cm_enclose *e, size_t i, size_t j, double *out)
{
    const cm_nfg *nfg = e->nfg;
    size_t size = 1, base = e->s[e->first[i]];
    for (size_t k = 0; k < nfg->n; k++) if (k != i) size *= cm_enclose_size(e, k);
    for (size_t r = 0; r < size; r++) {
        size_t cell = 0, rest = r;
        for (size_t k = 0; k < nfg->n; k++) {
            if (k == i) continue;
            cell += e->s[e->first[k] + rest % cm_enclose_size(e, k)] * e->stride[k];
            rest /= cm_enclose_size(e, k);
        }
        out[r] = e->scale * (nfg->payoff[(cell + j * e->stride[i]) * nfg->n + i] - nfg->payoff[(cell + base * e->stride[i]) * nfg->n + i]);
    }
}

/* The slope of a tensor by a probability of player k: its strategy l instead of the last of its support. */
static void fill_slope(const cm_enclose *e, const double *tensor, size_t i, size_t k, size_t l, double *out)
{
    size_t inner = 1, outer = 1, m = cm_enclose_size(e, k);
    for (size_t j = 0; j < e->nfg->n; j++) {
        if (j < k && j != i) inner *= cm_enclose_size(e, j);
        if (j > k && j != i) outer *= cm_enclose_size(e, j);
    }
    for (size_t c = 0; c < outer; c++) {
        for (size_t a = 0; a < inner; a++) out[a + inner * c] = tensor[a + inner * (l + m * c)] - tensor[a + inner * (m - 1 + m * c)];
    }
}

void cm_enclose_equations(cm_enclose *e)
{
    size_t q = 0;
    e->nq = e->first[e->nfg->n];
    e->nvar = 0;
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t k = 0; k + 1 < cm_enclose_size(e, i); k++) {
            e->var[e->nvar] = e->first[i] + k;
            e->var_player[e->nvar++] = i;
        }
    }
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t k = 1; k < cm_enclose_size(e, i); k++, q++) {
            e->eq_player[q] = i;
            fill_tensor(e, i, e->s[e->first[i] + k], e->tensor[q]);
        }
    }
    e->off = 0;
    for (size_t i = 0; i < e->nfg->n; i++) {
        for (size_t j = 0; j < e->nfg->count[i]; j++) {
            bool in = false;
            for (size_t k = 0; k < cm_enclose_size(e, i); k++) in = in || e->s[e->first[i] + k] == j;
            if (in) continue;
            e->eq_player[q] = i;
            fill_tensor(e, i, j, e->tensor[q++]);
            e->off++;
        }
    }
}

void cm_enclose_slopes(cm_enclose *e)
{
    for (size_t q = 0; q < e->nvar; q++) {
        for (size_t v = 0; v < e->nvar; v++) {
            size_t k = e->var_player[v];
            if (k != e->eq_player[q]) fill_slope(e, e->tensor[q], e->eq_player[q], k, e->var[v] - e->first[k], e->slope[q * e->nvar + v]);
        }
    }
}
