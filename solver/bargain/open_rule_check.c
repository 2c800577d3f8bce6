/* open_rule_check.c: the open rule's certificate: sums over sessions, and deviations in one of them. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/headcount.h"
#include "solver/bargain/open_rule.h"

/* Offers that are tried, and sessions after which nothing is left to add: half of what is left is gone in each. */
enum { OFFERS = 1000, SESSIONS = 120 };

/* What owning the floor is worth when one other is offered e >= c.  One left out amends by paying that one e too, or by
 * paying both others c; were it always the first, the owner's worth would be `alone`, always the second, `both`; it
 * does what is better, and mixes where it makes the two alike.  `wooed` is the worth when the partner's price is so high
 * that the owner itself is bought back as often: both then have the same. */
static double offer_to_one(const cm_floor *f, double e)
{
    double d = f->patience, paid = d * f->value[CM_FLOOR_PROPOSER], other = 1 - 2 * paid;
    double alone = (1 - e) / 2 / (1 - d * d / 4), both = (1 - e + d * paid) / 2, wooed = 2 / ((2 - d) * (4 + d));
    return fmax(fmin(fmax(alone, other), fmax(alone, both)), e > paid ? fmin(wooed, both) : 0);
}

/* Offering c to one alone, when one left out gives back what the strategies say. */
static double leave_one_out(const cm_floor *f, double *back)
{
    double d = f->patience, paid = d * f->value[CM_FLOOR_PROPOSER];
    *back = f->excludes * paid / 2 + (1 - f->excludes) * paid;
    return (1 - paid + d * *back) / 2;
}

double cm_open_rule_deviation(const cm_floor *f, double expected)
{
    double d = f->patience, owner = f->value[CM_FLOOR_PROPOSER], paid = d * owner, back, gain;
    gain = fmax(leave_one_out(f, &back), 1 - 2 * paid) - owner;                                 /* to one; to both */
    gain = fmax(gain, d * fmax(back, f->value[CM_FLOOR_PARTNER]) - owner);                      /* to nobody: amended surely */
    for (size_t k = 0; k <= OFFERS; k++) gain = fmax(gain, offer_to_one(f, paid + (1 - paid) * (double)k / OFFERS) - owner);
    gain = fmax(gain, paid - f->share[CM_FLOOR_PARTNER]);                                       /* a partner who amends */
    gain = fmax(gain, f->share[CM_FLOOR_LEFT_OUT] - paid);                                      /* one left out who moves the question */
    gain = fmax(gain, d * expected - fmin(f->share[CM_FLOOR_PARTNER], f->share[CM_FLOOR_PROPOSER]));   /* a vote against */
    return gain;
}

typedef struct audit {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_result *result;
    cm_floor floor;
    double expected;
} audit;

static cm_status expect(const audit *a, const char *what, double printed, double right)
{
    return fabs(printed - right) <= a->ctx->tol.cert ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", what, right, printed);
}

static cm_status read_floor(audit *a)
{
    static const char *const role[CM_FLOOR_ROLES] = { "proposer", "partner", "left out" };
    const cm_table *table = cm_result_find(a->result, "floor");
    const cm_value *partners = cm_result_get(a->result, "partners"), *excludes = cm_result_get(a->result, "excludes");
    if (partners == NULL || partners->kind != CM_INTEGER || partners->as.integer < 1 || partners->as.integer > 2 || excludes == NULL || excludes->kind != CM_NUMBER) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: it is not said who is paid");
    }
    a->floor = (cm_floor){ .patience = a->p->patience[0], .partners = (size_t)partners->as.integer, .excludes = excludes->as.number };
    if (!(a->floor.excludes >= 0 && a->floor.excludes <= 1)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: a chance of %.12g", a->floor.excludes);
    if (table == NULL || table->nrows != CM_FLOOR_ROLES + 1 - a->floor.partners) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: not all roles are there");
    for (size_t r = 0; r < table->nrows; r++) {
        cm_value name = cm_table_get(table, r, "role"), share = cm_table_get(table, r, "share"), value = cm_table_get(table, r, "value");
        if (name.kind != CM_TEXT || strcmp(name.as.text, role[r]) != 0 || share.kind != CM_NUMBER || value.kind != CM_NUMBER) {
            return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the role '%s' cannot be read", role[r]);
        }
        a->floor.share[r] = share.as.number;
        a->floor.value[r] = value.as.number;
    }
    return CM_OK;
}

/* With one partner a proposal passes in session t with chance 2^-t, to the first proposer when t is odd, and else to the
 * one left out first, who goes on changing places with it; the partner stays. */
static cm_status check_worth(const audit *a)
{
    const cm_floor *f = &a->floor;
    double worth[CM_FLOOR_ROLES] = { 0, 0, 0 }, weight = f->partners == 2 ? 1 : 0.5;
    cm_status status;
    CM_TRY(expect(a, "what is shared", f->share[CM_FLOOR_PROPOSER] + (double)f->partners * f->share[CM_FLOOR_PARTNER] + f->share[CM_FLOOR_LEFT_OUT], 1));
    for (unsigned t = 0; t < (f->partners == 2 ? 1 : SESSIONS); t++, weight *= f->patience / 2) {
        worth[t % 2 == 0 ? CM_FLOOR_PROPOSER : CM_FLOOR_LEFT_OUT] += weight * f->share[CM_FLOOR_PROPOSER];
        worth[t % 2 == 0 ? CM_FLOOR_LEFT_OUT : CM_FLOOR_PROPOSER] += weight * f->share[CM_FLOOR_LEFT_OUT];
        worth[CM_FLOOR_PARTNER] += weight * f->share[CM_FLOOR_PARTNER];
    }
    for (size_t r = 0; r < CM_FLOOR_ROLES; r++) CM_TRY(expect(a, "the worth of a role", f->value[r], worth[r]));
out:
    return status;
}

static cm_status check_members(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "values");
    cm_status status = CM_OK;
    a->expected = (a->floor.value[CM_FLOOR_PROPOSER] + (double)a->floor.partners * a->floor.value[CM_FLOOR_PARTNER] + a->floor.value[CM_FLOOR_LEFT_OUT]) / 3;
    if (table == NULL || table->nrows != a->p->n) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: no values");
    for (size_t i = 0; i < a->p->n; i++) {
        cm_value player = cm_table_get(table, i, "player"), value = cm_table_get(table, i, "value"), keeps = cm_table_get(table, i, "proposes");
        if (player.kind != CM_TEXT || strcmp(player.as.text, a->p->player[i]) != 0 || value.kind != CM_NUMBER || keeps.kind != CM_NUMBER) {
            CM_LEAVE(cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the values of '%s' are not there", a->p->player[i]));
        }
        CM_TRY(expect(a, "a value", value.as.number, a->expected));
        CM_TRY(expect(a, "what a proposer keeps", keeps.as.number, a->floor.share[CM_FLOOR_PROPOSER]));
    }
out:
    return status;
}

/* An amendment may pay one alone sometimes only where that is as good as paying both, and always where it is done; and
 * where it may, another equilibrium is known. */
static cm_status check_words(const audit *a)
{
    const cm_value *unique = cm_result_get(a->result, "unique");
    bool several = a->floor.excludes > 0;
    double back, one = leave_one_out(&a->floor, &back), owner = a->floor.value[CM_FLOOR_PROPOSER];
    if (a->floor.partners == 1 && a->floor.excludes < 1) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: amendments pay nothing with chance %.12g, and proposals always", a->floor.excludes);
    if (several && !(fabs(one - owner) <= a->ctx->tol.cert)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: paying one other is worth %.12g, and is mixed with what is worth %.12g", one, owner);
    if (unique == NULL || unique->kind != (several ? CM_TRUTH : CM_NONE) || (several && unique->as.truth)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: uniqueness is not as it must be");
    return CM_OK;
}

cm_status cm_open_rule_check(cm_ctx *ctx, const cm_protocol *p, const cm_open_rule_params *params, const cm_result *result)
{
    audit a = { .ctx = ctx, .p = p, .result = result };
    double passes, gain, captured = 0, weight = 1;
    cm_status status;
    CM_TRY(read_floor(&a));
    CM_TRY(check_worth(&a));
    CM_TRY(check_members(&a));
    CM_TRY(check_words(&a));
    passes = a.floor.partners == 2 ? 1 : 0.5;
    for (size_t t = 0; t < SESSIONS; t++, weight *= p->patience[0] * (1 - passes)) captured += weight * passes;
    gain = cm_open_rule_deviation(&a.floor, a.expected);
    if (!(gain <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a deviation gains %.3g", gain));
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", gain, 1));
    CM_TRY(cm_rounds_check(ctx, result, passes, params->within_rounds));
    CM_TRY(cm_printed_check(ctx, result, "passes", passes, 1));
    CM_TRY(cm_printed_check(ctx, result, "captured", captured, 1));
    CM_TRY(cm_printed_check(ctx, result, "efficiency", captured, 1));
    CM_TRY(cm_printed_check(ctx, result, "inequality", 0, 1));
out:
    return status;
}
