/* kernel.c: the kernel and the prekernel: nobody can press anybody more than it can be pressed back.
 *
 * Definition: the surplus of i against j at payoffs x is the most that i could gain with some coalition that
 * leaves j out, s_ij = max over S with i without j of v(S) - x(S).  Payoffs that share out worth(N) are in the
 * prekernel when s_ij = s_ji for all pairs; in the kernel when nobody gets less than it has alone, and s_ij > s_ji
 * only where x_j = v(j).
 *
 * With the parameter `payoffs`: are these in it?  Without it: a point of the prekernel, found as in surplus.c; there
 * may be others.
 *
 * Summary: total, prekernel, kernel, largest_gap.  Tables: payoffs (player, value), surpluses (player, against,
 * surplus).
 * Fails with: CM_E_LIMIT for games that are not dense, of more than 20 players, or when the search takes too long;
 * CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n 2^n) a step and less, rarely more than a few dozen steps.
 * Sources: M. Davis, M. Maschler, "The kernel of a cooperative game", Naval Research Logistics Quarterly 12 (1965)
 * 223-259; M. Maschler, B. Peleg, L. S. Shapley, "The kernel and bargaining set for convex games", Int. J. Game
 * Theory 1 (1972) 73-93. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/surplus.h"
#include "solver/coop/values.h"

typedef struct params {
    cm_numbers payoffs;
} params;

/* What a matrix of surpluses and payoffs come to. */
typedef struct verdict {
    bool shared, prekernel, kernel;
    double gap;
    size_t i, j;                     /* the pair that is most apart, s_ij >= s_ji; n, n when there is none */
    size_t poor;                     /* a player with less than it has alone, or n */
} verdict;

static verdict judge(const cm_tu *tu, const double *x, const double *s, double near)
{
    size_t n = tu->n, all = ((size_t)1 << n) - 1;
    verdict v = { .shared = fabs(cm_gets(tu, x, (uint32_t)all) - tu->worth[all]) <= near, .i = n, .j = n, .poor = n };
    bool pressed = false;
    for (size_t i = 0; i < n; i++) {
        if (x[i] < tu->worth[(size_t)1 << i] - near) v.poor = i;
        for (size_t j = 0; j < n; j++) {
            double apart = i == j ? 0 : s[i * n + j] - s[j * n + i];
            if (apart > near && x[j] > tu->worth[(size_t)1 << j] + near) pressed = true;
            if (apart <= v.gap) continue;
            v.gap = apart;
            v.i = i;
            v.j = j;
        }
    }
    v.prekernel = v.shared && v.gap <= near;
    v.kernel = v.shared && v.poor == n && !pressed;
    return v;
}

static cm_status need_small(cm_ctx *ctx, const cm_tu *tu)
{
    if (cm_tu_require_dense(ctx, tu, "the kernel") != CM_OK) return ctx->status;
    if (tu->n <= CM_SURPLUS_PLAYERS) return CM_OK;
    return cm_fail(ctx, CM_E_LIMIT, "the kernel compares all pairs over all coalitions: %d players are the most, and the game has %zu", CM_SURPLUS_PLAYERS, tu->n);
}

static cm_status put_tables(cm_ctx *ctx, const cm_tu *tu, const double *x, const double *s, cm_result *result)
{
    static const char *const columns[] = { "player", "value", NULL }, *const pairs[] = { "player", "against", "surplus", NULL };
    cm_table *payoffs, *surpluses;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &payoffs));
    CM_TRY(cm_result_table(ctx, result, "surpluses", pairs, &surpluses));
    for (size_t i = 0; i < tu->n; i++) {
        cm_value row[] = { cm_text(tu->player[i]), cm_number(x[i]) };
        CM_TRY(cm_table_row(ctx, result, payoffs, row));
        for (size_t j = 0; j < tu->n; j++) {
            cm_value pair[] = { cm_text(tu->player[i]), cm_text(tu->player[j]), cm_number(s[i * tu->n + j]) };
            if (i != j) CM_TRY(cm_table_row(ctx, result, surpluses, pair));
        }
    }
out:
    return status;
}

static cm_status put_notes(cm_ctx *ctx, const cm_tu *tu, const verdict *v, bool given, cm_result *result)
{
    const char *text = NULL;
    cm_status status = CM_OK;
    if (!given) CM_TRY(cm_result_note(ctx, result, "This is one point of the prekernel; there may be others."));
    if (!v->shared) CM_TRY(cm_result_note(ctx, result, "The payoffs do not share out what everybody together is worth."));
    if (v->poor < tu->n) text = cm_format(ctx, result->arena, "'%s' gets less than it has alone.", tu->player[v->poor]);
    else if (!v->prekernel && v->i < tu->n) {
        text = cm_format(ctx, result->arena, "'%s' could gain %.6g more without '%s' than '%s' could without '%s'.", tu->player[v->i], v->gap, tu->player[v->j], tu->player[v->j], tu->player[v->i]);
    }
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (text != NULL) CM_TRY(cm_result_note(ctx, result, text));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *p, cm_result *result)
{
    const cm_numbers *given = &((const params *)p)->payoffs;
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST], near, gap;
    cm_arena scratch = { NULL };
    cm_payoffs start;
    cm_surplus u;
    verdict v;
    cm_status status;
    CM_TRY(need_small(ctx, tu));
    near = ctx->tol.abs * cm_tu_scale(tu);
    cm_payoffs_given(tu, given, x);
    if (given->count == 0) {
        CM_TRY(cm_shapley_find(ctx, &scratch, tu, &start));
        for (size_t i = 0; i < tu->n; i++) x[i] = start.x[i];
        CM_TRY(cm_prekernel_find(ctx, tu, near / 2, x, &gap));
    }
    cm_surplus_find(tu, x, &u);
    v = judge(tu, x, u.s, near);
    CM_TRY(put_tables(ctx, tu, x, u.s, result));
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(cm_gets(tu, x, ((uint32_t)1 << tu->n) - 1))));
    CM_TRY(cm_result_set(ctx, result, "prekernel", cm_truth(v.prekernel)));
    CM_TRY(cm_result_set(ctx, result, "kernel", cm_truth(v.kernel)));
    CM_TRY(cm_result_set(ctx, result, "largest_gap", cm_number(v.gap)));
    CM_TRY(put_notes(ctx, tu, &v, given->count > 0, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* s_ij by its definition: over all subsets of the players other than i and j. */
static double surplus_of(const cm_tu *tu, const double *sum, size_t i, size_t j)
{
    size_t bit = (size_t)1 << i, others = ((size_t)1 << tu->n) - 1 - bit - ((size_t)1 << j);
    double best = -HUGE_VAL;
    for (size_t rest = others;; rest = (rest - 1) & others) {
        double excess = tu->worth[rest | bit] - sum[rest | bit];
        if (excess > best) best = excess;
        if (rest == 0) return best;
    }
}

static cm_status check_surpluses(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_result *result, double *s)
{
    const cm_table *table = cm_result_find(result, "surpluses");
    cm_arena scratch = { NULL };
    double *sum = CM_NEW(ctx, &scratch, (size_t)1 << tu->n, double), near = ctx->tol.cert * cm_tu_scale(tu);
    size_t n = tu->n, row = 0;
    cm_status status = CM_OK;
    if (sum == NULL) CM_LEAVE(ctx->status);
    if (table == NULL || table->nrows != n * (n - 1)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no surpluses of %zu pairs", n * (n - 1)));
    cm_tu_sums(x, 0, n, sum);
    for (size_t k = 0; k < n * n; k++) {
        cm_value printed;
        size_t i = k / n, j = k % n;
        if (i == j) continue;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        s[k] = surplus_of(tu, sum, i, j);
        printed = cm_table_get(table, row++, "surplus");
        if (printed.kind == CM_NUMBER && fabs(printed.as.number - s[k]) <= near) continue;
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the surplus of '%s' against '%s' is %.12g", tu->player[i], tu->player[j], s[k]));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* A printed truth has to hold within the certificate's tolerance, a printed falsehood must not hold within half of
 * the tolerance by which it was decided. */
static bool agrees(const cm_value *said, bool wide, bool narrow)
{
    return said != NULL && said->kind == CM_TRUTH && (said->as.truth ? wide : !narrow);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *p, const cm_result *result)
{
    const cm_numbers *given = &((const params *)p)->payoffs;
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST], s[CM_SURPLUS_PLAYERS * CM_SURPLUS_PLAYERS] = { 0 }, scale = cm_tu_scale(tu);
    const cm_value *gap = cm_result_get(result, "largest_gap");
    verdict wide, narrow;
    cm_status status;
    CM_TRY(need_small(ctx, tu));
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    for (size_t i = 0; i < given->count; i++) {
        if (!(fabs(x[i] - given->at[i]) <= ctx->tol.abs * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' was to get %.12g", tu->player[i], given->at[i]));
    }
    CM_TRY(check_surpluses(ctx, tu, x, result, s));
    wide = judge(tu, x, s, ctx->tol.cert * scale);
    narrow = judge(tu, x, s, ctx->tol.abs * scale / 2);
    if (!agrees(cm_result_get(result, "prekernel"), wide.prekernel, narrow.prekernel) || !agrees(cm_result_get(result, "kernel"), wide.kernel, narrow.kernel)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: two surpluses are %.12g apart, which says otherwise", wide.gap));
    }
    if (given->count == 0 && !wide.prekernel) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: two surpluses are %.12g apart", wide.gap));
    if (gap == NULL || gap->kind != CM_NUMBER || !(fabs(gap->as.number - wide.gap) <= ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the largest gap is %.12g", wide.gap));
    CM_TRY(cm_total_check(ctx, result, cm_gets(tu, x, ((uint32_t)1 << tu->n) - 1), scale));
out:
    return status;
}

static const char *const summary_names[] = { "total", "prekernel", "kernel", "largest_gap", NULL };

static const cm_param parameters[] = {
    { .name = "payoffs", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(params, payoffs), .low = 1, .high = 0,
      .about = "What each player gets; without it, a point of the prekernel is looked for.",
      .about_zh = "各行为体所得；若不给出，则寻找预内核中的一点。" },
};

extern const cm_concept cm_concept_kernel;
const cm_concept cm_concept_kernel = {
    .name = "kernel",
    .title = "Kernel",
    .title_zh = "内核",
    .about = "A way to share at which no player could gain more without another than the other could gain without it.",
    .about_zh = "在该分配下，任何一方抛开另一方所能多得的，都不超过对方抛开它所能多得的。",
    .formula = "s_ij = max over S with i without j of v(S) - x(S); s_ij = s_ji for all pairs (kernel: or x_j = v(j) where s_ij > s_ji)",
    .source = "M. Davis, M. Maschler, \"The kernel of a cooperative game\", Naval Research Logistics Quarterly 12 (1965) 223-259; R. E. Stearns, "
              "\"Convergent transfer schemes for N-person games\", Transactions of the American Mathematical Society 134 (1968) 449-459; H. I. Meinhardt, "
              "The Pre-Kernel as a Tractable Solution for Cooperative Games, Springer (2014)",
    .certificate = "every surplus is found again pair by pair over the coalitions that count for it, and equals its counterpart where it has to",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
