/* dominated.c: one strategy against the others of its player, by comparison, and by a linear programme. */
#include "solver/strategic/dominated.h"

#include <math.h>
#include <stdint.h>

#include "solver/base/exact.h"
#include "solver/strategic/cells.h"

cm_status cm_left_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_left *left)
{
    *left = (cm_left){ .nfg = nfg, .scale = cm_cells_scale(nfg), .count = CM_NEW(ctx, arena, nfg->n, size_t), .strategy = CM_NEW(ctx, arena, nfg->n, size_t *) };
    if (left->count == NULL || left->strategy == NULL) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) {
        left->count[i] = nfg->count[i];
        left->strategy[i] = CM_NEW(ctx, arena, nfg->count[i], size_t);
        if (left->strategy[i] == NULL) return ctx->status;
        for (size_t k = 0; k < nfg->count[i]; k++) left->strategy[i][k] = k;
    }
    return CM_OK;
}

static size_t place_of(const cm_left *left, size_t i, size_t k)
{
    size_t at = 0;
    while (at < left->count[i] && left->strategy[i][at] != k) at++;
    return at;
}

bool cm_left_has(const cm_left *left, size_t i, size_t k)
{
    return place_of(left, i, k) < left->count[i];
}

void cm_left_remove(cm_left *left, size_t i, size_t k)
{
    size_t at = place_of(left, i, k);
    if (at == left->count[i]) return;
    for (left->count[i]--; at < left->count[i]; at++) left->strategy[i][at] = left->strategy[i][at + 1];
}

static size_t cell_at(const cm_left *left, size_t i, const size_t *digit)
{
    size_t cell = 0;
    for (size_t j = left->nfg->n; j-- > 0;) cell = cell * left->nfg->count[j] + (j == i ? 0 : left->strategy[j][digit[j]]);
    return cell;
}

void cm_left_first(const cm_left *left, size_t i, size_t *digit, size_t *cell)
{
    for (size_t j = 0; j < left->nfg->n; j++) digit[j] = 0;
    *cell = cell_at(left, i, digit);
}

bool cm_left_next(const cm_left *left, size_t i, size_t *digit, size_t *cell)
{
    for (size_t j = 0; j < left->nfg->n; j++) {
        if (j == i) continue;
        if (++digit[j] < left->count[j]) {
            *cell = cell_at(left, i, digit);
            return true;
        }
        digit[j] = 0;
    }
    return false;
}

/* Does k always pay player i more than t (strict), or never less and sometimes more? */
static bool beats(const cm_ctx *ctx, const cm_left *left, size_t i, size_t k, size_t t, bool weak, size_t *digit)
{
    size_t stride = cm_cells_stride(left->nfg, i), cell;
    bool more = false;
    cm_left_first(left, i, digit, &cell);
    do {
        int order = cm_cells_compare(ctx, left->nfg, left->scale, i, cell + k * stride, cell + t * stride);
        if (order < 0 || (order == 0 && !weak)) return false;
        more = more || order > 0;
    } while (cm_left_next(left, i, digit, &cell));
    return more;
}

/* --- mixtures --------------------------------------------------------------------------------------- */

/* What k pays player i more than t, in a cell where i plays its first strategy, by fractions where there are some. */
static double more_than(const cm_left *left, size_t i, size_t cell, size_t k, size_t t)
{
    const cm_nfg *nfg = left->nfg;
    size_t stride = cm_cells_stride(nfg, i), a = (cell + k * stride) * nfg->n + i, b = (cell + t * stride) * nfg->n + i;
    cm_frac d;
    if (nfg->exact != NULL && cm_frac_sub(nfg->exact[a], nfg->exact[b], &d)) return cm_frac_value(d);
    return nfg->payoff[a] - nfg->payoff[b];
}

/* The power of two near the largest difference: what payoffs have in common must not drown it. */
static int size_of(const cm_left *left, size_t i, size_t t, size_t *digit)
{
    double most = 0;
    size_t cell;
    int power = 0;
    cm_left_first(left, i, digit, &cell);
    do {
        for (size_t k = 0; k < left->count[i]; k++) most = fmax(most, fabs(more_than(left, i, cell, left->strategy[i][k], t)));
    } while (cm_left_next(left, i, digit, &cell));
    (void)frexp(most, &power);
    return power;
}

/* Columns: a share of each other strategy, and e last, in units of 2^power.  Rows: what the mixture pays more than t. */
static cm_status pose(cm_ctx *ctx, cm_arena *scratch, const cm_left *left, size_t i, size_t t, cm_lp *lp, int *power)
{
    size_t others = left->count[i] - 1, cell;
    double *row = CM_NEW(ctx, scratch, others + 1, double);
    size_t *digit = CM_NEW(ctx, scratch, left->nfg->n, size_t);
    cm_status status = CM_OK;
    if (row == NULL || digit == NULL) return ctx->status;
    *power = size_of(left, i, t, digit);
    for (size_t j = 0; j < others; j++) CM_TRY(cm_lp_column(ctx, lp, j, 0, 0, HUGE_VAL, false));
    CM_TRY(cm_lp_column(ctx, lp, others, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t j = 0; j < others; j++) row[j] = 1;
    CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
    row[others] = -1;
    cm_left_first(left, i, digit, &cell);
    do {
        size_t used = 0;
        for (size_t k = 0; k < left->count[i]; k++) {
            if (left->strategy[i][k] != t) row[used++] = ldexp(more_than(left, i, cell, left->strategy[i][k], t), -*power);
        }
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    } while (cm_left_next(left, i, digit, &cell));
out:
    return status;
}

/* The shares of a solution, where they are fractions as texts too. */
static cm_status keep(cm_ctx *ctx, cm_arena *arena, const cm_left *left, size_t i, size_t t, const double *x, const cm_rat *rational, cm_dominator *by)
{
    size_t used = 0;
    double *share = CM_NEW(ctx, arena, left->nfg->count[i], double);
    const char **exact = rational != NULL ? CM_NEW(ctx, arena, left->nfg->count[i], const char *) : NULL;
    if (share == NULL || (rational != NULL && exact == NULL)) return ctx->status;
    for (size_t k = 0; k < left->count[i]; k++) {
        size_t own = left->strategy[i][k];
        if (own == t) continue;
        share[own] = rational != NULL ? cm_rat_value(&rational[used]) : fmax(0, x[used]);
        if (rational != NULL && (exact[own] = cm_rat_text(ctx, arena, &rational[used])) == NULL) return ctx->status;
        used++;
    }
    *by = (cm_dominator){ .share = share, .exact = exact };
    return CM_OK;
}

static cm_status by_mixture(cm_ctx *ctx, cm_arena *arena, const cm_left *left, size_t i, size_t t, cm_dominator *by, bool *dominated)
{
    cm_arena scratch = { NULL };
    cm_exact exact = { .x = NULL };
    cm_lp_answer answer;
    double value = 0, *x = CM_NEW(ctx, &scratch, left->count[i], double);
    bool proven = false;
    int power = 0;
    cm_lp *lp = x != NULL ? cm_lp_new(ctx, left->count[i], true) : NULL;
    cm_status status = CM_OK;
    if (lp == NULL) CM_TRY(ctx->status);
    CM_TRY(pose(ctx, &scratch, left, i, t, lp, &power));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, x, &value, NULL));
    if (answer != CM_LP_OPTIMAL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "no mixture could be sought against '%s' of '%s'", left->nfg->strategy[i][t], left->nfg->player[i]));
    if (left->nfg->exact != NULL && value > -ctx->tol.cert) CM_TRY(cm_exact_solve(ctx, lp, NULL, NULL, &exact, &proven));
    *dominated = proven ? cm_rat_sign(&exact.value) > 0 : ldexp(value, power) > ctx->tol.cert * (left->nfg->exact != NULL ? fmin(ldexp(1, power), left->scale) : left->scale);
    if (*dominated) CM_TRY(keep(ctx, arena, left, i, t, x, proven ? exact.x : NULL, by));
out:
    cm_exact_free(&exact);
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}

/* Combinations of what is left to the others of player i. */
static double others_of(const cm_left *left, size_t i)
{
    double product = 1;
    for (size_t j = 0; j < left->nfg->n; j++) product *= j == i ? 1 : (double)left->count[j];
    return product;
}

cm_status cm_left_dominated(cm_ctx *ctx, cm_arena *arena, const cm_left *left, size_t i, size_t t, cm_dominance kind, cm_dominator *by, bool *dominated)
{
    cm_arena scratch = { NULL };
    size_t *digit = CM_NEW(ctx, &scratch, left->nfg->n, size_t), found = SIZE_MAX;
    double others = others_of(left, i), own = (double)left->count[i];
    cm_status status = CM_OK;
    *dominated = false;
    if (digit == NULL) CM_TRY(ctx->status);
    if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted while dominated strategies were sought"));
    for (size_t k = 0; k < left->count[i] && found == SIZE_MAX; k++) {
        if (left->strategy[i][k] != t && beats(ctx, left, i, left->strategy[i][k], t, kind == CM_DOMINANCE_WEAK, digit)) found = left->strategy[i][k];
    }
    if (found != SIZE_MAX) {
        double *share = CM_NEW(ctx, arena, left->nfg->count[i], double);
        if (share == NULL) CM_TRY(ctx->status);
        share[found] = 1;
        *by = (cm_dominator){ .pure = true, .share = share };
        *dominated = true;
        goto out;
    }
    if (kind != CM_DOMINANCE_MIXED || left->count[i] < 3) goto out;
    if (others * own * own > ctx->work_limit / 1000) {
        CM_TRY(cm_fail(ctx, CM_E_LIMIT, "a mixture of %g strategies against %g combinations of the others is too large a programme; models.dominance.by = \"strict\" needs none", own, others));
    }
    CM_TRY(by_mixture(ctx, arena, left, i, t, by, dominated));
out:
    cm_arena_free(&scratch);
    return status;
}
