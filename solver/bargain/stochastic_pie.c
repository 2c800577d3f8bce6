/* stochastic_pie.c: reading a surplus that changes, and what a plan of states to agree in brings. */
#include "solver/bargain/stochastic_pie.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

static cm_status read_row(cm_ctx *ctx, const double *from, size_t count, const char *what, double *to)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++) sum += to[k] = from[k];
    return cm_close(&ctx->tol, sum, 1) ? CM_OK : cm_fail(ctx, CM_E_INPUT, "stochastic-bargaining: %s add up to %.12g, not to 1", what, sum);
}

static cm_status read_states(cm_ctx *ctx, const cm_pie_params *given, cm_pie *pie)
{
    size_t k = given->values.count;
    cm_status status;
    if (k > CM_PIE_STATES) return cm_fail(ctx, CM_E_LIMIT, "stochastic-bargaining: %zu values, and at most %d can be taken: every set of them is looked at", k, CM_PIE_STATES);
    if (given->probabilities.count != k) return cm_fail(ctx, CM_E_INPUT, "stochastic-bargaining: %zu values need as many probabilities, not %zu", k, given->probabilities.count);
    if (given->transitions.count != 0 && given->transitions.count != k * k) return cm_fail(ctx, CM_E_INPUT, "stochastic-bargaining: %zu values need %zu transitions, row after row, not %zu", k, k * k, given->transitions.count);
    pie->states = k;
    CM_TRY(read_row(ctx, given->probabilities.at, k, "probabilities", pie->start));
    for (size_t j = 0; j < k; j++) {
        pie->value[j] = given->values.at[j];
        pie->scale = fmax(pie->scale, pie->value[j]);
        CM_TRY(read_row(ctx, given->transitions.count == 0 ? pie->start : given->transitions.at + j * k, k, "the transitions from a value", &pie->next[j * k]));
    }
out:
    return status;
}

/* Who proposes how often divides the gains alone under consensus; under other rules it decides who is cheap. */
static cm_status read_recognition(cm_ctx *ctx, const cm_protocol *p, const cm_headcount *heads)
{
    if (p->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "stochastic-bargaining takes proposers that are drawn, and these take turns");
    for (size_t i = 0; heads->quota < p->n && i < p->n; i++) {
        if (cm_close(&ctx->tol, p->recognition[i] * (double)p->n, 1)) continue;
        return cm_fail(ctx, CM_E_DOMAIN, "stochastic-bargaining with a quota below consensus takes members that propose equally often, and '%s' does so with probability %g", p->player[i], p->recognition[i]);
    }
    return CM_OK;
}

cm_status cm_pie_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_pie *pie)
{
    const cm_pie_params *given = params;
    double n;
    cm_status status;
    *pie = (cm_pie){ .low = given->low, .high = given->high };
    CM_TRY(cm_headcount_read(ctx, &game->as.protocol, "stochastic-bargaining", &pie->heads));
    CM_TRY(read_recognition(ctx, &game->as.protocol, &pie->heads));
    n = (double)pie->heads.n;
    pie->share = (double)pie->heads.quota / n;
    pie->patience = pie->heads.patience * given->growth;
    pie->wait = n * ((1 - pie->heads.patience) * pie->heads.outside - pie->heads.cost);
    if ((given->growth < 1 || given->growth > 1) && (pie->wait < 0 || pie->wait > 0)) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "stochastic-bargaining: a surplus that grows by %g goes with no cost of a round and no outside option, which would not grow", given->growth));
    if (given->values.count > 0) CM_TRY(read_states(ctx, given, pie));
    if (pie->states == 0 && !(pie->low < pie->high)) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "stochastic-bargaining: the surplus is between %g and %g", pie->low, pie->high));
    if (pie->states == 0) pie->scale = pie->high;
    pie->scale += fabs(pie->heads.outside) * n + pie->heads.cost * n;
out:
    return status;
}

/* (I - factor next) x = b over the states in `in`; false when it is singular. With `left` x and b are rows. */
static bool solve(const cm_pie *pie, unsigned in, double factor, bool left, const double *b, double *x)
{
    size_t index[CM_PIE_STATES], order[CM_PIE_STATES], m = 0;
    double a[CM_PIE_STATES * CM_PIE_STATES], right[CM_PIE_STATES], out[CM_PIE_STATES];
    gsl_permutation permutation = { 0, order };
    int sign;
    for (size_t k = 0; k < pie->states; k++) {
        if ((in >> k & 1) != 0) index[m++] = k;
    }
    if (m == 0) return true;
    for (size_t r = 0; r < m; r++) {
        right[r] = b[index[r]];
        for (size_t c = 0; c < m; c++) a[r * m + c] = (r == c ? 1 : 0) - factor * pie->next[left ? index[c] * pie->states + index[r] : index[r] * pie->states + index[c]];
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(a, m, m);
    gsl_vector_view rhs = gsl_vector_view_array(right, m), answer = gsl_vector_view_array(out, m);
    permutation.size = m;
    if (gsl_linalg_LU_decomp(&matrix.matrix, &permutation, &sign) != GSL_SUCCESS || gsl_linalg_LU_solve(&matrix.matrix, &permutation, &rhs.vector, &answer.vector) != GSL_SUCCESS) return false;
    for (size_t r = 0; r < m; r++) x[index[r]] = out[r];
    return true;
}

/* The states outside `agree` from which it can be reached. */
static unsigned reaching(const cm_pie *pie, unsigned agree)
{
    unsigned can = agree, before;
    do {
        before = can;
        for (size_t k = 0; k < pie->states; k++) {
            for (size_t j = 0; j < pie->states; j++) {
                if ((can >> j & 1) != 0 && pie->next[k * pie->states + j] > 0) can |= 1U << k;
            }
        }
    } while (can != before);
    return can & ~agree;
}

/* How long it takes, from the expected visits of the states in which nothing is agreed. */
static bool count_rounds(const cm_pie *pie, cm_pie_plan *plan)
{
    double visits[CM_PIE_STATES] = { 0 }, lost = 0;
    unsigned on_the_way = reaching(pie, plan->agree);
    if (!solve(pie, on_the_way, 1, true, pie->start, visits)) return false;
    plan->rounds = 1;
    for (size_t k = 0; k < pie->states; k++) {
        double here = pie->start[k];
        for (size_t j = 0; j < pie->states; j++) here += visits[j] * pie->next[j * pie->states + k];
        if ((plan->agree >> k & 1) != 0) {
            plan->agreement += here;
            plan->agreed_surplus += here * pie->value[k];
            plan->agreed_going_on += here * plan->going_on[k];
        } else if ((on_the_way >> k & 1) == 0) {
            lost += here;
        }
        plan->rounds += visits[k];
    }
    if (lost > 0) plan->rounds = HUGE_VAL;
    if (plan->agreement > 0) plan->agreed_surplus /= plan->agreement;
    if (plan->agreement > 0) plan->agreed_going_on /= plan->agreement;
    return true;
}

bool cm_pie_follow(const cm_pie *pie, unsigned agree, cm_pie_plan *plan)
{
    unsigned all = (1U << pie->states) - 1, others = all & ~agree;
    double once[CM_PIE_STATES], ones[CM_PIE_STATES], test[CM_PIE_STATES];
    *plan = (cm_pie_plan){ .agree = agree };
    for (size_t k = 0; k < pie->states; k++) {
        once[k] = pie->wait;
        ones[k] = test[k] = 1;
        for (size_t j = 0; j < pie->states; j++) once[k] += (agree >> j & 1) != 0 ? pie->patience * pie->next[k * pie->states + j] * pie->value[j] : 0;
    }
    if (!solve(pie, others, pie->patience, false, ones, test)) return false;
    for (size_t k = 0; k < pie->states; k++) {
        if (!(test[k] > 0)) return false;                 /* the sum over rounds has no end: no M-matrix */
    }
    if (!solve(pie, others, pie->patience, false, once, plan->going_on)) return false;
    for (size_t k = 0; k < pie->states; k++) {
        if ((agree >> k & 1) != 0) {
            plan->going_on[k] = once[k];
            for (size_t j = 0; j < pie->states; j++) plan->going_on[k] += (others >> j & 1) != 0 ? pie->patience * pie->next[k * pie->states + j] * plan->going_on[j] : 0;
        }
        plan->worth += pie->start[k] * ((agree >> k & 1) != 0 ? pie->value[k] : plan->going_on[k]);
    }
    return count_rounds(pie, plan);
}
