/* committee_check.c: the certificate of search by a committee.
 *
 * From the printed threshold alone: the chance that a member votes in favour and what it then gains are integrated
 * from the density, the number of votes is summed over binomials in logarithms, and going on must be worth the
 * threshold.  A member whose vote decides gains at most the difference by voting otherwise once. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "solver/bargain/committee.h"

enum { PIECES = 200, PLACES = 61 };

/* The density times x^power from the end where it is read; `end` is 0 or 1. With s = distance^shape the density
 * has no pole at that end. */
typedef struct side {
    double near, far;                 /* the shape at this end and at the other */
    double bend;                      /* min(near, 1): the distance is s^(1/bend) */
    double beta;                      /* B(a, b) */
    int power;
} side;

static double weight(double s, void *data)
{
    const side *at = data;
    double y = pow(s, 1 / at->bend);
    return pow(y, at->near - at->bend + at->power) * pow(1 - y, at->far - 1) / (at->bend * at->beta);
}

/* The mass (power 0), or the mean distance (power 1), of what is nearer to the end than `distance`. */
static cm_status integrate(cm_ctx *ctx, side at, double distance, double *out)
{
    gsl_function f = { weight, &at };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    double error;
    int code;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    code = gsl_integration_qags(&f, 0, pow(distance, at.bend), ctx->tol.cert * ctx->tol.cert, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: an integral is missed: %s", gsl_strerror(code));
}

/* The chance of a value above z, and E[x; above z], from the half in which z lies. */
static cm_status moments(cm_ctx *ctx, const cm_committee *c, double z, double *p, double *above)
{
    double mean = c->a / (c->a + c->b), beta = gsl_sf_beta(c->a, c->b), mass, distance;
    bool low = z <= mean;
    double near = low ? c->a : c->b, far = low ? c->b : c->a;
    side at = { near, far, fmin(near, 1), beta, 0 };
    cm_status status = integrate(ctx, at, low ? z : 1 - z, &mass);
    at.power = 1;
    if (status == CM_OK) status = integrate(ctx, at, low ? z : 1 - z, &distance);
    if (status != CM_OK) return status;
    *p = low ? 1 - mass : mass;
    *above = low ? mean - distance : mass - distance;
    return CM_OK;
}

cm_status cm_committee_again(cm_ctx *ctx, const cm_committee *c, size_t quota, double z, double *value, double *passes)
{
    double n = (double)c->heads.n, mean = c->a / (c->a + c->b), p = z <= 0 ? 1 : 0, above = z <= 0 ? mean : 0, sum = 0;
    cm_status status = CM_OK;
    if (z > 0 && z < 1) status = moments(ctx, c, z, &p, &above);
    if (status != CM_OK) return status;
    *passes = 0;
    for (size_t k = quota; k <= c->heads.n; k++) {
        double in = (double)k, out = n - in, chance = 0;
        if (p > 0 && p < 1) chance = exp(gsl_sf_lnchoose((unsigned)c->heads.n, (unsigned)k) + in * log(p) + out * log1p(-p));
        if (!(p < 1)) chance = k == c->heads.n ? 1 : 0;
        if (!(chance > 0)) continue;
        *passes += chance;
        sum += chance * (in / n * above / p + (p < 1 ? out / n * (mean - above) / (1 - p) : 0));
    }
    *value = sum + (1 - *passes) * z;
    return CM_OK;
}

typedef struct nearer {
    side at;
    double mass;                      /* of those nearer than the distance */
} nearer;

/* Of two that near, y comes as the farther or as the nearer: y f(y) (G(y) - (mass - G(y))). */
static double ranked(double s, void *data)
{
    nearer *r = data;
    return weight(s, &r->at) * (2 * gsl_cdf_beta_P(pow(s, 1 / r->at.bend), r->at.near, r->at.far) - r->mass);
}

/* Half the mean difference of two values that are nearer than `distance` to the end of shape `near`. */
static cm_status halved_difference(cm_ctx *ctx, double near, double far, double distance, double mass, double *out)
{
    nearer r = { { near, far, fmin(near, 1), gsl_sf_beta(near, far), 1 }, mass };
    gsl_function f = { ranked, &r };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    double error;
    int code;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    code = gsl_integration_qags(&f, 0, pow(distance, r.at.bend), ctx->tol.cert * ctx->tol.cert, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: an integral over pairs is missed: %s", gsl_strerror(code));
}

/* Halved differences of two values above z, and of two below: the nearer end's by quadrature, the other's from that
 * of any two values, a quotient of beta functions; one of each differs by their means. */
static cm_status halves(cm_ctx *ctx, const cm_committee *c, double z, double p, double above, double *up, double *down)
{
    double a = c->a, b = c->b, mean = a / (a + b), any = 2 / (a + b) * gsl_sf_beta(a + b, a + b) / gsl_sf_beta(a, a) / gsl_sf_beta(b, b);
    double rest = any - (above * (1 - p) - (mean - above) * p);
    bool low = z <= mean;
    cm_status status = halved_difference(ctx, low ? a : b, low ? b : a, low ? z : 1 - z, low ? 1 - p : p, low ? down : up);
    if (low) *up = rest - *down;
    else *down = rest - *up;
    return status;
}

/* Number by number of those for it: all pairs of members. */
static cm_status check_spread(cm_ctx *ctx, const cm_committee *c, const cm_result *result, double z, double passes)
{
    const cm_value *inequality = cm_result_get(result, "inequality");
    double n = (double)c->heads.n, mean = c->a / (c->a + c->b), p = z <= 0 ? 1 : 0, above = z <= 0 ? mean : 0, apart = 0, sum = 0, up = 0, down = 0;
    bool told = !(c->heads.cost > 0) && c->heads.outside >= 0 && c->heads.outside <= 0 && passes > 0;
    cm_status status = CM_OK;
    if (inequality == NULL || inequality->kind != (told ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: inequality is %s", told ? "missing" : "a number, and gains are no share of anything"));
    if (!told) return CM_OK;
    z = fmin(1, fmax(0, z));                                        /* going on is worth more than nothing */
    if (z > 0 && z < 1) CM_TRY(moments(ctx, c, z, &p, &above));
    CM_TRY(halves(ctx, c, z, p, above, &up, &down));
    for (size_t k = c->heads.quota; k <= c->heads.n; k++) {
        double in = (double)k, out = n - in, chance = p < 1 ? exp(gsl_sf_lnchoose((unsigned)c->heads.n, (unsigned)k) + in * log(p) + out * log1p(-p)) : out > 0 ? 0 : 1;
        double high = above / p, low = p < 1 ? (mean - above) / (1 - p) : 0;
        apart += chance * (in * (in - 1) * up / p / p + in * out * (high - low) + (p < 1 ? out * (out - 1) * down / (1 - p) / (1 - p) : 0));
        sum += chance * (in * high + out * low);
    }
    CM_TRY(cm_printed_check(ctx, result, "inequality", apart / (n * sum), 1));
out:
    return status;
}

/* A printed threshold with what goes with it. */
static cm_status check_row(cm_ctx *ctx, const cm_committee *c, const cm_table *table, size_t row, size_t quota, double *gain)
{
    cm_value z = cm_table_get(table, row, "threshold"), v = cm_table_get(table, row, "value"), r = cm_table_get(table, row, "rounds");
    double value, passes, tol = ctx->tol.cert * c->scale;
    cm_status status;
    if (z.kind != CM_NUMBER || v.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a threshold is missing");
    status = cm_committee_again(ctx, c, quota, z.as.number, &value, &passes);
    if (status != CM_OK) return status;
    *gain = fabs(c->wait + c->heads.patience * value - z.as.number);
    if (!(*gain <= tol)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a quota of %zu going on is worth %.12g, not the threshold %.12g", quota, z.as.number + *gain, z.as.number);
    if (!(fabs(value - v.as.number) <= tol)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a quota of %zu a round is worth %.12g, not %.12g", quota, value, v.as.number);
    if (r.kind != (passes > 0 ? CM_NUMBER : CM_NONE) || (passes > 0 && !(fabs(r.as.number * passes - 1) <= ctx->tol.cert))) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a quota of %zu a proposal passes with probability %.12g, which is not as printed", quota, passes);
    }
    return CM_OK;
}

static cm_status check_thresholds(cm_ctx *ctx, const cm_committee *c, const cm_result *result, const cm_table *table, long within)
{
    const cm_value *count = cm_result_get(result, "equilibria");
    double largest = 0, value = 0, passes = 0, gain = 0, before = 0;
    size_t last = table->nrows - 1;
    cm_status status = CM_OK;
    if (count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)table->nrows) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the number of equilibria is %zu", table->nrows);
    for (size_t k = 0; k < table->nrows; k++) {
        cm_value approves = cm_table_get(table, k, "approves"), chance = cm_table_get(table, k, "passes"), z = cm_table_get(table, k, "threshold");
        double p = 0, above;
        CM_TRY(check_row(ctx, c, table, k, c->heads.quota, &gain));
        largest = fmax(largest, gain);
        if (k > 0 && !(z.as.number > before)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the threshold %.12g stands twice", z.as.number));
        before = z.as.number;
        if (z.as.number <= 0) p = 1;
        if (z.as.number > 0 && z.as.number < 1) CM_TRY(moments(ctx, c, z.as.number, &p, &above));
        CM_TRY(cm_committee_again(ctx, c, c->heads.quota, z.as.number, &value, &passes));
        if (!(approves.kind == CM_NUMBER && fabs(approves.as.number - p) <= ctx->tol.cert && chance.kind == CM_NUMBER && fabs(chance.as.number - passes) <= ctx->tol.cert)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a member votes in favour with probability %.12g, a proposal passes with %.12g", p, passes));
        }
    }
    CM_TRY(cm_printed_check(ctx, result, "threshold", cm_table_get(table, last, "threshold").as.number, c->scale));
    CM_TRY(cm_printed_check(ctx, result, "value", value, c->scale));
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", largest, c->scale));
    CM_TRY(cm_rounds_check(ctx, result, passes, within));
    CM_TRY(check_spread(ctx, c, result, cm_table_get(table, last, "threshold").as.number, passes));
out:
    return status;
}

/* Between the places of a grid of its own the sign may not change more often than thresholds are printed. */
static cm_status check_scan(cm_ctx *ctx, const cm_committee *c, size_t printed)
{
    size_t changes = 0;
    double low = fmin(-1, 2 * c->wait), high = fmax(2, 2 * c->wait / (1 - c->heads.patience)), before = 0;
    for (int i = 0; i <= PLACES; i++) {
        double z = i == 0 ? low : i == PLACES ? high : (double)i / PLACES, value, passes, now;
        cm_status status = cm_committee_again(ctx, c, c->heads.quota, z, &value, &passes);
        if (status != CM_OK) return status;
        now = c->wait + c->heads.patience * value - z;
        if (i > 0 && (before < 0) != (now < 0)) changes++;
        before = now;
    }
    return changes <= printed ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: there are at least %zu thresholds, and %zu are printed", changes, printed);
}

static cm_status check_quotas(cm_ctx *ctx, const cm_committee *c, const cm_result *result, const cm_table *table)
{
    const cm_value *best = cm_result_get(result, "best_quota"), *value = cm_result_get(result, "value");
    double top, gain;
    cm_status status = CM_OK;
    if (best == NULL || best->kind != CM_INTEGER || best->as.integer < 1 || best->as.integer > (int64_t)c->heads.n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no best quota");
    top = cm_table_get(table, (size_t)best->as.integer - 1, "value").as.number;
    for (size_t q = 1; q <= c->heads.n; q++) {
        cm_value number = cm_table_get(table, q - 1, "quota"), v = cm_table_get(table, q - 1, "value");
        if (number.kind != CM_INTEGER || number.as.integer != (int64_t)q) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: quota %zu is missing", q));
        CM_TRY(check_row(ctx, c, table, q - 1, q, &gain));
        if (v.as.number > top && !cm_close(&ctx->tol, v.as.number, top)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a quota of %zu is better than %lld", q, (long long)best->as.integer));
    }
    if (!(fabs(cm_table_get(table, c->heads.quota - 1, "value").as.number - value->as.number) <= ctx->tol.cert * c->scale)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the value under the committee's own quota is not %.12g", value->as.number));
    }
    if (top > 0) CM_TRY(cm_printed_check(ctx, result, "captured", value->as.number / top, 1));
out:
    return status;
}

cm_status cm_committee_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_table *thresholds = cm_result_find(result, "thresholds"), *quotas = cm_result_find(result, "quotas");
    cm_committee c;
    cm_status status = cm_committee_read(ctx, game, params, &c);
    if (status != CM_OK) return status;
    if (thresholds == NULL || thresholds->nrows == 0 || quotas == NULL || quotas->nrows != c.heads.n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: thresholds or quotas are missing");
    CM_TRY(check_thresholds(ctx, &c, result, thresholds, ((const cm_committee_params *)params)->within));
    CM_TRY(check_scan(ctx, &c, thresholds->nrows));
    CM_TRY(check_quotas(ctx, &c, result, quotas));
out:
    return status;
}
