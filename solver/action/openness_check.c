/* openness_check.c: the certificate of research that spills over, from the printed result.
 *
 * By other means: research is printed; the market is cleared anew, from the price that all sales together make, and
 * profits are price above cost times sales.  These are quadratic in one's own research, so that a step up and a step
 * down pay the same just where its slope is 0: no equation of `run` is used.  All else follows from profits. */
#include "solver/action/openness.h"

#include <math.h>

#include "solver/action/reread.h"

typedef struct market {
    const cm_openness_params *p;
    double n, sharers;             /* how many do `x_share`, the first of them perhaps something else */
    double share, guard;           /* what others who share, and guard, let out */
} market;

/* Profit of the first, who does `own` and lets out `beta`, when others do x[0] (sharers) and x[1]; the profit of one other
 * of each kind, and the welfare. */
static double cleared(const market *m, double own, double beta, double sharers, double guards, const double *x, double *other, double *welfare)
{
    double spilled = own * beta + sharers * m->share * x[0] + guards * m->guard * x[1];
    double cut[3] = { own * (1 - beta) + spilled, x[0] * (1 - m->share) + spilled, x[1] * (1 - m->guard) + spilled }, done[3] = { own, x[0], x[1] }, count[3] = { 1, sharers, guards };
    double all = m->n * m->p->demand, sold, profit[3];
    for (int k = 0; k < 3; k++) all += count[k] * cut[k];
    all /= m->n + 1;                                            /* each sells its margin: price above its cost */
    *welfare = all * all / 2;
    for (int k = 0; k < 3; k++) {
        sold = m->p->demand + cut[k] - all;
        profit[k] = sold * sold - m->p->research_cost * done[k] * done[k] / 2;
        *welfare += count[k] * profit[k];
    }
    other[0] = profit[1];
    other[1] = profit[2];
    return profit[0];
}

static cm_status check_profile(cm_ctx *ctx, const market *m, const cm_table *table, size_t row, double *profit)
{
    double x[2] = { cm_reread_cell(table, row, "shares_research"), cm_reread_cell(table, row, "guards_research") }, other[2], welfare = 0, h = m->p->demand / m->n, scale = m->p->demand * m->p->demand / (m->n * m->n);
    double count[2] = { (double)row, m->n - (double)row }, beta[2] = { m->share, m->guard };
    cm_status status;
    CM_TRY(cm_reread_value(ctx, cm_table_get(table, row, "sharing"), (double)row, 1, "a number of sharers"));
    for (int k = 0; k < 2; k++) {
        double sharers = count[0] - (k == 0), guards = count[1] - (k == 1), up, down;
        profit[k] = NAN;
        if (count[k] < 1) {
            CM_TRY(cm_reread_value(ctx, cm_table_get(table, row, k == 0 ? "shares_research" : "guards_research"), NAN, 1, "the research of nobody"));
            x[k] = 0;
            continue;
        }
        if (count[1 - k] < 1) x[1 - k] = 0;
        up = cleared(m, x[k] + h, beta[k], sharers, guards, x, other, &welfare);
        down = cleared(m, x[k] - h, beta[k], sharers, guards, x, other, &welfare);
        if (!(fabs(up - down) <= ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: where %zu share, one that %s gains %.6g by other research", row, k == 0 ? "shares" : "guards", fabs(up - down)));
        profit[k] = cleared(m, x[k], beta[k], sharers, guards, x, other, &welfare);
    }
    CM_TRY(cm_reread_value(ctx, cm_table_get(table, row, "shares_profit"), profit[0], scale, "the profit of one that shares"));
    CM_TRY(cm_reread_value(ctx, cm_table_get(table, row, "guards_profit"), profit[1], scale, "the profit of one that guards"));
    CM_TRY(cm_reread_value(ctx, cm_table_get(table, row, "welfare"), welfare, scale, "the welfare"));
out:
    return status;
}

/* Research x by all at one spill-over: what one, with weight w on the others, gains by a step; profit and welfare. */
static double slope(const cm_openness_params *p, double n, double beta, double weight, double x, double *profit, double *welfare)
{
    market m = { p, n, n, beta, beta };
    double both[2] = { x, x }, other[2], h = p->demand / n, up, down;
    up = cleared(&m, x + h, beta, n - 1, 0, both, other, welfare);
    up += weight * (n - 1) * other[0];
    down = cleared(&m, x - h, beta, n - 1, 0, both, other, welfare);
    down += weight * (n - 1) * other[0];
    *profit = cleared(&m, x, beta, n - 1, 0, both, other, welfare);
    return up - down;
}

/* The research printed under `name`, and what it brings. */
static cm_status check_alike(cm_ctx *ctx, const cm_openness_params *p, double n, double weight, const cm_result *result, const char *name, const char *brings, const char *makes)
{
    double profit, welfare, scale = p->demand * p->demand / (n * n), off = slope(p, n, p->spillover, weight, cm_reread_get(result, name), &profit, &welfare);
    cm_status status = CM_OK;
    if (!(fabs(off) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s can be bettered by %.6g", name, fabs(off));
    if (brings != NULL) CM_TRY(cm_reread_near(ctx, result, brings, profit, scale));
    if (makes != NULL) CM_TRY(cm_reread_near(ctx, result, makes, welfare, scale));
out:
    return status;
}

/* All share and plan jointly: the joint profit is a square of research x, whose top three points tell. */
static cm_status check_venture(cm_ctx *ctx, const cm_openness_params *p, double n, const cm_result *result)
{
    double at[3], high, welfare, scale = p->demand * p->demand / (n * n), x, bend, lean;
    cm_status status;
    for (int k = 0; k < 3; k++) (void)slope(p, n, p->open, 0, p->demand * k / n, &at[k], &welfare);
    bend = at[2] - 2 * at[1] + at[0];
    lean = (at[2] - at[0]) / 2 - bend;
    x = -lean / bend * p->demand / n;
    (void)slope(p, n, p->open, 0, x, &high, &welfare);
    CM_TRY(cm_reread_near(ctx, result, "venture_profit", high, scale));
    CM_TRY(cm_reread_near(ctx, result, "venture_welfare", welfare, scale));
out:
    return status;
}

static cm_status check_game(cm_ctx *ctx, const cm_openness_params *p, const cm_protocol *venue, const cm_result *result)
{
    market m = { p, (double)venue->n, 0, p->open, p->guarded };
    double all = NAN, none = NAN, tempted = NAN, before = NAN, profit[2], scale = p->demand * p->demand, slight = scale / (m.n * m.n), wanted, least = HUGE_VAL;
    bool guard = true, share = true;
    const cm_table *table;
    cm_status status;
    CM_TRY(cm_reread_table(ctx, result, "profiles", venue->n + 1, &table));
    for (size_t k = 0; k <= venue->n; k++) {
        CM_TRY(check_profile(ctx, &m, table, k, profit));
        if (k > 0) guard = guard && before - profit[0] > ctx->tol.abs * scale, share = share && profit[0] - before > ctx->tol.abs * scale;
        if (k == 0) none = profit[1];
        if (k == venue->n - 1) tempted = profit[1];
        if (k == venue->n) all = profit[0];
        before = profit[1];
    }
    for (size_t i = 0; i < venue->n; i++) least = fmin(least, venue->patience[i]);
    CM_TRY(cm_reread_near(ctx, result, "shared_profit", all, slight));
    CM_TRY(cm_reread_near(ctx, result, "guarded_profit", none, slight));
    CM_TRY(cm_reread_near(ctx, result, "temptation", tempted, slight));
    CM_TRY(cm_reread_near(ctx, result, "gain", all - none, slight));
    CM_TRY(cm_reread_near(ctx, result, "welfare_gain", cm_reread_cell(table, venue->n, "welfare") - cm_reread_cell(table, 0, "welfare"), slight));
    CM_TRY(cm_reread_word(ctx, result, "dominant", guard ? "guard" : share ? "share" : "neither"));
    CM_TRY(cm_reread_truth(ctx, result, "dilemma", guard && all - none > ctx->tol.abs * scale));
    wanted = all - none > ctx->tol.abs * scale ? (tempted - all > ctx->tol.abs * scale ? (tempted - all) / (tempted - none) : 0) : NAN;
    CM_TRY(cm_reread_near(ctx, result, "critical_patience", wanted, 1));
    /* the gain of one period against the loss of all later ones */
    CM_TRY(cm_reread_truth(ctx, result, "sustainable", !isnan(wanted) && least >= cm_reread_get(result, "critical_patience") - ctx->tol.abs));
out:
    return status;
}

cm_status cm_openness_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_openness_params *p = params;
    double n = (double)game->as.protocol.n;
    cm_status status;
    CM_TRY(check_alike(ctx, p, n, p->cooperation, result, "research", "profit", "welfare"));
    CM_TRY(check_alike(ctx, p, n, 0, result, "apart_research", NULL, NULL));
    CM_TRY(check_alike(ctx, p, n, 1, result, "joint_research", "joint_profit", "joint_welfare"));
    CM_TRY(check_venture(ctx, p, n, result));
    CM_TRY(check_game(ctx, p, &game->as.protocol, result));
out:
    return status;
}
