/* bargain_programme.c: the greatest least gain with city-block utility, as a linear programme.
 *
 * Columns: the policy x in units of the box; t; and e_ik, how far x_k is from member i's ideal.  Only
 * members who care for an open issue have an e. */
#include <math.h>

#include "solver/base/lp.h"
#include "solver/bargain/bargain.h"

typedef struct sheet {
    const cm_bargain *b;
    const cm_bargain_aim *aim;
    cm_lp *lp;
    double *row;
    size_t columns, rows;
    size_t *column, *line; /* of e_ik; of the member's gain */
} sheet;

static double width(const cm_bargain *b, size_t k)
{
    return b->high[k] - b->low[k];
}

static bool matters(const cm_bargain *b, size_t i, size_t k)
{
    return b->counts[i] && cm_spatial_salience(b->game, i, k) > 0 && width(b, k) > 0;
}

static void clear(sheet *s)
{
    for (size_t j = 0; j < s->columns; j++) s->row[j] = 0;
}

/* e_ik >= x_k - a and e_ik >= a - x_k. */
static cm_status add_distance(cm_ctx *ctx, sheet *s, size_t i, size_t k)
{
    size_t e = s->column[i * s->b->d + k];
    double a = (s->b->game->ideal[i * s->b->d + k] - s->b->low[k]) / width(s->b, k);
    cm_status status;
    CM_TRY(cm_lp_column(ctx, s->lp, e, 0, 0, HUGE_VAL, false));
    for (int side = -1; side <= 1; side += 2) {
        clear(s);
        s->row[e] = 1;
        s->row[k] = side;
        CM_TRY(cm_lp_row(ctx, s->lp, s->row, side * a, HUGE_VAL));
        s->rows++;
    }
out:
    return status;
}

/* In the gain's unit: what it loses on open issues, and t, are covered by the rest. */
static cm_status add_gain(cm_ctx *ctx, sheet *s, size_t i, double pace)
{
    const cm_bargain *b = s->b;
    double unit = b->unit[i], rest = -b->base[i];
    bool raised = s->aim->ray[i] > 0, floored = s->aim->floor != NULL && s->aim->floor[i] > -HUGE_VAL;
    if (!b->counts[i] || !(raised || floored)) return CM_OK;
    clear(s);
    for (size_t k = 0; k < b->d; k++) {
        double sal = cm_spatial_salience(b->game, i, k);
        if (matters(b, i, k)) s->row[s->column[i * b->d + k]] = -sal * width(b, k) / unit;
        else rest -= sal * fabs(b->low[k] - b->game->ideal[i * b->d + k]);
    }
    if (raised) s->row[b->d] = -s->aim->ray[i] * pace / unit;
    if (floored) rest -= s->aim->floor[i];
    s->line[i] = s->rows++;
    return cm_lp_row(ctx, s->lp, s->row, -rest / unit, HUGE_VAL);
}

static double pace_of(const cm_bargain *b, const double *ray)
{
    double pace = HUGE_VAL;
    for (size_t i = 0; i < b->n; i++) {
        if (b->counts[i] && ray[i] > 0) pace = fmin(pace, b->unit[i] / ray[i]);
    }
    return pace;
}

static cm_status build(cm_ctx *ctx, cm_arena *scratch, sheet *s, double pace)
{
    const cm_bargain *b = s->b;
    cm_status status = CM_OK;
    s->columns = b->d + 1;
    s->column = CM_NEW(ctx, scratch, b->n * b->d, size_t);
    s->line = CM_NEW(ctx, scratch, b->n, size_t);
    if (s->column == NULL || s->line == NULL) return ctx->status;
    for (size_t j = 0; j < b->n * b->d; j++) {
        if (matters(b, j / b->d, j % b->d)) s->column[j] = s->columns++;
    }
    s->row = CM_NEW(ctx, scratch, s->columns, double);
    if (s->row == NULL) return ctx->status;
    s->lp = cm_lp_new(ctx, s->columns, true);
    if (s->lp == NULL) return ctx->status;
    for (size_t k = 0; k < b->d; k++) CM_TRY(cm_lp_column(ctx, s->lp, k, 0, 0, 1, false));
    CM_TRY(cm_lp_column(ctx, s->lp, b->d, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t j = 0; j < b->n * b->d; j++) {
        if (matters(b, j / b->d, j % b->d)) CM_TRY(add_distance(ctx, s, j / b->d, j % b->d));
    }
    for (size_t i = 0; i < b->n; i++) {
        s->line[i] = (size_t)-1;
        CM_TRY(add_gain(ctx, s, i, pace));
    }
out:
    return status;
}

cm_status cm_bargain_programme(cm_ctx *ctx, const cm_bargain *bargain, const cm_bargain_aim *aim, double *y,
                               double *weight, double *t)
{
    cm_arena scratch = { NULL };
    sheet s = { .b = bargain, .aim = aim };
    double pace = pace_of(bargain, aim->ray), value, *x, *dual;
    cm_lp_answer answer;
    cm_status status;
    CM_TRY(build(ctx, &scratch, &s, pace));
    x = CM_NEW(ctx, &scratch, s.columns, double);
    dual = CM_NEW(ctx, &scratch, s.rows, double);
    if (x == NULL || dual == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_lp_solve(ctx, s.lp, &answer, x, &value, dual));
    if (answer != CM_LP_OPTIMAL)
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the programme of %zu gains has no greatest least", bargain->n));
    for (size_t k = 0; k < bargain->d; k++) y[k] = bargain->low[k] + x[k] * width(bargain, k);
    for (size_t i = 0; i < bargain->n; i++) {
        weight[i] = s.line[i] == (size_t)-1 ? 0 : fabs(dual[s.line[i]]) * pace / bargain->unit[i];
    }
    *t = value * pace;
out:
    cm_lp_free(s.lp);
    cm_arena_free(&scratch);
    return status;
}
