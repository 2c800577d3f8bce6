/* committee_search.c: a committee that looks at one proposal after another, none of which can be mended.
 *
 * Definition: in each round a proposal comes that is worth x_i to member i, drawn from one distribution for each
 * by itself.  It passes when at least q vote for it; otherwise everybody pays the cost and waits a round.  In a
 * stationary equilibrium in which all use the same threshold z a member votes for what is worth more than going on:
 *   z = (1 - d) o - c + d V,   V = E[x_1; passed] + (1 - P) z,
 * with patience d, outside option o, cost c, and P the chance that at least q of n values are above z.  Every root
 * is looked for: the difference of the two sides changes its sign between two of PLACES points.
 * inequality: members are alike, and a proposal that passes is worth more to one than to another: half the mean
 * difference of two of these worths as a share of their mean; none where waiting can cost or staying out pays.
 *
 * Cost: O(n PLACES) values of incomplete beta functions.
 * Source: J. Albrecht, A. Anderson, S. Vroman, "Search by committee", Journal of Economic Theory 145 (2010)
 * 1386-1407; O. Compte, P. Jehiel, "Bargaining and majority rules: a collective search perspective", Journal of
 * Political Economy 118 (2010) 189-221. */
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/committee.h"
#include "solver/concept.h"

enum { PLACES = 256, STEPS = 200, PIECES = 200, MOST = PLACES + 2 };

typedef struct search {
    const cm_committee *c;
    size_t quota;
} search;

typedef struct found {
    double threshold, approves, passes, value;
} found;

cm_status cm_committee_read(cm_ctx *ctx, const cm_game *game, const void *params, cm_committee *committee)
{
    const cm_committee_params *given = params;
    bool uniform = strcmp(given->distribution, "uniform") == 0;
    cm_headcount *heads = &committee->heads;
    cm_status status = cm_headcount_read(ctx, &game->as.protocol, "search by a committee", heads);
    if (status == CM_OK) status = cm_headcount_unled(ctx, &game->as.protocol, "search by a committee", false);
    committee->a = uniform ? 1 : given->a;
    committee->b = uniform ? 1 : given->b;
    committee->wait = (1 - heads->patience) * heads->outside - heads->cost;
    committee->scale = 1 + fabs(heads->outside) + heads->cost;
    return status;
}

/* Pr[at least k of m], each with probability p. */
static double at_least(size_t k, double p, size_t m)
{
    if (k == 0) return 1;
    if (k > m) return 0;
    return gsl_cdf_binomial_Q((unsigned)(k - 1), p, (unsigned)m);
}

static found look(const search *s, double z)
{
    const cm_committee *c = s->c;
    size_t n = c->heads.n;
    double mean = c->a / (c->a + c->b), x = fmin(1, fmax(0, z));
    double p = gsl_cdf_beta_Q(x, c->a, c->b), above = mean * gsl_cdf_beta_Q(x, c->a + 1, c->b), below = mean * gsl_cdf_beta_P(x, c->a + 1, c->b);
    found f = { .threshold = z, .approves = p, .passes = at_least(s->quota, p, n) };
    f.value = above * at_least(s->quota - 1, p, n - 1) + below * at_least(s->quota, p, n - 1) + (1 - f.passes) * z;
    return f;
}

/* What going on is worth when all use z, less z. */
static double excess(double z, void *data)
{
    const search *s = data;
    return s->c->wait + s->c->heads.patience * look(s, z).value - z;
}

static cm_status narrow(cm_ctx *ctx, gsl_root_fsolver *solver, search *s, double low, double high, double *root)
{
    gsl_function f = { excess, s };
    int code = gsl_root_fsolver_set(solver, &f, low, high);
    for (int i = 0; code == GSL_SUCCESS && i < STEPS; i++) {
        code = gsl_root_fsolver_iterate(solver);
        if (code == GSL_SUCCESS && gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0, 2 * DBL_EPSILON) == GSL_SUCCESS) break;
    }
    *root = gsl_root_fsolver_root(solver);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "no threshold between %g and %g: %s", low, high, gsl_strerror(code));
}

/* All thresholds, from the least.  Below 0 everybody votes for everything, from 1 on nobody for anything: there
 * the equation is linear. */
static cm_status find(cm_ctx *ctx, gsl_root_fsolver *solver, const cm_committee *c, size_t quota, found *out, size_t *count)
{
    search s = { c, quota };
    double d = c->heads.patience, none = c->wait / (1 - d), all = c->wait + d * c->a / (c->a + c->b), before = excess(0, &s);
    cm_status status = CM_OK;
    *count = 0;
    if (all < 0) out[(*count)++] = look(&s, all);
    for (int i = 1; i <= PLACES; i++) {
        double at = (double)i / PLACES, now = excess(at, &s), root = at;
        bool crosses = (before < 0) != (now < 0);
        if (crosses) CM_TRY(narrow(ctx, solver, &s, (double)(i - 1) / PLACES, at, &root));
        if (crosses) out[(*count)++] = look(&s, root);
        before = now;
    }
    if (none >= 1) out[(*count)++] = look(&s, none);
    if (*count == 0) return cm_fail(ctx, CM_E_NUMERIC, "no threshold was found for a quota of %zu", quota);
out:
    return status;
}

static cm_value rounds_of(double passes)
{
    return passes > 0 ? cm_number(1 / passes) : cm_none();
}

static cm_status run_quotas(cm_ctx *ctx, gsl_root_fsolver *solver, const cm_committee *c, cm_result *result, double *best)
{
    static const char *const columns[] = { "quota", "rounds", "value", "threshold", "equilibria", NULL };
    size_t which = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "quotas", columns, &table));
    for (size_t q = 1; q <= c->heads.n; q++) {
        found f[MOST];
        size_t count;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped at quota %zu of %zu", q, c->heads.n));
        CM_TRY(find(ctx, solver, c, q, f, &count));
        cm_value row[] = { cm_integer((int64_t)q), rounds_of(f[count - 1].passes), cm_number(f[count - 1].value), cm_number(f[count - 1].threshold), cm_integer((int64_t)count) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (which != 0 && (f[count - 1].value <= *best || cm_close(&ctx->tol, f[count - 1].value, *best))) continue;
        which = q;
        *best = f[count - 1].value;
    }
    CM_TRY(cm_result_set(ctx, result, "best_quota", cm_integer((int64_t)which)));
out:
    return status;
}

static cm_status run_thresholds(cm_ctx *ctx, gsl_root_fsolver *solver, const cm_committee *c, cm_result *result, found *best)
{
    static const char *const columns[] = { "equilibrium", "threshold", "approves", "passes", "rounds", "value", NULL };
    found f[MOST];
    double largest = 0;
    size_t count;
    cm_table *table;
    cm_status status;
    CM_TRY(find(ctx, solver, c, c->heads.quota, f, &count));
    CM_TRY(cm_result_table(ctx, result, "thresholds", columns, &table));
    for (size_t k = 0; k < count; k++) {
        double value, passes;
        cm_value row[] = { cm_integer((int64_t)k + 1), cm_number(f[k].threshold), cm_number(f[k].approves), cm_number(f[k].passes), rounds_of(f[k].passes), cm_number(f[k].value) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        CM_TRY(cm_committee_again(ctx, c, c->heads.quota, f[k].threshold, &value, &passes));
        largest = fmax(largest, fabs(c->wait + c->heads.patience * value - f[k].threshold));
    }
    *best = f[count - 1];
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)count)));
    CM_TRY(cm_result_set(ctx, result, "threshold", cm_number(best->threshold)));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(best->value)));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(largest)));
out:
    return status;
}

/* F (F(z) - F) below z, (F - F(z)) (1 - F) above it: half the mean difference of two on the same side of z. */
typedef struct two {
    double a, b, z, below;
} two;

static double between(double x, void *data)
{
    const two *t = data;
    double under = gsl_cdf_beta_P(x, t->a, t->b);
    return x < t->z ? under * (t->below - under) : (under - t->below) * gsl_cdf_beta_Q(x, t->a, t->b);
}

static cm_status integrate(cm_ctx *ctx, two *t, double low, double high, double *out)
{
    gsl_function f = { between, t };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(PIECES);
    double error;
    int code;
    if (space == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for an integral");
    code = gsl_integration_qags(&f, low, high, ctx->tol.abs * ctx->tol.abs, ctx->tol.rel, PIECES, space, out, &error);
    gsl_integration_workspace_free(space);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "an integral over what two members gain is missed: %s", gsl_strerror(code));
}

/* Of two members both are for it, one or neither; the others have to make up the quota. */
static cm_status set_inequality(cm_ctx *ctx, const cm_committee *c, const found *best, cm_result *result)
{
    size_t n = c->heads.n, q = c->heads.quota;
    double z = fmin(1, fmax(0, best->threshold)), p = best->approves, mean = c->a / (c->a + c->b), apart = 0, part, worth;
    double for_it = mean * gsl_cdf_beta_Q(z, c->a + 1, c->b), against = mean - for_it;
    two t = { c->a, c->b, z, gsl_cdf_beta_P(z, c->a, c->b) };
    cm_status status;
    if (c->heads.cost > 0 || c->heads.outside > 0 || c->heads.outside < 0 || !(best->passes > 0)) return cm_result_set(ctx, result, "inequality", cm_none());
    worth = for_it * at_least(q - 1, p, n - 1) + against * at_least(q, p, n - 1);
    if (n > 1) {
        CM_TRY(integrate(ctx, &t, z, 1, &part));
        apart += part * at_least(q < 2 ? 0 : q - 2, p, n - 2);
        CM_TRY(integrate(ctx, &t, 0, z, &part));
        apart += part * at_least(q, p, n - 2) + (for_it * (1 - p) - against * p) * at_least(q - 1, p, n - 2);
    }
    CM_TRY(cm_result_set(ctx, result, "inequality", cm_number(((double)n - 1) / (double)n * apart / worth)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_committee *c, const found *best, cm_result *result)
{
    const cm_value *quota = cm_result_get(result, "best_quota"), *count = cm_result_get(result, "equilibria");
    char *text = cm_format(ctx, result->arena, "A member votes for a proposal worth more than %.4g to it, as much as going on; with a quota of %zu of %zu a proposal passes with probability %.4g. Members are best off under a quota of %lld.",
                           best->threshold, c->heads.quota, c->heads.n, best->passes, (long long)quota->as.integer);
    cm_status status;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    CM_TRY(cm_result_note(ctx, result, "These are the equilibria in which all members use one threshold in every round; others, in which members differ or remember, may exist."));
    if (count->as.integer > 1) CM_TRY(cm_result_note(ctx, result, "There are several thresholds: the more members expect, the more they ask for. The summary is of the highest, which is best for all."));
    if (c->a < 1 || c->b < 1) CM_TRY(cm_result_note(ctx, result, "For values drawn in this way more thresholds than were found are not excluded: two that lie close together can be missed."));
    if (!(best->passes > 0)) CM_TRY(cm_result_note(ctx, result, "No proposal can be worth more than what each has without agreement: nothing ever passes."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_committee c;
    found chosen;
    double best = 0;
    gsl_root_fsolver *solver = NULL;
    cm_status status;
    CM_TRY(cm_committee_read(ctx, game, params, &c));
    solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for a search of roots"));
    CM_TRY(run_thresholds(ctx, solver, &c, result, &chosen));
    CM_TRY(cm_rounds_set(ctx, result, chosen.passes, ((const cm_committee_params *)params)->within));
    CM_TRY(run_quotas(ctx, solver, &c, result, &best));
    CM_TRY(cm_result_set(ctx, result, "captured", best > 0 ? cm_number(chosen.value / best) : cm_none()));
    CM_TRY(set_inequality(ctx, &c, &chosen, result));
    CM_TRY(say(ctx, &c, &chosen, result));
out:
    if (solver != NULL) gsl_root_fsolver_free(solver);
    return status;
}

static const char *const distributions[] = { "uniform", "beta", NULL };

static const cm_param param[] = {
    { .name = "distribution", .kind = CM_PARAM_WORD, .offset = offsetof(cm_committee_params, distribution), .words = distributions,
      .about = "How much a proposal is worth to a member: evenly between 0 and 1, or by a beta distribution.", .about_zh = "提案对成员的价值如何分布：在 0 与 1 之间均匀分布，或服从贝塔分布。" },
    { .name = "a", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_committee_params, a), .fallback = 1, .low = 0.1, .high = 100,
      .about = "The first parameter of the beta distribution.", .about_zh = "贝塔分布的第一个参数。" },
    { .name = "b", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_committee_params, b), .fallback = 1, .low = 0.1, .high = 100,
      .about = "The second parameter of the beta distribution.", .about_zh = "贝塔分布的第二个参数。" },
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_committee_params, within), .fallback = 10, .low = 1, .high = 1000000,
      .about = "The number of rounds for which the chance of agreement is given.", .about_zh = "给出在多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { "equilibria", "threshold", "value", "largest_deviation", "rounds", "agreement", "within", "best_quota", "captured", "inequality", NULL };

const cm_concept cm_concept_committee_search = {
    .name = "committee-search",
    .title = "Search by a committee",
    .title_zh = "委员会搜寻",
    .about = "How long a committee votes down proposals, none of which can be amended, until enough members find one good enough; and which quota is best for them.",
    .about_zh = "提案不可修改时，委员会要否决多久才会有足够多的成员认为某个提案够好；以及哪种法定多数对成员最有利。",
    .formula = "z = (1 - d) o - c + d V; V = E[x_1; at least q values above z] + (1 - P) z; rounds = 1 / P; captured = V / V under the best quota",
    .source = "J. Albrecht, A. Anderson, S. Vroman, \"Search by committee\", Journal of Economic Theory 145 (2010) 1386-1407; O. Compte, P. Jehiel, \"Bargaining and majority rules: a collective search perspective\", Journal of Political Economy 118 (2010) 189-221",
    .certificate = "no member gains by voting otherwise in one round: going on is worth the printed threshold, by quadrature and a sum over the numbers of votes, under each quota; no quota is better than the best",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_committee_params),
    .run = run,
    .check = cm_committee_check,
};
