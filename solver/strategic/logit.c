/* logit.c: predictor and corrector along the arc of logit equilibria.
 *
 * A step is taken when Newton's method contracts at once, the direction turns little, and no probability moves far,
 * in the prediction or over the step: then it cannot have jumped to another branch that is not very near.  Equations
 * of payoffs are divided by 1 + L, so that their residuals are payoffs however large L is.
 *
 * Sources: R. D. McKelvey, T. R. Palfrey, "Quantal response equilibria for normal form games", Games Econ. Behav. 10
 * (1995) 6-38; T. L. Turocy, "A dynamic homotopy interpretation of the logistic quantal response equilibrium
 * correspondence", Games Econ. Behav. 51 (2005) 243-263; E. L. Allgower, K. Georg, Numerical Continuation Methods,
 * Springer (1990). */
#include "solver/strategic/logit.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

static const double most_turn = 0.95;            /* cosine of the angle between directions of neighbouring points */
static const double most_change = 0.1;           /* of a probability over a step */
static const double most_missed = 0.02;          /* of a probability by the prediction */
static const double crossing_step = 0x1p-10;     /* a turn of the determinant is believed after a step as short as this */
static const int most_newton = 8;

cm_status cm_logit_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_logit *b)
{
    cm_status status;
    *b = (cm_logit){ .step = 1 };
    CM_TRY(cm_mixing_init(ctx, arena, nfg, &b->mix));
    b->size = b->mix.total + 1;
    if ((double)b->size * (double)b->size > (double)CM_NFG_MOST) CM_TRY(cm_fail(ctx, CM_E_LIMIT, "%zu strategies in all are too many to follow their equilibria", b->mix.total));
    b->z = CM_NEW(ctx, arena, 4 * b->size, double);
    b->p = CM_NEW(ctx, arena, 2 * b->size, double);
    b->slope = CM_NEW(ctx, arena, b->size * b->size, double);
    b->matrix = CM_NEW(ctx, arena, b->size * b->size, double);
    b->right = CM_NEW(ctx, arena, 2 * b->size, double);
    b->order = CM_NEW(ctx, arena, b->size, size_t);
    CM_TRY(ctx->status);
    b->tangent = b->z + b->size;
    b->next = b->tangent + b->size;
    b->ahead = b->next + b->size;
    b->value = b->p + b->size;
    b->move = b->right + b->size;
    for (size_t r = 0; r < b->mix.total; r++) b->z[r] = -log((double)nfg->count[b->mix.player[r]]);
    b->z[b->mix.total] = 0;
    b->tangent[b->mix.total] = 1;
out:
    return status;
}

void cm_logit_probabilities(const cm_logit *b, const double *z, double *p)
{
    for (size_t i = 0; i < b->mix.nfg->n; i++) {
        double sum = 0;
        for (size_t r = b->mix.first[i]; r < b->mix.first[i + 1]; r++) sum += p[r] = exp(z[r]);
        for (size_t r = b->mix.first[i]; r < b->mix.first[i + 1]; r++) p[r] /= sum;
    }
}

double cm_logit_regret(cm_logit *b, const double *z)
{
    cm_logit_probabilities(b, z, b->p);
    cm_mixing_values(&b->mix, b->p, b->value);
    return cm_mixing_regret(&b->mix, b->p, b->value);
}

/* The equations at z into `right` (with the minus of Newton's step), their slopes into `matrix`, and the last row. */
static void evaluate(cm_logit *b, const double *z, const double *border)
{
    const cm_mixing *m = &b->mix;
    size_t total = m->total, size = b->size;
    double L = z[total], over = 1 / (1 + fabs(L));
    for (size_t r = 0; r < total; r++) b->p[r] = exp(z[r]);
    cm_mixing_values(&b->mix, b->p, b->value);
    cm_mixing_slopes(&b->mix, b->p, b->slope);
    memset(b->matrix, 0, size * size * sizeof *b->matrix);
    b->work += (double)m->nfg->cells * (double)(m->nfg->n * m->nfg->n) + (double)(size * size * size);
    for (size_t r = 0; r < total; r++) {
        size_t base = m->first[m->player[r]];
        double *row = &b->matrix[r * size];
        if (r == base) {
            double sum = 0;
            for (size_t c = base; c < m->first[m->player[r] + 1]; c++) sum += row[c] = b->p[c];
            b->right[r] = 1 - sum;
            continue;
        }
        for (size_t c = 0; c < total; c++) row[c] = -L * over * (b->slope[r * total + c] - b->slope[base * total + c]) * b->p[c];
        row[r] += over;
        row[base] -= over;
        row[total] = -over * (b->value[r] - b->value[base]);
        b->right[r] = -over * (z[r] - z[base] - L * (b->value[r] - b->value[base]));
    }
    memcpy(&b->matrix[total * size], border, size * sizeof *border);
    b->right[total] = 0;
}

/* matrix * move = right; the sign of the determinant, 0 when it is singular. */
static int solve(cm_logit *b)
{
    gsl_matrix_view matrix = gsl_matrix_view_array(b->matrix, b->size, b->size);
    gsl_vector_view right = gsl_vector_view_array(b->right, b->size), move = gsl_vector_view_array(b->move, b->size);
    gsl_permutation order = { b->size, b->order };
    int sign;
    for (size_t k = 0; k < b->size * b->size; k++) if (!isfinite(b->matrix[k])) return 0;
    if (gsl_linalg_LU_decomp(&matrix.matrix, &order, &sign) != 0) return 0;
    for (size_t k = 0; k < b->size; k++) {
        double d = b->matrix[k * b->size + k];
        if (!(fabs(d) > 0)) return 0;
        if (d < 0) sign = -sign;
    }
    if (gsl_linalg_LU_solve(&matrix.matrix, &order, &right.vector, &move.vector) != 0) return 0;
    for (size_t k = 0; k < b->size; k++) if (!isfinite(b->move[k])) return 0;
    return sign;
}

static double dot(const double *a, const double *c, size_t size)
{
    double sum = 0;
    for (size_t k = 0; k < size; k++) sum += a[k] * c[k];
    return sum;
}

/* Newton's method from `next`, at a right angle to `border`. */
static bool correct(const cm_ctx *ctx, cm_logit *b, const double *border)
{
    double before = HUGE_VAL;
    for (int round = 0; round < most_newton; round++) {
        double length, off = 0;
        evaluate(b, b->next, border);
        if (solve(b) == 0) return false;
        length = sqrt(dot(b->move, b->move, b->size));
        for (size_t k = 0; k < b->size; k++) {
            b->next[k] += b->move[k];
            off = fmax(off, fabs(b->move[k]) / (1 + fabs(b->next[k])));
        }
        if (off <= ctx->tol.abs) return true;
        if (!(length <= before / 2)) return off <= ctx->tol.cert;          /* no nearer by rounding */
        before = length;
    }
    return false;
}

/* The direction at `next`, the way of `like`; the sign of the bordered determinant, 0 when there is none. */
static int direction(cm_logit *b, const double *like)
{
    double length;
    int sign;
    evaluate(b, b->next, like);
    memset(b->right, 0, b->mix.total * sizeof *b->right);
    b->right[b->mix.total] = 1;
    sign = solve(b);
    if (sign == 0) return 0;
    length = sqrt(dot(b->move, b->move, b->size));
    for (size_t k = 0; k < b->size; k++) b->ahead[k] = b->move[k] / length;
    return sign;
}

/* Did no probability move far, over the step or against the prediction? */
static bool is_near(const cm_logit *b)
{
    for (size_t r = 0; r < b->mix.total; r++) {
        double to = exp(b->next[r]), guess = exp(b->z[r] + b->step * b->tangent[r]);
        if (!(fabs(to - exp(b->z[r])) <= most_change && fabs(to - guess) <= most_missed)) return false;
    }
    return true;
}

static bool try_step(const cm_ctx *ctx, cm_logit *b, int *sign)
{
    for (size_t k = 0; k < b->size; k++) b->next[k] = b->z[k] + b->step * b->tangent[k];
    if (!correct(ctx, b, b->tangent) || !is_near(b) || b->next[b->mix.total] < -ctx->tol.abs) return false;
    *sign = direction(b, b->tangent);
    if (*sign != b->sign && b->step > crossing_step) return false;         /* a jump across a narrow bend turns it too */
    return *sign != 0 && dot(b->ahead, b->tangent, b->size) >= most_turn;
}

cm_status cm_logit_step(cm_ctx *ctx, cm_logit *b)
{
    int sign = 0;
    if (b->sign == 0) {                                      /* the direction at the start */
        memcpy(b->next, b->z, b->size * sizeof *b->next);
        b->sign = direction(b, b->tangent);
        if (b->sign == 0) return cm_fail(ctx, CM_E_NUMERIC, "the branch of logit equilibria has no direction at lambda = 0");
        memcpy(b->tangent, b->ahead, b->size * sizeof *b->tangent);
    }
    while (!try_step(ctx, b, &sign)) {
        b->step /= 2;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped on the branch of logit equilibria");
        b->stuck = b->step <= ctx->tol.abs * ctx->tol.rel;
        if (b->stuck) return CM_OK;
    }
    if (b->work > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "the branch of logit equilibria takes more than %.2g steps; it was followed to lambda = %.6g", ctx->work_limit, b->z[b->mix.total] / b->mix.unit);
    b->next_sign = sign;
    return CM_OK;
}

void cm_logit_take(cm_logit *b)
{
    size_t last = b->mix.total;
    if (b->next_sign != b->sign && b->crossings++ == 0) b->first_crossing = (b->z[last] + b->next[last]) / 2 / b->mix.unit;
    b->sign = b->next_sign;
    b->folds += b->ahead[last] * b->tangent[last] < 0;
    memcpy(b->z, b->next, b->size * sizeof *b->z);
    memcpy(b->tangent, b->ahead, b->size * sizeof *b->tangent);
    b->step *= 1.5;
}

bool cm_logit_between(cm_ctx *ctx, cm_logit *b, double share)
{
    for (size_t k = 0; k < b->size; k++) b->next[k] = b->z[k] + share * b->step * b->tangent[k];
    return correct(ctx, b, b->tangent) && direction(b, b->tangent) != 0;
}

bool cm_logit_at(cm_ctx *ctx, cm_logit *b, double L)
{
    size_t last = b->mix.total;
    double share = (L - b->z[last]) / (b->next[last] - b->z[last]);
    for (size_t k = 0; k < b->size; k++) {
        b->next[k] = b->z[k] + share * (b->next[k] - b->z[k]);
        b->ahead[k] = k == last ? 1 : 0;
    }
    b->next[last] = L;
    return correct(ctx, b, b->ahead);
}
