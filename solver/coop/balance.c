/* balance.c: the first stage, its dual as balanced weights, and both held against all coalitions. */
#include "solver/coop/balance.h"

#include <math.h>
#include <string.h>

#include "solver/coop/stage.h"

enum { MOST_WHOLE = 1 << 22, MOST_FRACTIONS = 1 << 15 };

static uint32_t everybody(const cm_tu *tu) { return (uint32_t)(((uint64_t)1 << tu->n) - 1); }

/* Duals of the open rows, divided by that of everybody's row, are balanced. */
static cm_status take_weights(cm_ctx *ctx, cm_arena *arena, const cm_stages *s, cm_least_core *out)
{
    double share = 0;
    out->mask = CM_NEW(ctx, arena, s->nrows, uint32_t);
    out->weight = CM_NEW(ctx, arena, s->nrows, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t r = s->nequal; r < s->nrows; r++) share += s->row[r] & 1u ? s->price[r] : 0;     /* of the first player */
    if (!(share > 0)) return cm_fail(ctx, CM_E_NUMERIC, "the least core's dual counts nobody");
    for (size_t r = s->nequal; r < s->nrows; r++) {
        if (!(s->price[r] > ctx->tol.price)) continue;
        out->mask[out->nweights] = s->row[r];
        out->weight[out->nweights++] = s->price[r] / share;
    }
    return CM_OK;
}

/* The same in fractions; false when a weight that floating point dropped is none. */
static bool take_fractions(const cm_stages *s, const cm_exact *exact, cm_least_core *out)
{
    cm_rat share = { 0, 0 };
    size_t used = 0;
    for (size_t r = s->nequal; r < s->nrows; r++) {
        if (s->row[r] & 1u) cm_rat_add(&share, &share, &exact->dual[r]);
    }
    for (size_t r = s->nequal; r < s->nrows && cm_rat_sign(&share) > 0; r++) {
        if (cm_rat_sign(&exact->dual[r]) == 0) continue;
        if (used == out->nweights || out->mask[used] != s->row[r]) break;
        cm_rat_div(&out->weight_exact[used], &exact->dual[r], &share);
        out->weight[used] = cm_rat_value(&out->weight_exact[used]);
        used++;
    }
    cm_rat_clear(&share);
    return used == out->nweights && used > 0;
}

static cm_status solve_exactly(cm_ctx *ctx, const cm_tu *tu, const cm_stages *s, cm_least_core *out)
{
    cm_rat *right = cm_rats_new(ctx, s->nrows), *bound = cm_rats_new(ctx, tu->n + 1);
    cm_exact exact = { .x = NULL };
    bool proven = false, above = false;
    cm_status status = CM_OK;
    out->x_exact = cm_rats_new(ctx, tu->n);
    out->weight_exact = cm_rats_new(ctx, out->nweights);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t r = 0; r < s->nrows; r++) (void)cm_rat_set_double(&right[r], tu->worth[s->row[r]]);
    CM_TRY(cm_exact_solve(ctx, s->lp, right, bound, &exact, &proven));
    if (!proven || !take_fractions(s, &exact, out)) goto out;
    for (size_t i = 0; i < tu->n; i++) {
        cm_rat_set(&out->x_exact[i], &exact.x[i]);
        out->x[i] = cm_rat_value(&exact.x[i]);
    }
    cm_rat_set(&out->epsilon_exact, &exact.x[tu->n]);
    out->epsilon = cm_rat_value(&exact.x[tu->n]);
    CM_TRY(cm_balance_none_above(ctx, tu, out->x, out->x_exact, &out->epsilon_exact, &proven, &above));
    out->proven = proven && !above;
out:
    cm_exact_free(&exact);
    cm_rats_free(right, s->nrows);
    cm_rats_free(bound, tu->n + 1);
    return status;
}

cm_status cm_least_core_solve(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_least_core *out)
{
    cm_stages s;
    cm_status status = CM_OK;
    memset(out, 0, sizeof *out);
    CM_TRY(cm_stages_init(ctx, arena, tu, false, false, &s));
    CM_TRY(cm_stages_solve(ctx, &s));
    out->epsilon = s.level[0];
    out->x = s.x;
    CM_TRY(take_weights(ctx, arena, &s, out));
    if (tu->exact) CM_TRY(solve_exactly(ctx, tu, &s, out));
out:
    cm_stages_free(&s);
    return status;
}

void cm_least_core_free(cm_least_core *out, size_t n)
{
    cm_rats_free(out->x_exact, n);
    cm_rats_free(out->weight_exact, out->nweights);
    cm_rat_clear(&out->epsilon_exact);
    memset(out, 0, sizeof *out);
}

cm_value cm_least_core_balanced(const cm_ctx *ctx, const cm_tu *tu, const cm_least_core *lc)
{
    if (lc->proven) return cm_truth(cm_rat_sign(&lc->epsilon_exact) <= 0);
    if (fabs(lc->epsilon) <= ctx->tol.cert * cm_tu_scale(tu)) return cm_none();
    return cm_truth(lc->epsilon < 0);
}

cm_status cm_balance_print(cm_ctx *ctx, cm_result *result, const cm_tu *tu, const uint32_t *mask, const double *weight,
                           const cm_rat *exact, size_t count)
{
    static const char *const columns[] = { "coalition", "weight", "exact", "worth", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "weights", columns, &table));
    for (size_t k = 0; k < count; k++) {
        const char *who = cm_tu_coalition_text(ctx, result->arena, tu, mask[k]);
        const char *text = exact != NULL ? cm_rat_text(ctx, result->arena, &exact[k]) : NULL;
        if (who == NULL || (exact != NULL && text == NULL)) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(who), cm_number(weight[k]), text != NULL ? cm_text(text) : cm_none(),
                                                            cm_number(tu->worth[mask[k]]) }));
    }
out:
    return status;
}

/* A printed coalition back to a mask; 0 when it is none. */
static uint32_t read_coalition(const cm_tu *tu, const char *text)
{
    unsigned char in[CM_TU_MOST];
    uint32_t mask = 0;
    if (!cm_tu_coalition_read(tu, text, in)) return 0;
    for (size_t i = 0; i < tu->n; i++) mask |= (uint32_t)in[i] << i;
    return mask;
}

typedef struct counted {
    double player[CM_TU_MOST];
    cm_rat exact[CM_TU_MOST];
} counted;

static cm_status count_row(cm_ctx *ctx, const cm_tu *tu, const cm_table *table, size_t row, counted *c, double *claim, double *total,
                           bool *exact, cm_rat *claim_exact, cm_rat *total_exact)
{
    cm_value who = cm_table_get(table, row, "coalition"), weight = cm_table_get(table, row, "weight"), text = cm_table_get(table, row, "exact");
    uint32_t mask = who.kind == CM_TEXT ? read_coalition(tu, who.as.text) : 0;
    cm_rat w = { 0, 0 }, worth = { 0, 0 };
    if (mask == 0 || weight.kind != CM_NUMBER || !(weight.as.number >= 0)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the weights is no coalition with a weight of at least 0", row + 1);
    }
    *exact = *exact && text.kind == CM_TEXT && cm_payoff_fraction(text.as.text, &w) && cm_rat_sign(&w) >= 0;
    (void)cm_rat_set_double(&worth, tu->worth[mask]);
    for (size_t i = 0; i < tu->n; i++) {
        if (!(mask >> i & 1u)) continue;
        c->player[i] += weight.as.number;
        if (*exact) cm_rat_add(&c->exact[i], &c->exact[i], &w);
    }
    *claim += weight.as.number * tu->worth[mask];
    *total += weight.as.number;
    if (*exact) {
        cm_rat_add_mul(claim_exact, &w, &worth);
        cm_rat_add(total_exact, total_exact, &w);
    }
    cm_rat_clear(&w);
    cm_rat_clear(&worth);
    return CM_OK;
}

cm_status cm_balance_claim(cm_ctx *ctx, const cm_result *result, const cm_tu *tu, double *claim, double *total, bool *exact,
                           cm_rat *claim_exact, cm_rat *total_exact)
{
    const cm_table *table = cm_result_find(result, "weights");
    counted c = { { 0 }, { { 0, 0 } } };
    cm_rat one = { 0, 0 };
    cm_status status = CM_OK;
    *claim = *total = 0;
    *exact = tu->exact;
    cm_rat_set_ratio(&one, 1, 1);
    if (table == NULL || table->nrows == 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there are no weights"));
    for (size_t r = 0; r < table->nrows; r++) CM_TRY(count_row(ctx, tu, table, r, &c, claim, total, exact, claim_exact, total_exact));
    for (size_t i = 0; i < tu->n; i++) {
        if (fabs(c.player[i] - 1) > ctx->tol.cert || (*exact && cm_rat_compare(&c.exact[i], &one) != 0)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights count '%s' %.12g times, not once", tu->player[i], c.player[i]));
        }
    }
out:
    for (size_t i = 0; i < tu->n; i++) cm_rat_clear(&c.exact[i]);
    cm_rat_clear(&one);
    return status;
}

cm_status cm_balance_largest(cm_ctx *ctx, const cm_tu *tu, const double *x, double *largest)
{
    cm_arena scratch = { NULL };
    cm_excess look;
    cm_found found;
    cm_status status = CM_OK;
    *largest = -HUGE_VAL;
    CM_TRY(cm_excess_init(ctx, &scratch, tu, &look));
    cm_excess_payoffs(&look, x, 0);
    if (cm_excess_worst(&look, -HUGE_VAL, 1, &found) == 1) *largest = found.excess;
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_balance_none_above(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_rat *exact, const cm_rat *bar, bool *decided, bool *above)
{
    cm_balance balance = { .tu = tu, .x = exact, .bar = bar };
    double near = cm_rat_value(bar) - ctx->tol.slack * cm_tu_scale(tu);
    cm_arena scratch = { NULL };
    uint32_t *mask;
    size_t count;
    cm_excess look;
    cm_status status = CM_OK;
    *above = false;
    CM_TRY(cm_excess_init(ctx, &scratch, tu, &look));
    cm_excess_payoffs(&look, x, 0);
    count = cm_excess_all(&look, near, 0, NULL);
    cm_balance_prepare(&balance);
    *decided = count <= (balance.denominator > 0 ? MOST_WHOLE : MOST_FRACTIONS);
    if (!*decided) goto out;
    mask = CM_NEW(ctx, &scratch, count, uint32_t);
    if (mask == NULL) CM_LEAVE(ctx->status);
    (void)cm_excess_all(&look, near, count, mask);
    for (size_t k = 0; k < count && !*above; k++) *above = mask[k] != everybody(tu) && cm_balance_sign(&balance, mask[k]) > 0;
out:
    cm_balance_free(&balance);
    cm_arena_free(&scratch);
    return status;
}

/* The bound of the payoffs: no excess above the value, in fractions when there are some. */
static cm_status check_payoffs(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const char *point, double value, const cm_rat *exact)
{
    double x[CM_TU_MOST], largest, total = 0, slack = ctx->tol.cert * cm_tu_scale(tu);
    cm_rat *fraction = NULL, sum = { 0, 0 }, all = { 0, 0 };
    bool decided = true, above = false;
    cm_status status = CM_OK;
    CM_TRY(cm_payoff_read(ctx, result, point, tu, x, &fraction));
    for (size_t i = 0; i < tu->n; i++) total += x[i];
    CM_TRY(cm_balance_largest(ctx, tu, x, &largest));
    if (fabs(total - tu->worth[everybody(tu)]) > slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the payoffs add up to %.12g, not to %.12g", total, tu->worth[everybody(tu)]));
    if (fabs(largest - value) > slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a coalition lacks %.12g at the payoffs, not %.12g", largest, value));
    if (exact == NULL) goto out;
    if (fraction == NULL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the value is a fraction, the payoffs are not"));
    for (size_t i = 0; i < tu->n; i++) cm_rat_add(&sum, &sum, &fraction[i]);
    (void)cm_rat_set_double(&all, tu->worth[everybody(tu)]);
    CM_TRY(cm_balance_none_above(ctx, tu, x, fraction, exact, &decided, &above));
    if (cm_rat_compare(&sum, &all) != 0 || !decided || above) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: in fractions the payoffs do not reach the value"));
out:
    cm_rats_free(fraction, tu->n);
    cm_rat_clear(&sum);
    cm_rat_clear(&all);
    return status;
}

cm_status cm_leastcore_check(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const char *point)
{
    const cm_value *printed = cm_result_get(result, "least_core_value"), *text = cm_result_get(result, "exact");
    cm_rat value = { 0, 0 }, claim_exact = { 0, 0 }, total_exact = { 0, 0 }, all = { 0, 0 };
    double claim, total, bound;
    bool fractions, exact;
    cm_status status = CM_OK;
    if (printed == NULL || printed->kind != CM_NUMBER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no least-core value"));
    exact = text != NULL && text->kind == CM_TEXT;
    if (exact && (!cm_payoff_fraction(text->as.text, &value) || !cm_close(&ctx->tol, cm_rat_value(&value), printed->as.number))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %s is not the value %.12g", text->as.text, printed->as.number));
    }
    CM_TRY(cm_balance_claim(ctx, result, tu, &claim, &total, &fractions, &claim_exact, &total_exact));
    bound = (claim - tu->worth[everybody(tu)]) / total;
    if (fabs(bound - printed->as.number) > ctx->tol.cert * cm_tu_scale(tu)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights prove %.12g, not %.12g", bound, printed->as.number));
    if (exact) {
        (void)cm_rat_set_double(&all, tu->worth[everybody(tu)]);
        cm_rat_sub(&claim_exact, &claim_exact, &all);
        if (fractions) cm_rat_div(&claim_exact, &claim_exact, &total_exact);
        if (!fractions || cm_rat_compare(&claim_exact, &value) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the weights do not prove the value %s", text->as.text));
    }
    CM_TRY(check_payoffs(ctx, tu, result, point, printed->as.number, exact ? &value : NULL));
out:
    cm_rat_clear(&value);
    cm_rat_clear(&claim_exact);
    cm_rat_clear(&total_exact);
    cm_rat_clear(&all);
    return status;
}
