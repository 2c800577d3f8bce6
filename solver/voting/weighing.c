/* weighing.c: weights that say who wins, or a trade that shows that there are none.
 *
 * Weights w >= 0 and a quota q with w p >= q for minimal winning p and w p <= q - 1 for maximal losing p, of least total:
 * a linear programme.  Where it has no solution, Farkas' lemma gives a trade: coalitions that win and as many that lose, in which the
 * losing ones hold everybody at least as often: under any weights some losing one would weigh as much as a winning one.  Both are
 * vertices of rational programmes: a multiple is whole, and is tried in whole numbers, so that no rounding decides.  Where
 * there are few of them an integer programme looks for lighter whole weights, or a shorter trade.
 *
 * Source: C. C. Elgot, "Truth functions realizable by single threshold organs", Proc. 2nd Symp. Switching Circuit Theory,
 * IEEE (1961) 225-245; A. D. Taylor, W. S. Zwicker, Simple Games, Princeton (1999), ch. 2. */
#include <math.h>

#include "solver/base/lp.h"
#include "solver/voting/vote_properties.h"

enum { MULTIPLES = 5000, INTEGER_CLASSES = 8, INTEGER_COLUMNS = 60 };

static int64_t weigh(const int64_t *weight, const size_t *p, size_t count)
{
    int64_t sum = 0;
    for (size_t k = 0; k < count; k++) sum += weight[k] * (int64_t)p[k];
    return sum;
}

/* The least quota that all of `win` meet; true when none of `lose` does. */
static bool weights_hold(const cm_classes *c, const cm_edge *e, const int64_t *weight, int64_t *quota)
{
    *quota = INT64_MAX;
    for (size_t r = 0; r < e->nwin; r++) {
        int64_t sum = weigh(weight, e->win + r * c->count, c->count);
        if (sum < *quota) *quota = sum;
    }
    for (size_t r = 0; r < e->nlose; r++) {
        if (weigh(weight, e->lose + r * c->count, c->count) >= *quota) return false;
    }
    return *quota > 0;
}

static cm_status weights_programme(cm_ctx *ctx, const cm_classes *c, const cm_edge *e, bool whole, double *row, cm_lp **lp)
{
    cm_status status = CM_OK;
    *lp = cm_lp_new(ctx, c->count + 1, false);
    if (*lp == NULL) return ctx->status;
    for (size_t k = 0; k < c->count; k++) CM_TRY(cm_lp_column(ctx, *lp, k, (double)(c->first[k + 1] - c->first[k]), 0, HUGE_VAL, whole));
    CM_TRY(cm_lp_column(ctx, *lp, c->count, 0, 1, HUGE_VAL, whole));
    row[c->count] = -1;
    for (size_t r = 0; r < e->nwin + e->nlose; r++) {
        bool wins = r < e->nwin;
        const size_t *p = wins ? e->win + r * c->count : e->lose + (r - e->nwin) * c->count;
        for (size_t k = 0; k < c->count; k++) row[k] = (double)p[k];
        CM_TRY(cm_lp_row(ctx, *lp, row, wins ? 0 : -HUGE_VAL, wins ? HUGE_VAL : -1));
    }
out:
    return status;
}

static int64_t rounded(double x)
{
    return (int64_t)llround(x);
}

static cm_status find_weights(cm_ctx *ctx, const cm_classes *c, const cm_edge *e, double *row, double *x, cm_weighing *out, bool *infeasible)
{
    cm_lp *lp = NULL;
    cm_lp_answer answer = CM_LP_INFEASIBLE;
    int64_t multiple = 1;
    cm_status status;
    CM_TRY(weights_programme(ctx, c, e, false, row, &lp));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, NULL, NULL));
    *infeasible = answer == CM_LP_INFEASIBLE;
    if (*infeasible) CM_LEAVE(CM_OK);
    for (; !out->weighted && multiple <= MULTIPLES; multiple++) {
        for (size_t k = 0; k < c->count; k++) out->weight[k] = rounded((double)multiple * x[k]);
        out->weighted = weights_hold(c, e, out->weight, &out->quota);
    }
    if (multiple <= 2 || c->count > INTEGER_CLASSES) CM_LEAVE(CM_OK);
    cm_lp_free(lp);
    CM_TRY(weights_programme(ctx, c, e, true, row, &lp));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, NULL, NULL));
    for (size_t k = 0; answer == CM_LP_OPTIMAL && k < c->count; k++) out->weight[k] = rounded(x[k]);
    out->weighted = weights_hold(c, e, out->weight, &out->quota);
out:
    if (lp != NULL) cm_lp_free(lp);
    return status;
}

/* As many of either side, and nobody more often on the winning one. */
static bool trade_holds(const cm_classes *c, const cm_edge *e, const cm_weighing *w)
{
    int64_t wins = 0, loses = 0;
    for (size_t r = 0; r < e->nwin; r++) wins += w->from_win[r];
    for (size_t r = 0; r < e->nlose; r++) loses += w->from_lose[r];
    for (size_t k = 0; k < c->count; k++) {
        int64_t more = 0;
        for (size_t r = 0; r < e->nwin; r++) more += w->from_win[r] * (int64_t)e->win[r * c->count + k];
        for (size_t r = 0; r < e->nlose; r++) more -= w->from_lose[r] * (int64_t)e->lose[r * c->count + k];
        if (more > 0) return false;
    }
    return wins > 0 && wins == loses && wins <= CM_TRADE_MOST;
}

/* Chances of either side that add up to 1 (most = 0), or whole numbers of coalitions of either side, at most `most`, as few as can be. */
static cm_status trade_programme(cm_ctx *ctx, const cm_classes *c, const cm_edge *e, int64_t most, double *row, cm_lp **lp)
{
    size_t columns = e->nwin + e->nlose;
    cm_status status = CM_OK;
    *lp = cm_lp_new(ctx, columns, false);
    if (*lp == NULL) return ctx->status;
    for (size_t r = 0; r < columns; r++) CM_TRY(cm_lp_column(ctx, *lp, r, most > 0 && r < e->nwin ? 1 : 0, 0, most > 0 ? (double)most : HUGE_VAL, most > 0));
    for (int side = 0; side < 2; side++) {
        for (size_t r = 0; r < columns; r++) row[r] = (r < e->nwin) == (side == 0) ? 1 : side == 1 && most > 0 ? -1 : 0;
        CM_TRY(cm_lp_row(ctx, *lp, row, most == 0 ? 1 : side == 0 ? 2 : 0, most == 0 ? 1 : side == 0 ? (double)most : 0));
    }
    for (size_t k = 0; k < c->count; k++) {
        for (size_t r = 0; r < columns; r++) row[r] = r < e->nwin ? (double)e->win[r * c->count + k] : -(double)e->lose[(r - e->nwin) * c->count + k];
        CM_TRY(cm_lp_row(ctx, *lp, row, -HUGE_VAL, 0));
    }
out:
    return status;
}

/* x times a multiple, rounded: is it a trade? */
static bool take_trade(const cm_classes *c, const cm_edge *e, const double *x, double multiple, cm_weighing *out)
{
    for (size_t r = 0; r < e->nwin; r++) out->from_win[r] = rounded(multiple * x[r]);
    for (size_t r = 0; r < e->nlose; r++) out->from_lose[r] = rounded(multiple * x[e->nwin + r]);
    return trade_holds(c, e, out);
}

static cm_status find_trade(cm_ctx *ctx, const cm_classes *c, const cm_edge *e, double *row, double *x, cm_weighing *out)
{
    cm_lp *lp = NULL;
    cm_lp_answer answer = CM_LP_INFEASIBLE;
    int64_t multiple = 0;
    cm_status status;
    CM_TRY(trade_programme(ctx, c, e, 0, row, &lp));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, NULL, NULL));
    while (answer == CM_LP_OPTIMAL && !out->traded && multiple < CM_TRADE_MOST) out->traded = take_trade(c, e, x, (double)++multiple, out);
    if (!out->traded || multiple <= 2 || e->nwin + e->nlose > INTEGER_COLUMNS) CM_LEAVE(CM_OK);
    cm_lp_free(lp);
    lp = NULL;
    CM_TRY(trade_programme(ctx, c, e, multiple, row, &lp));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, NULL, NULL));
    out->traded = answer == CM_LP_OPTIMAL && take_trade(c, e, x, 1, out);
out:
    if (lp != NULL) cm_lp_free(lp);
    return status;
}

cm_status cm_weighing_find(cm_ctx *ctx, cm_arena *arena, const cm_classes *classes, const cm_edge *edge, cm_weighing *out)
{
    size_t width = classes->count + 1 + edge->nwin + edge->nlose;
    double *row = CM_NEW(ctx, arena, width, double), *x = CM_NEW(ctx, arena, width, double);
    bool infeasible = false;
    cm_status status;
    *out = (cm_weighing){ .weight = CM_NEW(ctx, arena, classes->count, int64_t), .from_win = CM_NEW(ctx, arena, edge->nwin, int64_t), .from_lose = CM_NEW(ctx, arena, edge->nlose, int64_t) };
    if (row == NULL || x == NULL || out->weight == NULL || out->from_win == NULL || out->from_lose == NULL) return ctx->status;
    status = find_weights(ctx, classes, edge, row, x, out, &infeasible);
    if (status == CM_OK && infeasible) status = find_trade(ctx, classes, edge, row, x, out);
    return status;
}
