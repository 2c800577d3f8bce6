/* volunteer.c: one has to act for all, and each hopes that another does.
 *
 * n members; b to each if at least one acts, at a cost c_i < b to whoever does.  Members that are alike and do alike act
 * with p = 1 - (c/b)^(1/(n-1)), and nobody does with (c/b)^(n/(n-1)), which rises with n towards c/b.  Where costs differ and a set S
 * of s members mixes, each of them is indifferent: with k_i = c_i/b, none of the others acts with chance k_i, so i waits with
 * q_i = Q / k_i, where Q = (prod_S k_i)^(1/(s-1)) is the chance that nobody acts.  S is one such set iff Q <= k_i for the cheapest of all:
 * then no q_i is above 1 and nobody outside gains by acting.  Of these sets the largest of the cheapest members is shown.
 * In it whoever pays more acts more often: what each does keeps the others indifferent.  In n pure equilibria one acts.
 *
 * Summary: provision, none, chance (a member's mean), volunteers, mixing, certain (pure equilibria), gain (a member's mean), captured
 * (of the gain when the cheapest acts).  Table: members (member, cost, acts, gain).
 * Fails with: CM_E_INPUT for costs of another number.  Cost: n log n.
 * Source: A. Diekmann, "Volunteer's dilemma", Journal of Conflict Resolution 29 (1985) 605-610; costs that differ: A. Diekmann,
 * "Cooperation in an asymmetric volunteer's dilemma game", International Journal of Game Theory 22 (1993) 75-85. */
#include <stdlib.h>

#include "solver/action/people.h"
#include "solver/concept.h"

typedef struct volunteer_params {
    long members;
    double benefit, cost, spread;
    cm_numbers costs;
} volunteer_params;

typedef struct one {
    size_t member;
    double cost, acts;
} one;

static int by_cost(const void *a, const void *b)
{
    const one *left = a, *right = b;
    if (left->cost < right->cost || left->cost > right->cost) return left->cost < right->cost ? -1 : 1;
    return left->member < right->member ? -1 : 1;
}

static int by_member(const void *a, const void *b)
{
    const one *left = a, *right = b;
    return left->member < right->member ? -1 : 1;
}

/* Who acts how often, `who` by cost; the chance that nobody does. */
static double mix(const volunteer_params *p, one *who, size_t *mixing, size_t *willing)
{
    size_t n = (size_t)p->members, s = 0;
    double sum = 0, least = log(who[0].cost / p->benefit), nobody;
    for (*willing = 0; *willing < n && who[*willing].cost < p->benefit; ) (*willing)++;
    *mixing = *willing < 2 ? *willing : 0;
    if (*willing == 0) return 1;
    if (*willing == 1) {
        who[0].acts = 1;
        return 0;
    }
    while (s < *willing && sum + log(who[s].cost / p->benefit) <= (s < 1 ? 0 : (double)s * least)) sum += log(who[s++].cost / p->benefit);
    nobody = exp(sum / (double)(s - 1));
    for (size_t i = 0; i < s; i++) who[i].acts = fmax(0, -expm1(sum / (double)(s - 1) - log(who[i].cost / p->benefit)));
    *mixing = s;
    return nobody;
}

static cm_status print(cm_ctx *ctx, const volunteer_params *p, const one *who, double none, cm_result *result)
{
    static const char *const columns[] = { "member", "cost", "acts", "gain", NULL };
    size_t n = (size_t)p->members;
    double acting = 0, paid = 0, cheapest = p->benefit * (double)n;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < n; i++) {
        double x = who[i].acts, gain = p->benefit * (1 - none) - x * who[i].cost;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)i + 1), cm_number(who[i].cost), cm_number(x), cm_number(gain) }));
        acting += x;
        paid += x * who[i].cost;
        cheapest = fmin(cheapest, who[i].cost);
    }
    CM_TRY(cm_result_set(ctx, result, "provision", cm_number(1 - none)));
    CM_TRY(cm_result_set(ctx, result, "none", cm_number(none)));
    CM_TRY(cm_result_set(ctx, result, "chance", cm_number(acting / (double)n)));
    CM_TRY(cm_result_set(ctx, result, "volunteers", cm_number(acting)));
    paid = p->benefit * (1 - none) - paid / (double)n;
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(paid)));
    cheapest = p->benefit - cheapest / (double)n;
    CM_TRY(cm_result_set(ctx, result, "captured", cheapest > ctx->tol.abs * p->benefit ? cm_number(paid / cheapest) : cm_none()));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const volunteer_params *p, size_t mixing, size_t willing, double none, cm_result *result)
{
    char *text;
    cm_status status = CM_OK;
    if (willing == 0) return cm_result_note(ctx, result, "Acting costs everybody at least what it brings: nobody acts, though all together might gain.");
    if (willing == 1) return cm_result_note(ctx, result, "Acting pays one member alone: it acts, and the others know that.");
    text = cm_format(ctx, result->arena, "Nobody acts with probability %.4g: each of %zu members counts on the others. That one of them, known to all, acts for certain is an equilibrium as well, once for each of %zu: to say who is on duty solves it.", none, mixing, willing);
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (p->costs.count > 0 || p->spread > 0) CM_TRY(cm_result_note(ctx, result, "Costs differ: of those that leave it to chance whoever pays more acts more often, since that is what keeps the others indifferent. Other sets of members may mix as well; the most of the cheapest are shown."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const volunteer_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members, mixing, willing;
    one *who = CM_NEW(ctx, &scratch, n, one);
    double *cost = CM_NEW(ctx, &scratch, n, double), none;
    cm_status status = CM_OK;
    (void)game;
    if (who == NULL || cost == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_people_fill(ctx, "volunteer", "costs", p->members, p->cost, p->spread, &p->costs, cost));
    for (size_t i = 0; i < n; i++) who[i] = (one){ i, cost[i], 0 };
    qsort(who, n, sizeof *who, by_cost);
    none = mix(p, who, &mixing, &willing);
    qsort(who, n, sizeof *who, by_member);
    CM_TRY(print(ctx, p, who, none, result));
    CM_TRY(cm_result_set(ctx, result, "mixing", cm_integer((int64_t)mixing)));
    CM_TRY(cm_result_set(ctx, result, "certain", cm_integer((int64_t)willing)));
    CM_TRY(say(ctx, p, mixing, willing, none, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate: what each would get by acting and by waiting, from what the others are printed to do -------- */

typedef struct tally {
    double acting, gain, none, cheapest;
    size_t willing, mixing;
} tally;

static cm_status check_one(cm_ctx *ctx, const volunteer_params *p, const cm_table *table, size_t i, double others, double cost, tally *t)
{
    double b = p->benefit, x = cm_reread_cell(table, i, "acts"), acting = b - cost, waiting = b * (1 - others), slack = ctx->tol.cert * b, gain = x * acting + (1 - x) * waiting;
    cm_status status;
    if (!(x >= 0 && x <= 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu acts with %.12g", i + 1, x);
    CM_TRY(cm_said_cell(ctx, table, i, "member", (double)i + 1, 0.5));
    CM_TRY(cm_said_cell(ctx, table, i, "cost", cost, b));
    if (x < 1 && acting > waiting + slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gains %.6g by acting", i + 1, acting - waiting));
    if (x > 0 && acting < waiting - slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gains %.6g by waiting", i + 1, waiting - acting));
    CM_TRY(cm_said_cell(ctx, table, i, "gain", gain, b));
    t->acting += x;
    t->gain += gain;
    t->none *= 1 - x;
    t->cheapest = fmin(t->cheapest, cost);
    t->willing += cost < b ? 1 : 0;
    t->mixing += x > 0 ? 1 : 0;
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const volunteer_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = (size_t)p->members;
    tally t = { .none = 1, .cheapest = HUGE_VAL };
    double *cost = CM_NEW(ctx, &scratch, n, double), *after = CM_NEW(ctx, &scratch, n + 1, double), before = 1;
    const cm_table *table;
    cm_status status = CM_OK;
    (void)game;
    if (cost == NULL || after == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_people_fill(ctx, "volunteer", "costs", p->members, p->cost, p->spread, &p->costs, cost));
    CM_TRY(cm_reread_table(ctx, result, "members", n, &table));
    after[n] = 1;
    for (size_t i = n; i-- > 0; ) after[i] = after[i + 1] * (1 - cm_reread_cell(table, i, "acts"));
    for (size_t i = 0; i < n; i++) {
        CM_TRY(check_one(ctx, p, table, i, before * after[i + 1], cost[i], &t));
        before *= 1 - cm_reread_cell(table, i, "acts");
    }
    CM_TRY(cm_said_near(ctx, result, "none", t.none, 1));
    CM_TRY(cm_said_near(ctx, result, "provision", 1 - t.none, 1));
    CM_TRY(cm_said_near(ctx, result, "volunteers", t.acting, 1));
    CM_TRY(cm_said_near(ctx, result, "chance", t.acting / (double)n, 1));
    CM_TRY(cm_said_near(ctx, result, "gain", t.gain / (double)n, p->benefit));
    t.cheapest = p->benefit - t.cheapest / (double)n;
    CM_TRY(cm_said_near(ctx, result, "captured", t.cheapest > ctx->tol.abs * p->benefit ? t.gain / (double)n / t.cheapest : NAN, fmax(1, p->benefit / fabs(t.cheapest))));
    CM_TRY(cm_said_near(ctx, result, "certain", (double)t.willing, 0.5));
    if (!(cm_reread_get(result, "mixing") >= (double)t.mixing && cm_reread_get(result, "mixing") <= (double)t.willing)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members act at all, not %g", t.mixing, cm_reread_get(result, "mixing")));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(volunteer_params, members), .fallback = 5, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(volunteer_params, benefit), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What it brings to each that somebody acts.", .about_zh = "有人行动给每个成员带来的收益。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(volunteer_params, cost), .fallback = 0.3, .low = 0.000001, .high = 1000000,
      .about = "What it costs whoever acts, on average over the members.", .about_zh = "行动者的成本（成员的平均值）。" },
    { .name = "spread", .kind = CM_PARAM_NUMBER, .offset = offsetof(volunteer_params, spread), .fallback = 0, .low = 0, .high = 1,
      .about = "How far costs lie from their mean, as a share of it: evenly from cost (1 - spread) to cost (1 + spread).", .about_zh = "成本围绕均值的离散程度：在 cost (1 - spread) 与 cost (1 + spread) 之间均匀分布。" },
    { .name = "costs", .kind = CM_PARAM_NUMBERS, .offset = offsetof(volunteer_params, costs), .low = 0.000001, .high = 1000000,
      .about = "A cost for each member, in place of cost and spread.", .about_zh = "逐一给出各成员的成本，以代替 cost 与 spread。" },
};

static const char *const summary_names[] = { "provision", "none", "chance", "volunteers", "gain", "captured", "mixing", "certain", NULL };

extern const cm_concept cm_concept_volunteer;
const cm_concept cm_concept_volunteer = {
    .name = "volunteer",
    .title = "Volunteer's dilemma", .title_zh = "志愿者困境",
    .about = "How surely somebody acts when one is enough for all and acting costs whoever does, by the number of members.",
    .about_zh = "一人行动即可惠及全体而行动者须付成本时，有人行动的把握有多大，随人数如何变化。",
    .formula = "p = 1 - (c/b)^(1/(n-1)); nobody acts with (c/b)^(n/(n-1)); costs that differ: q_i = Q b / c_i, Q = (prod c_i/b)^(1/(s-1)) over the s that mix",
    .source = "A. Diekmann, \"Volunteer's dilemma\", Journal of Conflict Resolution 29 (1985) 605-610; A. Diekmann, \"Cooperation in an asymmetric volunteer's dilemma game\", International Journal of "
              "Game Theory 22 (1993) 75-85",
    .certificate = "from what the others are printed to do, nobody gains by acting or waiting otherwise; means and chances are added up anew member by member",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(volunteer_params),
    .run = run,
    .check = check,
};
