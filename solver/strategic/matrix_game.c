/* matrix_game.c: first by a linear programme and its basis, then by whole numbers. */
#include "solver/strategic/matrix_game.h"

#include "solver/base/exact.h"

#include <math.h>

/* What a line of the matrix is worth against a mixture in whole numbers (they need not add up to 1). */
static void against(const cm_rat *a, size_t step, const cm_rat *mix, size_t count, cm_rat *sum)
{
    cm_rat_set_ratio(sum, 0, 1);
    for (size_t k = 0; k < count; k++) {
        if (cm_rat_sign(&mix[k]) != 0) cm_rat_add_mul(sum, &a[k * step], &mix[k]);
    }
}

/* The most (side 1) or least (-1) that `lines` lines are worth; mix is scaled to whole numbers meanwhile. */
static bool extreme_line(cm_ctx *ctx, const cm_rat *a, size_t lines, size_t line_step, size_t step, const cm_rat *mix, size_t count, int side, cm_rat *out)
{
    cm_rat *whole = cm_rats_new(ctx, count), sum = { 0, 0 }, total = { 0, 0 };
    if (whole == NULL) return false;
    for (size_t k = 0; k < count; k++) cm_rat_set(&whole[k], &mix[k]);
    cm_rats_primitive(whole, count);
    for (size_t k = 0; k < count; k++) cm_rat_add(&total, &total, &whole[k]);
    for (size_t l = 0; l < lines; l++) {
        against(&a[l * line_step], step, whole, count, &sum);
        if (l == 0 || cm_rat_compare(&sum, out) * side > 0) cm_rat_set(out, &sum);
    }
    cm_rat_div(out, out, &total);
    cm_rats_free(whole, count);
    cm_rat_clear(&sum);
    cm_rat_clear(&total);
    return true;
}

static bool is_mixture(const cm_rat *mix, size_t count)
{
    cm_rat sum = { 0, 0 }, one = { 1, 1 };
    bool good = true;
    for (size_t k = 0; k < count; k++) {
        good = good && cm_rat_sign(&mix[k]) >= 0;
        cm_rat_add(&sum, &sum, &mix[k]);
    }
    good = good && cm_rat_compare(&sum, &one) == 0;
    cm_rat_clear(&sum);
    return good;
}

bool cm_matrix_game_holds(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, const cm_rat *x, const cm_rat *y, cm_rat *value)
{
    cm_rat low = { 0, 0 };
    bool good = is_mixture(x, rows) && is_mixture(y, columns) && extreme_line(ctx, a, rows, columns, 1, y, columns, 1, value) &&
                extreme_line(ctx, a, columns, 1, columns, x, rows, -1, &low) && cm_rat_compare(value, &low) == 0;
    cm_rat_clear(&low);
    return good;
}

/* max v: sum_i x_i a_ij - v >= 0 for each column, sum_i x_i = 1. */
static cm_status fill_programme(cm_ctx *ctx, cm_lp *lp, const cm_rat *a, size_t rows, size_t columns, double *row)
{
    cm_status status = CM_OK;
    for (size_t i = 0; i < rows; i++) {
        CM_TRY(cm_lp_column(ctx, lp, i, 0, 0, HUGE_VAL, false));
        row[i] = 1;
    }
    CM_TRY(cm_lp_column(ctx, lp, rows, 1, -HUGE_VAL, HUGE_VAL, false));
    row[rows] = 0;
    CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
    for (size_t j = 0; j < columns; j++) {
        for (size_t i = 0; i < rows; i++) row[i] = cm_rat_value(&a[i * columns + j]);
        row[rows] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
out:
    return status;
}

/* The mixture of `use` that makes all of `tight` equally good; scratch has room for (k + 1)(k + 3). */
static bool equalise(const cm_rat *a, size_t use_step, size_t tight_step, const size_t *use, const size_t *tight, size_t k, cm_rat *scratch, cm_rat *mix)
{
    cm_rat *matrix = scratch, *right = matrix + (k + 1) * (k + 1), *answer = right + k + 1;
    for (size_t r = 0; r <= k; r++) {
        for (size_t c = 0; c <= k; c++) {
            if (r < k && c < k) cm_rat_set(&matrix[r * (k + 1) + c], &a[use[c] * use_step + tight[r] * tight_step]);
            else cm_rat_set_ratio(&matrix[r * (k + 1) + c], r < k ? -1 : c < k, 1);
        }
        cm_rat_set_ratio(&right[r], r == k, 1);
    }
    if (!cm_rat_solve(matrix, k + 1, right, answer)) return false;
    for (size_t c = 0; c < k; c++) cm_rat_set(&mix[use[c]], &answer[c]);
    return true;
}

/* Where as many rows as columns are in use, two square systems say the rest: the usual case, and much less work
 * than the whole basis. */
static cm_status by_supports(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, const double *p, const double *q, cm_rat *x, cm_rat *y, bool *found)
{
    cm_arena arena = { NULL };
    size_t *use = CM_NEW(ctx, &arena, rows, size_t), *tight = CM_NEW(ctx, &arena, columns, size_t), k = 0, l = 0;
    cm_rat *scratch = NULL;
    cm_status status = CM_OK;
    if (use == NULL || tight == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < rows; i++) {
        cm_rat_set_ratio(&x[i], 0, 1);
        if (p[i] > ctx->tol.abs) use[k++] = i;
    }
    for (size_t j = 0; j < columns; j++) {
        cm_rat_set_ratio(&y[j], 0, 1);
        if (fabs(q[j + 1]) > ctx->tol.abs) tight[l++] = j;
    }
    if (k != l) goto out;
    scratch = cm_rats_new(ctx, (k + 1) * (k + 3));
    if (scratch == NULL) CM_TRY(ctx->status);
    *found = equalise(a, columns, 1, use, tight, k, scratch, x) && equalise(a, 1, columns, tight, use, k, scratch, y);
out:
    cm_rats_free(scratch, scratch == NULL ? 0 : (k + 1) * (k + 3));
    cm_arena_free(&arena);
    return status;
}

static cm_status by_basis(cm_ctx *ctx, const cm_lp *lp, size_t rows, size_t columns, cm_rat *x, cm_rat *y, bool *found)
{
    cm_exact exact = { .ncolumns = 0 };
    bool proven = false;
    cm_status status = cm_exact_solve(ctx, lp, NULL, NULL, &exact, &proven);
    *found = status == CM_OK && proven;
    for (size_t i = 0; *found && i < rows; i++) cm_rat_set(&x[i], &exact.x[i]);
    for (size_t j = 0; *found && j < columns; j++) {
        cm_rat_set_ratio(&y[j], 0, 1);
        cm_rat_sub(&y[j], &y[j], &exact.dual[j + 1]);
    }
    cm_exact_free(&exact);
    return status;
}

static cm_status by_programme(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_rat *x, cm_rat *y, cm_rat *value, bool *found)
{
    cm_arena scratch = { NULL };
    double *row = CM_NEW(ctx, &scratch, rows + 1, double), *dual = CM_NEW(ctx, &scratch, columns + 1, double), v;
    cm_lp *lp = row == NULL || dual == NULL ? NULL : cm_lp_new(ctx, rows + 1, true);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    *found = false;
    if (lp == NULL) CM_TRY(ctx->status);
    CM_TRY(fill_programme(ctx, lp, a, rows, columns, row));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, row, &v, dual));
    if (answer != CM_LP_OPTIMAL) goto out;
    CM_TRY(by_supports(ctx, a, rows, columns, row, dual, x, y, found));
    *found = *found && cm_matrix_game_holds(ctx, a, rows, columns, x, y, value);
    if (*found) goto out;
    CM_TRY(by_basis(ctx, lp, rows, columns, x, y, found));
    *found = *found && cm_matrix_game_holds(ctx, a, rows, columns, x, y, value);
out:
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}

/* Entry (i, j) of the tableau; row `rows` is the objective, column `columns` the right side. */
typedef struct simplex {
    size_t rows, columns, wide;
    cm_rat *t, *next, det, least;
    size_t *basic, *cobasic;         /* 0 .. columns-1: z; then slacks */
} simplex;

static cm_status open_simplex(cm_ctx *ctx, cm_arena *arena, const cm_rat *a, size_t rows, size_t columns, simplex *s)
{
    cm_rat one = { 1, 1 };
    size_t last = (rows + 1) * (columns + 1) - 1;
    *s = (simplex){ .rows = rows, .columns = columns, .wide = columns + 1, .det = { 1, 1 } };
    s->t = cm_rats_new(ctx, last + 1);
    s->next = cm_rats_new(ctx, last + 1);
    s->basic = CM_NEW(ctx, arena, rows, size_t);
    s->cobasic = CM_NEW(ctx, arena, columns, size_t);
    if (s->t == NULL || s->next == NULL || s->basic == NULL || s->cobasic == NULL) return ctx->status;
    cm_rat_set(&s->least, &a[0]);
    for (size_t e = 1; e < rows * columns; e++) {
        if (cm_rat_compare(&a[e], &s->least) < 0) cm_rat_set(&s->least, &a[e]);
    }
    cm_rat_sub(&s->least, &s->least, &one);                    /* taken off, it leaves at least 1 */
    for (size_t i = 0; i < rows; i++) {
        s->basic[i] = columns + i;
        for (size_t j = 0; j < columns; j++) cm_rat_sub(&s->t[i * s->wide + j], &a[i * columns + j], &s->least);
        cm_rat_set(&s->t[i * s->wide + columns], &one);
        cm_rats_primitive(&s->t[i * s->wide], columns + 1);     /* a slack in another unit */
    }
    for (size_t j = 0; j < columns; j++) {
        s->cobasic[j] = j;
        cm_rat_set_ratio(&s->t[rows * s->wide + j], -1, 1);
    }
    return CM_OK;
}

/* Bland: the first variable that improves enters; of the rows that bind first, the first variable leaves. */
static bool choose(const simplex *s, size_t *row, size_t *column)
{
    *row = s->rows;
    *column = s->columns;
    for (size_t j = 0; j < s->columns; j++) {
        if (cm_rat_sign(&s->t[s->rows * s->wide + j]) < 0 && (*column == s->columns || s->cobasic[j] < s->cobasic[*column])) *column = j;
    }
    for (size_t i = 0; *column < s->columns && i < s->rows; i++) {
        const cm_rat *e = &s->t[i * s->wide + *column], *right = &s->t[i * s->wide + s->columns];
        int sign;
        if (cm_rat_sign(e) <= 0) continue;
        sign = *row == s->rows ? -1 : cm_rat_cross_sign(right, &s->t[*row * s->wide + *column], &s->t[*row * s->wide + s->columns], e);
        if (sign < 0 || (sign == 0 && s->basic[i] < s->basic[*row])) *row = i;
    }
    return *row < s->rows;
}

static void pivot(simplex *s, size_t row, size_t column)
{
    const cm_rat *p = &s->t[row * s->wide + column], *top = &s->t[row * s->wide], zero = { 0, 0 };
    cm_rat *old = s->t;
    size_t name = s->basic[row];
    for (size_t i = 0; i <= s->rows; i++) {
        const cm_rat *from = &s->t[i * s->wide];
        cm_rat *to = &s->next[i * s->wide];
        for (size_t j = 0; j <= s->columns; j++) {
            if (i == row) cm_rat_set(&to[j], &from[j]);
            else if (j != column) cm_rat_cross(&to[j], p, &from[j], &from[column], &top[j], &s->det);
            else cm_rat_sub(&to[j], &zero, &from[j]);
        }
    }
    cm_rat_set(&s->next[row * s->wide + column], &s->det);
    cm_rat_set(&s->det, p);
    s->t = s->next;
    s->next = old;
    s->basic[row] = s->cobasic[column];
    s->cobasic[column] = name;
}

/* Whole numbers that stand for a mixture become one. */
static void scale_to_one(cm_rat *mix, size_t count)
{
    cm_rat sum = { 0, 0 };
    for (size_t k = 0; k < count; k++) cm_rat_add(&sum, &sum, &mix[k]);
    for (size_t k = 0; k < count; k++) cm_rat_div(&mix[k], &mix[k], &sum);
    cm_rat_clear(&sum);
}

/* unit: of each row's slack, what cm_rats_primitive made of the right side 1. */
static void read_mixtures(const simplex *s, const cm_rat *unit, cm_rat *x, cm_rat *y)
{
    for (size_t i = 0; i < s->rows; i++) cm_rat_set_ratio(&x[i], 0, 1);
    for (size_t j = 0; j < s->columns; j++) cm_rat_set_ratio(&y[j], 0, 1);
    for (size_t i = 0; i < s->rows; i++) {
        if (s->basic[i] < s->columns) cm_rat_set(&y[s->basic[i]], &s->t[i * s->wide + s->columns]);
    }
    for (size_t j = 0; j < s->columns; j++) {
        size_t v = s->cobasic[j];
        if (v >= s->columns) cm_rat_mul(&x[v - s->columns], &s->t[s->rows * s->wide + j], &unit[v - s->columns]);
    }
    scale_to_one(x, s->rows);
    scale_to_one(y, s->columns);
}

cm_status cm_matrix_game_pivot(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_rat *x, cm_rat *y, cm_rat *value)
{
    cm_arena scratch = { NULL };
    simplex s = { .rows = rows };
    cm_rat *unit = cm_rats_new(ctx, rows);
    size_t row, column;
    cm_status status = CM_OK;
    if (unit == NULL) CM_TRY(ctx->status);
    CM_TRY(open_simplex(ctx, &scratch, a, rows, columns, &s));
    for (size_t i = 0; i < rows; i++) cm_rat_set(&unit[i], &s.t[i * s.wide + columns]);
    while (choose(&s, &row, &column)) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "stopped while a matrix game was solved"));
        pivot(&s, row, column);
    }
    read_mixtures(&s, unit, x, y);
    if (!cm_matrix_game_holds(ctx, a, rows, columns, x, y, value)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "the mixtures of a matrix game secure different values"));
out:
    cm_rats_free(unit, rows);
    cm_rats_free(s.t, s.t == NULL ? 0 : (rows + 1) * (columns + 1));
    cm_rats_free(s.next, s.next == NULL ? 0 : (rows + 1) * (columns + 1));
    cm_rat_clear(&s.det);
    cm_rat_clear(&s.least);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_matrix_game_solve(cm_ctx *ctx, const cm_rat *a, size_t rows, size_t columns, cm_rat *x, cm_rat *y, cm_rat *value)
{
    bool found;
    cm_status status = by_programme(ctx, a, rows, columns, x, y, value, &found);
    if (status != CM_OK || found) return status;
    return ctx->status != CM_OK ? ctx->status : cm_matrix_game_pivot(ctx, a, rows, columns, x, y, value);
}
