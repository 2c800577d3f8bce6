/* kohlberg.c: the criterion, a level at a time.
 *
 * Whether the coalitions of a level are balanced is one small programme: maximise the sum of y(S) over
 * them, with y between -1 and 1, y(S) = 0 for what was settled before and y(S) >= 0 for these; they are
 * balanced if and only if the maximum is 0.  Its rows, too, are written as they are violated, and its
 * answer is held against the rationals. */
#include "solver/coop/kohlberg.h"

#include <math.h>
#include <string.h>

#include "solver/base/exact.h"

/* Ties of more coalitions than these are decided by doubles alone. */
enum { MOST_EXACT = 1 << 21, MOST_FRACTIONS = 1 << 15 };

typedef struct judge {
    cm_ctx *ctx;
    const cm_tu *tu;
    const double *x;
    const cm_rat *exact;
    cm_kohlberg *how;
    cm_arena arena;
    cm_excess look;
    cm_span span;
    uint32_t basis[CM_TU_MOST];      /* coalitions that span what was met, everybody first */
    size_t nbasis;
    double scale;
    uint32_t *tie;                   /* the coalitions of this level that are not in the span */
    size_t nties;
    double level;
} judge;

static uint32_t everybody(const cm_tu *tu) { return (uint32_t)(((uint64_t)1 << tu->n) - 1); }

static cm_status check_imputation(judge *j)
{
    const cm_tu *tu = j->tu;
    double total = 0, all = tu->worth[everybody(tu)];
    cm_rat zero = { 0, 0 };
    cm_balance balance = { .tu = tu, .x = j->exact, .bar = &zero };
    int sign = 0;
    for (size_t i = 0; i < tu->n; i++) total += j->x[i];
    if (fabs(total - all) > j->ctx->tol.cert * j->scale) {
        return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: the payoffs add up to %.12g, not to the worth of all, %.12g", total, all);
    }
    if (j->exact != NULL) sign = cm_balance_sign(&balance, everybody(tu));
    cm_balance_free(&balance);
    if (sign != 0) return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: the fractions do not add up to the worth of all, %.12g", all);
    for (size_t i = 0; i < tu->n && j->how->imputations; i++) {
        double alone = tu->worth[(size_t)1 << i];
        if (j->x[i] < alone - j->ctx->tol.cert * j->scale) {
            return cm_fail(j->ctx, CM_E_NUMERIC, "certificate: '%s' is given %.12g and has %.12g alone", tu->player[i], j->x[i], alone);
        }
    }
    return CM_OK;
}

/* The largest excess among the coalitions not in the span (a head, when per capita: Dinkelbach's steps). */
static void find_level(judge *j)
{
    cm_found found;
    cm_excess_payoffs(&j->look, j->x, 0);
    (void)cm_excess_worst(&j->look, -HUGE_VAL, 1, &found);
    if (!j->how->per_capita) {
        j->level = found.excess;
        return;
    }
    j->level = found.excess / __builtin_popcount(found.mask);
    for (;;) {
        cm_excess_payoffs(&j->look, j->x, j->level);
        if (cm_excess_worst(&j->look, j->ctx->tol.abs * j->scale, 1, &found) == 0) return;
        j->level += found.excess / __builtin_popcount(found.mask);
    }
}

static cm_status find_ties(judge *j)
{
    double bar;
    find_level(j);
    bar = (j->how->per_capita ? 0 : j->level) - j->ctx->tol.slack * j->scale;
    j->nties = cm_excess_all(&j->look, bar, 0, NULL);
    j->tie = CM_NEW(j->ctx, &j->arena, j->nties, uint32_t);
    if (j->tie == NULL) return j->ctx->status;
    (void)cm_excess_all(&j->look, bar, j->nties, j->tie);
    return CM_OK;
}

/* Of coalitions that doubles cannot tell apart, those whose excess is exactly the largest. */
static void sharpen_ties(judge *j)
{
    cm_balance balance = { .tu = j->tu, .x = j->exact, .per_capita = j->how->per_capita };
    cm_rat bar = { 0, 0 }, one = { 0, 0 };
    size_t kept = 0, best = 0;
    if (j->exact == NULL || j->nties > MOST_EXACT) {
        j->how->exact = false;
        return;
    }
    balance.bar = &bar;
    cm_balance_prepare(&balance);
    if (balance.denominator == 0 && j->nties > MOST_FRACTIONS) {
        j->how->exact = false;
        return;
    }
    for (size_t k = 0; k < j->nties; k++) {
        if (k > 0 && cm_balance_sign(&balance, j->tie[k]) <= 0) continue;      /* of many ties, few set the bar anew */
        best = k;                                              /* bar := its excess, a head when per capita */
        (void)cm_rat_set_double(&bar, j->tu->worth[j->tie[k]]);
        for (uint32_t left = j->tie[k]; left != 0; left &= left - 1) cm_rat_sub(&bar, &bar, &j->exact[__builtin_ctz(left)]);
        cm_rat_set_ratio(&one, j->how->per_capita ? __builtin_popcount(j->tie[k]) : 1, 1);
        cm_rat_div(&bar, &bar, &one);
        cm_balance_prepare(&balance);
    }
    for (size_t k = 0; k < j->nties; k++) {
        if (k == best || cm_balance_sign(&balance, j->tie[k]) == 0) j->tie[kept++] = j->tie[k];
    }
    j->nties = kept;
    cm_balance_free(&balance);
    cm_rat_clear(&bar);
    cm_rat_clear(&one);
}

static bool at_bound(const judge *j, size_t i)
{
    cm_rat alone = { 0, 0 };
    bool bound = j->x[i] <= j->tu->worth[(size_t)1 << i] + j->ctx->tol.slack * j->scale;
    if (bound && j->exact != NULL) {
        (void)cm_rat_set_double(&alone, j->tu->worth[(size_t)1 << i]);
        bound = cm_rat_compare(&j->exact[i], &alone) <= 0;
        cm_rat_clear(&alone);
    }
    return j->how->imputations && bound;
}

static cm_status write_row(judge *j, cm_lp *lp, uint32_t mask, double high)
{
    double row[CM_TU_MOST];
    for (size_t i = 0; i < j->tu->n; i++) row[i] = mask >> i & 1u;
    return cm_lp_row(j->ctx, lp, row, 0, high);
}

/* The programme with its equations; the objective counts how many coalitions each player is in. */
static cm_status open_programme(judge *j, cm_lp **lp)
{
    double count[CM_TU_MOST] = { 0 };
    cm_status status = CM_OK;
    for (size_t k = 0; k < j->nties; k++) {
        for (uint32_t left = j->tie[k]; left != 0; left &= left - 1) count[__builtin_ctz(left)]++;
    }
    *lp = cm_lp_new(j->ctx, j->tu->n, true);
    if (*lp == NULL) return j->ctx->status;
    for (size_t i = 0; i < j->tu->n; i++) CM_TRY(cm_lp_column(j->ctx, *lp, i, count[i], at_bound(j, i) ? 0 : -1, 1, false));
    for (size_t b = 0; b < j->nbasis; b++) CM_TRY(write_row(j, *lp, j->basis[b], 0));
out:
    return status;
}

/* Rows of the ties that y takes most from, at most `most`; how many it takes from at all. */
static cm_status add_rows(judge *j, cm_lp *lp, const double *y, size_t most, size_t *added)
{
    double below[(size_t)1 << 13], above[(size_t)1 << 13], bar = 0 - j->ctx->tol.slack;
    cm_status status = CM_OK;
    *added = 0;
    cm_tu_sums(y, 0, j->tu->n < 13 ? j->tu->n : 13, below);
    cm_tu_sums(y, 13, j->tu->n > 13 ? j->tu->n - 13 : 0, above);
    for (int round = 0; round < 2 && *added == 0; round++) {   /* first those that are taken a half from, then any */
        for (size_t k = 0; k < j->nties && *added < most; k++) {
            double given = below[j->tie[k] & 8191u] + above[j->tie[k] >> 13];
            if (!(given < (round == 0 ? -0.5 : bar))) continue;
            CM_TRY(write_row(j, lp, j->tie[k], HUGE_VAL));
            ++*added;
        }
    }
out:
    return status;
}

static cm_status prove(judge *j, const cm_lp *lp, double value)
{
    cm_exact exact;
    bool proven;
    cm_status status = CM_OK;
    if (value > j->ctx->tol.cert * (double)j->nties) {
        cm_arena scratch = { NULL };
        const char *who = cm_tu_coalition_text(j->ctx, &scratch, j->tu, j->tie[0]);
        status = cm_fail(j->ctx, CM_E_NUMERIC, "certificate: coalitions with an excess of %.12g, such as %s, could be given more at nobody's cost among them",
                         j->level, who != NULL ? who : "the first");
        cm_arena_free(&scratch);
        return status;
    }
    CM_TRY(cm_exact_solve(j->ctx, lp, NULL, NULL, &exact, &proven));
    if (!proven || cm_rat_sign(&exact.value) != 0) j->how->exact = false;
out:
    cm_exact_free(&exact);
    return status;
}

static cm_status check_balance(judge *j)
{
    double y[CM_TU_MOST], value;
    cm_lp_answer answer;
    size_t added;
    cm_lp *lp = NULL;
    cm_status status = CM_OK;
    CM_TRY(open_programme(j, &lp));
    do {
        if (cm_stopped(j->ctx)) CM_LEAVE(cm_fail(j->ctx, CM_E_INTERRUPT, "stopped in the certificate of the nucleolus"));
        CM_TRY(cm_lp_solve(j->ctx, lp, &answer, y, &value, NULL));
        if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(j->ctx, CM_E_NUMERIC, "certificate: the balance of a level could not be decided"));
        CM_TRY(add_rows(j, lp, y, 2 * j->tu->n, &added));
    } while (added > 0);
    CM_TRY(prove(j, lp, value));
out:
    cm_lp_free(lp);
    return status;
}

/* Take the ties into the span; a vector orthogonal to it tells quickly which of many are in already. */
static void widen(judge *j)
{
    uint64_t h[CM_SPAN_MOST];
    cm_span_orthogonal(&j->span, 1000 + j->span.rank, h);
    for (size_t k = 0; k < j->nties && j->span.rank < j->tu->n; k++) {
        uint64_t sum = 0;
        for (uint32_t left = j->tie[k]; left != 0; left &= left - 1) sum = cm_span_plus(sum, h[__builtin_ctz(left)]);
        if (sum == 0 || !cm_span_add(&j->span, j->tie[k])) continue;
        j->basis[j->nbasis++] = j->tie[k];
        cm_span_orthogonal(&j->span, 1000 + j->span.rank, h);
    }
}

cm_status cm_kohlberg_check(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_rat *exact, cm_kohlberg *how)
{
    judge j = { .ctx = ctx, .tu = tu, .x = x, .exact = tu->exact ? exact : NULL, .how = how, .scale = cm_tu_scale(tu) };
    cm_status status = CM_OK;
    how->levels = 0;
    how->exact = j.exact != NULL;
    CM_TRY(check_imputation(&j));
    CM_TRY(cm_excess_init(ctx, &j.arena, tu, &j.look));
    cm_span_init(&j.span, tu->n);
    (void)cm_span_add(&j.span, everybody(tu));
    j.basis[j.nbasis++] = everybody(tu);
    while (j.span.rank < tu->n) {
        cm_arena level = { NULL }, keep = j.arena;
        cm_excess_leave_out(&j.look, &j.span);
        j.arena = level;
        status = find_ties(&j);
        if (status == CM_OK) {
            sharpen_ties(&j);
            status = check_balance(&j);
        }
        if (status == CM_OK) widen(&j);
        cm_arena_free(&j.arena);
        j.arena = keep;
        if (status != CM_OK) goto out;
        how->levels++;
    }
out:
    cm_arena_free(&j.arena);
    return status;
}
