/* private_check.c: the certificate of agreement under private information.
 *
 * From the printed threshold t: a member of worth v expects provision with the chance that the others' worths add up
 * to t - v.  Up to EXACT others that is the alternating sum of Irwin and Hall, read from the nearer end; beyond, an
 * integral of the moment generating function along a line through the saddle point.  Integrated over v the payments
 * that make truth best must cover the cost; then, as t lies between C and (n + C) / 2, the multiplier of the budget
 * is positive, and the surplus is that of the dual: no mechanism has more.
 *
 * Source: H. E. Daniels, "Tail probability approximations", International Statistical Review 55 (1987) 37-48. */
#include <complex.h>
#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "solver/bargain/headcount.h"
#include "solver/bargain/private.h"

enum { EXACT = 16, PIECES = 400, POINTS = 48, HALVINGS = 200 };

/* Pr[S_m < y] (power 0) or E[max(y - S_m, 0)] (power 1), y <= m / 2. */
static double alternating(size_t m, double y, unsigned power)
{
    double sum = 0;
    for (unsigned k = 0; k <= m && k < y; k++) {
        double term = gsl_sf_choose((unsigned)m, k) * pow(y - k, (double)(m + power));
        sum += k % 2 == 0 ? term : -term;
    }
    return sum / gsl_sf_fact((unsigned)(m + power));
}

typedef struct line {
    double m, room, s, size;          /* room = m - x; s: where the line crosses; size: the logarithm there */
    int power;
} line;

static double complex exponent(const line *at, double complex z)
{
    return at->m * clog((1 - cexp(-z)) / z) + z * at->room;
}

static double on_line(double u, void *data)
{
    const line *at = data;
    double complex z = at->s + I * u, f = cexp(exponent(at, z) - at->size) / z;
    return creal(at->power == 0 ? f : f / z);
}

/* The mean of one value tilted by s > 0, less x / m. */
static double tilt(const line *at, double s)
{
    return 1 - 1 / s + 1 / expm1(s) - (1 - at->room / at->m);
}

/* Pr[S_m >= x] or E[max(S_m - x, 0)] for x >= m / 2. */
static cm_status far_tail(cm_ctx *ctx, size_t m, double x, int power, double *out)
{
    line at = { .m = (double)m, .room = (double)m - x, .power = power };
    double low = 1 / sqrt(at.m), high = fmax(2 * low, 2 * at.m / at.room), error;
    gsl_function f = { on_line, &at };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    int code;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (tilt(&at, middle) < 0) low = middle; else high = middle;
    }
    at.s = high;
    at.size = creal(exponent(&at, at.s));
    code = gsl_integration_qagiu(&f, 0, 0, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    *out *= exp(at.size) / acos(-1);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: an integral is missed: %s", gsl_strerror(code));
}

/* Pr[S_m >= x] (power 0) or E[max(S_m - x, 0)] (power 1). */
static cm_status beyond(cm_ctx *ctx, size_t m, double x, int power, double *out)
{
    double other = 0, mean = (double)m / 2, near = fmin(x, (double)m - x);
    cm_status status = CM_OK;
    *out = power == 0 ? 1 : mean - x;
    if (x <= 0) return CM_OK;
    if (near > 0 && m <= EXACT) other = alternating(m, near, (unsigned)power);
    if (near > 0 && m > EXACT) status = far_tail(ctx, m, (double)m - near, power, &other);
    if (x > mean) *out = 0;                                                    /* by symmetry */
    *out = x > mean ? other : power == 0 ? 1 - other : *out + other;
    return status;
}

typedef struct totals {
    double chance, worth, spread;     /* integrals of Q(v), of v Q(v) and of v (1 - v) Q(v) over v */
} totals;

/* Q is smooth between whole numbers: two pieces. */
static cm_status integrate(cm_ctx *ctx, size_t n, double t, totals *out)
{
    double cut = fmin(1, fmax(0, t - floor(t))), ends[] = { 0, cut, 1 };
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    cm_status status = CM_OK;
    *out = (totals){ 0, 0, 0 };
    if (table == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    for (size_t k = 0; k < (size_t)2 * POINTS && status == CM_OK; k++) {
        double v, weight, chance;
        if (!(ends[k / POINTS] < ends[k / POINTS + 1])) continue;
        (void)gsl_integration_glfixed_point(ends[k / POINTS], ends[k / POINTS + 1], k % POINTS, &v, &weight, table);
        status = beyond(ctx, n - 1, t - v, 0, &chance);
        out->chance += weight * chance;
        out->worth += weight * v * chance;
        out->spread += weight * v * (1 - v) * chance;
    }
    gsl_integration_glfixed_table_free(table);
    return status;
}

/* Printed chances may be tiny: each is held to its own size. */
static cm_status near(cm_ctx *ctx, const cm_result *result, const char *name, double expected)
{
    return cm_printed_check(ctx, result, name, expected, fabs(expected));
}

static cm_status check_types(cm_ctx *ctx, const cm_result *result, size_t n, double t)
{
    const cm_table *types = cm_result_find(result, "types");
    double largest = 0, last = types == NULL ? 0 : (double)types->nrows - 1, at_zero, above, chance;
    cm_status status;
    if (types == NULL || types->nrows < 2) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the types are missing");
    CM_TRY(beyond(ctx, n - 1, t, 1, &at_zero));
    for (size_t k = 0; k < types->nrows; k++) {
        double v = cm_table_get(types, k, "value").as.number, q = cm_table_get(types, k, "provided").as.number, gain = cm_table_get(types, k, "gains").as.number, pays = cm_table_get(types, k, "pays").as.number;
        CM_TRY(beyond(ctx, n - 1, t - v, 0, &chance));
        CM_TRY(beyond(ctx, n - 1, t - v, 1, &above));
        if (!(fabs(v * last - (double)k) <= ctx->tol.cert && fabs(q - chance) <= ctx->tol.cert && fabs(gain - above + at_zero) <= ctx->tol.cert && fabs(v * q - pays - gain) <= ctx->tol.cert)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a member of worth %g expects provision with %.12g and a gain of %.12g", v, chance, above - at_zero));
        }
        for (size_t j = 0; j < types->nrows; j++) largest = fmax(largest, v * cm_table_get(types, j, "provided").as.number - cm_table_get(types, j, "pays").as.number - v * q + pays);
    }
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", 0, 1));
    if (!(largest <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a member gains %.3g by the report of another", largest));
out:
    return status;
}

static cm_status check_second_best(cm_ctx *ctx, const cm_result *result, size_t n, double cost, double t)
{
    double size = (double)n, budget, first;
    totals sum;
    cm_status status;
    CM_TRY(integrate(ctx, n, t, &sum));
    CM_TRY(near(ctx, result, "agreement", sum.chance));
    budget = size * (2 * sum.worth - sum.chance) - cost * sum.chance;
    if (!(fabs(budget) <= ctx->tol.cert * size * sum.chance)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: payments miss the cost by %.3g where the good is provided", budget / sum.chance));
    if (!(t - cost >= -ctx->tol.cert * size && 2 * t - size - cost <= ctx->tol.cert * size)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the threshold %.12g is not between %g and %g", t, cost, (size + cost) / 2));
    if (!(fabs(cm_result_get(result, "surplus")->as.number - size * sum.worth + cost * sum.chance) <= ctx->tol.cert * size * sum.chance)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the surplus is %.12g", size * sum.worth - cost * sum.chance));
    CM_TRY(beyond(ctx, n, cost, 0, &first));
    CM_TRY(near(ctx, result, "first_best", first));
    CM_TRY(beyond(ctx, n, cost, 1, &first));
    CM_TRY(near(ctx, result, "captured", cm_result_get(result, "surplus")->as.number / first));
    if (sum.chance > DBL_MIN / DBL_EPSILON) CM_TRY(cm_printed_check(ctx, result, "inequality", (1 - 1 / size) * sum.spread / (sum.chance - sum.worth), 1));     /* by parts: U' = Q */
out:
    return status;
}

/* Pr[at least quota of n], term after term. */
static cm_status check_posted(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, double share)
{
    const cm_value *posted = cm_result_get(result, "posted");
    int64_t quota = (int64_t)vote->n;
    double yes = fmax(0, 1 - share), sum = 0;
    if (posted == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no posted");
    if (!cm_vote_is_quota(vote, &quota) && !cm_vote_is_consensus(vote)) return posted->kind == CM_NONE ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: a chance for a rule that does not count heads");
    for (int64_t k = quota; k <= (int64_t)vote->n; k++) {
        double no = (double)((int64_t)vote->n - k);
        if (yes > 0) sum += exp(gsl_sf_lnchoose((unsigned)vote->n, (unsigned)k) + (double)k * log(yes) + (no > 0 ? no * log(share) : 0));
    }
    return cm_printed_check(ctx, result, "posted", sum, 1);
}

cm_status cm_private_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_value *t = cm_result_get(result, "threshold"), *surplus = cm_result_get(result, "surplus"), *spread = cm_result_get(result, "inequality");
    double cost = cm_private_cost(params, p->n), size = (double)p->n;
    cm_status status;
    if (t == NULL || t->kind != CM_NUMBER || surplus == NULL || surplus->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no threshold or no surplus");
    CM_TRY(cm_printed_check(ctx, result, "rounds", 1, 1));
    CM_TRY(near(ctx, result, "cost", cost));
    CM_TRY(check_posted(ctx, &p->vote, result, cost / size));
    CM_TRY(check_types(ctx, result, p->n, t->as.number));
    if (cost > 0 && cost < size) {
        CM_TRY(check_second_best(ctx, result, p->n, cost, t->as.number));
    } else {                                              /* free: always; too dear: never */
        CM_TRY(cm_printed_check(ctx, result, "threshold", cost, 0));
        CM_TRY(cm_printed_check(ctx, result, "agreement", cost > 0 ? 0 : 1, 0));
        CM_TRY(cm_printed_check(ctx, result, "first_best", cost > 0 ? 0 : 1, 0));
        CM_TRY(cm_printed_check(ctx, result, "surplus", cost > 0 ? 0 : size / 2, size));
        if (!(cost > 0)) CM_TRY(cm_printed_check(ctx, result, "inequality", (1 - 1 / size) / 3, 1));      /* U(v) = v */
        if (cost > 0 && (spread == NULL || spread->kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: inequality is told of a good that is never provided"));
    }
out:
    return status;
}
