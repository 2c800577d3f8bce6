/* maximin.c: a primal-dual interior-point method for d + 1 variables (v and the level t).
 *
 * The slacks c_i = f_i(v) - t stay positive and exact; the weights follow w_i c_i = mu with mu driven
 * to zero.  Eliminating the weights leaves a system in v alone: the weighted sum of the curvatures
 * plus the covariance of the slopes under the shares w_i / c_i (centred before it is summed, which
 * keeps the digits that subtracting two sums would lose).  The best pair of bounds seen is kept; the
 * method ends when they meet, or when they stop approaching each other.
 *
 * Few members matter: it is run on those at the outside of each issue, and the worst-off of the others
 * joins until none is worse off than those in use.  They are kept at the front of the arrays by swaps,
 * which are undone at the end. */
#include "solver/spatial/maximin.h"

#include <math.h>

cm_status cm_maximin_init(cm_ctx *ctx, cm_arena *arena, size_t n, size_t d, cm_maximin *work)
{
    double *memory = CM_NEW(ctx, arena, 3 * n * d + 7 * n + 10 * d + d * d, double);
    if (memory == NULL) return ctx->status;
    *work = (cm_maximin){ .n = n, .d = d };
    work->from = CM_NEW(ctx, arena, n, size_t);
    if (work->from == NULL) return ctx->status;
    work->g = memory;
    work->s = work->g + n * d;
    work->slope = work->s + n * d;
    work->b = work->slope + n * d;
    work->w = work->b + n;
    work->c = work->w + n;
    work->share = work->c + n;
    work->step_share = work->share + n;
    work->rise = work->step_share + n;
    work->bend = work->rise + n;
    work->low = work->bend + n;
    work->high = work->low + d;
    work->v = work->high + d;
    work->at = work->v + d;
    work->mean = work->at + d;
    work->step = work->mean + d;
    work->bound = work->step + d;
    work->step_bound = work->bound + 2 * d;
    work->matrix = work->step_bound + 2 * d;
    return CM_OK;
}

static double best_in_box(double g, double s, double low, double high)
{
    double v = s > 0 ? g / s : g > 0 ? high : g < 0 ? low : 0;
    v = fmin(fmax(v, low), high);
    return s > 0 ? 2 * g * v - s * v * v : g != 0 ? 2 * g * v : 0;
}

/* U(w) for weights of the members in use, brought to sum 1. */
static double dual(const cm_maximin *work, const double *w)
{
    double total = 0, upper = 0;
    for (size_t i = 0; i < work->m; i++) total += w[i];
    for (size_t i = 0; i < work->m; i++) upper += w[i] * work->b[i] / total;
    for (size_t k = 0; k < work->d; k++) {
        double g = 0, s = 0;
        for (size_t i = 0; i < work->m; i++) {
            g += w[i] * work->g[i * work->d + k];
            s += w[i] * work->s[i * work->d + k];
        }
        upper += best_in_box(g / total, s / total, work->low[k], work->high[k]);
    }
    return upper;
}

/* c = f(at) for all i, and the least. */
static double gains(cm_maximin *work)
{
    size_t d = work->d;
    double least = HUGE_VAL;
    for (size_t i = 0; i < work->m; i++) {
        double gain = work->b[i];
        for (size_t k = 0; k < d; k++) {
            double g = work->g[i * d + k], bend = work->s[i * d + k] * work->at[k];
            gain += (2 * g - bend) * work->at[k];
            work->slope[i * d + k] = 2 * (g - bend);
        }
        work->c[i] = gain;
        least = fmin(least, gain);
    }
    return least;
}

static void start(cm_maximin *work)
{
    double least, total = 0;
    for (size_t k = 0; k < work->d; k++) {
        double low = work->low[k], high = work->high[k], room = fmin(1, (high - low) / 2);
        work->at[k] = fmin(fmax(0, low + room), high - room);
    }
    least = gains(work);
    work->t = least - 1;
    for (size_t i = 0; i < work->m; i++) total += 1 / (work->c[i] - work->t);
    for (size_t i = 0; i < work->m; i++) work->share[i] = 1 / (work->c[i] - work->t) / total;
    for (size_t k = 0; k < work->d; k++) {
        work->bound[2 * k] = isinf(work->low[k]) ? 0 : 1 / (work->at[k] - work->low[k]) / total;
        work->bound[2 * k + 1] = isinf(work->high[k]) ? 0 : 1 / (work->high[k] - work->at[k]) / total;
    }
    work->lower = -HUGE_VAL;
    work->upper = HUGE_VAL;
}

/* Turn gains into slacks and keep the best bounds.  False when rounding has eaten a slack. */
static bool observe(cm_maximin *work)
{
    double least = gains(work), upper = dual(work, work->share);
    if (least > work->lower) {
        work->lower = least;
        for (size_t k = 0; k < work->d; k++) work->v[k] = work->at[k];
    }
    if (upper < work->upper) {
        work->upper = upper;
        for (size_t i = 0; i < work->m; i++) work->w[i] = work->share[i];
    }
    for (size_t i = 0; i < work->m; i++) {
        work->c[i] -= work->t;
        if (!(work->c[i] > 0)) return false;
    }
    for (size_t k = 0; k < work->d; k++) {
        if (!(work->at[k] > work->low[k] && work->at[k] < work->high[k])) return false;
    }
    return true;
}

static double complementarity(const cm_maximin *work)
{
    double sum = 0, count = (double)work->m;
    for (size_t i = 0; i < work->m; i++) sum += work->share[i] * work->c[i];
    for (size_t k = 0; k < work->d; k++) {
        if (!isinf(work->low[k])) {
            sum += work->bound[2 * k] * (work->at[k] - work->low[k]);
            count++;
        }
        if (!isinf(work->high[k])) {
            sum += work->bound[2 * k + 1] * (work->high[k] - work->at[k]);
            count++;
        }
    }
    return sum / count;
}

/* The matrix and right side of the step in v; *rest and *total give the step in t from it. */
static void assemble(cm_maximin *work, double *rest, double *total)
{
    size_t d = work->d, n = work->m;
    double *m = work->matrix, *right = work->step;
    *total = 0;
    *rest = 1;
    for (size_t i = 0; i < n; i++) {
        *total += work->share[i] / work->c[i];
        *rest -= work->mu / work->c[i];
    }
    for (size_t k = 0; k < d; k++) {
        double below = work->at[k] - work->low[k], above = work->high[k] - work->at[k];
        work->mean[k] = right[k] = 0;
        for (size_t l = 0; l < d; l++) m[k * d + l] = 0;
        if (!isinf(below)) right[k] += work->mu / below, m[k * d + k] += work->bound[2 * k] / below;
        if (!isinf(above)) right[k] -= work->mu / above, m[k * d + k] += work->bound[2 * k + 1] / above;
        for (size_t i = 0; i < n; i++) {
            work->mean[k] += work->share[i] / work->c[i] * work->slope[i * d + k] / *total;
            right[k] += work->mu / work->c[i] * work->slope[i * d + k];
            m[k * d + k] += 2 * work->share[i] * work->s[i * d + k];
        }
        right[k] += work->mean[k] * *rest;
    }
    for (size_t i = 0; i < n; i++) {
        double share = work->share[i] / work->c[i];
        const double *slope = work->slope + i * d;
        for (size_t k = 0; k < d; k++) {
            double off = share * (slope[k] - work->mean[k]);
            for (size_t l = 0; l <= k; l++) m[k * d + l] += off * (slope[l] - work->mean[l]);
        }
    }
}

/* Solve in place by Cholesky.  False when the matrix is not positive. */
static bool solve(size_t d, double *m, double *x)
{
    for (size_t k = 0; k < d; k++) {
        for (size_t l = 0; l <= k; l++) {
            double sum = m[k * d + l];
            for (size_t j = 0; j < l; j++) sum -= m[k * d + j] * m[l * d + j];
            if (k == l && !(sum > 0)) return false;
            m[k * d + l] = k == l ? sqrt(sum) : sum / m[l * d + l];
        }
    }
    for (size_t k = 0; k < d; k++) {
        for (size_t j = 0; j < k; j++) x[k] -= m[k * d + j] * x[j];
        x[k] /= m[k * d + k];
    }
    for (size_t k = d; k-- > 0;) {
        for (size_t j = k + 1; j < d; j++) x[k] -= m[j * d + k] * x[j];
        x[k] /= m[k * d + k];
    }
    return true;
}

/* The Newton step of everything; false when there is none. */
static bool find_step(cm_maximin *work)
{
    double rest, total, move = 0;
    size_t d = work->d;
    assemble(work, &rest, &total);
    if (!solve(d, work->matrix, work->step)) return false;
    for (size_t k = 0; k < d; k++) move += work->mean[k] * work->step[k];
    work->step_t = rest / total + move;
    for (size_t i = 0; i < work->m; i++) {
        double rise = -work->step_t, bend = 0;
        for (size_t k = 0; k < d; k++) {
            rise += work->slope[i * d + k] * work->step[k];
            bend += work->s[i * d + k] * work->step[k] * work->step[k];
        }
        work->rise[i] = rise;
        work->bend[i] = bend;
        work->step_share[i] = (work->mu - work->share[i] * rise) / work->c[i] - work->share[i];
    }
    for (size_t k = 0; k < d; k++) {
        double below = work->at[k] - work->low[k], above = work->high[k] - work->at[k], *bound = work->bound + 2 * k;
        double *step = work->step_bound + 2 * k;
        step[0] = isinf(below) ? 0 : (work->mu - bound[0] * work->step[k]) / below - bound[0];
        step[1] = isinf(above) ? 0 : (work->mu + bound[1] * work->step[k]) / above - bound[1];
    }
    return isfinite(work->step_t);
}

/* The first a > 0 at which c + a rise - a^2 bend is 0 (bend >= 0, c > 0); HUGE_VAL when none. */
static double first_zero(double c, double rise, double bend)
{
    double root = sqrt(rise * rise + 4 * bend * c), sum = root - rise;
    return sum > 0 ? 2 * c / sum : HUGE_VAL;
}

static double longest_step(const cm_maximin *work)
{
    double most = HUGE_VAL;
    for (size_t i = 0; i < work->m; i++) {
        most = fmin(most, first_zero(work->c[i], work->rise[i], work->bend[i]));
        most = fmin(most, first_zero(work->share[i], work->step_share[i], 0));
    }
    for (size_t k = 0; k < work->d; k++) {
        if (!isinf(work->low[k])) {
            most = fmin(most, first_zero(work->at[k] - work->low[k], work->step[k], 0));
            most = fmin(most, first_zero(work->bound[2 * k], work->step_bound[2 * k], 0));
        }
        if (!isinf(work->high[k])) {
            most = fmin(most, first_zero(work->high[k] - work->at[k], -work->step[k], 0));
            most = fmin(most, first_zero(work->bound[2 * k + 1], work->step_bound[2 * k + 1], 0));
        }
    }
    return most;
}

/* Would the products of weight and slack stay near each other after a step?  A step that lets one of
 * them run ahead to zero blocks all that follow. */
static bool centred(const cm_maximin *work, double length)
{
    double sum = 0, least = HUGE_VAL;
    for (size_t i = 0; i < work->m; i++) {
        double c = work->c[i] + length * (work->rise[i] - length * work->bend[i]);
        double product = c * (work->share[i] + length * work->step_share[i]);
        sum += product;
        least = fmin(least, product);
    }
    return least >= 0.01 * sum / (double)work->m;
}

static double choose_length(const cm_maximin *work)
{
    double length = fmin(1, 0.99 * longest_step(work));
    for (int shorter = 0; shorter < 20 && !centred(work, length); shorter++) length *= 0.7;
    return length;
}

static void move(cm_maximin *work, double length)
{
    for (size_t k = 0; k < work->d; k++) work->at[k] += length * work->step[k];
    for (size_t i = 0; i < work->m; i++) work->share[i] += length * work->step_share[i];
    for (size_t k = 0; k < 2 * work->d; k++) work->bound[k] += length * work->step_bound[k];
    work->t += length * work->step_t;
}

/* One solve over the members in use. */
static cm_status solve_used(cm_ctx *ctx, cm_maximin *work)
{
    const double meet = ctx->tol.edge * ctx->tol.edge;
    double length = 0, gap = HUGE_VAL;
    int stalled = 0;
    start(work);
    for (int iteration = 0; iteration < 200 && stalled < 6; iteration++) {
        bool inside = observe(work);
        double now = work->upper - work->lower;
        if (now <= fmax(meet, ctx->tol.rel * fabs(work->upper)) || !inside) break;
        stalled = now < 0.99 * gap ? 0 : stalled + 1;
        gap = fmin(gap, now);
        work->mu = (length > 0.9 ? 0.05 : length > 0.4 ? 0.3 : 0.8) * complementarity(work);
        if (!find_step(work)) break;
        length = choose_length(work);
        move(work, length);
    }
    if (work->upper - work->lower <= ctx->tol.abs * fmax(1, fabs(work->upper))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "the least gain is between %g and %g of its scale: not close enough",
                   work->lower, work->upper);
}

static void swap_rows(cm_maximin *work, size_t i, size_t j)
{
    for (size_t k = 0; k < work->d; k++) {
        double g = work->g[i * work->d + k], s = work->s[i * work->d + k];
        work->g[i * work->d + k] = work->g[j * work->d + k];
        work->s[i * work->d + k] = work->s[j * work->d + k];
        work->g[j * work->d + k] = g;
        work->s[j * work->d + k] = s;
    }
    double b = work->b[i], w = work->w[i];
    work->b[i] = work->b[j];
    work->w[i] = work->w[j];
    work->b[j] = b;
    work->w[j] = w;
}

static void use(cm_maximin *work, size_t i)
{
    swap_rows(work, i, work->m);
    work->from[work->m++] = i;
}

/* The outermost members on each issue. */
static void use_first(cm_maximin *work)
{
    work->m = 0;
    for (size_t side = 0; side < 2 * work->d + 1 && work->m < work->n; side++) {
        size_t k = side / 2, at = work->m;
        double sign = side % 2 == 0 ? 1 : -1, least = HUGE_VAL;
        for (size_t i = work->m; i < work->n; i++) {
            double value = side == 2 * work->d ? work->b[i] : sign * work->g[i * work->d + k];
            if (value < least) {
                least = value;
                at = i;
            }
        }
        use(work, at);
    }
}

/* The least gain at v of the members that are not in use, and whose it is. */
static double least_unused(const cm_maximin *work, size_t *at)
{
    size_t d = work->d;
    double least = HUGE_VAL;
    *at = work->m;
    for (size_t i = work->m; i < work->n; i++) {
        double gain = work->b[i];
        for (size_t k = 0; k < d; k++) {
            gain += (2 * work->g[i * d + k] - work->s[i * d + k] * work->v[k]) * work->v[k];
        }
        if (gain < least) {
            least = gain;
            *at = i;
        }
    }
    return least;
}

cm_status cm_maximin_solve(cm_ctx *ctx, cm_maximin *work)
{
    cm_status status;
    use_first(work);
    for (;;) {
        size_t worst;
        double least;
        CM_TRY(solve_used(ctx, work));
        least = least_unused(work, &worst);
        if (least >= work->lower - ctx->tol.rel * fabs(work->upper) || work->m == work->n) {
            work->lower = fmin(work->lower, least);
            break;
        }
        use(work, worst);
    }
    for (size_t i = work->m; i < work->n; i++) work->w[i] = 0;
out:
    while (work->m > 0) {
        work->m--;
        swap_rows(work, work->m, work->from[work->m]);
    }
    return status;
}
