/* copeland_check.c: shares and slope found again, member by member.
 *
 * Member j is above member i in the half turn around the direction from i to j.  A sweep over the ends of those
 * half turns meets every coalition that is ever above i; i is the pivot where they do not win, and do with i.
 * Only one member is looked at at a time, and no order is kept. */
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <stdlib.h>

#include "solver/spatial/copeland.h"
#include "solver/spatial/metric.h"

enum { NODES = 16 };             /* of a Gauss rule on at most a quarter turn of a sinusoid squared: exact to rounding */

typedef struct passing {
    double angle;
    size_t member;
    int sign;
} passing;

typedef struct audit {
    const cm_metric *metric;
    cm_tally above;
    passing *passing;
    size_t npassings;
    const gsl_integration_glfixed_table *rule;
    double q[2], area, slope[2];
} audit;

static int by_angle(const void *a, const void *b)
{
    const passing *left = a, *right = b;
    if (left->angle != right->angle) return left->angle < right->angle ? -1 : 1;
    return left->sign - right->sign;
}

static bool decides(audit *s, size_t i)
{
    bool with;
    if (cm_tally_wins(&s->above)) return false;
    cm_tally_add(&s->above, i, 1);
    with = cm_tally_wins(&s->above);
    cm_tally_add(&s->above, i, -1);
    return with;
}

/* Half the integral of R^2, R = 2 (a - q).u, and of R u, over the part of from .. to where R > 0. */
static void add_arc(audit *s, size_t i, double from, double to)
{
    double x = s->metric->point[2 * i] - s->q[0], y = s->metric->point[2 * i + 1] - s->q[1];
    double cut = fmod(atan2(y, x) + M_PI_2 - from, M_PI);      /* where R changes its sign, if it does */
    if (cut < 0) cut += M_PI;
    cut = fmin(from + cut, to);
    for (int half = 0; half < 2; half++) {
        double low = half == 0 ? from : cut, high = half == 0 ? cut : to;
        for (size_t k = 0; high > low && k < NODES; k++) {
            double angle, weight, r;
            gsl_integration_glfixed_point(low, high, k, &angle, &weight, s->rule);
            r = 2 * fmax(0, x * cos(angle) + y * sin(angle));
            s->area += weight * r * r / 2;
            s->slope[0] += weight * r * cos(angle);
            s->slope[1] += weight * r * sin(angle);
        }
    }
}

static void put_passings(audit *s, size_t i, double tie)
{
    const double *at = s->metric->point;
    s->npassings = 0;
    cm_tally_clear(&s->above);
    for (size_t j = 0; j < s->metric->n; j++) {
        double x = at[2 * j] - at[2 * i], y = at[2 * j + 1] - at[2 * i + 1], from = atan2(y, x) - M_PI_2, to = from + M_PI;
        if (j == i) continue;
        if (hypot(x, y) <= tie) {
            if (j < i) cm_tally_add(&s->above, j, 1);
            continue;
        }
        if (from < 0 && to > 0) cm_tally_add(&s->above, j, 1);
        if (from < 0) from += 2 * M_PI;
        if (to <= 0) to += 2 * M_PI;
        s->passing[s->npassings++] = (passing){ from, j, 1 };
        s->passing[s->npassings++] = (passing){ to, j, -1 };
    }
    qsort(s->passing, s->npassings, sizeof *s->passing, by_angle);
}

/* The part of a turn in which i decides. */
static double share_of(audit *s, size_t i, double tie)
{
    double at = 0, sum = 0;
    put_passings(s, i, tie);
    for (size_t k = 0; k <= s->npassings; k++) {
        double next = k < s->npassings ? s->passing[k].angle : 2 * M_PI;
        if (next > at && decides(s, i)) {
            sum += next - at;
            for (double from = at; from < next; from += M_PI_2) add_arc(s, i, from, fmin(from + M_PI_2, next));
        }
        if (k < s->npassings) cm_tally_add(&s->above, s->passing[k].member, s->passing[k].sign);
        at = next;
    }
    return sum / (2 * M_PI);
}

/* On one issue: half for the one with whom those above it win, half for below. */
static double share_on_a_line(audit *s, size_t i, double tie)
{
    double share = 0;
    for (int side = -1; side <= 1; side += 2) {
        double reach = 2 * side * (s->metric->point[i] - s->q[0]);
        cm_tally_clear(&s->above);
        for (size_t j = 0; j < s->metric->n; j++) {
            double off = side * (s->metric->point[j] - s->metric->point[i]);
            if (off > 0 || (off == 0 && j < i)) cm_tally_add(&s->above, j, 1);
        }
        if (!decides(s, i)) continue;
        share += 0.5;
        s->area += fmax(0, reach);
        if (reach > 2 * tie) s->slope[0] += side;      /* a step that way shortens this side, and lengthens the other if it is there */
    }
    return share;
}

static cm_status check_shares(cm_ctx *ctx, audit *s, const cm_table *table)
{
    const cm_metric *metric = s->metric;
    if (table == NULL || table->nrows != metric->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not everybody has a share");
    for (size_t i = 0; i < metric->n; i++) {
        cm_value value = cm_table_get(table, i, "share");
        double share = metric->d == 2 ? share_of(s, i, ctx->tol.abs) : share_on_a_line(s, i, ctx->tol.slack);
        if (value.kind != CM_NUMBER || !(fabs(value.as.number - share) <= ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: the share of '%s' is %.12g", metric->game->player[i], share);
        }
    }
    return CM_OK;
}

static cm_status check_point(cm_ctx *ctx, const audit *s, double area, bool core)
{
    double found = s->area, slope = hypot(s->slope[0], s->slope[1]), unit = cm_metric_volume(s->metric);
    if (!(fabs(found - area / unit) <= ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: what beats the point has area %.12g, not %.12g", found * unit, area);
    }
    if (core != !(area > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in the core and beaten, by an area of %.12g", area);
    if (!(slope <= ctx->tol.cert)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the area falls by a step off the point: its slope is %.3g", slope);
    }
    return CM_OK;
}

cm_status cm_copeland_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_value *area = cm_result_get(result, "area"), *core = cm_result_get(result, "core");
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);
    cm_arena scratch = { NULL };
    cm_metric metric;
    audit s = { .metric = &metric, .rule = rule };
    cm_status status = CM_OK;
    (void)params;
    if (rule == NULL) CM_TRY(cm_fail(ctx, CM_E_MEMORY, "no memory"));
    if (area == NULL || area->kind != CM_NUMBER || core == NULL || core->kind != CM_TRUTH) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no area is given"));
    }
    CM_TRY(cm_metric_plane(ctx, &scratch, &game->as.spatial, "copeland", &metric));
    CM_TRY(cm_tally_init(ctx, &scratch, game->as.spatial.vote, &s.above));
    s.passing = CM_NEW(ctx, &scratch, 2 * metric.n, passing);
    if (s.passing == NULL) CM_TRY(ctx->status);
    if (!cm_metric_read(&metric, result, "point", s.q)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no point"));
    CM_TRY(check_shares(ctx, &s, cm_result_find(result, "shares")));
    CM_TRY(check_point(ctx, &s, area->as.number, core->as.truth));
out:
    if (rule != NULL) gsl_integration_glfixed_table_free(rule);
    cm_arena_free(&scratch);
    return status;
}
