/* allies_check.c: the certificate of the concept `allies`. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/collective/allies.h"

typedef struct reading {
    bool *least, *greatest;
    double *sure, *trusting, *joint;
} reading;

static bool get_truth(const cm_table *table, size_t row, const char *column, bool *x)
{
    cm_value value = cm_table_get(table, row, column);
    *x = value.kind == CM_TRUTH && value.as.truth;
    return value.kind == CM_TRUTH;
}

static bool get_number(const cm_table *table, size_t row, const char *column, double *x)
{
    cm_value value = cm_table_get(table, row, column);
    *x = value.kind == CM_NUMBER ? value.as.number : 0;
    return value.kind == CM_NUMBER;
}

static cm_status read_table(cm_ctx *ctx, cm_arena *arena, const cm_allies *a, const cm_game *game, const cm_result *result, reading *r)
{
    const cm_table *table = cm_result_find(result, "allies");
    *r = (reading){ CM_NEW(ctx, arena, a->n, bool), CM_NEW(ctx, arena, a->n, bool), CM_NEW(ctx, arena, a->n, double), CM_NEW(ctx, arena, a->n, double), CM_NEW(ctx, arena, a->n, double) };
    if (ctx->status != CM_OK) return ctx->status;
    if (table == NULL || table->nrows != a->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every ally has a row");
    for (size_t i = 0; i < a->n; i++) {
        cm_value player = cm_table_get(table, i, "player");
        bool alone;
        if (player.kind != CM_TEXT || strcmp(player.as.text, game->as.none.player[i]) != 0 || !get_truth(table, i, "least", &r->least[i]) || !get_truth(table, i, "alone", &alone) ||
            !get_truth(table, i, "greatest", &r->greatest[i]) || !get_number(table, i, "one_by_one", &r->sure[i]) || !get_number(table, i, "trusting", &r->trusting[i]) ||
            !get_number(table, i, "together", &r->joint[i])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the allies cannot be read", i + 1);
        }
        if (alone != (a->p->dependence.at[i] + cm_allies_circle(a, 1) >= a->p->cost.at[i] - a->edge)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' alone does not do as said", game->as.none.player[i]);
        }
    }
    return CM_OK;
}

/* Utilities, not lacks: a member has h(m) - c, an outsider -d. */
static bool would_join(const cm_allies *a, size_t i, size_t others, double payment)
{
    return cm_allies_circle(a, others + 1) - a->p->cost.at[i] + payment >= -a->p->dependence.at[i] - a->edge;
}

static size_t size_of(const bool *in, size_t n)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) m += in[i];
    return m;
}

static bool is_equilibrium(const cm_allies *a, const bool *in)
{
    size_t m = size_of(in, a->n);
    for (size_t i = 0; i < a->n; i++) {
        if (would_join(a, i, in[i] ? m - 1 : m, 0) != in[i]) return false;
    }
    return true;
}

static cm_status check_equilibria(cm_ctx *ctx, cm_arena *arena, const cm_allies *a, const reading *r)
{
    bool *in = CM_NEW(ctx, arena, a->n, bool);
    if (in == NULL) return ctx->status;
    if (!is_equilibrium(a, r->least)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in the least circle of %zu somebody would rather move", size_of(r->least, a->n));
    if (!is_equilibrium(a, r->greatest)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: in the greatest circle of %zu somebody would rather move", size_of(r->greatest, a->n));
    for (uint32_t s = 0; a->n <= 16 && s < 1u << a->n; s++) {
        for (size_t i = 0; i < a->n; i++) in[i] = s >> i & 1u;
        if (!is_equilibrium(a, in)) continue;
        for (size_t i = 0; i < a->n; i++) {
            if ((r->least[i] && !in[i]) || (in[i] && !r->greatest[i])) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a circle of %zu does not lie between the two", size_of(in, a->n));
        }
    }
    return CM_OK;
}

/* With these payments the allies join one after another, whatever the others do. */
static bool all_join(const cm_allies *a, const double *payment, bool *in)
{
    size_t m = 0;
    for (size_t i = 0; i < a->n; i++) in[i] = false;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < a->n; i++) {
            if (in[i] || !would_join(a, i, m, payment[i])) continue;
            in[i] = moved = true;
            m++;
        }
    }
    return m == a->n;
}

/* The least sum of max(0, what i lacks as the k-th) over all orders: an assignment, as a linear programme. */
static cm_status best_order(cm_ctx *ctx, cm_arena *arena, const cm_allies *a, double *least)
{
    size_t n = a->n;
    cm_lp *lp = cm_lp_new(ctx, n * n, false);
    double *row = CM_NEW(ctx, arena, n * n, double);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL || row == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) CM_TRY(cm_lp_column(ctx, lp, i * n + k, fmax(0, a->p->cost.at[i] - a->p->dependence.at[i] - cm_allies_circle(a, k + 1)), 0, 1, false));
    }
    for (size_t side = 0; side < 2 * n; side++) {
        memset(row, 0, n * n * sizeof *row);
        for (size_t k = 0; k < n; k++) row[side < n ? side * n + k : k * n + side - n] = 1;
        CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, least, NULL));
    if (answer != CM_LP_OPTIMAL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the order of %zu allies was not found", n));
out:
    cm_lp_free(lp);
    return status;
}

static cm_status expect(cm_ctx *ctx, const cm_result *result, const char *name, double x, double edge)
{
    const cm_value *value = cm_result_get(result, name);
    double said = value == NULL ? HUGE_VAL : value->kind == CM_NUMBER ? value->as.number : value->kind == CM_INTEGER ? (double)value->as.integer : HUGE_VAL;
    if (fabs(said - x) <= edge) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %.12g", name, x);
}

static cm_status check_payments(cm_ctx *ctx, cm_arena *arena, const cm_allies *a, const cm_result *result, const reading *r, double edge)
{
    bool *in = CM_NEW(ctx, arena, a->n, bool);
    double sure = 0, trusting = 0, least;
    if (in == NULL) return ctx->status;
    if (!all_join(a, r->sure, in)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with the payments one by one, %zu of %zu join", size_of(in, a->n), a->n);
    for (size_t i = 0; i < a->n; i++) {
        double without = cm_allies_circle(a, a->n) - a->p->cost.at[i] + a->p->dependence.at[i];
        if (!(r->sure[i] >= 0) || !(fabs(r->trusting[i] - fmax(0, -without)) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: ally %zu is paid too much or too little", i + 1);
        sure += r->sure[i];
        trusting += r->trusting[i];
    }
    if (expect(ctx, result, "one_by_one", sure, edge) != CM_OK || expect(ctx, result, "trusting", trusting, edge) != CM_OK) return ctx->status;
    if (a->n > 24) return CM_OK;
    if (best_order(ctx, arena, a, &least) != CM_OK) return ctx->status;
    return expect(ctx, result, "one_by_one", least, edge);
}

/* Neither one ally alone nor all together would rather be out; and all are just held, or nothing is paid. */
static cm_status check_together(cm_ctx *ctx, const cm_allies *a, const cm_result *result, const reading *r, double edge)
{
    double sum = 0, in = 0, out = 0;
    for (size_t i = 0; i < a->n; i++) {
        double member = r->joint[i] + cm_allies_circle(a, a->n) - a->p->cost.at[i];
        if (!(member >= -a->p->dependence.at[i] - edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: ally %zu would rather stay out alone", i + 1);
        sum += r->joint[i];
        in += member;
        out -= a->p->credible * a->p->dependence.at[i];
    }
    if (!(in >= out - edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: together the allies have %.12g in the circle and %.12g outside", in, out);
    if (sum > edge && in > out + edge) return cm_fail(ctx, CM_E_NUMERIC, "certificate: together the allies would be held for %.12g less", in - out);
    return expect(ctx, result, "together", sum, edge);
}

/* The k-th least of cost less dependence, k from 1. */
static double kth(const cm_allies *a, size_t k)
{
    double found = 0;
    for (size_t i = 0; i < a->n; i++) {
        double x = a->p->cost.at[i] - a->p->dependence.at[i];
        size_t below = 0, equal = 0;
        for (size_t j = 0; j < a->n; j++) {
            double y = a->p->cost.at[j] - a->p->dependence.at[j];
            below += y < x;
            equal += !(y < x) && !(y > x);
        }
        if (below < k && k <= below + equal) found = x;
    }
    return found;
}

static cm_status check_sizes(cm_ctx *ctx, const cm_allies *a, const cm_result *result, const reading *r, double edge)
{
    const cm_table *table = cm_result_find(result, "sizes");
    double sure = 0, last = 0, printed, trusting;
    size_t affordable = 0;
    for (size_t i = 0; i < a->n; i++) sure += r->sure[i];
    if (table == NULL || table->nrows != a->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every size has its cost");
    for (size_t m = 1; m <= a->n; m++) {
        double step = fmax(0, kth(a, m) - cm_allies_circle(a, m)), sum = 0;
        for (size_t k = 1; k <= m; k++) sum += fmax(0, kth(a, k) - cm_allies_circle(a, m));
        if (!get_number(table, m - 1, "one_by_one", &printed) || !get_number(table, m - 1, "trusting", &trusting) ||
            !(fabs(printed - last - step) <= edge) || !(fabs(trusting - sum) <= edge)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members do not cost what is said", m);
        }
        if (printed <= a->p->budget + a->edge) affordable = m;
        last = printed;
    }
    if (!(fabs(last - sure) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the full circle costs %.12g", sure);
    return expect(ctx, result, "affordable", (double)affordable, 0);
}

cm_status cm_allies_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_allies a;
    reading r;
    double edge, alone = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_allies_read(ctx, params, &a));
    edge = 10 * (double)a.n * a.edge;
    CM_TRY(read_table(ctx, &scratch, &a, game, result, &r));
    CM_TRY(check_equilibria(ctx, &scratch, &a, &r));
    for (size_t i = 0; i < a.n; i++) alone += would_join(&a, i, 0, 0);
    CM_TRY(expect(ctx, result, "alone", alone, 0));
    CM_TRY(expect(ctx, result, "least", (double)size_of(r.least, a.n), 0));
    CM_TRY(expect(ctx, result, "greatest", (double)size_of(r.greatest, a.n), 0));
    CM_TRY(check_payments(ctx, &scratch, &a, result, &r, edge));
    CM_TRY(check_together(ctx, &a, result, &r, edge));
    CM_TRY(check_sizes(ctx, &a, result, &r, edge));
out:
    cm_arena_free(&scratch);
    return status;
}
