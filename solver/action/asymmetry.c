/* asymmetry.c: what makes one member of a consensus stronger than another?
 *
 * All n members have to agree on the division of a surplus of 1.  In each round one is drawn, i with probability p_i, and
 * proposes; a member that is not content may wait a round, which is worth patience d_i of what it then expects, or leave
 * for good with its outside option o_i.  In the stationary equilibrium member i accepts r_i = max(o_i, d_i w_i), the
 * proposer keeps what is left, and
 *   w_i = p_i D + r_i,  D = 1 - sum r the proposer's premium;  so r_i = max(o_i, k_i D), k_i = d_i p_i / (1 - d_i),
 * and D solves one equation that rises in it.  An option counts only when it is better than waiting.  With options that
 * add up to 1 or more there is nothing to agree on.
 * Without options and with one patience w_i = p_i: under consensus capability by itself is worth nothing.
 * To the leader (the greatest capability) is added: an outside option, a part of the others' chances to propose (agenda), a
 * part of its impatience taken off (patience).  What each adds is shared out over the orders in which they are added.
 *
 * Cost: O(n^2) for each of 8 cells.
 * Source: A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982) 97-109; K. Binmore, A. Shaked, J.
 * Sutton, "An outside option experiment", Quarterly Journal of Economics 104 (1989) 753-770; L. S. Shapley, "A value for
 * n-person games" (1953); for n members with drawn proposers it is worked out here. */
#include "solver/action/asymmetry.h"

#include <math.h>
#include <stdlib.h>

#include "solver/action/reread.h"

typedef struct table_of {
    const cm_protocol *venue;
    size_t n, leader;
    cm_asymmetry_terms terms;
    double *value, *accepts, *base, *sorted;       /* n */
    double premium;
    bool agreed;
} table_of;

size_t cm_asymmetry_leader(const cm_protocol *venue)
{
    size_t leader = 0;
    for (size_t i = 1; venue->capability != NULL && i < venue->n; i++) leader = venue->capability[i] > venue->capability[leader] ? i : leader;
    return leader;
}

void cm_asymmetry_fill(const cm_asymmetry_params *p, const cm_protocol *venue, unsigned with, cm_asymmetry_terms *t)
{
    size_t leader = cm_asymmetry_leader(venue);
    for (size_t i = 0; i < venue->n; i++) {
        double agenda = with & 2 ? p->agenda : 0;
        t->proposes[i] = (1 - agenda) * venue->recognition[i] + (i == leader ? agenda : 0);
        t->patience[i] = venue->patience[i];
        t->outside[i] = venue->outside != NULL ? venue->outside[i] : 0;
    }
    if (with & 1) t->outside[leader] += p->option;
    if (with & 4) t->patience[leader] = 1 - (1 - p->patience) * (1 - t->patience[leader]);
}

static double waiting_for(const cm_asymmetry_terms *t, size_t i)
{
    return t->patience[i] * t->proposes[i] / (1 - t->patience[i]);
}

/* From no option binding on: where one is better than waiting the premium falls, and more of them may be. */
static double premium(const table_of *f)
{
    double now = 1, next = 0;
    for (size_t i = 0; i < f->n; i++) next += waiting_for(&f->terms, i);
    next = 1 / (1 + next);
    while (next < now) {
        double bound = 0, waits = 0;
        now = next;
        for (size_t i = 0; i < f->n; i++) {
            if (f->terms.outside[i] > waiting_for(&f->terms, i) * now) bound += f->terms.outside[i];
            else waits += waiting_for(&f->terms, i);
        }
        next = (1 - bound) / (1 + waits);
    }
    return now;
}

static void solve(const cm_asymmetry_params *p, table_of *f, unsigned with)
{
    double options = 0;
    cm_asymmetry_fill(p, f->venue, with, &f->terms);
    for (size_t i = 0; i < f->n; i++) options += f->terms.outside[i];
    f->agreed = options < 1;
    f->premium = f->agreed ? premium(f) : 0;
    for (size_t i = 0; i < f->n; i++) {
        f->accepts[i] = f->agreed ? fmax(f->terms.outside[i], waiting_for(&f->terms, i) * f->premium) : f->terms.outside[i];
        f->value[i] = f->accepts[i] + (f->agreed ? f->terms.proposes[i] * f->premium : 0);
    }
}

static cm_status fits(cm_ctx *ctx, const cm_protocol *venue)
{
    if (venue->n < 2) return cm_fail(ctx, CM_E_DOMAIN, "asymmetry takes two members or more, not %zu", venue->n);
    if (!cm_vote_is_consensus(&venue->vote)) return cm_fail(ctx, CM_E_DOMAIN, "asymmetry is about venues of consensus, in which nobody is outvoted; this one decides otherwise");
    if (venue->kind == CM_ROTATION) return cm_fail(ctx, CM_E_DOMAIN, "in asymmetry proposers are drawn or always the same, and in this venue members propose in turn");
    if (venue->rounds > 0) return cm_fail(ctx, CM_E_DOMAIN, "asymmetry takes no deadline, and this venue has one of %zu rounds", venue->rounds);
    if (venue->cost > 0) return cm_fail(ctx, CM_E_DOMAIN, "asymmetry takes no cost of a round, and in this venue it is %g", venue->cost);
    return CM_OK;
}

/* What each source adds first, last, and on average over all orders. */
static cm_status list_sources(cm_ctx *ctx, const double *cell, cm_result *result)
{
    static const char *const columns[] = { "source", "first_in", "last_in", "contribution", NULL }, *const names[] = { "option", "agenda", "patience" };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sources", columns, &table));
    for (unsigned k = 0; k < CM_ASYMMETRY_SOURCES; k++) {
        unsigned bit = 1U << k, all = CM_ASYMMETRY_CELLS - 1, one = 1U << (k + 1) % 3, two = 1U << (k + 2) % 3;
        double first = cell[bit] - cell[0], last = cell[all] - cell[all & ~bit], middle = (cell[one | bit] - cell[one] + cell[two | bit] - cell[two]) / 6;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(names[k]), cm_number(first), cm_number(last), cm_number(first / 3 + middle + last / 3) }));
    }
out:
    return status;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double gini(table_of *f)
{
    double sum = 0, weighted = 0;
    memcpy(f->sorted, f->value, f->n * sizeof *f->sorted);
    qsort(f->sorted, f->n, sizeof *f->sorted, rising);
    for (size_t i = 0; i < f->n; i++) sum += f->sorted[i], weighted += (double)(i + 1) * f->sorted[i];
    return sum > 0 ? 2 * weighted / ((double)f->n * sum) - ((double)f->n + 1) / (double)f->n : 0;
}

static cm_status list_members(cm_ctx *ctx, table_of *f, cm_result *result)
{
    static const char *const columns[] = { "player", "capability", "proposes", "accepts", "base", "value", "gain", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < f->n; i++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(f->venue->player[i]), cm_number(f->venue->capability != NULL ? f->venue->capability[i] : 1), cm_number(f->terms.proposes[i]), cm_number(f->accepts[i]),
                                                              cm_number(f->base[i]), cm_number(f->value[i]), cm_number(f->value[i] - f->base[i]) }));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const table_of *f, bool binds, double gain, cm_result *result)
{
    const char *leader = f->venue->player[f->leader];
    char *text;
    cm_status status = CM_OK;
    if (!f->agreed) text = cm_format(ctx, result->arena, "What members have outside adds up to more than an agreement brings: they part.");
    else if (!(gain > ctx->tol.abs)) text = cm_format(ctx, result->arena, "Under consensus %s has no more for its strength: all have to agree, and each can say no.", leader);
    else if (f->terms.outside[f->leader] > 0 && !binds) text = cm_format(ctx, result->arena, "%s has somewhere else to go, but waiting for its turn is worth more: nobody believes that it would leave.", leader);
    else text = cm_format(ctx, result->arena, "%s has more: under consensus strength counts through what one has elsewhere, who proposes and who can wait, not through votes.", leader);
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_asymmetry_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    cm_arena scratch = { NULL };
    double *room = CM_NEW(ctx, &scratch, 7 * venue->n, double), cell[CM_ASYMMETRY_CELLS], whole = 0, own;
    table_of f = { .venue = venue, .n = venue->n, .leader = cm_asymmetry_leader(venue) };
    size_t n = venue->n;
    bool binds;
    cm_status status;
    if (room == NULL) CM_LEAVE(ctx->status);
    CM_TRY(fits(ctx, venue));
    f.terms = (cm_asymmetry_terms){ room, room + n, room + 2 * n };
    f.value = room + 3 * n, f.accepts = room + 4 * n, f.base = room + 5 * n, f.sorted = room + 6 * n;
    for (unsigned with = 0; with < CM_ASYMMETRY_CELLS; with++) {
        solve(p, &f, with);
        cell[with] = f.value[f.leader];
        if (with == 0) memcpy(f.base, f.value, n * sizeof *f.base);
    }
    binds = f.agreed && f.terms.outside[f.leader] > f.terms.patience[f.leader] * f.value[f.leader] + ctx->tol.abs;
    for (size_t i = 0; i < n; i++) whole += venue->capability != NULL ? venue->capability[i] : 1;
    own = venue->capability != NULL ? venue->capability[f.leader] : 1;
    CM_TRY(cm_result_set(ctx, result, "leader", cm_text(venue->player[f.leader])));
    CM_TRY(cm_result_set(ctx, result, "leader_value", cm_number(f.value[f.leader])));
    CM_TRY(cm_result_set(ctx, result, "leader_base", cm_number(f.base[f.leader])));
    CM_TRY(cm_result_set(ctx, result, "leader_gain", cm_number(f.value[f.leader] - f.base[f.leader])));
    CM_TRY(cm_result_set(ctx, result, "premium", cm_number(f.premium)));
    CM_TRY(cm_result_set(ctx, result, "option_binds", cm_truth(binds)));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_truth(f.agreed)));
    CM_TRY(cm_result_set(ctx, result, "gini", cm_number(gini(&f))));
    CM_TRY(cm_result_set(ctx, result, "covers", cm_number(own / whole)));
    CM_TRY(list_sources(ctx, cell, result));
    CM_TRY(list_members(ctx, &f, result));
    CM_TRY(say(ctx, &f, binds, f.value[f.leader] - f.base[f.leader], result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "option", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_asymmetry_params, option), .fallback = 0.3, .low = 0, .high = 1,
      .about = "What the leader has by leaving for another venue or going alone, beside what the file gives it.", .about_zh = "领先者转往其他场所或单独行动的所得（在文件所给之外另加）。" },
    { .name = "agenda", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_asymmetry_params, agenda), .fallback = 0.2, .low = 0, .high = 1,
      .about = "The part of all others' chances to propose that goes to the leader; 1: it alone proposes.", .about_zh = "其他成员提议机会中转归领先者的比例；1 表示只有它提议。" },
    { .name = "patience", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_asymmetry_params, patience), .fallback = 0, .low = 0, .high = 0.999999,
      .about = "The part of the leader's impatience that is taken off.", .about_zh = "领先者的不耐心被消除的比例。" },
};

static const char *const summary_names[] = { "leader", "leader_value", "leader_base", "leader_gain", "premium", "option_binds", "agreement", "gini", "covers", NULL };

const cm_concept cm_concept_asymmetry = {
    .name = "asymmetry",
    .title = "Where strength comes from under consensus", .title_zh = "协商一致下力量从何而来",
    .about = "What the strongest member gains from having somewhere else to go, from setting the agenda and from being able to wait, where all have to agree.",
    .about_zh = "在须全体同意的场所中，最强成员从另有去处、掌握议程和能够等待中各得到什么。",
    .formula = "r_i = max(o_i, d_i w_i), w_i = p_i D + r_i, D = 1 - sum r; contributions: Shapley value over option, agenda, patience",
    .source = "A. Rubinstein, \"Perfect equilibrium in a bargaining model\", Econometrica 50 (1982) 97-109; K. Binmore, A. Shaked, J. Sutton, \"An outside option experiment\", Quarterly Journal of Economics 104 "
              "(1989) 753-770; for n members with drawn proposers it is worked out in the file",
    .certificate = "nobody would rather leave or wait than accept, and none would accept less; values are counted over who proposes; each source's values are found again by halving the proposer's premium",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_asymmetry_params),
    .run = run,
    .check = cm_asymmetry_check,
};
