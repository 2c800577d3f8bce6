/* closed.c: chances in closed form, or by one integral. */
#include "models/closed.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

enum { PIECES = 1000 };

/* ---- two issues ---- */

typedef struct plane {
    size_t n, count;
    const double *weight;
    const double (*mean)[2], (*sd)[2];
} plane;

/* The density of the direction (c, s) of a normal point: of r^2 exp(-(A r^2 - 2 B r + C) / 2) over r > 0. */
static double density(const double *mean, const double *sd, double c, double s)
{
    double u = c / sd[0], v = s / sd[1], x = mean[0] / sd[0], y = mean[1] / sd[1];
    double a = u * u + v * v, z = (u * x + v * y) / sqrt(a), square = x * x + y * y;
    double tail = z * sqrt(2 * M_PI) * exp((z * z - square) / 2) * gsl_cdf_ugaussian_P(z);
    return fmax(0, exp(-square / 2) + tail) / (2 * M_PI * sd[0] * sd[1] * a);
}

static double integrand(double t, void *params)
{
    const plane *p = params;
    double c = cos(t), s = sin(t), f = 0, half = 0;
    for (size_t b = 0; b < p->count; b++) {
        const double *mean = p->mean[b], *sd = p->sd[b];
        f += p->weight[b] * density(mean, sd, c, s);
        half += p->weight[b] * gsl_cdf_ugaussian_P((c * mean[1] - s * mean[0]) / hypot(s * sd[0], c * sd[1]));
    }
    return f * pow(half, (double)p->n - 1);
}

/* Pieces end where a bloc lies and across from it, so that no narrow peak falls between two points looked at. */
static size_t pieces_of(const plane *p, double *at)
{
    size_t count = 0;
    at[count++] = -M_PI;
    at[count++] = M_PI;
    for (size_t b = 0; b < p->count; b++) {
        double t = atan2(p->mean[b][1], p->mean[b][0]);
        at[count++] = t;
        at[count++] = t > 0 ? t - M_PI : t + M_PI;
    }
    for (size_t i = 1; i < count; i++) {
        double x = at[i];
        size_t k = i;
        for (; k > 0 && at[k - 1] > x; k--) at[k] = at[k - 1];
        at[k] = x;
    }
    return count;
}

cm_status cm_closed_planar(cm_ctx *ctx, size_t n, size_t count, const double *weight, const double (*mean)[2],
                           const double (*sd)[2], double *chance)
{
    cm_arena scratch = { NULL };
    plane p = { n, count, weight, mean, sd };
    gsl_function f = { integrand, &p };
    double *at = CM_NEW(ctx, &scratch, 2 * count + 2, double), value, error, sum = 0;
    gsl_integration_workspace *work = at != NULL ? gsl_integration_workspace_alloc(PIECES) : NULL;
    size_t ends;
    cm_status status = ctx->status;
    if (at != NULL && work == NULL) status = cm_fail(ctx, CM_E_MEMORY, "out of memory");
    ends = status == CM_OK ? pieces_of(&p, at) : 0;
    for (size_t i = 0; i + 1 < ends && status == CM_OK; i++) {
        if (!(at[i] < at[i + 1])) continue;
        if (gsl_integration_qag(&f, at[i], at[i + 1], ctx->tol.abs / (double)n, ctx->tol.rel, PIECES, GSL_INTEG_GAUSS31, work, &value, &error) != GSL_SUCCESS) {
            status = cm_fail(ctx, CM_E_NUMERIC, "the chance that all of %zu members lie in a half-plane cannot be integrated from %g to %g", n, at[i], at[i + 1]);
        }
        sum += value;
    }
    *chance = fmin(1, (double)n * sum);
    if (work != NULL) gsl_integration_workspace_free(work);
    cm_arena_free(&scratch);
    return status;
}

/* ---- a cell ---- */

bool cm_closed_reaches(const cm_cell *cell)
{
    const cm_scenario *s = cell->scenario;
    const cm_members *m = cell->venue != NULL ? &cell->venue->members : NULL;
    bool counts = cell->consensus || (cell->headcount && 2 * cell->quota > (int64_t)cell->size);
    if (m == NULL || cell->nparts > 0 || cell->text != NULL || s->nblocs == 0 || s->within > 0 || s->truncate || s->red_low != NULL) return false;
    if (m->picked && m->pick != CM_PICK_RANDOM) return false;
    return cell->fixed_vote && counts && cell->size > 0 && cm_coalition_count(&m->who.bloc) == 0 && cm_coalition_count(&m->who.player) >= cell->size;
}

/* Is the gradient of everybody a fixed positive multiple of the position, issue by issue? */
static bool weighs(const cm_cell *cell)
{
    const cm_scenario *s = cell->scenario;
    for (size_t b = 0; b < s->nblocs; b++) {
        for (size_t j = 0; j < cell->venue->nissues; j++) {
            const cm_spread *salience = &s->bloc[b].salience[cell->venue->issue[j]];
            if (salience->dist != CM_POINT || !(salience->a > 0)) return false;
        }
    }
    return true;
}

/* Are all positions normal (and, where asked, around the status quo)? */
static bool is_normal(const cm_cell *cell, bool centred)
{
    const cm_scenario *s = cell->scenario;
    for (size_t b = 0; b < s->nblocs; b++) {
        for (size_t j = 0; j < cell->venue->nissues; j++) {
            size_t k = cell->venue->issue[j];
            const cm_spread *ideal = &s->bloc[b].ideal[k];
            if (ideal->dist != CM_NORMAL || !(ideal->b > 0)) return false;
            if (centred && (ideal->a < s->status_quo[k] || ideal->a > s->status_quo[k])) return false;
        }
    }
    return true;
}

/* At least `needed` of the members on one side of an issue; they are more than half, so never on both. */
static double side(const cm_cell *cell, size_t k)
{
    const cm_scenario *s = cell->scenario;
    double quo = s->status_quo[k], above = 0, below = 0;
    unsigned n = (unsigned)cell->size, q = (unsigned)cell->needed;
    for (size_t b = 0; b < s->nblocs; b++) {
        const cm_spread *ideal = &s->bloc[b].ideal[k];
        double under = ideal->dist == CM_POINT ? ideal->a < quo : cm_spread_below(ideal, quo);
        double over = ideal->dist == CM_POINT ? ideal->a > quo : 1 - under;
        below += s->bloc[b].weight * under;
        above += s->bloc[b].weight * over;
    }
    if (q == n) return pow(above, n) + pow(below, n);
    return gsl_cdf_binomial_Q(q - 1, fmin(1, above), n) + gsl_cdf_binomial_Q(q - 1, fmin(1, below), n);
}

static cm_status planar(cm_ctx *ctx, cm_cell *cell)
{
    const cm_scenario *s = cell->scenario;
    cm_arena scratch = { NULL };
    double *weight = CM_NEW(ctx, &scratch, s->nblocs, double);
    double (*mean)[2] = cm_alloc(ctx, &scratch, s->nblocs, sizeof *mean), (*sd)[2] = cm_alloc(ctx, &scratch, s->nblocs, sizeof *sd);
    cm_status status = ctx->status;
    for (size_t b = 0; b < s->nblocs && status == CM_OK; b++) {
        weight[b] = s->bloc[b].weight;
        for (size_t j = 0; j < 2; j++) {
            size_t k = cell->venue->issue[j];
            double salience = s->bloc[b].salience[k].a;
            mean[b][j] = salience * (s->bloc[b].ideal[k].a - s->status_quo[k]);
            sd[b][j] = salience * s->bloc[b].ideal[k].b;
        }
    }
    if (status == CM_OK) status = cm_closed_planar(ctx, cell->size, s->nblocs, weight, (const double (*)[2])mean, (const double (*)[2])sd, &cell->expected);
    cm_arena_free(&scratch);
    return status;
}

static bool one_bloc(const cm_scenario *s)
{
    size_t count = 0;
    for (size_t b = 0; b < s->nblocs; b++) count += s->bloc[b].weight > 0;
    return count == 1;
}

cm_status cm_closed_plan(cm_ctx *ctx, cm_cell *cell)
{
    const cm_venue *v = cell->venue;
    size_t d = v->nissues;
    double sum = 0, all = 1, none = 1;
    if (!cm_closed_reaches(cell)) return CM_OK;
    cell->controlled = true;
    cell->needed = cell->consensus ? cell->size : (size_t)cell->quota;
    for (size_t j = 0; j < d; j++) {
        double chance = side(cell, v->issue[j]);
        sum += chance;
        all *= chance;
        none *= 1 - chance;
    }
    cell->expected = sum / (double)d;
    if (!weighs(cell)) return CM_OK;
    cell->closed = true;
    if (d == 1) return CM_OK;
    if (v->agenda != CM_PACKAGE && one_bloc(cell->scenario)) {
        cell->expected = v->agenda == CM_ALL_OR_NOTHING ? all : 1 - none;
    } else if (v->agenda == CM_PACKAGE && cell->consensus && cell->scenario->utility != CM_CITYBLOCK && is_normal(cell, true)) {
        cell->expected = cell->size <= d ? 1 : gsl_cdf_binomial_P((unsigned)d - 1, 0.5, (unsigned)cell->size - 1);
    } else if (v->agenda == CM_PACKAGE && cell->consensus && cell->scenario->utility != CM_CITYBLOCK && d == 2 && is_normal(cell, false)) {
        return planar(ctx, cell);
    } else {
        cell->closed = false;
    }
    return CM_OK;
}
