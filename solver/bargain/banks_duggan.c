/* banks_duggan.c: policies proposed in rounds, with the status quo in force until one passes.
 *
 * Stationary equilibrium: member j's value of waiting is
 *     v_j = (1 - delta_j) u_j(SQ) - cost + delta_j V_j,   V_j = sum_i p_i u_j(y_i);
 * it accepts x when u_j(x) >= v_j; y_i is what proposer i likes best among what passes.  A proposer who
 * likes waiting better proposes nothing, and V_j then has v_j in its place.  On two or three issues a proposer may
 * draw lots among proposals that it likes equally (offers.h).  Where members propose in turn, values depend on whose
 * turn it is (banks_duggan_turns.c).  Talks also end when the status quo itself is proposed and passes: that is a round,
 * but no agreement.
 *
 * Fails with: CM_E_DOMAIN, CM_E_INTERRUPT, CM_E_LIMIT, CM_E_MEMORY.
 * Cost: one issue: O(n^2) an evaluation, some hundreds of them; d issues: O(n^(d+1)), some hundreds a start.
 * Source: J. S. Banks, J. Duggan, "A general bargaining model of legislative policy-making", Quarterly
 * Journal of Political Science 1 (2006) 49-85. */
#include "solver/bargain/banks_duggan.h"

#include <math.h>

#include "solver/bargain/offers.h"

static cm_status print_equilibrium(cm_ctx *ctx, const cm_banks_duggan_found *e, cm_result *result, size_t k, cm_table *const table[4])
{
    const cm_banks_duggan_play *q = &e->play[k];
    cm_value number = cm_integer((int64_t)k + 1);
    cm_status status = CM_OK;
    for (size_t a = 0; a < q->count; a++) {
        CM_TRY(cm_table_row(ctx, result, table[1], (cm_value[]){ number, cm_passing_end_of(q->low[a]), cm_passing_end_of(q->high[a]) }));
    }
    for (size_t i = 0; i < e->p->n; i++) {
        double low, high;
        cm_value who = cm_text(e->p->player[i]), value = q->waits[i] ? cm_none() : cm_number(q->y[i]);
        bool empty;
        cm_passing_own(e->p, i, q->v[i], &low, &high);
        empty = low > high;
        if (e->p->recognition[i] > 0) CM_TRY(cm_table_row(ctx, result, table[0], (cm_value[]){ number, who, cm_text(e->p->spatial->issue[0]), value }));
        CM_TRY(cm_table_row(ctx, result, table[2], (cm_value[]){ number, who, cm_number(q->gain[i]) }));
        CM_TRY(cm_table_row(ctx, result, table[3], (cm_value[]){ number, who, cm_number(q->v[i]), empty ? cm_none() : cm_passing_end_of(low), empty ? cm_none() : cm_passing_end_of(high) }));
    }
out:
    return status;
}

static cm_status print_tables(cm_ctx *ctx, const cm_banks_duggan_found *e, cm_result *result)
{
    static const char *const proposals[] = { "equilibrium", "proposer", "issue", "value", NULL };
    static const char *const acceptance[] = { "equilibrium", "low", "high", NULL };
    static const char *const gains[] = { "equilibrium", "player", "gain", NULL };
    static const char *const votes[] = { "equilibrium", "player", "waiting", "low", "high", NULL };
    cm_table *table[4];
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "proposals", proposals, &table[0]));
    CM_TRY(cm_result_table(ctx, result, "acceptance", acceptance, &table[1]));
    CM_TRY(cm_result_table(ctx, result, "gains", gains, &table[2]));
    CM_TRY(cm_result_table(ctx, result, "votes", votes, &table[3]));
    for (size_t k = 0; k < e->count; k++) CM_TRY(print_equilibrium(ctx, e, result, k, table));
out:
    return status;
}

/* Quadratic losses, one patience, an odd number of heads and their majority: whatever is proposed, the
 * median decides, and its reach r solves r^2 = (1 - delta)(SQ - m)^2 + delta sum_i p_i min(r, |a_i - m|)^2,
 * whose right side rises by less than the left. */
static bool is_unique(const cm_banks_duggan_found *e)
{
    int64_t quota;
    if (e->p->spatial->utility != CM_QUADRATIC || e->p->spatial->red_low != NULL || e->p->cost > 0 || !cm_protocol_even_patience(e->p)) return false;
    for (size_t i = 0; e->p->spatial->salience != NULL && i < e->p->n; i++) {
        if (!(e->p->spatial->salience[i] > 0)) return false;
    }
    return cm_vote_is_quota(&e->p->vote, &quota) && e->p->n % 2 == 1 && quota == (int64_t)e->p->n / 2 + 1;
}

static cm_status print_summary(cm_ctx *ctx, const cm_banks_duggan_found *e, cm_result *result, long within)
{
    const cm_banks_duggan_play *q = &e->play[0];
    double policy = 0, distance = 0, proposed = 0, changed = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "equilibria", cm_integer((int64_t)e->count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(is_unique(e))));
    if (e->count == 0) return CM_OK;
    CM_TRY(cm_result_set(ctx, result, "mixing", cm_integer(0)));
    for (size_t i = 0; i < e->p->n; i++) {
        double chance = q->waits[i] ? 0 : e->p->recognition[i];
        proposed += chance;
        changed += cm_passing_moves(&e->passing, q->y[i]) ? chance : 0;
        policy += chance * q->y[i];
        distance += chance * fabs(q->y[i] - e->p->spatial->status_quo[0]);
    }
    CM_TRY(cm_result_set(ctx, result, "rounds", proposed > 0 ? cm_number(1 / proposed) : cm_none()));
    changed = proposed > 0 ? changed / proposed : 0;
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(changed)));
    CM_TRY(cm_result_set(ctx, result, "within", cm_number(changed * (1 - pow(q->waiting, (double)within)))));
    CM_TRY(cm_result_set(ctx, result, "policy", proposed > 0 ? cm_number(policy / proposed) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "distance", cm_number(proposed > 0 ? distance / proposed : 0)));
    CM_TRY(cm_passing_gains_set(ctx, &e->passing, q->gain, result));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(q->deviation)));
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, const cm_banks_duggan_found *e, cm_result *result)
{
    const cm_banks_duggan_play *q = &e->play[0];
    const char *text;
    if (e->count == 0) {
        return cm_result_note(ctx, result, "No equilibrium in pure proposals was found from any start; one in which proposers mix may exist.");
    }
    if (e->gridlock) {
        text = "Gridlock: no policy is preferred to the status quo by members who can decide, so every proposal leaves things as they are, however long they talk. Nothing is agreed then; 'rounds' counts the proposal of the status quo.";
    } else if (is_unique(e)) {
        text = "There is no other stationary equilibrium: with quadratic losses and a simple majority of an odd number the median decides (Cho and Duggan 2003).";
    } else if (e->count > 1) {
        text = "Several equilibria were found; the summary is of the first. Which one is played is a matter of expectations.";
    } else {
        text = "One stationary equilibrium was found from all starts; others may exist.";
    }
    if (cm_result_note(ctx, result, text) != CM_OK || e->gridlock) return ctx->status;
    if (q->waiting > 0) {
        return cm_result_note(ctx, result, "Somebody would rather wait for another to propose than ask for anything that passes now: with different patience, or red lines, talks may be delayed.");
    }
    if (q->count == 1 && isfinite(q->low[0]) && isfinite(q->high[0])) {
        text = cm_format(ctx, result->arena, "What passes lies between %.6g and %.6g: each proposer asks for what is nearest to its own ideal in there, and gets it at once.", q->low[0], q->high[0]);
        if (text == NULL) return ctx->status;
        return cm_result_note(ctx, result, text);
    }
    return CM_OK;
}

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    if (p->rounds > 0) return cm_fail(ctx, CM_E_DOMAIN, "talks end after round %zu, and banks-duggan is about talks without a deadline", p->rounds);
    if (p->kind == CM_ROTATION && p->spatial->d > 1) return cm_fail(ctx, CM_E_DOMAIN, "members propose in turn on %zu issues, and banks-duggan takes turns on one issue only", p->spatial->d);
    return p->spatial->d == 1 ? CM_OK : cm_balls_fit(ctx, p, "banks-duggan");
}

static cm_status run_several(cm_ctx *ctx, const cm_protocol *p, const cm_banks_duggan_params *asked, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_offers_found *found = CM_NEW(ctx, &scratch, 1, cm_offers_found);
    cm_status status = CM_OK;
    if (found == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_offers_search(ctx, &scratch, p, asked, found));
    CM_TRY(cm_offers_print(ctx, found, asked->within_rounds, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_banks_duggan_params *asked = params;
    cm_arena scratch = { NULL };
    cm_banks_duggan_found *found;
    cm_status status = refuse(ctx, p);
    if (status != CM_OK) return status;
    if (p->kind == CM_ROTATION) return cm_banks_duggan_turns(ctx, p, asked->within_rounds, result);
    if (p->spatial->d > 1) return run_several(ctx, p, asked, result);
    found = CM_NEW(ctx, &scratch, 1, cm_banks_duggan_found);
    if (found == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_banks_duggan_search(ctx, &scratch, p, found));
    CM_TRY(print_summary(ctx, found, result, asked->within_rounds));
    CM_TRY(print_tables(ctx, found, result));
    CM_TRY(print_notes(ctx, found, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_banks_duggan_params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "Within how many rounds the probability of an agreement is given.", .about_zh = "给出多少轮之内达成协议的概率。" },
    { .name = "starts", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_banks_duggan_params, starts), .fallback = 12, .low = 1, .high = 10000,
      .about = "On several issues: from how many starts equilibria are looked for; more may find more.", .about_zh = "多议题时：从多少个起点寻找均衡；起点越多，可能找到的越多。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_banks_duggan_params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The number that the drawn starts follow from.", .about_zh = "随机起点所依据的种子数。" },
};

static const char *const summary_names[] = { "equilibria", "complete", "mixing", "rounds", "agreement", "within", "policy", "distance", "captured", "inequality", "largest_deviation", NULL };

const cm_concept cm_concept_banks_duggan = {
    .name = "banks-duggan",
    .title = "Policies proposed in rounds",
    .title_zh = "逐轮提议的政策",
    .about = "What each member proposes when it is its turn, and what passes, when the status quo stays in force until a proposal wins the vote and everybody knows what waiting is worth; on two or three issues a proposer may draw lots among partners.",
    .about_zh = "在提案获得通过之前现状继续有效、且人人知道等待的价值时，各成员轮到自己时会提议什么，以及什么能获得通过；议题有两三个时，提议者可在不同伙伴之间抽签。",
    .formula = "v_j = (1 - delta_j) u_j(SQ) - cost + delta_j sum_i p_i u_j(y_i); y_i = argmax of u_i over {x: {j: u_j(x) >= v_j} wins}",
    .source = "J. S. Banks, J. Duggan, \"A general bargaining model of legislative policy-making\", Quarterly Journal of Political Science 1 (2006) 49-85; S. Cho, J. Duggan, \"Uniqueness of stationary equilibria in a one-dimensional model of bargaining\", Journal of Economic Theory 113 (2003) 118-130",
    .certificate = "from the proposals printed the values of waiting are computed anew, what passes is tried out at and between all points where somebody changes its vote, and no proposer finds anything better, waiting included; what could be had in all is searched for by thirds; on several issues those who are said to consent do, and covering all policies with boxes finds nothing that passes and that a proposer likes better, and what could be had in all is searched for by Weiszfeld's steps",
    .summary = summary_names,
    .takes = CM_GAME_POLICY,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_banks_duggan_params),
    .run = run,
    .check = cm_banks_duggan_check,
};
