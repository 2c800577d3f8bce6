/* cheapest.c: a knapsack of those left out, or an integer programme. */
#include "solver/game/cheapest.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"

/* Bits and numbers of the largest table. */
static const double MOST_CELLS = 4294967296.0;

static int64_t common_unit(const cm_vote *vote)
{
    int64_t unit = 0;
    for (size_t i = 0; i < vote->n; i++) {
        int64_t a = unit, b = vote->node[0].weight[i];
        while (b != 0) {
            int64_t r = a % b;
            a = b;
            b = r;
        }
        unit = a;
    }
    return unit;
}

cm_status cm_cheapest_init(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_cheapest *work)
{
    size_t cells;
    *work = (cm_cheapest){ .vote = vote };
    if (vote->node[0].kind != CM_VOTE_THRESHOLD) return CM_OK;
    work->unit = common_unit(vote);
    work->spare = (vote->node[0].total - vote->node[0].quota) / work->unit;
    if ((double)work->spare * (double)vote->n > MOST_CELLS) return CM_OK;
    work->threshold = true;
    cells = (size_t)work->spare + 1;
    work->best = CM_NEW(ctx, arena, cells, double);
    work->taken = CM_NEW(ctx, arena, (vote->n * cells + 7) / 8, unsigned char);
    return ctx->status;
}

static const unsigned char bit[] = { 1, 2, 4, 8, 16, 32, 64, 128 };

static void mark(unsigned char *bits, size_t at) { bits[at / 8] = (unsigned char)(bits[at / 8] | bit[at % 8]); }
static bool marked(const unsigned char *bits, size_t at) { return (bits[at / 8] & bit[at % 8]) != 0; }

/* best[c]: the most that can be left out with a weight of at most c. */
static void leave_out(cm_cheapest *work, const double *price)
{
    const cm_vote_node *rule = &work->vote->node[0];
    size_t n = work->vote->n, cells = (size_t)work->spare + 1;
    memset(work->best, 0, cells * sizeof *work->best);
    memset(work->taken, 0, (n * cells + 7) / 8);
    for (size_t i = 0; i < n; i++) {
        size_t weight = (size_t)(rule->weight[i] / work->unit);
        for (size_t c = cells; c-- > weight;) {
            double with = work->best[c - weight] + price[i];
            if (!(with > work->best[c]) && weight > 0) continue;
            work->best[c] = with;
            mark(work->taken, i * cells + c);
        }
    }
}

/* Who stays when a weight of at most `at` may be left out. */
static void read_off(const cm_cheapest *work, size_t at, unsigned char *in)
{
    size_t n = work->vote->n, cells = (size_t)work->spare + 1;
    memset(in, 1, n);
    for (size_t i = n; i-- > 0;) {
        if (!marked(work->taken, i * cells + at)) continue;
        in[i] = 0;
        at -= (size_t)(work->vote->node[0].weight[i] / work->unit);
    }
}

static double price_of(const cm_vote *vote, const double *price, const unsigned char *in)
{
    double total = 0;
    for (size_t i = 0; i < vote->n; i++) total += in[i] ? price[i] : 0;
    return total;
}

/* Rows of one node: `self` is 1 only if it is satisfied; column n + k is node k. */
static cm_status write_node(cm_ctx *ctx, cm_lp *lp, const cm_vote *vote, size_t k, double *row)
{
    const cm_vote_node *node = &vote->node[k];
    size_t columns = vote->n + vote->nnodes;
    cm_status status = CM_OK;
    memset(row, 0, columns * sizeof *row);
    if (node->kind == CM_VOTE_ALL) {
        for (size_t c = node->child; c < node->child + node->nchildren && status == CM_OK; c++) {
            memset(row, 0, columns * sizeof *row);
            row[vote->n + c] = 1;
            row[vote->n + k] = -1;
            status = cm_lp_row(ctx, lp, row, 0, HUGE_VAL);
        }
        return status;
    }
    for (size_t c = node->child; node->kind == CM_VOTE_ANY && c < node->child + node->nchildren; c++) row[vote->n + c] = 1;
    for (size_t i = 0; node->kind == CM_VOTE_THRESHOLD && i < vote->n; i++) row[i] = (double)node->weight[i] / (double)node->quota;
    row[vote->n + k] = -1;
    return cm_lp_row(ctx, lp, row, 0, HUGE_VAL);
}

static cm_status programme(cm_ctx *ctx, const cm_vote *vote, const double *price, unsigned char *in)
{
    size_t columns = vote->n + vote->nnodes;
    cm_arena scratch = { NULL };
    double *row = CM_NEW(ctx, &scratch, columns, double), *x = CM_NEW(ctx, &scratch, columns, double);
    cm_lp *lp = cm_lp_new(ctx, columns, false);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (row == NULL || x == NULL || lp == NULL) CM_LEAVE(ctx->status);
    for (size_t j = 0; j < columns; j++) CM_TRY(cm_lp_column(ctx, lp, j, j < vote->n ? price[j] : 0, j == vote->n ? 1 : 0, 1, true));
    for (size_t k = 0; k < vote->nnodes; k++) CM_TRY(write_node(ctx, lp, vote, k, row));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, NULL, NULL));
    if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "no coalition wins, says the integer programme"));
    for (size_t i = 0; i < vote->n; i++) in[i] = x[i] > 0.5;
    if (!cm_vote_wins(vote, in)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the integer programme's coalition does not win: the weights are too large for it"));
out:
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_cheapest_find(cm_ctx *ctx, cm_cheapest *work, const double *price, unsigned char *in, double *total)
{
    cm_status status = CM_OK;
    if (work->threshold) {
        leave_out(work, price);
        read_off(work, (size_t)work->spare, in);
    } else {
        status = programme(ctx, work->vote, price, in);
    }
    *total = status == CM_OK ? price_of(work->vote, price, in) : 0;
    return status;
}

cm_status cm_cheapest_whole(cm_ctx *ctx, const cm_vote *vote, const int64_t *price, bool *found, int64_t *total)
{
    const cm_vote_node *rule = &vote->node[0];
    cm_arena scratch = { NULL };
    int64_t *least, unit, quota;
    *found = false;
    if (rule->kind != CM_VOTE_THRESHOLD) return CM_OK;
    unit = common_unit(vote);
    assert(unit > 0);                                          /* the quota is above 0: somebody has a weight */
    quota = (rule->quota + unit - 1) / unit;
    if ((double)quota * (double)vote->n > MOST_CELLS) return CM_OK;
    least = CM_NEW(ctx, &scratch, (size_t)quota + 1, int64_t);
    if (least == NULL) return ctx->status;
    for (int64_t w = 1; w <= quota; w++) least[w] = INT64_MAX;
    for (size_t i = 0; i < vote->n; i++) {
        int64_t weight = rule->weight[i] / unit;
        for (int64_t w = quota; w > 0; w--) {
            int64_t before = least[w > weight ? w - weight : 0];
            if (before != INT64_MAX && before + price[i] < least[w]) least[w] = before + price[i];
        }
    }
    *total = least[quota];
    *found = true;
    cm_arena_free(&scratch);
    return CM_OK;
}
