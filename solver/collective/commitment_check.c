/* commitment_check.c: the certificate of commitment, on payoffs found from first principles. */
#include <math.h>

#include "solver/collective/commitment.h"
#include "solver/collective/play.h"

static bool near(const cm_ctx *ctx, double scale, cm_value value, double expected)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= ctx->tol.cert * scale;
}

static bool whole_is(const cm_value *value, size_t expected)
{
    return value != NULL && value->kind == CM_INTEGER && value->as.integer == (int64_t)expected;
}

/* Size, worth, what is needed and what is left, of one row; whether it holds follows from what is left. */
static bool row_is_right(const cm_ctx *ctx, const cm_table *table, size_t row, size_t size, double worth, double needed, double scale)
{
    cm_value holds = cm_table_get(table, row, "holds"), left = cm_table_get(table, row, "surplus"), at = cm_table_get(table, row, "size");
    return whole_is(&at, size) && near(ctx, scale, cm_table_get(table, row, "worth"), worth) && near(ctx, scale, cm_table_get(table, row, "needed"), needed) &&
           near(ctx, scale, left, worth - needed) && holds.kind == CM_TRUTH && holds.as.truth == (left.as.number >= 0);
}

/* The largest size whose row holds. */
static cm_status check_summary(cm_ctx *ctx, const cm_table *table, size_t core, const cm_result *result)
{
    size_t largest = 0;
    for (size_t row = 0; row < table->nrows; row++) {
        if (cm_table_get(table, row, "holds").as.truth) largest = core + row;
    }
    for (size_t k = 0; k < 3; k++) {
        static const char *const name[] = { "gap_before", "gap_closed", "surplus" };
        cm_value cell = cm_table_get(table, k == 0 || largest < core ? 0 : largest - core, k == 2 ? "surplus" : "gap_closed");
        const cm_value *value = cm_result_get(result, name[k]);
        if (value != NULL && value->kind == cell.kind && (cell.kind != CM_NUMBER || fabs(value->as.number - cell.as.number) <= ctx->tol.abs)) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is not that of its row", name[k]);
    }
    if (whole_is(cm_result_get(result, "committed"), core) && whole_is(cm_result_get(result, "largest"), largest)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu that are committed can buy an agreement of %zu", core, largest);
}

/* For every number that is committed: what is printed can be paid for, and nothing clearly larger can. */
static cm_status check_cores(cm_ctx *ctx, size_t n, const double *member, const double *outsider, double scale, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "cores");
    size_t for_all = 0;
    if (table == NULL || table->nrows != n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no row for each core");
    for (size_t core = 1; core <= n; core++) {
        cm_value value = cm_table_get(table, core - 1, "largest");
        size_t largest = value.kind == CM_INTEGER && value.as.integer > 0 ? (size_t)value.as.integer : 0;
        if (largest < core || largest > n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu cannot buy %zu", core, largest);
        for (size_t k = core + 1; k <= n; k++) {
            double left = (double)core * (member[k] - member[core]) + (double)(k - core) * (member[k] - outsider[k - 1]);
            if (k == largest ? left >= -ctx->tol.cert * scale : k < largest || left <= ctx->tol.cert * scale) continue;
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu that are committed do not end with %zu", core, largest);
        }
        if (largest == n && for_all == 0) for_all = core;
    }
    if (!whole_is(cm_result_get(result, "needed_for_all"), for_all)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu have to be committed to bring all in", for_all);
    return CM_OK;
}

static cm_status check_sizes(cm_ctx *ctx, const cm_pfg *pfg, const cm_table *table, const cm_result *result)
{
    cm_arena scratch = { NULL };
    size_t n = pfg->n, core = n + 1 - table->nrows, *block = CM_NEW(ctx, &scratch, n, size_t);
    double *member = CM_NEW(ctx, &scratch, n + 1, double), *outsider = CM_NEW(ctx, &scratch, n + 1, double), *pay = CM_NEW(ctx, &scratch, n, double), scale = 0;
    double *welfare = CM_NEW(ctx, &scratch, n + 1, double);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t k = 0; k <= n; k++) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_play_agreement_of_size(pfg, k, block, pay);
        for (size_t i = 0; i < n; i++) welfare[k] += pay[i];
        member[k] = pay[0];
        outsider[k] = pay[n - 1];
        scale = fmax(scale, (double)n * fmax(fabs(pay[0]), fabs(pay[n - 1])));
    }
    for (size_t k = core; k <= n; k++) {
        double needed = (double)core * member[core] + (k > core ? (double)(k - core) * outsider[k - 1] : 0);
        if (!row_is_right(ctx, table, k - core, k, (double)k * member[k], needed, scale) ||
            !cm_play_gap_is(ctx, cm_table_get(table, k - core, "gap_closed"), scale, welfare[k], welfare[0], welfare[n])) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: an agreement of %zu is not as printed", k));
    }
    CM_TRY(check_cores(ctx, n, member, outsider, scale, result));
    CM_TRY(check_summary(ctx, table, core, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- unequal players --------------------------------------------------------------------------------- */

/* pay: 2^n x n.  What the members of s have, and what they need. */
static void add_up(const double *pay, size_t n, uint32_t s, uint32_t core, double *worth, double *needed)
{
    *worth = *needed = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if (!(s & bit)) continue;
        *worth += pay[s * n + i];
        *needed += pay[(core & bit ? core : s & ~bit) * n + i];
    }
}

static double welfare(const double *pay, size_t n, uint32_t s)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += pay[s * n + i];
    return sum;
}

/* Each row's coalition is as printed, and no other of its size that can clearly be paid for has clearly more. */
static cm_status check_best(cm_ctx *ctx, const cm_pfg *pfg, const double *pay, uint32_t core, const cm_table *table, double scale)
{
    size_t n = pfg->n, first = (size_t)__builtin_popcount(core);
    uint32_t best[CM_PFG_MOST_MASKS + 1] = { 0 };
    uint32_t all = ((uint32_t)1 << n) - 1;
    double worth, needed, edge = ctx->tol.cert * scale;
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value members = cm_table_get(table, row, "members"), holds = cm_table_get(table, row, "holds"), size = cm_table_get(table, row, "size");
        uint32_t s = members.kind == CM_TEXT ? cm_members_mask(pfg, members.as.text) : 0;
        if (s == 0 && holds.kind == CM_TRUTH && !holds.as.truth && whole_is(&size, first + row)) continue;
        add_up(pay, n, s, core, &worth, &needed);
        if ((s & core) != core || (size_t)__builtin_popcount(s) != first + row || !row_is_right(ctx, table, row, first + row, worth, needed, scale) ||
            !cm_play_gap_is(ctx, cm_table_get(table, row, "gap_closed"), scale, welfare(pay, n, s), welfare(pay, n, 0), welfare(pay, n, all))) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: an agreement of %zu is not as printed", first + row);
        }
        best[first + row] = s;
    }
    for (uint32_t s = 1; s < (uint32_t)1 << n; s++) {
        uint32_t listed = best[__builtin_popcount(s)];
        if ((s & core) != core) continue;
        add_up(pay, n, s, core, &worth, &needed);
        if (worth - needed <= edge || (listed != 0 && welfare(pay, n, s) <= welfare(pay, n, listed) + edge)) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: a better agreement of %d can be paid for", __builtin_popcount(s));
    }
    return CM_OK;
}

static cm_status check_masks(cm_ctx *ctx, const cm_pfg *pfg, uint32_t core, const cm_table *table, const cm_result *result)
{
    cm_arena scratch = { NULL };
    size_t n = pfg->n, count = (size_t)1 << n, *block = CM_NEW(ctx, &scratch, n, size_t);
    double *pay = CM_NEW(ctx, &scratch, count * n, double), scale = 0;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t s = 0; s < count; s++) {
        if (s % 1024 == 0 && cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_play_agreement(pfg, (uint32_t)s, block, pay + s * n);
        for (size_t i = 0; i < n; i++) scale = fmax(scale, fabs(pay[s * n + i]));
    }
    if (table->nrows != n + 1 - (size_t)__builtin_popcount(core)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no row for each size"));
    CM_TRY(check_best(ctx, pfg, pay, core, table, scale));
    CM_TRY(check_summary(ctx, table, (size_t)__builtin_popcount(core), result));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_commitment_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_table *table = cm_result_find(result, "sizes");
    if (table == NULL || table->nrows == 0 || table->nrows > pfg->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no sizes are listed");
    return pfg->symmetric ? check_sizes(ctx, pfg, table, result) : check_masks(ctx, pfg, cm_commitment_core(params), table, result);
}
