/* attrition_check.c: the certificate of wars of attrition.
 *
 * A type's gain from stopping when another type would is integrated over the others' types; no printed type may gain
 * by another's time.  Times between the printed ones come from integrating the rule; delay and gain are means over
 * the type at which the war ends, and what all have is, by the envelope theorem, the integral of who wins.  The chance
 * of an end in time is an integral over the type that ends it, up to the type whose wait, by halving, is so long. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>

#include "solver/bargain/attrition.h"
#include "solver/bargain/headcount.h"

enum { PIECES = 200, POINTS = 40, HALVINGS = 60, FARTHEST = 36 };       /* e^-36 of the types wait longer */

typedef struct probe {
    const cm_war *war;
    const gsl_integration_glfixed_table *table;
    double type;                      /* whose gain */
    int what;
    double time;                      /* of `within` */
} probe;

/* T(x) with u = -ln(1 - F): dx = (high - x) du takes the pole away. */
static double wait_until(const probe *p, double end)
{
    const cm_war *w = p->war;
    double width = w->high - w->low, sum = 0;
    for (size_t k = 0; k < POINTS; k++) {
        double u, weight, c;
        (void)gsl_integration_glfixed_point(0, end, k, &u, &weight, p->table);
        c = w->high - width * exp(-u);
        sum += weight * (w->kind == CM_WAR_VOLUNTEER ? ((double)w->n - 1) * c / (w->rate * (w->benefit - c) + w->cost) : c / w->cost);
    }
    return sum;
}

static double wait_of(const probe *p, double x)
{
    return wait_until(p, log((p->war->high - p->war->low) / (p->war->high - x)));
}

/* The share of types that wait no longer than `time`. */
static double gone(const probe *p, double time)
{
    double low = 0, high = FARTHEST;
    if (!(time > 0)) return 0;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = (low + high) / 2;
        if (wait_until(p, middle) < time) low = middle; else high = middle;
    }
    return -expm1(-high);
}

/* A volunteer's gain when it acts, or another does, after t. */
static double at(const cm_war *w, double worth, double t)
{
    double discount = exp(-w->rate * t);
    return worth * discount - w->cost * (1 - discount) / w->rate;
}

enum { OTHER_ENDS, THIRD_ENDS, WAR_ENDS, GAIN, PAID, ENDS_HERE };

/* Densities of the type at which the war ends, times time or gain there. */
static double integrand(double y, void *data)
{
    const probe *p = data;
    const cm_war *w = p->war;
    double n = (double)w->n, width = w->high - w->low, f = (y - w->low) / width, left = 1 - f, t = wait_of(p, y);
    if (p->what == ENDS_HERE && w->kind != CM_WAR_VOLUNTEER) {       /* y is the second; the third, if any, left in time */
        double third = w->kind == CM_WAR_EXIT && n > 2 ? pow(gone(p, t - p->time), n - 2) : 0;
        return n * (n - 1) / width * left * (pow(f, n - 2) - third);
    }
    if (w->kind == CM_WAR_VOLUNTEER) {
        if (p->what == ENDS_HERE) return n / width * pow(left, n - 1);
        if (p->what == PAID) return n / width * pow(left, n - 1) * y * exp(-w->rate * t);
        if (p->what == OTHER_ENDS) return (n - 1) / width * pow(left, n - 2) * at(w, w->benefit, t);
        if (p->what == WAR_ENDS) return n / width * pow(left, n - 1) * t;
        return n / width * pow(left, n - 1) * (n * at(w, w->benefit, t) - y * exp(-w->rate * t));
    }
    if (p->what == OTHER_ENDS && w->kind == CM_WAR_EXIT) return (p->type - w->cost * t) / width;
    if (p->what == OTHER_ENDS) return (n - 1) / width * pow(f, n - 2) * (p->type - w->cost * t);
    if (p->what == THIRD_ENDS) return n < 3 ? 0 : -(n - 1) * (n - 2) / width * pow(f, n - 3) * left * w->cost * t;
    if (w->kind == CM_WAR_CONCESSION) return n * (n - 1) / width * pow(f, n - 2) * left * t;                  /* of the second */
    /* exit: T at the second less T at the third, whose density is that of y here */
    return n * (n - 1) / width * (pow(f, n - 2) * left - (n < 3 ? 0 : (n - 2) / 2 * pow(f, n - 3) * left * left)) * t;
}

static cm_status integrate(cm_ctx *ctx, probe p, int what, double low, double high, double *out)
{
    gsl_function f = { integrand, &p };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    double error;
    int code;
    p.what = what;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    code = gsl_integration_qags(&f, low, high, ctx->tol.abs, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: an integral is missed: %s", gsl_strerror(code));
}

/* What a type gets on average when it stops after `t`, the time at which x stops. */
static cm_status payoff(cm_ctx *ctx, probe p, double x, double t, double *out)
{
    const cm_war *w = p.war;
    double n = (double)w->n, f = (x - w->low) / (w->high - w->low), before, later = 0;
    cm_status status;
    CM_TRY(integrate(ctx, p, OTHER_ENDS, w->low, x, &before));
    if (w->kind == CM_WAR_CONCESSION) CM_TRY(integrate(ctx, p, THIRD_ENDS, x, w->high, &later));
    *out = before + later;
    if (w->kind == CM_WAR_VOLUNTEER) *out += pow(1 - f, n - 1) * at(w, w->benefit - p.type, t);
    if (w->kind == CM_WAR_CONCESSION) *out -= (n - 1) * pow(f, n - 2) * (1 - f) * w->cost * t;
    if (w->kind == CM_WAR_EXIT) *out -= (1 - f) * w->cost * t;                  /* two are left, from the lowest type on */
out:
    return status;
}

static cm_status deviation(cm_ctx *ctx, probe p, const cm_table *types, double *largest)
{
    cm_status status = CM_OK;
    *largest = 0;
    for (size_t k = 0; k < types->nrows; k++) {
        double truth, other;
        p.type = cm_table_get(types, k, "type").as.number;
        CM_TRY(payoff(ctx, p, p.type, cm_table_get(types, k, "waits").as.number, &truth));
        for (size_t j = 0; j < types->nrows; j++) {
            CM_TRY(payoff(ctx, p, cm_table_get(types, j, "type").as.number, cm_table_get(types, j, "waits").as.number, &other));
            *largest = fmax(*largest, other - truth);
        }
    }
out:
    return status;
}

cm_status cm_war_deviation(cm_ctx *ctx, const cm_war *war, const cm_table *types, double *largest)
{
    probe p = { .war = war, .table = NULL };
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    cm_status status;
    if (table == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    p.table = table;
    status = deviation(ctx, p, types, largest);
    gsl_integration_glfixed_table_free(table);
    return status;
}

static cm_status check_types(cm_ctx *ctx, probe p, const cm_table *types, const cm_result *result)
{
    const cm_war *w = p.war;
    double scale = fmax(w->benefit, w->high), largest;
    cm_status status = CM_OK;
    for (size_t k = 0; k < types->nrows; k++) {
        cm_value x = cm_table_get(types, k, "type"), t = cm_table_get(types, k, "waits");
        double expected, type = w->low + (w->high - w->low) * (double)k / (double)types->nrows;
        if (x.kind != CM_NUMBER || !(fabs(x.as.number - type) <= ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not of type %.12g", k + 1, type));
        expected = wait_of(&p, x.as.number);
        if (t.kind != CM_NUMBER || !(fabs(t.as.number - expected) <= ctx->tol.cert * (1 + expected))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: type %.6g waits %.12g", type, expected));
    }
    CM_TRY(deviation(ctx, p, types, &largest));
    if (!(largest <= ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a type gains %.3g by waiting as long as another", largest));
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", largest, scale));
out:
    return status;
}

/* Who pays differs from all others by what it pays. */
static cm_status check_spread(cm_ctx *ctx, probe p, const cm_result *result, double gain)
{
    const cm_war *w = p.war;
    const cm_value *inequality = cm_result_get(result, "inequality");
    double n = (double)w->n, paid;
    bool told = w->kind == CM_WAR_VOLUNTEER && !(w->cost > 0);
    cm_status status = CM_OK;
    if (inequality == NULL || inequality->kind != (told ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: inequality is %s", told ? "missing" : "a number, and somebody may lose"));
    if (!told) return CM_OK;
    CM_TRY(integrate(ctx, p, PAID, w->low, w->high, &paid));
    CM_TRY(cm_printed_check(ctx, result, "inequality", 2 * (n - 1) * paid / (2 * n * gain), 1));
out:
    return status;
}

/* Of an exit the second may be later than `within` when the third is late as well. */
static cm_status check_within(cm_ctx *ctx, probe p, const cm_result *result)
{
    const cm_war *w = p.war;
    double early, late = 0, end = w->low + (w->high - w->low) * gone(&p, p.time);
    cm_status status;
    CM_TRY(integrate(ctx, p, ENDS_HERE, w->low, end, &early));
    if (w->kind == CM_WAR_EXIT && w->n > 2) CM_TRY(integrate(ctx, p, ENDS_HERE, end, w->high, &late));
    CM_TRY(cm_printed_check(ctx, result, "within", early + late, 1));
out:
    return status;
}

static cm_status check_means(cm_ctx *ctx, probe p, const cm_result *result)
{
    const cm_war *w = p.war;
    double n = (double)w->n, width = w->high - w->low, delay, gain, first, top = fmax(w->benefit, w->high);
    cm_status status;
    CM_TRY(integrate(ctx, p, WAR_ENDS, w->low, w->high, &delay));
    CM_TRY(cm_printed_check(ctx, result, "delay", delay, 1 + delay));
    CM_TRY(cm_printed_check(ctx, result, "rounds", 1 + delay, 1 + delay));
    CM_TRY(cm_printed_check(ctx, result, "agreement", 1, 1));
    first = w->kind == CM_WAR_VOLUNTEER ? n * w->benefit - w->low - width / (n + 1) : w->high - width / (n + 1);
    if (w->kind == CM_WAR_VOLUNTEER) CM_TRY(integrate(ctx, p, GAIN, w->low, w->high, &gain));
    if (w->kind == CM_WAR_CONCESSION) gain = first - n * w->cost * delay;
    if (w->kind == CM_WAR_EXIT) gain = width / (n + 1);      /* n times the mean of the integral of F^(n-1) */
    CM_TRY(cm_printed_check(ctx, result, "gain", gain / n, top));
    CM_TRY(cm_printed_check(ctx, result, "captured", gain / first, 1));
    CM_TRY(check_spread(ctx, p, result, gain));
    CM_TRY(check_within(ctx, p, result));
out:
    return status;
}

cm_status cm_war_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_table *types = cm_result_find(result, "types");
    gsl_integration_glfixed_table *table = NULL;
    cm_war war;
    cm_status status;
    CM_TRY(cm_war_read(ctx, game, params, &war));
    if (types == NULL || types->nrows < 2) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the types are missing"));
    table = gsl_integration_glfixed_table_alloc(POINTS);
    if (table == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for an integral"));
    CM_TRY(check_types(ctx, (probe){ .war = &war, .table = table }, types, result));
    CM_TRY(check_means(ctx, (probe){ .war = &war, .table = table, .time = (double)((const cm_attrition_params *)params)->within }, result));
out:
    if (table != NULL) gsl_integration_glfixed_table_free(table);
    return status;
}
