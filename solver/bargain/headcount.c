/* headcount.c: venues of members that are alike, and rounds with the same chance of agreement each. */
#include "solver/bargain/headcount.h"

#include <math.h>

/* True when all n numbers are the same; *first is set. */
static bool even(const double *x, size_t n, double *first)
{
    *first = x == NULL ? 0 : x[0];
    for (size_t i = 1; x != NULL && i < n; i++) {
        if (x[i] < x[0] || x[i] > x[0]) return false;
    }
    return true;
}

cm_status cm_headcount_read(cm_ctx *ctx, const cm_protocol *protocol, const char *what, cm_headcount *heads)
{
    int64_t quota = 0;
    *heads = (cm_headcount){ .n = protocol->n, .cost = protocol->cost };
    if (!even(protocol->patience, protocol->n, &heads->patience)) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s takes members of one patience, and some have another than %g", what, heads->patience);
    }
    if (!even(protocol->outside, protocol->n, &heads->outside)) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s takes members with one outside option, and some have another than %g", what, heads->outside);
    }
    if (protocol->rounds > 0) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s takes talks without a deadline, and these end after round %zu", what, protocol->rounds);
    }
    if (cm_vote_is_quota(&protocol->vote, &quota)) {
        heads->quota = (size_t)quota;
    } else if (cm_vote_is_consensus(&protocol->vote)) {
        heads->quota = protocol->n;
    } else {
        return cm_fail(ctx, CM_E_DOMAIN, "%s takes a rule that counts heads, and the rule of these %zu members does not", what, protocol->n);
    }
    return CM_OK;
}

cm_status cm_headcount_unled(cm_ctx *ctx, const cm_protocol *p, const char *what, bool once)
{
    if (p->kind == CM_SETTER) return cm_fail(ctx, CM_E_DOMAIN, "in %s nobody proposes, and in this venue '%s' does", what, p->player[p->setter]);
    if (p->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "in %s nobody proposes, and in this venue members do in turn", what);
    for (size_t i = 0; i < p->n; i++) {
        if (cm_close(&ctx->tol, p->recognition[i] * (double)p->n, 1)) continue;
        return cm_fail(ctx, CM_E_DOMAIN, "in %s nobody proposes, and in this venue the probability that '%s' does is %g", what, p->player[i], p->recognition[i]);
    }
    if (once && p->rounds > 1) return cm_fail(ctx, CM_E_DOMAIN, "%s is one round, and these talks go on until round %zu", what, p->rounds);
    if (!once && p->rounds > 0) return cm_fail(ctx, CM_E_DOMAIN, "%s goes on until it is decided, and these talks end after round %zu", what, p->rounds);
    return CM_OK;
}

cm_status cm_headcount_free(cm_ctx *ctx, const cm_protocol *p)
{
    return p->cost > 0 ? cm_fail(ctx, CM_E_DOMAIN, "here a round costs %g, and only impatience is counted: let patience stand for it", p->cost) : CM_OK;
}

cm_status cm_headcount_alone(cm_ctx *ctx, const cm_protocol *p)
{
    for (size_t i = 0; p->outside != NULL && i < p->n; i++) {
        if (p->outside[i] > 0 || p->outside[i] < 0) {
            return cm_fail(ctx, CM_E_DOMAIN, "nobody may have anything without an agreement, and '%s' has %g", p->player[i], p->outside[i]);
        }
    }
    return CM_OK;
}

static double within_of(double p, long within)
{
    return p >= 1 ? 1 : -expm1((double)within * log1p(-p));
}

cm_status cm_rounds_set(cm_ctx *ctx, cm_result *result, double p, long within)
{
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "rounds", p > 0 ? cm_number(1 / p) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(p > 0 ? 1 : 0)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(within_of(p, within))));
out:
    return status;
}

cm_status cm_printed_check(cm_ctx *ctx, const cm_result *result, const char *name, double expected, double scale)
{
    const cm_value *value = cm_result_get(result, name);
    if (value == NULL || value->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no %s", name);
    if (!(fabs(value->as.number - expected) <= ctx->tol.cert * scale)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, expected, value->as.number);
    }
    return CM_OK;
}

/* Once more as a product, round by round. */
cm_status cm_rounds_check(cm_ctx *ctx, const cm_result *result, double p, long within)
{
    const cm_value *rounds = cm_result_get(result, "rounds");
    double open = pow(1 - p, (double)within);
    cm_status status;
    CM_TRY(cm_printed_check(ctx, result, "agreement", p > 0 ? 1 : 0, 1));
    CM_TRY(cm_printed_check(ctx, result, "within", 1 - open, 1));
    if (rounds == NULL || rounds->kind != (p > 0 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds are not as a chance of %g makes them", p));
    if (p > 0 && !(fabs(rounds->as.number * p - 1) <= ctx->tol.cert)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds are %.12g, not %.12g", 1 / p, rounds->as.number));
    }
out:
    return status;
}
