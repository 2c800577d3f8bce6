/* two_phase.c: bargaining over which agreement, then keeping it.
 *
 * Definition: two members, two agreements; each brings its friend `high` a round and the other `low`.  Bargaining is a
 * war of attrition in continuous time: i gives in at a rate that leaves the other indifferent, r_j low / (high - low),
 * with r the rate of discounting (minus the logarithm of patience).  Enforcement: who breaks the agreement has
 * `temptation` a round for `lag` rounds, then nothing; keeping is better if and only if
 *   temptation (1 - e^(-r lag)) <= low.
 * Patience helps to keep an agreement and delays it: the more a good agreement is worth in the long run, the longer
 * each holds out for its own.
 *
 * inequality: of what the two expect, low / r_i each: half the difference, as a share of the sum; none where nothing is
 * kept.
 *
 * Cost: O(1).
 * Source: J. D. Fearon, "Bargaining, enforcement, and international cooperation", International Organization 52 (1998)
 * 269-305. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>

#include "solver/bargain/headcount.h"
#include "solver/concept.h"

typedef struct phase_params {
    double high, low, temptation, lag;
    long within;
} phase_params;

enum { POINTS = 64, TIMES = 4 };

static cm_status require_two(cm_ctx *ctx, const cm_protocol *p, const phase_params *given)
{
    cm_status status;
    if (p->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "two-phase takes two members, not %zu", p->n);
    if (!cm_vote_is_consensus(&p->vote)) return cm_fail(ctx, CM_E_DOMAIN, "two-phase takes two members of whom neither decides alone");
    if (!(given->low < given->high)) return cm_fail(ctx, CM_E_INPUT, "two-phase: the better agreement brings %g and the other %g", given->high, given->low);
    CM_TRY(cm_headcount_unled(ctx, p, "two-phase", false));
    CM_TRY(cm_headcount_free(ctx, p));
    CM_TRY(cm_headcount_alone(ctx, p));
out:
    return status;
}

/* The least patience with which the one that gave in keeps the agreement; 0: any does. */
static double least_patience(const phase_params *given)
{
    return given->low >= given->temptation ? 0 : pow(1 - given->low / given->temptation, 1 / given->lag);
}

static cm_status list_members(cm_ctx *ctx, const cm_protocol *p, const phase_params *given, const double *hazard, cm_result *result)
{
    static const char *const columns[] = { "player", "gives_in", "value", "keeps", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < 2; i++) {
        double rate = -log(p->patience[i]);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(p->player[i]), cm_number(hazard[i]), cm_number(given->low / rate), cm_truth(p->patience[i] >= least_patience(given)) }));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, bool kept, cm_result *result)
{
    cm_status status;
    CM_TRY(cm_result_note(ctx, result, kept ? "Patience makes the agreement worth keeping, and for the same reason each holds out longer for its own version." : "Who gives in would break the agreement: nobody bargains over what will not be kept. The delay is what it would take if it were."));
    CM_TRY(cm_result_note(ctx, result, "This is the equilibrium in which both may give in at any time; there are others, in which one of them gives in at once, for certain or with some probability."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const phase_params *given = params;
    double hazard[2], total, delay, captured;
    bool kept = true;
    cm_status status;
    CM_TRY(require_two(ctx, p, given));
    for (size_t i = 0; i < 2; i++) {
        hazard[i] = -log(p->patience[1 - i]) * given->low / (given->high - given->low);
        kept = kept && p->patience[i] >= least_patience(given);
    }
    total = hazard[0] + hazard[1];
    delay = 1 / total;
    captured = 2 * given->low / (given->high + given->low);
    CM_TRY(cm_result_set(ctx, result, "rounds", kept ? cm_number(1 + delay) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(kept ? 1 : 0)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(kept ? -expm1(-total * (double)given->within) : 0)));
    CM_TRY(cm_result_set(ctx, result, "delay", cm_number(delay)));
    CM_TRY(cm_result_set(ctx, result, "enforceable", cm_truth(kept)));
    CM_TRY(cm_result_set(ctx, result, "least_patience", cm_number(least_patience(given))));
    CM_TRY(cm_result_set(ctx, result, "captured", cm_protocol_even_patience(p) ? cm_number(kept ? captured : 0) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "inequality", kept ? cm_number(fabs(hazard[0] - hazard[1]) / (2 * total)) : cm_none()));
    CM_TRY(list_members(ctx, p, given, hazard, result));
    CM_TRY(say(ctx, kept, result));
out:
    return status;
}

/* What i gets by holding out until `t` and giving in then, when the other gives in at `hazard`: by quadrature. */
static double holding_out(const phase_params *given, double rate, double hazard, double t, const gsl_integration_glfixed_table *table)
{
    double sum = exp(-(hazard + rate) * t) * given->low / rate;
    for (size_t k = 0; k < POINTS; k++) {
        double s, weight;
        (void)gsl_integration_glfixed_point(0, t, k, &s, &weight, table);
        sum += weight * hazard * exp(-(hazard + rate) * s) * given->high / rate;
    }
    return sum;
}

/* Flows, integrated: keeping for ever against breaking once. True when keeping is at least as good. */
static bool keeping(const phase_params *given, double rate, const gsl_integration_glfixed_table *table)
{
    double gain = 0;
    for (size_t k = 0; k < POINTS; k++) {
        double s, weight;
        (void)gsl_integration_glfixed_point(0, given->lag, k, &s, &weight, table);
        gain += weight * exp(-rate * s) * given->temptation;
    }
    return gain <= given->low / rate;
}

static cm_status check_member(cm_ctx *ctx, const cm_protocol *p, const phase_params *given, const cm_table *members, size_t i, const gsl_integration_glfixed_table *table)
{
    cm_value other = cm_table_get(members, 1 - i, "gives_in"), value = cm_table_get(members, i, "value"), keeps = cm_table_get(members, i, "keeps");
    double rate = -log(p->patience[i]), scale = given->high / rate;
    if (other.kind != CM_NUMBER || value.kind != CM_NUMBER || keeps.kind != CM_TRUTH) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu is missing", i + 1);
    for (int k = 0; k < TIMES; k++) {
        double worth = holding_out(given, rate, other.as.number, k / (rate + fabs(other.as.number)), table);
        if (!(fabs(worth - value.as.number) <= ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gains %.3g by giving in at another time", p->player[i], worth - value.as.number);
    }
    if (keeps.as.truth != keeping(given, rate, table) && !cm_close(&ctx->tol, p->patience[i], least_patience(given))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether '%s' keeps the agreement is not as printed", p->player[i]);
    return CM_OK;
}

/* From the values printed. */
static cm_status check_spread(cm_ctx *ctx, const cm_table *members, bool keep, const cm_result *result)
{
    const cm_value *inequality = cm_result_get(result, "inequality");
    double a = cm_table_get(members, 0, "value").as.number, b = cm_table_get(members, 1, "value").as.number;
    if (keep) return cm_printed_check(ctx, result, "inequality", fmax(a, b) / (a + b) - 0.5, 1);
    if (inequality != NULL && inequality->kind == CM_NONE) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: inequality is told of an agreement that is not kept");
}

/* From the printed rates: delay, its chances; patience at the brink leaves nothing to gain either way. */
static cm_status check_summary(cm_ctx *ctx, const cm_protocol *p, const phase_params *given, const cm_table *members, const cm_result *result)
{
    const cm_value *least = cm_result_get(result, "least_patience"), *kept = cm_result_get(result, "enforceable"), *rounds = cm_result_get(result, "rounds");
    double total = cm_table_get(members, 0, "gives_in").as.number + cm_table_get(members, 1, "gives_in").as.number, rate = -log(p->patience[0]), brink;
    bool keep = cm_table_get(members, 0, "keeps").as.truth && cm_table_get(members, 1, "keeps").as.truth;
    cm_status status;
    if (kept == NULL || kept->kind != CM_TRUTH || kept->as.truth != keep || rounds == NULL || rounds->kind != (keep ? CM_NUMBER : CM_NONE)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: enforceable is not as the members make it");
    if (least == NULL || least->kind != CM_NUMBER || !(least->as.number >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: least_patience is missing");
    brink = given->temptation * (1 - pow(least->as.number, given->lag)) - given->low;
    if (least->as.number > 0 ? !(fabs(brink) <= ctx->tol.cert * given->temptation) : brink > 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a patience of %.12g breaking the agreement gains %.3g", least->as.number, brink);
    CM_TRY(cm_printed_check(ctx, result, "delay", 1 / total, 1 / total));
    if (keep) CM_TRY(cm_printed_check(ctx, result, "rounds", 1 + 1 / total, 1 + 1 / total));
    CM_TRY(cm_printed_check(ctx, result, "agreement", keep ? 1 : 0, 1));
    CM_TRY(cm_printed_check(ctx, result, "within", keep ? 1 - exp(-total * (double)given->within) : 0, 1));
    if (cm_protocol_even_patience(p)) CM_TRY(cm_printed_check(ctx, result, "captured", keep ? total / (total + rate) : 0, 1));     /* E[e^(-r delay)] */
    CM_TRY(check_spread(ctx, members, keep, result));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_table *members = cm_result_find(result, "members");
    gsl_integration_glfixed_table *table = NULL;
    cm_status status;
    CM_TRY(require_two(ctx, &game->as.protocol, params));
    if (members == NULL || members->nrows != 2) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the members are missing"));
    table = gsl_integration_glfixed_table_alloc(POINTS);
    if (table == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for an integral"));
    for (size_t i = 0; i < 2; i++) CM_TRY(check_member(ctx, &game->as.protocol, params, members, i, table));
    CM_TRY(check_summary(ctx, &game->as.protocol, params, members, result));
out:
    if (table != NULL) gsl_integration_glfixed_table_free(table);
    return status;
}

static const cm_param param[] = {
    { .name = "high", .kind = CM_PARAM_NUMBER, .offset = offsetof(phase_params, high), .fallback = 2, .low = 0.001, .high = 1000000,
      .about = "What a round under its own version brings a member.", .about_zh = "在自己偏好的协议下每轮所得。" },
    { .name = "low", .kind = CM_PARAM_NUMBER, .offset = offsetof(phase_params, low), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What a round under the other's version brings it.", .about_zh = "在对方偏好的协议下每轮所得。" },
    { .name = "temptation", .kind = CM_PARAM_NUMBER, .offset = offsetof(phase_params, temptation), .fallback = 3, .low = 0.001, .high = 1000000,
      .about = "What a round of breaking the agreement unseen brings.", .about_zh = "违约未被发现时每轮所得。" },
    { .name = "lag", .kind = CM_PARAM_NUMBER, .offset = offsetof(phase_params, lag), .fallback = 1, .low = 0.001, .high = 1000,
      .about = "The number of rounds until a breach is noticed.", .about_zh = "违约被发现前经过的轮数。" },
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(phase_params, within), .fallback = 10, .low = 1, .high = 1000000,
      .about = "The number of rounds for which the chance of agreement is given.", .about_zh = "给出在多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { "rounds", "agreement", "within", "delay", "enforceable", "least_patience", "captured", "inequality", NULL };

const cm_concept cm_concept_two_phase = {
    .name = "two-phase",
    .title = "Bargaining and enforcement",
    .title_zh = "谈判与执行",
    .about = "How long two states hold out for their own version of an agreement, and whether it will be kept: patience lengthens the one and secures the other.",
    .about_zh = "两国为各自偏好的协议版本坚持多久，以及协议能否得到遵守：耐心使前者更久，使后者更牢。",
    .formula = "gives_in_i = r_j low / (high - low); delay = 1 / sum; kept iff temptation (1 - e^(-r lag)) <= low; r = -ln patience",
    .source = "J. D. Fearon, \"Bargaining, enforcement, and international cooperation\", International Organization 52 (1998) 269-305",
    .certificate = "holding out until several times is worth the same, by quadrature, at the printed rates; the flows of keeping and of breaking, integrated, say whether it is kept",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(phase_params),
    .run = run,
    .check = check,
};
