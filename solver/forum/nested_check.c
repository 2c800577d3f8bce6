/* nested_check.c: the certificate of nested venues: an urn, Fourier sums, and an integral. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "solver/forum/consent.h"
#include "solver/forum/nested.h"
#include "solver/forum/outcome.h"

enum { PIECES = 200 };

typedef struct urns {
    const cm_nested_params *p;
    const cm_region *region;
    size_t k, n;
    double *yes, *agrees;              /* of each region in turn, members + 1 chances; of its text */
} urns;

static void draw(urns *u)
{
    double *yes = u->yes;
    for (size_t r = 0; r < u->k; r++) {
        size_t m = u->region[r].members;
        memset(yes, 0, (m + 1) * sizeof *yes);
        yes[0] = 1;
        for (size_t i = 0; i < m; i++) cm_consent_next(yes, i, u->p->consent, u->p->correlation);
        u->agrees[r] = 0;
        for (size_t v = 0; v <= m; v++) u->agrees[r] += v >= u->region[r].votes ? yes[v] : 0;
        yes += m + 1;
    }
}

/* Pr[a sum of independent counts is at least `from`], by the product of their characteristic functions. */
static double at_least(const urns *u, bool regions, size_t from)
{
    size_t most = regions ? u->k : u->n;
    double turn = 2 * acos(-1) / ((double)most + 1), sum = 0;
    for (size_t w = 0; w <= most; w++) {
        double re = 1, im = 0, keep_re = 0, keep_im = 0;
        const double *yes = u->yes;
        for (size_t r = 0; r < u->k; r++) {
            size_t m = u->region[r].members;
            double a = 0, b = 0, old = re, agrees = u->agrees[r] * u->p->ratify;
            for (size_t v = 0; v <= (regions ? 1 : m); v++) {
                double chance = regions ? (v == 1 ? agrees : 1 - agrees) : yes[v];
                a += chance * cos(turn * (double)(w * v));
                b += chance * sin(turn * (double)(w * v));
            }
            re = old * a - im * b;
            im = old * b + im * a;
            yes += m + 1;
        }
        for (size_t s = from; s <= most; s++) {
            keep_re += cos(turn * (double)(w * s));
            keep_im -= sin(turn * (double)(w * s));
        }
        sum += (re * keep_re - im * keep_im) / ((double)most + 1);
    }
    return sum;
}

static double apart(double x, void *data)
{
    return 2 * x * gsl_ran_gaussian_pdf(x, *(const double *)data);
}

static cm_status check_distance(cm_ctx *ctx, const urns *u, const cm_result *result)
{
    size_t small = u->region[u->k - 1].members, large = u->region[0].members;
    size_t larger = u->k > 0 ? u->n % u->k : 0, pairs[3] = { larger * (larger - 1) / 2, larger * (u->k - larger), (u->k - larger) * (u->k - larger - 1) / 2 };
    const size_t one[] = { large, large, small }, other[] = { large, small, small };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    double sum = 0, count = (double)u->k * ((double)u->k - 1) / 2;
    if (larger == 0) pairs[0] = 0;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    for (int c = 0; c < 3; c++) {
        double sd = sqrt(2 * u->p->between * u->p->between + u->p->within * u->p->within * ((double)(one[c] + other[c]) / (double)(one[c] * other[c]))), mean = 0, error;
        gsl_function f = { apart, &sd };
        int code = pairs[c] > 0 && sd > 0 ? gsl_integration_qag(&f, 0, 40 * sd, 0, ctx->tol.rel, PIECES, GSL_INTEG_GAUSS31, space, &mean, &error) : GSL_SUCCESS;
        if (code != GSL_SUCCESS) mean = NAN;
        sum += pairs[c] > 0 ? mean * (double)pairs[c] : 0;
    }
    gsl_integration_workspace_free(space);
    return cm_outcome_maybe(ctx, result, "distance", u->k > 1, u->k > 1 ? sum / count : 0);
}

/* How likely two members, each bound by some text, are bound by the same: member by member. */
static double coherence(const urns *u, bool *any)
{
    double same = 0, both = 0;
    for (size_t r = 0; r < u->k; r++) {
        for (size_t s = 0; s < u->k; s++) {
            double pairs = (double)u->region[r].members * ((double)u->region[s].members - (r == s ? 1 : 0));
            if (r == s) same += pairs * u->agrees[r];
            both += pairs * u->agrees[r] * (r == s ? 1 : u->agrees[s]);
        }
    }
    *any = both > 0;
    return same / both;
}

static cm_status check_numbers(cm_ctx *ctx, const urns *u, const cm_result *result)
{
    double texts = 0, coverage = 0, nested, flat, top, together;
    const char *word;
    bool any;
    cm_status status;
    for (size_t r = 0; r < u->k; r++) {
        texts += u->agrees[r];
        coverage += u->agrees[r] * u->region[r].capability;
    }
    flat = at_least(u, false, cm_consent_votes(&ctx->tol, u->n, u->p->top_share));
    nested = at_least(u, true, cm_consent_votes(&ctx->tol, u->k, u->p->top_share));
    together = coherence(u, &any);
    top = fmax(flat, fmax(nested, coverage));
    CM_TRY(cm_outcome_maybe(ctx, result, "flat", true, flat));
    CM_TRY(cm_outcome_maybe(ctx, result, "nested", true, nested));
    CM_TRY(cm_outcome_maybe(ctx, result, "texts", true, texts));
    CM_TRY(cm_outcome_maybe(ctx, result, "coverage", true, coverage));
    CM_TRY(cm_outcome_maybe(ctx, result, "best_coverage", true, top));
    CM_TRY(cm_outcome_maybe(ctx, result, "coherence", any, together));
    word = cm_printed_value(result, "best").kind == CM_TEXT ? cm_printed_value(result, "best").as.text : "none";
    if (!((strcmp(word, "flat") == 0 ? flat : strcmp(word, "regional") == 0 ? coverage : strcmp(word, "nested") == 0 ? nested : -1) >= top - ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not what covers most", word));
out:
    return status;
}

cm_status cm_nested_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nested_params *p = params;
    const cm_table *table = cm_result_find(result, "regions");
    cm_arena scratch = { NULL };
    size_t k = (size_t)p->regions, n = game->as.protocol.n;
    cm_region *region = CM_NEW(ctx, &scratch, k, cm_region);
    urns u = { .p = p, .region = region, .k = k, .n = n, .yes = CM_NEW(ctx, &scratch, n + k + 2, double), .agrees = CM_NEW(ctx, &scratch, k, double) };
    double some = 0, all = 1;
    cm_status status;
    if (region == NULL || u.yes == NULL || u.agrees == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_nested_open(ctx, &game->as.protocol, p, region));
    draw(&u);
    if (table == NULL || table->nrows != k) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu regions", k));
    CM_TRY(cm_printed_places(ctx, table, "region", 1, k));
    for (size_t r = 0; r < k; r++) {
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, r, "agreement"), u.agrees[r], "a region's agreement", r + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, r, "members"), (double)region[r].members, "the members of a region", r + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, r, "needed"), (double)region[r].votes, "the votes a region needs", r + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, r, "capability"), region[r].capability, "the capability of a region", r + 1));
        some += (1 - some) * u.agrees[r];                            /* at least one of the first r */
        all *= u.agrees[r];
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "somewhere", true, some));
    CM_TRY(cm_outcome_maybe(ctx, result, "everywhere", true, all));
    CM_TRY(check_numbers(ctx, &u, result));
    CM_TRY(check_distance(ctx, &u, result));
out:
    cm_arena_free(&scratch);
    return status;
}
