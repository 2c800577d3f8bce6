/* stage.c: the programmes of the nucleolus, row by row.
 *
 * A coalition is settled when its row binds with a positive price: by complementary slackness it binds at
 * every optimum.  Coalitions in the span of the settled ones have the same payoff at every solution left,
 * so they are left out of the looks (J. A. M. Potters, J. H. Reijnierse, M. Ansing, "Computing the
 * nucleolus by solving a prolonged simplex algorithm", Math. Oper. Res. 21 (1996) 757-768).  Each stage
 * raises the rank, so there are at most n - 1.  Programmes are in units of a power of two, so that
 * tolerances mean the same for every game. */
#include "solver/coop/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double weight_of(const cm_stages *s, uint32_t mask)
{
    return s->per_capita ? (double)__builtin_popcount(mask) : 1;
}

cm_status cm_stages_init(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, bool per_capita, bool imputations, cm_stages *s)
{
    size_t n = tu->n;
    int exponent;
    memset(s, 0, sizeof *s);
    s->tu = tu;
    s->per_capita = per_capita;
    s->imputations = imputations;
    s->arena = arena;
    (void)frexp(cm_tu_scale(tu), &exponent);
    s->scale = ldexp(1, exponent);
    s->x = CM_NEW(ctx, arena, n, double);
    s->bound_price = CM_NEW(ctx, arena, n, double);
    s->level = CM_NEW(ctx, arena, n + 1, double);
    if (ctx->status != CM_OK) return ctx->status;
    cm_span_init(&s->span, n);
    (void)cm_span_add(&s->span, (uint32_t)(((uint64_t)1 << n) - 1));
    return cm_excess_init(ctx, arena, tu, &s->look);
}

void cm_stages_free(cm_stages *s)
{
    cm_lp_free(s->lp);
    s->lp = NULL;
}

/* A row x(S) + c epsilon in [low, high], in the programme's units; equations leave epsilon out. */
static cm_status write_row(cm_ctx *ctx, cm_stages *s, uint32_t mask, double epsilon, double low, double high)
{
    uint32_t *rows = cm_grow(ctx, s->arena, s->row, s->nrows, &s->row_room, sizeof *rows);
    double row[CM_TU_MOST + 1];
    if (rows == NULL) return ctx->status;
    s->row = rows;
    rows[s->nrows++] = mask;
    for (size_t i = 0; i < s->tu->n; i++) row[i] = mask >> i & 1u;
    row[s->tu->n] = epsilon;
    return cm_lp_row(ctx, s->lp, row, low / s->scale, high / s->scale);
}

static cm_status write_open(cm_ctx *ctx, cm_stages *s, uint32_t mask)
{
    return write_row(ctx, s, mask, weight_of(s, mask), s->tu->worth[mask], HUGE_VAL);
}

/* The equations: everybody, and one for each settled coalition that raised the rank. */
static cm_status write_equations(cm_ctx *ctx, cm_stages *s)
{
    uint32_t all = (uint32_t)(((uint64_t)1 << s->tu->n) - 1);
    cm_span span;
    cm_status status = CM_OK;
    cm_span_init(&span, s->tu->n);
    (void)cm_span_add(&span, all);
    s->nequal = 1;
    CM_TRY(write_row(ctx, s, all, 0, s->tu->worth[all], s->tu->worth[all]));
    for (size_t k = 0; k < s->nsettled; k++) {
        const cm_settled *at = &s->settled[k];
        double right = s->tu->worth[at->mask] - (at->level == SIZE_MAX ? 0 : weight_of(s, at->mask) * s->level[at->level]);
        if (!cm_span_add(&span, at->mask)) continue;
        CM_TRY(write_row(ctx, s, at->mask, 0, right, right));
        s->nequal++;
    }
out:
    return status;
}

static int by_excess(const void *a, const void *b)
{
    const cm_found *x = a, *y = b;
    if (x->excess > y->excess || x->excess < y->excess) return x->excess > y->excess ? -1 : 1;
    return (x->mask > y->mask) - (x->mask < y->mask);
}

/* The open rows to begin with: each player alone and everybody without it, which keep epsilon bounded,
 * and of the last stage's those that were nearest to binding. */
static cm_status write_first(cm_ctx *ctx, cm_stages *s, const cm_found *old, size_t nold)
{
    size_t n = s->tu->n, most = 6 * n;
    uint32_t all = (uint32_t)(((uint64_t)1 << n) - 1);
    cm_status status = CM_OK;
    for (size_t i = 0; i < n; i++) {
        uint32_t one = (uint32_t)1 << i;
        if (cm_span_has(&s->span, one)) continue;
        CM_TRY(write_open(ctx, s, one));
        if (n > 2) CM_TRY(write_open(ctx, s, all ^ one));
    }
    for (size_t r = 0; r < nold && most > 0; r++) {
        int players = __builtin_popcount(old[r].mask);
        if (players == 1 || players == (int)n - 1 || cm_span_has(&s->span, old[r].mask)) continue;
        CM_TRY(write_open(ctx, s, old[r].mask));
        most--;
    }
out:
    return status;
}

/* The rows of the last programme by their excess at its solution. */
static cm_status take_rows(cm_ctx *ctx, const cm_stages *s, cm_arena *scratch, cm_found **old)
{
    double last = s->nlevels > 0 ? s->level[s->nlevels - 1] : 0;
    cm_found *rows = *old = CM_NEW(ctx, scratch, s->nrows + 1, cm_found);
    if (rows == NULL) return ctx->status;
    for (size_t r = 0; r < s->nrows; r++) {
        double paid = 0;
        for (size_t i = 0; i < s->tu->n; i++) paid += s->row[r] >> i & 1u ? s->x[i] : 0;
        rows[r] = (cm_found){ s->row[r], s->tu->worth[s->row[r]] - paid - weight_of(s, s->row[r]) * last };
    }
    qsort(rows, s->nrows, sizeof *rows, by_excess);
    return CM_OK;
}

static cm_status open_programme(cm_ctx *ctx, cm_stages *s)
{
    size_t n = s->tu->n, nold = s->nrows;
    cm_arena scratch = { NULL };
    cm_found *old = NULL;
    cm_status status = CM_OK;
    CM_TRY(take_rows(ctx, s, &scratch, &old));
    s->nrows = 0;
    cm_lp_free(s->lp);
    s->lp = cm_lp_new(ctx, n + 1, false);
    if (s->lp == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < n; i++) {
        double low = s->imputations ? s->tu->worth[(size_t)1 << i] / s->scale : -HUGE_VAL;
        CM_TRY(cm_lp_column(ctx, s->lp, i, 0, low, HUGE_VAL, false));
    }
    CM_TRY(cm_lp_column(ctx, s->lp, n, 1, -HUGE_VAL, HUGE_VAL, false));
    CM_TRY(write_equations(ctx, s));
    CM_TRY(write_first(ctx, s, old, nold));
out:
    cm_arena_free(&scratch);
    return status;
}

/* Solve the rows written so far. */
static cm_status solve_rows(cm_ctx *ctx, cm_stages *s, double *x)
{
    cm_lp_answer answer;
    cm_status status = CM_OK;
    s->price = CM_NEW(ctx, s->arena, s->nrows, double);
    if (s->price == NULL) return ctx->status;
    s->solves++;
    CM_TRY(cm_lp_solve(ctx, s->lp, &answer, x, NULL, s->price));
    if (answer != CM_LP_OPTIMAL) status = cm_fail(ctx, CM_E_NUMERIC, "stage %zu of the nucleolus has no optimum", s->nlevels + 1);
out:
    return status;
}

/* What raising the bound of a player would cost. */
static void price_bounds(cm_stages *s)
{
    for (size_t i = 0; i < s->tu->n; i++) {
        s->bound_price[i] = 0;
        for (size_t r = 0; s->imputations && r < s->nrows; r++) s->bound_price[i] -= s->row[r] >> i & 1u ? s->price[r] : 0;
    }
}

cm_status cm_stages_solve(cm_ctx *ctx, cm_stages *s)
{
    size_t n = s->tu->n, most = 2 * n;
    double x[CM_TU_MOST + 1], slack = ctx->tol.slack * s->scale;
    cm_found found[2 * CM_TU_MOST];
    cm_status status = CM_OK;
    CM_TRY(open_programme(ctx, s));
    cm_excess_leave_out(&s->look, &s->span);
    for (;;) {
        size_t count;
        double epsilon;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped in stage %zu of the nucleolus", s->nlevels + 1));
        CM_TRY(solve_rows(ctx, s, x));
        epsilon = x[n] * s->scale;
        for (size_t i = 0; i < n; i++) s->x[i] = x[i] * s->scale;
        cm_excess_payoffs(&s->look, s->x, s->per_capita ? epsilon : 0);
        count = cm_excess_worst(&s->look, (s->per_capita ? 0 : epsilon) + slack, most, found);
        s->looks++;
        cm_log(ctx, 2, "stage=%zu rows=%zu epsilon=%.12g violated=%zu", s->nlevels + 1, s->nrows, epsilon, count);
        if (count == 0) break;
        for (size_t k = 0; k < count; k++) CM_TRY(write_open(ctx, s, found[k].mask));
    }
    s->level[s->nlevels++] = x[n] * s->scale;
    price_bounds(s);
out:
    return status;
}

/* The settled rows with a column for epsilon, which they do not have. */
static void with_epsilon(const cm_span *span, cm_span *wide)
{
    *wide = *span;
    wide->n = span->n + 1;
    for (size_t r = 0; r < span->rank; r++) wide->row[r][span->n] = 0;
}

/* Take the coalition in, unless its equation follows from those before. */
static cm_status settle(cm_ctx *ctx, cm_stages *s, cm_span *wide, uint32_t mask, size_t level)
{
    uint64_t row[CM_SPAN_MOST];
    cm_settled *settled;
    for (size_t i = 0; i < s->tu->n; i++) row[i] = mask >> i & 1u;
    row[s->tu->n] = level == SIZE_MAX ? 0 : (uint64_t)weight_of(s, mask);
    if (!cm_span_add_row(wide, row)) return CM_OK;
    settled = cm_grow(ctx, s->arena, s->settled, s->nsettled, &s->settled_room, sizeof *settled);
    if (settled == NULL) return ctx->status;
    s->settled = settled;
    settled[s->nsettled++] = (cm_settled){ mask, level };
    (void)cm_span_add(&s->span, mask);
    return CM_OK;
}

cm_status cm_stages_settle(cm_ctx *ctx, cm_stages *s)
{
    size_t before = s->span.rank;
    cm_span wide;
    cm_status status = CM_OK;
    with_epsilon(&s->span, &wide);
    for (size_t i = 0; i < s->tu->n; i++) {
        if (s->bound_price[i] > ctx->tol.price) CM_TRY(settle(ctx, s, &wide, (uint32_t)1 << i, SIZE_MAX));
    }
    for (size_t r = s->nequal; r < s->nrows; r++) {
        if (s->price[r] > ctx->tol.price) CM_TRY(settle(ctx, s, &wide, s->row[r], s->nlevels - 1));
    }
    if (s->span.rank == before) status = cm_fail(ctx, CM_E_NUMERIC, "stage %zu of the nucleolus settles nobody", s->nlevels);
out:
    return status;
}

cm_status cm_stages_finish(cm_ctx *ctx, cm_stages *s)
{
    cm_status status = CM_OK;
    while (s->span.rank < s->tu->n) {
        CM_TRY(cm_stages_solve(ctx, s));
        CM_TRY(cm_stages_settle(ctx, s));
    }
out:
    return status;
}
