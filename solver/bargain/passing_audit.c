/* passing_audit.c: what passes, by halving and by trying. */
#include "solver/bargain/passing_audit.h"

#include <math.h>
#include <stdlib.h>

enum { HALVINGS = 200 };

double cm_passing_audit_utility(const cm_passing_audit *a, size_t i, double x)
{
    return cm_spatial_utility(a->s, i, &x);
}

static void measure(const cm_ctx *ctx, cm_passing_audit *a)
{
    double low = a->s->status_quo[0], high = low;
    for (size_t i = 0; i < a->s->n; i++) {
        low = fmin(low, a->s->ideal[i]);
        high = fmax(high, a->s->ideal[i]);
    }
    a->scale = high > low ? high - low : 1;
    for (size_t i = 0; i < a->s->n; i++) a->utility_scale = fmax(a->utility_scale, fmax(-cm_passing_audit_utility(a, i, low), -cm_passing_audit_utility(a, i, high)));
    if (!(a->utility_scale > 0)) a->utility_scale = 1;
    a->near = ctx->tol.cert * a->scale;
    a->fine = ctx->tol.abs * a->scale;
}

/* The farthest step from the ideal, in one direction, that member j accepts; by halving. */
static double reach(const cm_passing_audit *a, size_t j, double side)
{
    double inside = 0, outside = a->scale, ideal = a->s->ideal[j];
    for (int k = 0; k < HALVINGS && cm_passing_audit_utility(a, j, ideal + side * outside) >= a->v[j]; k++) outside *= 2;
    if (cm_passing_audit_utility(a, j, ideal + side * outside) >= a->v[j]) return HUGE_VAL;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = inside + (outside - inside) / 2;
        if (cm_passing_audit_utility(a, j, ideal + side * middle) >= a->v[j]) inside = middle;
        else outside = middle;
    }
    return inside;
}

static int by_size(const void *x, const void *y)
{
    const double *l = x, *r = y;
    return (*l > *r) - (*l < *r);
}

void cm_passing_audit_find(cm_passing_audit *a)
{
    a->nplaces = 0;
    for (size_t j = 0; j < a->p->n; j++) {
        a->left[j] = a->s->ideal[j] - reach(a, j, -1);
        a->right[j] = a->s->ideal[j] + reach(a, j, 1);
        if (a->s->red_low != NULL) {
            a->left[j] = fmax(a->left[j], a->s->red_low[j]);
            a->right[j] = fmin(a->right[j], a->s->red_high[j]);
        }
        if (isfinite(a->left[j])) a->place[a->nplaces++] = a->left[j];
        if (isfinite(a->right[j])) a->place[a->nplaces++] = a->right[j];
        a->place[a->nplaces++] = a->s->ideal[j];
    }
    qsort(a->place, a->nplaces, sizeof *a->place, by_size);
    for (size_t k = 0; k < a->nplaces; k++) a->pass[k] = cm_passing_audit_passes(a, a->place[k]);
}

bool cm_passing_audit_passes(const cm_passing_audit *a, double x)
{
    double slack = a->near / 4;
    for (size_t j = 0; j < a->p->n; j++) a->in[j] = a->left[j] <= a->right[j] && x >= a->left[j] - slack && x <= a->right[j] + slack;
    return cm_vote_wins(&a->p->vote, a->in);
}

double cm_passing_audit_best(const cm_passing_audit *a, size_t i, double *best)
{
    double nearest = HUGE_VAL;
    for (size_t k = 0; k < a->nplaces; k++) {
        double off = fabs(a->place[k] - a->s->ideal[i]);
        if (!a->pass[k] || off >= nearest) continue;
        nearest = off;
        *best = a->place[k];
    }
    return nearest;
}

cm_status cm_passing_audit_init(cm_ctx *ctx, cm_arena *arena, const cm_protocol *protocol, cm_passing_audit *a)
{
    size_t n = protocol->n;
    *a = (cm_passing_audit){ .p = protocol, .s = protocol->spatial };
    a->v = CM_NEW(ctx, arena, n, double);
    a->left = CM_NEW(ctx, arena, n, double);
    a->right = CM_NEW(ctx, arena, n, double);
    a->in = CM_NEW(ctx, arena, n, unsigned char);
    a->place = CM_NEW(ctx, arena, 3 * n, double);
    a->pass = CM_NEW(ctx, arena, 3 * n, unsigned char);
    if (ctx->status == CM_OK) measure(ctx, a);
    return ctx->status;
}

static double sum_of_gains(const cm_passing_audit *a, double x)
{
    double sum = 0;
    for (size_t i = 0; i < a->p->n; i++) sum += cm_passing_audit_utility(a, i, x) - cm_passing_audit_utility(a, i, a->s->status_quo[0]);
    return sum;
}

/* The top of the sum of gains, which is concave: by thirds. */
static double attainable(const cm_passing_audit *a)
{
    double low = a->s->status_quo[0], high = low;
    for (size_t i = 0; i < a->p->n; i++) {
        low = fmin(low, a->s->ideal[i]);
        high = fmax(high, a->s->ideal[i]);
    }
    for (int k = 0; k < HALVINGS; k++) {
        double third = (high - low) / 3;
        if (sum_of_gains(a, low + third) < sum_of_gains(a, high - third)) low += third;
        else high -= third;
    }
    return fmax(0, sum_of_gains(a, low + (high - low) / 2));
}

/* Nothing where `bar` says that there is nothing to divide by, and a number else; at the bar either. */
static cm_status check_share(cm_ctx *ctx, const cm_result *result, const char *name, double above, double bar, double expected)
{
    const cm_value *value = cm_result_get(result, name);
    bool number = value != NULL && value->kind == CM_NUMBER;
    if (value == NULL || (number ? above < bar / 2 : above > 2 * bar)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %s", name, number ? "a number, and there is nothing to divide by" : "missing");
    if (number && !(fabs(value->as.number - expected) <= ctx->tol.cert * fmax(1, fabs(expected)))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, value->as.number, expected);
    return CM_OK;
}

bool cm_passing_audit_moves(const cm_passing_audit *audit, double x, bool sure)
{
    return fabs(x - audit->s->status_quo[0]) > (sure ? 2 * audit->fine : audit->fine / 2);
}

cm_status cm_passing_audit_value(cm_ctx *ctx, const cm_result *result, const char *name, bool there, double should, double slack)
{
    const cm_value *value = cm_result_get(result, name);
    bool number = value != NULL && value->kind == CM_NUMBER;
    if (number == there && (!there || fabs(value->as.number - should) <= slack)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, number ? value->as.number : NAN, should);
}

cm_status cm_passing_audit_between(cm_ctx *ctx, const cm_result *result, const char *name, double low, double high)
{
    const cm_value *value = cm_result_get(result, name);
    double slack = ctx->tol.cert;
    if (value != NULL && value->kind == CM_NUMBER && value->as.number >= low - slack && value->as.number <= high + slack) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, value != NULL && value->kind == CM_NUMBER ? value->as.number : NAN, low);
}

cm_status cm_passing_audit_gains(cm_ctx *ctx, const cm_passing_audit *audit, const cm_result *result)
{
    const cm_table *gains = cm_result_find(result, "gains");
    size_t n = audit->p->n;
    double total = 0, apart = 0, least = 0, most = attainable(audit), bar = ctx->tol.abs * audit->utility_scale;
    cm_status status;
    if (gains == NULL || gains->nrows < n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the gains are missing");
    for (size_t i = 0; i < n; i++) {
        cm_value gain = cm_table_get(gains, i, "gain");
        if (gain.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: gain %zu is missing", i + 1);
        for (size_t j = 0; j < i; j++) apart += fabs(gain.as.number - cm_table_get(gains, j, "gain").as.number);
        total += gain.as.number;
        least = fmin(least, gain.as.number);
    }
    CM_TRY(check_share(ctx, result, "captured", most, bar, total / most));
    CM_TRY(check_share(ctx, result, "inequality", least < -bar ? 0 : total, bar, apart / ((double)n * total)));
out:
    return status;
}
