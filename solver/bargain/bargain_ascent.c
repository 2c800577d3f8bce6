/* bargain_ascent.c: one concave programme, by a primal-dual interior method.
 *
 * Unknowns: the policy x in units of the box, t, what each gain has above its floor (s), its multiplier
 * (lambda), and those of the box.  Newton's method on
 *     sum_i (push_i + lambda_i) g_i'(x) + alpha - beta = 0,   1 - sum_i lambda_i ray_i = 0,
 *     g_i(x) - t ray_i - floor_i = s_i,   lambda_i s_i = mu or split_i,   alpha x = beta (1 - x) = mu
 * while mu goes to 0: a member's part in a product of gains is the same equation with its weight in the
 * place of mu.
 *
 * Kinks of euclidean and city-block utility, where a distance r is 0, are rounded off by as much as mu,
 * r^2 = |v|^2 + blur^2, and the direction u = v / r is an unknown of its own with |u| < 1: Newton's method
 * on u r = v passes kinks that it would jump across otherwise.
 *
 * Sources: S. Boyd, L. Vandenberghe, Convex Optimization, Cambridge University Press (2004), 609-615;
 * T. F. Chan, G. H. Golub, P. Mulet, "A nonlinear primal-dual method for total variation-based image
 * restoration", SIAM J. Scientific Computing 20 (1999) 1964-1977. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/bargain_kinks.h"

enum { ROUNDS = 400, HALVINGS = 25, AT_END = 12 };

static double target(const cm_ascent *a, size_t i)
{
    return a->aim->split != NULL && a->aim->split[i] > 0 ? a->aim->split[i] : a->mu;
}

/* The residuals at z, and their size. */
static double residual(cm_ascent *a, double *z)
{
    double *left = a->left, *s = cm_of_s(a, z), *lambda = cm_of_lambda(a, z), *alpha = cm_of_alpha(a, z),
           *beta = cm_of_beta(a, z), sum = 0;
    memset(left, 0, a->total * sizeof *left);
    cm_bargain_evaluate(a, z);
    if (a->aim->ray != NULL) left[a->d] = 1;
    for (size_t i = 0; i < a->n; i++) {
        for (size_t k = 0; k < a->d; k++) left[k] += (a->push[i] + lambda[i]) * a->slope[i * a->d + k];
        if (!a->row[i]) continue;
        left[a->d] -= lambda[i] * a->ray[i];
        cm_of_s(a, left)[i] = a->gain[i] - z[a->d] * a->ray[i] - a->floor[i] - s[i];
        cm_of_lambda(a, left)[i] = lambda[i] * s[i] - target(a, i);
    }
    for (size_t k = 0; k < a->d; k++) {
        if (!(cm_width(a, k) > 0)) {
            left[k] = 0;
            continue;
        }
        left[k] += alpha[k] - beta[k];
        cm_of_alpha(a, left)[k] = alpha[k] * z[k] - a->mu;
        cm_of_beta(a, left)[k] = beta[k] * (1 - z[k]) - a->mu;
    }
    for (size_t j = 0; j < a->n * a->d && a->bent; j++) cm_of_u(a, left)[j] = a->off[j] - a->size[j] * cm_of_u(a, z)[j];
    for (size_t j = 0; j < a->total; j++) sum += left[j] * left[j];
    return sqrt(sum);
}

/* The reduced system in x and t. */
static void assemble(cm_ascent *a)
{
    size_t m = a->d + 1;
    double *z = a->z, *left = a->left, *s = cm_of_s(a, z), *lambda = cm_of_lambda(a, z);
    memset(a->matrix, 0, m * m * sizeof *a->matrix);
    memcpy(a->right, left, m * sizeof *left);
    for (size_t i = 0; i < a->n; i++) {
        double part, stiff;
        if (a->push[i] + lambda[i] > 0) cm_bargain_bend(a, i, a->push[i] + lambda[i]);
        if (!a->row[i]) continue;
        stiff = lambda[i] / s[i];
        part = cm_of_lambda(a, left)[i] / s[i] + stiff * cm_of_s(a, left)[i];
        for (size_t k = 0; k < m; k++) {
            double vk = k < a->d ? a->slope[i * a->d + k] : -a->ray[i];
            a->right[k] -= vk * part;
            for (size_t l = 0; l < m; l++)
                a->matrix[k * m + l] += stiff * vk * (l < a->d ? a->tangent[i * a->d + l] : -a->ray[i]);
        }
    }
    for (size_t k = 0; k < a->d; k++) {
        double alpha = cm_of_alpha(a, z)[k], beta = cm_of_beta(a, z)[k];
        if (!(cm_width(a, k) > 0)) continue;
        a->matrix[k * m + k] += alpha / z[k] + beta / (1 - z[k]);
        a->right[k] += cm_of_beta(a, left)[k] / (1 - z[k]) - cm_of_alpha(a, left)[k] / z[k];
    }
}

/* Settled issues and an absent t are taken out by a 1 on the diagonal; the rest is scaled by its own. */
static cm_status solve_reduced(cm_ctx *ctx, cm_ascent *a)
{
    size_t m = a->d + 1;
    int sign;
    gsl_matrix_view matrix = gsl_matrix_view_array(a->matrix, m, m);
    gsl_vector_view right = gsl_vector_view_array(a->right, m), step = gsl_vector_view_array(a->step, m);
    gsl_permutation order = { m, a->order };
    assemble(a);
    for (size_t k = 0; k < m; k++) {
        bool out = k < a->d ? !(cm_width(a, k) > 0) : a->aim->ray == NULL;
        for (size_t l = 0; l < m && out; l++) a->matrix[k * m + l] = a->matrix[l * m + k] = 0;
        if (out) a->right[k] = 0;
        if (!(a->matrix[k * m + k] > 0)) a->matrix[k * m + k] = 1;
        a->scale[k] = 1 / sqrt(a->matrix[k * m + k]);
    }
    for (size_t j = 0; j < m * m; j++) a->matrix[j] *= a->scale[j / m] * a->scale[j % m];
    for (size_t k = 0; k < m; k++) a->right[k] *= a->scale[k];
    if (gsl_linalg_LU_decomp(&matrix.matrix, &order, &sign) != GSL_SUCCESS ||
        gsl_linalg_LU_solve(&matrix.matrix, &order, &right.vector, &step.vector) != GSL_SUCCESS) {
        return cm_fail(ctx, CM_E_NUMERIC, "a step towards a bargain over %zu issues has no solution", a->d);
    }
    for (size_t k = 0; k < m; k++) a->step[k] *= a->scale[k];
    return CM_OK;
}

static void expand(cm_ascent *a)
{
    double *z = a->z, *left = a->left, *step = a->step;
    for (size_t i = 0; i < a->n; i++) {
        double s = cm_of_s(a, z)[i], lambda = cm_of_lambda(a, z)[i], ds = cm_of_s(a, left)[i] - a->ray[i] * step[a->d];
        if (!a->row[i]) {
            cm_of_s(a, step)[i] = cm_of_lambda(a, step)[i] = 0;
            continue;
        }
        for (size_t k = 0; k < a->d; k++) ds += a->tangent[i * a->d + k] * step[k];
        cm_of_s(a, step)[i] = ds;
        cm_of_lambda(a, step)[i] = (-cm_of_lambda(a, left)[i] - lambda * ds) / s;
    }
    for (size_t k = 0; k < a->d; k++) {
        bool in = cm_width(a, k) > 0;
        cm_of_alpha(a, step)[k] = in ? (-cm_of_alpha(a, left)[k] - cm_of_alpha(a, z)[k] * step[k]) / z[k] : 0;
        cm_of_beta(a, step)[k] = in ? (-cm_of_beta(a, left)[k] + cm_of_beta(a, z)[k] * step[k]) / (1 - z[k]) : 0;
    }
    if (a->bent) cm_bargain_turn(a);
}

/* The longest step that keeps all that has to be positive so. */
static double longest(const cm_ascent *a)
{
    double far = 1;
    for (size_t j = 0; j < 3 * a->d + 1 + 2 * a->n; j++) {
        if (j == a->d || (j > a->d && !(a->z[j] > 0))) continue;
        if (a->step[j] < 0) far = fmin(far, .995 * a->z[j] / -a->step[j]);
        if (j < a->d && a->step[j] > 0) far = fmin(far, .995 * (1 - a->z[j]) / a->step[j]);
    }
    return far;
}

/* One step of Newton's, halved until the residuals are not much larger: at a kink they may have to rise. */
static cm_status advance(cm_ctx *ctx, cm_ascent *a, double *size)
{
    double far, before = *size;
    double *swap;
    cm_status status = solve_reduced(ctx, a);
    if (status != CM_OK) return status;
    expand(a);
    far = longest(a);
    for (int h = 0; h < HALVINGS; h++, far /= 2) {
        for (size_t j = 0; j < a->total; j++) a->next[j] = a->z[j] + far * a->step[j];
        cm_bargain_shorten(a, a->next);
        *size = residual(a, a->next);
        if (*size < 1.5 * before) break;
    }
    swap = a->z;
    a->z = a->next;
    a->next = swap;
    return CM_OK;
}

static cm_status allocate(cm_ctx *ctx, cm_arena *arena, const cm_bargain *b, cm_ascent *a)
{
    size_t m = b->d + 1, n = b->n;
    double **arrays[] = { &a->push,  &a->ray,     &a->floor, &a->z,      &a->step,  &a->next,
                          &a->left,  &a->y,       &a->gain,  &a->matrix, &a->scale, &a->right,
                          &a->slope, &a->tangent, &a->off,   &a->size,   &a->turn,  &a->pull };
    size_t nd = n * b->d, sizes[] = { n, n, n, 0, 0, 0, 0, m, n, m * m, m, m, nd, nd, nd, nd, nd, nd };
    a->bent = b->game->utility != CM_QUADRATIC;
    a->total = 3 * b->d + 1 + 2 * n + (a->bent ? nd : 0);
    a->order = CM_NEW(ctx, arena, m, size_t);
    a->row = CM_NEW(ctx, arena, n, bool);
    for (size_t j = 0; a->row != NULL && a->order != NULL && j < sizeof arrays / sizeof *arrays; j++) {
        *arrays[j] = CM_NEW(ctx, arena, sizes[j] > 0 ? sizes[j] : a->total, double);
        if (*arrays[j] == NULL) break;
    }
    return ctx->status;
}

/* Rows and coefficients in the units of the gains. */
static void set_rows(cm_ascent *a, double *total)
{
    const cm_bargain_aim *aim = a->aim;
    *total = 0;
    a->pace = HUGE_VAL;
    for (size_t i = 0; i < a->n; i++) {
        if (aim->push != NULL) *total += aim->push[i] * a->b->unit[i];
        if (aim->ray != NULL && aim->ray[i] > 0) a->pace = fmin(a->pace, a->b->unit[i] / aim->ray[i]);
    }
    for (size_t i = 0; i < a->n; i++) {
        double unit = a->b->unit[i];
        bool floored = aim->floor != NULL && aim->floor[i] > -HUGE_VAL, raised = aim->ray != NULL && aim->ray[i] > 0;
        a->row[i] = a->b->counts[i] && (floored || raised || (aim->split != NULL && aim->split[i] > 0));
        a->push[i] = aim->push != NULL && *total > 0 ? aim->push[i] * unit / *total : 0;
        a->ray[i] = raised ? aim->ray[i] * a->pace / unit : 0;
        a->floor[i] = floored ? aim->floor[i] / unit : 0;
    }
}

/* From a policy that leaves little room, the path starts close to it, so that it stays inside. */
static double room_at(const cm_ascent *a)
{
    double room = 1;
    for (size_t i = 0; i < a->n && a->aim->from != NULL; i++) {
        if (a->row[i]) room = fmin(room, cm_bargain_gain(a->b, i, a->aim->from) / a->b->unit[i] - a->floor[i]);
    }
    return fmax(room, 0.0001);
}

static void start(cm_ascent *a)
{
    double *z = memset(a->z, 0, a->total * sizeof *a->z), t = HUGE_VAL, room = room_at(a), edge = .01 * fmin(room, .5);
    a->mu = room;
    a->blur = .1 * room;
    for (size_t k = 0; k < a->d; k++) {
        z[k] = .5;
        if (a->aim->from == NULL || !(cm_width(a, k) > 0)) continue;
        z[k] = edge + (1 - 2 * edge) * fmin(fmax((a->aim->from[k] - a->b->low[k]) / cm_width(a, k), 0), 1);
    }
    cm_bargain_evaluate(a, z);
    for (size_t j = 0; j < a->n * a->d && a->bent; j++) cm_of_u(a, z)[j] = a->off[j] / a->size[j];
    for (size_t i = 0; i < a->n; i++) {
        if (a->row[i] && a->ray[i] > 0) t = fmin(t, (a->gain[i] - a->floor[i]) / a->ray[i] - .5);
    }
    z[a->d] = isfinite(t) ? t : 0;
    for (size_t i = 0; i < a->n; i++) {
        if (!a->row[i]) continue;
        cm_of_s(a, z)[i] = fmax(a->gain[i] - z[a->d] * a->ray[i] - a->floor[i], .001);
        cm_of_lambda(a, z)[i] = target(a, i) / cm_of_s(a, z)[i];
    }
    for (size_t k = 0; k < a->d; k++) {
        if (!(cm_width(a, k) > 0)) continue;
        cm_of_alpha(a, z)[k] = a->mu / z[k];
        cm_of_beta(a, z)[k] = a->mu / (1 - z[k]);
    }
}

/* Follow mu down as far as it goes: *ended, or the certificate judges what is reached. */
static cm_status follow(cm_ctx *ctx, cm_ascent *a, bool *ended)
{
    double last = ctx->tol.abs / 100000, least = cm_bargain_blur(ctx, a->b), size = residual(a, a->z);
    int at_end = 0;
    for (int round = 0; round < ROUNDS && at_end < AT_END; round++) {
        cm_status status;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped while looking for a bargain");
        if (size <= 2 * a->mu && a->mu > last) {
            a->mu = fmax(a->mu / a->haste, last);
            a->blur = fmax(fmin(a->blur, a->mu), least);
            size = residual(a, a->z);
        }
        if (a->mu <= last && size <= last) break;
        status = advance(ctx, a, &size);
        if (status != CM_OK) return status;
        if (a->mu <= last) at_end++;
    }
    *ended = a->mu <= last && size <= ctx->tol.abs;
    return CM_OK;
}

/* A coordinate next to a kink of city-block utility is at it. */
static void snap(const cm_ctx *ctx, const cm_ascent *a, double *y)
{
    for (size_t k = 0; k < a->d; k++) {
        for (size_t i = 0; i < a->n && a->b->game->utility == CM_CITYBLOCK; i++) {
            double at = a->b->game->ideal[i * a->d + k];
            if (cm_spatial_salience(a->b->game, i, k) > 0 && fabs(y[k] - at) <= ctx->tol.cert * cm_width(a, k))
                y[k] = at;
        }
        y[k] = fmin(fmax(y[k], a->b->low[k]), a->b->high[k]);
    }
}

cm_status cm_bargain_ascend(cm_ctx *ctx, const cm_bargain *bargain, const cm_bargain_aim *aim, double *y,
                            double *weight, double *t)
{
    cm_arena scratch = { NULL };
    cm_ascent a = { .b = bargain, .aim = aim, .n = bargain->n, .d = bargain->d };
    static const double haste[] = { 3, 2, 1.3, 5 };
    double total;
    bool ended = false;
    cm_status status;
    CM_TRY(allocate(ctx, &scratch, bargain, &a));
    set_rows(&a, &total);
    for (size_t h = 0; h < sizeof haste / sizeof haste[0] && !ended; h++) {
        a.haste = haste[h];
        start(&a);
        CM_TRY(follow(ctx, &a, &ended));
    }
    cm_bargain_evaluate(&a, a.z);
    memcpy(y, a.y, a.d * sizeof *y);
    snap(ctx, &a, y);
    if (aim->ray != NULL) total = a.pace;
    if (aim->split != NULL) total = 1;
    for (size_t i = 0; i < a.n; i++) weight[i] = cm_of_lambda(&a, a.z)[i] * total / bargain->unit[i];
    if (t != NULL) *t = a.z[a.d] * a.pace;
out:
    cm_arena_free(&scratch);
    return status;
}
