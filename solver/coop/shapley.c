/* shapley.c: the Shapley value.
 *
 * Definition: what a player adds to those who came before it, on average over all orders of joining:
 *   value_i = sum over S without i of |S|! (n-1-|S|)! / n! (v(S + i) - v(S)).
 * Dense games exactly, in two additions a coalition (values.c); fractions where the worths allow it.  Simple
 * games too large to be written out by random orders (orders.c), with intervals.
 *
 * Summary: total, sampled.  Table: payoffs (player, value, exact; sampled: player, value, low, high).
 * Fails with: CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(2^n); O(orders n nodes) when sampled.
 * Source: L. S. Shapley, "A value for n-person games", in Contributions to the Theory of Games II, Annals of
 * Mathematics Studies 28, Princeton University Press (1953) 307-317. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"
#include "solver/game/orders.h"

typedef struct params {
    long orders, seed;
} params;

static const char *const columns[] = { "player", "value", "exact", NULL }, *const sampled_columns[] = { "player", "value", "low", "high", NULL };

/* Each interval may miss on one side with this chance, so that all hold together with 95 in 100. */
static double miss_of(const cm_tu *tu)
{
    return 0.05 / (2 * (double)tu->n);
}

static cm_status run_sampled(cm_ctx *ctx, const cm_tu *tu, const params *p, cm_result *result, cm_table *table)
{
    double *pivots = CM_NEW(ctx, result->arena, tu->n, double), orders = (double)p->orders;
    const char *note;
    cm_status status = CM_OK;
    if (pivots == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_orders_count(ctx, tu->vote, (uint64_t)p->seed, p->orders, false, pivots));
    for (size_t i = 0; i < tu->n; i++) {
        double low, high;
        cm_share_interval(pivots[i], orders, miss_of(tu), &low, &high);
        cm_value row[] = { cm_text(tu->player[i]), cm_number(pivots[i] / orders), cm_number(low), cm_number(high) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    note = cm_format(ctx, result->arena, "Sampled: %ld random orders of joining instead of all. The intervals hold for all players together in at least 95 of 100 such samples.", p->orders);
    if (note == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, note));
out:
    return status;
}

static cm_status run_exactly(cm_ctx *ctx, const cm_tu *tu, cm_result *result, cm_table *table)
{
    cm_payoffs payoffs;
    cm_status status;
    CM_TRY(cm_shapley_find(ctx, result->arena, tu, &payoffs));
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(payoffs.x[i]), payoffs.exact != NULL ? cm_text(payoffs.exact[i]) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *p, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    bool dense = tu->worth != NULL;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "payoffs", dense ? columns : sampled_columns, &table));
    CM_TRY(dense ? run_exactly(ctx, tu, result, table) : run_sampled(ctx, tu, p, result, table));
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(dense ? tu->worth[((size_t)1 << tu->n) - 1] : 1)));
    CM_TRY(cm_result_set(ctx, result, "sampled", cm_truth(!dense)));
    if (tu->vote != NULL) {
        CM_TRY(cm_result_note(ctx, result, "A player's value is the chance that its joining turns a losing coalition into a winning one, when all orders of joining are equally likely."));
    }
out:
    return status;
}

/* Do these intervals belong to these counts?  The distance to each end is what it has to be. */
static cm_status check_interval(cm_ctx *ctx, const cm_tu *tu, size_t i, double orders, double value, double low, double high)
{
    double most = log(1 / miss_of(tu)) / orders, hits = value * orders;
    bool good = fabs(hits - round(hits)) <= ctx->tol.cert * orders && low >= 0 && high <= 1 && low <= value && value <= high;
    double below = cm_share_distance(value, low), above = cm_share_distance(value, high);
    if (low > 0) good = good && fabs(below - most) <= ctx->tol.cert * most;
    if (high < 1) good = good && fabs(above - most) <= ctx->tol.cert * most;
    if (good) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %g to %g is not the interval of '%s' at %.12g", low, high, tu->player[i], value);
}

/* Other orders, walked the other way round: their intervals must overlap the printed ones. */
static cm_status check_sampled(cm_ctx *ctx, const cm_tu *tu, const params *p, const cm_result *result)
{
    cm_arena scratch = { NULL };
    double *number = CM_NEW(ctx, &scratch, tu->n, double), *low = CM_NEW(ctx, &scratch, tu->n, double);
    double *high = CM_NEW(ctx, &scratch, tu->n, double), *again = CM_NEW(ctx, &scratch, tu->n, double);
    double orders = (double)p->orders, sum = 0;
    cm_status status = CM_OK;
    if (number == NULL || low == NULL || high == NULL || again == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", number));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "low", low));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "high", high));
    CM_TRY(cm_orders_count(ctx, tu->vote, (uint64_t)p->seed, p->orders, true, again));
    for (size_t i = 0; i < tu->n; i++) {
        double least, most;
        CM_TRY(check_interval(ctx, tu, i, orders, number[i], low[i], high[i]));
        cm_share_interval(again[i], orders, miss_of(tu), &least, &most);
        if (low[i] > most || high[i] < least) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: other orders give '%s' from %.6g to %.6g, not %.6g", tu->player[i], least, most, number[i]));
        }
        sum += number[i];
    }
    if (!(fabs(sum - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the shares add up to %.12g, not to 1", sum));
    CM_TRY(cm_total_check(ctx, result, 1, 1));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *p, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *sampled = cm_result_get(result, "sampled");
    double x[CM_TU_MOST];
    const char *exact[CM_TU_MOST];
    cm_status status;
    if (sampled == NULL || sampled->kind != CM_TRUTH || sampled->as.truth != (tu->worth == NULL)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: it does not say whether it was sampled");
    }
    if (tu->worth == NULL) return check_sampled(ctx, tu, p, result);
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    cm_texts_read(tu, result, "payoffs", "exact", exact);
    CM_TRY(cm_shapley_check(ctx, tu, x, exact));
    CM_TRY(cm_total_check(ctx, result, tu->worth[((size_t)1 << tu->n) - 1], cm_tu_scale(tu)));
out:
    return status;
}

static const char *const summary_names[] = { "total", "sampled", NULL };

static const cm_param parameters[] = {
    { .name = "orders", .kind = CM_PARAM_INTEGER, .offset = offsetof(params, orders), .fallback = 100000, .low = 100, .high = 1e7,
      .about = "How many random orders are drawn when the game has too many players for all coalitions.",
      .about_zh = "当行为体过多、无法逐一考察所有联盟时，随机抽取的加入顺序的个数。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The seed of these orders.", .about_zh = "随机顺序的种子。" },
};

extern const cm_concept cm_concept_shapley;
const cm_concept cm_concept_shapley = {
    .name = "shapley",
    .title = "Shapley value",
    .title_zh = "夏普利值",
    .about = "What each player adds to a coalition on average, when all orders of joining are equally likely; the total is shared out in full.",
    .about_zh = "若所有加入顺序等可能，各行为体平均为联盟增加多少价值；总价值恰好分完。",
    .formula = "value_i = sum over S without i of |S|! (n-1-|S|)! / n! (v(S + i) - v(S))",
    .source = "L. S. Shapley, \"A value for n-person games\", in H. W. Kuhn, A. W. Tucker (eds.), Contributions to the Theory of Games II, "
              "Annals of Mathematics Studies 28, Princeton University Press (1953) 307-317",
    .certificate = "of all ways to share out worth(N) the payoffs printed are those of least weighted squared excess; fractions are added up again "
                   "from the coalitions' dividends; when sampled, other orders agree within both intervals",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
