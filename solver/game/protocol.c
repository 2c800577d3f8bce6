/* protocol.c: validation of a bargaining protocol. */
#include "solver/game/protocol.h"

#include <math.h>

static const char *who(const cm_protocol *p, size_t i)
{
    return p->player != NULL && p->player[i] != NULL ? p->player[i] : "unnamed";
}

static cm_status validate_member(cm_ctx *ctx, const cm_protocol *p, size_t i)
{
    if (!(p->recognition[i] >= 0 && isfinite(p->recognition[i]))) {
        return cm_fail(ctx, CM_E_INPUT, "'%s' proposes with probability %g", who(p, i), p->recognition[i]);
    }
    if (!(p->patience[i] > 0 && p->patience[i] < 1)) {
        return cm_fail(ctx, CM_E_INPUT, "the patience of '%s' is %g, and must be above 0 and below 1: with 1 nobody minds waiting for ever, with 0 nobody looks beyond the round",
                       who(p, i), p->patience[i]);
    }
    if (p->outside != NULL && !isfinite(p->outside[i])) {
        return cm_fail(ctx, CM_E_INPUT, "what '%s' has outside an agreement is %g", who(p, i), p->outside[i]);
    }
    if (p->capability != NULL && !(p->capability[i] > 0 && isfinite(p->capability[i]))) {
        return cm_fail(ctx, CM_E_INPUT, "the capability of '%s' is %g, and must be positive", who(p, i), p->capability[i]);
    }
    return CM_OK;
}

cm_status cm_protocol_validate(cm_ctx *ctx, const cm_protocol *p)
{
    double sum = 0;
    if (p->n == 0 || p->recognition == NULL || p->patience == NULL) return cm_fail(ctx, CM_E_INPUT, "a protocol of %zu members", p->n);
    if (p->vote.n != p->n) return cm_fail(ctx, CM_E_INPUT, "a vote of %zu members in a protocol of %zu", p->vote.n, p->n);
    if (p->kind == CM_SETTER && p->setter >= p->n) return cm_fail(ctx, CM_E_INPUT, "the proposer is member %zu of %zu", p->setter, p->n);
    for (size_t i = 0; i < p->n; i++) {
        cm_status status = validate_member(ctx, p, i);
        if (status != CM_OK) return status;
        sum += p->recognition[i];
    }
    if (!cm_close(&ctx->tol, sum, 1)) return cm_fail(ctx, CM_E_INPUT, "the probabilities of proposing add up to %.15g, not to 1", sum);
    if (!(p->cost >= 0 && isfinite(p->cost))) return cm_fail(ctx, CM_E_INPUT, "a round costs %g", p->cost);
    if (p->spatial != NULL) {
        cm_status status = cm_spatial_validate(ctx, p->spatial);
        if (status != CM_OK) return status;
        if (p->spatial->n != p->n) return cm_fail(ctx, CM_E_INPUT, "ideals of %zu members in a protocol of %zu", p->spatial->n, p->n);
    }
    return cm_vote_validate(ctx, &p->vote);
}

bool cm_protocol_even_patience(const cm_protocol *p)
{
    for (size_t i = 1; i < p->n; i++) {
        if (p->patience[i] < p->patience[0] || p->patience[i] > p->patience[0]) return false;
    }
    return true;
}
