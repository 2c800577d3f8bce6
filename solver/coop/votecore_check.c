/* votecore_check.c: the certificate of the least core of a large simple game.
 *
 * From below: weights w_S of winning coalitions with sum 1, under which no kind of players is counted more
 * than tau times a member, leave some of these coalitions at most tau, so that epsilon >= 1 - tau.  From
 * above: the cheapest winning coalition at the payoffs, these rounded down to multiples of 2^-40. */
#include <math.h>
#include <string.h>

#include "solver/game/cheapest.h"
#include "solver/coop/payoff.h"
#include "solver/coop/votecore.h"

/* 1 - tau. */
static cm_status lower_bound(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, double *bound)
{
    const cm_table *table = cm_result_find(result, "weights");
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, tu->n, unsigned char);
    double *counted = CM_NEW(ctx, &scratch, tu->n, double), total = 0, tau = 0;
    cm_status status = CM_OK;
    if (in == NULL || counted == NULL) CM_LEAVE(ctx->status);
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value who = cm_table_get(table, r, "coalition"), weight = cm_table_get(table, r, "weight");
        if (who.kind != CM_TEXT || weight.kind != CM_NUMBER || !(weight.as.number >= 0) || !cm_tu_coalition_read(tu, who.as.text, in) || !cm_vote_wins(tu->vote, in)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the weights is no winning coalition", r + 1));
        }
        total += weight.as.number;
        for (size_t i = 0; i < tu->n; i++) counted[i] += in[i] ? weight.as.number : 0;
    }
    *bound = 0;                                                /* without weights: of a game that is no consensus */
    if (!(total > 0)) goto out;
    for (size_t i = 0; i < tu->n; i++) {
        double sum = 0, members = 0;
        for (size_t j = 0; j < tu->n; j++) {
            if (!cm_vote_alike(tu->vote, i, j)) continue;
            sum += counted[j];
            members++;
        }
        tau = fmax(tau, sum / members / total);
    }
    *bound = 1 - tau;
out:
    cm_arena_free(&scratch);
    return status;
}

/* The most that a winning coalition lacks. */
static cm_status upper_bound(cm_ctx *ctx, const cm_tu *tu, const double *x, double *bound)
{
    cm_arena scratch = { NULL };
    int64_t *price = CM_NEW(ctx, &scratch, tu->n, int64_t), total;
    unsigned char *in = CM_NEW(ctx, &scratch, tu->n, unsigned char);
    cm_cheapest work;
    double least;
    bool found;
    cm_status status = CM_OK;
    if (price == NULL || in == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < tu->n; i++) price[i] = (int64_t)floor(x[i] * 0x1p40);
    CM_TRY(cm_cheapest_whole(ctx, tu->vote, price, &found, &total));
    if (found) {
        *bound = 1 - (double)total * 0x1p-40;
        goto out;
    }
    CM_TRY(cm_cheapest_init(ctx, &scratch, tu->vote, &work));
    CM_TRY(cm_cheapest_find(ctx, &work, x, in, &least));
    *bound = 1 - least;
out:
    cm_arena_free(&scratch);
    return status;
}

/* How many have a veto: without such a one the others do not win.  The core of a simple game is not empty
 * exactly when there is one; with n of them only everybody wins. */
static size_t vetoers(const cm_vote *vote, unsigned char *in)
{
    size_t count = 0;
    memset(in, 1, vote->n);
    for (size_t i = 0; i < vote->n; i++) {
        in[i] = 0;
        count += !cm_vote_wins(vote, in);
        in[i] = 1;
    }
    return count;
}

static cm_status check_value(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const double *x, double value, size_t veto)
{
    double low = 0, high = 0, total = 0, least = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < tu->n; i++) {
        total += x[i];
        least = fmin(least, x[i]);
    }
    if (fabs(total - 1) > ctx->tol.cert || least < -ctx->tol.cert) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: payoffs from %.3g on that add up to %.12g", least, total));
    if (value < 0) {                                           /* only for consensus: the equal split */
        for (size_t i = 0; i < tu->n; i++) {
            if (fabs(x[i] + value) > ctx->tol.abs) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g, not an equal share", tu->player[i], x[i]));
        }
        if (veto < tu->n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a value below 0, though others than all win"));
        goto out;
    }
    CM_TRY(upper_bound(ctx, tu, x, &high));
    CM_TRY(lower_bound(ctx, tu, result, &low));
    if (fabs(fmax(0, high) - value) > ctx->tol.cert || fabs(fmax(0, low) - value) > ctx->tol.cert) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the value lies between %.12g and %.12g, and %.12g is printed", low, high, value));
    }
out:
    return status;
}

cm_status cm_votecore_check(cm_ctx *ctx, const cm_tu *tu, bool core, const cm_result *result)
{
    const cm_value *value = cm_result_get(result, "least_core_value"), *empty = cm_result_get(result, "empty");
    cm_arena scratch = { NULL };
    double *x = CM_NEW(ctx, &scratch, tu->n, double);
    unsigned char *in = CM_NEW(ctx, &scratch, tu->n, unsigned char);
    cm_rat *exact = NULL;
    cm_status status = CM_OK;
    if (x == NULL || in == NULL) CM_LEAVE(ctx->status);
    if (value == NULL || value->kind != CM_NUMBER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no least-core value"));
    if (core && (empty == NULL || empty->kind != CM_TRUTH || empty->as.truth == (vetoers(tu->vote, in) > 0))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the core of a simple game is empty exactly when nobody has a veto"));
    }
    CM_TRY(cm_payoff_read(ctx, result, !core ? "payoffs" : empty->as.truth ? "nearest" : "point", tu, x, &exact));
    CM_TRY(check_value(ctx, tu, result, x, value->as.number, vetoers(tu->vote, in)));
out:
    cm_rats_free(exact, tu->n);
    cm_arena_free(&scratch);
    return status;
}
