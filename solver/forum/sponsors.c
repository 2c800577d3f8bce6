/* sponsors.c: hackers by themselves, states behind hackers, and states in the open.
 *
 * An attack with skill s on a target of hardness H succeeds with probability s / (s + H).  Hackers have skill s_0; a
 * state's support adds to it; a state that attacks in the open has its own.  Success is worth x to a state, even on [0,
 * top], and y to hackers, even on [0, motive].  Hackers are caught with probability a_h, which costs them F.
 *   by themselves: y r_0 - a_h F;
 *   a state that sponsors: x r_p - a_h a_s (P + N) - E - cost - w, where w = max(0, a_h F - a_w) is what it pays the
 *     hackers, a_s the chance that it is linked to hackers who were caught, and a_w their middling motive, r_p motive / 2;
 *   in the open: x r_d - a_d (P + N) - E - cost_d.
 * Each does what is worth most to it, or nothing (0).  Of lines in x each is the highest on one interval.
 *
 * Summary: alone (the share of hackers who attack by themselves), proxy, direct (shares of states), attacks (their sum, of
 * states), success (of states' attacks, on average over all states), alone_success, sponsored (of all successes, the part with a
 * state behind it, where hackers and states count alike), deniable (of states' attacks, the part that is not laid at their
 * door), pay (w).
 * Table: options (option, low, high, share, success, attributed, fixed).
 * Cost: none to speak of.
 * Source: T. Maurer, Cyber Mercenaries: The State, Hackers, and Power, Cambridge University Press (2018); J. S. Nye,
 * "Deterrence and dissuasion in cyberspace", International Security 41(3) (2017) 44-71; the model is set up here. */
#include <math.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/forum/outcome.h"

enum { NOTHING, PROXY, DIRECT, OPTIONS };

typedef struct sponsors_params {
    double skill, support, own, hardness, motive, top, caught, fine, linked, seen, punishment, norm, entanglement, support_cost, direct_cost;
} sponsors_params;

typedef struct option {
    const char *name;
    double success, attributed, fixed;         /* worth: x success - fixed */
    double low, high;                          /* where it is the best; low = high: nowhere */
} option;

static const char *const names[] = { "nothing", "proxy", "direct" };

static double chance(double skill, double hardness)
{
    return skill > 0 ? skill / (skill + hardness) : 0;
}

static double pay(const sponsors_params *p)
{
    return fmax(0, p->caught * p->fine - chance(p->skill + p->support, p->hardness) * p->motive / 2);
}

static void lines(const sponsors_params *p, option *o)
{
    double harm = p->punishment + p->norm;
    memset(o, 0, OPTIONS * sizeof *o);
    for (int k = 0; k < OPTIONS; k++) o[k].name = names[k];
    o[PROXY].success = chance(p->skill + p->support, p->hardness);
    o[PROXY].attributed = p->caught * p->linked;
    o[PROXY].fixed = o[PROXY].attributed * harm + p->entanglement + p->support_cost + pay(p);
    o[DIRECT].success = chance(p->own, p->hardness);
    o[DIRECT].attributed = p->seen;
    o[DIRECT].fixed = o[DIRECT].attributed * harm + p->entanglement + p->direct_cost;
}

/* Of lines that are alike the first is taken. */
static void envelope(const cm_ctx *ctx, option *o, double top)
{
    for (int k = 0; k < OPTIONS; k++) {
        double low = 0, high = top;
        for (int j = 0; j < OPTIONS; j++) {
            double slope = o[k].success - o[j].success, above = o[k].fixed - o[j].fixed;
            if (j == k) continue;
            if (cm_close(&ctx->tol, slope, 0)) {
                if (above > 0 && !cm_close(&ctx->tol, above, 0)) high = low;
                if (cm_close(&ctx->tol, above, 0) && j < k) high = low;
            } else if (slope > 0) {
                low = fmax(low, above / slope);
            } else {
                high = fmin(high, above / slope);
            }
        }
        o[k].low = high > low ? low : 0;
        o[k].high = high > low ? high : 0;
    }
}

static double alone_share(const sponsors_params *p)
{
    double r = chance(p->skill, p->hardness);
    return r > 0 ? fmax(0, 1 - p->caught * p->fine / (r * p->motive)) : 0;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "option", "low", "high", "share", "success", "attributed", "fixed", NULL };
    const sponsors_params *p = params;
    double proxy, direct, success, hackers, hidden, alone;
    option o[OPTIONS];
    cm_table *table;
    cm_status status;
    (void)game;
    lines(p, o);
    envelope(ctx, o, p->top);
    proxy = (o[PROXY].high - o[PROXY].low) / p->top;
    direct = (o[DIRECT].high - o[DIRECT].low) / p->top;
    success = proxy * o[PROXY].success + direct * o[DIRECT].success;
    hidden = proxy * (1 - o[PROXY].attributed) + direct * (1 - o[DIRECT].attributed);
    alone = alone_share(p);
    hackers = alone * chance(p->skill, p->hardness);
    CM_TRY(cm_result_set(ctx, result, "alone", cm_number(alone)));
    CM_TRY(cm_result_set(ctx, result, "proxy", cm_number(proxy)));
    CM_TRY(cm_result_set(ctx, result, "direct", cm_number(direct)));
    CM_TRY(cm_result_set(ctx, result, "attacks", cm_number(proxy + direct)));
    CM_TRY(cm_result_set(ctx, result, "success", cm_number(success)));
    CM_TRY(cm_result_set(ctx, result, "alone_success", cm_number(hackers)));
    CM_TRY(cm_result_set(ctx, result, "sponsored", success + hackers > 0 ? cm_number(success / (success + hackers)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "deniable", proxy + direct > 0 ? cm_number(hidden / (proxy + direct)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "pay", cm_number(pay(p))));
    CM_TRY(cm_result_table(ctx, result, "options", columns, &table));
    for (int k = 0; k < OPTIONS; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(o[k].name), cm_number(o[k].low), cm_number(o[k].high), cm_number((o[k].high - o[k].low) / p->top), cm_number(o[k].success), cm_number(o[k].attributed), cm_number(o[k].fixed) }));
    }
    if (proxy > 0) CM_TRY(cm_result_note(ctx, result, "Some states act through hackers: what they lose in skill they save in attribution."));
    CM_TRY(cm_result_note(ctx, result, "States that care little do nothing; the more an attack is worth to a state, the surer a way it chooses."));
out:
    return status;
}

/* ---- the certificate: on each printed interval the printed option is the best at both ends, and intervals leave nothing out ---- */

static double worth(const sponsors_params *p, int k, double x)
{
    double skill = k == PROXY ? p->skill + p->support : p->own, named = k == PROXY ? p->caught * p->linked : p->seen;
    double wage = p->caught * p->fine - (skill > 0 ? skill / (skill + p->hardness) : 0) * p->motive / 2;
    if (k == NOTHING) return 0;
    return (skill > 0 ? x / (1 + p->hardness / skill) : 0) - named * p->punishment - named * p->norm - p->entanglement - (k == PROXY ? p->support_cost + (wage > 0 ? wage : 0) : p->direct_cost);
}

static cm_status check_options(cm_ctx *ctx, const sponsors_params *p, const cm_table *table, double share[OPTIONS], double success[OPTIONS], double named[OPTIONS])
{
    double covered = 0;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != OPTIONS) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not three options");
    for (int k = 0; k < OPTIONS; k++) {
        cm_value low = cm_table_get(table, (size_t)k, "low"), high = cm_table_get(table, (size_t)k, "high");
        CM_TRY(cm_outcome_word(ctx, cm_table_get(table, (size_t)k, "option"), names[k], "an option"));
        if (low.kind != CM_NUMBER || high.kind != CM_NUMBER || !(low.as.number >= 0 && high.as.number >= low.as.number && high.as.number <= p->top * (1 + ctx->tol.cert))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has no interval", names[k]);
        for (int j = 0; j < OPTIONS && high.as.number > low.as.number; j++) {
            for (int end = 0; end < 2; end++) {
                double x = end ? high.as.number : low.as.number, off = worth(p, j, x) - worth(p, k, x);
                if (off > ctx->tol.cert * fmax(1, p->top)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at %.12g '%s' is worth %.3g more than '%s'", x, names[j], off, names[k]);
            }
        }
        share[k] = (high.as.number - low.as.number) / p->top;
        success[k] = k == NOTHING ? 0 : worth(p, k, 1) - worth(p, k, 0);
        named[k] = k == NOTHING ? 0 : k == PROXY ? p->caught * p->linked : p->seen;
        covered += share[k];
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, (size_t)k, "share"), share[k], "a share", (size_t)k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, (size_t)k, "success"), success[k], "a chance of success", (size_t)k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, (size_t)k, "attributed"), named[k], "a chance to be named", (size_t)k + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, (size_t)k, "fixed"), -worth(p, k, 0), "what an option costs", (size_t)k + 1));
    }
    return cm_printed_near(ctx, cm_number(covered), 1, "all shares together", 1);
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const sponsors_params *p = params;
    double share[OPTIONS] = { 0 }, success[OPTIONS] = { 0 }, named[OPTIONS] = { 0 }, states, own, attacks, alone, hidden, wage = p->caught * p->fine;
    cm_value printed = cm_printed_value(result, "alone");
    cm_status status;
    (void)game;
    CM_TRY(check_options(ctx, p, cm_result_find(result, "options"), share, success, named));
    attacks = share[PROXY] + share[DIRECT];
    states = share[PROXY] * success[PROXY] + share[DIRECT] * success[DIRECT];
    hidden = attacks - share[PROXY] * named[PROXY] - share[DIRECT] * named[DIRECT];
    own = p->skill > 0 ? 1 / (1 + p->hardness / p->skill) : 0;
    if (printed.kind != CM_NUMBER || !(printed.as.number >= 0 && printed.as.number <= 1)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: alone is no share"));
    alone = printed.as.number;                                   /* who is at the edge is indifferent, or even the keenest stays at home */
    if (alone > 0 && !(fabs((1 - alone) * p->motive * own - wage) <= ctx->tol.cert * fmax(1, wage + p->motive))) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: hackers at the edge gain %.12g, and lose %.12g", (1 - alone) * p->motive * own, wage));
    if (!(alone > 0) && p->motive * own > wage + ctx->tol.cert * fmax(1, wage)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: hackers stay at home who would gain %.12g", p->motive * own - wage));
    CM_TRY(cm_outcome_maybe(ctx, result, "proxy", true, share[PROXY]));
    CM_TRY(cm_outcome_maybe(ctx, result, "direct", true, share[DIRECT]));
    CM_TRY(cm_outcome_maybe(ctx, result, "attacks", true, attacks));
    CM_TRY(cm_outcome_maybe(ctx, result, "success", true, states));
    CM_TRY(cm_outcome_maybe(ctx, result, "alone_success", true, alone * own));
    CM_TRY(cm_outcome_maybe(ctx, result, "sponsored", states + alone * own > 0, states / (states + alone * own)));
    CM_TRY(cm_outcome_maybe(ctx, result, "deniable", attacks > 0, hidden / attacks));
    wage -= p->motive / 2 * success[PROXY];
    CM_TRY(cm_outcome_maybe(ctx, result, "pay", true, wage > 0 ? wage : 0));
out:
    return status;
}

#define AT(member) offsetof(sponsors_params, member)

static const cm_param param[] = {
    { "skill", CM_PARAM_NUMBER, AT(skill), 0.5, 0, 1e6, NULL, "How skilled hackers are by themselves.", "黑客自身的技能。" },
    { "support", CM_PARAM_NUMBER, AT(support), 1, 0, 1e6, NULL, "How much a state's support adds to that.", "国家支持所增加的技能。" },
    { "own", CM_PARAM_NUMBER, AT(own), 3, 0, 1e6, NULL, "How skilled a state is that attacks in the open.", "国家公开攻击时的技能。" },
    { "hardness", CM_PARAM_NUMBER, AT(hardness), 1, 0.000001, 1e6, NULL, "How well the target is defended: an attack of that skill succeeds half the time.", "目标的防御强度：同等技能的攻击成功率为一半。" },
    { "motive", CM_PARAM_NUMBER, AT(motive), 1, 0.000001, 1e6, NULL, "The most that success is worth to hackers.", "成功对黑客的价值上限。" },
    { "top", CM_PARAM_NUMBER, AT(top), 1, 0.000001, 1e6, NULL, "The most that success is worth to a state.", "成功对国家的价值上限。" },
    { "caught", CM_PARAM_NUMBER, AT(caught), 0.3, 0, 1, NULL, "How likely hackers are found out.", "黑客被查获的概率。" },
    { "fine", CM_PARAM_NUMBER, AT(fine), 0.5, 0, 1e6, NULL, "What that costs them.", "被查获给黑客造成的代价。" },
    { "linked", CM_PARAM_NUMBER, AT(linked), 0.3, 0, 1, NULL, "How likely the state behind hackers is named, once they are found out.", "黑客被查获后，其背后国家被指认的概率。" },
    { "seen", CM_PARAM_NUMBER, AT(seen), 0.6, 0, 1, NULL, "How likely a state is named that attacks in the open.", "公开攻击的国家被指认的概率。" },
    { "punishment", CM_PARAM_NUMBER, AT(punishment), 0.5, 0, 1e6, NULL, "What retaliation costs a state that is named.", "被指认的国家遭受报复的代价。" },
    { "norm", CM_PARAM_NUMBER, AT(norm), 0.1, 0, 1e6, NULL, "What being named costs its reputation.", "被指认给国家声誉造成的代价。" },
    { "entanglement", CM_PARAM_NUMBER, AT(entanglement), 0, 0, 1e6, NULL, "What an attack costs a state through its own ties.", "攻击因相互依赖而给国家自身带来的代价。" },
    { "support_cost", CM_PARAM_NUMBER, AT(support_cost), 0.05, 0, 1e6, NULL, "What supporting hackers costs, beside their pay.", "除报酬外，支持黑客的成本。" },
    { "direct_cost", CM_PARAM_NUMBER, AT(direct_cost), 0.1, 0, 1e6, NULL, "What attacking in the open costs.", "公开攻击的成本。" },
};

static const char *const summary_names[] = { "alone", "proxy", "direct", "attacks", "success", "alone_success", "sponsored", "deniable", "pay", NULL };

extern const cm_concept cm_concept_sponsors;
const cm_concept cm_concept_sponsors = {
    .name = "sponsors",
    .title = "Sponsors behind attackers",
    .title_zh = "攻击者背后的国家",
    .about = "How many attacks hackers make by themselves, how many with a state behind them, and how many states attack in the open.",
    .about_zh = "黑客自行发动、由国家在背后支持以及国家公开发动的攻击各有多少。",
    .formula = "proxy: x (s_0 + support) / (s_0 + support + H) - a_h a_s (P + N) - E - cost - w; direct: x s / (s + H) - a_d (P + N) - E - cost; the highest line",
    .source = "T. Maurer, Cyber Mercenaries: The State, Hackers, and Power, Cambridge University Press (2018); J. S. Nye, \"Deterrence and dissuasion in cyberspace\", International Security 41(3) (2017) "
              "44-71; the model is set up in the file",
    .certificate = "at both ends of its interval each option is worth as much as any other, intervals leave nobody out, and hackers at the edge neither gain nor lose",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(sponsors_params),
    .run = run,
    .check = check,
};
