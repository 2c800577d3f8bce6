/* bloc_votes_check.c: the certificate of voting power with unions.
 *
 * All outcomes of the units that a member meets are put to the rule, with it and without it, and averaged away unit by unit: other
 * unions come with chance p, others of the own union with chance r.  The difference is the chance of a swing, a polynomial of degree
 * m - 1 in p and size - 1 in r; Gauss-Legendre integrates it exactly.  At p = r = 1/2 it is the Banzhaf value.
 * Source: G. Owen, "Multilinear extensions of games", Management Science 18 (1972) 64-79. */
#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

#include "solver/voting/bloc_votes.h"

typedef struct units {
    cm_ctx *ctx;
    const cm_vote *vote;
    const cm_union_list *u;
    size_t own, member;              /* member: n for the union as a whole */
    size_t nothers, nrest;
    double *average;                 /* 2^(nothers + nrest) */
    signed char *swing;              /* as many */
    unsigned char *in;
} units;

static void put(const units *a, size_t k, bool in)
{
    for (size_t m = a->u->first[k]; m < a->u->first[k + 1]; m++) a->in[a->u->member[m]] = in;
}

/* swing[s]: does the outcome depend on the member (or union) when the units of s are in favour? */
static void fill(units *a)
{
    size_t bits = a->nothers + a->nrest;
    for (size_t s = 0; s < (size_t)1 << bits; s++) {
        size_t bit = 0;
        memset(a->in, 0, a->vote->n);
        for (size_t k = 0; k < a->u->count; k++) {
            if (k != a->own && (s >> bit++ & 1u)) put(a, k, true);
        }
        for (size_t m = a->u->first[a->own]; a->member < a->vote->n && m < a->u->first[a->own + 1]; m++) {
            if (a->u->member[m] != a->member && (s >> bit++ & 1u)) a->in[a->u->member[m]] = 1;
        }
        a->swing[s] = cm_vote_wins(a->vote, a->in) ? -1 : 0;
        if (a->member < a->vote->n) a->in[a->member] = 1;
        else put(a, a->own, true);
        a->swing[s] = (signed char)(a->swing[s] + (cm_vote_wins(a->vote, a->in) ? 1 : 0));
    }
}

static double chance(units *a, double p, double r)
{
    size_t bits = a->nothers + a->nrest;
    for (size_t s = 0; s < (size_t)1 << bits; s++) a->average[s] = a->swing[s];
    while (bits > 0) {
        double comes = bits-- > a->nothers ? r : p;
        size_t half = (size_t)1 << bits;
        for (size_t s = 0; s < half; s++) a->average[s] = (1 - comes) * a->average[s] + comes * a->average[s + half];
    }
    return a->average[0];
}

static cm_status integrate(units *a, double *owen, double *banzhaf)
{
    gsl_integration_glfixed_table *outer = gsl_integration_glfixed_table_alloc(a->nothers / 2 + 1), *inner = gsl_integration_glfixed_table_alloc(a->nrest / 2 + 1);
    cm_status status = CM_OK;
    *owen = 0;
    if (outer == NULL || inner == NULL) CM_LEAVE(cm_fail(a->ctx, CM_E_MEMORY, "no memory for an integral"));
    fill(a);
    for (size_t x = 0; x < outer->n; x++) {
        double p, weight, r, share;
        (void)gsl_integration_glfixed_point(0, 1, x, &p, &weight, outer);
        for (size_t y = 0; y < inner->n; y++) {
            (void)gsl_integration_glfixed_point(0, 1, y, &r, &share, inner);
            *owen += weight * share * chance(a, p, r);
        }
        if (cm_stopped(a->ctx)) CM_LEAVE(cm_fail(a->ctx, CM_E_INTERRUPT, "interrupted"));
    }
    *banzhaf = chance(a, 0.5, 0.5);
out:
    if (outer != NULL) gsl_integration_glfixed_table_free(outer);
    if (inner != NULL) gsl_integration_glfixed_table_free(inner);
    return status;
}

static bool near(const cm_ctx *ctx, cm_value value, double expected)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= ctx->tol.cert;
}

/* One structure's two values of member i (n: of union k) against two printed ones. */
static cm_status check_one(units *a, const cm_union_list *u, size_t k, size_t i, cm_value owen, cm_value banzhaf)
{
    double value = 0, chances = 0;
    cm_status status;
    a->u = u;
    a->own = k;
    a->member = i;
    a->nothers = u->count - 1;
    a->nrest = i < a->vote->n ? cm_union_size(u, k) - 1 : 0;
    if (a->nothers + a->nrest > CM_UNITS_MOST) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %zu units are too many", a->nothers + a->nrest);
    status = integrate(a, &value, &chances);
    if (status == CM_OK && (!near(a->ctx, owen, value) || !near(a->ctx, banzhaf, chances))) {
        status = cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the power of %s '%s' is %.12g, and %.12g by Banzhaf", i < a->vote->n ? "member" : "the union of", a->vote->player[i < a->vote->n ? i : u->member[u->first[k]]], value, chances);
    }
    return status;
}

/* The exact values mean the printed ones and add up to 1. */
static cm_status check_exact(cm_ctx *ctx, const cm_vote *vote, const cm_table *table)
{
    cm_rat sum = { 0, 0 }, one = { 0, 0 };
    bool good = true;
    for (size_t i = 0; good && i < vote->n; i++) {
        cm_value exact = cm_table_get(table, i, "exact");
        good = exact.kind == CM_TEXT && cm_rat_set_text(&one, exact.as.text) && near(ctx, cm_table_get(table, i, "owen"), cm_rat_value(&one));
        if (good) cm_rat_add(&sum, &sum, &one);
    }
    cm_rat_set_ratio(&one, 1, 1);
    good = good && cm_rat_compare(&sum, &one) == 0;
    cm_rat_clear(&sum);
    cm_rat_clear(&one);
    return good ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the exact values do not add up to 1, or are not those printed");
}

/* A union's row: together by itself among unions; apart and together as sums of the members' rows. */
static cm_status check_bloc(units *a, const cm_union_list *u, size_t k, const cm_table *power, const cm_table *blocs, bool compared, double *gap)
{
    cm_value together = cm_table_get(blocs, k, "together"), apart = cm_table_get(blocs, k, "apart"), banzhaf = cm_table_get(blocs, k, "banzhaf_apart"), size = cm_table_get(blocs, k, "size");
    double owen = 0, alone = 0, alone_banzhaf = 0;
    cm_tu names = { .n = a->vote->n, .player = a->vote->player };
    cm_value who = cm_table_get(blocs, k, "members");
    cm_value number = cm_table_get(blocs, k, "union");
    bool good = number.kind == CM_INTEGER && number.as.integer == (int64_t)k + 1 && (compared || (apart.kind == CM_NONE && banzhaf.kind == CM_NONE)) && who.kind == CM_TEXT && cm_tu_coalition_read(&names, who.as.text, a->in) && size.kind == CM_INTEGER && size.as.integer == (int64_t)cm_union_size(u, k);
    cm_status status;
    for (size_t i = 0; good && i < a->vote->n; i++) {
        good = a->in[i] == (u->of[i] == k);
        if (u->of[i] != k) continue;
        owen += cm_table_get(power, i, "owen").as.number;
        alone += compared ? cm_table_get(power, i, "shapley_shubik").as.number : 0;
        alone_banzhaf += compared ? cm_table_get(power, i, "banzhaf").as.number : 0;
    }
    if (!good || !near(a->ctx, together, owen) || (compared && (!near(a->ctx, apart, alone) || !near(a->ctx, banzhaf, alone_banzhaf)))) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the row of union %zu does not agree with those of its members", k + 1);
    }
    *gap = compared && cm_union_size(u, k) > 1 ? owen - alone : 0;
    status = check_one(a, u, k, a->vote->n, together, cm_table_get(blocs, k, "banzhaf_together"));
    return status;
}

/* The share of sets of unions that win. */
static double winning_share(units *a, const cm_union_list *u)
{
    double count = 0;
    a->u = u;
    for (size_t s = 0; s < (size_t)1 << u->count; s++) {
        memset(a->in, 0, a->vote->n);
        for (size_t k = 0; k < u->count; k++) {
            if (s >> k & 1u) put(a, k, true);
        }
        count += cm_vote_wins(a->vote, a->in);
    }
    return ldexp(count, -(int)u->count);
}

static cm_status check_summary(units *a, const cm_union_list *u, const cm_union_list *alone, bool compared, double gain, double loss, const cm_result *result)
{
    const cm_value *act = cm_result_get(result, "power_to_act"), *apart = cm_result_get(result, "power_to_act_apart"), *most = cm_result_get(result, "largest_gain"), *least = cm_result_get(result, "largest_loss"),
                   *count = cm_result_get(result, "unions");
    if (act == NULL || apart == NULL || most == NULL || least == NULL || count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)u->count || !near(a->ctx, *act, winning_share(a, u))) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the unions' power to act is %.12g", winning_share(a, u));
    }
    if (compared && (!near(a->ctx, *apart, winning_share(a, alone)) || !near(a->ctx, *most, gain) || !near(a->ctx, *least, loss))) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: unions gain %.12g at most and lose %.12g", gain, loss);
    }
    if (!compared && (apart->kind != CM_NONE || most->kind != CM_NONE || least->kind != CM_NONE)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: what so many members have apart cannot be told");
    return CM_OK;
}

cm_status cm_unions_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_table *power = cm_result_find(result, "power"), *blocs = cm_result_find(result, "blocs");
    cm_arena scratch = { NULL };
    cm_union_list u, alone;
    bool compared = vote->n <= CM_UNITS_MOST + 1;
    double gain = 0, loss = 0, gap = 0;
    units a = { .ctx = ctx, .vote = vote, .average = CM_NEW(ctx, &scratch, (size_t)1 << CM_UNITS_MOST, double), .swing = CM_NEW(ctx, &scratch, (size_t)1 << CM_UNITS_MOST, signed char),
                .in = CM_NEW(ctx, &scratch, vote->n, unsigned char) };
    cm_status status;
    if (a.average == NULL || a.swing == NULL || a.in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_union_list_read(ctx, &scratch, vote, &((const cm_union_params *)params)->unions, &u));
    CM_TRY(cm_union_list_apart(ctx, &scratch, vote->n, &alone));
    if (power == NULL || power->nrows != vote->n || blocs == NULL || blocs->nrows != u.count) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: members or unions are missing"));
    for (size_t i = 0; i < vote->n; i++) {
        cm_value who = cm_table_get(power, i, "player"), k = cm_table_get(power, i, "union");
        if (who.kind != CM_TEXT || strcmp(who.as.text, vote->player[i]) != 0 || k.kind != CM_INTEGER || k.as.integer != (int64_t)u.of[i] + 1) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no row of '%s'", vote->player[i]));
        CM_TRY(check_one(&a, &u, u.of[i], i, cm_table_get(power, i, "owen"), cm_table_get(power, i, "banzhaf_owen")));
        if (compared) CM_TRY(check_one(&a, &alone, i, i, cm_table_get(power, i, "shapley_shubik"), cm_table_get(power, i, "banzhaf")));
        else if (cm_table_get(power, i, "shapley_shubik").kind != CM_NONE || cm_table_get(power, i, "banzhaf").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: what '%s' has apart cannot be told", vote->player[i]));
    }
    CM_TRY(check_exact(ctx, vote, power));
    for (size_t k = 0; k < u.count; k++) {
        CM_TRY(check_bloc(&a, &u, k, power, blocs, compared, &gap));
        gain = fmax(gain, gap);
        loss = fmax(loss, -gap);
    }
    CM_TRY(check_summary(&a, &u, &alone, compared, gain, loss, result));
out:
    cm_arena_free(&scratch);
    return status;
}
