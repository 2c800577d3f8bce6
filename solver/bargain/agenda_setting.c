/* agenda_setting.c: policies proposed in rounds until a deadline, by backward induction on one issue.
 *
 * After the last round T the status quo stays.  With W_t(j) what member j has before round t and
 * W_{T+1}(j) = u_j(SQ), waiting in round t is worth
 *     v_t(j) = (1 - delta_j) u_j(SQ) - cost + delta_j W_{t+1}(j) for t < T,   v_T(j) = u_j(SQ);
 * those for whom u_j(x) >= v_t(j) accept; the proposer of the round takes what passes and is nearest to
 * its ideal, or waits.  Every set is found exactly, so that there is one solution but for ties: who is
 * indifferent accepts, and of two policies equally near the left one is proposed.
 *
 * Summary: rounds, agreement, within, policy, distance (both of the outcome: the status quo when nothing
 * passes), captured, inequality, largest_deviation.  Tables: proposals (round, proposer, issue, value),
 * acceptance (round, low, high), gains (player, gain), waiting (round, player, value).
 * Fails with: CM_E_DOMAIN, CM_E_INTERRUPT, CM_E_LIMIT, CM_E_MEMORY.  Cost: O(T n^2).
 * Source: T. Romer, H. Rosenthal, "Bureaucrats versus voters: on the political economy of resource
 * allocation by direct democracy", Quarterly Journal of Economics 93 (1979) 563-587; J. S. Banks,
 * J. Duggan, Quarterly Journal of Political Science 1 (2006) 49-85. */
#include "solver/bargain/agenda_setting.h"

#include <math.h>

#include "solver/bargain/passing.h"

typedef struct course {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_spatial *s;
    cm_passing passing;
    cm_result *result;
    cm_table *proposals, *acceptance, *waiting;
    double *v, *w;                   /* n each: waiting in this round; before it */
    double *y;                       /* T x n */
    unsigned char *waits;            /* T x n */
} course;

static double utility(const course *c, size_t i, double x)
{
    return cm_spatial_utility(c->s, i, &x);
}

/* Round t from round t + 1: w holds what members have before t + 1, and then before t. */
static void back_one(course *c, size_t t)
{
    size_t n = c->p->n;
    double *y = c->y + (t - 1) * n, sq = c->s->status_quo[0], indifferent = c->ctx->tol.abs * c->passing.utility_scale;
    unsigned char *waits = c->waits + (t - 1) * n;
    for (size_t j = 0; j < n; j++) {
        double delta = c->p->patience[j];
        c->v[j] = t == c->p->rounds ? utility(c, j, sq) : (1 - delta) * utility(c, j, sq) - c->p->cost + delta * c->w[j];
    }
    cm_passing_find(&c->passing, c->v);
    for (size_t i = 0; i < n; i++) {
        bool any = cm_passing_best(&c->passing, i, &y[i]);
        waits[i] = !any || utility(c, i, y[i]) < c->v[i] - indifferent;
    }
    for (size_t j = 0; j < n; j++) {
        c->w[j] = 0;
        for (size_t i = 0; i < n; i++) {
            double chance = cm_agenda_setting_chance(c->p, t, i);
            if (chance > 0) c->w[j] += chance * (waits[i] ? c->v[j] : utility(c, j, y[i]));
        }
    }
}

static cm_status print_round(course *c, size_t t)
{
    cm_value round = cm_integer((int64_t)t);
    cm_status status = CM_OK;
    for (size_t i = 0; i < c->p->n; i++) {
        size_t at = (t - 1) * c->p->n + i;
        CM_TRY(cm_table_row(c->ctx, c->result, c->waiting, (cm_value[]){ round, cm_text(c->p->player[i]), cm_number(c->v[i]) }));
        if (!(cm_agenda_setting_chance(c->p, t, i) > 0)) continue;
        CM_TRY(cm_table_row(c->ctx, c->result, c->proposals, (cm_value[]){ round, cm_text(c->p->player[i]), cm_text(c->s->issue[0]), c->waits[at] ? cm_none() : cm_number(c->y[at]) }));
    }
    for (size_t a = 0; a < c->passing.count; a++) {
        CM_TRY(cm_table_row(c->ctx, c->result, c->acceptance, (cm_value[]){ round, cm_passing_end_of(c->passing.low[a]), cm_passing_end_of(c->passing.high[a]) }));
    }
out:
    return status;
}

static cm_status print_gains(course *c)
{
    static const char *const columns[] = { "player", "gain", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(c->ctx, c->result, "gains", columns, &table));
    for (size_t j = 0; j < c->p->n; j++) {
        c->v[j] = c->w[j] - utility(c, j, c->s->status_quo[0]);
        CM_TRY(cm_table_row(c->ctx, c->result, table, (cm_value[]){ cm_text(c->p->player[j]), cm_number(c->v[j]) }));
    }
    CM_TRY(cm_passing_gains_set(c->ctx, &c->passing, c->v, c->result));
out:
    return status;
}

/* Forwards: who is still talking in each round. */
static cm_status print_course(course *c, long within)
{
    double talking = 1, ended = 0, rounds = 0, policy = 0, distance = 0, agreed = 0, early = 0, sq = c->s->status_quo[0];
    cm_status status = CM_OK;
    for (size_t t = 1; t <= c->p->rounds; t++) {
        double stay = 0, changed = 0;
        for (size_t i = 0; i < c->p->n; i++) {
            size_t at = (t - 1) * c->p->n + i;
            double chance = cm_agenda_setting_chance(c->p, t, i) * talking;
            if (c->waits[at]) {
                stay += chance;
                continue;
            }
            ended += chance;
            rounds += chance * (double)t;
            policy += chance * c->y[at];
            distance += chance * fabs(c->y[at] - sq);
            changed += cm_passing_moves(&c->passing, c->y[at]) ? chance : 0;
        }
        agreed += changed;
        if (t <= (size_t)within) early += changed;
        talking = stay;
    }
    CM_TRY(cm_result_set(c->ctx, c->result, "rounds", ended > 0 ? cm_number(rounds / ended) : cm_none()));
    CM_TRY(cm_result_set(c->ctx, c->result, "agreement", cm_number(agreed)));
    CM_TRY(cm_result_set(c->ctx, c->result, "within", cm_number(early)));
    CM_TRY(cm_result_set(c->ctx, c->result, "policy", cm_number(policy + talking * sq)));
    CM_TRY(cm_result_set(c->ctx, c->result, "distance", cm_number(distance)));
    CM_TRY(print_gains(c));
    CM_TRY(cm_result_set(c->ctx, c->result, "largest_deviation", cm_number(0)));
    if (ended > 0 && !(agreed > 0)) CM_TRY(cm_result_note(c->ctx, c->result, "Gridlock: whoever proposes, the status quo stays. Nothing is agreed; 'rounds' counts the proposal of the status quo."));
    CM_TRY(cm_result_note(c->ctx, c->result, talking > 0 ? "Somebody prefers to wait, or finds nothing that passes: talks may end without a decision."
                                                        : "Solved from the last round backwards, so that whoever proposes first knows what each would get by waiting; rounds are listed in that order."));
out:
    return status;
}

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    if (p->spatial->d != 1) return cm_fail(ctx, CM_E_DOMAIN, "agenda-setting is for one issue, and there are %zu", p->spatial->d);
    if (p->rounds == 0) return cm_fail(ctx, CM_E_DOMAIN, "agenda-setting needs a deadline; without one banks-duggan is the question");
    if ((double)p->rounds * (double)p->n * (double)p->n > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu rounds among %zu members are more than the limit of %g steps; fewer rounds give nearly the same", p->rounds, p->n, ctx->work_limit);
    }
    return CM_OK;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const proposals[] = { "round", "proposer", "issue", "value", NULL }, *const acceptance[] = { "round", "low", "high", NULL };
    static const char *const waiting[] = { "round", "player", "value", NULL };
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    course c = { .ctx = ctx, .p = p, .s = p->spatial, .result = result };
    cm_status status = refuse(ctx, p);
    if (status != CM_OK) return status;
    c.v = CM_NEW(ctx, &scratch, p->n, double);
    c.w = CM_NEW(ctx, &scratch, p->n, double);
    c.y = CM_NEW(ctx, &scratch, p->rounds * p->n, double);
    c.waits = CM_NEW(ctx, &scratch, p->rounds * p->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_init(ctx, &scratch, p, &c.passing));
    CM_TRY(cm_result_table(ctx, result, "proposals", proposals, &c.proposals));
    CM_TRY(cm_result_table(ctx, result, "acceptance", acceptance, &c.acceptance));
    CM_TRY(cm_result_table(ctx, result, "waiting", waiting, &c.waiting));
    for (size_t t = p->rounds; t > 0; t--) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        back_one(&c, t);
        CM_TRY(print_round(&c, t));
    }
    CM_TRY(print_course(&c, ((const cm_agenda_setting_params *)params)->within_rounds));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_agenda_setting_params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "Within how many rounds the probability of an agreement is given.", .about_zh = "给出多少轮之内达成协议的概率。" },
};

static const char *const summary_names[] = { "rounds", "agreement", "within", "policy", "distance", "captured", "inequality", "largest_deviation", NULL };

const cm_concept cm_concept_agenda_setting = {
    .name = "agenda-setting",
    .title = "Policies proposed until a deadline",
    .title_zh = "截止期限前的提议",
    .about = "What is proposed and what passes in each round when talks end at a deadline, after which the status quo stays.",
    .about_zh = "当谈判在期限届满时结束、此后维持现状时，各轮会提出什么、通过什么。",
    .formula = "v_t(j) = (1 - delta_j) u_j(SQ) - cost + delta_j W_{t+1}(j), v_T(j) = u_j(SQ); y_t(i) = argmax of u_i over {x: {j: u_j(x) >= v_t(j)} wins}",
    .source = "T. Romer, H. Rosenthal, \"Bureaucrats versus voters: on the political economy of resource allocation by direct democracy\", Quarterly Journal of Economics 93 (1979) 563-587; J. S. Banks, J. Duggan, \"A general bargaining model of legislative policy-making\", Quarterly Journal of Political Science 1 (2006) 49-85",
    .certificate = "from the proposals printed what waiting is worth is computed anew for each round, and among all points where somebody changes its vote no proposer finds anything better that passes; what could be had in all is searched for by thirds",
    .summary = summary_names,
    .takes = CM_GAME_POLICY,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_agenda_setting_params),
    .run = run,
    .check = cm_agenda_setting_check,
};
