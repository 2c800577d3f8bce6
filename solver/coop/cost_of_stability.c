/* cost_of_stability.c: the concept cost-of-stability: the least payment from outside that keeps all in.
 *
 * Definition: min x(N) - worth(N) over x with x(S) >= worth(S) for every coalition S; 0 when the core is not
 * empty.  By duality it is what balanced coalitions claim at most, less what there is.
 *
 * Rows are written as they are violated (excess.h).  Of a large simple game it follows from the least-core
 * value e: payoffs that leave winning coalitions 1 - e, divided by 1 - e, so e / (1 - e).
 *
 * Fails with: CM_E_NUMERIC; CM_E_LIMIT; CM_E_MEMORY.  Cost: as the core.
 * Source: Y. Bachrach, E. Elkind, R. Meir, D. Pasechnik, M. Zuckerman, J. Rothe, J. S. Rosenschein, "The cost
 * of stability in coalitional games", Proc. SAGT, Lecture Notes in Computer Science 5814 (2009) 122-134. */
#include <math.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/coop/balance.h"
#include "solver/coop/votecore.h"

typedef struct programme {
    const cm_tu *tu;
    double scale, x[CM_TU_MOST];
    uint32_t *row;
    size_t nrows, room;
    double *dual;
    cm_lp *lp;
} programme;

static uint32_t everybody(const cm_tu *tu) { return (uint32_t)(((uint64_t)1 << tu->n) - 1); }

static cm_status write_row(cm_ctx *ctx, cm_arena *arena, programme *p, uint32_t mask)
{
    double row[CM_TU_MOST];
    uint32_t *rows = cm_grow(ctx, arena, p->row, p->nrows, &p->room, sizeof *rows);
    if (rows == NULL) return ctx->status;
    p->row = rows;
    rows[p->nrows++] = mask;
    for (size_t i = 0; i < p->tu->n; i++) row[i] = mask >> i & 1u;
    return cm_lp_row(ctx, p->lp, row, p->tu->worth[mask] / p->scale, HUGE_VAL);
}

static cm_status open_programme(cm_ctx *ctx, cm_arena *arena, programme *p)
{
    int exponent;
    cm_status status = CM_OK;
    (void)frexp(cm_tu_scale(p->tu), &exponent);
    p->scale = ldexp(1, exponent);
    p->lp = cm_lp_new(ctx, p->tu->n, false);
    if (p->lp == NULL) return ctx->status;
    for (size_t i = 0; i < p->tu->n; i++) {
        CM_TRY(cm_lp_column(ctx, p->lp, i, 1, -HUGE_VAL, HUGE_VAL, false));
        CM_TRY(write_row(ctx, arena, p, (uint32_t)1 << i));
    }
    if (p->tu->n > 1) CM_TRY(write_row(ctx, arena, p, everybody(p->tu)));
out:
    return status;
}

static cm_status solve(cm_ctx *ctx, cm_arena *arena, programme *p)
{
    cm_found found[2 * CM_TU_MOST];
    cm_lp_answer answer;
    cm_excess look;
    size_t count;
    cm_status status = CM_OK;
    CM_TRY(cm_excess_init(ctx, arena, p->tu, &look));
    do {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped in the cost of stability"));
        p->dual = CM_NEW(ctx, arena, p->nrows, double);
        if (p->dual == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_lp_solve(ctx, p->lp, &answer, p->x, NULL, p->dual));
        if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the cost of stability has no optimum"));
        for (size_t i = 0; i < p->tu->n; i++) p->x[i] *= p->scale;
        cm_excess_payoffs(&look, p->x, 0);
        count = cm_excess_worst(&look, ctx->tol.slack * p->scale, 2 * p->tu->n, found);
        for (size_t k = 0; k < count; k++) CM_TRY(write_row(ctx, arena, p, found[k].mask));
    } while (count > 0);
out:
    return status;
}

/* In fractions; *proven when they hold against every coalition. */
static cm_status solve_exactly(cm_ctx *ctx, programme *p, cm_exact *exact, bool *proven)
{
    cm_rat *right = cm_rats_new(ctx, p->nrows), zero = { 0, 0 };
    bool above = false;
    cm_status status = CM_OK;
    if (right == NULL) return ctx->status;
    for (size_t r = 0; r < p->nrows; r++) (void)cm_rat_set_double(&right[r], p->tu->worth[p->row[r]]);
    CM_TRY(cm_exact_solve(ctx, p->lp, right, NULL, exact, proven));
    if (!*proven) goto out;
    for (size_t i = 0; i < p->tu->n; i++) p->x[i] = cm_rat_value(&exact->x[i]);
    for (size_t r = 0; r < p->nrows; r++) p->dual[r] = cm_rat_value(&exact->dual[r]);
    CM_TRY(cm_balance_none_above(ctx, p->tu, p->x, exact->x, &zero, proven, &above));
    *proven = *proven && !above;
out:
    cm_rats_free(right, p->nrows);
    return status;
}

/* The coalitions with a price, together: packed to the front. */
static size_t keep_priced(cm_ctx *ctx, programme *p, cm_exact *exact, bool proven)
{
    size_t kept = 0;
    for (size_t r = 0; r < p->nrows; r++) {
        if (proven ? cm_rat_sign(&exact->dual[r]) == 0 : !(p->dual[r] > ctx->tol.price)) continue;
        p->row[kept] = p->row[r];
        p->dual[kept] = p->dual[r];
        if (proven && kept != r) cm_rat_set(&exact->dual[kept], &exact->dual[r]);
        kept++;
    }
    return kept;
}

static cm_status print(cm_ctx *ctx, cm_result *result, programme *p, cm_exact *exact, bool proven)
{
    double paid = 0, all = p->tu->worth[everybody(p->tu)];
    cm_rat cost = { 0, 0 }, worth = { 0, 0 };
    const char *text = NULL;
    size_t kept = keep_priced(ctx, p, exact, proven);
    cm_status status = CM_OK;
    for (size_t i = 0; i < p->tu->n; i++) {
        paid += p->x[i];
        if (proven) cm_rat_add(&cost, &cost, &exact->x[i]);
    }
    (void)cm_rat_set_double(&worth, all);
    cm_rat_sub(&cost, &cost, &worth);
    if (proven) text = cm_rat_text(ctx, result->arena, &cost);
    CM_TRY(cm_result_set(ctx, result, "cost", cm_number(proven ? cm_rat_value(&cost) : fmax(0, paid - all))));
    CM_TRY(cm_result_set(ctx, result, "exact", text != NULL ? cm_text(text) : cm_none()));
    CM_TRY(cm_payoff_print(ctx, result, "payoffs", p->tu, p->x, proven ? exact->x : NULL));
    CM_TRY(cm_balance_print(ctx, result, p->tu, p->row, p->dual, proven ? exact->dual : NULL, kept));
out:
    cm_rat_clear(&cost);
    cm_rat_clear(&worth);
    return status;
}

/* e / (1 - e), from the least core's own report, whose tables stay as the proof. */
static cm_status run_vote(cm_ctx *ctx, const cm_tu *tu, cm_result *result)
{
    const cm_value *value, *text;
    cm_rat e = { 0, 0 }, one = { 0, 0 };
    const char *exact = NULL;
    cm_status status = CM_OK;
    CM_TRY(cm_votecore_run(ctx, tu, false, result));
    for (cm_named *entry = result->summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, "exact") == 0) entry->name = "least_core_exact";      /* `exact` is the cost's */
    }
    value = cm_result_get(result, "least_core_value");
    text = cm_result_get(result, "least_core_exact");
    CM_TRY(cm_result_set(ctx, result, "cost", cm_number(value->as.number > 0 ? value->as.number / (1 - value->as.number) : 0)));
    if (text->kind == CM_TEXT && cm_payoff_fraction(text->as.text, &e)) {
        cm_rat_set_ratio(&one, 1, 1);
        cm_rat_sub(&one, &one, &e);
        cm_rat_div(&e, &e, &one);
        if (cm_rat_sign(&e) < 0) cm_rat_set_ratio(&e, 0, 1);
        exact = cm_rat_text(ctx, result->arena, &e);
    }
    CM_TRY(cm_result_set(ctx, result, "exact", exact != NULL ? cm_text(exact) : cm_none()));
    CM_TRY(cm_result_note(ctx, result, "The payoffs are the least core's; divided by one less its value they are what keeps all in."));
out:
    cm_rat_clear(&e);
    cm_rat_clear(&one);
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    programme p = { .tu = &game->as.tu };
    cm_exact exact = { .x = NULL };
    bool proven = false;
    cm_status status = CM_OK;
    (void)params;
    if (p.tu->worth == NULL) return run_vote(ctx, p.tu, result);
    CM_TRY(open_programme(ctx, &scratch, &p));
    CM_TRY(solve(ctx, &scratch, &p));
    if (p.tu->exact) CM_TRY(solve_exactly(ctx, &p, &exact, &proven));
    CM_TRY(print(ctx, result, &p, &exact, proven));
out:
    cm_exact_free(&exact);
    cm_lp_free(p.lp);
    cm_arena_free(&scratch);
    return status;
}

/* No coalition has more than the payoffs give it, and balanced coalitions claim as much as they cost. */
static cm_status check_dense(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, double cost)
{
    double x[CM_TU_MOST], paid = 0, claim, total, largest = 0, all = tu->worth[everybody(tu)], slack = ctx->tol.cert * cm_tu_scale(tu);
    cm_rat *fraction = NULL, claim_exact = { 0, 0 }, total_exact = { 0, 0 }, sum = { 0, 0 }, zero = { 0, 0 };
    bool exact, decided = true, above = false;
    cm_status status = CM_OK;
    CM_TRY(cm_payoff_read(ctx, result, "payoffs", tu, x, &fraction));
    CM_TRY(cm_balance_claim(ctx, result, tu, &claim, &total, &exact, &claim_exact, &total_exact));
    if (tu->n > 1) CM_TRY(cm_balance_largest(ctx, tu, x, &largest));
    for (size_t i = 0; i < tu->n; i++) {
        paid += x[i];
        if (fraction != NULL) cm_rat_add(&sum, &sum, &fraction[i]);
    }
    if (largest > slack || paid < all - slack) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a coalition has %.12g more than it is given", fmax(largest, all - paid)));
    if (fabs(claim - paid) > slack || fabs(paid - all - cost) > slack) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the payoffs cost %.12g, the weights prove %.12g, and %.12g is printed", paid - all, claim - all, cost));
    }
    if (fraction != NULL && exact) {
        CM_TRY(cm_balance_none_above(ctx, tu, x, fraction, &zero, &decided, &above));
        if (!decided || above || cm_rat_compare(&sum, &claim_exact) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: in fractions the payoffs are not what the weights prove"));
    }
out:
    cm_rats_free(fraction, tu->n);
    cm_rat_clear(&claim_exact);
    cm_rat_clear(&total_exact);
    cm_rat_clear(&sum);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *cost = cm_result_get(result, "cost"), *value = cm_result_get(result, "least_core_value");
    cm_status status;
    (void)params;
    if (cost == NULL || cost->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no cost");
    if (tu->worth != NULL) return check_dense(ctx, tu, result, cost->as.number);
    status = cm_votecore_check(ctx, tu, false, result);
    if (status != CM_OK) return status;
    if (fabs(fmax(0, value->as.number) - cost->as.number * (1 - fmax(0, value->as.number))) > ctx->tol.cert) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: a cost of %.12g does not follow from %.12g", cost->as.number, value->as.number);
    }
    return CM_OK;
}

static const char *const summary_names[] = { "total", "cost", "exact", "least_core_value", "least_core_exact", NULL };

extern const cm_concept cm_concept_cost_of_stability;
const cm_concept cm_concept_cost_of_stability = {
    .name = "cost-of-stability",
    .title = "Cost of stability", .title_zh = "稳定成本",
    .about = "The least that somebody outside must add so that no group would do better by itself.",
    .about_zh = "外部至少需要补贴多少，才能使任何集团单独行动都不会得到更多。",
    .formula = "min x(N) - worth(N) over x with x(S) >= worth(S) for every S",
    .source = "Y. Bachrach, E. Elkind, R. Meir, D. Pasechnik, M. Zuckerman, J. Rothe, J. S. Rosenschein, The cost of stability in coalitional games, Lecture Notes in "
              "Computer Science 5814 (2009) 122-134",
    .certificate = "no coalition has more than the printed payoffs give it, and the printed balanced coalitions claim exactly as much; in fractions where worths are exact",
    .summary = summary_names, .takes = CM_GAME_TU, .run = run, .check = check
};
