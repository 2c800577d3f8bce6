/* stackelberg.c: what a player gains by committing itself first to a mixture that the other sees.
 *
 * Definition: the leader commits to a mixture x; the follower replies with a pure best reply j, and of several the one
 * that the leader likes best (the strong Stackelberg equilibrium).  For each reply j the best mixture that makes j a
 * best reply is a linear programme,
 *     max sum_i x_i A_ij  subject to  sum_i x_i (B_ij - B_ik) >= 0 for every k,  sum_i x_i = 1,  x >= 0,
 * and the best of these is the commitment.
 *
 * The certificate bounds every programme by the printed multipliers y >= 0 of its rows: whatever mixture makes j a best
 * reply pays at most max_i (A_ij + sum_k y_k (B_ij - B_ik)).
 *
 * Summary: leader, value, exact, reply.  Tables: commitment (player, strategy, probability, exact), payoffs (player,
 * value, exact), replies (strategy, value: none when it is never a best reply), multipliers (reply, instead, multiplier).
 * Fails with: CM_E_DOMAIN unless there are two players; CM_E_NUMERIC; CM_E_MEMORY.  Cost: a programme a reply.
 * Source: V. Conitzer, T. Sandholm, "Computing the optimal strategy to commit to", Proc. ACM Conference on Electronic
 * Commerce (2006) 82-90; B. von Stengel, S. Zamir, "Leadership games with convex strategy sets", Games Econ. Behav. 69
 * (2010) 446-457. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "solver/base/exact.h"
#include "solver/base/multiples.h"
#include "solver/concept.h"

typedef struct params {
    cm_lists leader;
} params;

typedef struct commitment {
    cm_ctx *ctx;
    const cm_nfg *nfg;
    size_t leader, own, replies;     /* strategies of the leader, of the follower */
    double *lead, *follow;           /* own x replies: what a cell pays, in whole multiples of 1 / unit where that fits */
    double unit;
    bool whole;
    double *multiplier;              /* replies x replies */
    double *value;                   /* replies; NAN: never a best reply */
    double best, *x;                 /* of the best so far; own */
    size_t reply;
    cm_rat *exact, exact_value;      /* own, when *proven */
    bool proven;
} commitment;

static size_t leader_of(const void *given)
{
    const params *p = given;
    return p == NULL || p->leader.count == 0 || p->leader.first[1] == 0 ? 0 : p->leader.item[0];
}

static cm_status open_game(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t leader, commitment *c)
{
    double *paid;
    cm_status status;
    *c = (commitment){ .ctx = ctx, .nfg = nfg, .leader = leader, .unit = 1, .best = -HUGE_VAL };
    if (nfg->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "this concept is for games of two players, not of %zu", nfg->n);
    c->own = nfg->count[leader];
    c->replies = nfg->count[1 - leader];
    c->lead = CM_NEW(ctx, arena, nfg->cells, double);
    c->follow = CM_NEW(ctx, arena, nfg->cells, double);
    c->multiplier = CM_NEW(ctx, arena, c->replies * c->replies, double);
    c->value = CM_NEW(ctx, arena, c->replies, double);
    c->x = CM_NEW(ctx, arena, c->own, double);
    paid = CM_NEW(ctx, arena, nfg->cells * 2, double);
    if (ctx->status != CM_OK) return ctx->status;
    memcpy(paid, nfg->payoff, nfg->cells * 2 * sizeof *paid);
    if (nfg->exact != NULL) {
        status = cm_multiples_of(ctx, nfg->payoff, nfg->cells * 2, 2, paid, &c->unit, &c->whole);
        if (status != CM_OK) return status;
    }
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        size_t first = cell % nfg->count[0], second = cell / nfg->count[0];
        size_t at = leader == 0 ? first * c->replies + second : second * c->replies + first;
        c->lead[at] = paid[cell * 2 + leader];
        c->follow[at] = paid[cell * 2 + 1 - leader];
    }
    return CM_OK;
}

/* The programme of reply j; with `slack` an own column that all incentive rows may fall short by, which is then what is
 * maximised: whether j is ever a best reply. */
static cm_lp *programme(const commitment *c, size_t j, bool slack, cm_status *status)
{
    cm_lp *lp = cm_lp_new(c->ctx, c->own + 1, true);
    cm_arena scratch = { NULL };
    double *row = CM_NEW(c->ctx, &scratch, c->own + 1, double);
    *status = lp == NULL || row == NULL ? c->ctx->status : CM_OK;
    for (size_t i = 0; *status == CM_OK && i < c->own; i++) *status = cm_lp_column(c->ctx, lp, i, slack ? 0 : c->lead[i * c->replies + j], 0, HUGE_VAL, false);
    if (*status == CM_OK) *status = cm_lp_column(c->ctx, lp, c->own, slack ? 1 : 0, slack ? -HUGE_VAL : 0, slack ? HUGE_VAL : 0, false);
    for (size_t k = 0; *status == CM_OK && k < c->replies; k++) {
        for (size_t i = 0; i < c->own; i++) row[i] = c->follow[i * c->replies + j] - c->follow[i * c->replies + k];
        row[c->own] = k == j ? 0 : -1;
        *status = cm_lp_row(c->ctx, lp, row, k == j ? -HUGE_VAL : 0, HUGE_VAL);
    }
    for (size_t i = 0; *status == CM_OK && i < c->own; i++) row[i] = 1;
    if (*status == CM_OK) row[c->own] = 0;
    if (*status == CM_OK) *status = cm_lp_row(c->ctx, lp, row, 1, 1);
    cm_arena_free(&scratch);
    return lp;
}

/* Never a best reply: multipliers that bound what it could pay below what is reached elsewhere. */
static cm_status rule_out(commitment *c, size_t j, double *dual)
{
    double t = 0, most = 0;
    cm_lp_answer answer;
    cm_status status;
    cm_lp *lp = programme(c, j, true, &status);
    if (status == CM_OK) status = cm_lp_solve(c->ctx, lp, &answer, NULL, &t, dual);
    if (status == CM_OK && (answer != CM_LP_OPTIMAL || !(t < 0))) status = cm_fail(c->ctx, CM_E_NUMERIC, "whether reply %zu is ever best could not be decided", j + 1);
    for (size_t k = 0; k < c->own * c->replies; k++) most = fmax(most, fabs(c->lead[k]));
    for (size_t k = 0; status == CM_OK && k < c->replies; k++) c->multiplier[j * c->replies + k] = k == j ? 0 : fabs(dual[k]) * (2 * most + 1) / -t;
    c->value[j] = NAN;
    cm_lp_free(lp);
    return status;
}

static cm_status keep(commitment *c, const cm_lp *lp, size_t j, const double *x, double value)
{
    cm_exact exact;
    cm_status status = CM_OK;
    c->best = value;
    c->reply = j;
    memcpy(c->x, x, c->own * sizeof *x);
    c->proven = false;
    if (!c->whole) return CM_OK;
    CM_TRY(cm_exact_solve(c->ctx, lp, NULL, NULL, &exact, &c->proven));
    for (size_t i = 0; c->proven && i < c->own; i++) {
        cm_rat_set(&c->exact[i], &exact.x[i]);
        c->x[i] = cm_rat_value(&exact.x[i]);
    }
    if (c->proven) cm_rat_set(&c->exact_value, &exact.value);
out:
    cm_exact_free(&exact);
    return status;
}

static cm_status solve_reply(commitment *c, size_t j, double *x, double *dual)
{
    double value;
    cm_lp_answer answer;
    cm_status status;
    cm_lp *lp = programme(c, j, false, &status);
    if (status == CM_OK) status = cm_lp_solve(c->ctx, lp, &answer, x, &value, dual);
    if (status == CM_OK && answer == CM_LP_OPTIMAL) {
        c->value[j] = value;
        for (size_t k = 0; k < c->replies; k++) c->multiplier[j * c->replies + k] = k == j ? 0 : fmax(0, -dual[k]);
        if (!isfinite(c->best) || value > c->best + c->ctx->tol.abs * fmax(1, fabs(c->best))) status = keep(c, lp, j, x, value);
    } else if (status == CM_OK) {
        status = rule_out(c, j, dual);
    }
    cm_lp_free(lp);
    return status;
}

static cm_status exact_text(commitment *c, cm_result *result, const cm_rat *a, bool scaled, cm_value *out)
{
    cm_rat unit = { 0, 0 }, value = { 0, 0 };
    const char *text;
    *out = cm_none();
    if (!c->proven) return CM_OK;
    (void)cm_rat_set_double(&unit, scaled ? c->unit : 1);
    cm_rat_div(&value, a, &unit);
    text = cm_rat_text(c->ctx, result->arena, &value);
    cm_rat_clear(&unit);
    cm_rat_clear(&value);
    *out = text != NULL ? cm_text(text) : cm_none();
    return text != NULL ? CM_OK : c->ctx->status;
}

static cm_status print_tables(commitment *c, cm_result *result)
{
    static const char *const mixes[] = { "player", "strategy", "probability", "exact", NULL }, *const pays[] = { "player", "value", "exact", NULL };
    static const char *const values[] = { "strategy", "value", NULL }, *const prices[] = { "reply", "instead", "multiplier", NULL };
    const char *const *own = c->nfg->strategy[c->leader], *const *other = c->nfg->strategy[1 - c->leader];
    const char *names[2] = { c->nfg->player[c->leader], c->nfg->player[1 - c->leader] };
    double follow = 0;
    cm_table *table;
    cm_value exact;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(c->ctx, result, "commitment", mixes, &table));
    for (size_t i = 0; i < c->own; i++) {
        CM_TRY(exact_text(c, result, &c->exact[i], false, &exact));
        CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(names[0]), cm_text(own[i]), cm_number(c->x[i]), exact }));
        follow += c->x[i] * c->follow[i * c->replies + c->reply];
    }
    CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(names[1]), cm_text(other[c->reply]), cm_number(1), cm_text("1") }));
    CM_TRY(cm_result_table(c->ctx, result, "payoffs", pays, &table));
    CM_TRY(exact_text(c, result, &c->exact_value, true, &exact));
    CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(names[0]), cm_number(c->best / c->unit), exact }));
    CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(names[1]), cm_number(follow / c->unit), cm_none() }));
    CM_TRY(cm_result_table(c->ctx, result, "replies", values, &table));
    for (size_t j = 0; j < c->replies; j++) CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(other[j]), isnan(c->value[j]) ? cm_none() : cm_number(c->value[j] / c->unit) }));
    CM_TRY(cm_result_table(c->ctx, result, "multipliers", prices, &table));
    for (size_t k = 0; k < c->replies * c->replies; k++) {
        if (!(c->multiplier[k] > 0)) continue;
        CM_TRY(cm_table_row(c->ctx, result, table, (cm_value[]){ cm_text(other[k / c->replies]), cm_text(other[k % c->replies]), cm_number(c->multiplier[k]) }));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *given, cm_result *result)
{
    cm_arena scratch = { NULL };
    commitment c;
    double *x, *dual;
    cm_value exact;
    cm_status status = CM_OK;
    CM_TRY(open_game(ctx, &scratch, &game->as.nfg, leader_of(given), &c));
    x = CM_NEW(ctx, &scratch, c.own + 1, double);
    dual = CM_NEW(ctx, &scratch, c.replies + 1, double);
    c.exact = cm_rats_new(ctx, c.own);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t j = 0; j < c.replies; j++) CM_TRY(solve_reply(&c, j, x, dual));
    if (!isfinite(c.best)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "no reply was found to be a best one"));
    CM_TRY(cm_result_set(ctx, result, "leader", cm_text(game->as.nfg.player[c.leader])));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(c.best / c.unit)));
    CM_TRY(exact_text(&c, result, &c.exact_value, true, &exact));
    CM_TRY(cm_result_set(ctx, result, "exact", exact));
    CM_TRY(cm_result_set(ctx, result, "reply", cm_text(game->as.nfg.strategy[1 - c.leader][c.reply])));
    CM_TRY(cm_result_note(ctx, result, "The leader commits itself to the mixture and is seen to; of replies that are equally good for the other, the one that the leader likes is "
                                       "taken (an arbitrarily small change of the mixture makes it strictly better wherever that can be). Other mixtures may do as well."));
    CM_TRY(print_tables(&c, result));
out:
    cm_rats_free(c.exact, c.exact != NULL ? c.own : 0);
    cm_rat_clear(&c.exact_value);
    cm_arena_free(&scratch);
    return status;
}

/* --- the certificate ----------------------------------------------------------------------------------- */

static size_t strategy_of(const cm_nfg *nfg, size_t player, cm_value name)
{
    size_t k = 0;
    while (k < nfg->count[player] && (name.kind != CM_TEXT || strcmp(name.as.text, nfg->strategy[player][k]) != 0)) k++;
    return k;
}

/* Is this the text printed in a row? */
static bool says(const cm_table *table, size_t row, const char *column, const char *text)
{
    cm_value value = cm_table_get(table, row, column);
    return value.kind == CM_TEXT && strcmp(value.as.text, text) == 0;
}

/* What both are paid by the mixture and the reply. */
static cm_status check_payoffs(commitment *c, const cm_result *result, size_t reply, double slack)
{
    const cm_table *table = cm_result_find(result, "payoffs");
    if (table == NULL || table->nrows != 2) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: there are no payoffs of two players");
    for (size_t p = 0; p < 2; p++) {
        const double *pays = p == 0 ? c->lead : c->follow;
        const char *name = c->nfg->player[p == 0 ? c->leader : 1 - c->leader];
        cm_value value = cm_table_get(table, p, "value");
        double paid = 0;
        for (size_t i = 0; i < c->own; i++) paid += c->x[i] * pays[i * c->replies + reply] / c->unit;
        if (!says(table, p, "player", name) || value.kind != CM_NUMBER || !(fabs(value.as.number - paid) <= slack)) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g", name, paid);
    }
    return CM_OK;
}

/* The mixture is one, the reply is best against it, and it pays the value. */
static cm_status check_commitment(commitment *c, const cm_result *result, double value, size_t reply, double slack)
{
    const cm_table *table = cm_result_find(result, "commitment");
    double sum = 0, paid = 0;
    if (table == NULL || table->nrows != c->own + 1) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: there is no mixture of %zu strategies", c->own);
    for (size_t i = 0; i < c->own; i++) {
        cm_value p = cm_table_get(table, i, "probability");
        if (p.kind != CM_NUMBER || !(p.as.number >= -c->ctx->tol.abs) || !says(table, i, "strategy", c->nfg->strategy[c->leader][i])) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: strategy %zu has no probability", i + 1);
        c->x[i] = p.as.number;
        sum += c->x[i];
        paid += c->x[i] * c->lead[i * c->replies + reply];
    }
    if (!says(table, c->own, "strategy", c->nfg->strategy[1 - c->leader][reply])) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: the reply is not '%s'", c->nfg->strategy[1 - c->leader][reply]);
    if (fabs(sum - 1) > c->ctx->tol.cert || fabs(paid / c->unit - value) > slack) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: the commitment pays %.12g, not %.12g", paid / c->unit, value);
    for (size_t k = 0; k < c->replies; k++) {
        double more = 0;
        for (size_t i = 0; i < c->own; i++) more += c->x[i] * (c->follow[i * c->replies + k] - c->follow[i * c->replies + reply]) / c->unit;
        if (more > slack) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: '%s' is a better reply, by %.3g", c->nfg->strategy[1 - c->leader][k], more);
    }
    return CM_OK;
}

static cm_status read_multipliers(commitment *c, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "multipliers");
    for (size_t row = 0; table != NULL && row < table->nrows; row++) {
        size_t j = strategy_of(c->nfg, 1 - c->leader, cm_table_get(table, row, "reply")), k = strategy_of(c->nfg, 1 - c->leader, cm_table_get(table, row, "instead"));
        cm_value y = cm_table_get(table, row, "multiplier");
        if (j == c->replies || k == c->replies || y.kind != CM_NUMBER || !(y.as.number >= 0)) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: row %zu of the multipliers", row + 1);
        c->multiplier[j * c->replies + k] = y.as.number;
    }
    return CM_OK;
}

static cm_status check_bounds(commitment *c, double value, double slack)
{
    for (size_t j = 0; j < c->replies; j++) {
        double bound = -HUGE_VAL, size = 0;
        for (size_t i = 0; i < c->own; i++) {
            double sum = c->lead[i * c->replies + j];
            for (size_t k = 0; k < c->replies; k++) {
                double part = c->multiplier[j * c->replies + k] * (c->follow[i * c->replies + j] - c->follow[i * c->replies + k]);
                sum += part;
                size = fmax(size, fabs(part));
            }
            bound = fmax(bound, sum);
        }
        if (bound / c->unit > value + slack + c->ctx->tol.abs * size / c->unit) {
            return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: making '%s' the reply is not shown to pay less than %.12g", c->nfg->strategy[1 - c->leader][j], bound / c->unit);
        }
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *given, const cm_result *result)
{
    const cm_value *value = cm_result_get(result, "value"), *reply = cm_result_get(result, "reply");
    cm_arena scratch = { NULL };
    commitment c;
    double slack = 0;
    cm_status status = CM_OK;
    CM_TRY(open_game(ctx, &scratch, &game->as.nfg, leader_of(given), &c));
    for (size_t k = 0; k < c.own * c.replies; k++) slack = fmax(slack, fmax(fabs(c.lead[k]), fabs(c.follow[k])));
    slack = ctx->tol.cert * fmax(slack, 1) / c.unit;
    if (value == NULL || value->kind != CM_NUMBER || reply == NULL || strategy_of(c.nfg, 1 - c.leader, *reply) == c.replies) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no value, or no reply"));
    }
    CM_TRY(check_commitment(&c, result, value->as.number, strategy_of(c.nfg, 1 - c.leader, *reply), slack));
    CM_TRY(check_payoffs(&c, result, strategy_of(c.nfg, 1 - c.leader, *reply), slack));
    CM_TRY(read_multipliers(&c, result));
    CM_TRY(check_bounds(&c, value->as.number, slack));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "leader", .kind = CM_PARAM_PLAYERS, .offset = offsetof(params, leader), .low = 1, .high = 0,
      .about = "Who commits itself first; the first player unless told.", .about_zh = "由谁先作出承诺；默认为第一个行为体。" },
};

static const char *const summary_names[] = { "leader", "value", "exact", "reply", NULL };

extern const cm_concept cm_concept_stackelberg;
const cm_concept cm_concept_stackelberg = {
    .name = "stackelberg",
    .title = "Commitment of a leader",
    .title_zh = "领导者的承诺",
    .about = "The mixture that a player does best to commit itself to when the other sees it before replying.",
    .about_zh = "当对方在回应之前能够看到承诺时，一个行为体应当承诺采用的最佳混合策略。",
    .formula = "max over x and j of sum_i x_i A_ij, with j a best reply to x",
    .source = "V. Conitzer, T. Sandholm, \"Computing the optimal strategy to commit to\", Proc. ACM Conference on Electronic Commerce (2006) 82-90; B. von Stengel, "
              "S. Zamir, \"Leadership games with convex strategy sets\", Games and Economic Behavior 69 (2010) 446-457",
    .certificate = "the reply is best against the printed mixture, which pays the value; by the printed multipliers no mixture that makes any reply a best one pays more",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .param = param,
    .nparams = 1,
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
