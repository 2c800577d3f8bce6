/* contest_check.c: the certificate of a contest, from the printed result.
 *
 * By other means: one's payoff is concave in its effort, so that it is a best reply where its slope is 0, or not above
 * 0 at no effort.  At the critical lead all effective effort is found by halving, from chances that add up to 1. */
#include "solver/action/contest.h"

#include <math.h>

#include "solver/action/reread.h"

enum { HALVINGS = 200 };

static cm_status check_replies(cm_ctx *ctx, const cm_contest_params *p, const cm_protocol *venue, const double *strength, const cm_table *table)
{
    double all = 0, share = cm_contest_share(p, venue->n), win, effort;
    cm_status status = CM_OK;
    for (size_t i = 0; i < venue->n; i++) all += strength[i] * cm_reread_cell(table, i, "effort");
    if (!(all > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nobody makes an effort");
    for (size_t i = 0; i < venue->n; i++) {
        cm_value who = cm_table_get(table, i, "player");
        double slope;
        effort = cm_reread_cell(table, i, "effort");
        slope = strength[i] * (all - strength[i] * effort) * p->prize / (all * all) - 1;
        if (who.kind != CM_TEXT || strcmp(who.as.text, venue->player[i]) != 0 || !(effort >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the contest is not that of '%s'", i + 1, venue->player[i]);
        if (!(slope <= ctx->tol.cert) || (effort > 0 && !(slope >= -ctx->tol.cert))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' would change its effort: a little more pays %.6g", who.as.text, slope);
        win = strength[i] * effort / all;
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "strength"), strength[i], 0, "a strength"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "wins"), win, 1, "a chance"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "contest"), win * p->prize - effort, p->prize, "what fighting brings"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "sharing"), share, p->prize, "what sharing brings"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(table, i, "value"), (1 - p->shared) * (win * p->prize - effort) + p->shared * share, p->prize, "a value"));
    }
out:
    return status;
}

/* The leader's chance at a lead, from chances 1 - Y / s that add up to 1. */
static double wins_at(const cm_protocol *venue, double lead, double *strength)
{
    double low = 0, high = 0;
    cm_contest_strengths(venue, lead, strength);
    for (size_t i = 0; i < venue->n; i++) high = fmax(high, strength[i]);
    for (int k = 0; k < HALVINGS; k++) {
        double middle = (low + high) / 2, sum = 0;
        for (size_t i = 0; i < venue->n; i++) sum += fmax(0, 1 - middle / strength[i]);
        if (sum > 1) low = middle;
        else high = middle;
    }
    return fmax(0, 1 - low / strength[cm_contest_leader(venue)]);
}

static cm_status check_lead(cm_ctx *ctx, const cm_contest_params *p, const cm_protocol *venue, const cm_result *result, double *strength)
{
    double share = cm_contest_share(p, venue->n), lead = cm_reread_get(result, "critical_lead"), win;
    if (!(share < p->prize)) return cm_reread_near(ctx, result, "critical_lead", NAN, 1);
    if (!(lead > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no critical lead");
    win = wins_at(venue, lead, strength);
    if (fabs(win * win * p->prize - share) <= ctx->tol.cert * p->prize) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a lead of %.12g the leader has %.12g by fighting, and %.12g by sharing", lead, win * win * p->prize, share);
}

static cm_status check_sums(cm_ctx *ctx, const cm_contest_params *p, const cm_protocol *venue, const cm_table *table, const cm_result *result)
{
    size_t leader = cm_contest_leader(venue);
    double effort = 0, value = 0, least = HUGE_VAL, active = 0, content = 0, gain;
    cm_status status;
    for (size_t i = 0; i < venue->n; i++) {
        effort += cm_reread_cell(table, i, "effort");
        value += cm_reread_cell(table, i, "value");
        least = fmin(least, cm_reread_cell(table, i, "value"));
        active += cm_reread_cell(table, i, "effort") > 0;
        content += cm_reread_cell(table, i, "contest") <= cm_reread_cell(table, i, "sharing") + ctx->tol.abs * p->prize;
    }
    gain = cm_reread_cell(table, leader, "contest") - cm_reread_cell(table, leader, "sharing");
    CM_TRY(cm_reread_word(ctx, result, "leader", venue->player[leader]));
    CM_TRY(cm_reread_near(ctx, result, "leader_value", cm_reread_cell(table, leader, "value"), p->prize));
    CM_TRY(cm_reread_near(ctx, result, "leader_contest", cm_reread_cell(table, leader, "contest"), p->prize));
    CM_TRY(cm_reread_near(ctx, result, "leader_sharing", cm_reread_cell(table, leader, "sharing"), p->prize));
    CM_TRY(cm_reread_truth(ctx, result, "prefers_contest", gain > ctx->tol.abs * p->prize));
    CM_TRY(cm_reread_near(ctx, result, "least_value", least, p->prize));
    CM_TRY(cm_reread_near(ctx, result, "total", value, p->prize));
    CM_TRY(cm_reread_near(ctx, result, "effort", effort, p->prize));
    CM_TRY(cm_reread_near(ctx, result, "dissipation", effort / p->prize, 1));
    CM_TRY(cm_reread_near(ctx, result, "active", active, 1));
    CM_TRY(cm_reread_near(ctx, result, "supporters", content / (double)venue->n, 1));
out:
    return status;
}

cm_status cm_contest_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_contest_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    const cm_table *table;
    cm_arena scratch = { NULL };
    double *strength = CM_NEW(ctx, &scratch, venue->n, double);
    cm_status status;
    if (strength == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_reread_table(ctx, result, "contest", venue->n, &table));
    CM_TRY(check_lead(ctx, p, venue, result, strength));
    cm_contest_strengths(venue, p->lead, strength);
    CM_TRY(check_replies(ctx, p, venue, strength, table));
    CM_TRY(check_sums(ctx, p, venue, table, result));
out:
    cm_arena_free(&scratch);
    return status;
}
