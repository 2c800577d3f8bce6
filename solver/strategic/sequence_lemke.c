/* sequence_lemke.c: one equilibrium of the sequence form by Lemke's algorithm.
 *
 * Players choose plans x, y that make their costs least: payoffs less a number larger than all of them, turned round.
 * A plan is best when prices p of its rows (Ex = e) exist with E'p <= costs, equal where the plan is positive.  With
 * p, q written as differences the whole is a linear complementarity problem w = r + Mz, w'z = 0, of which Koller,
 * Megiddo and von Stengel show that Lemke's path from the covering vector of ones ends at a solution.  Ties are broken
 * lexicographically, so that no basis comes twice, and all numbers are fractions.
 *
 * Columns of the tableau: w (n, from which the basis' inverse is read), z (n), the covering variable, the right side.
 *
 * Source: D. Koller, N. Megiddo, B. von Stengel, "Efficient computation of equilibria for extensive two-person games",
 * Games and Economic Behavior 14 (1996) 247-259; C. E. Lemke, "Bimatrix equilibrium points and mathematical
 * programming", Management Science 11 (1965) 681-689. */
#include "solver/strategic/sequence_form.h"

typedef struct tableau {
    size_t n, width;                 /* rows; columns: 2 n + 2 */
    cm_rat *cell;                    /* n x width */
    size_t *basic;                   /* n: the column that is basic in each row */
    size_t *open, *filled;           /* room: rows of a tie (n); columns of the pivot row that are not 0 (width) */
    double steps;
} tableau;

static cm_rat *at(const tableau *t, size_t row, size_t column) { return &t->cell[row * t->width + column]; }

/* M is subtracted: the tableau's rows are w - Mz - z0 = r. */
static void put(const tableau *t, size_t row, size_t z, int64_t value) { cm_rat_set_ratio(at(t, row, t->n + z), -value, 1); }

/* The rows and columns of a player's plan: its variables begin at `own`, prices (positive, then negative) at `price`. */
static void plan_part(const tableau *t, const cm_seqform *s, const cm_efg *efg, size_t p, size_t own, size_t price)
{
    size_t m = s->nsets[p] + 1;
    for (size_t k = 0; k < m; k++) {
        size_t plus = price + k, minus = price + m + k, before = own + (k == 0 ? 0 : s->before[p][k - 1]);
        size_t first = own + (k == 0 ? 0 : s->first[p][k - 1]), count = k == 0 ? 1 : efg->set[s->set[p][k - 1]].nactions;
        for (size_t a = 0; a < count + (k == 0 ? 0 : 1); a++) {
            size_t x = a < count ? first + a : before;
            int64_t sign = a < count ? 1 : -1;
            put(t, plus, x, sign);
            put(t, minus, x, -sign);
            put(t, x, plus, -sign);
            put(t, x, minus, sign);
        }
    }
    cm_rat_set_ratio(at(t, price, t->width - 1), -1, 1);
    cm_rat_set_ratio(at(t, price + m, t->width - 1), 1, 1);
}

/* Costs: chance times (1 + the largest payoff in size) less the payoff. */
static void costs_part(const tableau *t, const cm_seqform *s, const cm_rat *shift)
{
    cm_rat cost = { 0, 0 };
    for (size_t i = 0; i < s->count[0]; i++) {
        for (size_t j = 0; j < s->count[1]; j++) {
            size_t cell = i * s->count[1] + j;
            for (size_t p = 0; p < 2; p++) {
                cm_rat_mul(&cost, &s->weight[cell], shift);
                cm_rat_sub(&cost, &s->pay[p][cell], &cost);
                cm_rat_set(p == 0 ? at(t, i, t->n + s->count[0] + j) : at(t, s->count[0] + j, t->n + i), &cost);
            }
        }
    }
    cm_rat_clear(&cost);
}

static void pivot(tableau *t, size_t row, size_t column)
{
    cm_rat by = { 0, 0 };
    size_t count = 0;
    cm_rat_set(&by, at(t, row, column));
    for (size_t c = 0; c < t->width; c++) {
        if (cm_rat_sign(at(t, row, c)) == 0) continue;
        cm_rat_div(at(t, row, c), at(t, row, c), &by);
        t->filled[count++] = c;
    }
    for (size_t r = 0; r < t->n; r++) {
        if (r == row || cm_rat_sign(at(t, r, column)) == 0) continue;
        cm_rat_set_ratio(&by, 0, 1);
        cm_rat_sub(&by, &by, at(t, r, column));
        for (size_t k = 0; k < count; k++) cm_rat_add_mul(at(t, r, t->filled[k]), &by, at(t, row, t->filled[k]));
        t->steps += (double)count;
    }
    t->basic[row] = column;
    cm_rat_clear(&by);
}

/* Of the rows in t->open those whose entry of `column`, over that of `by`, is least. */
static size_t least(tableau *t, size_t count, size_t column, size_t by)
{
    cm_rat best = { 0, 0 }, ratio = { 0, 0 };
    size_t kept = 0;
    for (size_t k = 0; k < count; k++) {
        size_t r = t->open[k];
        int order = -1;
        cm_rat_div(&ratio, at(t, r, column), at(t, r, by));
        if (kept > 0) order = cm_rat_compare(&ratio, &best);
        if (order > 0) continue;
        if (order < 0) kept = 0;
        if (order < 0) cm_rat_set(&best, &ratio);
        t->open[kept++] = r;
    }
    cm_rat_clear(&best);
    cm_rat_clear(&ratio);
    return kept;
}

/* The row that leaves when `column` enters; n: none.  The covering variable leaves as soon as it can. */
static size_t leaving(tableau *t, size_t column)
{
    size_t count = 0;
    for (size_t r = 0; r < t->n; r++) {
        if (cm_rat_sign(at(t, r, column)) > 0) t->open[count++] = r;
    }
    if (count == 0) return t->n;
    count = least(t, count, t->width - 1, column);
    for (size_t k = 0; k < count; k++) {
        if (t->basic[t->open[k]] == 2 * t->n) return t->open[k];
    }
    for (size_t c = 0; count > 1 && c < t->n; c++) count = least(t, count, c, column);
    return t->open[0];
}

static cm_status walk(cm_ctx *ctx, tableau *t, size_t start)
{
    size_t enters = 2 * t->n, row = start;
    for (;;) {
        size_t leaves = t->basic[row];
        pivot(t, row, enters);
        if (leaves == 2 * t->n) return CM_OK;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped on the way to an equilibrium");
        if (t->steps * 100 > ctx->work_limit) {
            return cm_fail(ctx, CM_E_LIMIT, "no equilibrium was reached within %g steps on fractions: a higher limit of work may find one", t->steps);
        }
        enters = leaves < t->n ? leaves + t->n : leaves - t->n;
        row = leaving(t, enters);
        if (row == t->n) return cm_fail(ctx, CM_E_NUMERIC, "the path to an equilibrium ended in a ray");
    }
}

static cm_status make(cm_ctx *ctx, cm_arena *arena, tableau *t, size_t n)
{
    t->n = n;
    t->width = 2 * n + 2;
    if ((double)n * (double)t->width * 1000 > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "a complementarity problem of %zu rows is larger than the limit of work allows", n);
    }
    t->basic = CM_NEW(ctx, arena, n, size_t);
    t->open = CM_NEW(ctx, arena, n, size_t);
    t->filled = CM_NEW(ctx, arena, t->width, size_t);
    if (t->basic == NULL || t->open == NULL || t->filled == NULL) return ctx->status;
    t->cell = cm_rats_new(ctx, n * t->width);
    if (t->cell == NULL) return ctx->status;
    for (size_t r = 0; r < n; r++) {
        t->basic[r] = r;
        cm_rat_set_ratio(at(t, r, r), 1, 1);
        cm_rat_set_ratio(at(t, r, 2 * n), -1, 1);
    }
    return CM_OK;
}

cm_status cm_seqform_lemke(cm_ctx *ctx, const cm_seqform *s, const cm_treeplay *play, cm_rat *const plan[2])
{
    size_t both = s->count[0] + s->count[1], prices = 2 * (s->nsets[0] + 1), start = both + prices;
    cm_arena scratch = { NULL };
    tableau t = { .cell = NULL };
    cm_rat shift = { 0, 0 }, one = { 0, 0 };
    cm_status status = CM_OK;
    CM_TRY(make(ctx, &scratch, &t, start + 2 * (s->nsets[1] + 1)));
    cm_rat_set_ratio(&one, 1, 1);
    (void)cm_rat_set_double(&shift, play->scale);
    cm_rat_add(&shift, &shift, &shift);                    /* well above every payoff, whatever rounding did to the scale */
    cm_rat_add(&shift, &shift, &one);
    costs_part(&t, s, &shift);
    plan_part(&t, s, play->efg, 0, 0, both);
    plan_part(&t, s, play->efg, 1, s->count[0], start);
    CM_TRY(walk(ctx, &t, start));                          /* of the two rows at -1 the later one is lexicographically least */
    for (size_t r = 0; r < t.n; r++) {
        size_t z = t.basic[r];
        if (z < t.n || z >= t.n + both) continue;
        z -= t.n;
        cm_rat_set(z < s->count[0] ? &plan[0][z] : &plan[1][z - s->count[0]], at(&t, r, t.width - 1));
    }
out:
    cm_rats_free(t.cell, t.n * t.width);
    cm_rat_clear(&shift);
    cm_rat_clear(&one);
    cm_arena_free(&scratch);
    return status;
}
