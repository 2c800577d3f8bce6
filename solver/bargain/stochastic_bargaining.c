/* stochastic_bargaining.c: dividing a surplus that changes from round to round; it may pay to wait for a better one.
 *
 * Definition: in each round a surplus s comes and a member is drawn to propose its division; q of n have to agree.
 * In a stationary equilibrium in which members are alike each goes on with X / n, so that a division passes if and
 * only if s >= (q / n) X, where, with d the patience times growth and w what a round of waiting brings to all,
 *   X_k = w + d sum_j p_kj V_j,   V_j = s_j where it is agreed, X_j elsewhere.
 * Under consensus that is what is best for all together; a smaller quota agrees too early, since those left out do
 * not count.  There may be several: waiting is worth more when it will be used.
 *
 * Values in a list: every set of states is tried, O(2^K K^3).  Even on an interval: every root between PLACES points.
 * Source: A. Merlo, C. Wilson, "A stochastic model of sequential bargaining with complete information", Econometrica
 * 63 (1995) 371-399; H. Eraslan, A. Merlo, "Majority rule in a stochastic model of bargaining", Journal of Economic
 * Theory 103 (2002) 31-48. */
#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "solver/bargain/stochastic_pie.h"
#include "solver/concept.h"

enum { PLACES = 512, STEPS = 200, MOST = 64 };

typedef struct list {
    size_t count;
    cm_pie_plan plan[MOST];
} list;

/* Even on [low, high]: the plan when a surplus is agreed to from `from` on and going on is worth X. */
static cm_pie_plan even_plan(const cm_pie *pie, double x, double from)
{
    double width = pie->high - pie->low, cut = fmin(pie->high, fmax(pie->low, from)), p = (pie->high - cut) / width;
    cm_pie_plan plan = { .going_on = { x }, .agreement = p > 0 ? 1 : 0, .rounds = p > 0 ? 1 / p : HUGE_VAL };
    plan.worth = (pie->high + cut) / 2 * p + (1 - p) * x;
    plan.agreed_surplus = p > 0 ? (pie->high + cut) / 2 : 0;
    plan.agreed_going_on = p > 0 ? x : 0;
    return plan;
}

typedef struct equation {
    const cm_pie *pie;
    double share;
} equation;

static double excess(double x, void *data)
{
    const equation *e = data;
    return e->pie->wait + e->pie->patience * even_plan(e->pie, x, e->share * x).worth - x;
}

static cm_status narrow(cm_ctx *ctx, gsl_root_fsolver *solver, equation *e, double low, double high, double *root)
{
    gsl_function f = { excess, e };
    int code = gsl_root_fsolver_set(solver, &f, low, high);
    for (int i = 0; code == GSL_SUCCESS && i < STEPS; i++) {
        code = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0, 2 * DBL_EPSILON) == GSL_SUCCESS) break;
    }
    *root = gsl_root_fsolver_root(solver);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "no threshold between %g and %g: %s", low * e->share, high * e->share, gsl_strerror(code));
}

/* Agreement at any surplus, thresholds inside, and no agreement at all. */
static cm_status even_equilibria(cm_ctx *ctx, const cm_pie *pie, double share, list *out)
{
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    equation e = { pie, share };
    double low = pie->low / share, step = (pie->high - pie->low) / share / PLACES, before;
    double always = pie->wait + pie->patience * (pie->low + pie->high) / 2, never = pie->wait / (1 - pie->patience);
    cm_status status = CM_OK;
    out->count = 0;
    if (solver == NULL) return cm_fail(ctx, CM_E_MEMORY, "no memory for a search of roots");
    if (always < low) out->plan[out->count++] = even_plan(pie, always, share * always);
    before = excess(low, &e);
    for (int i = 1; i <= PLACES && out->count < MOST - 1; i++) {
        double left = low + step * (i - 1), right = low + step * i, now = excess(right, &e), root;
        if ((before < 0) != (now < 0)) {
            CM_TRY(narrow(ctx, solver, &e, left, right, &root));
            out->plan[out->count++] = even_plan(pie, root, share * root);
        }
        before = now;
    }
    if (pie->patience < 1 && share * never >= pie->high) out->plan[out->count++] = even_plan(pie, never, pie->high);
out:
    gsl_root_fsolver_free(solver);
    return status;
}

static bool holds(const cm_ctx *ctx, const cm_pie *pie, double share, const cm_pie_plan *plan)
{
    for (size_t k = 0; k < pie->states; k++) {
        double asked = share * plan->going_on[k];
        bool enough = pie->value[k] >= asked || cm_close(&ctx->tol, pie->value[k] / pie->scale, asked / pie->scale);
        if (enough != ((plan->agree >> k & 1) != 0)) return false;
    }
    return true;
}

static cm_status state_equilibria(cm_ctx *ctx, const cm_pie *pie, double share, list *out)
{
    out->count = 0;
    for (unsigned agree = 0; agree < 1U << pie->states; agree++) {
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped at set %u of %u", agree, 1U << pie->states);
        if (!cm_pie_follow(pie, agree, &out->plan[out->count]) || !holds(ctx, pie, share, &out->plan[out->count])) continue;
        if (++out->count == MOST) return cm_fail(ctx, CM_E_LIMIT, "stochastic-bargaining: more than %d equilibria", MOST - 1);
    }
    return CM_OK;
}

static cm_status equilibria(cm_ctx *ctx, const cm_pie *pie, double share, list *out)
{
    return pie->states > 0 ? state_equilibria(ctx, pie, share, out) : even_equilibria(ctx, pie, share, out);
}

/* Going on as far as the printed plan says, by hand: how much somebody gains by one other step. */
static double deviation(const cm_pie *pie, const cm_pie_plan *plan)
{
    double largest = 0;
    if (pie->states == 0) return fabs(pie->wait + pie->patience * plan->worth - plan->going_on[0]);
    for (size_t k = 0; k < pie->states; k++) {
        double gain = pie->value[k] - pie->share * plan->going_on[k];
        largest = fmax(largest, (plan->agree >> k & 1) != 0 ? -gain : gain);
    }
    return largest;
}

static cm_status list_equilibria(cm_ctx *ctx, const cm_pie *pie, const list *found, cm_result *result)
{
    static const char *const columns[] = { "equilibrium", "threshold", "going_on", "rounds", "agreement", "value", NULL };
    static const char *const state_columns[] = { "equilibrium", "state", "surplus", "asked", "agreed", "going_on", NULL };
    cm_table *table, *states = NULL;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &table));
    if (pie->states > 0) CM_TRY(cm_result_table(ctx, result, "states", state_columns, &states));
    for (size_t e = 0; e < found->count; e++) {
        const cm_pie_plan *p = &found->plan[e];
        bool even = pie->states == 0;
        cm_value row[] = { cm_integer((int64_t)e + 1), even ? cm_number(pie->share * p->going_on[0]) : cm_none(), even ? cm_number(p->going_on[0]) : cm_none(),
                           isfinite(p->rounds) ? cm_number(p->rounds) : cm_none(), cm_number(p->agreement), cm_number(p->worth) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        for (size_t k = 0; k < pie->states; k++) {
            cm_value state[] = { cm_integer((int64_t)e + 1), cm_integer((int64_t)k + 1), cm_number(pie->value[k]), cm_number(pie->share * p->going_on[k]), cm_truth((p->agree >> k & 1) != 0), cm_number(p->going_on[k]) };
            CM_TRY(cm_table_row(ctx, result, states, state));
        }
    }
out:
    return status;
}

/* Members are paid what they go on with; who proposes keeps the rest. */
static cm_status list_members(cm_ctx *ctx, const cm_pie *pie, const cm_protocol *p, const cm_pie_plan *plan, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "proposes", "recognition", NULL };
    double n = (double)p->n, base = pie->wait < 0 || pie->wait > 0 ? pie->wait / (1 - pie->patience) : 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "values", columns, &table));
    for (size_t i = 0; i < p->n; i++) {
        double r = p->recognition[i], own = r * (plan->agreed_going_on - base) + base / n;
        double paid = pie->heads.quota == p->n ? plan->agreed_going_on - own : (pie->share - 1 / n) * plan->agreed_going_on;
        cm_value row[] = { cm_text(p->player[i]), cm_number(r * (plan->worth - base) + base / n), plan->agreement > 0 ? cm_number(plan->agreed_surplus - paid) : cm_none(), cm_number(r) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

/* The chance of agreement in `within` rounds. */
static double within_of(const cm_pie *pie, const cm_pie_plan *plan, long within)
{
    double now[CM_PIE_STATES], then[CM_PIE_STATES], done = 0;
    if (pie->states == 0) return isfinite(plan->rounds) ? 1 - pow(1 - 1 / plan->rounds, (double)within) : 0;
    for (size_t k = 0; k < pie->states; k++) now[k] = pie->start[k];
    for (long t = 0; t < within; t++) {
        for (size_t k = 0; k < pie->states; k++) {
            if ((plan->agree >> k & 1) != 0) done += now[k];
            then[k] = 0;
        }
        for (size_t k = 0; k < pie->states; k++) {
            for (size_t j = 0; (plan->agree >> k & 1) == 0 && j < pie->states; j++) then[j] += now[k] * pie->next[k * pie->states + j];
        }
        for (size_t k = 0; k < pie->states; k++) now[k] = then[k];
    }
    return done;
}

static cm_status say_none(cm_ctx *ctx, cm_result *result)
{
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(0)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(0)));
    CM_TRY(cm_result_note(ctx, result, "There is no stationary equilibrium: the surplus grows faster than members lose patience, so that those whose assent is needed always wait for more."));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_pie *pie, const cm_pie_plan *plan, const cm_pie_plan *best, cm_result *result)
{
    cm_status status;
    CM_TRY(cm_result_note(ctx, result, "These are the stationary equilibria in which members that are alike expect alike; others may exist."));
    if (cm_result_get(result, "equilibria")->as.integer > 1) CM_TRY(cm_result_note(ctx, result, "There are several: the more waiting will be used, the more it is worth. The summary is of the one that is best for all."));
    if (best == NULL) CM_TRY(cm_result_note(ctx, result, "Waiting longer is always better for all together: no plan is the best, and nothing is said about the share captured."));
    if (best != NULL && plan->worth < best->worth && !cm_close(&ctx->tol, plan->worth / pie->scale, best->worth / pie->scale)) {
        char *text = cm_format(ctx, result->arena, "A quota of %zu of %zu agrees too early: those who decide need not pay the others, and give up waiting that is worth %.4g to all.", pie->heads.quota, pie->heads.n, best->worth - plan->worth);
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
out:
    return status;
}

static cm_status summarise(cm_ctx *ctx, const cm_pie *pie, const cm_pie_plan *plan, const cm_pie_plan *best, long within, cm_result *result)
{
    cm_value share = best != NULL && best->worth > 0 ? cm_number(plan->worth / best->worth) : cm_none();
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "threshold", pie->states == 0 ? cm_number(pie->share * plan->going_on[0]) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "rounds", isfinite(plan->rounds) ? cm_number(plan->rounds) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(plan->agreement)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(within_of(pie, plan, within))));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(plan->worth)));
    CM_TRY(cm_result_set(ctx, result, "efficiency", share));
    CM_TRY(cm_result_set(ctx, result, "captured", share));
    CM_TRY(say(ctx, pie, plan, best, result));
out:
    return status;
}

static const cm_pie_plan *best_of(const list *found)
{
    const cm_pie_plan *best = found->count > 0 ? &found->plan[0] : NULL;
    for (size_t e = 1; e < found->count; e++) {
        if (found->plan[e].worth > best->worth) best = &found->plan[e];
    }
    return best;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    list *found = CM_NEW(ctx, &scratch, 2, list);
    double largest = 0;
    cm_pie pie;
    cm_status status;
    if (found == NULL) return ctx->status;
    CM_TRY(cm_pie_read(ctx, game, params, &pie));
    CM_TRY(equilibria(ctx, &pie, pie.share, &found[0]));
    if (pie.patience < 1) CM_TRY(equilibria(ctx, &pie, 1, &found[1]));
    for (size_t e = 0; e < found[0].count; e++) largest = fmax(largest, deviation(&pie, &found[0].plan[e]));
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)found[0].count)));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(largest)));
    CM_TRY(list_equilibria(ctx, &pie, &found[0], result));
    if (found[0].count == 0) CM_LEAVE(say_none(ctx, result));
    CM_TRY(list_members(ctx, &pie, &game->as.protocol, best_of(&found[0]), result));
    CM_TRY(summarise(ctx, &pie, best_of(&found[0]), best_of(&found[1]), ((const cm_pie_params *)params)->within, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "low", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_pie_params, low), .fallback = 0, .low = 0, .high = 1000000,
      .about = "The least surplus, where it is even between two numbers.", .about_zh = "剩余均匀分布时的下限。" },
    { .name = "high", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_pie_params, high), .fallback = 1, .low = 0, .high = 1000000,
      .about = "The greatest surplus, where it is even between two numbers.", .about_zh = "剩余均匀分布时的上限。" },
    { .name = "growth", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_pie_params, growth), .fallback = 1, .low = 0.01, .high = 100,
      .about = "The factor by which every surplus grows from a round to the next.", .about_zh = "剩余每轮增长的倍数。" },
    { .name = "values", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_pie_params, values), .low = 0, .high = 1000000,
      .about = "The surpluses that there can be, when it is one of a list.", .about_zh = "剩余取有限个值时的各个可能值。" },
    { .name = "probabilities", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_pie_params, probabilities), .low = 0, .high = 1,
      .about = "The probability of each value, in the first round and, without transitions, in all.", .about_zh = "各值在第一轮的概率；没有转移概率时也是每一轮的概率。" },
    { .name = "transitions", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_pie_params, transitions), .low = 0, .high = 1,
      .about = "The probabilities from each value to each, row after row.", .about_zh = "从各值到各值的转移概率，逐行列出。" },
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_pie_params, within), .fallback = 10, .low = 1, .high = 1000000,
      .about = "The number of rounds for which the chance of agreement is given.", .about_zh = "给出在多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { "equilibria", "threshold", "rounds", "agreement", "within", "value", "efficiency", "captured", "largest_deviation", NULL };

const cm_concept cm_concept_stochastic_bargaining = {
    .name = "stochastic-bargaining",
    .title = "Bargaining over a surplus that changes",
    .title_zh = "剩余变动的谈判",
    .about = "When members agree on dividing a surplus that may be greater or smaller in the next round, and how much they lose by agreeing too early.",
    .about_zh = "当下一轮的剩余可能更大或更小时，成员何时达成分配协议，以及过早同意会损失多少。",
    .formula = "agree iff s >= (q / n) X; X = w + d E[V]; V = s where it is agreed, X elsewhere; d = patience growth; captured = V / V under consensus",
    .source = "A. Merlo, C. Wilson, \"A stochastic model of sequential bargaining with complete information\", Econometrica 63 (1995) 371-399; H. Eraslan, A. Merlo, \"Majority rule in a stochastic model of bargaining\", Journal of Economic Theory 103 (2002) 31-48",
    .certificate = "played forward round by round the printed plan is worth what is printed, and nobody gains by agreeing or waiting otherwise once; the best plan is found again by repeated improvement",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_pie_params),
    .run = run,
    .check = cm_pie_check,
};
