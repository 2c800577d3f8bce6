/* passage_factor.c: who votes, and what they have in common: the common factor behind correlated votes.
 *
 * normal: member i says yes when sqrt(rho) Z + sqrt(1 - rho) e_i <= Phi^-1(yes_i), with Z and e_i standard normal: given Z = z votes
 *         are independent with chances Phi((Phi^-1(yes_i) - sqrt(rho) z) / sqrt(1 - rho)).
 * beta:   all share a chance that is drawn from Beta(m s, (1 - m) s), s = 1 / rho - 1: votes then have correlation rho.
 * Quadrature: Gauss and Legendre's on panels as narrow as the steepest voter asks for; for beta Gauss and Jacobi's, exact for
 * polynomials of the voters' degree, or panels in the angle a with chance = sin^2 a where the density is too narrow for it. */
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "solver/voting/passage.h"

enum { COARSE = 20, FINE = 12, MOST = 600, JACOBI = 150 };

static cm_status number_voters(cm_ctx *ctx, const cm_vote *vote, const cm_lists *blocs, cm_voters *v)
{
    for (size_t i = 0; i < vote->n; i++) v->of[i] = SIZE_MAX;
    for (size_t b = 0; b < blocs->count; b++) {
        for (size_t k = blocs->first[b]; k < blocs->first[b + 1]; k++) {
            size_t i = blocs->item[k];
            if (v->of[i] != SIZE_MAX) return cm_fail(ctx, CM_E_INPUT, "member %zu is named in two blocs; each member votes with one", i + 1);
            v->of[i] = v->count;
        }
        if (blocs->first[b + 1] > blocs->first[b]) v->count++;
    }
    for (size_t i = 0; i < vote->n; i++) {
        if (v->of[i] == SIZE_MAX) v->of[i] = v->count++;
    }
    return CM_OK;
}

/* The rule with the weights of a bloc added up. */
static cm_status merge(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_voters *v)
{
    cm_vote_node *node = CM_NEW(ctx, arena, vote->nnodes, cm_vote_node);
    if (node == NULL) return ctx->status;
    for (size_t k = 0; k < vote->nnodes; k++) {
        int64_t *weight;
        node[k] = vote->node[k];
        if (node[k].kind != CM_VOTE_THRESHOLD) continue;
        weight = CM_NEW(ctx, arena, v->count, int64_t);
        if (weight == NULL) return ctx->status;
        for (size_t i = 0; i < vote->n; i++) weight[v->of[i]] += vote->node[k].weight[i];
        for (size_t u = 0; u < v->count; u++) node[k].counts = node[k].counts && weight[u] <= 1;
        node[k].weight = weight;
    }
    v->vote = (cm_vote){ .n = v->count, .nnodes = vote->nnodes, .node = node };
    return CM_OK;
}

cm_status cm_voters_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_passage_params *p, cm_voters *v)
{
    size_t n = vote->n;
    double *heads = CM_NEW(ctx, arena, n, double);
    cm_status status = CM_OK;
    *v = (cm_voters){ .of = CM_NEW(ctx, arena, n, size_t), .yes = CM_NEW(ctx, arena, n, double), .bound = CM_NEW(ctx, arena, n, double) };
    if (heads == NULL || v->of == NULL || v->yes == NULL || v->bound == NULL) CM_LEAVE(ctx->status);
    CM_TRY(number_voters(ctx, vote, &p->blocs, v));
    CM_TRY(merge(ctx, arena, vote, v));
    for (size_t i = 0; i < n; i++) {
        v->yes[v->of[i]] += p->each.count > 0 ? p->each.at[i] : p->yes;
        heads[v->of[i]]++;
    }
    for (size_t u = 0; u < v->count; u++) {
        v->yes[u] /= heads[u];
        v->bound[u] = v->yes[u] > 0 && v->yes[u] < 1 ? gsl_cdf_ugaussian_Pinv(v->yes[u]) : 0;
        if (strcmp(p->shock, "beta") == 0 && p->correlation > 0 && !cm_close(&ctx->tol, v->yes[u], v->yes[0])) {
            CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "the shock 'beta' is one chance that all share, and these members say yes with %g and %g; shock = \"normal\" takes different ones", v->yes[0], v->yes[u]));
        }
    }
out:
    return status;
}

void cm_voters_given(const cm_voters *v, const cm_passage_params *p, double x, double *chance)
{
    double rho = p->correlation;
    for (size_t u = 0; u < v->count; u++) {
        bool sure = v->yes[u] <= 0 || v->yes[u] >= 1 || !(rho > 0);
        if (sure) chance[u] = v->yes[u];
        else if (strcmp(p->shock, "beta") == 0) chance[u] = x;
        else chance[u] = gsl_cdf_ugaussian_P((v->bound[u] - sqrt(rho) * x) / sqrt(1 - rho));
    }
}

/* Panels of as many points each over [low, high]; density in logarithms, up to a constant. */
static cm_status panels(cm_ctx *ctx, cm_arena *arena, double low, double high, size_t count, size_t points, cm_factor *f)
{
    double *at = CM_NEW(ctx, arena, points, double), *weight = CM_NEW(ctx, arena, points, double), wide = (high - low) / (double)count;
    f->count = count * points;
    f->at = CM_NEW(ctx, arena, f->count, double);
    f->weight = CM_NEW(ctx, arena, f->count, double);
    if (at == NULL || weight == NULL || f->at == NULL || f->weight == NULL) return ctx->status;
    if (!cm_quadrature(points, at, weight)) return cm_fail(ctx, CM_E_MEMORY, "no memory for %zu points of quadrature", points);
    for (size_t k = 0; k < f->count; k++) {
        f->at[k] = low + wide * ((double)(k / points) + at[k % points]);
        f->weight[k] = wide * weight[k % points];
    }
    return CM_OK;
}

static void make_shares(cm_factor *f)
{
    double sum = 0;
    for (size_t k = 0; k < f->count; k++) sum += f->weight[k];
    for (size_t k = 0; k < f->count; k++) f->weight[k] /= sum;
}

static cm_status beta_points(cm_ctx *ctx, cm_arena *arena, const cm_voters *v, double rho, bool finer, cm_factor *f)
{
    double s = 1 / rho - 1, a = v->yes[0] * s, b = s - a;
    size_t points = v->count / 2 + (finer ? 5 : 2);
    cm_status status = CM_OK;
    if (s <= JACOBI && points <= 4 * JACOBI) {
        gsl_integration_fixed_workspace *w = gsl_integration_fixed_alloc(gsl_integration_fixed_jacobi, points, 0, 1, b - 1, a - 1);
        if (w == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for %zu points of quadrature", points);
        f->count = points;
        f->at = CM_NEW(ctx, arena, points, double);
        f->weight = CM_NEW(ctx, arena, points, double);
        for (size_t k = 0; k < points && f->at != NULL && f->weight != NULL; k++) {
            f->at[k] = fmin(1, fmax(0, gsl_integration_fixed_nodes(w)[k]));
            f->weight[k] = gsl_integration_fixed_weights(w)[k];
        }
        gsl_integration_fixed_free(w);
        if (f->at == NULL || f->weight == NULL) return ctx->status;
    } else {
        double top = a * log(a / s) + b * log(b / s);
        CM_TRY(panels(ctx, arena, 0, M_PI_2, finer ? 90 : 64, finer ? FINE : COARSE, f));
        for (size_t k = 0; k < f->count; k++) {
            double sine = sin(f->at[k]), cosine = cos(f->at[k]);
            f->weight[k] *= exp(2 * a * log(sine) + 2 * b * log(cosine) - top) / (sine * cosine);
            f->at[k] = sine * sine;
        }
    }
    make_shares(f);
out:
    return status;
}

cm_status cm_factor_points(cm_ctx *ctx, cm_arena *arena, const cm_voters *v, const cm_passage_params *p, bool finer, cm_factor *f)
{
    const double far = 9;                            /* beyond it are no digits of a double */
    double rho = p->correlation, steep, count;
    bool beta = strcmp(p->shock, "beta") == 0, sure = v->yes[0] <= 0 || v->yes[0] >= 1;
    cm_status status;
    if (!(rho > 0) || (beta && sure)) {
        *f = (cm_factor){ 1, CM_NEW(ctx, arena, 1, double), CM_NEW(ctx, arena, 1, double) };
        if (f->at == NULL || f->weight == NULL) return ctx->status;
        f->weight[0] = 1;
        return CM_OK;
    }
    if (beta) return beta_points(ctx, arena, v, rho, finer, f);
    steep = sqrt(rho * (double)v->count / (1 - rho));
    count = fmin(MOST, ceil(far * fmax(1, steep) / 4) + 2);
    CM_TRY(panels(ctx, arena, -far, far, (size_t)count * (finer ? 3 : 1), finer ? FINE : COARSE, f));
    for (size_t k = 0; k < f->count; k++) f->weight[k] *= exp(-f->at[k] * f->at[k] / 2);
    make_shares(f);
out:
    return status;
}
