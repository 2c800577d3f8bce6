/* stochastic_check.c: the certificate of bargaining over a surplus that changes.
 *
 * Nothing is solved: the printed plan is played forward until what is to come no longer counts, and the best plan is
 * found by letting the value of going on improve from nothing. */
#include <float.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/stochastic_pie.h"

enum { POINTS = 8, LONGEST = 1000000 };

typedef struct play {
    const cm_pie *pie;
    unsigned agree;                   /* of states */
    double from;                      /* even: agreed from this surplus on */
    bool best;                        /* agree where that is better for all, whatever `agree` says */
    double going_on[CM_PIE_STATES], worth, rounds, agreement, surplus, paid, within;
} play;

/* What state k is worth to all when going on in it is worth x. */
static double state_worth(const play *p, size_t k, double x)
{
    bool agreed = p->best ? p->pie->value[k] >= x : (p->agree >> k & 1) != 0;
    return agreed ? p->pie->value[k] : x;
}

/* The mean of the surplus, or of going on, over [low, high] in two pieces. */
static double even_worth(const play *p, double x, const gsl_integration_glfixed_table *table)
{
    const cm_pie *pie = p->pie;
    double cut = fmin(pie->high, fmax(pie->low, p->best ? x : p->from)), ends[] = { pie->low, cut, pie->high }, sum = 0;
    for (size_t k = 0; k < (size_t)2 * POINTS; k++) {
        double s, weight;
        (void)gsl_integration_glfixed_point(ends[k / POINTS], ends[k / POINTS + 1], k % POINTS, &s, &weight, table);
        sum += weight * (k < POINTS ? x : s);
    }
    return sum / (pie->high - pie->low);
}

/* One more round to come. Returns how much that changes. */
static double improve(play *p, const gsl_integration_glfixed_table *table)
{
    const cm_pie *pie = p->pie;
    double next[CM_PIE_STATES], change = 0;
    size_t states = pie->states == 0 ? 1 : pie->states;
    for (size_t k = 0; k < states; k++) {
        next[k] = pie->wait;
        if (pie->states == 0) next[k] += pie->patience * even_worth(p, p->going_on[0], table);
        for (size_t j = 0; j < pie->states; j++) next[k] += pie->patience * pie->next[k * states + j] * state_worth(p, j, p->going_on[j]);
        change = fmax(change, fabs(next[k] - p->going_on[k]));
    }
    for (size_t k = 0; k < states; k++) p->going_on[k] = next[k];
    return change;
}

static cm_status value_of(cm_ctx *ctx, play *p)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    long t = 0;
    if (table == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    while (t < LONGEST && !cm_stopped(ctx) && improve(p, table) > DBL_EPSILON * p->pie->scale) t++;
    p->worth = p->pie->states == 0 ? even_worth(p, p->going_on[0], table) : 0;
    for (size_t k = 0; k < p->pie->states; k++) p->worth += p->pie->start[k] * state_worth(p, k, p->going_on[k]);
    gsl_integration_glfixed_table_free(table);
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "stopped in the certificate") : CM_OK;
}

/* Round after round, who is still talking. */
static void time_of(play *p, long within)
{
    const cm_pie *pie = p->pie;
    double now[CM_PIE_STATES], open = 1;
    memcpy(now, pie->start, sizeof now);
    for (long t = 0; t < LONGEST && (open > DBL_EPSILON || t < within); t++) {
        double then[CM_PIE_STATES] = { 0 }, before = open;
        p->rounds += open;
        open = 0;
        for (size_t k = 0; k < pie->states; k++) {
            bool agreed = (p->agree >> k & 1) != 0;
            if (agreed) p->agreement += now[k], p->surplus += now[k] * pie->value[k], p->paid += now[k] * p->going_on[k];
            for (size_t j = 0; !agreed && j < pie->states; j++) then[j] += now[k] * pie->next[k * pie->states + j];
        }
        for (size_t k = 0; k < pie->states; k++) open += then[k];
        memcpy(now, then, sizeof now);
        if (t + 1 == within) p->within = p->agreement;
        if (open >= before && p->agreement <= 0 && t > CM_PIE_STATES && t >= within) break;         /* nobody ever agrees */
    }
}

static void time_even(play *p, long within)
{
    double cut = fmin(p->pie->high, fmax(p->pie->low, p->from)), no = (cut - p->pie->low) / (p->pie->high - p->pie->low);
    p->agreement = no < 1 ? 1 : 0;
    p->rounds = 1 / (1 - no);
    p->within = 1 - pow(no, (double)within);
    p->surplus = (p->pie->high + cut) / 2 * p->agreement;
    p->paid = p->going_on[0] * p->agreement;
}

static bool is_near(const cm_ctx *ctx, cm_value printed, double expected, double scale)
{
    return printed.kind == CM_NUMBER && fabs(printed.as.number - expected) <= ctx->tol.cert * scale;
}

/* The printed states of equilibrium e: which are agreed in. */
static cm_status read_states(cm_ctx *ctx, const cm_table *states, size_t e, play *p)
{
    size_t k = p->pie->states;
    if (states == NULL || states->nrows < (e + 1) * k) return cm_fail(ctx, CM_E_NUMERIC, "certificate: states are missing");
    for (size_t j = 0; j < k; j++) {
        cm_value agreed = cm_table_get(states, e * k + j, "agreed"), surplus = cm_table_get(states, e * k + j, "surplus");
        if (agreed.kind != CM_TRUTH || !is_near(ctx, surplus, p->pie->value[j], p->pie->scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a state of equilibrium %zu is missing", e + 1);
        if (agreed.as.truth) p->agree |= 1U << j;
    }
    return CM_OK;
}

/* In each state the printed numbers are those of the play, and nobody gains by one other step. */
static cm_status check_states(cm_ctx *ctx, const cm_table *states, size_t e, const play *p, double *gain)
{
    for (size_t j = 0; j < p->pie->states; j++) {
        size_t row = e * p->pie->states + j;
        double asked = p->pie->share * p->going_on[j], more = (p->agree >> j & 1) != 0 ? asked - p->pie->value[j] : p->pie->value[j] - asked;
        if (!is_near(ctx, cm_table_get(states, row, "going_on"), p->going_on[j], p->pie->scale) || !is_near(ctx, cm_table_get(states, row, "asked"), asked, p->pie->scale)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: going on from state %zu is worth %.12g", j + 1, p->going_on[j]);
        }
        *gain = fmax(*gain, more);
    }
    return CM_OK;
}

static cm_status check_equilibrium(cm_ctx *ctx, const cm_pie *pie, const cm_result *result, size_t e, long within, play *p, double *gain)
{
    const cm_table *table = cm_result_find(result, "equilibria"), *states = cm_result_find(result, "states");
    cm_value threshold = cm_table_get(table, e, "threshold"), rounds = cm_table_get(table, e, "rounds"), going_on = cm_table_get(table, e, "going_on");
    bool ends;
    cm_status status = CM_OK;
    *p = (play){ .pie = pie };
    if (pie->states > 0) CM_TRY(read_states(ctx, states, e, p));
    if (threshold.kind != (pie->states == 0 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a threshold is missing, or stands where there is none"));
    if (pie->states == 0) p->from = threshold.as.number;
    CM_TRY(value_of(ctx, p));
    if (pie->states > 0) CM_TRY(check_states(ctx, states, e, p, gain));
    if (pie->states == 0) *gain = fmax(*gain, fabs(pie->share * p->going_on[0] - p->from));
    if (pie->states > 0 ? going_on.kind != CM_NONE : !is_near(ctx, going_on, p->going_on[0], pie->scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: going on is worth %.12g", p->going_on[0]));
    if (!(*gain <= ctx->tol.cert * pie->scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: in equilibrium %zu somebody gains %.3g by agreeing or waiting otherwise", e + 1, *gain));
    if (pie->states > 0) time_of(p, within); else time_even(p, within);
    ends = p->agreement > 1 - ctx->tol.cert;
    if (rounds.kind != (ends ? CM_NUMBER : CM_NONE) || (ends && !is_near(ctx, rounds, p->rounds, p->rounds))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu takes %.12g rounds", e + 1, p->rounds));
    if (!is_near(ctx, cm_table_get(table, e, "agreement"), p->agreement, 1) || !is_near(ctx, cm_table_get(table, e, "value"), p->worth, pie->scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibrium %zu is worth %.12g, and ends with probability %.12g", e + 1, p->worth, p->agreement));
out:
    return status;
}

/* The members' values add up and go by recognition; who proposes keeps what the others are not paid. */
static cm_status check_members(cm_ctx *ctx, const cm_pie *pie, const cm_protocol *protocol, const cm_result *result, const play *p)
{
    const cm_table *values = cm_result_find(result, "values");
    double n = (double)protocol->n, base = pie->wait < 0 || pie->wait > 0 ? pie->wait / (1 - pie->patience) : 0, sum = 0;
    if (values == NULL || values->nrows != protocol->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the members are missing");
    for (size_t i = 0; i < protocol->n; i++) {
        cm_value value = cm_table_get(values, i, "value"), proposes = cm_table_get(values, i, "proposes");
        double r = protocol->recognition[i], surplus = p->agreement > 0 ? p->surplus / p->agreement : 0, paid = p->agreement > 0 ? p->paid / p->agreement : 0, others = 0;
        if (!is_near(ctx, cm_table_get(values, i, "recognition"), r, 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is drawn with probability %g", protocol->player[i], r);
        if (!is_near(ctx, value, base / n + r * (p->worth - base), pie->scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g", protocol->player[i], base / n + r * (p->worth - base));
        sum += value.as.number;
        for (size_t j = 0; j < protocol->n; j++) {
            double share = pie->heads.quota == protocol->n ? 1 : (double)(pie->heads.quota - 1) / (n - 1);      /* how often j is asked */
            if (j != i) others += share * (base / n + protocol->recognition[j] * (paid - base));
        }
        if (proposes.kind != (p->agreement > 0 ? CM_NUMBER : CM_NONE) || (p->agreement > 0 && !is_near(ctx, proposes, surplus - others, pie->scale))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' keeps %.12g when it proposes", protocol->player[i], surplus - others);
    }
    return fabs(sum - p->worth) <= ctx->tol.cert * pie->scale * n ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the members' values add up to %.12g, not %.12g", sum, p->worth);
}

static cm_status is_none(cm_ctx *ctx, const cm_result *result, const char *name)
{
    const cm_value *v = cm_result_get(result, name);
    return v != NULL && v->kind == CM_NONE ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is told where there is none", name);
}

static cm_status check_captured(cm_ctx *ctx, const cm_pie *pie, const cm_result *result, double worth)
{
    play best = { .pie = pie, .best = true };
    cm_status status;
    if (pie->patience < 1) CM_TRY(value_of(ctx, &best));
    if (!(best.worth > 0)) {
        CM_TRY(is_none(ctx, result, "captured"));
        return is_none(ctx, result, "efficiency");
    }
    CM_TRY(cm_printed_check(ctx, result, "captured", worth / best.worth, 1));
    CM_TRY(cm_printed_check(ctx, result, "efficiency", worth / best.worth, 1));
out:
    return status;
}

/* Without an equilibrium there must be something to wait for: even agreeing to everything, somebody would wait. */
static cm_status check_none(cm_ctx *ctx, const cm_pie *pie)
{
    return pie->patience * pie->share > 1 - ctx->tol.cert || pie->patience >= 1 ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: there is an equilibrium when going on is worth %g of what comes", pie->patience);
}

cm_status cm_pie_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "equilibria");
    const cm_value *count = cm_result_get(result, "equilibria");
    double gain = 0;
    play chosen = { 0 }, p;
    cm_pie pie;
    cm_status status;
    CM_TRY(cm_pie_read(ctx, game, params, &pie));
    if (table == NULL || count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)table->nrows) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the equilibria are missing"));
    for (size_t e = 0; e < table->nrows; e++) {
        CM_TRY(check_equilibrium(ctx, &pie, result, e, ((const cm_pie_params *)params)->within, &p, &gain));
        if (e == 0 || p.worth > chosen.worth) chosen = p;
    }
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", gain, pie.scale));
    CM_TRY(cm_printed_check(ctx, result, "agreement", chosen.agreement, 1));
    CM_TRY(cm_printed_check(ctx, result, "within", chosen.within, 1));
    if (table->nrows == 0) CM_LEAVE(check_none(ctx, &pie));
    CM_TRY(cm_printed_check(ctx, result, "value", chosen.worth, pie.scale));
    CM_TRY(chosen.agreement > 1 - ctx->tol.cert ? cm_printed_check(ctx, result, "rounds", chosen.rounds, chosen.rounds) : is_none(ctx, result, "rounds"));
    CM_TRY(pie.states == 0 ? cm_printed_check(ctx, result, "threshold", chosen.from, pie.scale) : is_none(ctx, result, "threshold"));
    CM_TRY(check_members(ctx, &pie, &game->as.protocol, result, &chosen));
    CM_TRY(check_captured(ctx, &pie, result, chosen.worth));
out:
    return status;
}
