/* sequence_form.c: sequences, their payoffs, and the linear programme of a game of opposed interests. */
#include "solver/strategic/sequence_form.h"

#include <math.h>

#include "solver/base/exact.h"

static cm_status number_sequences(cm_ctx *ctx, const cm_treeplay *t, cm_seqform *s, size_t *name)
{
    const cm_efg *efg = t->efg;
    for (size_t p = 0; p < 2; p++) {
        s->set[p] = CM_NEW(ctx, &s->arena, efg->nsets, size_t);
        s->before[p] = CM_NEW(ctx, &s->arena, efg->nsets, size_t);
        s->first[p] = CM_NEW(ctx, &s->arena, efg->nsets, size_t);
        if (s->set[p] == NULL || s->before[p] == NULL || s->first[p] == NULL) return ctx->status;
        s->count[p] = 1;
    }
    for (size_t k = 0; k < efg->nsets; k++) {
        size_t h = t->order[k], p = efg->set[h].player;
        s->set[p][s->nsets[p]] = h;
        s->first[p][s->nsets[p]] = name[h] = s->count[p];
        s->nsets[p]++;
        s->count[p] += efg->set[h].nactions;
    }
    return CM_OK;
}

/* The last sequences of both players at each node, and those before the sets. */
static void trace(const cm_treeplay *t, cm_seqform *s, const size_t *name, size_t *last)
{
    const cm_efg *efg = t->efg;
    for (size_t v = 1; v < efg->nnodes; v++) {
        size_t up = efg->node[v].parent;
        const cm_efg_node *parent = &efg->node[up];
        last[2 * v] = last[2 * up];
        last[2 * v + 1] = last[2 * up + 1];
        if (parent->kind == CM_EFG_MOVE) last[2 * v + efg->set[parent->set].player] = name[parent->set] + efg->node[v].action;
    }
    for (size_t p = 0; p < 2; p++) {
        for (size_t k = 0; k < s->nsets[p]; k++) {
            size_t at = t->first[s->set[p][k]];
            s->before[p][k] = at == SIZE_MAX ? 0 : last[2 * at + p];
        }
    }
}

static void fill(cm_treeplay *t, cm_seqform *s, const size_t *last)
{
    const cm_efg *efg = t->efg;
    cm_rat one = { 0, 0 };
    cm_rat_set_ratio(&one, 1, 1);
    for (size_t v = 0; v < efg->nnodes; v++) {
        const cm_efg_node *up = v == 0 ? NULL : &efg->node[efg->node[v].parent];
        size_t cell = last[2 * v] * s->count[1] + last[2 * v + 1];
        cm_rat_set(&t->reach[v], v == 0 ? &one : &t->reach[efg->node[v].parent]);
        if (up != NULL && up->kind == CM_EFG_CHANCE) {
            cm_frac p = efg->chance[up->set].probability[efg->node[v].action];
            cm_rat share = { 0, 0 };
            cm_rat_set_ratio(&share, p.num, p.den);
            cm_rat_mul(&t->reach[v], &t->reach[v], &share);
            cm_rat_clear(&share);
        }
        if (efg->node[v].kind != CM_EFG_END) continue;
        cm_rat_add(&s->weight[cell], &s->weight[cell], &t->reach[v]);
        for (size_t p = 0; p < 2; p++) cm_rat_add_mul(&s->pay[p][cell], &t->reach[v], &t->pay[2 * v + p]);
    }
    cm_rat_clear(&one);
}

cm_status cm_seqform_open(cm_ctx *ctx, cm_treeplay *t, cm_seqform *s)
{
    size_t *name, *last, cells;
    *s = (cm_seqform){ .count = { 0, 0 } };
    name = CM_NEW(ctx, &s->arena, t->efg->nsets, size_t);
    last = CM_NEW(ctx, &s->arena, 2 * t->efg->nnodes, size_t);
    if (name == NULL || last == NULL || number_sequences(ctx, t, s, name) != CM_OK) return ctx->status;
    if ((double)s->count[0] * (double)s->count[1] * 10000 > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu sequences of '%s' and %zu of '%s' make more pairs than the limit of work allows: the game is too large for this method", s->count[0], t->efg->player[0], s->count[1], t->efg->player[1]);
    }
    cells = s->count[0] * s->count[1];
    s->pay[0] = cm_rats_new(ctx, cells);
    s->pay[1] = cm_rats_new(ctx, cells);
    s->weight = cm_rats_new(ctx, cells);
    if (s->pay[0] == NULL || s->pay[1] == NULL || s->weight == NULL) return ctx->status;
    trace(t, s, name, last);
    fill(t, s, last);
    return CM_OK;
}

void cm_seqform_close(cm_seqform *s)
{
    size_t cells = s->count[0] * s->count[1];
    cm_rats_free(s->pay[0], cells);
    cm_rats_free(s->pay[1], cells);
    cm_rats_free(s->weight, cells);
    cm_arena_free(&s->arena);
    *s = (cm_seqform){ .count = { 0, 0 } };
}

/* Rows that make columns 0 .. count-1 a plan of player 0. */
static cm_status plan_rows(cm_ctx *ctx, cm_lp *lp, const cm_seqform *s, const cm_efg *efg, double *row, size_t columns)
{
    cm_status status = CM_OK;
    for (size_t k = 0; k <= s->nsets[0]; k++) {
        for (size_t j = 0; j < columns; j++) row[j] = 0;
        if (k == 0) {
            row[0] = 1;
        } else {
            row[s->before[0][k - 1]] = -1;
            for (size_t a = 0; a < efg->set[s->set[0][k - 1]].nactions; a++) row[s->first[0][k - 1] + a] = 1;
        }
        CM_TRY(cm_lp_row(ctx, lp, row, k == 0 ? 1 : 0, k == 0 ? 1 : 0));
    }
out:
    return status;
}

/* For each sequence j of player 1: what it pays player 0 is at least what player 1 leaves it there, q. */
static cm_status reply_rows(cm_ctx *ctx, cm_lp *lp, const cm_seqform *s, const cm_efg *efg, const int64_t *whole, double *row, size_t columns)
{
    cm_status status = CM_OK;
    size_t of = s->count[0];
    for (size_t j = 0; j < s->count[1]; j++) {
        for (size_t c = 0; c < columns; c++) row[c] = 0;
        for (size_t i = 0; i < of; i++) row[i] = (double)whole[i * s->count[1] + j];
        if (j == 0) row[of] = -1;
        for (size_t k = 0; k < s->nsets[1]; k++) {
            size_t first = s->first[1][k];
            if (s->before[1][k] == j) row[of + 1 + k] = 1;
            if (j >= first && j < first + efg->set[s->set[1][k]].nactions) row[of + 1 + k] = -1;
        }
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
out:
    return status;
}

cm_status cm_seqform_programme(cm_ctx *ctx, const cm_seqform *s, const cm_efg *efg, cm_rat *const plan[2], bool *proven)
{
    size_t columns = s->count[0] + 1 + s->nsets[1], cells = s->count[0] * s->count[1];
    cm_arena scratch = { NULL };
    cm_exact exact = { .x = NULL };
    cm_lp *lp = NULL;
    cm_lp_answer answer;
    int64_t *whole = CM_NEW(ctx, &scratch, cells, int64_t), denominator;
    double *row = CM_NEW(ctx, &scratch, columns, double);
    cm_status status = CM_OK;
    *proven = false;
    if (whole == NULL || row == NULL) CM_LEAVE(ctx->status);
    if (!cm_rats_whole(s->pay[0], cells, whole, &denominator)) goto out;    /* too fine for the programme's numbers */
    lp = cm_lp_new(ctx, columns, false);
    if (lp == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < s->count[0]; i++) CM_TRY(cm_lp_column(ctx, lp, i, 0, 0, HUGE_VAL, false));
    CM_TRY(cm_lp_column(ctx, lp, s->count[0], -1, -HUGE_VAL, HUGE_VAL, false));
    CM_TRY(reply_rows(ctx, lp, s, efg, whole, row, columns));
    CM_TRY(plan_rows(ctx, lp, s, efg, row, columns));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, NULL, NULL));
    if (answer != CM_LP_OPTIMAL) goto out;
    CM_TRY(cm_exact_solve(ctx, lp, NULL, NULL, &exact, proven));
    for (size_t i = 0; *proven && i < s->count[0]; i++) cm_rat_set(&plan[0][i], &exact.x[i]);
    for (size_t j = 0; *proven && j < s->count[1]; j++) cm_rat_set(&plan[1][j], &exact.dual[j]);
out:
    cm_exact_free(&exact);
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}
