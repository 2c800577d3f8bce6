/* headcount.h: venues that count heads and whose members are alike: what the symmetric concepts ask of a
 * protocol, and what others that cannot treat all of its settings ask. */
#ifndef CM_SOLVER_BARGAIN_HEADCOUNT_H
#define CM_SOLVER_BARGAIN_HEADCOUNT_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

typedef struct cm_headcount {
    size_t n, quota;
    double patience, outside, cost;
} cm_headcount;

/* `what` names the concept in the sentence.
 * Fails with: CM_E_DOMAIN when the rule is neither a headcount nor consensus, when patience or outside options
 * differ, when there is a deadline. */
cm_status cm_headcount_read(cm_ctx *ctx, const cm_protocol *protocol, const char *what, cm_headcount *heads);

/* Of concepts in which nobody proposes and talks are not cut off: `what` names them in the sentence.  With `once` all
 * is decided in one round, and a deadline after the first round says nothing else.
 * Fails with: CM_E_DOMAIN when the venue says who proposes, other than each as often, or has a deadline. */
cm_status cm_headcount_unled(cm_ctx *ctx, const cm_protocol *protocol, const char *what, bool once);
/* CM_E_DOMAIN where a round costs something. */
cm_status cm_headcount_free(cm_ctx *ctx, const cm_protocol *protocol);
/* CM_E_DOMAIN where somebody has something without an agreement. */
cm_status cm_headcount_alone(cm_ctx *ctx, const cm_protocol *protocol);

/* Of a chance p of agreement in each round: rounds (none when p is 0), agreement, within.
 * Fails with: CM_E_MEMORY. */
cm_status cm_rounds_set(cm_ctx *ctx, cm_result *result, double p, long within);
/* That these three are printed, and right. CM_E_NUMERIC. */
cm_status cm_rounds_check(cm_ctx *ctx, const cm_result *result, double p, long within);

/* The number printed under a name is `expected`, within ctx->tol.cert of `scale`. CM_E_NUMERIC. */
cm_status cm_printed_check(cm_ctx *ctx, const cm_result *result, const char *name, double expected, double scale);

#endif
