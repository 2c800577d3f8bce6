/* open_rule.c: three members divide a surplus by majority, and a proposal may be amended before it is voted on.
 *
 * Definition: in the first session a proposer is drawn.  In each session one of the two others is drawn: it moves the
 * question, and the proposal on the floor is voted on; or it proposes an amendment, which is put against it, and
 * whichever wins is on the floor of the next session.  A session costs patience d.  Whoever is paid what owning the next
 * floor is worth moves the question; whoever is left out amends.  With F the worth of owning the floor and c = d F:
 *
 *   both others paid   F = 1 - 2 c,                      so F = 1 / (1 + 2 d), and it passes at once;
 *   one of them paid   F = (1 - c) / 2 + d^2 F / 4,      so F = 2 / (4 + 2 d - d^2), and it passes with chance 1/2.
 *
 * Both sides on the right fall in F, so the larger F is the one from which neither proposer wants to go to the other
 * proposal: two are paid up to d = sqrt(3) - 1, one above.  An amendment takes over the partner at its price, and the
 * partner, who is as well off, votes for it.
 *
 * Below d = (sqrt(5) - 1) / 2 an amendment by one left out pays both others too.  From there to sqrt(3) - 1 that alone
 * would make leaving one out pay, for who is left out gives so much back: there such an amendment pays one other alone
 * with chance 2 (d^2 + d - 1) / d^2, at which leaving one out is worth F as well.  It is never seen when two are paid.
 *
 * The open rule is a concept of its own and no parameter of `baron-ferejohn`: who is in which role matters, not which
 * coalition is cheapest, and it has another certificate.
 *
 * Summary: rounds, agreement, within, captured, efficiency, inequality, largest_deviation, partners, passes, excludes,
 * unique (false where another equilibrium is known, else none).  Tables: values (player, value, proposes, recognition),
 * floor (role, share, value).
 * Fails with: CM_E_DOMAIN for other venues; CM_E_MEMORY.  Cost: none to speak of.
 * Source: D. P. Baron, J. A. Ferejohn, "Bargaining in legislatures", Amer. Polit. Sci. Rev. 83 (1989) 1181-1206;
 * D. M. Primo, "A comment on Baron and Ferejohn (1989): the open rule equilibrium and coalition formation", Public Choice
 * 130 (2007) 129-135; what follows where one is left out against the rule is ours. */
#include "solver/bargain/open_rule.h"

#include <math.h>

#include "solver/bargain/division.h"
#include "solver/bargain/headcount.h"
#include "solver/concept.h"

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    cm_headcount heads;
    cm_status status;
    if (p->n != 3) return cm_fail(ctx, CM_E_DOMAIN, "the open rule is worked out for three members, and here are %zu", p->n);
    CM_TRY(cm_headcount_free(ctx, p));
    CM_TRY(cm_headcount_alone(ctx, p));
    CM_TRY(cm_headcount_read(ctx, p, "the open rule", &heads));
    if (heads.quota != 2) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "the open rule is worked out for two votes of three, and here another majority decides"));
    if (p->kind != CM_DRAWN) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "under the open rule the speaker is drawn anew in each session, and here it is not"));
    for (size_t i = 0; i < p->n; i++) {
        if (cm_close(&ctx->tol, p->recognition[i] * 3, 1)) continue;
        CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "under the open rule each proposes as often, and here '%s' does with probability %g", p->player[i], p->recognition[i]));
    }
out:
    return status;
}

static void solve_floor(double d, cm_floor *f)
{
    double two = 1 / (1 + 2 * d), one = 2 / (4 + 2 * d - d * d), owner = fmax(one, two), paid = d * owner;
    bool both = two >= one;
    *f = (cm_floor){ .patience = d, .partners = both ? 2 : 1, .excludes = both ? fmax(0, 2 * (d * d + d - 1) / (d * d)) : 1 };
    f->share[CM_FLOOR_PROPOSER] = both ? owner : 1 - paid;
    f->share[CM_FLOOR_PARTNER] = f->value[CM_FLOOR_PARTNER] = paid;
    f->value[CM_FLOOR_PROPOSER] = owner;
    if (both) return;
    f->value[CM_FLOOR_PARTNER] = paid / (2 - d);
    f->value[CM_FLOOR_LEFT_OUT] = d * owner / 2;
}

static cm_status print_tables(cm_ctx *ctx, const cm_protocol *p, const cm_floor *f, double expected, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "proposes", "recognition", NULL };
    static const char *const floor_columns[] = { "role", "share", "value", NULL };
    static const char *const role[CM_FLOOR_ROLES] = { "proposer", "partner", "left out" };
    cm_table *values, *floor;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "values", columns, &values));
    for (size_t i = 0; i < p->n; i++) {
        cm_value row[] = { cm_text(p->player[i]), cm_number(expected), cm_number(f->share[CM_FLOOR_PROPOSER]), cm_number(p->recognition[i]) };
        CM_TRY(cm_table_row(ctx, result, values, row));
    }
    CM_TRY(cm_result_table(ctx, result, "floor", floor_columns, &floor));
    for (size_t r = 0; r < CM_FLOOR_ROLES - (f->partners - 1); r++) {
        cm_value row[] = { cm_text(role[r]), cm_number(f->share[r]), cm_number(f->value[r]) };
        CM_TRY(cm_table_row(ctx, result, floor, row));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_floor *f, cm_result *result)
{
    const char *text = f->partners == 2
        ? "Members are so impatient that both others are paid for moving the question, and the first proposal passes. Each is paid what its own proposal would be worth a session later, so that the proposer keeps less than under consensus."
        : cm_format(ctx, result->arena, "One other is paid; whoever is drawn next is that one, and the proposal passes, or the one left out, who amends it and takes over the partner. An amendment costs a session, and the proposer keeps %.4g where nobody could amend it would keep %.4g.",
                    f->share[CM_FLOOR_PROPOSER], 1 - f->patience / 3);
    cm_status status;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (!(f->excludes > 0)) CM_LEAVE(cm_result_note(ctx, result, "This is one stationary equilibrium. It is not proven that there is no other (Primo 2007)."));
    CM_TRY(cm_result_note(ctx, result, f->partners == 1 ? "This is one stationary equilibrium of several: who is made partner at first is a matter of indifference, and other habits give members other values (Primo 2007). Here both others are chosen as often."
                                                       : "This is one stationary equilibrium of several: at this patience a proposer that pays one other alone is as well off, and then agreement may take longer (Primo 2007)."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_open_rule_params *asked = params;
    double passes, captured;
    cm_floor f;
    cm_status status;
    CM_TRY(refuse(ctx, p));
    solve_floor(p->patience[0], &f);
    passes = f.partners == 2 ? 1 : 0.5;
    captured = f.value[CM_FLOOR_PROPOSER] + (double)f.partners * f.value[CM_FLOOR_PARTNER] + f.value[CM_FLOOR_LEFT_OUT];
    CM_TRY(print_tables(ctx, p, &f, captured / 3, result));
    CM_TRY(cm_rounds_set(ctx, result, passes, asked->within_rounds));
    CM_TRY(cm_result_set(ctx, result, "captured", cm_number(captured)));
    CM_TRY(cm_result_set(ctx, result, "efficiency", cm_number(captured)));
    CM_TRY(cm_result_set(ctx, result, "inequality", cm_number(0)));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(cm_open_rule_deviation(&f, captured / 3))));
    CM_TRY(cm_result_set(ctx, result, "partners", cm_integer((int64_t)f.partners)));
    CM_TRY(cm_result_set(ctx, result, "passes", cm_number(passes)));
    CM_TRY(cm_result_set(ctx, result, "excludes", cm_number(f.excludes)));
    CM_TRY(cm_result_set(ctx, result, "unique", f.excludes > 0 ? cm_truth(false) : cm_none()));
    CM_TRY(say(ctx, &f, result));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    return cm_open_rule_check(ctx, &game->as.protocol, params, result);
}

static const cm_param param[] = {
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_open_rule_params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "The number of sessions for which the chance of agreement is given.", .about_zh = "给出在多少次会议之内达成协议的概率。" },
};

static const char *const summary_names[] = { CM_DIVISION_SUMMARY, "partners", "passes", "excludes", "unique", NULL };

extern const cm_concept cm_concept_open_rule;
const cm_concept cm_concept_open_rule = {
    .name = "open-rule",
    .title = "Bargaining among three when proposals may be amended",
    .title_zh = "三方议价：提案可被修正（开放规则）",
    .about = "How three members divide a surplus by majority when the next speaker may either call the vote or amend what is proposed: how much the proposer must share, and how long it takes.",
    .about_zh = "三名成员以多数决分配剩余，下一位发言者既可要求表决，也可提出修正案：提议者须让出多少，要多久才能达成协议。",
    .formula = "F = max(1 - 2 d F, (1 - d F)/2 + d^2 F/4): two partners, or one; a partner gets d F",
    .source = "D. P. Baron, J. A. Ferejohn, Bargaining in legislatures, Amer. Polit. Sci. Rev. 83 (1989) 1181-1206; D. M. Primo, A comment on Baron and Ferejohn (1989): the open rule equilibrium and coalition formation, Public Choice 130 (2007) 129-135",
    .certificate = "each role's worth is a sum over the sessions to come, and no proposal to one or to both, no amendment, no motion and no vote gains by one deviation",
    .summary = summary_names,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_open_rule_params),
    .takes = CM_GAME_SURPLUS,
    .run = run,
    .check = check,
};
