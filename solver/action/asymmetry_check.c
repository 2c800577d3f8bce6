/* asymmetry_check.c: the certificate of what strength is worth under consensus, from the printed result.
 *
 * By other means: values are counted over who proposes, and accepted offers held against leaving and waiting, member by
 * member.  The leader's value in each cell is found by halving the proposer's premium; inequality over all pairs. */
#include "solver/action/asymmetry.h"

#include <math.h>

#include "solver/action/reread.h"

enum { HALVINGS = 200 };

/* The premium D with D + sum max(o, k D) = 1; 0 when options leave nothing. */
static double premium(const cm_asymmetry_terms *t, size_t n)
{
    double low = 0, high = 1;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = (low + high) / 2, sum = middle;
        for (size_t i = 0; i < n; i++) sum += fmax(t->outside[i], t->patience[i] * t->proposes[i] * middle / (1 - t->patience[i]));
        if (sum > 1) high = middle;
        else low = middle;
    }
    return low;
}

static double leader_in(const cm_asymmetry_params *p, const cm_protocol *venue, unsigned with, cm_asymmetry_terms *t)
{
    size_t i = cm_asymmetry_leader(venue);
    double options = 0, D;
    cm_asymmetry_fill(p, venue, with, t);
    for (size_t j = 0; j < venue->n; j++) options += t->outside[j];
    if (!(options < 1)) return t->outside[i];
    D = premium(t, venue->n);
    return t->proposes[i] * D + fmax(t->outside[i], t->patience[i] * t->proposes[i] * D / (1 - t->patience[i]));
}

static cm_status check_sources(cm_ctx *ctx, const cm_asymmetry_params *p, const cm_protocol *venue, const cm_result *result, cm_asymmetry_terms *t, double *base)
{
    static const char *const names[] = { "option", "agenda", "patience" };
    static const int order[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    double sum[3] = { 0 }, first[3] = { 0 }, last[3] = { 0 };
    const cm_table *table;
    cm_status status;
    CM_TRY(cm_reread_table(ctx, result, "sources", 3, &table));
    for (int o = 0; o < 6; o++) {
        unsigned with = 0;
        double before = leader_in(p, venue, 0, t);
        for (int k = 0; k < 3; k++) {
            double now = leader_in(p, venue, with |= 1U << order[o][k], t);
            sum[order[o][k]] += (now - before) / 6;
            if (k == 0) first[order[o][k]] = now - before;
            if (k == 2) last[order[o][k]] = now - before;
            before = now;
        }
    }
    for (size_t k = 0; k < 3; k++) {
        cm_value source = cm_table_get(table, k, "source");
        if (source.kind != CM_TEXT || strcmp(source.as.text, names[k]) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sources is not '%s'", k + 1, names[k]));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, k, "first_in"), first[k], 1, "what a source adds first"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, k, "last_in"), last[k], 1, "what a source adds last"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, k, "contribution"), sum[k], 1, "what a source adds"));
    }
    *base = leader_in(p, venue, 0, t);
out:
    return status;
}

/* Offers that are accepted, and what each expects before somebody is drawn. */
static cm_status check_offers(cm_ctx *ctx, const cm_protocol *venue, const cm_asymmetry_terms *t, const cm_table *table, const cm_result *result, bool agreed)
{
    double all = 0;
    cm_status status;
    for (size_t i = 0; i < venue->n; i++) all += cm_reread_cell(table, i, "accepts");
    if (agreed && !(all <= 1 + ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: what members accept adds up to %.12g", all);
    CM_TRY(cm_reread_near(ctx, result, "premium", agreed ? 1 - all : 0, 1));
    for (size_t i = 0; i < venue->n; i++) {
        cm_value who = cm_table_get(table, i, "player");
        double accepts = cm_reread_cell(table, i, "accepts"), value = cm_reread_cell(table, i, "value"), expects = 0;
        if (who.kind != CM_TEXT || strcmp(who.as.text, venue->player[i]) != 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the members is not that of '%s'", i + 1, venue->player[i]);
        for (size_t j = 0; j < venue->n; j++) expects += t->proposes[j] * (j == i ? 1 - (all - accepts) : accepts);
        if (!agreed) expects = accepts;
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "proposes"), t->proposes[i], 1, "a chance to propose"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "value"), expects, 1, "a value"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "accepts"), agreed ? fmax(t->outside[i], t->patience[i] * value) : t->outside[i], 1, "what a member accepts"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "capability"), venue->capability != NULL ? venue->capability[i] : 1, 0, "a capability"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "gain"), value - cm_reread_cell(table, i, "base"), 1, "a gain"));
    }
out:
    return status;
}

/* The base: the same without the leader's advantages. */
static cm_status check_base(cm_ctx *ctx, const cm_asymmetry_params *p, const cm_protocol *venue, cm_asymmetry_terms *t, const cm_table *table)
{
    double options = 0, D;
    cm_status status = CM_OK;
    cm_asymmetry_fill(p, venue, 0, t);
    for (size_t i = 0; i < venue->n; i++) options += t->outside[i];
    D = premium(t, venue->n);
    for (size_t i = 0; i < venue->n; i++) {
        double wants = t->proposes[i] * D + fmax(t->outside[i], t->patience[i] * t->proposes[i] * D / (1 - t->patience[i]));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "base"), options < 1 ? wants : t->outside[i], 1, "a base"));
    }
out:
    return status;
}

static cm_status check_sums(cm_ctx *ctx, const cm_protocol *venue, const cm_asymmetry_terms *t, const cm_table *table, const cm_result *result, bool agreed)
{
    size_t leader = cm_asymmetry_leader(venue);
    double apart = 0, all = 0, whole = 0, value = cm_reread_cell(table, leader, "value");
    cm_status status;
    for (size_t i = 0; i < venue->n; i++) {
        all += cm_reread_cell(table, i, "value");
        whole += cm_reread_cell(table, i, "capability");
        for (size_t j = 0; j < venue->n; j++) apart += fabs(cm_reread_cell(table, i, "value") - cm_reread_cell(table, j, "value"));
    }
    CM_TRY(cm_reread_word(ctx, result, "leader", venue->player[leader]));
    CM_TRY(cm_reread_near(ctx, result, "leader_value", value, 1));
    CM_TRY(cm_reread_near(ctx, result, "leader_base", cm_reread_cell(table, leader, "base"), 1));
    CM_TRY(cm_reread_near(ctx, result, "leader_gain", value - cm_reread_cell(table, leader, "base"), 1));
    CM_TRY(cm_reread_near(ctx, result, "gini", all > 0 ? apart / (2 * (double)venue->n * all) : 0, 1));
    CM_TRY(cm_reread_near(ctx, result, "covers", cm_reread_cell(table, leader, "capability") / whole, 1));
    CM_TRY(cm_reread_truth(ctx, result, "agreement", agreed));
    CM_TRY(cm_reread_truth(ctx, result, "option_binds", agreed && t->outside[leader] > t->patience[leader] * value + ctx->tol.abs));
out:
    return status;
}

cm_status cm_asymmetry_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_asymmetry_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    cm_arena scratch = { NULL };
    double *room = CM_NEW(ctx, &scratch, 3 * venue->n, double), options = 0, base = NAN;
    cm_asymmetry_terms t;
    const cm_table *table;
    cm_status status;
    if (room == NULL) CM_LEAVE(ctx->status);
    t = (cm_asymmetry_terms){ room, room + venue->n, room + 2 * venue->n };
    CM_TRY(cm_reread_table(ctx, result, "members", venue->n, &table));
    CM_TRY(check_sources(ctx, p, venue, result, &t, &base));
    CM_TRY(cm_reread_near(ctx, result, "leader_base", base, 1));
    CM_TRY(check_base(ctx, p, venue, &t, table));
    cm_asymmetry_fill(p, venue, CM_ASYMMETRY_CELLS - 1, &t);
    for (size_t i = 0; i < venue->n; i++) options += t.outside[i];
    CM_TRY(check_offers(ctx, venue, &t, table, result, options < 1));
    CM_TRY(check_sums(ctx, venue, &t, table, result, options < 1));
out:
    cm_arena_free(&scratch);
    return status;
}
