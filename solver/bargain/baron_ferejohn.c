/* baron_ferejohn.c: a surplus is divided under a closed rule: a proposer is drawn, and its proposal is voted on as it is.
 *
 * Definition and cost: closed.h.
 * Source: D. P. Baron, J. A. Ferejohn, "Bargaining in legislatures", Amer. Polit. Sci. Rev. 83 (1989) 1181-1206;
 * H. Eraslan, J. Econ. Theory 103 (2002) 11-30. */
#include <math.h>

#include "solver/bargain/closed.h"
#include "solver/bargain/division.h"
#include "solver/bargain/headcount.h"
#include "solver/concept.h"

/* Of the table of a deadline. */
enum { MOST_ROWS = 100000 };

typedef struct params {
    long within_rounds;
} params;

/* What this concept has no answer to. */
static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    cm_status status = p->rounds == 0 ? cm_headcount_free(ctx, p) : CM_OK;
    if (status != CM_OK) return status;
    if (p->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "the closed rule draws its proposer anew in each round; here members take turns");
    if ((double)p->rounds * (double)p->n > MOST_ROWS || (double)p->rounds * pow((double)p->n, 3) > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "a deadline of %zu rounds for %zu members is too far to go back from: leave it out, impatience makes it immaterial", p->rounds, p->n);
    }
    return p->rounds == 0 ? cm_headcount_alone(ctx, p) : CM_OK;
}

static cm_status print_values(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "proposes", "recognition", "price", "bought", NULL };
    static const char *const columns_waits[] = { "player", "value", "proposes", "recognition", "price", "bought", "waits", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "values", cm_closed_may_fail(p) ? columns_waits : columns, &table));
    for (size_t i = 0; i < p->n; i++) {
        double bought = 0;
        for (size_t j = 0; j < p->n; j++) bought += p->recognition[j] * c->partner[j * p->n + i];
        cm_value row[] = { cm_text(p->player[i]), cm_number(c->value[i]), cm_number(c->keeps[i]), cm_number(p->recognition[i]),
                           cm_number(c->price[i]), cm_number(bought), cm_truth(c->waits[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status print_partners(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, cm_result *result)
{
    static const char *const columns[] = { "proposer", "partner", "probability", "paid", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "partners", columns, &table));
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->n; j++) {
            double chance = c->partner[i * p->n + j];
            cm_value row[] = { cm_text(p->player[i]), cm_text(p->player[j]), cm_number(chance), cm_number(c->price[j]) };
            if (chance > ctx->tol.abs) CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

static const char *coalition_text(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, const unsigned char *in)
{
    const char *text = "{", *comma = "";
    for (size_t i = 0; i < p->n && text != NULL; i++) {
        if (!in[i]) continue;
        text = cm_format(ctx, arena, "%s%s%s", text, comma, p->player[i]);
        comma = ", ";
    }
    return text == NULL ? NULL : cm_format(ctx, arena, "%s}", text);
}

static cm_status print_coalitions(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, cm_result *result)
{
    static const char *const columns[] = { "proposer", "coalition", "probability", "paid", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "coalitions", columns, &table));
    for (size_t k = 0; k < c->purchases; k++) {
        const cm_purchase *bought = &c->purchase[k];
        const char *text = coalition_text(ctx, result->arena, p, bought->in);
        double paid = 0;
        if (text == NULL) CM_LEAVE(ctx->status);
        for (size_t j = 0; j < p->n; j++) paid += bought->in[j] && j != bought->proposer ? c->price[j] : 0;
        cm_value row[] = { cm_text(p->player[bought->proposer]), cm_text(text), cm_number(bought->chance), cm_number(paid) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

/* Who is bought most often, in words, where some are bought and others are not. */
static cm_status note_sought(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, cm_result *result)
{
    size_t cheap = 0, dear = 0;
    char *text;
    for (size_t i = 1; i < p->n; i++) {
        if (c->price[i] < c->price[cheap]) cheap = i;
        if (c->price[i] > c->price[dear]) dear = i;
    }
    if (cm_close(&ctx->tol, c->price[cheap], c->price[dear])) return CM_OK;
    text = cm_format(ctx, result->arena, "The vote of '%s' is the cheapest, at %.4g, and that of '%s' the dearest, at %.4g: whoever expects much from waiting is bought only when it must be.",
                     p->player[cheap], c->price[cheap], p->player[dear], c->price[dear]);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

/* How long talks may last, and why, where they may fail. */
static cm_status note_course(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, const double *chance, cm_result *result)
{
    static const char *const columns[] = { "round", "passes", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "course", columns, &table));
    for (size_t t = 0; t < p->rounds; t++) {
        cm_value row[] = { cm_integer((int64_t)t + 1), cm_number(chance[t]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    for (size_t i = 0; i < p->n; i++) {
        char *text;
        if (!c->waits[i] || !(p->recognition[i] > 0)) continue;
        text = cm_format(ctx, result->arena, "'%s' proposes nothing in the first round: waiting is worth %.4g to it, and no coalition that wins would leave it as much.", p->player[i], c->wait[i]);
        status = text == NULL ? ctx->status : cm_result_note(ctx, result, text);
        goto out;
    }
out:
    return status;
}

static cm_status note_kind(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, cm_result *result)
{
    if (p->rounds > 0) {
        return cm_result_note(ctx, result, c->unique ? "With a deadline the equilibrium is worked out from the last round backwards, and here it is the only one."
                                                     : "With a deadline the equilibrium is worked out from the last round backwards. Members that cost the same are bought equally often; other ways to break such ties give other equilibria.");
    }
    return cm_result_note(ctx, result, c->unique ? "Every stationary equilibrium has these values (Eraslan 2002); who is bought may be mixed otherwise. Equilibria in which members remember the past are not looked at."
                                                 : "This is one stationary equilibrium. Under such a rule others, with other values, may exist.");
}

/* Of equal members under simple majority: from which patience on memory supports every division. */
static cm_status note_memory(cm_ctx *ctx, const cm_protocol *p, int64_t quota, cm_result *result)
{
    double n = (double)p->n, bound = (n + 2) / (2 * (n - 1));
    char *text;
    bool equal = cm_protocol_even_patience(p);
    for (size_t i = 0; i < p->n; i++) equal = equal && cm_close(&ctx->tol, p->recognition[i] * n, 1);
    if (!equal || p->rounds > 0 || p->n < 5 || p->n % 2 == 0 || 2 * (size_t)quota != p->n + 1 || p->patience[0] <= bound) return CM_OK;
    text = cm_format(ctx, result->arena, "Above a patience of %.4g, as here, equilibria in which members remember the past support every division of the surplus (Baron and Ferejohn 1989).", bound);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status print_summary(cm_ctx *ctx, const cm_protocol *p, const cm_closed *c, const double *chance, long within, cm_result *result)
{
    double gain;
    int64_t quota;
    cm_status status;
    if (cm_closed_may_fail(p)) CM_TRY(note_course(ctx, p, c, chance, result));
    CM_TRY(cm_closed_deviation(ctx, p, result, &gain));
    if (p->rounds > 0) CM_TRY(cm_closed_course(ctx, p, c->value, chance, within, gain, result));
    else CM_TRY(cm_division_summary(ctx, c->value, c->n, gain, result));
    CM_TRY(cm_result_set(ctx, result, "unique", c->unique ? cm_truth(true) : cm_none()));
    if (cm_vote_is_quota(&p->vote, &quota)) CM_TRY(note_sought(ctx, p, c, result));      /* where votes count alike */
    CM_TRY(note_kind(ctx, p, c, result));
    if (cm_vote_is_quota(&p->vote, &quota)) CM_TRY(note_memory(ctx, p, quota, result));
out:
    return status;
}

/* Worked out, and told, round by round. */
static cm_status run_deadline(cm_ctx *ctx, cm_arena *scratch, const cm_protocol *p, size_t quota, double *chance, cm_closed *closed, cm_result *result)
{
    static const char *const columns[] = { "round", "player", "value", NULL };
    double *path = CM_NEW(ctx, scratch, p->rounds * p->n, double);
    cm_table *table;
    cm_status status;
    if (path == NULL) return ctx->status;
    CM_TRY(cm_closed_until(ctx, scratch, p, quota, path, chance, closed));
    CM_TRY(cm_result_table(ctx, result, "path", columns, &table));
    for (size_t k = 0; k < p->rounds * p->n; k++) {
        cm_value row[] = { cm_integer((int64_t)(k / p->n) + 1), cm_text(p->player[k % p->n]), cm_number(path[k]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *asked, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    double *chance = CM_NEW(ctx, &scratch, p->rounds, double);
    cm_closed closed;
    int64_t quota;
    cm_status status;
    if (chance == NULL) CM_LEAVE(ctx->status);
    CM_TRY(refuse(ctx, p));
    if (!cm_vote_is_quota(&p->vote, &quota)) quota = 0;
    if (p->rounds > 0) CM_TRY(run_deadline(ctx, &scratch, p, (size_t)quota, chance, &closed, result));
    else if (quota > 0) CM_TRY(cm_closed_quota(ctx, &scratch, p, (size_t)quota, &closed));
    else CM_TRY(cm_closed_rule(ctx, &scratch, p, &closed));
    for (size_t i = 0; i < p->n && p->rounds == 0; i++) closed.price[i] = closed.wait[i] = p->patience[i] * closed.next[i];
    CM_TRY(print_values(ctx, p, &closed, result));
    CM_TRY(print_partners(ctx, p, &closed, result));
    if (quota == 0) CM_TRY(print_coalitions(ctx, p, &closed, result));
    CM_TRY(print_summary(ctx, p, &closed, chance, ((const params *)asked)->within_rounds, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *asked, const cm_result *result)
{
    return cm_closed_check(ctx, &game->as.protocol, ((const params *)asked)->within_rounds, result);
}

static const cm_param param[] = {
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "With a deadline, a cost or outside options: the number of rounds for which the chance of agreement is given.", .about_zh = "有截止期限、成本或外部选择时：给出在多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { CM_DIVISION_SUMMARY, "unique", NULL };

extern const cm_concept cm_concept_baron_ferejohn;
const cm_concept cm_concept_baron_ferejohn = {
    .name = "baron-ferejohn",
    .title = "Bargaining with a drawn proposer, by vote",
    .title_zh = "随机提议者的立法议价",
    .about = "What each member can expect when a proposer is drawn by lot, buys the cheapest coalition that wins, and keeps the rest, and everybody knows that a failed proposal means another draw.",
    .about_zh = "随机抽出一名提议者，由其收买代价最低的获胜联盟并保留其余；提议失败则重新抽签。各成员可期望得到多少。",
    .formula = "v_i = p_i (1 - C_i) + mu_i delta_i v_i, C_i = min over winning S with i of sum_{j in S, j != i} delta_j v_j",
    .source = "D. P. Baron, J. A. Ferejohn, Bargaining in legislatures, Amer. Polit. Sci. Rev. 83 (1989) 1181-1206; H. Eraslan, Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn model, J. Econ. Theory 103 (2002) 11-30",
    .certificate = "no proposer gains by another proposal or by waiting and nobody by refusing, each coalition bought wins and is cheapest by a knapsack or an integer programme, and the mixtures give the values",
    .summary = summary_names,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(params),
    .takes = CM_GAME_SURPLUS,
    .run = run,
    .check = check,
};
