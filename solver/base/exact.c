/* exact.c: from the basis to fractions.
 *
 * Rows that bind (their slack is not basic) and basic variables are equally many, k: the variables solve
 * the k binding rows, and the duals of those rows solve the k columns' prices. */
#include "solver/base/exact.h"

#include <math.h>
#include <string.h>

typedef struct work {
    const cm_lp *lp;
    cm_exact *out;
    const cm_rat *right_side, *bound;
    size_t n, m, k;
    size_t *basic, *binding;         /* k each: columns, rows */
    cm_rat *matrix, *right, *answer; /* k x k, k, k */
    size_t *column;                  /* n, of one row */
    double *value;
    cm_rat *activity, *price;        /* m, n */
} work;

static cm_rat *coefficient(cm_rat *scratch, double x)
{
    (void)cm_rat_set_double(scratch, x);
    return scratch;
}

/* The side of a row or column that its place names; 0 for a free one. */
static double side(cm_lp_place place, double low, double high)
{
    if (place == CM_LP_AT_ZERO) return 0;
    return place == CM_LP_AT_HIGH ? high : low;
}

static cm_status gather(cm_ctx *ctx, cm_arena *arena, work *w)
{
    double a, b, c;
    size_t length, rows = 0, columns = 0;
    w->basic = CM_NEW(ctx, arena, w->n + 1, size_t);
    w->binding = CM_NEW(ctx, arena, w->m + 1, size_t);
    w->column = CM_NEW(ctx, arena, w->n + 1, size_t);
    w->value = CM_NEW(ctx, arena, w->n + 1, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t j = 0; j < w->n; j++) {
        if (cm_lp_column_get(w->lp, j, &a, &b, &c) == CM_LP_BASIC) w->basic[columns++] = j;
    }
    for (size_t r = 0; r < w->m; r++) {
        if (cm_lp_row_get(w->lp, r, w->column, w->value, &length, &a, &b) != CM_LP_BASIC) w->binding[rows++] = r;
    }
    w->k = rows == columns ? rows : SIZE_MAX;
    return CM_OK;
}

/* A finite side for every column and row that is not basic: else the basis is none. */
static bool place_columns(work *w)
{
    double cost, low, high;
    for (size_t j = 0; j < w->n; j++) {
        cm_lp_place place = cm_lp_column_get(w->lp, j, &cost, &low, &high);
        if (place == CM_LP_BASIC) continue;
        if (!isfinite(side(place, low, high))) return false;
        if (w->bound != NULL && place != CM_LP_AT_ZERO) cm_rat_set(&w->out->x[j], &w->bound[j]);
        else (void)cm_rat_set_double(&w->out->x[j], side(place, low, high));
    }
    return true;
}

/* The binding rows over the basic columns. */
static bool fill(work *w, const size_t *index_of, cm_rat *scratch)
{
    double low, high;
    size_t length;
    for (size_t i = 0; i < w->k; i++) {
        cm_lp_place place = cm_lp_row_get(w->lp, w->binding[i], w->column, w->value, &length, &low, &high);
        if (!isfinite(side(place, low, high)) || place == CM_LP_AT_ZERO) return false;
        if (w->right_side != NULL) cm_rat_set(&w->right[i], &w->right_side[w->binding[i]]);
        else (void)cm_rat_set_double(&w->right[i], side(place, low, high));
        for (size_t e = 0; e < length; e++) {
            size_t j = w->column[e];
            (void)coefficient(scratch, w->value[e]);
            if (index_of[j] < w->k) {
                cm_rat_set(&w->matrix[i * w->k + index_of[j]], scratch);
            } else {
                cm_rat_mul(scratch, scratch, &w->out->x[j]);
                cm_rat_sub(&w->right[i], &w->right[i], scratch);
            }
        }
    }
    return true;
}

static bool solve_primal(work *w)
{
    if (!cm_rat_solve(w->matrix, w->k, w->right, w->answer)) return false;
    for (size_t i = 0; i < w->k; i++) cm_rat_set(&w->out->x[w->basic[i]], &w->answer[i]);
    return true;
}

static bool solve_dual(work *w)
{
    double cost, low, high;
    cm_rat keep = { 0, 0 };
    for (size_t i = 0; i < w->k; i++) {                          /* transpose in place */
        for (size_t j = i + 1; j < w->k; j++) {
            cm_rat_set(&keep, &w->matrix[i * w->k + j]);
            cm_rat_set(&w->matrix[i * w->k + j], &w->matrix[j * w->k + i]);
            cm_rat_set(&w->matrix[j * w->k + i], &keep);
        }
        (void)cm_lp_column_get(w->lp, w->basic[i], &cost, &low, &high);
        (void)cm_rat_set_double(&w->right[i], cost);
    }
    cm_rat_clear(&keep);
    if (!cm_rat_solve(w->matrix, w->k, w->right, w->answer)) return false;
    for (size_t i = 0; i < w->k; i++) cm_rat_set(&w->out->dual[w->binding[i]], &w->answer[i]);
    return true;
}

/* Is x between two sides?  `exact` is the number behind both of them, unless NULL. */
static bool between(const cm_rat *x, double low, double high, const cm_rat *exact, cm_rat *scratch)
{
    if (isfinite(low) && cm_rat_compare(x, exact != NULL ? exact : coefficient(scratch, low)) < 0) return false;
    return !isfinite(high) || cm_rat_compare(x, exact != NULL ? exact : coefficient(scratch, high)) <= 0;
}

/* May this price stand at this place?  In a minimum it must not fall where one can go up, nor rise where
 * one can go down; fixed ones (low = high) may have any. */
static bool price_stands(const cm_rat *price, double low, double high, cm_lp_place place, bool maximises)
{
    int sign = maximises ? -cm_rat_sign(price) : cm_rat_sign(price);
    if (place == CM_LP_BASIC || place == CM_LP_AT_ZERO) return sign == 0;
    if (!(low < high)) return true;
    return place == CM_LP_AT_HIGH ? sign <= 0 : sign >= 0;
}

static bool holds(work *w, cm_rat *scratch)
{
    cm_exact *out = w->out;
    double cost, low, high;
    size_t length;
    for (size_t j = 0; j < w->n; j++) {
        (void)cm_lp_column_get(w->lp, j, &cost, &low, &high);
        if (!between(&out->x[j], low, high, w->bound != NULL ? &w->bound[j] : NULL, scratch)) return false;
        (void)cm_rat_set_double(&w->price[j], cost);
        cm_rat_add_mul(&out->value, &w->price[j], &out->x[j]);
    }
    for (size_t r = 0; r < w->m; r++) {
        cm_lp_place place = cm_lp_row_get(w->lp, r, w->column, w->value, &length, &low, &high);
        cm_rat *sum = &w->activity[r];
        for (size_t e = 0; e < length; e++) {
            cm_rat_add_mul(sum, coefficient(scratch, w->value[e]), &out->x[w->column[e]]);
            if (cm_rat_sign(&out->dual[r]) == 0) continue;
            cm_rat_mul(scratch, scratch, &out->dual[r]);
            cm_rat_sub(&w->price[w->column[e]], &w->price[w->column[e]], scratch);
        }
        if (!between(sum, low, high, w->right_side != NULL ? &w->right_side[r] : NULL, scratch)) return false;
        if (!price_stands(&out->dual[r], low, high, place, cm_lp_maximises(w->lp))) return false;
    }
    for (size_t j = 0; j < w->n; j++) {
        cm_lp_place place = cm_lp_column_get(w->lp, j, &cost, &low, &high);
        if (!price_stands(&w->price[j], low, high, place, cm_lp_maximises(w->lp))) return false;
    }
    return true;
}

cm_status cm_exact_solve(cm_ctx *ctx, const cm_lp *lp, const cm_rat *right, const cm_rat *bound, cm_exact *exact, bool *proven)
{
    work w = { .lp = lp, .out = exact, .right_side = right, .bound = bound, .n = cm_lp_columns(lp), .m = cm_lp_rows(lp) };
    cm_arena arena = { NULL };
    cm_rat scratch = { 0, 0 };
    size_t *index_of, k = 0;
    cm_status status = CM_OK;
    *proven = false;
    memset(exact, 0, sizeof *exact);
    if (!cm_lp_has_basis(lp)) return CM_OK;
    CM_TRY(gather(ctx, &arena, &w));
    if (w.k == SIZE_MAX) goto out;
    k = w.k;
    exact->ncolumns = w.n;
    exact->nrows = w.m;
    exact->x = cm_rats_new(ctx, w.n);
    exact->dual = cm_rats_new(ctx, w.m);
    w.matrix = cm_rats_new(ctx, k * k);
    w.right = cm_rats_new(ctx, k);
    w.answer = cm_rats_new(ctx, k);
    w.activity = cm_rats_new(ctx, w.m);
    w.price = cm_rats_new(ctx, w.n);
    index_of = CM_NEW(ctx, &arena, w.n + 1, size_t);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t j = 0; j < w.n; j++) index_of[j] = SIZE_MAX;
    for (size_t i = 0; i < k; i++) index_of[w.basic[i]] = i;
    *proven = place_columns(&w) && fill(&w, index_of, &scratch) && solve_primal(&w) && solve_dual(&w) && holds(&w, &scratch);
out:
    cm_rat_clear(&scratch);
    cm_rats_free(w.matrix, k * k);
    cm_rats_free(w.right, k);
    cm_rats_free(w.answer, k);
    cm_rats_free(w.activity, w.m);
    cm_rats_free(w.price, w.n);
    cm_arena_free(&arena);
    return status;
}

void cm_exact_free(cm_exact *exact)
{
    cm_rats_free(exact->x, exact->ncolumns);
    cm_rats_free(exact->dual, exact->nrows);
    cm_rat_clear(&exact->value);
    memset(exact, 0, sizeof *exact);
}
