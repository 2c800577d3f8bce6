/* tau.c: the tau value.
 *
 * Definition: a player's utopia payoff is what the others cannot do without, M_i = v(N) - v(N - i); its minimal
 * right is what is left for it in some coalition when all others there get their utopia payoffs,
 * m_i = max over S with i of v(S) - sum of M_j over the others in S.  A game is quasi-balanced when m <= M and
 * sum m <= v(N) <= sum M; then the tau value is the point between m and M that shares out v(N).
 *
 * Summary: total, exists, why (none when it exists).  Table: payoffs (player, value, utopia, minimal_right);
 * values are none when there is no tau value.
 * Fails with: CM_E_LIMIT for games that are not dense; CM_E_MEMORY.  Cost: O(2^n), at worst O(n 2^n).
 * Source: S. H. Tijs, "Bounds for the core and the tau-value", in O. Moeschlin, D. Pallaschke (eds.), Game Theory
 * and Mathematical Economics, North-Holland (1981) 123-132.
 * Certificate: T. S. H. Driessen, S. H. Tijs, "The tau-value, the core and semiconvex games", Int. J. Game Theory
 * 14 (1985) 229-247: with the gap g(S) = M(S) - v(S) and l_i = min over S with i of g(S), the value is
 * M - g(N) l / sum l. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

static size_t everybody(const cm_tu *tu)
{
    return ((size_t)1 << tu->n) - 1;
}

static void find_utopia(const cm_tu *tu, double *utopia)
{
    size_t all = everybody(tu);
    for (size_t i = 0; i < tu->n; i++) utopia[i] = tu->worth[all] - tu->worth[all & ~((size_t)1 << i)];
}

/* m_i = M_i + max over S with i of v(S) - M(S).  Most coalitions are below what every player has already. */
static void find_rights(const cm_tu *tu, const double *utopia, double *right)
{
    double below[1 << 12], best[CM_TU_MOST] = { 0 }, least = -HUGE_VAL;
    size_t low = tu->n < 12 ? tu->n : 12;
    cm_tu_sums(utopia, 0, low, below);
    for (size_t i = 0; i < tu->n; i++) best[i] = -HUGE_VAL;
    for (size_t s = 1; s <= everybody(tu); s++) {
        double over = tu->worth[s] - below[s & ((1u << low) - 1)];
        for (size_t rest = s >> low; rest != 0; rest &= rest - 1) over -= utopia[low + (size_t)__builtin_ctzll(rest)];
        if (over <= least) continue;
        for (size_t rest = s; rest != 0; rest &= rest - 1) {
            size_t i = (size_t)__builtin_ctzll(rest);
            best[i] = fmax(best[i], over);
        }
        least = HUGE_VAL;
        for (size_t i = 0; i < tu->n; i++) least = fmin(least, best[i]);
    }
    for (size_t i = 0; i < tu->n; i++) right[i] = utopia[i] + best[i];
}

/* NULL when the game is quasi-balanced; otherwise why it is not.  Ties are fine. */
static const char *why_not(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const double *utopia, const double *right)
{
    double high = 0, low = 0, total = tu->worth[everybody(tu)], near = ctx->tol.abs * cm_tu_scale(tu);
    for (size_t i = 0; i < tu->n; i++) {
        if (right[i] > utopia[i] + near) {
            return cm_format(ctx, arena, "the minimal right of '%s', %.12g, is more than its utopia payoff, %.12g", tu->player[i], right[i], utopia[i]);
        }
        high += utopia[i];
        low += right[i];
    }
    if (low > total + near) return cm_format(ctx, arena, "the minimal rights add up to %.12g, more than the %.12g there is", low, total);
    if (high < total - near) return cm_format(ctx, arena, "the utopia payoffs add up to %.12g, less than the %.12g there is", high, total);
    return NULL;
}

static void between(const cm_tu *tu, double near, const double *utopia, const double *right, double *x)
{
    double high = 0, low = 0, share;
    for (size_t i = 0; i < tu->n; i++) high += utopia[i], low += right[i];
    share = high - low > near ? (tu->worth[everybody(tu)] - low) / (high - low) : 0;
    for (size_t i = 0; i < tu->n; i++) x[i] = right[i] + share * (utopia[i] - right[i]);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "utopia", "minimal_right", NULL };
    const cm_tu *tu = &game->as.tu;
    double utopia[CM_TU_MOST] = { 0 }, right[CM_TU_MOST] = { 0 }, x[CM_TU_MOST] = { 0 };
    const char *why;
    cm_table *table;
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the tau value"));
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    find_utopia(tu, utopia);
    find_rights(tu, utopia, right);
    why = why_not(ctx, result->arena, tu, utopia, right);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    between(tu, ctx->tol.abs * cm_tu_scale(tu), utopia, right, x);
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), why == NULL ? cm_number(x[i]) : cm_none(), cm_number(utopia[i]), cm_number(right[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_set(ctx, result, "total", why == NULL ? cm_number(tu->worth[everybody(tu)]) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "exists", cm_truth(why == NULL)));
    CM_TRY(cm_result_set(ctx, result, "why", why == NULL ? cm_none() : cm_text(why)));
    CM_TRY(cm_result_note(ctx, result, "Nobody can hope for more than its utopia payoff, what the others lose without it, nor be pressed below its minimal right; the tau value is the fair point in between."));
out:
    return status;
}

/* gap[i]: the least M(S) - v(S) of the coalitions with i, each added up member by member. */
static void least_gaps(const cm_tu *tu, const double *utopia, double *gap)
{
    for (size_t i = 0; i < tu->n; i++) {
        size_t bit = (size_t)1 << i;
        gap[i] = HUGE_VAL;
        for (size_t s = everybody(tu); s != 0; s--) {
            if (s & bit) gap[i] = fmin(gap[i], cm_gets(tu, utopia, (uint32_t)s) - tu->worth[s]);
        }
    }
}

/* The same in one pass for games of many players, by adding the highest member to the sum of the rest. */
static cm_status least_gaps_of_many(cm_ctx *ctx, const cm_tu *tu, const double *utopia, double *gap)
{
    cm_arena scratch = { NULL };
    double *sum = CM_NEW(ctx, &scratch, (size_t)1 << tu->n, double);
    if (sum == NULL) return ctx->status;
    cm_tu_sums(utopia, 0, tu->n, sum);
    for (size_t i = 0; i < tu->n; i++) gap[i] = HUGE_VAL;
    for (size_t s = 1; s <= everybody(tu); s++) {
        double g = sum[s] - tu->worth[s];
        for (size_t rest = s; rest != 0; rest &= rest - 1) {
            size_t i = (size_t)__builtin_ctzll(rest);
            if (g < gap[i]) gap[i] = g;
        }
    }
    cm_arena_free(&scratch);
    return CM_OK;
}

static cm_status check_values(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const double *utopia, const double *gap)
{
    double x[CM_TU_MOST], whole = -tu->worth[everybody(tu)], gaps = 0, near = ctx->tol.cert * cm_tu_scale(tu) * (double)tu->n;
    if (cm_column_read(ctx, tu, result, "payoffs", "value", x) != CM_OK) return ctx->status;
    for (size_t i = 0; i < tu->n; i++) whole += utopia[i], gaps += gap[i];
    for (size_t i = 0; i < tu->n; i++) {
        double expected = utopia[i] - (gaps > near ? whole * gap[i] / gaps : gap[i]);
        if (!(fabs(x[i] - expected) <= near)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: by concessions '%s' gets %.12g, not %.12g", tu->player[i], expected, x[i]);
        }
    }
    return cm_total_check(ctx, result, tu->worth[everybody(tu)], cm_tu_scale(tu));
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    double utopia[CM_TU_MOST] = { 0 }, right[CM_TU_MOST] = { 0 }, gap[CM_TU_MOST] = { 0 }, near, tie, least = HUGE_VAL, gaps = 0, whole = 0;
    const cm_value *exists = cm_result_get(result, "exists");
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the tau value"));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "utopia", utopia));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "minimal_right", right));
    near = ctx->tol.cert * cm_tu_scale(tu) * (double)tu->n;
    tie = ctx->tol.abs * cm_tu_scale(tu) / 2;
    if (tu->n > 12) CM_TRY(least_gaps_of_many(ctx, tu, utopia, gap));
    else least_gaps(tu, utopia, gap);
    for (size_t i = 0; i < tu->n; i++) {
        double without = tu->worth[everybody(tu) - ((size_t)1 << i)];
        if (!(fabs(utopia[i] + without - tu->worth[everybody(tu)]) <= near && fabs(utopia[i] - gap[i] - right[i]) <= near)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the bounds of '%s' are not %.12g and %.12g", tu->player[i], right[i], utopia[i]));
        }
        least = fmin(least, gap[i]);
        gaps += gap[i];
        whole += utopia[i];
    }
    /* quasi-balanced: no gap is below 0, and the gap of everybody is at most the sum of the least ones */
    whole -= tu->worth[everybody(tu)];
    if (exists == NULL || exists->kind != CM_TRUTH || (exists->as.truth ? least < -near || gaps < whole - near : least >= -tie && gaps >= whole - tie)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the least gap is %.12g, the gaps are %.12g, the gap of everybody %.12g", least, gaps, whole));
    }
    if (exists->as.truth) CM_TRY(check_values(ctx, tu, result, utopia, gap));
out:
    return status;
}

static const char *const summary_names[] = { "total", "exists", "why", NULL };

extern const cm_concept cm_concept_tau;
const cm_concept cm_concept_tau = {
    .name = "tau",
    .title = "Tau value",
    .title_zh = "妥协值（τ值）",
    .about = "A compromise between the most that each player can hope for and the least that it can insist on.",
    .about_zh = "在各行为体所能期望的最高所得与所能坚持的最低所得之间取折中。",
    .formula = "m + t (M - m) that adds up to v(N); M_i = v(N) - v(N - i), m_i = max over S with i of v(S) - sum of M_j, j in S - i",
    .source = "S. H. Tijs, \"Bounds for the core and the tau-value\", in O. Moeschlin, D. Pallaschke (eds.), Game Theory and Mathematical "
              "Economics, North-Holland (1981) 123-132",
    .certificate = "the bounds hold against every coalition, and sharing out what everybody concedes in proportion to the least gaps gives the same",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .run = run,
    .check = check,
};
