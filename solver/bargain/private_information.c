/* private_information.c: the best that any rules of negotiation can do when only each member knows what an agreement
 * is worth to it, and each may stay out.
 *
 * Definition: n members, worth v_i even on [0, 1] and known to member i alone; the good costs C (cost times n, or
 * cost).  Of all mechanisms in which telling the truth is best, nobody loses by taking part, and payments cover the
 * cost on average, the one with the greatest expected surplus provides the good if and only if sum v_i >= t, where
 *   E[S | S >= t] = (n + C) / 2,
 * which says that the virtual values 2 v_i - 1 pay the cost.  The first best has t = C.  The root is unique: the left
 * side rises in t.
 * inequality: of what members expect once each knows its own worth v, U(v): half the mean difference as a share of the
 * mean, which for a rising U is (n - 1) / n times the integral of U(v) (2 v - 1) over that of U(v).
 *
 * Cost: O(n^2) for each of about 60 steps.
 * Source: G. J. Mailath, A. Postlewaite, "Asymmetric information bargaining problems with many agents", Review of
 * Economic Studies 57 (1990) 351-367; M. F. Hellwig, "Public-good provision with many participants", Review of
 * Economic Studies 70 (2003) 589-614; R. B. Myerson, M. A. Satterthwaite, "Efficient mechanisms for bilateral
 * trading", Journal of Economic Theory 29 (1983) 265-281. */
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/headcount.h"
#include "solver/bargain/irwin_hall.h"
#include "solver/bargain/private.h"
#include "solver/concept.h"

enum { STEPS = 200, TYPES = 11, POINTS = 16 };

typedef struct good {
    size_t n;
    double cost, *room;
    double threshold, chance, gain;             /* of the second best: t, Pr[S >= t], E[S - C; S >= t] */
    double first_chance, first_gain;
} good;

double cm_private_cost(const cm_private_params *params, size_t n)
{
    return strcmp(params->costs, "fixed") == 0 ? params->cost : params->cost * (double)n;
}

cm_value cm_private_posted(const cm_vote *vote, double share)
{
    int64_t quota = (int64_t)vote->n;
    double yes = fmax(0, 1 - share);
    if (!cm_vote_is_quota(vote, &quota) && !cm_vote_is_consensus(vote)) return cm_none();
    if (quota == (int64_t)vote->n) return cm_number(pow(yes, (double)quota));
    return cm_number(gsl_cdf_binomial_Q((unsigned)(quota - 1), yes, (unsigned)vote->n));
}

/* What virtual values bring above the cost when the good is provided from t on. */
static double surplus(double t, void *data)
{
    const good *g = data;
    double n = (double)g->n, tail, above;
    cm_irwin_hall(g->n, t, g->room, &tail, &above);
    if (!(tail > DBL_MIN / DBL_EPSILON)) return n - g->cost;         /* its limit: what is left is too small for a double */
    return 2 * above / tail + 2 * t - n - g->cost;
}

static cm_status find_threshold(cm_ctx *ctx, good *g)
{
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function f = { surplus, g };
    int code;
    if (solver == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a search of a root");
    code = gsl_root_fsolver_set(solver, &f, 0, (double)g->n);
    for (int i = 0; code == GSL_SUCCESS && i < STEPS && !cm_stopped(ctx); i++) {
        code = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0, 2 * DBL_EPSILON) == GSL_SUCCESS) break;
    }
    g->threshold = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped in the search of the threshold");
    if (code != GSL_SUCCESS) return cm_fail(ctx, CM_E_NUMERIC, "no threshold between 0 and %zu: %s", g->n, gsl_strerror(code));
    if (!(fabs(surplus(g->threshold, g)) <= ctx->tol.rel * (double)g->n)) {
        return cm_fail(ctx, CM_E_LIMIT, "with a cost of %g for %zu members the good comes about so seldom that its probability is below the smallest number", g->cost, g->n);
    }
    return CM_OK;
}

static cm_status solve(cm_ctx *ctx, good *g)
{
    double tail, above;
    cm_status status = CM_OK;
    g->threshold = g->cost;
    if (g->cost > 0 && g->cost < (double)g->n && g->n > 1) status = find_threshold(ctx, g);
    if (status != CM_OK) return status;
    cm_irwin_hall(g->n, g->threshold, g->room, &tail, &above);
    g->chance = tail;
    g->gain = above + (g->threshold - g->cost) * tail;
    cm_irwin_hall(g->n, g->cost, g->room, &g->first_chance, &g->first_gain);
    return CM_OK;
}

/* What members of several worths can expect: provision, payment, gain. */
static cm_status list_types(cm_ctx *ctx, const good *g, cm_result *result)
{
    static const char *const columns[] = { "value", "provided", "pays", "gains", NULL };
    double at_zero, tail, chance[TYPES], pays[TYPES], largest = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "types", columns, &table));
    cm_irwin_hall(g->n - 1, g->threshold, g->room, &tail, &at_zero);
    for (int k = 0; k < TYPES; k++) {
        double v = (double)k / (TYPES - 1), above, gain;
        cm_irwin_hall(g->n - 1, g->threshold - v, g->room, &chance[k], &above);
        gain = above - at_zero;
        pays[k] = v * chance[k] - gain;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(v), cm_number(chance[k]), cm_number(pays[k]), cm_number(gain) }));
    }
    for (int k = 0; k < TYPES; k++) {
        double v = (double)k / (TYPES - 1), truth = v * chance[k] - pays[k];
        for (int j = 0; j < TYPES; j++) largest = fmax(largest, v * chance[j] - pays[j] - truth);
    }
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(largest)));
out:
    return status;
}

/* U is smooth between the whole numbers of t - v: two pieces. */
static cm_status set_inequality(cm_ctx *ctx, const good *g, cm_result *result)
{
    double cut = fmin(1, fmax(0, g->threshold - floor(g->threshold))), at_zero, tail, above, sum = 0, apart = 0;
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    if (table == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    cm_irwin_hall(g->n - 1, g->threshold, g->room, &tail, &at_zero);
    for (size_t k = 0; k < (size_t)2 * POINTS; k++) {
        double v, weight;
        (void)gsl_integration_glfixed_point(k < POINTS ? 0 : cut, k < POINTS ? cut : 1, k % POINTS, &v, &weight, table);
        cm_irwin_hall(g->n - 1, g->threshold - v, g->room, &tail, &above);
        sum += weight * (above - at_zero);
        apart += weight * (above - at_zero) * (2 * v - 1);
    }
    gsl_integration_glfixed_table_free(table);
    return cm_result_set(ctx, result, "inequality", sum > DBL_MIN / DBL_EPSILON ? cm_number((1 - 1 / (double)g->n) * apart / sum) : cm_none());
}

static cm_status say(cm_ctx *ctx, const good *g, const cm_vote *vote, cm_result *result)
{
    double n = (double)g->n;
    char *text = cm_format(ctx, result->arena, "Provision is efficient when the members' worths add up to %.4g; those who hide what it is worth to them raise the bar to %.4g of %zu. It is provided with probability %.4g in place of %.4g.", g->cost, g->threshold, g->n, g->chance, g->first_chance);
    cm_status status;
    if (text == NULL) return ctx->status;
    if (!(g->cost < n)) return cm_result_note(ctx, result, "The good costs at least what it can be worth to all together: it is never provided.");
    if (!(g->cost > 0)) return cm_result_note(ctx, result, "The good costs nothing: it is always provided.");
    CM_TRY(cm_result_note(ctx, result, text));
    if (g->n == 1) CM_TRY(cm_result_note(ctx, result, "One member alone hides nothing from anybody: the first best is reached."));
    if (g->n == 2) CM_TRY(cm_result_note(ctx, result, "With two members and a cost of 1 this is a sale: the buyer's worth and 1 less the seller's."));
    if (!cm_vote_is_consensus(vote)) CM_TRY(cm_result_note(ctx, result, "The best mechanism lets each member stay out whatever the venue's rule; the rule decides about posted equal shares alone, which those outvoted then pay as well."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    good g = { .n = p->n, .cost = cm_private_cost(params, p->n) };
    double n = (double)p->n;
    cm_arena scratch = { NULL };
    cm_status status;
    CM_TRY(cm_headcount_unled(ctx, p, "private-information", true));
    CM_TRY(cm_headcount_alone(ctx, p));
    if (n * n * STEPS > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "%zu members need more than the %g steps allowed; the probability falls or rises steadily from smaller numbers", p->n, ctx->work_limit);
    g.room = CM_NEW(ctx, &scratch, p->n + 2, double);
    if (g.room == NULL) return ctx->status;
    CM_TRY(solve(ctx, &g));
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_number(1)));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(g.chance)));
    CM_TRY(cm_result_set(ctx, result, "threshold", cm_number(g.threshold)));
    CM_TRY(cm_result_set(ctx, result, "cost", cm_number(g.cost)));
    CM_TRY(cm_result_set(ctx, result, "first_best", cm_number(g.first_chance)));
    CM_TRY(cm_result_set(ctx, result, "surplus", cm_number(g.gain)));
    CM_TRY(cm_result_set(ctx, result, "captured", g.first_gain > 0 ? cm_number(g.gain / g.first_gain) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "posted", cm_private_posted(&p->vote, g.cost / n)));
    CM_TRY(list_types(ctx, &g, result));
    CM_TRY(set_inequality(ctx, &g, result));
    CM_TRY(say(ctx, &g, &p->vote, result));
    CM_TRY(cm_result_note(ctx, result, "It is decided in one round: the venue's patience and its cost of a round do not count here."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const kinds[] = { "per-capita", "fixed", NULL };

static const cm_param param[] = {
    { .name = "costs", .kind = CM_PARAM_WORD, .offset = offsetof(cm_private_params, costs), .words = kinds,
      .about = "Whether the cost is each member's, so that more members make it dearer, or that of the whole.", .about_zh = "成本是按人头计（成员越多总成本越高）还是固定总额。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_private_params, cost), .fallback = 0.5, .low = 0, .high = 1000000,
      .about = "What the good costs, for each member or in all; it is worth between 0 and 1 to a member.", .about_zh = "公共品的成本（人均或总额）；它对一个成员的价值介于 0 与 1 之间。" },
};

static const char *const summary_names[] = { "rounds", "agreement", "threshold", "cost", "first_best", "surplus", "captured", "posted", "largest_deviation", "inequality", NULL };

const cm_concept cm_concept_private_information = {
    .name = "private-information",
    .title = "Agreement under private information",
    .title_zh = "私有信息下的协议",
    .about = "How likely an agreement is under the best possible rules when only each member knows what it is worth to it, and each may refuse.",
    .about_zh = "当协议对各成员的价值只有其自己知道且人人可以拒绝时，在最好的规则下协议有多大可能达成。",
    .formula = "provide iff sum v_i >= t; E[S | S >= t] = (n + C) / 2; v_i even on [0, 1]; C = cost n or cost; posted: at least q of n members with v_i >= C / n",
    .source = "G. J. Mailath, A. Postlewaite, \"Asymmetric information bargaining problems with many agents\", Review of Economic Studies 57 (1990) 351-367; M. F. Hellwig, \"Public-good provision with many participants\", Review of Economic Studies 70 (2003) 589-614; R. B. Myerson, M. A. Satterthwaite, \"Efficient mechanisms for bilateral trading\", Journal of Economic Theory 29 (1983) 265-281",
    .certificate = "payments that make truth best, integrated over a member's worth, cover the cost exactly; no printed type gains by the report of another; the threshold meets the dual condition, so that no mechanism does better",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_private_params),
    .run = run,
    .check = cm_private_check,
};
