/* moving_status_quo.c: bargaining in which what is decided today is the status quo of tomorrow.
 *
 * In each round a member is drawn and proposes a policy of a grid; it replaces the status quo y when the vote is won,
 * otherwise y stays; members then have u_i(y) for the round, and y is what the next round begins with.  In a Markov
 * perfect equilibrium plans depend on y alone:
 *     W_i(y) = (1 - delta_i) u_i(y) + delta_i V_i(y),   V_i(q) = sum_j p_j W_i(x_j(q)),
 *     x passes at q when {i: W_i(x) >= W_i(q)} wins,   x_j(q) = argmax of W_j over q and what passes at q.
 * Who is indifferent accepts; a proposer leaves things as they are where nothing is better, and of equally good
 * policies takes the one nearest to the status quo.  With a deadline T plans depend on the round as well, and what
 * stands after round T stays for good: V_{T+1} = u.  Without one, plans that repeat when the deadline recedes are
 * looked for, alone or in a short cycle; there may be other equilibria, and there may be none in pure plans.
 * What a round costs changes nothing here, because rounds go on whatever is decided.
 *
 * Summary: see summary_names below.  Tables: proposals (proposer, issue, value; at the scenario's status quo in the
 * first round, none where nothing is changed), path (round, issue, mean, low, high), outcomes (policy, issue, value,
 * probability; in the long run, or after the deadline), gains (player, gain; per round, over the status quo for
 * ever), policies (policy, issue, value), strategy (round, proposer, first, last, proposal: between these two
 * policies as status quo; none where it keeps what there is).
 * Fails with: CM_E_DOMAIN, CM_E_INTERRUPT, CM_E_LIMIT, CM_E_MEMORY, CM_E_NUMERIC.
 * Cost: O(k^2 n) a round looked ahead, for k policies; some tens of rounds, or those to the deadline.
 * Source: D. P. Baron, "A dynamic theory of collective goods programs", American Political Science Review 90 (1996)
 * 316-330; J. Duggan, T. Kalandrakis, "Dynamic legislative policy making", Journal of Economic Theory 147 (2012)
 * 1653-1688; V. Anesi, D. J. Seidmann, "Bargaining over an endogenous agenda", Theoretical Economics 9 (2014) 445-482. */
#include "solver/bargain/moving_status_quo.h"

#include <math.h>

#include "solver/bargain/banks_duggan.h"

static cm_status print_policies(const cm_moving *m, cm_result *result)
{
    static const char *const columns[] = { "policy", "issue", "value", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(m->ctx, result, "policies", columns, &table));
    for (size_t x = 0; x < m->k; x++) {
        for (size_t k = 0; k < m->d; k++) {
            CM_TRY(cm_table_row(m->ctx, result, table, (cm_value[]){ cm_integer((int64_t)x + 1), cm_text(m->s->issue[k]), cm_number(m->policy[x * m->d + k]) }));
        }
    }
out:
    return status;
}

/* Policies in a row from which the same is proposed, or nothing, share a row. */
static cm_status print_member(const cm_moving *m, size_t t, size_t j, cm_table *table, cm_result *result)
{
    const size_t *choice = m->choice + t * m->k * m->n;
    cm_status status = CM_OK;
    for (size_t first = 0, last; first < m->k; first = last + 1) {
        size_t x = choice[first * m->n + j];
        bool keeps = x == first;
        for (last = first; last + 1 < m->k; last++) {
            size_t next = choice[(last + 1) * m->n + j];
            if (keeps ? next != last + 1 : next != x || next == last + 1) break;
        }
        CM_TRY(cm_table_row(m->ctx, result, table, (cm_value[]){ cm_integer((int64_t)t + 1), cm_text(m->p->player[j]), cm_integer((int64_t)first + 1), cm_integer((int64_t)last + 1), keeps ? cm_none() : cm_integer((int64_t)x + 1) }));
    }
out:
    return status;
}

static cm_status print_strategy(const cm_moving *m, cm_result *result)
{
    static const char *const columns[] = { "round", "proposer", "first", "last", "proposal", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(m->ctx, result, "strategy", columns, &table));
    for (size_t t = 0; t < m->stages; t++) {
        for (size_t j = 0; j < m->n; j++) {
            if (cm_moving_chance(m->p, t, j) > 0) CM_TRY(print_member(m, t, j, table, result));
        }
    }
out:
    return status;
}

static cm_status print_proposals(const cm_moving *m, cm_result *result)
{
    static const char *const columns[] = { "proposer", "issue", "value", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(m->ctx, result, "proposals", columns, &table));
    for (size_t j = 0; j < m->n; j++) {
        size_t x = m->choice[m->sq * m->n + j];
        if (!(cm_moving_chance(m->p, 0, j) > 0)) continue;
        for (size_t k = 0; k < m->d; k++) {
            CM_TRY(cm_table_row(m->ctx, result, table, (cm_value[]){ cm_text(m->p->player[j]), cm_text(m->s->issue[k]), x == m->sq ? cm_none() : cm_number(m->policy[x * m->d + k]) }));
        }
    }
out:
    return status;
}

static cm_status print_gains(cm_arena *arena, const cm_moving *m, cm_result *result)
{
    static const char *const columns[] = { "player", "gain", NULL };
    double *gain = CM_NEW(m->ctx, arena, m->n, double);
    cm_passing passing;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    CM_TRY(cm_result_table(m->ctx, result, "gains", columns, &table));
    for (size_t i = 0; i < m->n; i++) {
        gain[i] = m->v[m->sq * m->n + i] - m->u[m->sq * m->n + i];
        CM_TRY(cm_table_row(m->ctx, result, table, (cm_value[]){ cm_text(m->p->player[i]), cm_number(gain[i]) }));
    }
    if (m->d > 1) goto out;
    CM_TRY(cm_passing_init(m->ctx, arena, m->p, &passing));
    CM_TRY(cm_passing_gains_set(m->ctx, &passing, gain, result));
out:
    return status;
}

static cm_status say(const cm_moving *m, cm_result *result, const char *text)
{
    return text == NULL ? m->ctx->status : cm_result_note(m->ctx, result, text);
}

/* Beside it: talks about one decision, after which nothing moves any more. */
static cm_status compare(cm_arena *arena, const cm_moving *m, cm_result *result)
{
    cm_banks_duggan_found *found = CM_NEW(m->ctx, arena, 1, cm_banks_duggan_found);
    double policy = 0, proposed = 0;
    cm_status status = CM_OK;
    CM_TRY(m->ctx->status);
    CM_TRY(cm_banks_duggan_search(m->ctx, arena, m->p, found));
    if (found->count == 0) goto out;
    for (size_t j = 0; j < m->n; j++) {
        double chance = found->play[0].waits[j] ? 0 : m->p->recognition[j];
        proposed += chance;
        policy += chance * found->play[0].y[j];
    }
    if (!(proposed > 0)) goto out;
    CM_TRY(say(m, result, cm_format(m->ctx, result->arena, "If the first decision were the last one (banks-duggan), it would be %.6g on average.", policy / proposed)));
out:
    return status;
}

static cm_status print_kind(const cm_moving *m, cm_result *result)
{
    if (m->p->rounds > 0) return say(m, result, "Solved from the last round backwards on the grid; what stands after it stays for good.");
    if (m->stages > 1) {
        return say(m, result, cm_format(m->ctx, result->arena, "The plans found go round in a cycle of %zu rounds: an equilibrium in which everybody also minds the round. None in which plans depend on the status quo alone was found; that one exists is not excluded.", m->stages));
    }
    return say(m, result, "One equilibrium on this grid is shown, the one that a receding deadline leads to; others may exist.");
}

static cm_status print_notes(cm_arena *arena, const cm_moving *m, const cm_moving_params *asked, cm_result *result)
{
    const cm_value *moves = cm_result_get(result, "moves"), *settled = cm_result_get(result, "settled"), *rests = cm_result_get(result, "rests");
    const cm_value *median = cm_result_get(result, "to_median");
    cm_status status = CM_OK;
    CM_TRY(print_kind(m, result));
    if (m->p->cost > 0) CM_TRY(say(m, result, "What a round costs is left out: rounds go on whatever is decided, so it changes no choice and is the same for all plans."));
    if (!(moves->as.number > 0)) {
        CM_TRY(say(m, result, "The status quo never moves: every policy that some proposer likes better, with all that follows from it, lacks the votes."));
    } else if (m->p->rounds == 0 && !rests->as.truth) {
        CM_TRY(say(m, result, "The status quo never comes to rest: each proposer pulls it to its own side again, as long as it finds the votes."));
    } else if (m->p->rounds == 0 && m->d == 1 && median->as.number <= m->near && settled->as.number > 0) {
        CM_TRY(say(m, result, "The status quo ends at the median member's ideal and stays there: once somebody proposes just that, nothing else passes any more."));
    }
    if (asked->compare && m->d == 1 && m->p->rounds == 0) CM_TRY(compare(arena, m, result));
out:
    return status;
}

static cm_status print_nothing(const cm_moving *m, cm_result *result)
{
    static const char *const none[] = { "moves", "rounds", "within", "settled", "rests", "first_step", "policy", "distance", "to_median", "captured", "inequality", "largest_deviation" };
    cm_status status = CM_OK;
    for (size_t a = 0; a < sizeof none / sizeof none[0]; a++) CM_TRY(cm_result_set(m->ctx, result, none[a], cm_none()));
    CM_TRY(print_policies(m, result));
    CM_TRY(say(m, result, cm_format(m->ctx, result->arena, "No equilibrium is shown: in %ld rounds of looking ahead the plans kept changing. One in which proposers mix, or that is reached otherwise, may exist; with a deadline there always is one.", m->iterations)));
out:
    return status;
}

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    if (p->spatial->d > 2) return cm_fail(ctx, CM_E_DOMAIN, "moving-status-quo is for one issue or two, and there are %zu", p->spatial->d);
    if (p->rounds == 0 && p->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "members propose in turn, and moving-status-quo without a deadline is about proposers who are drawn or fixed");
    return CM_OK;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_moving_params *asked = params;
    cm_arena scratch = { NULL };
    cm_moving m;
    cm_status status = refuse(ctx, p);
    if (status != CM_OK) return status;
    CM_TRY(cm_moving_build(ctx, &scratch, p, asked, &m));
    CM_TRY(cm_moving_solve(&scratch, asked, &m));
    CM_TRY(cm_result_set(ctx, result, "found", cm_truth(m.found)));
    CM_TRY(cm_result_set(ctx, result, "cycle", m.found && p->rounds == 0 ? cm_integer((int64_t)m.stages) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "policies", cm_integer((int64_t)m.k)));
    if (!m.found) {
        status = print_nothing(&m, result);
        goto out;
    }
    CM_TRY(print_proposals(&m, result));
    CM_TRY(cm_moving_course(&scratch, asked, &m, result));
    CM_TRY(print_gains(&scratch, &m, result));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(m.slip)));
    CM_TRY(print_policies(&m, result));
    CM_TRY(print_strategy(&m, result));
    CM_TRY(print_notes(&scratch, &m, asked, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "grid", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_moving_params, grid), .fallback = 0, .low = 0, .high = 10000,
      .about = "How many policies lie evenly along each issue; 0 takes 101 on one issue and 15 on two.", .about_zh = "每个议题上均匀取多少个政策点；0 表示单议题取 101 个、两个议题各取 15 个。" },
    { .name = "iterations", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_moving_params, iterations), .fallback = 1000, .low = 1, .high = 1000000,
      .about = "How many rounds are looked ahead at most for plans that repeat.", .about_zh = "最多向前推多少轮以寻找重复出现的策略。" },
    { .name = "within_rounds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_moving_params, within_rounds), .fallback = 10, .low = 1, .high = 1000000,
      .about = "Within how many rounds the probability of a first change is given; the path shows as many.", .about_zh = "给出多少轮之内首次改变现状的概率；路径表也显示同样多轮。" },
    { .name = "compare", .kind = CM_PARAM_TRUTH, .offset = offsetof(cm_moving_params, compare), .fallback = 1, .low = 0, .high = 1,
      .about = "Whether a note says what would be decided if the first decision were the last one.", .about_zh = "是否附注：若首次决定即为最终决定，结果会是什么。" },
};

static const char *const summary_names[] = { "found", "cycle", "policies", "moves", "rounds", "within", "settled", "rests", "first_step", "policy", "distance", "to_median", "captured", "inequality", "largest_deviation", NULL };

const cm_concept cm_concept_moving_status_quo = {
    .name = "moving-status-quo",
    .title = "A status quo that moves",
    .title_zh = "会移动的现状",
    .about = "Where policy goes when every decision holds only until the next one, and each member weighs what later rounds will make of it.",
    .about_zh = "当每项决定只有效到下一次决定、且各成员都会考虑后续各轮将如何改动它时，政策会走向何处。",
    .formula = "W_i(y) = (1 - delta_i) u_i(y) + delta_i sum_j p_j W_i(x_j(y)); x_j(q) = argmax of W_j over q and {x: {i: W_i(x) >= W_i(q)} wins}",
    .source = "D. P. Baron, \"A dynamic theory of collective goods programs\", American Political Science Review 90 (1996) 316-330; J. Duggan, T. Kalandrakis, \"Dynamic legislative policy making\", Journal of Economic Theory 147 (2012) 1653-1688",
    .certificate = "the values of the plans printed are solved anew as a linear system, and in no round, at no status quo of the grid, does a proposer find anything better that passes, or propose what does not; the path, the long run and the gains are followed forwards from the plans",
    .summary = summary_names,
    .takes = CM_GAME_POLICY,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_moving_params),
    .run = run,
    .check = cm_moving_check,
};
