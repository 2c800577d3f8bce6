/* stable_check.c: the certificates of stable-agreement, on payoffs found from first principles.
 *
 * Every row's numbers are found again, its words must follow from its numbers, and no coalition that is
 * clearly stable may be missing from the list.  (Clearly: by more than tol.cert, for payoffs found by
 * bisection cannot tell an exact tie from a near one.) */
#include <assert.h>
#include <math.h>

#include "solver/collective/play.h"
#include "solver/collective/stable_agreement.h"

static bool near(const cm_ctx *ctx, double scale, cm_value value, double expected)
{
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= ctx->tol.cert * scale;
}

static bool is(const cm_table *table, size_t row, const char *column, bool expected)
{
    cm_value value = cm_table_get(table, row, column);
    return value.kind == CM_TRUTH && value.as.truth == expected;
}

static bool counts(const cm_result *result, const char *name, size_t expected)
{
    const cm_value *value = cm_result_get(result, name);
    return value != NULL && value->kind == CM_INTEGER && value->as.integer == (int64_t)expected;
}

/* Do the words of the row follow from its two gains? */
static bool words_follow(const cm_table *table, size_t row)
{
    cm_value staying = cm_table_get(table, row, "staying"), joining = cm_table_get(table, row, "joining");
    cm_stability s = { .leaves = staying.kind == CM_NUMBER, .joins = joining.kind == CM_NUMBER };
    if (s.leaves) s.staying = staying.as.number;
    if (s.joins) s.joining = joining.as.number;
    return is(table, row, "internal", cm_stable_internal(&s)) && is(table, row, "external", cm_stable_external(&s)) &&
           is(table, row, "strict", cm_stable_internal(&s) && cm_stable_external(&s) && cm_stable_strictly(&s));
}

/* --- by size ----------------------------------------------------------------------------------------- */

static cm_status wrong_size(cm_ctx *ctx, size_t k, const char *what)
{
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: of %zu members the %s is another", k, what);
}

static cm_status check_row(cm_ctx *ctx, const cm_pfg *pfg, const cm_table *table, size_t k, const double *member, const double *outsider, const double *welfare, double scale)
{
    size_t n = pfg->n, row = k - 1;
    cm_value size = cm_table_get(table, row, "size"), profit = cm_table_get(table, row, "profitable");
    double more = member[k] - outsider[0];
    bool stable = is(table, row, "internal", true) && is(table, row, "external", true);
    if (size.kind != CM_INTEGER || size.as.integer != (int64_t)k) return wrong_size(ctx, k, "row");
    if (!near(ctx, scale, cm_table_get(table, row, "member"), member[k])) return wrong_size(ctx, k, "payoff of a member");
    if (k < n && !near(ctx, scale, cm_table_get(table, row, "outsider"), outsider[k])) return wrong_size(ctx, k, "payoff of an outsider");
    if ((k > 1 || pfg->leader) && !near(ctx, scale, cm_table_get(table, row, "staying"), member[k] - outsider[k - 1])) return wrong_size(ctx, k, "gain from staying");
    if (k < n && !near(ctx, scale, cm_table_get(table, row, "joining"), member[k + 1] - outsider[k])) return wrong_size(ctx, k, "gain from joining");
    if (!cm_play_gap_is(ctx, cm_table_get(table, row, "gap_closed"), scale, welfare[k], welfare[0], welfare[n])) return wrong_size(ctx, k, "share of the gap");
    if (!words_follow(table, row) || !is(table, row, "stable", stable)) return wrong_size(ctx, k, "stability");
    if (profit.kind != CM_TRUTH || (fabs(more) > ctx->tol.cert * scale && profit.as.truth != (more > 0))) return wrong_size(ctx, k, "profit");
    return CM_OK;
}

/* A number of the summary that repeats a cell, or is absent where that is. */
static bool repeats(const cm_result *result, const char *name, cm_value cell)
{
    const cm_value *value = cm_result_get(result, name);
    if (value == NULL || cell.kind != CM_NUMBER) return value != NULL && value->kind == CM_NONE;
    return value->kind == CM_NUMBER && !(value->as.number < cell.as.number) && !(value->as.number > cell.as.number);
}

static cm_status check_size_summary(cm_ctx *ctx, const cm_table *table, const cm_result *result)
{
    size_t largest = 0, count = 0, internal = 0, internals = 0;
    for (size_t row = 0; row < table->nrows; row++) {
        if (is(table, row, "internal", true)) {
            internal = row + 1;
            internals += row > 0;
        }
        if (is(table, row, "stable", true)) {
            largest = row + 1;
            count++;
        }
    }
    if (!repeats(result, "gap_closed", largest > 0 ? cm_table_get(table, largest - 1, "gap_closed") : cm_none())) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the share of the gap is not that of %zu members", largest);
    }
    if (counts(result, "largest", largest) && counts(result, "count", count) && counts(result, "largest_internal", internal) && counts(result, "internal_count", internals)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu sizes are stable, the largest is %zu", count, largest);
}

cm_status cm_stable_check_sizes(cm_ctx *ctx, const cm_pfg *pfg, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "sizes");
    cm_arena scratch = { NULL };
    size_t n = pfg->n, *block = CM_NEW(ctx, &scratch, n, size_t);
    double *member = CM_NEW(ctx, &scratch, n + 1, double), *outsider = CM_NEW(ctx, &scratch, n + 1, double), *welfare = CM_NEW(ctx, &scratch, n + 1, double);
    double *pay = CM_NEW(ctx, &scratch, n, double), scale = 0;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    if (table == NULL || table->nrows != n) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no row for each of %zu sizes", n));
    for (size_t k = 0; k <= n; k++) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_play_agreement_of_size(pfg, k, block, pay);
        member[k] = pay[0];
        outsider[k] = pay[n - 1];
        for (size_t i = 0; i < n; i++) {
            welfare[k] += pay[i];
            scale = fmax(scale, fabs(pay[i]));
        }
    }
    assert(table != NULL);
    for (size_t k = 1; k <= n; k++) CM_TRY(check_row(ctx, pfg, table, k, member, outsider, welfare, scale));
    CM_TRY(check_size_summary(ctx, table, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- by coalition ------------------------------------------------------------------------------------ */

typedef struct replay {
    cm_ctx *ctx;
    const cm_pfg *pfg;
    double *pay, scale;              /* 2^n x n */
    bool transfers;
} replay;

static double sum_gain(const replay *r, uint32_t mask)
{
    double sum = 0;
    for (size_t i = 0; i < r->pfg->n; i++) {
        if (mask >> i & 1u) sum += r->pay[mask * r->pfg->n + i] - r->pay[(mask & ~((uint32_t)1 << i)) * r->pfg->n + i];
    }
    return sum;
}

/* The gains of those nearest to changing sides; of a single signatory that does not lead, whoever it is. */
static cm_stability replayed(const replay *r, uint32_t mask)
{
    size_t n = r->pfg->n;
    cm_stability s = { .staying = r->transfers ? sum_gain(r, mask) : HUGE_VAL, .joining = -HUGE_VAL, .leaves = __builtin_popcount(mask) > 1 || r->pfg->leader,
                       .joins = (size_t)__builtin_popcount(mask) < n };
    for (size_t i = 0; i < n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        double gain = r->transfers ? sum_gain(r, mask | bit) : r->pay[(mask | bit) * n + i] - r->pay[(mask & ~bit) * n + i];
        if (mask & bit) s.staying = fmin(s.staying, gain);
        else s.joining = fmax(s.joining, gain);
        for (size_t j = 0; j < n && !s.leaves; j++) {
            uint32_t two = bit | (uint32_t)1 << j;
            if (j != i) s.joining = fmax(s.joining, r->transfers ? sum_gain(r, two) : r->pay[two * n + i] - r->pay[i]);
        }
    }
    return s;
}

static cm_status replay_all(replay *r, cm_arena *arena)
{
    size_t n = r->pfg->n, count = (size_t)1 << n, *block = CM_NEW(r->ctx, arena, n, size_t);
    r->pay = CM_NEW(r->ctx, arena, count * n, double);
    if (r->pay == NULL || block == NULL) return r->ctx->status;
    for (size_t mask = 0; mask < count; mask++) {
        if (mask % 1024 == 0 && cm_stopped(r->ctx)) return cm_fail(r->ctx, CM_E_INTERRUPT, "interrupted");
        cm_play_agreement(r->pfg, (uint32_t)mask, block, r->pay + mask * n);
        for (size_t i = 0; i < n; i++) r->scale = fmax(r->scale, fabs(r->pay[mask * n + i]));
    }
    return CM_OK;
}

static cm_status check_listed(const replay *r, const cm_table *table, size_t row, unsigned char *listed, const double *welfare)
{
    cm_value members = cm_table_get(table, row, "members"), size = cm_table_get(table, row, "size");
    uint32_t mask = members.kind == CM_TEXT ? cm_members_mask(r->pfg, members.as.text) : 0;
    size_t all = ((size_t)1 << r->pfg->n) - 1;
    cm_stability s = replayed(r, mask);
    bool good = mask != 0 && !listed[mask] && size.kind == CM_INTEGER && size.as.integer == __builtin_popcount(mask);
    good = good && (!s.leaves || near(r->ctx, r->scale, cm_table_get(table, row, "staying"), s.staying));
    good = good && (!s.joins || near(r->ctx, r->scale, cm_table_get(table, row, "joining"), s.joining));
    good = good && words_follow(table, row) && is(table, row, "internal", true) && is(table, row, "external", true);
    good = good && cm_play_gap_is(r->ctx, cm_table_get(table, row, "gap_closed"), r->scale, welfare[mask], welfare[0], welfare[all]);
    if (!good) return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the coalition %s is not as printed", members.kind == CM_TEXT ? members.as.text : "of nobody");
    listed[mask] = 1;
    return CM_OK;
}

/* Whoever is clearly stable is on the list, unless the list is full; the counts are as printed. */
static cm_status check_missing(const replay *r, const cm_table *table, const unsigned char *listed, const cm_result *result)
{
    double edge = r->ctx->tol.cert * r->scale;
    size_t sure = 0, maybe = 0, largest = 0;
    const cm_value *internals = cm_result_get(result, "internal_count");
    bool full = table->nrows == CM_STABLE_ROWS;
    for (uint32_t mask = 1; mask < (uint32_t)1 << r->pfg->n; mask++) {
        cm_stability s = replayed(r, mask);
        bool two = (mask & (mask - 1)) != 0;
        if (two && s.staying > edge) sure++;
        if (two && s.staying >= -edge) maybe++;
        if (listed[mask] && (size_t)__builtin_popcount(mask) > largest) largest = (size_t)__builtin_popcount(mask);
        if (listed[mask] || full || (s.leaves && s.staying <= edge) || (s.joins && s.joining >= -edge)) continue;
        return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: a stable coalition of %d is missing", __builtin_popcount(mask));
    }
    if (!counts(result, "largest", largest) || (!full && !counts(result, "count", table->nrows))) {
        return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: %zu coalitions are listed, the largest of %zu", table->nrows, largest);
    }
    if (!repeats(result, "gap_closed", table->nrows > 0 ? cm_table_get(table, 0, "gap_closed") : cm_none())) {
        return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: the share of the gap is not that of the first coalition");
    }
    if (internals == NULL || internals->kind != CM_INTEGER || internals->as.integer < (int64_t)sure || internals->as.integer > (int64_t)maybe) {
        return cm_fail(r->ctx, CM_E_NUMERIC, "certificate: from %zu to %zu coalitions are internally stable", sure, maybe);
    }
    return CM_OK;
}

cm_status cm_stable_check_coalitions(cm_ctx *ctx, const cm_pfg *pfg, bool transfers, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "coalitions");
    cm_arena scratch = { NULL };
    size_t count = (size_t)1 << pfg->n;
    replay r = { .ctx = ctx, .pfg = pfg, .transfers = transfers };
    unsigned char *listed = CM_NEW(ctx, &scratch, count, unsigned char);
    double *welfare = CM_NEW(ctx, &scratch, count, double);
    cm_status status = CM_OK;
    if (listed == NULL || welfare == NULL) CM_TRY(ctx->status);
    if (table == NULL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: no coalitions are listed"));
    assert(table != NULL);
    CM_TRY(replay_all(&r, &scratch));
    for (size_t mask = 0; mask < count; mask++) {
        for (size_t i = 0; i < pfg->n; i++) welfare[mask] += r.pay[mask * pfg->n + i];
    }
    for (size_t row = 0; row < table->nrows; row++) CM_TRY(check_listed(&r, table, row, listed, welfare));
    CM_TRY(check_missing(&r, table, listed, result));
out:
    cm_arena_free(&scratch);
    return status;
}
