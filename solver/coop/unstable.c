/* unstable.c: why a way to share is not stable: who would do better by itself, and by how much.
 *
 * Definition: the excess of a coalition at payoffs x is v(S) - x(S): what its members could gain together by
 * going their own way.  Coalitions with an excess above 0 block.  Everybody together counts only when the payoffs
 * do not share out worth(N).
 *
 * Summary: largest_excess, blocking.  Table: excesses (coalition, worth, gets, excess), largest first, of equal
 * ones that with the smaller mask first.
 * Fails with: CM_E_LIMIT for games that are not dense; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(2^n).
 * Source: M. Davis, M. Maschler, "The kernel of a cooperative game", Naval Research Logistics Quarterly 12 (1965)
 * 223-259. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

enum { LOW = 12 };

typedef struct params {
    cm_numbers payoffs;
    long most;
} params;

typedef struct entry {
    double excess;
    uint32_t mask;
} entry;

/* x(S) for any S with one addition. */
typedef struct summing {
    size_t low;
    double *below, *above;
} summing;

static cm_status open_sums(cm_ctx *ctx, cm_arena *arena, size_t n, const double *x, summing *sums)
{
    sums->low = n < LOW ? n : LOW;
    sums->below = CM_NEW(ctx, arena, (size_t)1 << sums->low, double);
    sums->above = CM_NEW(ctx, arena, (size_t)1 << (n - sums->low), double);
    if (sums->below == NULL || sums->above == NULL) return ctx->status;
    cm_tu_sums(x, 0, sums->low, sums->below);
    cm_tu_sums(x, sums->low, n - sums->low, sums->above);
    return CM_OK;
}

/* Equal numbers in the eyes of the reader, so that ties do not hang on rounding. */
static bool larger(double a, double b, double near)
{
    return a > b + near;
}

/* Keep the `most` largest, in order: newcomers stand behind those they tie with. */
static void offer(entry *list, size_t *count, size_t most, entry new, double near)
{
    size_t k = *count;
    if (k == most && !larger(new.excess, list[k - 1].excess, near)) return;
    if (k == most) k--;
    for (; k > 0 && larger(new.excess, list[k - 1].excess, near); k--) list[k] = list[k - 1];
    list[k] = new;
    if (*count < most) ++*count;
}

static bool counts(const cm_tu *tu, size_t s, double excess, double near)
{
    return s != ((size_t)1 << tu->n) - 1 || fabs(excess) > near;
}

static cm_status find(cm_ctx *ctx, const cm_tu *tu, const double *x, size_t most, entry *list, size_t *count, int64_t *blocking)
{
    double near = ctx->tol.abs * cm_tu_scale(tu);
    cm_arena scratch = { NULL };
    summing sums;
    cm_status status = open_sums(ctx, &scratch, tu->n, x, &sums);
    *count = 0;
    *blocking = 0;
    for (size_t s = 1; status == CM_OK && s < (size_t)1 << tu->n; s++) {
        double excess = tu->worth[s] - (sums.below[s & (((size_t)1 << sums.low) - 1)] + sums.above[s >> sums.low]);
        if ((s & 0xffff) == 0 && cm_stopped(ctx)) status = cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
        if (!counts(tu, s, excess, near)) continue;
        if (excess > near) ++*blocking;
        offer(list, count, most, (entry){ excess, (uint32_t)s }, near);
    }
    cm_arena_free(&scratch);
    return status;
}

static cm_status put_rows(cm_ctx *ctx, const cm_tu *tu, const entry *list, size_t count, cm_result *result)
{
    static const char *const columns[] = { "coalition", "worth", "gets", "excess", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "excesses", columns, &table));
    for (size_t k = 0; k < count; k++) {
        double worth = tu->worth[list[k].mask];
        cm_value row[] = { cm_text(cm_tu_coalition_text(ctx, result->arena, tu, list[k].mask)), cm_number(worth), cm_number(worth - list[k].excess), cm_number(list[k].excess) };
        if (row[0].as.text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status put_notes(cm_ctx *ctx, const cm_tu *tu, const params *p, const double *x, const entry *list, size_t count, int64_t blocking, cm_result *result)
{
    size_t all = ((size_t)1 << tu->n) - 1;
    double near = ctx->tol.abs * cm_tu_scale(tu), total = cm_gets(tu, x, (uint32_t)all);
    const char *text;
    cm_status status = CM_OK;
    if (p->payoffs.count == 0) CM_TRY(cm_result_note(ctx, result, "No payoffs are given: everybody gets an equal share."));
    if (fabs(total - tu->worth[all]) > near) {
        text = cm_format(ctx, result->arena, "The payoffs add up to %.12g, but everybody together is worth %.12g.", total, tu->worth[all]);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (blocking == 0) {
        CM_TRY(cm_result_note(ctx, result, "No coalition can do better by itself: the payoffs are stable."));
    } else if (count > 0) {
        const char *who = cm_tu_coalition_text(ctx, result->arena, tu, list[0].mask);
        text = who == NULL ? NULL : cm_format(ctx, result->arena, "%s can secure %.6g by itself and gets %.6g: it would gain %.6g by going its own way.", who,
                                              tu->worth[list[0].mask], tu->worth[list[0].mask] - list[0].excess, list[0].excess);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params_given, cm_result *result)
{
    const params *p = params_given;
    const cm_tu *tu = &game->as.tu;
    double x[CM_TU_MOST];
    cm_arena scratch = { NULL };
    entry *list = CM_NEW(ctx, &scratch, (size_t)p->most, entry);
    size_t count;
    int64_t blocking;
    cm_status status = CM_OK;
    if (list == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tu_require_dense(ctx, tu, "'unstable'"));
    cm_payoffs_given(tu, &p->payoffs, x);
    CM_TRY(find(ctx, tu, x, (size_t)p->most, list, &count, &blocking));
    CM_TRY(put_rows(ctx, tu, list, count, result));
    CM_TRY(cm_result_set(ctx, result, "largest_excess", count > 0 ? cm_number(list[0].excess) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "blocking", cm_integer(blocking)));
    CM_TRY(put_notes(ctx, tu, p, x, list, count, blocking, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* The printed rows, held against the game: words, numbers, order. */
static cm_status check_rows(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_table *table, bool *listed)
{
    double near = ctx->tol.cert * cm_tu_scale(tu), before = HUGE_VAL;
    for (size_t k = 0; k < table->nrows; k++) {
        cm_value who = cm_table_get(table, k, "coalition"), worth = cm_table_get(table, k, "worth"), gets = cm_table_get(table, k, "gets"), excess = cm_table_get(table, k, "excess");
        uint32_t mask = 0;
        bool good = who.kind == CM_TEXT && worth.kind == CM_NUMBER && gets.kind == CM_NUMBER && excess.kind == CM_NUMBER && cm_coalition_read(tu, who.as.text, &mask) && !listed[mask];
        good = good && fabs(worth.as.number - tu->worth[mask]) <= near && fabs(gets.as.number - cm_gets(tu, x, mask)) <= near;
        good = good && fabs(excess.as.number - (tu->worth[mask] - cm_gets(tu, x, mask))) <= near && excess.as.number <= before + near;
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the excesses does not hold", k + 1);
        before = excess.as.number;
        listed[mask] = true;
    }
    return CM_OK;
}

/* Depth first: each player in turn joins or not, and the sum is carried along. */
static void count_above(const cm_tu *tu, const double *x, size_t i, size_t mask, double sum, double last, double near, const bool *listed, int64_t *blocking, int64_t *missed)
{
    if (i < tu->n) {
        count_above(tu, x, i + 1, mask, sum, last, near, listed, blocking, missed);
        count_above(tu, x, i + 1, mask | (size_t)1 << i, sum + x[i], last, near, listed, blocking, missed);
        return;
    }
    if (mask == 0 || !counts(tu, mask, tu->worth[mask] - sum, near)) return;
    if (tu->worth[mask] - sum > near) ++*blocking;
    if (!listed[mask] && tu->worth[mask] - sum > last) ++*missed;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params_given, const cm_result *result)
{
    const params *p = params_given;
    const cm_tu *tu = &game->as.tu;
    const cm_table *table = cm_result_find(result, "excesses");
    const cm_value *largest = cm_result_get(result, "largest_excess"), *said = cm_result_get(result, "blocking");
    double x[CM_TU_MOST], near, last = -HUGE_VAL;
    int64_t blocking = 0, missed = 0;
    cm_arena scratch = { NULL };
    bool *listed;
    cm_status status;
    CM_TRY(cm_tu_require_dense(ctx, tu, "'unstable'"));
    listed = CM_NEW(ctx, &scratch, (size_t)1 << tu->n, bool);
    if (listed == NULL) CM_LEAVE(ctx->status);
    cm_payoffs_given(tu, &p->payoffs, x);
    near = ctx->tol.abs * cm_tu_scale(tu);
    if (table == NULL || largest == NULL || said == NULL || said->kind != CM_INTEGER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no excesses"));
    CM_TRY(check_rows(ctx, tu, x, table, listed));
    if (table->nrows == (size_t)p->most) last = cm_table_get(table, table->nrows - 1, "excess").as.number + 2 * near;
    count_above(tu, x, 0, 0, 0, last, near, listed, &blocking, &missed);
    if (missed > 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld coalitions with larger excesses are not listed", (long long)missed));
    if (said->as.integer != blocking) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld coalitions block", (long long)blocking));
    if (table->nrows > 0 && !(largest->kind == CM_NUMBER && fabs(largest->as.number - cm_table_get(table, 0, "excess").as.number) <= near)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the largest excess is another"));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "largest_excess", "blocking", NULL };

static const cm_param parameters[] = {
    { .name = "payoffs", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(params, payoffs), .low = 1, .high = 0,
      .about = "What each player gets; without it, equal shares of what everybody together is worth.",
      .about_zh = "各行为体所得；若不给出，则平分全体的总价值。" },
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(params, most), .fallback = 10, .low = 1, .high = 10000,
      .about = "How many coalitions are listed.", .about_zh = "列出多少个联盟。" },
};

extern const cm_concept cm_concept_unstable;
const cm_concept cm_concept_unstable = {
    .name = "unstable",
    .title = "Why a way to share is unstable",
    .title_zh = "分配为何不稳定",
    .about = "Which coalitions would do better by going their own way than with the payoffs given, and by how much.",
    .about_zh = "在给定的分配下，哪些联盟自行其是反而所得更多，多出多少。",
    .formula = "e(S, x) = v(S) - x(S), largest first",
    .source = "M. Davis, M. Maschler, \"The kernel of a cooperative game\", Naval Research Logistics Quarterly 12 (1965) 223-259",
    .certificate = "each excess is added up again from the coalition's own words, none that is left out is larger, and the blocking ones are counted again",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
