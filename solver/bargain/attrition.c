/* attrition.c: members who wait for others to give way.
 *
 * volunteer: one has to act, at a cost c to itself, even on [low, high], for a benefit b to each.  The symmetric
 * equilibrium has a member act after T(c), with T(low) = 0 and
 *   T'(c) = (n - 1) h(c) c / (r (b - c) + k),   h(c) = 1 / (high - c),
 * r the rate of discounting and k the cost of a round.  concession: one of n wins v, even on [low, high]; all others
 * give in, and everybody pays k a round until only one is left: T'(v) = v h(v) / k, however many are left.  exit: who
 * gives in pays no more: then all but two leave at once, and these fight on by the same T from the third's value.
 * within: the chance that the war has lasted no longer than so many rounds.  inequality: half the mean difference of
 * what two members end up with, as a share of the mean: the volunteer alone pays; none where somebody may lose.
 *
 * Cost: one integral.
 * Source: C. Bliss, B. Nalebuff, "Dragon-slaying and ballroom dancing: the private supply of a public good", Journal
 * of Public Economics 25 (1984) 1-12; J. Bulow, P. Klemperer, "The generalized war of attrition", American Economic
 * Review 89 (1999) 175-189. */
#include "solver/bargain/attrition.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/headcount.h"
#include "solver/concept.h"

enum { PIECES = 200, TYPES = 10, STEPS = 200 };

cm_status cm_war_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_war *war)
{
    const cm_attrition_params *given = params;
    const cm_protocol *p = &game->as.protocol;
    cm_status status;
    *war = (cm_war){ .kind = CM_WAR_VOLUNTEER, .n = p->n, .low = given->low, .high = given->high, .benefit = given->benefit, .rate = -log(p->patience[0]), .cost = p->cost };
    if (strcmp(given->kind, "concession") == 0) war->kind = CM_WAR_CONCESSION;
    if (strcmp(given->kind, "exit") == 0) war->kind = CM_WAR_EXIT;
    if (p->n < 2) return cm_fail(ctx, CM_E_DOMAIN, "attrition takes two members or more, not %zu", p->n);
    if (!(war->low < war->high)) return cm_fail(ctx, CM_E_INPUT, "attrition: types are between %g and %g", war->low, war->high);
    if (war->kind == CM_WAR_VOLUNTEER && !cm_protocol_even_patience(p)) return cm_fail(ctx, CM_E_DOMAIN, "attrition takes members of one patience, and some have another than %g", p->patience[0]);
    if (war->kind == CM_WAR_VOLUNTEER && !(war->benefit > war->high)) return cm_fail(ctx, CM_E_INPUT, "attrition: the benefit is %g, and must be above the highest cost, %g, or some would never act", war->benefit, war->high);
    if (war->kind != CM_WAR_VOLUNTEER && !(war->cost > 0)) return cm_fail(ctx, CM_E_INPUT, "attrition: a round costs nothing in this venue, and a war of concession would never end: give the venue a cost");
    CM_TRY(cm_headcount_unled(ctx, p, "attrition", false));
    CM_TRY(cm_headcount_alone(ctx, p));
out:
    return status;
}

/* In closed form: how long the type waits that a share e^(-u) of all types is above. */
static double wait_below(const cm_war *w, double u)
{
    double passed = -(w->high - w->low) * expm1(-u), b = w->benefit + w->cost / w->rate;
    if (w->kind != CM_WAR_VOLUNTEER) return (w->high * u - passed) / w->cost;
    return ((double)w->n - 1) / w->rate / (b - w->high) * (w->high * u + b * log1p(-passed / (b - w->low)));
}

static double wait_of(const cm_war *w, double x)
{
    return wait_below(w, log((w->high - w->low) / (w->high - x)));
}

/* T'(x) times the chance that the war is still going on among types above x. */
static double still(double x, void *data)
{
    const cm_war *w = data;
    double n = (double)w->n, width = w->high - w->low, f = (x - w->low) / width, left = 1 - f;
    double slope = x / width / w->cost;                               /* T' (1 - F) of a concession */
    if (w->kind == CM_WAR_VOLUNTEER) return (n - 1) * x / width / (w->rate * (w->benefit - x) + w->cost) * pow(left, n - 1);
    if (w->kind == CM_WAR_EXIT) return slope * n * (n - 1) / 2 * pow(f, n - 2) * left;
    return left > 0 ? slope * (1 - pow(f, n) - n * left * pow(f, n - 1)) / left : 0;
}

/* e^(-r T(x)) of a volunteer, times the density of the least cost. */
static double discounted(double x, void *data)
{
    const cm_war *w = data;
    double n = (double)w->n, width = w->high - w->low;
    return n / width * pow((w->high - x) / width, n - 1) * exp(-w->rate * wait_of(w, x));
}

static double discounted_cost(double x, void *data)
{
    return x * discounted(x, data);
}

static cm_status integrate(cm_ctx *ctx, cm_war *w, double (*function)(double, void *), double *out)
{
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    gsl_function f = { function, w };
    double error;
    int code;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    code = gsl_integration_qags(&f, w->low, w->high, 0, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "attrition: an integral is missed: %s", gsl_strerror(code));
}

/* What all together have, and would have at once, and how unequal it is. */
static cm_status gains(cm_ctx *ctx, cm_war *w, double delay, double *gain, double *first, cm_value *inequality)
{
    double n = (double)w->n, width = w->high - w->low, discount, cost;
    cm_status status = CM_OK;
    *inequality = cm_none();
    if (w->kind != CM_WAR_VOLUNTEER) {
        *first = w->low + width * n / (n + 1);
        *gain = *first - (w->kind == CM_WAR_EXIT ? 2 : n) * w->cost * delay;
        return CM_OK;
    }
    CM_TRY(integrate(ctx, w, discounted, &discount));
    CM_TRY(integrate(ctx, w, discounted_cost, &cost));
    *first = n * w->benefit - w->low - width / (n + 1);
    *gain = n * w->benefit * discount - cost - n * w->cost * (1 - discount) / w->rate;
    if (!(w->cost > 0)) *inequality = cm_number((n - 1) / n * cost / *gain);
out:
    return status;
}

typedef struct clock {
    cm_war *war;
    double time;
    gsl_root_fsolver *solver;
    int code;
} clock;

static double late(double u, void *data)
{
    const clock *c = data;
    return wait_below(c->war, u) - c->time;
}

/* The share of types that wait longer than c->time. */
static double waiting(clock *c)
{
    gsl_function f = { late, c };
    double high = 1;
    while (isfinite(high) && late(high, c) < 0) high *= 2;
    c->code = gsl_root_fsolver_set(c->solver, &f, 0, high);
    for (int k = 0; c->code == GSL_SUCCESS && k < STEPS; k++) {
        c->code = gsl_root_fsolver_iterate(c->solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(c->solver), gsl_root_fsolver_x_upper(c->solver), 0, 2 * DBL_EPSILON) == GSL_SUCCESS) break;
    }
    return exp(-gsl_root_fsolver_root(c->solver));
}

/* Where the third is y, the density of it, and the chance that neither of two above it goes on for `within` more. */
static double over_by_then(double y, void *data)
{
    clock *c = data, from = *c;
    const cm_war *w = c->war;
    double n = (double)w->n, width = w->high - w->low, f = (y - w->low) / width, left = 1 - f, still_there;
    if (!(left > 0)) return 0;
    from.time += wait_of(w, y);
    still_there = waiting(&from);
    if (from.code != GSL_SUCCESS) c->code = from.code;
    return n * (n - 1) * (n - 2) / 2 / width * pow(f, n - 3) * (left - still_there) * (left + still_there);
}

static cm_status find_within(cm_ctx *ctx, cm_war *w, long within, double *chance)
{
    clock c = { .war = w, .time = (double)within, .solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent) };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    gsl_function f = { over_by_then, &c };
    double n = (double)w->n, left, error;
    int code = GSL_SUCCESS;
    if (c.solver == NULL || space == NULL) {
        (void)cm_fail(ctx, CM_E_MEMORY, "no memory for a search of a root");
    } else {
        left = waiting(&c);
        if (w->kind == CM_WAR_VOLUNTEER) *chance = 1 - pow(left, n);
        else if (w->kind == CM_WAR_CONCESSION || w->n == 2) *chance = pow(1 - left, n - 1) * (1 - left + n * left);
        else code = gsl_integration_qags(&f, w->low, w->high, 0, ctx->tol.rel, PIECES, space, chance, &error);
        if (code == GSL_SUCCESS) code = c.code;
        if (code != GSL_SUCCESS) (void)cm_fail(ctx, CM_E_NUMERIC, "attrition: the chance of an end within %ld rounds is missed: %s", within, gsl_strerror(code));
    }
    if (c.solver != NULL) gsl_root_fsolver_free(c.solver);
    if (space != NULL) gsl_integration_workspace_free(space);
    return ctx->status;
}

static cm_status list_types(cm_ctx *ctx, const cm_war *w, cm_result *result)
{
    static const char *const columns[] = { "type", "waits", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "types", columns, &table));
    for (int k = 0; k < TYPES; k++) {
        double x = w->low + (w->high - w->low) * k / TYPES;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_number(x), cm_number(wait_of(w, x)) }));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_war *w, const cm_vote *vote, cm_result *result)
{
    cm_status status;
    CM_TRY(cm_result_note(ctx, result, w->kind == CM_WAR_VOLUNTEER ? "Each waits for somebody to whom acting costs less; the more members there are, the likelier is one to whom it costs little, and the less each counts on being that one."
                                       : w->kind == CM_WAR_CONCESSION ? "Whoever gives in goes on paying until the end: nobody is in a hurry to leave, and larger numbers fight longer."
                                                                      : "Whoever gives in saves the cost: all but the two keenest leave at once, and two fight on; delay stays bounded in any number."));
    CM_TRY(cm_result_note(ctx, result, "This is the equilibrium in which members that are alike wait by one rule; there are others, for instance that one member is known to give way at once."));
    if (!cm_vote_is_consensus(vote)) CM_TRY(cm_result_note(ctx, result, "The venue's rule does not count here: nobody is outvoted, it ends when somebody acts or when all but one have given in."));
    if (w->kind != CM_WAR_VOLUNTEER) CM_TRY(cm_result_note(ctx, result, "Patience does not count in this war: what each pays is its cost of a round."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    double delay, gain, first, largest, within = 0;
    cm_value inequality;
    cm_war w;
    cm_status status;
    CM_TRY(cm_war_read(ctx, game, params, &w));
    CM_TRY(integrate(ctx, &w, still, &delay));
    CM_TRY(gains(ctx, &w, delay, &gain, &first, &inequality));
    CM_TRY(find_within(ctx, &w, ((const cm_attrition_params *)params)->within, &within));
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_number(1 + delay)));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(1)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(within)));
    CM_TRY(cm_result_set(ctx, result, "delay", cm_number(delay)));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(gain / (double)w.n)));
    CM_TRY(cm_result_set(ctx, result, "captured", cm_number(gain / first)));
    CM_TRY(cm_result_set(ctx, result, "inequality", inequality));
    CM_TRY(list_types(ctx, &w, result));
    CM_TRY(cm_war_deviation(ctx, &w, cm_result_find(result, "types"), &largest));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(largest)));
    CM_TRY(say(ctx, &w, &game->as.protocol.vote, result));
out:
    return status;
}

static const char *const kinds[] = { "volunteer", "concession", "exit", NULL };

static const cm_param param[] = {
    { .name = "kind", .kind = CM_PARAM_WORD, .offset = offsetof(cm_attrition_params, kind), .words = kinds,
      .about = "Whether one member has to act for all, or one is to win and the others pay until the end, or pay until they give in.", .about_zh = "是由一个成员为全体行动，还是一方胜出而其他各方付出成本直到结束，或直到各自退出。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_attrition_params, benefit), .fallback = 1.5, .low = 0, .high = 1000000,
      .about = "What it brings to each that one acts.", .about_zh = "有人行动给每个成员带来的收益。" },
    { .name = "low", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_attrition_params, low), .fallback = 0, .low = 0, .high = 1000000,
      .about = "The least that acting costs, or that winning is worth.", .about_zh = "行动成本或胜出价值的下限。" },
    { .name = "high", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_attrition_params, high), .fallback = 1, .low = 0, .high = 1000000,
      .about = "The most that acting costs, or that winning is worth.", .about_zh = "行动成本或胜出价值的上限。" },
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_attrition_params, within), .fallback = 10, .low = 1, .high = 1000000,
      .about = "The number of rounds for which the chance of an end is given.", .about_zh = "给出在多少轮之内结束的概率。" },
};

static const char *const summary_names[] = { "rounds", "agreement", "within", "delay", "gain", "captured", "inequality", "largest_deviation", NULL };

const cm_concept cm_concept_attrition = {
    .name = "attrition",
    .title = "War of attrition",
    .title_zh = "消耗战",
    .about = "How long members wait for another to act, or to give in, when only each knows what it costs or is worth to it.",
    .about_zh = "当行动的成本或胜出的价值只有各成员自己知道时，各方要等多久才有人行动或让步。",
    .formula = "volunteer: T'(c) = (n - 1) h(c) c / (r (b - c) + k); concession, exit: T'(v) = v h(v) / k; rounds = 1 + E[delay]",
    .source = "C. Bliss, B. Nalebuff, \"Dragon-slaying and ballroom dancing: the private supply of a public good\", Journal of Public Economics 25 (1984) 1-12; J. Bulow, P. Klemperer, \"The generalized war of attrition\", American Economic Review 89 (1999) 175-189",
    .certificate = "no printed type gains by waiting as long as another: its gain from each time is integrated over when the others stop; the delay is the mean of the time at which it ends, and the chance of an end within the rounds is an integral over who ends it",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_attrition_params),
    .run = run,
    .check = cm_war_check,
};
