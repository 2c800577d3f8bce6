/* decision_costs.c: what it costs to decide, and what it costs to be decided upon, under each quota.
 *
 * Definition: n members are asked proposal after proposal; each is in favour with chance p, by itself.  A proposal passes with P = Pr[Bin(n, p)
 * >= q].  Of what passes a share is against: external costs E = harm x E[share against | it passes]; each ballot costs c a member, and 1 / P are
 * needed: decision costs D = c n / P.  The best quota has the least E + D; a best majority is looked for among quotas above one half alone, under which opposite
 * things cannot both pass.  Beside them Coleman's power to act (p = 1/2), and the chance that a member's vote agrees with the outcome,
 * greatest at a bare majority when p = 1/2 (Rae).  The venue's own rule, whatever it is, is added up over profiles of kinds.
 * The textbook curves E = a (1 - s)^2, D = b n s^2 of the quota's share s are least at s = a / (a + b n).
 *
 * Summary: best_quota, best_total, best_majority, most_agreeing (quota), power_to_act, passes, external, decision, total (of the venue's own rule; none
 * beyond CM_COSTS_PROFILES profiles), textbook_share, textbook_total.  Table: quotas (quota, share, passes, external, decision, total, power_to_act,
 * exact, agrees).
 * Fails with: CM_E_MEMORY.  Cost: O(n^2), and the profiles.
 * Source: J. M. Buchanan, G. Tullock, The Calculus of Consent, University of Michigan Press (1962), ch. 6; D. W. Rae, "Decision-rules and
 * individual values in constitutional choice", American Political Science Review 63 (1969) 40-56; J. S. Coleman, "Control of collectivities and
 * the power of a collectivity to act", in B. Lieberman (ed.), Social Choice, Gordon and Breach (1971) 269-300. */
#include "solver/voting/decision_costs.h"

#include <gsl/gsl_randist.h>
#include <math.h>

typedef struct cost {
    double passes, external, decision, total;
} cost;

/* Of a chance to pass, and of the share against where it does. */
static cost cost_of(const cm_costs_params *p, size_t n, double passes, double against)
{
    cost c = { .passes = passes };
    if (!(passes > 0)) return c;
    c.external = p->harm * against / passes;
    c.decision = p->cost * (double)n / passes;
    c.total = c.external + c.decision;
    return c;
}

static cm_value shown(const cost *c, double x)
{
    return c->passes > 0 && isfinite(x) ? cm_number(x) : cm_none();
}

/* Winning coalitions of at least q of n, over 2^n. */
static cm_value exact_power(cm_ctx *ctx, cm_arena *arena, size_t n, size_t q)
{
    int64_t count = 0, c = 1;
    cm_rat share = { 0, 0 };
    const char *text;
    if (n > CM_COSTS_EXACT) return cm_none();
    for (size_t k = n;; k--) {
        count += c;
        if (k == q) break;
        c = (int64_t)((__extension__ (unsigned __int128)c) * k / (n - k + 1));
    }
    cm_rat_set_ratio(&share, count, INT64_C(1) << n);
    text = cm_rat_text(ctx, arena, &share);
    cm_rat_clear(&share);
    return text == NULL ? cm_none() : cm_text(text);
}

typedef struct best {
    size_t quota, majority, agreeing;
    double total;
} best;

/* The first from `from` on that is as good as the best of them; HUGE_VAL is no value.  0: none. */
static size_t least_of(const cm_ctx *ctx, const double *x, size_t from, size_t n)
{
    double least = HUGE_VAL;
    size_t q = from;
    for (size_t k = from; k <= n; k++) least = fmin(least, x[k]);
    while (q <= n && !cm_close(&ctx->tol, x[q], least)) q++;
    return least < HUGE_VAL ? q : 0;
}

static cm_status put_quotas(cm_ctx *ctx, size_t n, const cm_costs_params *p, best *b, cm_result *result)
{
    static const char *const columns[] = { "quota", "share", "passes", "external", "decision", "total", "power_to_act", "exact", "agrees", NULL };
    double passes = 0, against = 0, acts = 0, *agrees, *total, *disagrees, below = 0;
    cm_arena scratch = { NULL };
    cost *row;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "quotas", columns, &table));
    row = CM_NEW(ctx, &scratch, n + 1, cost);
    agrees = CM_NEW(ctx, &scratch, 2 * (n + 1), double);
    total = CM_NEW(ctx, &scratch, n + 1, double);
    disagrees = CM_NEW(ctx, &scratch, n + 1, double);
    if (row == NULL || agrees == NULL || total == NULL || disagrees == NULL) CM_LEAVE(ctx->status);
    for (size_t k = n; k >= 1; k--) {
        double chance = gsl_ran_binomial_pdf((unsigned)k, p->support, (unsigned)n);
        passes += chance;
        against += chance * (double)(n - k) / (double)n;
        acts += gsl_ran_binomial_pdf((unsigned)k, 0.5, (unsigned)n);
        row[k] = cost_of(p, n, passes, against);
        agrees[k] = passes - against;
        agrees[n + 1 + k] = acts;
    }
    for (size_t q = 1; q <= n; q++) {
        below += gsl_ran_binomial_pdf((unsigned)(q - 1), p->support, (unsigned)n) * (double)(n - q + 1) / (double)n;
        agrees[q] += below;
        cm_value cells[] = { cm_integer((int64_t)q), cm_number((double)q / (double)n), cm_number(row[q].passes), shown(&row[q], row[q].external), shown(&row[q], row[q].decision), shown(&row[q], row[q].total),
                             cm_number(agrees[n + 1 + q]), exact_power(ctx, result->arena, n, q), cm_number(agrees[q]) };
        CM_TRY(cm_table_row(ctx, result, table, cells));
        disagrees[q] = -agrees[q];
        total[q] = row[q].passes > 0 && isfinite(row[q].total) ? row[q].total : HUGE_VAL;
    }
    *b = (best){ least_of(ctx, total, 1, n), least_of(ctx, total, n / 2 + 1, n), least_of(ctx, disagrees, 1, n), 0 };
    b->total = total[b->quota];
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
out:
    cm_arena_free(&scratch);
    return status;
}

/* The venue's own rule, by profile. */
typedef struct own {
    const cm_kinds *kinds;
    cm_tally tally;
    double support, passes, against, acts;
} own;

static void add_up(own *o, size_t j, size_t in_favour, double chance, double even)
{
    size_t n = o->kinds->vote->n, size;
    if (j == o->kinds->count) {
        if (!cm_tally_wins(&o->tally)) return;
        o->passes += chance;
        o->against += chance * (double)(n - in_favour) / (double)n;
        o->acts += even;
        return;
    }
    size = cm_kinds_size(o->kinds, j);
    for (size_t k = 0; k <= size; k++) {
        add_up(o, j + 1, in_favour + k, chance * gsl_ran_binomial_pdf((unsigned)k, o->support, (unsigned)size), even * gsl_ran_binomial_pdf((unsigned)k, 0.5, (unsigned)size));
        if (k < size) cm_tally_add(&o->tally, o->kinds->member[o->kinds->first[j]], 1);
    }
    cm_tally_add(&o->tally, o->kinds->member[o->kinds->first[j]], -(int)size);
}

static cm_status put_own(cm_ctx *ctx, const cm_vote *vote, const cm_costs_params *p, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    own o = { .kinds = &kinds, .support = p->support };
    cost c = { 0, 0, 0, 0 };
    bool known;
    cm_status status;
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    CM_TRY(cm_tally_init(ctx, &scratch, vote, &o.tally));
    known = kinds.profiles <= CM_COSTS_PROFILES;
    if (known) {
        add_up(&o, 0, 0, 1, 1);
        c = cost_of(p, vote->n, o.passes, o.against);
    } else {
        CM_TRY(cm_result_note(ctx, result, "The members differ too much to add up the venue's own rule; the table is of quotas."));
    }
    CM_TRY(cm_result_set(ctx, result, "power_to_act", known ? cm_number(o.acts) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "passes", known ? cm_number(c.passes) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "external", shown(&c, c.external)));
    CM_TRY(cm_result_set(ctx, result, "decision", shown(&c, c.decision)));
    CM_TRY(cm_result_set(ctx, result, "total", shown(&c, c.total)));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_costs_params *p = params;
    best b = { .quota = 0 };
    double n = (double)vote->n;
    const char *text;
    cm_status status;
    CM_TRY(put_quotas(ctx, vote->n, p, &b, result));
    CM_TRY(cm_result_set(ctx, result, "best_quota", b.quota > 0 ? cm_integer((int64_t)b.quota) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "best_total", b.quota > 0 ? cm_number(b.total) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "best_majority", b.majority > 0 ? cm_integer((int64_t)b.majority) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "most_agreeing", cm_integer((int64_t)b.agreeing)));
    CM_TRY(put_own(ctx, vote, p, result));
    CM_TRY(cm_result_set(ctx, result, "textbook_share", cm_number(p->external / (p->external + p->deciding * n))));
    CM_TRY(cm_result_set(ctx, result, "textbook_total", cm_number(p->external * p->deciding * n / (p->external + p->deciding * n))));
    if (b.quota > 0) {
        text = cm_format(ctx, result->arena, "Raising the quota spares members what they are against, and lets more ballots fail: the two costs together are least at %zu of %zu.", b.quota, vote->n);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (b.quota > 0 && 2 * b.quota <= vote->n) CM_TRY(cm_result_note(ctx, result, "Under that quota opposite things can both be passed; the best quota above one half is given beside it."));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "support", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_costs_params, support), .fallback = 0.6, .low = 0.001, .high = 0.999,
      .about = "The chance that a member is in favour of a proposal.", .about_zh = "成员赞成某一提案的概率。" },
    { .name = "harm", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_costs_params, harm), .fallback = 1, .low = 0, .high = 1e6,
      .about = "What it costs a member when something passes that it is against.", .about_zh = "己方反对的提案获得通过时，一个成员的损失。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_costs_params, cost), .fallback = 0.01, .low = 0, .high = 1e6,
      .about = "What one ballot costs for each member that takes part.", .about_zh = "一次表决中每个参与成员的成本。" },
    { .name = "external", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_costs_params, external), .fallback = 1, .low = 0.000001, .high = 1e6,
      .about = "The scale a of the textbook's external costs a (1 - s)^2.", .about_zh = "教科书外部成本 a (1 - s)^2 中的系数 a。" },
    { .name = "deciding", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_costs_params, deciding), .fallback = 0.01, .low = 0.000001, .high = 1e6,
      .about = "The scale b of the textbook's decision costs b n s^2.", .about_zh = "教科书决策成本 b n s^2 中的系数 b。" },
};

static const char *const summary_names[] = { "best_quota", "best_total", "best_majority", "most_agreeing", "power_to_act", "passes", "external", "decision", "total", "textbook_share", "textbook_total", NULL };

extern const cm_concept cm_concept_decision_costs;
const cm_concept cm_concept_decision_costs = {
    .name = "decision-costs",
    .title = "External and decision costs",
    .title_zh = "外部成本与决策成本",
    .about = "Which quota costs members least, when a low one passes what many are against and a high one makes many ballots fail; and how able to act each leaves them.",
    .about_zh = "哪种门槛使成员的总成本最低：门槛低则通过许多人反对的事，门槛高则屡次表决失败；并给出各门槛下的行动能力。",
    .formula = "min over q of harm E[share against | passes] + cost n / P(q); P(q) = Pr[Bin(n, p) >= q]; power to act = P(q) at p = 1/2; textbook: s = a / (a + b n)",
    .source = "J. M. Buchanan, G. Tullock, The Calculus of Consent, University of Michigan Press (1962), ch. 6; D. W. Rae, \"Decision-rules and individual values in constitutional choice\", American "
              "Political Science Review 63 (1969) 40-56; J. S. Coleman, \"Control of collectivities and the power of a collectivity to act\", in B. Lieberman (ed.), Social Choice, Gordon and Breach (1971) 269-300",
    .certificate = "chances are incomplete beta functions, the share against is the chance that the others pass it without one member; no quota costs less; the venue's own rule is added up again, coalition by "
                   "coalition of kinds",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_costs_params),
    .run = run,
    .check = cm_decision_costs_check,
};
