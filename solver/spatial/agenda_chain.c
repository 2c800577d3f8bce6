/* agenda_chain.c: votes between policies of a grid, drawn at random, and where they lead in the long run.
 *
 * A policy holds; a challenger is drawn, and replaces it when a winning coalition prefers it.  "any": the challenger is
 * any policy of the grid; "better": it is drawn among those that win and the one that holds.  With wins_a policies that
 * beat a, L(b) those that b beats, N all, shares pi in the long run satisfy
 *   any      sum over a in L(b) of pi_a / N            = pi_b wins_b / N
 *   better   sum over a in L(b) of pi_a / (wins_a + 1) = pi_b wins_b / (wins_b + 1).
 * Both are y_b = sum over a in L(b) of y_a / wins_a with y = pi wins or y = pi wins / (wins + 1): moves alone, without
 * the rounds in which nothing changes.  So one search for y answers both (chain.h).
 *
 * Policies that nothing beats hold for ever: a core on the grid.  Where several policies, or circles of them, hold for
 * ever, the answer is that of a start at the grid's point nearest to the status quo.
 *
 * Cost: O(N rows (across + n log across)) to compare, O(N rows) an iteration, some 50 to 200 of them.
 * Source: J. A. Ferejohn, R. D. McKelvey, E. W. Packel, "Limiting distributions for continuous state Markov voting
 * models", Social Choice and Welfare 1 (1984) 45-67. */
#include <math.h>
#include <string.h>

#include "solver/spatial/chain.h"
#include "solver/spatial/metric.h"
#include "solver/spatial/planehull.h"

static cm_status unsettled(cm_ctx *ctx)
{
    return cm_fail(ctx, CM_E_DOMAIN, "votes end in one of several circles of policies that never meet: take a finer grid");
}

/* From moves to shares: what holds for ever keeps its chance, the rest is shared by how long each policy holds. */
static cm_status weigh(cm_ctx *ctx, cm_arena *arena, const cm_chain *chain, bool any, double *y, bool *unique)
{
    unsigned char *from = CM_NEW(ctx, arena, chain->count, unsigned char);
    double moving = 0, sum = 0;
    size_t likeliest = 0, mover = chain->count, many;
    cm_status status = CM_OK;
    if (from == NULL) return ctx->status;
    for (size_t p = 0; p < chain->count; p++) {
        if (y[p] > y[likeliest]) likeliest = p;
        if (chain->wins[p] == 0) continue;
        moving += y[p];
        if (mover == chain->count || y[p] > y[mover]) mover = p;
    }
    CM_TRY(cm_chain_reach(ctx, arena, chain, likeliest, from, &many));
    *unique = many == chain->count;
    if (moving > ctx->tol.cert) {
        CM_TRY(cm_chain_reach(ctx, arena, chain, mover, from, &many));
        for (size_t p = 0; p < chain->count; p++) {
            if (chain->wins[p] == 0) continue;
            if (!from[p] && y[p] > ctx->tol.cert / (double)chain->count) return unsettled(ctx);
            sum += any ? y[p] / chain->wins[p] : y[p] / chain->wins[p] * (chain->wins[p] + 1.0);
        }
    }
    for (size_t p = 0; p < chain->count; p++) {
        double hold = any ? 1 : chain->wins[p] + 1.0;
        if (chain->wins[p] > 0) y[p] = sum > 0 ? moving * (y[p] / chain->wins[p] * hold / sum) : 0;
    }
out:
    return status;
}

static cm_status print_points(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game,
                              const cm_chain *chain, const double *share, size_t most)
{
    static const char *const columns[] = { "rank", "issue", "value", "probability", NULL };
    unsigned char *done = CM_NEW(ctx, arena, chain->count, unsigned char);
    cm_table *table;
    cm_status status = CM_OK;
    if (done == NULL) return ctx->status;
    CM_TRY(cm_result_table(ctx, result, "likeliest", columns, &table));
    for (size_t rank = 1; rank <= most && rank <= chain->count; rank++) {
        double policy[2];
        size_t best = chain->count;
        for (size_t p = 0; p < chain->count; p++) {
            /* mirror images are equal but for rounding: the first stays first */
            if (!done[p] && (best == chain->count || share[p] > share[best] * (1 + ctx->tol.cert))) best = p;
        }
        if (!(share[best] > ctx->tol.cert / (double)chain->count)) break;
        done[best] = 1;
        cm_chain_policy(chain, best, policy);
        for (size_t k = 0; k < game->d; k++) {
            CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)rank), cm_text(game->issue[k]), cm_number(policy[k]),
                                                                  k == 0 ? cm_number(share[best]) : cm_none() }));
        }
    }
out:
    return status;
}

/* The share inside the hull of the ideals, where all members share a metric. */
static cm_status inside(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_chain *chain, const double *share,
                        cm_value *value)
{
    cm_metric metric;
    size_t *corner = CM_NEW(ctx, arena, game->n + 1, size_t), corners = 0;
    double total = 0;
    cm_status status = CM_OK;
    if (corner == NULL) return ctx->status;
    CM_TRY(cm_metric_init(ctx, arena, game, &metric));
    if (!metric.common || metric.n == 0 || metric.d != game->d) return CM_OK;
    if (metric.d == 2) CM_TRY(cm_planehull(ctx, metric.point, metric.n, corner, &corners));
    for (size_t p = 0; p < chain->count; p++) {
        double policy[2], x[2];
        bool within;
        cm_chain_policy(chain, p, policy);
        cm_metric_into(&metric, policy, x);
        /* the members' box has size 1 */
        within = metric.d == 2 ? cm_planehull_holds(metric.point, corner, corners, x, ctx->tol.cert)
                               : fabs(x[0]) <= 1 + ctx->tol.cert;
        if (within) total += share[p];
    }
    *value = cm_number(total);
out:
    return status;
}

static cm_status print(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game, const cm_chain *chain,
                       const double *share, bool unique)
{
    static const char *const columns[] = { "issue", "mean", "deviation", NULL };
    double entropy = 0, border = 0, mean[2] = { 0, 0 }, square[2] = { 0, 0 };
    size_t core = 0;
    cm_value within = cm_none();
    cm_table *table;
    cm_status status = CM_OK;
    for (size_t p = 0; p < chain->count; p++) {
        double policy[2];
        cm_chain_policy(chain, p, policy);
        core += chain->wins[p] == 0;
        if (share[p] > 0) entropy -= share[p] * log2(share[p]);
        if (cm_chain_border(chain, p)) border += share[p];
        for (size_t k = 0; k < game->d; k++) mean[k] += share[p] * policy[k];
    }
    for (size_t p = 0; p < chain->count; p++) {
        double policy[2];
        cm_chain_policy(chain, p, policy);
        for (size_t k = 0; k < game->d; k++) square[k] += share[p] * (policy[k] - mean[k]) * (policy[k] - mean[k]);
    }
    CM_TRY(inside(ctx, arena, game, chain, share, &within));
    CM_TRY(cm_result_set(ctx, result, "entropy", cm_number(fmax(entropy, 0))));
    CM_TRY(cm_result_set(ctx, result, "in_pareto_set", within));
    CM_TRY(cm_result_set(ctx, result, "on_border", cm_number(border)));
    CM_TRY(cm_result_set(ctx, result, "policies", cm_integer((int64_t)chain->count)));
    CM_TRY(cm_result_set(ctx, result, "absorbing", cm_integer((int64_t)core)));
    CM_TRY(cm_result_set(ctx, result, "unique", cm_truth(unique)));
    CM_TRY(cm_result_table(ctx, result, "outcome", columns, &table));
    for (size_t k = 0; k < game->d; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(game->issue[k]), cm_number(mean[k]), cm_number(sqrt(square[k])) }));
    }
    if (core > 0) {
        CM_TRY(cm_result_note(ctx, result, "Some policies of the grid are beaten by none: votes end there and stay."));
    } else {
        CM_TRY(cm_result_note(ctx, result, "Every policy of the grid is beaten by some other: votes never end, and the shares say how "
                                           "often each policy holds in the long run."));
    }
    if (!unique) {
        CM_TRY(cm_result_note(ctx, result, "Where votes end depends on where they start: at the point nearest to the status quo here."));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_chain_params *p = params;
    cm_arena scratch = { NULL };
    cm_chain chain;
    double *share;
    bool unique = false;
    cm_status status = CM_OK;
    CM_TRY(cm_chain_grid(ctx, spatial, p, &chain));
    CM_TRY(cm_chain_build(ctx, &scratch, spatial, &chain));
    share = CM_NEW(ctx, &scratch, chain.count, double);
    if (share == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_chain_settle(ctx, &scratch, &chain, cm_chain_nearest(&chain, spatial->d, spatial->status_quo), share));
    CM_TRY(weigh(ctx, &scratch, &chain, strcmp(p->agenda, "any") == 0, share, &unique));
    CM_TRY(print(ctx, &scratch, result, spatial, &chain, share, unique));
    CM_TRY(print_points(ctx, &scratch, result, spatial, &chain, share, (size_t)p->list));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "entropy", "in_pareto_set", "on_border", "policies", "absorbing", "unique", NULL };
static const char *const agendas[] = { "any", "better", NULL };

static const cm_param param[] = {
    { .name = "agenda", .kind = CM_PARAM_WORD, .offset = offsetof(cm_chain_params, agenda), .fallback = 0, .words = agendas,
      .about = "Whether the challenger is drawn among all policies, or among those that win and the one that holds.",
      .about_zh = "挑战方案是从所有政策中抽取，还是只从能获胜的政策和现行政策中抽取。" },
    { .name = "grid", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_chain_params, grid), .fallback = 41, .low = 2, .high = CM_CHAIN_MOST,
      .about = "How many policies the grid has along each issue.", .about_zh = "网格在每个议题上的政策数。" },
    { .name = "low", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_chain_params, low), .low = 1, .high = 0,
      .about = "Where the grid begins, one number an issue; without it half the spread of all positions below them.",
      .about_zh = "网格的起点，每个议题一个数；不给出时为所有立场之下半个跨度处。" },
    { .name = "high", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_chain_params, high), .low = 1, .high = 0,
      .about = "Where the grid ends, one number an issue.", .about_zh = "网格的终点，每个议题一个数。" },
    { .name = "list", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_chain_params, list), .fallback = 5, .low = 0, .high = CM_CHAIN_MOST * CM_CHAIN_MOST,
      .about = "How many of the likeliest policies are printed.", .about_zh = "列出多少个最可能的政策。" },
};

const cm_concept cm_concept_agenda_chain = {
    .name = "agenda-chain",
    .title = "Votes on random proposals",
    .title_zh = "随机提案的表决链",
    .about = "Where votes lead in the long run when proposals come up at random, each against the policy that holds: how "
             "widely outcomes are spread, around which policies, and how often inside the members' positions.",
    .about_zh = "提案随机出现、逐一与现行政策对决时，表决长期会走向哪里：结果分散到什么程度，集中在哪些政策周围，有多大比例落在各成员立场之间。",
    .formula = "pi = pi P; any: P(a, b) = 1/N when b beats a; better: 1/(wins_a + 1) when b beats a or b = a",
    .source = "J. A. Ferejohn, R. D. McKelvey, E. W. Packel, \"Limiting distributions for continuous state Markov voting "
              "models\", Social Choice and Welfare 1 (1984) 45-67",
    .certificate = "found again from every pair of policies compared by utilities: in and out of each policy flow is the "
                   "same, the printed shares, means and entropy are those, and one policy is reached from all others "
                   "exactly when the answer is said to be unique",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_chain_params),
    .run = run,
    .check = cm_chain_check,
};
