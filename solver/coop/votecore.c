/* votecore.c: the least core of a large simple game, kind by kind, row by row. */
#include "solver/coop/votecore.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/base/exact.h"
#include "solver/game/cheapest.h"
#include "solver/coop/payoff.h"

/* Fractions of more kinds than these grow too long to be of use. */
enum { MOST_EXACT = 60 };

typedef struct kinds {
    size_t count;
    size_t *of, *size;               /* n: a player's kind; members of a kind */
} kinds;

typedef struct programme {
    const cm_tu *tu;
    kinds kind;
    cm_cheapest cheapest;
    cm_lp *lp;
    unsigned char *in;               /* a row of n marks for each row of the programme behind the first */
    size_t nrows, room;
    double *x, *price, *row;         /* kinds + 1; n; kinds + 1 */
    double epsilon;
} programme;

static cm_status find_kinds(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, kinds *k)
{
    size_t *first = CM_NEW(ctx, arena, vote->n, size_t);
    k->of = CM_NEW(ctx, arena, vote->n, size_t);
    k->size = CM_NEW(ctx, arena, vote->n, size_t);
    k->count = 0;
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t i = 0; i < vote->n; i++) {
        size_t t = 0;
        while (t < k->count && !cm_vote_alike(vote, first[t], i)) t++;
        if (t == k->count) first[k->count++] = i;
        k->of[i] = t;
        k->size[t]++;
    }
    return CM_OK;
}

static bool only_all_win(const cm_vote *vote, unsigned char *in)
{
    memset(in, 1, vote->n);
    for (size_t i = 0; i < vote->n; i++) {
        in[i] = 0;
        if (cm_vote_wins(vote, in)) return false;
        in[i] = 1;
    }
    return true;
}

/* One row: members of each kind, epsilon, at least 1. */
static cm_status write_row(cm_ctx *ctx, cm_arena *arena, programme *p, const unsigned char *in)
{
    size_t n = p->tu->n;
    unsigned char *rows = cm_grow(ctx, arena, p->in, p->nrows, &p->room, n);
    if (rows == NULL) return ctx->status;
    p->in = rows;
    memcpy(rows + p->nrows++ * n, in, n);
    memset(p->row, 0, (p->kind.count + 1) * sizeof *p->row);
    for (size_t i = 0; i < n; i++) p->row[p->kind.of[i]] += in[i];
    p->row[p->kind.count] = 1;
    return cm_lp_row(ctx, p->lp, p->row, 1, HUGE_VAL);
}

static cm_status open_programme(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, programme *p)
{
    cm_status status = CM_OK;
    p->tu = tu;
    CM_TRY(find_kinds(ctx, arena, tu->vote, &p->kind));
    CM_TRY(cm_cheapest_init(ctx, arena, tu->vote, &p->cheapest));
    p->x = CM_NEW(ctx, arena, p->kind.count + 1, double);
    p->row = CM_NEW(ctx, arena, p->kind.count + 1, double);
    p->price = CM_NEW(ctx, arena, tu->n, double);
    p->lp = cm_lp_new(ctx, p->kind.count + 1, false);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t t = 0; t < p->kind.count; t++) {
        CM_TRY(cm_lp_column(ctx, p->lp, t, 0, 0, HUGE_VAL, false));
        p->row[t] = (double)p->kind.size[t];
    }
    CM_TRY(cm_lp_column(ctx, p->lp, p->kind.count, 1, 0, HUGE_VAL, false));
    CM_TRY(cm_lp_row(ctx, p->lp, p->row, 1, 1));
out:
    return status;
}

/* The largest excess at payoffs by kind, with the coalition that has it. */
static cm_status look(cm_ctx *ctx, programme *p, const double *x, unsigned char *in, double *excess)
{
    double total;
    cm_status status;
    for (size_t i = 0; i < p->tu->n; i++) p->price[i] = fmax(0, x[p->kind.of[i]]);
    status = cm_cheapest_find(ctx, &p->cheapest, p->price, in, &total);
    *excess = 1 - total;
    return status;
}

/* Does the programme's solution miss the coalition's row? */
static bool missed(const cm_ctx *ctx, const programme *p, const unsigned char *in)
{
    double paid = 0;
    for (size_t i = 0; i < p->tu->n; i++) paid += in[i] ? fmax(0, p->x[p->kind.of[i]]) : 0;
    return paid < 1 - p->epsilon - ctx->tol.slack;
}

static cm_status solve_rows(cm_ctx *ctx, cm_arena *arena, programme *p, double **dual)
{
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped in the least core");
    *dual = CM_NEW(ctx, arena, p->nrows + 1, double);
    if (*dual == NULL) return ctx->status;
    CM_TRY(cm_lp_solve(ctx, p->lp, &answer, p->x, NULL, *dual));
    if (answer != CM_LP_OPTIMAL) status = cm_fail(ctx, CM_E_NUMERIC, "the least core has no optimum");
    p->epsilon = p->x[p->kind.count];
out:
    return status;
}

/* The first payoffs: in proportion to the weights under one threshold, else equal. */
static void begin(const programme *p, double *best)
{
    const cm_vote_node *rule = &p->tu->vote->node[0];
    for (size_t i = 0; i < p->tu->n; i++) {
        bool weighted = rule->kind == CM_VOTE_THRESHOLD;
        best[p->kind.of[i]] = weighted ? (double)rule->weight[i] / (double)rule->total : 1 / (double)p->tu->n;
    }
}

/* Solve, look half way between the solution and the best payoffs known, write what the solution misses; look
 * at the solution itself when half way nothing is missed; until it misses nothing (W. Ben-Ameur, J. Neto,
 * "Acceleration of cutting-plane and column generation algorithms", Networks 49 (2007) 3-17). */
static cm_status solve(cm_ctx *ctx, cm_arena *arena, programme *p, double **dual)
{
    unsigned char *in = CM_NEW(ctx, arena, p->tu->n, unsigned char);
    double *best = CM_NEW(ctx, arena, p->kind.count, double), *between = CM_NEW(ctx, arena, p->kind.count, double);
    double reached = HUGE_VAL, excess;
    cm_status status = CM_OK;
    if (in == NULL || best == NULL || between == NULL) return ctx->status;
    begin(p, best);
    for (;;) {
        CM_TRY(solve_rows(ctx, arena, p, dual));
        for (size_t t = 0; t < p->kind.count; t++) between[t] = (best[t] + fmax(0, p->x[t])) / 2;
        CM_TRY(look(ctx, p, between, in, &excess));
        if (excess < reached) {
            reached = excess;
            memcpy(best, between, p->kind.count * sizeof *best);
        }
        cm_log(ctx, 2, "rows=%zu epsilon=%.12g reached=%.12g", p->nrows, p->epsilon, reached);
        if (!missed(ctx, p, in)) {
            CM_TRY(look(ctx, p, p->x, in, &excess));
            if (!missed(ctx, p, in)) break;
        }
        CM_TRY(write_row(ctx, arena, p, in));
    }
    for (size_t i = 0; i < p->tu->n; i++) p->price[i] = fmax(0, p->x[p->kind.of[i]]);
out:
    return status;
}

/* The optimum in fractions, held against every winning coalition; *proven as it says. */
static cm_status solve_exactly(cm_ctx *ctx, cm_arena *arena, programme *p, cm_exact *exact, bool *proven)
{
    size_t t = p->kind.count, n = p->tu->n;
    int64_t *whole = CM_NEW(ctx, arena, t + 1, int64_t), *price = CM_NEW(ctx, arena, n, int64_t), denominator, total;
    bool found;
    cm_status status = CM_OK;
    *proven = false;
    if (whole == NULL || price == NULL) return ctx->status;
    if (t > MOST_EXACT) return CM_OK;
    CM_TRY(cm_exact_solve(ctx, p->lp, NULL, NULL, exact, &found));
    if (!found || !cm_rats_whole(exact->x, t + 1, whole, &denominator)) goto out;
    for (size_t i = 0; i < n; i++) price[i] = whole[p->kind.of[i]];
    CM_TRY(cm_cheapest_whole(ctx, p->tu->vote, price, &found, &total));
    *proven = found && total >= denominator - whole[t];
out:
    return status;
}

static cm_status print_weights(cm_ctx *ctx, cm_result *result, const programme *p, const double *dual)
{
    static const char *const columns[] = { "coalition", "weight", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "weights", columns, &table));
    for (size_t r = 0; r < p->nrows; r++) {
        const char *who;
        if (!(dual[r + 1] > 0)) continue;
        who = cm_tu_coalition_name(ctx, result->arena, p->tu, p->in + r * p->tu->n);
        if (who == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(who), cm_number(dual[r + 1]) }));
    }
out:
    return status;
}

static cm_status print(cm_ctx *ctx, cm_result *result, programme *p, bool core, const double *dual, const cm_exact *exact, bool proven)
{
    const cm_tu *tu = p->tu;
    cm_rat *share = proven ? cm_rats_new(ctx, tu->n) : NULL;
    const char *text = proven ? cm_rat_text(ctx, result->arena, &exact->x[p->kind.count]) : NULL;
    bool empty = p->epsilon > ctx->tol.slack;
    cm_status status = CM_OK;
    if (proven && share == NULL) return ctx->status;
    for (size_t i = 0; proven && i < tu->n; i++) {
        cm_rat_set(&share[i], &exact->x[p->kind.of[i]]);
        p->price[i] = cm_rat_value(&share[i]);
    }
    if (core) CM_TRY(cm_result_set(ctx, result, "empty", cm_truth(empty)));
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_number(p->epsilon)));
    CM_TRY(cm_result_set(ctx, result, "exact", text != NULL ? cm_text(text) : cm_none()));
    if (core) {
        CM_TRY(cm_result_note(ctx, result, empty ? "Nobody has a veto, so no division satisfies everybody: whatever is shared, some coalition that wins could take more."
                                                 : "Those with a veto share all between them: without them no coalition wins."));
    }
    CM_TRY(cm_result_note(ctx, result, "The weights are those of a draw among coalitions that win: nobody is in it more often than the payoffs pay for, so no division does better."));
    CM_TRY(cm_result_note(ctx, result, "Members that the rule does not tell apart get the same; a coalition with a weight stands for all that differ from it only by such members."));
    CM_TRY(print_weights(ctx, result, p, dual));
    CM_TRY(cm_payoff_print(ctx, result, !core ? "payoffs" : empty ? "nearest" : "point", tu, p->price, share));
out:
    cm_rats_free(share, tu->n);
    return status;
}

/* Only everybody together wins: nobody can be left out, and the equal split leaves the loneliest -1/n. */
static cm_status print_consensus(cm_ctx *ctx, cm_result *result, const cm_tu *tu, bool core)
{
    static const char *const columns[] = { "coalition", "weight", NULL };
    cm_arena scratch = { NULL };
    double *x = CM_NEW(ctx, &scratch, tu->n, double);
    cm_rat *share = cm_rats_new(ctx, tu->n);
    cm_table *table;
    cm_status status = CM_OK;
    if (x == NULL || share == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < tu->n; i++) {
        x[i] = 1 / (double)tu->n;
        cm_rat_set_ratio(&share[i], 1, (int64_t)tu->n);
    }
    if (core) CM_TRY(cm_result_set(ctx, result, "empty", cm_truth(false)));
    CM_TRY(cm_result_set(ctx, result, "least_core_value", cm_number(0 - x[0])));
    CM_TRY(cm_result_set(ctx, result, "exact", cm_text(cm_format(ctx, result->arena, "-1/%zu", tu->n))));
    CM_TRY(cm_result_note(ctx, result, "Nothing passes without everybody, so every division of what all have is in the core; the equal one leaves each the most."));
    CM_TRY(cm_result_table(ctx, result, "weights", columns, &table));
    CM_TRY(cm_payoff_print(ctx, result, core ? "point" : "payoffs", tu, x, share));
out:
    cm_rats_free(share, tu->n);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_votecore_run(cm_ctx *ctx, const cm_tu *tu, bool core, cm_result *result)
{
    cm_arena scratch = { NULL };
    programme p = { .tu = NULL };
    cm_exact exact = { .x = NULL };
    double *dual = NULL;
    unsigned char *in = CM_NEW(ctx, &scratch, tu->n, unsigned char);
    bool proven = false;
    cm_status status = CM_OK;
    if (in == NULL) return ctx->status;
    if (only_all_win(tu->vote, in)) {
        status = print_consensus(ctx, result, tu, core);
        goto out;
    }
    CM_TRY(open_programme(ctx, &scratch, tu, &p));
    CM_TRY(solve(ctx, &scratch, &p, &dual));
    assert(dual != NULL);
    CM_TRY(solve_exactly(ctx, &scratch, &p, &exact, &proven));
    if (proven) p.epsilon = cm_rat_value(&exact.x[p.kind.count]);
    CM_TRY(print(ctx, result, &p, core, dual, &exact, proven));
out:
    cm_exact_free(&exact);
    cm_lp_free(p.lp);
    cm_arena_free(&scratch);
    return status;
}
